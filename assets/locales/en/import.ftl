# The import of a file, and export from the lists.

import-intro = A CSV file, a workbook (.xlsx), cards (.vcf), or what callsheet exported. Nothing happens before you have seen what it means.
import-field-file = File
import-reading = Reading …
import-step-file = 1 file
import-step-preview = 2 what it means
import-step-tried = 3 what would happen
import-step-trying = 3 trying
import-step-running = 4 importing
import-step-done = 5 done

import-companies = companies
import-contacts = contacts
import-activities = activities
import-deals = deals
import-tickets = tickets
import-sure = { $n } % sure
import-row-count = { $n ->
    [one] { $n } row
   *[other] { $n } rows
}
import-preamble = header after { $n ->
    [one] { $n } line
   *[other] { $n } lines
}
import-by-comma = commas
import-by-semicolon = semicolons
import-by-tab = tabs
import-by-bar = bars
import-more-warnings = and { $n } more
import-columns = Columns
import-rows = First rows
import-where = Where does "{ $column }" go?
import-own = An export of everything from callsheet. Its rows come back as they were: companies, contacts, tasks, activities and the rest, each with its id. What is here already and the same stays; of what differs, you say which one holds.

import-choices = About this import
import-use = Use
import-as-told = as the file tells
import-owner-told = as the file tells, else nobody
import-yes = yes
import-no = no
import-day-first = day first
import-month-first = month first
import-field-here = Already here
import-field-tags = Tags
import-field-owner = Owner
import-field-workflow = Start workflows
import-field-system = System
import-field-entity = Rows are
import-field-encoding = Encoding
import-field-sheet = Sheet
import-field-columns = Columns
import-columns-as-last = as of the last such file
import-columns-afresh = read afresh
import-of-sheet = sheet { $name }
import-field-order = Dates
import-field-mend = Mend fÃ¼r
import-field-differs = What differs
import-here-merge = here already: take what the file says more
import-here-update = here already: the file is right, also over later changes
import-here-skip = here already: leave it alone
import-here-add = here already: enter it once more
import-own-keep = what is here holds
import-own-replace = the file replaces what is here
import-no-workflow = no workflows
import-for-owner = for { $name }
import-mended = text mended

import-to-own = { $title } (field of your own)
import-to-external-id = id there
import-to-name = name
import-to-text = kept beside the fields
import-to-kept-by-its-name = kept beside the fields
import-to-deleted-there = deleted there
import-to-ignore = left out
import-to-date = kept as a date
import-to-number = kept as a number
import-to-legal-name = legal name
import-to-industry = industry
import-to-account-type = account type
import-to-website = website
import-to-domain = domain
import-to-employees = employees
import-to-vat-id = VAT id
import-to-tax-number = tax number
import-to-register-number = register number
import-to-register-court = register court
import-to-owner = owner
import-to-tags = tags
import-to-street = street
import-to-postal-code = postal code
import-to-city = city
import-to-region = region
import-to-country = country
import-to-delivery-street = delivery: street
import-to-delivery-postal-code = delivery: postal code
import-to-delivery-city = delivery: city
import-to-delivery-region = delivery: region
import-to-delivery-country = delivery: country
import-to-lifecycle = place in the sales cycle
import-to-first-name = first name
import-to-last-name = last name
import-to-job-title = job title
import-to-department = department
import-to-linkedin = LinkedIn
import-to-birthday = birthday
import-to-company-id = company by its id there
import-to-company-domain = company by domain
import-to-company = company by name
import-to-do-not-call = do not call
import-to-language = language
import-to-email = email
import-to-email-home = email, private
import-to-email-other = email, other
import-to-phone-main = phone, main
import-to-phone = phone
import-to-mobile = mobile
import-to-phone-home = phone, private
import-to-phone-other = phone, other
import-to-fax = fax

import-warning-guessed = The file is no UTF-8; it is read as { $encoding }. If letters come out wrong, choose the encoding.
import-warning-sheets = The workbook has { $n } sheets ({ $sheets }); one is read at a time, the choices say which.
import-warning-left-out = Left out: { $what }
import-warning-saved-mapping = Columns are read as you said of the last file with the same ones; the choices read them afresh.
import-warning-encoding = A few bytes are no UTF-8; their rows are rejected. If the whole file is of another encoding, choose it.
import-warning-decimal-mark = Column "{ $column }": three digits behind a single separator are read as thousands.
import-warning-date-order = Column "{ $column }": dates are read { $month ->
    [yes] month first
   *[no] day first
}.
import-warning-replacement-character = { $n ->
    [one] One row holds �: letters were lost before the file came here. It is line { $line }.
   *[other] { $n } rows hold �: letters were lost before the file came here. First in line { $line }.
}
import-warning-double-encoded = { $n ->
    [one] One row looks encoded twice (fÃ¼r for für), line { $line }; it can be mended.
   *[other] { $n } rows look encoded twice (fÃ¼r for für), first in line { $line }; they can be mended.
}
import-warning-hidden-signs = { $n ->
    [one] One row holds signs that change how text is shown; they are kept and made visible. It is line { $line }.
   *[other] { $n } rows hold signs that change how text is shown; they are kept and made visible. First in line { $line }.
}
import-warning-kept = { $n ->
    [one] One field differs here and was not brought by an import; it stands, line { $line }.
   *[other] { $n } fields differ here and were not brought by an import; they stand, first in line { $line }.
}
import-warning-in-trash = { $n ->
    [one] One row is in Trash here, or its company is, and was left there; line { $line }. Restore what you want back, then import again.
   *[other] { $n } rows are in Trash here, or their company is, and were left there; first line { $line }. Restore what you want back, then import again.
}
import-warning-invalid-phones = { $n ->
    [one] One phone number cannot be dialled and is kept as written, line { $line }.
   *[other] { $n } phone numbers cannot be dialled and are kept as written, first in line { $line }.
}
import-warning-invalid-emails = { $n ->
    [one] One e-mail address is none and is kept as written, line { $line }.
   *[other] { $n } e-mail addresses are none and are kept as written, first in line { $line }.
}
import-warning-invalid-websites = { $n ->
    [one] One website is no web address and is kept as written, line { $line }.
   *[other] { $n } websites are no web addresses and are kept as written, first in line { $line }.
}
import-warning-several-kinds = Its rows hold people, companies and deals at once, and one kind is read here. callsheet import FILE on the command line takes all.

import-error-empty = Type where the file is.
import-error-nowhere = There is no such file.
import-error-read = It cannot be read: { $error }
import-error-no-file = That is no file; an import reads its file more than once, so save it first.
import-error-no-rows = There are no rows in it.
import-error-utf16 = This looks like UTF-16 without its mark. Choose the encoding, or save it as UTF-8.
import-error-malformed = Its rows cannot be told apart: { $error }. Nothing was imported.
import-error-unreadable = It cannot be taken: { $what }. Nothing was imported.
import-error-no-table = This is { $what }, no table. A CSV file, a workbook (.xlsx) or cards (.vcf) can be imported.
import-error-map = The columns cannot go there: { $what }.
import-kind-a-PDF = a PDF
import-kind-a-picture = a picture
import-kind-a-program = a program
import-kind-a-packed-file = a packed file
import-kind-a-database = a database
import-kind-a-text-document = a text document
import-kind-a-page-with-markup = a web page or another file with markup
import-kind-no-text = a file that holds no text
import-error-columns = { $found } columns, at most { $limit } are read. Save it with those that are needed.
import-error-twice = Column "{ $name }" comes twice (columns { $first } and { $second }); rename one of them.
import-error-unknown = What the columns mean is not known. Companies need a name or a domain, contacts a name, an email or a number: choose where a column goes, or what the rows are.
import-error-other = These are { $what }. Companies, contacts, activities, deals and tickets can be imported: say what the rows are if that is wrong.
import-error-order = Column "{ $column }": is { $example } day or month first? Choose how dates are written.
import-error-tags = Contacts have no tags; tags are for companies. Take them out.
import-error-rejects = The rejected rows could not be written: { $error }
import-error-stopped = Stopped after { $n } rows: { $error }. What was imported stands, and the same import goes on from there.

import-tried = { $n ->
    [one] Of one row this would become, nothing is changed yet:
   *[other] Of { $n } rows this would become, nothing is changed yet:
}
import-now = { $key } imports it
import-bring-back = { $key } brings it back
import-none-taken = { $n ->
    [one] The one row cannot be taken; the reason is below.
   *[other] None of the { $n } rows can be taken; the reasons are below.
}
import-nothing-new = There is nothing to do: everything is here already, or left alone.
import-accounting = { $rows ->
    [one] { $rows } row
   *[other] { $rows } rows
} = { $created } created + { $updated } updated + { $unchanged } unchanged + { $skipped } skipped + { $failed } failed
import-count = { $n }
import-created = created
import-updated = updated
import-unchanged = unchanged
import-skipped = skipped
import-failed = failed
import-rejected = Rejected rows · { $n } of { $of }
import-rejected-first = Rejected rows · the first { $n } of { $of } are shown
import-line = line { $n }
import-rejects-at = The rejected rows are in { $path }, each with its reason. Mend them there and import that file.
import-repeat = This file was imported before, and that stands.
import-attached = { $n ->
    [one] One contact
   *[other] { $n } contacts
} at { $companies ->
    [one] one company
   *[other] { $companies } companies
}.
import-without = { $n ->
    [one] One contact names no company and stands alone.
   *[other] { $n } contacts name no company and stand alone.
}
import-not-found = { $n ->
    [one] One contact names a company that is not here.
   *[other] { $n } contacts name a company that is not here.
}
import-customers = { $n ->
    [one] One company becomes a customer.
   *[other] { $n } companies become customers.
}
import-stage-kept = { $n ->
    [one] One company keeps its stage although it arrives as a customer: somebody has worked on it.
   *[other] { $n } companies keep their stage although they arrive as customers: somebody has worked on them.
}
import-proposals = { $n ->
    [one] One group of rows may be one and the same.
   *[other] { $n } groups of rows may be one and the same.
}
import-skipped-because = { $n } skipped: { $why }.
import-skipped-empty-row = empty rows
import-skipped-here-already = here already
import-skipped-deleted-in-its-system = deleted in their system
import-skipped-imported-before-and-deleted-since = imported before and deleted since
import-skipped-rules-come-from-the-configuration-here = rules come from the configuration here
import-skipped-here-already--and-says-something-else = here already, and what is here says something else
import-skipped-in-Trash = in Trash
import-skipped-nothing-of-this-part-in-the-row = nothing of this part in the row
import-of-table = { $n } { $what }
import-table-tenant = file
import-table-user = users
import-table-rule = rules
import-table-company = companies
import-table-contact = contacts
import-table-case = cases
import-table-task = tasks
import-table-activity = activities
import-table-note = notes
import-table-member = memberships
import-table-stage_change = stage changes
import-table-handover = handovers

import-rows-of = { $n } of { $of } rows
import-rate = { $n } a second
import-seconds-left = { $n } s left
import-minutes-left = { $n } min left
import-stopping = Stopping after the rows under way …
import-only-tried = It is only tried: nothing is changed.
import-while-running = Other screens work meanwhile. Stopping keeps the rows that are done.
import-stopped = { $n ->
    [one] Stopped: one row stands.
   *[other] Stopped: { $n } rows stand.
}
import-go-on = { $key } goes on from there
import-taken-back = Taken back: nothing of it is here any more.
import-nothing-to-take-back = Nothing of this import is left to take back; what was done before it stays.
import-cut-short = The import of { $path } did not come to its end: the rows that were done stand. Choose it again and it goes on.
import-was-cut-short = Its last import did not come to its end: the rows that were done stand. Imported again, it goes on.
import-busy-undo = An import runs; stop it or wait for its end.

import-hint-complete = complete
import-hint-list = list
import-hint-read = read
import-hint-try = try
import-hint-field = where it goes
import-hint-choices = choices
import-hint-import = import
import-hint-go-on = go on
import-hint-stop = stop
import-hint-another = another file

export-title = Export
export-marked = { $n ->
    [one] The marked row.
   *[other] The { $n } marked rows.
}
export-shown = The rows of the list as it is filtered.
export-company = This company.
export-what = Write
export-companies = companies
export-contacts = their contacts
export-format = As
export-path = File
export-do = Write
export-done = { $n ->
    [one] { $n } row written to { $path }
   *[other] { $n } rows written to { $path }
}
export-there = There is a file of that name.
export-keep = Keep it
export-replace = Replace it
export-no-path = Type where the file goes.
export-failed = It could not be written: { $error }
system-no-folder = there is no such folder
system-no-permission = you have no permission there
system-no-directory = a part of the path is no folder
system-is-folder = that is a folder
system-read-only = nothing can be written there
system-no-room = there is no room left
export-nothing = There is nothing in the list.
export-writing = Writing …
copy-table-limit = { $n } rows are too many for the clipboard, at most { $most } are copied. Export writes them into a file.
copy-table-name = Name
copy-table-stage = Stage
copy-table-owner = Owner
copy-table-city = City
copy-table-country = Country
copy-table-phone = Phone

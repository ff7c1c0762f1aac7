# Texts of the lists, of one company and of the forms for records.
list-none-match = Nothing matches “{ $typed }”. Esc shows all.
pane-company = Company
pane-contacts = Contacts
pane-case = Case
pane-tasks = Tasks
pane-data = Data
edit-note = { $key } edit
list-note-view = { $key } view
list-note-find = { $key } filter
timeline-note-filter = { $key } filter
timeline-note-find = { $key } find
outcome-digits = { $key } log it

column-name = Name
column-stage = Stage
column-owner = Owner
column-next-due = Next due
column-last = Last activity
column-city = City
column-phone = Phone

view-mine = Mine
view-all = All
view-unassigned = Unassigned
view-no-next-step = No next step
view-dormant = Dormant
view-dnc = Do not contact
sort-next-due = What is due next
sort-name = Name
sort-only-due = This view knows only the order of what is due next

short-dnc = do not contact
short-wrong = wrong
day-today = today
day-yesterday = yesterday
n-marked = { $n } marked
n-more = + { $n } more (Enter)
mark-range-begun = Range: rows are marked as you move; { $key } ends it
nothing-selected = No company is selected
select-person = Choose a person first (Tab to Contacts)
person-erase-title = Erase { $name } for good
person-erase-hint = Nothing takes it back. Type the full name; Enter erases
person-lift-title = Contact { $name } again
person-lift-hint = Why? Enter lifts do-not-contact
select-task = Choose a task first (Tab to Tasks)

companies-none = No companies yet.
companies-none-add = { $key } adds the first one.
companies-none-import = { $key } brings many from a file.
companies-none-here = No company is in this view.
companies-none-fits = No company fits “{ $view }” now.
companies-none-others = { $key } shows the others.
companies-none-match = Nothing in { $view } matches “{ $filter }”. Esc clears the filter.
companies-none-views = { $key } shows other views.
company-gone = This company is not there any more. It may be in Trash{ $where }.
company-gone-where = { " " }({ $key } Trash)
contacts-none = Nobody yet.
contacts-none-add = { $key } adds a contact.
tasks-none = Nothing to do.
tasks-none-add = { $key } adds a next step.
case-none = No case.
case-line = opened { $when } · { $n ->
        [one] 1 task left
       *[other] { $n } tasks left
    }
handover-line = Handover: { $state }
timeline-none = Nothing has happened yet.
timeline-none-call = { $key } calls
timeline-none-note = { $key } notes
timeline-none-log = { $key } logs
timeline-none-match = Nothing matches. Esc ends the search.
timeline-none-all = { $key } shows all.
only-all = All
only-remarks = Remarks
safety-outside = outside calling hours, opens { $opens }

bulk-question = { $n ->
    [one] It is about one company.
   *[other] { $n } companies are marked.
}
bulk-question-undo = What is done to them at once, { $key } takes back at once.
bulk-question-undo-one = { $key } takes it back.
bulk-keep = Keep
bulk-done = { $n } done
bulk-refused = { $n } refused: { $why }
bulk-refused-n = { $n } refused
answered-one-by-one = Handovers are answered one by one; take the marks away first.
one-at-a-time = This is done to one company at a time; { $key } takes the marks away.
bulk-owner-of = Owner of { $n } companies
bulk-tags-of = Tags of { $n } companies
bulk-stay-marked = Those that were refused are still marked.
bulk-stage = { $n ->
    [one] Move one company
   *[other] Move { $n } companies
}
bulk-task = { $n ->
    [one] Make one task
   *[other] Make { $n } tasks
}
bulk-task-title = { $n ->
    [one] A task on one company
   *[other] A task on each of { $n } companies
}
bulk-task-go-on = Go on
bulk-queue-of-case = that of the case
bulk-into-queue = queue
bulk-would-refuse-more = { $n ->
    [one] { $n } more would be refused.
   *[other] { $n } more would be refused.
}

add-company = New company
edit-company = Edit company
add-contact = New contact
edit-contact = Edit contact
add-task = New task
add-note = Note
button-save = Save
button-save-next = Save and next task
button-discard = Discard
button-twins = Possible duplicates
twins = Open instead
twins-none = No possible duplicate
twins-found =
    { $n ->
        [one] ! 1 possible duplicate: { $names }
       *[other] ! { $n } possible duplicates: { $names }
    }
draft-kept = Draft kept
draft-restored = Your draft is back
record-gone = That is not there any more

field-name = Name
field-legal-name = Legal name
field-phone = Phone
field-email = Email
field-website = Website
field-country = Country
field-source = Source
field-street = Street
field-postal-code = Postal code
field-city = City
field-industry = Industry
field-employees = Employees
field-vat-id = VAT id
field-tax-number = Tax number
field-register-number = Register
field-account-type = Account type
field-delivery = Delivery
field-source-detail = Source detail
field-external = Other ids
field-language = Language
field-created = Entered
field-time-zone = Time zone
field-tags = Tags
field-first-name = First name
field-last-name = Last name
field-job-title = Job title
field-department = Department
field-buying-role = Buying role
field-linkedin = LinkedIn
field-kind = Kind
field-title = What
field-due = Due
field-promised = Promised
field-with = With
field-assign = Assign
field-queue = Queue
field-priority = Priority
field-note = Note
field-type = Type
field-when = When
field-duration = Duration
field-direction = Direction
field-outcome = Outcome
field-reason = Disqualify
field-whom = Whom
field-completes = Completes
field-follow = Follow-up
field-what = What
yes = Yes
no = No
with-company = the company
assign-me = me
assign-nobody = nobody (the queue)
assign-rules = as the task
completes-none = no task
direction-out = Outgoing
direction-in = Incoming
whom-company = This company
whom-person = Only this person
error-duration = write min:sec, for example 4:20
error-follow = this outcome needs the agreed date, for example tu 14:30
error-whom = say whom it concerns
error-note = say what happened
error-outcome = pick an outcome: it decides the follow-up

phrase-today = today 16:00
phrase-today-label = today 16
phrase-tomorrow = tomorrow 10
phrase-tomorrow-label = tomorrow 10
phrase-2d = +2d 10
phrase-2d-label = +2 days
phrase-monday = monday 10
phrase-monday-label = Monday
phrase-2w = +2w 10
phrase-2w-label = +2 weeks
phrase-now = now
phrase-now-label = now
phrase-yesterday = yesterday 10
phrase-yesterday-label = yesterday
day-preset-today = today
day-preset-today-label = today
day-preset-tomorrow = tomorrow
day-preset-tomorrow-label = tomorrow
day-preset-month = +1mo
day-preset-month-label = in a month
day-preset-quarter = +3mo
day-preset-quarter-label = in three months
day-preset-year = +1y
day-preset-year-label = in a year

code-PHONESTATE-OK = OK
code-PHONESTATE-WRONG = wrong number
code-PHONESTATE-DO_NOT_CALL = do not call
code-BUYING_ROLE-DECISION_MAKER = Decides
code-BUYING_ROLE-ECONOMIC_BUYER = Holds the budget
code-BUYING_ROLE-CHAMPION = Champion
code-BUYING_ROLE-INFLUENCER = Influences
code-BUYING_ROLE-EVALUATOR = Evaluates
code-BUYING_ROLE-GATEKEEPER = Gatekeeper
code-BUYING_ROLE-USER = User
code-BUYING_ROLE-BLOCKER = Blocks

history-none = Nothing was changed yet.
history-undone = That was taken back already
history-fixed = That cannot be taken back by itself
history-was-undone = taken back
history-stays = cannot be taken back
history-question = Take this back? { $label }
    { $what }
history-keep = Keep
history-undo = Take it back
trash-none = Trash is empty. What is deleted stays here for 30 days.
trash-note = Enter restores
table-company = company
table-contact = contact
table-case = case
table-task = task
table-activity = activity
table-note = note

settings-note = ←/→ try  Enter keep
settings-tried = (Enter keeps it, Esc gives back)
settings-saved = Saved: { $change }
setting-ui-theme = Theme
setting-ui-theme-help = Colours. “As the terminal” uses those of the terminal; a theme file of your own is set in config.toml.
setting-user-language = Language
setting-user-language-help = “As the system” takes the language of the system, from the next start.
setting-ui-mouse = Mouse
setting-ui-mouse-help = On: clicks and the wheel work here. Off: the terminal selects text{ $mouse }.
setting-ui-mouse-key = { " " }({ $key } changes it at any time)
setting-ui-title = Title of the window
setting-ui-title-help = With names it shows whom you call; without names only the program; left alone, the terminal's own title stays.
setting-ui-notify = Message on the desktop
setting-ui-notify-help = When a call you promised is due and this window has no focus: names says whom to, plain does not.
setting-ui-ascii = Only ASCII ornaments
setting-ui-ascii-help = For terminals and fonts that show no lines. From the next start.
setting-ui-power-mode = Power mode
setting-ui-power-mode-help = Whether the next call starts by itself after an outcome that asks nothing. From the next start.
setting-keyboard-preset = Keys
setting-keyboard-preset-help = The set of default keys. From the next start.
setting-call-method = How a call is made
setting-call-method-help = show the number, copy it, open a tel: link, or run the command of config.toml. From the next start.
setting-call-ask-outside-hours = Ask outside calling hours
setting-call-ask-outside-hours-help = Asks before a call when it is early, late or a holiday there. From the next start.
task-title-introduce-yourself = Introduce yourself
task-title-agree-on-the-next-step = Agree on the next step
task-title-find-a-phone-number = Find a phone number
task-title-how-did-it-go = How did it go?
task-title-decide-the-next-step = Decide the next step
value-true = on
value-false = off
value-ui-theme-auto = as the terminal
value-ui-theme-dark = dark
value-ui-theme-light = light
value-ui-theme-high-contrast = high contrast
value-ui-theme-mono = without colour
value-ui-theme-deuteranopia = for red-green blindness
value-user-language-auto = as the system
value-user-language-en = English
value-user-language-de = Deutsch
value-ui-title-names = with names
value-ui-title-plain = without names
value-ui-title-off = left alone
value-ui-notify-names = with names
value-ui-notify-plain = without names
value-ui-notify-off = none
value-ui-power-mode-off = off
value-ui-power-mode-on = on
value-ui-power-mode-never = never, not by key either
value-keyboard-preset-default = default
value-keyboard-preset-arrows-only = arrows only
value-keyboard-preset-vim-strict = like vim
value-keyboard-preset-numpad = number pad
value-call-method-show = show the number
value-call-method-copy = copy the number
value-call-method-tel = open a tel: link
value-call-method-command = run a command
bulk-qualify = { $n ->
    [one] Qualify one company
   *[other] Qualify { $n } companies
}
bulk-disqualify = { $n ->
    [one] Disqualify one company
   *[other] Disqualify { $n } companies
}
bulk-hand-over = { $n ->
    [one] Hand over one company
   *[other] Hand over { $n } companies
}
bulk-archive = { $n ->
    [one] Archive one company
   *[other] Archive { $n } companies
}
bulk-reopen = { $n ->
    [one] Reopen one company
   *[other] Reopen { $n } companies
}
bulk-delete = { $n ->
    [one] Delete one company
   *[other] Delete { $n } companies
}
bulk-dormant = { $n ->
    [one] Let one company sleep
   *[other] Let { $n } companies sleep
}
bulk-own = { $n ->
    [one] Change the owner of one company
   *[other] Change the owner of { $n } companies
}
phone-as-typed = kept as typed: cannot be checked
alike-none = Nothing looks alike here.
alike-loading = Looking …
alike-cut = Not all were compared: { $n } numbers or names stand on too many rows
alike-note = Enter compares
alike-companies = Companies
alike-contacts = Contacts
alike-side-note = Space or arrows choose · Enter merges
alike-stays = stays
alike-goes = goes
alike-question = Merge “{ $loser }” into “{ $winner }”?
alike-keep = Keep both
alike-merge = Merge
alike-moved = { $n ->
    [one] One entry moves
   *[other] { $n } entries move
}
hint-compare = compare
hint-merge = merge
merge-name = Name
merge-legal-name = Legal name
merge-owner-id = Owner
merge-owner-text = Owner (text)
merge-industry = Industry
merge-account-type = Account type
merge-size-band = Size
merge-employees = Employees
merge-domain = Domain
merge-website = Website
merge-emails = E-mails
merge-phones = Phones
merge-postal = Address
merge-delivery = Delivery address
merge-vat-id = VAT id
merge-tax-number = Tax number
merge-register-number = Register number
merge-register-court = Register court
merge-source = Source
merge-source-detail = Source in words
merge-language = Language
merge-time-zone = Time zone
merge-tags = Tags
merge-enrichment-source = Enriched by
merge-enrichment-at = Enriched at
merge-external-ids = Ids elsewhere
merge-extra = Other fields
merge-company-id = Company
merge-first-name = First name
merge-last-name = Last name
merge-job-title = Job title
merge-department = Department
merge-buying-role = Buying role
merge-linkedin = LinkedIn
merge-birthday = Birthday
view-save = Save as a view…
view-save-hint = A name; Enter keeps filter and order under it.
view-saved = View saved: { $name }
bulk-tag = { $n ->
    [one] Change the tags of one company
   *[other] Change the tags of { $n } companies
}
bulk-tasks = { $n ->
    [one] Change the tasks of one company
   *[other] Change the tasks of { $n } companies
}
bulk-unchanged = { $n ->
    [one] { $n } as it was
   *[other] { $n } as they were
}
bulk-would-refuse = { $n ->
    [one] { $n } would be refused: { $why }
   *[other] { $n } would be refused: { $why }
}
ask-tags-hint = Tags to put on, a minus before those to take off: fair -old

# Fields of one's own.
own-none = (none)
own-odd = was: { $value }
fields-note = Enter changes
fields-none = No field of your own is defined yet.
fields-none-add = { $key } adds one.
field-new = New field
field-change = Change field
field-of = Of
field-own-name = Name
field-label = Label
field-choices = Choices
field-choices-echo = a line each, or commas or semicolons between them
field-place = Place
field-place-number = a whole number
code-FIELDOF-COMPANY = Company
code-FIELDOF-CONTACT = Contact
code-FIELDTYPE-TEXT = Text
code-FIELDTYPE-NUMBER = Number
code-FIELDTYPE-DATE = Date
code-FIELDTYPE-CHOICE = Choice
code-FIELDTYPE-BOOLEAN = Yes/no
misfit-number = “{ $found }” is no number; accepted: 1234.5, 1,234.5, 1.234,5
misfit-two-numbers = “{ $found }” can be read two ways; write { $whole } or { $decimal }
misfit-too-long = “{ $found }” has too many digits
misfit-date = “{ $found }” is no date; accepted: 2026-11-24, 24.11.2026, tomorrow
misfit-two-dates = “{ $found }” can be day or month first; write 24.11.2026
misfit-truth = “{ $found }” is neither yes nor no
misfit-choice = “{ $found }” is none of: { $choices }
misfit-choice-near = “{ $found }” is none of the choices; { $near }?
misfit-long-text = longer than 500 characters
misfit-control = holds control characters; remove them
twins-later = Left for another time
twins-back = Back again: { $one } = { $other }
twins-nothing-back = Nothing of this screen is left to take back; what was done elsewhere stays.

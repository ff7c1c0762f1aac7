# Texts of the lists, of one company and of the forms for records.
pane-company = Company
pane-contacts = Contacts
pane-case = Case
pane-tasks = Tasks
pane-data = Data
edit-note = e edit
list-note = f view  / filter
timeline-note = f filter  / find
outcome-digits = 1-0 log it

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
mark-range-begun = Range begun: move, then v again
mark-loaded = { $n } marked; more rows follow that are not loaded yet
nothing-selected = No company is selected
select-task = Choose a task first (Tab to Tasks)

companies-none = No companies yet. a c adds the first one; : import brings a file.
companies-none-here = No company is in this view. f shows the others.
companies-none-match = Nothing in { $view } matches “{ $filter }”. Esc clears the filter, f shows other views.
company-gone = This company is not there any more. It may be in Trash (: Trash).
contacts-none = Nobody yet. a p adds a contact.
tasks-none = Nothing to do. t adds a next step.
case-none = No case.
case-line = opened { $when } · { $n ->
        [one] 1 task left
       *[other] { $n } tasks left
    }
handover-line = Handover: { $state }
timeline-none = Nothing has happened yet. c calls, n notes, L logs.
timeline-none-match = Nothing matches. Esc ends the search, f shows all.
only-all = All
only-remarks = Remarks
safety-outside = outside calling hours, opens { $opens }

bulk-question = This is done to { $n } companies at once. u takes it back.
bulk-keep = Keep
bulk-go = Do it to { $n }
bulk-done = { $n } done
bulk-refused = { $n } refused: { $why }

add-company = New company
edit-company = Edit company
add-contact = New contact
edit-contact = Edit contact
add-task = New task
add-note = Note
button-save = Save ^S
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
history-stays = stays
history-question = Take this back? { $label }
    { $what }
history-keep = Keep
history-undo = Take it back
trash-none = Trash is empty. What is deleted stays here for 30 days.
trash-note = Enter restores
table-company = company
table-contact = contact
table-task = task
table-activity = activity
table-note = note

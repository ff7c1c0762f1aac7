# Texts of the frame: top line, hint line, popups, forms, messages.
app-name = callsheet
status-local = local
status-calling = CALLING { $time }
needs-size = { $name } · { $size } · needs { $needs }
unused-key = `{ $key }` is not used here — { $help } help
unused-action = { $title } is not used here
no-other-screen = No other screen was shown yet
mode-typing = TYPING
mode-search = SEARCH
ahead-full = Too many keys at once: the last ones were not taken
ahead-dropped =
    { $n ->
        [one] 1 key typed ahead was not applied
       *[other] { $n } keys typed ahead were not applied
    }
job-failed = That failed inside the program. What was saved before is safe. Details are in { $log }

form-attention =
    { $n ->
        [one] 1 field needs attention: { $field } (Enter goes there)
       *[other] { $n } fields need attention: { $field } (Enter goes there)
    }
form-required = * required

count-of = { $n } of { $of }
actions-none = There is nothing to be done with anything here.
quit-importing = An import runs. Leaving stops it: the rows that are done stand, and the same import goes on from there.
quit-import-stay = Keep importing
quit-import-leave = Stop it and leave
quit-question = The call to { $name } is running and has no outcome yet. Leaving keeps it; the next start asks for the outcome.
quit-stay = Stay
quit-leave = Leave
mouse-on = Mouse on: clicks and the wheel work here
mouse-off = Mouse off: the terminal selects text

help-here = Here
help-here-in = Here: { $title }
help-note = type to search · Enter runs it
help-none = Nothing matches “{ $typed }”. Fewer words find more.
help-log = log

palette-record = Record
palette-only-in = Only in { $place }
palette-outcomes = Outcomes
palette-no-call = No call runs; start one first
palette-all = { $key }: all
palette-commands = { $key }: commands
palette-records = { $key }: records
palette-none = Nothing matches “{ $typed }”. Fewer letters find more.
palette-keys = Enter open   → actions for it{ $narrow }   ↑ earlier input   Esc close
palette-narrow = { "   " }{ $key } narrow

form-empty = { $field } is required

viewer-none = Not found
viewer-no-search = Nothing is searched for yet
viewer-no-search-key = { $key } starts

copied-by = Copied via { $how }
paste-too-large = That is too long: a text holds at most 64 KiB; what was there is unchanged
copy-too-large = Too large to copy: terminals take at most 74 KB
copy-nowhere = Nothing here can copy; set clipboard = "osc52" or a command
suspend-not-here = Windows has no suspend; open another window instead

keys-title = Keys
keys-intro = Generated from the table of actions; change the table, then write this page anew with `callsheet keys --markdown`. Every key can be changed: `[[bind]]` in `config.toml`, with the id of the last column.
keys-column-keys = Keys
keys-column-action = Action
keys-column-where = Where
keys-column-id = Id

config-findings =
    { $n ->
        [one] { $first } (and 1 more: callsheet doctor)
       *[other] { $first } (and { $n } more: callsheet doctor)
    }
hint-call = call
    .title = Call
    .help = Starts the timer and calls the number, as call.method says. Outside the calling hours it asks first.
hint-take = take
    .title = Take this task
    .help = Makes the task under the cursor the current one; digits, note, snooze and skip act on it from then on.
hint-read = read
    .title = Read the entry
    .help = Shows the whole entry of the timeline.
hint-log = log
hint-log-form = log form
    .title = Log activity
    .help = Opens the form with the activity that fits the task.
hint-edit = edit
hint-show-all = show all
hint-choose-outcome = choose
    .key = arrows + { $key }
    .title = Log the chosen outcome
    .help = The arrows choose an outcome, this logs it; its digit does both at once.
hint-outcome = outcome
hint-no-call = no call
    .title = No call was made
    .help = Ends the call without an outcome. After five seconds it asks once.
hint-back = back
hint-no-marks = unmark
hint-cancel = cancel
hint-keep = keep
hint-choose = choose
hint-to-list = to the list
hint-move = move
    .key = ↑↓
hint-other-button = other button
hint-edit-date = edit date
hint-take-date = take date
hint-try = try
    .key = ←→
hint-save = keep
hint-give-back = give back
hint-take-back = take back
hint-change = change
hint-restore = restore
hint-run = run
hint-all-keys = all keys
hint-next = next
hint-take-search = to the hits

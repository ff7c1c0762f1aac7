# Texts of the Work screen, and of what can be done from every screen.
pane-queue = Queue
pane-today = Today
pane-script = Script
pane-timeline = Timeline
pane-note = Note
pane-open = Open here
pane-outcome = Outcome
queue-later = later
queue-empty = Nothing to call now.
loading = Reading …
today-calls = calls { $n }
today-reached = reached { $n } ({ $rate } %) · mtgs { $meetings }
today-talk = talk { $talk } · avg { $average }
attempt-n = attempt { $n }
attempt-of = attempt { $n } of { $max }
due-when = due { $when }
owner-is = owner { $name }
there = { $time } there
employees = { $n } employees
switchboard = Switchboard
no-number = no number to call
why-now = Why now: { $why }
why-more = , first of { $n } tasks here
why-promised = promised, due now
why-urgent = urgent
why-overdue = overdue
why-due-today = due today
why-open = open for work
why-not-yet = from { $when }
why-skipped = skipped for today
why-outside = closed there, opens { $when }
why-no-number = no number
why-called-today = called today already
why-in-work = in work: { $name }
safety-dnc = DO NOT CONTACT
safety-in-work = in work: { $name }, until { $until }
safety-wrong = wrong number:
qualify-ready = ready to qualify (m 1)
qualify-needs = Qualify needs: { $list }
need-activity = a conversation (1-0)
need-next_step = a next step (t)
draft-saved = draft saved
draft-unsaved = …
this-one = { " " }(this one)
case-is = Case: { $case }
case-opened = { $status } · opened { $when }
outcome-note = a digit logs and loads the next
cons-exhausted = decide
cons-when = when
cons-next = next
cons-why = why
cons-number = next
cons-whom = whom
cell-move = m Qualify and more
cell-form = L full form
end-title = End of the queue
end-done = Today: { $calls ->
        [one] 1 call
       *[other] { $calls } calls
    } · { $reached } reached · { $meetings ->
        [one] 1 meeting
       *[other] { $meetings } meetings
    } · talk { $talk }
end-keys = Nothing is due. g c shows the companies, a c adds one; `callsheet import FILE` brings many.
tiny-digits = 1-0 outcome
no-current = No task is current; Enter takes one
take-first = Enter takes this task; digits act on the current one
call-runs = A call is running; a digit ends it
call-recovered = A call was still running: 1-0 log it · Esc discards it
call-not = Do not call
call-anyway = Call anyway
ask-outside = It is { $time } there, outside the calling hours.
ask-dnc = This company is marked: do not contact.
no-outcome-yet = No outcome yet · 1-0 log it · Esc again: no call made
not-a-call = This task is no call · c calls · x done
dnc-question = Who must not be called any more?
dnc-keep = Keep
dnc-company = This company
dnc-person = Only this person
choose-number = Choose a number
power-on = Power mode on: the next call starts by itself
power-off = Power mode off
power-held = Held
power-next = Calling { $name } … Esc holds
toast-undo = u undo
date-examples = tomorrow 10 · tu 14:30 · +2d 10 · 24.11. 9
date-keys = Enter takes it · ↑↓ a day · Esc back
date-past = That time has passed
qualify-not-here = Qualify is not possible here
strip-exhausted = Attempts used up: Enter sleeps { $days } days
strip-retry = 3 one more try ({ $when })
strip-typing = type a date: tu 14:30, +2d 10
strip-what = What
preset-today = today 16
preset-tomorrow = tmrw 10
preset-3d = +3d
preset-monday = Mon
preset-2w = +2w
preset-none = none
ask-snooze = Snooze until
ask-due = Due
ask-dormant = Sleep until
ask-reason = Disqualify: why?
ask-return = Return: why?
ask-offer = Hand over to
offer-outside = Outside sales
ask-owner = Owner
owner-nobody = Nobody
no-handover = No handover waits here
delete-keep = Keep
delete-with-case = Delete with its case
copy-nothing = Nothing to copy or open here
type-stage = stage
type-handover = handover
type-done = done
why-more-short = { " " }+{ $n }
cons-exhausted-full = you decide
cons-when-full = asks when
cons-next-full = asks next
cons-why-full = asks why
cons-number-full = next number
cons-whom-full = asks whom
note-empty = n writes here; the note goes with the outcome. Ctrl+S saves it alone.
script-more = … goes on (: Read the whole script)
nobody = nobody
strip-sleep = d sleep { $days } days
strip-follow = f follow-up
strip-no-response = 2 disqualify: no response
strip-date = 4 another date
strip-enter = Enter = { $when }
strip-qualify = 7 and qualify
strip-hand-over = 8 and hand over
strip-tab = Tab edits date and text
strip-back = Esc back
strip-when = When
refusal-needs = needs { $list }
refusal-no_such_move = not from this stage
refusal-open_case = a case is open
refusal-forbidden = your role may not
preview-closed = { $n ->
        [one] case closed
       *[other] { $n } cases closed
    }
preview-new = { $n ->
        [one] 1 new task
       *[other] { $n } new tasks
    }
preview-cancelled = { $n ->
        [one] 1 task cancelled
       *[other] { $n } tasks cancelled
    }
refusal-guard = something is missing first
refusal-conflict = it has changed meanwhile
refusal-nothing_to_do = nothing to do
refusal-not_found = not found
refusal-gone = in Trash or gone
refusal-stage_conflict = the stage has changed
why-promised-row = promised

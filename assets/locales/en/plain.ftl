# The plain mode: numbered lines instead of screens.
plain-hello = callsheet, plain lines. A number or a letter and Enter; ? lists them.
plain-open = { $n ->
    [one] 1 open task
   *[other] { $n } open tasks
    }
plain-to-do = { $n ->
    [one] 1 company to do now
   *[other] { $n } companies to do now
    }
plain-to-do-more = more than { $n } companies to do now
plain-bye = Goodbye.
plain-back = Back. Nothing was logged.
plain-idle = No task is current. g next task, t queue, f find a company, u undo, q quit.
plain-no-current = No task is current. g takes the next one, t lists the queue.
plain-no-task = There is no task to do that with.
plain-no-outcome = There is no outcome on that digit.
plain-not-a-call = This task is no call. x done, c call all the same.
plain-no-script = There is no script for this task.
plain-keys = 1-0 log the outcome, n note, s snooze, b skip, x done, m qualify and more, i script, l timeline, u undo, t queue, f find, ? help, q quit
plain-help =
    With a current task:
    1 to 9 and 0  log the outcome of the call
    n  note that goes with the outcome; n TEXT in one line
    s  snooze; s WHEN in one line
    b  skip for today
    x  done without a call
    m  qualify, hand over, disqualify, sleep
    i  script
    l  timeline
    c  call although the task is no call
    Always:
    Enter  say the current task again
    g  next task
    t  queue, a number takes one
    f  find a company; f TEXT in one line
    u  undo
    q  quit
    Any verb of callsheet works as well, for example: company add "Müller GmbH"
plain-note = Note ({ $note }). Type it, Enter alone keeps what there is.
plain-note-kept = Note kept.
plain-snooze = Until when? 1 today 16:00, 2 tomorrow 10:00, 3 in 2 days, 4 Monday, 5 in 2 weeks, or a date. Enter goes back.
plain-dormant = Asleep until which day? 5 in 2 weeks, or a day such as: in 3 months. Enter goes back.
plain-when = Call back when? 1 today 16:00, 2 tomorrow 10:00, 3 in 2 days, 4 Monday, 5 in 2 weeks, or a date. Enter goes back.
plain-meeting = Meeting when? 2 tomorrow 10:00, 3 in 2 days, 4 Monday, 5 in 2 weeks, or a date. Enter goes back.
plain-meeting-then = Enter saves the meeting, 7 and qualify, 8 and hand over.
plain-suggest = Follow-up? Enter { $when }, 1 today 16:00, 2 tomorrow 10:00, 3 in 2 days, 4 Monday, 5 in 2 weeks, 6 none, 7 this one and qualify, 8 and hand over, or a date. - goes back.
plain-exhausted = The attempts are used up. Enter sleeps { $days } days, 2 disqualify for no response, 3 one more try { $when }, 4 another date. - goes back.
plain-not-interested = Not interested: why? A digit disqualifies, d sleeps until a day, f makes a follow-up. Enter goes back.
plain-reason = Disqualify: why? Enter goes back.
plain-whom = Who must not be called any more? 1 this company, 2 only this person. Enter keeps both.
plain-moves = 1 qualify, 2 qualify and hand over, 3 disqualify, 4 sleep. Enter goes back.
plain-qualify-ready = Ready to qualify: m 1.
plain-empty = No task is open in your queues.
plain-take = A number takes that task. Enter goes back.
plain-find = Find which company? A name or a number.
plain-none = Nothing is found. Fewer letters find more.
plain-open-one = A number shows that company. Enter goes back.
plain-company = 1 log a call with it, 2 timeline. Enter goes back.
plain-nothing-yet = Nothing has happened yet.

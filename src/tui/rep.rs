//! The rep's program: which screen stands at a place, and the keys that work on every screen.

use super::action::{Act, Action};
use super::component::{Availability, Component, Handled};
use super::cx::{Cx, TypeAhead, UndoneCall};
use super::host::{Finder, Host, Record};
use super::message::{Message, Slot};
use super::place::Place;
use super::screen::companies::Companies;
use super::screen::company::Company;
use super::screen::fields::OwnFields;
use super::screen::history::History;
use super::screen::import::Import;
use super::screen::settings::Settings;
use super::screen::trash::Trash;
use super::screen::twins::Twins;
use super::screen::work::{CallSettings, Work};
use super::toast::Toast;
use super::whereabouts::Whereabouts;
use super::widget::dialog::Dialog;
use crate::base::{CompanyId, TaskId, Timestamp};
use crate::domain::Rules;
use crate::domain::command::{JournalCommand, RedoArgs, TaskCommand, TaskRef, UndoArgs};
use crate::replica::{Applied, Replica, RunError};
use crate::view::{Hit, Undoable};
use std::rc::Rc;
use std::sync::Arc;

/// The screens of the rep.
pub struct Rep {
    rules: Arc<Rules>,
    call: CallSettings,
    /// Undo of what is older than this asks first.
    started: Timestamp,
    undone: Slot<Undoing>,
    /// What is under way is of very many rows: the screens stay of use meanwhile.
    long: bool,
    /// The last undo was such a one; its redo is too.
    was_long: bool,
    sure: Slot<usize>,
    asked: Option<UndoArgs>,
    /// The task that was skipped, when nothing was changed since.
    skipped: Option<TaskId>,
}

/// What became of an undo or a redo.
enum Undoing {
    Done(Applied, Option<UndoneCall>),
    /// It is of several rows, perhaps of very many.
    Group(UndoArgs),
    /// It is older than this run of the program.
    Sure(Undoable),
    /// A call runs on the task that it would give back.
    InCall,
    Refused(String),
}

impl Rep {
    /// The screens of a file.
    pub fn new(replica: &Replica, call: CallSettings) -> Self {
        Self {
            rules: replica.rules(),
            call,
            started: replica.now(),
            undone: Slot::default(),
            long: false,
            was_long: false,
            sure: Slot::default(),
            asked: None,
            skipped: None,
        }
    }

    /// Plain undo: a skip first, since no journal knows it; then the newest change of this user.
    fn undo(&mut self, cx: &mut Cx) {
        let in_call = cx.status.call.is_some();
        if let Some(task) = self.skipped.take() {
            return cx.ask(&mut self.undone, move |replica: &mut Replica| {
                unskip(replica, task, in_call)
            });
        }
        let started = self.started;
        self.was_long = false;
        cx.ask(&mut self.undone, move |replica: &mut Replica| {
            match replica.undoable() {
                Ok(Some(newest)) if newest.at < started => Undoing::Sure(newest),
                Ok(Some(newest)) if in_call && gives_back_a_task(&newest) => Undoing::InCall,
                Ok(Some(Undoable {
                    group: Some(group), ..
                })) => Undoing::Group(UndoArgs {
                    group: Some(group),
                    ..UndoArgs::default()
                }),
                Ok(newest) => take_back(replica, UndoArgs::default(), newest.as_ref()),
                Err(error) => Undoing::Refused(error.to_string()),
            }
        });
    }

    fn ask_whether(&mut self, cx: &mut Cx, newest: &Undoable) {
        self.asked = Some(UndoArgs {
            command: newest.group.is_none().then_some(newest.command),
            group: newest.group,
            ..UndoArgs::default()
        });
        let when = cx.locale.full_time(newest.at, &cx.zone);
        let what = crate::locale::said::label(&cx.locale, &newest.label);
        let args = [("what", (&what).into()), ("when", (&when).into())];
        let text = cx.t_args("undo-old", &args).into_owned();
        let buttons = ["undo-keep", "undo-do"].map(|key| cx.t(key).into_owned());
        let ticket = cx.ticket(&mut self.sure);
        cx.push(Dialog::new(text, buttons, ticket));
        cx.drop_ahead();
    }

    /// Takes a group back; keys go on meanwhile, but for undo and redo.
    fn take_group_back(&mut self, cx: &mut Cx, args: UndoArgs) {
        (self.long, self.was_long) = (true, true);
        cx.say(Toast::info(cx.t("undo-under-way").into_owned()));
        cx.ask(&mut self.undone, move |replica: &mut Replica| {
            take_back(replica, args, None)
        });
    }

    fn redo(&mut self, cx: &mut Cx) {
        self.long = std::mem::take(&mut self.was_long);
        if self.long {
            cx.say(Toast::info(cx.t("redo-under-way").into_owned()));
        }
        cx.ask(&mut self.undone, |replica: &mut Replica| {
            match replica.run(JournalCommand::Redo(RedoArgs {})) {
                Ok(applied) => Undoing::Done(applied, None),
                Err(error) => refused(error),
            }
        });
    }

    fn hear(&mut self, cx: &mut Cx, undoing: Undoing) {
        self.long = false;
        match undoing {
            Undoing::Group(args) => self.take_group_back(cx, args),
            Undoing::Done(applied, call) => {
                let label = crate::locale::said::label(&cx.locale, &applied.label);
                cx.say(Toast::undo(label));
                cx.status.undone = call;
                cx.send(Message::Undone);
                cx.send(Message::Changed);
            }
            Undoing::Sure(newest) => self.ask_whether(cx, &newest),
            Undoing::InCall => cx.say(Toast::info(cx.in_call())),
            Undoing::Refused(text) => cx.say(Toast::info(text)),
        }
    }
}

fn refused(error: RunError) -> Undoing {
    Undoing::Refused(match error {
        RunError::Refused(refusal) => refusal.detail,
        RunError::Store(error) => error.to_string(),
    })
}

/// Puts a skipped task back; it is the current one again, unless a call runs on another.
fn unskip(replica: &Replica, task_id: TaskId, in_call: bool) -> Undoing {
    match replica.run(TaskCommand::Unskip(TaskRef { task_id })) {
        Ok(applied) => {
            if !in_call {
                // Somebody else may have the company by now; the skip is taken back all the same.
                let _ = replica.run(TaskCommand::Claim(TaskRef { task_id }));
            }
            Undoing::Done(applied, None)
        }
        Err(error) => refused(error),
    }
}

fn take_back(replica: &Replica, args: UndoArgs, newest: Option<&Undoable>) -> Undoing {
    match replica.run(JournalCommand::Undo(args)) {
        Ok(applied) => Undoing::Done(applied, newest.and_then(|newest| call_of(replica, newest))),
        Err(error) => refused(error),
    }
}

/// Undoing it makes a task the current one again.
fn gives_back_a_task(newest: &Undoable) -> bool {
    newest.kind == "activity.log" && newest.args["task_id"].is_string()
}

/// The call that a command logged.
fn call_of(replica: &Replica, newest: &Undoable) -> Option<UndoneCall> {
    let args = &newest.args;
    if newest.kind != "activity.log" || args["kind"] != "CALL" {
        return None;
    }
    let text = |name: &str| args[name].as_str();
    let task = text("task_id").and_then(|id| id.parse::<TaskId>().ok());
    let company = text("company_id").and_then(|id| id.parse::<CompanyId>().ok());
    let of_task = || replica.task(task?).ok().flatten().map(|task| task.company_id);
    Some(UndoneCall {
        task,
        company: company.or_else(of_task)?,
        duration_s: args["duration_s"].as_i64(),
        phone: text("phone").map(str::to_owned),
        recovered: false,
    })
}

impl Host for Rep {
    fn screen(&mut self, place: Place, cx: &mut Cx) -> Box<dyn Component> {
        match place {
            Place::Companies => Box::new(Companies::new(&self.rules).again(&cx.whereabouts)),
            Place::Company(id) => Box::new(Company::new(id, &self.rules).again(cx)),
            Place::History => Box::new(History::new()),
            Place::Trash => Box::new(Trash::new()),
            Place::Twins => Box::new(Twins::new()),
            Place::Import => Box::new(Import::new()),
            Place::Fields => Box::new(OwnFields::new()),
            Place::Settings => Box::new(Settings::new()),
            // The questions of the first start have a program of their own; here they lead to the queue.
            Place::Work | Place::Welcome => {
                let work = Work::new(self.rules.clone(), self.call.clone());
                Box::new(work.again(&cx.whereabouts))
            }
        }
    }

    fn act(&mut self, cx: &mut Cx, act: Act) -> Handled {
        match act.action {
            Action::Undo => self.undo(cx),
            Action::Redo => self.redo(cx),
            _ => return Handled::No,
        }
        Handled::Yes
    }

    fn is_settling(&self) -> bool {
        self.undone.is_waiting() && !self.long
    }

    fn availability(&self, cx: &Cx, action: Action) -> Option<Availability> {
        let mine = matches!(action, Action::Undo | Action::Redo);
        mine.then(|| {
            if cx.status.importing {
                // The next batch would stand on rows that were taken back.
                Availability::Refused(cx.t("import-busy-undo").into_owned())
            } else if self.long {
                Availability::Refused(cx.t("undo-busy").into_owned())
            } else {
                Availability::READY
            }
        })
    }

    fn update(&mut self, cx: &mut Cx, message: &Message) {
        if let Some(undoing) = self.undone.take(message) {
            self.hear(cx, undoing);
        }
        if self.sure.take(message) == Some(1)
            && let Some(args) = self.asked.take()
        {
            if args.group.is_some() {
                self.take_group_back(cx, args);
            } else {
                cx.ask(&mut self.undone, move |replica: &mut Replica| {
                    take_back(replica, args, None)
                });
            }
        }
        if matches!(message, Message::Tick) {
            // No screen has gone on with it; later it would be a call that nobody makes.
            cx.status.undone = cx.status.undone.take().filter(|call| call.recovered);
        }
        if matches!(message, Message::Changed) {
            // Whatever else changes data ends the way back of a skip.
            self.skipped = cx.status.skipped.take();
        }
    }

    fn finder(&self) -> Finder {
        Rc::new(|cx: &mut Cx, found: &mut TypeAhead<Vec<Record>>, text: &str| {
            let text = text.to_owned();
            found.ask(cx, move |replica: &mut Replica| {
                replica
                    .search_names(&text, 20)
                    .unwrap_or_default()
                    .into_iter()
                    .filter_map(record)
                    .collect()
            });
        })
    }

    fn keep_usage(&mut self, cx: &mut Cx, text: String) {
        cx.tell(move |replica: &mut Replica| {
            if let Err(error) = replica.put_meta("usage", &text) {
                tracing::error!(%error, "what the palette remembers could not be kept");
            }
        });
    }

    fn keep_whereabouts(&mut self, cx: &mut Cx, was: Whereabouts) {
        cx.tell(move |replica: &mut Replica| was.keep(replica));
    }
}

fn record(hit: Hit) -> Option<Record> {
    let company = hit
        .company_id
        .or((hit.table == "company").then_some(CompanyId(hit.id)))?;
    Some(Record {
        name: hit.title.clone(),
        detail: hit.detail.clone(),
        about: format!("{} · {}", hit.title, hit.detail),
        place: Place::Company(company),
        key: hit.id.to_string(),
    })
}

//! The rep's program: which screen stands at a place, and the keys that work on every screen.

use super::action::{Act, Action};
use super::component::{Availability, Component, Handled};
use super::cx::{Cx, TypeAhead};
use super::host::{Finder, Host, Record};
use super::message::{Message, Slot};
use super::place::Place;
use super::screen::companies::Companies;
use super::screen::company::Company;
use super::screen::history::History;
use super::screen::settings::Settings;
use super::screen::trash::Trash;
use super::screen::work::{CallSettings, Work};
use super::toast::Toast;
use crate::base::CompanyId;
use crate::domain::Rules;
use crate::domain::command::{JournalCommand, RedoArgs, UndoArgs};
use crate::replica::{Applied, Replica, RunError};
use crate::view::Hit;
use std::rc::Rc;
use std::sync::Arc;

/// The screens of the rep.
pub struct Rep {
    rules: Arc<Rules>,
    call: CallSettings,
    undone: Slot<Result<Applied, String>>,
}

impl Rep {
    /// The screens of a file.
    pub fn new(replica: &Replica, call: CallSettings) -> Self {
        Self {
            rules: replica.rules(),
            call,
            undone: Slot::default(),
        }
    }
}

impl Host for Rep {
    fn screen(&mut self, place: Place, _cx: &mut Cx) -> Box<dyn Component> {
        match place {
            Place::Companies => Box::new(Companies::new(&self.rules)),
            Place::Company(id) => Box::new(Company::new(id, &self.rules)),
            Place::History => Box::new(History::new()),
            Place::Trash => Box::new(Trash::new()),
            Place::Settings => Box::new(Settings::new()),
            // The questions of the first start have a program of their own; here they lead to the queue.
            Place::Work | Place::Welcome => Box::new(Work::new(self.rules.clone(), self.call.clone())),
        }
    }

    fn act(&mut self, cx: &mut Cx, act: Act) -> Handled {
        let command = match act.action {
            Action::Undo => JournalCommand::Undo(UndoArgs::default()),
            Action::Redo => JournalCommand::Redo(RedoArgs {}),
            _ => return Handled::No,
        };
        cx.ask(&mut self.undone, move |replica: &mut Replica| {
            replica.run(command).map_err(|error| match error {
                RunError::Refused(refusal) => refusal.detail,
                RunError::Store(error) => error.to_string(),
            })
        });
        Handled::Yes
    }

    fn availability(&self, _cx: &Cx, action: Action) -> Option<Availability> {
        matches!(action, Action::Undo | Action::Redo).then_some(Availability::READY)
    }

    fn update(&mut self, cx: &mut Cx, message: &Message) {
        match self.undone.take(message) {
            Some(Ok(applied)) => {
                let label = super::screen::label(&cx.locale, &applied.label);
                cx.say(Toast::undo(label));
                cx.send(Message::Changed);
            }
            Some(Err(text)) => cx.say(Toast::info(text)),
            None => {}
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

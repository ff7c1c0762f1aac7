//! One deed on all marked companies: asks once, says how many, one undo.

use crate::base::{CompanyId, Due, UserId};
use crate::domain::{Code, DisqualifyReason, Rules};
use crate::replica::{BulkRow, Deed, Fate, Replica};
use crate::tui::action::Action;
use crate::tui::component::Handled;
use crate::tui::cx::Cx;
use crate::tui::message::{Message, Slot};
use crate::tui::screen::deeds::said;
use crate::tui::screen::prompt::DatePrompt;
use crate::tui::screen::text_prompt::TextPrompt;
use crate::tui::screen::words;
use crate::tui::spoken::join;
use crate::tui::toast::Toast;
use crate::tui::widget::dialog::Dialog;
use crate::tui::widget::menu::{Choice, Menu};
use std::sync::Arc;

/// From so many on the number is asked back.
const MANY: usize = 20;

/// The button that does it: a verb and the number.
const fn verb(deed: &Deed) -> &'static str {
    match deed {
        Deed::Qualify => "bulk-qualify",
        Deed::Disqualify(..) => "bulk-disqualify",
        Deed::Dormant(_) => "bulk-dormant",
        Deed::HandOver => "bulk-hand-over",
        Deed::Own(_) => "bulk-own",
        Deed::Archive => "bulk-archive",
        Deed::Reopen => "bulk-reopen",
        Deed::Delete(_) => "bulk-delete",
        Deed::Tag(..) => "bulk-tag",
        Deed::Stage { .. } | Deed::Reassign { .. } | Deed::Task(_) => "bulk-tasks",
    }
}

/// How many were done, were so already and refused, and the first refusal.
struct Outcome {
    done: usize,
    unchanged: usize,
    refused: usize,
    why: Option<String>,
}

impl Outcome {
    fn of(rows: &[BulkRow]) -> Self {
        let count = |is: fn(&Fate) -> bool| rows.iter().filter(|row| is(&row.fate)).count();
        let why = rows.iter().find_map(|row| match &row.fate {
            Fate::Refused { detail, .. } => Some(format!("{}: {detail}", row.name)),
            _ => None,
        });
        Self {
            done: count(|fate| *fate == Fate::Done),
            unchanged: count(|fate| matches!(fate, Fate::Unchanged { .. })),
            refused: count(|fate| matches!(fate, Fate::Refused { .. })),
            why,
        }
    }
}

/// A bulk action: what is asked and what is under way.
pub(super) struct Bulk {
    rules: Arc<Rules>,
    ids: Vec<CompanyId>,
    reason: Slot<DisqualifyReason>,
    dated: Slot<Due>,
    users: Slot<Vec<(UserId, String)>>,
    owner: Slot<Option<UserId>>,
    tags: Slot<String>,
    /// What it would do, before it is asked back.
    tried: Slot<Result<Outcome, String>>,
    sure: Slot<usize>,
    pending: Option<Deed>,
    done: Slot<Result<Outcome, String>>,
}

impl Bulk {
    pub(super) fn new(rules: Arc<Rules>) -> Self {
        Self {
            rules,
            ids: Vec::new(),
            reason: Slot::default(),
            dated: Slot::default(),
            users: Slot::default(),
            owner: Slot::default(),
            tags: Slot::default(),
            tried: Slot::default(),
            sure: Slot::default(),
            pending: None,
            done: Slot::default(),
        }
    }

    /// The actions that are done to all marked rows.
    pub(super) fn knows(action: Action) -> bool {
        matches!(
            action,
            Action::MoveQualify
                | Action::MoveDisqualify
                | Action::MoveDormant
                | Action::MoveHandOver
                | Action::MoveOwner
                | Action::MoveArchive
                | Action::MoveReopen
                | Action::Delete
                | Action::Tags
        )
    }

    pub(super) fn start(&mut self, cx: &mut Cx, action: Action, ids: Vec<CompanyId>) -> Handled {
        self.ids = ids;
        match action {
            Action::MoveQualify => self.decide(cx, Deed::Qualify),
            Action::MoveHandOver => self.decide(cx, Deed::HandOver),
            Action::MoveArchive => self.decide(cx, Deed::Archive),
            Action::MoveReopen => self.decide(cx, Deed::Reopen),
            Action::Delete => self.decide(cx, Deed::Delete(false)),
            Action::Tags => {
                let title = cx.title_of(Action::Tags);
                let hint = cx.t("ask-tags-hint").into_owned();
                let ticket = cx.ticket(&mut self.tags);
                cx.push(TextPrompt::new(title, hint, ticket));
            }
            Action::MoveDisqualify => self.ask_reason(cx),
            Action::MoveDormant => {
                let day = cx.today().plus_days(self.rules.settings.dormant_days);
                let title = cx.t("ask-dormant").into_owned();
                let ticket = cx.ticket(&mut self.dated);
                let prompt = DatePrompt::new(title, self.rules.clone(), Some(Due::On(day)), None, ticket);
                cx.push(prompt);
            }
            Action::MoveOwner => cx.ask(&mut self.users, |replica: &mut Replica| {
                let users = replica.users().unwrap_or_default();
                users.into_iter().map(|user| (user.id, user.name)).collect()
            }),
            _ => return Handled::No,
        }
        Handled::Yes
    }

    fn ask_reason(&mut self, cx: &mut Cx) {
        let entries = DisqualifyReason::ALL.iter().take(10).map(|reason| {
            let label = cx.locale.code("REASON", reason.code()).into_owned();
            (Choice::new(label), *reason)
        });
        let entries = entries.collect();
        let title = cx.t("ask-reason").into_owned();
        let ticket = cx.ticket(&mut self.reason);
        cx.push(Menu::new(title, entries, ticket));
    }

    fn decide(&mut self, cx: &mut Cx, deed: Deed) {
        if self.ids.len() <= MANY {
            return self.run(cx, deed);
        }
        let ids = self.ids.clone();
        self.pending = Some(deed.clone());
        cx.ask(&mut self.tried, move |replica: &mut Replica| {
            let rows = replica.bulk(&deed, &ids, true, |_| true);
            rows.map(|rows| Outcome::of(&rows)).map_err(|error| said(&error))
        });
    }

    /// Asks back, with what the rules would refuse.
    fn ask_back(&mut self, cx: &mut Cx, tried: &Outcome) {
        let Some(deed) = &self.pending else { return };
        let args = [("n", self.ids.len().into())];
        let text = cx.t_args("bulk-question", &args).into_owned();
        let refused = tried.why.as_ref().map(|why| {
            let args = [("n", tried.refused.into()), ("why", why.into())];
            cx.t_args("bulk-would-refuse", &args).into_owned()
        });
        let undo = cx.t_key("bulk-question-undo", Action::Undo);
        let text = join([Some(text), refused, undo], " ");
        let go_on = [("n", (tried.done + tried.unchanged).into())];
        let go_on = cx.t_args(verb(deed), &go_on).into_owned();
        let keep = cx.t("bulk-keep").into_owned();
        let ticket = cx.ticket(&mut self.sure);
        cx.push(Dialog::new(text, [keep, go_on], ticket));
    }

    fn run(&mut self, cx: &mut Cx, deed: Deed) {
        let ids = std::mem::take(&mut self.ids);
        cx.ask(&mut self.done, move |replica: &mut Replica| {
            let rows = replica.bulk(&deed, &ids, false, |_| true);
            rows.map(|rows| Outcome::of(&rows)).map_err(|error| said(&error))
        });
    }

    /// Hears of answers; true when the deed was done.
    pub(super) fn update(&mut self, cx: &mut Cx, message: &Message) -> bool {
        if let Some(reason) = self.reason.take(message) {
            self.decide(cx, Deed::Disqualify(reason, None));
        }
        if let Some(due) = self.dated.take(message) {
            let day = due.day(&cx.zone);
            self.decide(cx, Deed::Dormant(day));
        }
        if let Some(users) = self.users.take(message) {
            let nobody = (Choice::new(cx.t("owner-nobody")), None);
            let entries = users.into_iter().map(|(id, name)| (Choice::new(name), Some(id)));
            let entries = entries.chain([nobody]).collect();
            let title = cx.t("ask-owner").into_owned();
            let ticket = cx.ticket(&mut self.owner);
            cx.push(Menu::new(title, entries, ticket));
        }
        if let Some(owner) = self.owner.take(message) {
            self.decide(cx, Deed::Own(owner));
        }
        if let Some(text) = self.tags.take(message) {
            let words = text.split([' ', ',']).filter(|word| !word.is_empty());
            let (remove, add): (Vec<&str>, Vec<&str>) = words.partition(|word| word.starts_with('-'));
            let remove = remove.iter().map(|tag| tag.trim_start_matches('-').to_owned());
            let add = add.iter().map(|tag| tag.trim_start_matches('+').to_owned());
            self.decide(cx, Deed::Tag(add.collect(), remove.collect()));
        }
        match self.tried.take(message) {
            Some(Ok(tried)) => self.ask_back(cx, &tried),
            Some(Err(text)) => cx.say(Toast::error(text)),
            None => {}
        }
        if let Some(button) = self.sure.take(message)
            && let Some(deed) = self.pending.take()
            && button == 1
        {
            self.run(cx, deed);
        }
        match self.done.take(message) {
            None => false,
            Some(Err(text)) => {
                cx.say(Toast::error(text));
                false
            }
            Some(Ok(outcome)) => {
                say(cx, &outcome);
                cx.send(Message::Changed);
                true
            }
        }
    }
}

fn say(cx: &mut Cx, outcome: &Outcome) {
    let mut parts = vec![cx.t_args("bulk-done", &[("n", outcome.done.into())]).into_owned()];
    if let Some(why) = &outcome.why {
        let args = [("n", outcome.refused.into()), ("why", why.into())];
        parts.push(cx.t_args("bulk-refused", &args).into_owned());
    }
    if outcome.unchanged > 0 {
        let args = [("n", outcome.unchanged.into())];
        parts.push(cx.t_args("bulk-unchanged", &args).into_owned());
    }
    if outcome.done > 0 {
        parts.extend(words::undo(cx));
    }
    let text = parts.join(" · ");
    cx.say(if outcome.done == 0 {
        Toast::error(text)
    } else {
        Toast::undo(text)
    });
}

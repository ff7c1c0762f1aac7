//! One deed on all marked companies: asks once, says how many, one undo.

use crate::base::{CompanyId, Due, GroupId, UserId};
use crate::domain::command::{
    CaseCommand, CompanyCommand, CompanyNote, DeleteCompany, Disqualify, Dormant, HandOver, Offer,
    OwnCompany, Qualify,
};
use crate::domain::{Code, Command, DisqualifyReason, Rules};
use crate::replica::Replica;
use crate::tui::action::Action;
use crate::tui::component::Handled;
use crate::tui::cx::Cx;
use crate::tui::message::{Message, Slot};
use crate::tui::screen::deeds::said;
use crate::tui::screen::prompt::DatePrompt;
use crate::tui::screen::words;
use crate::tui::spoken::join;
use crate::tui::toast::Toast;
use crate::tui::widget::dialog::Dialog;
use crate::tui::widget::menu::{Choice, Menu};
use std::sync::Arc;

/// From so many on the number is asked back.
const MANY: usize = 20;

/// What is done to each.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Qualify,
    Disqualify(DisqualifyReason),
    Dormant(Due),
    HandOver,
    Own(Option<UserId>),
    Archive,
    Reopen,
    Delete,
}

impl Deed {
    /// The button that does it: a verb and the number.
    const fn verb(self) -> &'static str {
        match self {
            Self::Qualify => "bulk-qualify",
            Self::Disqualify(_) => "bulk-disqualify",
            Self::Dormant(_) => "bulk-dormant",
            Self::HandOver => "bulk-hand-over",
            Self::Own(_) => "bulk-own",
            Self::Archive => "bulk-archive",
            Self::Reopen => "bulk-reopen",
            Self::Delete => "bulk-delete",
        }
    }
}

/// How many were done and refused, and the first refusal.
struct Outcome {
    done: usize,
    refused: usize,
    why: Option<String>,
}

/// A bulk action: what is asked and what is under way.
pub(super) struct Bulk {
    rules: Arc<Rules>,
    ids: Vec<CompanyId>,
    reason: Slot<DisqualifyReason>,
    dated: Slot<Due>,
    users: Slot<Vec<(UserId, String)>>,
    owner: Slot<Option<UserId>>,
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
        )
    }

    pub(super) fn start(&mut self, cx: &mut Cx, action: Action, ids: Vec<CompanyId>) -> Handled {
        self.ids = ids;
        match action {
            Action::MoveQualify => self.decide(cx, Deed::Qualify),
            Action::MoveHandOver => self.decide(cx, Deed::HandOver),
            Action::MoveArchive => self.decide(cx, Deed::Archive),
            Action::MoveReopen => self.decide(cx, Deed::Reopen),
            Action::Delete => self.decide(cx, Deed::Delete),
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
        self.pending = Some(deed);
        let args = [("n", self.ids.len().into())];
        let text = cx.t_args("bulk-question", &args).into_owned();
        let text = join([Some(text), cx.t_key("bulk-question-undo", Action::Undo)], " ");
        let go_on = cx.t_args(deed.verb(), &args).into_owned();
        let keep = cx.t("bulk-keep").into_owned();
        let ticket = cx.ticket(&mut self.sure);
        cx.push(Dialog::new(text, [keep, go_on], ticket));
    }

    fn run(&mut self, cx: &mut Cx, deed: Deed) {
        let ids = std::mem::take(&mut self.ids);
        let zone = cx.zone.clone();
        cx.ask(&mut self.done, move |replica: &mut Replica| {
            let commands = ids.into_iter().map(|id| command(deed, id, &zone)).collect();
            let group: GroupId = replica.new_id();
            let results = replica.run_batch(group, commands).map_err(|error| said(&error))?;
            let done = results.iter().filter(|result| result.is_ok()).count();
            let why = results.iter().find_map(|r| r.as_ref().err());
            Ok(Outcome {
                done,
                refused: results.len() - done,
                why: why.map(|refusal| refusal.detail.clone()),
            })
        });
    }

    /// Hears of answers; true when the deed was done.
    pub(super) fn update(&mut self, cx: &mut Cx, message: &Message) -> bool {
        if let Some(reason) = self.reason.take(message) {
            self.decide(cx, Deed::Disqualify(reason));
        }
        if let Some(due) = self.dated.take(message) {
            self.decide(cx, Deed::Dormant(due));
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

fn command(deed: Deed, company_id: CompanyId, zone: &jiff::tz::TimeZone) -> Command {
    let note = || CompanyNote {
        company_id,
        note: None,
    };
    match deed {
        Deed::Qualify => CompanyCommand::Qualify(Qualify {
            company_id,
            note: None,
            next_step: None,
            hand_over: None,
            reason: None,
            override_guards: false,
        })
        .into(),
        Deed::Disqualify(reason) => CompanyCommand::Disqualify(Disqualify {
            company_id,
            reason: Some(reason),
            note: None,
        })
        .into(),
        Deed::Dormant(due) => CompanyCommand::Dormant(Dormant {
            company_id,
            until: Some(due.day(zone)),
            note: None,
        })
        .into(),
        Deed::HandOver => CaseCommand::HandOver(HandOver {
            company_id,
            offer: Offer::outside_sales(),
        })
        .into(),
        Deed::Own(owner) => CompanyCommand::Own(OwnCompany {
            company_id,
            owner,
            note: None,
        })
        .into(),
        Deed::Archive => CompanyCommand::Archive(note()).into(),
        Deed::Reopen => CompanyCommand::Reopen(note()).into(),
        Deed::Delete => CompanyCommand::Delete(DeleteCompany {
            company_id,
            with_case: false,
        })
        .into(),
    }
}

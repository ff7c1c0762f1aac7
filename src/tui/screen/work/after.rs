//! What comes after a call: the answers to what it asked, what is said, the way back.

use super::call::log_it;
use super::strip::Decision;
use super::{Pane, Sent, Work};
use crate::base::Timestamp;
use crate::domain::command::Then;
use crate::domain::{ActivityType, Effect};
use crate::replica::Applied;
use crate::tui::cx::{Cx, Edited, UndoneCall};
use crate::tui::message::Message;
use crate::tui::screen::deeds::say_done;
use crate::tui::screen::logged;
use crate::tui::spoken::join;
use crate::tui::toast::Toast;
use crate::tui::widget::area::Area;

impl Work {
    pub(super) fn update_call(&mut self, cx: &mut Cx, message: &Message) {
        if let Some(decision) = self.decision.take(message)
            && let Some(code) = self.deciding.take()
        {
            let sent = Sent {
                auto: false,
                agreed: decision.follow_up.as_ref().map(|follow_up| follow_up.due),
            };
            self.log(cx, code, decision, sent);
        }
        if let Some(button) = self.whom.take(message)
            && let Some(code) = self.deciding.take()
        {
            self.take_whom(cx, button, code);
        }
        if self.outside.take(message) == Some(1) {
            self.dial_now(cx);
        }
        if let Some(at) = self.numbers.take(message) {
            self.dial = at;
            if let Some(since) = self.calling.as_ref().map(|calling| calling.since) {
                self.run_call(cx, since);
            }
        }
        if let Some(code) = self.outcomes.take(message) {
            let rules = self.rules.clone();
            if let Some(rule) = rules.outcome(&code) {
                self.decide(cx, rule);
            }
        }
        if self.later.take(message) == Some(1) {
            let task = self.row().map(|row| row.id);
            self.read(cx, task);
        }
        self.update_number(cx, message);
        match self.edited.take(message) {
            Some(Edited::Text(text)) => {
                self.note.set(&text);
                self.note_changed(cx);
            }
            Some(Edited::Failed(why)) => cx.say(Toast::error(why)),
            None => {}
        }
        match self.logged.take(message) {
            Some(Ok(applied)) => self.after_log(cx, &applied),
            Some(Err(failed)) => {
                // The note stays; nothing was logged.
                self.unsaved = true;
                self.keep_draft(cx);
                cx.drop_ahead();
                if let Some(failed) = self.promise.ask(cx, failed) {
                    cx.say(Toast::error(failed.text));
                }
            }
            None => {}
        }
        if let Some(args) = self.promise.take(message) {
            self.sent.agreed = args.follow_up.as_ref().map(|follow_up| follow_up.due);
            self.send_call(cx, args);
        }
    }

    fn take_whom(&mut self, cx: &mut Cx, button: usize, code: String) {
        let then = match button {
            1 => Then::BlockCompany { basis: None },
            2 => Then::BlockPerson { basis: None },
            _ => return,
        };
        let decision = Decision {
            then: Some(then),
            ..Decision::default()
        };
        self.log(cx, code, decision, Sent::default());
    }

    fn after_log(&mut self, cx: &mut Cx, applied: &Applied) {
        let sent = std::mem::take(&mut self.sent);
        let is_note = applied.effects.iter().any(|e| {
            matches!(
                e,
                Effect::ActivityLogged {
                    kind: ActivityType::Note,
                    ..
                }
            )
        });
        self.note = Area::default();
        self.note_saved = true;
        if is_note {
            say_done(cx, applied);
            return cx.send(Message::Changed);
        }
        let text = logged::summary(cx, &self.rules, applied, sent.agreed);
        cx.say(Toast::undo(text));
        self.end_call(cx);
        self.dial = 0;
        self.pane = Pane::Queue;
        self.power.next = sent.auto;
        cx.send(Message::Changed);
    }

    /// A logged call was taken back: its task is the current one again, and the call runs on.
    pub(super) fn go_on_after_undo(&mut self, cx: &mut Cx, undone: &UndoneCall) {
        if self.calling.is_some() {
            return;
        }
        if self.note.is_empty() {
            self.take_note();
        }
        self.choose_dial(undone.phone.as_deref());
        match undone.duration_s {
            Some(seconds) => self.run_call(cx, cx.now().plus_ms(-seconds * 1_000)),
            None => self.pane = Pane::Queue,
        }
    }

    pub(super) fn say_recovered(&self, cx: &mut Cx, since: Timestamp) {
        let name = self.current().map(|now| now.card.company.name.clone());
        say_recovered(cx, &name.unwrap_or_default(), since);
    }
}

/// Names a call that ran when the program ended.
pub(in crate::tui::screen) fn say_recovered(cx: &mut Cx, name: &str, since: Timestamp) {
    let same_day = since.date_in(&cx.zone) == cx.today();
    let when = if same_day {
        cx.locale.clock_time(since, &cx.zone)
    } else {
        cx.locale.full_time(since, &cx.zone)
    };
    let args = [("name", name.into()), ("since", (&when).into())];
    let ways = [log_it(cx), Some(cx.t("call-recovered-esc").into_owned())];
    let text = format!("{} {}", cx.t_args("call-recovered", &args), join(ways, " · "));
    // It stays until a key is pressed.
    cx.say(Toast::error(text));
}

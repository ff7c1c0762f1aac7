//! Logging from a screen, with the question over somebody else's promise.
//!
//! Whether a promise stands in the way is the rules' business: the command is
//! refused with `follow_up_exists`. The question offers to send it again, told
//! to take the promise's place or to make no follow-up.

use super::deeds::said;
use crate::domain::RefusalCode;
use crate::domain::command::{ActivityCommand, LogActivity};
use crate::locale::refused::sentence;
use crate::replica::{Applied, Replica, RunError};
use crate::tui::cx::Cx;
use crate::tui::message::{Message, Slot};
use crate::tui::widget::dialog::Dialog;

/// What came of logging.
pub(super) type Logged = Result<Applied, NotLogged>;

/// Something that was not logged; nothing was changed.
#[derive(Debug)]
pub(super) struct NotLogged {
    /// What to say.
    pub(super) text: String,
    /// The arguments that are wrong or missing, each with what to do.
    pub(super) wrong: Vec<(String, String)>,
    over: Option<Over>,
}

/// What stands in the way is somebody else's promise.
#[derive(Debug)]
struct Over {
    args: Box<LogActivity>,
    /// The rules take it without a follow-up too.
    without: bool,
}

/// Logs; a refusal says whether it may be asked again.
pub(super) fn log(replica: &Replica, args: LogActivity) -> Logged {
    let command = ActivityCommand::Log(Box::new(args.clone()));
    replica.run(command).map_err(|error| match &error {
        RunError::Refused(refusal) if refusal.code == RefusalCode::FollowUpExists => {
            let without = ActivityCommand::Log(Box::new(without_follow_up(args.clone())));
            NotLogged {
                text: refusal.detail.clone(),
                wrong: Vec::new(),
                over: Some(Over {
                    without: replica.dry_run(without).is_ok(),
                    args: Box::new(args),
                }),
            }
        }
        RunError::Refused(refusal) => NotLogged {
            text: refusal.detail.clone(),
            wrong: refusal
                .missing
                .iter()
                .map(|missing| (missing.code.clone(), missing.fix.clone()))
                .collect(),
            over: None,
        },
        RunError::Store(_) => NotLogged {
            text: said(&error),
            wrong: Vec::new(),
            over: None,
        },
    })
}

fn without_follow_up(args: LogActivity) -> LogActivity {
    LogActivity {
        follow_up: None,
        no_follow_up: true,
        ..args
    }
}

/// The question, and the command that waits for its answer.
#[derive(Default)]
pub(super) struct PromiseQuestion {
    answer: Slot<usize>,
    args: Option<Box<LogActivity>>,
}

impl PromiseQuestion {
    /// Asks when a promise stands in the way; any other refusal is given back.
    pub(super) fn ask(&mut self, cx: &mut Cx, failed: NotLogged) -> Option<NotLogged> {
        let Some(over) = failed.over else {
            return Some(failed);
        };
        let keys: &[&'static str] = if over.without {
            &["promise-back", "promise-replace", "promise-keep"]
        } else {
            &["promise-back", "promise-replace"]
        };
        let buttons = keys.iter().map(|key| cx.t(key).into_owned()).collect::<Vec<_>>();
        let text = sentence(&cx.locale, &failed.text);
        let text = format!("{text} {}", cx.t("promise-question"));
        self.args = Some(over.args);
        let ticket = cx.ticket(&mut self.answer);
        // Keys typed ahead were meant for what comes after the call.
        cx.drop_ahead();
        cx.push(Dialog::new(text, buttons, ticket));
        None
    }

    /// The command to send now; none when the answer is to go back.
    pub(super) fn take(&mut self, message: &Message) -> Option<LogActivity> {
        let button = self.answer.take(message)?;
        let args = *self.args.take()?;
        match button {
            1 => Some(LogActivity {
                replace: true,
                ..args
            }),
            2 => Some(without_follow_up(args)),
            _ => None,
        }
    }
}

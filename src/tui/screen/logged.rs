//! What is said after something was logged: company, outcome, follow-up, and how to take it back.

use super::prompt::brief;
use super::words;
use crate::base::Due;
use crate::domain::{Effect, Rules, TaskOrigin};
use crate::replica::Applied;
use crate::tui::cx::Cx;

/// The company, the outcome, what became of the stage, the date that was agreed or set, a warning, and the
/// key that takes it back.
pub(super) fn summary(cx: &Cx, rules: &Rules, applied: &Applied, agreed: Option<Due>) -> String {
    let lang = cx.locale.lang();
    let outcome = applied.effects.iter().find_map(|effect| match effect {
        Effect::ActivityLogged { kind, outcome, .. } => Some(match outcome.as_deref() {
            Some(code) => rules.outcome(code).map_or_else(
                || cx.locale.code("OUTCOME", code).into_owned(),
                |rule| rule.label(lang).trim_end_matches('…').to_owned(),
            ),
            None => words::code(cx, "ACTIVITY", kind),
        }),
        _ => None,
    });
    let name = applied.label.split_once(": ").map(|(_, name)| name);
    let mut parts = vec![name.unwrap_or(&applied.label).to_owned()];
    parts.extend(outcome);
    let mut due = agreed;
    for effect in &applied.effects {
        match effect {
            Effect::StageChanged { to, .. } => parts.push(words::stage(cx, *to)),
            Effect::HandoverOffered { .. } => parts.push(cx.t("toast-handed-over").into_owned()),
            Effect::TaskCreated {
                due: Some(made),
                origin: TaskOrigin::FollowUp,
                ..
            } => due = due.or(Some(*made)),
            Effect::WakeUp { on } => due = due.or(Some(Due::On(*on))),
            _ => {}
        }
    }
    parts.extend(due.map(|due| brief(due, cx, None)));
    parts.extend(applied.effects.iter().filter_map(|effect| match effect {
        Effect::Warning { text, .. } => Some(text.clone()),
        _ => None,
    }));
    parts.extend(words::undo(cx));
    parts.join(" · ")
}

//! What is said after something was logged: company, outcome, follow-up, and how to take it back.

use super::prompt::brief;
use super::words;
use crate::domain::{Effect, Rules};
use crate::replica::Applied;
use crate::tui::cx::Cx;

/// The company, the outcome, the follow-up or the new stage, a warning, and the key that takes it back.
pub(super) fn summary(cx: &Cx, rules: &Rules, applied: &Applied) -> String {
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
    let due = applied.effects.iter().find_map(|effect| match effect {
        Effect::TaskCreated { due, .. } => *due,
        _ => None,
    });
    parts.extend(due.map(|due| brief(due, cx, None)));
    for effect in &applied.effects {
        match effect {
            Effect::StageChanged { to, .. } => parts.push(words::stage(cx, *to)),
            Effect::Warning { text, .. } => parts.push(text.clone()),
            _ => {}
        }
    }
    parts.push(cx.t("toast-undo").into_owned());
    parts.join(" · ")
}

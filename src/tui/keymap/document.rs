//! The cheat sheet of all keys (`docs/KEYS.md`), from the same table as
//! everything else.

use super::KeyMap;
use crate::locale::Locale;
use crate::tui::action::{ACTIONS, Group, Spec};
use crate::tui::scope::Scope;

/// The keys of a map as a Markdown page.
pub fn markdown(map: &KeyMap, locale: &Locale) -> String {
    let mut lines = vec![format!(
        "# {}\n\n{}",
        locale.t("keys-title"),
        locale.t("keys-intro")
    )];
    let head = [
        "keys-column-keys",
        "keys-column-action",
        "keys-column-where",
        "keys-column-id",
    ];
    let head = head.map(|key| locale.t(key).into_owned()).join(" | ");
    for group in Group::ALL {
        let title = locale.find(&group.title_key()).unwrap_or_default().into_owned();
        lines.push(format!("\n## {title}\n\n| {head} |\n|---|---|---|---|"));
        lines.extend(
            ACTIONS
                .iter()
                .filter(|spec| spec.group == group)
                .map(|spec| row(map, locale, spec)),
        );
    }
    lines.join("\n") + "\n"
}

fn row(map: &KeyMap, locale: &Locale, spec: &Spec) -> String {
    let text = |key: String| locale.find(&key).unwrap_or_default().into_owned();
    let scopes = Scope::ALL
        .into_iter()
        .filter(|scope| uses(map, *scope, spec.action));
    let keys: Vec<String> = scopes
        .flat_map(|scope| map.labels(&[scope], spec.action))
        .map(|key| code(&key))
        .collect();
    let (keys, title) = (keys.join(" "), text(spec.title_key()));
    let help = text(format!("{}.help", spec.title_key()));
    let place = text(format!("scope-{}", spec.scope.name()));
    format!("| {keys} | **{title}**: {help} | {place} | `{}` |", spec.id)
}

fn uses(map: &KeyMap, scope: Scope, action: crate::tui::action::Action) -> bool {
    map.binds()
        .iter()
        .any(|bind| bind.scope == scope && bind.act.action == action)
}

/// A key as code; a pipe would end the cell.
fn code(key: &str) -> String {
    format!("`{}`", key.replace('|', "\\|"))
}

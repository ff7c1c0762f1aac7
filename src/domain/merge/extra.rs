//! What has no field of its own, name by name: the tenant's own fields and what imports kept.

use super::fields::{Line, empty, is_empty, value};
use super::{Choice, Choices};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The field that holds them.
pub(super) const NAME: &str = "extra";

type Extra = BTreeMap<String, String>;

fn of(row: &Map<String, Value>) -> Extra {
    serde_json::from_value(value(row, NAME)).unwrap_or_default()
}

/// The name that a choice means: `extra.Region` is about Region.
fn named(choice: &str) -> Option<&str> {
    choice.strip_prefix(NAME)?.strip_prefix('.')
}

/// Whether a choice names an entry that one of the two rows has.
pub(super) fn has(mine: &Map<String, Value>, theirs: &Map<String, Value>, choice: &str) -> bool {
    named(choice).is_some_and(|name| [mine, theirs].iter().any(|row| of(row).contains_key(name)))
}

/// What was chosen for an entry: for itself, else for all of them.
fn chosen(choices: &Choices, name: &str) -> Option<Choice> {
    let own = choices.get(&format!("{NAME}.{name}"));
    own.or_else(|| choices.get(NAME)).copied()
}

/// The entries of both as lines; those that both lack have none.
pub(super) fn lines(mine: &Map<String, Value>, theirs: &Map<String, Value>, choices: &Choices) -> Vec<Line> {
    let (mine, theirs) = (of(mine), of(theirs));
    let mut names: Vec<&String> = mine.keys().chain(theirs.keys()).collect();
    names.sort();
    names.dedup();
    let text = |row: &Extra, name: &str| {
        row.get(name)
            .map_or(Value::Null, |text| Value::from(text.as_str()))
    };
    let lines = names.into_iter().map(|name| {
        let (one, other) = (text(&mine, name), text(&theirs, name));
        let by_rule = if is_empty(&one) {
            Choice::Theirs
        } else if is_empty(&other) || one == other {
            Choice::Mine
        } else {
            Choice::Both
        };
        Line {
            field: format!("{NAME}.{name}"),
            mine: one,
            theirs: other,
            choice: chosen(choices, name).unwrap_or(by_rule),
            list: true,
            free: true,
        }
    });
    lines
        .filter(|line| !is_empty(&line.mine) || !is_empty(&line.theirs))
        .collect()
}

/// The entries of both as one. Where they differ and both stay, theirs gets a number behind its name; what was chosen
/// to go is left behind.
pub(super) fn join(
    mine: &Map<String, Value>,
    theirs: &Map<String, Value>,
    choices: &Choices,
    left_behind: &mut Vec<(String, String)>,
) -> Value {
    if empty(mine, NAME) && empty(theirs, NAME) {
        return value(mine, NAME);
    }
    let (mine, theirs) = (of(mine), of(theirs));
    let chosen = |name: &str| chosen(choices, name).unwrap_or(Choice::Both);
    let mut all = Extra::new();
    let mut gone = Vec::new();
    for (from, other, goes) in [(&mine, &theirs, Choice::Theirs), (&theirs, &mine, Choice::Mine)] {
        for (name, text) in from {
            if chosen(name) != goes {
                keep(&mut all, name, text);
            } else if other.get(name) != Some(text) && !text.trim().is_empty() {
                gone.push((name.clone(), text.clone()));
            }
        }
    }
    left_behind.extend(gone);
    serde_json::to_value(all).expect("texts are JSON")
}

fn keep(all: &mut Extra, name: &str, text: &str) {
    let numbered = (2..).map(|n| format!("{name} ({n})"));
    let free = std::iter::once(name.to_owned()).chain(numbered);
    let mut fits = free.filter(|name| all.get(name).is_none_or(|have| have == text));
    let name = fits.next().expect("numbers do not end");
    all.insert(name, text.to_owned());
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn row(extra: &Value) -> Map<String, Value> {
        Map::from_iter([(NAME.to_owned(), extra.clone())])
    }

    #[test]
    fn an_entry_that_differs_keeps_both_and_the_same_once_more_changes_nothing() {
        let (south, north) = (
            row(&json!({ "Region": "South" })),
            row(&json!({ "Region": "North" })),
        );
        let mut left = Vec::new();
        let all = join(&south, &north, &Choices::new(), &mut left);
        assert_eq!(all, json!({ "Region": "South", "Region (2)": "North" }));
        assert_eq!(join(&row(&all), &north, &Choices::new(), &mut left), all);
        assert!(left.is_empty());
    }

    #[test]
    fn every_entry_has_a_line_and_a_choice_of_its_own() {
        let mine = row(&json!({ "Region": "South", "Fleet": "12", "Old": "x" }));
        let theirs = row(&json!({ "Region": "North", "Fleet": "12", "New": "y" }));
        let by_rule = lines(&mine, &theirs, &Choices::new());
        let shown: Vec<_> = by_rule
            .iter()
            .map(|line| (line.field.as_str(), line.choice))
            .collect();
        let expected = [
            ("extra.Fleet", Choice::Mine),
            ("extra.New", Choice::Theirs),
            ("extra.Old", Choice::Mine),
            ("extra.Region", Choice::Both),
        ];
        assert_eq!(shown, expected);
        let choices = Choices::from([("extra.Region".to_owned(), Choice::Theirs)]);
        let mut left = Vec::new();
        let all = join(&mine, &theirs, &choices, &mut left);
        assert_eq!(
            all,
            json!({ "Region": "North", "Fleet": "12", "Old": "x", "New": "y" })
        );
        assert_eq!(left, [("Region".to_owned(), "South".to_owned())]);
        assert!(has(&mine, &theirs, "extra.New") && !has(&mine, &theirs, "extra.None"));
    }
}

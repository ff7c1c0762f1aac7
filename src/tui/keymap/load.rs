//! The user's keys: a preset, then the `[[bind]]` tables.
//!
//! What is wrong is said with its place and left out; the rest still applies.
//! Keys are added to those an action has; with `"none"` among them the default
//! ones go. A key that meant something else in the same scope means the new
//! thing only.

use super::{Bind, KeyMap, preset::preset};
use crate::base::finding::{Finding, Position};
use crate::base::near;
use crate::config::{Bind as Written, Digits, KeyboardConfig};
use crate::tui::action::{ACTIONS, Act, Action};
use crate::tui::input::Keys;
use crate::tui::input::langmap::{DigitRow, LangMap};
use crate::tui::scope::{Scope, Typing};

/// The key map of a configuration, and what is wrong with its `[[bind]]` tables.
pub fn load(file: &str, keyboard: &KeyboardConfig, written: &[Written]) -> (KeyMap, Vec<Finding>) {
    let mut map = preset(keyboard.preset);
    map.langmap = LangMap {
        extra: keyboard.langmap.iter().map(|(from, to)| (*from, *to)).collect(),
    };
    map.digits = match keyboard.digits {
        Digits::Plain => DigitRow::Plain,
        Digits::Azerty => DigitRow::Azerty,
        Digits::Lithuanian => DigitRow::Lithuanian,
        Digits::Czech => DigitRow::Czech,
    };
    let mut reader = Reader {
        file,
        map,
        findings: Vec::new(),
        users: Vec::new(),
    };
    for table in written {
        reader.table(table);
    }
    (reader.map, reader.findings)
}

struct Reader<'a> {
    file: &'a str,
    map: KeyMap,
    findings: Vec<Finding>,
    /// What the tables before have bound.
    users: Vec<(Bind, Position)>,
}

impl Reader<'_> {
    fn find(&mut self, at: Position, code: &'static str, message: String) {
        self.findings.push(Finding::new(self.file, at, code, message));
    }

    fn table(&mut self, table: &Written) {
        let Some(scope) = Scope::from_name(&table.scope) else {
            let scopes = Scope::ALL.map(Scope::name);
            let message = format!(
                "{:?} is no scope{}",
                table.scope,
                near::instead(&table.scope, &scopes)
            );
            return self.find(table.at, "unknown_scope", message);
        };
        let Some(action) = Action::from_id(&table.action) else {
            let ids = ACTIONS.iter().map(|spec| spec.id);
            let hint = near::hint(&table.action, ids);
            let message = format!(
                "{:?} is no action{hint} (callsheet keys --markdown lists all)",
                table.action
            );
            return self.find(table.action_at, "unknown_action", message);
        };
        let Some(act) = self.act(table, action) else {
            return;
        };
        if table.key.iter().any(|key| key == "none") {
            self.remove_default(table, scope, act);
        }
        for text in table.key.iter().filter(|key| *key != "none") {
            match text.parse::<Keys>() {
                Ok(keys) => self.bind(table, Bind { scope, keys, act }),
                Err(error) => self.find(table.key_at, "unknown_key", error.to_string()),
            }
        }
    }

    fn act(&mut self, table: &Written, action: Action) -> Option<Act> {
        let mut act = action.act();
        for (name, value) in &table.args {
            let number = value
                .as_u64()
                .and_then(|n| u8::try_from(n).ok())
                .filter(|n| (1..=10).contains(n));
            match (name.as_str(), number) {
                ("n", Some(n)) => act.n = Some(n),
                ("n", None) => {
                    let message = format!("args.n: {value} is not a number from 1 to 10");
                    self.find(table.at, "invalid_value", message);
                    return None;
                }
                _ => {
                    let message = format!("args.{name} means nothing; accepted: n, a number from 1 to 10");
                    self.find(table.at, "unknown_argument", message);
                    return None;
                }
            }
        }
        Some(act)
    }

    fn remove_default(&mut self, table: &Written, scope: Scope, act: Act) {
        // Without these nobody finds out of a popup, or of the program.
        if matches!(act.action, Action::Cancel | Action::Interrupt) {
            let message = format!("{} keeps its key: it is the way out", act.action.spec().id);
            return self.find(table.key_at, "key_needed", message);
        }
        let one = act.n;
        self.map.remove(|bind| {
            bind.scope == scope && bind.act.action == act.action && (one.is_none() || bind.act.n == one)
        });
    }

    fn bind(&mut self, table: &Written, bind: Bind) {
        let key = bind.keys.to_string();
        let first = bind.keys.0.first().copied();
        if bind.scope.typing() == Typing::Text && first.is_some_and(|key| key.printable().is_some()) {
            let message =
                format!("{key:?} types a character in a text; use ctrl-, alt- or a function key there");
            return self.find(table.key_at, "key_is_text", message);
        }
        let clash = self.users.iter().find(|(other, _)| {
            other.scope == bind.scope && other.act != bind.act && super::overlap(&other.keys, &bind.keys)
        });
        if let Some((other, at)) = clash {
            let message = format!(
                "{key:?} is bound to {} in line {} already; the first one counts",
                other.act.action.spec().id,
                at.line
            );
            return self.find(table.key_at, "key_bound_twice", message);
        }
        let longer = self.map.binds().iter().find(|other| {
            other.scope == bind.scope && other.keys != bind.keys && super::overlap(&other.keys, &bind.keys)
        });
        if let Some(other) = longer {
            let message = format!(
                "{key:?} cannot be used while {:?} is bound to {}; take that away first with \"none\"",
                other.keys.to_string(),
                other.act.action.spec().id
            );
            return self.find(table.key_at, "key_is_prefix", message);
        }
        self.users.push((bind.clone(), table.at));
        self.map.add(bind);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use crate::tui::keymap::Meaning;

    fn read(text: &str) -> (KeyMap, Vec<String>) {
        let (config, findings) = config::parse("config.toml", text).expect("TOML");
        assert_eq!(findings, Vec::new());
        let (map, findings) = load("config.toml", &config.keyboard, &config.bind);
        (map, findings.iter().map(ToString::to_string).collect())
    }

    fn meaning(map: &KeyMap, key: &str) -> Meaning {
        map.meaning(
            &[Scope::Call, Scope::Work, Scope::Global],
            &Keys::default(),
            key.parse().expect(key),
        )
    }

    #[test]
    fn keys_are_added_taken_away_and_given_numbers() {
        let (map, findings) = read(
            "[keyboard.langmap]\n\"ş\" = \";\"\n\
             [[bind]]\nscope = \"work\"\nkey = [\"ö\", \"f6\"]\ndo = \"work.outcome\"\nargs = { n = 1 }\n\
             [[bind]]\nscope = \"global\"\nkey = [\"none\", \"f7\"]\ndo = \"help.open\"\n\
             [[bind]]\nscope = \"global\"\nkey = \"n\"\ndo = \"task.new\"\n",
        );
        assert_eq!(findings, Vec::<String>::new());
        let one = Meaning::Act(Act::numbered(Action::Outcome, 1));
        assert_eq!(
            (meaning(&map, "ö"), meaning(&map, "f6"), meaning(&map, "1")),
            (one.clone(), one.clone(), one)
        );
        assert_eq!(meaning(&map, "?"), Meaning::Nothing);
        assert_eq!(meaning(&map, "f7"), Meaning::Act(Action::HelpOpen.act()));
        assert_eq!(map.labels(&[Scope::Global], Action::Note), Vec::<String>::new());
        assert_eq!(map.labels(&[Scope::Global], Action::TaskNew), ["t", "n"]);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place_and_the_rest_applies() {
        let bind = |scope: &str, key: &str, action: &str| {
            format!("[[bind]]\nscope = \"{scope}\"\nkey = {key}\ndo = \"{action}\"\n")
        };
        let good = bind("global", "\"f7\"", "help.open");
        for (text, expect) in [
            (
                bind("wrok", "\"ö\"", "help.open"),
                "config.toml:1:1: \"wrok\" is no scope; did you mean \"work\"?",
            ),
            (
                bind("work", "\"ö\"", "work.outcom"),
                "config.toml:4:6: \"work.outcom\" is no action; did you mean \"work.outcome\"?",
            ),
            (
                bind("work", "\"hyper-x\"", "help.open"),
                "config.toml:3:7: `hyper-x` is no key",
            ),
            (bind("text", "\"x\"", "text.undo"), "types a character in a text"),
            (
                bind("global", "\"g\"", "help.open"),
                "cannot be used while \"g w\" is bound to go.work",
            ),
            (bind("global", "\"none\"", "app.cancel"), "it is the way out"),
            (
                bind("work", "\"ö\"", "work.outcome") + "args = { n = 11 }\n",
                "not a number from 1 to 10",
            ),
            (
                bind("work", "\"ö\"", "work.outcome") + "args = { m = 1 }\n",
                "args.m means nothing",
            ),
            (
                bind("work", "\"ö\"", "help.open") + &bind("work", "\"ö\"", "note.new"),
                "is bound to help.open in line 1",
            ),
        ] {
            let (map, findings) = read(&(text.clone() + &good));
            assert_eq!(findings.len(), 1, "{text}: {findings:?}");
            assert!(findings[0].contains(expect), "{}", findings[0]);
            assert_eq!(meaning(&map, "f7"), Meaning::Act(Action::HelpOpen.act()));
        }
    }
}

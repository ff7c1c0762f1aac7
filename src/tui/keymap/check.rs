//! Looking for keys that mean two things.

use super::{KeyMap, overlap};

/// Keys of one scope that mean two actions, or that begin another's keys. Empty when all is well.
pub fn conflicts(map: &KeyMap) -> Vec<String> {
    let mut found = Vec::new();
    for (at, bind) in map.binds().iter().enumerate() {
        for other in &map.binds()[at + 1..] {
            if other.scope == bind.scope && other.act != bind.act && overlap(&other.keys, &bind.keys) {
                found.push(format!(
                    "{}: {} is {} and {} is {}",
                    bind.scope.name(),
                    bind.keys,
                    bind.act.action.spec().id,
                    other.keys,
                    other.act.action.spec().id
                ));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::action::Action;
    use crate::tui::keymap::Bind;
    use crate::tui::scope::Scope;

    #[test]
    fn the_default_keys_mean_one_thing_each() {
        assert_eq!(conflicts(&KeyMap::defaults()), Vec::<String>::new());
    }

    #[test]
    fn a_key_with_two_meanings_is_found() {
        let bind = |keys: &str, action: Action| Bind {
            scope: Scope::Global,
            keys: keys.parse().expect("keys"),
            act: action.act(),
        };
        let map = KeyMap::from_binds(vec![
            bind("x", Action::TaskDone),
            bind("x", Action::Delete),
            bind("g", Action::Top),
            bind("g w", Action::GoWork),
        ]);
        assert_eq!(
            conflicts(&map),
            [
                "global: x is task.done and x is record.delete",
                "global: g is nav.top and g w is go.work"
            ]
        );
    }
}

//! The sets of default keys one can start from.

use super::{Bind, KeyMap};
use crate::config::KeyPreset;
use crate::tui::action::Action;
use crate::tui::input::{Code, Key};
use crate::tui::scope::Scope;

/// The key map of a preset.
pub fn preset(preset: KeyPreset) -> KeyMap {
    let mut map = KeyMap::defaults();
    match preset {
        KeyPreset::Default => {}
        KeyPreset::ArrowsOnly => map.remove(|bind| {
            bind.scope == Scope::Global
                && matches!(
                    bind.act.action,
                    Action::Down | Action::Up | Action::Left | Action::Right
                )
                && matches!(
                    bind.keys.0[..],
                    [Key {
                        code: Code::Char(_),
                        ctrl: false,
                        alt: false,
                        ..
                    }]
                )
        }),
        KeyPreset::VimStrict => {
            map.add(bind("d d", Action::Delete));
            map.add(bind("ctrl-o", Action::Back));
            map.add(bind("ctrl-i", Action::ToggleScreen));
        }
        // What a keypad has besides digits and Enter.
        KeyPreset::Numpad => {
            map.add(bind("+", Action::TaskSkip));
            map.add(bind("-", Action::Undo));
            map.add(bind("*", Action::SnoozeTomorrow));
            map.add(bind(",", Action::ActionsMenu));
        }
    }
    map
}

fn bind(keys: &str, action: Action) -> Bind {
    Bind {
        scope: Scope::Global,
        keys: keys.parse().expect("a test reads every key"),
        act: action.act(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::input::Keys;
    use crate::tui::keymap::Meaning;
    use crate::tui::keymap::check;

    #[test]
    fn a_preset_changes_what_it_says_and_has_no_conflict() {
        let here = &[Scope::Work, Scope::Global];
        let meaning = |map: &KeyMap, key: &str| map.meaning(here, &Keys::default(), key.parse().expect(key));
        let arrows = preset(KeyPreset::ArrowsOnly);
        assert_eq!(meaning(&arrows, "j"), Meaning::Nothing);
        assert_eq!(meaning(&arrows, "down"), Meaning::Act(Action::Down.act()));
        let numpad = preset(KeyPreset::Numpad);
        assert_eq!(meaning(&numpad, "-"), Meaning::Act(Action::Undo.act()));
        assert_eq!(numpad.labels(here, Action::ToggleScreen), Vec::<String>::new());
        assert!(matches!(
            meaning(&preset(KeyPreset::VimStrict), "d"),
            Meaning::Prefix(_)
        ));
        for name in [
            KeyPreset::Default,
            KeyPreset::ArrowsOnly,
            KeyPreset::VimStrict,
            KeyPreset::Numpad,
        ] {
            assert_eq!(check::conflicts(&preset(name)), Vec::<String>::new());
        }
    }
}

//! From the configuration to what the terminal UI runs with.

use super::cx::Settings;
use super::input::Quirks;
use super::keymap::KeyMap;
use super::keys;
use super::run::Options;
use super::terminal::{self, clipboard::Method, editor};
use crate::base::finding::Finding;
use crate::config::{ClipboardMethod, CtrlH, Delay, Setup};
use crate::locale::Locale;

/// Milliseconds before a which-key box opens once its keys are known.
const PRACTISED_MS: i64 = 250;

/// What the terminal UI runs with.
#[derive(Clone, Debug)]
pub struct Configured {
    /// For the loop.
    pub options: Options,
    /// For the screens.
    pub settings: Settings,
    /// The keys.
    pub keys: KeyMap,
}

/// Reads a configuration for the terminal UI.
///
/// `newcomer`: the file is not a week old, so boxes with the next keys open at
/// once. What is wrong in the configuration becomes a notice of the first screen.
pub fn configure(
    setup: &Setup,
    locale: &Locale,
    newcomer: bool,
    env: impl Fn(&str) -> Option<String>,
) -> Configured {
    let config = &setup.config;
    let file = setup.paths.config.display().to_string();
    let (keys, mut findings) = keys::load(&file, &config.keyboard, &config.bind);
    findings.splice(0..0, setup.findings.iter().cloned());
    let set = |name: &str| env(name).is_some_and(|value| !value.is_empty());
    let settings = Settings {
        ascii: config.ui.ascii || !terminal::has_unicode(&env),
        still: set("NO_MOTION"),
        mouse: config.ui.mouse,
        title: config.ui.title,
        notify: config.ui.notify,
        which_key_ms: match config.ui.which_key_delay_ms {
            Delay::Auto if newcomer => 0,
            Delay::Auto => PRACTISED_MS,
            Delay::Ms(ms) => ms.into(),
        },
        config_path: short(&file, &env),
        log_path: short(&setup.paths.log.display().to_string(), &env),
        ..Settings::default()
    };
    let options = Options {
        start: None,
        theme: config.ui.theme.clone(),
        themes: setup.paths.folder.join("themes"),
        editor: editor::of_env(&env),
        scratch: setup
            .paths
            .data
            .parent()
            .map_or_else(std::env::temp_dir, std::path::Path::to_owned),
        clipboard: match config.clipboard.method {
            ClipboardMethod::Auto => Method::Auto,
            ClipboardMethod::Native => Method::Native,
            ClipboardMethod::Tmux => Method::Tmux,
            ClipboardMethod::Osc52 => Method::Osc52,
            ClipboardMethod::Command => Method::Command(config.clipboard.command.clone()),
        },
        quirks: Quirks {
            altgr_is_ctrl_alt: cfg!(windows),
            ctrl_h_deletes_word: config.keyboard.ctrl_h == CtrlH::DeleteWord,
        },
        notices: notices(locale, &findings),
        may_break: env("CALLSHEET_TEST_PANIC").as_deref() == Some("1"),
    };
    Configured {
        options,
        settings,
        keys,
    }
}

/// One line for all that is wrong: the first finding, and how many more there are.
fn notices(locale: &Locale, findings: &[Finding]) -> Vec<String> {
    let Some(first) = findings.first() else {
        return Vec::new();
    };
    let first = first.to_string();
    vec![match findings.len() - 1 {
        0 => first,
        more => locale
            .t_args(
                "config-findings",
                &[("first", (&first).into()), ("n", more.into())],
            )
            .into_owned(),
    }]
}

/// A path as people write it: `~/…`.
fn short(path: &str, env: impl Fn(&str) -> Option<String>) -> String {
    let home = env("HOME").filter(|home| home.len() > 1);
    match home.and_then(|home| path.strip_prefix(&home).map(str::to_owned)) {
        Some(rest) if rest.starts_with('/') => format!("~{rest}"),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Lang;
    use crate::config::{Asked, Folders, Here};
    use crate::tui::action::Action;
    use crate::tui::scope::Scope;

    fn configured(text: &str) -> Configured {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("config.toml");
        std::fs::write(&path, text).expect("written");
        let asked = Asked {
            config: Some(path),
            file: Some(folder.path().join("x.db")),
        };
        let setup = Setup::read_at(&asked, None::<&Folders>, Here::default()).expect("setup");
        let env = |name: &str| match name {
            "LANG" => Some("de_DE.UTF-8".to_owned()),
            "EDITOR" => Some("nano".to_owned()),
            _ => None,
        };
        configure(&setup, &Locale::new(Lang::De), false, env)
    }

    #[test]
    fn settings_and_keys_come_from_the_configuration() {
        let Configured {
            options,
            settings,
            keys,
        } = configured(
            "[ui]\ntheme = \"dark\"\nmouse = false\n[keyboard]\nctrl_h = \"delete-word\"\n\
             [[bind]]\nscope = \"global\"\nkey = \"ö\"\ndo = \"help.open\"\n",
        );
        assert_eq!(
            (options.theme.as_str(), options.editor.as_deref()),
            ("dark", Some("nano"))
        );
        assert!(options.quirks.ctrl_h_deletes_word && options.notices.is_empty());
        assert!(!settings.mouse && !settings.ascii && settings.which_key_ms == PRACTISED_MS);
        assert_eq!(keys.labels(&[Scope::Global], Action::HelpOpen), ["?", "F1", "ö"]);
    }

    #[test]
    fn what_is_wrong_is_one_notice() {
        let bad = "[[bind]]\nscope = \"wrok\"\nkey = \"ö\"\ndo = \"help.open\"\n";
        let notices = configured(&(bad.to_owned() + bad)).options.notices;
        assert_eq!(notices.len(), 1);
        assert!(
            notices[0].contains("\"wrok\" is no scope") && notices[0].contains("1 weiteren"),
            "{notices:?}"
        );
    }

    #[test]
    fn a_path_in_the_home_folder_is_shortened() {
        let env = |name: &str| (name == "HOME").then(|| "/home/anna".to_owned());
        assert_eq!(short("/home/anna/.config/x", env), "~/.config/x");
        assert_eq!(short("/home/annabel/x", env), "/home/annabel/x");
    }
}

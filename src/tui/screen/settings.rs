//! Settings: the ones a rep changes, each with its meaning. Enter offers the
//! values; what can be shown at once is shown while choosing. They are written
//! into `config.toml`.

use crate::base::Lang;
use crate::config::{self, WindowTitle};
use crate::locale::Locale;
use crate::replica::Replica;
use crate::tui::action::{Act, Action};
use crate::tui::component::{Availability, Component, CursorAt, Handled};
use crate::tui::cx::{Cx, DrawCx, TerminalRequest};
use crate::tui::input::Mouse;
use crate::tui::message::{Message, Slot};
use crate::tui::place::Place;
use crate::tui::scope::Scope;
use crate::tui::screen::glue::narrow_input;
use crate::tui::screen::narrow::{Narrow, Narrowed};
use crate::tui::theme::{BUILT_IN, Depth, Role, Theme};
use crate::tui::toast::Toast;
use crate::tui::widget::list::List;
use crate::tui::widget::paint;
use crate::tui::widget::pane::{Pane, padded};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use serde_json::Value;
use std::path::PathBuf;
use std::sync::Arc;

/// A setting with the values it takes.
struct Setting {
    key: &'static str,
    values: &'static [&'static str],
}

const SWITCH: &[&str] = &["true", "false"];

/// The settings of the screen, in its order. The theme's values are the built-in themes.
const SETTINGS: [Setting; 10] = [
    Setting {
        key: "ui.theme",
        values: &[],
    },
    Setting {
        key: "user.language",
        values: &["auto", "en", "de"],
    },
    Setting {
        key: "ui.mouse",
        values: SWITCH,
    },
    Setting {
        key: "ui.title",
        values: &["names", "plain", "off"],
    },
    Setting {
        key: "ui.notify",
        values: &["names", "plain", "off"],
    },
    Setting {
        key: "ui.ascii",
        values: SWITCH,
    },
    Setting {
        key: "ui.power_mode",
        values: &["off", "on", "never"],
    },
    Setting {
        key: "keyboard.preset",
        values: &["default", "arrows-only", "vim-strict", "numpad"],
    },
    Setting {
        key: "call.method",
        values: &["show", "copy", "tel", "command"],
    },
    Setting {
        key: "call.ask_outside_hours",
        values: SWITCH,
    },
];

impl Setting {
    fn values(&self) -> Vec<&'static str> {
        if self.key == "ui.theme" {
            BUILT_IN.iter().map(|(name, _)| *name).collect()
        } else {
            self.values.to_vec()
        }
    }
    /// A value as a person calls it.
    fn value_name(&self, cx: &Cx, value: &str) -> String {
        let own = format!("value-{}-{value}", self.key.replace(['.', '_'], "-"));
        let named = cx
            .locale
            .find(&own)
            .or_else(|| cx.locale.find(&format!("value-{value}")));
        named.map_or_else(|| value.to_owned(), std::borrow::Cow::into_owned)
    }
    fn title_key(&self) -> String {
        format!("setting-{}", self.key.replace(['.', '_'], "-"))
    }
}

/// The screen.
#[derive(Default)]
pub struct Settings {
    values: Vec<String>,
    load: Slot<Vec<String>>,
    list: List,
    narrow: Narrow,
    /// What was in force before values were tried.
    before: Option<(usize, String)>,
    saved: Slot<Result<String, String>>,
    cursor: Option<CursorAt>,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings")
            .field("values", &self.values)
            .finish_non_exhaustive()
    }
}

/// The values of the settings in a configuration file, or the defaults.
fn read(path: &str) -> Vec<String> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let config = config::parse(path, &text)
        .map(|(config, _)| config)
        .unwrap_or_default();
    let whole = serde_json::to_value(&config).unwrap_or_default();
    let value = |key: &str| key.split('.').try_fold(&whole, |at, part| at.get(part)).cloned();
    let text = |value: Option<Value>| match value {
        Some(Value::String(text)) => text,
        Some(other) => other.to_string(),
        None => String::new(),
    };
    SETTINGS.iter().map(|setting| text(value(setting.key))).collect()
}

/// Shows a value at once, where that is possible.
fn apply(cx: &mut Cx, key: &str, value: &str) {
    match key {
        "ui.theme" => {
            let depth = Depth::from_env(|name| std::env::var(name).ok());
            let none = |name: &str| Err(std::io::Error::other(name.to_owned()));
            let (theme, _) = Theme::choose(value, false, depth, none);
            cx.theme = theme;
            cx.terminal(TerminalRequest::Redraw);
        }
        // The system's language is known at the next start.
        "user.language" if value != "auto" => cx.locale = Arc::new(Locale::new(Lang::of_tag(value))),
        "ui.mouse" => {
            cx.settings.mouse = value == "true";
            cx.terminal(TerminalRequest::Mouse(cx.settings.mouse));
        }
        "ui.title" => {
            cx.settings.title = match value {
                "names" => WindowTitle::Names,
                "plain" => WindowTitle::Plain,
                _ => WindowTitle::Off,
            };
        }
        "ui.notify" => cx.settings.notify = value.parse().unwrap_or(cx.settings.notify),
        "ui.ascii" => cx.settings.ascii = value == "true",
        _ => {}
    }
}

impl Settings {
    /// The screen, empty until it is shown.
    pub fn new() -> Self {
        Self::default()
    }

    /// Leaves the settings that fit what was typed.
    fn fit(&mut self, cx: &mut Cx) -> Handled {
        self.put_back(cx);
        let texts = SETTINGS.iter().map(|setting| {
            let title = setting.title_key();
            format!("{} {}", cx.t(&title), cx.t(&format!("{title}-help")))
        });
        self.narrow.fit(&mut self.list, texts);
        Handled::Yes
    }

    fn read(&mut self, cx: &mut Cx) {
        let path = cx.settings.config_path.clone();
        cx.ask(&mut self.load, move |_: &mut Replica| read(&path));
    }

    /// Tries the next or the one before of the values of the selected setting.
    fn step(&mut self, cx: &mut Cx, by: isize) -> Handled {
        let Some((at, setting)) = self
            .narrow
            .selected(&self.list)
            .and_then(|at| Some((at, SETTINGS.get(at)?)))
        else {
            return Handled::Yes;
        };
        let Some(now) = self.values.get(at).cloned() else {
            return Handled::Yes;
        };
        let values = setting.values();
        let place = values.iter().position(|value| *value == now).unwrap_or(0) as isize;
        let next = values[(place + by).rem_euclid(values.len() as isize) as usize];
        if self.before.is_none() {
            self.before = Some((at, now));
        }
        next.clone_into(&mut self.values[at]);
        apply(cx, setting.key, next);
        Handled::Yes
    }

    /// Gives the value back that was in force.
    fn put_back(&mut self, cx: &mut Cx) -> bool {
        let Some((at, value)) = self.before.take() else {
            return false;
        };
        apply(cx, SETTINGS[at].key, &value);
        self.values[at] = value;
        true
    }

    fn save(&mut self, cx: &mut Cx) -> Handled {
        let Some((at, _)) = self.before.take() else {
            return self.step(cx, 1);
        };
        let path = PathBuf::from(&cx.settings.config_path);
        let (key, value) = (SETTINGS[at].key, self.values[at].clone());
        cx.ask(&mut self.saved, move |_: &mut Replica| {
            match config::set(&path, key, &value) {
                Ok(Ok(change)) => Ok(format!("{} = {}", change.key, change.to)),
                Ok(Err(findings)) => {
                    let texts = findings.iter().map(ToString::to_string);
                    Err(texts.collect::<Vec<_>>().join("; "))
                }
                Err(error) => Err(error.to_string()),
            }
        });
        Handled::Yes
    }
}

impl Component for Settings {
    fn enter(&mut self, cx: &mut Cx) {
        self.fit(cx);
        self.read(cx);
    }

    fn leave(&mut self, cx: &mut Cx) {
        self.put_back(cx);
        self.narrow.reset();
        self.fit(cx);
    }

    fn update(&mut self, cx: &mut Cx, message: &Message) {
        if let Some(values) = self.load.take(message) {
            self.values = values;
        }
        match self.saved.take(message) {
            Some(Ok(text)) => {
                // The one that was saved is still selected; its name says more than its key.
                let saved = self.narrow.selected(&self.list).and_then(|at| {
                    let (setting, value) = (SETTINGS.get(at)?, self.values.get(at)?);
                    let name = cx.t(&setting.title_key()).into_owned();
                    Some(format!("{name}: {}", setting.value_name(cx, value)))
                });
                let text = saved.unwrap_or(text);
                let text = cx
                    .t_args("settings-saved", &[("change", (&text).into())])
                    .into_owned();
                cx.say(Toast::info(text));
            }
            Some(Err(text)) => {
                cx.say(Toast::error(text));
                self.read(cx);
            }
            None => {}
        }
    }

    fn act(&mut self, cx: &mut Cx, act: Act) -> Handled {
        if act.action == Action::Cancel && self.put_back(cx) {
            return Handled::Yes;
        }
        match self.narrow.act(&mut self.list, act.action) {
            Narrowed::No => {}
            Narrowed::Yes => {
                self.put_back(cx);
                return Handled::Yes;
            }
            Narrowed::Changed => return self.fit(cx),
        }
        match act.action {
            Action::Open => self.save(cx),
            Action::Right => self.step(cx, 1),
            Action::Left => self.step(cx, -1),
            Action::Cancel => {
                cx.back();
                Handled::Yes
            }
            action => {
                let moved = self.list.act(action);
                if moved.yes() {
                    self.put_back(cx);
                }
                moved
            }
        }
    }

    narrow_input!();

    fn mouse(&mut self, cx: &mut Cx, mouse: Mouse) -> Handled {
        if self.list.mouse(mouse).is_some() {
            return self.step(cx, 1);
        }
        Handled::Yes
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &DrawCx<'_>) {
        let buf = frame.buffer_mut();
        let pane = Pane::new(self.narrow.titled(self.title(cx))).note(cx.t("settings-note"));
        let inner = pane.count(cx.settings.config_path.clone()).draw(buf, area, *cx);
        let (inner, typed) = self.narrow.draw(buf, inner, *cx);
        let foot = inner.height.min(3);
        let body = Rect {
            height: inner.height - foot,
            ..inner
        };
        let narrow = &self.narrow;
        let (values, tried) = (&self.values, self.before.as_ref().map(|(at, _)| *at));
        let cursor = self.list.draw(
            buf,
            body,
            *cx,
            |_| 1,
            |buf, item| {
                let Some(at) = narrow.at(item.index) else { return };
                let setting = &SETTINGS[at];
                let value = values.get(at).map_or("…", String::as_str);
                let value = &setting.value_name(cx, value);
                let name = cx.t(&setting.title_key()).into_owned();
                let shown = if tried == Some(at) {
                    format!("◄ {value} ►  {}", cx.t("settings-tried"))
                } else {
                    value.to_owned()
                };
                let line = Line::from(vec![
                    paint::span(crate::base::text::pad(&name, 30), cx.theme.get(Role::Text)),
                    paint::span(shown, cx.theme.get(Role::Accent)),
                ]);
                paint::line(buf, item.area, &line);
            },
        );
        self.cursor = typed.or(cursor);
        if let Some(setting) = self.narrow.selected(&self.list).and_then(|at| SETTINGS.get(at)) {
            let help = format!("{}-help", setting.title_key());
            let at = Rect {
                y: body.bottom(),
                height: foot,
                ..padded(inner)
            };
            let mouse = cx.t_key("setting-ui-mouse-key", Action::MouseToggle);
            let help = cx.t_args(&help, &[("mouse", (&mouse.unwrap_or_default()).into())]);
            paint::block(buf, at, &help, cx.theme.get(Role::Dim), 0);
        }
    }

    fn scopes(&self) -> Vec<Scope> {
        self.narrow.scopes(Scope::Settings)
    }
    fn availability(&self, _cx: &Cx, action: Action) -> Availability {
        super::only_lists(action, Scope::Settings)
    }
    fn hints(&self, _cx: &Cx) -> Vec<Action> {
        if let Some(hints) = self.narrow.hints() {
            return hints;
        }
        vec![Action::Right, Action::Open, Action::Cancel]
    }
    fn hint_word(&self, _cx: &Cx, action: Action) -> Option<&'static str> {
        match action {
            _ if self.narrow.hints().is_some() => None,
            Action::Right => Some("hint-try"),
            Action::Open => Some("hint-save"),
            Action::Cancel => Some("hint-give-back"),
            _ => None,
        }
    }
    fn title(&self, cx: &Cx) -> String {
        cx.t(Place::Settings.title_key()).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_exists_takes_its_values_and_has_its_texts() {
        let locale = Locale::new(Lang::En);
        let defaults = read("no-such-file");
        for (setting, default) in SETTINGS.iter().zip(defaults) {
            assert!(!default.is_empty(), "{}", setting.key);
            for key in [setting.title_key(), format!("{}-help", setting.title_key())] {
                assert!(locale.find(&key).is_some(), "{key}");
            }
            for value in setting.values() {
                let name = format!("value-{}-{value}", setting.key.replace(['.', '_'], "-"));
                let known = locale
                    .find(&name)
                    .or_else(|| locale.find(&format!("value-{value}")));
                assert!(known.is_some(), "{name}");
                let set = config::with(
                    "config.toml",
                    "[call]\ncommand = [\"dial\", \"{number}\"]\n",
                    setting.key,
                    value,
                );
                assert!(set.is_ok(), "{} = {value}: {set:?}", setting.key);
            }
        }
    }
}

//! Styles by role: a screen asks for `late`, never for red.
//!
//! The built-in themes are files under `assets/themes`; a user's own file has
//! the same form ([`parse`]). `auto` uses the terminal's own colours, `mono`
//! none at all; the others bring foreground and background, whose contrast a
//! test measures ([`contrast`]). Meaning never hangs on colour alone: that is
//! the screens' duty.

pub mod contrast;
pub mod parse;

use ratatui::style::{Color, Style};

/// What a piece of the screen is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "the names are the roles; ux.md §7 describes them")]
pub enum Role {
    Text,
    Dim,
    Title,
    Border,
    BorderFocus,
    Select,
    Mark,
    Accent,
    Ok,
    Warn,
    Error,
    Late,
    KeyHint,
    Input,
    InputError,
    Chart1,
    Chart2,
    Chart3,
    Chart4,
    Chart5,
    Chart6,
    Heat0,
    Heat1,
    Heat2,
    Heat3,
    Heat4,
}

impl Role {
    /// Every role with its name in a theme file.
    pub const ALL: [(Self, &'static str); 26] = [
        (Self::Text, "text"),
        (Self::Dim, "dim"),
        (Self::Title, "title"),
        (Self::Border, "border"),
        (Self::BorderFocus, "border_focus"),
        (Self::Select, "select"),
        (Self::Mark, "mark"),
        (Self::Accent, "accent"),
        (Self::Ok, "ok"),
        (Self::Warn, "warn"),
        (Self::Error, "error"),
        (Self::Late, "late"),
        (Self::KeyHint, "key_hint"),
        (Self::Input, "input"),
        (Self::InputError, "input_error"),
        (Self::Chart1, "chart1"),
        (Self::Chart2, "chart2"),
        (Self::Chart3, "chart3"),
        (Self::Chart4, "chart4"),
        (Self::Chart5, "chart5"),
        (Self::Chart6, "chart6"),
        (Self::Heat0, "heat0"),
        (Self::Heat1, "heat1"),
        (Self::Heat2, "heat2"),
        (Self::Heat3, "heat3"),
        (Self::Heat4, "heat4"),
    ];
}

/// What a terminal can show.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Depth {
    /// Attributes only (`NO_COLOR`).
    None,
    /// 16 or 256 colours.
    #[default]
    Indexed,
    /// 24-bit colours.
    True,
}

impl Depth {
    /// What the environment says of the terminal.
    pub fn from_env(env: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| env(name).filter(|value| !value.is_empty());
        if set("NO_COLOR").is_some() {
            Self::None
        } else if set("COLORTERM").is_some_and(|value| value == "truecolor" || value == "24bit") {
            Self::True
        } else {
            Self::Indexed
        }
    }
}

/// A style for every role.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Theme {
    /// Its name in the configuration.
    pub name: String,
    styles: [Style; Role::ALL.len()],
}

/// The built-in themes: name and file.
pub const BUILT_IN: [(&str, &str); 6] = [
    ("auto", include_str!("../../../assets/themes/auto.toml")),
    ("dark", include_str!("../../../assets/themes/dark.toml")),
    ("light", include_str!("../../../assets/themes/light.toml")),
    (
        "high-contrast",
        include_str!("../../../assets/themes/high-contrast.toml"),
    ),
    ("mono", include_str!("../../../assets/themes/mono.toml")),
    (
        "deuteranopia",
        include_str!("../../../assets/themes/deuteranopia.toml"),
    ),
];

impl Default for Theme {
    fn default() -> Self {
        Self::built_in("auto", false)
    }
}

impl Theme {
    /// A built-in theme, for a dark or a light background; `auto` when there is none of that name.
    pub fn built_in(name: &str, light: bool) -> Self {
        let (name, text) = BUILT_IN
            .iter()
            .find(|(known, _)| *known == name)
            .unwrap_or(&BUILT_IN[0]);
        parse::theme(name, text, light).expect("a test reads every built-in theme")
    }

    /// The theme to use, and what is wrong with the one that was wanted.
    ///
    /// `wanted` is a built-in name, or the name of a theme file that `read`
    /// gives the text of. A bad file falls back to `auto`.
    pub fn choose(
        wanted: &str,
        light: bool,
        depth: Depth,
        read: impl FnOnce(&str) -> std::io::Result<String>,
    ) -> (Self, Option<String>) {
        if depth == Depth::None {
            return (Self::built_in("mono", light), None);
        }
        let (theme, problem) = if BUILT_IN.iter().any(|(known, _)| *known == wanted) {
            (Self::built_in(wanted, light), None)
        } else {
            let text = read(wanted).map_err(|error| format!("theme {wanted}: {error}"));
            match text.and_then(|text| parse::theme(wanted, &text, light)) {
                Ok(theme) => (theme, None),
                Err(problem) => (Self::built_in("auto", light), Some(problem)),
            }
        };
        (
            if depth == Depth::True {
                theme
            } else {
                theme.indexed()
            },
            problem,
        )
    }

    /// The style of a role.
    pub fn get(&self, role: Role) -> Style {
        self.styles[role as usize]
    }

    pub(super) fn from_styles(name: &str, styles: &[Style; Role::ALL.len()]) -> Self {
        Self {
            name: name.to_owned(),
            styles: *styles,
        }
    }

    /// The theme with its 24-bit colours replaced by the nearest of the 256.
    fn indexed(mut self) -> Self {
        for style in &mut self.styles {
            style.fg = style.fg.map(contrast::nearest_indexed);
            style.bg = style.bg.map(contrast::nearest_indexed);
        }
        self
    }

    /// Whether no colour is used at all.
    pub fn is_mono(&self) -> bool {
        self.styles.iter().all(|style| {
            [style.fg, style.bg]
                .into_iter()
                .flatten()
                .all(|color| color == Color::Reset)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Modifier;

    fn no_file(_: &str) -> std::io::Result<String> {
        Err(std::io::Error::from(std::io::ErrorKind::NotFound))
    }

    #[test]
    fn every_built_in_theme_has_every_role_readable() {
        let names: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, crate::config::THEMES, "what `config check` knows");
        for (name, text) in BUILT_IN {
            for light in [false, true] {
                let theme = parse::theme(name, text, light).expect(name);
                assert_eq!(theme.is_mono(), name == "mono");
            }
        }
        for name in ["dark", "light", "high-contrast", "deuteranopia"] {
            let rich = Theme::built_in(name, false);
            for (colours, theme) in [("24 bit", rich.clone()), ("256", rich.indexed())] {
                for (role, role_name) in Role::ALL {
                    let on_ground = theme.get(Role::Text).patch(theme.get(role));
                    // As a list draws its selected row: over what the row has drawn.
                    let selected = on_ground.patch(theme.get(Role::Select));
                    for (place, style) in [("on the ground", on_ground), ("selected", selected)] {
                        let ratio =
                            contrast::ratio(style.fg.expect("foreground"), style.bg.expect("background"));
                        // Frames and scrollbars alone are drawn in it, no text.
                        let least = if role == Role::Border { 3.0 } else { 4.5 };
                        assert!(
                            ratio >= least,
                            "{name}, {colours}: {role_name} {place} has a contrast of {ratio:.2}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn auto_uses_the_terminals_colours_and_neither_black_nor_white_for_text() {
        for light in [false, true] {
            let theme = Theme::built_in("auto", light);
            for (role, name) in Role::ALL {
                let style = theme.get(role);
                assert!(
                    !matches!(style.fg, Some(Color::Rgb(..) | Color::White | Color::Black)),
                    "{name}"
                );
                assert!(!matches!(style.bg, Some(Color::Rgb(..))), "{name}");
            }
            assert!(theme.get(Role::Select).add_modifier.contains(Modifier::REVERSED));
            assert!(theme.get(Role::Late).add_modifier.contains(Modifier::BOLD));
        }
    }

    #[test]
    fn a_bad_theme_falls_back_and_says_why() {
        let (theme, problem) =
            Theme::choose("mine", false, Depth::True, |_| Ok("[roles]\ntext = 3".to_owned()));
        assert_eq!(theme.name, "auto");
        assert!(problem.is_some_and(|text| text.contains("mine") && text.contains("line 2")));
        assert!(Theme::choose("mine", false, Depth::True, no_file).1.is_some());
        let (theme, problem) = Theme::choose("dark", false, Depth::None, no_file);
        assert_eq!((theme.name.as_str(), problem), ("mono", None));
    }

    #[test]
    fn few_colours_get_the_nearest_ones() {
        let (theme, _) = Theme::choose("dark", false, Depth::Indexed, no_file);
        assert!(
            Role::ALL
                .iter()
                .all(|(role, _)| !matches!(theme.get(*role).fg, Some(Color::Rgb(..))))
        );
        let env = |name: &'static str, value: &'static str| {
            move |asked: &str| (asked == name).then(|| value.to_owned())
        };
        assert_eq!(Depth::from_env(env("NO_COLOR", "1")), Depth::None);
        assert_eq!(Depth::from_env(env("NO_COLOR", "")), Depth::Indexed);
        assert_eq!(Depth::from_env(env("COLORTERM", "truecolor")), Depth::True);
    }
}

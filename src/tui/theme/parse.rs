//! Reading a theme file.
//!
//! ```toml
//! [roles]                     # what is missing keeps the style of `text`
//! text = { fg = "#d4d4d4", bg = "#1b1d1f" }
//! late = { fg = "bright-red", attr = ["bold"] }
//! [light]                     # replaces roles on a light background
//! late = { fg = "red", attr = ["bold"] }
//! ```
//! A colour is `default`, one of the sixteen names, `#rrggbb`, or a number 0 to 255.

use super::{Role, Theme};
use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    roles: BTreeMap<String, Entry>,
    #[serde(default)]
    light: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    fg: Option<String>,
    bg: Option<String>,
    #[serde(default)]
    attr: Vec<String>,
}

/// Reads a theme; the error names the file and the line, or the role.
pub fn theme(name: &str, text: &str, light: bool) -> Result<Theme, String> {
    let file: File = toml::from_str(text).map_err(|error| {
        let line = error
            .span()
            .map_or(1, |span| text[..span.start].lines().count().max(1));
        format!("theme {name}, line {line}: {}", error.message())
    })?;
    let mut styles = [Style::default(); Role::ALL.len()];
    let mut known = |entries: &BTreeMap<String, Entry>| -> Result<(), String> {
        for (role_name, entry) in entries {
            let Some((role, _)) = Role::ALL.iter().find(|(_, known)| known == role_name) else {
                return Err(format!("theme {name}: no role is called `{role_name}`"));
            };
            styles[*role as usize] =
                style(entry).map_err(|what| format!("theme {name}, role {role_name}: {what}"))?;
        }
        Ok(())
    };
    known(&file.roles)?;
    if light {
        known(&file.light)?;
    }
    Ok(Theme::from_styles(name, &styles))
}

fn style(entry: &Entry) -> Result<Style, String> {
    let mut style = Style::default();
    if let Some(fg) = &entry.fg {
        style = style.fg(color(fg)?);
    }
    if let Some(bg) = &entry.bg {
        style = style.bg(color(bg)?);
    }
    for attr in &entry.attr {
        style = style.add_modifier(match attr.as_str() {
            "bold" => Modifier::BOLD,
            "dim" => Modifier::DIM,
            "italic" => Modifier::ITALIC,
            "underline" => Modifier::UNDERLINED,
            "reverse" => Modifier::REVERSED,
            other => {
                return Err(format!(
                    "`{other}` is no attribute; write bold, dim, italic, underline or reverse"
                ));
            }
        });
    }
    Ok(style)
}

fn color(text: &str) -> Result<Color, String> {
    let hex = text
        .strip_prefix('#')
        .filter(|hex| hex.len() == 6 && hex.is_ascii());
    if let Some(value) = hex.and_then(|hex| u32::from_str_radix(hex, 16).ok()) {
        return Ok(Color::Rgb((value >> 16) as u8, (value >> 8) as u8, value as u8));
    }
    if let Ok(index) = text.parse::<u8>() {
        return Ok(Color::Indexed(index));
    }
    Ok(match text {
        "default" => Color::Reset,
        "black" => Color::Black,
        "red" => Color::Red,
        "green" => Color::Green,
        "yellow" => Color::Yellow,
        "blue" => Color::Blue,
        "magenta" => Color::Magenta,
        "cyan" => Color::Cyan,
        "white" => Color::Gray,
        "bright-black" => Color::DarkGray,
        "bright-red" => Color::LightRed,
        "bright-green" => Color::LightGreen,
        "bright-yellow" => Color::LightYellow,
        "bright-blue" => Color::LightBlue,
        "bright-magenta" => Color::LightMagenta,
        "bright-cyan" => Color::LightCyan,
        "bright-white" => Color::White,
        other => {
            return Err(format!(
                "`{other}` is no colour; write #rrggbb, a number 0 to 255, default, or a name like bright-red"
            ));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_file_says_what_is_wrong_with_it() {
        for (text, expect) in [
            ("", "missing field `roles`"),
            ("[roles]\nnone = {}", "no role is called `none`"),
            ("[roles]\ntext = { fg = \"redd\" }", "`redd` is no colour"),
            (
                "[roles]\ntext = { attr = [\"blink\"] }",
                "`blink` is no attribute",
            ),
            ("[roles]\ntext = { fg = \"red\" }\nx x", "line 3"),
        ] {
            let problem = theme("mine", text, false).expect_err("bad");
            assert!(problem.contains(expect), "{problem}");
        }
    }

    #[test]
    fn colours_and_the_light_side_are_read() {
        let text = "[roles]\nok = { fg = \"#0a0B0c\", bg = \"7\", attr = [\"bold\", \"reverse\"] }\n[light]\nok = { fg = \"green\" }";
        let dark = theme("mine", text, false).expect("theme").get(Role::Ok);
        assert_eq!(
            (dark.fg, dark.bg),
            (Some(Color::Rgb(10, 11, 12)), Some(Color::Indexed(7)))
        );
        assert_eq!(dark.add_modifier, Modifier::BOLD | Modifier::REVERSED);
        assert_eq!(
            theme("mine", text, true).expect("theme").get(Role::Ok).fg,
            Some(Color::Green)
        );
    }
}

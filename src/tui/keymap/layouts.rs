//! Which keyboards can type which keys without AltGr and dead keys.
//!
//! The table was read from the keyboard definitions of X11; letters and digits
//! are not in it: every layout types its own, and letters of other alphabets
//! are translated.

use super::KeyMap;
use crate::base::text::pad;
use crate::tui::input::Code;
use std::collections::BTreeSet;

/// The layouts of the table's columns.
pub const LAYOUTS: [&str; 18] = [
    "us", "de", "se", "ru", "fr", "gb", "ch", "pl", "es", "it", "no", "dk", "cz", "tr", "lt", "ua", "de-mac",
    "se-mac",
];
/// The layouts on which every default key must be typed without AltGr.
pub const REQUIRED: [&str; 4] = ["us", "de", "se", "ru"];

/// p: plain, S: with Shift, G: with AltGr, X: with Shift and AltGr, -: as a dead key only, or not at all.
const TABLE: &[(char, &str)] = &[
    ('.', "ppppSppppppppppppp"),
    ('-', "pppppppppppppppppp"),
    ('+', "SppSSSSSpppppSXSpp"),
    (',', "pppSpppppppppppSpp"),
    (':', "SSSSpSSSSSSSSSSSSS"),
    ('?', "SSSSSSSSSSSSSSSSSS"),
    ('/', "pSSpSpSpSSSSSSppSS"),
    ('[', "pGG-GpGpGGGGGGpGGG"),
    (']', "pGG-GpGpGGGGGGpGGG"),
    ('{', "SGG-GSGSGGGGGGSXGX"),
    ('}', "SGG-GSGSGGGGGGSXGG"),
    ('@', "SGG-GSGSGGGGGGG-GG"),
    ('\\', "pGGpGpGpGppGpGpGGG"),
    ('|', "SGGSGSGSGSpGSGSSGG"),
    ('~', "SG--SS-SGG--GGSXGG"),
    ('^', "S---GS-S-S--GSX--S"),
    ('`', "p---Gp-p-G--GGp--S"),
    ('#', "SpS-GpGSGGSSGGX-pS"),
    ('<', "Spp-pSppppppGpSGpp"),
    ('>', "SSS-SSSSSSSSGSSGSS"),
    ('&', "SSS-pSSSSSSSGSX-SS"),
    ('$', "SSG-pSpSSSGGGGXGSG"),
    ('\'', "pSp-pppppppp-SppSp"),
];

/// How a layout types a character: `p`, `S`, `G`, `X` or `-`.
fn reach(ch: char, layout: &str) -> Option<char> {
    let column = LAYOUTS.iter().position(|name| *name == layout)?;
    let (_, row) = TABLE.iter().find(|(known, _)| *known == ch)?;
    row.chars().nth(column)
}

/// The signs (neither letters nor digits) that a key map uses.
fn signs(map: &KeyMap) -> BTreeSet<char> {
    let keys = map.binds().iter().flat_map(|bind| &bind.keys.0);
    keys.filter_map(|key| match key.code {
        Code::Char(ch) if !ch.is_alphanumeric() && ch != ' ' => Some(ch),
        _ => None,
    })
    .collect()
}

/// Keys that a required layout types only with AltGr or a dead key. Empty when all is well.
pub fn problems(map: &KeyMap) -> Vec<String> {
    let mut found = Vec::new();
    for ch in signs(map) {
        for layout in REQUIRED {
            // A sign of one's own keyboard, of which we know nothing, is no problem.
            if reach(ch, layout).is_some_and(|how| !matches!(how, 'p' | 'S')) {
                found.push(format!("{ch} needs AltGr or a dead key on the layout {layout}"));
            }
        }
    }
    found
}

/// A table of the signs in use and how each layout types them.
pub fn table(map: &KeyMap) -> String {
    let cells = |first: String, cell: &dyn Fn(&str) -> String| {
        let row = LAYOUTS
            .iter()
            .map(|layout| pad(&cell(layout), layout.len().max(3) + 1));
        format!("{first}{}", row.collect::<String>())
            .trim_end()
            .to_owned()
    };
    let mut lines =
        vec!["p plain, S Shift, G AltGr, X Shift+AltGr, - dead key or missing, ? not known\n".to_owned()];
    lines.push(cells("    ".to_owned(), &|layout| layout.to_owned()));
    for ch in signs(map) {
        lines.push(cells(format!("{ch}   "), &|layout| {
            reach(ch, layout).unwrap_or('?').to_string()
        }));
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_a_cell_for_every_layout() {
        for (ch, row) in TABLE {
            assert_eq!(row.chars().count(), LAYOUTS.len(), "{ch}");
        }
    }

    #[test]
    fn no_default_key_needs_altgr_where_we_promise_it() {
        assert_eq!(problems(&KeyMap::defaults()), Vec::<String>::new());
        assert_eq!(signs(&KeyMap::defaults()), ",-./:?".chars().collect());
    }

    #[test]
    fn a_bracket_is_found_out() {
        let mut map = KeyMap::defaults();
        map.add(super::super::Bind {
            scope: crate::tui::scope::Scope::Global,
            keys: "[".parse().expect("key"),
            act: crate::tui::action::Action::Up.act(),
        });
        assert_eq!(problems(&map).len(), 3);
        assert!(table(&map).contains("\n[   p   G   G   -"));
    }
}

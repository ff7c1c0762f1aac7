//! What can be typed at a place of a filter: names of fields, and values of the field that stands there.

use super::field::{self, Kind};
use super::syntax::is_name;
use super::{Entity, Person};

/// What fits behind what was typed so far.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Proposals {
    /// Characters before the cursor that a proposal takes the place of.
    pub replaces: usize,
    /// What can stand there, the best first.
    pub texts: Vec<String>,
}

/// Values that only the data knows.
#[derive(Clone, Debug, Default)]
pub struct Values<'a> {
    /// Who can own.
    pub people: &'a [Person],
    /// Tags in use.
    pub tags: &'a [String],
}

/// What fits before the cursor (in characters); nothing within a text in quotes, nor behind a word that begins no field.
pub fn propose(text: &str, cursor: usize, of: Entity, values: &Values<'_>) -> Proposals {
    let before: Vec<char> = text.chars().take(cursor).collect();
    if before.iter().filter(|ch| **ch == '"').count() % 2 == 1 {
        return Proposals::default();
    }
    let begin = before
        .iter()
        .rposition(|ch| ch.is_whitespace() || matches!(ch, '(' | ')'))
        .map_or(0, |at| at + 1);
    let word: String = before[begin..].iter().collect();
    let word = word.trim_start_matches('-');
    let named = word.chars().take_while(|ch| is_name(*ch)).count();
    let (name, rest): (String, String) = (
        word.chars().take(named).collect(),
        word.chars().skip(named).collect(),
    );
    if rest.is_empty() {
        return names(&name, of);
    }
    let value = rest.trim_start_matches([':', '=', '!', '<', '>']);
    if value.len() == rest.len() {
        return Proposals::default();
    }
    let Some(field) = field::find(of, &name) else {
        return Proposals::default();
    };
    let value = value.rsplit(',').next().unwrap_or_default();
    let mut known: Vec<String> = field.kind.known(of).into_iter().map(str::to_owned).collect();
    match field.kind {
        Kind::Owner => known.extend(values.people.iter().map(|person| quoted(&person.name))),
        Kind::Tag => known.extend(values.tags.iter().map(|tag| quoted(tag))),
        _ => {}
    }
    let typed = value.to_lowercase();
    let begins = |text: &String| text.trim_start_matches('"').to_lowercase().starts_with(&typed);
    known.retain(|text| begins(text) && *text != value);
    Proposals {
        replaces: value.chars().count(),
        texts: known,
    }
}

fn quoted(text: &str) -> String {
    if super::syntax::needs_quotes(text) {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        text.to_owned()
    }
}

fn names(typed: &str, of: Entity) -> Proposals {
    let wanted = typed.to_lowercase().replace('-', "_");
    if wanted.is_empty() {
        return Proposals::default();
    }
    let fields = field::fields(of).iter();
    let texts = fields
        .filter(|field| {
            field.name.starts_with(&wanted) || field.aliases.iter().any(|alias| alias.starts_with(&wanted))
        })
        .map(|field| match field.kind {
            Kind::Size | Kind::Time(_) => field.name.to_owned(),
            _ => format!("{}:", field.name),
        })
        .collect();
    Proposals {
        replaces: typed.chars().count(),
        texts,
    }
}

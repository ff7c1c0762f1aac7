//! What tells in a text that it is about a person, and how it is taken out.

use super::Contact;
use crate::base::phone;
use serde::{Deserialize, Serialize};

/// What stands where something about an erased person stood.
pub const ERASED: &str = "[erased]";

/// What becomes of texts about an erased person.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Texts {
    /// They stay; only the person's own fields go.
    Keep,
    /// Names, addresses and numbers in them become `[erased]`.
    #[default]
    Replace,
    /// A text that names the person, or hangs on the person, becomes `[erased]` as a whole.
    Delete,
}

/// What a person is known by.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Traces {
    /// Words, in lower case, the longest first: names, addresses, ids elsewhere.
    words: Vec<String>,
    /// Parts of the name, which say something only in a text that hangs on the person.
    parts: Vec<String>,
    /// Numbers as their last digits, without country code and the zero before.
    digits: Vec<String>,
}

/// Shorter words and numbers say nothing of a person.
const FEWEST: usize = 5;
/// Signs that may stand between the digits of a number.
const BETWEEN: &[char] = &[' ', '-', '/', '.', '(', ')', '\u{a0}', '\u{2011}', '+'];

impl Traces {
    /// What these rows, which are one person, are known by.
    pub fn of(people: &[Contact]) -> Self {
        let mut traces = Self::default();
        for person in people {
            traces.names(person);
            let mut words: Vec<String> = person.emails.iter().map(|e| e.address.clone()).collect();
            words.extend(person.linkedin.clone());
            words.extend(person.external_ids.iter().map(|id| id.id.clone()));
            words.extend(person.extra.values().cloned());
            words.extend(person.birthday.map(|day| day.to_string()));
            let long = words.iter().map(|word| word.trim().to_lowercase());
            traces.words.extend(long.filter(|word| word.len() >= FEWEST));
            for phone in person.phones.iter() {
                let number = phone::parse(&phone.raw, None);
                let whole = phone.e164.as_deref().map(|e164| phone::parse(e164, None));
                let all = phone::search_digits(&whole.unwrap_or(number));
                traces
                    .digits
                    .extend(all.split(' ').map(|part| part.trim_start_matches('0').to_owned()));
            }
        }
        traces.digits.retain(|digits| digits.len() > FEWEST);
        for list in [&mut traces.words, &mut traces.parts, &mut traces.digits] {
            list.sort_by_key(|word| std::cmp::Reverse(word.len()));
            list.dedup();
        }
        traces
    }
    fn names(&mut self, person: &Contact) {
        let part = |part: &Option<String>| part.as_deref().map(|p| p.trim().to_lowercase());
        let (first, last) = (part(&person.first_name), part(&person.last_name));
        let parts = [first, last]
            .into_iter()
            .flatten()
            .filter(|part| part.chars().count() > 1);
        let parts: Vec<String> = parts.collect();
        if let [first, last] = &parts[..] {
            for name in [
                format!("{first} {last}"),
                format!("{last} {first}"),
                format!("{last}, {first}"),
            ] {
                self.words.push(name);
            }
        }
        self.parts.extend(parts);
    }
    /// Whether a text says something of the person; `own`: it hangs on the person.
    pub fn named_in(&self, text: &str, own: bool) -> bool {
        self.first_in(text, own).is_some()
    }
    /// The text without what it says of the person; none when it says nothing.
    pub fn blanked(&self, text: &str, own: bool) -> Option<String> {
        let (mut out, mut rest) = (String::new(), text);
        let mut any = false;
        while let Some((from, to)) = self.first_in(rest, own) {
            out.push_str(&rest[..from]);
            out.push_str(ERASED);
            rest = &rest[to..];
            any = true;
        }
        out.push_str(rest);
        any.then_some(out)
    }
    /// What becomes of a text; none when it stays.
    pub fn treated(&self, text: &str, own: bool, how: Texts) -> Option<String> {
        match how {
            Texts::Keep => None,
            Texts::Replace => self.blanked(text, own),
            Texts::Delete if text == ERASED || text.is_empty() => None,
            Texts::Delete => (own || self.named_in(text, own)).then(|| ERASED.to_owned()),
        }
    }
    /// Where the first trace is, in bytes.
    fn first_in(&self, text: &str, own: bool) -> Option<(usize, usize)> {
        // Most texts name nobody; looking so is many times faster than looking where.
        let lower = text.to_lowercase();
        let words = self.words.iter().map(|word| (word, false));
        let parts = self.parts.iter().filter(|_| own).map(|word| (word, true));
        let mut found: Option<(usize, usize)> = None;
        let mut earlier = |at: Option<(usize, usize)>| {
            if let Some(at) = at {
                found = Some(found.map_or(at, |known| if at.0 < known.0 { at } else { known }));
            }
        };
        for (word, whole) in words.chain(parts) {
            if lower.contains(word.as_str()) {
                earlier(word_in(text, word, whole));
            }
        }
        if !self.digits.is_empty() && text.bytes().filter(u8::is_ascii_digit).count() > FEWEST {
            for digits in &self.digits {
                earlier(number_in(text, digits));
            }
        }
        found
    }
}

/// Where a word in lower case stands in a text, in any case.
fn word_in(text: &str, word: &str, whole: bool) -> Option<(usize, usize)> {
    let starts = text.char_indices().map(|(at, _)| at);
    for from in starts {
        let mut wanted = word.chars();
        let mut next = wanted.next();
        for (at, letter) in text[from..].char_indices() {
            let mut fits = true;
            for lower in letter.to_lowercase() {
                fits &= next == Some(lower);
                next = wanted.next();
            }
            if !fits {
                break;
            }
            if next.is_none() {
                let to = from + at + letter.len_utf8();
                let ends = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
                let alone = ends(text[..from].chars().next_back()) && ends(text[to..].chars().next());
                if !whole || alone {
                    return Some((from, to));
                }
                break;
            }
        }
    }
    None
}

/// Where a number stands in a text, whatever stands between its digits; with all digits before it.
fn number_in(text: &str, digits: &str) -> Option<(usize, usize)> {
    let all: Vec<(usize, char)> = text.char_indices().collect();
    let is_part = |c: char| c.is_ascii_digit() || BETWEEN.contains(&c);
    let mut begin = 0;
    while begin < all.len() {
        if !is_part(all[begin].1) {
            begin += 1;
            continue;
        }
        let mut end = begin;
        while end < all.len() && is_part(all[end].1) {
            end += 1;
        }
        let run = &all[begin..end];
        let typed: String = run.iter().map(|(_, c)| *c).filter(char::is_ascii_digit).collect();
        if typed.contains(digits) {
            let is_digit = |(_, c): &&(usize, char)| c.is_ascii_digit() || *c == '+';
            let from = run.iter().find(is_digit).map_or(run[0].0, |(at, _)| *at);
            let last = run.iter().rev().find(|(_, c)| c.is_ascii_digit());
            return last.map(|(at, _)| (from, at + 1));
        }
        begin = end;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traces() -> Traces {
        Traces {
            words: vec!["anna kowalski".to_owned(), "anna@kowalski.example".to_owned()],
            parts: vec!["kowalski".to_owned(), "anna".to_owned()],
            digits: vec!["7115550142".to_owned()],
        }
    }

    #[test]
    fn what_tells_of_a_person_is_taken_out_of_a_text() {
        for (text, own, clean) in [
            ("Spoke to ANNA Kowalski.", false, Some("Spoke to [erased].")),
            (
                "mail anna@Kowalski.example, then Anna",
                false,
                Some("mail [erased], then Anna"),
            ),
            (
                "mail anna@Kowalski.example, then Anna",
                true,
                Some("mail [erased], then [erased]"),
            ),
            (
                "call +49 (0)711 / 555-0142 today",
                false,
                Some("call [erased] today"),
            ),
            ("0711 5550142", false, Some("[erased]")),
            ("Hannah and Annabel", true, None),
            ("order 4711", true, None),
            ("İstanbul, Anna Kowalski", false, Some("İstanbul, [erased]")),
        ] {
            assert_eq!(traces().blanked(text, own).as_deref(), clean, "{text}");
        }
    }

    #[test]
    fn texts_are_kept_blanked_or_taken_away() {
        let (text, all) = ("Anna Kowalski is ill", traces());
        assert_eq!(all.treated(text, true, Texts::Keep), None);
        assert_eq!(
            all.treated(text, false, Texts::Replace).as_deref(),
            Some("[erased] is ill")
        );
        assert_eq!(all.treated(text, false, Texts::Delete).as_deref(), Some(ERASED));
        assert_eq!(
            all.treated("is ill", true, Texts::Delete).as_deref(),
            Some(ERASED)
        );
        assert_eq!(all.treated("is ill", false, Texts::Delete), None);
    }
}

//! The files a tenant may write: outcomes, queues, talk tracks.
//!
//! Each reader takes the text and the rules it builds upon and gives back the
//! whole result with what is wrong in the file. What is wrong is left out, so
//! that the rest can be used; whoever loads rules for good refuses any finding.

use super::{OutcomeEffect, OutcomeRule, QueueRule};
use crate::base::{
    doc::{self, Node, Step},
    finding::Finding,
};
use crate::domain::codes::*;
use crate::domain::workflow::is_key;
use serde::{Deserialize, Deserializer, de, de::DeserializeOwned};
use std::collections::BTreeMap;

/// The longest label, in characters: the panel of outcomes cuts what is longer.
const MAX_LABEL: usize = 40;
/// The longest talk track, in bytes.
const MAX_SCRIPT: usize = 64 << 10;
/// What a talk track may have filled in.
pub const PLACEHOLDERS: &[&str] = &["contact", "rep", "company"];

/// Reads an outcome table over the one in force.
///
/// An outcome that is in force already needs only the keys that differ. A digit
/// given here is taken from the outcome that had it.
pub fn outcomes(file: &str, text: &str, base: &[OutcomeRule]) -> (Vec<OutcomeRule>, Vec<Finding>) {
    let (mut reading, written) = Reading::begin::<OutcomeFile>(file, text);
    let mut rules = base.to_vec();
    let mut digits: BTreeMap<u8, String> = BTreeMap::new();
    for (at, entry) in written.unwrap_or_default().outcome.into_iter().enumerate() {
        reading.entry("outcome", at);
        let place = rules.iter().position(|rule| rule.code == entry.code);
        let Some(rule) = entry.over(place.map(|place| &rules[place]), &mut reading) else {
            continue;
        };
        if !reading.good(&rule) {
            continue;
        }
        if let Some(digit) = rule.digit {
            if let Some(holder) = digits.get(&digit).filter(|code| **code != rule.code) {
                let message = format!("digit {digit} is on {holder} already");
                reading.find("digit", "duplicate_digit", message);
                continue;
            }
            digits.insert(digit, rule.code.clone());
            for other in rules.iter_mut().filter(|other| other.code != rule.code) {
                other.digit = other.digit.filter(|taken| *taken != digit);
            }
        }
        match place {
            Some(place) => rules[place] = rule,
            None => rules.push(rule),
        }
    }
    (rules, reading.findings)
}

/// Reads queues over those in force; a queue in force already keeps its role.
pub fn queues(file: &str, text: &str, base: &[QueueRule]) -> (Vec<QueueRule>, Vec<Finding>) {
    let (mut reading, written) = Reading::begin::<QueueFile>(file, text);
    let mut rules = base.to_vec();
    for (at, rule) in written.unwrap_or_default().queue.into_iter().enumerate() {
        reading.entry("queue", at);
        reading.code(&rule.code);
        reading.label("label", &rule.label);
        if let Some(label) = &rule.label_de {
            reading.label("label_de", label);
        }
        if reading.wrong_here {
            continue;
        }
        match rules.iter().position(|known| known.code == rule.code) {
            Some(place) if rules[place].role != rule.role => {
                let message = format!(
                    "{} is worked by {}; add another queue for {}",
                    rule.code, rules[place].role, rule.role
                );
                reading.find("role", "queue_role", message);
            }
            Some(place) => rules[place] = rule,
            None => rules.push(rule),
        }
    }
    (rules, reading.findings)
}

/// Checks a talk track: not empty, not too long, no unknown placeholder, no control characters.
pub fn script(file: &str, text: &str) -> Result<(), Finding> {
    use crate::base::{finding::Position, near};
    if text.trim().is_empty() {
        return Err(Finding::whole(file, "empty", "a talk track without a word"));
    }
    if text.len() > MAX_SCRIPT {
        let message = format!("{} bytes; a talk track has at most {MAX_SCRIPT}", text.len());
        return Err(Finding::whole(file, "too_large", message));
    }
    if let Some((at, sign)) = text
        .char_indices()
        .find(|(_, sign)| sign.is_control() && !matches!(sign, '\n' | '\r' | '\t'))
    {
        let message = format!("the control character U+{:04X}; take it out", u32::from(sign));
        return Err(Finding::new(
            file,
            Position::of_byte(text, at),
            "control_character",
            message,
        ));
    }
    for (at, _) in text.match_indices('{') {
        let inside = text[at + 1..].split(['}', '\n']).next().unwrap_or("");
        let closed = text[at + 1 + inside.len()..].starts_with('}');
        if closed && is_key(inside) && !PLACEHOLDERS.contains(&inside) {
            let message = format!(
                "unknown placeholder {{{inside}}}{}",
                near::instead(inside, PLACEHOLDERS)
            );
            return Err(Finding::new(
                file,
                Position::of_byte(text, at),
                "unknown_placeholder",
                message,
            ));
        }
    }
    Ok(())
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct OutcomeFile {
    outcome: Vec<OutcomeEntry>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct QueueFile {
    queue: Vec<QueueRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OutcomeEntry {
    code: String,
    #[serde(default)]
    label: Option<String>,
    #[serde(default)]
    label_de: Option<String>,
    #[serde(default)]
    digit: Option<Digit>,
    #[serde(default)]
    group: Option<OutcomeGroup>,
    #[serde(default)]
    advance: Option<Advance>,
    #[serde(default)]
    effect: Option<OutcomeEffect>,
}

/// A digit, or `"none"` to take it away.
struct Digit(Option<u8>);

impl<'de> Deserialize<'de> for Digit {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct OneDigit;
        impl de::Visitor<'_> for OneDigit {
            type Value = Digit;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a digit from 0 to 9, or \"none\"")
            }
            fn visit_i64<E: de::Error>(self, digit: i64) -> Result<Digit, E> {
                match u8::try_from(digit) {
                    Ok(small @ 0..=9) => Ok(Digit(Some(small))),
                    _ => Err(E::invalid_value(de::Unexpected::Signed(digit), &self)),
                }
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Digit, E> {
                match text {
                    "none" => Ok(Digit(None)),
                    _ => Err(E::invalid_value(de::Unexpected::Str(text), &self)),
                }
            }
        }
        from.deserialize_any(OneDigit)
    }
}

impl OutcomeEntry {
    /// This entry over the outcome it changes; none when a new one is not complete.
    fn over(self, known: Option<&OutcomeRule>, reading: &mut Reading<'_>) -> Option<OutcomeRule> {
        let missing = |key: &str, reading: &mut Reading<'_>| {
            let message = format!("\"{}\" is new, so it needs the key \"{key}\"", self.code);
            reading.find("code", "missing_key", message);
        };
        let label = self.label.or_else(|| known.map(|rule| rule.label.clone()));
        let group = self.group.or_else(|| known.map(|rule| rule.group));
        let advance = self.advance.or_else(|| known.map(|rule| rule.advance));
        let effect = self.effect.or_else(|| known.map(|rule| rule.effect));
        for (key, there) in [
            ("label", label.is_some()),
            ("group", group.is_some()),
            ("advance", advance.is_some()),
            ("effect", effect.is_some()),
        ] {
            if !there {
                missing(key, reading);
            }
        }
        Some(OutcomeRule {
            label: label?,
            label_de: self
                .label_de
                .or_else(|| known.and_then(|rule| rule.label_de.clone())),
            digit: self
                .digit
                .map_or_else(|| known.and_then(|rule| rule.digit), |digit| digit.0),
            group: group?,
            advance: advance?,
            effect: effect?,
            code: self.code,
        })
    }
}

/// A file being read: its places, what was found, and the entry at hand.
struct Reading<'a> {
    file: &'a str,
    node: Node,
    findings: Vec<Finding>,
    here: Vec<Step>,
    wrong_here: bool,
}

impl<'a> Reading<'a> {
    fn begin<T: DeserializeOwned>(file: &'a str, text: &str) -> (Self, Option<T>) {
        let (node, findings) = match doc::parse_toml(file, text) {
            Ok(node) => (node, Vec::new()),
            Err(findings) => (Node::empty(), findings),
        };
        let mut reading = Self {
            file,
            node,
            findings,
            here: Vec::new(),
            wrong_here: false,
        };
        let (value, rest, found) = doc::read_most(file, reading.node.clone());
        reading.node = rest;
        reading.findings.extend(found);
        (reading, value)
    }

    fn entry(&mut self, list: &str, at: usize) {
        self.here = vec![list.into(), at.into()];
        self.wrong_here = false;
    }

    fn find(&mut self, key: &str, code: &'static str, message: String) {
        let path: Vec<Step> = self.here.iter().cloned().chain([key.into()]).collect();
        let at = self.node.place(&path);
        self.findings.push(Finding::new(self.file, at, code, message));
        self.wrong_here = true;
    }

    fn code(&mut self, code: &str) {
        if !is_key(code) || code.contains(|c: char| c.is_ascii_lowercase()) {
            let message =
                format!("code {code:?}: write capital letters, digits and \"_\", at most 40, a letter first");
            self.find("code", "key_format", message);
        }
    }

    fn label(&mut self, key: &str, label: &str) {
        let length = label.trim().chars().count();
        if length == 0 || length > MAX_LABEL || label.contains(char::is_control) {
            let message = format!("a label is one line of 1 to {MAX_LABEL} characters");
            self.find(key, "label", message);
        }
    }

    /// Whether an outcome can work: what it asks and what it does go together.
    fn good(&mut self, rule: &OutcomeRule) -> bool {
        self.code(&rule.code);
        self.label("label", &rule.label);
        if let Some(label) = &rule.label_de {
            self.label("label_de", label);
        }
        let needed = match rule.effect {
            OutcomeEffect::CallBackPromised | OutcomeEffect::Meeting => Some(Advance::AskDate),
            OutcomeEffect::NotInterested | OutcomeEffect::Suggest(_) => Some(Advance::Ask),
            OutcomeEffect::DoNotCall => Some(Advance::Confirm),
            OutcomeEffect::WrongNumber => Some(Advance::Stay),
            _ => None,
        };
        if let Some(needed) = needed.filter(|needed| *needed != rule.advance) {
            let message = format!(
                "its effect needs advance = \"{needed}\", not \"{}\"",
                rule.advance
            );
            self.find("advance", "advance", message);
        }
        if let OutcomeEffect::CallBackMorning(days) | OutcomeEffect::Suggest(days) = rule.effect
            && !(1..=365).contains(&days)
        {
            let message = format!("{days} working days: accepted are 1 to 365");
            self.find("effect", "effect", message);
        }
        if rule.effect == OutcomeEffect::WrongNumber && rule.group != OutcomeGroup::BadData {
            let message = "a wrong number belongs to the group BAD_DATA".to_owned();
            self.find("group", "group", message);
        }
        !self.wrong_here
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rules::Rules;

    #[track_caller]
    fn found(text: &str, expected: &[&str]) -> Vec<OutcomeRule> {
        let (rules, findings) = outcomes("o.toml", text, &Rules::shipped().outcomes);
        let findings: Vec<String> = findings.iter().map(ToString::to_string).collect();
        assert_eq!(findings, expected, "{text}");
        rules
    }

    #[test]
    fn what_cannot_work_in_an_outcome_is_named_and_the_old_one_stays() {
        let cases = [
            ("label = \"\"", "3:9: a label is one line of 1 to 40 characters"),
            (
                "effect = \"meeting\"",
                "1:1: its effect needs advance = \"ASK_DATE\", not \"AUTO\"",
            ),
            (
                "digit = 10",
                "3:9: outcome[1].digit: the number 10 does not fit; expected a digit from 0 to 9, or \"none\"",
            ),
            (
                "group = \"LOST\"",
                "3:9: outcome[1].group: \"LOST\" is not known; accepted: NOT_CONNECTED, CONNECTED, \
                 CONNECTED_POSITIVE, CONNECTED_NEGATIVE, BAD_DATA, TERMINAL",
            ),
            (
                "effect = { call_back_morning = 0 }",
                "3:10: 0 working days: accepted are 1 to 365",
            ),
            (
                "effect = { call_back_mornin = 2 }",
                "3:12: outcome[1].effect: \"call_back_mornin\" is not known; did you mean \
                 \"call_back_morning\"? accepted: call_back_other_half, call_back_morning, call_back_hour, \
                 call_back_another_hour, call_back_promised, suggest, meeting, not_interested, wrong_number, \
                 do_not_call, none",
            ),
            (
                "effect = \"wrong_number\"\nadvance = \"STAY\"",
                "1:1: a wrong number belongs to the group BAD_DATA",
            ),
        ];
        for (keys, expected) in cases {
            let text = format!("[[outcome]]\ncode = \"BUSY\"\n{keys}\n");
            let rules = found(&text, &[&format!("o.toml:{expected}")]);
            assert_eq!(rules, Rules::shipped().outcomes, "{keys}");
        }
        found(
            "[[outcome]]\ncode = \"busy\"\nlabel = \"x\"\ngroup = \"CONNECTED\"\nadvance = \"ASK\"\neffect = \"none\"\n",
            &[
                "o.toml:2:8: code \"busy\": write capital letters, digits and \"_\", at most 40, a letter first",
            ],
        );
        found(
            "[[outcome]]\ncode = \"NEW\"\nlabel = \"x\"\ngroup = \"CONNECTED\"\n",
            &[
                "o.toml:2:8: \"NEW\" is new, so it needs the key \"advance\"",
                "o.toml:2:8: \"NEW\" is new, so it needs the key \"effect\"",
            ],
        );
    }

    #[test]
    fn a_digit_is_taken_from_whoever_had_it_but_not_twice() {
        let rules = found(
            "[[outcome]]\ncode = \"HUNG_UP\"\ndigit = 3\n[[outcome]]\ncode = \"NO_ANSWER\"\ndigit = \"none\"\n",
            &[],
        );
        let digit = |code: &str| rules.iter().find(|rule| rule.code == code).expect("there").digit;
        assert_eq!(
            (digit("HUNG_UP"), digit("BUSY"), digit("NO_ANSWER")),
            (Some(3), None, None)
        );
        found(
            "[[outcome]]\ncode = \"HUNG_UP\"\ndigit = 3\n[[outcome]]\ncode = \"REFERRED\"\ndigit = 3\n",
            &["o.toml:6:9: digit 3 is on HUNG_UP already"],
        );
    }

    #[test]
    fn a_queue_keeps_its_role() {
        let base = Rules::shipped().queues;
        let text = "[[queue]]\ncode = \"SALES_OPS\"\nrole = \"sales_ops\"\nlabel = \"Back office\"\n[[queue]]\ncode = \"INSIDE_SALES\"\nrole = \"auditor\"\nlabel = \"x\"\n";
        let (rules, findings) = queues("q.toml", text, &base);
        assert_eq!(
            findings[0].to_string(),
            "q.toml:7:8: INSIDE_SALES is worked by inside_sales; add another queue for auditor"
        );
        assert_eq!(findings.len(), 1);
        assert!(rules.iter().any(|queue| queue.label == "Back office"));
        assert_eq!(rules.len(), 3);
    }

    #[test]
    fn a_talk_track_has_words_and_known_placeholders() {
        let cases = [
            (" \n", "empty"),
            ("Hello {name}", "unknown_placeholder"),
            ("Hello {contact\n}", ""),
            ("Hello {contact}, { no placeholder }, {}", ""),
            ("a\u{1b}[31m", "control_character"),
            ("ASK\tWhat?\r\n", ""),
        ];
        for (text, code) in cases {
            let found = script("s.md", text).map_or_else(|finding| finding.code, |()| "");
            assert_eq!(found, code, "{text:?}");
        }
        assert_eq!(
            script("s.md", &"x".repeat(MAX_SCRIPT + 1))
                .expect_err("long")
                .code,
            "too_large"
        );
        let finding = script("s.md", "a\nHello {repp}").expect_err("unknown");
        assert_eq!(
            finding.to_string(),
            "s.md:2:7: unknown placeholder {repp}; did you mean \"rep\"? accepted: contact, rep, company"
        );
    }
}

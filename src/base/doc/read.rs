//! A plain serde type out of a tree of nodes, with the place of what is wrong.
//!
//! Types used here keep to structs, enums, options, lists and maps; serde's
//! `flatten`, `untagged` and `tag` copy values through a buffer and lose the place.

use super::{Entry, Node, Step, Value};
use crate::base::{
    finding::{Finding, Position},
    near,
};
use serde::de::{self, DeserializeOwned, DeserializeSeed, Expected, Unexpected, Visitor};
use std::fmt;

/// More findings than this are not looked for.
const MAX_FINDINGS: usize = 50;

/// Reads a type; the first thing that is wrong ends it.
pub fn read<T: DeserializeOwned>(file: &str, node: &Node) -> Result<T, Finding> {
    T::deserialize(Reader(node)).map_err(|wrong| wrong.finding(file))
}

/// Reads as much as can be read: what is wrong is left out, as if it did not stand in the file.
///
/// The value is None when nothing is left, because what is wrong is needed or is
/// the whole. The node that comes back is what was read, so that later findings
/// have their place.
pub fn read_most<T: DeserializeOwned>(file: &str, mut node: Node) -> (Option<T>, Node, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut taken: Vec<(Position, String)> = Vec::new();
    while findings.len() < MAX_FINDINGS {
        let wrong = match T::deserialize(Reader(&node)) {
            Ok(value) => return (Some(value), node, findings),
            Err(wrong) => wrong,
        };
        let path = wrong.path.clone();
        // Something that was taken out because it is wrong is not also missing.
        let known = wrong
            .missing
            .is_some_and(|key| taken.contains(&(wrong.at.unwrap_or_default(), key.to_owned())));
        if !known {
            findings.push(wrong.finding(file));
        }
        let Some(parent) = node.remove(&path) else {
            return (None, node, findings);
        };
        if let Some(Step::Key(key)) = path.last() {
            taken.push((parent, key.clone()));
        }
    }
    (None, node, findings)
}

/// Why a node does not fit a type.
#[derive(Debug)]
struct Wrong {
    at: Option<Position>,
    path: Vec<Step>,
    code: &'static str,
    missing: Option<&'static str>,
    message: String,
}

impl Wrong {
    fn new(code: &'static str, message: String) -> Self {
        Self {
            at: None,
            path: Vec::new(),
            code,
            missing: None,
            message,
        }
    }
    fn at(mut self, at: Position) -> Self {
        self.at.get_or_insert(at);
        self
    }
    fn under(mut self, step: Step) -> Self {
        self.path.insert(0, step);
        self
    }
    fn finding(self, file: &str) -> Finding {
        let mut path = String::new();
        for step in &self.path {
            match step {
                Step::Index(index) => path.extend(["[", &(index + 1).to_string(), "]"]),
                Step::Key(key) if path.is_empty() => path.push_str(key),
                Step::Key(key) => path.extend([".", key]),
            }
        }
        let message = match (path.is_empty(), self.code) {
            (true, _) | (_, "unknown_key") => self.message,
            (false, _) => format!("{path}: {}", self.message),
        };
        Finding::new(file, self.at.unwrap_or_default(), self.code, message)
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
impl std::error::Error for Wrong {}

impl de::Error for Wrong {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new("invalid_value", message.to_string())
    }
    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let message = format!("expected {}, found {}", plain(expected), described(found));
        Self::new("wrong_type", message)
    }
    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let message = format!("{} does not fit; expected {}", described(found), plain(expected));
        Self::new("invalid_value", message)
    }
    fn unknown_variant(word: &str, accepted: &'static [&'static str]) -> Self {
        let message = format!("\"{word}\" is not known{}", near::instead(word, accepted));
        Self::new("unknown_value", message)
    }
    fn unknown_field(key: &str, accepted: &'static [&'static str]) -> Self {
        let message = format!("unknown key \"{key}\"{}", near::instead(key, accepted));
        Self::new("unknown_key", message)
    }
    fn missing_field(key: &'static str) -> Self {
        let mut wrong = Self::new("missing_key", format!("the key \"{key}\" is missing"));
        wrong.missing = Some(key);
        wrong
    }
}

/// What a type expects, in the words of someone who does not program.
fn plain(expected: &dyn Expected) -> String {
    let text = expected.to_string();
    match text.as_str() {
        "a string" => "text in quotes".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a sequence" => "a list".to_owned(),
        "u8" => "a whole number from 0 to 255".to_owned(),
        "u16" | "u32" | "u64" | "usize" => "a whole number from 0".to_owned(),
        "i8" | "i16" | "i32" | "i64" => "a whole number".to_owned(),
        "f32" | "f64" => "a number".to_owned(),
        other if other.starts_with("struct ") || other == "a map" => "a table".to_owned(),
        other if other.contains("enum ") || other == "variant identifier" => "one of its codes".to_owned(),
        _ => text,
    }
}

fn described(found: Unexpected<'_>) -> String {
    match found {
        Unexpected::Bool(value) => value.to_string(),
        Unexpected::Unsigned(number) => format!("the number {number}"),
        Unexpected::Signed(number) => format!("the number {number}"),
        Unexpected::Float(number) => format!("the number {number}"),
        Unexpected::Str(text) => format!("the text {:?}", text.chars().take(40).collect::<String>()),
        Unexpected::Unit => "nothing".to_owned(),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map => "a table".to_owned(),
        other => other.to_string(),
    }
}

/// A node as a deserializer.
struct Reader<'n>(&'n Node);

impl<'de> de::Deserializer<'de> for Reader<'_> {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let value = match &self.0.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Int(number) => visitor.visit_i64(*number),
            Value::Float(number) => visitor.visit_f64(*number),
            Value::Text(text) => visitor.visit_str(text),
            Value::List(items) => visitor.visit_seq(Items { items, next: 0 }),
            Value::Table(entries) => visitor.visit_map(Entries { entries, next: 0 }),
        };
        value.map_err(|wrong| wrong.at(self.0.at))
    }
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.0.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_unit()
    }
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        let at = self.0.at;
        let value = match &self.0.value {
            Value::Text(word) => visitor.visit_enum(Choice {
                word,
                at,
                value: None,
            }),
            Value::Table(entries) if entries.len() == 1 => visitor.visit_enum(Choice {
                word: &entries[0].key,
                at: entries[0].at,
                value: Some(&entries[0].node),
            }),
            _ => return self.deserialize_any(visitor),
        };
        value.map_err(|wrong| wrong.at(at))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map struct identifier
    }
}

struct Items<'n> {
    items: &'n [Node],
    next: usize,
}

impl<'de> de::SeqAccess<'de> for Items<'_> {
    type Error = Wrong;
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Wrong> {
        let Some(item) = self.items.get(self.next) else {
            return Ok(None);
        };
        let step = Step::Index(self.next);
        self.next += 1;
        let value = seed.deserialize(Reader(item));
        value.map(Some).map_err(|wrong| wrong.under(step))
    }
}

struct Entries<'n> {
    entries: &'n [Entry],
    next: usize,
}

impl<'de> de::MapAccess<'de> for Entries<'_> {
    type Error = Wrong;
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Wrong> {
        let Some(entry) = self.entries.get(self.next) else {
            return Ok(None);
        };
        let key = de::value::StrDeserializer::new(&entry.key);
        let read = seed.deserialize(key);
        read.map(Some)
            .map_err(|wrong: Wrong| wrong.at(entry.at).under(Step::Key(entry.key.clone())))
    }
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
        let entry = &self.entries[self.next];
        self.next += 1;
        let value = seed.deserialize(Reader(&entry.node));
        value.map_err(|wrong| wrong.under(Step::Key(entry.key.clone())))
    }
}

/// One of the variants of an enum: a word, or a table of that one key.
struct Choice<'n> {
    word: &'n str,
    at: Position,
    value: Option<&'n Node>,
}

impl<'de, 'n> de::EnumAccess<'de> for Choice<'n> {
    type Error = Wrong;
    type Variant = ChoiceValue<'n>;
    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, ChoiceValue<'n>), Wrong> {
        let word = de::value::StrDeserializer::new(self.word);
        let variant = seed.deserialize(word).map_err(|wrong: Wrong| wrong.at(self.at))?;
        let value = ChoiceValue {
            word: self.word,
            value: self.value,
        };
        Ok((variant, value))
    }
}

struct ChoiceValue<'n> {
    word: &'n str,
    value: Option<&'n Node>,
}

impl<'n> ChoiceValue<'n> {
    fn inner(&self) -> Result<Reader<'n>, Wrong> {
        self.value.map(Reader).ok_or_else(|| {
            let message = format!("\"{0}\" needs a value: write {{ {0} = … }}", self.word);
            Wrong::new("wrong_type", message)
        })
    }
}

impl<'de> de::VariantAccess<'de> for ChoiceValue<'_> {
    type Error = Wrong;
    fn unit_variant(self) -> Result<(), Wrong> {
        match self.value {
            None => Ok(()),
            Some(_) => Err(Wrong::new(
                "wrong_type",
                format!("\"{}\" takes no value", self.word),
            )),
        }
    }
    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Wrong> {
        seed.deserialize(self.inner()?)
    }
    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Wrong> {
        de::Deserializer::deserialize_any(self.inner()?, visitor)
    }
    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        de::Deserializer::deserialize_any(self.inner()?, visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{parse_toml, parse_yaml};
    use super::*;
    use std::collections::BTreeMap;

    #[derive(Debug, PartialEq, serde::Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Shop {
        name: String,
        open: bool,
        seats: u8,
        effect: Effect,
        rooms: Vec<Room>,
        extra: BTreeMap<String, Option<i32>>,
    }
    #[derive(Debug, PartialEq, serde::Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Effect {
        None,
        Days(u32),
    }
    #[derive(Debug, PartialEq, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Room {
        key: String,
    }
    impl Default for Shop {
        fn default() -> Self {
            Self {
                name: "shop".into(),
                open: true,
                seats: 2,
                effect: Effect::None,
                rooms: vec![],
                extra: BTreeMap::new(),
            }
        }
    }

    #[track_caller]
    fn wrong(text: &str) -> String {
        let node = parse_toml("s.toml", text).expect("toml");
        read::<Shop>("s.toml", &node).expect_err("a finding").to_string()
    }

    #[test]
    fn a_type_is_filled_from_either_format() {
        let toml = "open = false\neffect = { days = 3 }\n[[rooms]]\nkey = \"a\"\n[extra]\nx = 1\n";
        let yaml = "open: false\neffect: {days: 3}\nrooms:\n- key: a\nextra: {x: 1, y: }\n";
        let toml: Shop = read("s", &parse_toml("s", toml).expect("toml")).expect("shop");
        let yaml: Shop = read("s", &parse_yaml("s", yaml).expect("yaml")).expect("shop");
        assert_eq!(
            (toml.open, &toml.effect, &toml.rooms),
            (false, &Effect::Days(3), &yaml.rooms)
        );
        assert_eq!((yaml.extra["x"], yaml.extra["y"]), (Some(1), None));
    }

    #[test]
    fn what_does_not_fit_says_where_what_and_what_is_accepted() {
        let cases = [
            (
                "nmae = \"x\"",
                "s.toml:1:1: unknown key \"nmae\"; did you mean \"name\"? accepted: name, open, seats, effect, rooms, extra",
            ),
            (
                "name = 7",
                "s.toml:1:8: name: expected text in quotes, found the number 7",
            ),
            (
                "open = \"yes\"",
                "s.toml:1:8: open: expected true or false, found the text \"yes\"",
            ),
            (
                "seats = 300",
                "s.toml:1:9: seats: the number 300 does not fit; expected a whole number from 0 to 255",
            ),
            (
                "rooms = 1",
                "s.toml:1:9: rooms: expected a list, found the number 1",
            ),
            (
                "effect = \"dayz\"",
                "s.toml:1:10: effect: \"dayz\" is not known; did you mean \"days\"? accepted: none, days",
            ),
            (
                "effect = \"days\"",
                "s.toml:1:10: effect: \"days\" needs a value: write { days = … }",
            ),
            (
                "effect = {none = 1}",
                "s.toml:1:10: effect: \"none\" takes no value",
            ),
            (
                "[[rooms]]\nkey = \"a\"\n[[rooms]]\n",
                "s.toml:3:1: rooms[2]: the key \"key\" is missing",
            ),
            (
                "[extra]\na = \"x\"",
                "s.toml:2:5: extra.a: expected a whole number, found the text \"x\"",
            ),
        ];
        for (text, message) in cases {
            assert_eq!(wrong(text), message, "{text}");
        }
    }

    #[test]
    fn what_is_right_stays_in_force() {
        let text = "nmae = 1\nopen = 3\nseats = 9\n[[rooms]]\nkey = 4\n[[rooms]]\nkey = \"b\"\n";
        let (shop, _, findings) = read_most::<Shop>("s.toml", parse_toml("s.toml", text).expect("toml"));
        let shop = shop.expect("a shop");
        assert_eq!((shop.open, shop.seats, shop.rooms.len()), (true, 9, 1));
        let places: Vec<_> = findings
            .iter()
            .map(|finding| (finding.at.line, finding.code))
            .collect();
        assert_eq!(places, [(1, "unknown_key"), (2, "wrong_type"), (5, "wrong_type")]);
    }

    #[test]
    fn nothing_is_left_when_what_is_needed_is_wrong() {
        let node = parse_toml("s.toml", "key = 1").expect("toml");
        let (room, _, findings) = read_most::<Room>("s.toml", node);
        assert_eq!((room, findings.len()), (None, 1));
    }
}

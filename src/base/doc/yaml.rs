//! YAML 1.2 into a tree of nodes: core schema, no tags, no merge keys.
//!
//! `no`, `on` and `1:30` are texts. Anchors and aliases are read, but what they
//! grow into is counted, so a few lines cannot become a billion.

use super::{Entry, Node, Value};
use crate::base::finding::{Finding, Position};
use serde_saphyr::granit_parser::{ErrorKind, Event, Marker, Options, Parser, ScalarStyle, Span, Tag};
use std::collections::HashMap;

/// The largest file that is read, in bytes.
const MAX_BYTES: usize = 1 << 20;
/// How many values a file may hold, copies made by aliases included.
const MAX_NODES: usize = 20_000;
/// How deep lists and tables may be nested.
const MAX_DEPTH: usize = 32;

/// Reads one YAML document. The first error ends the reading.
pub fn parse(file: &str, text: &str) -> Result<Node, Finding> {
    if text.len() > MAX_BYTES {
        let message = format!("{} bytes; at most {MAX_BYTES} are read", text.len());
        return Err(Finding::whole(file, "too_large", message));
    }
    let mut options = Options::default();
    options.set_emit_comments(false);
    options.flow_nesting_limit = MAX_DEPTH;
    options.block_nesting_limit = MAX_DEPTH;
    let mut builder = Builder {
        file,
        ..Builder::default()
    };
    for event in Parser::new_from_str_with_options(text, options) {
        match event {
            Ok((event, span)) => builder.event(event, span)?,
            Err(error) => {
                let at = place(*error.marker());
                let text = error.to_string();
                // Its place is ours to say.
                let message = text.split(" at char ").next().unwrap_or("not YAML");
                return Err(match error.kind() {
                    ErrorKind::RecursionLimitExceeded => too_deep(file, at),
                    _ => Finding::new(file, at, "syntax", message),
                });
            }
        }
    }
    Ok(builder.root.unwrap_or_else(Node::empty))
}

fn too_deep(file: &str, at: Position) -> Finding {
    Finding::new(
        file,
        at,
        "too_deep",
        format!("nested deeper than {MAX_DEPTH} levels"),
    )
}

fn place(mark: Marker) -> Position {
    Position {
        line: mark.line().try_into().unwrap_or(u32::MAX),
        column: (mark.col() + 1).try_into().unwrap_or(u32::MAX),
    }
}

/// A list or table whose end was not read yet.
struct Open {
    at: Position,
    anchor: usize,
    value: Value,
    /// The key of a table whose value comes next.
    key: Option<(String, Position)>,
}

#[derive(Default)]
struct Builder<'a> {
    file: &'a str,
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    nodes: usize,
    documents: usize,
    root: Option<Node>,
}

impl Builder<'_> {
    fn finding(&self, at: Position, code: &'static str, message: impl Into<String>) -> Finding {
        Finding::new(self.file, at, code, message)
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Finding> {
        let at = place(span.start);
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    let message = "a second document begins here; write one file each";
                    return Err(self.finding(at, "syntax", message));
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse(tag.as_deref(), span)?;
                let value = scalar(&text, style);
                self.put(Node { at, value }, anchor)?;
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.refuse(tag.as_deref(), span)?;
                self.begin(at, anchor, Value::List(Vec::new()))?;
            }
            Event::MappingStart(_, anchor, tag) => {
                self.refuse(tag.as_deref(), span)?;
                self.begin(at, anchor, Value::Table(Vec::new()))?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(Open {
                    at, anchor, value, ..
                }) = self.open.pop()
                {
                    self.put(Node { at, value }, anchor)?;
                }
            }
            Event::Alias(anchor) => {
                let Some(node) = self.anchors.get(&anchor) else {
                    return Err(self.finding(at, "syntax", "this alias has no anchor before it"));
                };
                let (size, mut node) = (size(node), node.clone());
                node.at = at;
                self.count(size, at)?;
                self.put(node, 0)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn refuse(&self, tag: Option<&Tag>, span: Span) -> Result<(), Finding> {
        let Some(tag) = tag else { return Ok(()) };
        let at = place(span.tag_start.unwrap_or(span.start));
        let message = format!("the tag {} is not read; write the plain value", tag.original());
        Err(self.finding(at, "tag", message))
    }

    fn count(&mut self, more: usize, at: Position) -> Result<(), Finding> {
        self.nodes += more;
        if self.nodes > MAX_NODES {
            let message = format!("more than {MAX_NODES} values, copies made by aliases included");
            return Err(self.finding(at, "too_large", message));
        }
        Ok(())
    }

    fn begin(&mut self, at: Position, anchor: usize, value: Value) -> Result<(), Finding> {
        if self.open.len() >= MAX_DEPTH {
            return Err(too_deep(self.file, at));
        }
        self.open.push(Open {
            at,
            anchor,
            value,
            key: None,
        });
        Ok(())
    }

    /// Puts a complete node where it belongs: as key, value, element or root.
    fn put(&mut self, node: Node, anchor: usize) -> Result<(), Finding> {
        self.count(1, node.at)?;
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
            self.count(size(&node), node.at)?;
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match (&mut open.value, open.key.take()) {
            (Value::List(items), _) => items.push(node),
            (Value::Table(entries), Some((key, at))) => entries.push(Entry { key, at, node }),
            (Value::Table(entries), None) => {
                let at = node.at;
                let Some(key) = key_text(node.value) else {
                    return Err(self.finding(at, "wrong_type", "a key is a text"));
                };
                if key == "<<" {
                    return Err(self.finding(
                        at,
                        "syntax",
                        "merge keys are not YAML 1.2; write the keys out",
                    ));
                }
                if let Some(first) = entries.iter().find(|entry| entry.key == key) {
                    let message = format!("the key \"{key}\" stands in line {} already", first.at.line);
                    return Err(self.finding(at, "duplicate_key", message));
                }
                open.key = Some((key, at));
            }
            _ => {}
        }
        Ok(())
    }
}

fn key_text(value: Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text),
        Value::Bool(value) => Some(value.to_string()),
        Value::Int(value) => Some(value.to_string()),
        _ => None,
    }
}

fn size(node: &Node) -> usize {
    match &node.value {
        Value::List(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Table(entries) => 1 + entries.iter().map(|entry| size(&entry.node)).sum::<usize>(),
        _ => 1,
    }
}

/// The core schema of YAML 1.2 (§10.3.2): what is not quoted may be more than a text.
fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::Text(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    let radix = |prefix: &str, radix| {
        let digits = text.strip_prefix(prefix)?;
        let plain = digits.bytes().all(|byte| byte.is_ascii_alphanumeric());
        i64::from_str_radix(digits, radix).ok().filter(|_| plain)
    };
    if let Some(number) = radix("0x", 16).or_else(|| radix("0o", 8)) {
        return Value::Int(number);
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let numeric = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && unsigned.contains(|c: char| c.is_ascii_digit())
        && unsigned
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'-' | b'+'));
    if numeric {
        if let Ok(number) = text.parse::<i64>() {
            return Value::Int(number);
        }
        if let Ok(number) = text.parse::<f64>()
            && number.is_finite()
        {
            return Value::Float(number);
        }
    }
    Value::Text(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    #[track_caller]
    fn error(text: &str) -> String {
        let finding = parse("w.yaml", text).expect_err("a finding");
        format!("{}:{} {}", finding.at.line, finding.at.column, finding.code)
    }

    #[test]
    fn plain_values_are_those_of_the_core_schema() {
        let text = |text: &str| Value::Text(text.to_owned());
        let cases = [
            ("no", text("no")),
            ("on", text("on")),
            ("1:30", text("1:30")),
            ("0644", Value::Int(644)),
            ("1_000", text("1_000")),
            ("+1", Value::Int(1)),
            ("+1d", text("+1d")),
            ("0x1F", Value::Int(31)),
            ("1e3", Value::Float(1000.0)),
            ("true", Value::Bool(true)),
            ("~", Value::Null),
            ("", Value::Null),
            ("'true'", text("true")),
            ("\"1\"", text("1")),
            (".inf", text(".inf")),
            ("99999999999999999999", Value::Float(1e20)),
        ];
        for (written, value) in cases {
            let node = parse("w.yaml", &format!("a: {written}\n")).expect("yaml");
            assert_eq!(node.get("a").expect("a").value, value, "{written}");
        }
    }

    #[test]
    fn every_value_knows_its_place() {
        let node = parse("w.yaml", "# comment\nkey: a\ntasks:\n  - key: öl\n    due: +1\n").expect("yaml");
        let task = &node.get("tasks").expect("tasks").items()[0];
        assert_eq!(task.get("due").expect("due").at, Position { line: 5, column: 10 });
        let shared = parse("w.yaml", "a: &x {b: 1}\nc: *x\n").expect("yaml");
        assert_eq!(
            shared.get("c").expect("c").get("b").expect("b").value,
            Value::Int(1)
        );
        assert_eq!(shared.get("c").expect("c").at, Position { line: 2, column: 4 });
        assert_eq!(parse("w.yaml", "# nothing\n").expect("yaml"), Node::empty());
    }

    #[test]
    fn what_is_refused_says_where() {
        assert_eq!(error("a: 1\n  b: 2\n"), "2:4 syntax");
        assert_eq!(error("a: [1, 2\n"), "1:4 syntax");
        assert_eq!(error("a: 1\nb: 2\na: 3\n"), "3:1 duplicate_key");
        assert_eq!(error("a: !!python/object:os.system rm\n"), "1:4 tag");
        assert_eq!(error("a: !local 1\n"), "1:4 tag");
        assert_eq!(error("a: !!str 1\n"), "1:4 tag");
        assert_eq!(error("a: *gone\n"), "1:4 syntax");
        assert_eq!(error("a: &x {b: 1}\nc:\n  <<: *x\n"), "3:3 syntax");
        assert_eq!(error("a: 1\n---\nb: 2\n"), "2:1 syntax");
        assert_eq!(error("? [1, 2]\n: 3\n"), "1:3 wrong_type");
        assert_eq!(error(&"#".repeat(MAX_BYTES + 1)), "0:0 too_large");
    }

    #[test]
    fn a_bomb_of_aliases_and_a_deep_nest_are_refused_at_once() {
        let mut bomb = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for level in 1..10 {
            let one = format!("*a{}", level - 1);
            writeln!(bomb, "a{level}: &a{level} [{}]", [one.as_str(); 10].join(", ")).expect("text");
        }
        assert_eq!(parse("w.yaml", &bomb).expect_err("a bomb").code, "too_large");
        let flow = format!("a: {}{}", "[".repeat(10_000), "]".repeat(10_000));
        assert_eq!(parse("w.yaml", &flow).expect_err("deep").code, "too_deep");
        let block: String = (0..10_000).fold(String::new(), |mut text, level| {
            let _ = writeln!(text, "{:level$}a:", "");
            text
        });
        assert!(["too_deep", "too_large"].contains(&parse("w.yaml", &block).expect_err("deep").code));
    }
}

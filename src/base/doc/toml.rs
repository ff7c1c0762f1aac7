//! TOML into a tree of nodes.

use super::{Entry, Node, Value};
use crate::base::finding::{Finding, Position};
use toml::de::{DeTable, DeValue};

/// The largest file that is read, in bytes.
const MAX_BYTES: usize = 1 << 20;

/// Reads TOML. Every syntax error of the file is a finding.
pub fn parse(file: &str, text: &str) -> Result<Node, Vec<Finding>> {
    if text.len() > MAX_BYTES {
        let message = format!("{} bytes; at most {MAX_BYTES} are read", text.len());
        return Err(vec![Finding::whole(file, "too_large", message)]);
    }
    // A byte order mark is no part of the text; columns count from behind it.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        let finding = |error: &toml::de::Error| {
            let at = Position::of_byte(text, error.span().map_or(0, |span| span.start));
            let code = match error.message() {
                message if message.starts_with("duplicate key") => "duplicate_key",
                message if message.contains("recursion") => "too_deep",
                _ => "syntax",
            };
            Finding::new(file, at, code, error.message())
        };
        let mut findings: Vec<Finding> = errors.iter().map(finding).collect();
        findings.dedup();
        return Err(findings);
    }
    let lines = Lines::new(text);
    let mut findings = Vec::new();
    let node = Node {
        at: Position { line: 1, column: 1 },
        value: Builder {
            file,
            lines: &lines,
            findings: &mut findings,
        }
        .table(table.get_ref()),
    };
    if findings.is_empty() {
        Ok(node)
    } else {
        Err(findings)
    }
}

/// Where each line begins, so that a place is found without counting from the top.
struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Self {
        let after_breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(after_breaks).collect(),
        }
    }
    fn place(&self, byte: usize) -> Position {
        let line = self.starts.partition_point(|start| *start <= byte);
        let start = self.starts[line - 1];
        let column = self
            .text
            .get(start..byte)
            .map_or(1, |before| before.chars().count() + 1);
        Position {
            line: line.try_into().unwrap_or(u32::MAX),
            column: column.try_into().unwrap_or(u32::MAX),
        }
    }
}

struct Builder<'a> {
    file: &'a str,
    lines: &'a Lines<'a>,
    findings: &'a mut Vec<Finding>,
}

impl Builder<'_> {
    fn table(&mut self, table: &DeTable<'_>) -> Value {
        let mut entries: Vec<Entry> = table
            .iter()
            .map(|(key, value)| Entry {
                key: key.get_ref().to_string(),
                at: self.lines.place(key.span().start),
                node: self.node(value.get_ref(), value.span().start),
            })
            .collect();
        entries.sort_by_key(|entry| entry.at);
        Value::Table(entries)
    }

    fn node(&mut self, value: &DeValue<'_>, byte: usize) -> Node {
        let at = self.lines.place(byte);
        let value = match value {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Boolean(value) => Value::Bool(*value),
            DeValue::Datetime(moment) => Value::Text(moment.to_string()),
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .map_or_else(|_| self.too_big(at), Value::Int),
            DeValue::Float(number) => match number.as_str().parse::<f64>() {
                Ok(number) if number.is_finite() => Value::Float(number),
                _ => self.too_big(at),
            },
            DeValue::Array(items) => Value::List(
                items
                    .iter()
                    .map(|item| self.node(item.get_ref(), item.span().start))
                    .collect(),
            ),
            DeValue::Table(table) => self.table(table),
        };
        Node { at, value }
    }

    fn too_big(&mut self, at: Position) -> Value {
        let message =
            "no number we can count with: write one between -9223372036854775808 and 9223372036854775807";
        self.findings
            .push(Finding::new(self.file, at, "wrong_type", message));
        Value::Null
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn errors(text: &str) -> Vec<String> {
        parse("c.toml", text)
            .expect_err("findings")
            .iter()
            .map(|finding| format!("{}:{} {}", finding.at.line, finding.at.column, finding.code))
            .collect()
    }

    #[test]
    fn every_value_knows_its_place() {
        let node = parse(
            "c.toml",
            "\u{feff}[ui]\nascii = true\n[[bind]]\nkey = [\"ö\", 7]\nday = 2026-11-24\n",
        )
        .expect("toml");
        let key = node.get("bind").expect("bind").items()[0]
            .get("key")
            .expect("key");
        assert_eq!(key.at, Position { line: 4, column: 7 });
        assert_eq!(key.items()[1].at, Position { line: 4, column: 13 });
        assert_eq!(key.items()[1].value, Value::Int(7));
        let bind = &node.get("bind").expect("bind").items()[0];
        assert_eq!(bind.get("day").and_then(Node::text), Some("2026-11-24"));
    }

    #[test]
    fn what_is_no_toml_is_reported_with_its_place() {
        assert_eq!(errors("a = 1\nb = ]\n"), ["2:5 syntax"]);
        assert_eq!(errors("a = 1\na = 2\n"), ["2:1 duplicate_key"]);
        assert_eq!(errors("a = 9223372036854775808"), ["1:5 wrong_type"]);
        assert_eq!(errors("a = nan"), ["1:5 wrong_type"]);
        let deep = format!("a = {}{}", "[".repeat(10_000), "]".repeat(10_000));
        assert_eq!(parse("c.toml", &deep).expect_err("too deep")[0].code, "too_deep");
        assert_eq!(errors(&"#".repeat(MAX_BYTES + 1)), ["0:0 too_large"]);
    }
}

//! The text of a filter taken apart, without a look at what fields there are.
//!
//! ```text
//! any   = all ("OR" all)*
//! all   = one ("AND"? one)*
//! one   = ("-" | "NOT") one | "(" any ")" | field op value ("," value)* | field order number | word+ | "quoted text"
//! ```
//!
//! Behind a sign of order a comma belongs to the number: `size>=1,000`.

use super::error::{FilterError, Wrong};
use super::node::{Node, Op, Value};

/// Most characters of a filter.
pub const MAX_CHARS: usize = 2_000;
/// Most brackets and negations within each other.
pub const MAX_DEPTH: usize = 32;
/// Most conditions, each value counted.
pub const MAX_CONDITIONS: usize = 100;

type Step<T> = Result<T, FilterError>;

/// Takes a text apart; none: there is nothing in it.
pub(super) fn parse(text: &str) -> Step<Option<Node>> {
    let chars: Vec<char> = text.chars().take(MAX_CHARS + 1).collect();
    if chars.len() > MAX_CHARS {
        return Err(FilterError::at(MAX_CHARS + 1, Wrong::TooLong(MAX_CHARS)));
    }
    let mut reader = Reader {
        chars: &chars,
        at: 0,
        depth: 0,
        conditions: 0,
    };
    reader.blanks();
    if reader.peek().is_none() {
        return Ok(None);
    }
    let node = reader.any()?;
    match reader.peek() {
        None => Ok(Some(node.plain())),
        Some(_) => Err(reader.error(Wrong::NotOpened)),
    }
}

/// A letter that the name of a field may go on with.
pub(super) fn is_name(ch: char) -> bool {
    ch.is_alphanumeric() || matches!(ch, '_' | '-' | '.')
}

/// Whether a value must stand in quotes to be read again as itself.
pub(super) fn needs_quotes(value: &str) -> bool {
    value.is_empty() || value.starts_with(['=', '/']) || value.chars().any(ends_value)
}

fn ends_value(ch: char) -> bool {
    ch.is_whitespace() || matches!(ch, ',' | '(' | ')' | '"')
}

struct Reader<'a> {
    chars: &'a [char],
    at: usize,
    depth: usize,
    conditions: usize,
}

impl Reader<'_> {
    fn error(&self, wrong: Wrong) -> FilterError {
        FilterError::at(self.at + 1, wrong)
    }
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }
    fn ahead(&self, by: usize) -> Option<char> {
        self.chars.get(self.at + by).copied()
    }
    fn blanks(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }
    /// Whether a word of the language stands here by itself.
    fn word(&self, word: &str) -> bool {
        let length = word.chars().count();
        let here = word.chars().enumerate().all(|(n, ch)| self.ahead(n) == Some(ch));
        here && self
            .ahead(length)
            .is_none_or(|ch| ch.is_whitespace() || matches!(ch, '(' | ')' | '"'))
    }
    fn condition(&mut self) -> Step<()> {
        self.conditions += 1;
        if self.conditions > MAX_CONDITIONS {
            return Err(self.error(Wrong::TooMany(MAX_CONDITIONS)));
        }
        Ok(())
    }

    fn any(&mut self) -> Step<Node> {
        let mut parts = vec![self.all()?];
        while self.word("OR") {
            self.at += 2;
            parts.push(self.all_after("OR")?);
        }
        Ok(Node::Any(parts))
    }
    fn all_after(&mut self, word: &str) -> Step<Node> {
        self.blanks();
        if self.peek().is_none_or(|ch| ch == ')') {
            return Err(self.error(Wrong::Missing(word.to_owned())));
        }
        self.all()
    }
    fn all(&mut self) -> Step<Node> {
        let mut parts = Vec::new();
        loop {
            self.blanks();
            if self.peek().is_none_or(|ch| ch == ')') {
                break;
            }
            if self.word("OR") {
                if parts.is_empty() {
                    return Err(self.error(Wrong::Missing("OR".to_owned())));
                }
                break;
            }
            if self.word("AND") {
                self.at += 3;
                self.blanks();
                if self.peek().is_none_or(|ch| ch == ')') || parts.is_empty() || self.word("OR") {
                    return Err(self.error(Wrong::Missing("AND".to_owned())));
                }
                continue;
            }
            parts.push(self.one()?);
        }
        if parts.is_empty() {
            return Err(self.error(Wrong::Missing("(".to_owned())));
        }
        Ok(Node::All(parts))
    }
    fn one(&mut self) -> Step<Node> {
        if self.depth >= MAX_DEPTH {
            return Err(self.error(Wrong::TooDeep(MAX_DEPTH)));
        }
        self.depth += 1;
        let node = self.one_within();
        self.depth -= 1;
        node
    }
    fn one_within(&mut self) -> Step<Node> {
        let sign = if self.word("NOT") {
            3
        } else {
            usize::from(self.is_minus())
        };
        if sign > 0 {
            self.at += sign;
            self.blanks();
            if self.peek().is_none_or(|ch| ch == ')') || self.word("OR") || self.word("AND") {
                let said = if sign == 3 { "NOT" } else { "-" };
                return Err(self.error(Wrong::Missing(said.to_owned())));
            }
            return Ok(Node::Not(Box::new(self.one()?)));
        }
        match self.peek() {
            Some('(') => self.bracket(),
            Some('"') => {
                let at = self.at + 1;
                let text = self.quoted()?;
                self.not_glued()?;
                self.condition()?;
                Ok(Node::Text {
                    text,
                    quoted: true,
                    at,
                })
            }
            _ => self.term(),
        }
    }
    /// A minus that negates what follows it; one that stands alone is a dash.
    fn is_minus(&self) -> bool {
        self.peek() == Some('-') && self.ahead(1).is_some_and(|ch| !ch.is_whitespace() && ch != ')')
    }
    fn bracket(&mut self) -> Step<Node> {
        let opened = FilterError::at(self.at + 1, Wrong::NotClosed('('));
        self.at += 1;
        self.blanks();
        if self.peek().is_none() {
            return Err(opened);
        }
        let node = self.any()?;
        if self.peek() != Some(')') {
            return Err(opened);
        }
        self.at += 1;
        Ok(node)
    }
    /// A text in quotes; `\"` and `\\` stand for the sign itself.
    fn quoted(&mut self) -> Step<String> {
        let opened = FilterError::at(self.at + 1, Wrong::NotClosed('"'));
        self.at += 1;
        let mut text = String::new();
        while let Some(ch) = self.peek() {
            self.at += 1;
            match ch {
                '"' => return Ok(text),
                '\\' if matches!(self.peek(), Some('"' | '\\')) => {
                    text.extend(self.peek());
                    self.at += 1;
                }
                _ => text.push(ch),
            }
        }
        Err(opened)
    }
    fn not_glued(&self) -> Step<()> {
        match self.peek() {
            None | Some(',' | ')') => Ok(()),
            Some(ch) if ch.is_whitespace() => Ok(()),
            Some(_) => Err(self.error(Wrong::Glued)),
        }
    }
    /// A condition on a field, or a word of text.
    fn term(&mut self) -> Step<Node> {
        self.condition()?;
        let begin = self.at;
        if let Some(op) = self.op() {
            return Err(self.error(Wrong::NoField(op.sign().to_owned())));
        }
        if self.peek() == Some(':') {
            return Err(self.error(Wrong::NoField(":".to_owned())));
        }
        if let Some(field) = self.field()? {
            return self.values(field, begin);
        }
        self.at = begin;
        let mut text = String::new();
        while let Some(ch) = self.peek() {
            if ch.is_whitespace() || matches!(ch, '(' | ')' | '"') {
                break;
            }
            text.push(ch);
            self.at += 1;
        }
        Ok(Node::Text {
            text,
            quoted: false,
            at: begin + 1,
        })
    }
    /// A comparison that stands here.
    fn op(&self) -> Option<Op> {
        match (self.peek()?, self.ahead(1)) {
            ('<', Some('=')) => Some(Op::AtMost),
            ('<', _) => Some(Op::Less),
            ('>', Some('=')) => Some(Op::AtLeast),
            ('>', _) => Some(Op::More),
            ('!', Some('=')) => Some(Op::Unequal),
            ('=', _) => Some(Op::Equal),
            _ => None,
        }
    }
    /// The name of a field with its comparison: `due<=`, `stage:`, `size > `.
    fn field(&mut self) -> Step<Option<(String, Op)>> {
        if !self.peek().is_some_and(char::is_alphabetic) {
            return Ok(None);
        }
        let mut name = String::new();
        while let Some(ch) = self.peek().filter(|ch| is_name(*ch)) {
            name.push(ch);
            self.at += 1;
        }
        // `extra."Lead Score":`
        if name.ends_with('.') && self.peek() == Some('"') {
            name.push_str(&self.quoted()?);
        }
        if self.peek() == Some(':') {
            // An address of the web is text.
            let address = self.ahead(1) == Some('/') && self.ahead(2) == Some('/');
            self.at += 1;
            return Ok((!address).then_some((name, Op::Has)));
        }
        self.blanks();
        let Some(op) = self.op() else { return Ok(None) };
        self.at += op.sign().len();
        self.blanks();
        Ok(Some((name, op)))
    }
    fn values(&mut self, (field, op): (String, Op), begin: usize) -> Step<Node> {
        let mut values = vec![self.value(&field, op.sign(), op.orders())?];
        if op.orders() && self.peek() == Some(',') {
            return Err(self.error(Wrong::Glued));
        }
        while self.peek() == Some(',') {
            self.at += 1;
            self.condition()?;
            values.push(self.value(&field, ",", false)?);
        }
        Ok(Node::Term {
            field,
            op,
            values,
            at: begin + 1,
        })
    }
    fn value(&mut self, field: &str, after: &str, comma: bool) -> Step<Value> {
        let at = self.at + 1;
        if self.peek() == Some('"') {
            let text = self.quoted()?;
            self.not_glued()?;
            return Ok(Value { text, at });
        }
        let mut text = String::new();
        while let Some(ch) = self.peek().filter(|ch| !ends_value(*ch) || (comma && *ch == ',')) {
            text.push(ch);
            self.at += 1;
        }
        if text.is_empty() {
            return Err(FilterError::at(at, Wrong::Missing(format!("{field}{after}"))));
        }
        if self.peek() == Some('"') {
            return Err(self.error(Wrong::Glued));
        }
        Ok(Value { text, at })
    }
}

//! A filter as it was typed, in its plainest form, and its canonical text.

use super::syntax::{is_name, needs_quotes};
use std::fmt::{self, Write};

/// How a field is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Op {
    /// `:` has it, in the way that fits the field.
    Has,
    /// `=` is exactly it.
    Equal,
    /// `!=` is not exactly it.
    Unequal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

impl Op {
    /// Whether it asks for less or more: one value, of which a comma is a part.
    pub(super) const fn orders(self) -> bool {
        matches!(self, Self::Less | Self::AtMost | Self::More | Self::AtLeast)
    }
    /// As it is typed.
    pub(super) const fn sign(self) -> &'static str {
        match self {
            Self::Has => ":",
            Self::Equal => "=",
            Self::Unequal => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        }
    }
}

/// A value with its place.
#[derive(Clone, Debug)]
pub(super) struct Value {
    /// As meant, without quotes.
    pub(super) text: String,
    /// The column where it begins.
    pub(super) at: usize,
}

/// A filter, or a part of one. Two are equal when they say the same; where they stood does not count.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// All hold.
    All(Vec<Node>),
    /// One of them holds.
    Any(Vec<Node>),
    /// It does not hold.
    Not(Box<Node>),
    /// Text to look for: words side by side, or one text in quotes.
    Text {
        /// The text.
        text: String,
        /// It stood in quotes.
        quoted: bool,
        /// The column where it begins.
        at: usize,
    },
    /// A field compared with one of several values.
    Term {
        /// As typed.
        field: String,
        /// How.
        op: Op,
        /// With one of these.
        values: Vec<Value>,
        /// The column where it begins.
        at: usize,
    },
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::All(a), Self::All(b)) | (Self::Any(a), Self::Any(b)) => a == b,
            (Self::Not(a), Self::Not(b)) => a == b,
            (
                Self::Text { text, quoted, .. },
                Self::Text {
                    text: text_b,
                    quoted: quoted_b,
                    ..
                },
            ) => (text, quoted) == (text_b, quoted_b),
            (
                Self::Term {
                    field, op, values, ..
                },
                Self::Term {
                    field: field_b,
                    op: op_b,
                    values: values_b,
                    ..
                },
            ) => field.eq_ignore_ascii_case(field_b) && (op, values) == (op_b, values_b),
            _ => false,
        }
    }
}

impl Node {
    /// The same without brackets that say nothing; plain words side by side are one text.
    pub(super) fn plain(self) -> Self {
        match self {
            Self::Not(inner) => match inner.plain() {
                Self::Not(twice) => *twice,
                other => Self::Not(Box::new(other)),
            },
            Self::All(parts) => {
                let mut all: Vec<Self> = Vec::new();
                for part in parts.into_iter().map(Self::plain) {
                    match part {
                        Self::All(inner) => inner.into_iter().for_each(|part| join(&mut all, part)),
                        part => join(&mut all, part),
                    }
                }
                one_or(all, Self::All)
            }
            Self::Any(parts) => {
                let mut any = Vec::new();
                for part in parts.into_iter().map(Self::plain) {
                    match part {
                        Self::Any(inner) => any.extend(inner),
                        part => any.push(part),
                    }
                }
                one_or(any, Self::Any)
            }
            other => other,
        }
    }
    /// Whether it is text only, as it was typed before there were fields.
    pub(super) fn is_words(&self) -> bool {
        matches!(self, Self::Text { quoted: false, .. })
    }
}

fn join(all: &mut Vec<Node>, part: Node) {
    if let Node::Text {
        text: more,
        quoted: false,
        ..
    } = &part
        && let Some(Node::Text {
            text, quoted: false, ..
        }) = all.last_mut()
    {
        text.push(' ');
        text.push_str(more);
        return;
    }
    all.push(part);
}

fn one_or(mut parts: Vec<Node>, several: fn(Vec<Node>) -> Node) -> Node {
    match parts.len() {
        1 => parts.remove(0),
        _ => several(parts),
    }
}

fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for ch in text.chars() {
        if matches!(ch, '"' | '\\') {
            f.write_char('\\')?;
        }
        f.write_char(ch)?;
    }
    f.write_char('"')
}

/// The name of a field; what a name may not hold stands in quotes behind the dot.
fn name(f: &mut fmt::Formatter<'_>, field: &str) -> fmt::Result {
    let field = field.to_ascii_lowercase();
    match field.split_once('.') {
        Some((head, key)) if key.is_empty() || !key.chars().all(is_name) || key.ends_with('.') => {
            write!(f, "{head}.")?;
            quoted(f, key)
        }
        _ => f.write_str(&field),
    }
}

/// A part within a whole: what would fall apart stands in brackets.
struct Within<'a>(&'a Node, bool);

impl fmt::Display for Within<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(node, negated) = self;
        let several = match node {
            Node::Any(_) => true,
            Node::All(_) | Node::Not(_) => *negated,
            Node::Text { text, quoted, .. } => *negated && !quoted && (text.contains(' ') || text == "-"),
            Node::Term { .. } => false,
        };
        if several {
            write!(f, "({node})")
        } else {
            node.fmt(f)
        }
    }
}

/// The canonical text; reading it gives the same filter.
impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All(parts) => {
                for (n, part) in parts.iter().enumerate() {
                    f.write_str(if n == 0 { "" } else { " " })?;
                    write!(f, "{}", Within(part, false))?;
                }
                Ok(())
            }
            Self::Any(parts) => {
                for (n, part) in parts.iter().enumerate() {
                    write!(f, "{}{part}", if n == 0 { "" } else { " OR " })?;
                }
                Ok(())
            }
            Self::Not(inner) => write!(f, "-{}", Within(inner, true)),
            Self::Text {
                text, quoted: true, ..
            } => quoted(f, text),
            Self::Text { text, .. } => f.write_str(text),
            Self::Term {
                field, op, values, ..
            } => {
                name(f, field)?;
                f.write_str(op.sign())?;
                for (n, value) in values.iter().enumerate() {
                    f.write_str(if n == 0 { "" } else { "," })?;
                    if needs_quotes(&value.text) {
                        quoted(f, &value.text)?;
                    } else {
                        f.write_str(&value.text)?;
                    }
                }
                Ok(())
            }
        }
    }
}

//! A typed text cut into numbers, words and signs.

use super::words::{self, Word};
use crate::base::lookup::fold;

/// A piece of the text.
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Whether white space stands before it.
    pub(super) spaced: bool,
}

pub(super) enum Kind {
    /// A number and how many digits it was written with; anything above nine digits is `u32::MAX`.
    Number(u32, usize),
    /// A word as folded, with what it can mean.
    Word(String, &'static [Word]),
    /// Any other character.
    Sign(char),
}

/// Cuts a text. White space separates and is dropped.
pub(super) fn scan(text: &str) -> Vec<Token> {
    let text = words::join(&fold(text));
    let mut tokens = Vec::new();
    let mut rest = text.as_str();
    let mut spaced = true;
    while let Some(first) = rest.chars().next() {
        let len = if first.is_ascii_digit() {
            run(rest, |letter| letter.is_ascii_digit())
        } else if first.is_alphabetic() {
            run(rest, |letter| letter.is_alphabetic() || letter == '\'')
        } else {
            first.len_utf8()
        };
        let (piece, tail) = rest.split_at(len);
        rest = tail;
        if first.is_whitespace() {
            spaced = true;
            continue;
        }
        let kind = if first.is_ascii_digit() {
            let value = if piece.len() > 9 { None } else { piece.parse().ok() };
            Kind::Number(value.unwrap_or(u32::MAX), piece.len())
        } else if first.is_alphabetic() {
            Kind::Word(piece.to_owned(), words::meanings(piece))
        } else {
            Kind::Sign(first)
        };
        tokens.push(Token { kind, spaced });
        spaced = false;
    }
    tokens
}

fn run(text: &str, belongs: fn(char) -> bool) -> usize {
    text.find(|letter| !belongs(letter)).unwrap_or(text.len())
}

/// The text of a token, for a message.
pub(super) fn shown(token: &Token) -> String {
    match &token.kind {
        Kind::Number(u32::MAX, _) => "…".to_owned(),
        Kind::Number(value, digits) => format!("{value:0digits$}"),
        Kind::Word(word, _) => word.chars().take(20).collect(),
        Kind::Sign(sign) => sign.to_string(),
    }
}

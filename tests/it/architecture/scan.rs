//! Reads Rust source into tokens, just well enough to tell code from text and comments.
//!
//! Not a parser: the rules need paths, macro names, string literals and comments, and
//! nothing of the grammar beside the nesting of inline modules.

use std::fs;
use std::path::{Path, PathBuf};

/// One token of a source file; numbers, lifetimes and characters are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Word(String),
    Text(String),
    Comment(String),
    PathSeparator,
    Sign(char),
}

impl Token {
    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(self, Self::Word(w) if w == word)
    }

    pub(super) fn word(&self) -> Option<&str> {
        match self {
            Self::Word(word) => Some(word),
            _ => None,
        }
    }

    pub(super) fn is_sign(&self, sign: char) -> bool {
        *self == Self::Sign(sign)
    }
}

/// A source file, its path relative to the root of the package with `/` between the parts.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) path: String,
    pub(super) lines: usize,
    /// Tokens with the line each begins on, comments among them.
    pub(super) tokens: Vec<(usize, Token)>,
}

impl Source {
    pub(super) fn new(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            lines: text.lines().count(),
            tokens: tokens(text),
        }
    }

    /// The tokens without comments: what the compiler sees.
    pub(super) fn code(&self) -> Vec<(usize, &Token)> {
        let code = |token: &Token| !matches!(token, Token::Comment(_));
        self.tokens
            .iter()
            .filter(|(_, t)| code(t))
            .map(|(line, t)| (*line, t))
            .collect()
    }

    /// The layer a file belongs to: its first folder under `src`, or its own name there.
    pub(super) fn layer(&self) -> Option<&str> {
        let inside = self.path.strip_prefix("src/")?;
        let first = inside.split('/').next().unwrap_or(inside);
        Some(first.strip_suffix(".rs").unwrap_or(first))
    }
}

/// Every Rust file under the given folders of `root`, in order of their paths.
pub(super) fn sources(root: &Path, folders: &[&str]) -> Vec<Source> {
    files(root, folders, "rs")
        .into_iter()
        .map(|path| {
            Source::new(
                &path,
                &fs::read_to_string(root.join(&path)).expect("source is UTF-8"),
            )
        })
        .collect()
}

/// The paths, relative to `root`, of the files with this extension under the given folders.
pub(super) fn files(root: &Path, folders: &[&str], extension: &str) -> Vec<String> {
    let mut open: Vec<PathBuf> = folders.iter().map(|folder| root.join(folder)).collect();
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        // A folder that is not there yet has no files.
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ext| ext == extension) {
                let inside = path.strip_prefix(root).expect("found under the root");
                let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
                found.push(parts.join("/"));
            }
        }
    }
    found.sort();
    found
}

fn tokens(text: &str) -> Vec<(usize, Token)> {
    let mut reader = Reader {
        rest: text,
        line: 1,
        found: Vec::new(),
    };
    while !reader.rest.is_empty() {
        reader.step();
    }
    reader.found
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
    found: Vec<(usize, Token)>,
}

impl<'a> Reader<'a> {
    fn step(&mut self) {
        let rest = self.rest;
        let first = rest.chars().next().expect("not at the end");
        if let Some(comment) = rest.strip_prefix("//") {
            let len = comment.find('\n').unwrap_or(comment.len());
            self.push(Token::Comment(comment[..len].to_owned()), 2 + len);
        } else if rest.starts_with("/*") {
            let len = block_comment(rest);
            self.push(Token::Comment(rest[2..len].to_owned()), len);
        } else if let Some((prefix, hashes)) = raw_string(rest) {
            let end = format!("\"{}", "#".repeat(hashes));
            let body = &rest[prefix..];
            let len = body.find(&end).unwrap_or(body.len());
            self.push(
                Token::Text(body[..len].to_owned()),
                (prefix + len + end.len()).min(rest.len()),
            );
        } else if first == '"' {
            let len = string(rest);
            self.push(Token::Text(rest[1..len - 1].to_owned()), len);
        } else if first == '\'' {
            self.skip(character(rest));
        } else if first.is_alphanumeric() || first == '_' {
            let len = rest
                .find(|c: char| !c.is_alphanumeric() && c != '_')
                .unwrap_or(rest.len());
            if first.is_numeric() {
                self.skip(len);
            } else if rest[len..].starts_with('"') && matches!(&rest[..len], "b" | "c") {
                self.skip(len); // the prefix of a byte or C string, which comes next
            } else {
                self.push(Token::Word(rest[..len].to_owned()), len);
            }
        } else if rest.starts_with("::") {
            self.push(Token::PathSeparator, 2);
        } else if first.is_whitespace() {
            self.skip(first.len_utf8());
        } else {
            self.push(Token::Sign(first), first.len_utf8());
        }
    }

    fn push(&mut self, token: Token, len: usize) {
        self.found.push((self.line, token));
        self.skip(len);
    }

    fn skip(&mut self, len: usize) {
        let (passed, rest): (&'a str, &'a str) = self.rest.split_at(len);
        self.line += passed.matches('\n').count();
        self.rest = rest;
    }
}

/// Length of the block comment at the start; they nest.
fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    at.min(text.len())
}

/// Length of the opening of a raw string (`r#"`) at the start, and its number of hashes.
fn raw_string(text: &str) -> Option<(usize, usize)> {
    let prefix = ["br", "cr", "r"]
        .into_iter()
        .find(|prefix| text.starts_with(prefix))?;
    let after = &text[prefix.len()..];
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..]
        .starts_with('"')
        .then_some((prefix.len() + hashes + 1, hashes))
}

/// Length of the string literal at the start, both quotes included.
fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    panic!("a string that nothing closes: {text:.60}")
}

/// Length of the character literal or of the quote of the lifetime at the start.
fn character(text: &str) -> usize {
    let body = &text[1..];
    if body.starts_with('\\') {
        return 2 + body[2..].find('\'').map_or(1, |at| at + 2);
    }
    let first = body.chars().next().map_or(0, char::len_utf8);
    if body[first..].starts_with('\'') {
        first + 2
    } else {
        1
    }
}

#[test]
fn the_reader_tells_code_from_text_and_comments() {
    let text = "use crate::a; // crate::b\n/* /* crate::c */ */ let s = \"crate::d \\\" x\";\n\
                let r = r#\"a \"quoted\" text\"#; let c = '\"'; fn f<'a>(x: &'a str) { b\"bytes\" '\\'' }";
    let source = Source::new("src/x.rs", text);
    let texts: Vec<_> = source
        .tokens
        .iter()
        .filter_map(|(line, token)| match token {
            Token::Text(text) => Some((*line, text.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(
        texts,
        [(2, "crate::d \\\" x"), (3, "a \"quoted\" text"), (3, "bytes")]
    );
    let code = source.code();
    let roots = code.iter().filter(|(_, token)| token.is_word("crate")).count();
    assert_eq!(roots, 1, "only the first is code: {code:?}");
    assert_eq!(
        source
            .tokens
            .iter()
            .filter(|(_, t)| matches!(t, Token::Comment(_)))
            .count(),
        2
    );
}

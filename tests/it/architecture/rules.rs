//! The rules themselves: each looks at sources and says what breaks it.

use super::scan::{Source, Token, files};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

/// What breaks a rule, and where.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Violation {
    pub(super) path: String,
    pub(super) line: usize,
    pub(super) what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}

fn violation(source: &Source, line: usize, what: impl Into<String>) -> Violation {
    Violation {
        path: source.path.clone(),
        line,
        what: what.into(),
    }
}

/// Every use of another layer that `allowed` does not list.
///
/// A use is a path from the root of the crate (`crate::x`, `callsheet::x` in the program,
/// `super::…::x` that climbs to the root, groups in braces included). A macro that is
/// exported at the root belongs to the layer of the file that defines it.
pub(super) fn edges(sources: &[Source], allowed: &[(&str, &[&str])]) -> Vec<Violation> {
    let table: BTreeMap<&str, &[&str]> = allowed.iter().copied().collect();
    let macros = exported_macros(sources);
    let mut found = Vec::new();
    for source in sources {
        let Some(from) = source.layer() else { continue };
        if from == "lib" {
            continue; // the list of the layers itself
        }
        let Some(targets) = table.get(from) else {
            found.push(violation(
                source,
                1,
                format!("`{from}` is not in the table of layers"),
            ));
            continue;
        };
        for (line, name) in root_paths(source) {
            let to = macros.get(name.as_str()).map_or(name.as_str(), String::as_str);
            if to == from || targets.contains(&to) {
                continue;
            }
            let seen = if to == name {
                String::new()
            } else {
                format!(" (the macro `{name}`)")
            };
            let what = format!("`{from}` may not use `{to}`{seen}; it may use {targets:?}");
            found.push(violation(source, line, what));
        }
    }
    found
}

fn exported_macros(sources: &[Source]) -> BTreeMap<String, String> {
    let mut macros = BTreeMap::new();
    for source in sources {
        let code = source.code();
        for at in windows(&code, &["macro_rules", "!"]) {
            let exported = code[at.saturating_sub(8)..at]
                .iter()
                .any(|(_, t)| t.is_word("macro_export"));
            if let (true, Some(name), Some(layer)) = (
                exported,
                code.get(at + 2).and_then(|(_, t)| t.word()),
                source.layer(),
            ) {
                macros.insert(name.to_owned(), layer.to_owned());
            }
        }
    }
    macros
}

/// The first names after the root of the crate, with their lines.
fn root_paths(source: &Source) -> Vec<(usize, String)> {
    // The program is a crate of its own beside the library.
    let program = source.path == "src/main.rs";
    let root = if program { "callsheet" } else { "crate" };
    let code = source.code();
    let mut found = Vec::new();
    let mut inline = InlineModules::new(&source.path);
    for at in 0..code.len() {
        inline.pass(&code, at);
        let token = code[at].1;
        let begins = at == 0 || *code[at - 1].1 != Token::PathSeparator;
        if token.is_word(root) && begins {
            found.extend(names_after(&code, at + 1));
        } else if token.is_word("super") && begins && !program {
            let mut supers = 1;
            let mut next = at + 1;
            while is_separator(&code, next) && code.get(next + 1).is_some_and(|(_, t)| t.is_word("super")) {
                supers += 1;
                next += 2;
            }
            if supers >= inline.depth() {
                found.extend(names_after(&code, next));
            }
        }
    }
    found
}

fn is_separator(code: &[(usize, &Token)], at: usize) -> bool {
    code.get(at).is_some_and(|(_, t)| **t == Token::PathSeparator)
}

/// `::name` or `::{name::…, name}` at `at`: the names on the first level.
fn names_after(code: &[(usize, &Token)], at: usize) -> Vec<(usize, String)> {
    if !is_separator(code, at) {
        return Vec::new();
    }
    let Some((line, token)) = code.get(at + 1) else {
        return Vec::new();
    };
    if let Some(name) = token.word() {
        return vec![(*line, name.to_owned())];
    }
    let mut names = Vec::new();
    let mut depth = 0;
    let mut expected = true; // a name on the first level comes after `{` or `,`
    for (line, token) in &code[at + 1..] {
        match token {
            Token::Sign('{') => depth += 1,
            Token::Sign('}') => depth -= 1,
            Token::Sign(',') if depth == 1 => expected = true,
            Token::Word(name) if expected && depth == 1 => {
                names.push((*line, name.clone()));
                expected = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names
}

/// How deep below the root of the crate the code at hand is, inline modules counted.
struct InlineModules {
    file: usize,
    braces: usize,
    open: Vec<usize>,
}

impl InlineModules {
    fn new(path: &str) -> Self {
        let parts: Vec<_> = path.trim_end_matches(".rs").split('/').skip(1).collect();
        let own = matches!(parts.last(), Some(&"mod" | &"lib" | &"main"));
        Self {
            file: parts.len() - usize::from(own),
            braces: 0,
            open: Vec::new(),
        }
    }

    fn pass(&mut self, code: &[(usize, &Token)], at: usize) {
        if code[at].1.is_sign('{') {
            self.braces += 1;
            if at >= 2 && code[at - 2].1.is_word("mod") {
                self.open.push(self.braces);
            }
        } else if code[at].1.is_sign('}') {
            if self.open.last() == Some(&self.braces) {
                self.open.pop();
            }
            self.braces = self.braces.saturating_sub(1);
        }
    }

    fn depth(&self) -> usize {
        self.file + self.open.len()
    }
}

/// Where the words and signs of `pattern` follow each other.
fn windows(code: &[(usize, &Token)], pattern: &[&str]) -> Vec<usize> {
    let same = |token: &Token, wanted: &str| match token {
        Token::Word(word) => word == wanted,
        Token::Sign(sign) => wanted.chars().eq([*sign]),
        Token::PathSeparator => wanted == "::",
        Token::Text(_) | Token::Comment(_) => false,
    };
    let matches = |window: &[(usize, &Token)]| window.iter().zip(pattern).all(|((_, t), p)| same(t, p));
    code.windows(pattern.len())
        .enumerate()
        .filter(|(_, w)| matches(w))
        .map(|(at, _)| at)
        .collect()
}

/// Each of `patterns` (tokens in a row) in a file that none of the `homes` (path prefixes) covers.
pub(super) fn only_in(
    sources: &[Source],
    homes: &[&str],
    patterns: &[&[&str]],
    reason: &str,
) -> Vec<Violation> {
    let outside = |source: &&Source| !homes.iter().any(|home| source.path.starts_with(home));
    let mut found = Vec::new();
    for source in sources.iter().filter(outside) {
        let code = source.code();
        for pattern in patterns {
            for at in windows(&code, pattern) {
                // `store::postgres::open` is a module of ours, not the crate of that name.
                let own_module = pattern.last() == Some(&"::") && at > 0 && is_separator(&code, at - 1);
                if !own_module {
                    found.push(violation(
                        source,
                        code[at].0,
                        format!("`{}`: {reason}", pattern.concat()),
                    ));
                }
            }
        }
    }
    found
}

/// String literals that are SQL, outside the files that `homes` (path prefixes) cover.
pub(super) fn sql_outside(sources: &[Source], homes: &[&str]) -> Vec<Violation> {
    let mut found = Vec::new();
    for source in sources {
        if homes.iter().any(|home| source.path.starts_with(home)) {
            continue;
        }
        for (line, token) in &source.tokens {
            if let Token::Text(text) = token
                && is_sql(text)
            {
                found.push(violation(
                    source,
                    *line,
                    format!("SQL belongs in {homes:?}: {text:.60?}"),
                ));
            }
        }
    }
    found
}

fn is_sql(text: &str) -> bool {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .collect();
    let pair = |a: &str, b: &str| words.windows(2).any(|w| w == [a, b]);
    let both = |a: &str, b: &str| {
        words
            .iter()
            .position(|w| *w == a)
            .is_some_and(|at| words[at + 1..].contains(&b))
    };
    both("SELECT", "FROM")
        || text.trim_start().starts_with("SELECT ")
        || pair("INSERT", "INTO")
        || pair("DELETE", "FROM")
        || both("UPDATE", "SET")
        || pair("CREATE", "TABLE")
        || pair("CREATE", "INDEX")
        || words.first() == Some(&"PRAGMA")
}

/// SQL files that are not migrations.
pub(super) fn stray_sql_files(root: &Path) -> Vec<Violation> {
    files(root, &["src", "assets", "tests"], "sql")
        .into_iter()
        .filter(|path| !path.starts_with("assets/migrations/"))
        .map(|path| Violation {
            path,
            line: 1,
            what: "SQL files are migrations and live in assets/migrations".to_owned(),
        })
        .collect()
}

/// Files over their size. `larger` lists files that may have more lines for now: a file that no
/// longer needs its entry, or that grew beyond it, is a violation as well, so the list only shrinks.
pub(super) fn sizes(sources: &[Source], limit: usize, larger: &[(&str, usize)]) -> Vec<Violation> {
    let mut found = Vec::new();
    for source in sources {
        let entry = larger.iter().find(|(path, _)| *path == source.path);
        let allowed = entry.map_or(limit, |(_, lines)| *lines);
        if source.lines > allowed {
            let what = format!("{} lines, at most {allowed}: make it a folder", source.lines);
            found.push(violation(source, source.lines, what));
        } else if entry.is_some_and(|_| source.lines <= limit || source.lines < allowed) {
            let what = format!(
                "has {} lines now: shorten its entry or take it away",
                source.lines
            );
            found.push(violation(source, source.lines, what));
        }
    }
    for (path, _) in larger {
        if !sources.iter().any(|source| source.path == *path) {
            found.push(Violation {
                path: (*path).to_owned(),
                line: 1,
                what: "is in the list of larger files and is not there".to_owned(),
            });
        }
    }
    found
}

/// Files that no `mod` of their parent includes, nor any `mod` by its `path` attribute.
/// `roots` are the files the compiler starts from.
pub(super) fn orphans(sources: &[Source], roots: &[&str]) -> Vec<Violation> {
    let mut by_path = BTreeSet::new();
    let mut declared: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for source in sources {
        let code = source.code();
        let names = windows(&code, &["mod"]).into_iter().filter_map(|at| {
            let name = code.get(at + 1)?.1.word()?;
            code.get(at + 2)?.1.is_sign(';').then(|| name.to_owned())
        });
        declared.insert(&source.path, names.collect());
        for at in windows(&code, &["#", "[", "path", "="]) {
            if let Some((_, Token::Text(path))) = code.get(at + 4) {
                by_path.insert(beside(&source.path, path));
            }
        }
    }
    let included = |path: &str| {
        let module = path
            .strip_suffix("/mod.rs")
            .unwrap_or_else(|| path.trim_end_matches(".rs"));
        let Some((folder, name)) = module.rsplit_once('/') else {
            return false;
        };
        let parents = [
            format!("{folder}/mod.rs"),
            format!("{folder}.rs"),
            format!("{folder}/lib.rs"),
            format!("{folder}/main.rs"),
        ];
        parents.iter().any(|parent| {
            declared
                .get(parent.as_str())
                .is_some_and(|names| names.contains(name))
        })
    };
    sources
        .iter()
        .filter(|source| !roots.contains(&source.path.as_str()) && !included(&source.path))
        .filter(|source| !by_path.contains(&source.path))
        .map(|source| violation(source, 1, "no `mod` includes this file: it is never compiled"))
        .collect()
}

/// The path of `other`, which is relative to the folder of `file`.
fn beside(file: &str, other: &str) -> String {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in other.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Work that is left open, and lints switched off without a reason.
pub(super) fn loose_ends(sources: &[Source]) -> Vec<Violation> {
    // Put together here, so that this file does not break its own rule.
    let notes = [["TO", "DO"].concat(), ["FIX", "ME"].concat()];
    let mut found = Vec::new();
    for source in sources {
        for (line, token) in &source.tokens {
            let Token::Comment(text) = token else { continue };
            for (below, text) in text.lines().enumerate() {
                // A task type has the name of such a note, so only its form as a note counts.
                let text = text.trim_start_matches(['/', '!', '*', ' ']);
                let is_note = |note: &String| {
                    text.starts_with(note.as_str())
                        || text.contains(&format!("{note}:"))
                        || text.contains(&format!("{note}("))
                };
                if notes.iter().any(is_note) {
                    found.push(violation(
                        source,
                        line + below,
                        format!("finish it or open an issue: {text}"),
                    ));
                }
            }
        }
        let code = source.code();
        for pattern in [["todo", "!"], ["unimplemented", "!"], ["dbg", "!"]] {
            for at in windows(&code, &pattern) {
                found.push(violation(
                    source,
                    code[at].0,
                    format!("`{}` left in", pattern.concat()),
                ));
            }
        }
        for pattern in [&["#", "[", "allow"][..], &["#", "!", "[", "allow"]] {
            for at in windows(&code, pattern) {
                let what = "`allow` switches a lint off for good; write `expect` with a reason";
                found.push(violation(source, code[at].0, what));
            }
        }
    }
    found
}

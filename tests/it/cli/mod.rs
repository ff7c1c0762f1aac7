//! The command line as transcripts: what was typed and what came back, a file a story.
//!
//! A line of `transcripts/*.txt` begins with what it is: `$` what is typed (after `callsheet`), `@` the clock,
//! `%` a variable of the environment, `+` a file with its lines behind `|`, `#` a remark. What the program says
//! stands behind `$` lines: standard output as it is, standard error behind `!`, an exit status other than 0
//! behind `?`. Ids are numbered in the order in which they are seen: `<1>`; `<it>` is the one that stood alone on
//! a line the last time (`-q`). With `CALLSHEET_WRITE_TRANSCRIPTS=1`
//! the files are written anew; read the difference before you commit it.

use crate::support::cli::Cli;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/cli/transcripts")
}

fn stories() -> Vec<PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(folder())
        .expect("the folder of transcripts")
        .map(|entry| entry.expect("a file").path())
        .collect();
    files.sort();
    files
}

/// Ids seen so far, each with its number.
#[derive(Default)]
struct Ids {
    seen: Vec<String>,
    /// The last one that was all a verb said.
    alone: String,
}

impl Ids {
    /// The text with every id as its number.
    fn hide(&mut self, text: &str) -> String {
        let mut shown = String::new();
        let mut rest = text;
        while let Some(at) = rest
            .char_indices()
            .map(|(at, _)| at)
            .find(|at| is_id(&rest[*at..]))
        {
            let (before, id) = (&rest[..at], &rest[at..at + 36]);
            let number = self.seen.iter().position(|known| known == id).unwrap_or_else(|| {
                self.seen.push(id.to_owned());
                self.seen.len() - 1
            });
            let _ = write!(shown, "{before}<{}>", number + 1);
            rest = &rest[at + 36..];
        }
        shown + rest
    }
    /// The text with every number as its id.
    fn show(&self, text: &str) -> String {
        let text = text.replace("<it>", &self.alone);
        let numbered = self.seen.iter().enumerate();
        numbered.fold(text, |text, (at, id)| text.replace(&format!("<{}>", at + 1), id))
    }
}

fn is_id(text: &str) -> bool {
    text.get(..36).is_some_and(|id| {
        id.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
    })
}

/// Words as a shell would give them; quotes hold words together.
fn words(line: &str) -> Vec<String> {
    let (mut all, mut word, mut quoted, mut begun) = (Vec::new(), String::new(), false, false);
    for ch in line.chars() {
        match ch {
            '"' => (quoted, begun) = (!quoted, true),
            ' ' if !quoted => {
                if begun {
                    all.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            _ => {
                word.push(ch);
                begun = true;
            }
        }
    }
    if begun {
        all.push(word);
    }
    all
}

/// Plays the story of a transcript and gives the transcript of what happened.
fn play(story: &str) -> String {
    let home = tempfile::tempdir().expect("a folder");
    let mut cli = Cli::new(home.path()).env("USER", "anna").env("COLUMNS", "100");
    let (mut ids, mut told) = (Ids::default(), String::new());
    let mut file: Option<PathBuf> = None;
    for line in story.lines() {
        let kind = line.get(..2).unwrap_or(line).trim_end();
        let rest = line.get(2..).unwrap_or_default();
        match kind {
            "" | "#" => {}
            "@" => cli = cli.at(rest),
            "%" => {
                let (name, value) = rest.split_once('=').expect("a variable and its value");
                cli = cli.env(name, value);
            }
            "+" => {
                let path = home.path().join(rest);
                std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
                std::fs::write(&path, "").expect("a file is made");
                file = Some(path);
            }
            "|" => {
                let path = file.as_ref().expect("a `+` line before");
                let text = std::fs::read_to_string(path).expect("just made") + rest + "\n";
                std::fs::write(path, text).expect("a file is written");
            }
            "$" => {
                let _ = writeln!(told, "{line}");
                let done = cli.run(words(&ids.show(rest)));
                if is_id(done.stdout.trim_end()) && done.stdout.trim_end().len() == 36 {
                    done.stdout.trim_end().clone_into(&mut ids.alone);
                }
                let place = home.path().display().to_string();
                let clean = |text: &str| text.replace(&place, "~");
                told.push_str(&ids.hide(&clean(&done.stdout)));
                for line in ids.hide(&clean(&done.stderr)).lines() {
                    let _ = writeln!(told, "! {line}");
                }
                if done.status != 0 {
                    let _ = writeln!(told, "? {}", done.status);
                }
                told.push('\n');
                continue;
            }
            // What the program said the last time.
            _ => continue,
        }
        if kind.is_empty() && (told.is_empty() || told.ends_with("\n\n")) {
            continue;
        }
        let _ = writeln!(told, "{line}");
    }
    told.trim_end().to_owned() + "\n"
}

#[test]
fn every_transcript_is_what_happens() {
    let write = std::env::var_os("CALLSHEET_WRITE_TRANSCRIPTS").is_some();
    let mut wrong = Vec::new();
    for path in stories() {
        let story = std::fs::read_to_string(&path).expect("a transcript");
        let told = play(&story);
        if told == story {
            continue;
        }
        if write {
            std::fs::write(&path, &told).expect("the transcript is written");
            continue;
        }
        let line = told
            .lines()
            .zip(story.lines())
            .position(|(now, before)| now != before);
        let at = line.unwrap_or_else(|| told.lines().count().min(story.lines().count()));
        let from = |text: &str| text.lines().skip(at).take(6).collect::<Vec<_>>().join("\n    ");
        wrong.push(format!(
            "{} line {}:\n  now\n    {}\n  in the file\n    {}",
            path.display(),
            at + 1,
            from(&told),
            from(&story)
        ));
    }
    assert!(
        wrong.is_empty(),
        "{}\nCALLSHEET_WRITE_TRANSCRIPTS=1 writes them anew",
        wrong.join("\n")
    );
}

/// Every verb that does something, as its words.
fn verbs(cli: &Cli, above: &[String], found: &mut BTreeSet<String>) {
    let mut args = above.to_vec();
    args.push("--help".to_owned());
    let help = cli.run(&args).ok().stdout;
    let Some((_, list)) = help.split_once("\nCommands:\n") else {
        found.insert(above.join(" "));
        return;
    };
    let names = list.lines().take_while(|line| !line.trim().is_empty());
    let names = names.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    for name in names
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
    {
        let mut below = above.to_vec();
        below.push(name.to_owned());
        verbs(cli, &below, found);
    }
}

#[test]
fn every_verb_is_in_a_transcript() {
    let home = tempfile::tempdir().expect("a folder");
    let mut found = BTreeSet::new();
    verbs(&Cli::new(home.path()), &[], &mut found);
    assert!(found.len() > 70, "{found:?}");
    let texts: Vec<String> = stories()
        .iter()
        .map(|path| std::fs::read_to_string(path).expect("a file"))
        .collect();
    let typed = |verb: &str| {
        let line = format!("$ {verb}");
        texts.iter().flat_map(|text| text.lines()).any(|typed| {
            typed
                .strip_prefix(&line)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        })
    };
    let missing: Vec<&String> = found.iter().filter(|verb| !typed(verb)).collect();
    assert!(missing.is_empty(), "no transcript of: {missing:?}");
}

//! A text in the user's own editor, and back.

use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Most bytes we take back: as many as a field of a record holds.
const LARGEST: u64 = crate::tui::widget::area::LARGEST_TEXT as u64;
/// What the shell says when there is no such program.
const NOT_FOUND: i32 = 127;

/// Why the text stayed as it was.
#[derive(Debug, thiserror::Error)]
pub enum EditorError {
    /// No editor is set.
    #[error("no editor is set; set VISUAL or EDITOR, for example EDITOR=nano")]
    None,
    /// The file for it could not be made.
    #[error("the file for the editor cannot be written: {0}; the text is as it was")]
    File(#[source] io::Error),
    /// The editor did not start.
    #[error("{editor} did not start: {why}; the text is as it was")]
    Start {
        /// The editor.
        editor: String,
        /// Why.
        why: String,
    },
    /// The editor said that it failed, and had written something.
    #[error("{editor} failed; the text is as it was, what was written is kept in {path}")]
    Failed {
        /// The editor.
        editor: String,
        /// The file.
        path: PathBuf,
    },
    /// The editor said that it failed, and had written nothing.
    #[error("{editor} failed; the text is as it was")]
    FailedUnwritten {
        /// The editor.
        editor: String,
    },
    /// What was written is longer than a text may be.
    #[error("what {editor} wrote is longer than 64 KiB; the text is as it was, the file is kept in {path}")]
    TooLong {
        /// The editor.
        editor: String,
        /// The file.
        path: PathBuf,
    },
    /// What was written is no text.
    #[error("what {editor} wrote is no text; the text is as it was, the file is kept in {path}")]
    NotText {
        /// The editor.
        editor: String,
        /// The file.
        path: PathBuf,
    },
    /// The editor took the file away.
    #[error("{editor} left no file; the text is as it was")]
    Gone {
        /// The editor.
        editor: String,
    },
}

/// The editor of the user: `VISUAL`, else `EDITOR`.
pub fn of_env(env: impl Fn(&str) -> Option<String>) -> Option<String> {
    ["VISUAL", "EDITOR"]
        .iter()
        .filter_map(|name| env(name))
        .find(|value| !value.trim().is_empty())
}

/// Lets the user edit a text; the file is readable by the user only and goes away when all went well.
pub fn edit(editor: Option<&str>, folder: &Path, number: u64, text: &str) -> Result<String, EditorError> {
    let editor = editor.ok_or(EditorError::None)?.to_owned();
    let path = folder.join(format!("callsheet-{}-{number}.md", std::process::id()));
    write_private(&path, text).map_err(EditorError::File)?;
    let status = match command(&editor, &path).status() {
        Ok(status) => status,
        Err(source) => {
            // It holds nothing but what the text field has.
            let _ = fs::remove_file(&path);
            let why = source.to_string();
            return Err(EditorError::Start { editor, why });
        }
    };
    let written = read_back(&path);
    if !status.success() {
        // Nothing written means nothing to keep.
        if !matches!(&written, Back::Text(written) if written == text) {
            return Err(match written {
                Back::Gone => EditorError::FailedUnwritten { editor },
                _ => EditorError::Failed { editor, path },
            });
        }
        let _ = fs::remove_file(&path);
        return Err(if status.code() == Some(NOT_FOUND) {
            let why = "there is no such program".to_owned();
            EditorError::Start { editor, why }
        } else {
            EditorError::FailedUnwritten { editor }
        });
    }
    match written {
        Back::Text(written) => {
            let _ = fs::remove_file(&path);
            Ok(written.strip_suffix('\n').unwrap_or(&written).to_owned())
        }
        Back::TooLong => Err(EditorError::TooLong { editor, path }),
        Back::NotText => Err(EditorError::NotText { editor, path }),
        Back::Gone => Err(EditorError::Gone { editor }),
    }
}

/// What stands in the file after the editor had it.
enum Back {
    Text(String),
    TooLong,
    NotText,
    Gone,
}

/// Reads the file, of a huge one no more than what tells that it is too long.
fn read_back(path: &Path) -> Back {
    // An editor may leave a folder, a pipe or a device there; reading one of those may never end.
    let is_file = fs::metadata(path).map(|file| file.is_file());
    match is_file {
        Ok(true) => {}
        Ok(false) => return Back::NotText,
        Err(_) => return Back::Gone,
    }
    let mut bytes = Vec::new();
    let read = fs::File::open(path).and_then(|file| {
        // One for the line break that editors put at the end, one that is too many.
        file.take(LARGEST + 2).read_to_end(&mut bytes)
    });
    match (read, String::from_utf8(bytes)) {
        (Err(_), _) => Back::NotText,
        (_, Ok(text)) if text.strip_suffix('\n').unwrap_or(&text).len() as u64 > LARGEST => Back::TooLong,
        (_, Ok(text)) => Back::Text(text),
        // A character may lie across the limit.
        (Ok(len), Err(error)) if len as u64 > LARGEST && error.utf8_error().error_len().is_none() => {
            Back::TooLong
        }
        (_, Err(_)) => Back::NotText,
    }
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}

/// The setting may hold arguments (`code --wait`), so a shell takes it apart.
fn command(editor: &str, path: &Path) -> Command {
    if cfg!(windows) {
        let mut words = editor.split_whitespace();
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words).arg(path);
        return command;
    }
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg(format!("{editor} \"$1\""))
        .arg("callsheet")
        .arg(path);
    command
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn files(folder: &Path) -> usize {
        fs::read_dir(folder).expect("folder").count()
    }

    #[test]
    fn an_editor_writes_fails_or_is_missing() {
        let folder = tempfile::tempdir().expect("folder");
        let folder = folder.path();
        let written = edit(Some("sed -i s/old/new/"), folder, 1, "old text\n").expect("edited");
        assert_eq!((written.as_str(), files(folder)), ("new text", 0));
        let said = |editor: &str, number| {
            edit(Some(editor), folder, number, "x")
                .expect_err("fails")
                .to_string()
        };
        assert_eq!(said("false", 2), "false failed; the text is as it was");
        let missing = said("no-such-editor", 3);
        assert!(missing.starts_with("no-such-editor did not start"), "{missing}");
        assert_eq!(said("rm -f", 5), "rm -f left no file; the text is as it was");
        assert_eq!(files(folder), 0);
        assert!(matches!(edit(None, folder, 4, "x"), Err(EditorError::None)));
    }

    #[test]
    fn a_huge_file_is_kept_and_not_read() {
        let folder = tempfile::tempdir().expect("folder");
        // Sparse: it takes no room, but reading it whole would take two gigabytes of memory.
        let grows = edit(Some("truncate -s 2G"), folder.path(), 1, "x");
        assert!(matches!(grows, Err(EditorError::TooLong { .. })), "{grows:?}");
        assert_eq!(files(folder.path()), 1);
        let full = "sh -c 'head -c 65536 /dev/zero | tr \\\\0 a > \"$0\"; echo >> \"$0\"'";
        let full = edit(Some(full), folder.path(), 2, "x").expect("as long as a text may be");
        assert_eq!(full.len(), 65_536);
    }

    #[test]
    fn what_a_failing_editor_wrote_is_kept() {
        let folder = tempfile::tempdir().expect("folder");
        let editor = "sh -c 'printf more >> \"$0\"; exit 3'";
        let Err(EditorError::Failed { path, .. }) = edit(Some(editor), folder.path(), 1, "text ") else {
            panic!("it failed")
        };
        assert_eq!(fs::read_to_string(path).expect("kept"), "text more");
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let folder = tempfile::tempdir().expect("folder");
        let editor = "sh -c 'printf \"\\377\\376\" > \"$0\"'";
        assert!(matches!(
            edit(Some(editor), folder.path(), 1, "text"),
            Err(EditorError::NotText { .. })
        ));
    }
}

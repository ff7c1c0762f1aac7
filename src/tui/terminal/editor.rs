//! A text in the user's own editor, and back.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Most bytes we take back.
const LARGEST: u64 = 8 * 1024 * 1024;

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
    #[error("{editor} did not start: {source}; the text is as it was")]
    Start {
        /// The editor.
        editor: String,
        /// Why.
        source: io::Error,
    },
    /// The editor said that it failed.
    #[error("{editor} failed; the text is as it was, what was written is kept in {path}")]
    Failed {
        /// The editor.
        editor: String,
        /// The file.
        path: PathBuf,
    },
    /// What was written is no text.
    #[error(
        "what {editor} wrote is no text of at most 8 MiB; the text is as it was, the file is kept in {path}"
    )]
    NotText {
        /// The editor.
        editor: String,
        /// The file.
        path: PathBuf,
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
    let status = command(&editor, &path).status();
    let status = status.map_err(|source| EditorError::Start {
        editor: editor.clone(),
        source,
    })?;
    if !status.success() {
        // Nothing written means nothing to keep.
        if fs::read_to_string(&path).is_ok_and(|written| written == text) {
            let _ = fs::remove_file(&path);
        }
        return Err(EditorError::Failed { editor, path });
    }
    let fits = fs::metadata(&path).is_ok_and(|file| file.len() <= LARGEST);
    match fs::read_to_string(&path) {
        Ok(written) if fits => {
            let _ = fs::remove_file(&path);
            Ok(written.strip_suffix('\n').unwrap_or(&written).to_owned())
        }
        _ => Err(EditorError::NotText { editor, path }),
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
        assert!(matches!(
            edit(Some("false"), folder, 2, "x"),
            Err(EditorError::Failed { .. })
        ));
        assert_eq!(files(folder), 0);
        assert!(matches!(
            edit(Some("no-such-editor"), folder, 3, "x"),
            Err(EditorError::Failed { .. })
        ));
        assert!(matches!(edit(None, folder, 4, "x"), Err(EditorError::None)));
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

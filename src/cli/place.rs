//! Where things are on this machine: the data file, the log, who works here.

use super::globals::{text_variable, variable};
use super::output::{Failure, Outcome, Problem};
use directories::ProjectDirs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Longest text read from standard input, in bytes; a note is far shorter.
const MAX_INPUT: u64 = 1 << 20;

fn folders() -> Option<ProjectDirs> {
    ProjectDirs::from("", "", "callsheet")
}

/// The data file when none was named: `callsheet.db` in the user's data folder.
pub(crate) fn data_file() -> Outcome<PathBuf> {
    match folders() {
        Some(folders) => Ok(folders.data_dir().join("callsheet.db")),
        None => Err(no_home("the data file", "--file PATH or CALLSHEET_FILE")),
    }
}

fn no_home(what: &str, instead: &str) -> Failure {
    Problem::usage(format!(
        "There is no home folder to keep {what} in (HOME is not set). Set HOME, or say {instead}."
    ))
    .into()
}

/// The log file; nowhere without a home folder.
pub(crate) fn log_file() -> Option<PathBuf> {
    let folders = folders()?;
    let state = folders.state_dir().unwrap_or_else(|| folders.data_local_dir());
    Some(state.join("callsheet.log"))
}

/// Makes the folder a file shall stand in, readable by its owner only.
pub(crate) fn make_folder_of(file: &Path) -> Outcome {
    let Some(folder) = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty() && !folder.exists())
    else {
        return Ok(());
    };
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .map_err(|error| Problem::io(&format!("making the folder {}", folder.display()), &error).into())
}

/// The name of the user of a new file, until they give another.
pub(crate) fn user_name() -> String {
    let name = ["CALLSHEET_USER", "USER", "LOGNAME", "USERNAME"]
        .iter()
        .find_map(|name| text_variable(name));
    name.unwrap_or_else(|| "me".to_owned())
}

/// The IANA zone of this machine; UTC when it has none that is known.
pub(crate) fn zone() -> String {
    let zone = jiff::tz::TimeZone::system();
    zone.iana_name().unwrap_or("UTC").to_owned()
}

/// The country of this machine's locale, else of its zone's language region, else Germany.
pub(crate) fn country() -> String {
    let locale = ["LC_ALL", "LC_TELEPHONE", "LANG"]
        .iter()
        .find_map(|name| text_variable(name))
        .unwrap_or_default();
    let region = locale
        .split(['.', '@'])
        .next()
        .and_then(|tag| tag.split(['_', '-']).nth(1));
    region
        .and_then(crate::base::country::by_code)
        .map_or_else(|| "DE".to_owned(), |country| country.code.clone())
}

/// Everything on standard input, as text without its last line break.
pub(crate) fn standard_input() -> Outcome<String> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(MAX_INPUT + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Problem::io("reading standard input", &error))?;
    if bytes.len() as u64 > MAX_INPUT {
        return Err(Problem::usage(format!("Standard input is longer than {MAX_INPUT} bytes.")).into());
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.trim_end_matches(['\n', '\r']).to_owned()),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            Err(Problem::usage(format!("Standard input is no UTF-8 text (at byte {at}).")).into())
        }
    }
}

/// Whether a variable asks for a log more talkative than warnings.
pub(crate) fn log_level() -> tracing::Level {
    let level = variable("CALLSHEET_LOG").and_then(|level| level.to_str()?.parse().ok());
    level.unwrap_or(tracing::Level::WARN)
}

//! The rejected rows: a CSV file beside the imported one, to be mended and imported again.

use super::ImportError;
use super::read::Row;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// The most files of one name that are kept side by side.
const MOST_FILES: u32 = 999;

/// The file that the user named.
#[derive(Clone, Debug)]
pub(super) struct To {
    path: PathBuf,
    /// The import was interrupted before, and what it left then is kept: the next one gets a number.
    goes_on: bool,
}

impl To {
    /// Refuses, before anything is changed, a file that is there already or has no folder.
    pub(super) fn checked(path: Option<PathBuf>, goes_on: bool) -> Result<Option<Self>, ImportError> {
        let Some(path) = path else { return Ok(None) };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let wrong = if folder.is_some_and(|folder| !folder.is_dir()) {
            Some(io::ErrorKind::NotFound)
        } else if !goes_on && path.symlink_metadata().is_ok() {
            Some(io::ErrorKind::AlreadyExists)
        } else {
            None
        };
        match wrong {
            Some(kind) => Err(ImportError::Rejects {
                path,
                source: kind.into(),
            }),
            None => Ok(Some(Self { path, goes_on })),
        }
    }
    fn create(&self) -> io::Result<(PathBuf, File)> {
        let most = if self.goes_on { MOST_FILES } else { 1 };
        let mut last = io::Error::from(io::ErrorKind::AlreadyExists);
        for n in 1..=most {
            let path = if n == 1 {
                self.path.clone()
            } else {
                self.numbered(n)
            };
            match create_new(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = error,
                done => return done.map(|file| (path, file)),
            }
        }
        Err(last)
    }
    fn numbered(&self, n: u32) -> PathBuf {
        let mut name = self.path.file_stem().unwrap_or_default().to_owned();
        name.push(format!("-{n}"));
        if let Some(end) = self.path.extension() {
            name.push(".");
            name.push(end);
        }
        self.path.with_file_name(name)
    }
}

/// Writes rejected rows as they come; there is no file until there is one.
pub(super) struct Rejects {
    source: PathBuf,
    to: Option<To>,
    header: Vec<String>,
    open: Option<(PathBuf, csv::Writer<File>)>,
}

impl Rejects {
    /// For the rows of `source`; `to` names the file, else it stands beside the source.
    pub(super) fn new(source: &Path, to: Option<To>, header: &[String]) -> Self {
        Self {
            source: source.to_owned(),
            to,
            header: header.to_vec(),
            open: None,
        }
    }
    /// Where they are, when there are any.
    pub(super) fn path(&self) -> Option<&Path> {
        self.open.as_ref().map(|(path, _)| path.as_path())
    }
    /// Adds a row and why it was rejected.
    pub(super) fn add(&mut self, row: &Row, reason: &str) -> Result<(), ImportError> {
        if self.open.is_none() {
            let (path, file) = create(&self.source, self.to.as_ref(), "csv")?;
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(file);
            let names = ["_line", "_reason"]
                .into_iter()
                .map(|name| name.as_bytes().to_vec())
                .chain(self.header.iter().map(|name| guard(name.as_bytes())));
            writer
                .write_record(names)
                .map_err(|error| rejects_error(&path, error))?;
            self.open = Some((path, writer));
        }
        let Some((path, writer)) = &mut self.open else {
            return Ok(());
        };
        let own = [row.line().to_string().into_bytes(), guard(reason.as_bytes())];
        let cells = (0..row.len())
            .map(|at| row.raw(at))
            // Cells behind the last column would shift nothing; they are kept as they are.
            .map(guard);
        writer
            .write_record(own.into_iter().chain(cells))
            .map_err(|error| rejects_error(path, error))
    }
    /// Writes what is still in memory.
    pub(super) fn finish(&mut self) -> Result<(), ImportError> {
        if let Some((path, writer)) = &mut self.open {
            writer.flush().map_err(|source| ImportError::Rejects {
                path: path.clone(),
                source,
            })?;
        }
        Ok(())
    }
}

/// Rejected lines of a file that is no table: as they came, one a line.
pub(super) struct Lines {
    source: PathBuf,
    to: Option<To>,
    open: Option<(PathBuf, BufWriter<File>)>,
}

impl Lines {
    /// For the lines of `source`; `to` names the file, else it stands beside the source.
    pub(super) fn new(source: &Path, to: Option<To>) -> Self {
        Self {
            source: source.to_owned(),
            to,
            open: None,
        }
    }
    /// Where they are, when there are any.
    pub(super) fn path(&self) -> Option<&Path> {
        self.open.as_ref().map(|(path, _)| path.as_path())
    }
    /// Adds a line.
    pub(super) fn add(&mut self, line: &str) -> Result<(), ImportError> {
        let failed = |path: &Path, source| ImportError::Rejects {
            path: path.to_owned(),
            source,
        };
        if self.open.is_none() {
            let (path, file) = create(&self.source, self.to.as_ref(), "ndjson")?;
            self.open = Some((path, BufWriter::new(file)));
        }
        let Some((path, to)) = &mut self.open else {
            return Ok(());
        };
        writeln!(to, "{line}").map_err(|source| failed(path, source))
    }
    /// Writes what is still in memory.
    pub(super) fn finish(&mut self) -> Result<(), ImportError> {
        match &mut self.open {
            Some((path, to)) => to.flush().map_err(|source| ImportError::Rejects {
                path: path.clone(),
                source,
            }),
            None => Ok(()),
        }
    }
}

fn rejects_error(path: &Path, error: csv::Error) -> ImportError {
    let source = match error.into_kind() {
        csv::ErrorKind::Io(source) => source,
        kind => io::Error::other(format!("{kind:?}")),
    };
    ImportError::Rejects {
        path: path.to_owned(),
        source,
    }
}

/// Makes a new file only its owner reads: rows of customers do not belong to everybody.
///
/// A file that is there is never written over; the next one gets a number. Where the
/// folder of the source cannot be written, the working folder and the one for temporary
/// files are tried.
fn create(source: &Path, to: Option<&To>, end: &str) -> Result<(PathBuf, File), ImportError> {
    let made = match to {
        Some(to) => to.create(),
        None => beside(source, end),
    };
    made.map_err(|error| ImportError::Rejects {
        path: to.map_or(source, |to| &to.path).to_owned(),
        source: error,
    })
}

fn beside(source: &Path, end: &str) -> io::Result<(PathBuf, File)> {
    let name = source
        .file_name()
        .map_or_else(|| "import".to_owned(), |name| name.to_string_lossy().into_owned());
    let folder = source.parent().map_or_else(PathBuf::new, Path::to_owned);
    let mut last = io::Error::from(io::ErrorKind::AlreadyExists);
    for folder in [folder, PathBuf::from("."), std::env::temp_dir()] {
        for n in 1..=MOST_FILES {
            let number = if n == 1 { String::new() } else { format!("-{n}") };
            let path = folder.join(format!("{name}.errors{number}.{end}"));
            match create_new(&path) {
                Ok(file) => return Ok((path, file)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = error,
                Err(error) => {
                    last = error;
                    break;
                }
            }
        }
    }
    Err(last)
}

fn create_new(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Signs that make a spreadsheet take a cell for a formula; the last four in full width.
const STARTS: [&str; 11] = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"];

/// A cell that no spreadsheet takes for a formula: an apostrophe before it, unless it is a number.
fn guard(cell: &[u8]) -> Vec<u8> {
    let risky = STARTS.iter().any(|start| cell.starts_with(start.as_bytes()));
    if risky && !is_number(cell) {
        return [b"'", cell].concat();
    }
    cell.to_vec()
}

/// Takes the apostrophe of [`guard`] away.
pub(super) fn unguard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if STARTS.iter().any(|start| rest.starts_with(start)) => rest,
        _ => cell,
    }
}

/// Numbers and phone numbers: a sign, digits, what stands between them, an extension.
fn is_number(cell: &[u8]) -> bool {
    let digits = cell.iter().filter(|byte| byte.is_ascii_digit()).count();
    digits > 0
        && matches!(cell.first(), Some(b'+' | b'-'))
        && cell[1..]
            .iter()
            .all(|byte| byte.is_ascii_digit() || b" .,()/-x".contains(byte))
        && cell[1..]
            .first()
            .is_some_and(|byte| byte.is_ascii_digit() || b" .(".contains(byte))
}

#[cfg(test)]
mod tests {
    use super::super::read::tests::rows_of;
    use super::*;

    #[test]
    fn rejected_rows_can_be_read_back_and_harm_no_spreadsheet() {
        let folder = tempfile::tempdir().expect("folder");
        let source = folder.path().join("rows.csv");
        let (header, rows) =
            rows_of("name,phone,note\n=cmd|' /C calc'!A0,+49 30 1x2,\"a \"\"b\"\"\nc\"\n@SUM,-1,＝1\n");
        let mut rejects = Rejects::new(&source, None, &header);
        assert_eq!(rejects.path(), None);
        for row in &rows {
            rejects.add(row, "=bad").expect("written");
        }
        rejects.finish().expect("flushed");
        let path = rejects.path().expect("a file").to_owned();
        assert_eq!(path, folder.path().join("rows.csv.errors.csv"));
        let text = std::fs::read_to_string(&path).expect("text");
        assert_eq!(
            text,
            "_line,_reason,name,phone,note\n\
             2,'=bad,'=cmd|' /C calc'!A0,+49 30 1x2,\"a \"\"b\"\"\nc\"\n\
             4,'=bad,'@SUM,-1,'＝1\n"
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&path).expect("file").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        let mut again = Rejects::new(&source, None, &header);
        again.add(&rows[0], "bad").expect("written");
        assert_eq!(again.path(), Some(&*folder.path().join("rows.csv.errors-2.csv")));
    }

    #[test]
    fn the_guard_comes_off_again() {
        for cell in [
            "=1+1",
            "@SUM",
            "－1",
            "-x",
            "+1(555)=2",
            "'quoted'",
            "plain",
            "+49 30 1",
        ] {
            let guarded = String::from_utf8(guard(cell.as_bytes())).expect("text");
            assert_eq!(unguard(&guarded), cell);
        }
        assert_eq!(guard(b"+49 (30) 1-2"), b"+49 (30) 1-2");
        assert_eq!(guard(b"-12.5"), b"-12.5");
        assert_eq!(guard(b"-2+3"), b"'-2+3");
    }
}

//! The lines of an own export, one at a time, and where each is, so that it can be read again.

use super::ImportError;
use super::read::{Malformed, ROW_LIMIT};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// The lines of a file, one at a time.
pub(super) struct Lines {
    path: PathBuf,
    from: BufReader<File>,
    no: u64,
    /// Where the next line begins.
    at: u64,
}

/// Where a line is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Place {
    pub(super) no: u64,
    at: u64,
}

/// A line as text.
pub(super) struct Text {
    pub(super) place: Place,
    /// Without its end; bytes that are no UTF-8 are replaced.
    pub(super) text: String,
    /// Why it cannot be taken as it is.
    pub(super) fault: Option<String>,
}

impl Lines {
    pub(super) fn open(path: &Path) -> Result<Self, ImportError> {
        Ok(Self {
            path: path.to_owned(),
            from: BufReader::with_capacity(64 * 1024, super::read::open(path)?),
            no: 0,
            at: 0,
        })
    }

    pub(super) fn next_line(&mut self) -> Result<Option<Text>, ImportError> {
        let mut bytes = Vec::new();
        let read = (&mut self.from)
            .take(ROW_LIMIT as u64 + 1)
            .read_until(b'\n', &mut bytes)
            .map_err(|source| ImportError::read(&self.path, source))?;
        if read == 0 {
            return Ok(None);
        }
        self.no += 1;
        let place = Place {
            no: self.no,
            at: self.at,
        };
        self.at += read as u64;
        if read > ROW_LIMIT {
            return Err(ImportError::Malformed {
                path: self.path.clone(),
                error: Malformed::LongRow { line: self.no },
            });
        }
        if self.no == 1 && bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        let fault = std::str::from_utf8(&bytes).err().map(|error| {
            let at = error.valid_up_to();
            format!("no UTF-8 at byte {at} of the line (0x{:02X})", bytes[at])
        });
        Ok(Some(Text {
            place,
            text: String::from_utf8_lossy(&bytes).trim_end().to_owned(),
            fault,
        }))
    }

    /// Reads a line again.
    pub(super) fn line_at(&mut self, place: Place) -> Result<Option<Text>, ImportError> {
        let failed = |source| ImportError::read(&self.path, source);
        let forward =
            i64::try_from(place.at).unwrap_or(i64::MAX) - i64::try_from(self.at).unwrap_or(i64::MAX);
        // What is in the buffer already is not read again.
        self.from.seek_relative(forward).map_err(failed)?;
        (self.at, self.no) = (place.at, place.no - 1);
        self.next_line()
    }
}

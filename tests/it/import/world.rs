//! A data file with files to import beside it.

use callsheet::base::Timestamp;
use callsheet::domain::Rules;
use callsheet::domain::{Company, Contact};
use callsheet::import::map::MapOptions;
use callsheet::import::{Import, ImportError, ImportOptions, Mode, Report};
use callsheet::replica::{Clock, FoundRow, OpenOptions, Replica};
use std::path::{Path, PathBuf};

/// A folder with an open data file.
pub(super) struct World {
    pub(super) folder: tempfile::TempDir,
    pub(super) replica: Replica,
}

impl World {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().expect("folder");
        let replica = Replica::open(OpenOptions {
            path: folder.path().join("callsheet.db"),
            clock: Clock::Frozen("2026-03-03T09:00:00Z".parse::<Timestamp>().expect("instant")),
            user_name: "Ines Team".to_owned(),
            zone: "Europe/Berlin".to_owned(),
            country: "DE".to_owned(),
            rules: Rules::shipped().to_new(),
        })
        .expect("a fresh file");
        Self { folder, replica }
    }
    /// Writes a file to import.
    pub(super) fn file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path
    }
    pub(super) fn try_import(
        &self,
        path: &Path,
        options: ImportOptions,
        mode: Mode,
    ) -> Result<Report, ImportError> {
        Import::prepare(path, options)?.run(&self.replica, mode, |_| {})
    }
    pub(super) fn import_with(&self, path: &Path, options: ImportOptions) -> Report {
        // A dry run first, every time: it must tell what the run then does.
        let told = self
            .try_import(path, options.clone(), Mode::DryRun)
            .unwrap_or_else(|error| panic!("{error}"));
        let done = self
            .try_import(path, options, Mode::Commit)
            .unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(told.totals, done.totals, "the dry run told something else");
        assert_eq!(told.company_links, done.company_links);
        assert_eq!(told.merge_proposals, done.merge_proposals);
        done
    }
    pub(super) fn import(&self, path: &Path) -> Report {
        self.import_with(path, ImportOptions::default())
    }
    /// Imports a text as a file.
    pub(super) fn take(&self, name: &str, text: &str) -> Report {
        self.import(&self.file(name, text))
    }
    pub(super) fn company(&self, kind: &'static str, key: &str) -> Company {
        let mut all = self.companies(kind, key);
        assert_eq!(all.len(), 1, "{kind} {key}: {all:?}");
        all.remove(0)
    }
    pub(super) fn companies(&self, kind: &'static str, key: &str) -> Vec<Company> {
        let ids = self.found(kind, key).into_iter().filter_map(|row| match row {
            FoundRow::Company(id) => Some(id),
            FoundRow::Contact(_) => None,
        });
        self.replica.companies_by_id(ids.collect()).expect("rows")
    }
    pub(super) fn contact(&self, kind: &'static str, key: &str) -> Contact {
        let ids = self.found(kind, key).into_iter().filter_map(|row| match row {
            FoundRow::Contact(id) => Some(id),
            FoundRow::Company(_) => None,
        });
        let mut all = self.replica.contacts_by_id(ids.collect()).expect("rows");
        assert_eq!(all.len(), 1, "{kind} {key}: {all:?}");
        all.remove(0)
    }
    fn found(&self, kind: &'static str, key: &str) -> Vec<FoundRow> {
        let keys = vec![(kind, key.to_owned())];
        self.replica.lookup_all(keys).expect("lookup").remove(0)
    }
}

/// The totals as one line: created, updated, unchanged, skipped, failed.
pub(super) fn line(report: &Report) -> [u64; 5] {
    let t = report.totals;
    assert_eq!(t.rows_in, t.accounted());
    [t.created, t.updated, t.unchanged, t.skipped, t.failed]
}

pub(super) fn mapped(maps: &[&str]) -> ImportOptions {
    ImportOptions {
        map: MapOptions {
            maps: maps.iter().map(ToString::to_string).collect(),
            ..MapOptions::default()
        },
        ..ImportOptions::default()
    }
}

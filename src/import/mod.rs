//! Import: rows of other systems' files become commands through the door.
//!
//! [`Import::prepare`] reads a file and decides what its columns mean, without touching
//! data; [`Import::run`] compares its rows with what is here and gives the commands, in
//! batches of one group, so that one undo takes the whole import back. No rule is decided
//! here: a row that the rules refuse goes to the rejects like one that cannot be read.
//!
//! ```text
//! file ─ read ─ rows ─ map ─ draft ─ keys ─ matching ─ changes ─ commands ─ door
//! ```

mod changes;
mod doubt;
pub mod draft;
mod early;
mod error;
mod keys;
mod listed;
pub mod map;
mod matching;
mod own_lines;
pub mod read;
mod rejects;
mod report;
mod restore;
mod run;
mod said;
mod sample;
mod saved;
mod several;
mod survey;
mod tally;
pub mod value;

pub use error::ImportError;
pub use listed::{ListFile, RejectedLine};
pub use report::{Attached, ColumnReport, InTrash, Preview, Proposal, Rejected, Report, StageKept, Totals};
pub use restore::{OwnExport, Restored};
pub use run::Mode;
pub use sample::{Look, Sample};
pub use several::{Several, Sum};
pub use survey::{Survey, Warning};

use crate::base::UserId;
use crate::domain::command::Fields;
use crate::replica::Replica;
use map::{MapOptions, Mapping};
use read::{Charset, Format, ReadOptions, Sheet};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use value::date::DateOrder;
use value::number::DecimalMark;

/// The most columns that are read without being asked to.
pub const MAX_COLUMNS: usize = 99;

/// What becomes of a row that is here already.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum OnDuplicate {
    /// What the file says more or otherwise is taken; a file imported before changes nothing again.
    #[default]
    Merge,
    /// The same, also for a file imported before: what was changed here since is set back.
    Update,
    /// It is left as it is.
    Skip,
    /// It is entered once more, unless its id says that it is the same.
    Add,
}

impl std::str::FromStr for OnDuplicate {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim().to_lowercase().as_str() {
            "skip" => Ok(Self::Skip),
            "update" => Ok(Self::Update),
            "add" => Ok(Self::Add),
            _ => Err(format!("\"{text}\": accepted are skip, update, add")),
        }
    }
}

/// What the user said about an import.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// The encoding, when named.
    pub charset: Option<Charset>,
    /// The most columns that are read.
    pub max_columns: usize,
    /// What the columns mean.
    pub map: MapOptions,
    /// The order of dates where the file does not tell.
    pub date_order: Option<DateOrder>,
    /// The decimal mark where the file does not tell.
    pub decimal: Option<DecimalMark>,
    /// Mend text that was encoded twice.
    pub mend: bool,
    /// The sheet of a workbook, when not the first.
    pub sheet: Option<String>,
    /// What becomes of rows that are here already.
    pub on_duplicate: OnDuplicate,
    /// Start the workflows of new companies.
    pub workflow: bool,
    /// Enter the companies that contacts of an address book name and that are not here.
    pub new_companies: bool,
    /// Who owns what is entered.
    pub owner: Option<UserId>,
    /// Tags for every company of the file.
    pub tags: Vec<String>,
    /// Take what was said of a file with the same columns before, when nothing is said now.
    pub saved_mapping: bool,
    /// One of several files: what does not fit this one is meant for another.
    pub several: bool,
    /// Where rejected rows go, when not beside the file.
    pub rejects: Option<PathBuf>,
}

impl Default for ImportOptions {
    fn default() -> Self {
        Self {
            charset: None,
            max_columns: MAX_COLUMNS,
            map: MapOptions::default(),
            date_order: None,
            decimal: None,
            mend: false,
            sheet: None,
            on_duplicate: OnDuplicate::default(),
            workflow: true,
            new_companies: true,
            owner: None,
            tags: Vec::new(),
            saved_mapping: true,
            several: false,
            rejects: None,
        }
    }
}

/// A file that was read and understood, ready to be imported.
#[derive(Clone, Debug)]
pub struct Import {
    sheet: Sheet,
    mapping: Mapping,
    survey: Survey,
    options: ImportOptions,
    /// What the user said of the columns.
    told: Option<MapOptions>,
    /// What was said of a file with the same columns before, when that holds.
    remembered: Option<MapOptions>,
}

impl Import {
    /// Reads a file and decides what it holds; nothing is changed.
    pub fn prepare(path: &Path, options: ImportOptions) -> Result<Self, ImportError> {
        Self::prepared(None, path, options)
    }
    /// The same, with what the data file remembers of files with the same columns.
    pub fn prepare_in(replica: &Replica, path: &Path, options: ImportOptions) -> Result<Self, ImportError> {
        Self::prepared(Some(replica), path, options)
    }
    fn prepared(
        replica: Option<&Replica>,
        path: &Path,
        mut options: ImportOptions,
    ) -> Result<Self, ImportError> {
        let read = ReadOptions {
            charset: options.charset,
            max_columns: options.max_columns,
            sheet: options.sheet.clone(),
        };
        let sheet = Sheet::open(path, read, map::is_known_name)?;
        if let Some(replica) = replica {
            options.map.custom = replica.rules().fields.clone();
        }
        let told = (!options.map.is_empty()).then(|| options.map.clone());
        let mut saved = None;
        if let Some(replica) = replica.filter(|_| told.is_none() && options.saved_mapping) {
            let custom = &options.map.custom;
            saved = saved::find(replica, &sheet.header)?
                .map(|said| MapOptions {
                    custom: custom.clone(),
                    part: options.map.part,
                    ..said
                })
                // A mapping file may be gone by now.
                .filter(|said| Mapping::of(&sheet.header, said).is_ok());
            if let Some(said) = &saved {
                options.map = said.clone();
            }
        }
        if sheet.format == Format::Cards {
            // Their columns are ours: what they are needs no guess.
            options.map.system.get_or_insert_with(|| "vcard".to_owned());
            options.map.entity.get_or_insert(map::Entity::Contacts);
        }
        let mapping = Mapping::of(&sheet.header, &options.map)?;
        let enters = mapping.entity == map::Entity::Companies || mapping.enters_companies;
        if options.several && !enters {
            options.tags.clear();
        }
        if !options.tags.is_empty() && !enters {
            return Err(ImportError::Option(format!(
                "--tag: {} have no tags; tags are for companies",
                mapping.entity.word()
            )));
        }
        let mut survey = survey::survey(&sheet, &mapping, &options)?;
        if let Some(said) = &saved {
            survey.warnings.push(Warning {
                code: "saved_mapping",
                text: format!(
                    "columns are read as was said of the last file with the same ones: {} \
                     (--no-saved-mapping reads them afresh)",
                    saved::in_words(said)
                ),
            });
        }
        let parts = Mapping::parts(&sheet.header);
        if !parts.is_empty() && options.map.part.is_none() {
            let words: Vec<&str> = parts.iter().map(|part| part.word()).collect();
            survey.warnings.push(Warning {
                code: "several_kinds",
                text: format!(
                    "its rows hold {} at once; read as {} only. `callsheet import` without --as and --map takes all",
                    words.join(", "),
                    mapping.entity.word()
                ),
            });
        }
        Ok(Self {
            sheet,
            mapping,
            survey,
            options,
            told,
            remembered: saved,
        })
    }
    /// The parts of a file whose rows are of several kinds at once, each to be prepared by itself with
    /// [`MapOptions::part`]; empty when they are of one kind, or when it was said which is wanted.
    pub fn parts(&self) -> Vec<map::Entity> {
        let map = &self.options.map;
        if map.part.is_some() || map.entity.is_some() || !map.maps.is_empty() {
            return Vec::new();
        }
        Mapping::parts(&self.sheet.header)
    }
    /// Whether a row holds nothing of the part that is read.
    fn holds_none(&self, row: &read::Row) -> bool {
        let Some(part) = self.options.map.part else {
            return false;
        };
        let columns = self.mapping.columns.iter().enumerate();
        let mut own = columns.filter(|(_, column)| map::is_of_part(part, &column.name));
        own.all(|(at, _)| row.cell(at).is_empty())
    }
    /// What was found out about the file.
    pub fn preview(&self) -> Preview {
        Preview::of(&self.sheet, &self.mapping, &self.survey)
    }
    /// What was said of the last file with the same columns and holds for this one; none: nothing was.
    pub fn remembered(&self) -> Option<&MapOptions> {
        self.remembered.as_ref()
    }
    /// How many rows it has.
    pub fn rows(&self) -> u64 {
        self.survey.rows
    }
    /// The name of the file without its folder.
    fn file_name(&self) -> String {
        let name = self.sheet.path.file_name().unwrap_or(self.sheet.path.as_os_str());
        name.to_string_lossy().into_owned()
    }
    /// The same file, read the same way, has the same id.
    fn id(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(self.sheet.facts.hash);
        let meaning = format!(
            "{}/{}/{:?}/{:?}/{:?}",
            self.mapping.system,
            self.mapping.entity.word(),
            self.mapping.columns,
            self.options.tags,
            self.options.owner,
        );
        hash.update(meaning.as_bytes());
        if let Some(sheet) = &self.options.sheet {
            hash.update(sheet.as_bytes());
        }
        hex(&hash.finalize())
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A row that is here, as its fields.
type RowFields = Fields;

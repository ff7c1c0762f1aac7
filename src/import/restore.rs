//! callsheet's own export of everything, read back: rows as they were, each a command through the door.
//!
//! A line is `{"table": …, "row": {…}}`, as `export all` writes it. Nothing is mapped and nothing is guessed; a line
//! that cannot be read or that the rules refuse goes to the rejects as it came, with its number and the reason, and
//! that file can be imported again. Whether a row may come back is decided in `ops`.

use super::ImportError;
use super::OnDuplicate;
use super::early;
use super::own_lines::{Lines, Place, Text};
use super::rejects;
use super::report::{Rejected, Totals};
use super::run::{self, Mode};
use crate::base::GroupId;
use crate::domain::command::{ImportCommand, RestoreRow};
use crate::domain::{AnyRow, Command, Effect, Refusal, RefusalCode};
use crate::replica::{Applied, Replica};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Rows in one transaction.
const BATCH_ROWS: usize = 500;
/// Text of rows in one transaction: lines may be long, and all of a batch are in memory at once.
const BATCH_BYTES: usize = 8 * 1024 * 1024;
/// How many rejected rows a report lists; the rejects file has all.
const LISTED: usize = 50;
/// The keys that a line of the rejects has beside those of the export.
const OWN_KEYS: [&str; 2] = ["_line", "_reason"];

/// What bringing rows back did, or in a dry run would do.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Restored {
    /// The file.
    pub file: PathBuf,
    /// Always `callsheet`.
    pub system: &'static str,
    /// The group of its commands; `undo` takes it back as one.
    pub group: Option<GroupId>,
    /// Nothing was changed.
    pub dry_run: bool,
    /// It was stopped after a batch; the same again goes on from there.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub stopped: bool,
    /// How many rows became what.
    #[serde(flatten)]
    pub totals: Totals,
    /// Rows of each table.
    pub tables: BTreeMap<String, u64>,
    /// Why rows were left alone.
    pub skipped_because: BTreeMap<String, u64>,
    /// The first rejected rows.
    pub rejected: Vec<Rejected>,
    /// Where the rejected rows are.
    pub rejects: Option<PathBuf>,
}

/// An export of everything that is to be read back.
#[derive(Clone, Debug)]
pub struct OwnExport {
    path: PathBuf,
    overwrite: bool,
    rejects: Option<PathBuf>,
}

/// A line that was understood.
struct Line {
    place: Place,
    text: String,
    read: Result<Option<Box<AnyRow>>, String>,
}

impl OwnExport {
    /// The file, when its first line is one of an export of everything.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn recognise(path: &Path) -> Result<Option<Self>, ImportError> {
        let mut lines = Lines::open(path)?;
        let first = loop {
            match lines.next_line()? {
                Some(line) if line.text.trim().is_empty() => {}
                other => break other,
            }
        };
        let is_row = first.is_some_and(|line| {
            let value: Option<Value> = serde_json::from_str(&line.text).ok();
            value.is_some_and(|value| value.get("table").is_some() && value.get("row").is_some())
        });
        Ok(is_row.then(|| Self {
            path: path.to_owned(),
            overwrite: false,
            rejects: None,
        }))
    }

    /// Takes what the user said: whether rows that are here and differ are replaced, where rejects go.
    #[must_use]
    pub fn with(mut self, on_duplicate: OnDuplicate, rejects: Option<PathBuf>) -> Self {
        self.overwrite = on_duplicate == OnDuplicate::Update;
        self.rejects = rejects;
        self
    }

    /// How many rows it has.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn rows(&self) -> Result<u64, ImportError> {
        let mut lines = Lines::open(&self.path)?;
        let mut rows = 0;
        while let Some(line) = lines.next_line()? {
            rows += u64::from(!line.text.trim().is_empty());
        }
        Ok(rows)
    }

    /// How many of its rows can be read; the others go to the rejects, whatever is here.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn readable(&self) -> Result<u64, ImportError> {
        let mut lines = Lines::open(&self.path)?;
        let mut known = Known::new();
        let mut rows = 0;
        while let Some(line) = lines.next_line()? {
            rows += u64::from(!line.text.is_empty() && row_of(&line, &mut known).is_ok());
        }
        Ok(rows)
    }

    /// Brings the rows back. `progress` is told after each batch how many rows are done.
    ///
    /// # Errors
    /// When the file cannot be read, or the data cannot be changed any more; what was brought back stands.
    pub fn run(
        &self,
        replica: &Replica,
        mode: Mode,
        mut progress: impl FnMut(u64),
    ) -> Result<Restored, ImportError> {
        self.run_while(replica, mode, |done| {
            progress(done);
            true
        })
    }

    /// The same, as long as `go_on` says so after a batch; what was brought back until then stands. A dry run does
    /// not ask.
    ///
    /// # Errors
    /// As [`OwnExport::run`].
    pub fn run_while(
        &self,
        replica: &Replica,
        mode: Mode,
        mut go_on: impl FnMut(u64) -> bool,
    ) -> Result<Restored, ImportError> {
        if mode == Mode::DryRun {
            let own = self.clone();
            return replica.rehearse(move |tried| {
                let mut give = |commands| tried.give(commands).map_err(ImportError::from);
                Ok(Tally::new(&own, None, None).all(&mut give, &mut |_| true))
            })?;
        }
        let key = format!("import:{}", self.id()?);
        let (group, goes_on) = run::group_of(replica, &key)?;
        let to = rejects::To::checked(self.rejects.clone(), goes_on)?;
        let mut noted = false;
        let mut give = |commands| {
            if !noted {
                run::remember(replica, &key, group, false)?;
                noted = true;
            }
            Ok(replica.run_batch(group, commands)?)
        };
        let mut report = Tally::new(self, Some(group), to).all(&mut give, &mut go_on)?;
        if noted && !report.stopped {
            run::remember(replica, &key, group, true)?;
        }
        if report.totals.created + report.totals.updated == 0 {
            report.group = None;
        }
        Ok(report)
    }

    fn id(&self) -> Result<String, ImportError> {
        let mut hash = Sha256::new();
        let mut file = super::read::open(&self.path)?;
        let mut part = vec![0; 64 * 1024];
        loop {
            let read = file
                .read(&mut part)
                .map_err(|source| ImportError::read(&self.path, source))?;
            if read == 0 {
                break;
            }
            hash.update(&part[..read]);
        }
        Ok(super::hex(&hash.finalize()))
    }
}

/// The row that a line is, or why it is none.
fn row_of(line: &Text, known: &mut Known) -> Result<Option<Box<AnyRow>>, String> {
    match (&line.fault, plain(&line.text, known)) {
        (Some(fault), _) => Err(fault.clone()),
        (None, Some(row)) => Ok(Some(row)),
        (None, None) => read(&line.text),
    }
}

/// What the fields of each table's rows are called.
type Known = BTreeMap<&'static str, BTreeSet<String>>;

/// A line as it stands, without its values.
#[derive(Deserialize)]
#[expect(
    clippy::zero_sized_map_values,
    reason = "serde reads the names of an object as a map"
)]
struct Outline<'a> {
    #[serde(borrow)]
    row: BTreeMap<Cow<'a, str>, IgnoredAny>,
}

/// What a line says, when nothing is to be said of it: the row, read straight from the text.
fn plain(text: &str, known: &mut Known) -> Option<Box<AnyRow>> {
    if text.contains("\\u0000") || OWN_KEYS.iter().any(|key| text.contains(key)) {
        return None;
    }
    let row: AnyRow = serde_json::from_str(text).ok()?;
    let outline: Outline<'_> = serde_json::from_str(text).ok()?;
    let names = known.entry(row.table()).or_insert_with(|| {
        let whole = serde_json::to_value(&row).unwrap_or_default();
        let fields = whole.get("row").and_then(Value::as_object);
        fields
            .into_iter()
            .flat_map(|fields| fields.keys().cloned())
            .collect()
    });
    let all_known = outline.row.keys().all(|name| names.contains(name.as_ref()));
    all_known.then(|| Box::new(row))
}

/// What a line says; none for the line of the tenant, which names nothing of the field.
pub(super) fn read(text: &str) -> Result<Option<Box<AnyRow>>, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| format!("no JSON: {error}"))?;
    let Value::Object(mut line) = value else {
        return Err("no object; a line is {\"table\": …, \"row\": {…}}".to_owned());
    };
    for key in OWN_KEYS {
        line.remove(key);
    }
    let table = line
        .get("table")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    if table == "tenant" {
        return Ok(None);
    }
    if !AnyRow::TABLES.contains(&table.as_str()) {
        return Err(format!(
            "table: \"{table}\" is none; accepted: tenant, {}",
            AnyRow::TABLES.join(", ")
        ));
    }
    if holds_nul(&line) {
        return Err("a text contains a NUL character".to_owned());
    }
    let given = line.get("row").cloned().unwrap_or(Value::Null);
    let row: AnyRow = serde_json::from_value(Value::Object(line)).map_err(|error| error.to_string())?;
    nothing_lost(&given, &row)?;
    Ok(Some(Box::new(row)))
}

/// One of the databases cannot keep it, so neither does.
fn holds_nul(line: &Map<String, Value>) -> bool {
    fn any(value: &Value) -> bool {
        match value {
            Value::String(text) => text.contains('\0'),
            Value::Array(items) => items.iter().any(any),
            Value::Object(fields) => fields
                .iter()
                .any(|(name, value)| name.contains('\0') || any(value)),
            _ => false,
        }
    }
    line.values().any(any)
}

/// A field that rows of this kind have not would be dropped without a word.
fn nothing_lost(given: &Value, row: &AnyRow) -> Result<(), String> {
    let empty = Map::new();
    let taken = serde_json::to_value(row).unwrap_or_default();
    let known = taken.get("row").and_then(Value::as_object).unwrap_or(&empty);
    let mut names = given.as_object().unwrap_or(&empty).keys();
    match names.find(|name| !known.contains_key(*name)) {
        Some(name) => Err(format!("{name} is no field of it")),
        None => Ok(()),
    }
}

type Answers = Vec<Result<Applied, Refusal>>;

struct Tally<'o> {
    own: &'o OwnExport,
    report: Restored,
    rejects: rejects::Lines,
    known: Known,
    /// Rows that were refused and may be taken once those that follow are here.
    aside: Vec<Place>,
    /// Nothing will change any more: what is refused now goes to the rejects.
    last: bool,
}

impl<'o> Tally<'o> {
    fn new(own: &'o OwnExport, group: Option<GroupId>, to: Option<rejects::To>) -> Self {
        Self {
            own,
            report: Restored {
                file: own.path.clone(),
                system: "callsheet",
                group,
                dry_run: group.is_none(),
                stopped: false,
                totals: Totals::default(),
                tables: BTreeMap::new(),
                skipped_because: BTreeMap::new(),
                rejected: Vec::new(),
                rejects: None,
            },
            rejects: rejects::Lines::new(&own.path, to),
            known: Known::new(),
            aside: Vec::new(),
            last: false,
        }
    }

    fn all(
        mut self,
        give: &mut dyn FnMut(Vec<Command>) -> Result<Answers, ImportError>,
        go_on: &mut dyn FnMut(u64) -> bool,
    ) -> Result<Restored, ImportError> {
        let early = early::late_users(&self.own.path)?;
        let mut lines = Lines::open(&self.own.path)?;
        for user in early.chunks(1) {
            self.again(&mut lines, user, give)?;
        }
        self.report.stopped = !self.first_pass(&early, give, go_on)?;
        // What belongs to rows that come later in the file is tried again, as long as that helps.
        let mut before = usize::MAX;
        while !self.aside.is_empty() && !self.report.stopped {
            self.last = self.aside.len() >= before;
            before = self.aside.len();
            let aside = std::mem::take(&mut self.aside);
            for places in aside.chunks(BATCH_ROWS) {
                self.again(&mut lines, places, give)?;
                if !self.last && !go_on(self.report.totals.accounted()) {
                    self.report.stopped = true;
                    break;
                }
            }
        }
        self.report.rejected.sort_by_key(|rejected| rejected.line);
        self.rejects.finish()?;
        self.report.rejects = self.rejects.path().map(Path::to_owned);
        Ok(self.report)
    }

    /// Every line of the file in its order; false when it was stopped.
    fn first_pass(
        &mut self,
        early: &[Place],
        give: &mut dyn FnMut(Vec<Command>) -> Result<Answers, ImportError>,
        go_on: &mut dyn FnMut(u64) -> bool,
    ) -> Result<bool, ImportError> {
        let mut lines = Lines::open(&self.own.path)?;
        // In the order of the file too.
        let mut early = early.iter().peekable();
        loop {
            let mut batch = Vec::with_capacity(BATCH_ROWS);
            let mut bytes = 0;
            while batch.len() < BATCH_ROWS
                && bytes < BATCH_BYTES
                && let Some(text) = lines.next_line()?
            {
                if text.text.is_empty() || early.next_if(|place| **place == text.place).is_some() {
                    continue;
                }
                bytes += text.text.len();
                let line = self.line(text);
                // Who moves in carries out what follows, and can take it back.
                let moves_in = matches!(&line.read, Ok(Some(row)) if matches!(**row, AnyRow::User(_)));
                batch.push(line);
                if moves_in {
                    break;
                }
            }
            if batch.is_empty() {
                return Ok(true);
            }
            self.batch(batch, give)?;
            if !go_on(self.report.totals.accounted()) {
                return Ok(false);
            }
        }
    }

    /// Lines read once more, or before the others.
    fn again(
        &mut self,
        lines: &mut Lines,
        places: &[Place],
        give: &mut dyn FnMut(Vec<Command>) -> Result<Answers, ImportError>,
    ) -> Result<(), ImportError> {
        let mut batch = Vec::with_capacity(places.len());
        for place in places {
            if let Some(text) = lines.line_at(*place)? {
                batch.push(self.line(text));
            }
        }
        if batch.is_empty() {
            return Ok(());
        }
        self.batch(batch, give)
    }

    fn line(&mut self, text: Text) -> Line {
        let read = row_of(&text, &mut self.known);
        let Text { place, text, .. } = text;
        Line { place, text, read }
    }

    fn batch(
        &mut self,
        batch: Vec<Line>,
        give: &mut dyn FnMut(Vec<Command>) -> Result<Answers, ImportError>,
    ) -> Result<(), ImportError> {
        let mut commands = Vec::with_capacity(batch.len());
        let mut lines = Vec::with_capacity(batch.len());
        for Line { place, text, read } in batch {
            let table = read.map(|row| {
                row.map(|row| {
                    let table = row.table();
                    let restore = RestoreRow {
                        row: *row,
                        overwrite: self.own.overwrite,
                    };
                    commands.push(Command::from(ImportCommand::Restore(restore)));
                    table
                })
            });
            lines.push((place, text, table));
        }
        let mut answers = if commands.is_empty() {
            Vec::new().into_iter()
        } else {
            give(commands)?.into_iter()
        };
        for (place, text, table) in lines {
            let no = place.no;
            let answer = match &table {
                Ok(Some(_)) => Some(answers.next().expect("an answer for each command")),
                _ => None,
            };
            if !self.last && answer.as_ref().is_some_and(may_come_later) {
                self.aside.push(place);
                continue;
            }
            self.report.totals.rows_in += 1;
            match table {
                Err(reason) => self.reject(no, &text, reason)?,
                Ok(None) => {
                    self.count("tenant");
                    self.report.totals.unchanged += 1;
                }
                Ok(Some(table)) => {
                    self.count(table);
                    self.account(no, &text, answer.expect("a row was given"))?;
                }
            }
        }
        Ok(())
    }

    fn count(&mut self, table: &str) {
        *self.report.tables.entry(table.to_owned()).or_default() += 1;
    }

    fn account(&mut self, no: u64, text: &str, answer: Result<Applied, Refusal>) -> Result<(), ImportError> {
        let totals = &mut self.report.totals;
        match answer {
            Ok(applied) => {
                let brought = applied.effects.iter().find_map(|effect| match effect {
                    Effect::RowBroughtBack { created, .. } => Some(*created),
                    _ => None,
                });
                match brought {
                    Some(true) => totals.created += 1,
                    Some(false) => totals.updated += 1,
                    None => totals.unchanged += 1,
                }
            }
            Err(refusal) if refusal.code == RefusalCode::Conflict => {
                totals.skipped += 1;
                let why = refusal
                    .missing
                    .first()
                    .map_or("conflict", |missing| &missing.code);
                let why = match why {
                    "configuration" => "rules come from the configuration here",
                    "merged" => "merged since",
                    _ => "here already, and says something else",
                };
                *self.report.skipped_because.entry(why.to_owned()).or_default() += 1;
            }
            Err(refusal) if refusal.code == RefusalCode::Forbidden => {
                return Err(ImportError::Run(refusal.into()));
            }
            Err(refusal) => self.reject(no, text, refusal.detail)?,
        }
        Ok(())
    }

    fn reject(&mut self, no: u64, text: &str, reason: String) -> Result<(), ImportError> {
        if !self.report.dry_run {
            self.rejects.add(&rejected_line(no, text, &reason))?;
        }
        self.report.totals.failed += 1;
        if self.report.rejected.len() < LISTED {
            self.report.rejected.push(Rejected { line: no, reason });
        }
        Ok(())
    }
}

/// A row that was refused may be taken once what it belongs to is here; one that differs from what stands here not.
fn may_come_later(answer: &Result<Applied, Refusal>) -> bool {
    answer
        .as_ref()
        .is_err_and(|refusal| !matches!(refusal.code, RefusalCode::Conflict | RefusalCode::Forbidden))
}

/// The line with its number and the reason before it; what is no object is kept as text.
fn rejected_line(no: u64, text: &str, reason: &str) -> String {
    let mut line = Map::new();
    line.insert("_line".to_owned(), no.into());
    line.insert("_reason".to_owned(), reason.into());
    match serde_json::from_str(text) {
        Ok(Value::Object(fields)) => line.extend(
            fields
                .into_iter()
                .filter(|(key, _)| !OWN_KEYS.contains(&key.as_str())),
        ),
        _ => {
            line.insert("text".to_owned(), text.into());
        }
    }
    Value::Object(line).to_string()
}

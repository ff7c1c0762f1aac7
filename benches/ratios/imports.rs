//! Imports and exports beside the floor: the same rows into the same schema by prepared inserts, table after table.
//!
//! The floor is what `sqlite3 .import` does (read a CSV, bind the cells to one prepared `INSERT`, step it, one
//! transaction a table), with one thing more that the shell cannot: ids stand in the CSV as hexadecimal digits and
//! are turned into the 16 bytes that the strict tables ask for. It runs as a process of its own over a copy of the
//! file as it was before the import, with its indexes, with the settings that callsheet opens a file with; the rows
//! of the full-text tables are loaded like any other. What an import changes in rows that were there already the
//! floor does not write at all. Time is user and system time of the whole process, of both.

use crate::Out;
use crate::measure::{Goal, Line, Samples};
use crate::replay::driver;
use crate::screens::environment;
use callsheet::store::Conn;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, params_from_iter};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Rounds of a pair; the median of them counts.
const ROUNDS: usize = 3;
/// How a dump says that there is no value.
const NULL: &str = "\\N";
/// The tables of the full-text search and the plain tables that hold what stands in them.
const FULL_TEXT: [(&str, &str, &str); 2] = [
    (
        "search_name_fts",
        "search_name",
        "doc_no AS rowid, folded, digits",
    ),
    ("search_note_fts", "search_note", "doc_no AS rowid, words"),
];

/// Imports of so many rows each, and the export of so many activities.
pub(crate) fn measure(rows: usize) -> Out<Vec<Line>> {
    let world = World::new()?;
    let mut lines = Vec::new();
    let (empty, companies) = (world.path("empty.db"), world.path("companies.db"));
    world.run(&["company", "list"], &empty)?;
    companies_csv(&world.path("companies.csv"), rows)?;
    contacts_csv(&world.path("contacts.csv"), rows)?;
    let (kept, used) = world.pair("companies", "companies.csv", &empty, rows, 2.0, &mut lines)?;
    fs::rename(kept, &companies)?;
    world.pair("contacts", "contacts.csv", &companies, rows, 2.0, &mut lines)?;
    lines.push(resident(
        &format!("resident memory, import of {rows} companies"),
        used,
    ));

    let demo = world.path("demo.db");
    let size = rows.to_string();
    world.run(&["demo", "--size", &size, "--fresh", "--no-screens"], &demo)?;
    let (all, other, acts) = ("all.ndjson", "other.ndjson", "activities.ndjson");
    let path = |name: &str| world.path(name).display().to_string();
    world.run(&["export", "all", "--out", &path(all)], &demo)?;
    split(&world.path(all), &world.path(other), &world.path(acts))?;
    let before = world.path("before.db");
    let (kept, _) = world.pair(
        "companies, contacts, cases and tasks of an own export",
        other,
        &empty,
        rows,
        2.0,
        &mut lines,
    )?;
    fs::rename(kept, &before)?;
    let (_, used) = world.pair(
        "activities of an own export",
        acts,
        &before,
        rows,
        1.5,
        &mut lines,
    )?;
    lines.push(resident(
        &format!("resident memory, import of {rows} activities"),
        used,
    ));
    lines.push(world.export(&demo, rows)?);
    Ok(lines)
}

fn resident(what: &str, megabytes: f64) -> Line {
    Line {
        what: what.to_owned(),
        ours: format!("{megabytes:.0} MB"),
        floor: "–".to_owned(),
        value: megabytes,
        goal: Goal::Megabytes(100.0),
    }
}

struct World {
    home: tempfile::TempDir,
}

impl World {
    fn new() -> Out<Self> {
        Ok(Self {
            home: tempfile::tempdir()?,
        })
    }
    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }
    fn command(&self, program: &Path, args: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(args)
            .env_clear()
            .envs(environment(self.home.path()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }
    fn callsheet(&self, args: &[&str], file: &Path) -> Command {
        let mut command = self.command(Path::new(env!("CARGO_BIN_EXE_callsheet")), args);
        command.arg("--file").arg(file);
        command
    }
    fn run(&self, args: &[&str], file: &Path) -> Out<(Duration, f64)> {
        used_by(self.callsheet(args, file), &args.join(" "))
    }

    /// Imports a file over a copy of `base` and loads the same rows over another, in turns. Gives the last imported
    /// copy and the memory that the import held.
    fn pair(
        &self,
        what: &str,
        from: &str,
        base: &Path,
        rows: usize,
        times: f64,
        lines: &mut Vec<Line>,
    ) -> Out<(PathBuf, f64)> {
        let (ours, floor, dump) = (self.path("ours.db"), self.path("floor.db"), self.path("dump"));
        let from = self.path(from).display().to_string();
        let (mut our_time, mut floor_time, mut held) = (Samples::default(), Samples::default(), 0.0_f64);
        let mut loaded = 0;
        for round in 0..ROUNDS {
            copy(base, &ours)?;
            let (time, memory) = self.run(&["import", &from, "--yes"], &ours)?;
            our_time.push(time);
            held = held.max(memory);
            if round == 0 {
                loaded = dump_new_rows(&ours, base, &dump)?;
            }
            copy(base, &floor)?;
            let args = ["load", &floor.display().to_string(), &dump.display().to_string()];
            let load = self.command(&std::env::current_exe()?, &args);
            floor_time.push(used_by(load, "load")?.0);
        }
        fs::remove_dir_all(&dump)?;
        let what = format!("import of {rows} {what} ({loaded} rows written), processor time");
        lines.push(Line::against(
            &what,
            our_time.median(),
            floor_time.median(),
            times,
        ));
        Ok((ours, held))
    }

    /// The export of activities beside a bare `SELECT` of the same columns.
    fn export(&self, file: &Path, rows: usize) -> Out<Line> {
        let (ours, floor) = (self.path("ours.csv"), self.path("floor.csv"));
        let (mut our_time, mut floor_time) = (Samples::default(), Samples::default());
        for _ in 0..ROUNDS {
            let to = ours.display().to_string();
            our_time.push(
                self.run(&["export", "activities", "--out", &to, "--force"], file)?
                    .0,
            );
            let args = [
                "select",
                &file.display().to_string(),
                &floor.display().to_string(),
            ];
            let select = self.command(&std::env::current_exe()?, &args);
            floor_time.push(used_by(select, "select")?.0);
        }
        let what = format!("export of {rows} activities as CSV, processor time");
        Ok(Line::against(&what, our_time.median(), floor_time.median(), 2.0))
    }
}

/// A database with what its log still holds.
fn copy(from: &Path, to: &Path) -> Out<()> {
    for end in ["-wal", "-shm"] {
        let side = PathBuf::from(format!("{}{end}", to.display()));
        if side.exists() {
            fs::remove_file(side)?;
        }
    }
    if to.exists() {
        fs::remove_file(to)?;
    }
    let conn = Conn::open(from)?;
    Ok(conn.file().ok_or("no file")?.copy_to(to)?)
}

/// Runs a program to its end: its processor time and the most memory it held, in megabytes.
fn used_by(mut command: Command, what: &str) -> Out<(Duration, f64)> {
    let before = children()?;
    let mut child = command.spawn()?;
    let mut held = 0.0;
    let status = loop {
        held = f64::max(held, most_resident(&child));
        match child.try_wait()? {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(20)),
        }
    };
    if !status.success() {
        return Err(format!("{what}: {status}").into());
    }
    Ok((children()?.saturating_sub(before), held))
}

fn most_resident(child: &Child) -> f64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.unwrap_or_default() / 1024.0
}

/// User and system time of every child that has ended, in ticks of ten milliseconds.
fn children() -> Out<Duration> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let behind_name = stat.rsplit(')').next().unwrap_or_default();
    let fields: Vec<&str> = behind_name.split_whitespace().collect();
    let ticks = |at: usize| -> Out<u64> { Ok(fields.get(at).ok_or("no such field")?.parse()?) };
    Ok(Duration::from_millis((ticks(13)? + ticks(14)?) * 10))
}

// ── the floor ───────────────────────────────────────────────────────────────────────────────────────────────────────

/// Writes every row of `file` whose key is not in `base` as CSV, a file a table; gives how many.
fn dump_new_rows(file: &Path, base: &Path, to: &Path) -> Out<usize> {
    fs::create_dir_all(to)?;
    let mut conn = Conn::open(file)?;
    let conn = driver(&mut conn)?;
    conn.execute("ATTACH ?1 AS base", [base.display().to_string()])?;
    let tables: Vec<String> = conn
        .prepare(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' \
             ORDER BY name",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut rows = 0;
    for table in &tables {
        let keys: Vec<String> = conn
            .prepare("SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk")?
            .query_map([table], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let same: Vec<String> = keys.iter().map(|key| format!("b.{key} = t.{key}")).collect();
        let new = format!(
            "NOT EXISTS (SELECT 1 FROM base.{table} b WHERE {})",
            same.join(" AND ")
        );
        let count = dump(
            conn,
            table,
            &format!("SELECT * FROM main.{table} t WHERE {new}"),
            to,
        )?;
        rows += count;
        for (index, _, columns) in FULL_TEXT.iter().filter(|(_, content, _)| content == table) {
            dump(
                conn,
                index,
                &format!("SELECT {columns} FROM main.{table} t WHERE {new}"),
                to,
            )?;
        }
    }
    conn.execute("DETACH base", [])?;
    Ok(rows)
}

fn dump(conn: &Connection, table: &str, sql: &str, to: &Path) -> Out<usize> {
    let mut statement = conn.prepare(sql)?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut out = csv::Writer::from_path(to.join(format!("{table}.csv")))?;
    out.write_record(&names)?;
    let mut kinds: Vec<u8> = vec![b't'; names.len()];
    let mut rows = statement.query([])?;
    let mut count = 0;
    let mut cell = String::new();
    while let Some(row) = rows.next()? {
        for (at, kind) in kinds.iter_mut().enumerate() {
            cell.clear();
            match row.get_ref(at)? {
                ValueRef::Null => cell.push_str(NULL),
                ValueRef::Integer(n) => {
                    *kind = b'i';
                    write!(cell, "{n}")?;
                }
                ValueRef::Real(n) => write!(cell, "{n}")?,
                ValueRef::Text(text) => cell.push_str(std::str::from_utf8(text)?),
                ValueRef::Blob(bytes) => {
                    *kind = b'x';
                    for byte in bytes {
                        write!(cell, "{byte:02x}")?;
                    }
                }
            }
            out.write_field(&cell)?;
        }
        out.write_record(None::<&[u8]>)?;
        count += 1;
    }
    out.flush()?;
    // Read once beside the rows: which columns hold ids.
    fs::write(to.join(format!("{table}.kinds")), kinds)?;
    Ok(count)
}

/// Loads a dump into a file: the floor itself, a process of its own.
pub(crate) fn load(file: &Path, from: &Path) -> Out<()> {
    let mut conn = Conn::open(file)?;
    let conn = driver(&mut conn)?;
    let mut tables: Vec<PathBuf> = fs::read_dir(from)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    tables.retain(|path| path.extension().is_some_and(|end| end == "csv"));
    tables.sort();
    for path in tables {
        let table = path.file_stem().and_then(|name| name.to_str()).ok_or("no name")?;
        let kinds = fs::read(path.with_extension("kinds"))?;
        let mut rows = csv::Reader::from_path(&path)?;
        let columns = rows.headers()?.iter().collect::<Vec<_>>().join(", ");
        let slots = vec!["?"; kinds.len()].join(", ");
        conn.execute_batch("BEGIN IMMEDIATE")?;
        {
            let mut insert = conn.prepare(&format!("INSERT INTO {table} ({columns}) VALUES ({slots})"))?;
            let mut record = csv::StringRecord::new();
            while rows.read_record(&mut record)? {
                let cells = record.iter().zip(&kinds).map(|(cell, kind)| value(cell, *kind));
                insert.execute(params_from_iter(cells))?;
            }
        }
        conn.execute_batch("COMMIT")?;
    }
    Ok(())
}

fn value(cell: &str, kind: u8) -> Value {
    match kind {
        _ if cell == NULL => Value::Null,
        b'i' => cell.parse().map_or(Value::Null, Value::Integer),
        b'x' => {
            let digit = |byte: u8| char::from(byte).to_digit(16).unwrap_or_default() as u8;
            let pairs = cell.as_bytes().chunks_exact(2);
            Value::Blob(pairs.map(|pair| digit(pair[0]) * 16 + digit(pair[1])).collect())
        }
        _ => Value::Text(cell.to_owned()),
    }
}

/// Writes the activities as a bare `SELECT` gives them: the floor of the export, a process of its own.
pub(crate) fn select(file: &Path, to: &Path) -> Out<()> {
    const ACTIVITIES: &str = "SELECT a.*, c.name, p.first_name, p.last_name, u.name FROM activity a
        LEFT JOIN company c ON c.tenant_no = a.tenant_no AND c.id = a.company_id
        LEFT JOIN contact p ON p.tenant_no = a.tenant_no AND p.id = a.contact_id
        LEFT JOIN users u ON u.tenant_no = a.tenant_no AND u.id = a.created_by
        WHERE a.tenant_no = 1 AND a.deleted_at IS NULL ORDER BY a.id";
    let mut conn = Conn::open_reader(file)?;
    let mut statement = driver(&mut conn)?.prepare(ACTIVITIES)?;
    let columns = statement.column_count();
    let mut out = csv::Writer::from_writer(BufWriter::new(File::create(to)?));
    let mut rows = statement.query([])?;
    let mut cell = String::new();
    while let Some(row) = rows.next()? {
        for at in 0..columns {
            cell.clear();
            match row.get_ref(at)? {
                ValueRef::Null => {}
                ValueRef::Integer(n) => write!(cell, "{n}")?,
                ValueRef::Real(n) => write!(cell, "{n}")?,
                ValueRef::Text(text) => cell.push_str(std::str::from_utf8(text)?),
                ValueRef::Blob(bytes) => bytes.iter().try_for_each(|byte| write!(cell, "{byte:02x}"))?,
            }
            out.write_field(&cell)?;
        }
        out.write_record(None::<&[u8]>)?;
    }
    Ok(out.flush()?)
}

// ── what is imported ────────────────────────────────────────────────────────────────────────────────────────────────

const TOWNS: [(&str, &str, &str); 6] = [
    ("Stuttgart", "70173", "DE"),
    ("Hamburg", "20095", "DE"),
    ("Wien", "1010", "AT"),
    ("Zürich", "8001", "CH"),
    ("Leeds", "LS1 1UR", "GB"),
    ("Göteborg", "411 03", "SE"),
];
const TRADES: [&str; 5] = ["Maschinenbau", "Logistik", "Software", "Handel", "Bau"];
const NAMES: [&str; 8] = [
    "Müller",
    "Lindqvist",
    "Okafor",
    "Smith",
    "Nowak",
    "Rossi",
    "Yılmaz",
    "Fischer",
];

fn companies_csv(to: &Path, rows: usize) -> Out<()> {
    let mut out = csv::Writer::from_path(to)?;
    out.write_record([
        "Company name",
        "Legal name",
        "Website",
        "Phone",
        "Email",
        "Street",
        "Postal code",
        "City",
        "Country",
        "Industry",
        "Employees",
        "VAT ID",
    ])?;
    for n in 0..rows {
        let (town, code, country) = TOWNS[n % TOWNS.len()];
        let (name, trade) = (NAMES[n % NAMES.len()], TRADES[n % TRADES.len()]);
        out.write_record([
            format!("{name} {trade} {n}"),
            format!("{name} {trade} {n} GmbH"),
            format!("https://www.firm{n}.example"),
            format!("+49 711 {:07}", 2_000_000 + n),
            format!("info@firm{n}.example"),
            format!("Hauptstraße {}", n % 200),
            code.to_owned(),
            town.to_owned(),
            country.to_owned(),
            trade.to_owned(),
            (n % 900 + 1).to_string(),
            String::new(),
        ])?;
    }
    Ok(out.flush()?)
}

fn contacts_csv(to: &Path, rows: usize) -> Out<()> {
    let mut out = csv::Writer::from_path(to)?;
    out.write_record([
        "First name",
        "Last name",
        "Job title",
        "Email",
        "Phone",
        "Mobile phone",
        "Company name",
        "Department",
        "LinkedIn",
        "Language",
    ])?;
    for n in 0..rows {
        let (name, trade) = (NAMES[n % NAMES.len()], TRADES[n % TRADES.len()]);
        out.write_record([
            format!("Anna{n}"),
            NAMES[n / 3 % NAMES.len()].to_owned(),
            "Einkauf".to_owned(),
            format!("anna{n}@firm{n}.example"),
            format!("+49 711 {:07}", 5_000_000 + n),
            format!("+49 151 {:08}", 20_000_000 + n),
            format!("{name} {trade} {n}"),
            "Technik".to_owned(),
            format!("https://www.linkedin.com/in/anna{n}"),
            "de".to_owned(),
        ])?;
    }
    Ok(out.flush()?)
}

/// Parts an export of everything: activities, and the rest.
fn split(all: &Path, other: &Path, activities: &Path) -> Out<()> {
    let (mut rest, mut acts) = (
        BufWriter::new(File::create(other)?),
        BufWriter::new(File::create(activities)?),
    );
    for line in BufReader::new(File::open(all)?).lines() {
        let line = line?;
        let to = if line.ends_with("\"table\":\"activity\"}") {
            &mut acts
        } else {
            &mut rest
        };
        writeln!(to, "{line}")?;
    }
    rest.flush()?;
    Ok(acts.flush()?)
}

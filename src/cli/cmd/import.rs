//! `callsheet import`: companies, contacts and what happened with them from another system's files.

use super::{examples, restore};
use crate::cli::fields;
use crate::cli::output::{Failure, Form, Outcome, Problem};
use crate::cli::session::Session;
use crate::import::map::{Entity, MapOptions};
use crate::import::read::Charset;
use crate::import::value::date::DateOrder;
use crate::import::value::number::DecimalMark;
use crate::import::{
    Attached, Import, ImportError, ImportOptions, MAX_COLUMNS, Mode, OnDuplicate, OwnExport, Preview,
    Rejected, Report, Several, Sum, Warning,
};
use crate::replica::RunError;
use std::fmt::Write as _;
use std::io::{self, BufRead, IsTerminal, Write as _};
use std::path::{Path, PathBuf};

/// What an import is told.
#[derive(clap::Args, Debug)]
#[command(after_help = examples!(
    "import hubspot_companies.csv --dry-run",
    "import hubspot_companies.csv --yes --json",
    "import accounts.csv --from salesforce --as companies --map accountMap.sdl --yes",
    "import callsheet.ndjson --yes",
    "import companies.csv contacts.csv activities.csv deals.csv --yes",
    "import contacts.vcf --yes",
    "import messe.xlsx --sheet Halle3 --dry-run",
    "import messe.csv --map \"Firma / Stand=name\" --map Halle=ignore --tag messe --yes",
))]
pub(crate) struct ImportArgs {
    /// CSV, XLSX or vCard files, several of one system in any order; or what `export all` wrote
    #[arg(value_name = "FILE", required = true)]
    paths: Vec<PathBuf>,
    /// The system it comes from, when its header does not tell: hubspot, salesforce, pipedrive, google, outlook,
    /// thunderbird, linkedin, lexware, vcard, callsheet, csv
    #[arg(long, value_name = "SYSTEM")]
    from: Option<String>,
    /// What its rows are: companies, contacts, activities, deals or tickets
    #[arg(long = "as", value_name = "WHAT")]
    entity: Option<Entity>,
    /// Where a column goes, or a Data Loader mapping file (.sdl)
    #[arg(long, value_name = "COLUMN=FIELD")]
    map: Vec<String>,
    /// The sheet of a workbook, when not the first
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Its encoding, when it is not told right: utf-8, windows-1252 …
    #[arg(long, value_name = "NAME", value_parser = charset)]
    encoding: Option<Charset>,
    /// How 1/2/2026 is read: dmy or mdy
    #[arg(long, value_name = "ORDER")]
    date_order: Option<DateOrder>,
    /// What separates decimals where the file does not tell: point or comma
    #[arg(long, value_name = "MARK")]
    decimal: Option<DecimalMark>,
    /// Rows that are here already: skip, update (also what was changed here since) or add
    #[arg(long, value_name = "WHAT")]
    on_duplicate: Option<OnDuplicate>,
    /// Start no workflow: new companies stay UNVERIFIED
    #[arg(long)]
    no_workflow: bool,
    /// Enter no companies: contacts of address books come to those that are here
    #[arg(long)]
    no_companies: bool,
    /// Who owns the companies: name, e-mail address or id
    #[arg(long, value_name = "USER")]
    owner: Option<String>,
    /// A tag for every company of the file
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
    /// Mend text that was encoded twice (fÃ¼r)
    #[arg(long)]
    repair_text: bool,
    /// Read files with more columns than usual
    #[arg(long, value_name = "N", default_value_t = MAX_COLUMNS)]
    max_columns: usize,
    /// Read the columns afresh, whatever was said of a file with the same ones
    #[arg(long)]
    no_saved_mapping: bool,
    /// Where rejected rows go, when not beside the file
    #[arg(long, value_name = "PATH")]
    rejects: Option<PathBuf>,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    /// Exit 4 when rows were rejected
    #[arg(long)]
    strict: bool,
}

fn charset(name: &str) -> Result<Charset, String> {
    Charset::named(name).ok_or_else(|| {
        "no such encoding; accepted: utf-8, utf-16le, utf-16be, windows-1252, iso-8859-15 and others"
            .to_owned()
    })
}

/// Reads the file, shows what it means, asks, imports and tells what became of each row.
pub(crate) fn run(args: ImportArgs, s: &mut Session) -> Outcome {
    let (yes, strict) = (args.yes, args.strict);
    let [path] = &args.paths[..] else {
        return several(args, s);
    };
    let path = path.clone();
    if let Some(own) = own_export(&path)? {
        let said = restore::Said {
            yes,
            strict,
            for_tables: args.for_tables(),
        };
        let own = own.with(args.on_duplicate.unwrap_or_default(), args.rejects);
        return restore::run(&own, &said, s);
    }
    let mut options = options(args, s)?;
    let ask = !yes && can_ask(s);
    let import = prepared(&path, &mut options, ask, s)?;
    if !import.parts().is_empty() {
        let imports = in_parts(&path, import, &options, ask, s)?;
        return together(imports, yes, strict, s);
    }
    let mode = if s.setup.globals.dry_run {
        Mode::DryRun
    } else {
        Mode::Commit
    };
    if mode == Mode::Commit && !yes && import.rows() > 0 {
        if ask {
            s.out().line(preview_lines(&import.preview()))?;
        }
        let question = format!(
            "Import {} {}? [y/N] ",
            import.rows(),
            import.preview().entity.word()
        );
        if !asked(s, &question)? {
            return s.out().line("Nothing was imported.");
        }
    }
    let report = import.run(&s.replica, mode, |done| progress(done, import.rows()))?;
    progress_done();
    match s.out().form() {
        Form::Json => s.out().json(&report)?,
        Form::Ids => s.out().ids(report.group.into_iter())?,
        Form::Lines => {
            if mode == Mode::DryRun {
                s.out().line(preview_lines(&report.preview))?;
            }
            s.out().line(report_lines(&report))?;
        }
    }
    if strict && report.totals.failed > 0 {
        return Err(Failure::Told(4));
    }
    Ok(())
}

/// An export of everything of ours, when the file is one; workbooks and cards are none.
fn own_export(path: &Path) -> Outcome<Option<OwnExport>> {
    let other = path.extension().is_some_and(|end| {
        ["xlsx", "xlsm", "xls", "vcf"]
            .iter()
            .any(|known| end.eq_ignore_ascii_case(known))
    });
    if other {
        return Ok(None);
    }
    Ok(OwnExport::recognise(path)?)
}

/// The file, read; a person is asked for what it does not tell.
fn prepared(path: &Path, options: &mut ImportOptions, ask: bool, s: &Session) -> Outcome<Import> {
    loop {
        match Import::prepare_in(&s.replica, path, options.clone()) {
            Err(ImportError::DateOrder { column, example }) if ask => {
                options.date_order = Some(ask_order(s, &column, &example)?);
            }
            prepared => return Ok(prepared?),
        }
    }
}

/// Several files of one system, joined by their ids, in one group.
fn several(args: ImportArgs, s: &mut Session) -> Outcome {
    let (yes, strict, paths) = (args.yes, args.strict, args.paths.clone());
    let alone = [
        ("--as", args.entity.is_some()),
        ("--map", !args.map.is_empty()),
        ("--sheet", args.sheet.is_some()),
        ("--rejects", args.rejects.is_some()),
    ];
    if let Some((name, _)) = alone.into_iter().find(|(_, given)| *given) {
        let text = format!("{name} is about one file; import that file by itself, then the others.");
        return Err(Problem::usage(text).into());
    }
    let options = options(args, s)?;
    let ask = !yes && can_ask(s);
    let mut imports = Vec::with_capacity(paths.len());
    for path in &paths {
        if own_export(path)?.is_some() {
            let text = format!(
                "{} is an export of callsheet and is imported by itself.",
                path.display()
            );
            return Err(Problem::usage(text).into());
        }
        let mut options = options.clone();
        let import = prepared(path, &mut options, ask, s)?;
        imports.extend(in_parts(path, import, &options, ask, s)?);
    }
    together(imports, yes, strict, s)
}

/// The parts of a file whose rows are of several kinds at once; else the file itself.
fn in_parts(
    path: &Path,
    import: Import,
    options: &ImportOptions,
    ask: bool,
    s: &Session,
) -> Outcome<Vec<Import>> {
    let parts = import.parts();
    if parts.is_empty() {
        return Ok(vec![import]);
    }
    let mut imports = Vec::with_capacity(parts.len());
    for part in parts {
        let mut options = options.clone();
        options.map.part = Some(part);
        options.several = true;
        imports.push(prepared(path, &mut options, ask, s)?);
    }
    Ok(imports)
}

/// Imports several files, or parts of one, in one group.
fn together(imports: Vec<Import>, yes: bool, strict: bool, s: &mut Session) -> Outcome {
    let ask = !yes && can_ask(s);
    let all = Several::of(imports);
    let rows: u64 = all.imports().iter().map(Import::rows).sum();
    let mode = if s.setup.globals.dry_run {
        Mode::DryRun
    } else {
        Mode::Commit
    };
    if mode == Mode::Commit && !yes && rows > 0 {
        if ask {
            for import in all.imports() {
                s.out().line(preview_lines(&import.preview()))?;
            }
        }
        let count = all.imports().len();
        if !asked(
            s,
            &format!("Import {rows} rows of {count} files or parts? [y/N] "),
        )? {
            return s.out().line("Nothing was imported.");
        }
    }
    let sum = all.run(&s.replica, mode, |import, done| progress(done, import.rows()))?;
    progress_done();
    match s.out().form() {
        Form::Json => s.out().json(&sum)?,
        Form::Ids => s.out().ids(sum.group.into_iter())?,
        Form::Lines => s.out().line(sum_lines(&sum))?,
    }
    if strict && sum.totals.failed > 0 {
        return Err(Failure::Told(4));
    }
    Ok(())
}

/// How an import is taken back.
const BACK: &str = "\nTake it back as a whole: callsheet undo";

fn sum_lines(sum: &Sum) -> String {
    let mut text = String::new();
    for report in &sum.files {
        let lines = report_lines(report);
        let name = report.preview.file.display();
        let _ = writeln!(
            text,
            "{name}: {} {}",
            report.preview.system,
            report.preview.entity.word()
        );
        let _ = writeln!(text, "{}", lines.strip_suffix(BACK).unwrap_or(&lines));
    }
    let totals = &sum.totals;
    let _ = write!(
        text,
        "Together: {} rows = {} created + {} updated + {} unchanged + {} skipped + {} failed",
        totals.rows_in, totals.created, totals.updated, totals.unchanged, totals.skipped, totals.failed
    );
    if sum.apart {
        text.push_str(
            "\n(each file was tried by itself: what one would enter is not found by the next, but will be)",
        );
    }
    if sum.group.is_some() {
        text.push_str(BACK);
    }
    text
}

fn can_ask(s: &Session) -> bool {
    s.for_a_person() && io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Whether a person said yes; without a terminal --yes must have said so.
pub(super) fn asked(s: &Session, question: &str) -> Outcome<bool> {
    if !can_ask(s) {
        return Err(Problem::usage(
            "An import without a terminal needs --yes; --dry-run shows what it would do.",
        )
        .into());
    }
    Ok(matches!(
        ask_line(s, question)?.as_str(),
        "y" | "yes" | "j" | "ja"
    ))
}

impl ImportArgs {
    /// An option that says nothing of an export of callsheet.
    fn for_tables(&self) -> Option<&'static str> {
        let given = [
            ("--from", self.from.is_some()),
            ("--as", self.entity.is_some()),
            ("--map", !self.map.is_empty()),
            ("--encoding", self.encoding.is_some()),
            ("--owner", self.owner.is_some()),
            ("--tag", !self.tag.is_empty()),
        ];
        given.into_iter().find(|(_, given)| *given).map(|(name, _)| name)
    }
}

fn options(args: ImportArgs, s: &Session) -> Outcome<ImportOptions> {
    let owner = args.owner.map(|user| s.user(&user)).transpose()?;
    let tags = fields::named_tags(&args.tag)?;
    Ok(ImportOptions {
        charset: args.encoding,
        max_columns: args.max_columns,
        map: MapOptions {
            system: args.from,
            entity: args.entity,
            maps: args.map,
            custom: Vec::new(),
            part: None,
        },
        date_order: args.date_order,
        decimal: args.decimal,
        mend: args.repair_text,
        sheet: args.sheet,
        on_duplicate: args.on_duplicate.unwrap_or_default(),
        workflow: !args.no_workflow,
        new_companies: !args.no_companies,
        owner,
        tags,
        saved_mapping: !args.no_saved_mapping,
        several: args.paths.len() > 1,
        rejects: args.rejects,
    })
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        let (code, exit, detail) = (error.code(), error.exit(), error.to_string());
        match error {
            ImportError::Run(RunError::Refused(refusal)) => refusal.into(),
            ImportError::Run(store) => store.into(),
            _ => Problem::new(code, exit, "That cannot be imported", detail).into(),
        }
    }
}

fn ask_line(s: &Session, question: &str) -> Outcome<String> {
    s.out().write(question)?;
    let mut answer = String::new();
    io::stdin()
        .lock()
        .read_line(&mut answer)
        .map_err(|error| Problem::io("standard input", &error))?;
    Ok(answer.trim().to_lowercase())
}

fn ask_order(s: &Session, column: &str, example: &str) -> Outcome<DateOrder> {
    let question = format!("Column \"{column}\": in {example}, is the day first (d) or the month (m)? ");
    match ask_line(s, &question)?.as_str() {
        "d" => Ok(DateOrder::DayFirst),
        "m" => Ok(DateOrder::MonthFirst),
        _ => Err(Problem::usage("Say --date-order dmy or --date-order mdy.").into()),
    }
}

/// How far it is, on a terminal only and on the stream that is no answer.
pub(super) fn progress(done: u64, rows: u64) {
    let mut to = io::stderr();
    if to.is_terminal() {
        // Who cannot be told of progress is still served.
        let _ = write!(to, "\r{done} of {rows} rows ");
        let _ = to.flush();
    }
}

pub(super) fn progress_done() {
    let mut to = io::stderr();
    if to.is_terminal() {
        let _ = write!(to, "\r\x1b[K");
    }
}

fn preview_lines(preview: &Preview) -> String {
    let kind = match preview.format {
        "text" => format!("{}, {} between cells", preview.encoding, preview.delimiter),
        "cards" => format!("{}, cards", preview.encoding),
        other => other.to_owned(),
    };
    let mut text = format!(
        "{} {}, {} % sure: {} rows, {kind}\n",
        preview.system,
        preview.entity.word(),
        preview.confidence,
        preview.rows,
    );
    let width = preview.columns.iter().map(|c| c.column.chars().count()).max();
    let width = width.unwrap_or(0).min(40);
    for column in &preview.columns {
        let name = column.column.replace(['\n', '\r'], "⏎");
        let _ = writeln!(text, "  {name:width$}  {}", column.field);
    }
    for warning in &preview.warnings {
        let _ = writeln!(text, "! {}", warning.text);
    }
    text.truncate(text.trim_end().len());
    text
}

/// How the rows came to companies.
fn links_line(entity: Entity, links: &Attached) -> String {
    let Attached {
        attached,
        companies,
        without,
        not_found,
        ..
    } = links;
    match entity {
        Entity::Deals | Entity::Tickets => format!(
            "{attached} {} kept beside {companies} companies, {without} beside people \
             without a company",
            entity.word()
        ),
        Entity::Activities => {
            format!("{attached} at {companies} companies, {without} with people without a company")
        }
        _ => format!(
            "{attached} contacts at {companies} companies, {without} name no company, {not_found} name one that is \
             not here"
        ),
    }
}

fn report_lines(report: &Report) -> String {
    let totals = &report.totals;
    let mut text = String::new();
    if report.dry_run {
        text.push_str("(dry run, nothing is changed) ");
    }
    if totals.rows_in == 0 {
        text.push_str("No rows behind the header; nothing was imported.");
        return text;
    }
    let _ = write!(
        text,
        "{} rows = {} created + {} updated + {} unchanged + {} skipped + {} failed",
        totals.rows_in, totals.created, totals.updated, totals.unchanged, totals.skipped, totals.failed
    );
    if report.imported_before {
        text.push_str("\nThis file was imported before; what was changed here since stands.");
    }
    for (why, rows) in &report.skipped_because {
        let _ = write!(text, "\n  {rows} skipped: {why}");
    }
    if let Some(links) = &report.company_links {
        let _ = write!(text, "\n  {}", links_line(report.preview.entity, links));
        if links.entered > 0 {
            let _ = write!(
                text,
                "\n  {} companies that contacts name were not here and are entered",
                links.entered
            );
        }
    }
    if !report.became.is_empty() {
        let parts: Vec<String> = report
            .became
            .iter()
            .map(|(what, rows)| format!("{rows} {what}"))
            .collect();
        let _ = write!(text, "\n  {}", parts.join(", "));
    }
    if report.customers > 0 {
        let _ = write!(text, "\n  {} companies are customers", report.customers);
    }
    if !report.stage_kept.is_empty() {
        let lines: Vec<String> = report
            .stage_kept
            .iter()
            .map(|kept| kept.line.to_string())
            .collect();
        let _ = write!(
            text,
            "\n  customers there, kept at their stage because they are worked on: lines {}",
            lines.join(", ")
        );
    }
    if report.merge_proposal_count > 0 {
        let _ = write!(
            text,
            "\n  {} groups of rows may be the same:",
            report.merge_proposal_count
        );
        for proposal in report.merge_proposals.iter().take(10) {
            let lines: Vec<String> = proposal.lines.iter().map(u64::to_string).collect();
            let _ = write!(text, "\n    {} in lines {}", proposal.value, lines.join(", "));
        }
    }
    if !report.preview.kept.is_empty() {
        let _ = write!(
            text,
            "\n  kept beside the fields: {}",
            report.preview.kept.join(", ")
        );
    }
    if !report.preview.ignored.is_empty() {
        let _ = write!(text, "\n  left out: {}", report.preview.ignored.join(", "));
    }
    for Warning { text: warning, .. } in report.preview.warnings.iter().filter(|_| !report.dry_run) {
        let _ = write!(text, "\n! {warning}");
    }
    ending(
        &mut text,
        &report.rejected,
        report.rejects.as_deref(),
        report.group.is_some(),
    );
    text
}

/// The end of a report: rows that were rejected, and how it is taken back.
pub(super) fn ending(text: &mut String, rejected: &[Rejected], file: Option<&Path>, back: bool) {
    for rejected in rejected.iter().take(10) {
        let _ = write!(text, "\n  line {}: {}", rejected.line, rejected.reason);
    }
    if let Some(path) = file {
        let _ = write!(text, "\n  rejected rows are in {}", path.display());
    }
    if back {
        text.push_str(BACK);
    }
}

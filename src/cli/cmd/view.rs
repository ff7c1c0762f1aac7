//! `callsheet view …`: saved views, and views as files to share.

use super::examples;
use crate::base::doc;
use crate::base::text;
use crate::cli::codes::codes;
use crate::cli::output::{Form, Outcome, Problem, Table};
use crate::cli::session::Session;
use crate::cli::spoken;
use crate::domain::command::{DeleteView, PutView, ViewCommand};
use crate::domain::filter::{self, Entity, fields, haves};
use crate::domain::view::SavedView;
use crate::domain::{Code, FieldEntity, FieldType, Refusal, RefusalCode};
use crate::replica::RunError;
use clap::{Args, Subcommand};
use serde::Deserialize;
use std::fmt::Write as _;
use std::path::PathBuf;

/// What can be done with saved views.
#[derive(Subcommand, Debug)]
pub(crate) enum ViewVerb {
    /// List the saved views
    #[command(after_help = examples!("view list", "view list --json"))]
    List,
    /// Show a view
    #[command(after_help = examples!("view show \"hot leads\"", "view show \"deciders\" --of contacts --json"))]
    Show(NameArgs),
    /// Save a view: a filter with a name, columns and an order
    #[command(after_help = examples!("view save \"hot leads\" --filter \"stage:QUALIFYING owner:me due<=today\"",
        "view save \"far away\" --filter \"-country:DE size>=51\" --columns name,country,owner --sort name",
        "view save deciders --of contacts --filter \"role:DECISION_MAKER has:phone\""))]
    Save(SaveArgs),
    /// Take a view away
    #[command(after_help = examples!("view delete \"hot leads\""))]
    Delete(NameArgs),
    /// Views as TOML, to share them
    #[command(after_help = examples!("view export > views.toml", "view export \"hot leads\""))]
    Export {
        /// Only these
        names: Vec<String>,
    },
    /// Save the views of a TOML file
    #[command(after_help = examples!("view import views.toml", "view import views.toml --dry-run"))]
    Import {
        /// The file; - reads standard input
        #[arg(value_name = "FILE")]
        path: PathBuf,
    },
    /// The fields that filters know, and what they take
    #[command(after_help = examples!("view fields", "view fields --of contacts"))]
    Fields {
        /// companies or contacts
        #[arg(long, value_name = "WHAT", default_value = "companies", value_parser = codes::<Entity>())]
        of: Entity,
    },
}

/// A view.
#[derive(Args, Debug)]
pub(crate) struct NameArgs {
    /// What it is called
    name: String,
    /// companies or contacts
    #[arg(long, value_name = "WHAT", default_value = "companies", value_parser = codes::<Entity>())]
    of: Entity,
}

/// A view to save.
#[derive(Args, Debug)]
pub(crate) struct SaveArgs {
    /// What it is called; a view of this name is replaced
    name: String,
    /// companies or contacts
    #[arg(long, value_name = "WHAT", default_value = "companies", value_parser = codes::<Entity>())]
    of: Entity,
    /// The filter
    #[arg(long, default_value = "", value_name = "FILTER", allow_hyphen_values = true)]
    filter: String,
    /// Only these columns, in this order
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    columns: Vec<String>,
    /// The order: due or name
    #[arg(long, value_name = "ORDER")]
    sort: Option<String>,
}

/// A file of views.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    view: Vec<SavedView>,
}

/// Does what was asked.
pub(crate) fn run(verb: ViewVerb, s: &mut Session) -> Outcome {
    match verb {
        ViewVerb::List => list(s),
        ViewVerb::Show(args) => {
            let view = s.saved_view(args.of, &args.name)?;
            s.out().one(&view, &view.name, || lines(&view))
        }
        ViewVerb::Save(args) => {
            let wanted = Some(args.filter.as_str());
            s.wish(args.of, None, wanted)?;
            put(
                s,
                SavedView {
                    name: args.name,
                    entity: args.of,
                    filter: args.filter,
                    columns: args.columns,
                    sort: args.sort,
                },
            )
        }
        ViewVerb::Delete(args) => {
            let view = s.saved_view(args.of, &args.name)?;
            let command = ViewCommand::Delete(DeleteView {
                entity: args.of,
                name: view.name.clone(),
            });
            let applied = s.run(command)?;
            told(s, &view, &applied.label)
        }
        ViewVerb::Export { names } => export(s, &names),
        ViewVerb::Import { path } => import(s, &path),
        ViewVerb::Fields { of } => about_fields(s, of),
    }
}

fn put(s: &Session, view: SavedView) -> Outcome {
    let label = save(s, &view)?;
    told(s, &view, &label)
}

/// Saves a view; one that is so already is no mistake.
fn save(s: &Session, view: &SavedView) -> Outcome<String> {
    let command = ViewCommand::Put(PutView {
        entity: view.entity,
        name: view.name.clone(),
        filter: view.filter.clone(),
        columns: view.columns.clone(),
        sort: view.sort.clone(),
    });
    match s.run(command) {
        Ok(applied) => Ok(applied.label),
        Err(RunError::Refused(refusal)) if refusal.code == RefusalCode::NothingToDo => Ok(refusal.detail),
        Err(error) => Err(error.into()),
    }
}

fn told(s: &Session, view: &SavedView, label: &str) -> Outcome {
    s.out().one(view, &view.name, || {
        let dry = if s.setup.globals.dry_run {
            format!("{} ", s.setup.locale.t("dry-run"))
        } else {
            String::new()
        };
        format!("{dry}{}\n", text::line(&spoken::label(&s.setup.locale, label)))
    })
}

fn list(s: &Session) -> Outcome {
    let views = s.replica.views()?;
    let none = spoken::words(&s.setup.locale, "none", "No view is saved.");
    s.out().list(
        &views,
        |view| view.name.clone(),
        &none,
        || {
            let mut table = Table::new(&s.setup.locale, &["Of", "Order", "Columns", "Name", "Filter"]);
            for view in &views {
                table.row([
                    view.entity.code().to_owned(),
                    view.sort.clone().unwrap_or_default(),
                    view.columns.join(","),
                    view.name.clone(),
                    view.filter.clone(),
                ]);
            }
            table
        },
    )
}

fn lines(view: &SavedView) -> String {
    let mut out = format!(
        "{} ({})\n  {}\n",
        text::line(&view.name),
        view.entity,
        text::line(&view.filter)
    );
    for (name, value) in [
        ("columns", view.columns.join(",")),
        ("sort", view.sort.clone().unwrap_or_default()),
    ] {
        if !value.is_empty() {
            let _ = writeln!(out, "  {name}: {value}");
        }
    }
    out
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text)
        .to_string()
        .replace('\u{7f}', "\\u007f")
}

/// Views as a file.
fn written(views: &[SavedView]) -> String {
    let mut out = String::new();
    for view in views {
        let _ = write!(
            out,
            "[[view]]\nname = {}\nentity = \"{}\"\n",
            quoted(&view.name),
            view.entity
        );
        let _ = writeln!(out, "filter = {}", quoted(&view.filter));
        if !view.columns.is_empty() {
            let columns: Vec<_> = view.columns.iter().map(|column| quoted(column)).collect();
            let _ = writeln!(out, "columns = [{}]", columns.join(", "));
        }
        if let Some(sort) = &view.sort {
            let _ = writeln!(out, "sort = {}", quoted(sort));
        }
        out.push('\n');
    }
    out
}

fn export(s: &Session, names: &[String]) -> Outcome {
    let mut views = s.replica.views()?;
    let fits = |view: &SavedView, name: &String| {
        SavedView::key(view.entity, &view.name) == SavedView::key(view.entity, name)
    };
    if let Some(name) = names
        .iter()
        .find(|name| !views.iter().any(|view| fits(view, name)))
    {
        return Err(Refusal::not_found("view", format!("\"{name}\"")).into());
    }
    if !names.is_empty() {
        views.retain(|view| names.iter().any(|name| fits(view, name)));
    }
    match s.out().form() {
        Form::Json => s.out().json(&views),
        Form::Ids => s.out().ids(views.iter().map(|view| view.name.clone())),
        Form::Lines => s.out().write(&written(&views)),
    }
}

fn import(s: &Session, path: &std::path::Path) -> Outcome {
    let (name, content) = if path.as_os_str() == "-" {
        ("standard input".to_owned(), crate::cli::input::standard_input()?)
    } else {
        let name = path.display().to_string();
        (name, crate::cli::input::text_file(path)?)
    };
    let unread = |findings: Vec<crate::base::Finding>| {
        let lines: Vec<_> = findings.iter().map(ToString::to_string).collect();
        Problem {
            findings,
            ..Problem::usage(lines.join("\n"))
        }
    };
    let node = doc::parse_toml(&name, &content).map_err(unread)?;
    let file: File = doc::read(&name, &node).map_err(|finding| unread(vec![finding]))?;
    // All of them, or none: a filter that cannot be read is said before anything is saved.
    for view in &file.view {
        let about =
            |refusal: Refusal| Problem::usage(format!("{name}: view \"{}\": {}", view.name, refusal.detail));
        view.check().map_err(about)?;
        let wish = crate::replica::Wish {
            typed: view.filter.clone(),
            speaker: s.speaker(),
            ..crate::replica::Wish::default()
        };
        match s.replica.check_filter(view.entity, &wish) {
            Err(RunError::Refused(refusal)) => return Err(about(refusal).into()),
            other => other?,
        }
    }
    let mut labels = Vec::new();
    for view in &file.view {
        labels.push(save(s, view)?);
    }
    match s.out().form() {
        Form::Json => s.out().json(&file.view),
        Form::Ids => s.out().ids(file.view.iter().map(|view| view.name.clone())),
        Form::Lines => {
            let dry = s
                .setup
                .globals
                .dry_run
                .then(|| format!("{} ", s.setup.locale.t("dry-run")));
            for label in labels {
                let label = spoken::label(&s.setup.locale, &label);
                s.out()
                    .line(format!("{}{label}", dry.as_deref().unwrap_or_default()))?;
            }
            Ok(())
        }
    }
}

/// What a field takes, for the list of fields.
fn takes(of: Entity, name: &str, known: &[&str]) -> String {
    match name {
        "has" | "no" => haves(of)
            .iter()
            .map(|(name, _)| *name)
            .collect::<Vec<_>>()
            .join(", "),
        _ => known.join(", "),
    }
}

fn about_fields(s: &Session, of: Entity) -> Outcome {
    #[derive(serde::Serialize)]
    struct Row {
        field: String,
        also: String,
        compared: &'static str,
        values: String,
    }
    let mut rows: Vec<Row> = fields(of)
        .iter()
        .map(|field| Row {
            field: field.name.to_owned(),
            also: field.aliases.join(", "),
            compared: field.kind.operators(),
            values: takes(of, field.name, &field.kind.known(of)),
        })
        .collect();
    let record = match of {
        Entity::Company => FieldEntity::Company,
        Entity::Contact => FieldEntity::Contact,
    };
    for own in s.replica.rules().fields_of(record) {
        let values = match own.kind {
            FieldType::Number => "1234.5, 1,234.5, 1.234,5".to_owned(),
            FieldType::Date => "today, +2w, 31.12.2027".to_owned(),
            FieldType::Boolean => "yes, no".to_owned(),
            FieldType::Choice => own.choices.join(", "),
            FieldType::Text => String::new(),
        };
        rows.push(Row {
            // A blank would end the name.
            field: own.name.replace(' ', "_"),
            also: own
                .label
                .as_ref()
                .map_or_else(String::new, |label| label.replace(' ', "_")),
            compared: filter::own(own.kind).operators(),
            values,
        });
    }
    rows.push(Row {
        field: "extra.NAME".to_owned(),
        also: String::new(),
        compared: ": = !=",
        values: String::new(),
    });
    s.out().list(
        &rows,
        |row| row.field.clone(),
        "",
        || {
            let mut table = Table::new(&s.setup.locale, &["Field", "Also", "Compared", "Values"]);
            for row in &rows {
                table.row([
                    row.field.clone(),
                    row.also.clone(),
                    row.compared.to_owned(),
                    row.values.clone(),
                ]);
            }
            table
        },
    )
}

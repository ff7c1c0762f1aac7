//! Lists and everything as files.

use super::company::unknown;
use crate::domain::permission::Permission;
use crate::export::{self, Ask, CardVersion, ExportError, Format, What};
use crate::protocol::Problem;
use crate::replica::Wish;
use crate::server::call::Call;
use crate::server::download::Download;
use crate::server::fault::{Out, internal};
use crate::server::route::Route;
use schemars::JsonSchema;
use serde::Deserialize;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::download(
            "/exports/{what}",
            "companies, contacts, activities, tasks, notes or all, as a file",
            export,
        )
        .may(Permission::CompaniesRead),
    ]
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ExportQuery {
    /// csv, json, ndjson, xlsx, vcf or ics; csv when not said, ndjson for all.
    format: Option<String>,
    /// Only what fits a filter; of activities, tasks and notes those of the companies that fit.
    #[serde(default)]
    q: String,
    /// Only what a saved view lists.
    view: Option<String>,
    /// Only these fields, with commas, in this order.
    columns: Option<String>,
    /// Cells stay as they are that a spreadsheet would run as a formula.
    #[serde(default)]
    raw: bool,
}

fn export(call: &Call, query: ExportQuery) -> Out<Download> {
    let what: What = call
        .place("what")
        .parse()
        .map_err(|text: String| unknown("/what", &text))?;
    let format = query.format.as_deref().map(str::parse::<Format>).transpose();
    let format = format.map_err(|text| unknown("?format", &text))?;
    let format = format.unwrap_or(if what == What::All {
        Format::Ndjson
    } else {
        Format::Csv
    });
    if !format.takes(what) {
        return Err(unknown(
            "?format",
            &format!("{} cannot be written as {}.", call.place("what"), format.name()),
        ));
    }
    let ask = Ask {
        what,
        format: Some(format),
        fields: names(query.columns.as_deref()),
        delimiter: b',',
        raw: query.raw,
        only: wish(call, query.q, query.view.as_deref(), what)?,
        terminal: false,
        card_version: CardVersion::default(),
        companies: None,
    };
    let who = Some((call.who.user.id, call.who.device));
    let meta = serde_json::json!({ "format": format.name() });
    call.team
        .note(call.who.tenant, who, "export", call.place("what"), meta)?;
    let door = call.door.clone();
    Ok(Download {
        name: format!("{}.{}", call.place("what"), format.name()),
        kind: kind(format),
        write: Box::new(move |out| export::write(&door, &ask, out).map(drop).map_err(fault)),
    })
}

fn fault(error: ExportError) -> Problem {
    match error {
        ExportError::Field { .. } => unknown("?columns", &error.to_string()),
        ExportError::Form(text) => unknown("?format", text),
        ExportError::Read(error) => error.into(),
        ExportError::Write(error) => {
            tracing::debug!(%error, "whoever asked went away");
            internal()
        }
    }
}

fn names(text: Option<&str>) -> Vec<String> {
    let each = text.unwrap_or_default().split(',').map(str::trim);
    each.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// What the rows must fit; none: all.
fn wish(call: &Call, filter: String, view: Option<&str>, what: What) -> Out<Option<Wish>> {
    use crate::domain::filter::Entity;
    let saved = match view {
        None => String::new(),
        Some(name) => {
            let found = call.door.views()?.into_iter().find(|view| view.name == name);
            found
                .ok_or_else(|| unknown("?view", "there is no saved view of this name."))?
                .filter
        }
    };
    if filter.is_empty() && saved.is_empty() {
        return Ok(None);
    }
    if what == What::All {
        return Err(unknown("?q", "everything goes out whole; leave out q and view."));
    }
    let wish = Wish {
        typed: filter,
        saved,
        ..Wish::default()
    };
    let of = if what == What::Contacts {
        Entity::Contact
    } else {
        Entity::Company
    };
    call.door.check_filter(of, &wish)?;
    Ok(Some(wish))
}

const fn kind(format: Format) -> &'static str {
    match format {
        Format::Csv => "text/csv; charset=utf-8",
        Format::Json => "application/json",
        Format::Ndjson => "application/x-ndjson",
        Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Format::Vcf => "text/vcard; charset=utf-8",
        Format::Ics => "text/calendar; charset=utf-8",
    }
}

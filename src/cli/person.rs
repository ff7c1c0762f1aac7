//! All that is held on one person as a page that a person can read (Markdown).

use super::session::Session;
use crate::base::{Date, Timestamp};
use crate::view::PersonFile;
use serde_json::Value;
use std::fmt::Write as _;

/// The page.
pub(crate) fn markdown(file: &PersonFile, s: &Session) -> String {
    let locale = &s.setup.locale;
    let zone = s.replica.actor().zone;
    let day = |at: Timestamp| -> Date { at.date_in(&zone) };
    let mut page = Page::default();
    let name = file
        .contacts
        .first()
        .map(|row| row.display_name())
        .unwrap_or_default();
    page.text = format!(
        "# {}: {name}\n\n{} {}\n",
        locale.t("person-title"),
        locale.t("person-as-of"),
        day(file.at)
    );
    page.head(&locale.t("person-fields"));
    if let Some((id, company)) = &file.company {
        page.item(&format!("company: {company} ({id})"));
    }
    for row in &file.contacts {
        page.fields(&serde_json::to_value(row).unwrap_or(Value::Null));
        page.text.push('\n');
    }
    page.head(&locale.t("person-activities"));
    for row in &file.activities {
        page.item(&format!("{} {}", day(row.occurred_at), row.kind));
        page.below(&serde_json::to_value(row).unwrap_or(Value::Null));
    }
    page.head(&locale.t("person-tasks"));
    for row in &file.tasks {
        page.item(&format!("{} {}", day(row.created_at), row.kind));
        page.below(&serde_json::to_value(row).unwrap_or(Value::Null));
    }
    page.head(&locale.t("person-mentions"));
    for row in file.mentions.iter().filter(|row| !row.own) {
        page.item(&format!("{} {} {}: {}", row.table, row.id, row.field, row.text));
    }
    page.head(&locale.t("person-list"));
    for row in &file.suppressions {
        let why = row.reason.as_deref().unwrap_or_default();
        page.item(&format!(
            "{} {} {} {why}",
            day(row.created_at),
            row.kind,
            row.source
        ));
    }
    for row in &file.verdicts {
        page.item(&format!(
            "{} {} {} → {}",
            day(row.created_at),
            row.kind,
            row.one,
            row.other
        ));
    }
    page.head(&locale.t("person-journal"));
    for row in &file.journal {
        page.item(&format!(
            "{} {} {} ({})",
            day(row.at),
            row.actor,
            row.label,
            row.kind
        ));
    }
    page.head(&locale.t("person-history"));
    for row in &file.history {
        page.item(&format!(
            "{} {} {} {}",
            day(row.at),
            row.actor,
            row.table,
            row.row
        ));
        page.changed(&row.before, &row.after);
    }
    page.head(&locale.t("person-drafts"));
    for row in &file.drafts {
        page.item(&row.to_string());
    }
    for (key, value) in &file.facts {
        page.item(&format!("{key}: {value}"));
    }
    page.text
}

#[derive(Default)]
struct Page {
    text: String,
}

/// A value on one line; nothing for what is empty.
fn said(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => (!text.is_empty()).then(|| text.replace(['\n', '\r'], " ")),
        Value::Array(items) if items.is_empty() => None,
        Value::Object(fields) if fields.is_empty() => None,
        other => Some(other.to_string()),
    }
}

impl Page {
    fn head(&mut self, head: &str) {
        let _ = write!(self.text, "\n## {head}\n\n");
    }
    fn item(&mut self, item: &str) {
        let _ = writeln!(self.text, "- {}", item.replace(['\n', '\r'], " ").trim_end());
    }
    fn fields(&mut self, row: &Value) {
        for (name, value) in row.as_object().into_iter().flatten() {
            if let Some(value) = said(value) {
                self.item(&format!("{name}: {value}"));
            }
        }
    }
    fn below(&mut self, row: &Value) {
        for name in ["subject", "title", "outcome", "notes", "note", "phone"] {
            if let Some(value) = row.get(name).and_then(said) {
                let _ = writeln!(self.text, "  - {name}: {value}");
            }
        }
    }
    fn changed(&mut self, before: &Value, after: &Value) {
        for (name, value) in after.as_object().into_iter().flatten() {
            let was = before.get(name).and_then(said).unwrap_or_default();
            let is = said(value).unwrap_or_default();
            if was != is {
                let _ = writeln!(self.text, "  - {name}: {was} → {is}");
            }
        }
    }
}

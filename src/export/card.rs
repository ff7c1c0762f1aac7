//! People and companies as vCards (RFC 6350, and 3.0 by RFC 2426 for what is older).

use super::columns::Names;
use super::lines::Lines;
use super::{Ask, ExportError};
use crate::domain::{Company, Contact, Email, EmailType, ExternalId, Phone, PhoneType};
use serde_json::Value;
use std::str::FromStr;

/// Which vCard is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum CardVersion {
    /// 3.0, for address books that know no other.
    V3,
    /// 4.0.
    #[default]
    V4,
}

impl FromStr for CardVersion {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "3.0" | "3" => Ok(Self::V3),
            "4.0" | "4" => Ok(Self::V4),
            _ => Err("accepted: 3.0, 4.0".to_owned()),
        }
    }
}

/// The card of a row of contacts or companies.
pub(super) fn of(table: &str, row: Value, names: &Names, ask: &Ask) -> Result<String, ExportError> {
    if table == "company" {
        return Ok(company(&read(row)?, ask));
    }
    let contact: Contact = read(row)?;
    let at = contact.company_id.and_then(|id| names.of(id.0));
    Ok(person(&contact, at, ask))
}

/// Rows of an export are those of the store.
fn read<T: serde::de::DeserializeOwned>(row: Value) -> Result<T, ExportError> {
    serde_json::from_value(row).map_err(|error| ExportError::Write(error.into()))
}

struct Card<'a> {
    lines: Lines<'a>,
    version: CardVersion,
}

impl<'a> Card<'a> {
    fn new(id: &str, shown: &str, ask: &'a Ask) -> Self {
        let mut card = Self {
            lines: Lines::new(ask),
            version: ask.card_version,
        };
        card.lines.raw("BEGIN:VCARD");
        card.lines.raw(match card.version {
            CardVersion::V3 => "VERSION:3.0",
            CardVersion::V4 => "VERSION:4.0",
        });
        card.lines.raw(&format!("UID:urn:uuid:{id}"));
        card.lines.text("FN", shown);
        card
    }
    fn typed(&mut self, name: &str, text: &str, types: &[&str], first: bool) {
        let mut types = types.to_vec();
        if first && self.version == CardVersion::V3 {
            types.push("pref");
        }
        let mut head = name.to_owned();
        if !types.is_empty() {
            head.push_str(";TYPE=");
            head.push_str(&types.join(","));
        }
        if first && self.version == CardVersion::V4 {
            head.push_str(";PREF=1");
        }
        self.lines.text(&head, text);
    }
    fn phones(&mut self, phones: &[Phone]) {
        for phone in phones {
            let number = phone.e164.clone().unwrap_or_else(|| phone.raw.clone());
            let number = match (&phone.e164, &phone.ext) {
                (Some(_), Some(ext)) => format!("{number} x{ext}"),
                _ => number,
            };
            // vocabulary.md §2.9
            let types: &[&str] = match phone.kind {
                PhoneType::Mobile => &["cell"],
                PhoneType::Home => &["home", "voice"],
                PhoneType::Fax => &["work", "fax"],
                PhoneType::Work => &["work", "voice"],
                PhoneType::Main | PhoneType::Other => &["voice"],
            };
            self.typed("TEL", &number, types, phone.primary);
        }
    }
    fn emails(&mut self, emails: &[Email]) {
        for email in emails {
            let types: &[&str] = match email.kind {
                EmailType::Work => &["work"],
                EmailType::Home => &["home"],
                EmailType::Other => &[],
            };
            self.typed("EMAIL", &email.address, types, email.primary);
        }
    }
    /// Ids in other systems: a property of our own, so that nothing is lost.
    fn ids(&mut self, ids: &[ExternalId]) {
        for id in ids {
            self.lines
                .text("X-CALLSHEET-ID", &format!("{}:{}", id.system, id.id));
        }
    }
    fn done(mut self) -> String {
        self.lines.raw("END:VCARD");
        self.lines.into_text()
    }
}

fn or_empty(text: Option<&String>) -> &str {
    text.map_or("", String::as_str)
}

fn person(contact: &Contact, at: Option<&str>, ask: &Ask) -> String {
    let mut card = Card::new(&contact.id.to_string(), &contact.display_name(), ask);
    let (last, first) = (
        or_empty(contact.last_name.as_ref()),
        or_empty(contact.first_name.as_ref()),
    );
    card.lines.parts("N", ';', &[last, first, "", "", ""]);
    match (at, or_empty(contact.department.as_ref())) {
        (None, "") => {}
        (Some(company), "") => card.lines.parts("ORG", ';', &[company]),
        (company, department) => card
            .lines
            .parts("ORG", ';', &[company.unwrap_or_default(), department]),
    }
    card.lines.text("TITLE", or_empty(contact.job_title.as_ref()));
    card.phones(&contact.phones.0);
    card.emails(&contact.emails.0);
    card.lines.text("URL", or_empty(contact.linkedin.as_ref()));
    if let Some(day) = contact.birthday {
        let day = day.to_string();
        // 4.0 writes days without signs, 3.0 with them.
        let day = match card.version {
            CardVersion::V3 => day,
            CardVersion::V4 => day.replace('-', ""),
        };
        card.lines.raw(&format!("BDAY:{day}"));
    }
    if card.version == CardVersion::V4 {
        card.lines.text("LANG", or_empty(contact.language.as_ref()));
    }
    card.ids(&contact.external_ids.0);
    card.done()
}

fn company(company: &Company, ask: &Ask) -> String {
    let mut card = Card::new(&company.id.to_string(), &company.name, ask);
    match card.version {
        CardVersion::V4 => card.lines.raw("KIND:org"),
        CardVersion::V3 => card.lines.parts("N", ';', &[&company.name, "", "", "", ""]),
    }
    card.lines.parts("ORG", ';', &[&company.name]);
    card.phones(&company.phones.0);
    card.emails(&company.emails.0);
    card.lines.text("URL", or_empty(company.website.as_ref()));
    let postal = &company.postal.0;
    let parts = [
        &postal.street,
        &postal.city,
        &postal.region,
        &postal.postal_code,
        &postal.country,
    ];
    if parts.iter().any(|part| part.is_some()) {
        let [street, city, region, code, country] = parts.map(|part| or_empty(part.as_ref()));
        card.lines
            .parts("ADR", ';', &["", "", street, city, region, code, country]);
    }
    if !company.tags.is_empty() {
        let tags: Vec<&str> = company.tags.iter().map(String::as_str).collect();
        card.lines.parts("CATEGORIES", ',', &tags);
    }
    card.ids(&company.external_ids.0);
    card.done()
}

//! People and companies as vCards (RFC 6350, and 3.0 by RFC 2426 for what is older).

use super::columns::Names;
use super::{Ask, ExportError, cell};
use crate::domain::{Company, Contact, Email, EmailType, ExternalId, Phone, PhoneType};
use calcard::common::PartialDateTime;
use calcard::vcard::{
    VCard, VCardEntry, VCardKind, VCardParameter, VCardParameterName, VCardParameterValue, VCardProperty,
    VCardType, VCardValue, VCardVersion,
};
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
    let card = if table == "company" {
        company(&read(row)?, ask)
    } else {
        let contact: Contact = read(row)?;
        let at = contact.company_id.and_then(|id| names.of(&id.to_string()));
        person(&contact, at, ask)
    };
    let version = match ask.card_version {
        CardVersion::V3 => VCardVersion::V3_0,
        CardVersion::V4 => VCardVersion::V4_0,
    };
    let mut text = String::new();
    card.write_to(&mut text, version)
        .map_err(|error| ExportError::Write(std::io::Error::other(error)))?;
    Ok(text)
}

/// Rows of an export are those of the store.
fn read<T: serde::de::DeserializeOwned>(row: Value) -> Result<T, ExportError> {
    serde_json::from_value(row).map_err(|error| ExportError::Write(error.into()))
}

struct Card<'a> {
    entries: Vec<VCardEntry>,
    ask: &'a Ask,
}

impl<'a> Card<'a> {
    fn new(id: &str, shown: &str, ask: &'a Ask) -> Self {
        let mut card = Self {
            entries: Vec::new(),
            ask,
        };
        card.put(VCardProperty::Uid, &format!("urn:uuid:{id}"));
        card.put(VCardProperty::Fn, shown);
        card
    }
    fn text(&self, text: &str) -> VCardValue {
        VCardValue::Text(cell::plain(text, self.ask))
    }
    fn put(&mut self, name: VCardProperty, text: &str) {
        if !text.is_empty() {
            let entry = VCardEntry::new(name).with_value(self.text(text));
            self.entries.push(entry);
        }
    }
    fn parts(&mut self, name: VCardProperty, parts: &[&str]) {
        let values = parts.iter().map(|part| self.text(part)).collect();
        self.entries.push(VCardEntry::new(name).with_values(values));
    }
    fn typed(&mut self, name: VCardProperty, text: &str, types: &[VCardType], first: bool) {
        let mut entry = VCardEntry::new(name).with_value(self.text(text));
        for kind in types {
            entry.add_param(VCardParameter::new(
                VCardParameterName::Type,
                VCardParameterValue::Type(kind.clone()),
            ));
        }
        if first {
            match self.ask.card_version {
                CardVersion::V4 => entry.add_param(VCardParameter::pref(VCardParameterValue::Integer(1))),
                CardVersion::V3 => entry.add_param(VCardParameter::new(
                    VCardParameterName::Type,
                    VCardParameterValue::Text("pref".to_owned()),
                )),
            }
        }
        self.entries.push(entry);
    }
    fn phones(&mut self, phones: &[Phone]) {
        for phone in phones {
            let number = phone.e164.clone().unwrap_or_else(|| phone.raw.clone());
            let number = match (&phone.e164, &phone.ext) {
                (Some(_), Some(ext)) => format!("{number} x{ext}"),
                _ => number,
            };
            let types: &[VCardType] = match phone.kind {
                PhoneType::Mobile => &[VCardType::Cell],
                PhoneType::Home => &[VCardType::Home, VCardType::Voice],
                PhoneType::Fax => &[VCardType::Work, VCardType::Fax],
                PhoneType::Work => &[VCardType::Work, VCardType::Voice],
                _ => &[VCardType::Voice],
            };
            self.typed(VCardProperty::Tel, &number, types, phone.primary);
        }
    }
    fn emails(&mut self, emails: &[Email]) {
        for email in emails {
            let types: &[VCardType] = match email.kind {
                EmailType::Work => &[VCardType::Work],
                EmailType::Home => &[VCardType::Home],
                EmailType::Other => &[],
            };
            self.typed(VCardProperty::Email, &email.address, types, email.primary);
        }
    }
    /// Ids in other systems: a property of our own, so that a card read back is known again.
    fn ids(&mut self, ids: &[ExternalId]) {
        for id in ids {
            let name = VCardProperty::Other("X-CALLSHEET-ID".to_owned());
            self.put(name, &format!("{}:{}", id.system, id.id));
        }
    }
    fn done(self) -> VCard {
        VCard {
            entries: self.entries,
        }
    }
}

fn person(contact: &Contact, at: Option<&str>, ask: &Ask) -> VCard {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut card = Card::new(&contact.id.to_string(), &contact.display_name(), ask);
    let (last, first) = (text(&contact.last_name), text(&contact.first_name));
    card.parts(VCardProperty::N, &[&last, &first, "", "", ""]);
    let department = text(&contact.department);
    match at {
        Some(company) if department.is_empty() => card.parts(VCardProperty::Org, &[company]),
        Some(company) => card.parts(VCardProperty::Org, &[company, &department]),
        None if !department.is_empty() => card.parts(VCardProperty::Org, &["", &department]),
        None => {}
    }
    card.put(VCardProperty::Title, &text(&contact.job_title));
    card.phones(&contact.phones.0);
    card.emails(&contact.emails.0);
    card.put(VCardProperty::Url, &text(&contact.linkedin));
    if let Some(day) = contact.birthday {
        let at = PartialDateTime {
            year: u16::try_from(day.0.year()).ok(),
            month: u8::try_from(day.0.month()).ok(),
            day: u8::try_from(day.0.day()).ok(),
            ..PartialDateTime::default()
        };
        card.entries
            .push(VCardEntry::new(VCardProperty::Bday).with_value(VCardValue::PartialDateTime(at)));
    }
    if ask.card_version == CardVersion::V4 {
        card.put(VCardProperty::Lang, &text(&contact.language));
    }
    card.ids(&contact.external_ids.0);
    card.done()
}

fn company(company: &Company, ask: &Ask) -> VCard {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut card = Card::new(&company.id.to_string(), &company.name, ask);
    if ask.card_version == CardVersion::V4 {
        card.entries
            .push(VCardEntry::new(VCardProperty::Kind).with_value(VCardValue::Kind(VCardKind::Org)));
    } else {
        card.parts(VCardProperty::N, &[&company.name, "", "", "", ""]);
    }
    card.parts(VCardProperty::Org, &[&company.name]);
    card.phones(&company.phones.0);
    card.emails(&company.emails.0);
    card.put(VCardProperty::Url, &text(&company.website));
    let postal = &company.postal.0;
    let address = [
        &postal.street,
        &postal.city,
        &postal.region,
        &postal.postal_code,
        &postal.country,
    ];
    if address.iter().any(|part| part.is_some()) {
        let [street, city, region, code, country] = address.map(text);
        card.parts(
            VCardProperty::Adr,
            &["", "", &street, &city, &region, &code, &country],
        );
    }
    if !company.tags.is_empty() {
        let tags: Vec<&str> = company.tags.iter().map(String::as_str).collect();
        card.parts(VCardProperty::Categories, &tags);
    }
    card.ids(&company.external_ids.0);
    card.done()
}

//! A row of a file as what it says of a company or contact: typed, not yet compared with anything.
//!
//! Pure: cells in, a [`Draft`] or the reason why the row cannot be taken out. Every cell
//! that holds something ends in a field or, under its column's name, in `extra`.

mod cells;
mod happened;

pub use happened::{Happened, What};

use super::map::own::SYSTEM;
use super::map::{Column, Entity, Field, Kept, Mapping, fold_name};
use super::read::Row;
use super::said::{external_id, is_yes, language};
use super::value::date::DateOrder;
use super::value::number::DecimalMark;
use super::value::{date, number, text};
use crate::base::{Date, lookup};
use crate::domain::{Address, EmailType, PhoneState, PhoneType, SizeBand, foreign};
use cells::{
    birthday_of_parts, email_type, keep, numbers, phone_type, take_address, take_company_address,
    take_emails, take_employees, take_full_name, take_link, take_profile, take_text,
};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// How values that can be read in more than one way are to be read.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The order of dates, for each column.
    pub orders: Vec<Option<DateOrder>>,
    /// The decimal mark, for each column.
    pub marks: Vec<Option<DecimalMark>>,
    /// Text that was encoded twice is mended.
    pub mend: bool,
    /// A file of rejected rows: what was guarded for spreadsheets is as it was.
    pub unguard: bool,
    /// The file is a spreadsheet, where a date may be a plain number: the day its count begins with.
    pub serial_epoch: Option<Date>,
}

/// What a row says.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Draft {
    /// The line it begins in.
    pub line: u64,
    /// The id of the row in its system.
    pub id: Option<String>,
    /// Its ids in other systems, where a list of ours tells them.
    pub external: Vec<(String, String)>,
    /// Plain text fields by name; each name once.
    pub texts: Vec<(&'static str, String)>,
    /// Domain, as it is compared.
    pub domain: Option<String>,
    /// How many people work there.
    pub employees: Option<i64>,
    /// The same as a band, when only that is told.
    pub band: Option<SizeBand>,
    /// Numbers as written.
    pub phones: Vec<(PhoneType, String)>,
    /// Numbers that are not called: wrong ones, those not to call, and (none) those of somebody whom nobody contacts.
    pub blocked_phones: Vec<(Option<PhoneState>, String)>,
    /// Addresses as written.
    pub emails: Vec<(EmailType, String)>,
    /// What stands in columns of addresses and is none.
    pub unread_emails: Vec<String>,
    /// Postal address.
    pub postal: Address,
    /// Delivery address.
    pub delivery: Address,
    /// Birthday.
    pub birthday: Option<Date>,
    /// Owner, by name or e-mail address.
    pub owner: Option<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Everything else, by the column's name.
    pub extra: BTreeMap<String, String>,
    /// The contact's company.
    pub link: Link,
    /// A customer there.
    pub customer: bool,
    /// Must not be called; the column that says so.
    pub do_not_call: Option<String>,
    /// On what basis, where a list of ours tells it.
    pub do_not_call_basis: Option<String>,
    /// Since which day.
    pub do_not_call_since: Option<Date>,
    /// Was deleted there.
    pub deleted: bool,
    /// What the row says of the contact's company beside its name.
    pub company: CompanyPart,
    /// Year, month and day of birth, where they have columns of their own.
    pub(super) birth: [Option<String>; 3],
    /// Recognised also by name and company together, though it has an id.
    pub also_by_name: bool,
    /// What an activity, deal or ticket says.
    pub happened: Happened,
    /// A row of contacts that names a company and nobody there: it is about the company.
    pub only_company: bool,
}

/// What a row of a contact says of the company.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct CompanyPart {
    /// Its address.
    pub postal: Address,
    /// Its numbers.
    pub phones: Vec<(PhoneType, String)>,
    /// Its addresses.
    pub emails: Vec<(EmailType, String)>,
    /// Its website.
    pub website: Option<String>,
}

/// How a file names the company of a contact.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Link {
    /// By its ids in the system.
    pub ids: Vec<String>,
    /// By its domain.
    pub domain: Option<String>,
    /// By its name.
    pub name: Option<String>,
    /// The columns this came from: kept beside the contact while no company is found.
    pub cells: Vec<(String, String)>,
}

impl Link {
    /// The file says nothing of a company.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }
}

impl Draft {
    /// Its ids in other systems, with that of the system it comes from; a row of ours has its id itself.
    pub(super) fn ids<'a>(&'a self, system: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let own = self.id.iter().filter(move |_| system != SYSTEM);
        let own = own.map(move |id| (system, id.as_str()));
        own.chain(
            self.external
                .iter()
                .map(|(system, id)| (system.as_str(), id.as_str())),
        )
    }
    /// A text field.
    pub fn text(&self, name: &str) -> Option<&str> {
        let found = self.texts.iter().find(|(known, _)| *known == name);
        found.map(|(_, text)| text.as_str())
    }
    /// First and last name, as contacts are compared by.
    pub fn person(&self) -> Option<String> {
        let parts = [self.text("first_name"), self.text("last_name")];
        let name = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        (!name.is_empty()).then_some(name)
    }
}

/// Reads a row; the error says which cell cannot be taken and why.
pub fn read(row: &Row, mapping: &Mapping, reading: &Reading) -> Result<Draft, String> {
    if let Some(fault) = &row.fault {
        return Err(fault.to_string());
    }
    let mut draft = Draft {
        line: row.line(),
        ..Draft::default()
    };
    let mut kind: Option<String> = None;
    let mut full_names = Vec::new();
    for (at, column) in mapping.columns.iter().enumerate() {
        let cell = row.cell(at);
        if column.field == Field::Kind {
            kind = (!cell.is_empty()).then(|| cell.to_owned());
            take_kind(&mut draft, column, cell);
            continue;
        }
        if cell.is_empty() {
            continue;
        }
        let cell = clean(cell, reading);
        // First and last name say more than both in one, wherever they stand.
        if column.field == Field::FullName {
            full_names.push((column, cell));
            continue;
        }
        let how = How {
            order: reading.orders.get(at).copied().flatten(),
            mark: reading.marks.get(at).copied().flatten(),
            system: &mapping.system,
            kind: kind.as_deref(),
            serial_epoch: reading.serial_epoch,
        };
        take(&mut draft, column, &cell, &how).map_err(|why| format!("{}: {why}", column.name))?;
    }
    for (column, cell) in full_names {
        take_full_name(&mut draft, column, &cell);
    }
    for (column, value) in &mapping.constants {
        let how = How::plain(&mapping.system);
        take(&mut draft, column, value, &how).map_err(|why| format!("{}: {why}", column.name))?;
    }
    complete(&mut draft, mapping)?;
    Ok(draft)
}

/// Reads only what a row is recognised by; none when the row cannot be taken.
pub(super) fn read_keys(row: &Row, mapping: &Mapping, reading: &Reading) -> Option<Draft> {
    let mut draft = Draft::default();
    let how = How::plain(&mapping.system);
    let mut full_names = Vec::new();
    for (at, column) in mapping.columns.iter().enumerate() {
        let is_key = matches!(
            column.field,
            Field::Id
                | Field::ExternalIds
                | Field::Domain
                | Field::Email(_)
                | Field::FullName
                | Field::ProfileUrl
                | Field::CompanyName
                | Field::CompanyId
                | Field::CompanyWebsite
                | Field::Phone(_)
                | Field::BlockedPhones
                | Field::Text("name" | "website" | "first_name" | "last_name")
        );
        let cell = row.cell(at);
        if column.field == Field::FullName && !cell.is_empty() {
            full_names.push((column, clean(cell, reading)));
        } else if is_key && !cell.is_empty() {
            take(&mut draft, column, &clean(cell, reading), &how).ok()?;
        }
    }
    for (column, cell) in full_names {
        take_full_name(&mut draft, column, &cell);
    }
    for (column, value) in &mapping.constants {
        if column.field == Field::Domain || matches!(column.field, Field::Text(_)) {
            take(&mut draft, column, value, &how).ok()?;
        }
    }
    if mapping.entity.is_record() {
        complete(&mut draft, mapping).ok()?;
    }
    Some(draft)
}

/// How the cell at hand is to be read.
struct How<'a> {
    order: Option<DateOrder>,
    mark: Option<DecimalMark>,
    system: &'a str,
    /// What kind the value is, as the column before said.
    kind: Option<&'a str>,
    serial_epoch: Option<Date>,
}

impl<'a> How<'a> {
    fn plain(system: &'a str) -> Self {
        Self {
            order: None,
            mark: None,
            system,
            kind: None,
            serial_epoch: None,
        }
    }
    /// Reads a date, which in a spreadsheet may be a count of days.
    fn date(&self, cell: &str) -> Result<Option<date::When>, String> {
        if let Some(epoch) = self.serial_epoch
            && let Some(when) = date::of_serial(cell, epoch)
        {
            return Ok(Some(when));
        }
        date::read(cell, self.order)
    }
}

/// What kind the next values are; a label that says nothing we know is kept, and that of an address always.
fn take_kind(draft: &mut Draft, column: &Column, cell: &str) {
    let known = phone_type(cell).is_some() && !fold_name(&column.name).starts_with("address");
    if !cell.is_empty() && !known {
        keep(draft, column, cell);
    }
}

fn clean<'a>(cell: &'a str, reading: &Reading) -> Cow<'a, str> {
    let cell = if reading.unguard {
        super::rejects::unguard(cell)
    } else {
        cell
    };
    match text::mend(cell).filter(|_| reading.mend) {
        Some(mended) => Cow::Owned(mended),
        None => Cow::Borrowed(cell),
    }
}

fn take(draft: &mut Draft, column: &Column, cell: &str, how: &How) -> Result<(), String> {
    match column.field {
        Field::Id => {
            if draft.id.is_none() {
                draft.id = Some(external_id(how.system, cell));
            } else {
                keep(draft, column, cell);
            }
        }
        Field::Text(name) => take_text(draft, column, name, cell),
        Field::FullName => take_full_name(draft, column, cell),
        Field::ProfileUrl => take_profile(draft, column, cell),
        Field::Domain => match lookup::domain_of(cell) {
            Some(domain) if draft.domain.is_none() => draft.domain = Some(domain),
            Some(domain) if draft.domain.as_ref() == Some(&domain) => {}
            _ => keep(draft, column, cell),
        },
        Field::Employees => take_employees(draft, cell, how)?,
        Field::Phone(kind) => {
            let kind = how
                .kind
                .map_or(kind, |label| phone_type(label).unwrap_or(PhoneType::Other));
            draft
                .phones
                .extend(numbers(cell).into_iter().map(|raw| (kind, raw)));
        }
        Field::Email(kind) => {
            let kind = how
                .kind
                .map_or(kind, |label| email_type(label).unwrap_or(EmailType::Other));
            take_emails(draft, column, kind, cell);
        }
        Field::Postal(part) => take_address(&mut draft.postal, part, cell),
        Field::Delivery(part) => take_address(&mut draft.delivery, part, cell),
        Field::Birthday => draft.birthday = how.date(cell)?.map(date::When::day),
        Field::BirthYear => draft.birth[0] = Some(cell.to_owned()),
        Field::BirthMonth => draft.birth[1] = Some(cell.to_owned()),
        Field::BirthDay => draft.birth[2] = Some(cell.to_owned()),
        Field::CompanyPostal(part) => take_company_address(draft, column, part, cell, how),
        Field::CompanyPhone(_) | Field::CompanyEmail | Field::CompanyWebsite => {
            take_company_part(draft, column, cell);
        }
        Field::Language => match language(cell) {
            Some(tag) => take_text(draft, column, "language", &tag),
            None => keep(draft, column, cell),
        },
        Field::Owner => {
            if draft.owner.is_none() {
                draft.owner = Some(cell.to_owned());
            } else {
                keep(draft, column, cell);
            }
        }
        Field::Tags => draft.tags.extend(
            cell.split([';', ','])
                .map(|tag| tag.trim().trim_start_matches('#').to_lowercase())
                .filter(|tag| !tag.is_empty()),
        ),
        Field::Lifecycle => {
            draft.customer |= matches!(fold_name(cell).as_str(), "customer" | "kunde");
            keep(draft, column, cell);
        }
        Field::AccountType => {
            let folded = fold_name(cell);
            draft.customer |= folded.starts_with("customer") || folded.starts_with("kunde");
            take_text(draft, column, "account_type", cell);
        }
        Field::DoNotCall => {
            if is_yes(cell) {
                draft.do_not_call = Some(column.name.clone());
            }
        }
        Field::Deleted => draft.deleted = is_yes(cell),
        Field::Stage => draft.customer |= cell.trim() == "CUSTOMER",
        Field::DoNotContact => {
            draft.do_not_call = Some(column.name.clone());
            let day = cell.get(..10).and_then(|day| day.parse().ok());
            draft.do_not_call_since = day;
        }
        Field::DoNotContactBasis => draft.do_not_call_basis = Some(cell.to_owned()),
        Field::BlockedPhones => draft.blocked_phones.extend(blocked_phones(cell)),
        Field::ExternalIds => draft.external.extend(external_ids(cell)),
        Field::CompanyId | Field::CompanyDomain | Field::CompanyName => take_link(draft, column, cell, how),
        Field::Extra(Kept::Own(kind)) => cells::take_own(draft, column, cell, kind, how)?,
        Field::Extra(Kept::Text) => keep_text(draft, column, cell, how),
        Field::Extra(Kept::Date) => {
            if let Some(when) = how.date(cell)? {
                keep(draft, column, &when.to_string());
            }
        }
        Field::Extra(Kept::Number) => {
            let (number, currency) = number::read(cell, how.mark)?;
            let amount = currency.map_or_else(|| number.to_string(), |code| format!("{number} {code}"));
            keep(draft, column, &amount);
        }
        Field::Ignore | Field::Elsewhere | Field::Kind => {}
        _ => happened::take(draft, column, cell, how)?,
    }
    Ok(())
}

/// Our own tables have rows of other systems as one column of each kind.
fn keep_text(draft: &mut Draft, column: &Column, cell: &str, how: &How) {
    let entries = Some(how.system).filter(|system| *system == SYSTEM);
    match entries.and_then(|_| foreign::parted(&column.name, cell)) {
        Some(entries) => draft.extra.extend(entries),
        None => keep(draft, column, cell),
    }
}

/// `DO_NOT_CALL:+4965112; BLOCKED:+49171555`
fn blocked_phones(cell: &str) -> impl Iterator<Item = (Option<PhoneState>, String)> {
    cell.split("; ").filter_map(|entry| {
        let (why, number) = entry.trim().split_once(':')?;
        let state = match why {
            "BLOCKED" => None,
            "WRONG" => Some(PhoneState::Wrong),
            // Whatever else is said of it, it is not called.
            _ => Some(PhoneState::DoNotCall),
        };
        (!number.is_empty()).then(|| (state, number.to_owned()))
    })
}

/// `hubspot:12; csv:7`
fn external_ids(cell: &str) -> impl Iterator<Item = (String, String)> {
    cell.split("; ")
        .filter_map(|id| id.trim().split_once(':'))
        .filter(|(system, id)| !system.is_empty() && !id.is_empty())
        .map(|(system, id)| (system.to_owned(), id.to_owned()))
}

/// What a contact's row says of the company: kept beside the contact, and entered with a new company.
fn take_company_part(draft: &mut Draft, column: &Column, cell: &str) {
    keep(draft, column, cell);
    match column.field {
        Field::CompanyPhone(kind) => {
            let phones = numbers(cell).into_iter().map(|raw| (kind, raw));
            draft.company.phones.extend(phones);
        }
        Field::CompanyEmail => {
            let mut company = Draft::default();
            take_emails(&mut company, column, EmailType::Work, cell);
            draft.company.emails.append(&mut company.emails);
        }
        _ => {
            draft.company.website.get_or_insert_with(|| cell.to_owned());
        }
    }
}

/// What follows from the cells together, and what a row cannot do without.
fn complete(draft: &mut Draft, mapping: &Mapping) -> Result<(), String> {
    match mapping.entity {
        Entity::Companies => {
            if draft.domain.is_none() {
                draft.domain = draft.text("website").and_then(lookup::domain_of);
            }
            if draft.text("name").is_none() {
                let Some(domain) = draft.domain.clone() else {
                    return Err("no name and no domain; a company needs one of them".to_owned());
                };
                draft.texts.push(("name", domain));
            }
        }
        Entity::Contacts => {
            birthday_of_parts(draft);
            let named = draft.person().is_some();
            if !named && mapping.enters_companies && draft.link.name.is_some() {
                about_the_company(draft);
            } else if !named
                && draft.emails.is_empty()
                && draft.phones.is_empty()
                && draft.blocked_phones.is_empty()
            {
                return Err(
                    "no name, no e-mail address and no number; a contact needs one of them".to_owned(),
                );
            }
        }
        Entity::Activities => happened::complete(draft, mapping)?,
        Entity::Deals | Entity::Tickets => happened::complete_line(draft)?,
    }
    Ok(())
}

/// An address book also holds companies as such: what stands there is theirs.
fn about_the_company(draft: &mut Draft) {
    let company = std::mem::take(&mut draft.company);
    let link = std::mem::take(&mut draft.link);
    draft.only_company = true;
    // The id of the company there; a card has but one.
    draft.id = link.ids.into_iter().next().or_else(|| draft.id.take());
    let has_website = company.website.is_some();
    let texts = [("name", link.name), ("website", company.website)];
    for (name, text) in texts {
        draft.texts.extend(
            text.into_iter()
                .filter(|text| !text.is_empty())
                .map(|text| (name, text)),
        );
    }
    // Departments and positions are of people; beside a company they are kept by their names.
    let (own, others): (Vec<_>, Vec<_>) = std::mem::take(&mut draft.texts)
        .into_iter()
        .partition(|(name, _)| matches!(*name, "name" | "website" | "language"));
    draft.texts = own;
    for (name, text) in others {
        draft.extra.insert(name.to_owned(), text);
    }
    if has_website {
        draft.domain = draft.text("website").and_then(lookup::domain_of);
    }
    draft.postal = company.postal;
    draft.phones.splice(0..0, company.phones);
    draft.emails.splice(0..0, company.emails);
    if let Some(birthday) = draft.birthday.take() {
        draft.extra.insert("birthday".to_owned(), birthday.to_string());
    }
}

#[cfg(test)]
mod tests;

//! A row of a file as what it says of a company or contact: typed, not yet compared with anything.
//!
//! Pure: cells in, a [`Draft`] or the reason why the row cannot be taken out. Every cell
//! that holds something ends in a field or, under its column's name, in `extra`.

use super::map::{Column, Entity, Field, Kept, Mapping, Part, fold_name};
use super::read::Row;
use super::said::{external_id, is_yes, language};
use super::value::date::DateOrder;
use super::value::number::DecimalMark;
use super::value::{date, number, own, text};
use crate::base::{Date, country, lookup};
use crate::domain::{Address, Code, EmailType, PhoneType, SizeBand};
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
}

/// What a row says.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Draft {
    /// The line it begins in.
    pub line: u64,
    /// The id of the row in its system.
    pub id: Option<String>,
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
    /// Addresses as written.
    pub emails: Vec<(EmailType, String)>,
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
    /// Was deleted there.
    pub deleted: bool,
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
    for (at, column) in mapping.columns.iter().enumerate() {
        let cell = row.cell(at);
        if cell.is_empty() {
            continue;
        }
        let cell = clean(cell, reading);
        let how = How {
            order: reading.orders.get(at).copied().flatten(),
            mark: reading.marks.get(at).copied().flatten(),
            system: &mapping.system,
        };
        take(&mut draft, column, &cell, &how).map_err(|why| format!("{}: {why}", column.name))?;
    }
    for (column, value) in &mapping.constants {
        let how = How {
            order: None,
            mark: None,
            system: &mapping.system,
        };
        take(&mut draft, column, value, &how).map_err(|why| format!("{}: {why}", column.name))?;
    }
    complete(&mut draft, mapping.entity)?;
    Ok(draft)
}

/// Reads only what a row is recognised by; none when the row cannot be taken.
pub(super) fn read_keys(row: &Row, mapping: &Mapping, reading: &Reading) -> Option<Draft> {
    let mut draft = Draft::default();
    let how = How {
        order: None,
        mark: None,
        system: &mapping.system,
    };
    for (at, column) in mapping.columns.iter().enumerate() {
        let is_key = matches!(
            column.field,
            Field::Id
                | Field::Domain
                | Field::Email(_)
                | Field::FullName
                | Field::Text("name" | "website" | "first_name" | "last_name")
        );
        let cell = row.cell(at);
        if is_key && !cell.is_empty() {
            take(&mut draft, column, &clean(cell, reading), &how).ok()?;
        }
    }
    for (column, value) in &mapping.constants {
        if column.field == Field::Domain || matches!(column.field, Field::Text(_)) {
            take(&mut draft, column, value, &how).ok()?;
        }
    }
    complete(&mut draft, mapping.entity).ok()?;
    Some(draft)
}

/// How the cell at hand is to be read.
struct How<'a> {
    order: Option<DateOrder>,
    mark: Option<DecimalMark>,
    system: &'a str,
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
        Field::FullName => take_full_name(draft, cell),
        Field::Domain => match lookup::domain_of(cell) {
            Some(domain) if draft.domain.is_none() => draft.domain = Some(domain),
            Some(domain) if draft.domain.as_ref() == Some(&domain) => {}
            _ => keep(draft, column, cell),
        },
        Field::Employees => take_employees(draft, cell, how)?,
        Field::Phone(kind) => draft
            .phones
            .extend(several(cell).map(|raw| (kind, raw.to_owned()))),
        Field::Email(kind) => take_emails(draft, column, kind, cell),
        Field::Postal(part) => take_address(&mut draft.postal, part, cell),
        Field::Delivery(part) => take_address(&mut draft.delivery, part, cell),
        Field::Birthday => draft.birthday = date::read(cell, how.order)?.map(date::When::day),
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
        Field::CompanyId | Field::CompanyDomain | Field::CompanyName => take_link(draft, column, cell, how),
        Field::Extra(Kept::Text) => keep(draft, column, cell),
        Field::Extra(Kept::Date) => {
            if let Some(when) = date::read(cell, how.order)? {
                keep(draft, column, &when.to_string());
            }
        }
        Field::Extra(Kept::Number) => {
            let (number, currency) = number::read(cell, how.mark)?;
            let amount = currency.map_or_else(|| number.to_string(), |code| format!("{number} {code}"));
            keep(draft, column, &amount);
        }
        Field::Extra(Kept::Own(kind)) => {
            if let Some(value) = own::read(kind, cell, how.order, how.mark)? {
                keep(draft, column, &value);
            }
        }
        Field::Ignore => {}
    }
    Ok(())
}

fn keep(draft: &mut Draft, column: &Column, cell: &str) {
    draft.extra.insert(column.name.clone(), cell.to_owned());
}

/// The first column of a field counts; what a second one says beyond it is kept by its name.
fn take_text(draft: &mut Draft, column: &Column, name: &'static str, cell: &str) {
    match draft.text(name) {
        None => draft.texts.push((name, cell.to_owned())),
        Some(known) if known == cell => {}
        Some(_) => keep(draft, column, cell),
    }
}

fn take_full_name(draft: &mut Draft, cell: &str) {
    if draft.text("first_name").is_some() || draft.text("last_name").is_some() {
        return;
    }
    let (first, last) = match cell.split_once(',') {
        Some((last, first)) if !first.trim().is_empty() => (first.trim(), last.trim()),
        _ => split_name(cell),
    };
    for (name, part) in [("first_name", first), ("last_name", last)] {
        if !part.is_empty() {
            draft.texts.push((name, part.to_owned()));
        }
    }
}

/// The last word is the family name, with the small words before it (`van der Berg`).
fn split_name(name: &str) -> (&str, &str) {
    let mut begin = name.rfind(' ').map_or(0, |at| at + 1);
    while let Some(before) = name[..begin].trim_end().rfind(' ').map(|at| at + 1) {
        let word = name[before..begin].trim();
        if !word.chars().all(char::is_lowercase) || word.is_empty() {
            break;
        }
        begin = before;
    }
    (name[..begin].trim(), name[begin..].trim())
}

fn take_employees(draft: &mut Draft, cell: &str, how: &How) -> Result<(), String> {
    let band = cell.replace([' ', '\u{2013}', ','], "").replace("to", "-");
    if let Some(band) = SizeBand::from_code(&band) {
        draft.band = Some(band);
        return Ok(());
    }
    let (number, _) = number::read(cell, how.mark)?;
    match number.whole() {
        Some(count) if (0..=10_000_000).contains(&count) => draft.employees = Some(count),
        _ => {
            return Err(format!(
                "\"{cell}\" is no number of people; accepted: 250, 51-200, 1000+"
            ));
        }
    }
    Ok(())
}

/// `a@x.example; b@x.example`; what is no address is kept by the column's name.
fn take_emails(draft: &mut Draft, column: &Column, kind: EmailType, cell: &str) {
    let mut unread = Vec::new();
    for part in several(cell).flat_map(|part| part.split(',')).map(str::trim) {
        // `Anna <anna@x.example>`
        let address = part
            .rsplit_once('<')
            .and_then(|(_, rest)| rest.strip_suffix('>'))
            .unwrap_or(part);
        let is_address = address
            .split_once('@')
            .is_some_and(|(who, host)| !who.is_empty() && !host.is_empty())
            && !address.contains(char::is_whitespace)
            && address.len() <= 320;
        let known = draft
            .emails
            .iter()
            .any(|(_, other)| other.eq_ignore_ascii_case(address));
        if is_address && !known {
            draft.emails.push((kind, address.to_owned()));
        } else if !is_address && !part.is_empty() {
            unread.push(part);
        }
    }
    if !unread.is_empty() {
        keep(draft, column, &unread.join("; "));
    }
}

fn take_address(address: &mut Address, part: Part, cell: &str) {
    let slot = match part {
        Part::Street => {
            let lines = address.street.take().map_or_else(
                || cell.to_owned(),
                |before| {
                    if before == cell {
                        before
                    } else {
                        format!("{before}\n{cell}")
                    }
                },
            );
            address.street = Some(lines);
            return;
        }
        Part::PostalCode => &mut address.postal_code,
        Part::City => &mut address.city,
        Part::Region => &mut address.region,
        Part::Country => {
            let code = country::find(cell).map_or_else(|| cell.to_owned(), |found| found.code.clone());
            address.country.get_or_insert(code);
            return;
        }
    };
    slot.get_or_insert_with(|| cell.to_owned());
}

fn take_link(draft: &mut Draft, column: &Column, cell: &str, how: &How) {
    let link = &mut draft.link;
    link.cells.push((column.name.clone(), cell.to_owned()));
    match column.field {
        Field::CompanyId => link
            .ids
            .extend(several(cell).map(|id| external_id(how.system, id))),
        Field::CompanyDomain => {
            link.domain = link.domain.take().or_else(|| lookup::domain_of(cell));
        }
        _ => {
            link.name.get_or_insert_with(|| cell.to_owned());
        }
    }
}

/// Several values in one cell: between `;`, or between Google's ` ::: `.
fn several(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(" ::: ")
        .flat_map(|part| part.split(';'))
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// What follows from the cells together, and what a row cannot do without.
fn complete(draft: &mut Draft, entity: Entity) -> Result<(), String> {
    match entity {
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
            let named = draft.person().is_some();
            if !named && draft.emails.is_empty() && draft.phones.is_empty() {
                return Err(
                    "no name, no e-mail address and no number; a contact needs one of them".to_owned(),
                );
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::map::MapOptions;
    use super::super::read::tests::rows_of;
    use super::*;

    fn drafts(text: &str) -> Vec<Result<Draft, String>> {
        let (header, rows) = rows_of(text);
        let mapping = Mapping::of(&header, &MapOptions::default()).expect("known columns");
        let reading = Reading::default();
        rows.iter().map(|row| read(row, &mapping, &reading)).collect()
    }
    fn draft(text: &str) -> Draft {
        drafts(text).remove(0).expect("a good row")
    }

    #[test]
    fn a_company_row_says_what_its_columns_say() {
        let draft = draft(
            "Record ID,Company name,Company Domain Name,Website URL,Company owner,Industry,Number of employees,\
             Annual revenue,Phone Number,Street Address,City,Country/Region,Create Date,Lifecycle stage,Mood\n\
             42,Voss Pumpen GmbH,www.Voss-Pumpen.example,https://voss-pumpen.example/de,ines@team.example,\
             Machinery,\"1,250\",€ 12500000.50,030 123456 ext. 7,Ringweg 4,Trier,Germany,2024-03-05 09:41,Customer,good\n",
        );
        assert_eq!(draft.id.as_deref(), Some("42"));
        assert_eq!(draft.text("name"), Some("Voss Pumpen GmbH"));
        assert_eq!(draft.domain.as_deref(), Some("voss-pumpen.example"));
        assert_eq!(draft.text("website"), Some("https://voss-pumpen.example/de"));
        assert_eq!(draft.owner.as_deref(), Some("ines@team.example"));
        assert_eq!(draft.employees, Some(1250));
        assert_eq!(draft.phones, [(PhoneType::Main, "030 123456 ext. 7".to_owned())]);
        assert_eq!(draft.postal.country.as_deref(), Some("DE"));
        assert!(draft.customer);
        let extra: Vec<_> = draft
            .extra
            .iter()
            .map(|(k, v)| (k.as_str(), v.as_str()))
            .collect();
        assert_eq!(
            extra,
            [
                ("Annual revenue", "12500000.5 EUR"),
                ("Create Date", "2024-03-05 09:41"),
                ("Lifecycle stage", "Customer"),
                ("Mood", "good"),
            ]
        );
    }

    #[test]
    fn a_contact_row_names_its_company_in_every_way_it_can() {
        let draft = draft(
            "Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Contact owner,Associated Company,\
             Associated Company IDs,Associated Company Domain\n\
             7,Jördis,Albers,\"j.albers@voss.example; jo@home.example\",030-1;030-2,0171 55,Ines,Voss,42;43,voss.example\n",
        );
        assert_eq!(draft.person().as_deref(), Some("Jördis Albers"));
        assert_eq!(draft.emails.len(), 2);
        let kinds: Vec<_> = draft.phones.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, [PhoneType::Work, PhoneType::Work, PhoneType::Mobile]);
        assert_eq!(draft.link.ids, ["42", "43"]);
        assert_eq!(draft.link.domain.as_deref(), Some("voss.example"));
        assert_eq!(draft.link.name.as_deref(), Some("Voss"));
        assert_eq!(draft.extra.get("Contact owner").map(String::as_str), Some("Ines"));
    }

    #[test]
    fn data_loader_rows_are_read_by_the_names_of_the_interface() {
        let draft = draft(
            "ID,ISDELETED,NAME,TYPE,BILLINGSTREET,BILLINGCITY,BILLINGCOUNTRY,SHIPPINGCITY,PHONE,FAX,ANNUALREVENUE,\
             OWNERID,CREATEDDATE,LOYALTY__C\n\
             001x0000002xLCV,false,Hafen AG,Customer - Direct,Kai 1,Bremen,DE,Kiel,(0421) 1,(0421) 2,6.0E7,005x,\
             2006-04-15T03:23:15.000Z,gold\n",
        );
        assert_eq!(draft.id.as_deref(), Some("001x0000002xLCVAA2"));
        assert!(draft.customer && !draft.deleted);
        assert_eq!(draft.delivery.city.as_deref(), Some("Kiel"));
        assert_eq!(
            draft.extra.get("ANNUALREVENUE").map(String::as_str),
            Some("60000000")
        );
        assert_eq!(draft.extra.get("LOYALTY__C").map(String::as_str), Some("gold"));
        assert_eq!(draft.extra.get("OWNERID").map(String::as_str), Some("005x"));
        assert_eq!(draft.phones[1], (PhoneType::Fax, "(0421) 2".to_owned()));
    }

    #[test]
    fn what_cannot_be_read_rejects_its_row_and_says_why() {
        let rows = drafts(
            "name,domain,revenue,create date,employees\n\
             A,,1,31/02/2026,\n\
             B,,1,2026-13-01,\n\
             C,,1,tomorrow,\n\
             D,,NaN,,\n\
             E,,1e30,,\n\
             F,,,,many\n\
             ,,5,,\n\
             ,g.example,-0,,51-200\n",
        );
        let reasons: Vec<String> = rows
            .iter()
            .map(|row| row.as_ref().map_or_else(Clone::clone, |_| "taken".to_owned()))
            .collect();
        for (reason, says) in reasons.iter().zip([
            "create date: \"31/02/2026\" is no date",
            "create date: \"2026-13-01\" is no date",
            "create date: \"tomorrow\" is no date",
            "revenue: \"NaN\" is no number",
            "revenue: \"1e30\" is no number",
            "employees: \"many\" is no number",
            "no name and no domain",
            "taken",
        ]) {
            assert!(reason.contains(says), "{reason}");
        }
        let last = rows.last().expect("a row").as_ref().expect("taken");
        assert_eq!(last.text("name"), Some("g.example"));
        assert_eq!(last.band, Some(SizeBand::To200));
        assert_eq!(last.extra.get("revenue").map(String::as_str), Some("0"));
    }

    #[test]
    fn names_of_one_cell_are_split_as_people_write_them() {
        for (name, first, last) in [
            ("Anna Maria Voss", "Anna Maria", "Voss"),
            ("Voss, Anna", "Anna", "Voss"),
            ("Jan van der Berg", "Jan", "van der Berg"),
            ("Cher", "", "Cher"),
            ("李 小龙", "李", "小龙"),
        ] {
            let mut draft = Draft::default();
            take_full_name(&mut draft, name);
            assert_eq!(draft.text("first_name").unwrap_or(""), first, "{name}");
            assert_eq!(draft.text("last_name").unwrap_or(""), last, "{name}");
        }
    }

    #[test]
    fn texts_that_look_like_formulas_or_commands_are_texts() {
        for cell in [
            "=cmd|' /C calc'!A0",
            "+1",
            "-1",
            "@SUM(A1)",
            "\u{1b}[31mred",
            "a\u{202e}b",
        ] {
            let draft = draft(&format!("name,note\nAcme,{cell}\n"));
            assert_eq!(draft.extra.get("note").map(String::as_str), Some(cell));
        }
    }

    #[test]
    fn languages_are_tags() {
        for (cell, tag) in [
            ("German", Some("de")),
            ("Deutsch", Some("de")),
            ("de_at", Some("de-AT")),
            ("EN", Some("en")),
            ("Klingon (tlh)", None),
        ] {
            assert_eq!(language(cell).as_deref(), tag, "{cell}");
        }
    }
}

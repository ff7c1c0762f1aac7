//! Single cells: how each kind of value is read and where it goes.

use super::{Draft, How};
use crate::base::{Date, country, lookup};
use crate::domain::{Address, Code, EmailType, FieldType, PhoneType, SizeBand};
use crate::import::map::{Column, Field, Part, Unit, fold_name};
use crate::import::said::external_id;
use crate::import::value::{date, number, own};

pub(super) fn keep(draft: &mut Draft, column: &Column, cell: &str) {
    draft.extra.insert(column.name.clone(), cell.to_owned());
}

/// A value of a field that the tenant defined.
pub(super) fn take_own(
    draft: &mut Draft,
    column: &Column,
    cell: &str,
    kind: FieldType,
    how: &How,
) -> Result<(), String> {
    // Workbooks count days.
    let serial = how.serial_epoch.filter(|_| kind == FieldType::Date);
    let day = serial.and_then(|epoch| date::of_serial(cell, epoch));
    let value = match day {
        Some(when) => Some(when.day().to_string()),
        None => own::read(kind, cell, how.order, how.mark)?,
    };
    if let Some(value) = value {
        keep(draft, column, &value);
    }
    Ok(())
}

/// The first column of a field counts; what a second one says beyond it is kept by its name.
pub(super) fn take_text(draft: &mut Draft, column: &Column, name: &'static str, cell: &str) {
    match draft.text(name) {
        None => draft.texts.push((name, cell.to_owned())),
        Some(known) if known == cell => {}
        Some(_) => keep(draft, column, cell),
    }
}

/// A name in one cell; beside first and last name it is kept only where it says otherwise.
pub(super) fn take_full_name(draft: &mut Draft, column: &Column, cell: &str) {
    if let Some(known) = draft.person() {
        let words = |text: &str| {
            let folded = lookup::fold(text);
            let mut words: Vec<String> = folded
                .split(|letter: char| !letter.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect();
            words.sort_unstable();
            words
        };
        if words(&known) != words(cell) {
            keep(draft, column, cell);
        }
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
pub(super) fn split_name(name: &str) -> (&str, &str) {
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

pub(super) fn take_employees(draft: &mut Draft, cell: &str, how: &How) -> Result<(), String> {
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
pub(super) fn take_emails(draft: &mut Draft, column: &Column, kind: EmailType, cell: &str) {
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
        let unread = unread.join("; ");
        keep(draft, column, &unread);
        draft.unread_emails.push(unread);
    }
}

pub(super) fn take_address(address: &mut Address, part: Part, cell: &str) {
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

pub(super) fn take_link(draft: &mut Draft, column: &Column, cell: &str, how: &How) {
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
pub(super) fn several(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(" ::: ")
        .flat_map(|part| part.split(';'))
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// Numbers of one cell: between `;` or ` ::: `, or between commas where each part is a number of its own.
pub(super) fn numbers(cell: &str) -> Vec<String> {
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    let mut all: Vec<String> = Vec::new();
    for part in several(cell).flat_map(str::lines) {
        // `+49 651 123456,+49 171 5550001`: a comma alone parts whole numbers only.
        let pieces: Vec<&str> = part.split(',').collect();
        if pieces.len() > 1 && pieces.iter().all(|piece| digits(piece) >= 7) {
            all.extend(pieces.into_iter().map(|piece| piece.trim().to_owned()));
            continue;
        }
        for piece in part.trim().split(", ") {
            match all.last_mut() {
                // Too short to be a number: an extension, or a word behind one.
                Some(last) if digits(piece) < 5 && part.contains(", ") && !part.starts_with(piece) => {
                    last.push_str(", ");
                    last.push_str(piece);
                }
                _ => all.push(piece.to_owned()),
            }
        }
    }
    all
}

/// What a label says of a number: `* Work Fax`, `Mobile`, `Privat`.
pub(super) fn phone_type(label: &str) -> Option<PhoneType> {
    let folded = fold_name(label);
    let has = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    Some(if has(&["fax"]) {
        PhoneType::Fax
    } else if has(&["mobil", "cell", "handy", "iphone"]) {
        PhoneType::Mobile
    } else if has(&["main", "haupt", "zentrale"]) {
        PhoneType::Main
    } else if has(&["home", "privat"]) {
        PhoneType::Home
    } else if has(&[
        "work", "business", "geschaft", "arbeit", "dienst", "buro", "office",
    ]) {
        PhoneType::Work
    } else if has(&["other", "pager", "sonstig", "ander", "weiter"]) {
        PhoneType::Other
    } else {
        return None;
    })
}

/// What a label says of an e-mail address.
pub(super) fn email_type(label: &str) -> Option<EmailType> {
    match phone_type(label)? {
        PhoneType::Work | PhoneType::Main => Some(EmailType::Work),
        PhoneType::Home => Some(EmailType::Home),
        PhoneType::Other => Some(EmailType::Other),
        PhoneType::Mobile | PhoneType::Fax => None,
    }
}

/// An address of the contact's company; one that is labelled as private is none.
pub(super) fn take_company_address(draft: &mut Draft, column: &Column, part: Part, cell: &str, how: &How) {
    keep(draft, column, cell);
    let private = how
        .kind
        .is_some_and(|label| email_type(label) != Some(EmailType::Work));
    if !private {
        take_address(&mut draft.company.postal, part, cell);
    }
}

/// The address of a profile is the id of the person there, and of interest in itself.
pub(super) fn take_profile(draft: &mut Draft, column: &Column, cell: &str) {
    take_text(draft, column, "linkedin", cell);
    let plain = cell.split_once("://").map_or(cell, |(_, rest)| rest);
    let plain = plain.split(['?', '#']).next().unwrap_or_default();
    let plain = plain
        .trim_start_matches("www.")
        .trim_end_matches('/')
        .to_lowercase();
    if !plain.is_empty() {
        draft.id.get_or_insert(plain);
        draft.also_by_name = true;
    }
}

/// Year, month and day of birth from columns of their own.
pub(super) fn birthday_of_parts(draft: &mut Draft) {
    let [Some(year), Some(month), Some(day)] = &draft.birth else {
        keep_birth(draft);
        return;
    };
    let date = year
        .parse()
        .ok()
        .zip(month.parse().ok())
        .zip(day.parse().ok())
        .and_then(|((year, month), day)| jiff::civil::Date::new(year, month, day).ok());
    match date {
        Some(date) => draft.birthday = draft.birthday.or(Some(Date(date))),
        None => keep_birth(draft),
    }
}

/// A birthday without its year is no date; what is told of it is kept.
fn keep_birth(draft: &mut Draft) {
    for (name, part) in ["Birth Year", "Birth Month", "Birth Day"]
        .into_iter()
        .zip(&draft.birth)
    {
        if let Some(part) = part {
            draft.extra.insert(name.to_owned(), part.clone());
        }
    }
}

/// Seconds; none for what no clock shows.
fn sum(hours: i64, minutes: i64, seconds: i64) -> Option<i64> {
    let hours = hours.checked_mul(3_600)?;
    hours.checked_add(minutes.checked_mul(60)?)?.checked_add(seconds)
}

/// `00:12:30`, `12:30`, `750`: seconds; none when it is no length of time.
pub(super) fn duration(cell: &str, unit: Unit) -> Option<i64> {
    if cell.contains(':') {
        let parts: Option<Vec<i64>> = cell.split(':').map(|part| part.trim().parse().ok()).collect();
        return match parts?[..] {
            [minutes, seconds] if unit != Unit::Minutes => sum(0, minutes, seconds),
            [hours, minutes] => sum(hours, minutes, 0),
            [hours, minutes, seconds] => sum(hours, minutes, seconds),
            _ => None,
        };
    }
    let (number, _) = number::read(cell, None).ok()?;
    let count = number.whole()?;
    Some(match unit {
        Unit::Milliseconds => (count + 500) / 1000,
        Unit::Seconds => count,
        Unit::Minutes => count.checked_mul(60)?,
    })
}

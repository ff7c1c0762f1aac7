//! A filter judged over rows in memory. The store does the same in SQL; a test holds the two against each other.

use super::expr::{CodeColumn, Cond, Expr, How, TextColumn, TimeColumn, What};
use crate::base::lookup;
use crate::base::words::Term;
use crate::domain::codes::{Code, SizeBand};
use crate::domain::entity::{Company, Contact, Email, Phone};
use std::collections::BTreeMap;

/// Longest term that is looked for at the beginning of words only.
const SHORT: usize = 2;

/// What search knows of one row.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Doc {
    /// The words of its name and what else it is found by, folded, in both spellings.
    pub words: Vec<String>,
    /// The digits of its numbers, a blank between two.
    pub digits: String,
}

/// What stands beside a company's own fields.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Beside {
    /// The key of what is due next, in milliseconds.
    pub due: Option<i64>,
    /// The last activity.
    pub last: Option<i64>,
    /// It has a contact.
    pub contact: bool,
    /// It has an open case.
    pub case: bool,
    /// It has an unfinished task.
    pub task: bool,
    /// What search knows of it and of its people; of the row itself the first.
    pub docs: Vec<Doc>,
}

/// A row to judge.
#[derive(Clone, Copy, Debug)]
pub enum Row<'a> {
    /// A company.
    Company(&'a Company, &'a Beside),
    /// A contact, its company, and what search knows of the contact.
    Contact(&'a Contact, Option<&'a Company>, &'a Beside),
}

/// The number of people that a band begins with.
pub const fn band_begin(band: SizeBand) -> i64 {
    match band {
        SizeBand::To10 => 1,
        SizeBand::To50 => 11,
        SizeBand::To200 => 51,
        SizeBand::To500 => 201,
        SizeBand::To1000 => 501,
        SizeBand::Over1000 => 1_001,
    }
}

impl Expr {
    /// Whether the row fits.
    pub fn fits(&self, row: Row<'_>) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.fits(row)),
            Self::Any(parts) => parts.iter().any(|part| part.fits(row)),
            Self::Not(inner) => !inner.fits(row),
            Self::Is(cond) => row.is(cond),
        }
    }
}

/// Whether a term is found in a document.
fn found(term: &Term, doc: &Doc) -> bool {
    let short = term.word.chars().count() <= SHORT;
    let word = doc.words.iter().any(|word| {
        if short {
            word.starts_with(&term.word)
        } else {
            word.contains(&term.word)
        }
    });
    word || term
        .digits
        .as_ref()
        .is_some_and(|digits| doc.digits.contains(digits.as_str()))
}

fn filled(text: Option<&str>) -> bool {
    text.is_some()
}

impl<'a> Row<'a> {
    fn company(self) -> Option<&'a Company> {
        match self {
            Row::Company(company, _) => Some(company),
            Row::Contact(_, company, _) => company,
        }
    }
    fn beside(self) -> &'a Beside {
        match self {
            Row::Company(_, beside) | Row::Contact(_, _, beside) => beside,
        }
    }
    fn emails(self) -> &'a [Email] {
        match self {
            Row::Company(row, _) => &row.emails.0,
            Row::Contact(row, ..) => &row.emails.0,
        }
    }
    fn phones(self) -> &'a [Phone] {
        match self {
            Row::Company(row, _) => &row.phones.0,
            Row::Contact(row, ..) => &row.phones.0,
        }
    }
    fn extra(self) -> &'a BTreeMap<String, String> {
        match self {
            Row::Company(row, _) => &row.extra.0,
            Row::Contact(row, ..) => &row.extra.0,
        }
    }
    fn name(self) -> String {
        match self {
            Row::Company(row, _) => row.name.clone(),
            Row::Contact(row, ..) => row.display_name(),
        }
    }
    fn text(self, column: TextColumn) -> Option<&'a str> {
        let company = || self.company();
        let contact = || match self {
            Row::Company(..) => None,
            Row::Contact(row, ..) => Some(row),
        };
        match column {
            TextColumn::LegalName => company()?.legal_name.as_deref(),
            TextColumn::Industry => company()?.industry.as_deref(),
            TextColumn::AccountType => company()?.account_type.as_deref(),
            TextColumn::City => company()?.postal.city.as_deref(),
            TextColumn::Country => company()?.postal.country.as_deref(),
            TextColumn::Domain => company()?.domain.as_deref(),
            TextColumn::PostalCode => company()?.postal.postal_code.as_deref(),
            TextColumn::JobTitle => contact()?.job_title.as_deref(),
            TextColumn::Department => contact()?.department.as_deref(),
            TextColumn::Language => match self {
                Row::Company(row, _) => row.language.as_deref(),
                Row::Contact(row, ..) => row.language.as_deref(),
            },
        }
    }
    fn code(self, column: CodeColumn) -> Option<&'static str> {
        let contact = || match self {
            Row::Company(..) => None,
            Row::Contact(row, ..) => Some(row),
        };
        match column {
            CodeColumn::Stage => self.company().map(|row| row.stage.code()),
            CodeColumn::CompanyStatus => self.company().map(|row| row.status.code()),
            CodeColumn::SizeBand => self.company()?.size_band.map(|band| band.code()),
            CodeColumn::CompanySource => self.company()?.source.map(|source| source.code()),
            CodeColumn::ContactStatus => contact().map(|row| row.status.code()),
            CodeColumn::ContactSource => contact()?.source.map(|source| source.code()),
            CodeColumn::BuyingRole => contact()?.buying_role.map(|role| role.code()),
        }
    }
    fn time(self, column: TimeColumn) -> Option<i64> {
        match (column, self) {
            (TimeColumn::Created, Row::Company(row, _)) => Some(row.created_at.0),
            (TimeColumn::Created, Row::Contact(row, ..)) => Some(row.created_at.0),
            (TimeColumn::Last, _) => self.beside().last,
            (TimeColumn::Due, _) => self.beside().due,
        }
    }
    fn size(self) -> Option<i64> {
        let company = self.company()?;
        company.employees.or_else(|| company.size_band.map(band_begin))
    }
    fn is(self, cond: &Cond) -> bool {
        match cond {
            Cond::Word { terms, spelt } => {
                let docs = &self.beside().docs;
                let word = docs.iter().any(|doc| terms.iter().all(|term| found(term, doc)));
                let town = matches!(self, Row::Company(..))
                    .then(|| self.text(TextColumn::City))
                    .flatten();
                word || town.is_some_and(|town| spelt.fits(How::Part, town))
            }
            Cond::AnyNumber(digits) => self
                .beside()
                .docs
                .iter()
                .any(|doc| doc.digits.contains(digits.as_str())),
            Cond::Name(how, name) => how.fits(name, &lookup::fold(&self.name())),
            Cond::CompanyName(how, name) => self
                .company()
                .is_some_and(|company| how.fits(name, &lookup::fold(&company.name))),
            Cond::Text(column, how, spelt) => self.text(*column).is_some_and(|text| spelt.fits(*how, text)),
            Cond::Code(column, code) => self.code(*column) == Some(code),
            Cond::Owner(who) => self.company().is_some_and(|company| company.owner_id == *who),
            Cond::Size(least, most) => self.size().is_some_and(|size| (*least..=*most).contains(&size)),
            Cond::Time(column, from, until) => {
                self.time(*column).is_some_and(|at| *from <= at && at < *until)
            }
            Cond::Tag(tag) => self.company().is_some_and(|company| company.tags.0.contains(tag)),
            Cond::Email(how, spelt) => self.emails().iter().any(|email| spelt.fits(*how, &email.address)),
            Cond::Phone(digits) => {
                let own = self.beside().docs.first();
                own.is_some_and(|doc| doc.digits.contains(digits.as_str()))
            }
            Cond::Has(what) => self.has(*what),
            Cond::Extra(key, how, spelt) => self
                .extra()
                .iter()
                .any(|(name, text)| name.to_ascii_lowercase() == *key && spelt.fits(*how, text)),
            Cond::Own(key, kind, order, than) => self
                .extra()
                .iter()
                .any(|(name, text)| name.to_ascii_lowercase() == *key && kind.fits(text, *order, than)),
        }
    }
    fn has(self, what: What) -> bool {
        let beside = self.beside();
        match (what, self) {
            (What::Phone, _) => !self.phones().is_empty(),
            (What::Email, _) => !self.emails().is_empty(),
            (What::Extra, _) => !self.extra().is_empty(),
            (What::Language, _) => filled(self.text(TextColumn::Language)),
            (What::Due, _) => beside.due.is_some(),
            (What::Activity, _) => beside.last.is_some(),
            (What::Contact, _) => beside.contact,
            (What::Case, _) => beside.case,
            (What::Task, _) => beside.task,
            (What::Company, Row::Contact(row, ..)) => row.company_id.is_some(),
            (What::JobTitle, _) => filled(self.text(TextColumn::JobTitle)),
            (What::Department, _) => filled(self.text(TextColumn::Department)),
            (What::BuyingRole, _) => self.code(CodeColumn::BuyingRole).is_some(),
            (What::LinkedIn, Row::Contact(row, ..)) => row.linkedin.is_some(),
            (What::Birthday, Row::Contact(row, ..)) => row.birthday.is_some(),
            (What::Source, Row::Contact(row, ..)) => row.source.is_some(),
            (What::Blocked, Row::Contact(row, ..)) => row.dnc_since.is_some(),
            (What::Source, Row::Company(row, _)) => row.source.is_some(),
            (What::Blocked, Row::Company(row, _)) => row.dnc_since.is_some(),
            (What::Website, Row::Company(row, _)) => row.website.is_some(),
            (What::Domain, _) => filled(self.text(TextColumn::Domain)),
            (What::Owner, _) => self.company().is_some_and(|company| company.owner_id.is_some()),
            (What::Industry, _) => filled(self.text(TextColumn::Industry)),
            (What::AccountType, _) => filled(self.text(TextColumn::AccountType)),
            (What::Size, _) => self.size().is_some(),
            (What::City, _) => filled(self.text(TextColumn::City)),
            (What::Country, _) => filled(self.text(TextColumn::Country)),
            (What::Tag, _) => self.company().is_some_and(|company| !company.tags.0.is_empty()),
            (What::VatId, Row::Company(row, _)) => row.vat_id.is_some(),
            (What::Company | What::LinkedIn | What::Birthday | What::Website | What::VatId, _) => false,
        }
    }
}

//! How much speaks for two rows being the same: points with their reasons, pure.
//!
//! Rows are compared only when they share a key, so nothing compares every row with every other.

mod keys;

pub use keys::{Key, name_words, of_company, of_contact, official, person_words, town, words_of_person};

use super::entity::{Company, Contact};
use crate::base::lookup;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// From so many points on two rows are proposed.
pub const LIKELY: u8 = 60;
/// How alike two names must be (Jaro-Winkler, 0 to 1) to count as similar.
const SIMILAR: f64 = 0.92;

crate::codes! {
    /// Something that speaks for or against two rows being the same.
    "reason" Reason {
        ExternalId = "EXTERNAL_ID", Vat = "VAT", Register = "REGISTER", Email = "EMAIL", Domain = "DOMAIN",
        Phone = "PHONE", Linkedin = "LINKEDIN", Name = "NAME", SimilarName = "SIMILAR_NAME", Town = "TOWN",
        Company = "COMPANY", Birthday = "BIRTHDAY", OtherVat = "OTHER_VAT", OtherName = "OTHER_NAME",
        OtherTown = "OTHER_TOWN", OtherCompany = "OTHER_COMPANY", OtherBirthday = "OTHER_BIRTHDAY",
    }
}

/// The points of each reason; those against are negative. Printed by `callsheet duplicates --help`.
pub const fn points(reason: Reason) -> i32 {
    match reason {
        Reason::ExternalId => 100,
        Reason::Vat | Reason::Register => 80,
        Reason::Linkedin => 60,
        Reason::Email => 50,
        Reason::Name | Reason::Domain => 40,
        Reason::Phone => 30,
        Reason::SimilarName | Reason::Company => 25,
        Reason::Town => 20,
        Reason::Birthday => 15,
        Reason::OtherCompany | Reason::OtherTown => -10,
        Reason::OtherName => -20,
        Reason::OtherBirthday => -30,
        Reason::OtherVat => -40,
    }
}

/// One reason with its points.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct Part {
    /// What.
    pub reason: Reason,
    /// How much it says.
    pub points: i32,
}

/// How alike two rows are.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct Score {
    /// 0 to 100.
    pub points: u8,
    /// What it is made of.
    pub parts: Vec<Part>,
}

impl Score {
    fn of(reasons: impl IntoIterator<Item = Reason>) -> Self {
        let parts: Vec<Part> = reasons
            .into_iter()
            .map(|reason| Part {
                reason,
                points: points(reason),
            })
            .collect();
        let sum = parts.iter().map(|part| part.points).sum::<i32>().clamp(0, 100);
        Self {
            points: u8::try_from(sum).unwrap_or_default(),
            parts,
        }
    }
}

/// A row with what it is compared by, worked out once.
#[derive(Clone, Debug)]
pub struct Face<R> {
    /// The row.
    pub row: R,
    /// What it is looked up by.
    pub keys: BTreeSet<Key>,
    words: Vec<String>,
    town: Option<String>,
    domains: BTreeSet<String>,
}

impl<R> Face<R> {
    /// The texts of a kind that two rows share.
    pub fn common<'a>(&'a self, other: &'a Self, kind: &str) -> Vec<&'a str> {
        let of_kind = self
            .keys
            .iter()
            .filter(|key| key.0 == kind && other.keys.contains(*key));
        of_kind
            .map(|key| key.1.as_str())
            .filter(|text| !text.is_empty())
            .collect()
    }
    fn shares(&self, other: &Self, kind: &str) -> bool {
        !self.common(other, kind).is_empty()
    }
    fn has(&self, kind: &str) -> bool {
        self.keys.iter().any(|key| key.0 == kind)
    }
    /// What the two names say.
    fn names(&self, other: &Self) -> Option<Reason> {
        if self.words.is_empty() || other.words.is_empty() {
            return None;
        }
        if self.words == other.words {
            return Some(Reason::Name);
        }
        let (one, two) = (self.words.join(" "), other.words.join(" "));
        if strsim::jaro_winkler(&one, &two) >= SIMILAR || holds(&self.words, &other.words) {
            return Some(Reason::SimilarName);
        }
        Some(Reason::OtherName)
    }
}

/// All words of the shorter name stand in the longer, an initial for the word it begins; one of them is a real word.
fn holds(one: &[String], other: &[String]) -> bool {
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let initial = |a: &str, b: &str| a.chars().count() == 1 && b.starts_with(a);
    let meets = |word: &String| {
        long.iter()
            .any(|there| there == word || initial(word, there) || initial(there, word))
    };
    short.iter().all(meets)
        && short
            .iter()
            .any(|word| word.chars().count() > 3 && long.contains(word))
}

impl Face<Company> {
    /// What a company is compared by.
    pub fn company(row: Company) -> Self {
        let addresses = row
            .emails
            .iter()
            .filter_map(|email| lookup::domain_of(&email.address));
        let domains = row.domain.clone().into_iter().chain(addresses);
        Self {
            keys: of_company(&row).into_iter().collect(),
            words: name_words(&row.name),
            town: row
                .postal
                .city
                .as_deref()
                .map(town)
                .filter(|town| !town.is_empty()),
            domains: domains.filter(|domain| !lookup::is_free_mail(domain)).collect(),
            row,
        }
    }
    /// How alike two companies are.
    pub fn score(&self, other: &Self) -> Score {
        let mut reasons = Vec::new();
        for (kind, reason) in [
            ("external", Reason::ExternalId),
            ("vat", Reason::Vat),
            ("register", Reason::Register),
            ("phone", Reason::Phone),
        ] {
            if self.shares(other, kind) {
                reasons.push(reason);
            }
        }
        // An address says all that its domain says.
        if self.shares(other, "email") {
            reasons.push(Reason::Email);
        } else if self.domains.intersection(&other.domains).next().is_some() {
            reasons.push(Reason::Domain);
        }
        if self.has("vat") && other.has("vat") && !self.shares(other, "vat") {
            reasons.push(Reason::OtherVat);
        }
        reasons.extend(self.names(other));
        if let (Some(one), Some(two)) = (&self.town, &other.town) {
            reasons.push(if one == two {
                Reason::Town
            } else {
                Reason::OtherTown
            });
        }
        Score::of(reasons)
    }
}

impl Face<Contact> {
    /// What a contact is compared by.
    pub fn contact(row: Contact) -> Self {
        Self {
            keys: of_contact(&row).into_iter().collect(),
            words: person_words(&row),
            town: None,
            domains: BTreeSet::new(),
            row,
        }
    }
    /// How alike two contacts are.
    pub fn score(&self, other: &Self) -> Score {
        let (one, two) = (&self.row, &other.row);
        let mut reasons = Vec::new();
        for (kind, reason) in [
            ("external", Reason::ExternalId),
            ("email", Reason::Email),
            ("phone", Reason::Phone),
        ] {
            if self.shares(other, kind) {
                reasons.push(reason);
            }
        }
        if one.linkedin.is_some() && one.linkedin == two.linkedin {
            reasons.push(Reason::Linkedin);
        }
        reasons.extend(self.names(other));
        if let (Some(here), Some(there)) = (one.company_id, two.company_id) {
            reasons.push(if here == there {
                Reason::Company
            } else {
                Reason::OtherCompany
            });
        }
        if let (Some(born), Some(too)) = (one.birthday, two.birthday) {
            reasons.push(if born == too {
                Reason::Birthday
            } else {
                Reason::OtherBirthday
            });
        }
        Score::of(reasons)
    }
}

//! The do-not-contact list: how a number, an address or a domain is read, and what of a row stands on it.
//!
//! The list keeps keyed hashes only. What is compared is the normal form: E.164 without an extension, the address
//! and the domain in lower case.

use super::{Company, Contact, Email, Phone, Refusal};
use crate::base::{CommandId, SuppressionId, Timestamp, UserId, lookup, phone};
use crate::domain::entity::Deleted;
use serde::{Deserialize, Serialize};

crate::codes! {
    /// What a value on the do-not-contact list is.
    "kind of value" SuppressionKind { Phone = "PHONE", Email = "EMAIL", Domain = "DOMAIN", }
}

/// A value that must not be contacted, whoever it belongs to; the value itself is not in it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct Suppression {
    /// The row's id.
    pub id: SuppressionId,
    /// Number, address or domain.
    pub kind: SuppressionKind,
    /// HMAC-SHA256 of the normal form under this file's secret, 64 hexadecimal digits.
    pub mac: String,
    /// Why, in words.
    pub reason: Option<String>,
    /// Where it came from: the file of an import, or by hand.
    pub source: String,
    /// Since when.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: UserId,
    /// When it was taken off.
    pub deleted_at: Option<Timestamp>,
    /// By whom.
    pub deleted_by: Option<UserId>,
    /// By which command.
    pub deleted_with: Option<CommandId>,
}

impl Suppression {
    /// Takes it off the list, or puts it back.
    pub fn mark_deleted(&mut self, deleted: Option<Deleted>) {
        self.deleted_at = deleted.map(|d| d.at);
        self.deleted_by = deleted.map(|d| d.by);
        self.deleted_with = deleted.map(|d| d.with);
    }
}

/// A value in its normal form.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Listed {
    /// What it is.
    pub kind: SuppressionKind,
    /// The normal form.
    pub value: String,
}

impl Listed {
    fn of(kind: SuppressionKind, value: impl Into<String>) -> Self {
        Self {
            kind,
            value: value.into(),
        }
    }
    /// What is hashed: the kind stands before, so that no two kinds share a hash.
    pub fn message(&self) -> String {
        format!("{}\0{}", self.kind, self.value)
    }
    /// Reads what was typed, as the kind that is said or as what it looks like.
    ///
    /// # Errors
    /// Invalid, with the reason.
    pub fn read(text: &str, kind: Option<SuppressionKind>, country: &str) -> Result<Self, Refusal> {
        let text = text.trim();
        let wrong = |why: &str| Err(Refusal::invalid("value", format!("\"{text}\" {why}")));
        let kind = kind.unwrap_or_else(|| looks_like(text));
        match kind {
            SuppressionKind::Phone => match phone::parse(text, Some(country)).e164 {
                Some(e164) => Ok(Self::of(kind, e164)),
                None => wrong("is no whole phone number; write it with its country code"),
            },
            SuppressionKind::Email => {
                let address = text.strip_prefix("mailto:").unwrap_or(text).to_lowercase();
                let sound = address
                    .split_once('@')
                    .is_some_and(|(name, host)| !name.is_empty() && !host.contains('@'));
                if sound && !address.contains(char::is_whitespace) && lookup::domain_of(&address).is_some() {
                    Ok(Self::of(kind, address))
                } else {
                    wrong("is no e-mail address")
                }
            }
            SuppressionKind::Domain => {
                let Some(domain) = lookup::domain_of(text.trim_start_matches('*')) else {
                    return wrong("is no number, address or domain");
                };
                if lookup::is_free_mail(&domain) {
                    return wrong("belongs to everybody with a mailbox there; list the addresses instead");
                }
                Ok(Self::of(kind, domain))
            }
        }
    }
    /// What of a number can stand on the list: none when it is no whole number.
    pub fn phone(phone: &Phone) -> Option<Self> {
        Some(Self::of(SuppressionKind::Phone, phone.e164.clone()?))
    }
    /// What of an address can stand on the list: itself, its domain and those above it.
    pub fn email(address: &str) -> Vec<Self> {
        let address = address.trim().to_lowercase();
        let mut all = Self::domains(&address);
        all.insert(0, Self::of(SuppressionKind::Email, address));
        all
    }
    /// A domain and those above it, the last of two parts.
    pub fn domains(address: &str) -> Vec<Self> {
        let mut all = Vec::new();
        let mut rest = lookup::domain_of(address);
        while let Some(domain) = rest.filter(|domain| domain.contains('.')) {
            rest = domain.split_once('.').map(|(_, above)| above.to_owned());
            all.push(Self::of(SuppressionKind::Domain, domain));
        }
        all
    }
}

fn looks_like(text: &str) -> SuppressionKind {
    let letters = text.chars().any(char::is_alphabetic);
    match text.trim_start_matches('*').strip_prefix('@') {
        Some(_) => SuppressionKind::Domain,
        None if text.contains('@') => SuppressionKind::Email,
        None if letters && lookup::domain_of(text).is_some() => SuppressionKind::Domain,
        None if text.chars().any(|c| c.is_ascii_digit()) => SuppressionKind::Phone,
        None => SuppressionKind::Domain,
    }
}

/// What of a person can stand on the list beside the numbers.
pub fn of_contact(contact: &Contact) -> Vec<Listed> {
    mails(&contact.emails)
}

/// What of a company can stand on the list beside the numbers.
pub fn of_company(company: &Company) -> Vec<Listed> {
    let mut all = mails(&company.emails);
    for address in [&company.domain, &company.website].into_iter().flatten() {
        all.extend(Listed::domains(address));
    }
    all.dedup();
    all
}

fn mails(emails: &[Email]) -> Vec<Listed> {
    emails
        .iter()
        .flat_map(|email| Listed::email(&email.address))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_as_what_it_looks_like() {
        for (text, kind, value) in [
            ("0711 5550142", SuppressionKind::Phone, "+497115550142"),
            ("+49 711 555-0142", SuppressionKind::Phone, "+497115550142"),
            (" Anna@Mueller.DE ", SuppressionKind::Email, "anna@mueller.de"),
            ("mailto:a@b.de", SuppressionKind::Email, "a@b.de"),
            ("@mueller.de", SuppressionKind::Domain, "mueller.de"),
            ("*@mueller.de", SuppressionKind::Domain, "mueller.de"),
            ("https://www.Mueller.de/x", SuppressionKind::Domain, "mueller.de"),
        ] {
            let read = Listed::read(text, None, "DE").expect(text);
            assert_eq!((read.kind, read.value.as_str()), (kind, value), "{text}");
        }
        for text in ["", "123", "n/a", "@", "a@b@c.de", "anna@", "gmail.com"] {
            assert!(Listed::read(text, None, "DE").is_err(), "{text}");
        }
    }

    #[test]
    fn an_address_is_on_the_list_by_itself_and_by_the_domains_above_it() {
        let all = Listed::email("Anna@Sales.Mueller.de");
        let texts: Vec<_> = all.iter().map(|listed| listed.value.as_str()).collect();
        assert_eq!(texts, ["anna@sales.mueller.de", "sales.mueller.de", "mueller.de"]);
    }
}

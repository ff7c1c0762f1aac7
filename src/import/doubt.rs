//! Numbers, addresses and websites that cannot be right: taken as they are written, and counted.
//!
//! They are compared here the way the rules read them, so that one number in two spellings is one number too.

use super::draft::Draft;
use super::survey::Warning;
use crate::base::{lookup, phone};
use crate::domain::{EmailType, PhoneType};

/// How many a sentence names.
const NAMED: usize = 10;
/// How much of a value it shows.
const SHOWN: usize = 40;

/// What was met so far.
pub(super) struct Doubts {
    /// Where a number without a country code is dialled.
    country: String,
    phones: Seen,
    emails: Seen,
    websites: Seen,
}

#[derive(Default)]
struct Seen {
    values: u64,
    first: Vec<String>,
}

impl Seen {
    fn add(&mut self, line: u64, value: &str) {
        self.values += 1;
        if self.first.len() < NAMED {
            let shown: String = value.chars().take(SHOWN).collect();
            self.first.push(format!("line {line} \"{shown}\""));
        }
    }
    fn warning(&self, code: &'static str, what: &str) -> Option<Warning> {
        let more = if self.values > self.first.len() as u64 {
            ", …"
        } else {
            ""
        };
        (self.values > 0).then(|| Warning {
            code,
            text: format!(
                "{} {what}, kept as written: {}{more}",
                self.values,
                self.first.join(", ")
            ),
        })
    }
}

impl Doubts {
    pub(super) fn new(country: String) -> Self {
        Self {
            country,
            phones: Seen::default(),
            emails: Seen::default(),
            websites: Seen::default(),
        }
    }

    /// Looks at a row; a number that it names twice is kept once.
    pub(super) fn look(&mut self, draft: &mut Draft) {
        let line = draft.line;
        let country = draft.postal.country.as_deref().filter(|code| code.len() == 2);
        let country = country.unwrap_or(&self.country).to_owned();
        self.numbers(line, &mut draft.phones, &country);
        self.numbers(line, &mut draft.company.phones, &country);
        self.addresses(line, &draft.emails);
        for unread in &draft.unread_emails {
            self.emails.add(line, unread);
        }
        if let Some(website) = draft.text("website").filter(|text| !lookup::is_web_address(text)) {
            self.websites.add(line, website);
        }
    }

    fn numbers(&mut self, line: u64, phones: &mut Vec<(PhoneType, String)>, country: &str) {
        let mut known: Vec<(String, Option<String>, bool)> = Vec::new();
        phones.retain(|(kind, raw)| {
            let number = phone::parse(raw, Some(country));
            if number.e164.is_none() {
                self.phones.add(line, raw);
            }
            let main = number.e164.unwrap_or_else(|| raw.to_lowercase());
            // A fax may answer at the number of a telephone.
            let key = (main, number.ext, *kind == PhoneType::Fax);
            let is_new = !known.contains(&key);
            if is_new {
                known.push(key);
            }
            is_new
        });
    }

    fn addresses(&mut self, line: u64, emails: &[(EmailType, String)]) {
        for (_, address) in emails {
            if lookup::domain_of(address).is_none() {
                self.emails.add(line, address);
            }
        }
    }

    /// What the report says of them.
    pub(super) fn warnings(&self) -> impl Iterator<Item = Warning> {
        let all = [
            self.phones.warning(
                "invalid_phones",
                "phone numbers are no numbers that can be dialled",
            ),
            self.emails.warning("invalid_emails", "e-mail addresses are none"),
            self.websites
                .warning("invalid_websites", "websites are no web addresses"),
        ];
        all.into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_in_two_spellings_is_one_and_what_is_none_is_counted() {
        let mut doubts = Doubts::new("DE".to_owned());
        let main = |raw: &str| (PhoneType::Main, raw.to_owned());
        let mut draft = Draft {
            line: 7,
            phones: vec![
                main("+49 651 123456"),
                main("0651 / 12 34 56"),
                (PhoneType::Fax, "0651 123456".to_owned()),
                main("0651 123456 ext. 7"),
                main("ask Anna"),
                main("ask anna"),
            ],
            emails: vec![
                (EmailType::Work, "anna@voss.example".to_owned()),
                (EmailType::Work, "anna@voss".to_owned()),
            ],
            texts: vec![("website", "not yet".to_owned())],
            ..Draft::default()
        };
        doubts.look(&mut draft);
        let raw: Vec<&str> = draft.phones.iter().map(|(_, raw)| raw.as_str()).collect();
        assert_eq!(
            raw,
            ["+49 651 123456", "0651 123456", "0651 123456 ext. 7", "ask Anna"]
        );
        let said: Vec<String> = doubts.warnings().map(|warning| warning.text).collect();
        assert_eq!(said.len(), 3, "{said:?}");
        assert!(said[0].contains("line 7 \"ask Anna\""), "{said:?}");
        assert!(said[1].contains("line 7 \"anna@voss\""), "{said:?}");
        assert!(said[2].contains("line 7 \"not yet\""), "{said:?}");
    }
}

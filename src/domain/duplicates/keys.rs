//! What rows are looked up by: exact keys of imports, and the folded keys under which two spellings meet.

use crate::base::lookup;
use crate::domain::{Company, Contact, Email, ExternalId, Phone};

/// A key: its kind and its text.
pub type Key = (&'static str, String);

/// Words that say what form a company has, and nothing of which it is; taken off the end of a name.
const FORMS: &[&str] = &[
    "ab",
    "ag",
    "ao",
    "aps",
    "as",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "eg",
    "ek",
    "ev",
    "gbr",
    "ges",
    "gmbh",
    "haftungsbeschrankt",
    "inc",
    "incorporated",
    "kg",
    "kgaa",
    "limited",
    "llc",
    "llp",
    "lp",
    "ltd",
    "mbh",
    "nv",
    "oao",
    "ohg",
    "ooo",
    "oy",
    "oyj",
    "pao",
    "plc",
    "sa",
    "sarl",
    "sas",
    "se",
    "spa",
    "srl",
    "ug",
    "zao",
    "ао",
    "зао",
    "оао",
    "ооо",
    "пао",
    "sp",
    "z",
    "oo",
    "zoo",
    "pty",
];
/// The same where they stand inside a name or before it (`GmbH & Co. KG Stuttgart`, `ООО Ромашка`).
const STRONG: &[&str] = &[
    "gmbh", "mbh", "kg", "kgaa", "ohg", "gbr", "inc", "llc", "ltd", "ooo", "oao", "zao", "pao", "ооо", "оао",
    "зао", "пао",
];
/// Words that only join others.
const JOINING: &[&str] = &["and", "und", "et", "och"];

/// A text in which spellings meet: umlauts typed or spelled out (`Müller`, `Mueller`), points and apostrophes dropped.
fn plain(text: &str) -> String {
    let long = lookup::fold_long(&text.replace("a/s", "as").replace("A/S", "AS"));
    let met = long.replace("ae", "a").replace("oe", "o").replace("ue", "u");
    met.chars()
        .filter(|letter| !matches!(letter, '.' | '\'' | '"' | '’'))
        .collect()
}

fn words(text: &str) -> Vec<String> {
    let plain = plain(text);
    let words = plain.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The words of a company's name that say which it is, sorted.
pub fn name_words(name: &str) -> Vec<String> {
    let all = words(name);
    let mut kept: Vec<String> = all
        .iter()
        .filter(|word| !JOINING.contains(&word.as_str()))
        .cloned()
        .collect();
    while kept.len() > 1 && kept.last().is_some_and(|word| FORMS.contains(&word.as_str())) {
        kept.pop();
    }
    if kept.len() > 1 {
        let strong: Vec<String> = kept
            .iter()
            .filter(|word| !STRONG.contains(&word.as_str()))
            .cloned()
            .collect();
        if !strong.is_empty() {
            kept = strong;
        }
    }
    // `Müller GmbH & Co. KG`: with the strong forms gone a weak one may stand at the end again.
    while kept.len() > 1 && kept.last().is_some_and(|word| FORMS.contains(&word.as_str())) {
        kept.pop();
    }
    if kept.is_empty() {
        kept = all;
    }
    kept.sort();
    kept
}

/// The words of a person's name, sorted.
pub fn person_words(contact: &Contact) -> Vec<String> {
    let parts = [contact.first_name.as_deref(), contact.last_name.as_deref()];
    words_of_person(&parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// The words of a name as it is typed, sorted.
pub fn words_of_person(name: &str) -> Vec<String> {
    let mut all = words(name);
    all.sort();
    all
}

/// The name of a town, as two spellings of it meet.
pub fn town(text: &str) -> String {
    words(text).join(" ")
}

/// A number of an authority: letters and digits only.
pub fn official(text: &str) -> String {
    let folded = lookup::fold(text);
    folded.chars().filter(char::is_ascii_alphanumeric).collect()
}

fn shared(emails: &[Email], phones: &[Phone], external: &[ExternalId]) -> Vec<Key> {
    let mut keys = Vec::new();
    keys.extend(emails.iter().map(|e| ("email", e.address.to_lowercase())));
    keys.extend(phones.iter().map(|p| ("phone", p.key())));
    keys.extend(
        external
            .iter()
            .map(|x| ("external", format!("{}:{}", x.system, x.id))),
    );
    keys
}

/// What a live company is looked up by.
pub fn of_company(company: &Company) -> Vec<Key> {
    let mut keys = vec![("name", lookup::fold(&company.name))];
    keys.extend(company.domain.clone().map(|domain| ("domain", domain)));
    keys.extend(shared(&company.emails, &company.phones, &company.external_ids));
    let numbers = [("vat", &company.vat_id), ("register", &company.register_number)];
    for (kind, number) in numbers {
        let number = number.as_deref().map(official);
        keys.extend(
            number
                .filter(|number| number.len() > 3)
                .map(|number| (kind, number)),
        );
    }
    keys.push(("twin", name_words(&company.name).join(" ")));
    keys
}

/// What a live contact is looked up by.
pub fn of_contact(contact: &Contact) -> Vec<Key> {
    let mut keys = vec![("person", lookup::fold(&contact.display_name()))];
    keys.extend(shared(&contact.emails, &contact.phones, &contact.external_ids));
    let words = person_words(contact);
    if words.len() > 1 {
        keys.push(("twin_person", words.join(" ")));
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_name_meet() {
        for (one, other) in [
            ("Müller GmbH", "Mueller"),
            ("Müller GmbH & Co. KG", "MULLER gmbh und co kg"),
            ("Cruz Inc", "Cruz, Inc."),
            ("Cruz Inc", "CRUZ Incorporated"),
            ("Davis-Chang", "Davis Chang Ltd"),
            ("O'Neill & Sons", "ONeill and Sons"),
            ("Bäckerei Groß e.K.", "Baeckerei Gross"),
            ("Maschinenbau Stuttgart GmbH", "Stuttgart Maschinenbau"),
            ("ООО Ромашка", "Ромашка"),
            ("Novo A/S", "Novo AS"),
            ("G.m.b.H. Weber", "Weber GmbH"),
        ] {
            assert_eq!(name_words(one), name_words(other), "{one:?} and {other:?}");
        }
        for (one, other) in [("Cruz Inc", "Cruz Group"), ("SAP SE", "SAS"), ("AG", "KG")] {
            assert_ne!(name_words(one), name_words(other), "{one:?} and {other:?}");
        }
        assert_eq!(name_words("AG"), ["ag"], "a name is never empty");
    }

    #[test]
    fn numbers_of_authorities_meet_whatever_stands_between() {
        assert_eq!(official("DE 123.456.789"), official("de123456789"));
        assert_eq!(official("HRB 12345"), official("HRB12345"));
    }
}

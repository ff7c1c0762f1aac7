//! Joining lists: every entry once, one primary.

use super::Choice;
use crate::domain::{Email, ExternalId, Phone, PhoneState};

/// Keeps one primary entry at most: the first that is.
fn one_primary<T>(items: &mut [T], flag: fn(&mut T) -> &mut bool) {
    let mut seen = false;
    for item in items {
        let primary = flag(item);
        *primary &= !seen;
        seen |= *primary;
    }
}

/// Addresses of both, each once.
pub(super) fn emails(mine: &[Email], theirs: &[Email], choice: Choice) -> Vec<Email> {
    let mut all: Vec<Email> = Vec::new();
    for email in chosen(mine, theirs, choice) {
        let known = all
            .iter()
            .any(|have| have.address.to_lowercase() == email.address.to_lowercase());
        if !known {
            all.push(email.clone());
        }
    }
    one_primary(&mut all, |email| &mut email.primary);
    all
}

/// What is known of a number: the worse of what either knew.
const fn gravity(state: PhoneState) -> u8 {
    match state {
        PhoneState::Ok => 0,
        PhoneState::Wrong => 1,
        PhoneState::DoNotCall => 2,
    }
}

/// Numbers of both, each once; one that must not be called stays so.
pub(super) fn phones(mine: &[Phone], theirs: &[Phone], choice: Choice) -> Vec<Phone> {
    let mut all: Vec<Phone> = Vec::new();
    for phone in chosen(mine, theirs, choice) {
        let Some(have) = all.iter_mut().find(|have| have.key() == phone.key()) else {
            all.push(phone.clone());
            continue;
        };
        if gravity(phone.state) > gravity(have.state) {
            have.state = phone.state;
            have.blocked = phone.blocked;
        }
    }
    one_primary(&mut all, |phone| &mut phone.primary);
    all
}

/// Tags of both, sorted.
pub(super) fn tags(mine: &[String], theirs: &[String], choice: Choice) -> Vec<String> {
    let mut all: Vec<String> = chosen(mine, theirs, choice).cloned().collect();
    all.sort();
    all.dedup();
    all
}

/// Ids of other systems: always all, so that the next import finds the row by either.
pub(super) fn external(mine: &[ExternalId], theirs: &[ExternalId]) -> Vec<ExternalId> {
    let mut all: Vec<ExternalId> = mine.iter().chain(theirs).cloned().collect();
    all.sort();
    all.dedup();
    all
}

fn chosen<'a, T>(mine: &'a [T], theirs: &'a [T], choice: Choice) -> impl Iterator<Item = &'a T> {
    let none: &[T] = &[];
    let (first, second) = match choice {
        Choice::Mine => (mine, none),
        Choice::Theirs => (theirs, none),
        Choice::Both => (mine, theirs),
    };
    first.iter().chain(second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{EmailType, PhoneType};

    fn email(address: &str, primary: bool) -> Email {
        Email {
            kind: EmailType::Work,
            address: address.to_owned(),
            primary,
        }
    }

    fn phone(raw: &str, state: PhoneState, primary: bool) -> Phone {
        Phone {
            kind: PhoneType::Work,
            raw: raw.to_owned(),
            e164: None,
            ext: None,
            state,
            blocked: false,
            primary,
        }
    }

    #[test]
    fn every_address_stays_once_and_one_is_primary() {
        let all = emails(
            &[email("a@x.example", true)],
            &[email("A@X.example", true), email("b@x.example", true)],
            Choice::Both,
        );
        let told: Vec<_> = all.iter().map(|e| (e.address.as_str(), e.primary)).collect();
        assert_eq!(told, [("a@x.example", true), ("b@x.example", false)]);
    }

    #[test]
    fn a_number_that_is_wrong_for_one_is_wrong() {
        let all = phones(
            &[phone("0711 1", PhoneState::Ok, true)],
            &[
                phone("07111", PhoneState::Wrong, true),
                phone("0711 2", PhoneState::Ok, false),
            ],
            Choice::Both,
        );
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].state, all[0].primary), (PhoneState::Wrong, true));
    }
}

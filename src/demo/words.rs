//! The words the demo is made of (assets/demo).

use super::dice::Dice;
use std::collections::HashMap;
use std::sync::LazyLock;

static COMPANIES: &str = include_str!("../../assets/demo/companies.txt");
static WORDS: &str = include_str!("../../assets/demo/words.txt");

static LISTS: LazyLock<HashMap<&str, Vec<String>>> = LazyLock::new(|| {
    let line = |line: &'static str| {
        let (name, words) = line.split_once(": ")?;
        Some((
            name,
            words.split(' ').map(|word| word.replace('_', " ")).collect(),
        ))
    };
    WORDS.lines().filter_map(line).collect()
});

/// A list of words.
pub(super) fn list(name: &str) -> &'static [String] {
    LISTS.get(name).map(Vec::as_slice).unwrap_or_default()
}

/// A company to be.
#[derive(Clone, Debug)]
pub(super) struct Seedling {
    pub(super) name: String,
    pub(super) city: String,
    pub(super) country: String,
    pub(super) prefix: String,
}

fn seedling(line: &str) -> Option<Seedling> {
    let mut parts = line.split('|').map(str::to_owned);
    Some(Seedling {
        name: parts.next()?,
        city: parts.next()?,
        country: parts.next()?,
        prefix: parts.next()?,
    })
}

/// The companies written by hand, then made-up ones.
pub(super) fn company(n: usize, dice: &mut Dice) -> Seedling {
    let written = COMPANIES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .nth(n)
        .and_then(seedling);
    written.unwrap_or_else(|| {
        let town = dice.pick(list("towns")).clone();
        let form = dice.pick(list("forms")).replace('&', " & ");
        let name = format!(
            "{}{} {form}",
            dice.pick(list("stems")),
            dice.pick(list("trades")).to_lowercase()
        );
        let name = if n > 1_000 { format!("{name} {n}") } else { name };
        seedling(&format!("{name}|{town}")).unwrap_or(Seedling {
            name,
            city: "Berlin".to_owned(),
            country: "DE".to_owned(),
            prefix: "+49 30 555".to_owned(),
        })
    })
}

/// A domain that belongs to nobody.
pub(super) fn domain(name: &str, n: usize) -> String {
    let plain: String = crate::base::lookup::fold(name)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(18)
        .collect();
    format!("{}{n}.example", if plain.is_empty() { "firma" } else { &plain })
}

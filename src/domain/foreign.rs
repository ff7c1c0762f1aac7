//! Rows of other systems that have no place of their own here (deals, tickets): each is an entry beside the fields of
//! its company, `hubspot deal D-1`. In a table those of one kind are one column, `hubspot deals`, a line each.

/// What such a row is, in a key and as a column.
const KINDS: [(&str, &str); 2] = [("deal", "deals"), ("ticket", "tickets")];

/// The key of an entry.
pub fn key(system: &str, what: &str, id: &str) -> String {
    format!("{system} {what} {id}")
}

fn is_system(word: &str) -> bool {
    let may_be = |ch: char| ch.is_ascii_lowercase() || ch.is_ascii_digit() || matches!(ch, '_' | '-');
    !word.is_empty() && word.chars().all(may_be)
}

/// Of which column an entry is, and which row of the other system; none: the key is not such a one.
pub fn column_of(key: &str) -> Option<(String, &str)> {
    let mut words = key.splitn(3, ' ');
    let (system, what, id) = (words.next()?, words.next()?, words.next()?);
    let (_, plural) = KINDS.into_iter().find(|(kind, _)| *kind == what)?;
    (is_system(system) && !id.is_empty()).then(|| (format!("{system} {plural}"), id))
}

/// What stands between an id and what is said of it; in an id its space does not break.
const SAYS: &str = ": ";
const IN_ID: &str = ":\u{a0}";
/// Lines of a text that has several.
const FURTHER: &str = "\n  ";

/// The entries of a column as one text, a line each: `D-1: Pumps · Stage: Won`.
pub fn joined<'e>(entries: impl Iterator<Item = (&'e str, &'e str)>) -> String {
    let lines = entries.map(|(id, text)| {
        let text = text.replace("\r\n", "\n").replace(['\r', '\n'], FURTHER);
        format!("{}{SAYS}{text}", id.replace(SAYS, IN_ID))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The entries of a column again, by their keys; none: it is not such a column, or its text is another.
pub fn parted(column: &str, text: &str) -> Option<Vec<(String, String)>> {
    let (system, plural) = column.split_once(' ')?;
    let (what, _) = KINDS.into_iter().find(|(_, kind)| *kind == plural)?;
    if !is_system(system) {
        return None;
    }
    let mut entries: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        if let Some(further) = line.strip_prefix("  ") {
            let (_, text) = entries.last_mut()?;
            text.push('\n');
            text.push_str(further);
            continue;
        }
        let (id, text) = line.split_once(SAYS)?;
        entries.push((key(system, what, &id.replace(IN_ID, SAYS)), text.to_owned()));
    }
    (!entries.is_empty()).then_some(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_one_kind_are_one_column_and_come_back_from_it() {
        assert_eq!(
            column_of("hubspot deal D-1"),
            Some(("hubspot deals".to_owned(), "D-1"))
        );
        assert_eq!(
            column_of("csv ticket Broken: pump #1a"),
            Some(("csv tickets".to_owned(), "Broken: pump #1a"))
        );
        for own in [
            "hubspot deal",
            "Big deal breaker",
            "hubspot deals D-1",
            "Deal Stage",
        ] {
            assert_eq!(column_of(own), None, "{own}");
        }
        let entries = [("D-1", "Pumps · Stage: Won"), ("Two: of it", "a\nb")];
        let text = joined(entries.into_iter());
        assert_eq!(text, "D-1: Pumps · Stage: Won\nTwo:\u{a0}of it: a\n  b");
        let back = [
            ("hubspot deal D-1".to_owned(), "Pumps · Stage: Won".to_owned()),
            ("hubspot deal Two: of it".to_owned(), "a\nb".to_owned()),
        ];
        assert_eq!(parted("hubspot deals", &text), Some(back.to_vec()));
        assert_eq!(parted("hubspot deals", "three of them"), None);
        assert_eq!(parted("good deals", "three of them"), None);
        assert_eq!(parted("Deal Stage", "a: b"), None);
    }
}

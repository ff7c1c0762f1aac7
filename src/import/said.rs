//! What cells say in the words of their system: yes, a language, an id.

use super::map::fold_name;

pub(super) fn is_yes(cell: &str) -> bool {
    matches!(
        fold_name(cell).as_str(),
        "true" | "1" | "yes" | "y" | "x" | "ja" | "j" | "wahr"
    )
}

/// A language as a tag: `de`, `de-AT`, `German`, `Deutsch`.
pub(super) fn language(cell: &str) -> Option<String> {
    const NAMES: [(&str, &[&str]); 12] = [
        ("de", &["german", "deutsch", "ger", "deu"]),
        ("en", &["english", "englisch", "eng"]),
        ("fr", &["french", "franzosisch", "francais", "fra", "fre"]),
        ("it", &["italian", "italienisch", "italiano", "ita"]),
        ("es", &["spanish", "spanisch", "espanol", "spa"]),
        ("sv", &["swedish", "schwedisch", "svenska", "swe"]),
        ("ru", &["russian", "russisch", "русскии", "rus"]),
        ("nl", &["dutch", "niederlandisch", "nederlands", "nld", "dut"]),
        ("pl", &["polish", "polnisch", "polski", "pol"]),
        ("pt", &["portuguese", "portugiesisch", "portugues", "por"]),
        ("da", &["danish", "danisch", "dansk", "dan"]),
        ("cs", &["czech", "tschechisch", "cestina", "ces", "cze"]),
    ];
    let folded = fold_name(cell);
    if let Some((tag, _)) = NAMES.iter().find(|(_, names)| names.contains(&folded.as_str())) {
        return Some((*tag).to_owned());
    }
    let (primary, region) = cell.split_once(['-', '_']).unwrap_or((cell, ""));
    let letters = |text: &str| text.bytes().all(|b| b.is_ascii_alphabetic());
    match (primary.len(), region.len()) {
        (2 | 3, 0) if letters(primary) => Some(primary.to_lowercase()),
        (2 | 3, 2) if letters(primary) && letters(region) => {
            Some(format!("{}-{}", primary.to_lowercase(), region.to_uppercase()))
        }
        _ => None,
    }
}

/// An id as it is compared: Salesforce reports write 15 signs where its interfaces write 18.
pub(super) fn external_id(system: &str, id: &str) -> String {
    let id = id.trim();
    if system == "salesforce" && id.len() == 15 && id.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return format!("{id}{}", salesforce_check(id));
    }
    id.to_owned()
}

/// The three signs that make an id safe from losing its case: one bit for each capital letter.
fn salesforce_check(id: &str) -> String {
    const SIGNS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    id.as_bytes()
        .chunks(5)
        .map(|five| {
            let bits = five
                .iter()
                .enumerate()
                .filter(|(_, byte)| byte.is_ascii_uppercase());
            let place: usize = bits.map(|(at, _)| 1 << at).sum();
            char::from(SIGNS[place])
        })
        .collect()
}

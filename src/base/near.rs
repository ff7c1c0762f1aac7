//! "Did you mean": the accepted word nearest to one that is not.

/// How alike two words must be (Jaro-Winkler, 0 to 1) to be offered.
const ALIKE: f64 = 0.8;

/// The candidate that was probably meant; case, `-` and `_` do not matter.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace(['-', ' '], "_");
    let wanted = plain(word);
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let alike = strsim::jaro_winkler(&wanted, &plain(candidate));
        if alike >= ALIKE && best.is_none_or(|(most, _)| alike > most) {
            best = Some((alike, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// `; did you mean "x"?`, or nothing when no candidate is near.
pub fn hint<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, candidates).map_or_else(String::new, |near| format!("; did you mean \"{near}\"?"))
}

/// What to write instead: the nearest candidate, then all of them.
///
/// Begins with `;`, to follow a message.
pub fn instead(word: &str, candidates: &[&str]) -> String {
    let near = hint(word, candidates.iter().copied());
    let link = if near.is_empty() { "; " } else { " " };
    format!("{near}{link}accepted: {}", candidates.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_finds_its_word() {
        let words = [
            "theme",
            "title",
            "which_key_delay_ms",
            "FIRST_OUTREACH",
            "FOLLOW_UP",
        ];
        let cases = [
            ("thme", Some("theme")),
            ("Theme", Some("theme")),
            ("which-key-delay", Some("which_key_delay_ms")),
            ("first outreach", Some("FIRST_OUTREACH")),
            ("FOLOW_UP", Some("FOLLOW_UP")),
            ("zebra", None),
            ("", None),
        ];
        for (word, near) in cases {
            assert_eq!(nearest(word, words), near, "{word}");
        }
        assert_eq!(hint("titel", words), "; did you mean \"title\"?");
        assert_eq!(
            instead("titel", &["title", "a"]),
            "; did you mean \"title\"? accepted: title, a"
        );
        assert_eq!(instead("zebra", &["title", "a"]), "; accepted: title, a");
    }
}

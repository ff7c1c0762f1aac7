//! Texts that went wrong on their way here, or are meant to mislead.

use encoding_rs::WINDOWS_1252;

/// Mends UTF-8 that somebody read as CP1252 and wrote again (`fÃ¼r` → `für`); None when it is not so.
pub fn mend(text: &str) -> Option<String> {
    if !looks_double_encoded(text) {
        return None;
    }
    let (bytes, _, unmappable) = WINDOWS_1252.encode(text);
    if unmappable {
        return None;
    }
    let mended = String::from_utf8(bytes.into_owned()).ok()?;
    Some(mended)
}

/// Whether a text shows the traces of double encoding: `Ã`, `Â`, `â` and the like before a sign no word has there.
pub fn looks_double_encoded(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let leads = matches!(letter, 'Ã' | 'Â' | 'Ä' | 'Å' | 'â');
        if leads
            && letters
                .peek()
                .is_some_and(|next| ('\u{80}'..='\u{bf}').contains(next) || is_high_cp1252(*next))
        {
            return true;
        }
    }
    false
}

/// Signs that CP1252 has at 0x80 to 0x9F.
fn is_high_cp1252(letter: char) -> bool {
    matches!(
        letter,
        '€' | '‚'
            | 'ƒ'
            | '„'
            | '…'
            | '†'
            | '‡'
            | 'ˆ'
            | '‰'
            | 'Š'
            | '‹'
            | 'Œ'
            | 'Ž'
            | '‘'
            | '’'
            | '“'
            | '”'
            | '•'
            | '–'
            | '—'
            | '˜'
            | '™'
            | 'š'
            | '›'
            | 'œ'
            | 'ž'
            | 'Ÿ'
    )
}

/// Whether a text holds signs that change how it is shown: direction marks, escapes, control characters.
pub fn has_hidden_signs(text: &str) -> bool {
    text.chars().any(|letter| {
        (letter.is_control() && !matches!(letter, '\n' | '\r' | '\t'))
            || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn double_encoded_text_is_mended_and_other_text_left_alone() {
        for (text, mended) in [
            ("fÃ¼r", Some("für")),
            ("MÃ¼ller â€“ SÃ¶hne", Some("Müller – Söhne")),
            ("für", None),
            ("Ärzte", None),
            ("SÃO PAULO", None),
            ("Acme", None),
            ("Ã¼ber für", None),
        ] {
            assert_eq!(mend(text).as_deref(), mended, "{text:?}");
        }
    }

    #[test]
    fn signs_that_mislead_are_seen() {
        assert!(has_hidden_signs("Acme\u{202e}GmbH"));
        assert!(has_hidden_signs("\u{1b}[31mred"));
        assert!(!has_hidden_signs("line one\nline two\tend"));
    }
}

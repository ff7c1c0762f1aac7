//! A line of the plain mode as words, the way a shell would hand them over.

/// The words of a line; double quotes keep spaces together.
pub(crate) fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut begun) = (Vec::new(), String::new(), false, false);
    for ch in line.chars() {
        match ch {
            '"' => (quoted, begun) = (!quoted, true),
            _ if ch.is_whitespace() && !quoted => {
                if std::mem::take(&mut begun) {
                    words.push(std::mem::take(&mut word));
                }
            }
            _ => {
                word.push(ch);
                begun = true;
            }
        }
    }
    if begun {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_keep_spaces_and_empty_words() {
        for (line, expected) in [
            ("", &[][..]),
            ("  a  b ", &["a", "b"]),
            (
                "company add \"Müller GmbH\" --set x=\"a b\"",
                &["company", "add", "Müller GmbH", "--set", "x=a b"],
            ),
            ("edit \"\" c", &["edit", "", "c"]),
        ] {
            assert_eq!(words(line), expected, "{line}");
        }
    }
}

//! Secrets that are handed out once and known afterwards by their hash only.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom, SystemRandom};
use sha2::{Digest, Sha256};

/// The letters of codes that people type: no vowels, so no words; nothing that looks like another (security.md 4.2.2).
const LETTERS: &[u8] = b"BCDFGHJKLMNPQRSTVWXZ";

/// Bytes that nobody can guess.
///
/// # Panics
/// When the system has no randomness to give: nothing secret can be made then.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new()
        .fill(&mut bytes)
        .expect("the system gives random bytes");
    bytes
}

/// A token for a program: what it is, then 256 bits.
pub(crate) fn token(prefix: &str) -> String {
    format!("{prefix}{}", URL_SAFE_NO_PAD.encode(random::<32>()))
}

/// A code for a person to type, in groups of four letters; four groups are 69 bits.
pub(crate) fn code(groups: usize) -> String {
    let mut text = String::new();
    while text.len() < groups * 5 - 1 {
        if text.len() % 5 == 4 {
            text.push('-');
        }
        let [byte] = random::<1>();
        // 240 is the largest multiple of twenty: every letter is as likely as the others.
        if byte < 240 {
            text.push(char::from(LETTERS[usize::from(byte) % LETTERS.len()]));
        }
    }
    text
}

/// A typed code as it was handed out: capitals, in groups.
pub(crate) fn typed(text: &str) -> String {
    let letters: Vec<char> = text
        .chars()
        .filter(|c| c.is_ascii_alphabetic())
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// What is kept of a secret.
pub(crate) fn hash(secret: &str) -> String {
    let digest = Sha256::digest(secret.as_bytes());
    URL_SAFE_NO_PAD.encode(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_typed_in_any_way() {
        let made = code(4);
        assert_eq!(made.len(), 19, "{made}");
        assert!(made.bytes().all(|b| b == b'-' || LETTERS.contains(&b)), "{made}");
        assert_eq!(typed(&made), made);
        assert_eq!(typed(&made.to_lowercase().replace('-', " ")), made);
        assert_ne!(code(4), made);
    }

    #[test]
    fn tokens_differ_and_their_hash_says_nothing_of_them() {
        let (one, other) = (token("cs_pat_"), token("cs_pat_"));
        assert!(one.starts_with("cs_pat_") && one.len() == 7 + 43, "{one}");
        assert_ne!(one, other);
        assert_ne!(hash(&one), hash(&other));
        assert!(!hash(&one).contains(&one[7..20]));
    }
}

//! Passwords: which are refused, how they are kept, how many are hashed at a time.
//!
//! Argon2id in PHC form, so that every hash says what it was made with; one
//! that was made with less is made anew at the next login.

use super::secret;
use crate::base::lookup::fold;
use crate::protocol::Problem;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use std::sync::{Condvar, LazyLock, Mutex};
use unicode_normalization::UnicodeNormalization;

/// The fewest characters.
const SHORTEST: usize = 12;
/// The most; nothing is ever cut off.
const LONGEST: usize = 128;
/// Kibibytes of a hash.
const MEMORY: u32 = 47_104;
/// Passes of a hash.
const PASSES: u32 = 1;
/// Lanes of a hash.
const LANES: u32 = 1;
/// Hashes at a time: together under 200 MiB.
const AT_ONCE: usize = 4;
/// Those that may wait for their turn; more are told to come again.
const WAITING: usize = 64;

/// A hash of nobody's password: what is compared when there is no account takes as long as with one.
const NOBODY: &str =
    "$argon2id$v=19$m=47104,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Passwords that everybody tries first.
static COMMON: LazyLock<Vec<String>> = LazyLock::new(|| {
    include_str!("../../../assets/common-passwords.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| bare(&line.to_lowercase()))
        .collect()
});

/// Why this password is not taken; `context` are names that it may not contain: the login, the team.
pub(crate) fn refused(password: &str, context: &[&str]) -> Option<String> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some(format!(
            "A password has at least {SHORTEST} characters; a few words are easy to keep in mind."
        ));
    }
    if length > LONGEST {
        return Some(format!("A password has at most {LONGEST} characters."));
    }
    if is_common(password) {
        return Some("That password is one of those that are tried first; take a few words that do not belong together.".to_owned());
    }
    let folded = bare(&fold(password));
    let named = context.iter().map(|name| bare(&fold(name)));
    if named
        .into_iter()
        .any(|name| name.chars().count() >= 4 && folded.contains(&name))
    {
        return Some("A password must not contain the login or the name of the team.".to_owned());
    }
    None
}

/// Letters only where a password has them, so that `Summer-2026!` and `summer` are one.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn is_common(password: &str) -> bool {
    let lower = bare(&password.to_lowercase());
    if lower.is_empty() || is_repeated(&lower) || is_run(&lower) {
        return true;
    }
    let is_known = |text: &str| COMMON.iter().any(|word| word == text);
    let letters = lower.trim_matches(|c: char| c.is_numeric());
    is_known(&lower) || letters.is_empty() || is_known(letters) || is_doubled(letters, is_known)
}

/// `passwordpassword`.
fn is_doubled(text: &str, is_known: impl Fn(&str) -> bool) -> bool {
    let middle = text.len() / 2;
    text.is_char_boundary(middle) && text[..middle] == text[middle..] && is_known(&text[..middle])
}

/// One to four characters over and over.
fn is_repeated(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    (1..=4).any(|unit| letters.iter().zip(letters.iter().skip(unit)).all(|(a, b)| a == b))
}

/// `abcdefghijkl`, `9876543210…`: every character is the neighbour of the one before.
fn is_run(text: &str) -> bool {
    let codes: Vec<i64> = text.chars().map(|c| i64::from(u32::from(c))).collect();
    [1, -1].iter().any(|step| {
        codes
            .windows(2)
            .all(|pair| pair[1] - pair[0] == *step || (pair[1] - pair[0]).abs() == 9)
    })
}

/// Hashes passwords, a few at a time.
#[derive(Default)]
pub(crate) struct Hashing {
    turns: Mutex<Turns>,
    free: Condvar,
}

#[derive(Default)]
struct Turns {
    running: usize,
    waiting: usize,
}

/// How a password compares with a hash.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Compared {
    /// It is another one.
    Wrong,
    /// It is the one.
    Right,
    /// It is the one, and the hash should be made anew.
    Outdated,
}

impl Hashing {
    /// What is kept of a password.
    pub(crate) fn hash(&self, password: &str) -> Result<String, Problem> {
        let (salt, password) = (secret::random::<16>(), composed(password));
        self.in_turn(|| {
            let hash = hasher().hash_password_with_salt(password.as_bytes(), &salt);
            hash.map(|hash| hash.to_string()).map_err(|error| {
                tracing::error!(%error, "a password cannot be hashed");
                crate::server::fault::internal()
            })
        })?
    }
    /// Whether the password is that of a hash. Without one it takes as long and is wrong: nobody learns who exists.
    pub(crate) fn compare(&self, password: &str, hash: Option<&str>) -> Result<Compared, Problem> {
        let against = hash.unwrap_or(NOBODY);
        // What is longer than any password is no password; it costs no hash of a megabyte.
        let password = if password.len() > LONGEST * 4 {
            ""
        } else {
            password
        };
        let password = composed(password);
        self.in_turn(|| {
            let Ok(parsed) = PasswordHash::new(against) else {
                return Compared::Wrong;
            };
            let good = hasher().verify_password(password.as_bytes(), against).is_ok();
            match (good && hash.is_some(), is_current(&parsed)) {
                (false, _) => Compared::Wrong,
                (true, true) => Compared::Right,
                (true, false) => Compared::Outdated,
            }
        })
    }
    fn in_turn<R>(&self, work: impl FnOnce() -> R) -> Result<R, Problem> {
        let lock = || {
            self.turns
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
        };
        let mut turns = lock();
        if turns.waiting >= WAITING {
            return Err(super::busy());
        }
        turns.waiting += 1;
        while turns.running >= AT_ONCE {
            turns = self
                .free
                .wait(turns)
                .unwrap_or_else(std::sync::PoisonError::into_inner);
        }
        turns.waiting -= 1;
        turns.running += 1;
        drop(turns);
        let done = work();
        lock().running -= 1;
        self.free.notify_one();
        Ok(done)
    }
}

/// One spelling of what is typed: a keyboard may send `ü` as one character or as two.
fn composed(password: &str) -> String {
    password.nfc().collect()
}

fn hasher() -> Argon2<'static> {
    let params = Params::new(MEMORY, PASSES, LANES, None).expect("the parameters are within Argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn is_current(hash: &PasswordHash) -> bool {
    let said = |name: &str| hash.params.get_decimal(name);
    hash.algorithm.as_str() == "argon2id"
        && said("m") == Some(MEMORY)
        && said("t") == Some(PASSES)
        && said("p") == Some(LANES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_tries_first_is_refused_and_a_few_words_are_taken() {
        for bad in [
            "short",
            "elf zeichen",
            "passwordpassword",
            "Password2026!!",
            "111111111111",
            "123456789012",
            "abcdefghijkl",
            "abcabcabcabc",
            "qwertzuiop123",
            "Sommer-2026-!!",
            "20262026202620",
            "!!!!!!!!!!!!",
            "CorrectHorseBatteryStaple",
            "987654321098",
            &"x".repeat(129),
            &"ein langes wort ".repeat(9),
        ] {
            assert!(refused(bad, &[]).is_some(), "{bad}");
        }
        for good in [
            "rotes Fahrrad im Regen",
            "8 Lampen, 3 Katzen",
            "ужин при свечах",
            "水の中の魚は静かに泳いでいる",
            &"tür ".repeat(2).replace("r t", "r und t"),
            "m7#kQ!z9xLw2",
            "\u{1F600}\u{1F680} mit vier Worten",
            &"ein langer Satz ".repeat(8),
        ] {
            assert_eq!(refused(good, &["anna", "Acme"]), None, "{good}");
        }
    }

    #[test]
    fn the_names_everybody_knows_are_not_in_a_password() {
        assert!(refused("Kowalski im Regen 7", &["anna.kowalski", "Kowalski & Söhne"]).is_none());
        assert!(refused("anna.KOWALSKI 77 x", &["anna.kowalski"]).is_some());
        assert!(refused("bei Acme Stahl arbeite ich", &["anna", "ACME Stahl"]).is_some());
        assert!(
            refused("drei bei zwei ist eins", &["ei"]).is_none(),
            "too short to matter"
        );
    }

    #[test]
    fn a_hash_is_good_for_its_password_only_and_a_weaker_one_is_made_anew() {
        let hashing = Hashing::default();
        let hash = hashing.hash("rotes Fahrrad im Regen").expect("a hash");
        assert!(hash.starts_with("$argon2id$v=19$m=47104,t=1,p=1$"), "{hash}");
        let compare = |password: &str, hash: Option<&str>| hashing.compare(password, hash).expect("compared");
        assert_eq!(compare("rotes Fahrrad im Regen", Some(&hash)), Compared::Right);
        assert_eq!(compare("rotes Fahrrad im Regen ", Some(&hash)), Compared::Wrong);
        assert_eq!(compare("rotes Fahrrad im Regen", None), Compared::Wrong);
        let weak = Argon2::new(
            Algorithm::Argon2id,
            Version::V0x13,
            Params::new(1024, 1, 1, None).expect("params"),
        );
        let weak = weak
            .hash_password_with_salt(b"rotes Fahrrad im Regen", &[7; 16])
            .expect("a hash");
        assert_eq!(
            compare("rotes Fahrrad im Regen", Some(&weak.to_string())),
            Compared::Outdated
        );
        assert_eq!(
            compare("blaues Fahrrad im Regen", Some(&weak.to_string())),
            Compared::Wrong
        );
        assert_eq!(compare("", Some("rubbish")), Compared::Wrong);
        let umlaut = hashing.hash("ein grünes Tor im Wald").expect("a hash");
        assert_eq!(
            compare("ein gru\u{308}nes Tor im Wald", Some(&umlaut)),
            Compared::Right
        );
    }

    #[test]
    fn four_are_hashed_at_a_time_and_whoever_finds_a_crowd_is_told_to_come_again() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        let hashing = Hashing::default();
        let (running, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let turned_away = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..100 {
                scope.spawn(|| {
                    let done = hashing.in_turn(|| {
                        most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        std::thread::sleep(std::time::Duration::from_millis(50));
                        running.fetch_sub(1, Ordering::SeqCst);
                    });
                    if done.is_err() {
                        turned_away.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        assert_eq!(most.load(Ordering::SeqCst), AT_ONCE);
        // Those that stood in line had their turn; a hundred at once are more than that.
        assert!(turned_away.load(Ordering::SeqCst) <= 100 - WAITING);
        assert!(hashing.in_turn(|| ()).is_ok(), "afterwards it is as before");
    }

    #[test]
    fn a_login_that_is_not_there_takes_as_long() {
        let hashing = Hashing::default();
        let hash = hashing.hash("rotes Fahrrad im Regen").expect("a hash");
        let took = |hash: Option<&str>| {
            let start = super::super::limit::now();
            hashing
                .compare("falsch geraten, mein Freund", hash)
                .expect("compared");
            start.elapsed()
        };
        let shortest =
            |hash: Option<&str>| (0..5).map(|_| took(hash)).min().unwrap_or_default().as_secs_f64();
        // Both fill the same memory once; a machine that does much else at the time is no part of it.
        let ratio = shortest(None) / shortest(Some(&hash));
        assert!((0.5..2.0).contains(&ratio), "{ratio}");
    }
}

//! Domains that look like others: `pаypal.com` with a Cyrillic `а`.
//!
//! A name is suspicious when one part of it mixes alphabets that look alike, or is written in
//! letters of another alphabet that all pass for Latin ones. It is then shown with a sign and in
//! the form the network sees (`xn--pypal-4ve.com`, RFC 3492), which nobody mistakes.

/// The sign beside something that may not be what it looks like.
const SIGN: &str = "⚠";

/// An e-mail address or domain as it is shown: with a sign and its network form when it looks like another.
pub fn marked(address: &str) -> String {
    match ascii_of_lookalike(address) {
        Some(ascii) => format!("{address} {SIGN} {ascii}"),
        None => address.to_owned(),
    }
}

/// The network form of the domain of an address, when that domain looks like another.
pub fn ascii_of_lookalike(address: &str) -> Option<String> {
    if address.is_ascii() {
        return None;
    }
    let host = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = host.split(['/', '?', '#']).next().unwrap_or_default();
    let domain = host.rsplit_once('@').map_or(host, |(_, domain)| domain);
    let domain = domain.split(':').next().unwrap_or_default().trim().to_lowercase();
    let top = domain.rsplit('.').next().unwrap_or_default();
    let foreign_top = !top.is_ascii() || CYRILLIC_TOPS.contains(&top);
    let looks = domain
        .split('.')
        .any(|label| is_mixed(label) || (!foreign_top && passes_for_latin(label)));
    looks.then(|| {
        let labels = domain.split('.').map(|label| match punycode(label) {
            Some(coded) if !label.is_ascii() => format!("xn--{coded}"),
            _ => label.to_owned(),
        });
        labels.collect::<Vec<_>>().join(".")
    })
}

/// Countries whose own words are Cyrillic or Greek, written under a Latin ending.
const CYRILLIC_TOPS: &[&str] = &[
    "ru", "su", "ua", "by", "bg", "rs", "mk", "kz", "kg", "mn", "tj", "gr", "cy",
];

/// Alphabets whose letters pass for one another.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Alphabet {
    Latin,
    Cyrillic,
    Greek,
    Armenian,
    Cherokee,
}

fn alphabet(ch: char) -> Option<Alphabet> {
    Some(match ch {
        'a'..='z'
        | '\u{AA}'
        | '\u{BA}'
        | '\u{C0}'..='\u{24F}'
        | '\u{250}'..='\u{2AF}'
        | '\u{1E00}'..='\u{1EFF}' => Alphabet::Latin,
        '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => Alphabet::Greek,
        '\u{400}'..='\u{52F}' | '\u{1C80}'..='\u{1C8F}' | '\u{2DE0}'..='\u{2DFF}' => Alphabet::Cyrillic,
        '\u{530}'..='\u{58F}' => Alphabet::Armenian,
        '\u{13A0}'..='\u{13FF}' | '\u{AB70}'..='\u{ABBF}' => Alphabet::Cherokee,
        _ => return None,
    })
}

fn is_mixed(label: &str) -> bool {
    let mut found = label.chars().filter_map(alphabet);
    let first = found.next();
    found.any(|other| Some(other) != first)
}

/// Whether every letter is a foreign one that looks like a Latin one.
fn passes_for_latin(label: &str) -> bool {
    const ALIKE: &str = "асԁеһіјӏорԛѕԝхуνοραικυ";
    let mut letters = label.chars().filter(|ch| ch.is_alphabetic()).peekable();
    letters.peek().is_some() && letters.all(|ch| ALIKE.contains(ch))
}

/// The coded form of a label without its `xn--`; nothing for one that is longer than any label may be.
fn punycode(label: &str) -> Option<String> {
    const LONGEST: usize = 63;
    let chars: Vec<u32> = label.chars().map(u32::from).collect();
    if chars.len() > LONGEST {
        return None;
    }
    let mut out: String = label.chars().filter(char::is_ascii).collect();
    let basic = out.len();
    let mut done = basic;
    if basic > 0 {
        out.push('-');
    }
    let (mut n, mut delta, mut bias) = (128_u32, 0_u32, 72_u32);
    while done < chars.len() {
        let next = chars.iter().copied().filter(|ch| *ch >= n).min()?;
        delta = delta.checked_add((next - n).checked_mul(done as u32 + 1)?)?;
        n = next;
        for ch in &chars {
            if *ch < n {
                delta = delta.checked_add(1)?;
            }
            if *ch == n {
                number(delta, bias, &mut out);
                bias = adapt(delta, done as u32 + 1, done == basic);
                delta = 0;
                done += 1;
            }
        }
        delta = delta.checked_add(1)?;
        n += 1;
    }
    Some(out)
}

fn number(delta: u32, bias: u32, out: &mut String) {
    let digit = |value: u32| {
        char::from(if value < 26 {
            b'a' + value as u8
        } else {
            b'0' + (value - 26) as u8
        })
    };
    let (mut rest, mut place) = (delta, 36_u32);
    loop {
        let threshold = place.saturating_sub(bias).clamp(1, 26);
        if rest < threshold {
            out.push(digit(rest));
            return;
        }
        out.push(digit(threshold + (rest - threshold) % (36 - threshold)));
        rest = (rest - threshold) / (36 - threshold);
        place += 36;
    }
}

fn adapt(delta: u32, points: u32, first: bool) -> u32 {
    let mut delta = delta / if first { 700 } else { 2 };
    delta += delta / points;
    let mut bias = 0;
    while delta > 455 {
        delta /= 35;
        bias += 36;
    }
    bias + 36 * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_that_looks_like_another_is_marked_with_its_network_form() {
        for (address, ascii) in [
            ("anna@p\u{430}ypal.com", Some("xn--pypal-4ve.com")),
            ("p\u{430}ypal.com", Some("xn--pypal-4ve.com")),
            ("x@mail.g\u{3bf}\u{3bf}gle.de", Some("mail.xn--ggle-0nda.de")),
            // Every letter Cyrillic, and every one passes for Latin.
            ("x@\u{440}\u{430}\u{440}\u{430}.com", Some("xn--80aa0cb.com")),
            ("https://p\u{430}ypal.com:443/in?x#y", Some("xn--pypal-4ve.com")),
            ("https://paypal.com/p\u{430}ypal", None),
            ("x@müller.de", None),
            ("x@paypal.com", None),
            ("x@пример.com", None),
            ("x@раса.ru", None),
            ("x@пример.рф", None),
            ("x@日本abc.jp", None),
            ("m\u{430}x@paypal.com", None),
        ] {
            let found = ascii_of_lookalike(address);
            assert_eq!(found.as_deref(), ascii, "{address}");
        }
        assert_eq!(
            marked("a@p\u{430}ypal.com"),
            "a@p\u{430}ypal.com ⚠ xn--pypal-4ve.com"
        );
        assert_eq!(marked("a@paypal.com"), "a@paypal.com");
    }

    #[test]
    fn labels_are_coded_as_the_standard_says() {
        for (label, coded) in [
            ("müller", "mller-kva"),
            ("bücher", "bcher-kva"),
            ("ليهمابتكلموشعربي؟", "egbpdaj6bu4bxfgehfvwxn"),
            ("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"),
            (
                "porquénopuedensimplementehablarenespañol",
                "porqunopuedensimplementehablarenespaol-fmd56a",
            ),
        ] {
            assert_eq!(punycode(label).as_deref(), Some(coded), "{label}");
        }
        assert_eq!(punycode(&"ж".repeat(100_000)), None, "longer than a label may be");
    }
}

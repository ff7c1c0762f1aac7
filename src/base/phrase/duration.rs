//! How long something took, as people type it and as other programs export it.

/// No call or meeting is longer than this many seconds.
const MAX_SECONDS: u32 = 7 * 24 * 3600;

/// A text that is no length of time.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "{0:?} is no length of time: type minutes and seconds 4:20, hours 1:02:03, or 5m, 90s, 1h 30m (a number alone is seconds)"
)]
pub struct NoDuration(String);

/// Seconds of a length of time: `4:20`, `1:02:03`, `42` (seconds), `5m`, `90s`, `1h 30m`, `5 min`. At most a week.
pub fn parse_duration(text: &str) -> Result<u32, NoDuration> {
    let seconds = if text.contains(':') {
        clock(text.trim())
    } else {
        counted(text)
    };
    let seconds = seconds.filter(|seconds| *seconds <= MAX_SECONDS);
    seconds.ok_or_else(|| NoDuration(text.trim().chars().take(30).collect()))
}

/// `4:20` and `1:02:03`; all but the first part have two digits below 60.
fn clock(text: &str) -> Option<u32> {
    let parts: Vec<&str> = text.split(':').collect();
    let later = |part: &&str| part.len() == 2 && part < &"60";
    if !(2..=3).contains(&parts.len()) || !parts[1..].iter().all(later) {
        return None;
    }
    parts
        .iter()
        .try_fold(0_u32, |sum, part| sum.checked_mul(60)?.checked_add(number(part)?))
}

/// Numbers with units, the larger first; a number alone is seconds.
fn counted(text: &str) -> Option<u32> {
    let text: String = text.to_lowercase().split_whitespace().collect();
    if text.is_empty() {
        return None;
    }
    let (mut sum, mut largest, mut rest) = (0_u32, u32::MAX, text.as_str());
    while !rest.is_empty() {
        let digits = rest
            .find(|letter: char| !letter.is_ascii_digit())
            .unwrap_or(rest.len());
        let (value, tail) = rest.split_at(digits);
        let letters = tail
            .find(|letter: char| letter.is_ascii_digit())
            .unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(letters);
        let unit = match unit.trim_end_matches('.') {
            "h" | "hr" | "hrs" | "hour" | "hours" | "std" | "stunde" | "stunden" => 3600,
            "m" | "min" | "mins" | "minute" | "minutes" | "minuten" => 60,
            // `1h30` is minutes behind hours, `2m30` seconds behind minutes; a number alone is seconds.
            "" if largest == 3600 => 60,
            "" | "s" | "sec" | "secs" | "second" | "seconds" | "sek" | "sekunde" | "sekunden" => 1,
            // `1h30` is minutes behind hours, `2m30` seconds behind minutes.
            _ => return None,
        };
        if unit >= largest {
            return None;
        }
        sum = sum.checked_add(number(value)?.checked_mul(unit)?)?;
        (largest, rest) = (unit, tail);
    }
    Some(sum)
}

fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_in_every_usual_form() {
        for (text, seconds) in [
            ("4:20", 260),
            ("04:20", 260),
            ("1:02:03", 3723),
            ("90:00", 5400),
            ("42", 42),
            ("0", 0),
            ("5m", 300),
            ("90s", 90),
            (" 1h 30m ", 5400),
            ("1h30", 5400),
            ("2m30", 150),
            ("5 min", 300),
            ("1 Std. 5 Min.", 3900),
            ("2 hours", 7200),
        ] {
            assert_eq!(parse_duration(text), Ok(seconds), "{text:?}");
        }
    }

    #[test]
    fn nonsense_is_refused_with_examples() {
        for text in [
            "", " ", ":", "4:", ":20", "4:60", "4:2", "1:2:3:4", "-5", "+5", "5x", "m", "5m 5m", "5s 5m",
            "1.5h",
        ] {
            assert!(parse_duration(text).is_err(), "{text:?}");
        }
        assert!(parse_duration("99999999999999").is_err());
        assert!(parse_duration("200h").is_err());
        assert!(
            parse_duration("5x")
                .expect_err("refused")
                .to_string()
                .contains("4:20")
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_gets_an_answer(text in "[0-9hms: .]{0,12}|.{0,20}") {
            let _ = parse_duration(&text);
        }
    }
}

//! Numbers, dates and durations as a language writes them.

use super::Locale;
use crate::base::{Date, Lang, Timestamp, phrase};
use jiff::{civil, tz::TimeZone};

impl Locale {
    /// A whole number with the separators of the language: `1,284` or `1.284`.
    pub fn number(&self, value: i64) -> String {
        grouped(value, self.lang)
    }

    /// Which one of how many, in few cells: `12/1,284`; a `+` when more follow.
    pub fn position(&self, at: usize, of: usize, more: bool) -> String {
        let number = |count: usize| self.number(i64::try_from(count).unwrap_or(i64::MAX));
        let more = if more { "+" } else { "" };
        format!("{}/{}{more}", number(at), number(of))
    }

    /// A time of day: `14:05`.
    pub fn clock_time(&self, at: Timestamp, zone: &TimeZone) -> String {
        at.in_zone(zone).strftime("%H:%M").to_string()
    }

    /// A day as short as its distance allows: `24 Nov` (German `24. Nov`), or `24 Nov 25` in another year.
    pub fn short_date(&self, day: Date, today: Date) -> String {
        let (dot, month) = (self.day_dot(), self.month(day.0));
        if day.0.year() == today.0.year() {
            format!("{:02}{dot} {month}", day.0.day())
        } else {
            format!(
                "{:02}{dot} {month} {:02}",
                day.0.day(),
                day.0.year().rem_euclid(100)
            )
        }
    }

    /// A month and its year, for a day too far away to name: `Jan ’27`.
    pub fn month_of_year(&self, day: Date) -> String {
        phrase::month_of_year(day, self.lang)
    }

    /// What stands behind the number of a day.
    fn day_dot(&self) -> &'static str {
        match self.lang {
            Lang::En => "",
            Lang::De => ".",
        }
    }

    /// When something happened, by age: `14:05` today, `Mon` within a week, then a short date.
    pub fn age(&self, at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
        let (day, today) = (at.date_in(zone), now.date_in(zone));
        match today.day_number() - day.day_number() {
            0 => self.clock_time(at, zone),
            1..=6 => self.weekday(day.0).to_owned(),
            _ => self.short_date(day, today),
        }
    }

    /// A decimal number as it is kept (`-1234.5`), with the signs of the language; what is none stays as it is.
    pub fn decimal(&self, kept: &str) -> String {
        let (sign, digits) = match kept.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", kept),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let Some(whole) = whole
            .parse::<i64>()
            .ok()
            .filter(|_| is_plain(whole) && is_plain(fraction))
        else {
            return kept.to_owned();
        };
        let (whole, fraction) = (self.number(whole), fraction.trim_end_matches('0'));
        let mark = match self.lang {
            Lang::En => '.',
            Lang::De => ',',
        };
        if fraction.is_empty() {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}{mark}{fraction}")
        }
    }

    /// A kept value of a type (`DATE`, `NUMBER`, `BOOLEAN`) as people read it; any other stays as it is.
    pub fn typed_value(&self, kind: &str, kept: &str) -> String {
        match (kind, kept) {
            ("DATE", day) => day
                .parse()
                .map_or_else(|_| day.to_owned(), |day| self.full_date(day)),
            ("NUMBER", number) => self.decimal(number),
            ("BOOLEAN", "true") => self.t("yes").into_owned(),
            ("BOOLEAN", "false") => self.t("no").into_owned(),
            _ => kept.to_owned(),
        }
    }

    /// A day in full: `Tue 24 Nov 2026`.
    pub fn full_date(&self, day: Date) -> String {
        format!(
            "{} {:02}{} {} {}",
            self.weekday(day.0),
            day.0.day(),
            self.day_dot(),
            self.month(day.0),
            day.0.year()
        )
    }

    /// A day and time in full: `Tue 24 Nov 2026 14:30`.
    pub fn full_time(&self, at: Timestamp, zone: &TimeZone) -> String {
        format!(
            "{} {}",
            self.full_date(at.date_in(zone)),
            self.clock_time(at, zone)
        )
    }

    /// A length in minutes and seconds, `0:42`, or from an hour on `1:02:03`.
    pub fn duration(&self, seconds: i64) -> String {
        let seconds = seconds.max(0);
        let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        if hours > 0 {
            format!("{hours}:{minutes:02}:{rest:02}")
        } else {
            format!("{minutes}:{rest:02}")
        }
    }

    /// The short name of the weekday.
    pub fn weekday(&self, day: civil::Date) -> &'static str {
        self.lang.weekday_short(day.weekday())
    }

    /// The short name of the month.
    pub fn month(&self, day: civil::Date) -> &'static str {
        self.lang.month_short(day.month())
    }
}

/// A whole number with the separators of a language.
pub(super) fn grouped(value: i64, lang: Lang) -> String {
    let separator = match lang {
        Lang::En => ',',
        Lang::De => '.',
    };
    let digits = value.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if value < 0 {
        out.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_dates_and_lengths_follow_the_language() {
        let (en, de) = (Locale::new(Lang::En), Locale::new(Lang::De));
        for (value, english, german) in [
            (0, "0", "0"),
            (1284, "1,284", "1.284"),
            (-50_000, "-50,000", "-50.000"),
        ] {
            assert_eq!(
                (en.number(value).as_str(), de.number(value).as_str()),
                (english, german)
            );
        }
        assert_eq!(en.position(1, 12_000, true), "1/12,000+");
        let args = [("n", 1_500usize.into()), ("of", 10_000usize.into())];
        assert_eq!(en.t_args("count-of", &args), "1,500 of 10,000");
        assert_eq!(de.t_args("count-of", &args), "1.500 von 10.000");
        let zone = TimeZone::get("Europe/Berlin").expect("bundled zone");
        let now: Timestamp = "2026-11-24T13:32:00Z".parse().expect("instant");
        assert_eq!(en.full_time(now, &zone), "Tue 24 Nov 2026 14:32");
        assert_eq!(de.full_time(now, &zone), "Di 24. Nov 2026 14:32");
        for (ago_hours, expect) in [
            (0, "14:32"),
            (24, "Mon"),
            (24 * 12, "12 Nov"),
            (24 * 400, "20 Oct 25"),
        ] {
            assert_eq!(en.age(now.plus_minutes(-60 * ago_hours), now, &zone), expect);
        }
        assert_eq!(de.age(now.plus_minutes(-60 * 24 * 12), now, &zone), "12. Nov");
        assert_eq!(
            (en.duration(42), en.duration(3_723), en.duration(-5)),
            ("0:42".into(), "1:02:03".into(), "0:00".into())
        );
    }
}

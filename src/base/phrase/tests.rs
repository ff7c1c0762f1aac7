use super::*;
use crate::base::worktime::WorkingTime;
use jiff::{civil::DateTime, tz::TimeZone};
use proptest::prelude::*;

/// Friday 20 November 2026, 9:12 in Berlin.
const NOW: &str = "2026-11-20T09:12:20";

struct Place {
    zone: TimeZone,
    rules: WorkingTime,
}

impl Place {
    fn berlin() -> Self {
        Self {
            zone: TimeZone::get("Europe/Berlin").expect("bundled zone"),
            rules: WorkingTime::default(),
        }
    }
    fn ask(&self, tense: Tense) -> Ask<'_> {
        let now: DateTime = NOW.parse().expect("time");
        Ask {
            now: Timestamp::of_civil(now, &self.zone),
            desk: Desk::new(&self.rules, &self.zone, Some("DE")),
            lang: Lang::En,
            order: DayOrder::DayFirst,
            tense,
        }
    }
}

fn check(tense: Tense, rows: &[(&str, &str)]) {
    let place = Place::berlin();
    let ask = place.ask(tense);
    for (text, expected) in rows {
        let parsed = parse(text, &ask).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert_eq!(
            &echo(parsed.due, &place.zone, None, Lang::En),
            expected,
            "{text:?}"
        );
    }
}

#[test]
fn days_ahead_are_understood() {
    check(
        Tense::Ahead,
        &[
            ("tomorrow 10", "Mon 23 Nov 2026 10:00"),
            ("Tomorrow", "Mon 23 Nov 2026 10:00"),
            ("tmrw 10:00", "Mon 23 Nov 2026 10:00"),
            ("day after tomorrow 9", "Tue 24 Nov 2026 09:00"),
            ("today 16", "Fri 20 Nov 2026 16:00"),
            ("today", "Fri 20 Nov 2026 10:00"),
            ("today at noon", "Fri 20 Nov 2026 12:00"),
            ("tomorrow afternoon", "Mon 23 Nov 2026 14:00"),
            ("tomorrow morning 9", "Mon 23 Nov 2026 09:00"),
            ("tomorrow at 3 in the afternoon", "Mon 23 Nov 2026 15:00"),
            ("this afternoon", "Fri 20 Nov 2026 14:00"),
            ("tu 14:30", "Tue 24 Nov 2026 14:30"),
            ("tue", "Tue 24 Nov 2026 10:00"),
            ("tuesday 9", "Tue 24 Nov 2026 09:00"),
            ("9 tuesday", "Tue 24 Nov 2026 09:00"),
            ("on tuesday at 9:15", "Tue 24 Nov 2026 09:15"),
            ("tu 1430", "Tue 24 Nov 2026 14:30"),
            ("Tu. 930", "Tue 24 Nov 2026 09:30"),
            ("sat 11", "Sat 21 Nov 2026 11:00"),
            ("fri", "Fri 27 Nov 2026 10:00"),
            ("fri 16", "Fri 20 Nov 2026 16:00"),
            ("fri 8", "Fri 27 Nov 2026 08:00"),
            ("next monday", "Mon 23 Nov 2026 10:00"),
            ("next friday 16", "Fri 27 Nov 2026 16:00"),
            ("this friday 16", "Fri 20 Nov 2026 16:00"),
            ("next week", "Mon 23 Nov 2026 10:00"),
            ("next week thursday 14", "Thu 26 Nov 2026 14:00"),
            ("thursday next week", "Thu 26 Nov 2026 10:00"),
            ("next month", "Tue 1 Dec 2026 10:00"),
            ("week after next tue", "Tue 1 Dec 2026 10:00"),
            ("tonight", "Fri 20 Nov 2026 17:00"),
            ("w49", "Mon 30 Nov 2026 10:00"),
            ("at 15", "Fri 20 Nov 2026 15:00"),
            ("week 49", "Mon 30 Nov 2026 10:00"),
            ("cw 2 wed 9", "Wed 13 Jan 2027 09:00"),
        ],
    );
}

#[test]
fn stretches_count_working_days_and_calendar_weeks() {
    check(
        Tense::Ahead,
        &[
            ("+3d", "Wed 25 Nov 2026 10:00"),
            ("+3", "Wed 25 Nov 2026 10:00"),
            ("+2d 10", "Tue 24 Nov 2026 10:00"),
            ("+2d 14:30", "Tue 24 Nov 2026 14:30"),
            ("in 3 days", "Wed 25 Nov 2026 10:00"),
            ("3 days", "Wed 25 Nov 2026 10:00"),
            ("in 2 weeks", "Fri 4 Dec 2026 10:00"),
            ("+2w", "Fri 4 Dec 2026 10:00"),
            ("+5w", "Mon 28 Dec 2026 10:00"),
            ("in a week 9", "Fri 27 Nov 2026 09:00"),
            ("tuesday in 2 weeks 14:30", "Tue 1 Dec 2026 14:30"),
            ("in 3 months", "Mon 22 Feb 2027 10:00"),
            ("+1mo", "Mon 21 Dec 2026 10:00"),
            ("in one year", "Mon 22 Nov 2027 10:00"),
            ("+1h", "Fri 20 Nov 2026 10:13"),
            ("in 1 hour", "Fri 20 Nov 2026 10:13"),
            ("in half an hour", "Fri 20 Nov 2026 09:43"),
            ("+30m", "Fri 20 Nov 2026 09:43"),
            ("90 min", "Fri 20 Nov 2026 10:43"),
            ("+1h 30m", "Fri 20 Nov 2026 10:43"),
            ("in 2 hours", "Fri 20 Nov 2026 11:13"),
            ("1h", "Fri 20 Nov 2026 10:13"),
            ("+1h30", "Fri 20 Nov 2026 10:43"),
            ("+ 3d", "Wed 25 Nov 2026 10:00"),
            ("in week 49", "Mon 30 Nov 2026 10:00"),
        ],
    );
}

#[test]
fn german_phrases_are_understood() {
    check(
        Tense::Ahead,
        &[
            ("morgen 10", "Mon 23 Nov 2026 10:00"),
            ("morgen früh", "Mon 23 Nov 2026 10:00"),
            ("morgen um 9 Uhr", "Mon 23 Nov 2026 09:00"),
            ("Morgen Nachmittag", "Mon 23 Nov 2026 14:00"),
            ("übermorgen", "Tue 24 Nov 2026 10:00"),
            ("übernächste Woche", "Mon 30 Nov 2026 10:00"),
            ("übernächsten Montag", "Mon 30 Nov 2026 10:00"),
            ("um 15", "Fri 20 Nov 2026 15:00"),
            ("uebermorgen 9", "Tue 24 Nov 2026 09:00"),
            ("heute 16", "Fri 20 Nov 2026 16:00"),
            ("heute Morgen 9:30", "Fri 20 Nov 2026 09:30"),
            ("heute Nachmittag", "Fri 20 Nov 2026 14:00"),
            ("heute halb 3", "Fri 20 Nov 2026 14:30"),
            ("nächsten Montag", "Mon 23 Nov 2026 10:00"),
            ("naechsten montag", "Mon 23 Nov 2026 10:00"),
            ("kommenden Dienstag um 14 Uhr 30", "Tue 24 Nov 2026 14:30"),
            ("mo 9", "Mon 23 Nov 2026 09:00"),
            ("Mo morgen 9 Uhr", "Mon 23 Nov 2026 09:00"),
            ("di 14:30", "Tue 24 Nov 2026 14:30"),
            ("Di. 14.30 Uhr", "Tue 24 Nov 2026 14:30"),
            ("in 2 Wochen", "Fri 4 Dec 2026 10:00"),
            ("in einer Woche", "Fri 27 Nov 2026 10:00"),
            ("in zwei Tagen", "Tue 24 Nov 2026 10:00"),
            ("in einer halben Stunde", "Fri 20 Nov 2026 09:43"),
            ("in einer Stunde", "Fri 20 Nov 2026 10:13"),
            ("nächste Woche Mi 9", "Wed 25 Nov 2026 09:00"),
            ("in der nächsten Woche", "Mon 23 Nov 2026 10:00"),
            ("KW 49", "Mon 30 Nov 2026 10:00"),
            ("am 24.", "Tue 24 Nov 2026 10:00"),
            ("am 3.", "Thu 3 Dec 2026 10:00"),
            ("24. November", "Tue 24 Nov 2026 10:00"),
            ("Di 24. Nov 2026 14:30", "Tue 24 Nov 2026 14:30"),
            ("1. März um 9", "Mon 1 Mar 2027 09:00"),
            ("1. Maerz", "Mon 1 Mar 2027 10:00"),
            ("14 Uhr", "Fri 20 Nov 2026 14:00"),
            ("mittag", "Fri 20 Nov 2026 12:00"),
        ],
    );
}

#[test]
fn swedish_and_russian_words_are_understood() {
    check(
        Tense::Ahead,
        &[
            ("imorgon 10", "Mon 23 Nov 2026 10:00"),
            ("i morgon kl 10", "Mon 23 Nov 2026 10:00"),
            ("i övermorgon", "Tue 24 Nov 2026 10:00"),
            ("på tisdag kl. 14.30", "Tue 24 Nov 2026 14:30"),
            ("nästa måndag", "Mon 23 Nov 2026 10:00"),
            ("om 2 veckor", "Fri 4 Dec 2026 10:00"),
            ("v 49", "Mon 30 Nov 2026 10:00"),
            ("завтра 10", "Mon 23 Nov 2026 10:00"),
            ("послезавтра в 9", "Tue 24 Nov 2026 09:00"),
            ("во вторник 14:30", "Tue 24 Nov 2026 14:30"),
            ("через 2 недели", "Fri 4 Dec 2026 10:00"),
            ("через неделю", "Fri 27 Nov 2026 10:00"),
            ("ikväll", "Fri 20 Nov 2026 17:00"),
            ("через 2 часа", "Fri 20 Nov 2026 11:13"),
            ("24 ноября в 10 часов", "Tue 24 Nov 2026 10:00"),
        ],
    );
}

#[test]
fn dates_in_digits_are_understood() {
    check(
        Tense::Ahead,
        &[
            ("24.11. 9", "Tue 24 Nov 2026 09:00"),
            ("24.11", "Tue 24 Nov 2026 10:00"),
            ("24. 11. 9", "Tue 24 Nov 2026 09:00"),
            ("24.11.2026 14:30", "Tue 24 Nov 2026 14:30"),
            ("24.11.26", "Tue 24 Nov 2026 10:00"),
            ("24.11. 14.30", "Tue 24 Nov 2026 14:30"),
            ("24.11. 2026", "Tue 24 Nov 2026 10:00"),
            ("24.11., 14 Uhr", "Tue 24 Nov 2026 14:00"),
            ("24/11", "Tue 24 Nov 2026 10:00"),
            ("11/24", "Tue 24 Nov 2026 10:00"),
            ("24/11/2026 9", "Tue 24 Nov 2026 09:00"),
            ("24-11-2026", "Tue 24 Nov 2026 10:00"),
            ("2026-11-24", "Tue 24 Nov 2026 10:00"),
            ("2026/11/24", "Tue 24 Nov 2026 10:00"),
            ("2026-11-24 14:30", "Tue 24 Nov 2026 14:30"),
            ("2026-11-24T14:30", "Tue 24 Nov 2026 14:30"),
            ("2026-11-24T14:30:59", "Tue 24 Nov 2026 14:30"),
            ("2026-11-24T14:30:00Z", "Tue 24 Nov 2026 15:30"),
            ("2026-11-24T14:30:00-05:00", "Tue 24 Nov 2026 20:30"),
            ("24 Nov 10", "Tue 24 Nov 2026 10:00"),
            ("24th of November", "Tue 24 Nov 2026 10:00"),
            ("Nov 24, 2026 2:30 pm", "Tue 24 Nov 2026 14:30"),
            ("Nov. 24th 9am", "Tue 24 Nov 2026 09:00"),
            ("12 Nov 27", "Fri 12 Nov 2027 10:00"),
            ("the 24th 9:30", "Tue 24 Nov 2026 09:30"),
            ("3.2.", "Wed 3 Feb 2027 10:00"),
            ("29.2.2028", "Tue 29 Feb 2028 10:00"),
            ("29.2.", "Tue 29 Feb 2028 10:00"),
            ("24-Nov-2026", "Tue 24 Nov 2026 10:00"),
        ],
    );
}

#[test]
fn a_time_alone_is_today_or_the_next_working_day() {
    check(
        Tense::Ahead,
        &[
            ("10:30", "Fri 20 Nov 2026 10:30"),
            ("9:12", "Fri 20 Nov 2026 09:12"),
            ("8:30", "Mon 23 Nov 2026 08:30"),
            ("2pm", "Fri 20 Nov 2026 14:00"),
            ("12 am", "Mon 23 Nov 2026 00:00"),
            ("14h", "Fri 20 Nov 2026 14:00"),
            ("14h30", "Fri 20 Nov 2026 14:30"),
            ("14.30", "Fri 20 Nov 2026 14:30"),
            ("noon", "Fri 20 Nov 2026 12:00"),
        ],
    );
}

#[test]
fn what_happened_looks_back_literally() {
    check(
        Tense::Past,
        &[
            ("yesterday 15", "Thu 19 Nov 2026 15:00"),
            ("gestern um 15 Uhr", "Thu 19 Nov 2026 15:00"),
            ("vorgestern", "Wed 18 Nov 2026 10:00"),
            ("-2d", "Wed 18 Nov 2026 10:00"),
            ("-5d 9", "Sun 15 Nov 2026 09:00"),
            ("2 days ago", "Wed 18 Nov 2026 10:00"),
            ("vor 2 Tagen", "Wed 18 Nov 2026 10:00"),
            ("vor einer Stunde", "Fri 20 Nov 2026 08:12"),
            ("-30m", "Fri 20 Nov 2026 08:42"),
            ("today 8:31", "Fri 20 Nov 2026 08:31"),
            ("today", "Fri 20 Nov 2026 09:12"),
            ("now", "Fri 20 Nov 2026 09:12"),
            ("8:31", "Fri 20 Nov 2026 08:31"),
            ("14:31", "Thu 19 Nov 2026 14:31"),
            ("tu 9", "Tue 17 Nov 2026 09:00"),
            ("fri 8", "Fri 20 Nov 2026 08:00"),
            ("last friday", "Fri 13 Nov 2026 10:00"),
            ("letzte Woche", "Mon 9 Nov 2026 10:00"),
            ("24.11.", "Mon 24 Nov 2025 10:00"),
            ("10.11. 9", "Tue 10 Nov 2026 09:00"),
            ("25.", "Sun 25 Oct 2026 10:00"),
            ("i går 15", "Thu 19 Nov 2026 15:00"),
            ("вчера в 15", "Thu 19 Nov 2026 15:00"),
            ("tomorrow 10", "Mon 23 Nov 2026 10:00"),
        ],
    );
}

#[test]
fn refusals_say_what_was_understood_and_what_is_accepted() {
    let place = Place::berlin();
    for (text, code, part) in [
        ("", "date_empty", "tomorrow 10"),
        ("  ", "date_empty", "tu 14:30"),
        (
            "soon",
            "date_unknown",
            "\"soon\" is not understood; type tomorrow 10",
        ),
        ("call mum", "date_unknown", "\"call\""),
        ("yesterday 15", "date_past", "Thu 19 Nov 2026 15:00 is past"),
        ("today 8", "date_past", "Fri 20 Nov 2026 08:00 is past"),
        ("19.11.", "date_past", "Thu 19 Nov 2026 10:00 is past"),
        ("2020-01-01", "date_past", "Wed 1 Jan 2020 10:00 is past"),
        ("2020-01-01T00:00:00Z", "date_past", "is past"),
        ("10", "date_lone_number", "10:00, +10d or 10."),
        ("40", "date_lone_number", "type +40d"),
        ("Übernächst", "date_unknown", "\"Übernächst\" is"),
        ("tomorrow tuesday", "date_other_weekday", "Monday 23 Nov 2026"),
        (
            "Mon 24 Nov 2026",
            "date_other_weekday",
            "that day is a Tuesday 24 Nov 2026",
        ),
        ("24.11. 25.11.", "date_twice", "25.11."),
        ("10:00 11:00", "date_twice", "11:00"),
        ("+1h tomorrow", "date_twice", "+1htomorrow"),
        ("31.11.", "date_no_such_day", "31.11."),
        ("29.2.2027", "date_no_such_day", "2027-02-29"),
        ("2026-13-01", "date_no_such_day", "2026-13-01"),
        ("week 60", "date_no_such_day", "week60"),
        ("tu 25", "date_no_such_time", "25 is no time of day"),
        ("tu 24:00", "date_no_such_time", "24:00"),
        ("tu 9:75", "date_no_such_time", "9:75"),
        ("13pm", "date_no_such_time", "13pm"),
        ("november", "date_no_day", "the day is missing"),
        ("at", "date_no_day", "the day is missing"),
        ("+99999d", "date_too_far", "ten years"),
        ("+999999999999w", "date_too_far", "ten years"),
        ("24.11.2099", "date_too_far", "ten years"),
        ("9999-12-01T23:59:59Z", "date_too_far", "ten years"),
    ] {
        let error = parse(text, &place.ask(Tense::Ahead)).expect_err(text);
        assert_eq!(error.code(), code, "{text:?}: {error}");
        assert!(error.to_string().contains(part), "{text:?}: {error}");
    }
    let german = Ask {
        lang: Lang::De,
        ..place.ask(Tense::Ahead)
    };
    let error = parse("bald", &german).expect_err("refused").to_string();
    assert!(
        error.starts_with("„bald“ ist nicht zu verstehen") && error.contains("morgen 10"),
        "{error}"
    );
}

#[test]
fn a_day_off_is_warned_of_and_an_open_order_is_said() {
    let place = Place::berlin();
    let warned = |text: &str, order, lang| {
        let ask = Ask {
            lang,
            order,
            ..place.ask(Tense::Ahead)
        };
        let parsed = parse(text, &ask).expect("a date");
        let texts: Vec<_> = parsed.warnings.iter().map(|warning| warning.text(lang)).collect();
        (echo(parsed.due, &place.zone, None, lang), texts.join(", "))
    };
    for (text, order, lang, moment, warning) in [
        (
            "sat 11",
            DayOrder::DayFirst,
            Lang::En,
            "Sat 21 Nov 2026 11:00",
            "Saturday is a day off",
        ),
        (
            "25.12. 9",
            DayOrder::DayFirst,
            Lang::De,
            "Fr 25. Dez 2026 09:00",
            "Erster Weihnachtstag ist frei",
        ),
        (
            "12/11/2027",
            DayOrder::DayFirst,
            Lang::En,
            "Fri 12 Nov 2027 10:00",
            "read as day/month",
        ),
        (
            "12/11",
            DayOrder::MonthFirst,
            Lang::En,
            "Fri 11 Dec 2026 10:00",
            "read as month/day",
        ),
        (
            "12/12",
            DayOrder::MonthFirst,
            Lang::En,
            "Sat 12 Dec 2026 10:00",
            "Saturday is a day off",
        ),
        ("24/11", DayOrder::DayFirst, Lang::En, "Tue 24 Nov 2026 10:00", ""),
    ] {
        assert_eq!(
            warned(text, order, lang),
            (moment.to_owned(), warning.to_owned()),
            "{text:?}"
        );
    }
    // A number above 12 cannot be a month: the order is the other one only where it must be.
    let american = Ask {
        order: DayOrder::MonthFirst,
        ..place.ask(Tense::Ahead)
    };
    assert_eq!(
        parse("24/11", &american).map(|parsed| parsed.warnings),
        Ok(Vec::new())
    );
}

#[test]
fn only_a_date_where_only_a_date_is_wanted() {
    let place = Place::berlin();
    let ask = place.ask(Tense::Ahead);
    for (text, day) in [
        ("+90d", "2027-04-01"),
        ("in 3 months", "2027-02-22"),
        ("1.3.", "2027-03-01"),
        ("2027-03-01", "2027-03-01"),
        ("today", "2026-11-20"),
        ("monday", "2026-11-23"),
        ("2027-02-28T23:30:00Z", "2027-03-01"),
    ] {
        let (parsed, _) = parse_date_only(text, &ask).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert_eq!(parsed.to_string(), day, "{text:?}");
    }
    for (text, code) in [
        ("monday 9", "date_no_time_here"),
        ("+1h", "date_no_time_here"),
        ("19.11.", "date_past"),
    ] {
        let error = parse_date_only(text, &ask).expect_err(text);
        assert_eq!((error.code(), error.wanted), (code, Wanted::Day), "{text:?}");
    }
    let (_, warnings) = parse_date_only("sunday", &ask).expect("date");
    assert_eq!(warnings.len(), 1);
}

#[test]
fn dates_are_shown_by_their_distance() {
    let place = Place::berlin();
    let (now, zone) = (place.ask(Tense::Ahead).now, &place.zone);
    let at = |text: &str| Due::At(Timestamp::of_civil(text.parse().expect("time"), zone));
    let on = |text: &str| Due::On(text.parse().expect("date"));
    for (due, short_form, full, narrow) in [
        (at("2026-11-20T15:35"), "15:35", "15:35", "15:35"),
        (at("2026-11-20T16:00"), "16:00", "16:00", "16:00"),
        (at("2026-11-21T10:00"), "Sat", "tmrw 10:00", "Sat 10:00"),
        (at("2026-11-25T10:00"), "Wed", "Wed 10:00", "Wed 10:00"),
        (at("2026-11-25T08:30"), "Wed", "Wed 08:30", "Wed 8:30"),
        (at("2026-11-25T00:00"), "Wed", "Wed 00:00", "Wed 0:00"),
        (at("2026-11-16T10:00"), "Mon", "16 Nov 10:00", "16 Nov 10:00"),
        (at("2026-11-12T10:00"), "12 Nov", "12 Nov 10:00", "12 Nov 10:00"),
        (
            at("2025-11-12T10:00"),
            "12 Nov 25",
            "12 Nov 25 10:00",
            "12 Nov 25 10:00",
        ),
        (on("2026-11-20"), "today", "today", "today"),
        (on("2026-11-21"), "Sat", "tmrw", "Sat"),
        (on("2027-03-01"), "1 Mar 27", "1 Mar 27", "1 Mar 27"),
    ] {
        assert_eq!(short(due, now, zone, Lang::En), short_form, "{due:?}");
        assert_eq!(relative(due, now, zone, Lang::En, Width::Full), full, "{due:?}");
        assert_eq!(
            relative(due, now, zone, Lang::En, Width::Weekday),
            narrow,
            "{due:?}"
        );
    }
    assert_eq!(
        relative(at("2026-11-21T10:00"), now, zone, Lang::De, Width::Full),
        "morgen 10:00"
    );
    assert_eq!(short(at("2026-11-12T10:00"), now, zone, Lang::De), "12. Nov");
}

#[test]
fn the_echo_adds_the_time_there_where_clocks_differ() {
    let place = Place::berlin();
    let due = Due::At(Timestamp::of_civil(
        "2026-11-24T14:30".parse().expect("time"),
        &place.zone,
    ));
    let there = |name: &str, lang| echo(due, &place.zone, Some(&TimeZone::get(name).expect("zone")), lang);
    assert_eq!(
        there("Europe/London", Lang::En),
        "Tue 24 Nov 2026 14:30 (13:30 there)"
    );
    assert_eq!(
        there("Europe/London", Lang::De),
        "Di 24. Nov 2026 14:30 (dort 13:30)"
    );
    assert_eq!(
        there("Europe/Vienna", Lang::En),
        "Tue 24 Nov 2026 14:30",
        "another name, the same clocks"
    );
    assert_eq!(
        there("Pacific/Auckland", Lang::En),
        "Tue 24 Nov 2026 14:30 (Wed 02:30 there)"
    );
    assert_eq!(
        echo(
            Due::On("2026-11-24".parse().expect("date")),
            &place.zone,
            None,
            Lang::De
        ),
        "Di 24. Nov 2026"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    /// Anything at all, and things made of the pieces that dates are made of.
    #[test]
    fn no_text_and_no_clock_panics(
        text in prop_oneof![
            ".{0,40}",
            "([0-9]{1,10}|[-+./:, ]|mo|week|kw|in|next|last|halb|vor|uhr|am|pm|h|d|w|morgen|nov|th|ago|a|t|this){0,9}",
            "(([0-9]{1,4}|[-+./:,]|mo|week|kw|in|next|last|halb|vor|uhr|am|pm|h|morgen|nov|th|ago|an|this) ?){0,9}",
        ],
        now in prop_oneof![any::<i64>(), 0_i64..4_102_444_800_000],
        past in any::<bool>(),
    ) {
        let place = Place::berlin();
        let tense = if past { Tense::Past } else { Tense::Ahead };
        let ask = Ask { now: Timestamp(now), ..place.ask(tense) };
        match parse(&text, &ask) {
            Ok(parsed) => {
                let _ = echo(parsed.due, &place.zone, None, Lang::De);
                let _ = relative(parsed.due, ask.now, &place.zone, Lang::En, Width::Weekday);
                if tense == Tense::Ahead {
                    prop_assert!(parsed.due.key(&place.zone).plus_ms(59_999) >= ask.now);
                }
            }
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
        let _ = parse_date_only(&text, &ask);
    }

    #[test]
    fn the_echo_of_a_date_reads_back(minutes in 0_i64..60 * 24 * 3_280, german in any::<bool>()) {
        let place = Place { zone: TimeZone::UTC, rules: WorkingTime::default() };
        let ask = place.ask(Tense::Ahead);
        let minute = ask.now.0 - ask.now.0.rem_euclid(60_000);
        let due = Due::At(Timestamp(minute).plus_minutes(minutes));
        let lang = if german { Lang::De } else { Lang::En };
        let text = echo(due, &place.zone, None, lang);
        prop_assert_eq!(parse(&text, &ask).map(|parsed| parsed.due), Ok(due), "{}", text);
    }
}

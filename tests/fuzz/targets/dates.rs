//! Dates as people type them: any text is understood or refused in words, never a panic.
#![no_main]

use callsheet::base::lang::{DayOrder, Lang};
use callsheet::base::phrase::{self, Ask, Tense};
use callsheet::base::worktime::{Desk, WorkingTime};
use callsheet::base::Timestamp;
use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static ZONE: LazyLock<TimeZone> = LazyLock::new(|| TimeZone::get("Europe/Berlin").expect("bundled zone"));
static RULES: LazyLock<WorkingTime> = LazyLock::new(WorkingTime::default);

fuzz_target!(|data: &[u8]| {
    let Some((how, text)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let ask = Ask {
        // Friday 20 November 2026, 9:12 in Berlin.
        now: Timestamp(1_795_162_320_000),
        desk: Desk::new(&RULES, &ZONE, Some("DE")),
        lang: if how & 1 == 0 { Lang::En } else { Lang::De },
        order: if how & 2 == 0 { DayOrder::DayFirst } else { DayOrder::MonthFirst },
        tense: if how & 4 == 0 { Tense::Ahead } else { Tense::Past },
    };
    match phrase::parse(text, &ask) {
        Ok(parsed) => {
            let echo = phrase::echo(parsed.due, &ZONE, None, ask.lang);
            assert!(!echo.is_empty());
            if ask.tense == Tense::Ahead {
                assert!(parsed.due.key(&ZONE).0 >= ask.now.0 - 86_400_000, "{text:?} is in the past");
            }
            for warning in parsed.warnings {
                assert!(!warning.text(ask.lang).is_empty());
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    let _ = phrase::parse_date_only(text, &ask);
    let _ = phrase::parse_duration(text);
});

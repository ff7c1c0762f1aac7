//! Date fields of forms: reading, echo, arrows and presets, the same in each.

use super::prompt::shift;
use crate::base::lang::{DayOrder, Lang};
use crate::base::phrase::{self, Ask, Tense};
use crate::base::{Due, Timestamp};
use crate::domain::Rules;
use crate::domain::outcome::Place as CompanyPlace;
use crate::tui::cx::{Clock, Cx};
use crate::tui::widget::form::{FormField, MoveDate, ReadDate};
use jiff::tz::TimeZone;
use std::sync::Arc;

/// Reads dates the way the user means them.
#[derive(Clone)]
pub(super) struct Dates {
    rules: Arc<Rules>,
    home: CompanyPlace,
    clock: Clock,
    lang: Lang,
    tense: Tense,
    /// The company's zone, for the echo where it differs.
    there: Option<TimeZone>,
}

impl Dates {
    pub(super) fn new(cx: &Cx, rules: &Arc<Rules>, tense: Tense) -> Self {
        Self {
            home: CompanyPlace {
                zone: cx.zone.clone(),
                country: Some(rules.settings.country.clone()),
            },
            rules: rules.clone(),
            clock: cx.clock.clone(),
            lang: cx.locale.lang(),
            tense,
            there: None,
        }
    }

    /// A date, or what is accepted.
    pub(super) fn read(&self, text: &str) -> Result<Due, String> {
        let ask = Ask {
            now: self.clock.now(),
            desk: self.home.desk(&self.rules.settings),
            lang: self.lang,
            order: DayOrder::DayFirst,
            tense: self.tense,
        };
        phrase::parse(text, &ask)
            .map(|parsed| parsed.due)
            .map_err(|error| error.to_string())
    }

    /// An instant that has happened.
    pub(super) fn read_instant(&self, text: &str) -> Result<Timestamp, String> {
        let due = self.read(text)?;
        Ok(due.opens(&self.home.zone))
    }

    fn echo(&self, due: Due) -> String {
        phrase::echo(due, &self.home.zone, self.there.as_ref(), self.lang)
    }

    /// The text of a date that reads as itself again.
    pub(super) fn text(&self, due: Due) -> String {
        text_of(due, &self.home.zone)
    }

    /// The text of an instant of today, as one says it: `today 13:32`.
    pub(super) fn today(&self, cx: &Cx, at: Timestamp) -> String {
        format!(
            "{} {}",
            cx.t("day-today"),
            cx.locale.clock_time(at, &self.home.zone)
        )
    }

    fn readers(&self) -> (ReadDate, MoveDate) {
        let (reads, moves) = (self.clone(), self.clone());
        let read: ReadDate = Box::new(move |text| reads.read(text).map(|due| reads.echo(due)));
        let shift_by: MoveDate = Box::new(move |text, days| {
            let due = moves.read(text).ok()?;
            Some(moves.text(shift(due, days, &moves.home.zone)))
        });
        (read, shift_by)
    }

    /// A field for a date to come, with its presets.
    pub(super) fn field(&self, cx: &Cx, id: &'static str, label: &str, value: &str) -> FormField {
        let keys: &[&str] = match self.tense {
            Tense::Ahead => &[
                "phrase-today",
                "phrase-tomorrow",
                "phrase-2d",
                "phrase-monday",
                "phrase-2w",
            ],
            Tense::Past => &["phrase-now", "phrase-yesterday"],
        };
        let presets = keys.iter().map(|key| {
            let phrase = cx.t(key).into_owned();
            (cx.t(&format!("{key}-label")).into_owned(), phrase)
        });
        let presets = presets.collect();
        FormField::date(id, label, value, self.readers(), presets)
    }
}

fn text_of(due: Due, zone: &TimeZone) -> String {
    match due {
        Due::At(at) => at.in_zone(zone).strftime("%Y-%m-%d %H:%M").to_string(),
        Due::On(day) => day.to_string(),
    }
}

//! Words that several screens share: dues, numbers, stages, counters.

use crate::base::{Due, Timestamp, phone};
use crate::domain::{Code, Phone, Stage, Task};
use crate::tui::cx::Cx;

/// The label of a stage.
pub(super) fn stage(cx: &Cx, stage: Stage) -> String {
    cx.locale.code("STAGE", stage.code()).into_owned()
}

/// A due in few cells, and whether it is late: `today`, `14:30`, `26 Nov`, `! 20 Nov`.
pub(super) fn due(cx: &Cx, due: Due) -> (String, bool) {
    let (now, today) = (cx.now(), cx.today());
    let day = due.day(&cx.zone);
    let late = due.key(&cx.zone) < now;
    let text = match due {
        Due::At(at) if day == today => cx.locale.clock_time(at, &cx.zone),
        Due::On(_) if day == today => cx.t("day-today").into_owned(),
        _ => cx.locale.short_date(day, today),
    };
    (if late { format!("! {text}") } else { text }, late)
}

/// A due kept as one instant: the end of a day stands for the day.
pub(super) fn due_of_key(cx: &Cx, key: Timestamp) -> Due {
    let day = key.date_in(&cx.zone);
    if key == day.end_in(&cx.zone) {
        Due::On(day)
    } else {
        Due::At(key)
    }
}

/// A number as it is read out loud.
pub(super) fn number(number: &Phone) -> String {
    let known = phone::Number {
        raw: number.raw.clone(),
        e164: number.e164.clone(),
        ext: number.ext.clone(),
        ..phone::Number::default()
    };
    phone::display(&known, None)
}

/// A number that is kept as E.164 or as it was typed.
pub(super) fn number_text(text: &str) -> String {
    phone::display(&phone::parse(text, None), None)
}

/// What a task is about, with its due, and whether it is late.
pub(super) fn task(cx: &Cx, task: &Task) -> (String, String, bool) {
    let (when, late) = task.due().map_or_else(Default::default, |at| due(cx, at));
    (when, task.title.clone(), late)
}

/// Position and length: `2 of 312`; a `+` when more follow.
pub(super) fn count(cx: &Cx, (at, of): (usize, usize), more: bool) -> String {
    let text = cx.t_args("count-of", &[("n", at.into()), ("of", of.into())]);
    if more {
        format!("{text}+")
    } else {
        text.into_owned()
    }
}

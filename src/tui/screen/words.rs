//! Words that several screens share: dues, numbers, stages, counters.

use crate::base::{Due, Timestamp, phone, phrase};
use crate::domain::{Code, Missing, Phone, Stage, Task, TaskType};
use crate::locale::Locale;
use crate::tui::action::Action;
use crate::tui::cx::Cx;
use ratatui::layout::Rect;
use std::cell::RefCell;
use std::collections::HashMap;

/// A row of an area.
pub(super) fn row(area: Rect, n: u16) -> Rect {
    Rect {
        y: area.y + n,
        height: u16::from(n < area.height),
        ..area
    }
}

/// That a company is gone, and the way to the Trash.
pub(super) fn company_gone(cx: &Cx) -> String {
    let place = cx
        .t_key("company-gone-where", Action::PaletteOpen)
        .unwrap_or_default();
    let args = [("where", (&place).into())];
    cx.t_args("company-gone", &args).into_owned()
}

/// How one takes a change back; none without a key.
pub(super) fn undo(cx: &Cx) -> Option<String> {
    cx.t_key("toast-undo", Action::Undo)
}

/// The keys that get what Qualify needs, behind its words; empty where they would concern another company.
#[derive(Clone, Debug, Default)]
pub(super) struct NeedKeys {
    activity: String,
    next_step: String,
}

impl NeedKeys {
    /// Those that work now.
    pub(super) fn of(cx: &Cx) -> Self {
        Self {
            activity: cx.key_behind(Action::Outcome),
            next_step: cx.key_behind(Action::TaskNew),
        }
    }
    /// One need in words; none when it has no words of its own.
    pub(super) fn words(&self, locale: &Locale, code: &str) -> Option<String> {
        let text = format!("need-{code}");
        locale.find(&text)?;
        let key = match code {
            "activity" => self.activity.as_str(),
            "next_step" => self.next_step.as_str(),
            _ => "",
        };
        Some(locale.t_args(&text, &[("key", key.into())]).into_owned())
    }
}

/// What Qualify still needs, or that it is ready; with the keys for it when they concern this company.
pub(super) fn needs_line(cx: &Cx, needs: &[Missing], with_keys: bool) -> String {
    if needs.is_empty() {
        let key = if with_keys {
            cx.key_behind(Action::MoveQualify)
        } else {
            String::new()
        };
        return cx.with_key("qualify-ready", &key);
    }
    let keys = if with_keys {
        NeedKeys::of(cx)
    } else {
        NeedKeys::default()
    };
    let words = needs.iter().map(|missing| {
        let known = keys.words(&cx.locale, &missing.code);
        known.unwrap_or_else(|| missing.fix.clone())
    });
    let list = words.collect::<Vec<_>>().join(", ");
    cx.t_args("qualify-needs", &[("list", (&list).into())])
        .into_owned()
}

/// The label of a code.
pub(super) fn code<C: Code>(cx: &Cx, kind: &str, code: &C) -> String {
    cx.locale.code(kind, code.code()).into_owned()
}

/// The title of a task: what was typed; of a title the program gave, its words in the language of the screen.
pub(super) fn task_title(cx: &Cx, kind: TaskType, title: &str) -> String {
    let given = kind.code().replace('_', " ");
    if title.is_empty() || title.eq_ignore_ascii_case(&given) {
        return code(cx, "TASK", &kind);
    }
    known_title(cx, title).unwrap_or_else(|| title.to_owned())
}

/// A title of the shipped workflows in the language of the screen.
fn known_title(cx: &Cx, title: &str) -> Option<String> {
    let letters = title
        .chars()
        .filter(|ch| ch.is_ascii_alphanumeric() || *ch == ' ');
    let slug: String = letters
        .map(|ch| if ch == ' ' { '-' } else { ch.to_ascii_lowercase() })
        .collect();
    let found = cx.locale.find(&format!("task-title-{slug}"))?;
    Some(found.into_owned())
}

/// The title of a task that is known by its title alone.
pub(super) fn title_alone(cx: &Cx, title: &str) -> String {
    let kind = TaskType::ALL
        .iter()
        .find(|kind| kind.code().replace('_', " ").eq_ignore_ascii_case(title));
    kind.map_or_else(
        || known_title(cx, title).unwrap_or_else(|| title.to_owned()),
        |kind| code(cx, "TASK", kind),
    )
}

/// The label of a stage.
pub(super) fn stage(cx: &Cx, stage: Stage) -> String {
    code(cx, "STAGE", &stage)
}

/// A due in few cells, and whether it is late: `today`, `14:30`, `26 Nov`, `! 20 Nov`.
pub(super) fn due(cx: &Cx, due: Due) -> (String, bool) {
    let (now, today) = (cx.now(), cx.today());
    let day = due.day(&cx.zone);
    let late = due.key(&cx.zone) < now;
    let text = match due {
        Due::At(at) if day == today => cx.locale.clock_time(at, &cx.zone),
        Due::On(_) if day == today => cx.t("day-today").into_owned(),
        // Another year does not fit into a column together with its day.
        _ if day.0.year() != today.0.year() => cx.locale.month_of_year(day),
        _ => cx.locale.short_date(day, today),
    };
    (if late { format!("! {text}") } else { text }, late)
}

/// Cells of a column of days: `12 Nov`, in German `12. Nov`; another year `Nov ’27`.
pub(super) const DAY_CELLS: usize = 7;

/// When something happened, in a column of days: another year by its month.
pub(super) fn ago(cx: &Cx, at: Timestamp) -> String {
    let day = at.date_in(&cx.zone);
    let near = (cx.today().day_number() - day.day_number()).abs() <= 6;
    if near || day.0.year() == cx.today().0.year() {
        cx.locale.age(at, cx.now(), &cx.zone)
    } else {
        cx.locale.month_of_year(day)
    }
}

/// A due in a column of days.
pub(super) fn due_cells(cx: &Cx, due: Due) -> String {
    phrase::narrow(due, cx.now(), &cx.zone, cx.locale.lang())
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
    let key = [
        number.e164.as_deref(),
        number.ext.as_deref(),
        Some(number.raw.as_str()),
    ]
    .map(Option::unwrap_or_default);
    remembered(&key.join("\n"), || {
        let known = phone::Number {
            raw: number.raw.clone(),
            e164: number.e164.clone(),
            ext: number.ext.clone(),
            ..phone::Number::default()
        };
        phone::display(&known, None)
    })
}

/// A number that is kept as E.164 or as it was typed.
pub(super) fn number_text(text: &str) -> String {
    remembered(text, || phone::display(&phone::parse(text, None), None))
}

/// Grouping a number takes as long as drawing a pane, and a list shows the same ones frame after frame.
fn remembered(key: &str, shown: impl FnOnce() -> String) -> String {
    /// More than the longest list shows; then it begins anew.
    const MANY: usize = 1000;
    thread_local! {
        static SHOWN: RefCell<HashMap<String, String>> = RefCell::default();
    }
    SHOWN.with_borrow_mut(|known| {
        if let Some(text) = known.get(key) {
            return text.clone();
        }
        if known.len() >= MANY {
            known.clear();
        }
        let text = shown();
        known.insert(key.to_owned(), text.clone());
        text
    })
}

/// What a task is about, with its due, and whether it is late.
pub(super) fn task(cx: &Cx, task: &Task) -> (String, String, bool) {
    let (when, late) = task.due().map_or_else(Default::default, |at| due(cx, at));
    (when, task_title(cx, task.kind, &task.title), late)
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

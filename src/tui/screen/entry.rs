//! An entry of a timeline in words: date, type, what happened. Shared by Work and Company.

use super::words::{DAY_CELLS, ago, title_alone};
use crate::base::Lang;
use crate::base::text::{pad, width};
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::theme::Role;
use crate::tui::widget::paint::{self, span};
use crate::view::{Entry, EntryKind};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// First line: what; second line: more about it.
pub(super) fn words(entry: &Entry, cx: DrawCx<'_>) -> (String, String, String) {
    let code = |kind: &str, code: &str| cx.locale.code(kind, code).into_owned();
    let outcome = entry.outcome.as_deref().unwrap_or_default();
    let subject = entry.subject.clone().unwrap_or_default();
    let text = entry.text.clone().unwrap_or_default();
    match entry.kind {
        EntryKind::Stage => {
            let stage = |text: &str| {
                if text.is_empty() {
                    String::new()
                } else {
                    code("STAGE", text)
                }
            };
            let (from, to) = (stage(&subject), stage(outcome));
            let arrow = if from.is_empty() {
                to
            } else {
                format!("{from} → {to}")
            };
            (cx.t("type-stage").into_owned(), arrow, text)
        }
        EntryKind::Handover => {
            let state = entry.state.as_deref().unwrap_or(outcome);
            // The subject is the queue or the role it was offered to.
            let what = [code("HANDOVER", state), code("QUEUE", &subject)]
                .into_iter()
                .filter(|p| !p.is_empty());
            (
                cx.t("type-handover").into_owned(),
                what.collect::<Vec<_>>().join(" · "),
                text,
            )
        }
        EntryKind::TaskDone => (cx.t("type-done").into_owned(), title_alone(&cx, &subject), text),
        EntryKind::TaskReplaced => (
            cx.t("type-replaced").into_owned(),
            title_alone(&cx, &subject),
            text,
        ),
        EntryKind::Note => (kind_word(&cx, "NOTE"), first_line(&text), rest(&text)),
        EntryKind::Activity => activity(entry, &subject, &text, cx),
    }
}

fn activity(entry: &Entry, subject: &str, text: &str, cx: DrawCx<'_>) -> (String, String, String) {
    let code = |kind: &str, code: &str| cx.locale.code(kind, code).into_owned();
    let kind = kind_word(&cx, &entry.code);
    let mut what = Vec::new();
    if let Some(outcome) = &entry.outcome {
        what.push(code("OUTCOME", outcome));
    } else if let Some(state) = entry.state.as_deref().filter(|state| *state != "HELD") {
        what.push(code("STATE", state));
    }
    if entry.code == "OWNER_CHANGE" {
        what.push(owners(&cx, subject));
    } else if !subject.is_empty() {
        what.push(subject.to_owned());
    }
    let mut more = Vec::new();
    if let Some(attempt) = entry.attempt {
        more.push(cx.t_args("attempt-n", &[("n", attempt.into())]).into_owned());
    }
    if let Some(seconds) = entry.duration_s.filter(|s| *s > 0) {
        more.push(cx.locale.duration(seconds));
    }
    if !text.is_empty() {
        if what.is_empty() {
            what.push(first_line(text));
            more.push(rest(text));
        } else {
            more.push(text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
    more.extend(entry.contact.clone());
    let more = more
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    (kind, what.join(" · "), more)
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}
fn rest(text: &str) -> String {
    text.lines().skip(1).collect::<Vec<_>>().join(" ")
}

/// The kind of an activity as the first word of a line: small letters where the language writes nouns so.
pub(super) fn kind_word(cx: &Cx, code: &str) -> String {
    let label = cx.locale.code("ACTIVITY", code);
    match cx.locale.lang() {
        Lang::En => label.to_lowercase(),
        Lang::De => label.into_owned(),
    }
}

/// A change of the owner, `nobody → Anna K.`, in the language of the screen.
fn owners(cx: &Cx, subject: &str) -> String {
    let name = |name: &str| match name {
        "nobody" => cx.t("nobody").into_owned(),
        name => name.to_owned(),
    };
    subject.split(" → ").map(name).collect::<Vec<_>>().join(" → ")
}

/// Cells of the column of kinds.
fn kind_cells(cx: &Cx) -> usize {
    match cx.locale.lang() {
        Lang::En => 7,
        Lang::De => 9,
    }
}

/// Draws an entry into two rows (the second only when there is something more and room).
pub(super) fn draw(buf: &mut Buffer, area: Rect, entry: &Entry, cx: DrawCx<'_>) {
    let (kind, what, more) = words(entry, cx);
    let when = pad(&ago(&cx, entry.at), DAY_CELLS);
    let kind = pad(&kind, kind_cells(&cx));
    let text = cx.theme.get(Role::Text);
    let indent = (width(&when) + width(&kind) + 2) as u16;
    let first = Line::from(vec![
        span(format!("{when} "), cx.theme.get(Role::Dim)),
        span(format!("{kind} "), cx.theme.get(Role::Accent)),
        span(what, text),
    ]);
    paint::line(
        buf,
        Rect {
            height: 1.min(area.height),
            ..area
        },
        &first,
    );
    if area.height > 1 && !more.is_empty() {
        let row = Rect {
            x: area.x + indent.min(area.width),
            y: area.y + 1,
            height: 1,
            width: area.width.saturating_sub(indent),
        };
        paint::text(buf, row, &more, text);
    }
}

/// Rows an entry takes.
pub(super) fn rows(entry: &Entry) -> u16 {
    let spoken = entry.kind == EntryKind::Activity;
    let more = (spoken && (entry.attempt.is_some() || entry.contact.is_some()))
        || entry.duration_s.is_some_and(|s| s > 0)
        || entry.text.as_deref().is_some_and(|t| !t.is_empty());
    1 + u16::from(more)
}

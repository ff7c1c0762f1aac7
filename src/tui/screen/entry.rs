//! An entry of a timeline in words: date, type, what happened. Shared by Work and Company.

use crate::tui::cx::DrawCx;
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
            let what = [code("HANDOVER", state), subject]
                .into_iter()
                .filter(|p| !p.is_empty());
            (
                cx.t("type-handover").into_owned(),
                what.collect::<Vec<_>>().join(" · "),
                text,
            )
        }
        EntryKind::TaskDone => (cx.t("type-done").into_owned(), subject, text),
        EntryKind::TaskReplaced => (cx.t("type-replaced").into_owned(), subject, text),
        EntryKind::Note => (
            code("ACTIVITY", "NOTE").to_lowercase(),
            first_line(&text),
            rest(&text),
        ),
        EntryKind::Activity => activity(entry, &subject, &text, cx),
    }
}

fn activity(entry: &Entry, subject: &str, text: &str, cx: DrawCx<'_>) -> (String, String, String) {
    let code = |kind: &str, code: &str| cx.locale.code(kind, code).into_owned();
    let kind = code("ACTIVITY", &entry.code).to_lowercase();
    let mut what = Vec::new();
    if let Some(outcome) = &entry.outcome {
        what.push(code("OUTCOME", outcome));
    } else if let Some(state) = entry.state.as_deref().filter(|state| *state != "HELD") {
        what.push(code("STATE", state));
    }
    if !subject.is_empty() {
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

/// Draws an entry into two rows (the second only when there is something more and room).
pub(super) fn draw(buf: &mut Buffer, area: Rect, entry: &Entry, cx: DrawCx<'_>) {
    let (kind, what, more) = words(entry, cx);
    let when = cx.locale.age(entry.at, cx.now(), &cx.zone);
    let text = cx.theme.get(Role::Text);
    let first = Line::from(vec![
        span(format!("{when:<6} "), cx.theme.get(Role::Dim)),
        span(format!("{kind:<7} "), cx.theme.get(Role::Accent)),
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
            x: area.x + 15.min(area.width),
            y: area.y + 1,
            height: 1,
            width: area.width.saturating_sub(15),
        };
        paint::text(buf, row, &more, text);
    }
}

/// Rows an entry takes.
pub(super) fn rows(entry: &Entry) -> u16 {
    let more = entry.attempt.is_some()
        || entry.duration_s.is_some_and(|s| s > 0)
        || entry.contact.is_some()
        || entry.text.as_deref().is_some_and(|t| !t.is_empty());
    1 + u16::from(more)
}

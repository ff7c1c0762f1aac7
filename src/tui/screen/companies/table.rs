//! The columns of the list: as many from the left as there is room for.

use super::Companies;
use crate::base::text::{ellipsize, line, pad, width};
use crate::domain::Code;
use crate::tui::action::Action;
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::screen::{entry, words};
use crate::tui::spoken::join;
use crate::tui::theme::Role;
use crate::tui::widget::pane::{Pane, border_column, padded};
use crate::tui::widget::{list::Item, paint};
use crate::view::{CompanyRow, CompanyView};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Least room for the name.
const NAME: usize = 24;

/// A column behind the name: the key of its title and its cells.
const COLUMNS: [(&str, usize); 6] = [
    ("column-stage", 15),
    ("column-owner", 13),
    ("column-next-due", 9),
    ("column-last", 14),
    ("column-city", 16),
    ("column-phone", 18),
];

/// How many columns stand behind the name, and the cells the name takes.
fn layout(width: u16) -> (usize, usize) {
    let room = usize::from(width).saturating_sub(2);
    let mut used = NAME;
    let mut shown = 0;
    for (_, wide) in COLUMNS {
        if used + wide + 1 > room {
            break;
        }
        used += wide + 1;
        shown += 1;
    }
    (shown, (NAME + room.saturating_sub(used)).min(60))
}

fn cells(row: &CompanyRow, cx: &Cx) -> [(String, Option<Role>); 6] {
    let due = row.next_due.map(|key| words::due(cx, words::due_of_key(cx, key)));
    let (due, late) = due.unwrap_or_default();
    let last = row.last_activity_at.map(|at| {
        let kind = row.last_activity_kind.as_deref().unwrap_or_default();
        format!("{} {}", entry::kind_word(cx, kind), words::ago(cx, at))
    });
    let stage = if row.dnc {
        (cx.t("short-dnc").into_owned(), Some(Role::Warn))
    } else {
        (cx.locale.code("STAGE", row.stage.code()).into_owned(), None)
    };
    [
        stage,
        (row.owner.clone().unwrap_or_default(), None),
        (due, late.then_some(Role::Late)),
        (last.unwrap_or_default(), None),
        (row.city.clone().unwrap_or_default(), None),
        (
            row.phone.as_deref().map(words::number_text).unwrap_or_default(),
            None,
        ),
    ]
}

fn heading(buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
    let (shown, name) = layout(area.width);
    let mut text = format!("  {} ", pad(&cx.t("column-name"), name));
    for (key, wide) in &COLUMNS[..shown] {
        text.push_str(&pad(&cx.t(key), *wide));
        text.push(' ');
    }
    paint::text(buf, area, text.trim_end(), cx.theme.get(Role::Dim));
}

/// A text and the spaces behind it. It is cleaned before it is measured, as it will be when it is drawn:
/// what cleaning takes out would be missing from the column.
fn cell(text: &str, wide: usize, style: Style) -> [Span<'static>; 2] {
    let clean = line(text);
    let shown = ellipsize(&clean, wide);
    let spaces = " ".repeat(wide.saturating_sub(width(&shown)) + 1);
    [paint::span(shown, style), paint::span(spaces, style)]
}

fn row_line(row: &CompanyRow, width: u16, marked: bool, cx: DrawCx<'_>) -> Line<'static> {
    let (shown, name) = layout(width);
    let style = |role: Option<Role>| -> Style { cx.theme.get(role.unwrap_or(Role::Text)) };
    let sign = if marked { "• " } else { "  " };
    let mut spans = vec![paint::span(sign, cx.theme.get(Role::Mark))];
    spans.extend(cell(&row.name, name, style(None)));
    for ((text, role), (_, wide)) in cells(row, &cx).into_iter().zip(COLUMNS).take(shown) {
        spans.extend(cell(&text, wide, style(role)));
    }
    Line::from(spans)
}

/// The name of a view.
pub(super) fn view_name(cx: &Cx, view: CompanyView) -> String {
    match view {
        CompanyView::Mine => cx.t("view-mine").into_owned(),
        CompanyView::All => cx.t("view-all").into_owned(),
        CompanyView::Unassigned => cx.t("view-unassigned").into_owned(),
        CompanyView::NoNextStep => cx.t("view-no-next-step").into_owned(),
        CompanyView::Dormant => cx.t("view-dormant").into_owned(),
        CompanyView::DoNotContact => cx.t("view-dnc").into_owned(),
        CompanyView::Stage(stage) => words::stage(cx, stage),
    }
}

impl Companies {
    pub(super) fn draw_screen(&mut self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        let inner = self.frame(cx).draw(buf, area, cx);
        if inner.height < 2 {
            return;
        }
        let mut rest = inner;
        if self.typing {
            self.draw_filter(buf, Rect { height: 1, ..inner }, cx);
            rest = below(rest);
        }
        let line = Rect {
            height: rest.height.min(1),
            ..rest
        };
        if self.draw_below_filter(buf, line, cx) {
            rest = below(rest);
        }
        heading(buf, padded(Rect { height: 1, ..rest }), cx);
        rest = below(rest);
        if self.rows.is_empty() {
            let text = self.empty_text(&cx);
            let at = Rect {
                y: rest.y + rest.height.min(1),
                height: rest.height.saturating_sub(1),
                ..padded(rest)
            };
            paint::block(buf, at, &text, cx.theme.get(Role::Dim), 0);
            return;
        }
        let (rows, marked) = (&self.rows, &self.marked);
        let cursor = self.list.draw(
            buf,
            rest,
            cx,
            |_| 1,
            |buf, Item { index, area, .. }| {
                if let Some(row) = rows.get(index) {
                    let line = row_line(row, area.width, marked.contains(&row.id), cx);
                    paint::line(buf, area, &line);
                }
            },
        );
        if !self.typing {
            self.cursor = cursor;
        }
        if cx.class().boxes() {
            self.list.draw_scrollbar(buf, border_column(area), cx);
        }
    }

    fn frame(&self, cx: DrawCx<'_>) -> Pane {
        let mut title = format!("{} · {}", cx.t("scope-companies"), self.list_name(&cx));
        let filter = self.filter.value().trim();
        if !filter.is_empty() {
            title = format!("{title} · /{filter}");
        }
        if !self.marked.is_empty() {
            let marked = cx.t_args("n-marked", &[("n", self.marked.len().into())]);
            title = format!("{title} · {marked}");
        }
        let count = words::count(&cx, self.list.position(), self.next.is_some());
        let keys = [
            ("list-note-view", Action::Filters),
            ("list-note-find", Action::FindOpen),
        ];
        Pane::new(title).count(count).note(cx.t_keys(&keys, "  "))
    }

    fn draw_filter(&mut self, buf: &mut Buffer, row: Rect, cx: DrawCx<'_>) {
        let row = padded(row);
        paint::text(buf, row, "/", cx.theme.get(Role::KeyHint));
        let by = row.width.min(2);
        let at = Rect {
            x: row.x + by,
            width: row.width - by,
            ..row
        };
        self.cursor = self.filter.draw(buf, at, cx, Role::Input);
    }

    fn empty_text(&self, cx: &Cx) -> String {
        let filter = self.filter.value().trim().to_owned();
        if let Some(error) = &self.error {
            return format!("! {error}");
        }
        if !self.loaded {
            return "…".to_owned();
        }
        if !filter.is_empty() {
            let view = self.list_name(cx);
            let args = [("filter", (&filter).into()), ("view", (&view).into())];
            let none = cx.t_args("companies-none-match", &args).into_owned();
            return join(
                [Some(none), cx.t_key("companies-none-views", Action::Filters)],
                " ",
            );
        }
        if let Some(saved) = &self.saved {
            let args = [("view", (&saved.name).into())];
            let none = cx.t_args("companies-none-fits", &args).into_owned();
            let others = cx.t_key("companies-none-others", Action::Filters);
            return join([Some(none), others], " ");
        }
        if self.view == CompanyView::All {
            let add = cx.t_key("companies-none-add", Action::AddCompany);
            let import = cx.t_key("companies-none-import", Action::GoImport);
            return join([Some(cx.t("companies-none").into_owned()), add, import], " ");
        }
        let others = cx.t_key("companies-none-others", Action::Filters);
        join([Some(cx.t("companies-none-here").into_owned()), others], " ")
    }
}

fn below(area: Rect) -> Rect {
    let by = area.height.min(1);
    Rect {
        y: area.y + by,
        height: area.height - by,
        ..area
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_dropped_from_the_right_and_the_row_fits() {
        for width in 0..240 {
            let (shown, name) = layout(width);
            let used: usize = COLUMNS[..shown].iter().map(|(_, wide)| wide + 1).sum();
            assert!(width < 27 || 2 + name + used <= usize::from(width) + 1, "{width}");
        }
        let drawn = |name: &str| {
            cell(name, 20, Style::new())
                .map(|span| width(&span.content))
                .iter()
                .sum::<usize>()
        };
        for name in [
            "♻️ Recycling Nord",
            "日本精密工業",
            "שלום",
            "👨‍👩‍👧 Familie",
            "Müller",
        ] {
            assert_eq!(drawn(name), 21, "{name}");
        }
        assert_eq!(layout(78).0, 3);
        assert_eq!(layout(118).0, 6);
    }
}

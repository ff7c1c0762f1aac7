//! A file before anything is done with it: what it is, where its columns go, its first rows.

use super::load::{ColumnView, Loaded, Source};
use super::says::{self, n};
use super::told::below;
use crate::base::text::{pad, width};
use crate::tui::action::{Act, Action};
use crate::tui::component::{CursorAt, Handled};
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::input::Mouse;
use crate::tui::spoken::join;
use crate::tui::theme::Role;
use crate::tui::widget::list::List;
use crate::tui::widget::paint;
use crate::tui::widget::pane::{padded, titled_rule};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

/// From so many columns on the rows stand beside the columns of the file.
const WIDE: u16 = 150;
/// Cells of the part with the columns there.
const COLUMNS_WIDE: u16 = 84;
/// Below so many rows only the part with the focus is shown.
const LOW: u16 = 9;
/// Most cells of a column of the rows.
const CELL: usize = 28;

/// Which part has the focus.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Part {
    /// Where the columns go.
    #[default]
    Columns,
    /// The first rows.
    Rows,
}

/// The parts with what is selected in them.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) focus: Part,
    columns: List,
    rows: List,
    /// The first column of the rows that is shown.
    left: usize,
    places: [Rect; 2],
}

impl Parts {
    /// For a file that was looked at; what is selected stays.
    pub(super) fn take(&mut self, loaded: &Loaded) {
        self.columns.set_len(loaded.columns.len());
        self.rows.set_len(loaded.sample.rows.len());
        self.left = self.left.min(loaded.columns.len().saturating_sub(1));
    }

    /// The selected column of the file.
    pub(super) fn column<'a>(&self, loaded: &'a Loaded) -> Option<&'a ColumnView> {
        let at = self.columns.selected().filter(|_| self.focus == Part::Columns)?;
        loaded.columns.get(at)
    }

    pub(super) fn act(&mut self, act: Act) -> Handled {
        match act.action {
            Action::PaneNext | Action::PanePrev => {
                self.focus = match self.focus {
                    Part::Columns => Part::Rows,
                    Part::Rows => Part::Columns,
                };
            }
            Action::Right if self.focus == Part::Rows => {
                self.left = (self.left + 1).min(self.columns.len().saturating_sub(1));
            }
            Action::Left if self.focus == Part::Rows => self.left = self.left.saturating_sub(1),
            action => return self.list().act(action),
        }
        Handled::Yes
    }

    fn list(&mut self) -> &mut List {
        match self.focus {
            Part::Columns => &mut self.columns,
            Part::Rows => &mut self.rows,
        }
    }

    /// Gives the focus to the part that was clicked; true on a double click on a column.
    pub(super) fn mouse(&mut self, mouse: Mouse) -> bool {
        let at = Position::new(mouse.x, mouse.y);
        for (part, place) in [Part::Columns, Part::Rows].into_iter().zip(self.places) {
            if place.contains(at) {
                self.focus = part;
            }
        }
        let twice = self.list().mouse(mouse).is_some();
        twice && self.focus == Part::Columns
    }

    /// Draws a file; `said` is what was chosen, in words.
    pub(super) fn draw(
        &mut self,
        buf: &mut Buffer,
        area: Rect,
        cx: DrawCx<'_>,
        loaded: &Loaded,
        said: &str,
    ) -> Option<CursorAt> {
        let room = head(buf, area, cx, loaded, said);
        if matches!(loaded.source, Source::Own(_)) {
            let text = cx.t("import-own");
            paint::block(buf, padded(below(room, 1)), &text, cx.theme.get(Role::Text), 0);
            return None;
        }
        self.places = self.split(room);
        let [columns, rows] = self.places;
        let in_columns = self.draw_columns(buf, columns, cx, loaded);
        let in_rows = self.draw_rows(buf, rows, cx, loaded);
        match self.focus {
            Part::Columns => in_columns,
            Part::Rows => in_rows,
        }
    }

    fn split(&self, room: Rect) -> [Rect; 2] {
        let none = Rect { height: 0, ..room };
        if room.width >= WIDE {
            let columns = Rect {
                width: COLUMNS_WIDE,
                ..room
            };
            let rows = Rect {
                x: room.x + COLUMNS_WIDE + 1,
                width: room.width - COLUMNS_WIDE - 1,
                ..room
            };
            return [columns, rows];
        }
        if room.height < LOW {
            return match self.focus {
                Part::Columns => [room, none],
                Part::Rows => [none, room],
            };
        }
        // The part that is worked in gets the larger share.
        let share = match self.focus {
            Part::Columns => room.height * 3 / 5,
            Part::Rows => room.height * 2 / 5,
        };
        let high = share.min(self.columns.len() as u16 + 1).max(3);
        [Rect { height: high, ..room }, below(room, high)]
    }

    fn draw_columns(
        &mut self,
        buf: &mut Buffer,
        area: Rect,
        cx: DrawCx<'_>,
        loaded: &Loaded,
    ) -> Option<CursorAt> {
        let focused = self.focus == Part::Columns;
        let (at, of) = self.columns.position();
        let count = cx.t_args("count-of", &[("n", at.into()), ("of", of.into())]);
        part_title(
            buf,
            area,
            &format!("{} · {count}", cx.t("import-columns")),
            cx.part(focused),
        );
        let names = loaded.columns.iter().map(|column| width(&column.name));
        let third = usize::from(area.width) / 3;
        let name_wide = names.max().unwrap_or(0).clamp(8, third.max(8));
        let fields: Vec<String> = loaded
            .columns
            .iter()
            .map(|column| match &column.own {
                Some(title) => cx
                    .t_args("import-to-own", &[("title", title.into())])
                    .into_owned(),
                None => says::field(&cx.locale, &column.field),
            })
            .collect();
        let field_wide = fields
            .iter()
            .map(|field| width(field))
            .max()
            .unwrap_or(0)
            .clamp(8, third.max(8));
        self.columns.draw(
            buf,
            below(area, 1),
            cx.part(focused),
            |_| 1,
            |buf, item| {
                let Some(column) = loaded.columns.get(item.index) else {
                    return;
                };
                let role = if column.known { Role::Accent } else { Role::Dim };
                let line = Line::from(vec![
                    paint::span(pad(&column.name, name_wide), cx.theme.get(Role::Text)),
                    paint::span(" → ", cx.theme.get(Role::Dim)),
                    paint::span(pad(&fields[item.index], field_wide), cx.theme.get(role)),
                    paint::span(
                        format!("  {}", loaded.sample.example(item.index)),
                        cx.theme.get(Role::Dim),
                    ),
                ]);
                paint::line(buf, item.area, &line);
            },
        )
    }

    fn draw_rows(
        &mut self,
        buf: &mut Buffer,
        area: Rect,
        cx: DrawCx<'_>,
        loaded: &Loaded,
    ) -> Option<CursorAt> {
        let focused = self.focus == Part::Rows;
        let (at, of) = self.rows.position();
        let count = cx.t_args("count-of", &[("n", at.into()), ("of", of.into())]);
        part_title(
            buf,
            area,
            &format!("{} · {count}", cx.t("import-rows")),
            cx.part(focused),
        );
        let (header, rows, left) = (&loaded.sample.header, &loaded.sample.rows, self.left);
        let wide = |at: usize| {
            let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| width(cell));
            let cells = cells.chain(header.get(at).map(|name| width(name)));
            cells.max().unwrap_or(0).clamp(3, CELL)
        };
        let widths: Vec<usize> = (left..header.len()).map(wide).collect();
        let row = |cells: &[String]| {
            let cells = cells.iter().skip(left).zip(&widths);
            let cells = cells.map(|(cell, wide)| pad(&crate::base::text::line(cell), *wide));
            cells.collect::<Vec<_>>().join("  ")
        };
        let more = if left > 0 { "… " } else { "" };
        let names = Rect {
            height: area.height.saturating_sub(1).min(1),
            ..below(area, 1)
        };
        let text = format!("{more}{}", row(header));
        paint::text(buf, padded(names), &text, cx.theme.get(Role::Dim));
        self.rows.draw(
            buf,
            below(area, 2),
            cx.part(focused),
            |_| 1,
            |buf, item| {
                let Some(cells) = rows.get(item.index) else { return };
                let text = format!("{more}{}", row(cells));
                paint::text(buf, item.area, &text, cx.theme.get(Role::Text));
            },
        )
    }
}

/// The rule above a part; heavy where the focus is, so that it is seen without colour.
fn part_title(buf: &mut Buffer, area: Rect, title: &str, cx: DrawCx<'_>) {
    let row = Rect {
        height: area.height.min(1),
        ..area
    };
    titled_rule(buf, row, title, cx);
    if cx.focused {
        let taken = (width(title) as u16 + 3).min(row.width);
        let rest = Rect {
            x: row.x + taken,
            width: row.width - taken,
            ..row
        };
        paint::rule(buf, rest, '━', cx.theme.get(Role::BorderFocus));
    }
}

/// What the file is, what was chosen, what is wrong or worth knowing; gives the room below.
fn head(buf: &mut Buffer, area: Rect, cx: DrawCx<'_>, loaded: &Loaded, said: &str) -> Rect {
    let mut room = area;
    let most = if area.height < 16 { 1 } else { 3 };
    let mut lines = vec![(facts(&cx, loaded), Role::Text)];
    if !said.is_empty() {
        lines.push((said.to_owned(), Role::Dim));
    }
    let error = loaded.error.iter().map(|text| (format!("! {text}"), Role::Error));
    let warnings = loaded
        .warnings
        .iter()
        .map(|text| (format!("! {text}"), Role::Warn));
    let notes: Vec<_> = error.chain(warnings).collect();
    let unseen = notes.len().saturating_sub(most);
    lines.extend(notes.into_iter().take(most));
    if unseen > 0 {
        let text = cx.t_args("import-more-warnings", &[("n", unseen.into())]);
        lines.push((text.into_owned(), Role::Dim));
    }
    for (text, role) in lines {
        // On a small window each has one row, so that something of the file is seen.
        let one = Rect {
            height: room.height.min(if area.height < 16 { 1 } else { room.height }),
            ..padded(room)
        };
        let used = if area.height < 16 {
            paint::text(buf, one, &text, cx.theme.get(role));
            1
        } else {
            paint::block(buf, one, &text, cx.theme.get(role), 0) as u16
        };
        room = below(room, used);
    }
    room
}

fn facts(cx: &Cx, loaded: &Loaded) -> String {
    let rows = cx
        .t_args("import-row-count", &[("n", n(loaded.rows))])
        .into_owned();
    if matches!(loaded.source, Source::Own(_)) {
        return format!("callsheet · {rows}");
    }
    // Cards and workbooks have nothing between their cells.
    let between = !matches!(loaded.delimiter, "" | "nothing");
    let delimiter = between.then(|| cx.t(&format!("import-by-{}", loaded.delimiter)).into_owned());
    let Some(preview) = &loaded.preview else {
        return join([Some(loaded.encoding.to_owned()), delimiter], " · ");
    };
    let entity = cx.t(&format!("import-{}", preview.entity.word())).into_owned();
    let sure = cx.t_args("import-sure", &[("n", i64::from(preview.confidence).into())]);
    let mut parts = vec![
        preview.system.clone(),
        entity,
        sure.into_owned(),
        rows,
        preview.encoding.to_owned(),
    ];
    parts.extend(delimiter);
    if preview.skipped_before_header > 0 {
        let args = [("n", preview.skipped_before_header.into())];
        parts.push(cx.t_args("import-preamble", &args).into_owned());
    }
    parts.join(" · ")
}

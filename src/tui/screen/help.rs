//! The help: what the keys do here, then everywhere. It searches, explains
//! and runs.

use crate::base::text::width;
use crate::tui::action::{ACTIONS, Act, Action, Spec};
use crate::tui::component::{Availability, Component, CursorAt, Handled};
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::input::Mouse;
use crate::tui::layout::{Placement, SizeClass};
use crate::tui::scope::Scope;
use crate::tui::theme::Role;
use crate::tui::toast::Toast;
use crate::tui::widget::matching::Query;
use crate::tui::widget::{field::Field, list::List, paint, pane};
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// A key and what it does.
#[derive(Clone, Debug)]
struct Row {
    spec: &'static Spec,
    keys: Vec<String>,
    title: String,
    help: String,
    reason: Option<String>,
    /// Where it can be done, when that is not here; the heading says it.
    only_in: Option<String>,
}

/// What the list shows.
#[derive(Clone, Debug)]
enum Shown {
    Heading(String),
    Row(Box<Row>),
}

/// The help popup.
#[derive(Debug)]
pub struct Help {
    title: String,
    here: Vec<Row>,
    everywhere: Vec<Row>,
    elsewhere: Vec<(Scope, Vec<Row>)>,
    all_keys: bool,
    search: Field,
    shown: Vec<Shown>,
    list: List,
    cursor: Option<CursorAt>,
}

impl Help {
    /// The help for a screen and what has the focus on it.
    pub fn new(
        cx: &Cx,
        screen: &dyn Component,
        focus: &dyn Component,
        availability: &dyn Fn(Action) -> Availability,
    ) -> Self {
        let scopes = &cx.scopes;
        let first = focus.hints(cx);
        let rank = |row: &Row| {
            first
                .iter()
                .position(|action| *action == row.spec.action)
                .unwrap_or(usize::MAX)
        };
        let mut here = Vec::new();
        let mut everywhere = Vec::new();
        for spec in ACTIONS {
            let in_scope = scopes.contains(&spec.scope);
            let reason = match availability(spec.action) {
                Availability::Absent => continue,
                Availability::Ready(_) => None,
                Availability::Refused(reason) => Some(reason),
            };
            let row = Row::of(cx, spec, scopes, reason);
            if (in_scope && spec.scope != Scope::Global) || first.contains(&spec.action) {
                here.push(row);
            } else if spec.scope == Scope::Global {
                everywhere.push(row);
            }
        }
        // What a key does here, in the words of the hint line, says more than its general title.
        for row in &mut here {
            if let Some(key) = focus.hint_word(cx, row.spec.action) {
                row.in_words(cx, key);
            }
        }
        here.sort_by_key(rank);
        let elsewhere = Scope::ALL
            .into_iter()
            .filter(|scope| !scopes.contains(scope))
            .map(|scope| {
                let rows = ACTIONS.iter().filter(|spec| spec.scope == scope);
                let row = |spec| Row {
                    only_in: Some(only_in(cx, scope)),
                    ..Row::of(cx, spec, &[scope, Scope::Global], None)
                };
                (scope, rows.map(row).collect())
            });
        let title = [focus.title(cx), screen.title(cx)]
            .into_iter()
            .find(|title| !title.is_empty());
        let mut help = Self {
            title: title.unwrap_or_default(),
            here,
            everywhere,
            elsewhere: elsewhere.collect(),
            all_keys: false,
            search: Field::default(),
            shown: Vec::new(),
            list: List::default(),
            cursor: None,
        };
        help.filter(cx);
        help
    }

    fn filter(&mut self, cx: &Cx) {
        let typed = self.search.value().to_owned();
        let mut query = Query::words(&typed);
        let mut shown = Vec::new();
        let mut section = |heading: String, rows: &[Row]| {
            let fits: Vec<&Row> = rows.iter().filter(|row| row.fits(&typed, &mut query)).collect();
            if !fits.is_empty() {
                shown.push(Shown::Heading(heading));
                shown.extend(fits.into_iter().map(|row| Shown::Row(Box::new(row.clone()))));
            }
        };
        let here = match self.title.as_str() {
            "" => cx.t("help-here").into_owned(),
            title => cx.t_args("help-here-in", &[("title", title.into())]).into_owned(),
        };
        section(here, &self.here);
        section(cx.t("scope-global").into_owned(), &self.everywhere);
        if self.all_keys || !typed.is_empty() {
            for (scope, rows) in &self.elsewhere {
                let heading = cx
                    .locale
                    .find(&format!("scope-{}", scope.name()))
                    .unwrap_or_default();
                section(heading.into_owned(), rows);
            }
        }
        self.shown = shown;
        self.list.set_len(self.shown.len());
        self.list.select(0);
        self.skip_heading(1);
    }

    fn skip_heading(&mut self, by: isize) {
        while let Some(at) = self.list.selected()
            && matches!(self.shown.get(at), Some(Shown::Heading(_)))
        {
            let next = at.saturating_add_signed(by);
            let by = if next == at || next >= self.shown.len() {
                -by
            } else {
                by
            };
            self.list.select(at.saturating_add_signed(by));
            if self.list.selected() == Some(at) {
                break;
            }
        }
    }

    fn row(&self) -> Option<&Row> {
        match self.shown.get(self.list.selected()?)? {
            Shown::Row(row) => Some(row),
            Shown::Heading(_) => None,
        }
    }

    fn run(&self, cx: &mut Cx) -> Handled {
        let Some(row) = self.row() else {
            return Handled::Yes;
        };
        if let Some(reason) = row.reason.as_ref().or(row.only_in.as_ref()) {
            cx.say(Toast::refusal(reason.clone()));
        } else {
            cx.close();
            // A key with a number in it has no meaning without it.
            if row.spec.keys.first() != Some(&"digits") {
                cx.run(row.spec.action.act());
            }
        }
        Handled::Yes
    }

    fn position(&self) -> (usize, usize) {
        let is_row = |shown: &&Shown| matches!(shown, Shown::Row(_));
        let at = self
            .list
            .selected()
            .map_or(0, |at| self.shown.iter().take(at + 1).filter(is_row).count());
        (at, self.shown.iter().filter(is_row).count())
    }

    fn draw_row(&self, buf: &mut Buffer, area: Rect, index: usize, cx: DrawCx<'_>) {
        let dim = cx.theme.get(Role::Dim);
        match &self.shown[index] {
            Shown::Heading(title) => {
                paint::rule(buf, area, '─', cx.theme.get(Role::Border));
                let at = Rect {
                    x: area.x + 2.min(area.width),
                    width: area.width.saturating_sub(2),
                    ..area
                };
                paint::text(buf, at, &format!(" {title} "), cx.theme.get(Role::Title));
            }
            Shown::Row(row) => {
                let keys = row.keys.iter().take(2).cloned().collect::<Vec<_>>().join(" ");
                let (key, title) = if row.reason.is_some() || row.only_in.is_some() {
                    (dim, dim)
                } else {
                    (cx.theme.get(Role::KeyHint), cx.theme.get(Role::Text))
                };
                let reason = row
                    .reason
                    .as_ref()
                    .map(|reason| format!("  {reason}"))
                    .unwrap_or_default();
                let line = Line::from(vec![
                    paint::span(crate::base::text::pad_left(&keys, 11), key),
                    paint::span(format!("  {}", row.title), title),
                    paint::span(reason, dim),
                ]);
                paint::line(buf, area, &line);
            }
        }
    }

    fn draw_foot(&self, buf: &mut Buffer, area: Rect, cx: DrawCx<'_>) {
        paint::rule(buf, area, '─', cx.theme.get(Role::Border));
        let area = pane::padded(Rect {
            y: area.y + 1,
            height: area.height.saturating_sub(1),
            ..area
        });
        if let Some(row) = self.row() {
            let keys = row.keys.join(" ");
            let room = Rect {
                height: area.height.saturating_sub(1),
                ..area
            };
            let text = if keys.is_empty() {
                row.help.clone()
            } else {
                format!("{keys}  {}", row.help)
            };
            paint::block(buf, room, &text, cx.theme.get(Role::Text), 0);
        }
        let settings = &cx.settings;
        let about = format!(
            "callsheet {} · {} · {} {}",
            settings.version,
            settings.config_path,
            cx.t("help-log"),
            settings.log_path
        );
        let last = Rect {
            y: area.bottom().saturating_sub(1),
            height: 1.min(area.height),
            ..area
        };
        paint::text(buf, last, &about, cx.theme.get(Role::Dim));
    }
}

impl Row {
    fn of(cx: &Cx, spec: &'static Spec, scopes: &[Scope], reason: Option<String>) -> Self {
        let keys = cx.keys.labels(scopes, spec.action);
        let title = cx.title_of(spec.action);
        let help = cx
            .locale
            .find(&format!("{}.help", spec.title_key()))
            .unwrap_or_default()
            .into_owned();
        Self {
            spec,
            keys,
            title,
            help,
            reason,
            only_in: None,
        }
    }

    fn in_words(&mut self, cx: &Cx, key: &str) {
        let text = |key: String| cx.locale.find(&key).map(std::borrow::Cow::into_owned);
        if let Some(title) = text(format!("{key}.title")) {
            self.title = title;
        }
        if let Some(help) = text(format!("{key}.help")) {
            self.help = help;
        }
    }

    fn fits(&self, typed: &str, query: &mut Query) -> bool {
        let is_key = self.keys.iter().any(|key| key.as_str() == typed);
        is_key
            || query
                .score(&format!("{} {} {}", self.keys.join(" "), self.title, self.help))
                .is_some()
    }
}

/// Says that something can be done only in another place.
pub(super) fn only_in(cx: &Cx, scope: Scope) -> String {
    let place = cx.locale.find(&format!("scope-{}", scope.name()));
    let place = place.unwrap_or_default();
    cx.t_args("palette-only-in", &[("place", (&*place).into())])
        .into_owned()
}

impl Component for Help {
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &DrawCx<'_>) {
        let buf = frame.buffer_mut();
        let (at, of) = self.position();
        let count = cx
            .t_args("count-of", &[("n", at.into()), ("of", of.into())])
            .into_owned();
        let name = cx.title_of(Action::HelpOpen);
        let title = if self.title.is_empty() {
            name
        } else {
            format!("{name} · {}", self.title)
        };
        let inner = pane::Pane::popup(title)
            .note(cx.t("help-note"))
            .count(count)
            .draw(buf, area, *cx);
        let foot = if inner.height >= 10 { 4 } else { 0 };
        let search = Rect {
            x: inner.x + 1,
            width: inner.width.saturating_sub(2),
            height: 1.min(inner.height),
            ..inner
        };
        paint::text(buf, search, "/", cx.theme.get(Role::Dim));
        let typed = Rect {
            x: search.x + 2,
            width: search.width.saturating_sub(2),
            ..search
        };
        self.cursor = self.search.draw(buf, typed, *cx, Role::Text);
        let rule = Rect {
            y: inner.y + 1,
            height: u16::from(inner.height > 1),
            ..inner
        };
        paint::rule(buf, rule, '─', cx.theme.get(Role::Border));
        let list = Rect {
            y: inner.y + 2,
            height: inner.height.saturating_sub(2 + foot),
            ..inner
        };
        let mut state = std::mem::take(&mut self.list);
        state.draw(
            buf,
            list,
            *cx,
            |_| 1,
            |buf, item| self.draw_row(buf, item.area, item.index, *cx),
        );
        let bar = Rect {
            y: list.y,
            height: list.height,
            ..pane::border_column(area)
        };
        state.draw_scrollbar(buf, bar, *cx);
        self.list = state;
        if self.shown.is_empty() {
            let none = cx
                .t_args("help-none", &[("typed", self.search.value().into())])
                .into_owned();
            paint::text(buf, pane::padded(list), &none, cx.theme.get(Role::Text));
        }
        if foot > 0 {
            self.draw_foot(
                buf,
                Rect {
                    y: inner.bottom() - foot,
                    height: foot,
                    ..inner
                },
                *cx,
            );
        }
    }

    fn act(&mut self, cx: &mut Cx, act: Act) -> Handled {
        match act.action {
            Action::Open => self.run(cx),
            Action::PaneNext => {
                self.all_keys = !self.all_keys;
                self.filter(cx);
                Handled::Yes
            }
            Action::HelpOpen => {
                cx.close();
                Handled::Yes
            }
            action if self.list.act(action).yes() => {
                let back = matches!(action, Action::Up | Action::HalfUp | Action::PageUp);
                self.skip_heading(if back { -1 } else { 1 });
                Handled::Yes
            }
            // Without a word to move in, the keys of a line are those of the list.
            Action::TextHome | Action::TextEnd | Action::TextKillStart if self.search.is_empty() => {
                let moved = match act.action {
                    Action::TextHome => self.list.act(Action::Top),
                    Action::TextEnd => self.list.act(Action::Bottom),
                    _ => self.list.act(Action::HalfUp),
                };
                self.skip_heading(if act.action == Action::TextKillStart {
                    -1
                } else {
                    1
                });
                moved
            }
            action => {
                let before = self.search.value().to_owned();
                let handled = self.search.act(action);
                if before != self.search.value() {
                    self.filter(cx);
                }
                handled
            }
        }
    }

    fn text(&mut self, cx: &mut Cx, ch: char) -> Handled {
        self.search.insert(ch);
        self.filter(cx);
        Handled::Yes
    }

    fn paste(&mut self, cx: &mut Cx, text: &str) -> Handled {
        self.search.paste(text);
        self.filter(cx);
        Handled::Yes
    }

    fn mouse(&mut self, cx: &mut Cx, mouse: Mouse) -> Handled {
        let opened = self.list.mouse(mouse).is_some();
        self.skip_heading(1);
        if opened { self.run(cx) } else { Handled::Yes }
    }

    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Help, Scope::Text]
    }
    fn cursor(&self) -> Option<CursorAt> {
        self.cursor
    }
    fn hints(&self, _cx: &Cx) -> Vec<Action> {
        vec![Action::Open, Action::PaneNext, Action::Cancel]
    }
    fn hint_word(&self, _cx: &Cx, action: Action) -> Option<&'static str> {
        match action {
            Action::Open => Some("hint-run"),
            Action::PaneNext => Some("hint-all-keys"),
            _ => None,
        }
    }
    fn mode(&self, cx: &Cx) -> Option<String> {
        Some(cx.t("mode-search").into_owned())
    }
    fn title(&self, cx: &Cx) -> String {
        cx.title_of(Action::HelpOpen)
    }
    fn placement(&self, cx: &Cx) -> Placement {
        let longest = self
            .here
            .iter()
            .chain(&self.everywhere)
            .map(|row| width(&row.title) + 40)
            .max()
            .unwrap_or(0);
        let wide = (longest as u16).clamp(76, 100);
        let high = if cx.class() >= SizeClass::M {
            cx.size.1.saturating_sub(8)
        } else {
            cx.size.1.saturating_sub(4)
        };
        Placement::Center {
            width: wide.min(cx.size.0.saturating_sub(4)),
            height: high,
        }
    }
}

//! Painting one frame: top line, screen, popups, hint line, cursor.

use super::App;
use crate::base::text::ellipsize;
use crate::tui::action::Action;
use crate::tui::component::{Availability, CursorAt};
use crate::tui::cx::DrawCx;
use crate::tui::input::Keys;
use crate::tui::layout::{self, SizeClass};
use crate::tui::theme::Role;
use crate::tui::widget::menu::Choice;
use crate::tui::widget::{hint_line, menu, paint, top_line};
use ratatui::Frame;
use ratatui::layout::Rect;

/// Cells of the name in the title of a box.
const TARGET: usize = 40;

impl App {
    /// Paints everything, and the cursor where the focus is.
    pub fn draw(&mut self, frame: &mut Frame<'_>) {
        self.cx.frame += 1;
        self.draw_all(frame);
        assert!(!self.broken, "CALLSHEET_TEST_PANIC breaks this frame");
        if self.cx.settings.ascii {
            paint::to_ascii(frame.buffer_mut());
        }
    }

    fn draw_all(&mut self, frame: &mut Frame<'_>) {
        let area = frame.area();
        self.cx.size = (area.width, area.height);
        self.dirty = false;
        self.cx.answered(None);
        let ground = self.cx.theme.get(Role::Text);
        frame.buffer_mut().set_style(area, ground);
        if self.cx.class() == SizeClass::Tiny {
            return self.draw_tiny(frame, area);
        }
        let (top, body, hint) = layout::lines(area);
        let on_screen = self.layers.is_empty();
        self.nav
            .screen_mut()
            .draw(frame, body, &DrawCx::new(&self.cx, on_screen));
        self.clickable.layers.clear();
        let popups = self.layers.len();
        for (at, layer) in self.layers.iter_mut().enumerate() {
            let rect = layer.placement(&self.cx).rect(body, self.cx.class());
            paint::clear(frame.buffer_mut(), rect, ground);
            layer.draw(frame, rect, &DrawCx::new(&self.cx, at + 1 == popups));
            self.clickable.layers.push(rect);
        }
        let prefix = self.prefix_box();
        if let Some((title, choices)) = prefix.as_ref().filter(|_| self.is_box_due()) {
            let cx = DrawCx::new(&self.cx, true);
            menu::draw_box(frame.buffer_mut(), body, title, choices, cx);
        }
        let cx = DrawCx::new(&self.cx, false);
        self.clickable.tabs = top_line::draw(frame.buffer_mut(), top, self.nav.here(), cx);
        let buf = frame.buffer_mut();
        let hints = match &prefix {
            Some((title, choices)) => hint_line::draw_prefix(buf, hint, cx, title, choices),
            None => hint_line::draw(buf, hint, cx, self.focus(), self.toasts.current()),
        };
        self.clickable.hints = hints;
        self.clickable.body = body;
        if let Some(at) = self.focus().cursor() {
            let position = at.position();
            if area.contains(position) {
                frame.set_cursor_position(position);
            }
        }
    }

    /// Which kind of cursor the focus wants, for its shape.
    pub fn cursor(&self) -> Option<CursorAt> {
        self.focus().cursor()
    }

    fn draw_tiny(&mut self, frame: &mut Frame<'_>, area: Rect) {
        let size = format!("{}×{}", area.width, area.height);
        let needs = format!("{}×{}", layout::SMALLEST.0, layout::SMALLEST.1);
        let name = self.cx.t("app-name").into_owned();
        let args = [
            ("name", (&name).into()),
            ("size", (&size).into()),
            ("needs", (&needs).into()),
        ];
        let needs = self.cx.t_args("needs-size", &args).into_owned();
        let mut lines = self.nav.screen().tiny(&self.cx);
        // During a call the call comes first.
        lines.push(needs);
        let first = area.y + area.height.saturating_sub(lines.len() as u16) / 2;
        for (at, line) in lines.iter().enumerate() {
            let wide = crate::base::text::width(line).min(usize::from(area.width)) as u16;
            let row = Rect {
                x: area.x + (area.width - wide) / 2,
                y: first + at as u16,
                width: wide,
                height: 1,
            };
            paint::text(frame.buffer_mut(), row, line, self.cx.theme.get(Role::Text));
        }
    }

    /// Whether the box of a prefix is open by now.
    fn is_box_due(&self) -> bool {
        let since = self.pending.as_ref().map(|pending| pending.since.0);
        since.is_some_and(|since| self.cx.uptime.now().0 - since >= self.cx.settings.which_key_ms)
    }

    /// Title and lines of the box of the prefix that was pressed.
    fn prefix_box(&self) -> Option<(String, Vec<Choice>)> {
        let pending = self.pending.as_ref()?;
        let choices = self.choices(&pending.keys);
        let actions: Vec<Action> = choices.iter().map(|(act, ..)| act.action).collect();
        let title = self.prefix_title(&pending.keys, &actions);
        let choices = choices.into_iter().map(|(act, key, available)| {
            let (detail, reason) = match available {
                Availability::Ready(detail) => (detail.unwrap_or_default(), None),
                Availability::Refused(reason) => (String::new(), Some(reason)),
                Availability::Absent => (String::new(), None),
            };
            Choice {
                key,
                title: self.cx.title_of(act.action),
                detail,
                reason,
            }
        });
        Some((title, choices.collect()))
    }

    /// What the keys behind a prefix do, and to whom, where that is not what one looks at: `Move · Müller GmbH`.
    fn prefix_title(&self, keys: &Keys, actions: &[Action]) -> String {
        let known = self.cx.locale.find(&format!("prefix-{}", keys.label()));
        // Behind a prefix of the user's own, what all its actions are.
        let group = actions.first().map(|action| action.spec().group);
        let group = group.filter(|group| actions.iter().all(|action| action.spec().group == *group));
        let group = || group.map(|group| self.cx.t(&group.title_key()).into_owned());
        let title = known
            .map(std::borrow::Cow::into_owned)
            .or_else(group)
            .unwrap_or_else(|| keys.label());
        match self.focus().acts_on(actions) {
            Some(name) => {
                let name = ellipsize(&name, TARGET);
                format!("{} · {name}", title.trim_end_matches(['…', ' ']))
            }
            None => title,
        }
    }
}

//! What the application asks of the Work screen: messages, actions, text, hints.

use super::forms::{ends_task, is_on_current};
use super::{Pane, Work, call};
use crate::base::text::ellipsize;
use crate::tui::action::{Act, Action};
use crate::tui::component::{Availability, Component, CursorAt, Handled, Numbered};
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::input::Mouse;
use crate::tui::message::Message;
use crate::tui::place::Place;
use crate::tui::scope::Scope;
use crate::tui::screen::outcome_panel;
use crate::tui::screen::records::Fresh;
use crate::tui::toast::Toast;
use crate::tui::whereabouts::Whereabouts;
use ratatui::Frame;
use ratatui::layout::Rect;

impl Component for Work {
    fn enter(&mut self, cx: &mut Cx) {
        self.come(cx);
    }

    fn leave(&mut self, cx: &mut Cx) {
        self.hold_power(cx);
        self.keep_draft_now(cx);
    }

    fn remember(&self, to: &mut Whereabouts) {
        self.note_place(to);
    }

    fn is_settling(&self) -> bool {
        self.loading.is_waiting() || self.logged.is_waiting() || self.deeds.is_busy()
    }

    fn update(&mut self, cx: &mut Cx, message: &Message) {
        if let Some(loaded) = self.loading.take(message) {
            self.take_queue(cx, loaded);
        }
        if let Some(detail) = self.details.take(message) {
            self.take_detail(detail);
        }
        if self.saving.take(message).is_some() {
            self.note_saved = !self.unsaved;
            self.keep_draft(cx);
        }
        self.update_window(cx, message);
        self.update_due(cx, message);
        self.update_find(cx, message);
        self.update_call(cx, message);
        if let Some(Fresh::Company(id)) = self.records.update(cx, message) {
            cx.go(Place::Company(id));
        }
        self.deeds.update(cx, message);
        match message {
            Message::Changed => {
                // No other screen has taken it.
                let undone = cx.status.undone.take();
                let task = undone.as_ref().and_then(|undone| undone.task);
                self.resuming = undone.or(self.resuming.take());
                self.read(cx, task);
            }
            Message::Tick => self.tick(cx),
            _ => {}
        }
    }

    fn act(&mut self, cx: &mut Cx, act: Act) -> Handled {
        self.key_in_queue(act.action);
        let counting = self.power.is_counting();
        self.key_holds_power(cx, act.action);
        if counting && act.action == Action::Cancel {
            return Handled::Yes;
        }
        if self.find.is_typing() {
            return self.act_in_find(cx, act);
        }
        if self.pane == Pane::Note {
            return self.act_in_note(cx, act);
        }
        match act.action {
            Action::Outcome => {
                let digit = act.n.map_or(0, |n| if n == 10 { 0 } else { n });
                self.digit(cx, digit)
            }
            Action::Open => self.open(cx),
            Action::Call => self.start_call(cx, call::Start::Key),
            Action::CallChoose => self.choose_number(cx),
            Action::Note => {
                self.pane = Pane::Note;
                Handled::Yes
            }
            Action::Cancel => self.cancel(cx),
            Action::PaneNext => self.next_pane(cx, 1),
            Action::PanePrev => self.next_pane(cx, -1),
            Action::ScriptNext => self.section(1),
            Action::ScriptPrev => self.section(-1),
            Action::ScriptOpen => self.open_script(cx),
            Action::Zoom => {
                self.zoomed = !self.zoomed;
                Handled::Yes
            }
            Action::Power => self.toggle_power(cx),
            Action::FindOpen => self.open_find(cx),
            Action::Filters => self.choose_view(cx),
            Action::EditExternal => self.edit_note(cx),
            Action::Refresh => {
                self.read(cx, None);
                Handled::Yes
            }
            Action::GoCompanies if self.detail.is_none() => Handled::No,
            action => self.look(cx, act).or_else(|| self.deed(cx, act, action)),
        }
    }

    fn text(&mut self, cx: &mut Cx, ch: char) -> Handled {
        if self.find.is_typing() {
            return self.in_find(cx, |field| {
                field.insert(ch);
                Handled::Yes
            });
        }
        if self.pane != Pane::Note {
            return Handled::No;
        }
        self.note.insert(ch);
        self.note_changed(cx);
        Handled::Yes
    }

    fn paste(&mut self, cx: &mut Cx, text: &str) -> Handled {
        if self.find.is_typing() {
            return self.in_find(cx, |field| {
                field.paste(text);
                Handled::Yes
            });
        }
        if self.pane != Pane::Note {
            return Handled::No;
        }
        if self.note.paste(text) {
            self.note_changed(cx);
        } else {
            cx.say(Toast::error(cx.t("paste-too-large").into_owned()));
        }
        Handled::Yes
    }

    fn mouse(&mut self, cx: &mut Cx, mouse: Mouse) -> Handled {
        self.forget_onward();
        if self.list.mouse(mouse).is_some() {
            return self.open(cx);
        }
        self.show_selected(cx);
        Handled::Yes
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &DrawCx<'_>) {
        self.cursor = None;
        self.draw_screen(frame.buffer_mut(), area, *cx);
    }

    fn scopes(&self) -> Vec<Scope> {
        if self.find.is_typing() {
            vec![Scope::Text, Scope::Work]
        } else if self.pane == Pane::Note {
            vec![Scope::Area, Scope::Text, Scope::Form, Scope::Work]
        } else {
            vec![Scope::Call, Scope::Work]
        }
    }

    fn availability(&self, cx: &Cx, action: Action) -> Availability {
        let scope = action.spec().scope;
        // The queue has its own order, and its rows are done one by one.
        let of_other_lists = matches!(
            action,
            Action::Mark
                | Action::MarkRange
                | Action::MarkAll
                | Action::Sort
                | Action::Export
                | Action::CopyTable
                | Action::MoveStage
                | Action::MoveTasks
        );
        if of_other_lists {
            return Availability::Absent;
        }
        if self.calling.is_some() && ends_task(action) {
            return Availability::Refused(cx.in_call());
        }
        let company = self.current().map(|now| now.card.company.id);
        if let Some(known) = self.deeds.availability(company, action) {
            return known;
        }
        let needs_task = matches!(
            action,
            Action::Outcome
                | Action::Call
                | Action::CallChoose
                | Action::Note
                | Action::TaskDone
                | Action::TaskSkip
        );
        if action == Action::Outcome
            && let Some(why) = self.refuses_outcome(cx)
        {
            return Availability::Refused(why);
        }
        if needs_task && self.now.is_none() {
            return Availability::Refused(cx.t("no-current").into_owned());
        }
        if scope == Scope::Global || self.scopes().contains(&scope) {
            Availability::READY
        } else {
            Availability::Absent
        }
    }

    fn prefix_opened(&mut self, cx: &mut Cx, actions: &[Action]) {
        self.hold_power(cx);
        if actions.contains(&Action::MoveQualify)
            && let Some(target) = self.target(true)
        {
            self.deeds.preview(cx, &target);
        }
    }

    fn acts_on(&self, actions: &[Action]) -> Option<String> {
        let on_current = actions.iter().copied().any(is_on_current);
        let current = self.current().filter(|_| on_current)?;
        Some(current.card.company.name.clone())
    }

    fn outcomes(&self, cx: &Cx) -> Vec<Numbered> {
        outcome_panel::numbered(self.cells(cx))
    }

    fn hints(&self, _cx: &Cx) -> Vec<Action> {
        self.hint_list()
    }
    fn hint_word(&self, _cx: &Cx, action: Action) -> Option<&'static str> {
        self.word_of(action)
    }
    fn mode(&self, cx: &Cx) -> Option<String> {
        if self.find.is_typing() {
            Some(cx.t("mode-search").into_owned())
        } else if self.pane == Pane::Note {
            Some(cx.t("mode-typing").into_owned())
        } else {
            self.power_words(cx)
        }
    }
    fn cursor(&self) -> Option<CursorAt> {
        self.cursor
    }
    fn title(&self, cx: &Cx) -> String {
        cx.t(Place::Work.title_key()).into_owned()
    }
    fn tiny(&self, cx: &Cx) -> Vec<String> {
        let (Some(calling), Some(detail)) = (&self.calling, &self.now) else {
            return Vec::new();
        };
        let seconds = (cx.now().0 - calling.since.0) / 1000;
        vec![
            ellipsize(&detail.card.company.name, 38).to_string(),
            format!("{} {}", calling.number, cx.locale.duration(seconds)),
            call::tiny_digits(cx),
        ]
    }
}

//! From keys and the mouse to what has the focus.

use super::{App, Pending};
use crate::tui::action::{ALWAYS, Act, Action};
use crate::tui::component::{Availability, Handled};
use crate::tui::cx::TerminalRequest;
use crate::tui::input::{Key, Keys, Mouse, MouseKind};
use crate::tui::keymap::Meaning;
use crate::tui::message::Message;
use crate::tui::place::Place;
use crate::tui::scope::{Scope, Typing};
use crate::tui::screen::{help::Help, palette::Palette};
use crate::tui::toast::Toast;
use crate::tui::widget::area::LARGEST_TEXT;
use crate::tui::widget::hint_line::Click;
use crate::tui::widget::menu;
use ratatui::layout::{Position, Rect};

/// Two presses within this are a double click, and two of Ctrl+C leave the program.
const TWICE_MS: i64 = 400;
const INTERRUPT_TWICE_MS: i64 = 1_500;

impl App {
    pub(super) fn key(&mut self, key: Key) {
        self.toasts.key_pressed();
        let pending = self.pending.take();
        let scopes = self.cx.scopes.clone();
        let pressed = pending.map_or_else(Keys::default, |pending| pending.keys);
        let meaning = self.cx.keys.meaning(&scopes, &pressed, key);
        match meaning {
            Meaning::Act(act) => self.act(act, Some(key)),
            Meaning::Prefix(keys) => self.open_prefix(keys, key),
            Meaning::Text(ch, typing) => self.character(&scopes, key, ch, typing),
            // An unknown second key closes the box; a digit chooses its line, and what every hint line offers works.
            Meaning::Nothing if !pressed.0.is_empty() => {
                match self.cx.keys.meaning(&scopes, &Keys::default(), key) {
                    Meaning::Act(act) if matches!(act.action, Action::HelpOpen | Action::PaletteOpen) => {
                        self.act(act, Some(key));
                    }
                    _ => self.choose_by_digit(&pressed, key),
                }
            }
            Meaning::Nothing => self.unused(key),
        }
    }

    fn open_prefix(&mut self, keys: Keys, key: Key) {
        let since = self.cx.uptime.now();
        let binds = self.cx.keys.beginning(&self.cx.scopes, &keys);
        let actions: Vec<Action> = binds.into_iter().map(|bind| bind.act.action).collect();
        // A box without a line would say nothing.
        if actions
            .iter()
            .all(|action| self.availability(*action) == Availability::Absent)
        {
            return self.unused(key);
        }
        let (focus, cx) = self.focus_mut();
        focus.prefix_opened(cx, &actions);
        self.pending = Some(Pending { keys, since });
    }

    fn choose_by_digit(&mut self, pressed: &Keys, key: Key) {
        let Some(digit) = key.printable().and_then(|ch| ch.to_digit(10)) else {
            return;
        };
        let at = if digit == 0 { 9 } else { digit as usize - 1 };
        let choices = self.choices(pressed);
        if menu::own_digits(choices.iter().map(|(_, key, _)| key.as_str())) {
            return;
        }
        if let Some((act, ..)) = choices.get(at).cloned() {
            self.act(act, Some(key));
        }
    }

    /// What a prefix leads to here: action, key, availability. For the box and for its digits.
    pub(super) fn choices(&self, pressed: &Keys) -> Vec<(Act, String, Availability)> {
        let binds = self.cx.keys.after(&self.cx.scopes, pressed);
        binds
            .into_iter()
            .filter_map(|bind| {
                let available = self.availability(bind.act.action);
                let key = bind.keys.0.last()?.label();
                (available != Availability::Absent).then_some((bind.act, key, available))
            })
            .collect()
    }

    /// Whether an action can be done now, as what has the focus, the host and the application see it.
    pub(super) fn availability(&self, action: Action) -> Availability {
        if let Some(answer) = self.host.availability(&self.cx, action) {
            return answer;
        }
        let nowhere = match action {
            Action::Back => !self.nav.can_go_back(),
            Action::ToggleScreen => !self.nav.can_toggle(),
            _ => false,
        };
        // In a popup the key has its own meaning.
        if nowhere && self.layers.is_empty() {
            return Availability::Refused(self.cx.t("no-other-screen").into_owned());
        }
        self.focus().availability(&self.cx, action)
    }

    fn character(&mut self, scopes: &[Scope], key: Key, ch: char, typing: Typing) {
        let (focus, cx) = self.focus_mut();
        if focus.text(cx, ch).yes() || typing == Typing::Text {
            return;
        }
        // A menu without an entry for the character leaves it to the scopes around.
        let at = scopes
            .iter()
            .position(|scope| scope.typing() != Typing::Command)
            .unwrap_or(0);
        let outer = scopes.get(at + 1..).unwrap_or_default();
        match self.cx.keys.meaning(outer, &Keys::default(), key) {
            Meaning::Act(act) => self.act(act, Some(key)),
            _ => self.unused(key),
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.toasts.key_pressed();
        self.pending = None;
        if text.len() > LARGEST_TEXT {
            return self
                .cx
                .say(Toast::error(self.cx.t("paste-too-large").into_owned()));
        }
        let (focus, cx) = self.focus_mut();
        if focus.paste(cx, text).yes() {
            return;
        }
        // Text on a list is looked for; it is never run as keys.
        if self.layers.is_empty() {
            let line = text.trim().lines().next().unwrap_or_default().to_owned();
            self.open_palette(line);
        }
    }

    /// Does an action: what has the focus first, then the application.
    pub(super) fn act(&mut self, act: Act, key: Option<Key>) {
        if act.action == Action::Interrupt && self.interrupted() {
            return self.cx.quit();
        }
        if !ALWAYS.contains(&act.action)
            && let Availability::Refused(reason) = self.availability(act.action)
        {
            return self.cx.say(Toast::refusal(reason));
        }
        let (focus, cx) = self.focus_mut();
        if focus.act(cx, act).yes() {
            return;
        }
        let open = !self.layers.is_empty();
        let done = match act.action {
            Action::Cancel if !open => Handled::Yes,
            Action::Cancel | Action::Close | Action::Interrupt if open => {
                self.cx.close();
                Handled::Yes
            }
            action if open && !ALWAYS.contains(&action) => Handled::No,
            _ => self.own(act),
        };
        match key {
            _ if done.yes() => {}
            Some(key) => self.unused(key),
            // It was chosen from a list, by its title.
            None => {
                let title = self.cx.title_of(act.action);
                let args = [("title", (&title).into())];
                let text = self.cx.t_args("unused-action", &args).into_owned();
                self.cx.say(Toast::info(text));
            }
        }
    }

    /// What the application itself does.
    fn own(&mut self, act: Act) -> Handled {
        if let Some(place) = Place::of_action(act.action) {
            self.cx.go(place);
            return Handled::Yes;
        }
        let host = &mut self.host;
        match act.action {
            Action::HelpOpen => self.open_help(),
            Action::PaletteOpen => self.open_palette(String::new()),
            Action::ActionsMenu => self.open_actions(),
            Action::Back => {
                return self
                    .nav
                    .back(&mut self.cx, &mut |place, cx| host.screen(place, cx))
                    .into();
            }
            Action::ToggleScreen => {
                return self
                    .nav
                    .toggle(&mut self.cx, &mut |place, cx| host.screen(place, cx))
                    .into();
            }
            Action::Close | Action::Interrupt => self.ask_to_quit(),
            Action::Refresh => self.cx.send(Message::Changed),
            Action::Redraw => self.cx.terminal(TerminalRequest::Redraw),
            Action::Suspend => self.cx.terminal(TerminalRequest::Suspend),
            Action::MouseToggle => {
                self.cx.settings.mouse = !self.cx.settings.mouse;
                let on = self.cx.settings.mouse;
                let text = if on {
                    self.cx.t("mouse-on")
                } else {
                    self.cx.t("mouse-off")
                }
                .into_owned();
                self.cx.say(Toast::info(text));
                self.cx.terminal(TerminalRequest::Mouse(on));
            }
            _ => return self.host.act(&mut self.cx, act),
        }
        Handled::Yes
    }

    /// Notes a Ctrl+C; whether it is the second in a row, which always leaves.
    fn interrupted(&mut self) -> bool {
        let now = self.cx.uptime.now();
        self.last_interrupt
            .replace(now)
            .is_some_and(|before| now.0 - before.0 <= INTERRUPT_TWICE_MS)
    }

    fn open_help(&mut self) {
        let help = Help::new(&self.cx, self.nav.screen(), self.focus(), &|action| {
            self.availability(action)
        });
        self.cx.push(help);
    }

    fn open_palette(&mut self, query: String) {
        let (focus, cx) = self.focus_mut();
        focus.prefix_opened(cx, &[Action::MoveQualify]);
        let outcomes = self.focus().outcomes(&self.cx);
        let palette = Palette::new(&self.cx, self.host.finder(), query, outcomes, &|action| {
            self.availability(action)
        });
        self.cx.push(palette);
    }

    fn open_actions(&mut self) {
        let (focus, cx) = self.focus_mut();
        focus.prefix_opened(cx, &[Action::MoveQualify]);
        let entries = crate::tui::screen::actions::entries(&self.cx, &|action| self.availability(action));
        // A box without a line would swallow keys and say nothing.
        if entries.is_empty() {
            let text = self.cx.t("actions-none").into_owned();
            return self.cx.say(Toast::info(text));
        }
        let title = self.cx.title_of(Action::ActionsMenu);
        let ticket = self.cx.ticket(&mut self.menu);
        self.cx
            .push(crate::tui::screen::actions::menu(title, entries, ticket));
    }

    fn unused(&mut self, key: Key) {
        let help = self.cx.key_of(Action::HelpOpen).unwrap_or_default();
        let label = key.label();
        let args = [("key", (&label).into()), ("help", (&help).into())];
        let text = self.cx.t_args("unused-key", &args).into_owned();
        self.cx.say(Toast::info(text));
    }

    pub(super) fn mouse(&mut self, mouse: Mouse) {
        self.cx.pressed = self.cx.frame;
        if mouse.kind == MouseKind::Press {
            self.toasts.pressed();
        }
        let mouse = self.with_double(mouse);
        let at = Position {
            x: mouse.x,
            y: mouse.y,
        };
        let hit = |rect: &Rect| rect.contains(at);
        if mouse.kind == MouseKind::Press {
            match self
                .clickable
                .hints
                .iter()
                .find(|(rect, _)| hit(rect))
                .map(|(_, click)| *click)
            {
                Some(Click::Act(act)) => return self.act(act, None),
                Some(Click::Key(key)) => return self.key(key),
                None => {}
            }
            if let Some((_, place)) = self.clickable.tabs.iter().find(|(rect, _)| hit(rect)).copied() {
                return self.cx.go(place);
            }
        }
        let area = self
            .clickable
            .layers
            .last()
            .copied()
            .unwrap_or(self.clickable.body);
        if hit(&area) {
            let (focus, cx) = self.focus_mut();
            focus.mouse(cx, mouse);
        }
    }

    fn with_double(&mut self, mouse: Mouse) -> Mouse {
        if mouse.kind != MouseKind::Press {
            return mouse;
        }
        let now = self.cx.uptime.now();
        let here = (mouse.x, mouse.y);
        let twice = self
            .last_press
            .is_some_and(|(x, y, before)| (x, y) == here && now.0 - before.0 <= TWICE_MS);
        self.last_press = (!twice).then_some((mouse.x, mouse.y, now));
        if twice {
            Mouse {
                kind: MouseKind::Double,
                ..mouse
            }
        } else {
            mouse
        }
    }
}

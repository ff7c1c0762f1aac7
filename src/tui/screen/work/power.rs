//! Power mode: after an outcome that asks nothing the next call starts by
//! itself, when three seconds have been counted down where the rep sees them.

use super::Work;
use crate::base::Timestamp;
use crate::config::PowerMode;
use crate::tui::action::Action;
use crate::tui::component::Handled;
use crate::tui::cx::Cx;
use crate::tui::scope::Scope;
use crate::tui::toast::Toast;

/// How long the rep has to say no.
const WAIT_MS: i64 = 3_000;

/// The state of power mode.
#[derive(Clone, Copy, Debug)]
pub(super) struct Power {
    allowed: bool,
    pub(super) on: bool,
    /// The outcome just logged lets the next call start.
    pub(super) next: bool,
    /// The next call starts then, by the clock of the screen.
    at: Option<Timestamp>,
}

impl Power {
    pub(super) fn new(mode: PowerMode) -> Self {
        Self {
            allowed: mode != PowerMode::Never,
            on: mode == PowerMode::On,
            next: false,
            at: None,
        }
    }
    /// Whether the seconds before a call are being counted.
    pub(super) fn is_counting(&self) -> bool {
        self.at.is_some()
    }
}

impl Work {
    pub(super) fn toggle_power(&mut self, cx: &mut Cx) -> Handled {
        self.hold_power(cx);
        let key = if !self.power.allowed {
            "power-never"
        } else if self.power.on {
            "power-off"
        } else {
            "power-on"
        };
        self.power.on = self.power.allowed && !self.power.on;
        let place = cx
            .t_key("power-never-where", Action::GoSettings)
            .unwrap_or_default();
        let args = [("where", (&place).into())];
        cx.say(Toast::info(cx.t_args(key, &args).into_owned()));
        Handled::Yes
    }

    /// Stops the count; the mode stays on.
    pub(super) fn hold_power(&mut self, cx: &mut Cx) {
        self.power.at = None;
        self.power.next = false;
        cx.status.countdown = None;
    }

    /// A key during the count: what belongs to the flow goes on, any other holds it.
    pub(super) fn key_holds_power(&mut self, cx: &mut Cx, action: Action) {
        let of_flow = matches!(action, Action::Outcome | Action::Open | Action::Call);
        if self.power.is_counting() && !of_flow {
            self.hold_power(cx);
            if action != Action::Power {
                cx.say(Toast::info(cx.t("power-held").into_owned()));
            }
        }
    }

    /// The next company is there: counts down to its call, or says why power mode ends.
    pub(super) fn power_next(&mut self, cx: &mut Cx) {
        if !std::mem::take(&mut self.power.next) || !self.power.on || self.calling.is_some() {
            return;
        }
        let why = match self.current() {
            None => Some(cx.t("power-end").into_owned()),
            Some(now) if !now.task.kind.is_call() => Some(cx.t("power-no-call").into_owned()),
            Some(now) if now.dials.is_empty() => Some(cx.t("no-number").into_owned()),
            Some(_) => self.doubt(cx),
        };
        if let Some(why) = why {
            self.power.on = false;
            let text = cx.t_args("power-stopped", &[("why", (&why).into())]).into_owned();
            return cx.say(Toast::info(text));
        }
        let at = cx.uptime.now().plus_ms(WAIT_MS);
        self.power.at = Some(at);
        cx.status.countdown = Some(at);
    }

    /// What the hint line says of power mode.
    pub(super) fn power_words(&self, cx: &Cx) -> Option<String> {
        let Some(at) = self.power.at else {
            return self.power.on.then(|| cx.t("mode-power").into_owned());
        };
        let left = (at.0 - cx.uptime.now().0 + 999) / 1_000;
        let name = self.current().map(|now| now.card.company.name.clone());
        let name = crate::base::text::ellipsize(&name.unwrap_or_default(), 30).into_owned();
        let args = [("name", (&name).into()), ("n", left.max(0).into())];
        Some(cx.t_args("power-next", &args).into_owned())
    }

    /// The seconds are over: calls, but never behind a popup, another screen or a note.
    pub(super) fn tick(&mut self, cx: &mut Cx) {
        if self.power.at.is_none_or(|at| cx.uptime.now() < at) {
            return;
        }
        self.hold_power(cx);
        let is_in_front = cx.scopes.contains(&Scope::Work) && cx.scopes.contains(&Scope::Call);
        if is_in_front && self.calling.is_none() && self.cursor_on_current() && self.doubt(cx).is_none() {
            self.dial_now(cx);
        }
    }
}

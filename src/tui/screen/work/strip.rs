//! The strip that asks what an outcome still needs: a date, a reason, a choice.
//!
//! In it digits are presets; any other printable starts text. It answers with
//! the decision; the screen makes the command.

mod lines;

use crate::base::{Date, Due};
use crate::domain::command::{FollowUpArgs, Offer, Then};
use crate::domain::outcome::Place as CompanyPlace;
use crate::domain::{Code, DisqualifyReason, Rules, Stage};
use crate::tui::action::{Act, Action};
use crate::tui::component::{Component, CursorAt, Handled};
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::layout::Placement;
use crate::tui::message::Ticket;
use crate::tui::scope::Scope;
use crate::tui::screen::prompt::read;
use crate::tui::toast::Toast;
use crate::tui::widget::field::Field;
use crate::tui::widget::pane::{Pane, padded};
use jiff::tz::TimeZone;
use ratatui::Frame;
use ratatui::layout::Rect;
use std::sync::Arc;

/// What was decided.
#[derive(Clone, Debug, Default)]
pub(in crate::tui::screen) struct Decision {
    pub(in crate::tui::screen) follow_up: Option<FollowUpArgs>,
    pub(in crate::tui::screen) none: bool,
    pub(in crate::tui::screen) then: Option<Then>,
}

/// What is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::tui::screen) enum Question {
    /// A promised date (4): no "none".
    Promise,
    /// A suggested follow-up (5).
    Suggest(Due),
    /// The start of a meeting (6): no "none".
    Meeting,
    /// Why not (7).
    NotInterested,
    /// Until when to sleep; Enter takes the usual time.
    Sleep(Due),
    /// The attempts are used up.
    Exhausted(Due),
}

/// The strip.
pub(in crate::tui::screen) struct Strip {
    title: String,
    question: Question,
    rules: Arc<Rules>,
    stage: Stage,
    there: TimeZone,
    presets: Vec<(String, Option<Due>)>,
    field: Option<Field>,
    subject: Field,
    on_subject: bool,
    agreed: Option<Due>,
    /// A reason that needs a word on it, which is typed now.
    noting: Option<DisqualifyReason>,
    ticket: Ticket<Decision>,
    cursor: Option<CursorAt>,
}

impl Strip {
    pub(in crate::tui::screen) fn new(
        title: String,
        question: Question,
        rules: Arc<Rules>,
        stage: Stage,
        there: TimeZone,
        cx: &Cx,
        ticket: Ticket<Decision>,
    ) -> Self {
        let presets = presets(question, cx, &rules);
        Self {
            title,
            question,
            rules,
            stage,
            there,
            presets,
            field: None,
            subject: Field::new(""),
            on_subject: false,
            agreed: None,
            noting: None,
            ticket,
            cursor: None,
        }
    }

    fn answer(&self, cx: &mut Cx, decision: Decision) -> Handled {
        cx.close();
        cx.answer(self.ticket, decision);
        Handled::Yes
    }

    fn due(&self, cx: &Cx) -> Option<Result<Due, String>> {
        if let Some(field) = self.field.as_ref().filter(|field| !field.is_empty()) {
            return Some(read(field.value(), cx, &self.rules));
        }
        match self.question {
            Question::Suggest(due) | Question::Sleep(due) => Some(Ok(due)),
            _ => self.agreed.map(Ok),
        }
    }

    fn follow_up(&self, due: Due) -> FollowUpArgs {
        let title = self.subject.value().trim();
        FollowUpArgs {
            title: (!title.is_empty()).then(|| title.to_owned()),
            ..FollowUpArgs::at(due)
        }
    }

    fn take(&mut self, cx: &mut Cx, due: Due, then: Option<Then>) -> Handled {
        if let Question::Sleep(_) = self.question {
            return self.sleep(cx, due.day(&cx.zone));
        }
        // A meeting while qualifying asks in a second line whether to qualify.
        if self.question == Question::Meeting && self.agreed.is_none() && self.stage == Stage::Qualifying {
            self.agreed = Some(due);
            self.field = None;
            return Handled::Yes;
        }
        self.answer(
            cx,
            Decision {
                follow_up: Some(self.follow_up(due)),
                none: false,
                then,
            },
        )
    }

    fn enter(&mut self, cx: &mut Cx) -> Handled {
        if let Question::Exhausted(_) = self.question
            && self.field.is_none()
        {
            let until = self.usual_sleep(cx);
            return self.sleep(cx, until);
        }
        if let Some(reason) = self.noting {
            return self.disqualify_with_note(cx, reason);
        }
        match self.due(cx) {
            Some(Ok(due)) => self.take(cx, due, None),
            Some(Err(error)) => {
                cx.say(Toast::error(error));
                Handled::Yes
            }
            None => {
                cx.say(Toast::info(cx.t("date-examples").into_owned()));
                Handled::Yes
            }
        }
    }

    fn usual_sleep(&self, cx: &Cx) -> Date {
        cx.today().plus_days(self.rules.settings.dormant_days)
    }

    fn disqualify_with_note(&self, cx: &mut Cx, reason: DisqualifyReason) -> Handled {
        let note = self.field.as_ref().map(|field| field.value().trim().to_owned());
        let Some(note) = note.filter(|note| !note.is_empty()) else {
            cx.say(Toast::info(cx.t("why-other-hint").into_owned()));
            return Handled::Yes;
        };
        let then = Some(Then::Disqualify {
            reason,
            note: Some(note),
        });
        let decision = Decision {
            then,
            ..Decision::default()
        };
        self.answer(cx, decision)
    }

    fn sleep(&self, cx: &mut Cx, until: Date) -> Handled {
        self.answer(
            cx,
            Decision {
                then: Some(Then::Dormant { until }),
                ..Decision::default()
            },
        )
    }

    fn digit(&mut self, cx: &mut Cx, digit: usize) -> Handled {
        match self.question {
            Question::NotInterested => {
                let at = if digit == 0 { 9 } else { digit - 1 };
                let Some(reason) = DisqualifyReason::ALL.get(at).filter(|_| self.can_disqualify()) else {
                    return Handled::Yes;
                };
                if *reason == DisqualifyReason::Other {
                    // Nobody could tell later why: a word is asked.
                    self.noting = Some(*reason);
                    self.field = Some(Field::new(""));
                    self.title = format!("{} · {}", self.title, cx.t("ask-why-other"));
                    return Handled::Yes;
                }
                let then = Some(Then::Disqualify {
                    reason: *reason,
                    note: None,
                });
                return self.answer(
                    cx,
                    Decision {
                        then,
                        ..Decision::default()
                    },
                );
            }
            Question::Exhausted(retry) => match digit {
                1 => {
                    let until = self.usual_sleep(cx);
                    return self.sleep(cx, until);
                }
                2 => {
                    let then = Some(Then::Disqualify {
                        reason: DisqualifyReason::NoResponse,
                        note: None,
                    });
                    return self.answer(
                        cx,
                        Decision {
                            then,
                            ..Decision::default()
                        },
                    );
                }
                3 => return self.take(cx, retry, None),
                4 => {
                    self.field = Some(Field::new(""));
                    return Handled::Yes;
                }
                _ => return Handled::Yes,
            },
            _ => {}
        }
        let second_line = self.agreed.is_some();
        let qualifies = matches!(self.question, Question::Suggest(_)) || second_line;
        if second_line && !matches!(digit, 7 | 8) {
            return Handled::Yes;
        }
        if matches!(digit, 7 | 8) && qualifies {
            let hand_over = (digit == 8).then(Offer::outside_sales);
            if let Some(Ok(due)) = self.due(cx).filter(|_| self.stage == Stage::Qualifying) {
                self.agreed = Some(due);
                return self.take(cx, due, Some(Then::Qualify { hand_over }));
            }
            cx.say(Toast::info(cx.t("qualify-not-here").into_owned()));
            return Handled::Yes;
        }
        match self.presets.get(digit.wrapping_sub(1)).map(|(_, due)| *due) {
            Some(Some(due)) if due.key(&cx.zone) > cx.now() => self.take(cx, due, None),
            Some(Some(_)) => {
                cx.say(Toast::info(cx.t("date-past").into_owned()));
                Handled::Yes
            }
            Some(None) => self.answer(
                cx,
                Decision {
                    none: true,
                    ..Decision::default()
                },
            ),
            None => Handled::Yes,
        }
    }

    fn can_disqualify(&self) -> bool {
        crate::domain::stage::find(Some(self.stage), Stage::Disqualified).is_some()
    }
}

fn presets(question: Question, cx: &Cx, rules: &Rules) -> Vec<(String, Option<Due>)> {
    if matches!(
        question,
        Question::NotInterested | Question::Sleep(_) | Question::Exhausted(_)
    ) {
        return Vec::new();
    }
    let settings = &rules.settings;
    let home = CompanyPlace {
        zone: cx.zone.clone(),
        country: Some(settings.country.clone()),
    };
    let desk = home.desk(settings);
    let (today, morning) = (cx.today(), settings.working_time.morning);
    let days_to_monday = (8 - i32::from(today.0.weekday().to_monday_one_offset())).rem_euclid(7);
    let monday = today.plus_days(if days_to_monday == 0 { 7 } else { days_to_monday });
    let at = |day| Some(Due::At(desk.at(desk.forward_to_working_day(day), morning)));
    let name = |key: &'static str| cx.t(key).into_owned();
    let mut list = vec![
        (name("preset-today"), Some(Due::At(today.at_in(16, 0, &cx.zone)))),
        (
            name("preset-tomorrow"),
            Some(Due::At(desk.at(desk.next_working_day(today), morning))),
        ),
        (
            name("preset-3d"),
            Some(Due::At(desk.at(desk.add_working_days(today, 3), morning))),
        ),
        (name("preset-monday"), at(monday)),
        (name("preset-2w"), at(today.plus_days(14))),
    ];
    if matches!(question, Question::Suggest(_)) {
        list.push((name("preset-none"), None));
    }
    list
}

impl Component for Strip {
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &DrawCx<'_>) {
        let buf = frame.buffer_mut();
        let inner = padded(Pane::popup(self.title.clone()).draw(buf, area, *cx));
        self.cursor = self.draw_lines(buf, inner, *cx);
    }

    fn act(&mut self, cx: &mut Cx, act: Act) -> Handled {
        match act.action {
            Action::Open | Action::FormSave => self.enter(cx),
            Action::PaneNext | Action::FormNext | Action::PanePrev | Action::FormPrev => {
                if self.question == Question::NotInterested || self.noting.is_some() {
                    return Handled::Yes;
                }
                if self.field.is_none() {
                    self.field = Some(Field::new(""));
                } else {
                    self.on_subject = !self.on_subject;
                }
                Handled::Yes
            }
            action if self.on_subject => self.subject.act(action),
            action => self.field.as_mut().map_or(Handled::No, |field| field.act(action)),
        }
    }

    fn text(&mut self, cx: &mut Cx, ch: char) -> Handled {
        if self.on_subject {
            self.subject.insert(ch);
            return Handled::Yes;
        }
        if let Some(field) = &mut self.field {
            field.insert(ch);
            return Handled::Yes;
        }
        if let Some(digit) = ch.to_digit(10) {
            return self.digit(cx, digit as usize);
        }
        match (self.question, ch) {
            (_, '?' | ':') => Handled::No,
            (Question::NotInterested, 'd') => {
                self.question = Question::Sleep(Due::On(self.usual_sleep(cx)));
                self.title = format!("{} · {}", self.title, cx.t("ask-dormant"));
                Handled::Yes
            }
            (Question::NotInterested, 'f') => {
                self.question = Question::Promise;
                self.presets = presets(Question::Promise, cx, &self.rules);
                Handled::Yes
            }
            (Question::NotInterested, _) => Handled::Yes,
            _ => {
                self.field = Some(Field::new(ch.to_string()));
                Handled::Yes
            }
        }
    }

    fn scopes(&self) -> Vec<Scope> {
        if self.field.is_some() || self.on_subject {
            vec![Scope::Form, Scope::Text]
        } else {
            vec![Scope::Menu]
        }
    }
    fn cursor(&self) -> Option<CursorAt> {
        self.cursor
    }
    fn title(&self, _cx: &Cx) -> String {
        self.title.clone()
    }
    fn mode(&self, cx: &Cx) -> Option<String> {
        (self.field.is_some() || self.on_subject).then(|| cx.t("mode-typing").into_owned())
    }
    fn hints(&self, _cx: &Cx) -> Vec<Action> {
        if self.question == Question::NotInterested {
            return vec![Action::Cancel];
        }
        vec![Action::Open, Action::PaneNext, Action::Cancel]
    }
    fn hint_word(&self, _cx: &Cx, action: Action) -> Option<&'static str> {
        match action {
            Action::Open => Some("hint-log"),
            Action::PaneNext => Some("hint-edit-date"),
            Action::Cancel => Some("hint-back"),
            _ => None,
        }
    }
    fn placement(&self, cx: &Cx) -> Placement {
        Placement::Bottom {
            height: self.rows(cx),
        }
    }
}

//! A digit: the outcome of a call, with what it asks before it is logged.

use super::{Current, Plain};
use crate::base::{Due, text};
use crate::cli::output::Outcome;
use crate::cli::words::Words;
use crate::domain::command::{ActivityCommand, FollowUpArgs, LogActivity, Offer, Then};
use crate::domain::outcome::{Attempts, Consequence, Place, consequence};
use crate::domain::{ActivityType, Code, DisqualifyReason, Effect, OutcomeRule, Stage};
use crate::locale::Arg;

/// What was decided before an outcome is logged.
#[derive(Default)]
struct Decision {
    follow_up: Option<Due>,
    no_follow_up: bool,
    then: Option<Then>,
}

/// The attempts of a call without a task.
const FIRST: Attempts = Attempts {
    n: 1,
    max: i64::MAX,
    busy_streak: 0,
};

impl Plain<'_> {
    /// What an outcome leads to on the current task.
    fn leads_to(&self, current: &Current, rule: &OutcomeRule) -> Consequence {
        let rules = self.s.replica.rules();
        let attempts = current.task.as_ref().map_or(FIRST, Attempts::of);
        let place = Place::of(&current.card.company, &rules.settings);
        consequence(rule, attempts, &place, &rules.settings, self.s.replica.now())
    }
    /// The outcomes on the digits with their consequence.
    pub(super) fn show_outcomes(&self) -> Outcome {
        let Some(current) = &self.current else {
            return Ok(());
        };
        let rules = self.s.replica.rules();
        let actor = self.s.replica.actor();
        let words = Words::new(&self.s.setup, &actor.zone, self.s.replica.now());
        for rule in rules.outcomes.iter().filter(|rule| rule.digit.is_some()) {
            let label = rule.label(self.s.setup.lang());
            let consequence = match self.leads_to(current, rule) {
                Consequence::CallBack { due, .. } | Consequence::Suggest { due } => words.due(due),
                Consequence::Exhausted { .. } => self.t("cons-exhausted", &[]),
                Consequence::AskDate | Consequence::AskMeeting => self.t("cons-when", &[]),
                Consequence::AskNotInterested => self.t("cons-why", &[]),
                Consequence::WrongNumber => self.t("cons-number", &[]),
                Consequence::AskWhom => self.t("cons-whom", &[]),
                Consequence::Nothing => String::new(),
            };
            let digit = rule.digit.unwrap_or_default();
            self.s
                .out()
                .line(format!("{digit} {}: {consequence}", text::line(label)))?;
        }
        Ok(())
    }
    /// Logs the outcome on a digit.
    pub(super) fn digit(&mut self, typed: &str) -> Outcome {
        let Some(current) = &self.current else {
            return self.say("plain-no-current");
        };
        let is_call = current.task.as_ref().is_none_or(|task| task.kind.is_call());
        if !is_call && !current.calls_anyway {
            return self.say("plain-not-a-call");
        }
        let rules = self.s.replica.rules();
        let digit = typed.parse().unwrap_or_default();
        let Some(rule) = rules.outcome_on(digit) else {
            return self.say("plain-no-outcome");
        };
        let Some(decision) = self.decide(rule)? else {
            return self.say("plain-back");
        };
        self.log(rule, decision)
    }
    fn log(&mut self, rule: &OutcomeRule, decision: Decision) -> Outcome {
        let Some(current) = &self.current else {
            return Ok(());
        };
        let mut log = LogActivity::new(self.s.replica.new_id(), ActivityType::Call);
        log.task_id = current.task.as_ref().map(|task| task.id);
        log.keep_task = current.calls_anyway;
        log.company_id = Some(current.card.company.id);
        log.contact_id = current.task.as_ref().and_then(|task| task.contact_id);
        log.outcome = Some(rule.code.clone());
        log.notes.clone_from(&self.note);
        log.follow_up = decision.follow_up.map(FollowUpArgs::at);
        log.no_follow_up = decision.no_follow_up;
        log.then = decision.then;
        let task = log.task_id;
        let keep = current.calls_anyway;
        let applied = self.give(ActivityCommand::Log(Box::new(log)))?;
        self.drop_note(task)?;
        let stays = applied
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::NextNumber { .. }));
        if stays || keep {
            self.reload()?;
            if self.current.is_some() {
                return self.show();
            }
        }
        self.go_on()
    }
    /// Asks what the outcome asks; none: back to the call, nothing is logged.
    fn decide(&mut self, rule: &OutcomeRule) -> Outcome<Option<Decision>> {
        let Some(current) = &self.current else {
            return Ok(None);
        };
        let stage = current.card.company.stage;
        match self.leads_to(current, rule) {
            Consequence::CallBack { .. } | Consequence::WrongNumber | Consequence::Nothing => {
                Ok(Some(Decision::default()))
            }
            Consequence::AskDate => self.ask_follow_up("plain-when"),
            Consequence::AskMeeting => {
                let decision = self.ask_follow_up("plain-meeting")?;
                if decision.is_some() && stage == Stage::Qualifying {
                    return self.ask_qualify(decision);
                }
                Ok(decision)
            }
            Consequence::Suggest { due } => self.ask_suggested(due),
            Consequence::Exhausted { retry } => self.ask_exhausted(retry),
            Consequence::AskNotInterested => self.ask_not_interested(),
            Consequence::AskWhom => self.ask_whom(),
        }
    }
    fn ask_follow_up(&mut self, key: &str) -> Outcome<Option<Decision>> {
        let Some(when) = self.when(key, "")? else {
            return Ok(None);
        };
        Ok(Some(Decision {
            follow_up: Some(self.s.ahead("follow_up", &when)?),
            ..Decision::default()
        }))
    }
    fn ask_qualify(&mut self, decision: Option<Decision>) -> Outcome<Option<Decision>> {
        let question = self.t("plain-meeting-then", &[]);
        let hand_over = match self.ask(&question)?.as_deref() {
            Some("7") => None,
            Some("8") => Some(Offer::outside_sales()),
            _ => return Ok(decision),
        };
        Ok(decision.map(|decision| Decision {
            then: Some(Then::Qualify { hand_over }),
            ..decision
        }))
    }
    /// The suggestion, another date, none; and qualifying by the same act.
    fn ask_suggested(&mut self, due: Due) -> Outcome<Option<Decision>> {
        let actor = self.s.replica.actor();
        let shown = Words::new(&self.s.setup, &actor.zone, self.s.replica.now()).due(due);
        let question = self.t("plain-suggest", &[("when", Arg::Text(&shown))]);
        let Some(answer) = self.ask(&question)? else {
            return Ok(None);
        };
        let qualify = |hand_over| Decision {
            follow_up: Some(due),
            then: Some(Then::Qualify { hand_over }),
            ..Decision::default()
        };
        let plain = |due| Decision {
            follow_up: Some(due),
            ..Decision::default()
        };
        Ok(Some(match answer.as_str() {
            "" => plain(due),
            "6" => Decision {
                no_follow_up: true,
                ..Decision::default()
            },
            "7" => qualify(None),
            "8" => qualify(Some(Offer::outside_sales())),
            "-" => return Ok(None),
            other => {
                let phrase = super::places::preset(other);
                match self.s.ahead("follow_up", phrase) {
                    Ok(due) => plain(due),
                    Err(failure) => {
                        self.tell(failure)?;
                        return self.ask_suggested(due);
                    }
                }
            }
        }))
    }
    fn ask_exhausted(&mut self, retry: Due) -> Outcome<Option<Decision>> {
        let rules = self.s.replica.rules();
        let actor = self.s.replica.actor();
        let now = self.s.replica.now();
        let shown = Words::new(&self.s.setup, &actor.zone, now).due(retry);
        let days = i64::from(rules.settings.dormant_days);
        let question = self.t(
            "plain-exhausted",
            &[("days", Arg::from(days)), ("when", Arg::Text(&shown))],
        );
        let until = now.date_in(&actor.zone).plus_days(rules.settings.dormant_days);
        let then = |then| Decision {
            then: Some(then),
            ..Decision::default()
        };
        Ok(match self.ask(&question)?.as_deref() {
            Some("" | "1") => Some(then(Then::Dormant { until })),
            Some("2") => Some(then(Then::Disqualify {
                reason: DisqualifyReason::NoResponse,
                note: None,
            })),
            Some("3") => Some(Decision {
                follow_up: Some(retry),
                ..Decision::default()
            }),
            Some("4") => return self.ask_follow_up("plain-when"),
            _ => None,
        })
    }
    fn ask_not_interested(&mut self) -> Outcome<Option<Decision>> {
        self.say("plain-not-interested")?;
        let Some(answer) = self.reasons_or_line()? else {
            return Ok(None);
        };
        let then = match answer {
            Answer::Reason(reason) => Then::Disqualify { reason, note: None },
            Answer::Line(line) => match line.as_str() {
                "f" => return self.ask_follow_up("plain-when"),
                "d" => {
                    let Some(when) = self.when("plain-dormant", "")? else {
                        return Ok(None);
                    };
                    Then::Dormant {
                        until: self.s.day("dormant", &when)?,
                    }
                }
                _ => return Ok(None),
            },
        };
        Ok(Some(Decision {
            then: Some(then),
            ..Decision::default()
        }))
    }
    fn ask_whom(&mut self) -> Outcome<Option<Decision>> {
        let question = self.t("plain-whom", &[]);
        let then = match self.ask(&question)?.as_deref() {
            Some("1") => Then::BlockCompany { basis: None },
            Some("2") => Then::BlockPerson { basis: None },
            _ => return Ok(None),
        };
        Ok(Some(Decision {
            then: Some(then),
            ..Decision::default()
        }))
    }
    /// The ten reasons on the digits, asked for; none: back.
    pub(super) fn reason(&mut self) -> Outcome<Option<DisqualifyReason>> {
        self.say("plain-reason")?;
        Ok(match self.reasons_or_line()? {
            Some(Answer::Reason(reason)) => Some(reason),
            _ => None,
        })
    }
    fn reasons_or_line(&mut self) -> Outcome<Option<Answer>> {
        for (digit, reason) in (1..=9).chain([0]).zip(DisqualifyReason::ALL) {
            let label = self.s.setup.locale.code("REASON", reason.code()).into_owned();
            self.s.out().line(format!("{digit} {label}"))?;
        }
        let Some(line) = self.ask("")? else {
            return Ok(None);
        };
        let by_digit = |digit: usize| {
            DisqualifyReason::ALL
                .get(if digit == 0 { 9 } else { digit - 1 })
                .copied()
        };
        let reason = match line.parse::<usize>() {
            Ok(digit @ 0..=9) => by_digit(digit),
            _ => DisqualifyReason::lenient(&line),
        };
        Ok(Some(reason.map_or(Answer::Line(line), Answer::Reason)))
    }
    /// Asks for a moment until one is understood; none: back.
    pub(super) fn when(&mut self, key: &str, typed: &str) -> Outcome<Option<String>> {
        let mut typed = typed.to_owned();
        loop {
            if typed.is_empty() {
                let question = self.t(key, &[]);
                match self.ask(&question)? {
                    None => return Ok(None),
                    Some(line) if line.is_empty() => return Ok(None),
                    Some(line) => typed = line,
                }
            }
            let phrase = super::places::preset(&typed).to_owned();
            match self.s.ahead("when", &phrase) {
                Ok(_) => return Ok(Some(phrase)),
                Err(failure) => self.tell(failure)?,
            }
            typed.clear();
        }
    }
}

/// What was typed where a reason was asked for.
enum Answer {
    Reason(DisqualifyReason),
    Line(String),
}

//! What a command did, and when things are due, in words for a person.

use super::session::Setup;
use super::spoken;
use crate::base::{Date, Due, Timestamp, phrase};
use crate::domain::{Code, Effect};
use crate::locale::{Arg, Locale};
use crate::view::Why;
use jiff::tz::TimeZone;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What texts about moments need.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words<'a> {
    pub(crate) locale: &'a Locale,
    pub(crate) zone: &'a TimeZone,
    pub(crate) now: Timestamp,
    /// The zone of the company that is spoken of.
    pub(crate) there: Option<&'a TimeZone>,
    /// Codes are said by their labels: whoever listens does not type them.
    labels: bool,
}

impl<'a> Words<'a> {
    pub(crate) fn new(setup: &'a Setup, zone: &'a TimeZone, now: Timestamp) -> Self {
        Self {
            locale: &setup.locale,
            zone,
            now,
            there: None,
            labels: false,
        }
    }
    /// Words for a person alone: labels instead of the codes that verbs take.
    pub(crate) fn labelled(self) -> Self {
        Self { labels: true, ..self }
    }
    /// A code as it is said here.
    fn code<'c>(&'c self, kind: &str, code: &'c str) -> Cow<'c, str> {
        if self.labels {
            self.locale.code(kind, code)
        } else {
            Cow::Borrowed(code)
        }
    }
    /// Words about a company in a zone: where its clocks differ, its time is said too.
    pub(crate) fn there(self, there: Option<&'a TimeZone>) -> Self {
        Self { there, ..self }
    }
    fn t(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.locale.t_args(key, args).into_owned()
    }
    /// A moment in full: `Tue 24 Nov 2026 14:30`.
    pub(crate) fn at(&self, at: Timestamp) -> String {
        self.due(Due::At(at))
    }
    /// A due in full.
    pub(crate) fn due(&self, due: Due) -> String {
        phrase::echo(due, self.zone, self.there, self.locale.lang())
    }
    /// A day in full.
    pub(crate) fn day(&self, day: Date) -> String {
        self.due(Due::On(day))
    }
    /// A due as short as its distance allows, for columns.
    pub(crate) fn soon(&self, due: Option<Due>) -> String {
        due.map_or_else(String::new, |due| {
            phrase::relative(due, self.now, self.zone, self.locale.lang(), phrase::Width::Full)
        })
    }
    /// The same of a key column, in which a day without a time is its last millisecond.
    pub(crate) fn soon_key(&self, key: Option<Timestamp>) -> String {
        let due = key.map(|at| {
            let next = at.plus_ms(1);
            let day = at.date_in(self.zone);
            if next == day.plus_days(1).start_in(self.zone) {
                Due::On(day)
            } else {
                Due::At(at)
            }
        });
        self.soon(due)
    }
    /// A past moment as short as its age allows, for columns.
    pub(crate) fn ago(&self, at: Option<Timestamp>) -> String {
        at.map_or_else(String::new, |at| {
            phrase::short(Due::At(at), self.now, self.zone, self.locale.lang())
        })
    }
    /// Why a task stands where it stands.
    pub(crate) fn why(&self, why: &Why) -> String {
        let until = |at: &Timestamp| self.soon(Some(Due::At(*at)));
        match why {
            Why::NotYet { at } => format!("{} {}", why.code(), until(at)),
            Why::Waiting { until: at } | Why::Skipped { until: at } | Why::OutsideHours { opens: at } => {
                format!("{} → {}", why.code(), until(at))
            }
            Why::InWork { by, until: at } => format!("{} {by} → {}", why.code(), until(at)),
            _ => why.code().to_owned(),
        }
    }
    /// That more was taken back than is named.
    pub(crate) fn more_undone(&self, n: usize) -> String {
        self.t("effect-undone-more", &[("n", Arg::from(n))])
    }
    /// An effect in one line.
    pub(crate) fn effect(&self, effect: &Effect) -> String {
        let key = |name: &str| format!("effect-{name}");
        let one = |name: &str, arg: &str, value: &str| self.t(&key(name), &[(arg, Arg::Text(value))]);
        match effect {
            Effect::CompanyCreated { name, .. } => one("company_created", "name", name),
            Effect::CompanyChanged { fields, .. } => one("company_changed", "fields", &fields.join(", ")),
            Effect::CompanyDeleted { .. } => self.t(&key("company_deleted"), &[]),
            Effect::StageChanged { from: None, to, .. } => {
                one("stage_first", "to", &self.code("STAGE", to.code()))
            }
            Effect::StageChanged {
                from: Some(from), to, ..
            } => self.t(
                &key("stage_changed"),
                &[
                    ("from", Arg::Text(&self.code("STAGE", from.code()))),
                    ("to", Arg::Text(&self.code("STAGE", to.code()))),
                ],
            ),
            Effect::Restored { table, .. } => one("restored", "table", table),
            Effect::Deleted { table, .. } => one("deleted", "table", table),
            Effect::ContactCreated { name, .. } => one("contact_created", "name", name),
            Effect::ContactChanged { fields, .. } => one("contact_changed", "fields", &fields.join(", ")),
            Effect::NoteAdded { .. } => self.t(&key("note_added"), &[]),
            Effect::NumberMarked { number, state } => self.t(
                &key("number_marked"),
                &[
                    ("number", Arg::Text(number)),
                    ("state", Arg::Text(&state.to_string())),
                ],
            ),
            Effect::NextNumber { number, .. } => one("next_number", "number", number),
            Effect::WakeUp { on } => one("wake_up", "day", &self.day(*on)),
            Effect::Undone { label, .. } => one("undone", "label", &spoken::label(self.locale, label)),
            Effect::Merged {
                moved, left_behind, ..
            } => self.merged(moved, left_behind),
            Effect::NotSame { .. } => self.t(&key("not_same"), &[]),
            Effect::RulesLoaded { count } => self.t(&key("rules_loaded"), &[("count", Arg::from(*count))]),
            Effect::RowBroughtBack { table, .. } => one("row_brought_back", "table", table),
            Effect::FieldPut { name, created, .. } => one(
                if *created { "field_added" } else { "field_changed" },
                "name",
                name,
            ),
            Effect::FieldDeleted { name, .. } => one("field_deleted", "name", name),
            Effect::Suppressed { count, known, rows } => self.t(
                &key("suppressed"),
                &[
                    ("count", Arg::from(*count)),
                    ("known", Arg::from(*known)),
                    ("rows", Arg::from(*rows)),
                ],
            ),
            Effect::Erased {
                texts,
                journal,
                drafts,
                merged,
                ..
            } => self.t(
                &key("erased"),
                &[
                    ("texts", Arg::from(*texts)),
                    ("journal", Arg::from(*journal)),
                    ("drafts", Arg::from(*drafts)),
                    ("merged", Arg::from(*merged)),
                ],
            ),
            Effect::SuppressionLifted { .. } => self.t(&key("suppression_lifted"), &[]),
            Effect::Purged { count } => self.t(&key("purged"), &[("count", Arg::from(*count))]),
            Effect::Warning { code, text, due } => one("warning", "text", &self.warning(code, text, *due)),
            Effect::LeaseEnded { .. } => self.t(&key("lease_ended"), &[]),
            other => self.work_effect(other),
        }
    }
    /// What came along, and what stays nowhere but in the timeline.
    fn merged(&self, moved: &BTreeMap<String, usize>, left_behind: &[(String, String)]) -> String {
        let list = |items: Vec<String>| items.join(", ");
        let came = moved.iter().map(|(table, count)| format!("{table} {count}"));
        let came = list(came.collect());
        let mut line = if came.is_empty() {
            self.t("effect-merged_alone", &[])
        } else {
            self.t("effect-merged", &[("moved", Arg::Text(&came))])
        };
        if !left_behind.is_empty() {
            let left = left_behind
                .iter()
                .map(|(field, value)| format!("{field} {value:?}"));
            line += &self.t(
                "effect-left_behind",
                &[("fields", Arg::Text(&list(left.collect())))],
            );
        }
        line
    }
    /// A warning in the language of the answers, where it has words of its own.
    fn warning(&self, code: &str, text: &str, due: Option<Due>) -> String {
        let key = format!("warning-{code}");
        if self.locale.find(&key).is_none() {
            return text.to_owned();
        }
        let when = self.soon(due);
        self.t(&key, &[("when", Arg::Text(&when))])
    }
    /// Effects on cases, tasks, activities and handovers.
    fn work_effect(&self, effect: &Effect) -> String {
        let t = |name: &str, args: &[(&str, &str)]| {
            let args: Vec<_> = args
                .iter()
                .map(|(name, value)| (*name, Arg::Text(value)))
                .collect();
            self.t(&format!("effect-{name}"), &args)
        };
        match effect {
            Effect::CaseOpened { kind, .. } => t("case_opened", &[("kind", &self.code("CASE", kind.code()))]),
            Effect::CaseClosed { kind, outcome, .. } => t(
                "case_closed",
                &[
                    ("kind", &self.code("CASE", kind.code())),
                    ("outcome", &self.code("CASEOUTCOME", outcome.code())),
                ],
            ),
            Effect::CaseReopened { .. } => t("case_reopened", &[]),
            Effect::TaskCreated {
                kind,
                queue,
                due,
                attempt,
                promised,
                ..
            } => {
                let (kind, queue) = (self.code("TASK", kind.code()), self.code("QUEUE", queue));
                let mut line = t("task_created", &[("kind", &kind), ("queue", &queue)]);
                if let Some(due) = due {
                    line += &t("task_due", &[("due", &self.due(*due))]);
                }
                if *attempt > 1 {
                    line += &t("task_attempt", &[("attempt", &attempt.to_string())]);
                }
                if *promised {
                    line += &t("task_promised", &[]);
                }
                line
            }
            Effect::TaskChanged { fields, .. } => t("task_changed", &[("fields", &fields.join(", "))]),
            Effect::TaskDone { .. } => t("task_done", &[]),
            Effect::TaskCancelled { reason, .. } => t("task_cancelled", &[("reason", &reason.to_string())]),
            Effect::TaskReleased { .. } => t("task_released", &[]),
            Effect::TaskClaimed { until, .. } => t("task_claimed", &[("until", &self.at(*until))]),
            Effect::ActivityLogged {
                kind, outcome: None, ..
            } => t(
                "activity_logged",
                &[("kind", &self.code("ACTIVITY", kind.code()))],
            ),
            Effect::ActivityLogged {
                kind,
                outcome: Some(outcome),
                ..
            } => t(
                "activity_outcome",
                &[
                    ("kind", &self.code("ACTIVITY", kind.code())),
                    ("outcome", &self.code("OUTCOME", outcome)),
                ],
            ),
            Effect::DoNotContact { set: false, .. } => t("do_not_contact_lifted", &[]),
            Effect::DoNotContact {
                contact_id: Some(_), ..
            } => t("do_not_contact_person", &[]),
            Effect::DoNotContact { .. } => t("do_not_contact_company", &[]),
            Effect::HandoverOffered { to_queue, .. } => {
                t("handover_offered", &[("queue", &self.code("QUEUE", to_queue))])
            }
            Effect::HandoverAnswered { state, .. } => {
                t("handover_answered", &[("state", &state.to_string())])
            }
            _ => String::new(),
        }
    }
}

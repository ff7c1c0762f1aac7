//! The current task as lines: who, which number, why now, what each digit does.

use super::{Current, Plain};
use crate::base::Due;
use crate::cli::output::Outcome;
use crate::cli::show;
use crate::cli::words::Words;
use crate::domain::outcome::dial_order;
use crate::domain::{Code, Contact};
use crate::locale::Arg;
use crate::view::Why;

/// Numbers read out; the others are in `company show`.
const NUMBERS: usize = 3;

impl Plain<'_> {
    /// The current task, or that there is none.
    pub(super) fn show(&self) -> Outcome {
        let Some(current) = &self.current else {
            return self.say("plain-idle");
        };
        for line in self.sheet(current) {
            self.s.out().line(line)?;
        }
        let is_call = current.task.as_ref().is_none_or(|task| task.kind.is_call());
        if is_call || current.calls_anyway {
            self.show_outcomes()?;
        } else {
            self.say("plain-not-a-call")?;
        }
        self.say("plain-keys")
    }
    fn sheet(&self, current: &Current) -> Vec<String> {
        let actor = self.s.replica.actor();
        let words = Words::new(&self.s.setup, &actor.zone, self.s.replica.now());
        let locale = &self.s.setup.locale;
        let company = &current.card.company;
        let stage = locale.code("STAGE", company.stage.code()).into_owned();
        let place = [company.postal.city.as_deref(), company.postal.country.as_deref()];
        let place = place.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let mut lines = vec![String::new(), joined(&[&company.name, &place, &stage])];
        if let Some(task) = &current.task {
            let kind = locale.code("TASK", task.kind.code()).into_owned();
            let attempt = self.t(
                "attempt-of",
                &[
                    ("n", Arg::from(task.attempt)),
                    ("max", Arg::from(task.attempts_max)),
                ],
            );
            let due = task
                .due()
                .map(|due| self.t("due-when", &[("when", Arg::Text(&words.due(due)))]));
            let own = show::own_title(task.kind, &task.title);
            let title = own
                .filter(|title| !title.eq_ignore_ascii_case(&kind))
                .unwrap_or_default();
            lines.push(joined(&[&kind, title, &due.unwrap_or_default(), &attempt]));
        }
        lines.extend(self.people(current));
        if company.dnc_since.is_some() {
            lines.push(self.t("safety-dnc", &[]));
        }
        if let Some(work) = &current.card.in_work {
            let until = words.at(work.until);
            lines.push(self.t(
                "safety-in-work",
                &[("name", Arg::Text(&work.name)), ("until", Arg::Text(&until))],
            ));
        }
        match current.card.qualify_needs.as_deref() {
            Some([]) => lines.push(self.t("plain-qualify-ready", &[])),
            Some(needs) => {
                let list = needs
                    .iter()
                    .map(|need| need.fix.as_str())
                    .collect::<Vec<_>>()
                    .join(", ");
                lines.push(self.t("qualify-needs", &[("list", Arg::Text(&list))]));
            }
            None => {}
        }
        if let Some(note) = &self.note {
            lines.push(format!("{}: {note}", self.t("pane-note", &[])));
        }
        lines
    }
    /// The person of the task, and the numbers in the order they are tried.
    fn people(&self, current: &Current) -> Vec<String> {
        let (company, contacts) = (&current.card.company, &current.card.contacts);
        let named = current.task.as_ref().and_then(|task| task.contact_id);
        let name_of = |id| {
            contacts
                .iter()
                .find(|contact| Some(contact.id) == id)
                .map(Contact::display_name)
        };
        let mut lines = Vec::new();
        let person = contacts.iter().find(|contact| Some(contact.id) == named);
        if let Some(person) = person {
            lines.push(joined(&[
                &person.display_name(),
                person.job_title.as_deref().unwrap_or_default(),
            ]));
        }
        let dials = dial_order(company, contacts, named);
        for dial in dials.iter().take(NUMBERS) {
            let whose = name_of(dial.contact).unwrap_or_else(|| self.t("switchboard", &[]));
            let kind = self
                .s
                .setup
                .locale
                .code("PHONE", dial.phone.kind.code())
                .into_owned();
            lines.push(joined(&[&dial.phone.raw, &whose, &kind]));
        }
        if dials.is_empty() {
            lines.push(self.t("no-number", &[]));
        }
        lines
    }
    /// Why a row stands where it stands, in words.
    pub(super) fn why(&self, why: &Why) -> String {
        let actor = self.s.replica.actor();
        let words = Words::new(&self.s.setup, &actor.zone, self.s.replica.now());
        let at = |key: &str, at| self.t(key, &[("when", Arg::Text(&words.soon(Some(Due::At(at)))))]);
        match why {
            Why::NotYet { at: when } => at("why-not-yet", *when),
            Why::Waiting { until } => at("why-waiting", *until),
            Why::OutsideHours { opens } => at("why-outside", *opens),
            Why::InWork { by, .. } => self.t("why-in-work", &[("name", Arg::Text(by))]),
            other => self.t(&format!("why-{}", other.code().replace('_', "-")), &[]),
        }
    }
    /// The talk track of the current task.
    pub(super) fn script(&self) -> Outcome {
        let Some(task) = self.current.as_ref().and_then(|current| current.task.as_ref()) else {
            return self.say("plain-no-task");
        };
        let rules = self.s.replica.rules();
        match rules.script(task.kind, task.script_key.as_deref()) {
            Some(text) => self.s.out().line(text.trim()),
            None => self.say("plain-no-script"),
        }
    }
}

/// Parts that are not empty, with commas: pauses for whoever listens.
fn joined(parts: &[&str]) -> String {
    parts
        .iter()
        .filter(|part| !part.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join(", ")
}

//! The fields of the log form: which there are for each type, and what an outcome fills in.

use super::{About, LogAbout};
use crate::base::Due;
use crate::base::phrase::Tense;
use crate::domain::outcome::{Attempts, Consequence, Place as CompanyPlace, consequence};
use crate::domain::{ActivityType, Code, Contact, DisqualifyReason, Priority, Rules, Task};
use crate::tui::cx::Cx;
use crate::tui::screen::dates::Dates;
use crate::tui::screen::words;
use crate::tui::widget::form::{Form, FormField};
use crate::tui::widget::menu::Choice;
use std::sync::Arc;

/// The types one logs by hand, in the order of the form.
pub(super) const TYPES: [ActivityType; 6] = [
    ActivityType::Call,
    ActivityType::Email,
    ActivityType::Meeting,
    ActivityType::Visit,
    ActivityType::Note,
    ActivityType::Research,
];
const EMAIL: [&str; 3] = ["SENT", "REPLIED", "BOUNCED"];
const MEETING: [&str; 4] = ["HELD", "NO_SHOW", "RESCHEDULED", "CANCELLED"];

/// The outcome codes of a type, with their labels.
pub(super) fn outcomes(cx: &Cx, kind: ActivityType, rules: &Rules) -> Vec<(String, String)> {
    let fixed = |codes: &[&str]| {
        let label = |code: &&str| cx.locale.code("OUTCOME", code).into_owned();
        codes
            .iter()
            .map(|code| ((*code).to_owned(), label(code)))
            .collect()
    };
    match kind {
        ActivityType::Call => {
            let label = |text: &str| text.trim_end_matches('…').to_owned();
            let lang = cx.locale.lang();
            let rules = rules.outcomes.iter();
            rules
                .map(|rule| (rule.code.clone(), label(rule.label(lang))))
                .collect()
        }
        ActivityType::Email => fixed(&EMAIL),
        ActivityType::Meeting | ActivityType::Visit => fixed(&MEETING),
        _ => Vec::new(),
    }
}

/// The tasks an activity may complete: open ones, by due.
pub(super) fn open_tasks(about: &About) -> Vec<&Task> {
    about.tasks.iter().filter(|task| task.is_open()).collect()
}

/// The whole form; what a type has no use for is hidden by [`fit`].
pub(super) fn form(cx: &Cx, log: &LogAbout, about: &About, rules: &Arc<Rules>) -> Form {
    let t = |key: &'static str| cx.t(key).into_owned();
    let types = TYPES.map(|kind| Choice::new(cx.locale.code("ACTIVITY", kind.code())));
    let kind = TYPES.iter().position(|kind| *kind == log.kind);
    let past = Dates::new(cx, rules, Tense::Past);
    let ahead = Dates::new(cx, rules, Tense::Ahead);
    let now = past.today(cx, cx.now());
    let directions = vec![Choice::new(t("direction-out")), Choice::new(t("direction-in"))];
    let reasons = DisqualifyReason::ALL.iter().take(10);
    let reasons = reasons.map(|reason| Choice::new(cx.locale.code("REASON", reason.code())));
    let whom = vec![Choice::new(t("whom-company")), Choice::new(t("whom-person"))];
    let priorities = Priority::ALL.iter();
    let priorities = priorities.map(|code| Choice::new(cx.locale.code("PRIORITY", code.code())));
    let normal = Priority::ALL.iter().position(|code| *code == Priority::Normal);
    let mut form = Form::new()
        .field(FormField::radio("type", t("field-type"), types.to_vec(), kind))
        .field(FormField::select(
            "with",
            t("field-with"),
            people(cx, about),
            with(log, about),
        ))
        .field(past.field(cx, "when", &t("field-when"), &now))
        .field(FormField::text("duration", t("field-duration"), "").width(9))
        .field(FormField::radio(
            "direction",
            t("field-direction"),
            directions,
            Some(0),
        ))
        .field(FormField::select("outcome", t("field-outcome"), Vec::new(), None))
        .field(FormField::select(
            "reason",
            t("field-reason"),
            reasons.collect(),
            None,
        ))
        .field(FormField::radio("whom", t("field-whom"), whom, None))
        .field(FormField::select(
            "completes",
            t("field-completes"),
            tasks(cx, about),
            completes(log, about),
        ))
        .field(FormField::long("note", t("field-note"), "", 4))
        .field(ahead.field(cx, "follow", &t("field-follow"), ""))
        .field(FormField::text("what", t("field-what"), ""))
        .field(FormField::select("assign", t("field-assign"), assignees(cx, about), Some(0)).width(24))
        .field(
            FormField::select("priority", t("field-priority"), priorities.collect(), normal)
                .width(14)
                .beside(),
        )
        .button("save", t("button-save"));
    if log.work {
        form = form.button("next", t("button-save-next"));
    }
    let mut form = form.button("discard", t("button-discard"));
    fit(cx, &mut form, rules);
    form
}

fn people(cx: &Cx, about: &About) -> Vec<Choice> {
    let company = Choice::new(cx.t("with-company"));
    let title = |c: &Contact| c.job_title.clone().unwrap_or_default();
    let people = about.contacts.iter();
    let people = people.map(|c| Choice::new(c.display_name()).detail(title(c)));
    [company].into_iter().chain(people).collect()
}

fn with(log: &LogAbout, about: &About) -> Option<usize> {
    let task = log
        .task
        .and_then(|id| about.tasks.iter().find(|task| task.id == id));
    let wanted = log.contact.or_else(|| task.and_then(|task| task.contact_id));
    let at = about.contacts.iter().position(|c| Some(c.id) == wanted);
    Some(at.map_or(0, |at| at + 1))
}

fn tasks(cx: &Cx, about: &About) -> Vec<Choice> {
    let none = Choice::new(cx.t("completes-none"));
    let tasks = open_tasks(about).into_iter().map(|task| {
        let (when, title, _) = words::task(cx, task);
        Choice::new(title).detail(when)
    });
    [none].into_iter().chain(tasks).collect()
}

fn completes(log: &LogAbout, about: &About) -> Option<usize> {
    let at = open_tasks(about)
        .iter()
        .position(|task| Some(task.id) == log.task);
    Some(at.map_or(0, |at| at + 1))
}

fn assignees(cx: &Cx, about: &About) -> Vec<Choice> {
    let others = about.users.iter().map(|(_, name)| Choice::new(name.clone()));
    [Choice::new(cx.t("assign-rules"))]
        .into_iter()
        .chain(others)
        .collect()
}

/// The type that is chosen.
pub(super) fn kind(form: &Form) -> ActivityType {
    form.chosen("type")
        .and_then(|at| TYPES.get(at))
        .copied()
        .unwrap_or(ActivityType::Call)
}

/// Shows what the chosen type has, hides the rest, and offers its outcomes.
pub(super) fn fit(cx: &Cx, form: &mut Form, rules: &Rules) {
    let kind = kind(form);
    let outcomes = outcomes(cx, kind, rules);
    let spoken = !matches!(kind, ActivityType::Note | ActivityType::Research);
    form.show("outcome", !outcomes.is_empty());
    form.set_choices(
        "outcome",
        outcomes
            .into_iter()
            .map(|(_, label)| Choice::new(label))
            .collect(),
    );
    if let Some(field) = form.get_mut("outcome") {
        field.required = kind == ActivityType::Call;
        field.error = None;
    }
    form.show(
        "duration",
        matches!(
            kind,
            ActivityType::Call | ActivityType::Meeting | ActivityType::Visit
        ),
    );
    form.show(
        "direction",
        spoken && kind != ActivityType::Meeting && kind != ActivityType::Visit,
    );
    let code = code(cx, form, rules).unwrap_or_default();
    form.show("reason", code == "NOT_INTERESTED");
    form.show("whom", code == "DO_NOT_CALL");
}

/// The code of the outcome that is chosen.
pub(super) fn code(cx: &Cx, form: &Form, rules: &Rules) -> Option<String> {
    let at = form.chosen("outcome")?;
    outcomes(cx, kind(form), rules)
        .into_iter()
        .nth(at)
        .map(|(code, _)| code)
}

/// The task that will be completed.
pub(super) fn completed<'a>(form: &Form, about: &'a About) -> Option<&'a Task> {
    let at = form.chosen("completes")?.checked_sub(1)?;
    open_tasks(about).into_iter().nth(at)
}

/// What the chosen outcome of a call leads to by itself.
pub(super) fn leads_to(cx: &Cx, form: &Form, about: &About, rules: &Rules) -> Option<Consequence> {
    if kind(form) != ActivityType::Call {
        return None;
    }
    let code = code(cx, form, rules)?;
    let rule = rules.outcome(&code)?;
    let none = Attempts {
        n: 0,
        max: rules.settings.attempts,
        busy_streak: 0,
    };
    let task = completed(form, about).filter(|task| task.kind.is_call());
    let attempts = task.map_or(none, Attempts::of);
    let place = about.company.as_deref().map_or_else(
        || CompanyPlace {
            zone: rules.settings.time_zone(),
            country: Some(rules.settings.country.clone()),
        },
        |company| CompanyPlace::of(company, &rules.settings),
    );
    Some(consequence(rule, attempts, &place, &rules.settings, cx.now()))
}

/// The follow-up an outcome fills in.
pub(super) fn suggestion(leads_to: &Consequence) -> Option<Due> {
    match leads_to {
        Consequence::CallBack { due, .. } | Consequence::Suggest { due } => Some(*due),
        Consequence::Exhausted { retry } => Some(*retry),
        _ => None,
    }
}

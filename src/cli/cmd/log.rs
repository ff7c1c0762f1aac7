//! `callsheet log`: what happened, on a task or with a company. The verb a rep gives all day.

use super::examples;
use crate::base::{ActivityId, CompanyId, TaskId, id::RowId};
use crate::cli::codes::codes;
use crate::cli::fields;
use crate::cli::find;
use crate::cli::output::Outcome;
use crate::cli::session::Session;
use crate::domain::command::{ActivityCommand, FollowUpArgs, LogActivity, Offer, Then};
use crate::domain::{
    ActivityType, Direction, DisqualifyReason, Effect, Priority, Refusal, Task, TaskOrigin, TaskType,
};
use clap::{Args, ValueEnum};
use serde_json::json;

/// Arguments of `log`.
#[derive(Args, Debug)]
#[command(after_help = examples!("log \"Müller GmbH\" --outcome NO_ANSWER",
    "log 01936b1e-1c00-7000-8000-000000000001 --outcome 5 --note \"wants a quote\" --follow-up \"tomorrow 10\"",
    "log \"Müller GmbH\" --outcome CALL_BACK_LATER --follow-up \"tu 14:30\" --duration 4:20",
    "log \"Müller GmbH\" --outcome NOT_INTERESTED --disqualify NO_NEED",
    "log \"Müller GmbH\" --outcome REACHED_DECISION_MAKER --follow-up +2d --qualify --hand-over",
    "log \"Müller GmbH\" --type EMAIL --outcome SENT --at \"yesterday 15\" --note -",
    "log \"Müller GmbH\" --outcome DO_NOT_CALL --block person --contact \"Anna Kowalski\""))]
pub(crate) struct LogArgs {
    /// A task by its id, or a company by id, exact name, domain, or system:id
    target: String,
    /// What happened; a call when not said, or what fits the task
    #[arg(long = "type", value_name = "TYPE", value_parser = codes::<ActivityType>())]
    kind: Option<ActivityType>,
    /// What it led to: a code, or the digit of an outcome
    #[arg(long, value_name = "CODE")]
    outcome: Option<String>,
    /// What was said; - reads standard input
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// One line, for e-mails and meetings
    #[arg(long, value_name = "TEXT")]
    subject: Option<String>,
    /// The agreed follow-up, as "tomorrow 10", "tu 14:30", +3d, 24.11. 9
    #[arg(long, value_name = "WHEN", conflicts_with = "no_follow_up")]
    follow_up: Option<String>,
    /// What kind of task the follow-up is
    #[arg(long, value_name = "TYPE", requires = "follow_up", value_parser = codes::<TaskType>())]
    follow_up_type: Option<TaskType>,
    /// One line for the follow-up
    #[arg(long, value_name = "TEXT", requires = "follow_up")]
    follow_up_title: Option<String>,
    /// Whose the follow-up is: id, name or e-mail of the user; me
    #[arg(long, value_name = "USER", requires = "follow_up")]
    assignee: Option<String>,
    /// How much the follow-up presses
    #[arg(long, requires = "follow_up", value_parser = codes::<Priority>())]
    priority: Option<Priority>,
    /// Make none, although the outcome would
    #[arg(long)]
    no_follow_up: bool,
    /// Take the place of somebody else's promised follow-up
    #[arg(long)]
    replace: bool,
    /// How long it took: 4:20, 5m, 1h 30m
    #[arg(long, value_name = "LENGTH")]
    duration: Option<String>,
    /// When it happened, as "yesterday 15"; now when not said
    #[arg(long, value_name = "WHEN")]
    at: Option<String>,
    /// With whom: id or exact name
    #[arg(long)]
    contact: Option<String>,
    /// The number called
    #[arg(long)]
    phone: Option<String>,
    /// Who spoke to whom
    #[arg(long, value_parser = codes::<Direction>())]
    direction: Option<Direction>,
    /// Minutes, for a meeting that was booked
    #[arg(long, value_name = "N")]
    meeting_minutes: Option<i64>,
    /// Leave the task open, or with a company take none
    #[arg(long)]
    keep_task: bool,
    #[command(flatten)]
    then: ThenArgs,
}

/// What else the same act decides.
#[derive(Args, Debug, Default)]
pub(crate) struct ThenArgs {
    /// Qualify the company by the same act
    #[arg(long, conflicts_with_all = ["disqualify", "dormant", "block"])]
    qualify: bool,
    /// With --qualify: offer the case to outside sales
    #[arg(long, requires = "qualify")]
    hand_over: bool,
    /// Disqualify it with a reason
    #[arg(long, value_name = "REASON", conflicts_with_all = ["dormant", "block"], value_parser = codes::<DisqualifyReason>())]
    disqualify: Option<DisqualifyReason>,
    /// Let it sleep until a day
    #[arg(long, value_name = "DAY", conflicts_with = "block")]
    dormant: Option<String>,
    /// Never contact the company, or only this person
    #[arg(long, value_enum)]
    block: Option<Block>,
    /// Why it was right although number or address is on the do-not-contact list
    #[arg(long, value_name = "TEXT")]
    override_do_not_contact: Option<String>,
    /// On what basis it is blocked
    #[arg(long, value_name = "TEXT", requires = "block")]
    basis: Option<String>,
}

/// Who must not be contacted.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Block {
    /// The whole company
    Company,
    /// Only the person
    Person,
}

/// On what it is logged.
struct Target {
    task: Option<Task>,
    task_id: Option<TaskId>,
    company_id: CompanyId,
}

/// Does what was asked.
pub(crate) fn run(args: LogArgs, s: &mut Session) -> Outcome {
    let target = target(&args, s)?;
    s.about(target.company_id)?;
    let on_task = target.task.as_ref().map(|task| task.kind.fitting_activity());
    let kind = args.kind.or(on_task).unwrap_or(ActivityType::Call);
    let mut log = LogActivity::new(s.replica.new_id::<ActivityId>(), kind);
    log.task_id = target.task_id;
    log.company_id = Some(target.company_id);
    log.keep_task = args.keep_task;
    log.outcome = args.outcome.as_deref().map(|typed| outcome(typed, s));
    log.follow_up = follow_up(&args, s)?;
    log.contact_id = args
        .contact
        .map(|name| s.contact(&name, Some(target.company_id)))
        .transpose()?;
    log.direction = args.direction;
    log.occurred_at = args.at.map(|when| s.past("at", &when)).transpose()?;
    log.duration_s = args
        .duration
        .map(|text| fields::duration("duration", &text))
        .transpose()?
        .map(i64::from);
    log.subject = args.subject;
    log.notes = s.typed(args.note)?;
    log.phone = args.phone;
    log.no_follow_up = args.no_follow_up;
    log.replace = args.replace;
    log.meeting_minutes = args.meeting_minutes;
    log.override_do_not_contact
        .clone_from(&args.then.override_do_not_contact);
    log.then = args.then.read(s)?;
    give(log, s)
}

/// Gives the command; the activity and the follow-up it made are in the answer.
fn give(log: LogActivity, s: &mut Session) -> Outcome {
    let (new, task) = (log.id, log.task_id);
    let applied = s.run(ActivityCommand::Log(Box::new(log)))?;
    // A meeting that was planned keeps its id.
    let id = applied.effects.iter().find_map(|effect| match effect {
        Effect::ActivityLogged { id, .. } => Some(*id),
        _ => None,
    });
    let id = id.unwrap_or(new);
    let made = applied.effects.iter().find_map(|effect| match effect {
        Effect::TaskCreated {
            id,
            origin: TaskOrigin::FollowUp,
            ..
        } => Some(*id),
        _ => None,
    });
    let more = [("task_id", json!(task)), ("follow_up_task_id", json!(made))];
    s.answer(&applied, id.uuid(), &more)
}

fn target(args: &LogArgs, s: &Session) -> Outcome<Target> {
    if let Some(id) = find::uuid(&args.target)
        && let Some(task) = s.replica.task(TaskId(id))?
    {
        return Ok(Target {
            task_id: Some(task.id),
            company_id: task.company_id,
            task: Some(task),
        });
    }
    let company_id = s.company(&args.target)?;
    let Some(card) = s.replica.company(company_id)? else {
        return Err(Refusal::not_found("task or company", &args.target).into());
    };
    // As `c` on the company's page: a call completes the first call task; anything else is logged beside the tasks.
    let calls = args.kind.unwrap_or(ActivityType::Call) == ActivityType::Call;
    let task_id = if calls && !args.keep_task {
        s.first_call(&card)
    } else {
        None
    };
    Ok(Target {
        task: None,
        task_id,
        company_id,
    })
}

/// A digit stands for the outcome on that key.
pub(crate) fn outcome(typed: &str, s: &Session) -> String {
    let rules = s.replica.rules();
    let on_digit = typed
        .trim()
        .parse()
        .ok()
        .and_then(|digit| rules.outcome_on(digit));
    on_digit.or_else(|| rules.outcome(typed)).map_or_else(
        || typed.trim().to_uppercase().replace(['-', ' '], "_"),
        |rule| rule.code.clone(),
    )
}

fn follow_up(args: &LogArgs, s: &mut Session) -> Outcome<Option<FollowUpArgs>> {
    let Some(when) = &args.follow_up else {
        return Ok(None);
    };
    Ok(Some(FollowUpArgs {
        due: s.ahead("follow_up", when)?,
        kind: args.follow_up_type,
        title: args.follow_up_title.clone(),
        assignee: args.assignee.as_ref().map(|user| s.user(user)).transpose()?,
        priority: args.priority,
    }))
}

impl ThenArgs {
    fn read(&self, s: &mut Session) -> Outcome<Option<Then>> {
        if self.qualify {
            let hand_over = self.hand_over.then(Offer::outside_sales);
            return Ok(Some(Then::Qualify { hand_over }));
        }
        if let Some(reason) = self.disqualify {
            return Ok(Some(Then::Disqualify { reason, note: None }));
        }
        if let Some(day) = &self.dormant {
            let until = s.day("dormant", day)?;
            return Ok(Some(Then::Dormant { until }));
        }
        let basis = self.basis.clone();
        Ok(self.block.map(|block| match block {
            Block::Company => Then::BlockCompany { basis },
            Block::Person => Then::BlockPerson { basis },
        }))
    }
}

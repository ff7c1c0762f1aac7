//! One deed on many companies: each by itself, one undo for all.

use super::company::unknown;
use crate::base::{CompanyId, Date, UserId};
use crate::domain::permission::Permission;
use crate::domain::{DisqualifyReason, Stage};
use crate::protocol::Problem;
use crate::replica::{BulkRow, Deed, TaskPlan};
use crate::server::call::{Call, Reply};
use crate::server::fault::Out;
use crate::server::route::{Route, Verb};
use crate::view::CompanyAsk;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most companies of one request; more are several requests.
const MOST: usize = 1000;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::send(
            Verb::Post,
            "/bulk",
            "One deed on up to 1,000 companies, each by itself; one undo takes all back",
            bulk,
        )
        .may(Permission::CompaniesRead),
    ]
}

/// What is done to which companies.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Bulk {
    deed: Do,
    /// These companies.
    #[serde(default)]
    ids: Vec<CompanyId>,
    /// Or those that fit a filter.
    q: Option<String>,
}

/// What is done to each.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "do", deny_unknown_fields)]
enum Do {
    /// To a user, or to nobody.
    Own {
        /// To whom.
        owner: Option<UserId>,
    },
    /// Tags on, tags off.
    Tag {
        /// On.
        #[serde(default)]
        add: Vec<String>,
        /// Off.
        #[serde(default)]
        remove: Vec<String>,
    },
    /// Qualified.
    Qualify {},
    /// Disqualified.
    Disqualify {
        /// Why.
        reason: DisqualifyReason,
        /// A word on it.
        note: Option<String>,
    },
    /// Asleep.
    Dormant {
        /// Until then.
        until: Date,
    },
    /// Offered to outside sales.
    HandOver {},
    /// To a stage, by the action of the move.
    Stage {
        /// Where to.
        to: Stage,
        /// Its reason.
        reason: Option<String>,
        /// A word on it.
        note: Option<String>,
        /// Of a sleep.
        wake_up: Option<Date>,
    },
    /// Out of the queues.
    Archive {},
    /// Back to work.
    Reopen {},
    /// Its unfinished tasks to a user or into a queue.
    Reassign {
        /// To this user; none: to nobody.
        to_user: Option<UserId>,
        /// Into this queue; none: they stay.
        to_queue: Option<String>,
    },
    /// A new task on each.
    Task {
        /// As it is made.
        task: TaskPlan,
    },
    /// Into Trash.
    Delete {
        /// With its open case and tasks.
        #[serde(default)]
        with_case: bool,
    },
}

impl From<Do> for Deed {
    fn from(deed: Do) -> Self {
        match deed {
            Do::Own { owner } => Self::Own(owner),
            Do::Tag { add, remove } => Self::Tag(add, remove),
            Do::Qualify {} => Self::Qualify,
            Do::Disqualify { reason, note } => Self::Disqualify(reason, note),
            Do::Dormant { until } => Self::Dormant(until),
            Do::HandOver {} => Self::HandOver,
            Do::Stage {
                to,
                reason,
                note,
                wake_up,
            } => Self::Stage {
                to,
                reason,
                note,
                wake_up,
            },
            Do::Archive {} => Self::Archive,
            Do::Reopen {} => Self::Reopen,
            Do::Reassign { to_user, to_queue } => Self::Reassign { to_user, to_queue },
            Do::Task { task } => Self::Task(task),
            Do::Delete { with_case } => Self::Delete(with_case),
        }
    }
}

/// What became of each.
#[derive(Serialize, JsonSchema)]
struct Results {
    /// Nothing was changed.
    dry_run: bool,
    /// In the order of the ids, or of the list.
    results: Vec<BulkRow>,
}

fn bulk(call: &Call, body: Bulk) -> Out<Reply<Results>> {
    let ids = match (body.q, body.ids) {
        (None, ids) if !ids.is_empty() => ids,
        (Some(filter), ids) if ids.is_empty() => fitting(call, filter)?,
        _ => return Err(unknown("/ids", "name companies by ids, or by q, one of the two.")),
    };
    if ids.len() > MOST {
        let text = format!("A bulk request has at most {MOST} companies.");
        return Err(Problem::new(413, "too_large", "That is too large", text));
    }
    let done = call.door.bulk(&body.deed.into(), &ids, call.dry_run, |_| true);
    if let Some(stopped) = done.stopped {
        return Err(stopped.into());
    }
    Reply::ok(Results {
        dry_run: call.dry_run,
        results: done.rows,
    })
}

/// The companies that fit a filter; a few more than may be, to see that they are too many.
fn fitting(call: &Call, filter: String) -> Out<Vec<CompanyId>> {
    let ask = CompanyAsk {
        filter,
        ..CompanyAsk::default()
    };
    Ok(call.door.company_ids(&ask, |count| count <= MOST)?)
}

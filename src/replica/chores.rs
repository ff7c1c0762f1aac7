//! What a server does by itself for each tenant: one process of several does it, when it is due.

use super::{OpenError, Replica, RunError, Team, jobs};
use crate::base::Timestamp;
use crate::params;
use crate::store::{Result as StoreResult, feed, identity, job, lease};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// A process that has a job longer than this is taken for dead.
const HELD: i64 = 10 * MINUTE;
/// Who listens is told of what is due so long before.
const SOON: i64 = 15 * MINUTE;
/// What was told is kept so long.
const TOLD: i64 = 90 * DAY;

/// A job: its name, how often, and what it does; it says what it did.
struct Chore {
    name: &'static str,
    every: i64,
    run: fn(&Replica) -> Result<String, RunError>,
}

const CHORES: &[Chore] = &[
    Chore {
        name: "due_soon",
        every: MINUTE,
        run: due_soon,
    },
    Chore {
        name: "handovers_and_trash",
        every: MINUTE,
        run: handovers_and_trash,
    },
    Chore {
        name: "tidy",
        every: HOUR,
        run: tidy,
    },
];

/// When a job ran last.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct JobRun {
    /// Which.
    pub name: String,
    /// It ran last.
    pub last_at: Option<Timestamp>,
    /// How that ended.
    pub outcome: Option<String>,
    /// It runs next.
    pub next_at: Timestamp,
}

/// Tells of what becomes due in the next quarter of an hour.
fn due_soon(door: &Replica) -> Result<String, RunError> {
    let now = door.now();
    let told = door.write_with(move |tx| tx.tell_due(now, now.plus_ms(SOON)))?;
    Ok(format!("{told} told"))
}

/// Handovers that nobody answered come back; what has been in Trash long enough goes.
fn handovers_and_trash(door: &Replica) -> Result<String, RunError> {
    let ctx = door.ctx(None);
    door.inner
        .pool
        .write(move |conn| jobs::run(conn, &ctx, jobs::At::Opening))?;
    Ok("done".to_owned())
}

/// What has ended by itself is forgotten: leases, revoked tokens, events of long ago.
fn tidy(door: &Replica) -> Result<String, RunError> {
    let now = door.now();
    let gone = door.write_with(move |tx| {
        let tenant = tx.tenant();
        let mut gone = tx.exec(lease::FORGET, params![tenant, now])?;
        gone += tx.exec(identity::FORGET_JTIS, params![now])?;
        gone += tx.exec(feed::FORGET, params![tenant, now.plus_ms(-TOLD)])?;
        Ok(gone)
    })?;
    Ok(format!("{gone} forgotten"))
}

impl Replica {
    fn write_with<R: Send + 'static>(
        &self,
        f: impl FnOnce(&mut crate::store::Tx<'_>) -> StoreResult<R> + Send + 'static,
    ) -> Result<R, RunError> {
        Ok(self.inner.pool.write(|conn| conn.write(f))?)
    }
    /// When each job of the tenant ran last.
    pub fn jobs(&self) -> Result<Vec<JobRun>, RunError> {
        let rows = self.read(|tx| {
            let tenant = tx.tenant();
            tx.all(job::JOBS, params![tenant])
        })?;
        let run = |row: job::JobRow| JobRun {
            name: row.name,
            last_at: row.last_at,
            outcome: row.outcome,
            next_at: row.next_at,
        };
        Ok(rows.into_iter().map(run).collect())
    }
    /// Does what is due and no other process does.
    fn run_chores(&self) -> Result<(), RunError> {
        for chore in CHORES {
            let now = self.now();
            let taken = self.write_with(move |tx| tx.take_job(chore.name, now, now.plus_ms(HELD)))?;
            if !taken {
                continue;
            }
            let outcome = (chore.run)(self).unwrap_or_else(|error| {
                tracing::error!(job = chore.name, %error, "a job failed");
                "failed; see the log".to_owned()
            });
            let next = now.plus_ms(chore.every);
            self.write_with(move |tx| tx.end_job(chore.name, now, &outcome, next))?;
        }
        Ok(())
    }
}

impl Team {
    /// Does what is due for every tenant.
    ///
    /// # Errors
    /// When the database fails; a job that fails is in the log and in its outcome.
    pub fn run_jobs(&self) -> Result<(), OpenError> {
        for tenant in self.tenants()? {
            self.door(tenant.no)?.run_chores()?;
        }
        Ok(())
    }
}

//! The store beside the floor: pages as a screen asks for them, and a call that is logged.
//!
//! The file is left as it was: what writes is rolled back.

use crate::Out;
use crate::measure::{Line, Samples};
use crate::replay::{Part, Recording, Replay, driver};
use callsheet::base::{CompanyId, Timestamp};
use callsheet::domain::command::{ActivityCommand, LogActivity};
use callsheet::domain::{ActivityType, Command};
use callsheet::replica::{Clock, OpenOptions, Replica};
use callsheet::store::queue::{self, QueueScope};
use callsheet::store::{Conn, Pool, Tx, company, timeline};
use callsheet::view::{CompanyAsk, QueueAsk, QueueRow, TimelineAsk};
use std::path::Path;
use std::time::Duration;

/// Rounds of a pair; the median of them counts.
const ROUNDS: usize = 15;
/// How often a page is asked for in a round.
const REPEATS: usize = 50;
/// Calls logged in a round.
const CALLS: u32 = 100;

/// The lines of the table that are about the store.
pub(crate) fn measure(file: &Path) -> Out<Vec<Line>> {
    let world = World::open(file)?;
    let mut lines = world.pages(file)?;
    lines.push(world.log_a_call(file)?);
    Ok(lines)
}

/// The file as a front end has it open.
struct World {
    replica: Replica,
    rows: Vec<QueueRow>,
}

pub(crate) fn options(file: &Path) -> OpenOptions {
    OpenOptions {
        path: file.to_owned(),
        clock: Clock::System,
        user_name: "bench".to_owned(),
        zone: "UTC".to_owned(),
        country: "DE".to_owned(),
        rules: Vec::new(),
    }
}

impl World {
    fn open(file: &Path) -> Out<Self> {
        let replica = Replica::open(options(file))?;
        let ask = QueueAsk {
            by_company: true,
            limit: CALLS,
            ..QueueAsk::default()
        };
        let rows = replica.queue(&ask)?.rows;
        if rows.len() < CALLS as usize {
            return Err(format!("the queue has {} companies only", rows.len()).into());
        }
        Ok(Self { replica, rows })
    }

    /// What a screen asks for when it opens or is paged through.
    fn pages(&self, file: &Path) -> Out<Vec<Line>> {
        let (actor, rules) = (self.replica.actor(), self.replica.rules());
        let zone = rules.settings.time_zone();
        let now = self.replica.now();
        let scope = QueueScope {
            user: actor.id,
            device: self.replica.new_id(),
            queues: &actor.queues,
            now,
            zone: &zone,
            rules: &rules,
        };
        let work = QueueAsk {
            by_company: true,
            ..QueueAsk::default()
        };
        let list = CompanyAsk::default();
        let some = |at: usize| self.rows[at % self.rows.len()].company_id;
        let busiest = busiest(file)?;
        Ok(vec![
            pair("queue page", file, 1.3, |tx, _| {
                queue::page(tx, &scope, &work).map(drop)
            })?,
            pair("list of companies", file, 1.3, |tx, _| {
                company::page(tx, actor.id, &list).map(drop)
            })?,
            pair("company page", file, 1.3, |tx, at| {
                company::card(tx, actor.id, now, &rules, some(at)).map(drop)
            })?,
            pair("timeline page", file, 1.3, |tx, at| {
                timeline::page(tx, &TimelineAsk::of(some(at))).map(drop)
            })?,
            pair("timeline page of the busiest company", file, 1.3, |tx, _| {
                timeline::page(tx, &TimelineAsk::of(busiest)).map(drop)
            })?,
        ])
    }

    /// Logging a call (activity, task done, follow-up, journal), beside the rows it writes.
    fn log_a_call(&self, file: &Path) -> Out<Line> {
        let commands = || -> Vec<Command> {
            let log = |row: &QueueRow| {
                let log = LogActivity {
                    id: self.replica.new_id(),
                    task_id: Some(row.id),
                    outcome: Some("NO_ANSWER".to_owned()),
                    ..blank(ActivityType::Call, self.replica.now())
                };
                ActivityCommand::Log(Box::new(log)).into()
            };
            self.rows.iter().map(log).collect()
        };
        let recorded = {
            let recording = std::sync::Arc::new(std::sync::Mutex::new(None));
            let (path, kept) = (file.to_owned(), std::sync::Arc::clone(&recording));
            let pool = Pool::start(1, 0, move |_| {
                let mut conn = Conn::open(&path)?;
                let on = Recording::on(&mut conn).expect("the driver can be watched");
                *kept.lock().expect("nobody panics with it") = Some(on);
                Ok(conn)
            })?;
            let watched = Replica::over(pool, options(file))?;
            let recording = recording
                .lock()
                .expect("nobody panics with it")
                .take()
                .expect("was put there");
            recording.take();
            let done = watched.dry_run_batch(commands())?;
            if let Some(Err(refusal)) = done.into_iter().find(Result::is_err) {
                return Err(format!("a call was refused: {refusal}").into());
            }
            recording.take()
        };
        let mut conn = Conn::open(file)?;
        let floor = driver(&mut conn)?;
        let mut replay = Replay::new(floor, &recorded, Part::Writes)?;
        let (mut ours, mut theirs) = (Samples::default(), Samples::default());
        for _ in 0..ROUNDS {
            let commands = commands();
            let before = cpu();
            self.replica.dry_run_batch(commands)?;
            ours.push(cpu().saturating_sub(before) / CALLS);
            let before = cpu();
            floor.execute_batch("BEGIN IMMEDIATE")?;
            replay.run()?;
            floor.execute_batch("ROLLBACK")?;
            theirs.push(cpu().saturating_sub(before) / CALLS);
        }
        let what = format!(
            "log a call, processor time ({} rows written)",
            replay.len() / CALLS as usize
        );
        Ok(Line::against(&what, ours.median(), theirs.median(), 1.5))
    }
}

/// The company with the most activities.
fn busiest(file: &Path) -> Out<CompanyId> {
    let mut conn = Conn::open_reader(file)?;
    let sql = "SELECT company_id FROM activity WHERE company_id IS NOT NULL GROUP BY company_id ORDER BY COUNT(*) DESC";
    let id: uuid::Uuid = driver(&mut conn)?.query_row(sql, [], |row| row.get(0))?;
    Ok(CompanyId(id))
}

/// A log entry of this kind with nothing said.
fn blank(kind: ActivityType, at: Timestamp) -> LogActivity {
    let nothing = serde_json::json!({ "id": uuid::Uuid::nil(), "kind": kind, "occurred_at": at });
    serde_json::from_value(nothing).expect("everything else has a default")
}

/// Measures a read beside its own statements on the bare driver, in turns; `work` is given the number of the repeat.
fn pair(
    what: &str,
    file: &Path,
    times: f64,
    mut work: impl FnMut(&mut Tx<'_>, usize) -> Result<(), callsheet::store::StoreError>,
) -> Out<Line> {
    let mut watched = Conn::open_reader(file)?;
    let recording = Recording::on(&mut watched)?;
    let mut conn = Conn::open_reader(file)?;
    let mut floor = Conn::open_reader(file)?;
    let floor = driver(&mut floor)?;
    let mut replays = Vec::new();
    for at in 0..REPEATS {
        recording.take();
        watched.read(|tx| work(tx, at))?;
        replays.push(Replay::new(floor, &recording.take(), Part::All)?);
    }
    let (mut ours, mut theirs) = (Samples::default(), Samples::default());
    // One round more than counts: the first fills the caches.
    for round in 0..=ROUNDS {
        let before = cpu();
        for at in 0..REPEATS {
            conn.read(|tx| work(tx, at))?;
        }
        let our_time = cpu().saturating_sub(before);
        let before = cpu();
        for replay in &mut replays {
            floor.execute_batch("BEGIN")?;
            replay.run()?;
            floor.execute_batch("ROLLBACK")?;
        }
        let their_time = cpu().saturating_sub(before);
        if round > 0 {
            ours.push(our_time / REPEATS as u32);
            theirs.push(their_time / REPEATS as u32);
        }
    }
    let statements = replays.iter().map(Replay::len).sum::<usize>() / REPEATS;
    let what = format!("{what}, {statements} statements, processor time");
    Ok(Line::against(&what, ours.median(), theirs.median(), times))
}

/// Time on the processor so far, of all threads of this program.
pub(crate) fn cpu() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    let nanos = time.tv_sec * 1_000_000_000 + time.tv_nsec;
    Duration::from_nanos(nanos.unsigned_abs())
}

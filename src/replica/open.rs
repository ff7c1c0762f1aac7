//! Opening a file: clock, device, tenant and the user of a local file.

use super::{Inner, Replica, RunError, jobs};
use crate::base::id::RowId;
use crate::base::{CommandId, DeviceId, Timestamp, UserId};
use crate::domain::command::{AdminCommand, LoadRules, NewRule, PutUser};
use crate::domain::{Actor, Authority, Command, Ctx, Refusal, RefusalCode, Role, Rules, User};
use crate::ops::{self, OpsError};
use crate::params;
use crate::store::{Conn, Pool, StoreError, Tx, drafts, facts};
use jiff::tz::TimeZone;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, RwLock};
use uuid::{ContextV7, Uuid};

/// Where time and ids come from.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The machine's.
    System,
    /// Stands still (`--clock`, demos, tests); ids still differ.
    Frozen(Timestamp),
}

/// Counts within a millisecond, so that ids made one after the other sort so.
static IDS: LazyLock<Mutex<ContextV7>> = LazyLock::new(|| Mutex::new(ContextV7::new()));

impl Clock {
    /// Now.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one clock; everything else is given the time"
    )]
    pub fn now(self) -> Timestamp {
        match self {
            Self::System => jiff::Timestamp::now().into(),
            Self::Frozen(at) => at,
        }
    }
    /// A new UUIDv7 at the clock's time.
    pub fn uuid(self) -> Uuid {
        let now = self.now().0.max(0);
        let (seconds, nanos) = ((now / 1000) as u64, (now % 1000) as u32 * 1_000_000);
        let ids = IDS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Uuid::new_v7(uuid::Timestamp::from_unix(&*ids, seconds, nanos))
    }
}

/// How a file is opened.
#[derive(Clone, Debug)]
pub struct OpenOptions {
    /// The database file.
    pub path: PathBuf,
    /// Where time comes from.
    pub clock: Clock,
    /// Name of the user when the file is made.
    pub user_name: String,
    /// IANA zone of this machine: a user without one sees times in it, a new file whose rules name none begins in it.
    pub zone: String,
    /// Country for a new file whose rules name none.
    pub country: String,
    /// All rules of the configuration and the shipped assets; loaded when they differ from those in force.
    /// None: those in force stay.
    pub rules: Vec<NewRule>,
}

/// Why a file could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file or database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A rule of the configuration was refused.
    #[error(transparent)]
    Rule(#[from] crate::domain::Refusal),
}

impl OpenError {
    /// What is damaged, when the file is.
    pub fn damage(&self) -> Option<&str> {
        match self {
            Self::Store(StoreError::Corrupt { what }) => Some(what),
            _ => None,
        }
    }
}

impl From<RunError> for OpenError {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Refused(refusal) => Self::Rule(refusal),
            RunError::Store(error) => Self::Store(error),
        }
    }
}

impl From<OpsError> for OpenError {
    fn from(error: OpsError) -> Self {
        match error {
            OpsError::Refused(refusal) => Self::Rule(refusal),
            OpsError::Store(error) => Self::Store(error),
        }
    }
}

/// Threads that read beside the one that writes.
pub(super) const READERS: usize = 2;

/// On which device, and whose word is the last, while a file is made ready.
#[derive(Clone, Copy)]
struct Here {
    device: DeviceId,
    authority: Authority,
}

/// What a file says of itself when it is opened.
struct Opened {
    device: DeviceId,
    actor: Actor,
    zone: TimeZone,
    rules: Rules,
}

impl Replica {
    /// Opens the file, makes and migrates it when needed, loads rules, runs what is due (expired handovers, the end of Trash).
    pub fn open(options: OpenOptions) -> Result<Self, OpenError> {
        let pool = Pool::sqlite(&options.path, READERS)?;
        Self::over(pool, options)
    }

    /// The same over a pool that is open already (tests, PostgreSQL).
    pub fn over(pool: Pool, options: OpenOptions) -> Result<Self, OpenError> {
        Self::as_authority(pool, options, Authority::Local)
    }

    /// The same, as whoever decides the order of writes.
    pub(super) fn as_authority(
        pool: Pool,
        options: OpenOptions,
        authority: Authority,
    ) -> Result<Self, OpenError> {
        let clock = options.clock;
        let opened = pool.write(move |conn| {
            conn.read(|tx| whose(tx, authority))?;
            prepare(conn, &options, authority)
        })?;
        let inner = Inner {
            pool,
            clock,
            device: opened.device,
            authority,
            zone: opened.zone,
            actor: RwLock::new(opened.actor),
            rules: Arc::new(RwLock::new(Arc::new(opened.rules))),
            wrote: false.into(),
        };
        let opened = Self {
            inner: Arc::new(inner),
        };
        opened.run_due_jobs();
        Ok(opened)
    }

    /// What came due while nobody had the file open. A file that cannot be written now can be read all the same:
    /// each job is tried again before the next command.
    fn run_due_jobs(&self) {
        let ctx = self.ctx(None);
        let done = self
            .inner
            .pool
            .write(move |conn| jobs::run(conn, &ctx, jobs::At::Opening));
        if let Err(error) = done {
            tracing::warn!(%error, "what came due could not be carried out");
        }
    }

    /// Acts as this user from now on (tests of roles).
    pub fn act_as(&self, user: UserId) -> Result<(), RunError> {
        let zone = self.inner.zone.clone();
        let actor = self.inner.pool.read(move |conn| {
            conn.read(|tx| {
                let user = tx
                    .load::<User>(user)?
                    .ok_or(StoreError::NotFound { table: "users" })?;
                Ok::<_, StoreError>(actor_of(&user, &zone))
            })
        })?;
        *self
            .inner
            .actor
            .write()
            .expect("no holder of the actor lock panics") = actor;
        Ok(())
    }
}

/// A user as the one who gives commands; without a zone of their own they live in that of the machine.
pub(super) fn actor_of(user: &User, here: &TimeZone) -> Actor {
    let zone = user
        .time_zone
        .as_deref()
        .and_then(|name| TimeZone::get(name).ok());
    Actor {
        id: user.id,
        name: user.name.clone(),
        roles: user.roles.0.clone(),
        queues: user.queues.0.clone(),
        zone: zone.unwrap_or_else(|| here.clone()),
        scopes: None,
    }
}

fn prepare(conn: &mut Conn, options: &OpenOptions, authority: Authority) -> Result<Opened, OpenError> {
    if let Some(opened) = conn.read(|tx| unchanged(tx, options))? {
        return Ok(opened);
    }
    conn.write(|tx| {
        let here = Here {
            device: device(tx, options.clock)?,
            authority,
        };
        tenant(tx, options.clock)?;
        if authority == Authority::Server {
            tx.exec(drafts::PUT_META, params![SERVES, "yes"])?;
        }
        let mut rules = Rules::from_rows(tx.rule_rows()?);
        let zone = machine_zone(options, &rules);
        let actor = local_user(tx, options, here, &rules)?;
        load_rules(tx, options, here, &actor, &rules)?;
        rules = Rules::from_rows(tx.rule_rows()?);
        let user = tx
            .load::<User>(actor.id)?
            .ok_or(StoreError::NotFound { table: "users" })?;
        Ok(Opened {
            device: here.device,
            actor: actor_of(&user, &zone),
            zone,
            rules,
        })
    })
}

/// The key under which the database of a team server says that it is one.
const SERVES: &str = "serves";

/// A team's database is not opened like a file of one user, nor the other way round: rights and audit would not hold.
fn whose(tx: &mut Tx, authority: Authority) -> Result<(), OpenError> {
    let serves = tx.first(drafts::META, params![SERVES])?.is_some();
    let text = match (serves, authority) {
        (true, Authority::Local) => {
            "That is the database of a team server. Use callsheet serve …, or another file (--file)."
        }
        (false, Authority::Server) if !tx.tenants()?.is_empty() => {
            "That is the file of one user, not the database of a server. Name another one with --database; \
             its data comes along by callsheet export all and an import."
        }
        _ => return Ok(()),
    };
    Err(OpenError::Rule(Refusal::new(RefusalCode::Conflict, text)))
}

fn machine_zone(options: &OpenOptions, rules: &Rules) -> TimeZone {
    TimeZone::get(&options.zone).unwrap_or_else(|_| rules.settings.time_zone())
}

/// The file as it stands, when nothing has to be written: opening a file that is up to date only reads.
fn unchanged(tx: &mut Tx, options: &OpenOptions) -> Result<Option<Opened>, StoreError> {
    let Some(device) = tx
        .first(drafts::META, params!["device"])?
        .and_then(|id| id.0.parse().ok())
    else {
        return Ok(None);
    };
    let rows = tx.rule_rows()?;
    let Some(user) = owner(tx)? else {
        return Ok(None);
    };
    if !options.rules.is_empty() && !Rules::are_loaded(&rows, &options.rules) {
        return Ok(None);
    }
    let rules = Rules::from_rows(rows);
    let zone = machine_zone(options, &rules);
    Ok(Some(Opened {
        device,
        actor: actor_of(&user, &zone),
        zone,
        rules,
    }))
}

fn device(tx: &mut Tx, clock: Clock) -> Result<DeviceId, StoreError> {
    if let Some(id) = tx
        .first(drafts::META, params!["device"])?
        .and_then(|id| id.0.parse().ok())
    {
        return Ok(id);
    }
    let id = DeviceId(clock.uuid());
    tx.exec(drafts::PUT_META, params!["device", id.to_string()])?;
    Ok(id)
}

fn tenant(tx: &mut Tx, clock: Clock) -> Result<(), StoreError> {
    let no = tx.tenant();
    if tx.first(facts::TENANT_ID, params![no])?.is_none() {
        tx.exec(facts::ADD_TENANT, params![no, clock.uuid(), "local"])?;
    }
    Ok(())
}

/// The user whose file it is; other users of a local file are only names in it.
pub(super) fn owner(tx: &mut Tx) -> Result<Option<User>, StoreError> {
    let named = tx.first(drafts::META, params![ops::USER_KEY])?;
    let named = named.and_then(|id| id.0.parse::<UserId>().ok());
    let mut able = tx
        .users()?
        .into_iter()
        .filter(User::owns_file)
        .collect::<Vec<_>>();
    let at = able.iter().position(|user| Some(user.id) == named).unwrap_or(0);
    Ok((!able.is_empty()).then(|| able.swap_remove(at)))
}

/// The user of a local file: one, with role admin, in all queues.
fn local_user(tx: &mut Tx, options: &OpenOptions, here: Here, rules: &Rules) -> Result<Actor, OpenError> {
    if let Some(user) = owner(tx)? {
        return Ok(actor_of(&user, &machine_zone(options, rules)));
    }
    let id = UserId(options.clock.uuid());
    let queues = ["INSIDE_SALES", "SALES_OPS", "OUTSIDE_SALES"]
        .map(str::to_owned)
        .to_vec();
    let put = PutUser {
        id,
        name: options.user_name.clone(),
        email: None,
        roles: vec![Role::Admin],
        queues,
        language: None,
        time_zone: None,
        active: true,
    };
    let actor = Actor {
        id,
        name: options.user_name.clone(),
        roles: vec![Role::Admin],
        queues: put.queues.clone(),
        zone: TimeZone::UTC,
        scopes: None,
    };
    give(tx, options, here, &actor, rules, AdminCommand::User(put).into())?;
    Ok(actor)
}

fn load_rules(
    tx: &mut Tx,
    options: &OpenOptions,
    here: Here,
    actor: &Actor,
    rules: &Rules,
) -> Result<(), OpenError> {
    if options.rules.is_empty() {
        return Ok(());
    }
    // What the configuration leaves open, a new file takes from the machine; later the file keeps it.
    let machine = serde_json::json!({ "zone": options.zone, "country": options.country });
    let rows = tx.rule_rows()?;
    let whole = options.rules.iter().map(|new| {
        let stored = Rules::newest(&rows, new.kind, &new.key);
        NewRule {
            body: Rules::completed(new, Some(stored.map_or(&machine, |row| &row.body.0))),
            ..new.clone()
        }
    });
    let load = LoadRules {
        rules: whole.collect(),
        whole: true,
    };
    give(tx, options, here, actor, rules, AdminCommand::Rules(load).into())
}

fn give(
    tx: &mut Tx,
    options: &OpenOptions,
    here: Here,
    actor: &Actor,
    rules: &Rules,
    command: Command,
) -> Result<(), OpenError> {
    let ctx = Ctx {
        now: options.clock.now(),
        actor: Actor {
            roles: vec![Role::Admin],
            ..actor.clone()
        },
        device: here.device,
        command: CommandId::from_uuid(options.clock.uuid()),
        group: None,
        authority: here.authority,
        zone: rules.settings.time_zone(),
        rules: Arc::new(rules.clone()),
    };
    ops::execute(tx, &ctx, &command)?;
    Ok(())
}

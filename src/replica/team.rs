//! The door of a server: one database, many tenants, a door for each request.
//!
//! A [`Team`] opens tenants once and hands out [`Replica`]s that act as one user
//! on one device. They share the threads of the store and the tenant's rules;
//! nothing else of a request is kept. Who somebody is was found out before.

use super::{Clock, Inner, OpenError, OpenOptions, Replica, RunError, open};
use crate::base::{DeviceId, Timestamp, UserId};
use crate::domain::command::NewRule;
use crate::domain::permission::Permission;
use crate::domain::{Actor, Authority, Refusal, RefusalCode, User};
use crate::params;
use crate::store::{Conn, Pool, Result as StoreResult, StoreError, Tx, identity};
use jiff::tz::TimeZone;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};
use uuid::Uuid;

/// Threads that read a file beside the one that writes.
const READERS: usize = 4;
/// Connections to a PostgreSQL server.
#[cfg(feature = "postgres")]
const WORKERS: usize = 8;

/// What a tenant begins with.
#[derive(Clone, Debug)]
pub struct NewTenant {
    /// Its name.
    pub name: String,
    /// The name of its first user, an admin.
    pub admin: String,
    /// IANA zone of a tenant whose rules name none.
    pub zone: String,
    /// Country of a tenant whose rules name none.
    pub country: String,
    /// The rules it begins with; a tenant that has rules keeps them.
    pub rules: Vec<NewRule>,
}

/// A tenant as it is known outside.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct TenantInfo {
    /// Its number in this database; never shown outside of the server.
    #[serde(skip)]
    pub no: i64,
    /// Its public id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
}

impl From<identity::Tenant> for TenantInfo {
    fn from(row: identity::Tenant) -> Self {
        Self {
            no: row.tenant_no,
            id: row.id,
            name: row.name,
        }
    }
}

/// The open database of a server. Cheap to clone.
#[derive(Clone)]
pub struct Team {
    pool: Pool,
    clock: Clock,
    /// Those that were opened, each acting as its first admin.
    doors: Arc<RwLock<HashMap<i64, Replica>>>,
}

impl Team {
    /// Over a file of SQLite, made and migrated when needed.
    pub fn sqlite(path: &Path, clock: Clock) -> Result<Self, OpenError> {
        Self::walled(Pool::sqlite(path, READERS)?, clock)
    }
    /// Over a PostgreSQL server, its schema made and migrated when needed.
    #[cfg(feature = "postgres")]
    pub fn postgres(url: &str, clock: Clock) -> Result<Self, OpenError> {
        Self::walled(Pool::postgres(url, None, WORKERS)?, clock)
    }
    /// Over a database whose walls between tenants hold; a file has no other tenants to keep apart by the database.
    fn walled(pool: Pool, clock: Clock) -> Result<Self, OpenError> {
        if pool.write(Conn::has_walls)? {
            return Ok(Self::new(pool, clock));
        }
        let text = "The role of the database is a superuser or has BYPASSRLS, so the walls between tenants do not hold. \
                    Make one without (CREATE ROLE callsheet LOGIN) that owns the database, and name it in --database.";
        Err(OpenError::Rule(Refusal::new(RefusalCode::Forbidden, text)))
    }
    /// Over the threads of a database.
    pub fn new(pool: Pool, clock: Clock) -> Self {
        Self {
            pool,
            clock,
            doors: Arc::default(),
        }
    }
    /// Now.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
    /// A new id at the clock's time.
    pub fn uuid(&self) -> Uuid {
        self.clock.uuid()
    }
    /// The tenants of the database, oldest first.
    pub fn tenants(&self) -> Result<Vec<TenantInfo>, RunError> {
        let rows = self.read(|tx| tx.tenants())?;
        Ok(rows.into_iter().map(TenantInfo::from).collect())
    }
    /// The number of the newest command of each tenant.
    pub fn feed_ends(&self) -> Result<Vec<(i64, i64)>, RunError> {
        let rows = self.read(|tx| tx.tenants())?;
        Ok(rows.into_iter().map(|row| (row.tenant_no, row.seq)).collect())
    }
    /// Makes a tenant with its first admin.
    pub fn add_tenant(&self, new: NewTenant) -> Result<TenantInfo, OpenError> {
        let taken = self
            .read(|tx| tx.tenants())?
            .iter()
            .map(|row| row.tenant_no)
            .max();
        let no = taken.unwrap_or(0) + 1;
        let name = new.name.clone();
        let door = self.open(no, new)?;
        let naming = door
            .inner
            .pool
            .write(move |conn| conn.write(|tx| tx.exec(identity::NAME_TENANT, params![name, tx.tenant()])));
        naming?;
        self.keep(no, door);
        let rows = self.read(|tx| tx.tenants())?;
        let made = rows.into_iter().find(|row| row.tenant_no == no);
        Ok(made.ok_or(StoreError::NotFound { table: "tenant" })?.into())
    }
    /// A door to a tenant that acts as this user on this device, with no more rights than `scopes`, if there are any.
    pub fn session(
        &self,
        tenant: i64,
        user: &User,
        device: DeviceId,
        scopes: Option<Vec<Permission>>,
    ) -> Result<Replica, OpenError> {
        let door = self.door(tenant)?;
        let actor = Actor {
            scopes,
            ..open::actor_of(user, &door.rules().settings.time_zone())
        };
        Ok(door.acting(actor, device))
    }
    /// The door of a tenant that acts as its first admin: for the server's own jobs.
    pub fn door(&self, tenant: i64) -> Result<Replica, OpenError> {
        let doors = self.doors.read().expect("no holder of the doors panics");
        if let Some(door) = doors.get(&tenant) {
            return Ok(door.clone());
        }
        drop(doors);
        let opened = self.open(
            tenant,
            NewTenant {
                name: String::new(),
                admin: String::new(),
                zone: "UTC".to_owned(),
                country: String::new(),
                rules: Vec::new(),
            },
        )?;
        self.keep(tenant, opened.clone());
        Ok(opened)
    }
    /// A user of a tenant that has not been deleted.
    pub fn user(&self, tenant: i64, user: UserId) -> StoreResult<Option<User>> {
        let found = self
            .pool
            .of_tenant(tenant)
            .read(move |conn| conn.read(|tx| tx.load::<User>(user)))?;
        Ok(found.filter(User::is_live))
    }
    /// Reads on one snapshot, before a tenant is known.
    pub(crate) fn read<R: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx<'_>) -> StoreResult<R> + Send + 'static,
    ) -> StoreResult<R> {
        self.pool.read(|conn| conn.read(f))
    }
    /// Writes in one transaction what needs no command: accounts, devices, tokens.
    #[cfg(feature = "server")]
    pub(crate) fn write<R, E>(
        &self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<R, E> + Send + 'static,
    ) -> Result<R, E>
    where
        R: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.pool.write(|conn| conn.write(f))
    }

    /// The same on the rows of a tenant.
    pub(crate) fn write_of<R: Send + 'static>(
        &self,
        tenant: i64,
        f: impl FnOnce(&mut Tx<'_>) -> StoreResult<R> + Send + 'static,
    ) -> StoreResult<R> {
        self.pool.of_tenant(tenant).write(|conn| conn.write(f))
    }

    fn open(&self, tenant: i64, new: NewTenant) -> Result<Replica, OpenError> {
        let options = OpenOptions {
            path: PathBuf::new(),
            clock: self.clock,
            user_name: new.admin,
            zone: new.zone,
            country: new.country,
            rules: new.rules,
        };
        Replica::as_authority(self.pool.of_tenant(tenant), options, Authority::Server)
    }
    fn keep(&self, tenant: i64, door: Replica) {
        let mut doors = self.doors.write().expect("no holder of the doors panics");
        doors.insert(tenant, door);
    }
}

impl Replica {
    /// The same data for another user on another device.
    fn acting(&self, actor: Actor, device: DeviceId) -> Self {
        let inner = Inner {
            pool: self.inner.pool.clone(),
            clock: self.inner.clock,
            device,
            authority: self.inner.authority,
            zone: TimeZone::UTC,
            actor: RwLock::new(actor),
            rules: Arc::clone(&self.inner.rules),
            wrote: false.into(),
        };
        Self {
            inner: Arc::new(inner),
        }
    }
}

//! One request as a handler sees it, and what it answers.
//!
//! A handler is a plain function over a [`Call`]: it asks the door of whoever
//! is logged in and returns a [`Reply`]. It runs on a thread that may wait.

use super::auth::{Auth, Who};
use super::fault::Out;
use crate::base::{CommandId, derived, id::RowId};
use crate::domain::{Command, RefusalCode};
use crate::protocol::Problem;
use crate::replica::{Applied, OnlyIf, Replica, RunError, Team};
use crate::store::Record;
use serde::Serialize;
use std::net::IpAddr;
use std::sync::Arc;
use uuid::Uuid;

/// One request of somebody who is logged in.
pub(crate) struct Call {
    /// The server's database.
    pub(crate) team: Team,
    /// What the process knows of logins.
    pub(crate) auth: Arc<Auth>,
    /// Who asks.
    pub(crate) who: Who,
    /// The data, as this user on this device.
    pub(crate) door: Replica,
    /// What stood in the places of the path.
    pub(crate) path: Vec<(String, String)>,
    /// The command id that the sender chose, or one of ours.
    pub(crate) command: CommandId,
    /// `If-Match`.
    pub(crate) if_match: Option<String>,
    /// Change nothing, say what would be.
    pub(crate) dry_run: bool,
}

impl Call {
    /// The id that stands in a place of the path. What is no id finds nothing, as an id that is not there.
    pub(crate) fn id<I: RowId>(&self, place: &str) -> Out<I> {
        let text = self.place(place);
        let uuid = Uuid::try_parse(text).map_err(|_| super::fault::not_found())?;
        Ok(I::from_uuid(uuid))
    }
    /// The text that stands in a place of the path.
    pub(crate) fn place(&self, place: &str) -> &str {
        let found = self.path.iter().find(|(name, _)| name == place);
        found.map_or("", |(_, text)| text)
    }
    /// The id of a row that the request makes: the same when it is sent again under its idempotency key.
    pub(crate) fn new_id<I: RowId>(&self, table: &str) -> I {
        I::from_uuid(derived(self.command.0, table, "api", 0))
    }
    /// Carries a command out under the request's id.
    pub(crate) fn run(&self, command: impl Into<Command>, only_if: Option<OnlyIf>) -> Out<Applied> {
        self.run_as(self.command, command.into(), only_if)
    }
    /// Carries a command out under an id of its own.
    pub(crate) fn run_as(&self, id: CommandId, command: Command, only_if: Option<OnlyIf>) -> Out<Applied> {
        let demanded = only_if.is_some();
        let name = command.name();
        let done = self.door.run_as(id, command, only_if, self.dry_run);
        if let Err(RunError::Refused(refusal)) = &done
            && !self.dry_run
        {
            self.note_refusal(&name, refusal.code);
        }
        done.map_err(|error| match error {
            // The version came in a header, so the answer is that of the header.
            RunError::Refused(refusal) if demanded && refusal.code == RefusalCode::Conflict => {
                Problem::from(refusal).with_status(412)
            }
            error => error.into(),
        })
    }
    /// What was refused stands in the audit too; that it cannot be written changes nothing of the answer.
    fn note_refusal(&self, name: &str, code: RefusalCode) {
        let who = Some((self.who.user.id, self.who.device));
        let meta = serde_json::json!({ "code": code, "command": self.command });
        if let Err(error) = self.team.note(self.who.tenant, who, "refused", name, meta) {
            tracing::error!(%error, "a refusal is missing in the audit");
        }
    }
    /// What `If-Match` demands of a row.
    ///
    /// # Errors
    /// 428 when there is none and `must`; 422 when it is no tag of ours.
    pub(crate) fn only_if<R: Record>(&self, id: R::Id, must: bool) -> Out<Option<OnlyIf>>
    where
        R::Id: Send,
    {
        let Some(tag) = self.if_match.as_deref() else {
            if !must {
                return Ok(None);
            }
            return Err(Problem::new(
                428,
                "precondition_required",
                "Say which version you change",
                "Send If-Match with the ETag of the row as you read it.",
            ));
        };
        if tag == "*" {
            return Ok(None);
        }
        let version = tag.trim_matches('"').parse::<i64>().ok();
        let version = version.ok_or_else(|| {
            let text = "If-Match takes the ETag that the row came with, in quotes, or *.";
            Problem::new(422, "invalid", "That cannot be read", text).field("If-Match", text)
        })?;
        Ok(Some(OnlyIf::version::<R>(id, version)))
    }
}

/// One request of somebody who need not be logged in.
pub(crate) struct Visit {
    /// What the process knows of logins.
    pub(crate) auth: Arc<Auth>,
    /// From where.
    pub(crate) from: IpAddr,
    /// How they reached the server, for addresses in answers; no slash behind it.
    pub(crate) base: String,
}

/// A successful answer.
pub(crate) struct Reply<T> {
    pub(crate) body: T,
    /// The version of the row it shows.
    pub(crate) version: Option<i64>,
    /// Where the new row stands.
    pub(crate) location: Option<String>,
}

impl<T> Reply<T> {
    pub(crate) fn ok(body: T) -> Out<Self> {
        Ok(Self {
            body,
            version: None,
            location: None,
        })
    }
    /// The same with another body.
    pub(crate) fn map<U>(self, body: impl FnOnce(T) -> U) -> Reply<U> {
        Reply {
            body: body(self.body),
            version: self.version,
            location: self.location,
        }
    }
    pub(crate) fn version(mut self, version: Option<i64>) -> Self {
        self.version = version;
        self
    }
    pub(crate) fn at(mut self, location: String) -> Self {
        self.location = Some(location);
        self
    }
}

/// What a request that changes something answers.
#[derive(Serialize, schemars::JsonSchema)]
pub(crate) struct Written<T> {
    /// What was done; `POST /undo` takes its id.
    pub(crate) command: WrittenCommand,
    /// The row as it is now; none after a dry run and for rows that are gone.
    pub(crate) data: Option<T>,
}

/// A command that was carried out.
#[derive(Serialize, schemars::JsonSchema)]
pub(crate) struct WrittenCommand {
    /// Its id: the idempotency key when that was a UUID.
    pub(crate) id: CommandId,
    /// Its number in the journal; 0 in a dry run.
    pub(crate) seq: i64,
    /// In words.
    pub(crate) label: String,
    /// What it did.
    pub(crate) effects: Vec<crate::domain::Effect>,
    /// It had been carried out before under the same id.
    pub(crate) replayed: bool,
    /// Nothing was changed.
    pub(crate) dry_run: bool,
}

impl WrittenCommand {
    /// What became of the command of a request.
    pub(crate) fn of(applied: Applied, call: &Call) -> Self {
        Self {
            id: applied.command,
            seq: applied.seq,
            label: applied.label,
            effects: applied.effects,
            replayed: applied.replayed,
            dry_run: call.dry_run,
        }
    }
}

//! The device grant (RFC 8628): a terminal without a browser asks, a person allows it somewhere else.
//!
//! It is the favourite of phishers, so: the person types the code (no link
//! brings it), is told which program asked from where, and has few tries.

use super::limit::Try;
use super::session::{NewSession, Pair, invalid_grant};
use super::{Auth, active, busy, note, secret, too_often};
use crate::base::{DeviceId, Timestamp, UserId, id::RowId, text};
use crate::params;
use crate::protocol::Problem;
use crate::server::fault::Out;
use crate::store::{One, StoreError, grant};
use std::net::IpAddr;

/// Seconds that a person has.
pub(crate) const LIFE: i64 = 600;
/// Seconds between two questions.
pub(crate) const PAUSE: i64 = 5;
/// Wrong codes that a browser may send before it has to log in anew.
pub(crate) const WRONG_CODES: i64 = 5;
/// Terminals that wait at a time.
const WAITING: i64 = 10_000;
/// Characters of a program's name that are kept.
const NAME: usize = 80;

/// What a terminal gets.
pub(crate) struct Asked {
    pub(crate) device_code: String,
    pub(crate) user_code: String,
}

/// A program's name as it is shown to a person.
pub(super) fn shown_name(name: &str) -> String {
    let name = text::clean(name.trim(), text::Mode::Line).into_string();
    let name: String = name.chars().take(NAME).collect();
    if text::is_blank(&name) {
        "callsheet".to_owned()
    } else {
        name
    }
}

/// A terminal asks to be let in.
pub(crate) fn ask(auth: &Auth, name: &str, from: IpAddr) -> Out<Asked> {
    if let Some(seconds) = auth.limits.wait(Try::Device, from) {
        return Err(too_often(seconds));
    }
    auth.limits.count(Try::Device, from);
    let (device_code, user_code) = (secret::token("cs_dev_"), secret::code(2));
    let (hash, code, now) = (
        secret::hash(&device_code),
        secret::hash(&user_code),
        auth.team.now(),
    );
    let (name, address) = (shown_name(name), from.to_canonical().to_string());
    auth.team.write(move |tx| -> Out<()> {
        tx.exec(grant::FORGET_GRANTS, params![now])?;
        let One(waiting) = tx.one(grant::WAITING, params![now])?;
        if waiting >= WAITING {
            return Err(busy());
        }
        let until = now.plus_ms(LIFE * 1000);
        tx.exec(
            grant::ADD_GRANT,
            params![hash, code, name, address, PAUSE * 1000, now, until],
        )?;
        Ok(())
    })?;
    Ok(Asked {
        device_code,
        user_code,
    })
}

/// What a person is asked about.
pub(crate) struct Waiting {
    hash: String,
    pub(crate) name: String,
    pub(crate) address: String,
}

/// The terminal that showed this code, if it still waits.
pub(crate) fn waiting(auth: &Auth, typed: &str) -> Out<Option<Waiting>> {
    let (code, now) = (secret::hash(&secret::typed(typed)), auth.team.now());
    let row = auth
        .team
        .read(move |tx| tx.first(grant::GRANT_OF_CODE, params![code]))?;
    let row = row.filter(|row| row.state == "PENDING" && row.expires_at > now);
    Ok(row.map(|row| Waiting {
        hash: row.hash,
        name: row.name,
        address: row.address,
    }))
}

/// A person allows it, or not; whether it still waited.
pub(crate) fn answer(auth: &Auth, waiting: &Waiting, tenant: i64, user: UserId, allowed: bool) -> Out<bool> {
    let (state, hash) = (if allowed { "ALLOWED" } else { "DENIED" }, waiting.hash.clone());
    let changed = auth
        .team
        .write(move |tx| tx.exec(grant::ANSWER_GRANT, params![state, tenant, user, hash]))?;
    let event = if allowed {
        "device_allowed"
    } else {
        "device_denied"
    };
    note(&auth.team, event, tenant, None, user.0);
    Ok(changed == 1)
}

/// What becomes of a question.
enum Polled {
    Soon(&'static str),
    Begun(NewSession),
}

/// The terminal asks whether it was let in.
///
/// # Errors
/// 400 with the codes of RFC 8628: `authorization_pending`, `slow_down`, `expired_token`, `access_denied`.
pub(crate) fn poll(auth: &Auth, device_code: &str) -> Out<Pair> {
    let (hash, now) = (secret::hash(device_code), auth.team.now());
    let device = DeviceId::from_uuid(auth.team.uuid());
    let team = auth.team.clone();
    let key = hash.clone();
    let row = auth.team.read(move |tx| tx.first(grant::GRANT, params![key]))?;
    let Some(row) = row else {
        return Err(invalid_grant());
    };
    // Somebody who was sent away meanwhile lets nobody in.
    if let (Some(tenant), Some(user)) = (row.tenant_no, row.user_id)
        && active(&team, tenant, user)?.is_none()
    {
        return Err(problem("access_denied"));
    }
    let polled = auth.team.write(move |tx| -> Result<Polled, StoreError> {
        if row.expires_at <= now {
            return Ok(Polled::Soon("expired_token"));
        }
        match (row.state.as_str(), row.tenant_no, row.user_id) {
            ("ALLOWED", Some(tenant), Some(user)) => {
                if tx.exec(grant::USE_GRANT, params![hash])? == 0 {
                    return Ok(Polled::Soon("invalid_grant"));
                }
                let session = NewSession::new(tenant, user, device, row.name);
                session.enter(tx, now)?;
                Ok(Polled::Begun(session))
            }
            ("PENDING", _, _) => {
                let early = is_early(row.polled_at, row.pause, now);
                let pause = if early {
                    row.pause + PAUSE * 1000
                } else {
                    row.pause
                };
                tx.exec(grant::POLLED, params![now, pause, hash])?;
                Ok(Polled::Soon(if early {
                    "slow_down"
                } else {
                    "authorization_pending"
                }))
            }
            ("DENIED", _, _) => Ok(Polled::Soon("access_denied")),
            _ => Ok(Polled::Soon("invalid_grant")),
        }
    })?;
    match polled {
        Polled::Begun(session) => session.pair(auth),
        Polled::Soon("invalid_grant") => Err(invalid_grant()),
        Polled::Soon(code) => Err(problem(code)),
    }
}

fn is_early(polled_at: Option<Timestamp>, pause: i64, now: Timestamp) -> bool {
    polled_at.is_some_and(|at| now.0 - at.0 < pause)
}

fn problem(code: &str) -> Problem {
    let text = match code {
        "authorization_pending" => "Nobody has answered yet; ask again after the interval.",
        "slow_down" => "That was too soon; wait five seconds longer between two questions from now on.",
        "expired_token" => "The time to answer is over; begin anew.",
        _ => "It was not allowed.",
    };
    Problem::new(400, code, "Not logged in yet", text)
}

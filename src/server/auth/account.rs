//! Local accounts: a login name and a password, set with a code that somebody was given.

use super::known::{self, Known};
use super::limit::Try;
use super::password::{self, Compared};
use super::{Auth, active, note, secret, too_often};
use crate::base::lookup::fold;
use crate::base::{Timestamp, UserId};
use crate::domain::Role;
use crate::params;
use crate::protocol::Problem;
use crate::replica::{Team, TenantInfo};
use crate::server::fault::Out;
use crate::store::{Result as StoreResult, Tx, grant, identity};
use std::net::IpAddr;

/// How long an invitation is good.
const CODE_LIFE: i64 = 72 * 3_600_000;
/// The longest pause between two tries, in milliseconds: nobody is ever locked out.
const LONGEST_PAUSE: i64 = 60_000;
/// Wrong passwords are forgotten after a day.
const FAILURES_KEPT: i64 = 24 * 3_600_000;

/// Who has this login and password. The password is compared also for a login that does not exist.
///
/// # Errors
/// 401 `wrong_login` whatever is wrong; 429 when the login or the address tried too often.
pub(crate) fn login(
    auth: &Auth,
    tenant: Option<&TenantInfo>,
    login: &str,
    password: &str,
    known: Option<&str>,
    from: IpAddr,
) -> Out<identity::Account> {
    if let Some(seconds) = auth.limits.wait(Try::Password, from) {
        return Err(too_often(seconds));
    }
    let (no, login) = (tenant.map_or(0, |tenant| tenant.no), fold(login.trim()));
    let known = known::read(auth, known);
    let (account, key) = reserve(auth, no, login, known)?;
    let compared = auth.hashing.compare(
        password,
        account.as_ref().and_then(|account| account.password.as_deref()),
    )?;
    let account = match (account, compared) {
        (Some(account), Compared::Right | Compared::Outdated)
            if active(&auth.team, account.tenant_no, account.user_id)?.is_some() =>
        {
            account
        }
        _ => {
            auth.limits.count(Try::Password, from);
            return Err(wrong_login());
        }
    };
    let renewed = match compared {
        Compared::Outdated => Some(auth.hashing.hash(password)?),
        _ => None,
    };
    let (no, user) = (account.tenant_no, account.user_id);
    auth.team.write(move |tx| {
        tx.exec(grant::DROP_FAILURES, params![key])?;
        match renewed {
            Some(hash) => tx.exec(identity::SET_PASSWORD, params![hash, no, user]),
            None => Ok(0),
        }
    })?;
    Ok(account)
}

/// Counts the try before it is known to be wrong, so that many at once are not many tries. The right password takes
/// the count away; the key under which it stands comes along.
fn reserve(
    auth: &Auth,
    tenant: i64,
    login: String,
    known: Option<Known>,
) -> Out<(Option<identity::Account>, String)> {
    let now = auth.team.now();
    auth.team.write(move |tx| -> Out<_> {
        let account = tx.first(identity::ACCOUNT_OF, params![tenant, login])?;
        // A browser that the account was in before counts for itself: nobody holds it up from elsewhere.
        let own = known.filter(|known| {
            let of = account
                .as_ref()
                .map(|account| (account.tenant_no, account.user_id));
            of == Some((known.tenant, known.user))
        });
        let key = match own {
            Some(known) => secret::hash(&format!("known {}", known.id)),
            None => failures_of(tenant, &login),
        };
        count_failure(tx, key.clone(), now)?;
        Ok((account, key))
    })
}

fn count_failure(tx: &mut Tx<'_>, key: String, now: Timestamp) -> Out<()> {
    tx.exec(grant::HOLD_FAILURES, params![key])?;
    let before = tx.first(grant::FAILURES, params![key])?;
    if let Some(wait) = before
        .as_ref()
        .map(|f| f.retry_at.0 - now.0)
        .filter(|wait| *wait > 0)
    {
        return Err(too_often(u64::try_from((wait + 999) / 1000).unwrap_or(1)));
    }
    let failed = before.map_or(0, |f| f.failed) + 1;
    tx.exec(
        grant::PUT_FAILURES,
        params![key, failed, now.plus_ms(pause_after(failed))],
    )?;
    Ok(())
}

/// 1, 2, 4 … 60 seconds after so many failures in a row.
fn pause_after(failed: i64) -> i64 {
    let doubled = u32::try_from(failed.clamp(1, 10) - 1).unwrap_or(0);
    (1000 << doubled).min(LONGEST_PAUSE)
}

/// A wrong second factor counts as a wrong password does, for itself: whoever knows the password could begin anew else.
pub(super) fn count_wrong_step(auth: &Auth, account: &identity::Account) -> Out<()> {
    let (key, now) = (wrong_steps_of(account), auth.team.now());
    auth.team.write(move |tx| count_failure(tx, key, now))
}

/// The right one came.
pub(super) fn forget_wrong_steps(auth: &Auth, account: &identity::Account) -> Out<()> {
    let key = wrong_steps_of(account);
    auth.team
        .write(move |tx| tx.exec(grant::DROP_FAILURES, params![key]))?;
    Ok(())
}

fn wrong_steps_of(account: &identity::Account) -> String {
    secret::hash(&format!("step {} {}", account.tenant_no, account.user_id))
}

fn failures_of(tenant: i64, login: &str) -> String {
    secret::hash(&format!("login {tenant} {login}"))
}

fn wrong_login() -> Problem {
    let text = "Login and password do not fit together.";
    Problem::new(401, "wrong_login", "That is not your login", text)
}

/// What a code is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CodeFor {
    /// The first admin of a new server.
    SetUp,
    /// Somebody who shall log in, or who forgot their password.
    Invitation,
}

/// Gives out a code with which this user sets a login and a password; earlier ones are no longer good.
pub(crate) fn invite(
    team: &Team,
    tenant: i64,
    user: UserId,
    purpose: CodeFor,
) -> StoreResult<(String, Timestamp)> {
    let text = secret::code(4);
    let (hash, now) = (secret::hash(&text), team.now());
    let until = now.plus_ms(CODE_LIFE);
    let kind = match purpose {
        CodeFor::SetUp => "SETUP",
        CodeFor::Invitation => "INVITATION",
    };
    team.write(move |tx| {
        // Two processes that start on one new database each tell a code, and both are good.
        if purpose == CodeFor::Invitation {
            tx.exec(identity::DROP_CODES, params![tenant, user])?;
        }
        tx.exec(identity::ADD_CODE, params![hash, kind, tenant, user, now, until])
    })?;
    Ok((text, until))
}

/// A set-up code of the first admin, as long as nobody at all can log in.
pub(crate) fn first_code(team: &Team) -> Out<Option<String>> {
    if team
        .read(|tx| tx.first(identity::ANY_ACCOUNT, params![]))?
        .is_some()
    {
        return Ok(None);
    }
    let Some(tenant) = team.tenants()?.into_iter().next() else {
        return Ok(None);
    };
    let users = team.door(tenant.no)?.users()?;
    let admin = users
        .into_iter()
        .filter(|user| user.active && user.roles.contains(&Role::Admin))
        .min_by_key(|user| user.id);
    let Some(admin) = admin else { return Ok(None) };
    Ok(Some(invite(team, tenant.no, admin.id, CodeFor::SetUp)?.0))
}

/// What is sent with a code.
pub(crate) struct SetUp {
    pub(crate) code: String,
    /// Kept as it is when not said.
    pub(crate) login: Option<String>,
    pub(crate) password: String,
}

/// Whose account was set up.
pub(crate) struct Done {
    pub(crate) tenant: TenantInfo,
    pub(crate) user: UserId,
    pub(crate) login: String,
}

/// Sets login and password of the user whom the code was given to. The code is used up; whoever was logged in as them
/// no longer is.
pub(crate) fn set_up(auth: &Auth, sent: SetUp, from: IpAddr) -> Out<Done> {
    if let Some(seconds) = auth.limits.wait(Try::Code, from) {
        return Err(too_often(seconds));
    }
    let (hash, now) = (secret::hash(&secret::typed(&sent.code)), auth.team.now());
    let key = hash.clone();
    let code = auth.team.read(move |tx| tx.first(identity::CODE, params![key]))?;
    let good = code.filter(|code| code.used_at.is_none() && code.expires_at > now);
    let user = match &good {
        Some(code) => active(&auth.team, code.tenant_no, code.user_id)?,
        None => None,
    };
    let (Some(code), Some(user)) = (good, user) else {
        auth.limits.count(Try::Code, from);
        return Err(invalid_code());
    };
    let tenant = auth.tenant(code.tenant_no)?;
    let (no, id) = (code.tenant_no, code.user_id);
    let before = auth
        .team
        .read(move |tx| tx.first(identity::ACCOUNT, params![no, id]))?;
    let known = before
        .as_ref()
        .map(|account| account.login.clone())
        .or(user.email);
    let login = login_name(
        sent.login
            .as_deref()
            .filter(|login| !login.trim().is_empty())
            .or(known.as_deref()),
    )?;
    if let Some(text) = password::refused(&sent.password, &[&login, &tenant.name]) {
        return Err(
            Problem::new(422, "weak_password", "Take another password", text.clone())
                .field("/password", text),
        );
    }
    let password = auth.hashing.hash(&sent.password)?;
    let name = login.clone();
    auth.team.write(move |tx| -> Out<()> {
        let other = tx.first(identity::ACCOUNT_OF, params![no, name])?;
        if other.is_some_and(|other| other.user_id != id) {
            let text = "Somebody else of the team logs in with that name.";
            return Err(Problem::new(409, "conflict", "That is taken", text).field("/login", text));
        }
        if tx.exec(identity::USE_CODE, params![now, hash])? == 0 {
            return Err(invalid_code());
        }
        tx.exec(identity::PUT_ACCOUNT, params![no, id, name, now])?;
        tx.exec(identity::SET_PASSWORD, params![password, no, id])?;
        tx.exec(grant::DROP_FAILURES, params![failures_of(no, &name)])?;
        tx.exec(grant::DROP_BROWSERS, params![no, id])?;
        tx.exec(identity::REVOKE_DEVICES, params![now, no, id])?;
        Ok(())
    })?;
    note(&auth.team, "password_set", no, None, id.0);
    Ok(Done {
        tenant,
        user: id,
        login,
    })
}

fn login_name(text: Option<&str>) -> Out<String> {
    let login = fold(text.unwrap_or_default().trim());
    let length = login.chars().count();
    if (1..=100).contains(&length) && !login.chars().any(|c| c.is_control()) {
        return Ok(login);
    }
    let text = "A login has 1 to 100 characters; an e-mail address is a good one.";
    Err(Problem::new(422, "invalid", "That cannot be read", text).field("/login", text))
}

fn invalid_code() -> Problem {
    let text = "That code is not good: mistyped, used or older than three days. Ask for another one.";
    Problem::new(400, "invalid_code", "That code is not good", text)
}

/// Forgets what has ended by itself.
pub(super) fn forget(tx: &mut Tx<'_>, now: Timestamp) -> StoreResult<()> {
    tx.exec(grant::FORGET_FAILURES, params![now.plus_ms(-FAILURES_KEPT)])?;
    for statement in [
        grant::FORGET_BROWSERS,
        grant::FORGET_GRANTS,
        identity::FORGET_REFRESHES,
        identity::FORGET_JTIS,
    ] {
        tx.exec(statement, params![now])?;
    }
    // A code that comes a second time is answered by ending what it began, so it is known for a while.
    tx.exec(grant::FORGET_AUTH_CODES, params![now.plus_ms(-FAILURES_KEPT)])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_to_a_minute_and_never_ends() {
        let pauses: Vec<i64> = (1..=8).map(|failed| pause_after(failed) / 1000).collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(pause_after(i64::MAX), LONGEST_PAUSE);
    }
}

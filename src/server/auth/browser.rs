//! Browsers that somebody logged in with: a cookie, and a word that every form must bring back.

use super::{Auth, active, secret};
use crate::domain::User;
use crate::params;
use crate::server::fault::Out;
use crate::store::{grant, identity};

/// What every cookie's value begins with.
const PREFIX: &str = "cs_web_";
/// Milliseconds that a browser stays logged in.
const LIFE: i64 = 12 * 3_600_000;
/// Milliseconds that it may wait for the second factor.
const HALF_LIFE: i64 = 600_000;

/// A browser that is logged in, or half so.
pub(crate) struct Browser {
    pub(crate) tenant: i64,
    pub(crate) user: User,
    /// The second factor was given, or there is none.
    pub(crate) full: bool,
    /// Wrong codes of terminals so far.
    pub(crate) wrong_codes: i64,
    hash: String,
}

/// Logs a browser in; the value of its cookie. Half so when the account has a second factor and it was not `full`.
pub(crate) fn begin(auth: &Auth, account: &identity::Account, full: bool) -> Out<String> {
    let cookie = secret::token(PREFIX);
    let (hash, now) = (secret::hash(&cookie), auth.team.now());
    let (stage, life) = if full {
        ("FULL", LIFE)
    } else {
        ("PASSWORD", HALF_LIFE)
    };
    let (tenant, user) = (account.tenant_no, account.user_id);
    auth.team.write(move |tx| {
        super::account::forget(tx, now)?;
        tx.exec(
            grant::ADD_BROWSER,
            params![hash, tenant, user, stage, now, now.plus_ms(life)],
        )
    })?;
    Ok(cookie)
}

/// The browser with this cookie, if its user may still log in.
pub(crate) fn of(auth: &Auth, cookie: Option<&str>) -> Out<Option<Browser>> {
    let Some(cookie) = cookie.filter(|cookie| cookie.starts_with(PREFIX) && cookie.len() < 100) else {
        return Ok(None);
    };
    let (hash, now) = (secret::hash(cookie), auth.team.now());
    let key = hash.clone();
    let row = auth.team.read(move |tx| tx.first(grant::BROWSER, params![key]))?;
    let Some(row) = row.filter(|row| row.expires_at > now) else {
        return Ok(None);
    };
    let user = active(&auth.team, row.tenant_no, row.user_id)?;
    Ok(user.map(|user| Browser {
        tenant: row.tenant_no,
        user,
        full: row.stage == "FULL",
        wrong_codes: row.wrong_codes,
        hash,
    }))
}

/// Counts a wrong code of a terminal; whether that was the last one this browser may send.
pub(crate) fn wrong_code(auth: &Auth, browser: &Browser, most: i64) -> Out<bool> {
    let (hash, last) = (browser.hash.clone(), browser.wrong_codes + 1 >= most);
    auth.team.write(move |tx| {
        let statement = if last {
            grant::DROP_BROWSER
        } else {
            grant::COUNT_WRONG_CODE
        };
        tx.exec(statement, params![hash])
    })?;
    Ok(last)
}

/// Logs a browser out.
pub(crate) fn end(auth: &Auth, cookie: &str) -> Out<()> {
    let hash = secret::hash(cookie);
    auth.team
        .write(move |tx| tx.exec(grant::DROP_BROWSER, params![hash]))?;
    Ok(())
}

/// The account of a browser's user.
pub(crate) fn account(auth: &Auth, browser: &Browser) -> Out<Option<identity::Account>> {
    let (tenant, user) = (browser.tenant, browser.user.id);
    Ok(auth
        .team
        .read(move |tx| tx.first(identity::ACCOUNT, params![tenant, user]))?)
}

/// What a form of the browser with this cookie brings back; nobody who does not know the cookie computes it.
pub(crate) fn form_word(cookie: &str) -> String {
    secret::hash(&format!("form {cookie}"))
}

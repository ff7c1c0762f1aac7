//! The second factor: codes of a phone (RFC 6238), each good once.

use super::{Auth, account, note, secret};
use crate::base::UserId;
use crate::params;
use crate::replica::Team;
use crate::server::fault::{Out, internal};
use crate::store::{Result as StoreResult, identity};
use qrcodegen::{QrCode, QrCodeEcc};
use totp_rs::{Builder, Secret, Totp};

/// What a phone is shown.
pub(crate) struct Offer {
    /// To type, in base 32.
    pub(crate) secret: String,
    /// To open.
    pub(crate) link: String,
    /// To scan: modules to a side, and the outline of the dark ones.
    pub(crate) side: i32,
    pub(crate) outline: String,
}

/// A secret that a phone may keep; it is in force when a code of it was given. The same until then.
pub(crate) fn offer(auth: &Auth, account: &identity::Account) -> Out<Offer> {
    let secret = match &account.totp_new {
        Some(secret) => secret.clone(),
        None => {
            let secret = Secret::new_stack(secret::random::<20>()).to_base32();
            let (text, tenant, user) = (secret.clone(), account.tenant_no, account.user_id);
            auth.team
                .write(move |tx| tx.exec(identity::OFFER_TOTP, params![text, tenant, user]))?;
            secret
        }
    };
    let team = auth.tenant(account.tenant_no)?.name;
    let link = format!(
        "otpauth://totp/{}:{}?secret={secret}&issuer={}",
        escaped(&format!("callsheet {team}")),
        escaped(&account.login),
        escaped(&format!("callsheet {team}")),
    );
    let code = QrCode::encode_text(&link, QrCodeEcc::Medium).map_err(|error| {
        tracing::error!(%error, "a QR code cannot be drawn");
        internal()
    })?;
    Ok(Offer {
        secret,
        side: code.size(),
        outline: outline(&code),
        link,
    })
}

/// The dark modules as a path of SVG.
fn outline(code: &QrCode) -> String {
    let side = 0..code.size();
    side.clone()
        .flat_map(|y| side.clone().map(move |x| (x, y)))
        .filter(|(x, y)| code.get_module(*x, *y))
        .map(|(x, y)| format!("M{x},{y}h1v1h-1z"))
        .collect()
}

/// All but letters and digits as `%41`.
fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// Puts the offered secret in force when this is a code of it.
pub(crate) fn confirm(auth: &Auth, account: &identity::Account, code: &str) -> Out<bool> {
    let Some(secret) = account.totp_new.clone() else {
        return Ok(false);
    };
    let Some(step) = step(&secret, code, auth.team.now().0) else {
        return Ok(false);
    };
    let (tenant, user) = (account.tenant_no, account.user_id);
    auth.team
        .write(move |tx| tx.exec(identity::SET_TOTP, params![Some(secret), step, tenant, user]))?;
    note(&auth.team, "second_factor_set", tenant, None, user.0);
    Ok(true)
}

/// Whether this is a code of the account's phone that was not used before. A wrong one counts as a wrong password does.
pub(crate) fn check(auth: &Auth, account: &identity::Account, code: &str) -> Out<bool> {
    account::count_wrong_step(auth, account)?;
    let Some(secret) = account.totp.as_deref() else {
        return Ok(false);
    };
    let Some(step) = step(secret, code, auth.team.now().0) else {
        return Ok(false);
    };
    let (tenant, user) = (account.tenant_no, account.user_id);
    let used = auth
        .team
        .write(move |tx| tx.exec(identity::USE_STEP, params![step, tenant, user]))?;
    if used == 0 {
        return Ok(false);
    }
    account::forget_wrong_steps(auth, account)?;
    Ok(true)
}

/// Takes the second factor of a user away; whether they have an account.
pub(crate) fn reset(team: &Team, tenant: i64, user: UserId) -> StoreResult<bool> {
    let none: Option<String> = None;
    let changed = team.write(move |tx| tx.exec(identity::SET_TOTP, params![none, 0_i64, tenant, user]))?;
    note(team, "second_factor_reset", tenant, None, user.0);
    Ok(changed == 1)
}

/// The step that a code is of: the one of now, the one before or the one after.
fn step(secret: &str, code: &str, now: i64) -> Option<i64> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let found = totp(secret)?.check(&digits, u64::try_from(now / 1000).ok()?)?;
    i64::try_from(found).ok()
}

fn totp(secret: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    Builder::new().with_secret(secret).build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, six digits of its eight.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = Secret::new_stack(*b"12345678901234567890").to_base32();
        assert_eq!(secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(step(&secret, "287082", 59_000), Some(1));
        assert_eq!(step(&secret, "287 082", 89_000), Some(1), "half a minute late");
        assert_eq!(step(&secret, "287082", 150_000), None);
        assert_eq!(step(&secret, "081804", 1_111_111_109_000), Some(37_037_036));
        for wrong in ["", "28708", "2870822", "abcdef", "２８７０８２"] {
            assert_eq!(step(&secret, wrong, 59_000), None, "{wrong}");
        }
    }

    #[test]
    fn names_in_a_link_cannot_end_it() {
        assert_eq!(
            escaped("Müller & Söhne?x=1"),
            "M%C3%BCller%20%26%20S%C3%B6hne%3Fx%3D1"
        );
    }
}

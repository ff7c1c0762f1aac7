//! Login with a browser on the same machine (RFC 8252, RFC 7636): the program listens on the loopback, the browser
//! brings it a code, and only the program knows what makes tokens of it.

use super::session::{self, NewSession, Pair, invalid_grant};
use super::{Auth, active, grant::shown_name, note, secret};
use crate::base::{DeviceId, UserId, id::RowId};
use crate::params;
use crate::server::fault::Out;
use crate::store::{StoreError, grant};

/// Milliseconds that a code is good.
const LIFE: i64 = 60_000;

/// What a program asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Asked {
    /// Where it listens.
    pub(crate) redirect_uri: String,
    /// Its own word, brought back as it is.
    pub(crate) state: String,
    challenge: String,
    /// As it calls itself.
    pub(crate) name: String,
}

/// Reads the query of `/authorize`. Whatever is wrong is told in the browser and sent nowhere.
///
/// # Errors
/// The name of the parameter that cannot be used.
pub(crate) fn asked(query: &[(String, String)]) -> Result<Asked, &'static str> {
    let of = |name: &str| {
        let mut found = query
            .iter()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.as_str());
        // The same parameter twice is read differently by different readers.
        match (found.next(), found.next()) {
            (Some(value), None) => Some(value),
            _ => None,
        }
    };
    let is = |name: &'static str, value: &str| {
        if of(name) == Some(value) {
            Ok(())
        } else {
            Err(name)
        }
    };
    is("response_type", "code")?;
    is("client_id", "callsheet")?;
    is("code_challenge_method", "S256")?;
    let redirect_uri = of("redirect_uri")
        .filter(|uri| origin(uri).is_some())
        .ok_or("redirect_uri")?;
    let challenge = of("code_challenge")
        .filter(|text| is_word(text, 43, 43))
        .ok_or("code_challenge")?;
    let state = of("state")
        .filter(|state| (1..=512).contains(&state.len()))
        .ok_or("state")?;
    Ok(Asked {
        redirect_uri: redirect_uri.to_owned(),
        state: state.to_owned(),
        challenge: challenge.to_owned(),
        name: shown_name(of("client_name").unwrap_or_default()),
    })
}

/// The origin of an address on the loopback of the machine itself; none: it is no such address.
pub(crate) fn origin(uri: &str) -> Option<&str> {
    let host = ["http://127.0.0.1:", "http://[::1]:"]
        .into_iter()
        .find(|host| uri.starts_with(host))?;
    let rest = &uri[host.len()..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let port = rest[..digits].parse::<u16>().ok()?;
    let path = &rest[digits..];
    let plain = |c: char| c.is_ascii_alphanumeric() || "/-._~".contains(c);
    let good = port > 0 && path.starts_with('/') && path.chars().all(plain) && uri.len() <= 300;
    good.then(|| &uri[..host.len() + digits])
}

/// Only letters that need no escaping, in this number.
fn is_word(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.len())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c))
}

/// The person allowed it: where the browser goes now.
pub(crate) fn allow(auth: &Auth, asked: &Asked, tenant: i64, user: UserId) -> Out<String> {
    let code = secret::token("cs_code_");
    let (hash, now) = (secret::hash(&code), auth.team.now());
    let (row, device) = (asked.clone(), DeviceId::from_uuid(auth.team.uuid()));
    auth.team.write(move |tx| {
        let until = now.plus_ms(LIFE);
        tx.exec(
            grant::ADD_AUTH_CODE,
            params![
                hash,
                tenant,
                user,
                device,
                row.name,
                row.challenge,
                row.redirect_uri,
                now,
                until
            ],
        )
    })?;
    note(&auth.team, "program_allowed", tenant, None, user.0);
    Ok(back(asked, &[("code", &code)]))
}

/// The person did not allow it: where the browser goes now.
pub(crate) fn deny(asked: &Asked) -> String {
    back(asked, &[("error", "access_denied")])
}

fn back(asked: &Asked, said: &[(&str, &str)]) -> String {
    let mut pairs = said.to_vec();
    pairs.push(("state", &asked.state));
    let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
    format!("{}?{query}", asked.redirect_uri)
}

/// The program takes its tokens. A code that comes a second time ends what it began.
pub(crate) fn exchange(auth: &Auth, code: &str, verifier: &str, redirect_uri: &str) -> Out<Pair> {
    let (hash, now) = (secret::hash(code), auth.team.now());
    let (verifier, redirect_uri) = (verifier.to_owned(), redirect_uri.to_owned());
    let key = hash.clone();
    let row = auth
        .team
        .read(move |tx| tx.first(grant::AUTH_CODE, params![key]))?;
    let Some(row) = row else {
        return Err(invalid_grant());
    };
    if active(&auth.team, row.tenant_no, row.user_id)?.is_none() {
        return Err(invalid_grant());
    }
    let (tenant, device) = (row.tenant_no, row.device_id);
    let begun = auth
        .team
        .write(move |tx| -> Result<Option<Option<NewSession>>, StoreError> {
            // It is used up also by whoever does not know the rest: there is one try.
            if tx.exec(grant::USE_AUTH_CODE, params![now, hash])? == 0 {
                return Ok(None);
            }
            let known = is_word(&verifier, 43, 128) && secret::hash(&verifier) == row.challenge;
            if !known || redirect_uri != row.redirect_uri || row.expires_at <= now {
                return Ok(Some(None));
            }
            let session = NewSession::new(row.tenant_no, row.user_id, row.device_id, row.name);
            session.enter(tx, now)?;
            Ok(Some(Some(session)))
        })?;
    match begun {
        Some(Some(session)) => session.pair(auth),
        Some(None) => Err(invalid_grant()),
        None => {
            session::end_of(&auth.team, tenant, None, device)?;
            note(&auth.team, "auth_code_reused", tenant, None, device.uuid());
            Err(invalid_grant())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_goes_to_the_loopback_and_nowhere_else() {
        assert_eq!(
            origin("http://127.0.0.1:4711/callback"),
            Some("http://127.0.0.1:4711")
        );
        assert_eq!(origin("http://[::1]:4711/"), Some("http://[::1]:4711"));
        for elsewhere in [
            "https://127.0.0.1:4711/",
            "http://localhost:4711/",
            "http://127.0.0.1/",
            "http://127.0.0.1:0/",
            "http://127.0.0.1:99999/",
            "http://127.0.0.1:80@evil.example/",
            "http://127.0.0.1:80.evil.example/",
            "http://127.0.0.1:4711",
            "http://127.0.0.1:4711/#x",
            "http://127.0.0.1:4711/?a=b",
            "http://127.0.0.1:4711/\r\nx",
            "http://evil.example/http://127.0.0.1:4711/",
            "javascript:alert(1)",
            "",
        ] {
            assert_eq!(origin(elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn every_parameter_is_demanded_once() {
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        let good: Vec<(String, String)> = [
            ("response_type", "code"),
            ("client_id", "callsheet"),
            ("redirect_uri", "http://127.0.0.1:4711/callback"),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
            ("state", "xyz"),
        ]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .to_vec();
        let asked_for = asked(&good).expect("read");
        assert_eq!(
            deny(&asked_for),
            "http://127.0.0.1:4711/callback?error=access_denied&state=xyz"
        );
        for at in 0..good.len() {
            let (mut without, mut twice, mut other) = (good.clone(), good.clone(), good.clone());
            let name = without.remove(at).0;
            assert!(
                asked(&without).is_err_and(|said| said == name),
                "{name} is missing"
            );
            twice.push(good[at].clone());
            assert!(asked(&twice).is_err(), "{name} twice");
            other[at].1 = if name == "state" {
                String::new()
            } else {
                "plain".to_owned()
            };
            assert!(asked(&other).is_err(), "{name}");
        }
        // The pair of RFC 7636, appendix B.
        assert_eq!(
            secret::hash("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            challenge
        );
    }
}

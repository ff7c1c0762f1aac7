//! Issuers outside: tokens of a service that the team has already.
//!
//! The file says for each issuer which one algorithm and which keys are good
//! for it; a token's own header chooses among those keys and nothing else.

use super::{Auth, Who, access, active, unauthorized};
use crate::base::lookup::fold;
use crate::base::{DeviceId, UserId, derived, id::RowId};
use crate::domain::User;
use crate::params;
use crate::server::fault::Out;
use crate::store::identity;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// The file: `[[auth.issuer]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    auth: Issuers,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Issuers {
    issuer: Vec<Said>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    issuer: String,
    audience: String,
    algorithm: String,
    jwks_file: Option<PathBuf>,
    public_key_file: Option<PathBuf>,
    claims: Option<Claims>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    user: Option<String>,
    tenant: Option<String>,
}

/// Somebody else whose tokens are good here.
pub(crate) struct Issuer {
    name: String,
    audience: String,
    algorithm: Algorithm,
    keys: Vec<(Option<String>, DecodingKey)>,
    user_claim: String,
    tenant_claim: Option<String>,
}

/// Reads the issuers of a file; the key files are named from its folder.
///
/// # Errors
/// What cannot be used, in words.
pub(crate) fn load(path: &Path) -> Result<Vec<Issuer>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let file: File = toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    let folder = path.parent().unwrap_or(Path::new("."));
    file.auth
        .issuer
        .into_iter()
        .map(|said| issuer(said, folder))
        .collect()
}

fn issuer(said: Said, folder: &Path) -> Result<Issuer, String> {
    let wrong = |what: &str| format!("issuer {}: {what}", said.issuer);
    let algorithm = match said.algorithm.as_str() {
        "RS256" => Algorithm::RS256,
        "ES256" => Algorithm::ES256,
        "EdDSA" => Algorithm::EdDSA,
        other => return Err(wrong(&format!("algorithm is RS256, ES256 or EdDSA, not {other}"))),
    };
    let read = |file: &Path| {
        let path = folder.join(file);
        std::fs::read_to_string(&path).map_err(|error| wrong(&format!("{}: {error}", path.display())))
    };
    let keys = match (&said.jwks_file, &said.public_key_file) {
        (Some(file), None) => jwks(&read(file)?, algorithm),
        (None, Some(file)) => pem(&read(file)?, algorithm)
            .map(|key| vec![(None, key)])
            .unwrap_or_default(),
        _ => return Err(wrong("name one of jwks_file and public_key_file")),
    };
    if keys.is_empty() {
        return Err(wrong(&format!("its file has no key for {}", said.algorithm)));
    }
    if said.issuer.is_empty() || said.audience.is_empty() {
        return Err(wrong("issuer and audience are not empty"));
    }
    let claims = said.claims.unwrap_or(Claims {
        user: None,
        tenant: None,
    });
    Ok(Issuer {
        name: said.issuer,
        audience: said.audience,
        algorithm,
        keys,
        user_claim: claims.user.unwrap_or_else(|| "sub".to_owned()),
        tenant_claim: claims.tenant,
    })
}

/// The keys of a JWK set that are good for this algorithm; a shared secret is none.
fn jwks(text: &str, algorithm: Algorithm) -> Vec<(Option<String>, DecodingKey)> {
    let set: Value = serde_json::from_str(text).unwrap_or_default();
    let name = format!("{algorithm:?}");
    let keys = set["keys"].as_array().into_iter().flatten();
    keys.filter(|key| key["use"].as_str().is_none_or(|it| it == "sig"))
        .filter(|key| key["alg"].as_str().is_none_or(|it| it == name))
        .filter_map(|key| Some((key["kid"].as_str().map(str::to_owned), jwk(key, algorithm)?)))
        .collect()
}

fn jwk(key: &Value, algorithm: Algorithm) -> Option<DecodingKey> {
    let part = |name: &str| key[name].as_str();
    match (algorithm, part("kty")?, part("crv")) {
        (Algorithm::RS256, "RSA", _) => DecodingKey::from_rsa_components(part("n")?, part("e")?).ok(),
        (Algorithm::ES256, "EC", Some("P-256")) => {
            DecodingKey::from_ec_components(part("x")?, part("y")?).ok()
        }
        (Algorithm::EdDSA, "OKP", Some("Ed25519")) => DecodingKey::from_ed_components(part("x")?).ok(),
        _ => None,
    }
}

/// What stands before an Ed25519 key in a `BEGIN PUBLIC KEY`.
const ED25519_HEAD: &[u8] = &[
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];
/// What stands before a point of P-256.
const P256_HEAD: &[u8] = &[
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86,
    0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];
/// What names an RSA key.
const RSA_NAME: &[u8] = &[
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

/// A key of `-----BEGIN PUBLIC KEY-----`.
fn pem(text: &str, algorithm: Algorithm) -> Option<DecodingKey> {
    let body = text
        .split("-----BEGIN PUBLIC KEY-----")
        .nth(1)?
        .split("-----END PUBLIC KEY-----")
        .next()?;
    let base64: String = body.chars().filter(|c| !c.is_whitespace()).collect();
    let der = STANDARD.decode(base64).ok()?;
    match algorithm {
        Algorithm::EdDSA => Some(DecodingKey::from_ed_der(der.strip_prefix(ED25519_HEAD)?)),
        Algorithm::ES256 => Some(DecodingKey::from_ec_der(der.strip_prefix(P256_HEAD)?)),
        Algorithm::RS256 => {
            let named = inside(&der, 0x30)?.strip_prefix(RSA_NAME)?;
            Some(DecodingKey::from_rsa_der(
                inside(named, 0x03)?.strip_prefix(&[0])?,
            ))
        }
        _ => None,
    }
}

/// What a value of DER with this tag holds.
fn inside(der: &[u8], tag: u8) -> Option<&[u8]> {
    let (&[first, short], rest) = der.split_first_chunk::<2>()?;
    let bytes = if short < 0x80 {
        0
    } else {
        usize::from(short & 0x7f)
    };
    let length = match bytes {
        0 => usize::from(short),
        1..=3 => rest
            .get(..bytes)?
            .iter()
            .fold(0, |sum, byte| sum << 8 | usize::from(*byte)),
        _ => return None,
    };
    let content = rest.get(bytes..)?;
    (first == tag && content.len() == length).then_some(content)
}

impl Issuer {
    /// Whether a token says that this issuer made it; it need not be true.
    pub(super) fn made(&self, token: &str) -> bool {
        let claims = token
            .split('.')
            .nth(1)
            .filter(|_| token.len() <= access::LONGEST)
            .and_then(|part| URL_SAFE_NO_PAD.decode(part).ok())
            .and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
        claims.is_some_and(|claims| claims["iss"].as_str() == Some(&self.name))
    }
    /// Who sends a token of this issuer.
    pub(super) fn who(&self, auth: &Auth, token: &str) -> Out<Who> {
        let header = access::header(token)?;
        if header.alg != self.algorithm {
            return Err(access::forged("another algorithm than the issuer's"));
        }
        let key = self
            .key(header.kid.as_deref())
            .ok_or_else(|| access::forged("unknown key of an issuer"))?;
        let mut validation = Validation::new(self.algorithm);
        validation.set_audience(&[&self.audience]);
        validation.set_issuer(&[&self.name]);
        let claims: Map<String, Value> = access::decode(token, key, validation)?;
        let time = |name: &str| match claims.get(name) {
            None => Ok(None),
            Some(value) => value
                .as_i64()
                .map(Some)
                .ok_or_else(|| access::forged("a time that is no number")),
        };
        let exp = time("exp")?.ok_or_else(unauthorized)?;
        access::in_time(auth.team.now(), time("nbf")?, exp)?;
        let user_name = claims.get(&self.user_claim).and_then(Value::as_str);
        let tenant = self.tenant(auth, &claims)?;
        let user = user_of(auth, tenant, user_name.ok_or_else(unauthorized)?)?;
        let device = DeviceId::from_uuid(derived(user.id.0, "issuer", &self.name, 0));
        Ok(Who {
            tenant,
            user,
            device,
            scopes: None,
        })
    }
    /// A key by its name. A key that has none is good for every token when it is the only one.
    fn key(&self, kid: Option<&str>) -> Option<&DecodingKey> {
        let named = self
            .keys
            .iter()
            .find(|(name, _)| name.is_some() && name.as_deref() == kid);
        let only = match self.keys.as_slice() {
            [only] if only.0.is_none() || kid.is_none() => Some(only),
            _ => None,
        };
        named.or(only).map(|(_, key)| key)
    }
    fn tenant(&self, auth: &Auth, claims: &Map<String, Value>) -> Out<i64> {
        let Some(claim) = &self.tenant_claim else {
            let only = auth.tenant_named(None)?;
            return only.map(|tenant| tenant.no).ok_or_else(unauthorized);
        };
        let named = claims
            .get(claim)
            .and_then(Value::as_str)
            .filter(|name| !name.trim().is_empty());
        let named = named.ok_or_else(unauthorized)?;
        if let Ok(id) = Uuid::try_parse(named) {
            return auth.tenant_no(id)?.ok_or_else(unauthorized);
        }
        let found = auth.tenant_named(Some(named))?;
        found.map(|tenant| tenant.no).ok_or_else(unauthorized)
    }
}

/// The user whom an issuer means: by id, by login, by e-mail.
fn user_of(auth: &Auth, tenant: i64, name: &str) -> Out<User> {
    if let Ok(id) = Uuid::try_parse(name) {
        return active(&auth.team, tenant, UserId::from(id))?.ok_or_else(unauthorized);
    }
    let login = fold(name.trim());
    let key = login.clone();
    let account = auth
        .team
        .read(move |tx| tx.first(identity::ACCOUNT_OF, params![tenant, key]))?;
    if let Some(account) = account {
        return active(&auth.team, tenant, account.user_id)?.ok_or_else(unauthorized);
    }
    let users = auth.team.door(tenant)?.users()?;
    let mut named = users.into_iter().filter(|user| {
        user.active
            && user
                .email
                .as_deref()
                .is_some_and(|email| fold(email.trim()) == login)
    });
    match (named.next(), named.next()) {
        (Some(user), None) => Ok(user),
        // Two users with one address: nobody knows which is meant.
        _ => Err(unauthorized()),
    }
}

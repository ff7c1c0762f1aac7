//! The keys that sign access tokens: in the database, so that every process of a server has the same.

use super::limit;
use super::secret;
use crate::base::Timestamp;
use crate::params;
use crate::replica::Team;
use crate::store::{Result as StoreResult, identity};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{DecodingKey, EncodingKey};
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// How long the keys are believed to be the same; another process may have changed them.
const FRESH: Duration = Duration::from_secs(5);
/// How often at most whoever sends unknown keys makes the database be asked.
const SEEN: Duration = Duration::from_millis(200);

/// One key.
pub(crate) struct Key {
    pub(crate) kid: String,
    pub(crate) signs: EncodingKey,
    pub(crate) verifies: DecodingKey,
    public: Vec<u8>,
}

impl Key {
    fn read(row: identity::SigningKey) -> Option<Self> {
        let pair = Ed25519KeyPair::from_pkcs8(&row.pkcs8).ok()?;
        let public = pair.public_key().as_ref().to_vec();
        Some(Self {
            kid: row.kid,
            signs: EncodingKey::from_ed_der(&row.pkcs8),
            verifies: DecodingKey::from_ed_der(&public),
            public,
        })
    }
    fn jwk(&self) -> Value {
        json!({
            "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA",
            "kid": self.kid, "x": URL_SAFE_NO_PAD.encode(&self.public),
        })
    }
}

/// The keys of the database, as they were read last.
pub(crate) struct Keys {
    read: RwLock<(Instant, Arc<Vec<Key>>)>,
}

impl Keys {
    /// Those of the database; the first one is made when there is none.
    pub(crate) fn open(team: &Team) -> StoreResult<Self> {
        let mut keys = load(team)?;
        if keys.is_empty() {
            add(team)?;
            keys = load(team)?;
        }
        Ok(Self {
            read: RwLock::new((limit::now(), Arc::new(keys))),
        })
    }
    /// Those that are good; the first signs.
    pub(crate) fn all(&self, team: &Team) -> StoreResult<Arc<Vec<Key>>> {
        self.younger_than(FRESH, team)
    }
    /// Those that are good, when a token names one that was not among them: another process may have just made it.
    pub(crate) fn anew(&self, team: &Team) -> StoreResult<Arc<Vec<Key>>> {
        self.younger_than(SEEN, team)
    }
    fn younger_than(&self, age: Duration, team: &Team) -> StoreResult<Arc<Vec<Key>>> {
        let (at, keys) = self.read.read().unwrap_or_else(PoisonError::into_inner).clone();
        if limit::now().saturating_duration_since(at) < age {
            return Ok(keys);
        }
        let keys = Arc::new(load(team)?);
        let mut read = self.read.write().unwrap_or_else(PoisonError::into_inner);
        *read = (limit::now(), Arc::clone(&keys));
        Ok(keys)
    }
    /// The public halves, as other services read them (RFC 7517).
    pub(crate) fn jwks(&self, team: &Team) -> StoreResult<Value> {
        let keys = self.all(team)?;
        Ok(json!({ "keys": keys.iter().map(Key::jwk).collect::<Vec<_>>() }))
    }
}

fn load(team: &Team) -> StoreResult<Vec<Key>> {
    let rows = team.read(|tx| tx.all(identity::KEYS, params![]))?;
    let read = rows.into_iter().filter_map(|row| {
        let key = Key::read(row);
        if key.is_none() {
            tracing::error!("a signing key of the database cannot be read");
        }
        key
    });
    Ok(read.collect())
}

/// Makes a key that signs from now on.
fn add(team: &Team) -> StoreResult<String> {
    let (kid, pkcs8, now) = made(team.now());
    let name = kid.clone();
    team.write(move |tx| tx.exec(identity::ADD_KEY, params![kid, pkcs8, now]))?;
    Ok(name)
}

fn made(now: Timestamp) -> (String, Vec<u8>, Timestamp) {
    let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).expect("the system gives random bytes");
    let pair = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).expect("a key that was just made is one");
    (
        thumbprint(pair.public_key().as_ref()),
        pkcs8.as_ref().to_vec(),
        now,
    )
}

/// RFC 7638: the hash of the key's members in their order.
fn thumbprint(public: &[u8]) -> String {
    secret::hash(&format!(
        r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#,
        URL_SAFE_NO_PAD.encode(public)
    ))
}

/// A new key signs from now on. Tokens of the one before stay good until they end, unless it must go at once; older
/// ones are retired. Says which signs now.
pub(crate) fn rotate(team: &Team, at_once: bool) -> StoreResult<String> {
    let before = team.read(|tx| tx.all(identity::KEYS, params![]))?;
    // Two keys of one millisecond would have no order.
    let newest = before
        .first()
        .map_or(Timestamp(0), |key| key.created_at.plus_ms(1));
    let (kid, pkcs8, now) = made(team.now().max(newest));
    let name = kid.clone();
    team.write(move |tx| {
        for key in before.iter().skip(usize::from(!at_once)) {
            tx.exec(identity::RETIRE_KEY, params![now, key.kid])?;
        }
        tx.exec(identity::ADD_KEY, params![kid, pkcs8, now])
    })?;
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 8037, appendix A.3.
    #[test]
    fn a_key_is_named_by_its_thumbprint() {
        let x = URL_SAFE_NO_PAD
            .decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
            .expect("base64");
        assert_eq!(thumbprint(&x), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }
}

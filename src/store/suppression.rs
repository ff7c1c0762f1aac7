//! The do-not-contact list, and this file's secret that its hashes are made with.

use super::{One, Result, Tx, drafts};
use crate::base::mac::hmac_sha256;
use crate::domain::{Listed, Suppression, SuppressionKind};
use crate::{params, row, statements};
use uuid::Uuid;

/// Where the secret is kept.
const PEPPER: &str = "pepper";
/// Keys read at a time.
const KEYS: i64 = 1_000;

row! {
    /// A key that a row is looked up by.
    pub(crate) struct KeyOf {
        /// The key.
        pub(crate) key: String,
        /// Table.
        pub(crate) tbl: String,
        /// Row.
        pub(crate) row_id: Uuid,
    }
}

statements! {
    /// The entry of a value.
    pub(crate) OF_MAC: pick Suppression [list] =
        "WHERE tenant_no = $1 AND kind = $2 AND mac = $3 AND deleted_at IS NULL";
    /// The list by id.
    pub(crate) PAGE: pick Suppression [list] =
        "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT $3";
    /// Keys of a kind with their rows, in order.
    KEYS_OF: rows KeyOf [list] =
        "SELECT key, tbl, row_id FROM lookup WHERE tenant_no = $1 AND kind = $2 AND (key, row_id) > ($3, $4) \
         ORDER BY key, row_id LIMIT $5";
}

/// What of the secret a transaction has found out.
#[derive(Clone, Default, Debug)]
pub(super) enum Secret {
    /// Nothing yet.
    #[default]
    Unknown,
    /// There is none: the list has never had an entry.
    None,
    /// This one.
    Is(String),
}

/// Hashes values as this file does.
#[derive(Clone, Debug)]
pub(crate) struct Hasher(String);

impl Hasher {
    /// The hash of a value.
    pub(crate) fn mac(&self, message: &str) -> String {
        hmac_sha256(self.0.as_bytes(), message.as_bytes())
    }
}

impl Tx<'_> {
    /// What hashes values as this file does; makes the secret when there is none.
    pub(crate) fn hasher(&mut self) -> Result<Hasher> {
        self.made_pepper().map(Hasher)
    }
    /// This file's secret; none when nothing was ever hashed with it.
    fn pepper(&mut self) -> Result<Option<String>> {
        if let Secret::Unknown = self.secret {
            let found = self.first(drafts::META, params![PEPPER])?;
            self.secret = found.map_or(Secret::None, |One(pepper)| Secret::Is(pepper));
        }
        Ok(match &self.secret {
            Secret::Is(pepper) => Some(pepper.clone()),
            Secret::Unknown | Secret::None => None,
        })
    }
    /// The same, made when there is none.
    #[expect(
        clippy::disallowed_methods,
        reason = "a secret, not an id: nothing may derive it, and no test depends on it"
    )]
    fn made_pepper(&mut self) -> Result<String> {
        if let Some(pepper) = self.pepper()? {
            return Ok(pepper);
        }
        let pepper = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        self.exec(drafts::PUT_META, params![PEPPER, pepper])?;
        self.secret = Secret::Is(pepper.clone());
        Ok(pepper)
    }
    /// Whether anything can be on the list.
    pub(crate) fn has_list(&mut self) -> Result<bool> {
        Ok(self.pepper()?.is_some())
    }
    /// The hash a value has in this file; makes the secret when there is none.
    pub(crate) fn made_mac(&mut self, message: &str) -> Result<String> {
        Ok(self.hasher()?.mac(message))
    }
    /// The hash a value has in this file; none when nothing was ever hashed here.
    pub(crate) fn mac(&mut self, message: &str) -> Result<Option<String>> {
        let pepper = self.pepper()?;
        Ok(pepper.map(|pepper| hmac_sha256(pepper.as_bytes(), message.as_bytes())))
    }
    /// The entry that a value stands on.
    pub(crate) fn suppressed(&mut self, listed: &Listed) -> Result<Option<Suppression>> {
        match self.mac(&listed.message())? {
            Some(mac) => self.suppression(listed.kind, &mac),
            None => Ok(None),
        }
    }
    /// The entry of a hash.
    pub(crate) fn suppression(&mut self, kind: SuppressionKind, mac: &str) -> Result<Option<Suppression>> {
        let tenant = self.tenant();
        self.select_first(OF_MAC, params![tenant, kind, mac.to_owned()])
    }
    /// Hears of every key of a kind that live rows are looked up by.
    pub(crate) fn each_key(&mut self, kind: &str, hear: &mut dyn FnMut(&KeyOf)) -> Result<()> {
        let tenant = self.tenant();
        let (mut key, mut row) = (String::new(), Uuid::nil());
        loop {
            let rows = self.all(KEYS_OF, params![tenant, kind, key, row, KEYS])?;
            let Some(last) = rows.last() else {
                return Ok(());
            };
            (key, row) = (last.key.clone(), last.row_id);
            rows.iter().for_each(&mut *hear);
        }
    }
}

//! Who may log in to a server, with what: accounts, devices, tokens, keys. Rows of no journal.
//!
//! Looked up before the tenant is known (a login, a token), so some statements
//! here name none. What follows from a row is decided in `server::auth`.

use super::{One, Result, Tx};
use crate::base::{DeviceId, Json, Timestamp, UserId};
use crate::{params, row, statements};
use uuid::Uuid;

row! {
    /// How a user logs in.
    pub(crate) struct Account {
        /// Of which tenant.
        pub(crate) tenant_no: i64,
        /// Who.
        pub(crate) user_id: UserId,
        /// The folded login name.
        pub(crate) login: String,
        /// The password's hash in PHC form; none before it was set.
        pub(crate) password: Option<String>,
        /// The secret of the second factor, in base 32.
        pub(crate) totp: Option<String>,
        /// One that is not confirmed yet.
        pub(crate) totp_new: Option<String>,
        /// The last step that was used.
        pub(crate) totp_step: i64,
    }
}

row! {
    /// A program that a user logged in with.
    pub(crate) struct Device {
        /// Which.
        pub(crate) id: DeviceId,
        /// Whose.
        pub(crate) user_id: UserId,
        /// As the user called it.
        pub(crate) name: String,
        /// Since when.
        pub(crate) created_at: Timestamp,
        /// Last heard of.
        pub(crate) seen_at: Timestamp,
        /// Logged out since.
        pub(crate) revoked_at: Option<Timestamp>,
    }
}

row! {
    /// A refresh token.
    pub(crate) struct Refresh {
        /// Of which tenant.
        pub(crate) tenant_no: i64,
        /// Its family.
        pub(crate) device_id: DeviceId,
        /// Whose.
        pub(crate) user_id: UserId,
        /// What the next one is computed with.
        pub(crate) seed: Vec<u8>,
        /// Good until then.
        pub(crate) expires_at: Timestamp,
        /// The family ends then, whatever is refreshed.
        pub(crate) ends_at: Timestamp,
        /// Used then.
        pub(crate) used_at: Option<Timestamp>,
    }
}

row! {
    /// A token of a script.
    pub(crate) struct AccessToken {
        /// Of which tenant.
        pub(crate) tenant_no: i64,
        /// Which.
        pub(crate) id: Uuid,
        /// Whose rights it has at most.
        pub(crate) user_id: UserId,
        /// As its maker called it.
        pub(crate) name: String,
        /// Permissions it is limited to; empty: all of its user.
        pub(crate) scopes: Json<Vec<String>>,
        /// Made when.
        pub(crate) created_at: Timestamp,
        /// Good until then.
        pub(crate) expires_at: Option<Timestamp>,
        /// Ended then.
        pub(crate) revoked_at: Option<Timestamp>,
    }
}

row! {
    /// A code that is good once.
    pub(crate) struct OneTimeCode {
        /// Of which tenant.
        pub(crate) tenant_no: i64,
        /// For whom.
        pub(crate) user_id: UserId,
        /// Good until then.
        pub(crate) expires_at: Timestamp,
        /// Used then.
        pub(crate) used_at: Option<Timestamp>,
    }
}

row! {
    /// A key that signs.
    pub(crate) struct SigningKey {
        /// Its thumbprint.
        pub(crate) kid: String,
        /// PKCS#8.
        pub(crate) pkcs8: Vec<u8>,
        /// Made when.
        pub(crate) created_at: Timestamp,
    }
}

row! {
    /// What a request with an access token must know of its device.
    pub(crate) struct Standing {
        /// Whose device.
        pub(crate) user_id: UserId,
        /// The device was logged out then.
        pub(crate) revoked_at: Option<Timestamp>,
        /// The token was ended; it would have ended by itself then.
        pub(crate) ended: Option<Timestamp>,
    }
}

row! {
    /// A tenant of this database.
    pub(crate) struct Tenant {
        /// Its number here.
        pub(crate) tenant_no: i64,
        /// Its public id.
        pub(crate) id: Uuid,
        /// Its name.
        pub(crate) name: String,
        /// The number of its newest command.
        pub(crate) seq: i64,
    }
}

statements! {
    /// The tenants of this database.
    pub(crate) TENANTS: rows Tenant = "SELECT tenant_no, id, name, seq FROM tenant ORDER BY tenant_no";
    /// Gives a tenant its name.
    pub(crate) NAME_TENANT: exec = "UPDATE tenant SET name = $1 WHERE tenant_no = $2";
    /// The account of a user.
    pub(crate) ACCOUNT: rows Account =
        "SELECT tenant_no, user_id, login, password, totp, totp_new, totp_step FROM account \
         WHERE tenant_no = $1 AND user_id = $2";
    /// Enters an account, or gives it another login name.
    pub(crate) PUT_ACCOUNT: exec =
        "INSERT INTO account (tenant_no, user_id, login, created_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (tenant_no, user_id) DO UPDATE SET login = excluded.login";
    /// An account of a tenant by its login name.
    pub(crate) ACCOUNT_OF: rows Account =
        "SELECT tenant_no, user_id, login, password, totp, totp_new, totp_step FROM account \
         WHERE tenant_no = $1 AND login = $2";
    /// Whether anybody at all can log in.
    pub(crate) ANY_ACCOUNT: rows One<i64> = "SELECT tenant_no AS value FROM account WHERE login >= '' LIMIT 1";
    /// Sets a password.
    pub(crate) SET_PASSWORD: exec = "UPDATE account SET password = $1 WHERE tenant_no = $2 AND user_id = $3";
    /// Keeps the secret of a second factor until it is confirmed.
    pub(crate) OFFER_TOTP: exec = "UPDATE account SET totp_new = $1 WHERE tenant_no = $2 AND user_id = $3";
    /// Puts a second factor in force, or takes it away.
    pub(crate) SET_TOTP: exec =
        "UPDATE account SET totp = $1, totp_new = NULL, totp_step = $2 WHERE tenant_no = $3 AND user_id = $4";
    /// Marks a step used; the second who tries changes no row.
    pub(crate) USE_STEP: exec =
        "UPDATE account SET totp_step = $1 WHERE tenant_no = $2 AND user_id = $3 AND totp_step < $1";

    /// Enters a device.
    pub(crate) ADD_DEVICE: exec =
        "INSERT INTO device (tenant_no, id, user_id, name, created_at, seen_at) VALUES ($1, $2, $3, $4, $5, $6)";
    /// A device.
    pub(crate) DEVICE: rows Device =
        "SELECT id, user_id, name, created_at, seen_at, revoked_at FROM device WHERE tenant_no = $1 AND id = $2";
    /// The devices of a user, newest first.
    pub(crate) DEVICES: rows Device [list] =
        "SELECT id, user_id, name, created_at, seen_at, revoked_at FROM device \
         WHERE tenant_no = $1 AND user_id = $2 ORDER BY created_at DESC, id DESC LIMIT 200";
    /// Logs a device out.
    pub(crate) REVOKE_DEVICE: exec =
        "UPDATE device SET revoked_at = $1 WHERE tenant_no = $2 AND id = $3 AND revoked_at IS NULL";
    /// Logs every device of a user out.
    pub(crate) REVOKE_DEVICES: exec =
        "UPDATE device SET revoked_at = $1 WHERE tenant_no = $2 AND user_id = $3 AND revoked_at IS NULL";
    /// It was heard of.
    pub(crate) SEE_DEVICE: exec = "UPDATE device SET seen_at = $1 WHERE tenant_no = $2 AND id = $3";

    /// Enters a refresh token; the same one again changes nothing.
    pub(crate) ADD_REFRESH: exec =
        "INSERT INTO refresh_token (hash, tenant_no, device_id, user_id, seed, issued_at, expires_at, ends_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (hash) DO NOTHING";
    /// A refresh token.
    pub(crate) REFRESH: rows Refresh =
        "SELECT tenant_no, device_id, user_id, seed, expires_at, ends_at, used_at FROM refresh_token WHERE hash = $1";
    /// Marks it used; the second who tries changes no row.
    pub(crate) USE_REFRESH: exec =
        "UPDATE refresh_token SET used_at = $1 WHERE hash = $2 AND used_at IS NULL";
    /// Ends the family of a device.
    pub(crate) END_FAMILY: exec = "DELETE FROM refresh_token WHERE tenant_no = $1 AND device_id = $2";

    /// Forgets those that have ended by themselves.
    pub(crate) FORGET_REFRESHES: exec = "DELETE FROM refresh_token WHERE expires_at < $1";

    /// Enters a token of a script.
    pub(crate) ADD_TOKEN: exec =
        "INSERT INTO access_token (hash, tenant_no, id, user_id, name, scopes, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// A token of a script.
    pub(crate) TOKEN: rows AccessToken =
        "SELECT tenant_no, id, user_id, name, scopes, created_at, expires_at, revoked_at FROM access_token \
         WHERE hash = $1";
    /// The tokens of a user.
    pub(crate) TOKENS: rows AccessToken [list] =
        "SELECT tenant_no, id, user_id, name, scopes, created_at, expires_at, revoked_at FROM access_token \
         WHERE tenant_no = $1 AND user_id = $2 ORDER BY created_at, id LIMIT 200";
    /// Ends a token of a user.
    pub(crate) REVOKE_TOKEN: exec =
        "UPDATE access_token SET revoked_at = $1 WHERE tenant_no = $2 AND user_id = $3 AND id = $4 AND revoked_at IS NULL";

    /// Enters a code.
    pub(crate) ADD_CODE: exec =
        "INSERT INTO one_time_code (hash, kind, tenant_no, user_id, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6)";
    /// A code.
    pub(crate) CODE: rows OneTimeCode =
        "SELECT tenant_no, user_id, expires_at, used_at FROM one_time_code WHERE hash = $1";
    /// Marks it used; the second who tries changes no row.
    pub(crate) USE_CODE: exec = "UPDATE one_time_code SET used_at = $1 WHERE hash = $2 AND used_at IS NULL";
    /// Takes the codes of a user away.
    pub(crate) DROP_CODES: exec =
        "DELETE FROM one_time_code WHERE tenant_no = $1 AND user_id = $2 AND used_at IS NULL";

    /// Ends an access token before its time.
    pub(crate) REVOKE_JTI: exec =
        "INSERT INTO revoked_jti (jti, expires_at) VALUES ($1, $2) ON CONFLICT (jti) DO NOTHING";
    /// How a device and one of its tokens stand.
    pub(crate) STANDING: rows Standing =
        "SELECT user_id, revoked_at, (SELECT j.expires_at FROM revoked_jti j WHERE j.jti = $1) AS ended \
         FROM device WHERE tenant_no = $2 AND id = $3";
    /// Forgets what has ended by itself.
    pub(crate) FORGET_JTIS: exec = "DELETE FROM revoked_jti WHERE expires_at < $1";

    /// The keys, newest first.
    pub(crate) KEYS: rows SigningKey = "SELECT kid, pkcs8, created_at FROM signing_key WHERE retired_at IS NULL \
         ORDER BY created_at DESC, kid";
    /// Enters a key.
    pub(crate) ADD_KEY: exec =
        "INSERT INTO signing_key (kid, pkcs8, created_at) VALUES ($1, $2, $3) ON CONFLICT (kid) DO NOTHING";
    /// Retires a key: what it signed is no longer good.
    pub(crate) RETIRE_KEY: exec = "UPDATE signing_key SET retired_at = $1 WHERE kid = $2 AND retired_at IS NULL";
}

impl Tx<'_> {
    /// The tenants of this database.
    pub(crate) fn tenants(&mut self) -> Result<Vec<Tenant>> {
        self.all(TENANTS, params![])
    }
}

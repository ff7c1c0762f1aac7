//! Logins under way: browsers, terminals that wait to be allowed, codes on their way back, wrong passwords.

use super::One;
use crate::base::{DeviceId, Timestamp, UserId};
use crate::{row, statements};

row! {
    /// Wrong passwords in a row.
    pub(crate) struct Failures {
        /// How many.
        pub(crate) failed: i64,
        /// No further try before then.
        pub(crate) retry_at: Timestamp,
    }
}

row! {
    /// A browser that somebody logged in with.
    pub(crate) struct Browser {
        /// Of which tenant.
        pub(crate) tenant_no: i64,
        /// Who.
        pub(crate) user_id: UserId,
        /// PASSWORD or FULL.
        pub(crate) stage: String,
        /// Wrong codes of terminals so far.
        pub(crate) wrong_codes: i64,
        /// Good until then.
        pub(crate) expires_at: Timestamp,
    }
}

row! {
    /// A terminal that waits to be allowed.
    pub(crate) struct DeviceGrant {
        /// The hash of its device code.
        pub(crate) hash: String,
        /// As it calls itself.
        pub(crate) name: String,
        /// From where it asks.
        pub(crate) address: String,
        /// PENDING, ALLOWED, DENIED, USED.
        pub(crate) state: String,
        /// Who allowed it.
        pub(crate) tenant_no: Option<i64>,
        /// The same.
        pub(crate) user_id: Option<UserId>,
        /// Milliseconds between two questions.
        pub(crate) pause: i64,
        /// It asked last then.
        pub(crate) polled_at: Option<Timestamp>,
        /// Good until then.
        pub(crate) expires_at: Timestamp,
    }
}

row! {
    /// A code on its way back to a program.
    pub(crate) struct AuthCode {
        /// Of which tenant.
        pub(crate) tenant_no: i64,
        /// Who allowed it.
        pub(crate) user_id: UserId,
        /// The device that it makes.
        pub(crate) device_id: DeviceId,
        /// As the program calls itself.
        pub(crate) name: String,
        /// S256 of what the program knows.
        pub(crate) challenge: String,
        /// Where it was sent.
        pub(crate) redirect_uri: String,
        /// Good until then.
        pub(crate) expires_at: Timestamp,
        /// Used then.
        pub(crate) used_at: Option<Timestamp>,
    }
}

statements! {
    /// Wrong passwords of a login.
    pub(crate) FAILURES: rows Failures = "SELECT failed, retry_at FROM login_failure WHERE hash = $1";
    /// Makes sure that there is a row, and holds it until the transaction ends: who comes at the same time waits.
    pub(crate) HOLD_FAILURES: exec =
        "INSERT INTO login_failure (hash, failed, retry_at) VALUES ($1, 0, 0) \
         ON CONFLICT (hash) DO UPDATE SET failed = login_failure.failed";
    /// Counts one more.
    pub(crate) PUT_FAILURES: exec =
        "INSERT INTO login_failure (hash, failed, retry_at) VALUES ($1, $2, $3) \
         ON CONFLICT (hash) DO UPDATE SET failed = excluded.failed, retry_at = excluded.retry_at";
    /// The right password came.
    pub(crate) DROP_FAILURES: exec = "DELETE FROM login_failure WHERE hash = $1";
    /// Forgets those of long ago.
    pub(crate) FORGET_FAILURES: exec = "DELETE FROM login_failure WHERE retry_at < $1";

    /// Enters a browser.
    pub(crate) ADD_BROWSER: exec =
        "INSERT INTO browser_session (hash, tenant_no, user_id, stage, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6)";
    /// A browser.
    pub(crate) BROWSER: rows Browser =
        "SELECT tenant_no, user_id, stage, wrong_codes, expires_at FROM browser_session WHERE hash = $1";
    /// Counts a wrong code of a terminal.
    pub(crate) COUNT_WRONG_CODE: exec =
        "UPDATE browser_session SET wrong_codes = wrong_codes + 1 WHERE hash = $1";
    /// Logs a browser out.
    pub(crate) DROP_BROWSER: exec = "DELETE FROM browser_session WHERE hash = $1";
    /// Logs every browser of a user out.
    pub(crate) DROP_BROWSERS: exec = "DELETE FROM browser_session WHERE tenant_no = $1 AND user_id = $2";
    /// Forgets those that have ended.
    pub(crate) FORGET_BROWSERS: exec = "DELETE FROM browser_session WHERE expires_at < $1";

    /// Enters a terminal that asks.
    pub(crate) ADD_GRANT: exec =
        "INSERT INTO device_grant (hash, user_code, name, address, state, pause, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, 'PENDING', $5, $6, $7)";
    /// By its device code.
    pub(crate) GRANT: rows DeviceGrant =
        "SELECT hash, name, address, state, tenant_no, user_id, pause, polled_at, expires_at FROM device_grant \
         WHERE hash = $1";
    /// By what a person types.
    pub(crate) GRANT_OF_CODE: rows DeviceGrant =
        "SELECT hash, name, address, state, tenant_no, user_id, pause, polled_at, expires_at FROM device_grant \
         WHERE user_code = $1";
    /// It asked.
    pub(crate) POLLED: exec = "UPDATE device_grant SET polled_at = $1, pause = $2 WHERE hash = $3";
    /// A person answered; the second answer changes no row.
    pub(crate) ANSWER_GRANT: exec =
        "UPDATE device_grant SET state = $1, tenant_no = $2, user_id = $3 WHERE hash = $4 AND state = 'PENDING'";
    /// It takes its tokens; the second who tries changes no row.
    pub(crate) USE_GRANT: exec = "UPDATE device_grant SET state = 'USED' WHERE hash = $1 AND state = 'ALLOWED'";
    /// How many wait.
    pub(crate) WAITING: rows One<i64> = "SELECT count(*) AS value FROM device_grant WHERE expires_at >= $1";
    /// Forgets those that have ended.
    pub(crate) FORGET_GRANTS: exec = "DELETE FROM device_grant WHERE expires_at < $1";

    /// Enters a code for a program.
    pub(crate) ADD_AUTH_CODE: exec =
        "INSERT INTO auth_code (hash, tenant_no, user_id, device_id, name, challenge, redirect_uri, created_at, \
         expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// A code of a program.
    pub(crate) AUTH_CODE: rows AuthCode =
        "SELECT tenant_no, user_id, device_id, name, challenge, redirect_uri, expires_at, used_at FROM auth_code \
         WHERE hash = $1";
    /// Marks it used; the second who tries changes no row.
    pub(crate) USE_AUTH_CODE: exec = "UPDATE auth_code SET used_at = $1 WHERE hash = $2 AND used_at IS NULL";
    /// Forgets those that have ended.
    pub(crate) FORGET_AUTH_CODES: exec = "DELETE FROM auth_code WHERE expires_at < $1";
}

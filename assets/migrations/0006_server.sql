-- What only a team server fills: who may log in, on which devices, with which tokens, and the audit.
-- In a local file these tables stay empty. Secrets are hashes; the exceptions are the signing keys and the secrets of
-- second factors, which the server itself must compute with.

-- How a user logs in. `login` is folded; the same one may stand at several tenants.
CREATE TABLE account (
    tenant_no {i64} NOT NULL,
    user_id {uuid} NOT NULL,
    login {text} NOT NULL,
    password {text},
    totp {text},
    totp_new {text},
    totp_step {i64} NOT NULL DEFAULT 0,
    created_at {i64} NOT NULL,
    PRIMARY KEY (tenant_no, user_id)
) {small};
CREATE UNIQUE INDEX account_login ON account (tenant_no, login);
CREATE INDEX account_anywhere ON account (login);

-- Wrong passwords in a row, by a hash of tenant and login: also of logins that do not exist, so that nothing tells them
-- from those that do.
CREATE TABLE login_failure (
    hash {text} NOT NULL PRIMARY KEY,
    failed {i64} NOT NULL,
    retry_at {i64} NOT NULL
) {small};
CREATE INDEX login_failure_end ON login_failure (retry_at);

-- A browser that somebody logged in with, known by the hash of its cookie.
CREATE TABLE browser_session (
    hash {text} NOT NULL PRIMARY KEY,
    tenant_no {i64} NOT NULL,
    user_id {uuid} NOT NULL,
    -- PASSWORD: the second factor is still missing; FULL: all of it was given.
    stage {text} NOT NULL,
    wrong_codes {i64} NOT NULL DEFAULT 0,
    created_at {i64} NOT NULL,
    expires_at {i64} NOT NULL
) {small};
CREATE INDEX browser_session_user ON browser_session (tenant_no, user_id);
CREATE INDEX browser_session_end ON browser_session (expires_at);

-- A terminal that waits for somebody to allow it in a browser (RFC 8628).
CREATE TABLE device_grant (
    hash {text} NOT NULL PRIMARY KEY,
    user_code {text} NOT NULL,
    name {text} NOT NULL,
    address {text} NOT NULL,
    -- PENDING, ALLOWED, DENIED, USED
    state {text} NOT NULL,
    tenant_no {i64},
    user_id {uuid},
    pause {i64} NOT NULL,
    polled_at {i64},
    created_at {i64} NOT NULL,
    expires_at {i64} NOT NULL
) {small};
CREATE UNIQUE INDEX device_grant_code ON device_grant (user_code);
CREATE INDEX device_grant_end ON device_grant (expires_at);

-- A code that a browser brings to a program on the same machine (RFC 8252), good once.
CREATE TABLE auth_code (
    hash {text} NOT NULL PRIMARY KEY,
    tenant_no {i64} NOT NULL,
    user_id {uuid} NOT NULL,
    device_id {uuid} NOT NULL,
    name {text} NOT NULL,
    challenge {text} NOT NULL,
    redirect_uri {text} NOT NULL,
    created_at {i64} NOT NULL,
    expires_at {i64} NOT NULL,
    used_at {i64}
) {small};
CREATE INDEX auth_code_end ON auth_code (expires_at);

-- A program or browser that a user logged in with; never deleted.
CREATE TABLE device (
    tenant_no {i64} NOT NULL,
    id {uuid} NOT NULL,
    user_id {uuid} NOT NULL,
    name {text} NOT NULL,
    created_at {i64} NOT NULL,
    seen_at {i64} NOT NULL,
    last_seq {i64} NOT NULL DEFAULT 0,
    revoked_at {i64},
    PRIMARY KEY (tenant_no, id)
) {small};
CREATE INDEX device_user ON device (tenant_no, user_id, created_at, id);

-- Refresh tokens, each used once; those of one device are a family. The one that follows is computed of the token
-- itself and `seed`, so that a repeated request gets the same one and the table alone gives none away.
CREATE TABLE refresh_token (
    hash {text} NOT NULL PRIMARY KEY,
    tenant_no {i64} NOT NULL,
    device_id {uuid} NOT NULL,
    user_id {uuid} NOT NULL,
    seed {bytes} NOT NULL,
    issued_at {i64} NOT NULL,
    expires_at {i64} NOT NULL,
    ends_at {i64} NOT NULL,
    used_at {i64}
) {small};
CREATE INDEX refresh_token_device ON refresh_token (tenant_no, device_id);
CREATE INDEX refresh_token_end ON refresh_token (expires_at);

-- Tokens that a person made for a script.
CREATE TABLE access_token (
    hash {text} NOT NULL PRIMARY KEY,
    tenant_no {i64} NOT NULL,
    id {uuid} NOT NULL,
    user_id {uuid} NOT NULL,
    name {text} NOT NULL,
    scopes {json} NOT NULL,
    created_at {i64} NOT NULL,
    expires_at {i64},
    seen_at {i64},
    revoked_at {i64}
) {small};
CREATE INDEX access_token_user ON access_token (tenant_no, user_id, created_at, id);

-- Codes that are good once: the first set-up, an invitation, a new password.
CREATE TABLE one_time_code (
    hash {text} NOT NULL PRIMARY KEY,
    kind {text} NOT NULL,
    tenant_no {i64} NOT NULL,
    user_id {uuid} NOT NULL,
    created_at {i64} NOT NULL,
    expires_at {i64} NOT NULL,
    used_at {i64}
) {small};
CREATE INDEX one_time_code_user ON one_time_code (tenant_no, user_id);

-- Access tokens that end before their time.
CREATE TABLE revoked_jti (
    jti {uuid} NOT NULL PRIMARY KEY,
    expires_at {i64} NOT NULL
) {small};
CREATE INDEX revoked_jti_end ON revoked_jti (expires_at);

-- The keys that sign access tokens, shared by every process of the server.
CREATE TABLE signing_key (
    kid {text} NOT NULL PRIMARY KEY,
    pkcs8 {bytes} NOT NULL,
    created_at {i64} NOT NULL,
    retired_at {i64}
) {small};

-- Who did what with the server, chained by hashes; only added to.
CREATE TABLE audit (
    tenant_no {i64} NOT NULL,
    n {i64} NOT NULL,
    at {i64} NOT NULL,
    actor {uuid},
    device {uuid},
    action {text} NOT NULL,
    object {text} NOT NULL,
    meta {json} NOT NULL,
    prev {text} NOT NULL,
    hash {text} NOT NULL,
    PRIMARY KEY (tenant_no, n)
) {small};

-- What the server itself tells those who listen, numbered in the feed among the commands; `key` is told once.
CREATE TABLE server_event (
    tenant_no {i64} NOT NULL,
    seq {i64} NOT NULL,
    kind {text} NOT NULL,
    key {text} NOT NULL,
    company_id {uuid},
    at {i64} NOT NULL,
    data {json} NOT NULL,
    PRIMARY KEY (tenant_no, seq)
) {table};
CREATE UNIQUE INDEX server_event_key ON server_event (tenant_no, key);
CREATE INDEX server_event_at ON server_event (tenant_no, at);

-- What runs by itself, for each tenant; one process of several holds the lock.
CREATE TABLE server_job (
    tenant_no {i64} NOT NULL,
    name {text} NOT NULL,
    last_at {i64},
    outcome {text},
    next_at {i64} NOT NULL,
    locked_until {i64} NOT NULL,
    PRIMARY KEY (tenant_no, name)
) {small};

-- What is due at a minute: who listens is told of it before.
CREATE INDEX task_minute ON task (tenant_no, due_at, id) WHERE state = 'OPEN' AND due_at IS NOT NULL AND deleted_at IS NULL;

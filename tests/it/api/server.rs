//! A server of a test: the real program on a free port, and somebody who speaks to it.

use crate::support::cli::Cli;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Stdio};
use tempfile::TempDir;

/// On which database.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum On {
    Sqlite,
    #[cfg(feature = "postgres")]
    Postgres,
}

impl On {
    pub(super) const ALL: &[Self] = &[
        Self::Sqlite,
        #[cfg(feature = "postgres")]
        Self::Postgres,
    ];
}

/// A running server, ended with the test.
pub(super) struct Server {
    home: TempDir,
    database: String,
    process: Child,
    /// Kept open: a program that writes to nobody ends.
    output: BufReader<ChildStdout>,
    clock: String,
    more: Vec<String>,
    pub(super) address: String,
}

/// Somebody with a token.
#[derive(Clone)]
pub(super) struct Client {
    pub(super) base: String,
    pub(super) token: String,
    agent: ureq::Agent,
}

/// What a server answered.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: ureq::http::HeaderMap,
    pub(super) body: Value,
    pub(super) text: String,
}

impl Answer {
    /// The answer, which must have this status.
    #[track_caller]
    pub(super) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
    /// The codes of what a guard misses.
    pub(super) fn missing(&self) -> Vec<&str> {
        let missing = self.body["missing"].as_array();
        missing
            .into_iter()
            .flatten()
            .filter_map(|one| one["code"].as_str())
            .collect()
    }
}

impl Server {
    /// With one tenant, whose admin is Anna; it is called as that of a file of one user, so that digests compare.
    pub(super) fn start(on: On) -> Self {
        Self::of_team(on, "local")
    }
    /// With one tenant of this name.
    pub(super) fn of_team(on: On, team: &str) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let database = Self::place(on, home.path());
        cli(home.path(), &database)
            .run(["serve", "init", "--tenant-name", team, "--admin", "Anna"])
            .ok();
        Self::over(home, database)
    }
    /// On a database that nobody has set up: the program does what is needed.
    pub(super) fn fresh() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let database = home.path().join("server.db").display().to_string();
        Self::over(home, database)
    }
    fn over(home: TempDir, database: String) -> Self {
        let started = run(&cli(home.path(), &database), &[]);
        Self {
            home,
            database,
            process: started.0,
            output: started.1,
            address: started.2,
            clock: Cli::CLOCK.to_owned(),
            more: Vec::new(),
        }
    }
    /// The next line that the program says.
    pub(super) fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("a line");
        line
    }
    /// Another process on the same database, at the same time.
    pub(super) fn beside(&self) -> Beside {
        let (process, output, address) = run(&self.cli(), &self.more);
        Beside {
            process,
            _output: output,
            address,
        }
    }
    /// Where the database lies, on SQLite.
    pub(super) fn file(&self) -> &str {
        &self.database
    }
    /// The folder of the server.
    pub(super) fn home(&self) -> &Path {
        self.home.path()
    }
    /// Ends the process and starts it again when the clock stands there.
    pub(super) fn restart_at(&mut self, clock: &str) {
        clock.clone_into(&mut self.clock);
        self.crash();
    }
    /// The same with more arguments.
    pub(super) fn restart_with(&mut self, more: &[&str]) {
        self.more = more.iter().map(|text| (*text).to_owned()).collect();
        self.crash();
    }
    /// Where the data of a new server lies.
    pub(super) fn place(on: On, home: &Path) -> String {
        match on {
            On::Sqlite => home.join("server.db").display().to_string(),
            #[cfg(feature = "postgres")]
            On::Postgres => postgres(),
        }
    }
    /// The command line of the server's administrator.
    pub(super) fn cli(&self) -> Cli {
        cli(self.home.path(), &self.database).at(&self.clock)
    }
    /// Enters a user and gives a client with a token of theirs.
    pub(super) fn user(&self, name: &str, role: &str) -> Client {
        let line = [
            "serve",
            "user",
            "add",
            name,
            "--role",
            role,
            "--queue",
            "INSIDE_SALES",
        ];
        self.cli().run(line).ok();
        self.client(name)
    }
    /// A client with a new token of a user.
    pub(super) fn client(&self, user: &str) -> Client {
        let line = ["serve", "token", "add", user, "--name", "test"];
        let token = self.cli().run(line).ok().stdout.trim().to_owned();
        Client::new(&self.address, &token)
    }
    /// The file of a server on SQLite.
    pub(super) fn database(&self) -> &str {
        &self.database
    }
    /// A client of the admin.
    pub(super) fn admin(&self) -> Client {
        self.client("Anna")
    }
    /// Kills the process (`kill -9`) and starts it again on the same database.
    pub(super) fn crash(&mut self) {
        self.process.kill().expect("killed");
        self.process.wait().expect("gone");
        (self.process, self.output, self.address) = run(&self.cli(), &self.more);
    }
}

/// A second process of a server, ended with the test.
pub(super) struct Beside {
    process: Child,
    _output: BufReader<ChildStdout>,
    pub(super) address: String,
}

impl Drop for Beside {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Client {
    pub(super) fn new(address: &str, token: &str) -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false).build();
        Self {
            base: format!("http://{address}"),
            token: token.to_owned(),
            agent: config.into(),
        }
    }
    /// Reads from below `/api/v1`, or from an address that begins with `/api/` or `/`-something of its own.
    #[track_caller]
    pub(super) fn get(&self, path: &str) -> Answer {
        let request = self
            .agent
            .get(self.url(path))
            .header("authorization", self.bearer());
        answer(request.call())
    }
    #[track_caller]
    pub(super) fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, &[], body)
    }
    /// The status, if the server answered.
    pub(super) fn try_post(&self, path: &str, body: &Value) -> Option<u16> {
        let request = self
            .agent
            .post(self.url(path))
            .header("authorization", self.bearer())
            .header("content-type", "application/json");
        Some(request.send(body.to_string().as_bytes()).ok()?.status().as_u16())
    }
    /// Sends a body with headers of its own.
    #[track_caller]
    pub(super) fn send(&self, verb: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        self.raw(verb, path, headers, body.to_string().as_bytes())
    }
    /// Sends bytes as they are.
    #[track_caller]
    pub(super) fn raw(&self, verb: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut request = ureq::http::Request::builder().method(verb).uri(self.url(path));
        if !headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("content-type"))
        {
            request = request.header("content-type", "application/json");
        }
        if !headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("authorization"))
        {
            request = request.header("authorization", self.bearer());
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.to_vec()).expect("a request");
        let request = self
            .agent
            .configure_request(request)
            .allow_non_standard_methods(true)
            .build();
        answer(self.agent.run(request))
    }
    /// The lines of an answer that does not end.
    pub(super) fn lines(&self, path: &str, headers: &[(&str, &str)]) -> impl Iterator<Item = String> + use<> {
        let mut request = self
            .agent
            .get(self.url(path))
            .header("authorization", self.bearer());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.call().expect("the server answers");
        assert_eq!(response.status().as_u16(), 200);
        BufReader::new(response.into_body().into_reader())
            .lines()
            .map_while(Result::ok)
    }
    fn url(&self, path: &str) -> String {
        if path.starts_with("/api/")
            || path.starts_with("/.well-known/")
            || path.starts_with("/healthz")
            || path.starts_with("/readyz")
        {
            return format!("{}{path}", self.base);
        }
        format!("{}/api/v1{path}", self.base)
    }
    fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }
}

#[track_caller]
fn answer(done: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
    let mut response = done.expect("the server answers");
    let text = response.body_mut().read_to_string().expect("a text");
    Answer {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        body: serde_json::from_str(&text).unwrap_or(Value::Null),
        text,
    }
}

fn cli(home: &Path, database: &str) -> Cli {
    Cli::new(home).env("CALLSHEET_DATABASE", database)
}

/// Starts the program; it tells its address on its first line.
fn run(cli: &Cli, more: &[String]) -> (Child, BufReader<ChildStdout>, String) {
    let mut line = vec![
        "serve".to_owned(),
        "--listen".to_owned(),
        "127.0.0.1:0".to_owned(),
    ];
    line.extend_from_slice(more);
    let mut process = cli
        .command(&line)
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .expect("the program starts");
    let mut line = String::new();
    let mut output = BufReader::new(process.stdout.take().expect("its output"));
    output.read_line(&mut line).expect("a line");
    let address = line
        .split("http://")
        .nth(1)
        .and_then(|rest| rest.split(';').next())
        .unwrap_or_else(|| panic!("no address in {line:?}"));
    (process, output, address.to_owned())
}

/// A new schema of the test process's server, as a URL.
#[cfg(feature = "postgres")]
fn postgres() -> String {
    let schema = crate::support::postgres::schema();
    let word = |name: &str| {
        let words = schema.url.split(' ');
        words
            .filter_map(|word| word.split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.to_owned())
            .expect("a word of the address")
    };
    let mut client = postgres::Client::connect(&schema.url, postgres::NoTls).expect("connects");
    // As it should be run: by a role that the walls between tenants hold. Each statement is a transaction of its own:
    // the lock must outlast what it is for.
    for statement in [
        "SELECT pg_advisory_lock(7)",
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'callsheet_app') \
         THEN CREATE ROLE callsheet_app LOGIN; END IF; END $$",
        "SELECT pg_advisory_unlock(7)",
        &format!("CREATE SCHEMA {} AUTHORIZATION callsheet_app", schema.name),
    ] {
        client.batch_execute(statement).expect("a schema");
    }
    format!(
        "postgres://{}@/{}?host={}&options=-csearch_path%3D{}%2Cpublic",
        "callsheet_app",
        word("dbname"),
        word("host").replace('/', "%2F"),
        schema.name
    )
}

//! The pages in a real Chromium, spoken to by WebDriver. Where there is none (`apt install chromium-driver`), the
//! browser of the other tests is all that was tried.

use super::super::server::{On, Server};
use super::{PASSWORD, access, text};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

/// How WebDriver names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A Chromium without a window, ended with the test.
struct Chromium {
    driver: Child,
    base: String,
    agent: ureq::Agent,
    _home: tempfile::TempDir,
}

impl Chromium {
    /// None: there is none on this machine; that is said.
    #[expect(
        clippy::print_stderr,
        reason = "who reads the output should see what was not tried"
    )]
    fn start() -> Option<Self> {
        let home = tempfile::tempdir().expect("a folder");
        let driver = Command::new("chromedriver")
            .arg("--port=0")
            .env("HOME", home.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut driver) = driver else {
            eprintln!("not tried: there is no chromedriver here; scripts/test installs it");
            return None;
        };
        let output = BufReader::new(driver.stdout.take().expect("its output"));
        let port = output.lines().map_while(Result::ok).find_map(|line| {
            let port = line.split("successfully on port ").nth(1)?;
            Some(port.trim_end_matches('.').to_owned())
        });
        let config = ureq::Agent::config_builder().http_status_as_error(false).build();
        let mut chromium = Self {
            driver,
            base: format!("http://127.0.0.1:{}", port.expect("a port")),
            agent: config.into(),
            _home: home,
        };
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--lang=en-US",
        ];
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": { "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL" },
        } } });
        let session = chromium.post("/session", &wanted);
        chromium.base = format!("{}/session/{}", chromium.base, text(&session["sessionId"]));
        Some(chromium)
    }
    #[track_caller]
    fn post(&self, path: &str, body: &Value) -> Value {
        let sent = self
            .agent
            .post(format!("{}{path}", self.base))
            .header("content-type", "application/json")
            .send(body.to_string());
        Self::value(sent)
    }
    #[track_caller]
    fn get(&self, path: &str) -> Value {
        Self::value(self.agent.get(format!("{}{path}", self.base)).call())
    }
    #[track_caller]
    fn value(done: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Value {
        let mut response = done.expect("the driver answers");
        let text = response.body_mut().read_to_string().expect("a text");
        let value: Value = serde_json::from_str(&text).expect("JSON");
        assert!(response.status().is_success(), "{value}");
        value["value"].clone()
    }
    #[track_caller]
    fn open(&self, url: &str) -> &Self {
        self.post("/url", &json!({ "url": url }));
        self
    }
    #[track_caller]
    fn find(&self, selector: &str) -> String {
        let found = self.post("/element", &json!({ "using": "css selector", "value": selector }));
        text(&found[ELEMENT]).to_owned()
    }
    #[track_caller]
    fn fill(&self, name: &str, value: &str) -> &Self {
        let field = self.find(&format!("input[name={name}]"));
        self.post(&format!("/element/{field}/value"), &json!({ "text": value }));
        self
    }
    #[track_caller]
    fn press(&self, answer: &str) -> &Self {
        let button = self.find(&format!("button[value={answer}]"));
        self.post(&format!("/element/{button}/click"), &json!({}));
        self
    }
    /// Waits for a text of the page, as somebody who looks at it does.
    #[track_caller]
    fn shows(&self, wanted: &str) -> &Self {
        for _ in 0..100 {
            // While one page goes and the next comes there may be none to ask.
            let script =
                json!({ "script": "return document.body ? document.body.innerText : ''", "args": [] });
            let sent = self
                .agent
                .post(format!("{}/execute/sync", self.base))
                .header("content-type", "application/json")
                .send(script.to_string());
            let shown = sent.expect("the driver answers").body_mut().read_to_string();
            let shown: Value = serde_json::from_str(&shown.expect("a text")).expect("JSON");
            if shown["value"].as_str().is_some_and(|text| text.contains(wanted)) {
                return self;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("no {wanted:?} at {}:\n{}", self.get("/url"), self.get("/source"));
    }
    fn look(&self, selector: &str, property: &str) -> String {
        let element = self.find(selector);
        text(&self.get(&format!("/element/{element}/css/{property}"))).to_owned()
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let _ = self.agent.delete(&self.base).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

#[test]
fn somebody_sets_up_logs_in_and_lets_a_terminal_and_a_program_in_with_chromium() {
    let Some(chromium) = Chromium::start() else { return };
    let server = Server::start(On::Sqlite);
    let at = format!("http://{}", server.address);
    let code = server.code("Anna");

    chromium.open(&format!("{at}/setup")).shows("good once");
    assert_eq!(
        chromium.look("main", "max-width"),
        "480px",
        "the style is that of the server"
    );
    chromium
        .fill("code", &code)
        .fill("login", "anna")
        .fill("password", "summer2026!!")
        .fill("again", "summer2026!!");
    chromium.press("yes").shows("That password is not taken");
    chromium
        .fill("password", PASSWORD)
        .fill("again", PASSWORD)
        .press("yes")
        .shows("Your login is anna");

    // The device grant, with a login in between.
    let asked = server
        .anyone()
        .post("/auth/device", &json!({ "client_name": "callsheet on desk-7" }))
        .expect(200)
        .body;
    chromium.open(text(&asked["verification_uri"])).shows("Log in");
    chromium
        .fill("login", "anna")
        .fill("password", PASSWORD)
        .press("yes")
        .shows("Type the code");
    chromium.fill("user_code", text(&asked["user_code"])).press("yes");
    chromium
        .shows("callsheet on desk-7")
        .shows("Did you start this on this computer?");
    chromium.press("yes").shows("The terminal is let in");
    assert!(server.lets_in(access(&server.poll(text(&asked["device_code"])).expect(200).body)));

    // A program that listens on the loopback: the browser follows the form there.
    let program = TcpListener::bind("127.0.0.1:0").expect("listens");
    let back = format!("http://{}/callback", program.local_addr().expect("an address"));
    let brought = std::thread::spawn(move || receive(&program));
    let query = serde_urlencoded::to_string([
        ("response_type", "code"),
        ("client_id", "callsheet"),
        ("redirect_uri", &back),
        ("code_challenge", super::program::CHALLENGE),
        ("code_challenge_method", "S256"),
        ("state", "s-1"),
    ]);
    let url = format!("{at}/authorize?{}", query.expect("a query"));
    chromium
        .open(&url)
        .shows("wants to log in as Anna")
        .press("yes")
        .shows("You may close this window");
    let line = brought.join().expect("received");
    let code = line
        .split("code=")
        .nth(1)
        .and_then(|rest| rest.split('&').next())
        .expect("a code");
    assert!(line.contains("state=s-1"), "{line}");
    let body = json!({
        "grant_type": "authorization_code", "code": code, "redirect_uri": back,
        "code_verifier": super::program::VERIFIER,
    });
    let pair = server.anyone().post("/auth/token", &body).expect(200).body;
    assert!(server.lets_in(access(&pair)));

    chromium
        .open(&format!("{at}/account/second-factor"))
        .shows("Key:");
    assert_eq!(chromium.look("svg", "width"), "224px");
    chromium
        .open(&format!("{at}/logout"))
        .press("yes")
        .shows("You are logged out");
    chromium.open(&format!("{at}/account")).shows("Password");
    // Nothing of the pages was stopped by their own policy.
    let log = chromium.post("/se/log", &json!({ "type": "browser" }));
    let told: Vec<&str> = log
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|entry| entry["message"].as_str())
        .collect();
    let stopped: Vec<_> = told
        .iter()
        .filter(|line| line.contains("Content Security Policy"))
        .collect();
    assert!(stopped.is_empty(), "{stopped:?}");
}

/// The first line of the request for the address the browser was sent to; whatever else it asks for is not there.
fn receive(program: &TcpListener) -> String {
    loop {
        let (mut stream, _) = program.accept().expect("a browser");
        let mut bytes = [0; 4096];
        let read = stream.read(&mut bytes).expect("a request");
        let request = String::from_utf8_lossy(&bytes[..read]).into_owned();
        let page = "<!doctype html><title>callsheet</title><p>You may close this window";
        let answer = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{page}",
            page.len()
        );
        stream.write_all(answer.as_bytes()).expect("answered");
        if let Some(line) = request.lines().next().filter(|line| line.contains("/callback?")) {
            return line.to_owned();
        }
    }
}

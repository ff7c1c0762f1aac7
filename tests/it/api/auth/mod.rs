//! Logins: passwords, codes, tokens, browsers, terminals.

mod accounts;
mod browser;
mod chromium;
mod device;
mod forged;
mod outside;
mod pages;
mod program;
mod refresh;
mod second;

use super::server::{Answer, Client, Server};
use browser::Browser;
use serde_json::{Value, json};

/// A password that is taken.
const PASSWORD: &str = "rotes Fahrrad im Regen";
/// The name of the device grant.
const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

impl Server {
    /// Somebody without a token.
    fn anyone(&self) -> Client {
        Client::new(&self.address, "")
    }
    /// A code for a user, from the administrator of the machine.
    fn code(&self, user: &str) -> String {
        let said = self
            .cli()
            .run(["serve", "user", "invite", user, "--json"])
            .ok()
            .stdout;
        let said: Value = serde_json::from_str(&said).expect("JSON");
        said["code"].as_str().expect("a code").to_owned()
    }
    /// Sets login and password with a code.
    fn set_up(&self, code: &str, login: &str, password: &str) -> Answer {
        let body = json!({ "code": code, "login": login, "password": password });
        self.anyone().post("/auth/setup", &body)
    }
    /// A user gets a login of their name and the usual password.
    fn account(&self, user: &str) {
        self.set_up(&self.code(user), user, PASSWORD).expect(200);
    }
    /// A terminal asks, the user lets it in with a browser: what the terminal gets.
    fn terminal(&self, login: &str, name: &str) -> Value {
        self.let_in(name, Browser::logged_in(self, login, PASSWORD))
    }
    /// The same for a user of one of several teams.
    fn terminal_of(&self, team: &str, login: &str) -> Value {
        let browser = Browser::new(self);
        let form = [("team", team), ("login", login), ("password", PASSWORD)];
        browser.get("/login").submit(&form).shows("Logged in");
        self.let_in("desk", browser)
    }
    fn let_in(&self, name: &str, browser: Browser) -> Value {
        let asked = self
            .anyone()
            .post("/auth/device", &json!({ "client_name": name }))
            .expect(200)
            .body;
        let question = browser
            .get("/device")
            .submit(&[("user_code", text(&asked["user_code"]))]);
        question.press("yes").shows("The terminal is let in");
        self.poll(text(&asked["device_code"])).expect(200).body
    }
    fn poll(&self, device_code: &str) -> Answer {
        let body = json!({ "grant_type": DEVICE_GRANT, "device_code": device_code });
        self.anyone().post("/auth/token", &body)
    }
    fn refresh(&self, token: &str) -> Answer {
        let body = json!({ "grant_type": "refresh_token", "refresh_token": token });
        self.anyone().post("/auth/token", &body)
    }
    /// Whether a token is good.
    #[track_caller]
    fn lets_in(&self, token: &str) -> bool {
        let answer = Client::new(&self.address, token).get("/me");
        match answer.status {
            200 => true,
            401 => false,
            other => panic!("{other}: {}", answer.text),
        }
    }
}

#[track_caller]
fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

#[track_caller]
fn access(pair: &Value) -> &str {
    text(&pair["access_token"])
}

#[track_caller]
fn refresh_token(pair: &Value) -> &str {
    text(&pair["refresh_token"])
}

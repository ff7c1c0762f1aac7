//! A program on the same machine logs in with the browser there (RFC 8252 with S256).

use super::super::server::{Answer, On, Server};
use super::browser::Browser;
use super::{PASSWORD, access, refresh_token};
use serde_json::json;

/// The pair of RFC 7636, appendix B.
pub(super) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(super) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const BACK: &str = "http://127.0.0.1:4711/callback";

fn address(other: &[(&str, &str)]) -> String {
    let mut query = vec![
        ("response_type", "code"),
        ("client_id", "callsheet"),
        ("redirect_uri", BACK),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("state", "x&y=z"),
        ("client_name", "callsheet on desk-7"),
    ];
    for (name, value) in other {
        query.retain(|(known, _)| known != name);
        if !value.is_empty() {
            query.push((name, value));
        }
    }
    format!(
        "/authorize?{}",
        serde_urlencoded::to_string(query).expect("a query")
    )
}

/// What the browser brings back to the program.
fn brought(to: Option<String>) -> Vec<(String, String)> {
    let to = to.expect("it goes back");
    let query = to
        .strip_prefix(&format!("{BACK}?"))
        .unwrap_or_else(|| panic!("{to}"));
    serde_urlencoded::from_str(query).expect("a query")
}

fn code(server: &Server, browser: &Browser) -> String {
    let _ = server;
    let pairs = brought(browser.get(&address(&[])).press("yes").left_to);
    assert_eq!(pairs[1], ("state".to_owned(), "x&y=z".to_owned()));
    assert_eq!(pairs[0].0, "code");
    pairs[0].1.clone()
}

fn exchange(server: &Server, code: &str, verifier: &str, back: &str) -> Answer {
    let body = json!({
        "grant_type": "authorization_code", "code": code, "code_verifier": verifier, "redirect_uri": back,
    });
    server.anyone().post("/auth/token", &body)
}

#[test]
fn the_browser_brings_a_code_of_which_only_the_program_makes_tokens_once() {
    for on in On::ALL {
        let mut server = Server::start(*on);
        server.account("Anna");
        let browser = Browser::new(&server);
        // The login comes in between and forgets nothing.
        let login = browser.get(&address(&[])).shows("name=\"password\"");
        let consent = login.submit(&[("login", "anna"), ("password", PASSWORD)]);
        let consent = consent.shows("callsheet on desk-7").shows("log in as Anna");
        // Chromium follows a form's redirect only where the page said forms lead.
        let policy = consent.header("content-security-policy").to_owned();
        assert!(
            policy.contains("form-action 'self' http://127.0.0.1:4711;"),
            "{policy}"
        );
        let denied = brought(consent.press("no").left_to);
        assert_eq!(denied[0], ("error".to_owned(), "access_denied".to_owned()));
        let one = code(&server, &browser);
        let pair = exchange(&server, &one, VERIFIER, BACK).expect(200).body;
        assert!(server.lets_in(access(&pair)));
        // The same code again can only be a copy: what it began ends.
        let again = exchange(&server, &one, VERIFIER, BACK).expect(400);
        assert_eq!(again.body["code"], "invalid_grant");
        assert!(!server.lets_in(access(&pair)), "{on:?}");
        server.refresh(refresh_token(&pair)).expect(400);
        for (verifier, back) in [
            ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXX", BACK),
            ("", BACK),
            (CHALLENGE, BACK),
            (VERIFIER, "http://127.0.0.1:4711/other"),
        ] {
            let code = code(&server, &browser);
            exchange(&server, &code, verifier, back).expect(400);
            exchange(&server, &code, VERIFIER, BACK).expect(400);
        }
        let late = code(&server, &browser);
        server.restart_at("2026-03-03T09:01:00Z");
        exchange(&server, &late, VERIFIER, BACK).expect(400);
    }
}

#[test]
fn what_a_program_asks_wrongly_is_told_in_the_browser_and_sent_nowhere() {
    let server = Server::start(On::Sqlite);
    server.account("Anna");
    let browser = Browser::logged_in(&server, "anna", PASSWORD);
    for (name, value) in [
        ("redirect_uri", "https://evil.example/"),
        ("redirect_uri", "http://localhost:4711/callback"),
        ("redirect_uri", ""),
        ("code_challenge_method", "plain"),
        ("code_challenge_method", ""),
        ("code_challenge", "short"),
        ("client_id", "other"),
        ("response_type", "token"),
        ("state", ""),
    ] {
        let page = browser.get(&address(&[(name, value)])).status(400).shows(name);
        assert_eq!(page.left_to, None, "{name}={value}");
    }
}

//! Terminals that ask to be let in (RFC 8628), and what a phisher would want of them.

use super::super::server::{Client, On, Server};
use super::browser::Browser;
use super::{DEVICE_GRANT, PASSWORD, access, text};
use serde_json::json;

#[test]
fn a_terminal_waits_is_told_when_it_asks_too_soon_and_is_let_in_once() {
    for on in On::ALL {
        let mut server = Server::start(*on);
        server.account("Anna");
        let asked = server
            .anyone()
            .post("/auth/device", &json!({ "client_name": "callsheet on desk-7" }));
        let asked = asked.expect(200).body;
        let (device, user) = (text(&asked["device_code"]), text(&asked["user_code"]));
        assert_eq!(
            (&asked["expires_in"], &asked["interval"]),
            (&json!(600), &json!(5))
        );
        let at = format!("http://{}/device", server.address);
        assert_eq!(asked["verification_uri"], at);
        assert!(
            asked.get("verification_uri_complete").is_none(),
            "no link brings the code"
        );
        let letters = user
            .bytes()
            .all(|b| b == b'-' || b"BCDFGHJKLMNPQRSTVWXZ".contains(&b));
        assert!(user.len() == 9 && letters, "{user}");
        let code = |server: &Server| text(&server.poll(device).expect(400).body["code"]).to_owned();
        assert_eq!(code(&server), "authorization_pending");
        assert_eq!(code(&server), "slow_down");
        server.restart_at("2026-03-03T09:00:09Z");
        assert_eq!(code(&server), "slow_down", "five seconds more than before");
        server.restart_at("2026-03-03T09:00:24Z");
        assert_eq!(code(&server), "authorization_pending");
        let browser = Browser::logged_in(&server, "anna", PASSWORD);
        // Typed as it comes; the page says who asks from where, and asks the one question.
        let question = browser
            .get("/device")
            .submit(&[("user_code", &user.to_lowercase().replace('-', ""))]);
        let question = question
            .shows("callsheet on desk-7")
            .shows("127.0.0.1")
            .shows("Did you start this on this computer?");
        question.press("yes").shows("The terminal is let in");
        question.press("yes").status(404);
        let pair = server.poll(device).expect(200).body;
        assert!(server.lets_in(access(&pair)));
        let me = Client::new(&server.address, access(&pair)).get("/me").expect(200);
        assert_eq!(me.body["user"]["name"], "Anna");
        let again = server.poll(device).expect(400);
        assert_eq!(again.body["code"], "invalid_grant", "{on:?}: good once");
    }
}

#[test]
fn what_was_not_allowed_ended_or_is_unknown_lets_nobody_in() {
    let mut server = Server::start(On::Sqlite);
    server.user("Bea", "inside_sales");
    server.account("Bea");
    let ask = |server: &Server| {
        let asked = server.anyone().post("/auth/device", &json!({})).expect(200).body;
        (
            text(&asked["device_code"]).to_owned(),
            text(&asked["user_code"]).to_owned(),
        )
    };
    let code = |server: &Server, device: &str| text(&server.poll(device).expect(400).body["code"]).to_owned();
    let browser = Browser::logged_in(&server, "bea", PASSWORD);
    let allow = |(device, user): (String, String), answer: &str| {
        browser
            .get("/device")
            .submit(&[("user_code", &user)])
            .press(answer)
            .status(200);
        device
    };
    let denied = allow(ask(&server), "no");
    assert_eq!(code(&server, &denied), "access_denied");
    let unclear = allow(ask(&server), "perhaps");
    assert_eq!(code(&server, &unclear), "access_denied");
    assert_eq!(
        code(&server, "cs_dev_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        "invalid_grant"
    );
    let sent_away = allow(ask(&server), "yes");
    server
        .cli()
        .run(["serve", "user", "edit", "Bea", "--inactive"])
        .ok();
    assert_eq!(code(&server, &sent_away), "access_denied");
    let late = ask(&server).0;
    server.restart_at("2026-03-03T09:10:00Z");
    assert_eq!(code(&server, &late), "expired_token");
    for (body, code) in [
        (json!({ "grant_type": DEVICE_GRANT }), "invalid_request"),
        (
            json!({ "grant_type": "password", "refresh_token": "x" }),
            "unsupported_grant_type",
        ),
        (
            json!({ "grant_type": "refresh_token", "refresh_token": "x" }),
            "invalid_grant",
        ),
    ] {
        let answer = server.anyone().post("/auth/token", &body).expect(400);
        assert_eq!(answer.body["code"], code, "{body}");
    }
    // OAuth's own clients send forms.
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let sent = server.anyone().raw(
        "POST",
        "/auth/token",
        &form,
        b"grant_type=refresh_token&refresh_token=x",
    );
    assert_eq!(sent.expect(400).body["code"], "invalid_grant");
    let twice = server.anyone().raw(
        "POST",
        "/auth/token",
        &form,
        b"grant_type=refresh_token&grant_type=x",
    );
    assert_eq!(twice.expect(400).body["code"], "invalid_request");
}

#[test]
fn five_wrong_codes_end_the_login_of_a_browser_and_names_are_only_text() {
    let server = Server::start(On::Sqlite);
    server.account("Anna");
    let name = "<script>alert(1)</script>\u{202e}\u{1b}]0;x\u{7}";
    let asked = server
        .anyone()
        .post("/auth/device", &json!({ "client_name": name }))
        .expect(200)
        .body;
    let browser = Browser::logged_in(&server, "anna", PASSWORD);
    let question = browser
        .get("/device")
        .submit(&[("user_code", text(&asked["user_code"]))]);
    assert!(
        !question.html.contains("<script") && !question.html.contains(['\u{202e}', '\u{1b}']),
        "{}",
        question.html
    );
    for _ in 0..4 {
        browser
            .get("/device")
            .submit(&[("user_code", "BCDF-GHJK")])
            .status(404)
            .shows("No terminal waits");
    }
    browser
        .get("/device")
        .submit(&[("user_code", "BCDF-GHJK")])
        .status(429)
        .shows("Log in anew");
    browser.get("/device").shows("Log in").shows("name=\"password\"");
    // The terminal still waits for a person who has the code.
    let code = server.poll(text(&asked["device_code"])).expect(400);
    assert_eq!(code.body["code"], "authorization_pending");
}

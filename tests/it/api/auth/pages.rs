//! The pages themselves: set-up and login by hand, forms of others, headers, languages.

use super::super::server::{On, Server};
use super::PASSWORD;
use super::browser::Browser;

#[test]
fn somebody_sets_a_password_logs_in_and_out_with_pages_alone() {
    for on in On::ALL {
        let server = Server::start(*on);
        let code = server.code("Anna");
        let browser = Browser::new(&server);
        let fill = |code: &str, password: &str, again: &str| {
            let form = [
                ("code", code),
                ("login", "anna"),
                ("password", password),
                ("again", again),
            ];
            browser.get("/setup").submit(&form)
        };
        fill(&code, PASSWORD, "etwas anderes")
            .status(422)
            .shows("not the same");
        let weak = fill(&code, "summer2026!!", "summer2026!!")
            .status(422)
            .shows("not taken");
        assert!(
            weak.html.contains(&format!("value=\"{code}\"")),
            "what was typed stays"
        );
        assert!(!weak.html.contains("summer2026"), "but no password");
        fill("BCDF-GHJK-LMNP-QRST", PASSWORD, PASSWORD)
            .status(400)
            .shows("not good");
        fill(&code, PASSWORD, PASSWORD).shows("Your login is anna");
        browser.get("/account").shows("name=\"password\"");
        browser.log_in("anna", PASSWORD).shows("logged in as Anna");
        let cookie = browser.cookie("callsheet").expect("a cookie");
        assert!(cookie.starts_with("cs_web_"));
        browser.get("/logout").press("yes").shows("logged out");
        assert_eq!(browser.cookie("callsheet"), None);
        browser.get("/account").shows("name=\"password\"");
        // The cookie of before is worth nothing, whoever kept it.
        let kept = browser.post("/logout", &[], &[("cookie", &format!("callsheet={cookie}"))]);
        kept.status(400);
    }
}

#[test]
fn a_form_of_somebody_else_does_nothing() {
    let server = Server::start(On::Sqlite);
    server.account("Anna");
    let browser = Browser::logged_in(&server, "anna", PASSWORD);
    let (own, other) = (
        browser.get("/device").word(),
        Browser::new(&server).get("/login").word(),
    );
    assert_ne!(own, other);
    for word in ["", "x", &other] {
        browser
            .post("/logout", &[("word", word)], &[])
            .status(400)
            .shows("no longer the one");
    }
    browser
        .post("/logout", &[("word", &own)], &[("sec-fetch-site", "cross-site")])
        .status(400);
    browser.get("/account").shows("logged in as Anna");
    browser
        .post("/logout", &[("word", &own)], &[("sec-fetch-site", "same-origin")])
        .shows("logged out");
}

#[test]
fn every_page_is_closed_to_scripts_frames_and_caches_and_speaks_two_languages() {
    let server = Server::start(On::Sqlite);
    server.account("Anna");
    let browser = Browser::logged_in(&server, "anna", PASSWORD);
    for path in [
        "/setup",
        "/login",
        "/login/code",
        "/logout",
        "/account",
        "/account/second-factor",
        "/device",
        "/authorize",
    ] {
        let page = browser.get(path);
        let policy = page.header("content-security-policy");
        assert_eq!(
            policy,
            "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
            "{path}"
        );
        for (name, value) in [
            ("x-frame-options", "DENY"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(page.header(name), value, "{path}");
        }
        assert!(
            !page.html.contains("<script") && !page.html.contains(" style="),
            "{path}"
        );
        assert!(
            !page.html.contains("page-"),
            "a text is missing at {path}: {}",
            page.html
        );
        let german = browser.clone().speaking("de-DE,de;q=0.9,en;q=0.5").get(path);
        assert!(german.html.contains("<html lang=\"de\">"), "{path}");
        assert_ne!(german.text_of("h1"), page.text_of("h1"), "{path}");
    }
    let css = browser.get("/pages.css").status(200);
    assert_eq!(css.header("content-type"), "text/css; charset=utf-8");
}

#[test]
fn a_login_goes_on_to_our_own_pages_and_nowhere_else() {
    let server = Server::start(On::Sqlite);
    server.account("Anna");
    for elsewhere in [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/api/v1/me",
        "javascript:alert(1)",
    ] {
        let browser = Browser::new(&server);
        let query = serde_urlencoded::to_string([("next", elsewhere)]).expect("a query");
        let form = browser.get(&format!("/login?{query}"));
        let done = form.submit(&[("login", "anna"), ("password", PASSWORD)]);
        assert_eq!(done.left_to, None, "{elsewhere}");
        done.shows("logged in as Anna");
    }
    let browser = Browser::new(&server);
    let form = browser.get("/device").shows("name=\"password\"");
    form.submit(&[("login", "anna"), ("password", PASSWORD)])
        .shows("Type the code");
}

#[test]
fn over_tls_the_cookies_belong_to_this_host_alone() {
    let mut server = Server::start(On::Sqlite);
    server.account("Anna");
    server.restart_with(&["--public-url", "https://crm.example.com/"]);
    let browser = Browser::new(&server);
    let page = browser.get("/login");
    let set = page.header("set-cookie");
    assert!(
        set.starts_with("__Host-callsheet-form=cs_form_") && set.ends_with("; Secure"),
        "{set}"
    );
    assert_eq!(page.header("strict-transport-security"), "max-age=31536000");
    page.submit(&[("login", "anna"), ("password", PASSWORD)])
        .shows("Logged in");
    assert!(browser.cookie("__Host-callsheet").is_some());
    let asked = server
        .anyone()
        .post("/auth/device", &serde_json::json!({}))
        .expect(200);
    assert_eq!(asked.body["verification_uri"], "https://crm.example.com/device");
}

//! The second factor: switched on with a phone, asked for at the login, each code good once.

use super::super::server::{On, Server};
use super::PASSWORD;
use super::browser::Browser;
use totp_rs::{Builder, Secret};

/// What the phone shows at a time, in seconds.
fn shown(secret: &str, at: u64) -> String {
    let secret = Secret::try_from_base32(secret).expect("base 32");
    let phone = Builder::new().with_secret(secret).build().expect("a phone");
    phone.generate(at).to_string()
}

/// The test's clock.
const NOW: u64 = 1_772_528_400;

#[test]
fn a_phone_is_the_second_factor_and_each_of_its_codes_is_good_once() {
    for on in On::ALL {
        let mut server = Server::of_team(*on, "Acme");
        server.account("Anna");
        let browser = Browser::logged_in(&server, "anna", PASSWORD);
        let page = browser
            .get("/account/second-factor")
            .shows("<svg")
            .shows("otpauth://totp/callsheet%20Acme:anna?");
        let secret = page.text_of("code");
        assert_eq!(secret.len(), 32, "{secret}");
        page.submit(&[("code", "000000")]).status(422).shows("not good");
        // Not in force before it was confirmed.
        Browser::logged_in(&server, "anna", PASSWORD);
        let page = browser.get("/account/second-factor");
        assert_eq!(
            page.text_of("code"),
            secret,
            "a page that was opened again is not another phone"
        );
        page.submit(&[("code", &shown(&secret, NOW))])
            .shows("The second factor is on");
        let after = browser
            .get("/account/second-factor")
            .shows("The second factor is on");
        assert!(!after.html.contains(&secret));

        // From now on a password alone is half a login.
        let other = Browser::new(&server);
        let half = other.log_in("anna", PASSWORD).shows("Code of your phone");
        other.get("/account").shows("Code of your phone");
        other.get("/device").shows("Code of your phone");
        half.submit(&[("code", &shown(&secret, NOW))])
            .status(401)
            .shows("used");
        half.submit(&[("code", &shown(&secret, NOW + 30))]).status(429);
        server.restart_at("2026-03-03T09:00:31Z");
        let other = other.at(&server);
        let before = other.cookie("callsheet");
        other
            .get("/login/code")
            .submit(&[("code", &shown(&secret, NOW + 31))])
            .shows("Logged in");
        assert_ne!(
            other.cookie("callsheet"),
            before,
            "{on:?}: the whole login has a cookie of its own"
        );
        let late = Browser::new(&server);
        let half = late.log_in("anna", PASSWORD);
        half.submit(&[("code", &shown(&secret, NOW + 31))]).status(401);

        // The phone is lost.
        server.cli().run(["serve", "user", "reset-totp", "Anna"]).ok();
        server.restart_at("2026-03-03T09:02:00Z");
        Browser::logged_in(&server, "anna", PASSWORD);
    }
}

#[test]
fn the_second_factor_of_somebody_without_a_login_cannot_be_taken_away() {
    let server = Server::start(On::Sqlite);
    server.user("Bea", "inside_sales");
    let said = server.cli().run(["serve", "user", "reset-totp", "Bea"]).exits(3);
    assert!(said.stderr.contains("no login yet"), "{}", said.stderr);
}

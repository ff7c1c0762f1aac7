//! The first admin, invitations, passwords that are refused, passwords that are wrong.

use super::super::server::{Client, On, Server};
use super::browser::Browser;
use super::{PASSWORD, text};
use serde_json::json;

#[test]
fn a_new_server_tells_the_code_of_its_first_admin_once_and_it_is_good_once() {
    let mut server = Server::fresh();
    let line = server.line();
    let at = format!("http://{}/setup", server.address);
    assert!(line.contains(&at), "{line}");
    let code = line.split("the code ").nth(1).expect("a code")[..19].to_owned();
    let weak = server
        .set_up(&code, "anna@acme.example", "Password2026!")
        .expect(422);
    assert_eq!(weak.body["code"], "weak_password");
    assert_eq!(weak.body["errors"][0]["pointer"], "/password");
    // In any spelling, and not used up by what was refused.
    let typed = code.to_lowercase().replace('-', " ");
    let done = server.set_up(&typed, "Anna@Acme.example", PASSWORD).expect(200);
    assert_eq!(done.body["login"], "anna@acme.example");
    let again = server
        .set_up(&code, "anna", "ein anderes Fahrrad im Regen")
        .expect(400);
    assert_eq!(again.body["code"], "invalid_code");
    assert_eq!(again.header("content-type"), Some("application/problem+json"));
    Browser::new(&server)
        .log_in("ANNA@acme.example", PASSWORD)
        .shows("Logged in");
    // Now that somebody can log in, no start gives a code away.
    server.crash();
    server.set_up(&code, "anna", PASSWORD).expect(400);
    let codes = rusqlite::Connection::open(server.file()).and_then(|db| {
        db.query_row("SELECT count(*) FROM one_time_code", [], |row| {
            row.get::<_, i64>(0)
        })
    });
    assert_eq!(codes.expect("counted"), 1);
}

#[test]
fn whoever_manages_users_invites_them_and_nobody_who_may_more_than_themselves() {
    for on in On::ALL {
        let server = Server::start(*on);
        let anna = server.admin();
        let bea = server.user("Bea", "inside_sales");
        let lead = server.user("Lea", "sales_manager");
        let id_of = |client: &Client| text(&client.get("/me").expect(200).body["user"]["id"]).to_owned();
        let invite = |who: &Client, whom: &str| who.post(&format!("/users/{whom}/invite"), &json!({}));
        let (anna_id, bea_id) = (id_of(&anna), id_of(&bea));
        assert_eq!(invite(&bea, &bea_id).status, 403, "a rep manages no users");
        assert_eq!(
            invite(&lead, &anna_id).status,
            403,
            "a manager makes no admin's password"
        );
        assert_eq!(invite(&anna, "01890000-0000-7000-8000-000000000000").status, 404);
        let first = invite(&anna, &bea_id).expect(200).body;
        let second = invite(&anna, &bea_id).expect(200).body;
        assert!(text(&second["url"]).ends_with("/setup"));
        assert_eq!(second["expires_at"], "2026-03-06T09:00:00Z");
        server.set_up(text(&first["code"]), "bea", PASSWORD).expect(400);
        let with_login = server
            .set_up(text(&second["code"]), "bea", "bea sitzt im roten Zug")
            .expect(200);
        assert_eq!(with_login.body["login"], "bea");
        // The login stays when a new password is set; another user cannot have it.
        let reset = server.code("Bea");
        let body = json!({ "code": reset, "password": PASSWORD });
        assert_eq!(
            server.anyone().post("/auth/setup", &body).expect(200).body["login"],
            "bea"
        );
        assert_eq!(
            server
                .set_up(&server.code("Lea"), "BEA", PASSWORD)
                .expect(409)
                .body["code"],
            "conflict"
        );
    }
}

#[test]
fn a_code_ends_after_three_days_and_with_its_user() {
    let mut server = Server::start(On::Sqlite);
    server.user("Bea", "inside_sales");
    server.user("Cem", "inside_sales");
    let (bea, cem) = (server.code("Bea"), server.code("Cem"));
    server
        .cli()
        .run(["serve", "user", "edit", "Cem", "--inactive"])
        .ok();
    server.set_up(&cem, "cem", PASSWORD).expect(400);
    server.restart_at("2026-03-06T08:59:59Z");
    assert_eq!(server.set_up(&bea, "bea", "short").status, 422);
    server.restart_at("2026-03-06T09:00:00Z");
    server.set_up(&bea, "bea", PASSWORD).expect(400);
}

#[test]
fn wrong_passwords_wait_longer_each_time_and_nobody_is_locked_out() {
    for on in On::ALL {
        let mut server = Server::start(*on);
        server.account("Anna");
        let wrong =
            |server: &Server, login| Browser::new(server).log_in(login, "falsch geraten, mein Freund");
        // A login that is not there answers in the same way.
        for login in ["anna", "nobody"] {
            wrong(&server, login).status(401).shows("do not fit together");
            wrong(&server, login).status(429).shows("one second");
        }
        let right = Browser::new(&server).log_in("anna", PASSWORD).status(429);
        assert!(right.cookie_free(), "{on:?}");
        for (clock, seconds) in [
            ("09:00:01", "2 seconds"),
            ("09:00:03", "4 seconds"),
            ("09:00:07", "8 seconds"),
        ] {
            server.restart_at(&format!("2026-03-03T{clock}Z"));
            for login in ["anna", "nobody"] {
                wrong(&server, login).status(401);
                wrong(&server, login).status(429).shows(seconds);
            }
        }
        server.restart_at("2026-03-03T09:00:15Z");
        Browser::new(&server)
            .log_in("anna", PASSWORD)
            .status(200)
            .shows("Logged in");
        // The right one made an end of the count.
        wrong(&server, "anna").status(401);
        wrong(&server, "anna").status(429).shows("one second");
    }
}

#[test]
fn one_address_tries_thirty_passwords_a_minute_and_ten_codes() {
    let server = Server::start(On::Sqlite);
    let guess = |n: usize| server.set_up("BCDF-GHJK-LMNP-QRST", &format!("x{n}"), PASSWORD);
    for n in 0..10 {
        assert_eq!(guess(n).status, 400);
    }
    let waits = guess(10).expect(429);
    assert_eq!(waits.body["code"], "rate_limited");
    assert!(waits.header("retry-after").is_some());
    let browser = Browser::new(&server);
    for n in 0..30 {
        browser
            .log_in(&format!("somebody{n}"), "falsch geraten, mein Freund")
            .status(401);
    }
    browser.log_in("anybody", PASSWORD).status(429);
}

#[test]
fn a_hash_made_with_less_is_made_anew_at_the_next_login() {
    let server = Server::start(On::Sqlite);
    server.account("Anna");
    let db = rusqlite::Connection::open(server.file()).expect("opens");
    let kept = || {
        db.query_row("SELECT password FROM account", [], |row| row.get::<_, String>(0))
            .expect("a hash")
    };
    assert!(kept().starts_with("$argon2id$v=19$m=47104,t=1,p=1$"));
    // `rotes Fahrrad im Regen`, with a megabyte.
    db.execute("UPDATE account SET password = ?1", [weak_hash()])
        .expect("written");
    Browser::new(&server).log_in("anna", "rotes Fahrrad").status(401);
    assert!(kept().contains("m=1024"));
    db.execute("DELETE FROM login_failure", []).expect("forgotten");
    Browser::new(&server).log_in("anna", PASSWORD).shows("Logged in");
    assert!(kept().contains("m=47104"));
    Browser::new(&server).log_in("anna", PASSWORD).shows("Logged in");
}

fn weak_hash() -> String {
    use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
    let params = Params::new(1024, 1, 1, None).expect("parameters");
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash = hasher
        .hash_password_with_salt(PASSWORD.as_bytes(), &[7; 16])
        .expect("a hash");
    hash.to_string()
}

#[test]
fn a_hundred_tries_at_once_are_one_try() {
    for on in On::ALL {
        let server = Server::start(*on);
        server.account("Anna");
        let form = Browser::new(&server).get("/login");
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let tries: Vec<_> = (0..12)
                .map(|n| {
                    let (address, word, cookie) = (server.address.clone(), form.word(), form.form_cookie());
                    scope.spawn(move || guess(&address, &word, &cookie, n))
                })
                .collect();
            tries
                .into_iter()
                .map(|one| one.join().expect("answered"))
                .collect()
        });
        let tried = statuses.iter().filter(|status| **status == 401).count();
        let waited = statuses.iter().filter(|status| **status == 429).count();
        assert_eq!((tried, waited), (1, 11), "{on:?}: {statuses:?}");
    }
}

fn guess(address: &str, word: &str, cookie: &str, n: usize) -> u16 {
    let config = ureq::Agent::config_builder().http_status_as_error(false).build();
    let agent = ureq::Agent::from(config);
    let password = format!("falsch geraten, Nummer {n}");
    let body = serde_urlencoded::to_string([("word", word), ("login", "anna"), ("password", &password)]);
    let sent = agent
        .post(format!("http://{address}/login"))
        .header("cookie", cookie)
        .header("content-type", "application/x-www-form-urlencoded")
        .send(body.expect("a form"));
    sent.expect("answered").status().as_u16()
}

#[test]
fn one_code_is_used_by_one_of_those_who_send_it_at_once() {
    for on in On::ALL {
        let server = Server::start(*on);
        let code = server.code("Anna");
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let tries: Vec<_> = (0..4)
                .map(|n| {
                    let (server, code) = (&server, &code);
                    scope.spawn(move || server.set_up(code, &format!("anna{n}"), PASSWORD).status)
                })
                .collect();
            tries
                .into_iter()
                .map(|one| one.join().expect("answered"))
                .collect()
        });
        assert_eq!(
            statuses.iter().filter(|status| **status == 200).count(),
            1,
            "{on:?}: {statuses:?}"
        );
        assert_eq!(
            statuses.iter().filter(|status| **status == 400).count(),
            3,
            "{on:?}: {statuses:?}"
        );
    }
}

#[test]
fn whoever_guesses_at_a_login_does_not_hold_up_the_browser_it_is_used_in() {
    let server = Server::start(On::Sqlite);
    server.account("Anna");
    let own = Browser::logged_in(&server, "anna", PASSWORD);
    own.get("/logout").press("yes");
    let stranger = Browser::new(&server);
    stranger.log_in("anna", "falsch geraten, mein Freund").status(401);
    stranger.log_in("anna", PASSWORD).status(429);
    own.log_in("anna", PASSWORD).status(200).shows("Logged in");
    stranger.log_in("anna", PASSWORD).status(429);
    // Its own wrong passwords count for it.
    own.get("/logout").press("yes");
    own.log_in("anna", "falsch geraten, mein Freund").status(401);
    own.log_in("anna", PASSWORD).status(429);
    // The cookie is no token, and a bent one is none at all.
    let known = own.cookie("callsheet-known").expect("a cookie");
    assert!(!server.lets_in(&known));
    let bent = Browser::new(&server);
    bent.put("callsheet-known", &known[..known.len() - 3]);
    bent.log_in("anna", PASSWORD).status(429);
}

#[test]
fn a_proxy_is_believed_when_the_administrator_says_so_and_nobody_else() {
    let mut server = Server::start(On::Sqlite);
    let guess = |server: &Server, from: &str| {
        let body = json!({ "code": "BCDF-GHJK-LMNP-QRST", "login": "x", "password": PASSWORD });
        server
            .anyone()
            .send("POST", "/auth/setup", &[("x-forwarded-for", from)], &body)
            .status
    };
    for n in 0..10 {
        assert_eq!(guess(&server, &format!("192.0.2.{n}")), 400);
    }
    assert_eq!(
        guess(&server, "192.0.2.77"),
        429,
        "a header alone makes no other address"
    );
    server.restart_with(&["--trusted-proxy", "127.0.0.1"]);
    for n in 0..10 {
        assert_eq!(
            guess(&server, &format!("198.51.100.{n}, 192.0.2.1")),
            400,
            "what stands before is anybody's"
        );
    }
    assert_eq!(guess(&server, "198.51.100.77, 192.0.2.1"), 429);
    assert_eq!(guess(&server, "192.0.2.2"), 400);
}

//! Sessions: refresh tokens that turn, copies that are noticed, logging out.

use super::super::server::{Client, On, Server};
use super::{access, refresh_token, text};
use serde_json::json;

#[test]
fn a_refresh_token_turns_and_a_copy_of_it_ends_the_family() {
    for on in On::ALL {
        let mut server = Server::start(*on);
        server.account("Anna");
        let first = server.terminal("anna", "callsheet on desk-7");
        assert!(server.lets_in(access(&first)));
        assert_eq!(
            (&first["token_type"], &first["expires_in"]),
            (&json!("Bearer"), &json!(600))
        );
        let second = server.refresh(refresh_token(&first)).expect(200).body;
        assert_ne!(refresh_token(&second), refresh_token(&first));
        // The answer was lost: within a minute the same comes again, from any process.
        let other = server.beside();
        let body = json!({ "grant_type": "refresh_token", "refresh_token": refresh_token(&first) });
        let again = Client::new(&other.address, "")
            .post("/auth/token", &body)
            .expect(200)
            .body;
        assert_eq!(refresh_token(&again), refresh_token(&second));
        drop(other);
        server.restart_at("2026-03-03T09:01:00Z");
        let again = server.refresh(refresh_token(&first)).expect(200).body;
        assert_eq!(
            refresh_token(&again),
            refresh_token(&second),
            "on the last second of the minute"
        );
        let third = server.refresh(refresh_token(&second)).expect(200).body;
        // Later it can only be a copy: the family ends, on this device and no other.
        let elsewhere = server.terminal("anna", "callsheet on desk-8");
        server.restart_at("2026-03-03T09:02:01Z");
        let copied = server.refresh(refresh_token(&first)).expect(400);
        assert_eq!(copied.body["code"], "invalid_grant", "{on:?}");
        for token in [
            refresh_token(&first),
            refresh_token(&second),
            refresh_token(&third),
        ] {
            assert_eq!(server.refresh(token).status, 400);
        }
        assert!(!server.lets_in(access(&third)), "what it was given ends at once");
        assert!(server.lets_in(access(&elsewhere)));
        let sessions = Client::new(&server.address, access(&elsewhere))
            .get("/auth/sessions")
            .expect(200)
            .body;
        let told: Vec<_> = sessions["data"]
            .as_array()
            .expect("rows")
            .iter()
            .map(|s| s["revoked_at"].is_string())
            .collect();
        assert_eq!(told, [false, true], "newest first");
    }
}

#[test]
fn a_session_ends_a_month_after_its_last_use_and_half_a_year_after_its_first() {
    let mut server = Server::start(On::Sqlite);
    server.account("Anna");
    let mut pair = server.terminal("anna", "a");
    let unused = server.terminal("anna", "b");
    for day in [
        "2026-04-01",
        "2026-04-30",
        "2026-05-29",
        "2026-06-27",
        "2026-07-26",
        "2026-08-24",
    ] {
        server.restart_at(&format!("{day}T09:00:00Z"));
        pair = server.refresh(refresh_token(&pair)).expect(200).body;
        assert!(server.lets_in(access(&pair)));
    }
    server.refresh(refresh_token(&unused)).expect(400);
    server.restart_at("2026-08-30T08:59:59Z");
    pair = server.refresh(refresh_token(&pair)).expect(200).body;
    server.restart_at("2026-08-30T09:00:00Z");
    server.refresh(refresh_token(&pair)).expect(400);
}

#[test]
fn a_session_is_ended_by_its_own_by_a_manager_by_a_new_password_and_with_its_user() {
    for on in On::ALL {
        let server = Server::start(*on);
        let anna = server.admin();
        let bea_token = server.user("Bea", "inside_sales");
        let cem_token = server.user("Cem", "inside_sales");
        server.account("Bea");
        let [one, two, three, four] = ["1", "2", "3", "4"].map(|name| server.terminal("bea", name));
        let as_bea = Client::new(&server.address, access(&one));
        let mine = as_bea.get("/auth/sessions").expect(200).body;
        assert_eq!(mine["data"].as_array().map(Vec::len), Some(4));
        let current: Vec<_> = mine["data"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|s| s["current"] == true)
            .collect();
        assert_eq!(current, [false, false, false, true], "newest first");
        // Nobody else sees or ends them, but who manages users.
        let end = |who: &Client, id: &str| {
            who.send("DELETE", &format!("/auth/sessions/{id}"), &[], &json!({}))
                .status
        };
        let id = |pair: &serde_json::Value| text(&pair["device_id"]).to_owned();
        let of_bea = format!(
            "/auth/sessions?user={}",
            text(&bea_token.get("/me").expect(200).body["user"]["id"])
        );
        assert_eq!(cem_token.get(&of_bea).status, 404);
        assert_eq!(end(&cem_token, &id(&two)), 404);
        assert_eq!(
            anna.get(&of_bea).expect(200).body["data"]
                .as_array()
                .map(Vec::len),
            Some(4)
        );
        assert_eq!(end(&anna, &id(&two)), 200);
        assert!(!server.lets_in(access(&two)));
        server.refresh(refresh_token(&two)).expect(400);
        // An access token ends alone; a refresh token takes its session with it.
        let revoke = |token: &str| {
            server
                .anyone()
                .post("/auth/revoke", &json!({ "token": token }))
                .expect(200)
        };
        revoke(access(&three));
        assert!(!server.lets_in(access(&three)));
        let next = server.refresh(refresh_token(&three)).expect(200).body;
        assert!(server.lets_in(access(&next)));
        revoke(refresh_token(&next));
        assert!(!server.lets_in(access(&next)));
        revoke("rubbish");
        // Whoever sets a new password is alone again.
        assert!(server.lets_in(access(&four)));
        server.account("Bea");
        assert!(!server.lets_in(access(&four)));
        let five = server.terminal("bea", "5");
        server
            .cli()
            .run(["serve", "user", "edit", "Bea", "--inactive"])
            .ok();
        assert!(
            !server.lets_in(access(&five)),
            "{on:?}: at once, in a process that did not do it"
        );
        server.refresh(refresh_token(&five)).expect(400);
    }
}

#[test]
fn one_token_sent_by_many_at_once_turns_once() {
    for on in On::ALL {
        let server = Server::start(*on);
        server.account("Anna");
        let pair = server.terminal("anna", "desk");
        let got: std::collections::BTreeSet<String> = std::thread::scope(|scope| {
            let asked: Vec<_> = (0..6)
                .map(|_| {
                    scope.spawn(|| {
                        refresh_token(&server.refresh(refresh_token(&pair)).expect(200).body).to_owned()
                    })
                })
                .collect();
            asked
                .into_iter()
                .map(|one| one.join().expect("answered"))
                .collect()
        });
        assert_eq!(got.len(), 1, "{on:?}: {got:?}");
    }
}

#[test]
fn no_secret_is_in_the_log_and_what_was_refused_is() {
    let mut server = Server::start(On::Sqlite);
    let code = server.code("Anna");
    server.set_up(&code, "anna", super::PASSWORD).expect(200);
    let pair = server.terminal("anna", "Desk of Kowalski");
    let next = server.refresh(refresh_token(&pair)).expect(200).body;
    assert!(!server.lets_in(&format!("{}x", access(&next))));
    server.restart_at("2026-03-03T09:02:00Z");
    server.refresh(refresh_token(&pair)).expect(400);
    let mut log = String::new();
    let mut folders = vec![server.home().join(".local/state")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                log += &std::fs::read_to_string(entry.path()).unwrap_or_default();
            }
        }
    }
    for event in [
        "a token was refused",
        "refresh_token_reused",
        "password_set",
        "device_allowed",
    ] {
        assert!(log.contains(event), "no {event} in the log:\n{log}");
    }
    for secret in [
        super::PASSWORD,
        &code,
        access(&pair),
        access(&next),
        refresh_token(&pair),
        refresh_token(&next),
        "Kowalski",
        "cs_",
    ] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}

#[test]
fn what_happens_to_logins_is_in_the_audit_whose_chain_holds() {
    for on in On::ALL {
        let mut server = Server::start(*on);
        server.account("Anna");
        let pair = server.terminal("anna", "Desk of Kowalski");
        let anna = Client::new(&server.address, access(&pair));
        let end = format!(
            "/auth/sessions/{}",
            text(&server.terminal("anna", "b")["device_id"])
        );
        anna.send("DELETE", &end, &[], &json!({})).expect(200);
        server.refresh(refresh_token(&pair)).expect(200);
        server.restart_at("2026-03-03T09:02:00Z");
        server.refresh(refresh_token(&pair)).expect(400);
        server.cli().run(["serve", "user", "reset-totp", "Anna"]).ok();
        let audit = server.cli().run(["serve", "audit", "export"]).ok().stdout;
        for event in [
            "password_set",
            "device_allowed",
            "login",
            "session_ended",
            "refresh_token_reused",
            "second_factor_reset",
        ] {
            assert!(
                audit.contains(&format!("\"{event}\"")),
                "{on:?}: no {event} in\n{audit}"
            );
        }
        assert!(!audit.contains("Kowalski") && !audit.contains("cs_"), "{audit}");
        server.cli().run(["serve", "audit", "verify"]).ok();
    }
}

//! How requests are read and answered: credentials, idempotency, versions, pages, errors.

use super::server::{Client, On, Server};
use serde_json::json;

#[test]
fn without_a_good_token_every_answer_is_the_same() {
    let server = Server::start(On::Sqlite);
    let said = |token: &str| {
        let answer = Client::new(&server.address, token).get("/companies");
        (answer.status, answer.text)
    };
    let nothing = said("");
    assert_eq!(nothing.0, 401, "{}", nothing.1);
    for token in [
        "x",
        "cs_pat_",
        "cs_pat_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        &"a".repeat(8000),
    ] {
        assert_eq!(said(token), nothing, "{token}");
    }
    let anna = server.admin();
    let tokens = anna.get("/me/tokens").expect(200).body["data"].clone();
    let id = tokens[0]["id"].as_str().expect("a token");
    assert!(!tokens.to_string().contains(&anna.token));
    anna.send("DELETE", &format!("/me/tokens/{id}"), &[], &json!({}))
        .expect(200);
    assert_eq!(anna.get("/me").status, 401, "it ended at once");
}

#[test]
fn the_same_key_has_one_effect_and_another_body_is_refused() {
    for on in On::ALL {
        let server = Server::start(*on);
        let anna = server.admin();
        let key = [("Idempotency-Key", "import-17")];
        let first = anna
            .send("POST", "/companies", &key, &json!({ "name": "Acme" }))
            .expect(201);
        let again = anna
            .send("POST", "/companies", &key, &json!({ "name": "Acme" }))
            .expect(201);
        assert_eq!(first.body["data"]["id"], again.body["data"]["id"]);
        assert_eq!(again.body["command"]["replayed"], true);
        let other = anna
            .send("POST", "/companies", &key, &json!({ "name": "Other" }))
            .expect(422);
        assert_eq!(other.body["code"], "id_reuse");
        let all = anna.get("/companies").expect(200);
        assert_eq!(all.body["data"].as_array().map(Vec::len), Some(1), "{on:?}");
    }
}

#[test]
fn whoever_changes_a_row_says_which_version_they_read() {
    let server = Server::start(On::Sqlite);
    let anna = server.admin();
    let made = anna.post("/companies", &json!({ "name": "Acme" })).expect(201);
    let path = format!("/companies/{}", made.body["data"]["id"].as_str().expect("an id"));
    assert_eq!(
        anna.send("PATCH", &path, &[], &json!({ "industry": "Steel" }))
            .status,
        428
    );
    let tag = anna
        .get(&path)
        .expect(200)
        .header("etag")
        .expect("a tag")
        .to_owned();
    let with = |tag: &str, body: serde_json::Value| anna.send("PATCH", &path, &[("If-Match", tag)], &body);
    let changed = with(&tag, json!({ "industry": "Steel" })).expect(200);
    assert_eq!(changed.body["data"]["industry"], "Steel");
    let stale = with(&tag, json!({ "industry": "Wood" })).expect(412);
    assert_eq!(stale.body["code"], "conflict");
    assert_eq!(with("soon", json!({})).status, 422);
    let tag = changed.header("etag").expect("a tag");
    with(tag, json!({ "industry": null })).expect(200);
    assert!(anna.get(&path).expect(200).body["industry"].is_null());
}

#[test]
fn pages_go_on_where_they_ended() {
    let server = Server::start(On::Sqlite);
    let anna = server.admin();
    for n in 0..7 {
        anna.post("/companies", &json!({ "name": format!("Firma {n}") }))
            .expect(201);
    }
    let mut names = Vec::new();
    let mut after = String::new();
    loop {
        let page = anna
            .get(&format!("/companies?sort=name&limit=3&fields=name{after}"))
            .expect(200);
        for row in page.body["data"].as_array().expect("rows") {
            assert_eq!(row.as_object().map(serde_json::Map::len), Some(2), "{row}");
            names.push(row["name"].as_str().expect("a name").to_owned());
        }
        let Some(next) = page.body["next_cursor"].as_str() else {
            break;
        };
        assert_eq!(page.body["has_more"], true);
        after = format!("&starting_after={next}");
    }
    assert_eq!(names, (0..7).map(|n| format!("Firma {n}")).collect::<Vec<_>>());
    let found = anna.get("/companies?q=%22Firma%204%22").expect(200);
    assert_eq!(found.body["data"].as_array().map(Vec::len), Some(1));
    for wrong in [
        "limit=0",
        "limit=201",
        "limit=x",
        "starting_after=zz",
        "sort=size",
        "nothing=1",
        "q=stage%3A",
    ] {
        let answer = anna.get(&format!("/companies?{wrong}"));
        assert_eq!(answer.status, 422, "{wrong}: {}", answer.text);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    }
}

#[test]
fn a_body_that_cannot_be_read_names_the_place_and_changes_nothing() {
    let server = Server::start(On::Sqlite);
    let anna = server.admin();
    let made = anna.post("/companies", &json!({ "name": "Acme" })).expect(201);
    let id = made.body["data"]["id"].as_str().expect("an id");
    let log = format!("/companies/{id}/activities");
    let wrong = anna
        .post(
            &log,
            &json!({ "kind": "CALL", "outcome": "CONNECTED", "tenant_no": 2 }),
        )
        .expect(422);
    assert!(wrong.text.contains("tenant_no"), "{}", wrong.text);
    let wrong = anna
        .post(
            &log,
            &json!({ "kind": "CALL", "follow_up": { "due": { "on": "31.02.2026" } } }),
        )
        .expect(422);
    assert_eq!(
        wrong.body["errors"][0]["pointer"], "/follow_up/due",
        "{}",
        wrong.text
    );
    for (kind, body, status) in [
        ("application/json", "{\"kind\": \"CALL\"", 422),
        ("application/json", "{} {}", 422),
        ("application/json", "[1]", 422),
        ("text/plain", "{}", 415),
        ("application/json; charset=utf-16", "{}", 415),
    ] {
        let answer = anna.raw("POST", &log, &[("content-type", kind)], body.as_bytes());
        assert_eq!(answer.status, status, "{kind} {body}: {}", answer.text);
    }
    let large = format!("{{\"notes\": \"{}\"}}", "x".repeat(1 << 20));
    assert_eq!(anna.raw("POST", &log, &[], large.as_bytes()).status, 413);
    let dry = anna
        .post(
            &format!("{log}?dry_run=true"),
            &json!({ "kind": "NOTE", "notes": "hm" }),
        )
        .expect(200);
    assert_eq!(dry.body["command"]["dry_run"], true);
    let timeline = anna
        .get(&format!("/companies/{id}/timeline?kinds=activity"))
        .expect(200);
    assert_eq!(timeline.body["data"], json!([]));
}

#[test]
fn roles_and_scopes_of_a_token_bound_what_it_does() {
    let server = Server::start(On::Sqlite);
    let rep = server.user("Bea", "inside_sales");
    let anna = server.admin();
    let made = anna.post("/companies", &json!({ "name": "Acme" })).expect(201);
    let path = format!("/companies/{}", made.body["data"]["id"].as_str().expect("an id"));
    rep.get(&path).expect(200);
    let user = json!({ "name": "Cem", "roles": ["admin"], "queues": [] });
    assert_eq!(rep.post("/users", &user).expect(403).body["code"], "forbidden");
    let narrow = rep
        .post(
            "/me/tokens",
            &json!({ "name": "reads", "scopes": ["companies:read_all"] }),
        )
        .expect(201);
    let reader = Client::new(&server.address, narrow.body["token"].as_str().expect("a token"));
    reader.get(&path).expect(200);
    assert_eq!(
        reader
            .post(&format!("{path}/notes"), &json!({ "body": "hm" }))
            .status,
        403
    );
    let wider = reader.post(
        "/me/tokens",
        &json!({ "name": "more", "scopes": ["notes:create"] }),
    );
    assert_eq!(wider.status, 422, "{}", wider.text);
    // Made by a token, it may no more than that token.
    let same = reader.post("/me/tokens", &json!({ "name": "same" })).expect(201);
    assert_eq!(same.body["scopes"], json!(["companies:read_all"]));
}

#[test]
fn health_and_what_is_not_there() {
    let server = Server::start(On::Sqlite);
    let anna = server.admin();
    assert_eq!(anna.get("/healthz").expect(200).text, "ok\n");
    assert_eq!(anna.get("/readyz").expect(200).body["status"], "ready");
    for path in [
        "/nothing",
        "/companies/not-an-id",
        "/companies/01902d3a-0000-7000-8000-000000000000",
    ] {
        let answer = anna.get(path).expect(404);
        assert_eq!(answer.body["code"], "not_found", "{path}");
    }
    assert_eq!(anna.raw("TRACE", "/companies", &[], b"").status, 405);
    let described = anna.get("/openapi.json").expect(200);
    assert_eq!(described.body["openapi"], "3.1.0");
}

#[test]
fn a_batch_does_each_by_itself_or_all_or_none() {
    for on in On::ALL {
        let server = Server::start(*on);
        let anna = server.admin();
        let made = anna.post("/companies", &json!({ "name": "Acme" })).expect(201);
        let id = made.body["data"]["id"].clone();
        let note = |text: &str| {
            let seed = text
                .bytes()
                .fold(7_u128, |seed, byte| seed * 31 + u128::from(byte));
            let row = uuid::Builder::from_random_bytes((seed << 64 | seed).to_be_bytes()).into_uuid();
            json!({ "type": "note.add", "args": { "id": row, "company_id": id, "body": text } })
        };
        let refused =
            json!({ "type": "company.stage", "args": { "company_id": id, "to": "QUALIFIED_LEAD" } });
        let notes = || {
            let timeline = anna.get(&format!(
                "/companies/{}/timeline?kinds=note",
                id.as_str().expect("an id")
            ));
            timeline.expect(200).body["data"].as_array().map_or(0, Vec::len)
        };
        let all = json!({ "atomic": true, "operations": [note("one"), refused, note("two")] });
        let answer = anna.post("/batch", &all).expect(409);
        assert_eq!(
            answer.body["errors"][0]["pointer"], "/operations/1",
            "{}",
            answer.text
        );
        assert_eq!(notes(), 0, "{on:?}");
        let each = json!({ "operations": [note("one"), refused, note("two")] });
        let answer = anna.post("/batch", &each).expect(200);
        let statuses: Vec<u64> = answer.body["results"]
            .as_array()
            .expect("results")
            .iter()
            .filter_map(|one| one["status"].as_u64())
            .collect();
        assert_eq!(statuses, [200, 409, 200]);
        assert_eq!(notes(), 2, "{on:?}");
        let many = json!({ "operations": vec![note("x"); 101] });
        assert_eq!(anna.post("/batch", &many).status, 413);
        let unknown = json!({ "operations": [{ "type": "company.burn", "args": {} }] });
        assert_eq!(
            anna.post("/batch", &unknown).expect(422).body["errors"][0]["pointer"],
            "/operations/0"
        );
    }
}

#[test]
fn a_server_and_a_file_of_one_user_are_not_taken_for_each_other() {
    let server = Server::start(On::Sqlite);
    let local = server.cli().run(["--file", server.database(), "company", "list"]);
    assert_eq!(local.status, 4);
    assert!(local.stderr.contains("callsheet serve"), "{}", local.stderr);
    server.cli().run(["company", "add", "Mine"]).ok();
    let file = server.cli().file().display().to_string();
    for line in [
        vec!["serve", "user", "list"],
        vec!["serve", "tenant", "add", "Two", "--admin", "Bea"],
    ] {
        let taken = server.cli().env("CALLSHEET_DATABASE", &file).run(line);
        assert_eq!(taken.status, 4, "{}{}", taken.stdout, taken.stderr);
        assert!(taken.stderr.contains("file of one user"), "{}", taken.stderr);
    }
    let made = server.cli().run(["serve", "backup", "--json"]).ok().json();
    assert!(std::path::Path::new(made["path"].as_str().expect("a path")).exists());
}

#[test]
fn tenants_of_one_database_see_nothing_of_each_other() {
    for on in On::ALL {
        let server = Server::start(*on);
        let anna = server.admin();
        let cli = server.cli();
        cli.run(["serve", "tenant", "add", "Other", "--admin", "Otto"])
            .ok();
        let token = cli
            .run([
                "serve", "token", "add", "Otto", "--name", "t", "--tenant", "Other",
            ])
            .ok();
        let otto = Client::new(&server.address, token.stdout.trim());
        let made = anna.post("/companies", &json!({ "name": "Acme" })).expect(201);
        let company = made.body["data"]["id"].as_str().expect("an id").to_owned();
        let same = otto.post("/companies", &json!({ "name": "Acme" })).expect(201);
        assert_ne!(same.body["data"]["id"], company.as_str());
        let begin = otto.get("/events?limit=200").expect(200).body["data"]
            .as_array()
            .map_or(0, Vec::len);
        let nobody = "01902d3a-0000-7000-8000-000000000000";
        for path in [
            "/companies/{}",
            "/companies/{}/timeline",
            "/tasks/{}",
            "/contacts/{}",
        ] {
            let theirs = otto.get(&path.replace("{}", &company));
            let none = otto.get(&path.replace("{}", nobody));
            assert_eq!((theirs.status, &theirs.text), (404, &none.text), "{on:?} {path}");
        }
        for (path, body) in [
            ("/companies/{}/stage", json!({ "to": "ARCHIVED" })),
            ("/companies/{}/notes", json!({ "body": "hm" })),
            ("/companies/{}/owner", json!({ "owner": null })),
        ] {
            let theirs = otto.post(&path.replace("{}", &company), &body);
            assert_eq!(theirs.status, 404, "{path}: {}", theirs.text);
        }
        let shown = |client: &Client, path: &str| client.get(path).expect(200).text;
        assert!(!shown(&otto, "/companies").contains(&company));
        assert!(!shown(&otto, "/search?q=Acme").contains(&company));
        assert!(!shown(&otto, "/events?limit=200").contains(&company));
        assert!(!shown(&otto, "/users").contains("Anna"));
        // What the one does moves no number of the other.
        anna.post("/companies", &json!({ "name": "Beta" })).expect(201);
        let now = otto.get("/events?limit=200").expect(200).body["data"]
            .as_array()
            .map_or(0, Vec::len);
        assert_eq!(now, begin, "{on:?}");
    }
}

/// A statement that forgets the tenant reads nothing of others: the database itself says so.
#[cfg(feature = "postgres")]
#[test]
fn behind_the_walls_of_postgresql_a_forgotten_tenant_shows_nothing() {
    let server = Server::start(On::Postgres);
    server
        .admin()
        .post("/companies", &json!({ "name": "Acme" }))
        .expect(201);
    let mut client = postgres::Client::connect(server.database(), postgres::NoTls).expect("connects");
    let mut count = |tenant: &str| {
        let mut tx = client.transaction().expect("begun");
        tx.batch_execute(tenant).expect("said");
        let row = tx
            .query_one("SELECT count(*) FROM company", &[])
            .expect("a count");
        row.get::<_, i64>(0)
    };
    assert_eq!(count("SELECT 1"), 0, "whoever says no tenant sees none");
    assert_eq!(count("SET LOCAL app.tenant_no = '2'"), 0);
    assert_eq!(count("SET LOCAL app.tenant_no = '1'"), 1);
    let mut tx = client.transaction().expect("begun");
    tx.batch_execute("SET LOCAL app.tenant_no = '2'").expect("said");
    let other = tx
        .execute("UPDATE company SET tenant_no = 2, name = 'x'", &[])
        .expect("nothing to do");
    assert_eq!(other, 0);
    drop(tx);
    let bare = client
        .query(
            "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_no' \
             WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' \
             AND NOT (c.relrowsecurity AND c.relforcerowsecurity) ORDER BY 1",
            &[],
        )
        .expect("tables");
    let bare: Vec<String> = bare.iter().map(|row| row.get(0)).collect();
    let known = [
        "access_token",
        "account",
        "auth_code",
        "browser_session",
        "device",
        "device_grant",
        "one_time_code",
        "refresh_token",
        "search_name",
        "search_note",
        "tenant",
    ];
    assert_eq!(bare, known, "tables without a wall");
    let superuser = server.database().replace("callsheet_app", "callsheet");
    let refused = server
        .cli()
        .env("CALLSHEET_DATABASE", &superuser)
        .run(["serve", "tenant", "list"]);
    assert_eq!(refused.status, 4, "{}{}", refused.stdout, refused.stderr);
    assert!(refused.stderr.contains("BYPASSRLS"), "{}", refused.stderr);
}

#[test]
fn who_asks_too_much_is_told_when_to_ask_again_and_nobody_else_is() {
    let server = Server::start(On::Sqlite);
    let (anna, bea) = (server.admin(), server.user("Bea", "inside_sales"));
    let left = anna
        .get("/me")
        .expect(200)
        .header("ratelimit")
        .expect("what is left")
        .to_owned();
    assert!(left.starts_with("limit=200, remaining="), "{left}");
    let refused = std::thread::scope(|scope| {
        let ask = || (0..400).find_map(|_| Some(anna.get("/me")).filter(|answer| answer.status == 429));
        let asking: Vec<_> = (0..4).map(|_| scope.spawn(ask)).collect();
        asking.into_iter().find_map(|one| one.join().expect("asked"))
    });
    let refused = refused.expect("1,600 requests at once are too many");
    assert_eq!(refused.body["code"], "rate_limited");
    assert!(
        refused
            .header("retry-after")
            .expect("when")
            .parse::<u64>()
            .expect("seconds")
            >= 1
    );
    bea.get("/me").expect(200);
}

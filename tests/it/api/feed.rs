//! Events, changed rows, the stream, and the audit behind them.

use super::server::{Client, On, Server};
use serde_json::{Value, json};

fn topics(events: &Value) -> Vec<String> {
    let each = events["data"].as_array().into_iter().flatten();
    each.flat_map(|event| event["topics"].as_array().cloned().unwrap_or_default())
        .filter_map(|topic| topic["type"].as_str().map(str::to_owned))
        .collect()
}

#[test]
fn events_tell_in_order_what_happened_and_rows_that_changed_come_once() {
    for on in On::ALL {
        let server = Server::start(*on);
        let anna = server.admin();
        let before = anna.get("/events?limit=200").expect(200);
        let begin = before.body["next_cursor"]
            .as_str()
            .map_or(0, |n| n.parse::<i64>().expect("a number"));
        let made = anna.post("/companies", &json!({ "name": "Acme" })).expect(201);
        let id = made.body["data"]["id"].clone();
        let path = format!("/companies/{}", id.as_str().expect("an id"));
        let edit = |body: &Value| anna.send("PATCH", &path, &[("If-Match", "*")], body).expect(200);
        edit(&json!({ "industry": "Steel" }));
        edit(&json!({ "industry": "Wood" }));
        let log = json!({ "kind": "CALL", "outcome": "NO_ANSWER" });
        anna.post(&format!("{path}/activities"), &log).expect(201);
        let events = anna.get(&format!("/events?after={begin}")).expect(200);
        let said = topics(&events.body);
        for topic in [
            "crm.company.created",
            "crm.company.updated",
            "crm.company.stage_changed",
            "crm.activity.logged",
        ] {
            assert!(said.iter().any(|one| one == topic), "{on:?} {topic}: {said:?}");
        }
        let numbers: Vec<i64> = events.body["data"]
            .as_array()
            .expect("events")
            .iter()
            .map(|event| event["seq"].as_i64().expect("a number"))
            .collect();
        assert!(numbers.windows(2).all(|two| two[0] < two[1]), "{numbers:?}");
        let changed = anna.get(&format!("/changes?since={begin}")).expect(200);
        let rows: Vec<&Value> = changed.body["data"]
            .as_array()
            .expect("rows")
            .iter()
            .filter(|row| row["object_id"] == id)
            .collect();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0]["action"], "created");
        assert_eq!(rows[0]["data"]["industry"], "Wood");
        let rest = anna
            .get(&format!("/changes?since={}", changed.body["next"]))
            .expect(200);
        assert_eq!(rest.body["data"], json!([]));
    }
}

/// The number and the topics of the next event of a stream.
fn next(lines: &mut impl Iterator<Item = String>) -> (String, Value) {
    let mut id = String::new();
    for line in lines {
        if let Some(number) = line.strip_prefix("id: ") {
            number.clone_into(&mut id);
        }
        if let Some(data) = line.strip_prefix("data: ") {
            return (id, serde_json::from_str(data).expect("JSON"));
        }
    }
    panic!("the stream ended");
}

#[test]
fn who_listens_hears_at_once_and_after_a_break_from_where_they_were() {
    let server = Server::start(On::Sqlite);
    let anna = server.admin();
    let listener = server.user("Bea", "inside_sales");
    let mut lines = listener.lines("/stream", &[]);
    anna.post("/companies", &json!({ "name": "Acme" })).expect(201);
    let (first, event) = next(&mut lines);
    assert_eq!(event["command"], "company.create");
    drop(lines);
    anna.post("/companies", &json!({ "name": "Beta" })).expect(201);
    let mut lines = listener.lines("/stream", &[("last-event-id", &first)]);
    let (second, event) = next(&mut lines);
    assert!(second.parse::<i64>().expect("a number") > first.parse().expect("a number"));
    assert_eq!(event["topics"][0]["data"]["name"], "Beta");
    // Three at once, no more.
    let open: Vec<_> = (0..2).map(|_| listener.lines("/stream", &[])).collect();
    assert_eq!(listener.get("/stream").status, 429);
    drop(open);
    assert_eq!(
        listener
            .raw("GET", "/stream", &[("last-event-id", "soon")], b"")
            .status,
        422
    );
}

#[test]
fn every_deed_and_every_refusal_is_in_the_audit_and_a_change_of_it_is_seen() {
    for on in On::ALL {
        let server = Server::start(*on);
        let anna = server.admin();
        let made = anna
            .post("/companies", &json!({ "name": "Secretname" }))
            .expect(201);
        let path = format!("/companies/{}", made.body["data"]["id"].as_str().expect("an id"));
        anna.post(&format!("{path}/stage"), &json!({ "to": "QUALIFIED_LEAD" }))
            .expect(409);
        let rows = anna.get("/audit").expect(200);
        let actions: Vec<&str> = rows.body["data"]
            .as_array()
            .expect("rows")
            .iter()
            .filter_map(|row| row["action"].as_str())
            .collect();
        assert!(
            actions.contains(&"company.create") && actions.contains(&"refused"),
            "{actions:?}"
        );
        assert!(!rows.text.contains("Secretname"), "no names in the audit");
        let verified = server
            .cli()
            .run(["serve", "audit", "verify", "--json"])
            .ok()
            .json();
        assert_eq!(verified["rows"].as_u64(), Some(actions.len() as u64), "{on:?}");
        let exported = server.cli().run(["serve", "audit", "export"]).ok().stdout;
        assert_eq!(exported.lines().count(), actions.len());
        let rep: Client = server.user("Bea", "inside_sales");
        assert_eq!(rep.get("/audit").status, 403);
    }
}

#[test]
fn a_changed_row_of_the_audit_breaks_the_chain() {
    let server = Server::start(On::Sqlite);
    server
        .admin()
        .post("/companies", &json!({ "name": "Acme" }))
        .expect(201);
    let file = server.database();
    let conn = rusqlite::Connection::open(file).expect("opens");
    conn.execute("UPDATE audit SET action = 'company.delete' WHERE n = 1", [])
        .expect("changed");
    drop(conn);
    let refused = server.cli().run(["serve", "audit", "verify"]).exits(4);
    assert!(
        refused.stderr.contains("Row 1 of the audit"),
        "{}",
        refused.stderr
    );
}

#[test]
fn what_becomes_due_is_told_once_by_whichever_process_looks_first() {
    for on in On::ALL {
        let server = Server::start(*on);
        let anna = server.admin();
        let made = anna.post("/companies", &json!({ "name": "Acme" })).expect(201);
        let company = made.body["data"]["id"].clone();
        let task = json!({ "company_id": company, "kind": "CALL", "due": { "at": "2026-03-03T09:40:00Z" } });
        let task = anna.post("/tasks", &task).expect(201).body["data"]["id"].clone();
        let soon = |at: &str| {
            server.cli().at(at).run(["serve", "jobs", "--run"]).ok();
            let events = anna.get("/events?limit=200").expect(200);
            let told: Vec<Value> = events.body["data"]
                .as_array()
                .expect("events")
                .iter()
                .filter(|event| event["topics"][0]["type"] == "crm.task.due_soon")
                .cloned()
                .collect();
            told
        };
        assert_eq!(
            soon("2026-03-03T09:20:00Z"),
            Vec::<Value>::new(),
            "{on:?}: not yet"
        );
        let told = soon("2026-03-03T09:30:00Z");
        assert_eq!(told.len(), 1);
        assert_eq!(told[0]["topics"][0]["data"]["id"], task);
        assert_eq!(soon("2026-03-03T09:35:00Z").len(), 1, "{on:?}: once");
        let jobs = server.cli().run(["serve", "jobs", "--json"]).ok().json();
        assert!(jobs.to_string().contains("due_soon"), "{jobs}");
        assert!(anna.get("/readyz").expect(200).body["jobs"]["due_soon"].is_string());
    }
}

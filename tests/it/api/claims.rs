//! Reps who share a queue never get the same company; what was acknowledged survives a crash.

use super::server::{On, Server};
use serde_json::json;
use std::collections::HashSet;
use std::sync::Mutex;

#[test]
fn reps_who_share_a_queue_never_get_the_same_company() {
    for on in On::ALL {
        let server = Server::start(*on);
        let anna = server.admin();
        for n in 0..40 {
            let company = json!({ "name": format!("Firma {n}"), "phones": [{ "type": "WORK", "raw": format!("+49 711 12345{n:02}") }] });
            anna.post("/companies", &company).expect(201);
        }
        let reps: Vec<_> = (0..8)
            .map(|n| server.user(&format!("Rep {n}"), "inside_sales"))
            .collect();
        let claimed = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for rep in &reps {
                scope.spawn(|| {
                    for _ in 0..5 {
                        let next = rep
                            .post("/tasks/next", &json!({ "queue": "INSIDE_SALES" }))
                            .expect(200);
                        let company = next.body["data"]["company_id"]
                            .as_str()
                            .expect("a company")
                            .to_owned();
                        claimed.lock().expect("fine").push(company.clone());
                        // Done with it: logged, so that the next one comes.
                        let task = next.body["data"]["id"].as_str().expect("a task");
                        let log = json!({ "kind": "CALL", "outcome": "NO_ANSWER", "task_id": task });
                        rep.post("/activities", &log).expect(201);
                    }
                });
            }
        });
        let claimed = claimed.into_inner().expect("fine");
        let different: HashSet<&String> = claimed.iter().collect();
        assert_eq!((claimed.len(), different.len()), (40, 40), "{on:?}");
    }
}

#[test]
fn the_same_command_sent_many_times_at_once_has_one_effect() {
    for on in On::ALL {
        let server = Server::start(*on);
        let anna = server.admin();
        let made = anna.post("/companies", &json!({ "name": "Acme" })).expect(201);
        let path = format!("/companies/{}", made.body["data"]["id"].as_str().expect("an id"));
        let ids = Mutex::new(HashSet::new());
        std::thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| {
                    for _ in 0..10 {
                        let key = [("Idempotency-Key", "0190f3a0-0000-7000-8000-000000000001")];
                        let note = json!({ "kind": "NOTE", "notes": "once" });
                        let answer = anna
                            .send("POST", &format!("{path}/activities"), &key, &note)
                            .expect(201);
                        ids.lock()
                            .expect("fine")
                            .insert(answer.body["data"]["id"].to_string());
                    }
                });
            }
        });
        assert_eq!(ids.into_inner().expect("fine").len(), 1);
        let timeline = anna.get(&format!("{path}/timeline?kinds=activity")).expect(200);
        assert_eq!(timeline.body["data"].as_array().map(Vec::len), Some(1), "{on:?}");
    }
}

#[test]
fn a_killed_server_has_lost_nothing_that_it_acknowledged() {
    let mut server = Server::start(On::Sqlite);
    let anna = server.admin();
    let (address, token) = (server.address.clone(), anna.token.clone());
    let acknowledged = std::sync::Arc::new(Mutex::new(Vec::new()));
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let client = super::server::Client::new(&address, &token);
            let acknowledged = std::sync::Arc::clone(&acknowledged);
            std::thread::spawn(move || {
                for n in 0..1000 {
                    let name = format!("Firma {writer}-{n}");
                    let Some(status) = client.try_post("/companies", &json!({ "name": name })) else {
                        return;
                    };
                    assert_eq!(status, 201);
                    acknowledged.lock().expect("fine").push(name);
                }
            })
        })
        .collect();
    while acknowledged.lock().expect("fine").len() < 60 {
        std::thread::yield_now();
    }
    server.crash();
    writers
        .into_iter()
        .for_each(|writer| writer.join().expect("ended"));
    let again = super::server::Client::new(&server.address, &token);
    for name in acknowledged.lock().expect("fine").iter() {
        let found = again
            .get(&format!("/search?q={}", name.replace(' ', "%20")))
            .expect(200);
        let names: Vec<&str> = found.body["names"]
            .as_array()
            .expect("names")
            .iter()
            .filter_map(|hit| hit["title"].as_str())
            .collect();
        assert!(names.contains(&name.as_str()), "{name}: {names:?}");
    }
    server.cli().run(["serve", "audit", "verify"]).ok();
}

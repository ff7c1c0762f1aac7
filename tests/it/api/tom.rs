//! The walk of the issue: from a new company to SALES_ACCEPTED, over v1, over TOM's paths, and by the command line;
//! all ends in the same data.

use super::server::{Answer, Client, On, Server};
use crate::support::cli::Cli;
use serde_json::{Value, json};

/// How a step is sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Way {
    V1,
    Tom,
}

struct Walk<'a> {
    client: &'a Client,
    way: Way,
    company: String,
    case: String,
}

impl Walk<'_> {
    /// A call: over v1 on its task, when there is one, over TOM on the case.
    fn log(&self, task: Option<&str>, follow_up: Option<&str>) -> Answer {
        match self.way {
            Way::V1 => {
                let mut body = json!({
                    "kind": "CALL", "outcome": "REACHED_CONTACT", "notes": "They want a quote.",
                    "no_follow_up": follow_up.is_none(), "task_id": task,
                });
                if let Some(at) = follow_up {
                    body["follow_up"] = json!({ "due": { "at": at } });
                }
                self.client
                    .post(&format!("/companies/{}/activities", self.company), &body)
            }
            Way::Tom => {
                let body = json!({
                    "activity_type": "CALL", "outcome_code": "REACHED_CONTACT", "notes": "They want a quote.",
                    "follow_up_at": follow_up, "case_uuid": self.case,
                });
                self.client
                    .post(&format!("/api/orgs/{}/activities", self.company), &body)
            }
        }
    }
    fn stage(&self, to: &str) -> Answer {
        let (path, body) = match self.way {
            Way::V1 => (format!("/companies/{}/stage", self.company), json!({ "to": to })),
            Way::Tom => (
                format!("/api/orgs/{}/stage", self.company),
                json!({ "to_stage": to }),
            ),
        };
        self.client.post(&path, &body)
    }
    fn tasks(&self) -> Vec<Value> {
        let path = match self.way {
            Way::V1 => "/my/tasks",
            Way::Tom => "/api/my/tasks",
        };
        let rows = self.client.get(path).expect(200).body["data"].clone();
        rows.as_array().expect("rows").clone()
    }
}

/// Another admin; for the shape of the data the roles count and not the person.
const OTTO: &[&str] = &[
    "user",
    "add",
    "Otto",
    "--role",
    "admin",
    "--queue",
    "INSIDE_SALES",
    "--queue",
    "SALES_OPS",
    "--queue",
    "OUTSIDE_SALES",
];

fn walk(server: &Server, way: Way) {
    let anna = server.admin();
    let made = anna
        .post(
            "/companies",
            &json!({ "name": "Müller GmbH", "phones": [{ "type": "WORK", "raw": "+49 711 123456" }] }),
        )
        .expect(201);
    let company = made.body["data"]["id"].as_str().expect("an id").to_owned();
    assert_eq!(
        made.body["data"]["stage"], "QUALIFYING",
        "the template began its case"
    );
    let whole = anna
        .get(&format!("/companies/{company}?include=cases,open_tasks"))
        .expect(200);
    let case = whole.body["cases"][0]["id"].as_str().expect("a case").to_owned();
    let walk = Walk {
        client: &anna,
        way,
        company: company.clone(),
        case,
    };
    assert_eq!(whole.body["cases"].as_array().map(Vec::len), Some(1));
    let tasks = walk.tasks();
    let first = tasks.iter().find(|task| task["kind"] == "FIRST_OUTREACH");
    let first = first.expect("the first call")["id"].as_str();

    let refused = walk.stage("QUALIFIED_LEAD").expect(409);
    assert_eq!(refused.body["code"], "guard");
    let missing = refused.missing();
    assert!(
        missing.contains(&"activity") && missing.contains(&"next_step"),
        "{missing:?}"
    );
    walk.log(first, None).expect(201);
    let mut open = walk.tasks();
    open.retain(|task| task["kind"] == "CALL_BACK");
    assert_eq!(open, Vec::<Value>::new());
    let refused = walk.stage("QUALIFIED_LEAD").expect(409);
    assert_eq!(refused.missing(), ["next_step"]);
    let logged = walk.log(None, Some("2026-03-04T09:00:00Z")).expect(201);
    let follow_up = match way {
        Way::V1 => logged.body["data"]["follow_up_task_id"].clone(),
        Way::Tom => logged.body["follow_up_task_uuid"].clone(),
    };
    let follow_up = follow_up.as_str().expect("a follow-up");
    let task = anna.get(&format!("/tasks/{follow_up}")).expect(200);
    assert_eq!(task.body["kind"], "CALL_BACK");
    walk.stage("QUALIFIED_LEAD").expect(200);
    let offered = anna
        .post(
            &format!("/companies/{company}/handover"),
            &json!({ "note": "ready" }),
        )
        .expect(200);
    let handover = offered.body["data"]["handover"]["id"]
        .as_str()
        .expect("a handover");
    // Nobody accepts what they offered themselves.
    let accept = format!("/handovers/{handover}/accept");
    anna.post(&accept, &json!({})).expect(403);
    server
        .cli()
        .run(std::iter::once("serve").chain(OTTO.iter().copied()))
        .ok();
    server.client("Otto").post(&accept, &json!({})).expect(200);
    let end = anna.get(&format!("/companies/{company}")).expect(200);
    assert_eq!(end.body["stage"], "SALES_ACCEPTED");
    let timeline = anna.get(&format!("/companies/{company}/timeline")).expect(200);
    assert!(
        timeline.body["data"]
            .as_array()
            .is_some_and(|rows| rows.len() > 5)
    );
}

/// The same by the command line on a local file.
fn walk_by_hand() -> String {
    let home = tempfile::tempdir().expect("a folder");
    let cli = Cli::new(home.path());
    cli.run(["user", "edit", "me", "--name", "Anna"]).ok();
    cli.run(["company", "add", "Müller GmbH", "--phone", "+49 711 123456"])
        .ok();
    assert_eq!(
        cli.run(["company", "stage", "Müller GmbH", "QUALIFIED_LEAD"])
            .status,
        4
    );
    let log = [
        "log",
        "Müller GmbH",
        "--outcome",
        "REACHED_CONTACT",
        "--note",
        "They want a quote.",
    ];
    cli.run(log.iter().copied().chain(["--no-follow-up"])).ok();
    assert_eq!(
        cli.run(["company", "stage", "Müller GmbH", "QUALIFIED_LEAD"])
            .status,
        4
    );
    cli.run(log.iter().copied().chain(["--follow-up", "2026-03-04T09:00:00Z"]))
        .ok();
    cli.run(["company", "stage", "Müller GmbH", "QUALIFIED_LEAD"])
        .ok();
    cli.run(["case", "hand-over", "Müller GmbH", "--note", "ready"])
        .ok();
    cli.run(OTTO.iter().copied()).ok();
    cli.run(["case", "accept", "Müller GmbH"]).ok();
    cli.run(["dev", "digest", "--shape"])
        .ok()
        .stdout
        .trim()
        .to_owned()
}

#[test]
fn the_walk_ends_in_the_same_data_by_every_way_on_both_databases() {
    let by_hand = walk_by_hand();
    for on in On::ALL {
        for way in [Way::V1, Way::Tom] {
            let server = Server::start(*on);
            walk(&server, way);
            let digest = server.cli().run(["serve", "digest", "--shape"]).ok();
            assert_eq!(digest.stdout.trim(), by_hand, "{on:?} {way:?}");
        }
    }
}

//! Who may send what: every route of the description, by every role. A route without a line here fails.

use super::server::{Client, On, Server};
use callsheet::domain::permission::{self, Permission};
use callsheet::domain::{Code, Role};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A request, its body, and the permissions without any of which it is answered 403. In braces: what of the field.
const MATRIX: &[(&str, &str, &[&str])] = &[
    ("GET /me", "", &[]),
    ("GET /me/tokens", "", &[]),
    ("POST /me/tokens", r#"{"name": "x"}"#, &[]),
    ("DELETE /me/tokens/{id}", "{}", &[]),
    ("GET /companies", "", &["companies:read_all"]),
    ("POST /companies", r#"{"name": "Beta"}"#, &["companies:create"]),
    ("GET /companies/{company}", "", &["companies:read_all"]),
    (
        "PATCH /companies/{company}",
        r#"{"industry": "Steel"}"#,
        &["companies:update"],
    ),
    (
        "DELETE /companies/{company}",
        r#"{"with_case": true}"#,
        &["companies:delete"],
    ),
    ("GET /companies/{company}/timeline", "", &["companies:read_all"]),
    ("POST /companies/{company}/restore", "{}", &["companies:delete"]),
    (
        "POST /companies/{company}/stage",
        r#"{"to": "QUALIFIED_LEAD"}"#,
        &["stages:move"],
    ),
    ("POST /companies/{company}/qualify", "{}", &["stages:move"]),
    (
        "POST /companies/{company}/disqualify",
        r#"{"reason": "NO_NEED"}"#,
        &["stages:move"],
    ),
    (
        "POST /companies/{company}/dormant",
        r#"{"until": "2026-06-01"}"#,
        &["stages:move"],
    ),
    ("POST /companies/{company}/archive", "{}", &["stages:archive"]),
    ("POST /companies/{company}/reopen", "{}", &["stages:move"]),
    (
        "POST /companies/{company}/owner",
        r#"{"owner": null}"#,
        &["companies:update"],
    ),
    (
        "POST /companies/{company}/tags",
        r#"{"add": ["fair"]}"#,
        &["companies:update"],
    ),
    (
        "POST /companies/{company}/numbers",
        r#"{"number": "+49711123456", "state": "WRONG"}"#,
        &["companies:update"],
    ),
    (
        "POST /companies/{company}/do-not-contact",
        "{}",
        &["do_not_contact:set"],
    ),
    (
        "POST /companies/{company}/lift-do-not-contact",
        "{}",
        &["do_not_contact:lift"],
    ),
    (
        "POST /companies/{company}/cases",
        r#"{"template": "qualify_company"}"#,
        &["cases:work"],
    ),
    (
        "POST /companies/{company}/merge",
        r#"{"loser": "{other}"}"#,
        &["companies:update", "companies:delete"],
    ),
    ("POST /companies/{company}/handover", "{}", &["cases:work"]),
    (
        "POST /companies/{company}/activities",
        r#"{"kind": "NOTE", "notes": "x"}"#,
        &["activities:create"],
    ),
    (
        "POST /companies/{company}/notes",
        r#"{"body": "x"}"#,
        &["notes:create"],
    ),
    ("GET /contacts", "", &["companies:read_all"]),
    (
        "POST /contacts",
        r#"{"last_name": "Weber"}"#,
        &["contacts:update"],
    ),
    ("GET /contacts/{contact}", "", &["companies:read_all"]),
    (
        "PATCH /contacts/{contact}",
        r#"{"job_title": "CEO"}"#,
        &["contacts:update"],
    ),
    ("DELETE /contacts/{contact}", "{}", &["contacts:update"]),
    ("POST /contacts/{contact}/restore", "{}", &["contacts:update"]),
    (
        "POST /contacts/{contact}/numbers",
        r#"{"number": "+49711123456", "state": "WRONG"}"#,
        &["contacts:update"],
    ),
    (
        "POST /contacts/{contact}/do-not-contact",
        "{}",
        &["do_not_contact:set"],
    ),
    (
        "POST /contacts/{contact}/lift-do-not-contact",
        "{}",
        &["do_not_contact:lift"],
    ),
    (
        "POST /contacts/{contact}/erase",
        r#"{"name": "Ada Lovelace"}"#,
        &["contacts:erase"],
    ),
    (
        "POST /contacts/{contact}/merge",
        r#"{"loser": "{person}"}"#,
        &["contacts:update"],
    ),
    ("GET /cases", "", &["companies:read_all"]),
    ("GET /cases/{case}", "", &["companies:read_all"]),
    (
        "POST /cases/{case}/close",
        r#"{"outcome": "CANCELLED"}"#,
        &["cases:work"],
    ),
    ("DELETE /cases/{case}", "{}", &["cases:work"]),
    ("POST /cases/{case}/restore", "{}", &["cases:work"]),
    ("GET /handovers", "", &["companies:read_all"]),
    ("GET /handovers/{nothing}", "", &["companies:read_all"]),
    ("POST /handovers/{nothing}/accept", "{}", &["handovers:answer"]),
    (
        "POST /handovers/{nothing}/return",
        r#"{"reason": "OTHER"}"#,
        &["handovers:answer"],
    ),
    ("POST /handovers/{nothing}/withdraw", "{}", &["cases:work"]),
    ("GET /my/tasks", "", &["companies:read_all"]),
    ("GET /tasks", "", &["companies:read_all"]),
    (
        "POST /tasks",
        r#"{"company_id": "{company}", "kind": "TODO"}"#,
        &["tasks:create"],
    ),
    ("POST /tasks/next", "{}", &["tasks:claim"]),
    ("GET /tasks/{task}", "", &["companies:read_all"]),
    ("PATCH /tasks/{task}", r#"{"title": "x"}"#, &["tasks:create"]),
    ("DELETE /tasks/{task}", "{}", &["tasks:create"]),
    ("POST /tasks/{task}/restore", "{}", &["tasks:create"]),
    ("POST /tasks/{task}/claim", "{}", &["tasks:claim"]),
    ("POST /tasks/{task}/renew", "{}", &["tasks:claim"]),
    ("POST /tasks/{task}/release", "{}", &["tasks:claim"]),
    (
        "POST /tasks/{task}/snooze",
        r#"{"until": "2026-03-05T09:00:00Z"}"#,
        &["tasks:claim"],
    ),
    ("POST /tasks/{task}/skip", "{}", &["tasks:claim"]),
    ("POST /tasks/{task}/unskip", "{}", &["tasks:claim"]),
    (
        "POST /tasks/{task}/reassign",
        r#"{"to_user": null}"#,
        &["tasks:reassign"],
    ),
    ("POST /tasks/{task}/complete", "{}", &["tasks:claim"]),
    (
        "POST /tasks/{task}/cancel",
        r#"{"reason": "OTHER"}"#,
        &["tasks:claim"],
    ),
    (
        "POST /tasks/{task}/wait",
        r#"{"until": "2026-03-05T09:00:00Z"}"#,
        &["tasks:claim"],
    ),
    ("POST /tasks/{task}/need-number", "{}", &["tasks:claim"]),
    (
        "POST /activities",
        r#"{"kind": "NOTE", "notes": "x", "company_id": "{company}"}"#,
        &["activities:create"],
    ),
    ("GET /activities/{activity}", "", &["companies:read_all"]),
    (
        "PATCH /activities/{activity}",
        r#"{"notes": "y"}"#,
        &["activities:create"],
    ),
    ("DELETE /activities/{activity}", "{}", &["activities:create"]),
    (
        "POST /activities/{activity}/restore",
        "{}",
        &["activities:create"],
    ),
    (
        "POST /notes",
        r#"{"company_id": "{company}", "body": "x"}"#,
        &["notes:create"],
    ),
    ("DELETE /notes/{nothing}", "{}", &["notes:create"]),
    ("POST /notes/{nothing}/restore", "{}", &["notes:create"]),
    ("GET /search?q=acme", "", &["companies:read_all"]),
    ("GET /journal", "", &["companies:read_all"]),
    ("GET /trash", "", &["companies:read_all"]),
    ("POST /undo", "{}", &[]),
    ("POST /redo", "{}", &[]),
    ("GET /events", "", &["companies:read_all"]),
    ("GET /changes", "", &["companies:read_all"]),
    ("GET /audit", "", &["audit:read"]),
    ("GET /users", "", &[]),
    ("GET /users/{user}", "", &[]),
    (
        "POST /users",
        r#"{"name": "Cem", "roles": ["auditor"], "queues": []}"#,
        &["users:manage"],
    ),
    // The user is one whom nobody may more than; an admin is invited by admins alone.
    ("POST /users/{rep}/invite", "{}", &["users:manage"]),
    ("GET /auth/sessions", "", &[]),
    ("DELETE /auth/sessions/{id}", "{}", &[]),
    ("POST /auth/setup", r#"{"code": "x", "password": "x"}"#, &[]),
    ("POST /auth/device", "{}", &[]),
    ("POST /auth/token", r#"{"grant_type": "x"}"#, &[]),
    ("POST /auth/revoke", r#"{"token": "x"}"#, &[]),
    ("GET /queues", "", &[]),
    ("GET /outcomes", "", &[]),
    ("GET /workflows", "", &[]),
    ("GET /scripts", "", &[]),
    ("GET /settings", "", &[]),
    ("GET /fields", "", &[]),
    ("GET /views", "", &[]),
    ("POST /rules", r#"{"rules": []}"#, &["rules:manage"]),
    ("GET /duplicates", "", &["companies:read_all"]),
    (
        "POST /duplicates/not-same",
        r#"{"one": "{company}", "other": "{other}"}"#,
        &["companies:update"],
    ),
    (
        "POST /bulk",
        r#"{"deed": {"do": "archive"}, "ids": ["{company}"]}"#,
        &["companies:read_all"],
    ),
    ("GET /exports/companies", "", &["companies:read_all"]),
    ("POST /batch", r#"{"operations": []}"#, &[]),
    (
        "POST /api/orgs/{company}/activities",
        r#"{"activity_type": "NOTE", "notes": "x"}"#,
        &["activities:create"],
    ),
    ("GET /api/orgs/{company}/timeline", "", &["companies:read_all"]),
    ("GET /api/my/tasks", "", &["companies:read_all"]),
    (
        "POST /api/cases/{case}/close",
        r#"{"outcome_code": "CANCELLED"}"#,
        &["cases:work"],
    ),
    (
        "POST /api/orgs/{company}/stage",
        r#"{"to_stage": "QUALIFIED_LEAD"}"#,
        &["stages:move"],
    ),
];

/// What the requests are about.
struct Field(Vec<(&'static str, String)>);

impl Field {
    fn new(anna: &Client) -> Self {
        let id = |answer: super::server::Answer| {
            answer.expect(201).body["data"]["id"]
                .as_str()
                .expect("an id")
                .to_owned()
        };
        let phones = json!([{ "type": "WORK", "raw": "+49 711 123456" }]);
        let company = id(anna.post("/companies", &json!({ "name": "Acme", "phones": phones })));
        let whole = anna
            .get(&format!("/companies/{company}?include=cases,open_tasks"))
            .expect(200)
            .body;
        let first = |list: &str| whole[list][0]["id"].as_str().expect("a row").to_owned();
        let person = |name: &str| {
            let (first, last) = name.split_once(' ').expect("two words");
            id(anna.post(
                "/contacts",
                &json!({ "first_name": first, "last_name": last, "phones": phones }),
            ))
        };
        let note = json!({ "kind": "NOTE", "notes": "x" });
        Self(vec![
            (
                "{other}",
                id(anna.post("/companies", &json!({ "name": "Other" }))),
            ),
            ("{contact}", person("Ada Lovelace")),
            ("{person}", person("Grace Hopper")),
            ("{case}", first("cases")),
            ("{task}", first("open_tasks")),
            (
                "{activity}",
                id(anna.post(&format!("/companies/{company}/activities"), &note)),
            ),
            (
                "{user}",
                anna.get("/me").body["user"]["id"]
                    .as_str()
                    .expect("an id")
                    .to_owned(),
            ),
            (
                "{rep}",
                id(anna.post(
                    "/users",
                    &json!({ "name": "Rita", "roles": ["auditor"], "queues": [] }),
                )),
            ),
            ("{nothing}", "01902d3a-0000-7000-8000-000000000000".to_owned()),
            ("{id}", "01902d3a-0000-7000-8000-000000000000".to_owned()),
            ("{company}", company),
        ])
    }
    fn fill(&self, text: &str) -> String {
        let fill = |text: String, (place, id): &(&str, String)| text.replace(place, id);
        self.0.iter().fold(text.to_owned(), fill)
    }
}

/// The route of a request as the description has it.
fn described(request: &str) -> String {
    let (verb, path) = request.split_once(' ').expect("verb and path");
    let path = path.split('?').next().unwrap_or_default();
    let places: Vec<&str> = path
        .split('/')
        .map(|part| match part {
            "companies" if path.starts_with("/exports/") => "{what}",
            part if part.starts_with('{') => "{id}",
            part => part,
        })
        .collect();
    let path = places.join("/");
    let root = if path.starts_with("/api/") { "" } else { "/api/v1" };
    format!("{verb} {root}{path}")
}

#[test]
fn every_route_is_in_the_matrix_and_answers_every_role_by_it() {
    let server = Server::start(On::Sqlite);
    let anna = server.admin();
    let document = anna.get("/openapi.json").expect(200).body;
    let mut routes = BTreeSet::new();
    for (path, verbs) in document["paths"].as_object().expect("paths") {
        for verb in verbs.as_object().expect("verbs").keys() {
            routes.insert(format!("{} {path}", verb.to_uppercase()));
        }
    }
    let listed: BTreeSet<String> = MATRIX.iter().map(|(request, ..)| described(request)).collect();
    let missing: Vec<_> = routes.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&routes).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "not in the matrix: {missing:?}; no routes: {gone:?}"
    );

    let field = Field::new(&anna);
    for role in Role::ALL {
        let client = server.user(&format!("User {role}"), role.code());
        for (request, body, needs) in MATRIX {
            let allowed = needs
                .iter()
                .all(|code| permission::may(&[*role], Permission::lenient(code).expect("a permission")));
            let answer = send(&client, &field, request, body);
            assert_ne!(answer.status, 401, "{role} {request}");
            assert!(answer.status < 500, "{role} {request}: {}", answer.text);
            assert_eq!(
                answer.status != 403,
                allowed,
                "{role} {request}: {} {}",
                answer.status,
                answer.text
            );
        }
    }
}

fn send(client: &Client, field: &Field, request: &str, body: &str) -> super::server::Answer {
    let (verb, path) = request.split_once(' ').expect("verb and path");
    let path = field.fill(path);
    if verb == "GET" {
        return client.get(&path);
    }
    // Nothing is changed, so that every role finds the same.
    let body: Value = serde_json::from_str(&field.fill(body)).expect("JSON");
    let answer = client.send(verb, &format!("{path}?dry_run=true"), &[("If-Match", "*")], &body);
    assert!(
        answer.body["errors"].is_null(),
        "{request} is not read: {}",
        answer.text
    );
    answer
}

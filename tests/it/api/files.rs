//! Lists leave as files, and one deed changes many companies.

use super::server::{On, Server};
use serde_json::json;

#[test]
fn lists_leave_as_files_and_everything_comes_back_into_a_file_of_one_user() {
    for on in On::ALL {
        let server = Server::start(*on);
        let anna = server.admin();
        for name in ["Müller GmbH", "=cmd|'/C calc'!A0"] {
            anna.post("/companies", &json!({ "name": name })).expect(201);
        }
        let csv = anna.get("/exports/companies?columns=name,stage").expect(200);
        assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
        assert_eq!(
            csv.header("content-disposition"),
            Some("attachment; filename=\"companies.csv\"")
        );
        assert_eq!(csv.text.lines().count(), 3, "{}", csv.text);
        assert!(
            csv.text.contains("\"'=cmd|'/C calc'!A0\"") || csv.text.contains("'=cmd"),
            "{}",
            csv.text
        );
        let some = anna
            .get("/exports/companies?format=ndjson&q=M%C3%BCller")
            .expect(200);
        assert_eq!(some.text.lines().count(), 1, "{}", some.text);
        for wrong in [
            "companies?format=doc",
            "people",
            "companies?columns=nothing",
            "companies?q=stage%3A",
            "all?format=csv",
        ] {
            assert_eq!(anna.get(&format!("/exports/{wrong}")).status, 422, "{wrong}");
        }
        let all = anna.get("/exports/all").expect(200);
        let home = tempfile::tempdir().expect("a folder");
        let file = home.path().join("all.ndjson");
        std::fs::write(&file, &all.text).expect("written");
        let cli = crate::support::cli::Cli::new(home.path());
        cli.run(["import", &file.display().to_string(), "--yes"]).ok();
        let here = cli.run(["dev", "digest"]).ok().stdout;
        let there = server.cli().run(["serve", "digest"]).ok().stdout;
        assert_eq!(here, there, "{on:?}");
        let audit = anna.get("/audit").expect(200).text;
        assert!(audit.contains("\"export\""), "{audit}");
    }
}

#[test]
fn one_deed_changes_many_companies_each_by_itself_and_one_undo_takes_all_back() {
    let server = Server::start(On::Sqlite);
    let anna = server.admin();
    let ids: Vec<_> = (0..3)
        .map(|n| {
            let made = anna
                .post("/companies", &json!({ "name": format!("Firma {n}") }))
                .expect(201);
            made.body["data"]["id"].clone()
        })
        .collect();
    let tag = json!({ "deed": { "do": "tag", "add": ["fair"] }, "ids": ids });
    let dry = anna.post("/bulk?dry_run=true", &tag).expect(200);
    assert_eq!(dry.body["results"].as_array().map(Vec::len), Some(3));
    assert_eq!(
        anna.get("/companies?q=tag:fair").expect(200).body["data"],
        json!([])
    );
    let done = anna.post("/bulk", &tag).expect(200);
    assert_eq!(done.body["results"][0]["result"], "done", "{}", done.text);
    let found = anna.get("/companies?q=tag:fair").expect(200);
    assert_eq!(found.body["data"].as_array().map(Vec::len), Some(3));
    let stage = json!({ "deed": { "do": "stage", "to": "QUALIFIED_LEAD" }, "q": "tag:fair" });
    let refused = anna.post("/bulk", &stage).expect(200);
    assert_eq!(
        refused.body["results"][2]["result"], "refused",
        "{}",
        refused.text
    );
    anna.post("/undo", &json!({})).expect(200);
    assert_eq!(
        anna.get("/companies?q=tag:fair").expect(200).body["data"],
        json!([])
    );
    assert_eq!(
        anna.post("/bulk", &json!({ "deed": { "do": "archive" } })).status,
        422
    );
}

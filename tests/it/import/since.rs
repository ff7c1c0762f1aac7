//! What was edited here since it was imported, and what a newer file changes all the same.

use super::world::{World, line};
use callsheet::base::{CompanyId, GroupId};
use callsheet::domain::command::{
    ActivityCommand, CompanyCommand, CreateCompany, EditActivity, EditCompany, JournalCommand, UndoArgs,
};
use callsheet::import::{ImportOptions, OnDuplicate};
use serde_json::json;

const COMPANIES: &str = "\
Record ID,Company name,Company Domain Name,Company owner,Industry,Number of Employees,Annual Revenue,Phone Number,\
Street Address,City,Country/Region,Create Date,Lifecycle Stage
101,Voss Pumpen GmbH,voss-pumpen.example,ines@team.example,Machinery,240,\"1,250,000.50\",+49 651 123456 ext. 7,\
Ringweg 4,Trier,Germany,2024-03-05 09:41,Lead
102,Albers & Töchter,albers.example,Somebody Else,Food,12,,030 998877,Hafen 2,Berlin,Deutschland,2024-04-01 10:00,Customer
103,Lindqvist AB,lindqvist.example,,,51,,,,Uppsala,Sverige,2024-05-01 10:00,Opportunity
";

fn undo(world: &World, group: Option<GroupId>) {
    let undo = UndoArgs {
        group,
        ..UndoArgs::default()
    };
    world.replica.run(JournalCommand::Undo(undo)).expect("taken back");
}

fn overwriting() -> ImportOptions {
    ImportOptions {
        on_duplicate: OnDuplicate::Update,
        ..ImportOptions::default()
    }
}

fn edit(world: &World, company_id: CompanyId, fields: serde_json::Value) {
    let edit = EditCompany {
        company_id,
        fields: fields.as_object().cloned().expect("object"),
        import: None,
    };
    world.replica.run(CompanyCommand::Edit(edit)).expect("edited");
}

#[test]
fn a_newer_file_changes_only_what_nobody_edited_here_and_says_what_it_kept() {
    let world = World::new();
    world.take("companies.csv", COMPANIES);
    let voss = world.company("external", "hubspot:101");
    // A rep knows better: the industry, the town, and that the number is another one.
    edit(
        &world,
        voss.id,
        json!({ "industry": "Water", "postal": { "city": "Schweich" }, "phones": ["0651 777777"] }),
    );
    let newer = COMPANIES
        .replace("Machinery,240", "Engines,260")
        .replace("Ringweg 4,Trier", "Ringweg 6,Konz");
    let report = world.take("newer.csv", &newer);
    assert_eq!((line(&report), report.kept_edits), ([0, 1, 2, 0, 0], 3));
    let after = world.company("external", "hubspot:101");
    assert_eq!(after.industry.as_deref(), Some("Water"), "edited here");
    assert_eq!(after.postal.city.as_deref(), Some("Schweich"), "edited here");
    assert_eq!(after.phones.len(), 1, "the number that was taken out stays out");
    assert_eq!(after.employees, Some(260), "nobody edited it");
    assert_eq!(
        after.postal.street.as_deref(),
        Some("Ringweg 6"),
        "nor the street"
    );
    let said = report.preview.warnings.iter().find(|said| said.code == "kept");
    let text = &said.expect("the report names them").text;
    assert!(
        [
            "3 fields",
            "line 2 industry",
            "line 2 postal/city",
            "line 2 phones"
        ]
        .iter()
        .all(|part| text.contains(part)),
        "{text}"
    );
    // Once more says the same; what the rep sets back follows the file again.
    let report = world.take("newer-2.csv", &format!("{newer}\n"));
    assert_eq!((line(&report), report.kept_edits), ([0, 0, 3, 0, 0], 3));
    edit(&world, voss.id, json!({ "industry": "Machinery" }));
    let report = world.take("newer-3.csv", &format!("{newer}\n\n"));
    assert_eq!((line(&report)[1], report.kept_edits), (1, 2));
    assert_eq!(
        world.company("external", "hubspot:101").industry.as_deref(),
        Some("Engines")
    );
    // Told so, the file is right.
    let path = world.file("newer-4.csv", format!("{newer}\n\n\n"));
    let report = world.import_with(&path, overwriting());
    assert_eq!(report.kept_edits, 0);
    let after = world.company("external", "hubspot:101");
    assert_eq!(after.postal.city.as_deref(), Some("Konz"));
    assert_eq!(after.phones.len(), 2);
}

#[test]
fn what_a_person_typed_first_is_not_written_over_and_what_was_cleared_stays_empty() {
    let world = World::new();
    let id: CompanyId = world.replica.new_id();
    let fields = json!({ "name": "Voss GmbH", "industry": "Water" });
    let create = CreateCompany {
        id,
        fields: fields.as_object().cloned().expect("object"),
        workflow: false,
        import: None,
    };
    world.replica.run(CompanyCommand::Create(create)).expect("typed");
    let text = "name,industry,city,legal name\nVoss GmbH,Pumps,Trier,Voss Pumpen GmbH\n";
    let report = world.take("list.csv", text);
    assert_eq!((line(&report), report.kept_edits), ([0, 1, 0, 0, 0], 1));
    let voss = world.company("name", "voss gmbh");
    assert_eq!(voss.industry.as_deref(), Some("Water"));
    assert_eq!(voss.postal.city.as_deref(), Some("Trier"), "a gap is filled");
    edit(&world, id, json!({ "legal_name": null }));
    let report = world.take("list-2.csv", &format!("{text}\n"));
    assert_eq!(report.kept_edits, 2, "{report:?}");
    assert_eq!(
        world.company("name", "voss gmbh").legal_name,
        None,
        "cleared here"
    );
}

#[test]
fn an_import_that_was_taken_back_is_no_base_for_the_next() {
    let world = World::new();
    world.take("companies.csv", COMPANIES);
    let newer = COMPANIES.replace("Machinery", "Engines");
    let report = world.take("newer.csv", &newer);
    undo(&world, report.group);
    let newest = COMPANIES.replace("Machinery", "Turbines");
    let report = world.take("newest.csv", &newest);
    assert_eq!((line(&report)[1], report.kept_edits), (1, 0));
    assert_eq!(
        world.company("external", "hubspot:101").industry.as_deref(),
        Some("Turbines")
    );
}

#[test]
fn a_note_that_was_corrected_here_is_not_written_over_by_a_newer_export() {
    let world = World::new();
    world.take(
        "people.csv",
        "Record ID,First Name,Last Name,Email,Contact owner,Lifecycle Stage\n7,Anna,Voss,anna@voss.example,,\n",
    );
    let text = "Activity ID,Activity Type,Activity Date,Notes/Description,Call Outcome,Associated Contact Email\n\
        A1,Call,2023-01-02 10:00,first words,Busy,anna@voss.example\n\
        A2,Call,2023-01-03 10:00,other words,Busy,anna@voss.example\n";
    assert_eq!(line(&world.take("calls.csv", text)), [2, 0, 0, 0, 0]);
    let first = world
        .replica
        .foreign_ids()
        .expect("ids")
        .of("activity", "hubspot", "A1");
    let corrected = json!({ "notes": "what was really said" });
    let edit = EditActivity {
        activity_id: first,
        fields: corrected.as_object().cloned().expect("object"),
    };
    world.replica.run(ActivityCommand::Edit(edit)).expect("edited");
    let newer = text.replace("Busy", "No answer");
    let report = world.take("newer.csv", &newer);
    assert_eq!((line(&report), report.kept_edits), ([0, 1, 1, 0, 0], 1));
    let row = world.replica.activity(first).expect("asked").expect("there");
    assert_eq!(row.notes.as_deref(), Some("what was really said"));
    let path = world.file("newest.csv", format!("{newer}\n"));
    assert_eq!(line(&world.import_with(&path, overwriting()))[1], 1);
    let row = world.replica.activity(first).expect("asked").expect("there");
    assert_eq!(row.notes.as_deref(), Some("first words"));
}

#[test]
fn values_that_cannot_be_right_are_taken_and_counted_and_a_number_is_kept_once() {
    let world = World::new();
    let text = "name,phone,telefon,mobile,email,website\n\
        Voss GmbH,+49 651 123456,0651 / 123456,0171 5550001,info@voss.example,voss.example\n\
        Ohm KG,ask Anna,,,anna at ohm,not yet\n";
    let report = world.take("list.csv", text);
    assert_eq!(line(&report), [2, 0, 0, 0, 0]);
    let voss = world.company("name", "voss gmbh");
    let raw: Vec<&str> = voss.phones.iter().map(|phone| phone.raw.as_str()).collect();
    assert_eq!(raw, ["+49 651 123456", "0171 5550001"]);
    let ohm = world.company("name", "ohm kg");
    assert_eq!(ohm.phones[0].raw, "ask Anna");
    assert_eq!(ohm.website.as_deref(), Some("not yet"));
    assert_eq!(ohm.extra["email"], "anna at ohm");
    let said: Vec<&str> = report
        .preview
        .warnings
        .iter()
        .filter(|warning| warning.code.starts_with("invalid_"))
        .map(|warning| warning.text.as_str())
        .collect();
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(
        said.iter()
            .all(|text| text.starts_with("1 ") && text.contains("line 3")),
        "{said:?}"
    );
}

#[test]
fn with_whom_an_activity_was_and_in_which_direction_stands_when_it_was_edited_here() {
    let world = World::new();
    world.take(
        "people.csv",
        "Record ID,First Name,Last Name,Email,Contact owner,Lifecycle Stage\n7,Anna,Voss,anna@voss.example,,\n\
         8,Bo,Ek,bo@voss.example,,\n",
    );
    let text = "Activity ID,Activity Type,Activity Date,Notes/Description,Call Outcome,Associated Contact Email\n\
        A1,Call,2023-01-02 10:00,first words,Busy,anna@voss.example\n\
        A2,Call,2023-01-03 10:00,other words,Busy,anna@voss.example\n";
    world.take("calls.csv", text);
    let ids = world.replica.foreign_ids().expect("ids");
    let bo = world.contact("email", "bo@voss.example").id;
    let edits = [
        ("A1", json!({ "contact_id": bo })),
        ("A2", json!({ "direction": "INBOUND" })),
    ];
    for (id, fields) in edits {
        let edit = EditActivity {
            activity_id: ids.of("activity", "hubspot", id),
            fields: fields.as_object().cloned().expect("object"),
        };
        world.replica.run(ActivityCommand::Edit(edit)).expect("edited");
    }
    let report = world.take("newer.csv", &text.replace("Busy", "No answer"));
    assert_eq!((line(&report), report.kept_edits), ([0, 0, 2, 0, 0], 2));
    let row = |id| {
        let id = ids.of("activity", "hubspot", id);
        world.replica.activity(id).expect("asked").expect("there")
    };
    assert_eq!(row("A1").contact_id, Some(bo));
    assert_eq!(row("A2").direction, Some(callsheet::domain::Direction::Inbound));
}

#[test]
fn the_line_of_a_deal_that_was_edited_or_taken_out_here_stands() {
    let world = World::new();
    world.take("companies.csv", COMPANIES);
    let deals = "Deal ID,Deal Name,Deal Stage,Pipeline,Associated Company Domain\n\
        D1,Pumps,Offer,Sales,voss-pumpen.example\nD2,Valves,Offer,Sales,voss-pumpen.example\n\
        D3,Pipes,Offer,Sales,voss-pumpen.example\n";
    assert_eq!(line(&world.take("deals.csv", deals)), [3, 0, 0, 0, 0]);
    let id = world.company("external", "hubspot:101").id;
    let lines = json!({ "extra": { "hubspot deal D1": "told by phone: lost", "hubspot deal D2": null } });
    edit(&world, id, lines);
    // A deal that comes twice in the file is not edited by its first line.
    let newer = format!(
        "{}D4,Bolts,Offer,Sales,voss-pumpen.example\nD4,Bolts,Won,Sales,voss-pumpen.example\n",
        deals.replace("Offer", "Closed Won")
    );
    let report = world.take("newer.csv", &newer);
    assert_eq!((line(&report), report.kept_edits), ([1, 2, 2, 0, 0], 2));
    let extra = world.company("external", "hubspot:101").extra.0;
    assert_eq!(extra["hubspot deal D1"], "told by phone: lost");
    assert!(!extra.contains_key("hubspot deal D2"), "taken out here");
    assert!(extra["hubspot deal D3"].contains("Closed Won"));
    assert!(extra["hubspot deal D4"].contains("Won"));
    let path = world.file("newest.csv", format!("{newer}\n"));
    world.import_with(&path, overwriting());
    let extra = world.company("external", "hubspot:101").extra.0;
    assert!(extra["hubspot deal D1"].contains("Closed Won"), "told so");
}

#[test]
fn a_tag_that_is_said_with_the_import_is_set_again() {
    let world = World::new();
    let tagged = || ImportOptions {
        tags: vec!["fair".to_owned()],
        ..ImportOptions::default()
    };
    world.import_with(&world.file("companies.csv", COMPANIES), tagged());
    let voss = world.company("external", "hubspot:101");
    edit(&world, voss.id, json!({ "tags": ["mine"] }));
    world.take("plain.csv", &format!("{COMPANIES}\n"));
    assert_eq!(
        world.company("external", "hubspot:101").tags.0,
        ["mine"],
        "taken out here"
    );
    let newer = world.file("newer.csv", format!("{COMPANIES}\n\n"));
    let report = world.import_with(&newer, tagged());
    assert_eq!((line(&report)[1], report.kept_edits), (1, 0));
    assert_eq!(world.company("external", "hubspot:101").tags.0, ["fair", "mine"]);
    // What a person gave is not the import's because the import wrote the list around it.
    edit(&world, voss.id, json!({ "tags": [] }));
    let other = "Record ID,Company name,Company Domain Name,Company owner,Tags,Lifecycle Stage\n\
        101,Voss Pumpen GmbH,voss-pumpen.example,,mine,Lead\n";
    let path = world.file("other.csv", other);
    let options = ImportOptions {
        map: super::world::mapped(&["Tags=tags"]).map,
        ..ImportOptions::default()
    };
    world.import_with(&path, options);
    assert_eq!(world.company("external", "hubspot:101").tags.0, ["mine"]);
}

#[test]
fn what_an_import_brought_into_a_row_that_was_merged_is_no_edit() {
    let world = World::new();
    world.take("fair.csv", "name,industry\nVoss Pumps,Pumps\n");
    world.take(
        "companies.csv",
        "Record ID,Company name,Company Domain Name,Industry,Company owner\n1,Voss,voss.example,,\n",
    );
    let winner = world.company("external", "hubspot:1").id;
    let merge = callsheet::domain::command::MergeCompanies {
        winner,
        loser: world.company("name", "voss pumps").id,
        take: callsheet::domain::merge::Choices::new(),
    };
    world.replica.run(CompanyCommand::Merge(merge)).expect("merged");
    let industry = |world: &World| world.company("external", "hubspot:1").industry;
    assert_eq!(industry(&world).as_deref(), Some("Pumps"));
    let report = world.take(
        "newer.csv",
        "Record ID,Company name,Company Domain Name,Industry,Company owner\n1,Voss,voss.example,Engines,\n",
    );
    assert_eq!((line(&report), report.kept_edits), ([0, 1, 0, 0, 0], 0));
    assert_eq!(industry(&world).as_deref(), Some("Engines"));
}

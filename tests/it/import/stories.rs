//! What becomes of rows: entered, recognised, changed, taken back.

use super::world::{World, line, mapped};
use callsheet::base::{CompanyId, Due};
use callsheet::domain::command::{
    ActivityCommand, AdminCommand, CompanyCommand, CreateCompany, DeleteCompany, EditCompany, Fields,
    JournalCommand, LogActivity, PutUser, UndoArgs,
};
use callsheet::domain::{ActivityType, Role, SizeBand, Stage};
use callsheet::import::map::{Entity, MapOptions};
use callsheet::import::{ImportOptions, Mode, OnDuplicate};
use serde_json::json;

const COMPANIES: &str = "\
Record ID,Company name,Company Domain Name,Company owner,Industry,Number of Employees,Annual Revenue,Phone Number,\
Street Address,City,Country/Region,Create Date,Lifecycle Stage
101,Voss Pumpen GmbH,voss-pumpen.example,ines@team.example,Machinery,240,\"1,250,000.50\",+49 651 123456 ext. 7,\
Ringweg 4,Trier,Germany,2024-03-05 09:41,Lead
102,Albers & Töchter,albers.example,Somebody Else,Food,12,,030 998877,Hafen 2,Berlin,Deutschland,2024-04-01 10:00,Customer
103,Lindqvist AB,lindqvist.example,,,51,,,,Uppsala,Sverige,2024-05-01 10:00,Opportunity
";
const CONTACTS: &str = "\
Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Job Title,Contact owner,Lifecycle Stage,\
Create Date,Associated Company Domain
7,Jördis,Voss,j.voss@voss-pumpen.example,+49 651 123456x12,+49 171 5550001,Head of Purchasing,Ines,Lead,2024-03-05,voss-pumpen.example
8,Nils,Lindqvist,nils@lindqvist.example,,+46 70 555 00 02,VD,Ines,Customer,2024-03-06,lindqvist.example
9,Rosa,Brandt,rosa@mail.example,030 445566,,,Ines,Lead,2024-03-07,
10,Kim,Ohm,kim@gone.example,,,,Ines,Lead,2024-03-08,gone.example
";

fn undo(world: &World, group: Option<callsheet::base::GroupId>) {
    world
        .replica
        .run(JournalCommand::Undo(UndoArgs {
            group,
            ..UndoArgs::default()
        }))
        .expect("taken back");
}

fn keeping(on_duplicate: OnDuplicate) -> ImportOptions {
    ImportOptions {
        on_duplicate,
        ..ImportOptions::default()
    }
}

#[test]
fn companies_arrive_with_all_that_the_file_says() {
    let world = World::new();
    world
        .replica
        .run(AdminCommand::User(PutUser {
            id: world.replica.actor().id,
            name: "Ines Team".to_owned(),
            email: Some("ines@team.example".to_owned()),
            roles: vec![Role::Admin],
            queues: vec!["INSIDE_SALES".to_owned()],
            language: None,
            time_zone: None,
            active: true,
        }))
        .expect("user");
    let report = world.take("companies.csv", COMPANIES);
    assert_eq!(line(&report), [3, 0, 0, 0, 0]);
    let voss = world.company("external", "hubspot:101");
    assert_eq!(voss.name, "Voss Pumpen GmbH");
    assert_eq!(voss.domain.as_deref(), Some("voss-pumpen.example"));
    assert_eq!(
        (voss.employees, voss.size_band),
        (Some(240), Some(SizeBand::To500))
    );
    assert_eq!(voss.owner_id, Some(world.replica.actor().id));
    assert_eq!(voss.postal.country.as_deref(), Some("DE"));
    assert_eq!(voss.extra["Annual Revenue"], "1250000.5");
    assert_eq!(voss.extra["Create Date"], "2024-03-05 09:41");
    assert_eq!(voss.source_detail.as_deref(), Some("hubspot, companies.csv"));
    let phone = &voss.phones[0];
    assert_eq!(
        (phone.e164.as_deref(), phone.ext.as_deref()),
        (Some("+49651123456"), Some("7"))
    );
    assert_eq!(voss.stage, Stage::Qualifying, "its workflow has started");

    let albers = world.company("external", "hubspot:102");
    assert_eq!(
        (albers.owner_id, albers.owner_text.as_deref()),
        (None, Some("Somebody Else"))
    );
    assert_eq!(albers.stage, Stage::Customer);
    let card = world.replica.company(albers.id).expect("asked").expect("there");
    assert!(
        card.tasks.is_empty() && card.cases.is_empty(),
        "a customer is not qualified"
    );
    assert_eq!(report.customers, 1);
}

#[test]
fn the_same_file_again_changes_nothing() {
    let world = World::new();
    for (name, text, totals) in [
        ("companies.csv", COMPANIES, [3, 0, 0, 0, 0]),
        ("contacts.csv", CONTACTS, [4, 0, 0, 0, 0]),
    ] {
        let path = world.file(name, text);
        assert_eq!(line(&world.import(&path)), totals);
        let newest = world.replica.history(1).expect("history").remove(0).command;
        let again = world.import(&path);
        let rows = totals[0];
        assert_eq!((line(&again), again.group), ([0, 0, rows, 0, 0], None));
        let still = world.replica.history(1).expect("history").remove(0).command;
        assert_eq!(newest, still, "no command was given");
        // The same rows in another file are recognised one by one.
        let copy = world.file(&format!("copy-of-{name}"), format!("{text}\n"));
        assert_eq!(line(&world.import(&copy)), [0, 0, rows, 0, 0]);
    }
}

#[test]
fn one_undo_takes_an_import_back_and_it_can_be_done_again() {
    let world = World::new();
    let path = world.file("companies.csv", COMPANIES);
    let group = world.import(&path).group;
    assert!(group.is_some());
    undo(&world, None);
    assert!(world.companies("external", "hubspot:101").is_empty());
    let again = world.import(&path);
    assert_eq!((line(&again), again.imported_before), ([3, 0, 0, 0, 0], false));
    undo(&world, again.group);
    assert!(world.companies("domain", "albers.example").is_empty());
}

#[test]
fn contacts_find_their_companies_and_the_others_are_counted() {
    let world = World::new();
    world.take("companies.csv", COMPANIES);
    let report = world.take("contacts.csv", CONTACTS);
    assert_eq!(line(&report), [4, 0, 0, 0, 0]);
    let links = report.company_links.expect("contacts");
    assert_eq!(
        (links.attached, links.companies, links.without, links.not_found),
        (2, 2, 1, 1)
    );
    let jordis = world.contact("email", "j.voss@voss-pumpen.example");
    assert_eq!(
        jordis.company_id,
        Some(world.company("external", "hubspot:101").id)
    );
    assert_eq!(jordis.phones.len(), 2);
    let kim = world.contact("person", "kim ohm");
    assert_eq!(kim.extra["Associated Company Domain"], "gone.example");

    // Nils is a customer there: his company, which only imports have touched, becomes one here.
    let lindqvist = world.company("external", "hubspot:103");
    assert_eq!(lindqvist.stage, Stage::Customer);
    assert_eq!(report.customers, 1);
    let card = world
        .replica
        .company(lindqvist.id)
        .expect("asked")
        .expect("there");
    assert!(card.tasks.is_empty(), "{:?}", card.tasks);
}

#[test]
fn a_contact_hidden_with_its_company_does_not_stand_in_the_way_of_the_next_export() {
    let world = World::new();
    world.take("companies.csv", COMPANIES);
    world.take("contacts.csv", CONTACTS);
    let gone = world.company("external", "hubspot:101");
    world
        .replica
        .run(CompanyCommand::Delete(DeleteCompany {
            company_id: gone.id,
            with_case: true,
        }))
        .expect("deleted");
    let report = world.take("contacts.csv", CONTACTS);
    assert_eq!(
        line(&report)[3..],
        [1, 0],
        "the same file: in Trash with its company, no failure"
    );
    let newer = CONTACTS.replace("Head of Purchasing", "Chief of Purchasing");
    let report = world.take("newer.csv", &newer);
    assert_eq!(line(&report)[3..], [1, 0], "nor does the next one: {report:?}");
    assert_eq!(report.in_trash[0].id, gone.id.0, "it says what to restore");
}

#[test]
fn contacts_that_came_before_their_companies_are_attached_later() {
    let world = World::new();
    let contacts = world.file("contacts.csv", CONTACTS);
    let report = world.import(&contacts);
    assert_eq!(report.company_links.map(|links| links.not_found), Some(3));
    world.take("companies.csv", COMPANIES);
    let report = world.import(&contacts);
    assert_eq!((line(&report), report.imported_before), ([0, 2, 2, 0, 0], true));
    assert_eq!(report.company_links.map(|links| links.attached), Some(2));
    assert_eq!(world.company("external", "hubspot:103").stage, Stage::Customer);
}

#[test]
fn a_company_a_rep_has_worked_on_keeps_its_stage_and_the_report_says_so() {
    let world = World::new();
    world.take("companies.csv", COMPANIES);
    let lindqvist = world.company("external", "hubspot:103");
    let call = LogActivity {
        company_id: Some(lindqvist.id),
        outcome: Some("REACHED_DECISION_MAKER".to_owned()),
        follow_up: Some(callsheet::domain::command::FollowUpArgs::at(Due::On(
            "2026-03-05".parse().expect("date"),
        ))),
        ..LogActivity::new(world.replica.new_id(), ActivityType::Call)
    };
    world
        .replica
        .run(ActivityCommand::Log(Box::new(call)))
        .expect("logged");
    let report = world.take("contacts.csv", CONTACTS);
    assert_eq!(report.customers, 0);
    assert_eq!(report.stage_kept.len(), 1);
    assert_eq!(
        (report.stage_kept[0].line, report.stage_kept[0].company_id),
        (3, Some(lindqvist.id))
    );
    assert_eq!(world.company("external", "hubspot:103").stage, Stage::Qualifying);
}

#[test]
fn a_newer_export_brings_what_is_new_and_clears_nothing() {
    let world = World::new();
    world.take("companies.csv", COMPANIES);
    let newer = COMPANIES
        .replace("Machinery", "")
        .replace("Ringweg 4,Trier", "Ringweg 4,Konz")
        .replace("030 998877", "030 112233");
    let report = world.take("newer.csv", &newer);
    assert_eq!(line(&report), [0, 2, 1, 0, 0]);
    let voss = world.company("external", "hubspot:101");
    assert_eq!(
        voss.industry.as_deref(),
        Some("Machinery"),
        "an empty cell says nothing"
    );
    assert_eq!(voss.postal.city.as_deref(), Some("Konz"));
    assert_eq!(voss.postal.street.as_deref(), Some("Ringweg 4"));
    let albers = world.company("external", "hubspot:102");
    let numbers: Vec<&str> = albers.phones.iter().map(|phone| phone.raw.as_str()).collect();
    assert_eq!(
        numbers,
        ["030 998877", "030 112233"],
        "numbers are added, none is taken away"
    );
}

#[test]
fn what_was_changed_here_since_stands_unless_it_is_to_be_set_back() {
    let world = World::new();
    let path = world.file("companies.csv", COMPANIES);
    world.import(&path);
    let voss = world.company("external", "hubspot:101");
    let mut fields = Fields::new();
    fields.insert("industry".to_owned(), json!("Water"));
    let edit = EditCompany {
        company_id: voss.id,
        fields,
        import: None,
    };
    world.replica.run(CompanyCommand::Edit(edit)).expect("edited");
    assert_eq!(line(&world.import(&path)), [0, 0, 3, 0, 0]);
    assert_eq!(
        world.company("external", "hubspot:101").industry.as_deref(),
        Some("Water")
    );
    let report = world.import_with(&path, keeping(OnDuplicate::Update));
    assert_eq!(line(&report), [0, 1, 2, 0, 0]);
    assert_eq!(
        world.company("external", "hubspot:101").industry.as_deref(),
        Some("Machinery")
    );
}

#[test]
fn rows_without_an_id_are_recognised_by_domain_address_or_name() {
    let world = World::new();
    let mut fields = Fields::new();
    fields.insert("name".to_owned(), json!("Voss"));
    fields.insert("domain".to_owned(), json!("voss-pumpen.example"));
    let id: CompanyId = world.replica.new_id();
    let create = CreateCompany {
        id,
        fields,
        workflow: true,
        import: None,
    };
    world
        .replica
        .run(CompanyCommand::Create(create))
        .expect("entered by hand");
    let report = world.take("companies.csv", COMPANIES);
    assert_eq!(line(&report), [2, 1, 0, 0, 0]);
    assert_eq!(
        world.company("external", "hubspot:101").id,
        id,
        "recognised by its domain"
    );

    let plain = "Firma;Ort;Telefon\nKaiser Bau;Bonn;0228 1\nKaiser Bau;Ulm;0731 1\nOhm;Jena;\n";
    assert_eq!(line(&world.take("messe.csv", plain)), [3, 0, 0, 0, 0]);
    assert_eq!(
        line(&world.take("messe2.csv", &format!("{plain}Neu;Kiel;\n"))),
        [1, 0, 3, 0, 0]
    );
    assert_eq!(
        world.companies("name", "kaiser bau").len(),
        2,
        "two towns, two companies"
    );

    let people = "Vorname;Nachname;Firma\nAnna;Ohm;Ohm\nAnna;Ohm;\nBo;Ek;Nobody\n";
    let report = world.take("leute.csv", people);
    assert_eq!(
        line(&report),
        [2, 0, 1, 0, 0],
        "the second line says nothing more of her"
    );
    assert_eq!(
        report.company_links.map(|l| (l.attached, l.not_found)),
        Some((1, 1)),
        "the second line names no company, the third one that is not here"
    );
}

#[test]
fn people_who_share_an_address_are_entered_and_proposed_for_merging() {
    let world = World::new();
    let text = "First Name,Last Name,Email,Phone\n\
                Anna,Voss,info@voss.example,1\n\
                Bert,Voss,info@voss.example,2\n\
                Carl,Ohm,carl@ohm.example,3\n\
                Anna,Voss,INFO@voss.example,1\n";
    let path = world.file("people.csv", text);
    let report = world.import(&path);
    assert_eq!(
        line(&report),
        [3, 0, 1, 0, 0],
        "the last line is the first one again"
    );
    assert_eq!(report.merge_proposal_count, 1);
    let proposal = &report.merge_proposals[0];
    assert_eq!(
        (proposal.by, proposal.value.as_str()),
        ("email", "info@voss.example")
    );
    assert_eq!(proposal.lines, [2, 3, 5]);
    let copy = world.file("copy.csv", format!("{text}\n"));
    assert_eq!(line(&world.import(&copy)), [0, 0, 4, 0, 0]);
}

#[test]
fn other_ids_of_one_system_are_other_companies_though_they_share_a_domain() {
    let world = World::new();
    let text = "Record ID,Company name,Company Domain Name,Company owner\n\
                1,Ohm Nord,ohm.example,\n2,Ohm Süd,ohm.example,\n1,Ohm Nord,ohm.example,Kim\n";
    let report = world.take("ohm.csv", text);
    assert_eq!(line(&report), [2, 1, 0, 0, 0]);
    assert_eq!(report.merge_proposals[0].lines, [2, 3, 4]);
    assert_eq!(
        world.company("external", "hubspot:1").owner_text.as_deref(),
        Some("Kim")
    );
}

#[test]
fn rows_that_are_here_are_skipped_or_added_when_told_so() {
    let world = World::new();
    world.take("a.csv", "name,domain,phone\nVoss,voss.example,1\n");
    let newer = "name,domain,phone\nVoss,voss.example,2\nOhm,ohm.example,3\n";
    let path = world.file("b.csv", newer);
    let report = world.import_with(&path, keeping(OnDuplicate::Skip));
    assert_eq!(line(&report), [1, 0, 0, 1, 0]);
    assert_eq!(report.skipped_because.get("here already"), Some(&1));
    let path = world.file("c.csv", format!("{newer}\n"));
    let report = world.import_with(&path, keeping(OnDuplicate::Add));
    assert_eq!(line(&report), [2, 0, 0, 0, 0]);
    assert_eq!(world.companies("domain", "voss.example").len(), 2);
}

#[test]
fn what_was_deleted_there_or_here_is_not_entered_again() {
    let world = World::new();
    let text = "ID,ISDELETED,NAME,BILLINGCITY,SYSTEMMODSTAMP\n001A,false,Voss,Trier,\n001B,true,Ohm,Jena,\n";
    let path = world.file("accounts.csv", text);
    let report = world.import(&path);
    assert_eq!(line(&report), [1, 0, 0, 1, 0]);
    assert_eq!(report.skipped_because.get("deleted in its system"), Some(&1));
    let voss = world.company("external", "salesforce:001A");
    let delete = callsheet::domain::command::DeleteCompany {
        company_id: voss.id,
        with_case: true,
    };
    world
        .replica
        .run(CompanyCommand::Delete(delete))
        .expect("deleted");
    let report = world.import(&path);
    assert_eq!(line(&report), [0, 0, 0, 2, 0]);
    assert_eq!(report.skipped_because.get("in Trash"), Some(&1));
}

#[test]
fn who_must_not_be_called_there_is_not_called_here() {
    let world = World::new();
    let text = "ID,LASTNAME,MAILINGCITY,PHONE,DONOTCALL,HASOPTEDOUTOFEMAIL\n003A,Voss,Trier,+49 651 1234,true,false\n\
                003B,Ohm,Jena,+49 3641 1234,false,false\n";
    let report = world.take("people.csv", text);
    assert_eq!(line(&report), [2, 0, 0, 0, 0]);
    let voss = world.contact("external", "salesforce:003A");
    assert!(voss.dnc_since.is_some());
    assert_eq!(voss.dnc_basis.as_deref(), Some("salesforce: DONOTCALL"));
    assert!(world.contact("external", "salesforce:003B").dnc_since.is_none());
    assert_eq!(
        line(&world.take("again.csv", &format!("{text}\n"))),
        [0, 0, 2, 0, 0]
    );
}

#[test]
fn options_of_the_user_hold_for_every_row() {
    let world = World::new();
    let path = world.file("companies.csv", COMPANIES);
    let me = world.replica.actor().id;
    let options = ImportOptions {
        workflow: false,
        owner: Some(me),
        tags: vec!["messe".to_owned()],
        map: MapOptions {
            system: Some("hubspot".to_owned()),
            entity: Some(Entity::Companies),
            maps: Vec::new(),
            custom: Vec::new(),
            part: None,
        },
        ..ImportOptions::default()
    };
    let report = world.import_with(&path, options);
    assert_eq!(report.preview.confidence, 100);
    let voss = world.company("external", "hubspot:101");
    assert_eq!((voss.stage, voss.owner_id), (Stage::Unverified, Some(me)));
    assert_eq!(*voss.tags, ["messe"]);
    let people = world.file("contacts.csv", CONTACTS);
    let tagged = ImportOptions {
        tags: vec!["messe".to_owned()],
        ..ImportOptions::default()
    };
    let error = world
        .try_import(&people, tagged, Mode::Commit)
        .expect_err("refused");
    assert!(error.to_string().contains("contacts have no tags"), "{error}");
}

#[test]
fn an_interrupted_import_goes_on_where_it_stopped_and_is_one_to_take_back() {
    let world = World::new();
    let rows: Vec<String> = (0..520)
        .map(|n| format!("{n},Company {n},c{n}.example,\n"))
        .collect();
    let rows = rows.concat();
    let text = format!("Record ID,Company name,Company Domain Name,Company owner\n{rows}");
    let path = world.file("many.csv", text);
    let import = callsheet::import::Import::prepare(&path, ImportOptions::default()).expect("read");
    // The program dies after the first batch.
    let died = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        import.run(&world.replica, Mode::Commit, |_| panic!("killed"))
    }));
    assert!(died.is_err());
    let there = (0..520).filter(|n| !world.companies("external", &format!("hubspot:{n}")).is_empty());
    let there = there.count() as u64;
    assert!((1..520).contains(&there), "{there}");
    let report = world.import(&path);
    assert_eq!(line(&report), [520 - there, 0, there, 0, 0]);
    undo(&world, report.group);
    assert!(
        world.companies("external", "hubspot:0").is_empty(),
        "the first part went as well"
    );
    assert!(world.companies("external", "hubspot:519").is_empty());
}

#[test]
fn a_mapping_file_of_the_data_loader_says_what_columns_mean() {
    let world = World::new();
    let sdl = world.file(
        "accounts.sdl",
        "org=Name\nno=AccountNumber\ntown=BillingCity\n\"Gold\"=Loyalty__c\nnoise=\n",
    );
    let path = world.file("accounts.csv", "org,no,town,noise\nVoss,77,Trier,zzz\n");
    let mut options = mapped(&[&sdl.display().to_string()]);
    options.map.system = Some("salesforce".to_owned());
    options.map.entity = Some(Entity::Companies);
    let report = world.import_with(&path, options);
    assert_eq!(line(&report), [1, 0, 0, 0, 0]);
    let voss = world.company("name", "voss");
    assert_eq!(voss.postal.city.as_deref(), Some("Trier"));
    let extra: Vec<_> = voss.extra.iter().map(|(k, v)| format!("{k}={v}")).collect();
    assert_eq!(extra, ["Loyalty__c=Gold", "no=77"]);
}

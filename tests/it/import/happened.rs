//! What happened elsewhere: activities, tasks, deals and tickets of other systems.

use super::world::{World, line};
use callsheet::domain::command::{JournalCommand, UndoArgs};
use callsheet::domain::{Activity, ActivityState, ActivityType, Stage};
use callsheet::import::map::{Entity, MapOptions};
use callsheet::import::{Import, ImportOptions, Mode, Several};
use callsheet::replica::Replica;

const PEOPLE: &str = "Record ID,First Name,Last Name,Email,Contact owner,Lifecycle Stage,Associated Company Domain\n\
    7,Anna,Voss,anna@voss.example,Ines,Lead,voss.example\n8,Bo,Ek,bo@mail.example,Ines,Lead,\n";
const COMPANIES: &str =
    "Record ID,Company name,Company Domain Name,Company owner,City\n1,Voss GmbH,voss.example,,Trier\n";
const ACTIVITIES: &str = "Activity ID,Activity Type,Activity Date,Activity Owner,Notes/Description,\
    Call/Meeting Title/Subject,Call Outcome,Meeting Outcome,Task Status,Task Due Date,Associated Contact Email\n\
    A1,Call,2023-07-14,pam@team.example,\"Asked for a quote.\nWill call.\",Call with Anna,Connected,,,,anna@voss.example\n\
    A2,Call,2023-07-15 10:30,,,,Interpretive Dance,,,,ANNA@voss.example\n\
    A3,Meeting,2023-08-01,,Talked.,Demo,,No Show,,,bo@mail.example\n\
    A4,Meeting,2023-08-02,,,Demo 2,,Scheduled,,,anna@voss.example\n\
    A5,Task,2023-09-01,,Do it.,Send brochure,,,Completed,2023-09-03,anna@voss.example\n\
    A6,Task,2023-09-01,,,Call again,,,Waiting,2023-09-04,anna@voss.example\n\
    A7,Task,2023-09-01,,,Write,,,Not Started,2023-09-04,bo@mail.example\n\
    A8,Email,2023-10-01,,<p>Hello</p><p>Bye &amp; thanks</p>,,,,,,anna@voss.example\n\
    A9,Call,2023-07-14,,,,No answer,,,,nobody@gone.example\n\
    A10,Call,2027-01-01,,,,Connected,,,,anna@voss.example\n";

fn with_people() -> World {
    let world = World::new();
    world.take("companies.csv", COMPANIES);
    world.take("people.csv", PEOPLE);
    world
}

fn activity(world: &World, id: &str) -> Activity {
    let ids = world.replica.foreign_ids().expect("ids");
    let id = ids.of("activity", "hubspot", id);
    world.replica.activity(id).expect("asked").expect("there")
}

fn digest(replica: &Replica) -> String {
    replica.digest(false).expect("digest")
}

#[test]
fn activities_arrive_as_they_were_and_nothing_follows_from_them() {
    let world = with_people();
    let voss = world.company("external", "hubspot:1");
    let before = world.replica.company(voss.id).expect("asked").expect("there");
    let path = world.file("activities.csv", ACTIVITIES);
    let report = world.import(&path);
    assert_eq!(
        (report.preview.system.as_str(), report.preview.entity),
        ("hubspot", Entity::Activities)
    );
    assert!(report.preview.confidence >= 90);
    assert_eq!(line(&report), [8, 0, 0, 0, 2], "{:?}", report.rejected);
    assert!(
        report.rejected[0].reason.contains("nobody@gone.example"),
        "{:?}",
        report.rejected
    );
    assert!(
        report.rejected[1].reason.contains("not a time to come"),
        "{:?}",
        report.rejected
    );
    for (what, rows) in [
        ("calls", 2),
        ("meetings", 2),
        ("e-mails", 1),
        ("tasks, done", 1),
        ("tasks, open", 1),
        ("notes of tasks on people without a company", 1),
    ] {
        assert_eq!(
            report.became.get(what),
            Some(&rows),
            "{what}: {:?}",
            report.became
        );
    }

    let call = activity(&world, "A1");
    let anna = world.contact("email", "anna@voss.example");
    assert_eq!(
        (call.kind, call.outcome.as_deref()),
        (ActivityType::Call, Some("REACHED_CONTACT"))
    );
    assert_eq!((call.company_id, call.contact_id), (Some(voss.id), Some(anna.id)));
    assert_eq!(
        call.occurred_at.to_string(),
        "2023-07-14T12:00:00Z",
        "a day is its noon"
    );
    assert_eq!(
        call.notes.as_deref(),
        Some("Asked for a quote.\nWill call.\n\nLogged by: pam@team.example")
    );
    assert_eq!(
        (call.task_id, call.follow_up_task_id, call.case_id),
        (None, None, None)
    );
    let odd = activity(&world, "A2");
    assert_eq!(
        (odd.outcome.as_deref(), odd.notes.as_deref()),
        (None, Some("Call Outcome: Interpretive Dance"))
    );
    let missed = activity(&world, "A3");
    assert_eq!((missed.state, missed.company_id), (ActivityState::NotHeld, None));
    assert_eq!(activity(&world, "A4").state, ActivityState::Planned);
    assert_eq!(activity(&world, "A7").subject.as_deref(), Some("Task: Write"));
    assert_eq!(
        activity(&world, "A8").notes.as_deref(),
        Some("Hello\nBye & thanks")
    );

    let after = world.replica.company(voss.id).expect("asked").expect("there");
    assert_eq!(after.company.stage, Stage::Qualifying);
    assert_eq!(
        after.tasks.len(),
        before.tasks.len() + 1,
        "one open task came with the file, none was made or done"
    );
    let lead = world
        .replica
        .dry_run(callsheet::domain::command::CompanyCommand::Qualify(
            callsheet::domain::command::Qualify {
                company_id: voss.id,
                note: None,
                next_step: None,
                hand_over: None,
                reason: None,
                override_guards: false,
            },
        ))
        .expect_err("calls of 2023 are no contact of this case");
    assert!(
        lead.to_string().contains("activity") || format!("{lead:?}").contains("activity"),
        "{lead:?}"
    );
}

#[test]
fn the_same_activities_again_change_nothing_and_one_undo_takes_them_back() {
    let world = with_people();
    let before = digest(&world.replica);
    let path = world.file("activities.csv", ACTIVITIES);
    let report = world.import(&path);
    let after = digest(&world.replica);
    assert_eq!(line(&world.import(&path)), [0, 0, 8, 0, 2]);
    // Another file with the same rows, and a row without an id twice.
    let copy = world.file("copy.csv", format!("{ACTIVITIES}\n"));
    assert_eq!(line(&world.import(&copy)), [0, 0, 8, 0, 2]);
    assert_eq!(digest(&world.replica), after);
    world
        .replica
        .run(JournalCommand::Undo(UndoArgs {
            group: report.group,
            ..UndoArgs::default()
        }))
        .expect("taken back");
    assert_eq!(digest(&world.replica), before);
    assert_eq!(line(&world.import(&path)), [8, 0, 0, 0, 2], "and it comes again");
    assert_eq!(digest(&world.replica), after);

    let calls = "Activity date,Call outcome,Call notes,Call duration,Associated Contact Email\n\
        2023-01-02,No answer,,65000,anna@voss.example\n2023-01-02,No answer,,65000,anna@voss.example\n";
    assert_eq!(line(&world.take("calls.csv", calls)), [1, 0, 1, 0, 0]);
    // What the other system says otherwise today is taken.
    let changed = ACTIVITIES.replace("Interpretive Dance", "Busy");
    assert_eq!(line(&world.take("later.csv", &changed)), [0, 1, 7, 0, 2]);
    assert_eq!(activity(&world, "A2").outcome.as_deref(), Some("BUSY"));
}

#[test]
fn a_customer_who_arrives_after_the_history_is_still_one() {
    let world = with_people();
    world.take("activities.csv", ACTIVITIES);
    let customers = PEOPLE.replace("Ines,Lead,voss", "Ines,Customer,voss");
    let report = world.take("customers.csv", &customers);
    assert_eq!((report.customers, report.stage_kept.len()), (1, 0));
    assert_eq!(world.company("external", "hubspot:1").stage, Stage::Customer);
}

#[test]
fn deals_and_tickets_are_kept_as_lines_beside_their_company() {
    let world = with_people();
    let before = digest(&world.replica);
    let deals = "Deal ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Associated Company Domain,Associated Contact Email\n\
        D1,Pumps,Closed Won,Sales,1200.50,2025-06-17,voss.example,anna@voss.example\n\
        D2,More pumps,Contract Sent,Sales,,,,anna@voss.example\nD3,Bo's,Contract Sent,Sales,,,,bo@mail.example\n\
        D4,Lost,Closed Lost,Sales,,,gone.example,\n";
    let path = world.file("deals.csv", deals);
    let report = world.import(&path);
    assert_eq!(
        (report.preview.entity, line(&report)),
        (Entity::Deals, [3, 0, 0, 0, 1])
    );
    let links = report.company_links.expect("links");
    assert_eq!((links.attached, links.companies, links.without), (2, 1, 1));
    let voss = world.company("external", "hubspot:1");
    assert_eq!(
        voss.extra.0["hubspot deal D1"],
        "Pumps · Amount: 1200.50 · Close Date: 2025-06-17 · Deal Stage: Closed Won · Pipeline: Sales"
    );
    assert!(voss.extra.0.contains_key("hubspot deal D2"));
    assert!(
        world
            .contact("external", "hubspot:8")
            .extra
            .0
            .contains_key("hubspot deal D3")
    );
    assert_eq!(line(&world.import(&path)), [0, 0, 3, 0, 1]);
    let won = deals.replace("Contract Sent,Sales,,,,anna", "Closed Won,Sales,,,,anna");
    assert_eq!(line(&world.take("later.csv", &won)), [0, 1, 2, 0, 1]);
    let undo = |world: &World| {
        world
            .replica
            .run(JournalCommand::Undo(UndoArgs::default()))
            .expect("taken back");
    };
    undo(&world);
    undo(&world);
    assert_eq!(digest(&world.replica), before);
    let pipedrive = "Deal - Title,Deal - ID,Deal - Value,Deal - Currency of value,Deal - Stage,Deal - Status,\
        Deal - Organization,Deal - Contact person\nBig one,5,1000,EUR,Offer,Open,Voss GmbH,Anna Voss\n";
    let report = world.take("pipedrive.csv", pipedrive);
    assert_eq!(
        (report.preview.system.as_str(), line(&report)),
        ("pipedrive", [1, 0, 0, 0, 0])
    );
}

#[test]
fn files_of_one_system_are_one_import_in_whatever_order_they_are_named() {
    let world = World::new();
    let before = digest(&world.replica);
    let deals =
        "Deal ID,Deal Name,Deal Stage,Pipeline,Associated Company Domain\nD1,Pumps,Won,Sales,voss.example\n";
    let paths = [
        world.file("deals.csv", deals),
        world.file("activities.csv", ACTIVITIES),
        world.file("people.csv", PEOPLE),
        world.file("companies.csv", COMPANIES),
    ];
    let prepare = || {
        let options = ImportOptions {
            several: true,
            tags: vec!["moved".to_owned()],
            ..ImportOptions::default()
        };
        let imports = paths
            .iter()
            .map(|path| Import::prepare(path, options.clone()).expect("readable"));
        Several::of(imports.collect())
    };
    let told = prepare()
        .run(&world.replica, Mode::DryRun, |_, _| {})
        .expect("tried");
    assert_eq!((told.dry_run, told.apart, told.group), (true, false, None));
    assert_eq!(digest(&world.replica), before, "a dry run changes nothing");
    let left = std::fs::read_dir(world.folder.path()).expect("a folder");
    let left = left.map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned());
    let left: Vec<String> = left
        .filter(|name| name.contains("trial") || name.contains("errors"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
    let sum = prepare()
        .run(&world.replica, Mode::Commit, |_, _| {})
        .expect("imported");
    assert_eq!(told.totals, sum.totals, "the dry run told something else");
    let order: Vec<_> = sum
        .files
        .iter()
        .map(|report| report.preview.entity.word())
        .collect();
    assert_eq!(order, ["companies", "contacts", "activities", "deals"]);
    assert_eq!(
        (sum.totals.rows_in, sum.totals.created, sum.totals.failed),
        (14, 12, 2)
    );
    let after = digest(&world.replica);
    let again = prepare()
        .run(&world.replica, Mode::Commit, |_, _| {})
        .expect("imported");
    assert_eq!((again.group, again.totals.unchanged), (None, 12));
    assert_eq!(digest(&world.replica), after);
    assert_eq!(world.company("external", "hubspot:1").tags.0, ["moved"]);
    world
        .replica
        .run(JournalCommand::Undo(UndoArgs {
            group: sum.group,
            ..UndoArgs::default()
        }))
        .expect("taken back");
    assert_eq!(digest(&world.replica), before, "one undo takes all files back");
}

#[test]
fn what_was_said_of_columns_is_remembered_for_the_next_file_with_the_same_ones() {
    let world = World::new();
    let said = ImportOptions {
        map: MapOptions {
            maps: vec!["Stand=name".to_owned(), "Halle=ignore".to_owned()],
            entity: Some(Entity::Companies),
            ..MapOptions::default()
        },
        ..ImportOptions::default()
    };
    let monday = world.file("monday.csv", "Stand,Halle,Ort\nVoss GmbH,3,Trier\n");
    let tuesday = world.file("tuesday.csv", "Halle;Ort;Stand\n4;Bremen;Albers KG\n");
    let prepare = |saved_mapping| {
        let options = ImportOptions {
            saved_mapping,
            ..ImportOptions::default()
        };
        Import::prepare_in(&world.replica, &tuesday, options)
    };
    assert!(prepare(true).is_err(), "nothing was said yet");
    world
        .try_import(&monday, said.clone(), Mode::DryRun)
        .expect("tried");
    assert!(prepare(true).is_err(), "a dry run remembers nothing");
    world.try_import(&monday, said, Mode::Commit).expect("imported");
    let import = prepare(true).expect("remembered");
    let preview = import.preview();
    let warning = preview
        .warnings
        .iter()
        .find(|warning| warning.code == "saved_mapping");
    let text = &warning.expect("it is said").text;
    assert!(text.contains("--as companies --map \"Stand=name\""), "{text}");
    let report = import
        .run(&world.replica, Mode::Commit, |_| {})
        .expect("imported");
    assert_eq!(
        (line(&report), report.preview.ignored.as_slice()),
        ([1, 0, 0, 0, 0], &["Halle".to_owned()][..])
    );
    assert!(prepare(false).is_err(), "unless it is not wanted");
}

#[test]
fn activities_that_came_before_their_people_find_them_when_they_come_again() {
    let world = World::new();
    let path = world.file("activities.csv", ACTIVITIES);
    assert_eq!(line(&world.import(&path)), [0, 0, 0, 0, 10]);
    world.take("companies.csv", COMPANIES);
    world.take("people.csv", PEOPLE);
    assert_eq!(line(&world.import(&path)), [8, 0, 0, 0, 2]);
    let call = activity(&world, "A1");
    let delete = callsheet::domain::command::ActivityRef { activity_id: call.id };
    world
        .replica
        .run(callsheet::domain::command::ActivityCommand::Delete(delete))
        .expect("deleted");
    let report = world.import(&path);
    assert_eq!(line(&report), [0, 0, 7, 1, 2], "what was deleted here stays so");
}

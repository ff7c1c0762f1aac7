//! One hash over everything: it changes with any field and any link, and with nothing else.

use super::world::{
    World, at, bob, call, case, company, contact, due, due_task, handover, id, me, member, note, on, on_both,
    stage_change, task, user,
};
use callsheet::base::{CaseId, CompanyId, ContactId, Due, Json, RuleId, TaskId, Timestamp, UserId};
use callsheet::domain::{
    Activity, Case, Company, Contact, Handover, Member, MemberRole, Note, Role, Rule, RuleKind, Stage,
    StageChange, Task, User,
};
use callsheet::store::{FromRow, digest};
use serde_json::json;

on_both! {
    the_digest_sees_every_row_and_nothing_derived
    the_shape_is_the_same_for_the_same_content_made_again
}

/// A small field, every entity in it at least twice.
#[derive(Clone)]
struct Field {
    users: Vec<User>,
    companies: Vec<Company>,
    contacts: Vec<Contact>,
    cases: Vec<Case>,
    tasks: Vec<Task>,
    activities: Vec<Activity>,
    notes: Vec<Note>,
    steps: Vec<StageChange>,
    handovers: Vec<Handover>,
    members: Vec<Member>,
    rules: Vec<Rule>,
}

/// The field with ids that begin at `base`, made `later` minutes later.
fn field(base: u128, later: i64) -> Field {
    let n = |n: u128| base + n;
    let moved = |when: &mut Timestamp| *when = when.plus_minutes(later);
    let (anna, boss) = (UserId(id(n(1))), UserId(id(n(2))));
    let mut users = vec![user(anna, "Anna"), user(boss, "Boss")];
    users[1].roles.0 = vec![Role::SalesManager, Role::Admin];
    let mut companies = vec![company(n(10)), company(n(11))];
    "First".clone_into(&mut companies[0].name);
    "Second".clone_into(&mut companies[1].name);
    let mut contacts = vec![contact(n(20), n(10), "Vogel"), contact(n(21), n(11), "Abel")];
    let mut cases = vec![case(n(30), n(10)), case(n(31), n(11))];
    cases[1].closed_at = Some(at("2026-11-20T09:00:00Z"));
    let mut tasks = vec![
        due_task(n(40), n(10), due("2026-11-26T09:00:00Z")),
        due_task(n(41), n(11), on("2026-11-27")),
    ];
    tasks[0].case_id = Some(CaseId(id(n(30))));
    tasks[1].contact_id = Some(ContactId(id(n(21))));
    let mut activities = vec![
        call(n(50), n(10), "2026-11-20T09:00:00Z"),
        call(n(51), n(11), "2026-11-21T09:00:00Z"),
    ];
    activities[0].task_id = Some(TaskId(id(n(40))));
    activities[1].follow_up_task_id = Some(TaskId(id(n(41))));
    let mut notes = vec![
        note(n(60), n(10), "one", "2026-11-20T09:00:00Z"),
        note(n(61), n(11), "two", "2026-11-20T09:00:00Z"),
    ];
    let mut steps = vec![
        stage_change(n(70), n(10), "2026-11-02T09:00:00Z"),
        stage_change(n(71), n(11), "2026-11-03T09:00:00Z"),
    ];
    steps[1].to_stage = Stage::Dormant;
    let mut handovers = vec![
        handover(n(80), n(10), n(30), "2026-11-19T09:00:00Z"),
        handover(n(81), n(11), n(31), "2026-11-19T09:00:00Z"),
    ];
    handovers[1].to_user = Some(boss);
    let members = vec![member(n(90), n(10), anna), member(n(91), n(11), boss)];
    let rules = rules(base);
    for task in &mut tasks {
        moved(&mut task.created_at);
        match task.due() {
            Some(Due::At(when)) => task.set_due(Some(Due::At(when.plus_minutes(later)))),
            Some(Due::On(day)) => task.set_due(Some(Due::On(day.plus_days((later / 1440) as i32)))),
            None => {}
        }
        task.created_by = anna;
    }
    for activity in &mut activities {
        moved(&mut activity.occurred_at);
        moved(&mut activity.created_at);
        activity.created_by = anna;
        activity.duration_s = Some(30 + later);
    }
    companies.iter_mut().for_each(|row| row.created_by = anna);
    contacts.iter_mut().for_each(|row| row.created_by = anna);
    cases.iter_mut().for_each(|row| row.created_by = anna);
    notes.iter_mut().for_each(|row| row.created_by = anna);
    steps.iter_mut().for_each(|row| row.by_user = anna);
    handovers.iter_mut().for_each(|row| {
        row.offered_by = anna;
        moved(&mut row.offered_at);
        moved(&mut row.expires_at);
    });
    Field {
        users,
        companies,
        contacts,
        cases,
        tasks,
        activities,
        notes,
        steps,
        handovers,
        members,
        rules,
    }
}

/// Two versions of a template, an outcome, a script, the settings.
fn rules(base: u128) -> Vec<Rule> {
    let n = |n: u128| base + n;
    vec![
        rule(
            n(95),
            RuleKind::Template,
            "qualify_company",
            1,
            json!({ "title": "old" }),
        ),
        rule(
            n(96),
            RuleKind::Template,
            "qualify_company",
            2,
            json!({ "title": "Qualify" }),
        ),
        rule(
            n(97),
            RuleKind::Outcome,
            "NO_ANSWER",
            1,
            json!({ "label": "No answer" }),
        ),
        rule(n(98), RuleKind::Script, "first_call", 1, json!("Say hello")),
        rule(n(99), RuleKind::Settings, "tenant", 1, json!({ "zone": "UTC" })),
    ]
}

fn rule(n: u128, kind: RuleKind, key: &str, version: i64, body: serde_json::Value) -> Rule {
    Rule {
        id: RuleId(id(n)),
        kind,
        key: key.to_owned(),
        version,
        body: Json(body),
        created_at: at("2026-11-01T09:00:00Z"),
        deleted_at: None,
        deleted_by: None,
        deleted_with: None,
    }
}

/// Writes a field, the last rows first when `backwards`.
fn put(world: &mut World, field: &Field, backwards: bool) {
    macro_rules! put {
        ($($rows:ident)+) => {$(
            let mut rows: Vec<_> = field.$rows.iter().collect();
            if backwards {
                rows.reverse();
            }
            for row in rows {
                world.put(row);
            }
        )+};
    }
    put! { users companies contacts cases tasks activities notes steps handovers members rules }
}

fn hashes(world: &mut World) -> (String, String) {
    let zone = world.zone.clone();
    world.read(|tx| Ok((digest::digest(tx)?, digest::shape(tx, &zone)?)))
}
fn hashes_of(field: &Field) -> (String, String) {
    let mut world = World::sqlite();
    put(&mut world, field, false);
    hashes(&mut world)
}

fn the_digest_sees_every_row_and_nothing_derived(world: &mut World) {
    let empty = hashes(world);
    put(world, &field(100, 0), false);
    let before = hashes(world);
    assert_ne!(empty, before);
    assert_eq!((before.0.len(), before.1.len()), (64, 64));
    assert_eq!(before, hashes_of(&field(100, 0)), "the same on any database");
    // Derived values, leases, skips and counters are not in it.
    world.kept(110, Some("2026-11-25T09:00:00Z"), Some("2026-11-20T09:00:00Z"));
    world.park(140, 1);
    world.lease(110, bob(), super::world::laptop(), "2027-01-01T00:00:00Z");
    world.skip(140, "2027-01-01T00:00:00Z");
    world.count("INSIDE_SALES", me(), 7);
    assert_eq!(hashes(world), before);
    // Neither is Trash, nor what hangs on a company in Trash.
    let mut gone = company(500);
    gone.deleted_at = Some(at("2026-11-20T09:00:00Z"));
    world
        .put(&gone)
        .put(&contact(501, 500, "Hidden"))
        .put(&task(502, 500));
    assert_eq!(hashes(world), before);
}

fn the_shape_is_the_same_for_the_same_content_made_again(world: &mut World) {
    let (digest, shape) = hashes_of(&field(100, 0));
    // Other ids, two days later, written in another order.
    put(world, &field(7_000, 2 * 1440), true);
    let (other_digest, other_shape) = hashes(world);
    assert_ne!(digest, other_digest);
    assert_eq!(shape, other_shape);
}

type Change = (&'static str, fn(&mut Field));

#[test]
fn every_field_and_every_link_counts() {
    let before = hashes_of(&field(100, 0));
    let changes: &[Change] = &[
        ("a user's role", |f| f.users[0].roles.0.push(Role::Auditor)),
        ("a company's name", |f| f.companies[0].name.push('!')),
        ("a company's tag", |f| f.companies[0].tags.0.push("a".to_owned())),
        ("a company's owner", |f| {
            f.companies[0].owner_id = Some(f.users[1].id);
        }),
        ("a contact's title", |f| {
            f.contacts[0].job_title = Some("Head".to_owned());
        }),
        ("a contact's company", |f| {
            f.contacts[0].company_id = Some(f.companies[1].id);
        }),
        ("a case's phase", |f| f.cases[0].phase = Some("two".to_owned())),
        ("a case is closed", |f| {
            f.cases[0].closed_at = Some(at("2026-11-21T09:00:00Z"));
        }),
        ("a case's company", |f| f.cases[0].company_id = f.companies[1].id),
        ("a task's place", |f| f.tasks[0].place = 9),
        ("a task's due", |f| {
            f.tasks[0].due_at = Some(at("2026-11-26T09:00:01Z"));
        }),
        ("a task's day", |f| {
            f.tasks[1].due_on = Some("2026-11-28".parse().expect("date"));
        }),
        ("a task's case", |f| f.tasks[1].case_id = Some(f.cases[1].id)),
        ("a task's chain", |f| {
            f.tasks[1].origin_task_id = Some(f.tasks[0].id);
        }),
        ("a task's assignee", |f| {
            f.tasks[0].assignee_id = Some(f.users[1].id);
        }),
        ("an activity's outcome", |f| f.activities[0].outcome = None),
        ("an activity's contact", |f| {
            f.activities[0].contact_id = Some(f.contacts[0].id);
        }),
        ("an activity's follow-up", |f| {
            f.activities[1].follow_up_task_id = Some(f.tasks[0].id);
        }),
        ("a note's text", |f| f.notes[0].body.push('.')),
        ("a note's case", |f| f.notes[0].case_id = Some(f.cases[0].id)),
        ("a step's reason", |f| {
            f.steps[0].reason = Some("OTHER".to_owned());
        }),
        ("a step's case", |f| f.steps[0].case_id = Some(f.cases[0].id)),
        ("a handover's note", |f| f.handovers[0].note = None),
        ("a handover's end", |f| {
            f.handovers[0].expires_at = at("2026-12-01T09:00:00Z");
        }),
        ("a handover's case", |f| f.handovers[0].case_id = f.cases[1].id),
        ("a membership's role", |f| f.members[0].role = MemberRole::Watcher),
        ("a membership's company", |f| {
            f.members[0].company_id = f.companies[1].id;
        }),
        ("two contacts change companies", |f| {
            let [first, second] = [f.companies[0].id, f.companies[1].id];
            f.contacts[0].company_id = Some(second);
            f.contacts[1].company_id = Some(first);
        }),
        ("a template", |f| {
            f.rules[1].body = Json(json!({ "title": "Other" }))
        }),
        ("an outcome", |f| {
            f.rules[2].body = Json(json!({ "label": "Nobody" }))
        }),
        ("a script", |f| f.rules[3].body = Json(json!("Say nothing"))),
        ("a rule out of force", |f| {
            f.rules[3].deleted_at = Some(at("2026-11-20T09:00:00Z"));
        }),
        ("a row is missing", |f| drop(f.notes.pop())),
    ];
    for (what, change) in changes {
        let mut changed = field(100, 0);
        change(&mut changed);
        let after = hashes_of(&changed);
        assert_ne!(before.0, after.0, "digest: {what}");
        assert_ne!(before.1, after.1, "shape: {what}");
    }
}

#[test]
fn settings_and_old_versions_of_rules_do_not_count() {
    let before = hashes_of(&field(100, 0));
    let mut changed = field(100, 0);
    changed.rules[0].body = Json(json!({ "title": "older" }));
    changed.rules[1].version = 7;
    changed.rules[4].body = Json(json!({ "zone": "Europe/Berlin" }));
    assert_eq!(before, hashes_of(&changed));
}

#[test]
fn every_column_of_every_entity_is_hashed_but_what_says_it_is_in_trash() {
    // The digest hashes the whole row as JSON: a column that its struct leaves out of it would be blind.
    let field = field(100, 0);
    let names = |row: serde_json::Value| row.as_object().map_or(0, serde_json::Map::len);
    macro_rules! whole {
        ($($rows:ident $type:ident)+) => {$(
            let row = serde_json::to_value(&field.$rows[0]).expect("json");
            assert_eq!(names(row), <$type as FromRow>::COLUMNS.len(), stringify!($type));
        )+};
    }
    whole! {
        users User companies Company contacts Contact cases Case tasks Task activities Activity notes Note
        steps StageChange handovers Handover members Member
    }
}

#[test]
fn ids_times_and_persons_do_not_change_the_shape() {
    let before = hashes_of(&field(100, 0));
    let changes: &[Change] = &[
        ("a user's name", |f| f.users[0].name.push('!')),
        ("the length of a call", |f| f.activities[0].duration_s = Some(999)),
        ("when a call was", |f| {
            f.activities[0].occurred_at = at("2026-11-19T07:00:00Z");
        }),
        ("when a case began", |f| {
            f.cases[0].opened_at = at("2026-10-01T08:00:00Z");
        }),
        ("a company's id", |f| {
            let new = CompanyId(id(77));
            let old = f.companies[0].id;
            f.companies[0].id = new;
            f.contacts[0].company_id = Some(new);
            f.cases[0].company_id = new;
            f.tasks[0].company_id = new;
            f.activities[0].company_id = Some(new);
            f.notes[0].company_id = new;
            f.steps[0].company_id = new;
            f.handovers[0].company_id = new;
            f.members[0].company_id = new;
            assert_ne!(old, new);
        }),
    ];
    for (what, change) in changes {
        let mut changed = field(100, 0);
        change(&mut changed);
        let after = hashes_of(&changed);
        assert_ne!(before.0, after.0, "digest: {what}");
        assert_eq!(before.1, after.1, "shape: {what}");
    }
}

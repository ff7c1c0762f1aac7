//! The timeline of a company: every kind of entry, pages, filters, search.

use super::world::{
    World, at, bob, call, company, contact, handover, id, me, note, on_both, stage_change, task, user,
};
use callsheet::base::{CaseId, CompanyId, ContactId, TaskId};
use callsheet::domain::{ActivityState, ActivityType, CancelReason, HandoverState, ReturnReason, TaskState};
use callsheet::store::{StoreError, timeline};
use callsheet::view::{Entry, EntryKind, TimelineAsk, TimelinePage};

on_both! {
    everything_that_happened_stands_newest_first
    kinds_and_types_can_be_left_out
    words_are_found_in_any_order_and_spelling
    a_long_timeline_is_read_in_pages_that_never_overlap
    a_search_that_finds_little_goes_on_where_it_stopped
    entries_are_counted_up_to_a_thousand
    what_a_person_did_before_the_company_was_known_belongs_to_it
    rows_in_trash_are_not_told
    a_follow_up_that_was_replaced_is_told
    entries_of_one_instant_stand_in_the_order_they_were_written
}

fn read(world: &mut World, ask: &TimelineAsk) -> TimelinePage {
    world.read(|tx| timeline::page(tx, ask))
}
fn of(n: u128) -> TimelineAsk {
    TimelineAsk::of(CompanyId(id(n)))
}
fn ids(entries: &[Entry]) -> Vec<u128> {
    entries.iter().map(|entry| entry.id.as_u128()).collect()
}

/// A company with one entry of each kind, the oldest first: 10 … 16.
fn told(world: &mut World) {
    world
        .put(&company(1))
        .put(&user(me(), "Anna"))
        .put(&user(bob(), "Bob"));
    world.put(&contact(2, 1, "Vögel"));
    world.put(&stage_change(10, 1, "2026-11-01T09:00:00Z"));
    world.put(&note(11, 1, "Prefers mornings", "2026-11-02T09:00:00Z"));
    let mut first = call(12, 1, "2026-11-03T09:00:00Z");
    first.contact_id = Some(ContactId(id(2)));
    first.notes = Some("Wants the list in writing".to_owned());
    first.attempt = Some(2);
    world.put(&first);
    let mut mail = call(13, 1, "2026-11-04T09:00:00Z");
    mail.kind = ActivityType::Email;
    mail.outcome = Some("SENT".to_owned());
    mail.subject = Some("Price list".to_owned());
    mail.state = ActivityState::Planned;
    world.put(&mail);
    let mut done = task(14, 1);
    done.state = TaskState::Done;
    done.done_at = Some(at("2026-11-05T09:00:00Z"));
    done.done_by = Some(bob());
    world.put(&done);
    // Completed by an activity: that one tells of it.
    let mut called = task(15, 1);
    called.state = TaskState::Done;
    called.done_at = Some(at("2026-11-05T10:00:00Z"));
    called.activity_id = Some(first.id);
    world.put(&called);
    let mut offered = handover(16, 1, 9, "2026-11-06T09:00:00Z");
    offered.state = HandoverState::Returned;
    offered.answered_at = Some(at("2026-11-07T09:00:00Z"));
    offered.answered_by = Some(bob());
    offered.reason = Some(ReturnReason::Incomplete);
    offered.answer_note = Some("who decides?".to_owned());
    world.put(&offered);
    // Another company's.
    world.put(&company(5)).put(&call(50, 5, "2026-11-07T10:00:00Z"));
}

fn everything_that_happened_stands_newest_first(world: &mut World) {
    told(world);
    let page = read(world, &of(1));
    assert_eq!(ids(&page.entries), [16, 16, 14, 13, 12, 11, 10]);
    assert_eq!(page.next, None);
    let [returned, offered, done, mail, call, note, stage] = page.entries.as_slice() else {
        panic!("seven entries");
    };
    assert_eq!(
        (
            returned.state.as_deref(),
            returned.outcome.as_deref(),
            returned.text.as_deref()
        ),
        (Some("RETURNED"), Some("INCOMPLETE"), Some("who decides?"))
    );
    assert_eq!(
        (
            offered.state.as_deref(),
            offered.subject.as_deref(),
            offered.by_name.as_deref()
        ),
        (Some("PENDING"), Some("OUTSIDE_SALES"), Some("Anna"))
    );
    assert_eq!(returned.by_name.as_deref(), Some("Bob"));
    assert_eq!(
        (done.kind, done.outcome.as_deref(), done.by, done.task_id),
        (
            EntryKind::TaskDone,
            Some("FIRST_OUTREACH"),
            bob(),
            Some(TaskId(id(14)))
        )
    );
    assert_eq!(
        (mail.code.as_str(), mail.state.as_deref(), mail.subject.as_deref()),
        ("EMAIL", Some("PLANNED"), Some("Price list"))
    );
    assert_eq!(
        (
            call.state.as_deref(),
            call.attempt,
            call.duration_s,
            call.contact.as_deref()
        ),
        (None, Some(2), Some(31), Some("Kim Vögel"))
    );
    assert_eq!(
        (note.code.as_str(), note.text.as_deref()),
        ("COMMENT", Some("Prefers mornings"))
    );
    assert_eq!(
        (stage.subject.as_deref(), stage.outcome.as_deref()),
        (Some("UNVERIFIED"), Some("QUALIFYING"))
    );
}

fn kinds_and_types_can_be_left_out(world: &mut World) {
    told(world);
    let with = |kinds: &[EntryKind], types: &[&str]| TimelineAsk {
        kinds: kinds.to_vec(),
        types: types.iter().map(|code| (*code).to_owned()).collect(),
        ..of(1)
    };
    for (ask, found) in [
        (with(&[EntryKind::Activity], &[]), vec![13, 12]),
        (with(&[EntryKind::Note, EntryKind::Stage], &[]), vec![11, 10]),
        (with(&[EntryKind::Handover], &[]), vec![16, 16]),
        (with(&[EntryKind::TaskDone], &[]), vec![14]),
        (with(&[], &["CALL"]), vec![12]),
        (with(&[], &["CALL", "EMAIL"]), vec![13, 12]),
        (
            with(&[EntryKind::Activity, EntryKind::Note], &["EMAIL"]),
            vec![13, 11],
        ),
        (with(&[], &["VISIT"]), vec![]),
    ] {
        assert_eq!(ids(&read(world, &ask).entries), found, "{ask:?}");
    }
}

fn words_are_found_in_any_order_and_spelling(world: &mut World) {
    told(world);
    for (find, found) in [
        ("writing list", vec![12]),
        ("PRICE", vec![13]),
        ("vogel", vec![12]),
        ("vögel", vec![12]),
        ("bob", vec![16, 14]),
        ("list nothing", vec![]),
        ("  ", vec![16, 16, 14, 13, 12, 11, 10]),
    ] {
        let ask = TimelineAsk {
            find: find.to_owned(),
            ..of(1)
        };
        assert_eq!(ids(&read(world, &ask).entries), found, "{find:?}");
    }
}

/// `n` calls, each an hour after the one before, some at the same instant, a note on every tenth.
fn many(world: &mut World, n: u128) {
    let env = world.env();
    world.put(&company(1));
    world
        .conn
        .write(|tx| {
            let start = at("2025-01-01T00:00:00Z");
            for row in 0..n {
                let when = start.plus_minutes(60 * (row as i64 / 3)).to_string();
                let mut made = call(1_000 + row, 1, &when);
                made.notes = Some(if row == 7 { "the needle" } else { "hay" }.to_owned());
                tx.put(&made, 1, &env)?;
                if row % 10 == 0 {
                    tx.put(&note(100_000 + row, 1, "ten more", &when), 1, &env)?;
                }
            }
            Ok::<_, StoreError>(())
        })
        .expect("written");
}

fn a_long_timeline_is_read_in_pages_that_never_overlap(world: &mut World) {
    many(world, 200);
    let mut found = Vec::new();
    let mut ask = TimelineAsk { limit: 33, ..of(1) };
    loop {
        let page = read(world, &ask);
        found.extend(page.entries.iter().map(|entry| (entry.at, entry.id)));
        assert!(page.entries.len() == 33 || page.next.is_none());
        let Some(next) = page.next else { break };
        ask.before = Some(next);
    }
    assert_eq!(found.len(), 220);
    assert!(found.is_sorted_by(|a, b| a > b), "newest first, each once");
    assert_eq!(read(world, &of(1)).entries.len(), 50);
}

fn a_search_that_finds_little_goes_on_where_it_stopped(world: &mut World) {
    many(world, 3_000);
    let mut ask = TimelineAsk {
        find: "needle".to_owned(),
        ..of(1)
    };
    let first = read(world, &ask);
    assert!(first.entries.is_empty(), "it is at the very end");
    ask.before = first.next;
    assert!(ask.before.is_some());
    let second = read(world, &ask);
    assert_eq!((ids(&second.entries), second.next), (vec![1_007], None));
}

fn entries_are_counted_up_to_a_thousand(world: &mut World) {
    told(world);
    let count = |world: &mut World, n| world.read(|tx| timeline::count(tx, CompanyId(id(n))));
    assert_eq!(count(world, 1), 7);
    assert_eq!(count(world, 6), 0);
    many(world, 1_000);
    assert_eq!(count(world, 1), timeline::COUNTED);
}

fn what_a_person_did_before_the_company_was_known_belongs_to_it(world: &mut World) {
    told(world);
    let mut alone = call(40, 1, "2026-11-03T12:00:00Z");
    alone.company_id = None;
    alone.contact_id = Some(ContactId(id(2)));
    world.put(&alone);
    assert_eq!(
        ids(&read(world, &of(1)).entries),
        [16, 16, 14, 13, 40, 12, 11, 10]
    );
    let mails = TimelineAsk {
        types: vec!["EMAIL".to_owned()],
        ..of(1)
    };
    assert_eq!(ids(&read(world, &mails).entries), [13]);
}

fn rows_in_trash_are_not_told(world: &mut World) {
    told(world);
    let mut gone = call(12, 1, "2026-11-03T09:00:00Z");
    gone.deleted_at = Some(at("2026-11-08T09:00:00Z"));
    world.put(&gone);
    let mut moved = handover(16, 1, 9, "2026-11-06T09:00:00Z");
    moved.case_id = CaseId(id(10));
    moved.deleted_at = gone.deleted_at;
    world.put(&moved);
    assert_eq!(ids(&read(world, &of(1)).entries), [14, 13, 11, 10]);
}

fn a_follow_up_that_was_replaced_is_told(world: &mut World) {
    told(world);
    for (n, reason) in [(30, CancelReason::Replaced), (31, CancelReason::NotNeeded)] {
        let mut old = task(n, 1);
        old.state = TaskState::Cancelled;
        old.cancel_reason = Some(reason);
        old.done_at = Some(at("2026-11-04T12:00:00Z"));
        old.done_by = Some(bob());
        world.put(&old);
    }
    let page = read(world, &of(1));
    assert_eq!(ids(&page.entries), [16, 16, 14, 30, 13, 12, 11, 10]);
    let old = &page.entries[3];
    assert_eq!(
        (old.kind, old.code.as_str(), old.by),
        (EntryKind::TaskReplaced, "TASK_REPLACED", bob())
    );
    let only = TimelineAsk {
        kinds: vec![EntryKind::TaskReplaced],
        ..of(1)
    };
    assert_eq!(ids(&read(world, &only).entries), [30]);
    assert_eq!(world.read(|tx| timeline::count(tx, CompanyId(id(1)))), 8);
}

fn entries_of_one_instant_stand_in_the_order_they_were_written(world: &mut World) {
    let env = world.env();
    world.put(&company(1));
    let when = "2026-11-01T09:00:00Z";
    // Ids that go against the order, as derived ones may.
    world
        .conn
        .write(|tx| {
            tx.put(&stage_change(90, 1, when), 2, &env)?;
            tx.put(&call(30, 1, when), 3, &env)?;
            tx.put(&note(60, 1, "in between", when), 4, &env)?;
            tx.put(&stage_change(10, 1, when), 5, &env)
        })
        .expect("written");
    assert_eq!(ids(&read(world, &of(1)).entries), [10, 60, 30, 90]);
    let mut found = Vec::new();
    let mut ask = TimelineAsk { limit: 1, ..of(1) };
    loop {
        let page = read(world, &ask);
        found.extend(ids(&page.entries));
        let Some(next) = page.next else { break };
        ask.before = Some(next);
    }
    assert_eq!(found, [10, 60, 30, 90], "page by page too");
    // An instant alone stands before all of it.
    ask.before = Some((at(when), uuid::Uuid::nil()));
    assert!(read(world, &ask).entries.is_empty());
}

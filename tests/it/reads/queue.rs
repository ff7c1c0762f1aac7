//! My queue: its bands, its order, what it leaves out, what *next* takes.

use super::world::{
    NOW, World, at, bob, call, company, company_name, due, due_task, laptop, me, on, on_both, task,
};
use callsheet::base::{DeviceId, TaskId};
use callsheet::domain::{Address, Priority, Task, TaskType, Why};
use callsheet::store::queue::{self, QueueScope};
use callsheet::view::{QueueAsk, QueuePage, QueueRow};

on_both! {
    the_bands_stand_in_their_order_each_row_with_its_reason
    within_a_band_rows_stand_by_the_order_of_that_band
    only_open_tasks_of_my_queues_that_are_mine_or_nobodys
    a_company_in_work_by_somebody_else_is_left_out
    work_shows_a_company_once
    calls_wait_for_the_companys_own_hours
    what_cannot_be_done_now_stands_last_by_when_it_can
    a_company_called_today_comes_back_only_for_a_reason
    a_company_in_trash_is_left_out
    what_waits_on_somebody_stands_last_until_its_due_and_then_where_it_belongs
    the_plain_order_goes_by_due
    more_queues_than_a_scan_takes_are_merged
    a_long_queue_is_read_page_by_page
    while_all_companies_sleep_other_work_is_still_found
}

fn ask(world: &mut World, now: &str, ask: &QueueAsk) -> QueuePage {
    let (zone, rules, queues) = (world.zone.clone(), world.rules.clone(), world.queues.clone());
    let scope = QueueScope {
        user: me(),
        device: laptop(),
        queues: &queues,
        now: at(now),
        zone: &zone,
        rules: &rules,
    };
    let page = world.read(|tx| queue::page(tx, &scope, ask));
    let next = world.read(|tx| queue::next(tx, &scope, ask.queue.as_deref()));
    if ask.by_company {
        // Whatever the page shows first, if it can be done now, is what next takes.
        let first = page.rows.first().filter(|row| row.band < 5);
        assert_eq!(next.row().map(|row| row.id), first.map(|row| row.id));
    }
    page
}
fn all(world: &mut World) -> Vec<QueueRow> {
    ask(world, NOW, &QueueAsk::default()).rows
}
fn work(world: &mut World) -> Vec<QueueRow> {
    let by_company = QueueAsk {
        by_company: true,
        ..QueueAsk::default()
    };
    ask(world, NOW, &by_company).rows
}
fn ids(rows: &[QueueRow]) -> Vec<u128> {
    rows.iter().map(|row| row.id.0.as_u128()).collect()
}
fn reasons(rows: &[QueueRow]) -> Vec<(u128, &'static str)> {
    rows.iter()
        .map(|row| (row.id.0.as_u128(), row.why.code()))
        .collect()
}
/// A company and a task on it, both of this number.
fn put(world: &mut World, task: &Task) {
    world.put(&company(task.company_id.0.as_u128())).put(task);
}
fn with(mut task: Task, change: impl FnOnce(&mut Task)) -> Task {
    change(&mut task);
    task
}

fn the_bands_stand_in_their_order_each_row_with_its_reason(world: &mut World) {
    put(world, &task(6, 6));
    put(world, &due_task(5, 5, on("2026-11-26")));
    put(world, &due_task(4, 4, on("2026-11-24")));
    put(world, &due_task(3, 3, due("2026-11-24T08:00:00Z")));
    put(world, &with(task(2, 2), |t| t.priority = Priority::Urgent));
    put(
        world,
        &with(due_task(1, 1, due("2026-11-24T08:30:00Z")), |t| t.promised = true),
    );
    let not_yet = with(due_task(7, 7, due("2026-11-24T14:00:00Z")), |t| {
        t.available_at = t.due_at;
    });
    put(world, &not_yet);
    let rows = all(world);
    assert_eq!(
        reasons(&rows),
        [
            (1, "promised"),
            (2, "urgent"),
            (3, "overdue"),
            (4, "due_today"),
            (5, "open"),
            (6, "open"),
            (7, "not_yet")
        ]
    );
    assert!(rows.iter().all(|row| row.band == row.why.band() && row.more == 0));
    let first = &rows[0];
    assert_eq!(first.company, company_name(1));
    assert_eq!(
        (first.city.as_deref(), first.country.as_deref()),
        (Some("Stuttgart"), Some("DE"))
    );
    assert_eq!(first.due, due("2026-11-24T08:30:00Z"));
}

fn within_a_band_rows_stand_by_the_order_of_that_band(world: &mut World) {
    let made = |n, due, kind, priority| {
        with(due_task(n, n, due), |t| {
            t.kind = kind;
            t.priority = priority;
        })
    };
    let (call, mail) = (TaskType::CallBack, TaskType::Email);
    let (high, normal, low) = (Priority::High, Priority::Normal, Priority::Low);
    // Overdue: due first, then calls, then priority.
    put(world, &made(11, on("2026-11-20"), mail, high));
    put(world, &made(12, on("2026-11-20"), call, low));
    put(world, &made(13, on("2026-11-19"), mail, low));
    put(world, &made(14, on("2026-11-20"), call, normal));
    // Due today: priority, calls first, due.
    put(world, &made(21, on("2026-11-24"), call, low));
    put(world, &made(22, on("2026-11-24"), mail, normal));
    put(world, &made(23, on("2026-11-24"), call, normal));
    put(world, &made(24, due("2026-11-24T10:00:00Z"), call, normal));
    // Open: the same, undated last, then age, then place in the template.
    put(world, &made(31, None, call, normal));
    put(world, &made(32, on("2026-12-01"), call, normal));
    put(world, &made(33, None, mail, high));
    put(world, &with(made(34, None, call, normal), |t| t.place = 2));
    put(
        world,
        &with(made(35, None, call, normal), |t| {
            t.created_at = at("2026-10-01T08:00:00Z");
        }),
    );
    assert_eq!(
        ids(&all(world)),
        [13, 14, 12, 11, 24, 23, 22, 21, 33, 32, 35, 31, 34]
    );
}

fn only_open_tasks_of_my_queues_that_are_mine_or_nobodys(world: &mut World) {
    put(world, &task(1, 1));
    put(world, &with(task(2, 2), |t| t.assignee_id = Some(me())));
    put(world, &with(task(3, 3), |t| t.assignee_id = Some(bob())));
    put(world, &with(task(4, 4), |t| t.queue = "SALES_OPS".to_owned()));
    put(world, &with(task(5, 5), |t| t.queue = "OUTSIDE_SALES".to_owned()));
    put(
        world,
        &with(task(6, 6), |t| {
            t.state = callsheet::domain::TaskState::Waiting;
            t.waits_for = Some(TaskId(uuid::Uuid::from_u128(1)));
        }),
    );
    put(world, &with(task(7, 7), |t| t.deleted_at = Some(at(NOW))));
    put(world, &task(8, 8));
    world.park(8, 2);
    for (queue, who, open) in [
        ("INSIDE_SALES", me(), 1),
        ("INSIDE_SALES", bob(), 10),
        ("INSIDE_SALES", callsheet::base::UserId(uuid::Uuid::nil()), 2),
        ("SALES_OPS", callsheet::base::UserId(uuid::Uuid::nil()), 4),
        ("OUTSIDE_SALES", callsheet::base::UserId(uuid::Uuid::nil()), 20),
    ] {
        world.count(queue, who, open);
    }
    let page = ask(world, NOW, &QueueAsk::default());
    assert_eq!((ids(&page.rows), page.open, page.more), (vec![1, 2, 4], 7, false));
    let only = |queue: &str| QueueAsk {
        queue: Some(queue.to_owned()),
        ..QueueAsk::default()
    };
    let ops = ask(world, NOW, &only("SALES_OPS"));
    assert_eq!((ids(&ops.rows), ops.open), (vec![4], 4));
    let not_mine = ask(world, NOW, &only("OUTSIDE_SALES"));
    assert_eq!((ids(&not_mine.rows), not_mine.open), (vec![], 0));
}

fn a_company_in_work_by_somebody_else_is_left_out(world: &mut World) {
    for n in 1..=4 {
        put(world, &task(n, n));
    }
    let elsewhere = DeviceId(super::world::id(0xDE));
    world.lease(1, bob(), elsewhere, "2026-11-24T09:20:00Z");
    world.lease(2, bob(), elsewhere, "2026-11-24T08:59:00Z");
    world.lease(3, me(), laptop(), "2026-11-24T09:20:00Z");
    world.lease(4, me(), elsewhere, "2026-11-24T09:20:00Z");
    let rows = work(world);
    let mine: Vec<_> = rows.iter().map(|row| row.mine_now).collect();
    assert_eq!((ids(&rows), mine), (vec![2, 3, 4], vec![false, true, false]));
}

fn work_shows_a_company_once(world: &mut World) {
    put(world, &due_task(1, 1, on("2026-11-20")));
    world.put(&due_task(2, 1, on("2026-11-24")));
    world.put(&with(task(3, 1), |t| t.queue = "SALES_OPS".to_owned()));
    world.put(&with(task(4, 1), |t| t.assignee_id = Some(bob())));
    world.put(&with(task(5, 1), |t| t.queue = "OUTSIDE_SALES".to_owned()));
    put(world, &due_task(6, 6, on("2026-11-23")));
    let rows = work(world);
    let shown: Vec<_> = rows.iter().map(|row| (row.id.0.as_u128(), row.more)).collect();
    assert_eq!(shown, [(1, 2), (6, 0)]);
    assert_eq!(ids(&all(world)), [1, 6, 2, 3]);
}

fn calls_wait_for_the_companys_own_hours(world: &mut World) {
    let mut abroad = |n, country: &str, region: Option<&str>, change: fn(&mut Task)| {
        let mut firm = company(n);
        firm.postal.0 = Address {
            country: Some(country.to_owned()),
            region: region.map(str::to_owned),
            ..Address::default()
        };
        world.put(&firm).put(&with(task(n, n), change));
    };
    abroad(1, "DE", None, |_| {});
    abroad(2, "JP", None, |_| {});
    abroad(3, "US", Some("CA"), |_| {});
    abroad(4, "US", Some("CA"), |t| t.kind = TaskType::Email);
    abroad(5, "US", None, |t| {
        t.promised = true;
        t.due_at = Some(at("2026-11-24T08:00:00Z"));
    });
    abroad(6, "Nowhere", None, |_| {});
    abroad(7, "US", None, |_| {});
    // 10:00 in Berlin: 18:00 in Tokyo, 04:00 in New York, 01:00 in Los Angeles.
    let rows = work(world);
    assert_eq!(
        reasons(&rows),
        [
            (5, "promised"),
            (1, "open"),
            (6, "open"),
            (4, "open"),
            (7, "outside_hours"),
            (3, "outside_hours"),
            (2, "outside_hours")
        ]
    );
    let opens: Vec<_> = rows
        .iter()
        .filter_map(|row| match row.why {
            Why::OutsideHours { opens } => Some(opens),
            _ => None,
        })
        .collect();
    assert_eq!(
        opens,
        [
            "2026-11-24T13:00:00Z",
            "2026-11-24T16:00:00Z",
            "2026-11-24T23:00:00Z"
        ]
        .map(at)
    );
}

fn what_waits_on_somebody_stands_last_until_its_due_and_then_where_it_belongs(world: &mut World) {
    use callsheet::domain::TaskState;
    let waiting = |n, when: &str| {
        with(due_task(n, n, due(when)), |t| {
            t.state = TaskState::Waiting;
            t.available_at = t.due_at;
            t.kind = TaskType::Document;
        })
    };
    put(world, &waiting(1, "2026-11-24T10:00:00Z"));
    put(world, &task(2, 2));
    put(world, &waiting(3, "2026-11-24T08:00:00Z"));
    let rows = all(world);
    assert_eq!(
        reasons(&rows),
        [(3, "overdue"), (2, "open"), (1, "waiting")],
        "{rows:?}"
    );
    let states = rows.iter().map(|row| row.state).collect::<Vec<_>>();
    assert_eq!(states, [TaskState::Open, TaskState::Open, TaskState::Waiting]);
    assert_eq!(
        rows[2].why,
        Why::Waiting {
            until: at("2026-11-24T10:00:00Z")
        }
    );
    let later = ask(world, "2026-11-24T10:00:00Z", &QueueAsk::default()).rows;
    assert_eq!(reasons(&later), [(3, "overdue"), (1, "due_today"), (2, "open")]);
}

fn what_cannot_be_done_now_stands_last_by_when_it_can(world: &mut World) {
    let follow_up = |n, when: &str| {
        with(due_task(n, n, due(when)), |t| {
            t.available_at = t.due_at;
        })
    };
    put(world, &task(1, 1));
    put(world, &task(2, 2));
    world.skip(2, "2026-11-24T23:00:00Z");
    put(world, &follow_up(3, "2026-11-25T09:00:00Z"));
    put(world, &follow_up(4, "2026-11-24T15:00:00Z"));
    put(world, &task(5, 5));
    world.park(5, 1);
    // A date without a time: from its day on, also before its due.
    put(
        world,
        &with(due_task(6, 6, on("2026-11-24")), |t| {
            t.available_at = Some(at("2026-11-23T23:00:00Z"));
        }),
    );
    // Put off, then given a later due: open for work meanwhile.
    put(
        world,
        &with(due_task(7, 7, on("2026-12-24")), |t| {
            t.available_at = Some(at("2026-11-24T08:00:00Z"));
        }),
    );
    assert_eq!(
        reasons(&work(world)),
        [
            (6, "due_today"),
            (7, "open"),
            (1, "open"),
            (4, "not_yet"),
            (2, "skipped"),
            (3, "not_yet"),
            (5, "no_number")
        ]
    );
}

fn a_company_called_today_comes_back_only_for_a_reason(world: &mut World) {
    let today = "2026-11-24T07:30:00Z";
    for n in 1..=5 {
        put(world, &task(n, n));
    }
    world.put(&with(task(2, 2), |t| t.priority = Priority::Urgent));
    world.put(&with(due_task(3, 3, due("2026-11-24T08:30:00Z")), |t| {
        t.available_at = t.due_at;
    }));
    for n in 1..=3 {
        world.put(&call(n, n, today));
        world.kept(n, None, Some(today));
    }
    world.put(&call(4, 4, "2026-11-23T09:00:00Z"));
    world.kept(4, None, Some("2026-11-23T09:00:00Z"));
    assert_eq!(
        reasons(&work(world)),
        [
            (2, "urgent"),
            (3, "overdue"),
            (4, "open"),
            (5, "open"),
            (1, "called_today")
        ]
    );
    // Lists of all tasks leave nothing out for that.
    assert_eq!(ids(&all(world)), [2, 3, 1, 4, 5]);
    // With no other company left it is offered again.
    for n in 2..=5 {
        world.put(&with(task(n, n), |t| {
            t.state = callsheet::domain::TaskState::Done;
        }));
    }
    assert_eq!(reasons(&work(world)), [(1, "open")]);
}

fn a_company_in_trash_is_left_out(world: &mut World) {
    put(world, &task(1, 1));
    put(world, &task(2, 2));
    let mut gone = company(1);
    gone.deleted_at = Some(at(NOW));
    world.put(&gone);
    assert_eq!(ids(&work(world)), [2]);
}

fn the_plain_order_goes_by_due(world: &mut World) {
    put(world, &task(1, 1));
    put(world, &due_task(2, 2, on("2026-12-01")));
    put(
        world,
        &with(due_task(3, 3, on("2026-11-25")), |t| {
            t.priority = Priority::Urgent;
        }),
    );
    put(world, &due_task(4, 4, on("2026-11-20")));
    put(world, &due_task(5, 5, on("2026-11-23")));
    world.park(5, 1);
    let plain = QueueAsk {
        plain_order: true,
        ..QueueAsk::default()
    };
    let rows = ask(world, NOW, &plain).rows;
    assert_eq!(
        reasons(&rows),
        [
            (4, "overdue"),
            (5, "no_number"),
            (3, "urgent"),
            (2, "open"),
            (1, "open")
        ]
    );
}

fn more_queues_than_a_scan_takes_are_merged(world: &mut World) {
    world.queues = (0..9).map(|n| format!("QUEUE_{n}")).collect();
    for n in 0..18 {
        let queue = format!("QUEUE_{}", n * 5 % 9);
        let day = format!("2026-11-{:02}", 23 - n);
        put(world, &with(due_task(n, n, on(&day)), |t| t.queue = queue));
    }
    let expected: Vec<u128> = (0..18).rev().collect();
    assert_eq!(ids(&all(world)), expected);
}

fn a_long_queue_is_read_page_by_page(world: &mut World) {
    let env = world.env();
    world
        .conn
        .write(|tx| {
            for n in 0..400_u128 {
                tx.put(&company(n), 1, &env)?;
                // Ten share each due, so that chunks end amid equals.
                let day =
                    callsheet::base::Date("2026-10-01".parse().expect("date")).plus_days((n / 10) as i32);
                tx.put(
                    &with(task(n, n), |t| t.set_due(Some(callsheet::base::Due::On(day)))),
                    1,
                    &env,
                )?;
            }
            Ok::<_, callsheet::store::StoreError>(())
        })
        .expect("written");
    let many = |limit| QueueAsk {
        limit,
        by_company: true,
        ..QueueAsk::default()
    };
    let page = ask(world, NOW, &many(350));
    assert_eq!(ids(&page.rows), (0..350).collect::<Vec<u128>>());
    assert!(page.more);
    let first = ask(world, NOW, &many(0));
    assert_eq!((first.rows.len(), first.more), (100, true));
    assert!(!ask(world, NOW, &many(400)).more);
}

fn while_all_companies_sleep_other_work_is_still_found(world: &mut World) {
    let env = world.env();
    world
        .conn
        .write(|tx| {
            for n in 0..700_u128 {
                tx.put(&company(n), 1, &env)?;
                let task = with(due_task(n, n, on("2026-11-20")), |t| {
                    if n == 690 {
                        t.kind = TaskType::Email;
                    }
                });
                tx.put(&task, 1, &env)?;
            }
            Ok::<_, callsheet::store::StoreError>(())
        })
        .expect("written");
    let night = "2026-11-24T02:00:00Z";
    let by_company = QueueAsk {
        by_company: true,
        ..QueueAsk::default()
    };
    let rows = ask(world, night, &by_company).rows;
    assert_eq!(reasons(&rows)[..2], [(690, "overdue"), (0, "outside_hours")]);
    assert_eq!(rows.len(), 100);
    // One of them is awake: it is found, however far down.
    let mut awake = company(650);
    awake.time_zone = Some("Asia/Tokyo".to_owned());
    world.put(&awake);
    let rows = ask(world, night, &by_company).rows;
    assert_eq!(ids(&rows)[..2], [650, 690]);
    assert_eq!(rows[0].id, TaskId(super::world::id(650)));
}

#[test]
fn next_looks_further_than_a_page_before_it_says_that_there_is_nothing() {
    let mut world = World::sqlite();
    let env = world.env();
    let mut awake = company(2);
    awake.time_zone = Some("Asia/Tokyo".to_owned());
    world.put(&company(1)).put(&awake);
    world
        .conn
        .write(|tx| {
            for n in 0..10_500_u128 {
                tx.put(&due_task(1_000 + n, 1, on("2026-11-20")), 1, &env)?;
            }
            tx.put(&due_task(900_000, 2, on("2026-11-21")), 1, &env)
        })
        .expect("written");
    let (zone, rules, queues) = (world.zone.clone(), world.rules.clone(), world.queues.clone());
    let scope = QueueScope {
        user: me(),
        device: laptop(),
        queues: &queues,
        now: at("2026-11-24T02:00:00Z"),
        zone: &zone,
        rules: &rules,
    };
    let next = world.read(|tx| queue::next(tx, &scope, None));
    assert_eq!(
        next.row().map(|row| row.id),
        Some(TaskId(super::world::id(900_000)))
    );
}

//! Every finding of the lint, on a good template with one thing changed.

use crate::domain::rules::Rules;
use crate::domain::workflow::{Template, check, lint, parse};

const GOOD: &str = "\
key: own
version: 1
title: Own
trigger: manual
case:
  type: QUALIFY_COMPANY
  engine: inside_sales
  phases: [ONE, TWO]
  owner_role: inside_sales
  owner_queue: INSIDE_SALES
stage: QUALIFYING
tasks:
  - key: FIRST
    type: CALL
    queue: INSIDE_SALES
    due: +1d
    attempts: 6
    script: first_call
  - key: SECOND
    type: TODO
    queue: SALES_OPS
    due: +2
    after: FIRST
";

/// The findings of the good template with some text replaced, as `line:column code message`.
fn findings(changes: &[(&str, &str)]) -> Vec<String> {
    let text = changes.iter().fold(GOOD.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    });
    let found = check("w.yaml", &text, &Rules::shipped())
        .err()
        .unwrap_or_default();
    found
        .iter()
        .map(|finding| {
            format!(
                "{}:{} {} {}",
                finding.at.line, finding.at.column, finding.code, finding.message
            )
        })
        .collect()
}

#[track_caller]
fn one(from: &str, to: &str, expected: &str) {
    assert_eq!(findings(&[(from, to)]), [expected], "{to}");
}

#[test]
fn a_good_template_has_no_findings() {
    assert_eq!(findings(&[]), [""; 0]);
    assert_eq!(
        findings(&[
            ("owner_role: inside_sales", "owner_role: ops"),
            ("owner_queue: INSIDE_SALES", "owner_queue: SALES_OPS")
        ]),
        [""; 0]
    );
    assert_eq!(
        findings(&[
            ("engine: inside_sales", "engine: customer_inbound"),
            ("  owner_role: inside_sales\n", "")
        ]),
        [""; 0]
    );
}

#[test]
fn the_head_of_a_template() {
    one(
        "key: own",
        "key: own-1",
        "1:6 key_format key \"own-1\": write a letter, then letters, digits and \"_\", at most 40 in all",
    );
    one(
        "key: own",
        "key: ''",
        "1:6 key_format key \"\": write a letter, then letters, digits and \"_\", at most 40 in all",
    );
    one(
        "version: 1",
        "version: 0",
        "2:10 version version 0: count up from 1",
    );
    one(
        "title: Own",
        "title: ''",
        "3:8 title a title is one line of 1 to 120 characters",
    );
    one(
        "title: Own",
        "title: \"a\\nb\"",
        "3:8 title a title is one line of 1 to 120 characters",
    );
    one(
        "trigger: manual",
        "trigger: company.create",
        "4:10 unknown_value trigger: \"company.create\" is not known; did you mean \"company.created\"? accepted: company.created, org.created, manual, handover.accepted",
    );
    one(
        "trigger: manual",
        "trigger: org.created",
        "4:10 trigger_taken \"qualify_company\" starts a QUALIFY_COMPANY on this trigger already; give this one the key qualify_company to take its place, or one of them the trigger manual",
    );
}

#[test]
fn the_case_of_a_template() {
    one(
        "type: QUALIFY_COMPANY",
        "type: QUALIFY",
        "6:9 unknown_value case.type: \"QUALIFY\" is not known; did you mean \"QUALIFY_COMPANY\"? accepted: QUALIFY_COMPANY, WORK_LEAD, OPPORTUNITY",
    );
    one(
        "type: QUALIFY_COMPANY",
        "type: OPPORTUNITY",
        "11:8 case_type only a case QUALIFY_COMPANY leads to QUALIFYING, not OPPORTUNITY",
    );
    one(
        "[ONE, TWO]",
        "[ONE, ONE]",
        "8:17 duplicate_phase the phase \"ONE\" stands here twice",
    );
    one(
        "[ONE, TWO]",
        "['1']",
        "8:12 key_format phase \"1\": write a letter, then letters, digits and \"_\", at most 40 in all",
    );
    one(
        "owner_queue: INSIDE_SALES",
        "owner_queue: INSIDE",
        "10:16 unknown_queue no queue \"INSIDE\"; did you mean \"INSIDE_SALES\"? accepted: INSIDE_SALES, OUTSIDE_SALES, SALES_OPS",
    );
    one(
        "owner_queue: INSIDE_SALES",
        "owner_queue: SALES_OPS",
        "10:16 queue_role SALES_OPS is not worked by inside_sales; queues of inside_sales: INSIDE_SALES",
    );
    one(
        "owner_role: inside_sales",
        "owner_role: admin",
        "10:16 queue_role INSIDE_SALES is not worked by admin; queues of admin: none",
    );
    one(
        "stage: QUALIFYING",
        "stage: CUSTOMER",
        "11:8 no_such_move no start leads to CUSTOMER; accepted with this trigger: QUALIFYING, or no stage",
    );
    let handover = [
        ("trigger: manual", "trigger: handover.accepted"),
        ("key: own", "key: work_lead"),
    ];
    let found = findings(&handover);
    assert!(
        found[0].starts_with("6:9 case_type an accepted handover starts a WORK_LEAD"),
        "{found:?}"
    );
    assert!(found[1].starts_with("11:8 no_such_move"), "{found:?}");
}

#[test]
fn the_tasks_of_a_template() {
    assert_eq!(
        findings(&[("key: SECOND", "key: FIRST"), ("    after: FIRST\n", "")]),
        ["19:10 duplicate_task the key \"FIRST\" is another task's already"]
    );
    one(
        "key: SECOND",
        "key: 2ND",
        "19:10 key_format task key \"2ND\": write a letter, then letters, digits and \"_\", at most 40 in all",
    );
    one(
        "queue: SALES_OPS",
        "queue: OPS",
        "21:12 unknown_queue no queue \"OPS\"; accepted: INSIDE_SALES, OUTSIDE_SALES, SALES_OPS",
    );
    one(
        "due: +2",
        "due: +366",
        "22:10 due due 366: accepted are +0 to +365 working days",
    );
    one(
        "due: +2",
        "due: -1",
        "22:10 due due -1: accepted are +0 to +365 working days",
    );
    one(
        "due: +2",
        "due: 1w",
        "22:10 invalid_value tasks[2].due: the text \"1w\" does not fit; expected working days such as +1d",
    );
    one(
        "attempts: 6",
        "attempts: 0",
        "17:15 attempts 0 attempts: accepted are 1 to 99",
    );
    one(
        "attempts: 6",
        "attempts: 100",
        "17:15 attempts 100 attempts: accepted are 1 to 99",
    );
    one(
        "type: CALL",
        "type: TODO",
        "17:15 attempts TODO is no call; attempts go with FIRST_OUTREACH, CALL_BACK, CALL, FOLLOW_UP, WAKE_UP",
    );
    one(
        "script: first_call",
        "script: fist_call",
        "18:13 unknown_script no script \"fist_call\"; did you mean \"first_call\"? accepted: call_back, data_check, first_call, fit_assessment, follow_up, identify_contact, wake_up, work_lead",
    );
    let none = GOOD.split("tasks:").next().expect("head");
    let found = check("w.yaml", &format!("{none}tasks: []\n"), &Rules::shipped()).expect_err("no tasks");
    assert_eq!(found[0].code, "tasks");
}

#[test]
fn the_order_of_the_tasks() {
    one(
        "after: FIRST",
        "after: FRIST",
        "23:12 unknown_task no task \"FRIST\" in this template; did you mean \"FIRST\"? accepted: FIRST, SECOND",
    );
    one(
        "after: FIRST",
        "after: SECOND",
        "23:12 after_itself SECOND waits for itself",
    );
    let circle = findings(&[("attempts: 6", "after: SECOND")]);
    assert_eq!(
        circle,
        [
            "17:12 cycle a circle that never begins: FIRST waits for SECOND waits for FIRST",
            "23:12 cycle a circle that never begins: SECOND waits for FIRST waits for SECOND",
        ]
    );
}

#[test]
fn due_days_are_written_in_four_ways() {
    for (written, days) in [
        ("+2", 2),
        ("+2d", 2),
        ("2", 2),
        ("\"+2d\"", 2),
        ("0", 0),
        ("+365d", 365),
    ] {
        let text = GOOD.replace("due: +2", &format!("due: {written}"));
        let due = parse("w.yaml", &text).map(|template| template.tasks[1].due_days);
        assert_eq!(due, Ok(days), "{written}");
    }
    for wrong in ["+", "d", "+d", "1.5", "two", "+99999999999999999999", "", "[1]"] {
        let text = GOOD.replace("due: +2\n", &format!("due: {wrong}\n"));
        assert!(parse("w.yaml", &text).is_err(), "{wrong}");
    }
}

#[test]
fn any_template_can_be_linted_without_a_panic() {
    let good: Template = parse("w.yaml", GOOD).expect("good");
    let mut odd = good.clone();
    odd.tasks[0].after = Some(String::new());
    odd.tasks[1].due_days = i64::MIN;
    odd.key = "ä".repeat(500);
    odd.tasks.extend(std::iter::repeat_n(good.tasks[0].clone(), 200));
    let codes: Vec<_> = lint(&odd, &Rules::default())
        .into_iter()
        .map(|problem| problem.code)
        .collect();
    for code in [
        "key_format",
        "unknown_task",
        "due",
        "tasks",
        "duplicate_task",
        "unknown_queue",
        "unknown_script",
    ] {
        assert!(codes.contains(&code), "{code}");
    }
}

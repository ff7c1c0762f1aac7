use super::*;
use crate::base::lang::{DayOrder, Lang};
use crate::base::phrase::{Ask, Tense};
use crate::base::worktime::{Desk, WorkingTime};
use jiff::tz::TimeZone;

fn field(kind: FieldType) -> CustomField {
    let choices: &[&str] = if kind == FieldType::Choice {
        &["Gut", "Schlecht", "Größer"]
    } else {
        &[]
    };
    CustomField {
        entity: FieldEntity::Company,
        name: "Mood".to_owned(),
        label: None,
        kind,
        choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
        place: 0,
    }
}

/// Tuesday 24 November 2026 in Berlin.
fn with_ask<T>(run: impl FnOnce(&Ask) -> T) -> T {
    let (hours, zone) = (
        WorkingTime::default(),
        TimeZone::get("Europe/Berlin").expect("zone"),
    );
    run(&Ask {
        now: "2026-11-24T08:00:00Z".parse().expect("instant"),
        desk: Desk::new(&hours, &zone, Some("DE")),
        lang: Lang::En,
        order: DayOrder::DayFirst,
        tense: Tense::Ahead,
    })
}

fn kept(kind: FieldType, said: &str) -> String {
    with_ask(|ask| match read(&field(kind), said, ask) {
        Ok(value) => value.unwrap_or_else(|| "(empty)".to_owned()),
        Err(misfit) => misfit.code().to_owned(),
    })
}

#[test]
fn typed_text_becomes_what_is_kept_and_reads_as_itself_again() {
    use FieldType::{Boolean, Choice, Date, Number, Text};
    for (kind, said, expected) in [
        (Text, "  a\n b\tc ", "a b c"),
        (Text, "   ", "(empty)"),
        (Text, "a\u{1b}[31m", "control"),
        (Number, "12", "12"),
        (Number, "-12,50", "-12.5"),
        (Number, "1.234,5", "1234.5"),
        (Number, "1,234.5", "1234.5"),
        (Number, "1 234,5", "1234.5"),
        (Number, "1'234.50", "1234.5"),
        (Number, "1.234.567", "1234567"),
        (Number, "1,234,567.80", "1234567.8"),
        (Number, "1234.567", "1234.567"),
        (Number, "0.125", "0.125"),
        (Number, "12.3450", "12.3450"),
        (Number, "12.34500", "12.3450"),
        (Number, ".5", "0.5"),
        (Number, "007", "7"),
        (Number, "-0", "0"),
        (Number, "6.0E7", "60000000"),
        (Number, "1.25e-2", "0.0125"),
        (Number, "1.234", "two-numbers"),
        (Number, "1,234", "two-numbers"),
        (Number, "NaN", "number"),
        (Number, "inf", "number"),
        (Number, "∞", "number"),
        (Number, "12 %", "number"),
        (Number, "1.2.3", "number"),
        (Number, "1.234,5,6", "number"),
        (Number, "1e999", "too-long"),
        (Number, "1e", "number"),
        (Number, ".", "number"),
        (Number, "0.1234567891", "too-long"),
        (Date, "2026-11-24", "2026-11-24"),
        (Date, "24.11.1926", "1926-11-24"),
        (Date, "1.2.2030", "2030-02-01"),
        (Date, "tomorrow", "2026-11-25"),
        (Date, "yesterday", "2026-11-23"),
        (Date, "31.02.2026", "date"),
        (Date, "03/04/2027", "two-dates"),
        (Date, "soon", "date"),
        (Boolean, "Ja", "true"),
        (Boolean, "0", "false"),
        (Boolean, "vielleicht", "truth"),
        (Choice, " gut", "Gut"),
        (Choice, "GROSSER", "Größer"),
        (Choice, "Schlect", "choice-near"),
        (Choice, "blue", "choice"),
    ] {
        assert_eq!(kept(kind, said), expected, "{kind} {said:?}");
        if expected
            .chars()
            .next()
            .is_some_and(|c| !c.is_lowercase() && c != '(')
        {
            assert_eq!(kept(kind, expected), expected, "{kind} {said:?} again");
            assert!(field(kind).fits(expected), "{kind} {expected}");
        }
    }
    assert!(!field(Number).fits("1.234") && !field(Date).fits("soon") && !field(Boolean).fits("ja"));
    let long = "x".repeat(501);
    assert_eq!(kept(Text, &long), "long-text");
}

#[test]
fn every_value_that_does_not_fit_is_named_and_what_stays_is_not_judged() {
    let fields = [
        CustomField {
            name: "Seats".to_owned(),
            ..field(FieldType::Number)
        },
        field(FieldType::Choice),
    ];
    let before = BTreeMap::from([("Seats".to_owned(), "many".to_owned())]);
    let changes = |value: Value| value.as_object().cloned().expect("object");
    let run = |value: Value| {
        with_ask(|ask| {
            let changes = changes(value);
            typed(&changes, &before, &fields, FieldEntity::Company, ask).map(std::borrow::Cow::into_owned)
        })
    };
    let right = run(json!({"extra": {"Seats": "many", "Mood": "gut", "Other": "1,234"}})).expect("fits");
    assert_eq!(
        right["extra"],
        json!({"Seats": "many", "Mood": "Gut", "Other": "1,234"})
    );
    let right = run(json!({"extra": {"Seats": 12, "Mood": null}})).expect("fits");
    assert_eq!(right["extra"], json!({"Seats": "12", "Mood": null}));
    let refusal = run(json!({"extra": {"Seats": "few", "Mood": "Gud"}})).expect_err("refused");
    let codes: Vec<_> = refusal
        .missing
        .iter()
        .map(|missing| missing.code.as_str())
        .collect();
    assert_eq!(codes, ["extra.Mood", "extra.Seats"]);
    assert_eq!(
        refusal.missing[0].fix,
        "\"Gud\" is none of its choices; did you mean \"Gut\"? accepted: Gut, Schlecht, Größer"
    );
}

#[test]
fn a_definition_that_nobody_could_use_is_refused() {
    let named = |name: &str| CustomField {
        name: name.to_owned(),
        ..field(FieldType::Text)
    };
    let long = "x".repeat(61);
    for name in [
        "",
        " \u{200b} ",
        "a\tb",
        "Name",
        "Postal Code",
        "Phone",
        "a=b",
        long.as_str(),
    ] {
        assert_eq!(
            named(name).checked().expect_err(name).missing[0].code,
            "name",
            "{name:?}"
        );
    }
    let mut trimmed = named("  Größe ");
    trimmed.label = Some("Größe".to_owned());
    let trimmed = trimmed.checked().expect("good");
    assert_eq!((trimmed.name.as_str(), trimmed.label), ("Größe", None));
    let mut none = field(FieldType::Choice);
    none.choices.clear();
    assert!(none.checked().is_err());
    let mut doubled = field(FieldType::Choice);
    doubled.choices.push("GUT ".to_owned());
    assert_eq!(doubled.checked().expect("good").choices.len(), 3);
    let mut needless = field(FieldType::Date);
    needless.choices.push("x".to_owned());
    assert!(needless.checked().is_err());
}

proptest::proptest! {
    #[test]
    fn whatever_is_typed_is_kept_as_itself_or_refused(said in "[-+0-9.,'eE xN]{0,16}") {
        if let Ok(kept) = read::number(&said) {
            proptest::prop_assert_eq!(read::number(&kept), Ok(kept.clone()));
        }
    }
}

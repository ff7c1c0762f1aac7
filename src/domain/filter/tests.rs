use super::complete::{Values, propose};
use super::eval::{Beside, Doc, Row};
use super::*;
use crate::base::lang::DayOrder;
use crate::base::phrase::Tense;
use crate::base::worktime::{Desk, WorkingTime};
use crate::base::{Json, Lang, Timestamp};
use crate::domain::{Company, SizeBand, Stage};
use crate::domain::{CustomField, FieldEntity, FieldType};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use uuid::Uuid;

/// Tuesday 24 November 2026, 10:00 in Berlin.
const NOW: &str = "2026-11-24T09:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}
fn user(n: u128) -> UserId {
    UserId(Uuid::from_u128(n))
}

fn with_known<R>(lang: Lang, f: impl FnOnce(&Known<'_>) -> R) -> R {
    let rules = WorkingTime::default();
    let zone = TimeZone::get("Europe/Berlin").expect("a zone");
    let person = |n, name: &str| Person {
        id: user(n),
        name: name.to_owned(),
        email: Some(format!("{}@us.example", name.to_lowercase())),
    };
    let people = [person(1, "Anna"), person(2, "Bob Smith")];
    let own = |name: &str, label: Option<&str>, kind| CustomField {
        entity: FieldEntity::Company,
        name: name.to_owned(),
        label: label.map(str::to_owned),
        kind,
        choices: Vec::new(),
        place: 0,
    };
    let fields = [
        own("Lead Score", Some("Heat"), FieldType::Text),
        own("Seats", None, FieldType::Number),
        own("Renewal", None, FieldType::Date),
        own("Signed", None, FieldType::Boolean),
    ];
    f(&Known {
        me: user(1),
        people: &people,
        fields: &fields,
        ask: Ask {
            now: at(NOW),
            desk: Desk::new(&rules, &zone, Some("DE")),
            lang,
            order: DayOrder::DayFirst,
            tense: Tense::Ahead,
        },
    })
}

fn read(text: &str) -> Result<Option<Expr>, FilterError> {
    Filter::parse(text).and_then(|filter| with_known(Lang::En, |known| filter.bind(Entity::Company, known)))
}

#[test]
fn a_filter_is_printed_in_its_plainest_form() {
    for (typed, printed) in [
        ("", ""),
        ("  müller   bau ", "müller bau"),
        (
            "stage:QUALIFYING owner:me due<today",
            "stage:QUALIFYING owner:me due<today",
        ),
        ("Size >= 51 \"müller bau\"", "size>=51 \"müller bau\""),
        ("a OR b c OR -d", "a OR b c OR -d"),
        ("(a OR b) AND stage:DORMANT", "(a OR b) stage:DORMANT"),
        ("((a)) (b (c))", "a b c"),
        ("NOT (tag:x OR tag:y)", "-(tag:x OR tag:y)"),
        ("--a NOT NOT tag:b", "a tag:b"),
        ("-(a b)", "-(a b)"),
        ("city:\"Bad Tölz\",Ulm", "city:\"Bad Tölz\",Ulm"),
        ("extra.\"Lead Score\":5", "extra.\"lead score\":5"),
        ("a - b", "a - b"),
        ("see https://a.example/x", "see https://a.example/x"),
        ("+49 (711) 555-0142", "+49 711 555-0142"),
        ("due<\"tomorrow 14:00\"", "due<\"tomorrow 14:00\""),
        ("NOT\"x\"", "-\"x\""),
        ("size>=1,000 x", "size>=\"1,000\" x"),
        ("size:1,000", "size:1,000"),
    ] {
        let filter = Filter::parse(typed).unwrap_or_else(|error| panic!("{typed}: {error}"));
        assert_eq!(filter.to_string(), printed, "{typed}");
        assert_eq!(Filter::parse(printed), Ok(filter), "{typed}");
    }
}

#[test]
fn an_error_names_its_column_what_is_accepted_and_what_was_meant() {
    for (typed, message) in [
        ("stage:", "column 7: something must follow stage:"),
        (
            "stge:DORMANT",
            "column 1: stge is no field of companies; did you mean stage? (put text in quotes)",
        ),
        (
            "stage:DORMNT",
            "column 7: \"DORMNT\" is no stage; did you mean DORMANT? accepted: one of UNVERIFIED, \
            QUALIFYING, QUALIFIED_LEAD, SALES_ACCEPTED, CUSTOMER, DISQUALIFIED, DORMANT, ARCHIVED",
        ),
        (
            "a stage<DORMANT",
            "column 8: stage does not take <; it takes : = !=",
        ),
        (
            "size>=many",
            "column 7: \"many\" is no size; accepted: a whole number",
        ),
        (
            "size>=5,10",
            "column 7: \"5,10\" is no size; accepted: a whole number",
        ),
        (
            "size>=\"5\",10",
            "column 10: a blank must follow the closing quote",
        ),
        (
            "seats>=1.234",
            "column 8: seats: \"1.234\" can be read two ways; write 1234 or 1.2340",
        ),
        (
            "Seats<few",
            "column 7: \"few\" is no Seats; accepted: 1234.5, 1,234.5, 1.234,5",
        ),
        (
            "signed:perhaps",
            "column 8: \"perhaps\" is no signed; accepted: yes or no",
        ),
        ("signed>yes", "column 7: signed does not take >; it takes : = !="),
        (
            "extra.other>5",
            "column 12: extra.other does not take >; it takes : = !=",
        ),
        ("a (b", "column 3: ( is opened here and never closed"),
        ("a \"b", "column 3: \" is opened here and never closed"),
        ("a ) b", "column 3: this ) closes nothing"),
        ("a OR", "column 5: something must follow OR"),
        ("OR a", "column 1: something must follow OR"),
        ("NOT", "column 4: something must follow NOT"),
        (
            ">5",
            "column 1: a field must stand before >, as in stage:QUALIFYING; put text in quotes",
        ),
        ("\"a\"b", "column 4: a blank must follow the closing quote"),
        ("&", "column 1: & has no letter and no digit to look for"),
        (
            "owner:bop",
            "column 7: \"bop\" is no owner; accepted: me, none, or the name of a user",
        ),
        ("dnc:maybe", "column 5: \"maybe\" is no dnc; accepted: yes or no"),
        (
            "phone:12",
            "column 7: \"12\" is no phone; accepted: three digits or more",
        ),
        (
            "country:Atlantis",
            "column 9: \"Atlantis\" is no country; accepted: a country, by name or code",
        ),
    ] {
        let error = read(typed).expect_err(typed);
        assert_eq!(error.to_string(), message, "{typed}");
        assert!(
            error
                .text(Lang::De)
                .starts_with(&format!("Spalte {}: ", error.column))
        );
    }
    let date = read("a due<florp").expect_err("no date").to_string();
    assert!(
        date.starts_with("column 7: due: ") && date.contains("florp"),
        "{date}"
    );
    assert_eq!(
        read(&"a".repeat(MAX_CHARS + 1)).expect_err("long").column,
        MAX_CHARS + 1
    );
    assert!(read(&"(".repeat(500)).is_err() && read(&"-".repeat(500)).is_err());
    let many = vec!["tag:a"; MAX_CONDITIONS + 1].join(" ");
    assert_eq!(
        read(&many).expect_err("many").wrong,
        Wrong::TooMany(MAX_CONDITIONS)
    );
}

#[test]
fn fields_of_ones_own_are_compared_by_their_type() {
    let with = |values: &[(&str, &str)]| {
        let mut firm = firm();
        let pairs = values
            .iter()
            .map(|(key, text)| ((*key).to_owned(), (*text).to_owned()));
        firm.extra = Json(pairs.collect());
        firm
    };
    let beside = Beside::default();
    let whole = with(&[("Seats", "1234.5"), ("Renewal", "2027-12-31"), ("Signed", "true")]);
    for (typed, fits) in [
        ("seats>=1.234,50", true),
        ("seats>1,234.50", false),
        ("seats<=1234.5 seats:1234.5 seats=1234.50", true),
        ("seats>-2 seats>234,5", true),
        ("seats<1234.6 seats<10000", true),
        ("seats!=1234.5", false),
        ("seats:5,1234.5", true),
        ("extra.seats>1000 extra.seats=1234.5", true),
        ("renewal=31.12.2027 renewal:2027-12-31", true),
        ("renewal<31.12.2027", false),
        ("renewal<=\"31.12.2027\" renewal>30.12.2027", true),
        ("renewal>today renewal>+2w", true),
        ("renewal<=+2w", false),
        ("renewal>=1.1.1990", true),
        ("signed:yes signed=ja signed:1 signed:TRUE -signed:no", true),
        ("signed:nein OR signed:false OR signed:0", false),
    ] {
        let expr = read(typed).unwrap_or_else(|error| panic!("{typed}: {error}"));
        let expr = expr.expect("something is in it");
        assert_eq!(expr.fits(Row::Company(&whole, &beside)), fits, "{typed}");
    }
    // What is missing, or was kept before the field had its type, is neither less nor more.
    for values in [
        &[][..],
        &[("Seats", "many"), ("Renewal", "soon")],
        &[("Seats", "1,5"), ("Renewal", "31.12.2027")],
        &[("Seats", "-.5"), ("Renewal", "2027-12-310")],
        &[("Seats", "5."), ("Renewal", "2027-1-1")],
        &[("Seats", ""), ("Renewal", "")],
    ] {
        let firm = with(values);
        for typed in [
            "seats>-9999",
            "seats<9999",
            "seats>=0 OR seats<=0",
            "renewal<2999-01-01 OR renewal>1.1.1900",
        ] {
            let expr = read(typed).expect(typed).expect("something is in it");
            assert!(!expr.fits(Row::Company(&firm, &beside)), "{typed} {values:?}");
        }
    }
    // An own size is typed as it is written anywhere.
    let firm = firm();
    for (typed, fits) in [
        ("size<1,000 size<1.000 size<\"1 000\"", true),
        ("size>=1,000", false),
    ] {
        let expr = read(typed).expect(typed).expect("something is in it");
        assert_eq!(expr.fits(Row::Company(&firm, &beside)), fits, "{typed}");
    }
}

fn firm() -> Company {
    let mut firm: Company = serde_json::from_value(serde_json::json!({
        "id": Uuid::from_u128(7), "name": "", "status": "LEAD", "stage": "UNVERIFIED", "emails": [], "phones": [],
        "postal": {}, "delivery": null, "tags": [], "external_ids": [], "extra": {}, "created_at": NOW,
        "created_by": Uuid::from_u128(1),
    }))
    .expect("a company");
    firm.name = "Müller Bau GmbH".to_owned();
    firm.stage = Stage::Qualifying;
    firm.owner_id = Some(user(1));
    firm.industry = Some("Brewery".to_owned());
    firm.employees = Some(60);
    firm.postal.0.city = Some("Ölbronn".to_owned());
    firm.postal.0.country = Some("DE".to_owned());
    firm.postal.0.postal_code = Some("75248".to_owned());
    firm.language = Some("de-AT".to_owned());
    firm.tags = Json(vec!["fair".to_owned()]);
    firm.extra = Json([("Lead Score".to_owned(), "Hot".to_owned())].into());
    firm.created_at = at("2026-11-20T08:00:00Z");
    firm
}

#[test]
fn each_field_judges_what_it_is_about() {
    let firm = firm();
    let beside = Beside {
        due: Some(at("2026-11-24T08:00:00Z").0),
        docs: vec![Doc {
            words: ["muller", "bau", "gmbh", "mueller"].map(str::to_owned).to_vec(),
            digits: "49711555".to_owned(),
        }],
        ..Beside::default()
    };
    for (typed, fits) in [
        (
            "stage:QUALIFYING owner:me due<=today tag:fair size>=51 \"müller\"",
            true,
        ),
        ("stage:qualifying,dormant", true),
        ("stage!=QUALIFYING", false),
        ("stage:DORMANT OR owner:anna", true),
        ("owner:none", false),
        ("owner:bob", false),
        ("-owner:bob", true),
        ("due<today", false),
        ("due:today", true),
        ("due<now", true),
        ("due<\"today 9:30\"", true),
        ("due:none", false),
        ("last:none no:activity last!=today", true),
        ("created>=-7d", true),
        ("created<-7d", false),
        ("created:2026-11-20", true),
        ("industry:brew industry=BREWERY", true),
        ("industry=brew", false),
        ("city:ölb city:ÖLBRONN", true),
        ("ölbronn", true),
        ("country:Germany country:de", true),
        ("postal_code:75", true),
        ("postal-code=75", false),
        ("language:de -language=de", true),
        ("size:60 size<61 size<=60 -size>60 size!=61", true),
        ("band:51-200", false),
        ("name:mull name=\"muller bau gmbh\"", true),
        ("bau mueller", true),
        ("uller", true),
        ("au", false),
        ("0711 555", true),
        ("\"müller bau\"", true),
        ("\"bau müller\"", false),
        ("extra.\"lead score\":ho extra.\"Lead Score\"=hot", true),
        ("extra.other:x", false),
        ("heat:hot -heat=cold lead_score:ho", true),
        ("has:extra has:tag no:email no:vat-id dnc:no", true),
        ("dnc:yes", false),
    ] {
        let expr = read(typed).unwrap_or_else(|error| panic!("{typed}: {error}"));
        let expr = expr.expect("something is in it");
        assert_eq!(expr.fits(Row::Company(&firm, &beside)), fits, "{typed}");
    }
    let band = Company {
        employees: None,
        size_band: Some(SizeBand::To200),
        ..firm
    };
    let expr = read("size>=51").expect("reads").expect("something");
    assert!(expr.fits(Row::Company(&band, &Beside::default())));
}

#[test]
fn names_and_values_are_proposed_where_they_can_stand() {
    let people = [Person {
        id: user(2),
        name: "Bob Smith".to_owned(),
        email: None,
    }];
    let tags = ["fair".to_owned(), "trade fair".to_owned()];
    let values = Values {
        people: &people,
        tags: &tags,
    };
    for (typed, replaces, texts) in [
        ("st", 2, &["stage:", "status:"][..]),
        ("müller -(sta", 3, &["stage:", "status:"]),
        ("stage:dor", 3, &["DORMANT"]),
        ("stage:DORMANT,arch", 4, &["ARCHIVED"]),
        ("stage:DORMANT", 7, &[]),
        ("due<to", 2, &["today", "tomorrow"]),
        ("owner:", 0, &["me", "none", "\"Bob Smith\""]),
        ("tag:t", 1, &["\"trade fair\""]),
        ("no:vat", 3, &["vat_id"]),
        ("\"st", 0, &[]),
        ("", 0, &[]),
        ("siz", 3, &["size", "band:"]),
    ] {
        let found = propose(typed, typed.chars().count(), Entity::Company, &values);
        assert_eq!(
            (found.replaces, found.texts),
            (replaces, texts.iter().map(|t| (*t).to_owned()).collect()),
            "{typed}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_text_is_read_or_refused_within_it(text in any::<String>()) {
        if let Err(error) = read(&text) {
            prop_assert!(error.column >= 1 && error.column <= text.chars().count() + 1, "{error}");
        }
    }

    #[test]
    fn what_is_read_is_printed_and_read_again(
        parts in proptest::collection::vec("[ ]|[ab]|stage|:|<=|!=|\"|OR|AND|NOT|-|\\(|\\)|,|x y|due|today|extra\\.|=|\\\\|//|5", 0..24)
    ) {
        let text = parts.concat();
        if let Ok(filter) = Filter::parse(&text) {
            let printed = filter.to_string();
            prop_assert_eq!(Filter::parse(&printed), Ok(filter), "{} printed as {}", text, printed);
        }
        let _ = read(&text);
    }

    #[test]
    fn proposals_never_reach_before_the_text(text in "[a-z:<\"(, -]{0,20}", cursor in 0_usize..25) {
        let found = propose(&text, cursor, Entity::Contact, &Values::default());
        prop_assert!(found.replaces <= text.chars().count().min(cursor));
    }
}

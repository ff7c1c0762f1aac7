//! Filters in SQL against the same filters judged over the rows in memory: for random expressions the same set.

use super::filter_rows::{Dice, own_fields, plant};
use super::world::{NOW, World, at, bob, company, id, me, on_both};
use callsheet::base::lang::{DayOrder, Lang};
use callsheet::base::phrase::{Ask, Tense};
use callsheet::base::worktime::Desk;
use callsheet::base::{CompanyId, ContactId};
use callsheet::domain::filter::{Entity, Expr, Filter, Known, Person};
use callsheet::store::filter as store;
use callsheet::view::{CompanyAsk, CompanySort, CompanyView};

on_both! {
    random_filters_give_what_judging_the_rows_gives
    pages_of_a_filter_follow_each_other_without_gap
    signs_of_patterns_are_letters_like_any
}

const COMPANY_TERMS: &[&str] = &[
    "müller",
    "mueller bau",
    "bau",
    "\"bau bau\"",
    "\"müller bau\"",
    "0711 555",
    "8123456",
    "ul",
    "tölz",
    "o'brien",
    "a",
    "name:bau",
    "name=\"bau bau 7 3\"",
    "name:%",
    "name:_",
    "stage:QUALIFYING,DORMANT",
    "stage!=customer",
    "status:lead",
    "owner:me",
    "owner:bob",
    "owner:none",
    "owner!=me",
    "industry:brew",
    "industry=brewery",
    "industry:\"öl & GAS\"",
    "industry:%",
    "industry!=brewery",
    "type:_",
    "size>=51",
    "size<60",
    "size=60",
    "size!=51",
    "band:51-200",
    "city:ö",
    "city:\"bad t\"",
    "country:germany",
    "country!=AT",
    "postal_code:7",
    "postal_code:7_",
    "language:de",
    "language=de",
    "tag:fair",
    "tag:\"a\\\"b\"",
    "tag:\"x\\\\\"",
    "tag!=fair",
    "domain:bau",
    "email:bau.example",
    "email:%x",
    "email=info@bau.example",
    "phone:711",
    "phone:08123",
    "source:import,referral",
    "dnc:yes",
    "dnc:no",
    "created>=-30d",
    "created<-7d",
    "created:today",
    "last:none",
    "last<-3d",
    "last>=today",
    "due<today",
    "due:today",
    "due<=tomorrow",
    "due>now",
    "due:none",
    "due!=today",
    "has:phone",
    "has:email",
    "has:case",
    "no:task",
    "has:contact",
    "no:tag",
    "has:extra",
    "has:size",
    "has:due",
    "no:activity",
    "has:source",
    "no:domain",
    "legal:holding",
    "extra.\"Lead Score\":o",
    "extra.\"lead score\"=hot",
    "extra.a.b:ö",
    "extra.\"$x\":[",
    "extra.none:x",
    "seats>=5",
    "seats<5",
    "seats<=0,5",
    "seats>-5",
    "seats=60",
    "seats!=60",
    "seats:5,1234.5",
    "seats<1.234,60",
    "seats>999999999999999998",
    "renewal<today",
    "renewal:today",
    "renewal>=31.12.2026",
    "renewal<=+2w",
    "renewal>1.1.1990",
    "renewal!=2027-01-01",
    "signed:ja",
    "signed=0",
    "size>=1,000",
];
const CONTACT_TERMS: &[&str] = &[
    "müller",
    "anna",
    "ceo",
    "0711 999",
    "name:bauer",
    "name=\"zoë müller\"",
    "company:bau",
    "company=\"bau bau 7 3\"",
    "title:bau",
    "title=ceo",
    "department:_",
    "department!=sales",
    "role:champion,user",
    "email:ulm",
    "phone:999",
    "status:active",
    "status!=blocked",
    "created>=-30d",
    "language:en",
    "tag:fair",
    "tag!=fair",
    "owner:me",
    "owner:none",
    "stage:dormant,qualifying",
    "source:import",
    "dnc:yes",
    "has:company",
    "no:company",
    "has:phone",
    "no:email",
    "has:title",
    "has:birthday",
    "no:linkedin",
    "no:extra",
    "seats>=5",
    "seats<60 seats>-1",
    "renewal<=today",
    "renewal>today",
    "signed:nein",
];

fn a_filter(dice: &mut Dice, terms: &[&str], depth: usize) -> String {
    match dice.roll(if depth == 0 { 1 } else { 6 }) {
        0 | 1 => dice.of(terms).to_owned(),
        2 => format!("-({})", a_filter(dice, terms, depth - 1)),
        3 => format!(
            "({} OR {})",
            a_filter(dice, terms, depth - 1),
            a_filter(dice, terms, depth - 1)
        ),
        _ => format!(
            "{} {}",
            a_filter(dice, terms, depth - 1),
            a_filter(dice, terms, depth - 1)
        ),
    }
}

pub(super) fn understood(world: &World, of: Entity, typed: &str) -> Expr {
    let person = |id, name: &str| Person {
        id,
        name: name.to_owned(),
        email: None,
    };
    let people = [person(me(), "Anna"), person(bob(), "Bob Smith")];
    let known = Known {
        me: me(),
        people: &people,
        fields: &own_fields(),
        ask: Ask {
            now: at(NOW),
            desk: Desk::new(&world.rules.settings.working_time, &world.zone, Some("DE")),
            lang: Lang::En,
            order: DayOrder::DayFirst,
            tense: Tense::Ahead,
        },
    };
    let filter = Filter::parse(typed).unwrap_or_else(|error| panic!("{typed}: {error}"));
    let expr = filter
        .bind(of, &known)
        .unwrap_or_else(|error| panic!("{typed}: {error}"));
    expr.expect("something is in it")
}

fn company_ids(world: &mut World, expr: &Expr) -> Vec<u128> {
    let found: Vec<CompanyId> = world.read(|tx| store::company_ids(tx, expr));
    let mut ids: Vec<_> = found.iter().map(|id| id.0.as_u128()).collect();
    ids.sort_unstable();
    ids
}
fn contact_ids(world: &mut World, expr: &Expr) -> Vec<u128> {
    let found: Vec<ContactId> = world.read(|tx| store::contact_ids(tx, expr));
    let mut ids: Vec<_> = found.iter().map(|id| id.0.as_u128()).collect();
    ids.sort_unstable();
    ids
}

fn random_filters_give_what_judging_the_rows_gives(world: &mut World) {
    let mut dice = Dice::new();
    let field = plant(world, &mut dice);
    let single = COMPANY_TERMS.iter().map(|term| (*term).to_owned());
    let mixed: Vec<_> = (0..150).map(|_| a_filter(&mut dice, COMPANY_TERMS, 3)).collect();
    for typed in single.chain(mixed) {
        let expr = understood(world, Entity::Company, &typed);
        assert_eq!(
            company_ids(world, &expr),
            field.companies(&expr),
            "{typed} CALLSHEET_SEED={}",
            dice.seed
        );
    }
    let single = CONTACT_TERMS.iter().map(|term| (*term).to_owned());
    let mixed: Vec<_> = (0..100).map(|_| a_filter(&mut dice, CONTACT_TERMS, 3)).collect();
    for typed in single.chain(mixed) {
        let expr = understood(world, Entity::Contact, &typed);
        assert_eq!(
            contact_ids(world, &expr),
            field.contacts(&expr),
            "{typed} CALLSHEET_SEED={}",
            dice.seed
        );
    }
}

fn pages_of_a_filter_follow_each_other_without_gap(world: &mut World) {
    let mut dice = Dice::new();
    let field = plant(world, &mut dice);
    for typed in [
        "size>=1 OR no:size",
        "stage:QUALIFYING",
        "-tag:fair due<tomorrow",
        "owner:none",
        "tag:none",
    ] {
        let expr = understood(world, Entity::Company, typed);
        for (view, sort) in [
            (CompanyView::All, CompanySort::NextDue),
            (CompanyView::All, CompanySort::Name),
            (CompanyView::Mine, CompanySort::Name),
            (CompanyView::Unassigned, CompanySort::NextDue),
        ] {
            let mut ask = CompanyAsk {
                view,
                sort,
                limit: 7,
                ..CompanyAsk::default()
            };
            let mut seen = Vec::new();
            loop {
                let page = world.read(|tx| store::companies(tx, me(), &ask, &expr));
                seen.extend(page.rows);
                ask.after = page.next;
                if ask.after.is_none() {
                    break;
                }
            }
            let in_order = seen.windows(2).all(|pair| match sort {
                CompanySort::NextDue => {
                    pair[0].next_due.map_or(i64::MAX, |due| due.0)
                        <= pair[1].next_due.map_or(i64::MAX, |due| due.0)
                }
                CompanySort::Name => true,
            });
            assert!(in_order, "{typed} {view:?}");
            let mut ids: Vec<_> = seen.iter().map(|row| row.id.0.as_u128()).collect();
            ids.sort_unstable();
            let mut expected = field.companies(&expr);
            let owner = |n: &u128| field.firm(Some(CompanyId(id(*n)))).and_then(|firm| firm.owner_id);
            expected.retain(|n| match view {
                CompanyView::Mine => owner(n) == Some(me()),
                CompanyView::Unassigned => owner(n).is_none(),
                _ => true,
            });
            assert_eq!(
                ids, expected,
                "{typed} {view:?} {sort:?} CALLSHEET_SEED={}",
                dice.seed
            );
        }
    }
}

fn signs_of_patterns_are_letters_like_any(world: &mut World) {
    for (n, name) in [
        (1, "100% Natur"),
        (2, "100 Natur"),
        (3, "A_B"),
        (4, "AxB"),
        (5, "C\\D"),
    ] {
        let mut firm = company(n);
        firm.name = name.to_owned();
        world.put(&firm);
    }
    for (typed, found) in [
        ("name:\"100%\"", vec![1]),
        ("name:a_b", vec![3]),
        ("name:c\\d", vec![5]),
        ("name:\"'; DROP\"", vec![]),
    ] {
        let expr = understood(world, Entity::Company, typed);
        assert_eq!(company_ids(world, &expr), found, "{typed}");
    }
}

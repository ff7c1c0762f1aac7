//! How SQLite reads lists by a filter. The text of a filter is built while the program runs, so the check of the
//! declared statements does not see it; here every field, typical combinations and every order are asked for, and what
//! runs is explained.

use super::filters::understood;
use super::world::{NOW, World, at, company, contact, me};
use crate::store::statements::on_sqlite::costly;
use callsheet::base::{CompanyId, ContactId};
use callsheet::domain::filter::{Entity, fields, haves};
use callsheet::store::{Conn, filter as store};
use callsheet::view::{CompanyAsk, CompanyCursor, CompanySort, CompanyView, ContactCursor};
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use uuid::Uuid;

/// Filters whose rows are sorted on purpose, each with the reason.
const SORTED: &[(Entity, &str, &str)] = &[
    (
        Entity::Company,
        "0711 555",
        "the hits of search are looked up by id and sorted, which is less than to walk a window for them",
    ),
    (
        Entity::Contact,
        "0711 555",
        "the hits of search are looked up by id and sorted, which is less than to walk a window for them",
    ),
    (
        Entity::Contact,
        "müller",
        "the hits of search are looked up by id and sorted, which is less than to walk a window for them",
    ),
];

/// Rows of each kind: more than the first window of a page, so that its end is read too.
const ROWS: u128 = 1_010;

/// A filter on each field alone.
const COMPANY: &[&str] = &[
    "name:bau",
    "legal:holding",
    "stage:DORMANT",
    "status:lead",
    "owner:me",
    "industry:brew",
    "type:key",
    "size>=51",
    "band:51-200",
    "city:ulm",
    "country:DE",
    "postal_code:75",
    "tag:fair",
    "domain:bau",
    "email:bau.example",
    "phone:711",
    "source:import",
    "language:de",
    "dnc:yes",
    "created>=-7d",
    "last<-30d",
    "due<today",
    "has:contact",
    "no:task",
    // Text, own fields, and what people put together.
    "müller",
    "\"müller bau\"",
    "0711 555",
    "seats>=5",
    "renewal<+2w",
    "signed:yes",
    "extra.other:x",
    "owner:none",
    "owner:bob stage:QUALIFYING",
    "stage:QUALIFYING owner:me due<today tag:fair size>=51 \"müller\"",
    "stage:QUALIFYING,DORMANT",
    "-stage:DORMANT due<=today",
    "(tag:fair OR industry:brew) -owner:me",
    "due:none no:activity",
    "müller OR city:ulm",
    "name:bau (owner:me OR owner:none)",
    "owner:me,bob",
    "stage:DORMANT müller",
];
const CONTACT: &[&str] = &[
    "name:bauer",
    "company:bau",
    "title:head",
    "department:sales",
    "role:champion",
    "email:ulm",
    "phone:711",
    "status:active",
    "created>=-7d",
    "language:de",
    "tag:fair",
    "owner:me",
    "stage:DORMANT",
    "source:import",
    "dnc:no",
    "has:email",
    "no:phone",
    "müller",
    "0711 555",
    "seats>=5",
    "renewal<+2w",
    "signed:yes",
    "owner:me stage:QUALIFYING has:email -dnc:yes",
    "müller OR title:head",
];

/// The texts that run on a connection, each once.
struct Watch(Arc<Mutex<BTreeSet<String>>>);

impl Watch {
    fn on(conn: &mut Conn) -> Self {
        let texts = Arc::<Mutex<BTreeSet<String>>>::default();
        let seen = Arc::clone(&texts);
        let listener = move |event: TraceEvent<'_>| {
            if let TraceEvent::Stmt(_, text) = event
                && text.starts_with("SELECT")
                && !text.contains("'main'.'")
            {
                seen.lock()
                    .expect("nobody panics with it")
                    .insert(text.to_owned());
            }
        };
        driver(conn)
            .trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(listener))
            .expect("watched");
        Self(texts)
    }
    fn take(&self) -> BTreeSet<String> {
        std::mem::take(&mut *self.0.lock().expect("nobody panics with it"))
    }
}

fn driver(conn: &mut Conn) -> &mut rusqlite::Connection {
    match conn {
        Conn::Sqlite(file) => file.driver(),
        #[cfg(feature = "postgres")]
        Conn::Postgres(_) => panic!("plans are those of SQLite"),
    }
}

/// A database whose lists are longer than a window, and the watch on it.
fn planted() -> (World, Watch) {
    let mut world = World::sqlite();
    let env = world.env();
    world
        .conn
        .write(|tx| {
            for n in 1..=ROWS {
                tx.put(&company(n), 1, &env)?;
                tx.put(&contact(10_000 + n, n, "Bauer"), 1, &env)?;
            }
            Ok::<_, callsheet::store::StoreError>(())
        })
        .expect("planted");
    let watch = Watch::on(&mut world.conn);
    (world, watch)
}

/// What the plans gave.
#[derive(Default)]
struct Found {
    plans: Vec<String>,
    /// Filters that needed their excuse.
    excused: BTreeSet<(String, String)>,
}

/// Where the plan of a text is costly; the plan of a page of 100 that begins anywhere.
fn explained(world: &mut World, of: Entity, typed: &str, texts: &BTreeSet<String>, found: &mut Found) {
    let raw = driver(&mut world.conn);
    for sql in texts {
        let mut costly = costly(raw, sql);
        let begins = |known: &str| typed.split("  ").next() == Some(known);
        if SORTED
            .iter()
            .any(|(entity, known, _)| *entity == of && begins(known))
        {
            // Only they: a list that is walked and sorted would be both.
            let hits = walked(raw, sql).is_some_and(|walked| walked.contains("id=?"));
            let before = costly.len();
            costly.retain(|line| !(hits && line.contains("TEMP B-TREE")));
            if costly.len() < before {
                found.excused.insert((
                    of.to_string(),
                    typed.split("  ").next().unwrap_or(typed).to_owned(),
                ));
            }
        }
        if !costly.is_empty() {
            found
                .plans
                .push(format!("{typed}: {}\n      {sql}", costly.join("; ")));
        }
    }
}

fn company_texts(
    world: &mut World,
    watch: &Watch,
    typed: &str,
    view: CompanyView,
    sort: CompanySort,
) -> BTreeSet<String> {
    let expr = understood(world, Entity::Company, typed);
    let middle = CompanyCursor {
        due_key: at(NOW).0,
        sort_key: String::new(),
        id: CompanyId(Uuid::nil()),
    };
    watch.take();
    for after in [None, Some(middle)] {
        let ask = CompanyAsk {
            view,
            sort,
            after,
            ..CompanyAsk::default()
        };
        world.read(|tx| store::companies(tx, me(), &ask, &expr));
    }
    watch.take()
}

fn contact_texts(
    world: &mut World,
    watch: &Watch,
    typed: &str,
    company: Option<CompanyId>,
) -> BTreeSet<String> {
    let expr = understood(world, Entity::Contact, typed);
    let middle = ContactCursor {
        sort_key: String::new(),
        id: ContactId(Uuid::nil()),
    };
    watch.take();
    for after in [None, Some(middle)] {
        world.read(|tx| store::contacts(tx, &expr, company, after, 0));
    }
    watch.take()
}

#[test]
fn every_field_has_a_filter_whose_plan_is_read() {
    for (of, all) in [(Entity::Company, COMPANY), (Entity::Contact, CONTACT)] {
        let missing: Vec<_> = fields(of)
            .iter()
            .filter(|field| {
                let begins = |filter: &&&str| {
                    filter
                        .strip_prefix(field.name)
                        .is_some_and(|rest| rest.starts_with([':', '<', '>']))
                };
                all.iter().find(begins).is_none()
            })
            .map(|field| field.name)
            .collect();
        assert!(missing.is_empty(), "{of}: no filter on {missing:?}");
    }
}

#[test]
fn no_list_by_a_filter_reads_a_whole_table_or_sorts_one() {
    let (mut world, watch) = planted();
    let mut found = Found::default();
    let having = |of| {
        let each = haves(of).iter();
        each.flat_map(|(what, _)| [format!("has:{what}"), format!("no:{what}")])
    };
    let all: Vec<String> = COMPANY
        .iter()
        .map(|typed| (*typed).to_owned())
        .chain(having(Entity::Company))
        .collect();
    for typed in &all {
        for sort in [CompanySort::NextDue, CompanySort::Name] {
            let texts = company_texts(&mut world, &watch, typed, CompanyView::All, sort);
            // Both windows, with and without a place to begin at: less means that the test no longer sees them.
            assert!(texts.len() >= 3, "{typed}: {texts:?}");
            explained(
                &mut world,
                Entity::Company,
                &format!("{typed}  {sort:?}"),
                &texts,
                &mut found,
            );
        }
    }
    for view in [
        CompanyView::Mine,
        CompanyView::Unassigned,
        CompanyView::NoNextStep,
        CompanyView::Dormant,
        CompanyView::DoNotContact,
    ] {
        for sort in [CompanySort::NextDue, CompanySort::Name] {
            for typed in ["tag:fair", "müller", "owner:bob due<today"] {
                let texts = company_texts(&mut world, &watch, typed, view, sort);
                explained(
                    &mut world,
                    Entity::Company,
                    &format!("{typed}  {view:?} {sort:?}"),
                    &texts,
                    &mut found,
                );
            }
        }
    }
    let all: Vec<String> = CONTACT
        .iter()
        .map(|typed| (*typed).to_owned())
        .chain(having(Entity::Contact))
        .collect();
    for typed in &all {
        for company in [None, Some(CompanyId(super::world::id(7)))] {
            let texts = contact_texts(&mut world, &watch, typed, company);
            assert!(texts.len() >= 2, "{typed}: {texts:?}");
            explained(&mut world, Entity::Contact, typed, &texts, &mut found);
        }
    }
    for (of, typed, reason) in SORTED {
        assert!(reason.len() > 20, "{typed} needs a reason");
        if !found.excused.contains(&(of.to_string(), (*typed).to_owned())) {
            found
                .plans
                .push(format!("{of} {typed}: allowed but no longer needed"));
        }
    }
    assert!(found.plans.is_empty(), "plans:\n  {}", found.plans.join("\n  "));
}

/// The index by which SQLite walks the rows themselves, with the columns it looks up there.
fn walked(raw: &rusqlite::Connection, sql: &str) -> Option<String> {
    let mut statement = raw
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .expect("explained");
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().expect("a line") {
        let line: String = row.get(3).expect("its text");
        let own = ["SEARCH c USING ", "SEARCH contact USING "];
        if let Some(rest) = own.iter().find_map(|begin| line.strip_prefix(begin)) {
            let rest = rest.trim_start_matches("COVERING ").trim_start_matches("INDEX ");
            return Some(rest.to_owned());
        }
    }
    None
}

#[test]
fn what_leads_an_index_is_looked_up_there() {
    use CompanySort::{Name, NextDue};
    let (mut world, watch) = planted();
    // Anything else walks the order of the list, window by window, and is judged row by row: a part of a text, a tag and
    // what stands in JSON have no index, and an index on each column would cost every write more than a window takes.
    let by = |typed: &str| match typed {
        "owner:me" | "owner:none" => (
            "company_owner (tenant_no=? AND owner_id=?",
            "company_owner_name (tenant_no=? AND owner_id=?",
        ),
        "stage:DORMANT" => (
            "company_stage (tenant_no=? AND stage=?",
            "company_name (tenant_no=?",
        ),
        "due<today" => (
            "company_due (tenant_no=? AND next_due_key<?",
            "company_name (tenant_no=?",
        ),
        _ => ("company_due (tenant_no=?", "company_name (tenant_no=?"),
    };
    let mut wrong = BTreeMap::new();
    for typed in [
        "owner:me",
        "owner:none",
        "stage:DORMANT",
        "due<today",
        "tag:fair",
        "city:ulm",
        "seats>=5",
    ] {
        let (due, name) = by(typed);
        for (sort, wanted) in [(NextDue, due), (Name, name)] {
            let texts = company_texts(&mut world, &watch, typed, CompanyView::All, sort);
            for sql in &texts {
                let walked = walked(driver(&mut world.conn), sql).unwrap_or_default();
                // Where a page goes on, or ends, the range of the order is looked up too.
                let is =
                    walked.starts_with(wanted) || (typed == "due<today" && walked.contains("next_due_key"));
                if !is {
                    wrong.insert(sql.clone(), format!("{typed} {sort:?}: {walked}, not {wanted}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

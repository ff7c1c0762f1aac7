//! Lists by a filter beside the SQL that somebody would write by hand for the same rows.
//!
//! Ours begins with the text as it was typed: it is taken apart, understood, made SQL of, and read in windows until
//! the page is full. The floor is one statement, prepared beforehand, on the bare driver; that both give the same rows
//! is looked at first.

use crate::Out;
use crate::measure::{Line, Samples};
use crate::replay::driver;
use crate::store::{cpu, options};
use callsheet::base::lang::{DayOrder, Lang};
use callsheet::base::phrase::{Ask, Tense};
use callsheet::base::worktime::Desk;
use callsheet::domain::filter::{Entity, Filter, Known};
use callsheet::replica::Replica;
use callsheet::store::{Conn, StoreError, Tx, filter};
use callsheet::view::{CompanyAsk, CompanySort};
use rusqlite::types::Value;
use std::hint::black_box;
use std::path::Path;
use uuid::Uuid;

/// Rounds of a pair; the median of them counts.
const ROUNDS: usize = 15;
/// How often a list is asked for in a round.
const REPEATS: usize = 10;
/// Rows of a page.
const PAGE: usize = 100;

const COLUMNS: &str = "SELECT c.id, c.name, c.stage, c.owner_id, c.owner_text, c.next_due_key, c.sort_key,
    c.last_activity_at, c.last_activity_kind, c.city, c.country, c.phone, c.dnc_since IS NOT NULL, u.name
    FROM company c LEFT JOIN users u ON u.tenant_no = c.tenant_no AND u.id = c.owner_id
    WHERE c.tenant_no = ?1 AND c.deleted_at IS NULL AND ";
const BY_DUE: &str = " ORDER BY c.next_due_key, c.sort_key, c.id LIMIT 101";
const BY_NAME: &str = " ORDER BY c.sort_key, c.id LIMIT 101";

/// A filter, its order, and the same by hand with what it binds behind the tenant.
struct Case {
    typed: &'static str,
    sort: CompanySort,
    hand: &'static str,
    values: Vec<Value>,
}

fn cases(me: Uuid, today: i64) -> Vec<Case> {
    let text = |text: &str| Value::Text(text.to_owned());
    vec![
        Case {
            typed: "stage:QUALIFYING owner:me",
            sort: CompanySort::NextDue,
            hand: "c.owner_id = ?2 AND c.stage = ?3",
            values: vec![Value::Blob(me.as_bytes().to_vec()), text("QUALIFYING")],
        },
        Case {
            typed: "due<today size>=51",
            sort: CompanySort::NextDue,
            hand: "c.next_due_key < ?2 AND (c.employees >= 51 OR c.employees IS NULL
                AND c.size_band IN ('51-200', '201-500', '501-1000', '1000+'))",
            values: vec![Value::Integer(today)],
        },
        Case {
            typed: "city:ber -stage:DORMANT",
            sort: CompanySort::Name,
            hand: "lower(c.city) LIKE ?2 AND c.stage <> 'DORMANT'",
            values: vec![text("%ber%")],
        },
        Case {
            typed: "country:DE has:contact no:tag",
            sort: CompanySort::Name,
            hand: "c.country = ?2 AND c.tags = '[]' AND EXISTS (SELECT 1 FROM contact t
                WHERE t.tenant_no = c.tenant_no AND t.company_id = c.id AND t.deleted_at IS NULL)",
            values: vec![text("DE")],
        },
        Case {
            typed: "name:bau (owner:me OR owner:none)",
            sort: CompanySort::NextDue,
            hand: "c.name_folded LIKE ?2 AND (c.owner_id = ?3 OR c.owner_id IS NULL)",
            values: vec![text("%bau%"), Value::Blob(me.as_bytes().to_vec())],
        },
    ]
}

/// The lines of the table that are about filters.
pub(crate) fn measure(file: &Path) -> Out<Vec<Line>> {
    let replica = Replica::open(options(file))?;
    let (actor, rules) = (replica.actor(), replica.rules());
    let settings = &rules.settings;
    let now = replica.now();
    let known = Known {
        me: actor.id,
        people: &[],
        fields: &rules.fields,
        ask: Ask {
            now,
            desk: Desk::new(&settings.working_time, &actor.zone, Some(&settings.country)),
            lang: Lang::En,
            order: DayOrder::DayFirst,
            tense: Tense::Ahead,
        },
    };
    let today = now.date_in(&actor.zone).start_in(&actor.zone).0;
    let mut lines = Vec::new();
    for case in cases(actor.id.0, today) {
        lines.push(beside(file, &known, &case)?);
    }
    Ok(lines)
}

fn beside(file: &Path, known: &Known<'_>, case: &Case) -> Out<Line> {
    let mut conn = Conn::open_reader(file)?;
    let mut floor = Conn::open_reader(file)?;
    let floor = driver(&mut floor)?;
    let tenant: i64 = floor.query_row("SELECT tenant_no FROM tenant", [], |row| row.get(0))?;
    let order = match case.sort {
        CompanySort::NextDue => BY_DUE,
        CompanySort::Name => BY_NAME,
    };
    let mut statement = floor.prepare(&format!("{COLUMNS}({}){order}", case.hand))?;
    let columns = statement.column_count();
    let values: Vec<Value> = std::iter::once(Value::Integer(tenant))
        .chain(case.values.iter().cloned())
        .collect();
    let mut by_hand = || -> rusqlite::Result<Vec<Uuid>> {
        let mut rows = statement.query(rusqlite::params_from_iter(&values))?;
        let mut ids = Vec::new();
        while let Some(row) = rows.next()? {
            for at in 0..columns {
                black_box(row.get_ref(at)?);
            }
            ids.push(row.get(0)?);
        }
        Ok(ids)
    };
    let ours_found = conn.read(|tx| page(tx, known, case))?;
    let mut wanted = by_hand()?;
    wanted.truncate(PAGE);
    if ours_found != wanted {
        let text = format!(
            "{}: {} rows, by hand {}",
            case.typed,
            ours_found.len(),
            wanted.len()
        );
        return Err(text.into());
    }
    let (mut ours, mut theirs) = (Samples::default(), Samples::default());
    // One round more than counts: the first fills the caches.
    for round in 0..=ROUNDS {
        let before = cpu();
        for _ in 0..REPEATS {
            conn.read(|tx| page(tx, known, case).map(black_box))?;
        }
        let our_time = cpu().saturating_sub(before);
        let before = cpu();
        for _ in 0..REPEATS {
            black_box(by_hand()?);
        }
        let their_time = cpu().saturating_sub(before);
        if round > 0 {
            ours.push(our_time / REPEATS as u32);
            theirs.push(their_time / REPEATS as u32);
        }
    }
    let what = format!("filter `{}`, {} rows, processor time", case.typed, wanted.len());
    Ok(Line::against(&what, ours.median(), theirs.median(), 1.3))
}

/// The first page, however many windows it takes.
fn page(tx: &mut Tx<'_>, known: &Known<'_>, case: &Case) -> Result<Vec<Uuid>, StoreError> {
    let filter = Filter::parse(case.typed).expect("it is written here");
    let expr = filter.bind(Entity::Company, known).expect("its fields are known");
    let expr = expr.expect("something is in it");
    let mut ask = CompanyAsk {
        sort: case.sort,
        limit: PAGE as u32,
        ..CompanyAsk::default()
    };
    let mut ids = Vec::new();
    loop {
        let page = filter::companies(tx, known.me, &ask, &expr)?;
        ids.extend(page.rows.iter().map(|row| row.id.0));
        ask.after = page.next;
        if ask.after.is_none() || ids.len() >= PAGE {
            ids.truncate(PAGE);
            return Ok(ids);
        }
    }
}

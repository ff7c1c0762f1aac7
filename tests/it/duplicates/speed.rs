//! A large file: the first page at once, the whole pass without comparing everything with everything.

use super::World;
use callsheet::base::{CompanyId, Json, Timestamp, UserId};
use callsheet::domain::duplicates::LIKELY;
use callsheet::domain::{
    Address, AnyRow, Company, CompanyStatus, Phone, PhoneState, PhoneType, Stage, TwinKind,
};
use callsheet::view::{TwinAsk, TwinCursor};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use uuid::Uuid;

fn company(n: usize, name: String, phone: String) -> Company {
    Company {
        id: CompanyId(Uuid::from_u128(
            0x0190_0000_0000_7000_8000_0000_0000_0000 + n as u128,
        )),
        name,
        legal_name: None,
        status: CompanyStatus::Lead,
        stage: Stage::Unverified,
        owner_id: None,
        owner_text: None,
        industry: None,
        account_type: None,
        size_band: None,
        employees: None,
        website: None,
        domain: Some(format!("firm{n}.example")),
        emails: Json(Vec::new()),
        phones: Json(vec![Phone {
            kind: PhoneType::Main,
            raw: phone.clone(),
            e164: Some(phone),
            ext: None,
            state: PhoneState::Ok,
            blocked: false,
            primary: true,
        }]),
        postal: Json(Address {
            city: Some(format!("Town {}", n % 900)),
            ..Address::default()
        }),
        delivery: Json(None),
        vat_id: None,
        tax_number: None,
        register_number: None,
        register_court: None,
        source: None,
        source_detail: None,
        language: None,
        time_zone: None,
        tags: Json(Vec::new()),
        dnc_since: None,
        dnc_basis: None,
        external_ids: Json(Vec::new()),
        enrichment_source: None,
        enrichment_at: None,
        extra: Json(BTreeMap::new()),
        created_at: Timestamp(n as i64),
        created_by: UserId(Uuid::from_u128(1)),
        deleted_at: None,
        deleted_by: None,
        deleted_with: None,
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long it takes is what the test is about"
)]
fn clock() -> Instant {
    Instant::now()
}

/// One in twenty is there twice, one in fifty has the number of the same switchboard.
fn measure(size: usize, first: Duration, whole: Duration) {
    let w = World::new();
    let mut rows: Vec<AnyRow> = Vec::new();
    for n in 0..size {
        let like = if n % 20 == 19 { n - 1 } else { n };
        let phone = if n % 50 == 7 {
            "+49305550000".to_owned()
        } else {
            format!("+4989{like:07}")
        };
        let mut row = company(n, format!("Firm {like} GmbH"), phone);
        row.postal.0.city = Some(format!("Town {}", like % 900));
        rows.push(AnyRow::from(row));
        if rows.len() == 500 || n + 1 == size {
            w.replica.restore(std::mem::take(&mut rows)).expect("rows");
        }
    }
    let begun = clock();
    let ask = TwinAsk {
        about: TwinKind::Company,
        min: LIKELY,
        limit: 50,
        from: TwinCursor::default(),
    };
    let page = w.replica.duplicates(&ask).expect("a page");
    let page_took = begun.elapsed();
    assert!(page.pairs.len() >= 50, "{}", page.pairs.len());
    let begun = clock();
    let all = w.pairs(TwinKind::Company, 1_000);
    let all_took = begun.elapsed();
    said(size, page_took, all_took, all.len());
    assert_eq!(all.len(), size / 20);
    assert!(page_took < first, "first page: {page_took:?}");
    assert!(all_took < whole, "all: {all_took:?}");
}

#[expect(clippy::print_stderr, reason = "the figures are what the test is for")]
fn said(size: usize, page: Duration, all: Duration, pairs: usize) {
    eprintln!("{size} companies: first page {page:?}, all {pairs} pairs {all:?}");
}

#[test]
fn ten_thousand_companies_are_looked_through_in_time_for_a_screen() {
    // A tenth of the size for which the limits are, and a build without optimisation.
    measure(10_000, Duration::from_secs(2), Duration::from_secs(30));
}

#[test]
#[ignore = "takes minutes to make the file: cargo test --release -- --ignored a_hundred_thousand"]
fn a_hundred_thousand_companies_within_the_limits() {
    measure(100_000, Duration::from_secs(1), Duration::from_mins(1));
}

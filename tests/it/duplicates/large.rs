//! A larger file: exactly the pairs that were made are found, though thousands share a number or a word.

use super::World;
use callsheet::base::{CompanyId, Json, Timestamp, UserId};
use callsheet::domain::duplicates::LIKELY;
use callsheet::domain::{
    Address, AnyRow, Company, CompanyStatus, Phone, PhoneState, PhoneType, Stage, TwinKind,
};
use callsheet::view::{TwinAsk, TwinCursor};
use std::collections::BTreeMap;
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

#[test]
fn ten_thousand_companies_give_the_pairs_that_were_made_and_no_others() {
    // One in twenty is there twice, one in fifty has the number of the same switchboard.
    let size = 10_000;
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
    let ask = TwinAsk {
        about: TwinKind::Company,
        min: LIKELY,
        limit: 50,
        from: TwinCursor::default(),
    };
    let page = w.replica.duplicates(&ask).expect("a page");
    assert!(page.pairs.len() >= 50, "{}", page.pairs.len());
    assert_eq!(w.pairs(TwinKind::Company, 1_000).len(), size / 20);
}

//! What is typed into a record must be of use.

use super::*;

#[test]
fn what_a_person_types_must_be_a_country_and_a_web_address_and_an_import_keeps_what_came() {
    let mut w = World::new();
    let company = |id: CompanyId, fields: serde_json::Value, import: Option<ImportMark>| {
        CompanyCommand::Create(CreateCompany {
            id,
            fields: fields.as_object().cloned().expect("an object"),
            workflow: false,
            import,
        })
    };
    for (field, fields) in [
        (
            "country",
            json!({ "name": "A", "postal": { "country": "Atlantis" } }),
        ),
        ("website", json!({ "name": "A", "website": "not a url !!" })),
        ("website", json!({ "name": "A", "website": "acme" })),
    ] {
        let (typed, brought) = (w.id(), w.id());
        let refusal = w.refused(company(typed, fields.clone(), None));
        assert_eq!(
            (refusal.code, refusal.missing[0].code.as_str()),
            (RefusalCode::Invalid, field)
        );
        let mark = ImportMark {
            system: "CSV".to_owned(),
            line: 2,
            customer: false,
        };
        w.run(company(brought, fields, Some(mark)));
    }
    for fields in [
        json!({ "name": "A", "postal": { "country": "Deutschland" }, "website": "www.acme.com/kontakt" }),
        json!({ "name": "A", "postal": { "country": "at" }, "website": "http://192.168.0.1:8080/" }),
        json!({ "name": "A", "postal": { "country": "" }, "website": "" }),
    ] {
        let id = w.id();
        w.run(company(id, fields, None));
    }
}

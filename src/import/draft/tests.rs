//! What rows say, read cell by cell.

use super::*;
use crate::import::map::MapOptions;
use crate::import::read::tests::rows_of;

fn drafts(text: &str) -> Vec<Result<Draft, String>> {
    let (header, rows) = rows_of(text);
    let mapping = Mapping::of(&header, &MapOptions::default()).expect("known columns");
    let reading = Reading::default();
    rows.iter().map(|row| read(row, &mapping, &reading)).collect()
}
fn draft(text: &str) -> Draft {
    drafts(text).remove(0).expect("a good row")
}

#[test]
fn a_company_row_says_what_its_columns_say() {
    let draft = draft(
        "Record ID,Company name,Company Domain Name,Website URL,Company owner,Industry,Number of employees,\
         Annual revenue,Phone Number,Street Address,City,Country/Region,Create Date,Lifecycle stage,Mood\n\
         42,Voss Pumpen GmbH,www.Voss-Pumpen.example,https://voss-pumpen.example/de,ines@team.example,\
         Machinery,\"1,250\",€ 12500000.50,030 123456 ext. 7,Ringweg 4,Trier,Germany,2024-03-05 09:41,Customer,good\n",
    );
    assert_eq!(draft.id.as_deref(), Some("42"));
    assert_eq!(draft.text("name"), Some("Voss Pumpen GmbH"));
    assert_eq!(draft.domain.as_deref(), Some("voss-pumpen.example"));
    assert_eq!(draft.text("website"), Some("https://voss-pumpen.example/de"));
    assert_eq!(draft.owner.as_deref(), Some("ines@team.example"));
    assert_eq!(draft.employees, Some(1250));
    assert_eq!(draft.phones, [(PhoneType::Main, "030 123456 ext. 7".to_owned())]);
    assert_eq!(draft.postal.country.as_deref(), Some("DE"));
    assert!(draft.customer);
    let extra: Vec<_> = draft
        .extra
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect();
    assert_eq!(
        extra,
        [
            ("Annual revenue", "12500000.5 EUR"),
            ("Create Date", "2024-03-05 09:41"),
            ("Lifecycle stage", "Customer"),
            ("Mood", "good"),
        ]
    );
}

#[test]
fn a_contact_row_names_its_company_in_every_way_it_can() {
    let draft = draft(
        "Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Contact owner,Associated Company,\
         Associated Company IDs,Associated Company Domain\n\
         7,Jördis,Albers,\"j.albers@voss.example; jo@home.example\",030-1;030-2,0171 55,Ines,Voss,42;43,voss.example\n",
    );
    assert_eq!(draft.person().as_deref(), Some("Jördis Albers"));
    assert_eq!(draft.emails.len(), 2);
    let kinds: Vec<_> = draft.phones.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, [PhoneType::Work, PhoneType::Work, PhoneType::Mobile]);
    assert_eq!(draft.link.ids, ["42", "43"]);
    assert_eq!(draft.link.domain.as_deref(), Some("voss.example"));
    assert_eq!(draft.link.name.as_deref(), Some("Voss"));
    assert_eq!(draft.extra.get("Contact owner").map(String::as_str), Some("Ines"));
}

#[test]
fn data_loader_rows_are_read_by_the_names_of_the_interface() {
    let draft = draft(
        "ID,ISDELETED,NAME,TYPE,BILLINGSTREET,BILLINGCITY,BILLINGCOUNTRY,SHIPPINGCITY,PHONE,FAX,ANNUALREVENUE,\
         OWNERID,CREATEDDATE,LOYALTY__C\n\
         001x0000002xLCV,false,Hafen AG,Customer - Direct,Kai 1,Bremen,DE,Kiel,(0421) 1,(0421) 2,6.0E7,005x,\
         2006-04-15T03:23:15.000Z,gold\n",
    );
    assert_eq!(draft.id.as_deref(), Some("001x0000002xLCVAA2"));
    assert!(draft.customer && !draft.deleted);
    assert_eq!(draft.delivery.city.as_deref(), Some("Kiel"));
    assert_eq!(
        draft.extra.get("ANNUALREVENUE").map(String::as_str),
        Some("60000000")
    );
    assert_eq!(draft.extra.get("LOYALTY__C").map(String::as_str), Some("gold"));
    assert_eq!(draft.extra.get("OWNERID").map(String::as_str), Some("005x"));
    assert_eq!(draft.phones[1], (PhoneType::Fax, "(0421) 2".to_owned()));
}

#[test]
fn what_cannot_be_read_rejects_its_row_and_says_why() {
    let rows = drafts(
        "name,domain,revenue,create date,employees\n\
         A,,1,31/02/2026,\n\
         B,,1,2026-13-01,\n\
         C,,1,tomorrow,\n\
         D,,NaN,,\n\
         E,,1e30,,\n\
         F,,,,many\n\
         ,,5,,\n\
         ,g.example,-0,,51-200\n",
    );
    let reasons: Vec<String> = rows
        .iter()
        .map(|row| row.as_ref().map_or_else(Clone::clone, |_| "taken".to_owned()))
        .collect();
    for (reason, says) in reasons.iter().zip([
        "create date: \"31/02/2026\" is no date",
        "create date: \"2026-13-01\" is no date",
        "create date: \"tomorrow\" is no date",
        "revenue: \"NaN\" is no number",
        "revenue: \"1e30\" is no number",
        "employees: \"many\" is no number",
        "no name and no domain",
        "taken",
    ]) {
        assert!(reason.contains(says), "{reason}");
    }
    let last = rows.last().expect("a row").as_ref().expect("taken");
    assert_eq!(last.text("name"), Some("g.example"));
    assert_eq!(last.band, Some(SizeBand::To200));
    assert_eq!(last.extra.get("revenue").map(String::as_str), Some("0"));
}

#[test]
fn names_of_one_cell_are_split_as_people_write_them() {
    for (name, first, last) in [
        ("Anna Maria Voss", "Anna Maria", "Voss"),
        ("Voss, Anna", "Anna", "Voss"),
        ("Jan van der Berg", "Jan", "van der Berg"),
        ("Cher", "", "Cher"),
        ("李 小龙", "李", "小龙"),
    ] {
        let mut draft = Draft::default();
        let column = Column {
            name: "Name".to_owned(),
            field: Field::FullName,
            known: true,
        };
        take_full_name(&mut draft, &column, name);
        assert_eq!(draft.text("first_name").unwrap_or(""), first, "{name}");
        assert_eq!(draft.text("last_name").unwrap_or(""), last, "{name}");
    }
}

#[test]
fn texts_that_look_like_formulas_or_commands_are_texts() {
    for cell in [
        "=cmd|' /C calc'!A0",
        "+1",
        "-1",
        "@SUM(A1)",
        "\u{1b}[31mred",
        "a\u{202e}b",
    ] {
        let draft = draft(&format!("name,note\nAcme,{cell}\n"));
        assert_eq!(draft.extra.get("note").map(String::as_str), Some(cell));
    }
}

#[test]
fn languages_are_tags() {
    for (cell, tag) in [
        ("German", Some("de")),
        ("Deutsch", Some("de")),
        ("de_at", Some("de-AT")),
        ("EN", Some("en")),
        ("Klingon (tlh)", None),
    ] {
        assert_eq!(language(cell).as_deref(), tag, "{cell}");
    }
}

//! Stories of the screen that shows what looks alike, and of the warning while somebody is typed.

use super::records::{File, fields};
use callsheet::base::Lang;
use callsheet::domain::command::{
    CompanyCommand, ContactCommand, CreateContact, EditCompany, FieldCommand, PutField,
};
use callsheet::domain::custom::{FieldEntity, FieldType};
use callsheet::tui::message::Message;
use callsheet::tui::place::Place;
use serde_json::json;

/// Two spellings of one company, and two of one person at it.
fn twins() -> File {
    let file = File::field();
    file.company("Mueller Maschinenbau", "Stuttgart", "0711 555010");
    let id = file.named("Müller");
    file.run(ContactCommand::Create(CreateContact {
        id: file.replica.new_id(),
        company_id: Some(id),
        fields: fields(
            json!({ "first_name": "K.", "last_name": "Vogel", "emails": ["K.Vogel@mueller.example"] }),
        ),
        import: None,
    }));
    file
}

#[test]
fn a_pair_is_compared_field_by_field_merged_and_parted_again_by_u() {
    let file = twins();
    let before = file.replica.digest(false).expect("digest");
    let mut rep = file.drive((120, 40), Place::Twins);
    rep.shows("1 of 1")
        .shows("same number +30")
        .shows("same name +40");
    rep.press("enter").shows("(stays)").shows("(goes)").shows("◂");
    rep.press("x").press("right").shows("▸");
    rep.press("enter").shows("Keep both").shows("entries move");
    rep.press("esc").shows("(goes)");
    assert_eq!(
        file.replica.digest(false).expect("digest"),
        before,
        "nothing happened yet"
    );
    rep.press("enter")
        .press("2")
        .shows("Merged:")
        .shows("Nothing looks alike here.");
    rep.press("u").shows("1 of 1");
    assert_eq!(file.replica.digest(false).expect("digest"), before);
}

#[test]
fn the_slash_narrows_the_pairs_and_no_letter_of_it_is_a_command() {
    let file = twins();
    file.company("Kranbau Schulz", "Köln", "0221 700100");
    file.company("Kranbau Schulz GmbH", "Köln", "0221 700100");
    let before = file.replica.digest(false).expect("digest");
    let mut rep = file.drive((120, 40), Place::Twins);
    rep.shows("1 of 2").press("/").type_text("schulz");
    rep.shows("1 of 1").shows("Kranbau").hides("Mueller");
    assert_eq!(file.replica.digest(false).expect("digest"), before);
    rep.press("enter")
        .shows("/schulz")
        .press("enter")
        .shows("(stays)");
    rep.press("esc").press("esc").shows("1 of 2").shows("Mueller");
    rep.press("/")
        .type_text("bub")
        .shows("Nothing matches")
        .press("esc");
    assert_eq!(
        file.replica.digest(false).expect("digest"),
        before,
        "b, u and b were letters"
    );
}

#[test]
fn as_many_pairs_as_are_read_at_once_are_counted_without_a_plus() {
    let file = File::new();
    for n in 0..60 {
        let phone = format!("+49 711 60{n:05}");
        file.company(&format!("Firma{n} Bau{n}"), "Köln", &phone);
        file.company(&format!("Firma{n} Bau{n} GmbH"), "Köln", &phone);
    }
    let mut rep = file.drive((120, 40), Place::Twins);
    rep.shows("1 of 60").hides("60+");
}

#[test]
fn what_is_not_the_same_stays_away_and_later_is_only_for_now() {
    let file = twins();
    let mut rep = file.drive((80, 24), Place::Twins);
    rep.press("b").shows("Nothing looks alike here.");
    let mut rep = file.drive((80, 24), Place::Twins);
    rep.shows("1 of 1")
        .press("n")
        .shows("Not the same")
        .shows("Nothing looks alike here.");
    rep.press("f")
        .shows("Contacts")
        .shows("K. Vogel")
        .shows("same e-mail +50");
    // No companies are left that look alike: the people that do are shown at once.
    let mut rep = file.drive((80, 24), Place::Twins);
    rep.shows("Contacts").shows("K. Vogel");
}

#[test]
fn it_opens_where_pairs_wait_companies_first() {
    let file = twins();
    let mut rep = file.drive((120, 40), Place::Twins);
    rep.shows("Companies").press("f").shows("Contacts").press("n");
    rep.shows("Nothing looks alike here.").hides("compare");
    rep.press("g c").press("g d").shows("Mueller").shows("1 of 1");
    rep.shows("compare").press("n");
    // Nothing is left of either kind.
    rep.press("g c").press("g d").shows("Nothing looks alike here.");
    rep.shows("Companies").hides("compare");
}

#[test]
fn a_merge_is_not_met_by_accident() {
    let file = twins();
    let before = file.replica.digest(false).expect("digest");
    let mut rep = file.drive((120, 40), Place::Twins);
    for keys in ["left", "h", "l", "j k l o", "up"] {
        rep.press("enter")
            .shows("(stays)")
            .press("enter")
            .shows("Keep both");
        rep.press(keys).press("enter").hides("Keep both").press("esc");
        assert_eq!(file.replica.digest(false).expect("digest"), before, "{keys}");
    }
    // Tab and the arrows lead to the other button, and no further.
    rep.press("enter").press("enter").press("right").press("right");
    rep.press("enter").shows("Merged:");
}

#[test]
fn what_a_merge_moves_is_not_broken_at_the_end_of_a_line() {
    let file = twins();
    let mut rep = file.drive((80, 24), Place::Twins);
    rep.press("enter").press("enter").shows("Keep both");
    let lines = rep.lines();
    let said = lines
        .iter()
        .find(|line| line.contains("entries move"))
        .expect("said");
    let said = said.trim_start_matches(|ch: char| !ch.is_alphanumeric());
    assert!(said.starts_with(|ch: char| ch.is_ascii_digit()), "{said}");
}

#[test]
fn the_screen_is_reached_by_its_key_and_drawn_at_every_size_in_german_too() {
    let file = twins();
    let mut rep = file.drive_in(Lang::De, (120, 40), Place::Work);
    rep.press("g d").shows("Dubletten").shows("gleicher Name +40");
    rep.press("enter").shows("(bleibt)").shows("Adresse");
    for (width, height) in [(80, 24), (200, 60), (40, 10), (30, 8), (1, 1), (120, 40)] {
        rep.resize(width, height);
    }
    rep.press("enter").shows("Zusammenführen");
}

#[test]
fn whoever_is_typed_may_be_here_already() {
    let file = twins();
    let id = file.named("Müller");
    let mut rep = file.drive((120, 40), Place::Company(id));
    rep.press("a p")
        .type_text("Katrin")
        .press("tab")
        .type_text("Vogel");
    rep.shows("possible duplicate: Katrin Vogel");
}

#[test]
fn fields_of_ones_own_have_rows_and_what_stays_is_read_whole_at_80() {
    let file = twins();
    file.run(FieldCommand::Put(PutField {
        entity: FieldEntity::Company,
        name: "seats".to_owned(),
        label: Some("Seats in the hall".to_owned()),
        kind: FieldType::Number,
        choices: Vec::new(),
        place: None,
        new: true,
    }));
    for (name, long, extra) in [
        (
            "Müller",
            "Müller Maschinenbau und Anlagentechnik GmbH & Co. KG",
            json!({ "seats": "12", "Hall": "4" }),
        ),
        (
            "Mueller",
            "Mueller Maschinenbau und Anlagentechnik GmbH & Co. KG",
            json!({ "seats": "20" }),
        ),
    ] {
        file.run(CompanyCommand::Edit(EditCompany {
            company_id: file.named(name),
            fields: fields(json!({ "name": long, "extra": extra })),
            import: None,
        }));
    }
    let mut rep = file.drive((80, 24), Place::Twins);
    rep.press("enter").shows("(stays)").shows("(goes)");
    rep.shows("Seats in the hall").shows("Hall").hides("Other fields");
    // The last row is that of the seats: theirs alone stays.
    rep.press("end")
        .press("left")
        .press("enter")
        .press("2")
        .shows("Merged:");
    let page = file
        .replica
        .companies(&callsheet::view::CompanyAsk::default())
        .expect("a page");
    let company = page
        .rows
        .iter()
        .find(|row| row.name.contains("ller Maschinenbau"))
        .expect("merged");
    let card = file.replica.company(company.id).expect("read").expect("there");
    let extra = &card.company.extra;
    assert_eq!(extra.get("Hall").map(String::as_str), Some("4"));
    assert!(
        extra.contains_key("seats") && !extra.contains_key("seats (2)"),
        "{extra:?}"
    );
}

#[test]
fn that_not_all_were_compared_stands_in_the_header_once() {
    let file = File::new();
    for n in 0..26 {
        file.company(&format!("Number{n} Works{n}"), "Trier", "+49 651 5550000");
    }
    let mut rep = file.drive((140, 40), Place::Twins);
    let said = "Not all were compared: 1 number";
    for _ in 0..2 {
        let screen = rep.shows(said).screen();
        assert_eq!(screen.matches(said).count(), 1, "{screen}");
        assert!(
            screen
                .lines()
                .next_back()
                .is_some_and(|line| !line.contains(said))
        );
        rep.send(Message::Changed);
    }
}

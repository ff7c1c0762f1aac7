//! Stories of the fields that one defines for oneself: the screen of definitions, and the forms that have them.

use super::records::{File, fields};
use super::support::NOW;
use callsheet::base::Lang;
use callsheet::domain::command::{CompanyCommand, EditCompany, FieldCommand, PutField};
use callsheet::domain::{FieldEntity, FieldType};
use callsheet::replica::{Clock, OpenOptions, Replica};
use callsheet::tui::place::Place;
use serde_json::json;

impl File {
    pub(super) fn define(
        &self,
        entity: FieldEntity,
        name: &str,
        label: Option<&str>,
        kind: FieldType,
        choices: &[&str],
    ) {
        self.run(FieldCommand::Put(PutField {
            entity,
            name: name.to_owned(),
            label: label.map(str::to_owned),
            kind,
            choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
            place: None,
            new: true,
        }));
    }
    pub(super) fn own(&self, name: &str, field: &str) -> Option<String> {
        let card = self
            .replica
            .company(self.named(name))
            .expect("read")
            .expect("there");
        card.company.extra.get(field).cloned()
    }
}

#[test]
fn a_field_is_defined_changed_and_deleted_by_keys() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Companies);
    rep.press("ctrl-p").type_text("custom fields").press("enter");
    rep.shows("No field of your own is defined yet. n adds one.");
    rep.press("n").shows("New field");
    // Of whom, its name, then its label; the choices are there once it is a choice.
    rep.press("tab")
        .type_text("Name")
        .press("tab")
        .type_text("Stimmung")
        .press("tab");
    rep.hides("Choices").press("right right right").shows("Choices");
    rep.press("tab").type_text("good; bad").press("ctrl-s");
    rep.shows("is a field of every company").shows("Stimmung");
    rep.press("ctrl-u").type_text("Mood").press("ctrl-s");
    rep.shows("Field added: Stimmung")
        .shows("Choice: good, bad · Mood");
    assert_eq!(file.replica.rules().fields[0].choices, ["good", "bad"]);
    rep.press("enter")
        .shows("Change field · Company · Mood")
        .hides("*");
    rep.press("ctrl-u")
        .type_text("Laune")
        .press("ctrl-s")
        .shows("Laune");
    rep.press("D")
        .shows("No field of your own")
        .press("u")
        .shows("Laune");
    for size in [(80, 24), (200, 60), (40, 10), (30, 8), (1, 1)] {
        rep.resize(size.0, size.1);
    }
}

#[test]
fn the_form_of_a_company_has_a_field_for_each_and_errors_stand_beside_them() {
    let file = File::field();
    let id = file.named("Müller");
    file.run(CompanyCommand::Edit(EditCompany {
        company_id: id,
        fields: fields(json!({ "extra": { "Seats": "many", "Shoe": "42" } })),
        import: None,
    }));
    // The screen is open before there are fields; they are there when they are needed.
    let mut rep = file.drive((120, 60), Place::Company(id));
    file.define(
        FieldEntity::Company,
        "Seats",
        Some("Plätze"),
        FieldType::Number,
        &[],
    );
    file.define(FieldEntity::Company, "Since", None, FieldType::Date, &[]);
    file.define(
        FieldEntity::Company,
        "Mood",
        None,
        FieldType::Choice,
        &["Good", "Bad"],
    );
    file.define(FieldEntity::Company, "Fair", None, FieldType::Boolean, &[]);
    file.define(FieldEntity::Company, "Motto", None, FieldType::Text, &[]);
    rep.press("f5").shows("many !").shows("Shoe");
    rep.press("e").shows("was: many").shows("Since").shows("Motto");
    // From the end: buttons are behind the last field.
    rep.press("shift-tab shift-tab shift-tab")
        .type_text("Ja und nein");
    rep.press("shift-tab right");
    rep.press("shift-tab enter").type_text("goo").press("enter");
    rep.press("shift-tab").type_text("24.12.2020");
    rep.shows("Thu 24 Dec 2020");
    rep.press("shift-tab ctrl-u").type_text("1,234").press("ctrl-s");
    rep.shows("can be read two ways; write 1234 or 1.2340")
        .shows("Ja und nein");
    rep.press("ctrl-u").type_text("1.234,5").press("ctrl-s");
    rep.hides("Save")
        .shows("1,234.5")
        .shows("Thu 24 Dec 2020")
        .shows("Good")
        .shows("Yes");
    let kept = ["Seats", "Since", "Mood", "Fair", "Motto", "Shoe"].map(|name| file.own("Müller", name));
    let kept: Vec<_> = kept.iter().map(|value| value.as_deref().unwrap_or("")).collect();
    assert_eq!(
        kept,
        ["1234.5", "2020-12-24", "Good", "true", "Ja und nein", "42"]
    );
    let mut german = file.drive_in(Lang::De, (120, 60), Place::Company(id));
    german.shows("1.234,5").shows("Do 24. Dez 2020").shows("Ja");
}

#[test]
fn what_another_window_defines_is_in_force_here_once_it_is_seen() {
    let file = File::field();
    let other = Replica::open(OpenOptions {
        path: file.folder.path().join("field.db"),
        clock: Clock::Frozen(NOW.parse().expect("an instant")),
        user_name: "Anna K.".to_owned(),
        zone: "Europe/Berlin".to_owned(),
        country: "DE".to_owned(),
        rules: Vec::new(),
    })
    .expect("opens");
    let before = other.data_version().expect("version");
    file.define(FieldEntity::Company, "Mood", None, FieldType::Choice, &["Good"]);
    assert_ne!(other.data_version().expect("version"), before);
    other.reload().expect("read again");
    let edit = EditCompany {
        company_id: file.named("Müller"),
        fields: fields(json!({ "extra": { "Mood": "so so" } })),
        import: None,
    };
    let refused = other.run(CompanyCommand::Edit(edit)).expect_err("refused");
    assert!(refused.to_string().contains("none of its choices"), "{refused}");
}

#[test]
fn the_form_of_a_contact_has_its_own_fields_and_a_new_one_knows_those_defined_since() {
    let file = File::field();
    let id = file.named("Müller");
    let mut rep = file.drive((100, 40), Place::Company(id));
    file.define(FieldEntity::Contact, "Newsletter", None, FieldType::Boolean, &[]);
    rep.press("a p")
        .shows("Newsletter")
        .press("tab")
        .type_text("Renz");
    rep.press("shift-tab shift-tab shift-tab shift-tab shift-tab right right")
        .press("ctrl-s");
    rep.shows("Renz");
    let card = file.replica.company(id).expect("read").expect("there");
    let renz = card
        .contacts
        .iter()
        .find(|contact| contact.last_name.as_deref() == Some("Renz"));
    let said = renz.and_then(|contact| contact.extra.get("Newsletter").cloned());
    assert_eq!(said.as_deref(), Some("false"));
}

#[test]
fn a_german_form_takes_numbers_and_days_as_germans_write_them() {
    let file = File::field();
    file.define(FieldEntity::Company, "Seats", None, FieldType::Number, &[]);
    file.define(FieldEntity::Company, "Since", None, FieldType::Date, &[]);
    let id = file.named("Müller");
    let mut rep = file.drive_in(Lang::De, (120, 60), Place::Company(id));
    rep.press("e")
        .press("shift-tab shift-tab shift-tab")
        .type_text("3/4/2027");
    rep.shows("3. Apr 2027");
    rep.press("shift-tab").type_text("1.234").press("ctrl-s");
    rep.hides("Speichern");
    assert_eq!(file.own("Müller", "Seats").as_deref(), Some("1234"));
    assert_eq!(file.own("Müller", "Since").as_deref(), Some("2027-04-03"));
    // What is offered is a day, in words that are taken.
    rep.press("e")
        .press("shift-tab shift-tab shift-tab")
        .press("ctrl-u")
        .press("down");
    rep.shows("in drei Monaten")
        .hides("morgen 10")
        .press("4")
        .press("ctrl-s");
    rep.hides("Speichern");
    assert_eq!(file.own("Müller", "Since").as_deref(), Some("2027-02-24"));
}

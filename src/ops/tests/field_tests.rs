//! Stories of the fields that a tenant defines for itself.

use super::*;
use crate::store::digest;

impl World {
    fn put_field(&mut self, name: &str, kind: FieldType, choices: &[&str]) -> Result<Done, Refusal> {
        let done = self.try_run(put(name, kind, choices));
        self.reload();
        done
    }
    fn reload(&mut self) {
        self.rules = Arc::new(self.in_force());
    }
    fn digest(&mut self) -> String {
        self.conn.read(digest::digest).expect("digest")
    }
    fn extra(&mut self, id: CompanyId, value: serde_json::Value) -> Result<Done, Refusal> {
        let fields = json!({ "extra": value }).as_object().cloned().expect("object");
        self.try_run(CompanyCommand::Edit(EditCompany {
            company_id: id,
            fields,
            import: None,
        }))
    }
}

fn put(name: &str, kind: FieldType, choices: &[&str]) -> FieldCommand {
    FieldCommand::Put(PutField {
        entity: FieldEntity::Company,
        name: name.to_owned(),
        label: None,
        kind,
        choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
        place: None,
        new: false,
    })
}

fn delete(name: &str) -> FieldCommand {
    FieldCommand::Delete(FieldRef {
        entity: FieldEntity::Company,
        name: name.to_owned(),
    })
}

#[test]
fn a_defined_field_reads_what_is_typed_and_refuses_what_does_not_fit() {
    let mut w = World::new();
    let id = w.company_with(json!({ "name": "Acme", "extra": { "Mood": "so so", "Seats": "12" } }));
    w.put_field("Mood", FieldType::Choice, &["Good", "Bad"])
        .expect("defined");
    w.put_field("Seats", FieldType::Number, &[]).expect("defined");
    w.put_field("Since", FieldType::Date, &[]).expect("defined");
    w.extra(
        id,
        json!({ "Mood": "good", "Seats": "1.234,5", "Since": "tomorrow" }),
    )
    .expect("fits");
    let extra = w.load::<Company>(id).extra.0;
    let kept = ["Mood", "Seats", "Since"].map(|name| extra[name].as_str());
    assert_eq!(kept, ["Good", "1234.5", "2026-11-25"]);
    let refusal = w
        .extra(id, json!({ "Mood": "godo", "Seats": "many" }))
        .expect_err("refused");
    assert_eq!(refusal.code, RefusalCode::Invalid);
    assert!(
        refusal
            .detail
            .contains("Mood: \"godo\" is none of its choices; did you mean \"Good\"?"),
        "{refusal}"
    );
    assert_eq!(w.load::<Company>(id).extra.0, extra, "nothing was changed");
    w.extra(id, json!({ "Seats": "" })).expect("emptied");
    assert!(!w.load::<Company>(id).extra.0.contains_key("Seats"));
    // The same door for who is entered, and none for the other kind of record.
    let person = json!({ "last_name": "Renz", "extra": { "Seats": "many" } });
    w.contact(id, person);
    let command = CompanyCommand::Create(CreateCompany {
        id: w.id(),
        fields: json!({ "name": "Beta", "extra": { "Seats": "many" } })
            .as_object()
            .cloned()
            .expect("object"),
        workflow: true,
        import: None,
    });
    assert_eq!(w.refused(command).missing[0].code, "extra.Seats");
}

#[test]
fn what_was_kept_before_stays_when_a_field_is_defined_changed_or_deleted() {
    let mut w = World::new();
    let id = w.company_with(json!({ "name": "Acme", "extra": { "Seats": "many" } }));
    w.put_field("Seats", FieldType::Number, &[]).expect("defined");
    w.extra(id, json!({ "Seats": "many", "Other": "x" }))
        .expect("what stays is not judged");
    let field = w
        .rules
        .field(FieldEntity::Company, "seats")
        .cloned()
        .expect("defined");
    assert!(!field.fits("many"));
    w.put_field("Seats", FieldType::Text, &[]).expect("changed");
    assert_eq!(w.rules.fields.len(), 1);
    w.run(delete("Seats"));
    w.reload();
    assert_eq!(w.rules.fields, []);
    assert_eq!(w.load::<Company>(id).extra.0["Seats"], "many");
    assert_eq!(w.refused(delete("Seats")).code, RefusalCode::NotFound);
}

#[test]
fn undo_takes_each_step_back_and_the_digest_says_so() {
    let mut w = World::new();
    w.company("Acme");
    let none = w.digest();
    w.put_field("Mood", FieldType::Choice, &["Good"])
        .expect("defined");
    let first = w.digest();
    w.put_field("Mood", FieldType::Choice, &["Good", "Bad"])
        .expect("changed");
    let second = w.digest();
    w.run(delete("Mood"));
    assert_eq!(w.digest(), none);
    for expected in [&second, &first, &none] {
        w.undo();
        assert_eq!(&w.digest(), expected);
    }
    w.run(JournalCommand::Redo(RedoArgs::default()));
    assert_eq!(w.digest(), first);
    w.reload();
    assert_eq!(w.rules.fields.len(), 1);
    // Defined again after it was deleted: one field, and gone again by one undo.
    w.run(delete("Mood"));
    w.put_field("Mood", FieldType::Text, &[]).expect("defined again");
    assert_eq!(w.rules.fields.len(), 1);
    w.undo();
    w.reload();
    assert_eq!(w.rules.fields, []);
}

#[test]
fn the_configuration_leaves_fields_alone() {
    let mut w = World::new();
    w.put_field("Mood", FieldType::Text, &[]).expect("defined");
    let shipped = Rules {
        settings: w.rules.settings.clone(),
        ..Rules::shipped()
    };
    w.run(AdminCommand::Rules(LoadRules {
        rules: shipped.to_new(),
        whole: true,
    }));
    w.reload();
    assert_eq!(w.rules.fields.len(), 1);
    let rows = w.conn.read(|tx| tx.rule_rows()).expect("rules");
    assert!(
        Rules::are_loaded(&rows, &shipped.to_new()),
        "no load is needed either"
    );
}

#[test]
fn a_field_can_be_mistaken_for_no_other_and_needs_the_right_to_define_it() {
    let mut w = World::new();
    w.put_field("Mood", FieldType::Text, &[]).expect("defined");
    assert_eq!(
        w.put_field("MOOD", FieldType::Text, &[])
            .expect_err("taken")
            .missing[0]
            .code,
        "name"
    );
    let mut labelled = PutField {
        label: Some("mood".to_owned()),
        name: "Temper".to_owned(),
        new: true,
        entity: FieldEntity::Company,
        kind: FieldType::Text,
        choices: vec![],
        place: None,
    };
    assert_eq!(
        w.refused(FieldCommand::Put(labelled.clone())).missing[0].code,
        "label"
    );
    labelled.entity = FieldEntity::Contact;
    w.run(FieldCommand::Put(labelled.clone()));
    assert_eq!(w.refused(FieldCommand::Put(labelled)).code, RefusalCode::Conflict);
    w.reload();
    for n in 1..custom::MOST {
        w.put_field(&format!("Field {n}"), FieldType::Text, &[])
            .expect("room");
    }
    assert!(w.put_field("One more", FieldType::Text, &[]).is_err());
    let again = w.put_field("Mood", FieldType::Text, &[]).expect("the same");
    assert!(again.effects.is_empty(), "nothing to do");
    w.actor.roles = vec![Role::InsideSales];
    assert_eq!(w.refused(delete("Mood")).code, RefusalCode::Forbidden);
}

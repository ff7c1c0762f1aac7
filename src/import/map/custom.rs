//! Columns that go to a field which the tenant defined: by `--map`, or because they have its name.
//!
//! The value is kept under the field's name, so the column takes that name.

use super::{Entity, Field, Kept, Mapping, fold_name};
use crate::domain::custom::{self, CustomField, FieldEntity};

/// Where a column is sent.
pub(super) struct Target<'f> {
    pub(super) field: Field,
    /// The field of the tenant's own that it is.
    pub(super) own: Option<&'f CustomField>,
}

/// Whose fields rows of a kind have; none of their own: what happened, and what is kept beside a company.
const fn record(entity: Entity) -> Option<FieldEntity> {
    match entity {
        Entity::Companies => Some(FieldEntity::Company),
        Entity::Contacts => Some(FieldEntity::Contact),
        Entity::Activities | Entity::Deals | Entity::Tickets => None,
    }
}

/// The field of a name: one of the tenant's own that is called just so, one of ours, or one of the tenant's own that
/// is probably meant.
pub(super) fn target<'f>(name: &str, entity: Entity, own: &'f [CustomField]) -> Result<Target<'f>, String> {
    let to = |field: &'f CustomField| Target {
        field: Field::Extra(Kept::Own(field.kind)),
        own: Some(field),
    };
    let Some(entity_of) = record(entity) else {
        return Field::named(name, entity).map(|field| Target { field, own: None });
    };
    let mut mine = own.iter().filter(|field| field.entity == entity_of);
    if let Some(field) = mine.clone().find(|field| field.name == name.trim()) {
        return Ok(to(field));
    }
    match Field::named(name, entity) {
        Ok(field) => Ok(Target { field, own: None }),
        Err(error) => match custom::find(own, entity_of, name) {
            Some(field) => Ok(to(field)),
            None if mine.next().is_none() => Err(error),
            None => {
                let names = own.iter().filter(|field| field.entity == entity_of);
                let names = names.map(|field| field.name.as_str()).collect::<Vec<_>>();
                Err(format!("{error}, {}", names.join(", ")))
            }
        },
    }
}

/// Gives a column the name of its field; two columns cannot both go there.
pub(super) fn rename(mapping: &mut Mapping, folded: &str, own: &CustomField) -> Result<(), String> {
    let is_it = |name: &str| fold_name(name) == folded;
    if let Some(other) = mapping
        .columns
        .iter()
        .find(|c| c.name == own.name && !is_it(&c.name) && c.field.is_kept())
    {
        return Err(format!(
            "the column \"{}\" goes to \"{}\" already; say --map {}=ignore first",
            other.name, own.name, other.name
        ));
    }
    for column in mapping.columns.iter_mut().filter(|column| is_it(&column.name)) {
        column.name.clone_from(&own.name);
    }
    Ok(())
}

/// Columns that nothing is known of go to the field of their name.
pub(super) fn take(mapping: &mut Mapping, own: &[CustomField]) {
    let Some(entity) = record(mapping.entity) else {
        return;
    };
    for at in 0..mapping.columns.len() {
        let column = &mapping.columns[at];
        if column.known || !column.field.is_kept() {
            continue;
        }
        let Some(field) = custom::find(own, entity, &column.name) else {
            continue;
        };
        let mut others = mapping.columns.iter().enumerate();
        if others.any(|(other, column)| other != at && column.name == field.name && column.field.is_kept()) {
            continue;
        }
        let column = &mut mapping.columns[at];
        column.name.clone_from(&field.name);
        column.field = Field::Extra(Kept::Own(field.kind));
        column.known = true;
    }
}

#[cfg(test)]
mod tests {
    use super::super::MapOptions;
    use super::*;
    use crate::domain::FieldType;

    fn own(name: &str, label: &str, kind: FieldType) -> CustomField {
        CustomField {
            entity: FieldEntity::Company,
            name: name.to_owned(),
            label: Some(label.to_owned()),
            kind,
            choices: Vec::new(),
            place: 0,
        }
    }

    fn mapped(header: &[&str], maps: &[&str]) -> Result<Vec<(String, Field)>, String> {
        let header: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
        let options = MapOptions {
            maps: maps.iter().map(|map| (*map).to_owned()).collect(),
            custom: vec![
                own("Mood", "Stimmung", FieldType::Text),
                own("Seats", "Plätze", FieldType::Number),
            ],
            ..MapOptions::default()
        };
        let mapping = Mapping::of(&header, &options).map_err(|error| error.to_string())?;
        assert!(mapping.kept().iter().all(|name| *name != "Mood"));
        Ok(mapping.columns.into_iter().map(|c| (c.name, c.field)).collect())
    }

    #[test]
    fn a_column_goes_to_the_field_of_its_name_or_the_one_that_is_said() {
        let mood = ("Mood".to_owned(), Field::Extra(Kept::Own(FieldType::Text)));
        let seats = ("Seats".to_owned(), Field::Extra(Kept::Own(FieldType::Number)));
        for (header, maps) in [
            (["Name", "mood", "Plätze"], vec![]),
            (
                ["Name", "Temper", "Chairs"],
                vec!["Temper=stimmung", "Chairs=Seats"],
            ),
        ] {
            let columns = mapped(&header, &maps).expect("mapped");
            assert_eq!(columns[1..], [mood.clone(), seats.clone()], "{header:?}");
        }
        // The second column of a field keeps its own name, unless it is sent there: then somebody must choose.
        let columns = mapped(&["Name", "Mood", "Stimmung"], &[]).expect("mapped");
        assert_eq!(columns[2], ("Stimmung".to_owned(), Field::Extra(Kept::Text)));
        let error = mapped(&["Name", "Mood", "Temper"], &["Temper=Mood"]).expect_err("two");
        assert!(error.contains("--map Mood=ignore first"), "{error}");
        let error = mapped(&["Name", "Temper"], &["Temper=Moood"]).expect_err("none");
        assert!(error.ends_with("ignore, Mood, Seats"), "{error}");
    }
}

//! Values of fields that the tenant defined.
//!
//! What a column tells of its dates and numbers is known here only; all else is judged where every value is.

use super::date::{self, DateOrder};
use super::number::{self, DecimalMark};
use crate::domain::{FieldType, custom};

/// What goes to the field; none when the cell says nothing.
pub fn read(
    kind: FieldType,
    cell: &str,
    order: Option<DateOrder>,
    mark: Option<DecimalMark>,
) -> Result<Option<String>, String> {
    Ok(match kind {
        FieldType::Date => date::read(cell, order)?.map(|when| when.day().to_string()),
        FieldType::Number => match number::read(cell, mark)? {
            (number, None) => Some(custom::pointed(&number.to_string())),
            (_, Some(_)) => Some(cell.to_owned()),
        },
        FieldType::Text | FieldType::Choice | FieldType::Boolean => Some(cell.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_says_how_its_values_are_read() {
        use FieldType::{Choice, Date, Number};
        let (month, comma) = (Some(DateOrder::MonthFirst), Some(DecimalMark::Comma));
        for (kind, cell, kept) in [
            (Date, "03/04/2026", Some("2026-03-04")),
            (Date, "0000-00-00", None),
            (Number, "1,234", Some("1.2340")),
            (Number, "1.234", Some("1234")),
            (Number, "12 €", Some("12 €")),
            (Choice, "good", Some("good")),
        ] {
            assert_eq!(
                read(kind, cell, month, comma),
                Ok(kept.map(str::to_owned)),
                "{kind} {cell}"
            );
        }
        assert!(read(Date, "soon", month, comma).is_err());
    }
}

//! Conditions on a field that the tenant defined, by its type.

use super::{Step, Value, check_op, how, negated, one_or, stretch};
use crate::base::phrase::{Ask, Tense};
use crate::base::{Date, Timestamp};
use crate::domain::custom::{self, CustomField, FieldType, Misfit};
use crate::domain::filter::error::{Accepted, FilterError, Wrong};
use crate::domain::filter::expr::{Cond, Expr, How, Order, OwnKind, Spelt};
use crate::domain::filter::node::Op;
use crate::domain::filter::{self, Known};

pub(super) fn bind(
    field: &CustomField,
    known: &Known<'_>,
    name: &str,
    op: Op,
    values: &[Value],
    at: usize,
) -> Step<Expr> {
    check_op(name, filter::own(field.kind).operators(), op, at)?;
    let key = field.name.to_ascii_lowercase();
    let any = values
        .iter()
        .map(|value| {
            let cond = match field.kind {
                FieldType::Number => {
                    let number = number(name, value)?;
                    Cond::Own(key.clone(), OwnKind::Number, order(op), number)
                }
                FieldType::Date => {
                    let day = day(&known.ask, &value.text).map_err(|why| {
                        let field = name.to_owned();
                        FilterError::at(value.at, Wrong::Date { field, why })
                    })?;
                    Cond::Own(key.clone(), OwnKind::Day, order(op), day.to_string())
                }
                FieldType::Boolean => {
                    let truth = custom::read(field, &value.text, &known.ask).ok().flatten();
                    let truth = truth.ok_or_else(|| no_value(name, value, Accepted::YesNo))?;
                    Cond::Extra(key.clone(), How::Whole, Spelt::of(&truth))
                }
                FieldType::Text | FieldType::Choice => {
                    Cond::Extra(key.clone(), how(op), Spelt::of(&value.text))
                }
            };
            Ok(Expr::Is(cond))
        })
        .collect::<Step<Vec<_>>>()?;
    Ok(negated(op, one_or(any, Expr::Any)))
}

const fn order(op: Op) -> Order {
    match op {
        Op::Has | Op::Equal | Op::Unequal => Order::Equal,
        Op::Less => Order::Less,
        Op::AtMost => Order::AtMost,
        Op::More => Order::More,
        Op::AtLeast => Order::AtLeast,
    }
}

fn no_value(field: &str, value: &Value, accepted: Accepted) -> FilterError {
    let wrong = Wrong::Value {
        field: field.to_owned(),
        value: value.text.clone(),
        accepted,
        near: None,
    };
    FilterError::at(value.at, wrong)
}

/// As numbers are typed into the field, so `1.234` is refused here too.
fn number(field: &str, value: &Value) -> Step<String> {
    custom::number(value.text.trim()).map_err(|misfit| match misfit {
        Misfit::TwoNumbers {
            found,
            whole,
            decimal,
        } => {
            let wrong = Wrong::TwoNumbers {
                field: field.to_owned(),
                value: found,
                whole,
                decimal,
            };
            FilterError::at(value.at, wrong)
        }
        _ => no_value(field, value, Accepted::Decimal),
    })
}

/// A day of any year, and whatever is understood for what is due.
fn day(ask: &Ask<'_>, text: &str) -> Result<Date, String> {
    if let Some(day) = custom::written_day(text.trim()) {
        return Ok(day);
    }
    let (from, _) = stretch(ask, Tense::Ahead, text)?;
    Ok(Timestamp(from).date_in(ask.desk.zone))
}

//! From the text of a filter to its meaning: fields, codes, people and dates, counted from now.

use super::error::{Accepted, FilterError, Wrong};
use super::expr::{Cond, Expr, How, Spelt, TextColumn, TimeColumn, What};
use super::field::{self, Field, Kind};
use super::node::{Node, Op, Value};
use super::{Entity, Known};
use crate::base::phrase::{self, Ask, Reason, Tense};
use crate::base::{Due, Timestamp, country, lookup, near, words};
use crate::domain::custom::{self, FieldEntity, Misfit};

mod own;

type Step<T> = Result<T, FilterError>;

/// Fewest digits of a number that are looked for.
const FEWEST_DIGITS: usize = 3;
/// What begins the name of a field that an import brought.
const EXTRA: &str = "extra.";

pub(super) fn bind(node: &Node, of: Entity, known: &Known<'_>) -> Step<Expr> {
    let several = |parts: &[Node]| {
        parts
            .iter()
            .map(|part| bind(part, of, known))
            .collect::<Step<Vec<_>>>()
    };
    Ok(match node {
        Node::All(parts) => Expr::All(several(parts)?),
        Node::Any(parts) => Expr::Any(several(parts)?),
        Node::Not(inner) => Expr::Not(Box::new(bind(inner, of, known)?)),
        Node::Text { text, quoted, at } => text_of(text, *quoted, *at)?,
        Node::Term {
            field,
            op,
            values,
            at,
        } => term(of, known, field, *op, values, *at)?,
    })
}

/// Plain text: a phone number, else every word of it; in quotes the name holds the whole text too.
fn text_of(text: &str, quoted: bool, at: usize) -> Step<Expr> {
    if let Some(digits) = words::phone_part(text) {
        return Ok(Expr::Is(Cond::AnyNumber(digits)));
    }
    let pieces = text.split_whitespace().map(|piece| (piece, words::terms(piece)));
    let mut all: Vec<Expr> = pieces
        .filter(|(_, terms)| !terms.is_empty())
        .map(|(piece, terms)| {
            Expr::Is(Cond::Word {
                terms,
                spelt: Spelt::of(piece.trim_matches(|c: char| !c.is_alphanumeric())),
            })
        })
        .collect();
    if all.is_empty() {
        return Err(FilterError::at(at, Wrong::NothingToFind(text.trim().to_owned())));
    }
    if quoted && all.len() > 1 {
        let whole = Cond::Name(How::Part, lookup::fold(text));
        let town = Cond::Text(TextColumn::City, How::Part, Spelt::of(text));
        all.push(Expr::Any(vec![Expr::Is(whole), Expr::Is(town)]));
    }
    Ok(one_or(all, Expr::All))
}

fn one_or(mut all: Vec<Expr>, several: fn(Vec<Expr>) -> Expr) -> Expr {
    match all.len() {
        1 => all.remove(0),
        _ => several(all),
    }
}

fn term(of: Entity, known: &Known<'_>, name: &str, op: Op, values: &[Value], at: usize) -> Step<Expr> {
    if name.len() >= EXTRA.len()
        && name.is_char_boundary(EXTRA.len())
        && name[..EXTRA.len()].eq_ignore_ascii_case(EXTRA)
    {
        return extra(of, known, name, op, values, at);
    }
    let Some(field) = field::find(of, name) else {
        if let Some(own) = custom::find(known.fields, record(of), name) {
            return own::bind(own, known, name, op, values, at);
        }
        let names = field::fields(of)
            .iter()
            .flat_map(|field| std::iter::once(field.name).chain(field.aliases.iter().copied()));
        return Err(FilterError::at(
            at,
            Wrong::Field {
                name: name.to_owned(),
                of,
                near: near::nearest(name, names),
            },
        ));
    };
    check_op(name, field.kind.operators(), op, at)?;
    let any = values
        .iter()
        .map(|value| condition(of, known, field, op, value))
        .collect::<Step<Vec<_>>>()?;
    Ok(negated(op, one_or(any, Expr::Any)))
}

const fn record(of: Entity) -> FieldEntity {
    match of {
        Entity::Company => FieldEntity::Company,
        Entity::Contact => FieldEntity::Contact,
    }
}

fn negated(op: Op, expr: Expr) -> Expr {
    if op == Op::Unequal {
        Expr::Not(Box::new(expr))
    } else {
        expr
    }
}

fn check_op(field: &str, accepted: &'static str, op: Op, at: usize) -> Step<()> {
    if accepted.split(' ').any(|sign| sign == op.sign()) {
        return Ok(());
    }
    Err(FilterError::at(
        at + field.chars().count(),
        Wrong::Operator {
            field: field.to_owned(),
            op: op.sign(),
            accepted,
        },
    ))
}

const fn how(op: Op) -> How {
    match op {
        Op::Has => How::Part,
        _ => How::Whole,
    }
}

/// What stands under a name, as text; what has an order is compared by its type.
fn extra(of: Entity, known: &Known<'_>, name: &str, op: Op, values: &[Value], at: usize) -> Step<Expr> {
    let key = name[EXTRA.len()..].trim().to_ascii_lowercase();
    if key.is_empty() {
        return Err(FilterError::at(at, Wrong::Missing(EXTRA.to_owned())));
    }
    if op.orders()
        && let Some(field) = custom::find(known.fields, record(of), &key)
    {
        return own::bind(field, known, name, op, values, at);
    }
    check_op(name, ": = !=", op, at)?;
    let any = values
        .iter()
        .map(|value| Expr::Is(Cond::Extra(key.clone(), how(op), Spelt::of(&value.text))));
    Ok(negated(op, one_or(any.collect(), Expr::Any)))
}

fn no_value(field: Field, value: &Value, accepted: Accepted, near: Option<String>) -> FilterError {
    FilterError::at(
        value.at,
        Wrong::Value {
            field: field.name.to_owned(),
            value: value.text.clone(),
            accepted,
            near,
        },
    )
}

fn condition(of: Entity, known: &Known<'_>, field: Field, op: Op, value: &Value) -> Step<Expr> {
    let text = value.text.trim();
    let folded = || match lookup::fold(text) {
        folded if folded.is_empty() => Err(no_value(field, value, Accepted::Text, None)),
        folded => Ok(folded),
    };
    let spelt = || {
        if text.is_empty() {
            Err(no_value(field, value, Accepted::Text, None))
        } else {
            Ok(Spelt::of(text))
        }
    };
    Ok(Expr::Is(match field.kind {
        Kind::Name => Cond::Name(how(op), folded()?),
        Kind::CompanyName => Cond::CompanyName(how(op), folded()?),
        Kind::Text(column) => Cond::Text(column, how(op), spelt()?),
        Kind::Language => {
            let whole = Expr::Is(Cond::Text(TextColumn::Language, How::Whole, spelt()?));
            if op != Op::Has {
                return Ok(whole);
            }
            let region = Cond::Text(TextColumn::Language, How::Begin, Spelt::of(&format!("{text}-")));
            return Ok(Expr::Any(vec![whole, Expr::Is(region)]));
        }
        Kind::Country => {
            let Some(country) = country::find(text) else {
                return Err(no_value(field, value, Accepted::Country, None));
            };
            Cond::Text(TextColumn::Country, How::Whole, Spelt::of(&country.code))
        }
        Kind::PostalCode => {
            let how = if op == Op::Has { How::Begin } else { How::Whole };
            Cond::Text(TextColumn::PostalCode, how, spelt()?)
        }
        Kind::Code(column, _) => Cond::Code(column, code(of, field, value)?),
        Kind::Owner => return owner(known, field, value),
        Kind::Size => return size(field, op, value),
        Kind::Time(column) => return time(known, field, column, op, value),
        Kind::Tag => match text.trim_start_matches('#').to_lowercase() {
            tag if tag.is_empty() => return Err(no_value(field, value, Accepted::Text, None)),
            tag => Cond::Tag(tag),
        },
        Kind::Email => Cond::Email(how(op), spelt()?),
        Kind::Phone => {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            let digits = digits.trim_start_matches('0');
            if digits.len() < FEWEST_DIGITS {
                return Err(no_value(field, value, Accepted::Digits, None));
            }
            Cond::Phone(digits.to_owned())
        }
        Kind::DoNotContact => {
            let blocked = Expr::Is(Cond::Has(What::Blocked));
            return match text.to_lowercase().as_str() {
                "yes" | "true" | "ja" | "1" => Ok(blocked),
                "no" | "false" | "nein" | "0" => Ok(Expr::Not(Box::new(blocked))),
                _ => Err(no_value(field, value, Accepted::YesNo, None)),
            };
        }
        Kind::Has | Kind::No => {
            let what = code(of, field, value)?;
            let found = field::haves(of).iter().find(|(name, _)| *name == what);
            let has = Expr::Is(Cond::Has(found.expect("it is one of them").1));
            return Ok(if matches!(field.kind, Kind::No) {
                Expr::Not(Box::new(has))
            } else {
                has
            });
        }
    }))
}

/// One of the field's known values.
fn code(of: Entity, field: Field, value: &Value) -> Step<&'static str> {
    let plain = |text: &str| text.trim().to_lowercase().replace([' ', '-'], "_");
    let all = field.kind.known(of);
    let found = all.iter().find(|code| plain(code) == plain(&value.text));
    found.copied().ok_or_else(|| {
        let near = near::nearest(&value.text, all.iter().copied()).map(str::to_owned);
        no_value(field, value, Accepted::These(all.join(", ")), near)
    })
}

/// `me`, `none`, or everybody whose name or address has what was typed.
fn owner(known: &Known<'_>, field: Field, value: &Value) -> Step<Expr> {
    let text = lookup::fold(&value.text);
    let whose = match text.as_str() {
        "me" => vec![Some(known.me)],
        "none" | "nobody" => vec![None],
        _ => {
            let fits = |person: &&super::Person| {
                let email = person.email.as_deref().map(lookup::fold);
                !text.is_empty()
                    && (lookup::fold(&person.name).contains(&text) || email.as_deref() == Some(&text))
            };
            known
                .people
                .iter()
                .filter(fits)
                .map(|person| Some(person.id))
                .collect()
        }
    };
    if whose.is_empty() {
        let names = known.people.iter().map(|person| person.name.as_str());
        let near = near::nearest(&value.text, names).map(str::to_owned);
        return Err(no_value(field, value, Accepted::User, near));
    }
    let any = whose.into_iter().map(|who| Expr::Is(Cond::Owner(who)));
    Ok(one_or(any.collect(), Expr::Any))
}

fn size(field: Field, op: Op, value: &Value) -> Step<Expr> {
    // People are whole: the only mark of `1.000` groups.
    let plain = match custom::number(&value.text) {
        Ok(plain) | Err(Misfit::TwoNumbers { whole: plain, .. }) => plain,
        Err(_) => String::new(),
    };
    let Ok(number) = plain.parse::<i64>() else {
        return Err(no_value(field, value, Accepted::Number, None));
    };
    let (least, most) = match op {
        Op::Has | Op::Equal | Op::Unequal => (number, number),
        Op::Less => (i64::MIN, number.saturating_sub(1)),
        Op::AtMost => (i64::MIN, number),
        Op::More => (number.saturating_add(1), i64::MAX),
        Op::AtLeast => (number, i64::MAX),
    };
    Ok(Expr::Is(Cond::Size(least, most)))
}

/// A day stands for all of it, a day with a time for its minute.
fn time(known: &Known<'_>, field: Field, column: TimeColumn, op: Op, value: &Value) -> Step<Expr> {
    if value.text.trim().eq_ignore_ascii_case("none") && matches!(op, Op::Has | Op::Equal | Op::Unequal) {
        let what = match column {
            TimeColumn::Due => What::Due,
            TimeColumn::Last => What::Activity,
            TimeColumn::Created => {
                let text = value.text.clone();
                let none = Value { text, at: value.at };
                return Err(no_value(
                    field,
                    &none,
                    Accepted::These("today, -7d, 2026-11-24".to_owned()),
                    None,
                ));
            }
        };
        return Ok(Expr::Not(Box::new(Expr::Is(Cond::Has(what)))));
    }
    let tense = if column == TimeColumn::Due {
        Tense::Ahead
    } else {
        Tense::Past
    };
    let (from, until) = stretch(&known.ask, tense, &value.text).map_err(|why| {
        let field = field.name.to_owned();
        FilterError::at(value.at, Wrong::Date { field, why })
    })?;
    let (from, until) = match op {
        Op::Has | Op::Equal | Op::Unequal => (from, until),
        Op::Less => (i64::MIN, from),
        Op::AtMost => (i64::MIN, until),
        Op::More => (until, i64::MAX),
        Op::AtLeast => (from, i64::MAX),
    };
    Ok(Expr::Is(Cond::Time(column, from, until)))
}

/// The first millisecond of a typed moment and the first behind it.
fn stretch(ask: &Ask<'_>, tense: Tense, text: &str) -> Result<(i64, i64), String> {
    let zone = ask.desk.zone;
    let read = |tense| phrase::parse(text, &Ask { tense, ..*ask });
    let parsed = match read(tense) {
        // What was due can be looked for too.
        Err(error) if tense == Tense::Ahead && matches!(error.reason, Reason::Past(_)) => read(Tense::Past),
        other => other,
    };
    let parsed = parsed.map_err(|error| error.to_string())?;
    if parsed.timed || text.trim().parse::<Timestamp>().is_ok() {
        let from = parsed.due.opens(zone).0.div_euclid(60_000) * 60_000;
        return Ok((from, from + 60_000));
    }
    let day = match parsed.due {
        Due::At(at) => at.date_in(zone),
        Due::On(day) => day,
    };
    Ok((day.start_in(zone).0, day.plus_days(1).start_in(zone).0))
}

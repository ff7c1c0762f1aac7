//! Fields that the tenant defines for itself: a definition is a rule, its values are in the rows.

use super::work::Work;
use super::{Entry, Out};
use crate::base::lang::{DayOrder, Lang};
use crate::base::phrase::{Ask, Tense};
use crate::base::{Json, lookup::fold, worktime::Desk};
use crate::domain::command::{FieldCommand, FieldRef, Fields, NewRule, PutField};
use crate::domain::custom::{self, CustomField, FieldEntity};
use crate::domain::{Effect, Refusal, RefusalCode, Rule, RuleKind, Rules};
use crate::params;
use crate::store::facts;
use std::borrow::Cow;
use std::collections::BTreeMap;

pub(super) fn run(work: &mut Work, command: &FieldCommand) -> Out<Entry> {
    match command {
        FieldCommand::Put(args) => put(work, args)?,
        FieldCommand::Delete(args) => delete(work, args)?,
    }
    Ok(Entry::Reversible)
}

/// Every rule, and the fields that are defined now: not those the command came with, which may be older.
fn stored(work: &mut Work) -> Out<(Vec<Rule>, Vec<CustomField>)> {
    let tenant = work.tx.tenant();
    let rows = work.tx.select(facts::ALL_RULES, params![tenant])?;
    let fields = Rules::from_rows(rows.clone()).fields;
    Ok((rows, fields))
}

fn put(work: &mut Work, args: &PutField) -> Out<()> {
    let (rows, fields) = stored(work)?;
    let field = CustomField {
        entity: args.entity,
        name: args.name.clone(),
        label: args.label.clone(),
        kind: args.kind,
        choices: args.choices.clone(),
        place: 0,
    };
    let mut field = field.checked()?;
    let before = fields.iter().find(|known| known.key() == field.key());
    let others = || {
        fields
            .iter()
            .filter(|known| known.entity == field.entity && known.name != field.name)
    };
    unmistakable(&field, others())?;
    if before.is_none() {
        field.free_name()?;
    }
    if before.is_some() && args.new {
        let text = format!(
            "There is a field \"{}\" of a {} already.",
            field.name,
            field.entity.word()
        );
        return Err(Refusal::new(RefusalCode::Conflict, text)
            .missing("name", "change that one, or take another name")
            .into());
    }
    if before.is_none() && others().count() >= custom::MOST {
        let text = format!(
            "a {} has at most {} fields of its own",
            field.entity.word(),
            custom::MOST
        );
        return Err(Refusal::invalid("name", text).into());
    }
    let last = others().map(|known| known.place).max().unwrap_or(0);
    field.place = args
        .place
        .or(before.map(|known| known.place))
        .unwrap_or(last.saturating_add(1));
    let verb = if before.is_some() {
        "Field changed"
    } else {
        "Field added"
    };
    work.label(format!("{verb}: {}", field.title()));
    if before == Some(&field) {
        return Ok(());
    }
    let created = before.is_none();
    let rule = NewRule {
        kind: RuleKind::Field,
        key: field.key(),
        body: serde_json::to_value(&field).expect("a field is plain data with text keys"),
    };
    match Rules::newest(&rows, RuleKind::Field, &rule.key) {
        // Changed in place, so that undo finds what stands on it.
        Some(row) => {
            let body = Json(rule.body);
            work.edit::<Rule>(row.id, |row| row.body = body)?;
        }
        None => {
            super::admin::put_rules(work, &rows, &[rule])?;
        }
    }
    work.effect(Effect::FieldPut {
        entity: field.entity,
        name: field.name,
        created,
    });
    Ok(())
}

/// A field is found by its name and by its label, so that none may be taken for another.
fn unmistakable<'f>(
    field: &CustomField,
    others: impl Iterator<Item = &'f CustomField>,
) -> Result<(), Refusal> {
    for other in others {
        let known = [fold(&other.name), fold(other.title())];
        for (which, text) in [("name", field.name.as_str()), ("label", field.title())] {
            if known.contains(&fold(text)) {
                let text = format!("\"{text}\" is taken by the field \"{}\"", other.name);
                return Err(Refusal::invalid(which, text));
            }
        }
    }
    Ok(())
}

fn delete(work: &mut Work, args: &FieldRef) -> Out<()> {
    let (rows, fields) = stored(work)?;
    let known = fields
        .iter()
        .find(|field| field.entity == args.entity && field.name == args.name);
    let field = known.ok_or_else(|| custom::unknown(&fields, args.entity, &args.name))?;
    work.label(format!("Field deleted: {}", field.title()));
    let (gone, key) = (Some(work.deletion()), field.key());
    // Every version: none before it comes into force again.
    for row in rows
        .iter()
        .filter(|row| row.is_live() && row.kind == RuleKind::Field && row.key == key)
    {
        work.edit::<Rule>(row.id, |row| row.mark_deleted(gone))?;
    }
    work.effect(Effect::FieldDeleted {
        entity: field.entity,
        name: field.name.clone(),
    });
    Ok(())
}

/// A definition that an export brings is one that a command could have made.
pub(super) fn readable(rule: &NewRule) -> Result<(), Refusal> {
    let invalid = |why: String| Refusal::invalid("body", why);
    Rules::readable(rule.kind, &rule.body).map_err(invalid)?;
    let field = serde_json::from_value::<CustomField>(rule.body.clone());
    let field = field.map_err(|error| invalid(error.to_string()))?.checked()?;
    if field.key() != rule.key {
        return Err(Refusal::invalid(
            "key",
            format!("\"{}\" is not that of its field", rule.key),
        ));
    }
    Ok(())
}

/// The changes of a row, its own fields read by their types.
pub(super) fn typed<'c>(
    work: &Work,
    changes: &'c Fields,
    before: &BTreeMap<String, String>,
    entity: FieldEntity,
) -> Result<Cow<'c, Fields>, Refusal> {
    let (rules, zone) = (&work.ctx.rules, &work.ctx.actor.zone);
    let settings = &rules.settings;
    let ask = Ask {
        now: work.now(),
        desk: Desk::new(&settings.working_time, zone, Some(&settings.country)),
        lang: Lang::En,
        order: DayOrder::DayFirst,
        tense: Tense::Ahead,
    };
    custom::typed(changes, before, &rules.fields, entity, &ask)
}

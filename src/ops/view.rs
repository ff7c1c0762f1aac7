//! Commands about saved views: rows of the tenant, everybody's to make and change.

use super::work::Work;
use super::{Entry, Out};
use crate::base::lang::{DayOrder, Lang};
use crate::base::phrase::{Ask, Tense};
use crate::base::worktime::Desk;
use crate::base::{Json, id::RowId};
use crate::domain::command::{DeleteView, PutView, ViewCommand};
use crate::domain::filter::{Filter, Known, Person};
use crate::domain::view::SavedView;
use crate::domain::{Effect, Refusal, RefusalCode, Rule, RuleKind, Rules};
use crate::params;
use crate::store::facts;

pub(super) fn run(work: &mut Work, command: &ViewCommand) -> Out<Entry> {
    match command {
        ViewCommand::Put(args) => put(work, args)?,
        ViewCommand::Delete(args) => delete(work, args)?,
    }
    Ok(Entry::Reversible)
}

fn put(work: &mut Work, args: &PutView) -> Out<()> {
    let name = args.name.trim().to_owned();
    work.label(format!("View saved: {name}"));
    let mut view = SavedView {
        name,
        entity: args.entity,
        filter: args.filter.clone(),
        columns: args.columns.clone(),
        sort: args.sort.clone(),
    };
    view.check()?;
    view.filter = canonical(work, &view)?;
    let body = serde_json::to_value(&view).expect("a view is plain data");
    let key = SavedView::key(view.entity, &view.name);
    let tenant = work.tx.tenant();
    let rows = work.tx.select(facts::ALL_RULES, params![tenant])?;
    if let Some(known) = Rules::newest(&rows, RuleKind::View, &key) {
        if known.body.0 == body {
            let text = format!("The view {} is so already.", view.name);
            return Err(Refusal::new(RefusalCode::NothingToDo, text).into());
        }
        return work.edit::<Rule>(known.id, |row| row.body = Json(body)).map(drop);
    }
    let before = rows
        .iter()
        .filter(|row| row.kind == RuleKind::View && row.key == key);
    work.insert(&Rule {
        id: work.ctx.derive("rule", &key, 0),
        kind: RuleKind::View,
        version: before
            .map(|row| row.version)
            .max()
            .map_or(1, |version| version + 1),
        key,
        body: Json(body),
        created_at: work.now(),
        deleted_at: None,
        deleted_by: None,
        deleted_with: None,
    })
}

/// The filter in its canonical form, once it is known that it can be understood here.
fn canonical(work: &mut Work, view: &SavedView) -> Out<String> {
    let users = work.tx.users()?;
    let people: Vec<Person> = users
        .into_iter()
        .map(|user| Person {
            id: user.id,
            name: user.name,
            email: user.email,
        })
        .collect();
    let settings = &work.ctx.rules.settings;
    let known = Known {
        me: work.ctx.actor.id,
        people: &people,
        fields: &work.ctx.rules.fields,
        ask: Ask {
            now: work.now(),
            desk: Desk::new(
                &settings.working_time,
                &work.ctx.actor.zone,
                Some(&settings.country),
            ),
            lang: Lang::En,
            order: DayOrder::DayFirst,
            tense: Tense::Ahead,
        },
    };
    let read =
        Filter::parse(&view.filter).and_then(|filter| filter.bind(view.entity, &known).map(|_| filter));
    let filter = read.map_err(|error| Refusal::invalid("filter", error.to_string()))?;
    Ok(filter.to_string())
}

fn delete(work: &mut Work, args: &DeleteView) -> Out<()> {
    work.label(format!("View deleted: {}", args.name.trim()));
    let key = SavedView::key(args.entity, &args.name);
    let tenant = work.tx.tenant();
    let rows = work.tx.select(facts::ALL_RULES, params![tenant])?;
    let Some(known) = Rules::newest(&rows, RuleKind::View, &key) else {
        return Err(Refusal::not_found("view", format!("\"{}\"", args.name)).into());
    };
    let gone = Some(work.deletion());
    work.edit::<Rule>(known.id, |row| row.mark_deleted(gone))?;
    work.effect(Effect::Deleted {
        table: "view".to_owned(),
        id: known.id.uuid(),
    });
    Ok(())
}

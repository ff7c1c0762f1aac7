//! Users and rules.

use super::work::Work;
use super::{Entry, Out, purge};
use crate::base::{Due, Json, TaskId};
use crate::domain::command::{AdminCommand, LoadRules, NewRule, PutUser};
use crate::domain::{Effect, Refusal, Role, Rule, RuleKind, Rules, Settings, User, fields};
use crate::params;
use crate::store::{due_columns, facts};
use jiff::tz::TimeZone;
use serde_json::Value;
use std::collections::BTreeSet;
use uuid::Uuid;

pub(super) fn run(work: &mut Work, command: &AdminCommand) -> Out<Entry> {
    match command {
        AdminCommand::User(args) => put_user(work, args)?,
        AdminCommand::Rules(args) => load(work, args)?,
        AdminCommand::Purge(_) => return purge::run(work),
    }
    Ok(Entry::Kept)
}

fn put_user(work: &mut Work, args: &PutUser) -> Out<()> {
    work.label(format!("User: {}", args.name));
    if !fields::visible(&args.name) {
        return Err(Refusal::invalid("name", "a user needs a name that can be seen").into());
    }
    let before = work.tx.load::<User>(args.id)?;
    let user = User {
        id: args.id,
        name: args.name.trim().to_owned(),
        email: args.email.clone(),
        roles: Json(args.roles.clone()),
        queues: Json(args.queues.clone()),
        language: args.language.clone(),
        time_zone: args.time_zone.clone(),
        active: args.active,
        created_at: before.as_ref().map_or(work.now(), |user| user.created_at),
        deleted_at: None,
        deleted_by: None,
        deleted_with: None,
    };
    let others_admin = work
        .tx
        .users()?
        .iter()
        .any(|other| other.id != user.id && other.active && other.roles.contains(&Role::Admin));
    if before.is_some() && !others_admin && !(user.active && user.roles.contains(&Role::Admin)) {
        return Err(Refusal::invalid("roles", "the last active admin stays admin").into());
    }
    match before {
        Some(before) => work.update(&before, &user),
        None => work.insert(&user),
    }
}

fn load(work: &mut Work, args: &LoadRules) -> Out<()> {
    work.label("Rules loaded");
    let tenant = work.tx.tenant();
    let rows = work.tx.select(facts::ALL_RULES, params![tenant])?;
    if args.rules.iter().any(|new| new.kind == RuleKind::View) {
        return Err(Refusal::invalid("kind", "a view is no rule; save it as a view").into());
    }
    readable(&args.rules)?;
    let mut count = put_rules(work, &rows, &args.rules)?;
    if args.whole {
        let gone = Some(work.deletion());
        for row in rows.iter().filter(|row| Rules::is_dropped(row, &args.rules)) {
            work.edit::<Rule>(row.id, |row| row.mark_deleted(gone))?;
            count += 1;
        }
    }
    if count > 0 {
        work.effect(Effect::RulesLoaded { count });
    }
    Ok(())
}

/// Each rule is named once, and says what a rule of its kind says: what cannot be read would be out of force unnoticed.
fn readable(rules: &[NewRule]) -> Out<()> {
    let mut named = BTreeSet::new();
    for new in rules {
        let which = format!("{} {}", new.kind, new.key);
        if !named.insert((new.kind, new.key.as_str())) {
            return Err(Refusal::invalid("rules", format!("{which} stands there twice")).into());
        }
        if let Err(reason) = Rules::readable(new.kind, &new.body) {
            return Err(Refusal::invalid("rules", format!("{which} cannot be read: {reason}")).into());
        }
    }
    Ok(())
}

/// Puts in force what differs from the newest version of its key; the rows are all there are. Tells how many did.
pub(super) fn put_rules(work: &mut Work, rows: &[Rule], rules: &[NewRule]) -> Out<usize> {
    let mut count = 0;
    for (n, new) in rules.iter().enumerate() {
        let newest = Rules::newest(rows, new.kind, &new.key);
        let body = Rules::completed(new, newest.map(|row| &row.body.0));
        if newest.is_some_and(|row| row.body.0 == body) {
            continue;
        }
        put_rule(work, rows, new, n as u32, &body)?;
        count += 1;
        if new.kind == RuleKind::Settings {
            let zone = |body: &Value| serde_json::from_value::<Settings>(body.clone()).ok();
            let before = newest.and_then(|row| zone(&row.body.0));
            if let (Some(before), Some(after)) = (before, zone(&body))
                && before.zone != after.zone
            {
                new_zone(work, &before.time_zone(), &after.time_zone())?;
            }
        }
    }
    Ok(count)
}

/// A new version; a rule that comes back as it was is the version it was.
fn put_rule(work: &mut Work, rows: &[Rule], new: &NewRule, n: u32, body: &Value) -> Out<()> {
    let known = rows
        .iter()
        .filter(|row| row.kind == new.kind && row.key == new.key);
    let newest = known.max_by_key(|row| row.version);
    if let Some(gone) = newest.filter(|row| !row.is_live() && row.body.0 == *body) {
        let mut back = gone.clone();
        back.mark_deleted(None);
        return work.update(gone, &back);
    }
    work.insert(&Rule {
        id: work.ctx.derive("rule", &new.key, n),
        kind: new.kind,
        key: new.key.clone(),
        version: newest.map_or(1, |row| row.version + 1),
        body: Json(body.clone()),
        created_at: work.now(),
        deleted_at: None,
        deleted_by: None,
        deleted_with: None,
    })
}

/// The tenant lives in another zone: days begin and end at other instants, for what is still to be done too.
fn new_zone(work: &mut Work, old: &TimeZone, new: &TimeZone) -> Out<()> {
    work.move_to(new.clone());
    let tenant = work.tx.tenant();
    let mut behind = TaskId(Uuid::nil());
    loop {
        let slice = work.tx.select(facts::UNFINISHED, params![tenant, behind])?;
        let Some(last) = slice.last() else {
            return Ok(());
        };
        behind = last.id;
        for task in &slice {
            let day = task.due().filter(|due| matches!(due, Due::On(_)));
            let opens = |zone: &TimeZone| day.map(|day| day.opens(zone));
            let mut moved = task.clone();
            if task.available_at.is_some() && task.available_at == opens(old) {
                moved.available_at = opens(new);
            }
            work.update(task, &moved)?;
            let (key, day, deadline) = due_columns(&moved, work.derive());
            work.tx
                .exec(facts::KEEP_DUE, params![key, day, deadline, tenant, task.id])?;
            if let Some(touch) = work.touch(Some(task.company_id)) {
                touch.tasks = true;
            }
        }
    }
}

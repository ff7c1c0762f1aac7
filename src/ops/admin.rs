//! Users and rules.

use super::work::Work;
use super::{Entry, Out, purge};
use crate::base::Json;
use crate::domain::command::{AdminCommand, LoadRules, PutUser};
use crate::domain::{Effect, Refusal, Role, Rule, User, fields};

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
    let rows = work.tx.rule_rows()?;
    let mut count = 0;
    for (n, new) in args.rules.iter().enumerate() {
        let newest = rows
            .iter()
            .filter(|row| row.kind == new.kind && row.key == new.key)
            .max_by_key(|row| row.version);
        if newest.is_some_and(|row| row.body.0 == new.body) {
            continue;
        }
        work.insert(&Rule {
            id: work.ctx.derive("rule", &new.key, n as u32),
            kind: new.kind,
            key: new.key.clone(),
            version: newest.map_or(1, |row| row.version + 1),
            body: Json(new.body.clone()),
            created_at: work.now(),
            deleted_at: None,
            deleted_by: None,
            deleted_with: None,
        })?;
        count += 1;
    }
    if count > 0 {
        work.effect(Effect::RulesLoaded { count });
    }
    Ok(())
}

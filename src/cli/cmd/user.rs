//! `callsheet user …`: who works on this file.

use super::examples;
use crate::base::UserId;
use crate::cli::codes::codes;
use crate::cli::output::{Outcome, Table};
use crate::cli::session::Session;
use crate::domain::command::{AdminCommand, PutUser};
use crate::domain::{Refusal, Role, User};
use clap::{Args, Subcommand};

/// What can be done with users.
#[derive(Subcommand, Debug)]
pub(crate) enum UserVerb {
    /// List users
    #[command(after_help = examples!("user list --json"))]
    List,
    /// Enter a user
    #[command(after_help = examples!("user add \"Anna Kowalski\" --role inside_sales --queue INSIDE_SALES"))]
    Add {
        /// Name
        name: String,
        #[command(flatten)]
        fields: UserFields,
    },
    /// Change a user; what is not named stays
    #[command(after_help = examples!("user edit me --name \"Anna Kowalski\" --time-zone Europe/Berlin",
        "user edit \"Anna Kowalski\" --role sales_manager --inactive"))]
    Edit {
        /// Id, name or e-mail; me
        user: String,
        /// Name
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        fields: UserFields,
    },
}

/// What a user has beside a name.
#[derive(Args, Debug)]
pub(crate) struct UserFields {
    /// E-mail
    #[arg(long)]
    email: Option<String>,
    /// A role; may be repeated, replaces those before
    #[arg(long, value_parser = codes::<Role>())]
    role: Vec<Role>,
    /// A queue; may be repeated, replaces those before
    #[arg(long)]
    queue: Vec<String>,
    /// Language: en, de
    #[arg(long)]
    language: Option<String>,
    /// IANA zone, as Europe/Berlin
    #[arg(long)]
    time_zone: Option<String>,
    /// May not log in any more
    #[arg(long)]
    inactive: bool,
}

/// Does what was asked.
pub(crate) fn run(verb: UserVerb, s: &mut Session) -> Outcome {
    match verb {
        UserVerb::List => {
            let rows = s.replica.users()?;
            s.out()
                .list(&rows, |row| row.id, "There is no user.", || table(s, &rows))
        }
        UserVerb::Add { name, fields } => {
            let id: UserId = s.replica.new_id();
            let user = PutUser {
                id,
                name,
                email: fields.email,
                roles: fields.role,
                queues: fields.queue,
                language: fields.language,
                time_zone: fields.time_zone,
                active: !fields.inactive,
            };
            s.give(AdminCommand::User(user), id)
        }
        UserVerb::Edit { user, name, fields } => {
            let id = s.user(&user)?;
            let users = s.replica.users()?;
            let Some(known) = users.into_iter().find(|user| user.id == id) else {
                return Err(Refusal::not_found("user", id).into());
            };
            s.give(AdminCommand::User(changed(known, name, fields)), id)
        }
    }
}

fn changed(known: User, name: Option<String>, fields: UserFields) -> PutUser {
    let or_before = |new: Vec<String>, before: Vec<String>| if new.is_empty() { before } else { new };
    PutUser {
        id: known.id,
        name: name.unwrap_or(known.name),
        email: fields.email.or(known.email),
        roles: if fields.role.is_empty() {
            known.roles.0
        } else {
            fields.role
        },
        queues: or_before(fields.queue, known.queues.0),
        language: fields.language.or(known.language),
        time_zone: fields.time_zone.or(known.time_zone),
        active: known.active && !fields.inactive,
    }
}

fn table(s: &Session, rows: &[User]) -> Table {
    let mut table = Table::new(
        &s.setup.locale,
        &["Name", "E-mail", "Roles", "Queues", "Zone", "State", "Id"],
    );
    for user in rows {
        table.row([
            user.name.clone(),
            user.email.clone().unwrap_or_default(),
            user.roles
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(" "),
            user.queues.join(" "),
            user.time_zone.clone().unwrap_or_default(),
            if user.active {
                String::new()
            } else {
                "inactive".to_owned()
            },
            user.id.to_string(),
        ]);
    }
    table
}

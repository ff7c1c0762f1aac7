//! Contacts: people, most of them at a company.

use super::row::{deed, edit, written};
use super::{found, page_size, place};
use crate::base::{CompanyId, ContactId, id::RowId};
use crate::domain::Contact;
use crate::domain::command::{
    ContactBasis, ContactCommand, ContactRef, CreateContact, EraseContact, Fields, MarkContactNumber,
    MergeContacts,
};
use crate::domain::permission::Permission;
use crate::protocol::{Cursor, List};
use crate::server::call::{Call, Reply, Written};
use crate::server::fault::Out;
use crate::server::route::{Nothing, Route, Verb, new_row_id};
use crate::view::{ContactAsk, ContactCursor};
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/contacts", "A page of contacts", list).may(Permission::CompaniesRead),
        Route::send(Verb::Post, "/contacts", "Enters a contact", create).creates(),
        Route::get("/contacts/{id}", "A contact", one).may(Permission::CompaniesRead),
        edit::<Contact>(
            "/contacts/{id}",
            "Changes fields of a contact (RFC 7396: null clears)",
        ),
        deed::<ContactRef, Contact>(Verb::Delete, "/contacts/{id}", "Into Trash", |args| {
            ContactCommand::Delete(args).into()
        }),
        deed::<ContactRef, Contact>(Verb::Post, "/contacts/{id}/restore", "Out of Trash", |args| {
            ContactCommand::Restore(args).into()
        }),
        deed::<MarkContactNumber, Contact>(
            Verb::Post,
            "/contacts/{id}/numbers",
            "Says what is known of a number",
            |args| ContactCommand::MarkNumber(args).into(),
        ),
        deed::<ContactBasis, Contact>(
            Verb::Post,
            "/contacts/{id}/do-not-contact",
            "Must not be contacted",
            |args| ContactCommand::DoNotContact(args).into(),
        ),
        deed::<ContactBasis, Contact>(
            Verb::Post,
            "/contacts/{id}/lift-do-not-contact",
            "May be contacted again",
            |args| ContactCommand::LiftDoNotContact(args).into(),
        ),
        deed::<EraseContact, Contact>(
            Verb::Post,
            "/contacts/{id}/erase",
            "Erases a person for good",
            |args| ContactCommand::Erase(args).into(),
        ),
        Route::send(
            Verb::Post,
            "/contacts/{id}/merge",
            "Merges another contact into this one",
            merge,
        ),
    ]
}

/// A page of contacts.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// A filter, as in the lists.
    #[serde(default)]
    q: String,
    /// Only of this company.
    company_id: Option<CompanyId>,
    /// 1 to 200; 50 when not said.
    limit: Option<u32>,
    /// The `next_cursor` of the page before.
    starting_after: Option<String>,
}

impl Cursor for ContactCursor {}

fn list(call: &Call, query: ListQuery) -> Out<Reply<List<Contact>>> {
    let page = call.door.contacts_by(&ContactAsk {
        filter: query.q,
        company: query.company_id,
        after: place(query.starting_after.as_deref())?,
        limit: page_size(query.limit)?,
        ..ContactAsk::default()
    })?;
    Reply::ok(List::page(page.rows, page.next.as_ref()))
}

fn one(call: &Call, _: Nothing) -> Out<Reply<Contact>> {
    let row = found(call.door.contact(call.id("id")?)?)?;
    let version = call.door.version::<Contact>(row.id)?;
    Ok(Reply::ok(row)?.version(version))
}

/// A new contact: where it works, and its fields.
#[derive(Deserialize, JsonSchema)]
struct NewContact {
    /// Its id, a UUID of version 4 or 7; one is made when not said.
    id: Option<Uuid>,
    /// At which company.
    company_id: Option<CompanyId>,
    /// The fields of a contact by name.
    #[serde(flatten)]
    fields: Fields,
}

fn create(call: &Call, new: NewContact) -> Out<Reply<Written<Contact>>> {
    let id = ContactId::from_uuid(new_row_id(call, new.id, "contact")?);
    let command = ContactCommand::Create(CreateContact {
        id,
        company_id: new.company_id,
        fields: new.fields,
        import: None,
    });
    let applied = call.run(command, None)?;
    let location = format!("{}/contacts/{id}", crate::protocol::V1);
    Ok(written(call, applied, id)?.at(location))
}

/// Which contact goes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Loser {
    /// It goes; its id stands for the one in the path from then on.
    loser: ContactId,
    /// Where something else than the default stays: `mine` is the one in the path, `theirs` the other.
    #[serde(default)]
    take: crate::domain::merge::Choices,
}

fn merge(call: &Call, body: Loser) -> Out<Reply<Written<Contact>>> {
    let winner: ContactId = call.id("id")?;
    let command = ContactCommand::Merge(MergeContacts {
        winner,
        loser: body.loser,
        take: body.take,
    });
    let applied = call.run(command, None)?;
    written(call, applied, winner)
}

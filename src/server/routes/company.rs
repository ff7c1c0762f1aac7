//! Companies: the list, one as a whole, its moves, its timeline.

use super::{found, page_size, place};
use crate::base::{CompanyId, Timestamp, id::RowId};
use crate::domain::command::{
    CaseCommand, CompanyCommand, CompanyNote, CompanyRef, CreateCompany, DeleteCompany, Disqualify,
    DoNotContact, Dormant, EditCompany, Fields, HandOver, MarkCompanyNumber, MergeCompanies, MoveStage,
    Offer, OwnCompany, Qualify, StartCase, TagCompany,
};
use crate::domain::permission::Permission;
use crate::domain::{Command, Company, Contact, Handover, Missing, Task};
use crate::protocol::{Cursor, List, Problem};
use crate::replica::Applied;
use crate::server::call::{Call, Reply, Written, WrittenCommand};
use crate::server::fault::Out;
use crate::server::route::{Deed, Route, Verb, new_row_id};
use crate::view::{
    CaseRow, CompanyAsk, CompanyCard, CompanyCursor, CompanyRow, CompanySort, CompanyView, Entry, EntryKind,
    TimelineAsk,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

pub(super) fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::get("/companies", "A page of companies", list).may(Permission::CompaniesRead),
        Route::send(Verb::Post, "/companies", "Enters a company", create).creates(),
        Route::get("/companies/{id}", "A company, with what `include` names", one)
            .may(Permission::CompaniesRead),
        edit(
            "/companies/{id}",
            "Changes fields of a company (RFC 7396: null clears)",
        ),
        deed::<DeleteCompany>(Verb::Delete, "/companies/{id}", "Into Trash", |args| {
            CompanyCommand::Delete(args).into()
        }),
        Route::get(
            "/companies/{id}/timeline",
            "What happened with a company, newest first",
            timeline,
        )
        .may(Permission::CompaniesRead),
    ];
    routes.extend(moves());
    routes
}

fn moves() -> Vec<Route> {
    vec![
        deed::<CompanyRef>(Verb::Post, "/companies/{id}/restore", "Out of Trash", |args| {
            CompanyCommand::Restore(args).into()
        }),
        deed::<MoveStage>(
            Verb::Post,
            "/companies/{id}/stage",
            "Moves to a stage by the action of the edge",
            |args| CompanyCommand::Stage(args).into(),
        ),
        deed::<Qualify>(
            Verb::Post,
            "/companies/{id}/qualify",
            "Qualifies, or offers to outside sales",
            |args| CompanyCommand::Qualify(args).into(),
        ),
        deed::<Disqualify>(
            Verb::Post,
            "/companies/{id}/disqualify",
            "Disqualifies with a reason",
            |args| CompanyCommand::Disqualify(args).into(),
        ),
        deed::<Dormant>(
            Verb::Post,
            "/companies/{id}/dormant",
            "Lets it sleep until a day",
            |args| CompanyCommand::Dormant(args).into(),
        ),
        deed::<CompanyNote>(
            Verb::Post,
            "/companies/{id}/archive",
            "Out of the queues",
            |args| CompanyCommand::Archive(args).into(),
        ),
        deed::<CompanyNote>(
            Verb::Post,
            "/companies/{id}/reopen",
            "Back into the queues",
            |args| CompanyCommand::Reopen(args).into(),
        ),
        deed::<OwnCompany>(
            Verb::Post,
            "/companies/{id}/owner",
            "Gives it an owner, or none",
            |args| CompanyCommand::Own(args).into(),
        ),
        deed::<TagCompany>(
            Verb::Post,
            "/companies/{id}/tags",
            "Puts tags on and takes tags off",
            |args| CompanyCommand::Tag(args).into(),
        ),
        deed::<MarkCompanyNumber>(
            Verb::Post,
            "/companies/{id}/numbers",
            "Says what is known of a number",
            |args| CompanyCommand::MarkNumber(args).into(),
        ),
        deed::<DoNotContact>(
            Verb::Post,
            "/companies/{id}/do-not-contact",
            "Must not be contacted",
            |args| CompanyCommand::DoNotContact(args).into(),
        ),
        deed::<DoNotContact>(
            Verb::Post,
            "/companies/{id}/lift-do-not-contact",
            "May be contacted again",
            |args| CompanyCommand::LiftDoNotContact(args).into(),
        ),
        deed::<StartCase>(Verb::Post, "/companies/{id}/cases", "Starts a workflow", |args| {
            CaseCommand::Start(args).into()
        }),
        Route::send(
            Verb::Post,
            "/companies/{id}/merge",
            "Merges another company into this one",
            merge,
        ),
        Route::send(
            Verb::Post,
            "/companies/{id}/handover",
            "Offers its case to another role",
            hand_over,
        ),
    ]
}

/// A command about the company in the path.
fn deed<A: DeserializeOwned + JsonSchema + 'static>(
    verb: Verb,
    path: &'static str,
    summary: &'static str,
    command: fn(A) -> Command,
) -> Route {
    Route::command(Deed {
        verb,
        path,
        summary,
        fill: &["company_id"],
        makes: None,
        command,
        only_if: Some(|call| call.only_if::<Company>(call.id("id")?, false)),
        row: |call, _, _| Ok(shown(call, call.id("id")?)?.map(|(row, _)| row)),
    })
}

/// A page of companies.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// A filter, as in the lists: `stage:QUALIFYING owner:me due<today "müller"`.
    #[serde(default)]
    q: String,
    /// `all`, `mine`, `unassigned`, `no_next_step`, `dormant`, `do_not_contact`, or the name of a saved view.
    view: Option<String>,
    /// `next_due` or `name`.
    sort: Option<String>,
    /// 1 to 200; 50 when not said.
    limit: Option<u32>,
    /// The `next_cursor` of the page before.
    starting_after: Option<String>,
}

impl Cursor for CompanyCursor {}

fn list(call: &Call, query: ListQuery) -> Out<Reply<List<CompanyRow>>> {
    let (view, saved) = view(call, query.view.as_deref())?;
    let page = call.door.companies(&CompanyAsk {
        view,
        saved,
        sort: sort(query.sort.as_deref())?,
        filter: query.q,
        after: place(query.starting_after.as_deref())?,
        limit: page_size(query.limit)?,
        ..CompanyAsk::default()
    })?;
    Reply::ok(List::page(page.rows, page.next.as_ref()))
}

fn sort(name: Option<&str>) -> Out<CompanySort> {
    match name {
        None | Some("next_due") => Ok(CompanySort::NextDue),
        Some("name") => Ok(CompanySort::Name),
        Some(_) => Err(unknown("?sort", "sort is next_due or name.")),
    }
}

/// A view that every tenant has, or the filter of a saved one.
fn view(call: &Call, name: Option<&str>) -> Out<(CompanyView, String)> {
    let fixed = match name.unwrap_or("all") {
        "all" => CompanyView::All,
        "mine" => CompanyView::Mine,
        "unassigned" => CompanyView::Unassigned,
        "no_next_step" => CompanyView::NoNextStep,
        "dormant" => CompanyView::Dormant,
        "do_not_contact" => CompanyView::DoNotContact,
        name => {
            let views = call.door.views()?;
            let saved = views.into_iter().find(|view| view.name == name);
            let saved = saved.ok_or_else(|| {
                let text = "view is all, mine, unassigned, no_next_step, dormant, do_not_contact, or the name of a saved view.";
                unknown("?view", text)
            })?;
            return Ok((CompanyView::All, saved.filter));
        }
    };
    Ok((fixed, String::new()))
}

pub(super) fn unknown(pointer: &str, text: &str) -> Problem {
    Problem::new(422, "invalid", "That cannot be read", text).field(pointer, text)
}

/// A company as the API shows it.
#[derive(Serialize, JsonSchema)]
pub(super) struct CompanyOut {
    #[serde(flatten)]
    company: Company,
    /// The owner's name.
    owner: Option<String>,
    /// Its zone: its own, its country's main zone, else the tenant's.
    zone: String,
    /// Last activity.
    last_activity_at: Option<Timestamp>,
    /// What is due next.
    next_due: Option<crate::base::Due>,
    /// What Qualify still needs; empty: ready; none: the stage knows no Qualify.
    qualify_needs: Option<Vec<Missing>>,
    /// A handover that waits for an answer, or the newest one.
    handover: Option<Handover>,
    /// Contacts by name (at most 200); with `include=contacts`.
    #[serde(skip_serializing_if = "Option::is_none")]
    contacts: Option<Vec<Contact>>,
    /// Open and waiting tasks by due (at most 100); with `include=open_tasks`.
    #[serde(skip_serializing_if = "Option::is_none")]
    open_tasks: Option<Vec<Task>>,
    /// Cases, the open ones first (at most 50); with `include=cases`.
    #[serde(skip_serializing_if = "Option::is_none")]
    cases: Option<Vec<CaseRow>>,
}

impl CompanyOut {
    fn of(card: CompanyCard, include: &Include) -> Self {
        Self {
            company: card.company,
            owner: card.owner,
            zone: card.zone,
            last_activity_at: card.last_activity_at,
            next_due: card.next_due,
            qualify_needs: card.qualify_needs,
            handover: card.handover,
            contacts: include.contacts.then_some(card.contacts),
            open_tasks: include.open_tasks.then_some(card.tasks),
            cases: include.cases.then_some(card.cases),
        }
    }
}

/// What comes along with a company.
#[derive(Default)]
struct Include {
    contacts: bool,
    open_tasks: bool,
    cases: bool,
}

impl Include {
    fn of(text: Option<&str>) -> Out<Self> {
        let mut include = Self::default();
        for name in text
            .unwrap_or("")
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
        {
            match name {
                "contacts" => include.contacts = true,
                "open_tasks" => include.open_tasks = true,
                "cases" => include.cases = true,
                _ => {
                    return Err(unknown(
                        "?include",
                        "include takes contacts, open_tasks, cases, with commas.",
                    ));
                }
            }
        }
        Ok(include)
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OneQuery {
    /// `contacts`, `open_tasks`, `cases`, with commas.
    include: Option<String>,
}

fn one(call: &Call, query: OneQuery) -> Out<Reply<CompanyOut>> {
    let include = Include::of(query.include.as_deref())?;
    let card = found(call.door.company(call.id("id")?)?)?;
    let version = call.door.version::<Company>(card.company.id)?;
    Ok(Reply::ok(CompanyOut::of(card, &include))?.version(version))
}

/// A company without what could be included, and its version.
pub(super) fn shown(call: &Call, id: CompanyId) -> Out<Option<(CompanyOut, Option<i64>)>> {
    let Some(card) = call.door.company(id)? else {
        return Ok(None);
    };
    let version = call.door.version::<Company>(card.company.id)?;
    Ok(Some((CompanyOut::of(card, &Include::default()), version)))
}

/// A new company: its fields, and how it begins.
#[derive(Deserialize, JsonSchema)]
struct NewCompany {
    /// Its id, a UUID of version 4 or 7; one is made when not said.
    id: Option<Uuid>,
    /// Start the workflows of a new company; true when not said.
    #[serde(default = "yes")]
    workflow: bool,
    /// The fields of a company by name; `name` is required.
    #[serde(flatten)]
    fields: Fields,
}

const fn yes() -> bool {
    true
}

fn create(call: &Call, new: NewCompany) -> Out<Reply<Written<CompanyOut>>> {
    let id = CompanyId::from_uuid(new_row_id(call, new.id, "company")?);
    let command = CompanyCommand::Create(CreateCompany {
        id,
        fields: new.fields,
        workflow: new.workflow,
        import: None,
    });
    let applied = call.run(command, None)?;
    written(call, applied, id)
}

fn written(call: &Call, applied: Applied, id: CompanyId) -> Out<Reply<Written<CompanyOut>>> {
    let shown = if call.dry_run { None } else { shown(call, id)? };
    let (data, version) = shown.map_or((None, None), |(row, version)| (Some(row), version));
    let command = WrittenCommand::of(applied, call);
    let location = format!("{}/companies/{id}", crate::protocol::V1);
    Ok(Reply::ok(Written { command, data })?
        .version(version)
        .at(location))
}

/// PATCH: the body is the fields.
fn edit(path: &'static str, summary: &'static str) -> Route {
    let mut route = Route::send(Verb::Patch, path, summary, |call, fields: Fields| {
        let id: CompanyId = call.id("id")?;
        let only_if = call.only_if::<Company>(id, true)?;
        let command = CompanyCommand::Edit(EditCompany {
            company_id: id,
            fields,
            import: None,
        });
        let applied = call.run(command, only_if)?;
        written(call, applied, id)
    });
    route.matches = true;
    route
}

/// Which company goes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Loser {
    /// It goes; its id stands for the one in the path from then on.
    loser: CompanyId,
    /// Where something else than the default stays: `mine` is the one in the path, `theirs` the other.
    #[serde(default)]
    take: crate::domain::merge::Choices,
}

fn merge(call: &Call, body: Loser) -> Out<Reply<Written<CompanyOut>>> {
    let winner: CompanyId = call.id("id")?;
    let command = CompanyCommand::Merge(MergeCompanies {
        winner,
        loser: body.loser,
        take: body.take,
    });
    let applied = call.run(command, None)?;
    written(call, applied, winner)
}

fn hand_over(call: &Call, offer: Offer) -> Out<Reply<Written<CompanyOut>>> {
    let company_id: CompanyId = call.id("id")?;
    let applied = call.run(CaseCommand::HandOver(HandOver { company_id, offer }), None)?;
    written(call, applied, company_id)
}

/// A page of a timeline.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TimelineQuery {
    /// Only these kinds of entries, with commas.
    kinds: Option<String>,
    /// Only activities of these types, with commas.
    types: Option<String>,
    /// Only entries with all these words.
    #[serde(default)]
    find: String,
    /// 1 to 200; 50 when not said.
    limit: Option<u32>,
    /// The `next_cursor` of the page before.
    starting_after: Option<String>,
}

/// Where a page of a timeline ended.
#[derive(Serialize, Deserialize)]
struct Before(Timestamp, Uuid);
impl Cursor for Before {}

pub(super) fn timeline(call: &Call, query: TimelineQuery) -> Out<Reply<List<Entry>>> {
    let id: CompanyId = call.id("id")?;
    found(call.door.company(id)?)?;
    let names = |text: Option<String>| -> Vec<String> {
        let text = text.unwrap_or_default();
        text.split(',')
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty())
            .collect()
    };
    let kinds = names(query.kinds)
        .into_iter()
        .map(|name| {
            serde_json::from_value::<EntryKind>(name.to_lowercase().into())
                .map_err(|error| unknown("?kinds", &error.to_string()))
        })
        .collect::<Out<Vec<_>>>()?;
    let before: Option<Before> = place(query.starting_after.as_deref())?;
    let page = call.door.timeline(&TimelineAsk {
        kinds,
        types: names(query.types),
        find: query.find,
        before: before.map(|Before(at, id)| (at, id)),
        limit: page_size(query.limit)?,
        ..TimelineAsk::of(id)
    })?;
    let next = page.next.map(|(at, id)| Before(at, id));
    Reply::ok(List::page(page.entries, next.as_ref()))
}

//! A route: method, path, right, shapes, handler, in one value.
//!
//! The same table makes the router, the description of the API and the matrix of
//! rights that a test walks; so a route without an entry in one of them does not
//! exist.

use super::auth::Who;
use super::call::{Call, Reply, Visit, Written, WrittenCommand};
use super::download::Download;
use super::fault::Out;
use super::sparse;
use crate::base::CommandId;
use crate::domain::Command;
use crate::domain::command::Fields;
use crate::domain::permission::Permission;
use crate::protocol::{Problem, V1};
use crate::replica::OnlyIf;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

/// The methods of the API; PUT only where a row is named by an id of another system.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verb {
    Get,
    Post,
    Patch,
    Delete,
}

impl Verb {
    /// As HTTP writes it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// Who may send a request at all; what its command needs beside that is checked by the gate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Needs {
    /// Nobody in particular: what leads to a login.
    Anyone,
    /// Whoever is logged in.
    User,
    /// A permission.
    May(Permission),
}

/// Nothing: a request without parameters or without a body.
#[derive(Serialize, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// What stands behind the path and in the body.
pub(crate) struct Sent {
    /// The query, without `?`.
    pub(crate) query: String,
    /// The body.
    pub(crate) body: Vec<u8>,
}

/// A finished answer.
pub(crate) struct Answer {
    pub(crate) version: Option<i64>,
    pub(crate) location: Option<String>,
    pub(crate) body: Vec<u8>,
}

/// What a route answers with.
pub(crate) enum Made {
    /// JSON.
    Answer(Answer),
    /// A file.
    Download(Download),
}

type Shape = fn(&mut SchemaGenerator) -> Schema;
pub(crate) type Inside = Box<dyn Fn(&Call, &Sent) -> Out<Made> + Send + Sync>;
pub(crate) type Outside = Box<dyn Fn(&Visit, &Sent) -> Out<Made> + Send + Sync>;

/// What a route does.
pub(crate) enum Run {
    /// For whoever is logged in.
    Inside(Inside),
    /// For anyone.
    Outside(Outside),
}

/// One route.
pub(crate) struct Route {
    pub(crate) verb: Verb,
    /// Below `/api/v1`, places in braces.
    pub(crate) path: &'static str,
    /// One line.
    pub(crate) summary: &'static str,
    pub(crate) needs: Needs,
    /// Parameters of the query.
    pub(crate) query: Option<Shape>,
    pub(crate) body: Option<Shape>,
    /// Fields of the body's shape that the path or the server fills.
    pub(crate) filled: &'static [&'static str],
    /// The body may leave out `id`.
    pub(crate) makes: bool,
    pub(crate) reply: Shape,
    /// The status of success.
    pub(crate) status: u16,
    /// It may demand `If-Match`.
    pub(crate) matches: bool,
    /// It answers with a file.
    pub(crate) file: bool,
    pub(crate) run: Run,
}

impl Route {
    /// Reads something.
    pub(crate) fn get<Q, R>(
        path: &'static str,
        summary: &'static str,
        handler: fn(&Call, Q) -> Out<Reply<R>>,
    ) -> Self
    where
        Q: DeserializeOwned + JsonSchema + 'static,
        R: Serialize + JsonSchema + 'static,
    {
        let run = move |call: &Call, sent: &Sent| {
            let (fields, rest) = sparse::split(&sent.query);
            let reply = handler(call, query(&rest)?)?;
            match fields {
                None => answer(reply),
                Some(fields) => answer(reply.map(|body| sparse::only(&body, &fields))),
            }
        };
        Self {
            query: Some(shape::<Q>),
            ..Self::bare(Verb::Get, path, summary, shape::<R>, Box::new(run))
        }
    }
    /// Reads a file.
    pub(crate) fn download<Q>(
        path: &'static str,
        summary: &'static str,
        handler: fn(&Call, Q) -> Out<Download>,
    ) -> Self
    where
        Q: DeserializeOwned + JsonSchema + 'static,
    {
        let run = move |call: &Call, sent: &Sent| Ok(Made::Download(handler(call, query(&sent.query)?)?));
        Self {
            query: Some(shape::<Q>),
            file: true,
            ..Self::bare(Verb::Get, path, summary, shape::<String>, Box::new(run))
        }
    }
    /// Sends a body.
    pub(crate) fn send<B, R>(
        verb: Verb,
        path: &'static str,
        summary: &'static str,
        handler: fn(&Call, B) -> Out<Reply<R>>,
    ) -> Self
    where
        B: DeserializeOwned + JsonSchema + 'static,
        R: Serialize + JsonSchema + 'static,
    {
        let run = move |call: &Call, sent: &Sent| answer(handler(call, body(sent)?)?);
        Self {
            body: Some(shape::<B>),
            ..Self::bare(verb, path, summary, shape::<R>, Box::new(run))
        }
    }
    /// Sends a body without being logged in: as JSON, or as the form of OAuth.
    pub(crate) fn anyone<B, R>(
        path: &'static str,
        summary: &'static str,
        handler: fn(&Visit, B) -> Out<Reply<R>>,
    ) -> Self
    where
        B: DeserializeOwned + JsonSchema + 'static,
        R: Serialize + JsonSchema + 'static,
    {
        let run = move |visit: &Visit, sent: &Sent| answer(handler(visit, body(sent)?)?);
        let never: Inside = Box::new(|_, _| Err(super::fault::not_found()));
        Self {
            body: Some(shape::<B>),
            needs: Needs::Anyone,
            run: Run::Outside(Box::new(run)),
            ..Self::bare(Verb::Post, path, summary, shape::<R>, never)
        }
    }
    /// Makes a command of the body and of the ids in the path, carries it out, answers with the row.
    pub(crate) fn command<A, R>(deed: Deed<A, R>) -> Self
    where
        A: DeserializeOwned + JsonSchema + 'static,
        R: Serialize + JsonSchema + 'static,
    {
        let Deed {
            verb,
            path,
            summary,
            fill,
            makes,
            command,
            only_if,
            row,
        } = deed;
        let run = move |call: &Call, sent: &Sent| {
            let mut body: Fields = body(sent)?;
            let made = makes.map(|table| with_id(call, &mut body, table)).transpose()?;
            filled(call, &mut body, fill)?;
            let only_if = only_if.map(|only_if| only_if(call)).transpose()?.flatten();
            let applied = call.run(command(args(body)?), only_if)?;
            let data = if call.dry_run {
                None
            } else {
                row(call, &applied, made)?
            };
            let command = WrittenCommand::of(applied, call);
            let mut reply = Reply::ok(Written { command, data })?;
            reply.location = made.map(|id| format!("{V1}{}/{id}", makes_path(path)));
            answer(reply)
        };
        Self {
            body: Some(shape::<A>),
            filled: fill,
            makes: makes.is_some(),
            status: if makes.is_some() { 201 } else { 200 },
            matches: only_if.is_some(),
            ..Self::bare(verb, path, summary, shape::<Written<R>>, Box::new(run))
        }
    }

    fn bare(verb: Verb, path: &'static str, summary: &'static str, reply: Shape, run: Inside) -> Self {
        Self {
            verb,
            path,
            summary,
            needs: Needs::User,
            query: None,
            body: None,
            filled: &[],
            makes: false,
            reply,
            status: 200,
            matches: false,
            file: false,
            run: Run::Inside(run),
        }
    }
    /// Only with this permission.
    pub(crate) fn may(mut self, permission: Permission) -> Self {
        self.needs = Needs::May(permission);
        self
    }
    /// Answers 201.
    pub(crate) fn creates(mut self) -> Self {
        self.status = 201;
        self
    }

    /// Whether whoever asks may send this request at all.
    ///
    /// # Errors
    /// 403 that names the permission.
    pub(crate) fn allows(&self, who: &Who) -> Out<()> {
        let Needs::May(permission) = self.needs else {
            return Ok(());
        };
        if who.may(permission) {
            return Ok(());
        }
        let text =
            format!("This needs the permission {permission}; your roles or your token do not grant it.");
        Err(Problem::new(
            403,
            "forbidden",
            "Your role does not allow that",
            text,
        ))
    }
}

/// What the headers of a request demand of a row before it is changed.
type Demands = fn(&Call) -> Out<Option<OnlyIf>>;

/// A route that is one command.
pub(crate) struct Deed<A, R> {
    pub(crate) verb: Verb,
    pub(crate) path: &'static str,
    pub(crate) summary: &'static str,
    /// Arguments that the path fills: `company_id` is what stands in the place `{id}`.
    pub(crate) fill: &'static [&'static str],
    /// It makes a row of this table; the body may leave its `id` to the server.
    pub(crate) makes: Option<&'static str>,
    pub(crate) command: fn(A) -> Command,
    /// What `If-Match` demands.
    pub(crate) only_if: Option<Demands>,
    /// The row afterwards; a row that was made comes with its id.
    pub(crate) row: fn(&Call, &crate::replica::Applied, Option<Uuid>) -> Out<Option<R>>,
}

fn shape<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

fn answer<T: Serialize>(reply: Reply<T>) -> Out<Made> {
    let body = serde_json::to_vec(&reply.body).map_err(|error| {
        tracing::error!(%error, "an answer cannot be written");
        super::fault::internal()
    })?;
    Ok(Made::Answer(Answer {
        version: reply.version,
        location: reply.location,
        body,
    }))
}

fn unreadable(detail: String) -> Problem {
    Problem::new(422, "invalid", "That cannot be read", detail)
}

fn query<Q: DeserializeOwned>(text: &str) -> Out<Q> {
    serde_urlencoded::from_str(text).map_err(|error| {
        unreadable("A parameter of the query cannot be used.".to_owned()).field("?", error.to_string())
    })
}

fn body<B: DeserializeOwned>(sent: &Sent) -> Out<B> {
    read(&mut serde_json::Deserializer::from_slice(or_empty(&sent.body)))
}

/// A request without a body says the same as one with an empty object.
fn or_empty(body: &[u8]) -> &[u8] {
    if body.is_empty() { b"{}" } else { body }
}

fn read<'de, B: DeserializeOwned, R: serde_json::de::Read<'de>>(
    from: &mut serde_json::Deserializer<R>,
) -> Out<B> {
    let value = serde_path_to_error::deserialize(&mut *from).map_err(|error| wrong_field(&error))?;
    from.end().map_err(|error| {
        unreadable("The body is one JSON value and nothing behind it.".to_owned())
            .field("/", error.to_string())
    })?;
    Ok(value)
}

fn wrong_field<E: std::fmt::Display>(error: &serde_path_to_error::Error<E>) -> Problem {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in error.path() {
        match segment {
            Segment::Map { key } => pointer = pointer + "/" + &key.replace('~', "~0").replace('/', "~1"),
            Segment::Seq { index } => pointer = format!("{pointer}/{index}"),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    unreadable("The body cannot be read.".to_owned()).field(pointer, error.inner().to_string())
}

/// Puts what the path says among the arguments.
fn filled(call: &Call, body: &mut Fields, fill: &[&str]) -> Out<()> {
    for name in fill {
        let id = call.id::<CommandId>("id")?;
        if body.contains_key(*name) {
            return Err(unreadable(format!("The path says {name} already."))
                .field(format!("/{name}"), "leave it out of the body"));
        }
        body.insert((*name).to_owned(), id.to_string().into());
    }
    Ok(())
}

/// The id of the row that is made: the sender's, or one that follows from the request.
fn with_id(call: &Call, body: &mut Fields, table: &str) -> Out<Uuid> {
    let chosen = match body.get("id") {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(Uuid::try_parse(text).map_err(|_| not_an_id())?),
        Some(_) => return Err(not_an_id()),
    };
    let id = new_row_id(call, chosen, table)?;
    body.insert("id".to_owned(), id.to_string().into());
    Ok(id)
}

/// The id that the sender chose for a new row, or one that follows from the request.
pub(crate) fn new_row_id(call: &Call, chosen: Option<Uuid>, table: &str) -> Out<Uuid> {
    let Some(id) = chosen else {
        return Ok(call.new_id::<CommandId>(table).0);
    };
    match id.get_version_num() {
        4 | 7 => Ok(id),
        _ => Err(not_an_id()),
    }
}

fn not_an_id() -> Problem {
    let text = "an id is a UUID of version 4 or 7.";
    unreadable(text.to_owned()).field("/id", text)
}

/// `/companies/{id}/tasks` makes what stands under `/tasks`.
fn makes_path(path: &str) -> &str {
    path.rfind('/').map_or(path, |at| &path[at..])
}

/// Arguments from the fields of a body.
pub(crate) fn args<A: DeserializeOwned>(body: Fields) -> Out<A> {
    serde_path_to_error::deserialize(Value::Object(body)).map_err(|error| wrong_field(&error))
}

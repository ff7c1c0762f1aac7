//! The table of routes as a service of HTTP: credentials, limits, one shape of answers.

use super::auth;
use super::call::{Call, Visit};
use super::download::{self, Download};
use super::fault::{Out, internal};
use super::limit::{Left, Limits};
use super::route::{Answer, Made, Route, Run, Sent, Verb};
use super::stream::{self, Pulse};
use crate::base::{CommandId, Timestamp, derived};
use crate::protocol::{Problem, V1};
use crate::replica::Team;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, DefaultBodyLimit, Extension, RawPathParams, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, on};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use uuid::Uuid;

/// The largest body of a request.
const BODY_LIMIT: usize = 1 << 20;
/// The longest idempotency key.
const KEY_LIMIT: usize = 255;

/// What every request needs.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) team: Team,
    pub(crate) auth: Arc<auth::Auth>,
    /// Tells those who listen that something was written.
    pub(crate) pulse: Pulse,
    /// How much may be asked.
    pub(crate) limits: Limits,
}

/// The address at the other end of the connection; nothing that a header says.
pub(crate) type Peer = Option<Extension<ConnectInfo<SocketAddr>>>;

/// From where a request comes. A proxy that is trusted says it: the last entry is its own, what stands before it
/// anybody may have written.
pub(crate) fn address(app: &App, peer: &Peer, headers: &HeaderMap) -> IpAddr {
    let peer = peer
        .as_ref()
        .map_or(Ipv4Addr::UNSPECIFIED.into(), |peer| peer.0.0.ip().to_canonical());
    let mut said: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .collect();
    let mut from = peer;
    while app.auth.proxies.contains(&from) {
        match said.pop().and_then(|text| text.parse::<IpAddr>().ok()) {
            Some(before) => from = before.to_canonical(),
            None => break,
        }
    }
    from
}

/// How whoever asks reached the server: as its administrator says, else as they themselves say.
pub(crate) fn base(app: &App, headers: &HeaderMap) -> String {
    if let Some(public) = &app.auth.public {
        return public.clone();
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let plain = |host: &&str| {
        host.chars()
            .all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c))
    };
    format!("http://{}", host.filter(plain).unwrap_or_default())
}

/// The service of a database.
pub(crate) fn router(app: App) -> Router {
    let mut router = Router::new();
    for route in super::routes::all() {
        router = add(router, route);
    }
    router
        .route("/healthz", axum::routing::get(healthz))
        .route("/health", axum::routing::get(healthz))
        .route("/readyz", axum::routing::get(readyz))
        .route(&format!("{V1}/openapi.json"), axum::routing::get(openapi))
        .route("/.well-known/jwks.json", axum::routing::get(jwks))
        .merge(super::pages::router())
        .route(&format!("{V1}/stream"), axum::routing::get(stream::stream))
        .fallback(|| async { problem(&super::fault::not_found()) })
        .method_not_allowed_fallback(|| async {
            problem(&Problem::new(
                405,
                "method_not_allowed",
                "Not a method of this address",
                "See /api/v1/openapi.json for what it takes.",
            ))
        })
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(app)
}

/// Under its own address and, where there is one, under the older `/api/v1/crm`.
fn add(router: Router<App>, route: Route) -> Router<App> {
    let route = Arc::new(route);
    if route.path.starts_with("/api/") {
        return router.route(route.path, handler(&route));
    }
    router
        .route(&format!("{V1}{}", route.path), handler(&route))
        .route(&format!("{V1}/crm{}", route.path), handler(&route))
}

fn handler(route: &Arc<Route>) -> MethodRouter<App> {
    let route = Arc::clone(route);
    let filter = match route.verb {
        Verb::Get => MethodFilter::GET,
        Verb::Post => MethodFilter::POST,
        Verb::Patch => MethodFilter::PATCH,
        Verb::Delete => MethodFilter::DELETE,
    };
    let serve = move |State(app): State<App>,
                      peer: Peer,
                      path: RawPathParams,
                      RawQuery(query): RawQuery,
                      headers: HeaderMap,
                      body: Result<Bytes, axum::extract::rejection::BytesRejection>| {
        let route = Arc::clone(&route);
        let path: Vec<(String, String)> = path.iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
        async move {
            let body = match body {
                Ok(body) => body,
                Err(error) => return problem(&too_large(&error)),
            };
            let sent = Sent {
                query: query.unwrap_or_default(),
                body: body.to_vec(),
            };
            // The store is asked on a thread that may wait; what was sent is done to its end, whoever goes away.
            let done = tokio::task::spawn_blocking(move || match &route.run {
                Run::Inside(run) => perform(&app, &route, run, path, &headers, &sent),
                Run::Outside(run) => visit(&app, &route, run, &peer, &headers, &sent),
            })
            .await;
            match done {
                Ok(Ok((Made::Answer(answer), status, left))) => with_left(success(answer, status), left),
                Ok(Ok((Made::Download(file), _, left))) => with_left(send(file).await, left),
                Ok(Err(fault)) => problem(&fault),
                Err(error) => {
                    tracing::error!(%error, "a request ended in a panic");
                    problem(&internal())
                }
            }
        }
    };
    on(filter, serve)
}

/// A request that needs no login.
fn visit(
    app: &App,
    route: &Route,
    run: &super::route::Outside,
    peer: &Peer,
    headers: &HeaderMap,
    sent: &Sent,
) -> Out<(Made, u16, Option<Left>)> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let sent = form_as_json(kind, sent)?;
    let visit = Visit {
        auth: Arc::clone(&app.auth),
        from: address(app, peer, headers),
        base: base(app, headers),
    };
    Ok((run(&visit, &sent)?, route.status, None))
}

/// OAuth sends forms; a field is a text either way.
fn form_as_json(kind: Option<&str>, sent: &Sent) -> Out<Sent> {
    let is_form = kind.is_some_and(|kind| {
        let essence = kind.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
    });
    let (query, mut body) = (sent.query.clone(), sent.body.clone());
    if is_form {
        let unreadable = || {
            Problem::new(
                400,
                "invalid_request",
                "That cannot be read",
                "The form cannot be read.",
            )
        };
        let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(&body).map_err(|_| unreadable())?;
        let mut fields = serde_json::Map::new();
        for (name, value) in pairs {
            if fields.insert(name, value.into()).is_some() {
                return Err(unreadable());
            }
        }
        body = serde_json::Value::Object(fields).to_string().into_bytes();
    } else {
        is_json(kind, sent)?;
    }
    Ok(Sent { query, body })
}

fn perform(
    app: &App,
    route: &Route,
    run: &super::route::Inside,
    path: Vec<(String, String)>,
    headers: &HeaderMap,
    sent: &Sent,
) -> Out<(Made, u16, Option<Left>)> {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let token = auth::bearer(text(header::AUTHORIZATION)).ok_or_else(auth::unauthorized)?;
    let who = app.auth.who(token)?;
    let left = app.limits.count(&who)?;
    route.allows(&who)?;
    let writes = route.verb != Verb::Get;
    if writes {
        is_json(text(header::CONTENT_TYPE), sent)?;
    }
    let door = app
        .team
        .session(who.tenant, &who.user, who.device, who.scopes.clone())?;
    let key = headers.get("idempotency-key").map(HeaderValue::as_bytes);
    let command = command_id(key, &who, &app.team)?;
    let (dry_run, query) = dry_run(&sent.query, writes)?;
    let call = Call {
        team: app.team.clone(),
        auth: Arc::clone(&app.auth),
        door,
        path,
        command,
        if_match: text(header::IF_MATCH).map(str::to_owned),
        dry_run,
        who,
    };
    let sent = Sent {
        query,
        body: sent.body.clone(),
    };
    let answer = run(&call, &sent)?;
    let status = if dry_run { 200 } else { route.status };
    Ok((answer, status, Some(left)))
}

/// `dry_run=true` is for every request that changes something.
fn dry_run(query: &str, writes: bool) -> Out<(bool, String)> {
    if !writes {
        return Ok((false, query.to_owned()));
    }
    let is_ours = |pair: &&str| pair.starts_with("dry_run=");
    let (ours, rest): (Vec<&str>, Vec<&str>) = query.split('&').partition(is_ours);
    let dry = match ours.as_slice() {
        [] | ["dry_run=false"] => false,
        ["dry_run=true"] => true,
        _ => {
            let text = "dry_run is true or false.";
            return Err(Problem::new(422, "invalid", "That cannot be read", text).field("?dry_run", text));
        }
    };
    Ok((dry, rest.join("&")))
}

/// The id of the command: the key when it is a UUID, else one that follows from the key and whose it is.
fn command_id(key: Option<&[u8]>, who: &auth::Who, team: &Team) -> Out<CommandId> {
    let Some(key) = key else {
        return Ok(CommandId(team.uuid()));
    };
    let key = std::str::from_utf8(key)
        .ok()
        .map(|key| key.trim().trim_matches('"'));
    let key = key
        .filter(|key| !key.is_empty() && key.len() <= KEY_LIMIT)
        .ok_or_else(|| {
            let text = format!("Idempotency-Key takes 1 to {KEY_LIMIT} printable characters, best a UUID.");
            Problem::new(422, "invalid", "That cannot be read", text)
        })?;
    Ok(CommandId(match Uuid::try_parse(key) {
        Ok(id) if !id.is_nil() && !id.is_max() => id,
        _ => derived(who.user.id.0, "idempotency", key, 0),
    }))
}

fn is_json(kind: Option<&str>, sent: &Sent) -> Out<()> {
    let essence = kind.map(|kind| kind.split(';').next().unwrap_or("").trim().to_ascii_lowercase());
    let charset = kind.and_then(|kind| {
        kind.to_ascii_lowercase()
            .split_once("charset=")
            .map(|(_, set)| set.to_owned())
    });
    let utf8 = charset.is_none_or(|set| matches!(set.trim().trim_matches('"'), "utf-8" | "utf8"));
    let json = |kind: &str| kind == "application/json" || kind == "application/merge-patch+json";
    if sent.body.is_empty() || (essence.as_deref().is_some_and(json) && utf8) {
        return Ok(());
    }
    Err(Problem::new(
        415,
        "unsupported_media_type",
        "Not a type of body this takes",
        "Send the body as Content-Type: application/json in UTF-8.",
    ))
}

fn too_large(error: &axum::extract::rejection::BytesRejection) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let text = "A body has at most 1 MiB.";
        return Problem::new(413, "too_large", "That is too large", text);
    }
    Problem::new(
        400,
        "invalid",
        "That cannot be read",
        "The body ended before it was complete.",
    )
}

fn success(answer: Answer, status: u16) -> Response {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(version) = answer.version
        && let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\""))
    {
        headers.insert(header::ETAG, tag);
    }
    if let Some(location) = answer.location
        && let Ok(location) = HeaderValue::from_str(&location)
    {
        headers.insert(header::LOCATION, location);
    }
    response
}

/// Says how much may still be asked.
fn with_left(mut response: Response, left: Option<Left>) -> Response {
    if let Some(left) = left
        && let Ok(left) = HeaderValue::from_str(&left.to_string())
    {
        response.headers_mut().insert("ratelimit", left);
    }
    response
}

/// A file, written while it is sent.
async fn send(file: Download) -> Response {
    let body = match download::body(file.write).await {
        Ok(body) => body,
        Err(fault) => return problem(&fault),
    };
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", file.name)) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

pub(crate) fn problem(problem: &Problem) -> Response {
    let body = serde_json::to_vec(problem).unwrap_or_default();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() =
        StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if problem.status == 401 {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    let wait = problem.retry_after.or((problem.status == 503).then_some(1));
    if let Some(seconds) = wait {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// It runs.
async fn healthz() -> Response {
    plain(StatusCode::OK, "ok\n")
}

/// The description of the API.
async fn openapi() -> Response {
    static TEXT: std::sync::LazyLock<Vec<u8>> =
        std::sync::LazyLock::new(|| serde_json::to_vec(&super::openapi::document()).unwrap_or_default());
    let mut response = Response::new(Body::from(TEXT.as_slice()));
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

/// The keys with which other services check our tokens.
async fn jwks(State(app): State<App>) -> Response {
    match tokio::task::spawn_blocking(move || app.auth.jwks()).await {
        Ok(Ok(set)) => {
            let mut response = Response::new(Body::from(set.to_string()));
            let headers = response.headers_mut();
            headers.insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static("application/jwk-set+json"),
            );
            headers.insert(
                header::CACHE_CONTROL,
                HeaderValue::from_static("public, max-age=300"),
            );
            response
        }
        Ok(Err(fault)) => problem(&fault),
        Err(_) => problem(&internal()),
    }
}

/// It runs and the database answers; when each job ran last, for the tenant where that is longest ago.
async fn readyz(State(app): State<App>) -> Response {
    match tokio::task::spawn_blocking(move || last_runs(&app.team)).await {
        Ok(Ok(jobs)) => json(&serde_json::json!({ "status": "ready", "jobs": jobs })),
        _ => plain(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}

fn last_runs(team: &Team) -> Out<BTreeMap<String, Option<Timestamp>>> {
    let mut runs: BTreeMap<String, Option<Timestamp>> = BTreeMap::new();
    for tenant in team.tenants()? {
        for job in team.door(tenant.no)?.jobs()? {
            let known = runs.entry(job.name).or_insert(job.last_at);
            *known = (*known).min(job.last_at);
        }
    }
    Ok(runs)
}

fn json(value: &serde_json::Value) -> Response {
    let mut response = Response::new(Body::from(value.to_string()));
    let kind = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response
}

//! `GET /stream`: events as they happen (server-sent events), from `Last-Event-ID` on.
//!
//! One task looks every fifth of a second whether something was written, by this
//! process or another on the same database; those who listen are woken by it and
//! read for themselves what they have not had.

use super::auth::{self, Auth, Who};
use super::fault::Out;
use super::router::{App, problem};
use crate::domain::permission::Permission;
use crate::protocol::Problem;
use crate::replica::{Replica, Team};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream};
use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// How often it is looked whether something was written.
const LOOK: Duration = Duration::from_millis(200);
/// How many streams a user may have at once (sync.md §2.23).
const PER_USER: usize = 3;
/// Events that are read at once.
const SLICE: u32 = 50;

/// The end of the feed of each tenant, as it moves.
#[derive(Clone)]
pub(crate) struct Pulse {
    ends: Arc<Mutex<HashMap<i64, watch::Sender<i64>>>>,
    listening: Arc<Mutex<HashMap<uuid::Uuid, usize>>>,
}

impl Pulse {
    /// Starts the task that looks; it ends with the runtime.
    pub(crate) fn start(team: &Team) -> Self {
        let pulse = Self {
            ends: Arc::default(),
            listening: Arc::default(),
        };
        let (looking, team) = (pulse.clone(), team.clone());
        tokio::spawn(async move {
            let mut tick = tokio::time::interval(LOOK);
            tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            loop {
                tick.tick().await;
                if looking.is_alone() {
                    continue;
                }
                let team = team.clone();
                if let Ok(Ok(ends)) = tokio::task::spawn_blocking(move || team.feed_ends()).await {
                    looking.tell(&ends);
                }
            }
        });
        pulse
    }
    /// Nobody listens.
    fn is_alone(&self) -> bool {
        lock(&self.listening).is_empty()
    }
    fn tell(&self, ends: &[(i64, i64)]) {
        let senders = lock(&self.ends);
        for (tenant, end) in ends {
            if let Some(sender) = senders.get(tenant) {
                sender.send_if_modified(|known| std::mem::replace(known, *end) != *end);
            }
        }
    }
    fn of(&self, tenant: i64) -> watch::Receiver<i64> {
        let mut senders = lock(&self.ends);
        senders
            .entry(tenant)
            .or_insert_with(|| watch::channel(0).0)
            .subscribe()
    }
    /// A place among the streams of a user.
    fn place(&self, user: uuid::Uuid) -> Option<Place> {
        let mut listening = lock(&self.listening);
        let count = listening.entry(user).or_insert(0);
        (*count < PER_USER).then(|| {
            *count += 1;
            Place {
                listening: Arc::clone(&self.listening),
                user,
            }
        })
    }
}

/// Held by a stream for as long as it lives.
struct Place {
    listening: Arc<Mutex<HashMap<uuid::Uuid, usize>>>,
    user: uuid::Uuid,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut listening = lock(&self.listening);
        if let Some(count) = listening.get_mut(&self.user) {
            *count -= 1;
            if *count == 0 {
                listening.remove(&self.user);
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The stream of whoever asks.
pub(crate) async fn stream(State(app): State<App>, headers: HeaderMap) -> Response {
    match begin(app, headers).await {
        Ok(listener) => Sse::new(events(listener))
            .keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
            .into_response(),
        Err(fault) => problem(&fault),
    }
}

/// Somebody who listens.
struct Listener {
    auth: Arc<Auth>,
    token: String,
    door: Replica,
    after: i64,
    waiting: VecDeque<Event>,
    moved: watch::Receiver<i64>,
    _place: Place,
}

async fn begin(app: App, headers: HeaderMap) -> Out<Listener> {
    let text = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned)
    };
    let token = auth::bearer(text(header::AUTHORIZATION.as_str()).as_deref())
        .ok_or_else(auth::unauthorized)?
        .to_owned();
    let last = text("last-event-id").map(|id| id.parse::<i64>()).transpose();
    let last = last.map_err(|_| {
        let detail = "Last-Event-ID takes the id of an event of this stream.";
        Problem::new(422, "invalid", "That cannot be read", detail).field("Last-Event-ID", detail)
    })?;
    let (auth, asked) = (Arc::clone(&app.auth), token.clone());
    let opened = tokio::task::spawn_blocking(move || open(&auth, &asked, last)).await;
    let (who, door, after) = opened.map_err(|_| super::fault::internal())??;
    let place = app.pulse.place(who.user.id.0).ok_or_else(|| {
        let detail = format!("You have {PER_USER} streams already; close one of them.");
        Problem::new(429, "rate_limited", "Too many at once", detail)
    })?;
    Ok(Listener {
        auth: app.auth,
        token,
        door,
        after,
        waiting: VecDeque::new(),
        moved: app.pulse.of(who.tenant),
        _place: place,
    })
}

/// Who listens, to what, from where on: from now when they do not say.
fn open(auth: &Auth, token: &str, last: Option<i64>) -> Out<(Who, Replica, i64)> {
    let who = auth.who(token)?;
    let door = auth
        .team
        .session(who.tenant, &who.user, who.device, who.scopes.clone())?;
    if !door.actor().may(Permission::CompaniesRead) {
        let text = "Listening needs the permission companies:read_all.";
        return Err(Problem::new(
            403,
            "forbidden",
            "Your role does not allow that",
            text,
        ));
    }
    let end = door.feed_end()?;
    // A number from the future is one of another database, or of one that was restored.
    let after = last.map_or(end, |last| last.clamp(0, end));
    Ok((who, door, after))
}

fn events(listener: Listener) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(listener, |mut listener| async move {
        loop {
            if let Some(event) = listener.waiting.pop_front() {
                return Some((Ok(event), listener));
            }
            listener.moved.mark_unchanged();
            listener.waiting = listener.read().await?;
            if listener.waiting.is_empty() && listener.moved.changed().await.is_err() {
                return None;
            }
        }
    })
}

impl Listener {
    /// What happened since; none: the token is no longer good, or the database fails.
    async fn read(&mut self) -> Option<VecDeque<Event>> {
        let (auth, token, door, after) = (
            Arc::clone(&self.auth),
            self.token.clone(),
            self.door.clone(),
            self.after,
        );
        let read = move || -> Out<Vec<crate::view::Event>> {
            auth.who(&token)?;
            Ok(door.events(after, SLICE)?)
        };
        let events = tokio::task::spawn_blocking(read).await.ok()?.ok()?;
        self.after = events.last().map_or(self.after, |event| event.seq);
        events
            .iter()
            .map(|event| {
                let made = Event::default()
                    .id(event.seq.to_string())
                    .event(event.command.as_deref().unwrap_or("server"));
                serde_json::to_string(event).ok().map(|text| made.data(text))
            })
            .collect()
    }
}

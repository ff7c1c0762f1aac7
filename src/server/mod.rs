//! The team server: `callsheet serve`.
//!
//! HTTP in, the door out: a request becomes a command or a query of the same
//! door that the screens and the verbs use. What is allowed, what a command does
//! and what a list shows is decided below; here stand credentials, shapes and
//! the statuses of HTTP.

mod auth;
mod call;
mod download;
mod fault;
mod limit;
mod openapi;
mod pages;
mod reference;
mod route;
mod router;
mod routes;
mod sparse;
mod stream;

use crate::base::{Timestamp, UserId};
use crate::replica::RunError;
use crate::replica::{Team, TenantInfo};
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

/// How a server is run.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where it listens.
    pub listen: SocketAddr,
    /// How it is reached from outside, as `https://crm.example.com`; none: by the address it listens on.
    pub public_url: Option<String>,
    /// Proxies that are believed when they say for whom they ask.
    pub trusted_proxies: Vec<IpAddr>,
    /// A file of issuers outside whose tokens are good too.
    pub issuer_file: Option<PathBuf>,
}

/// A server that listens.
#[derive(Clone, Debug)]
pub struct Started {
    /// Where.
    pub at: SocketAddr,
    /// The code with which the first admin sets login and password, as long as nobody can log in.
    pub set_up_code: Option<String>,
}

/// Answers requests until `stop` is ready; then finishes what runs.
///
/// # Errors
/// When the address cannot be listened on, the issuers cannot be read or the database fails.
pub async fn serve(
    team: Team,
    options: Options,
    ready: impl FnOnce(Started),
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let issuers = match &options.issuer_file {
        Some(file) => auth::outside::load(file).map_err(std::io::Error::other)?,
        None => Vec::new(),
    };
    let told = auth::Told {
        public: options.public_url.map(|url| url.trim_end_matches('/').to_owned()),
        proxies: options.trusted_proxies,
        issuers,
    };
    let listener = tokio::net::TcpListener::bind(options.listen).await?;
    let at = listener.local_addr()?;
    // The database is asked on a thread that may wait.
    let opened = tokio::task::spawn_blocking(move || {
        let auth = auth::Auth::open(team, told).map_err(std::io::Error::other)?;
        let code = auth::account::first_code(&auth.team)
            .map_err(|problem| std::io::Error::other(problem.detail.clone()))?;
        Ok::<_, std::io::Error>((auth, code))
    });
    let (auth, set_up_code) = opened.await.map_err(std::io::Error::other)??;
    ready(Started { at, set_up_code });
    let team = auth.team.clone();
    let pulse = stream::Pulse::start(&team);
    let limits = limit::Limits::new();
    run_jobs(&team, &limits);
    let app = router::App {
        team,
        auth: Arc::new(auth),
        pulse,
        limits,
    };
    let service = router::router(app).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stop).await
}

/// The same on threads of its own until the program is interrupted or terminated; a second signal does not wait.
///
/// # Errors
/// As [`serve`], or when no thread can be started.
pub fn run(team: Team, options: Options, ready: &mut dyn FnMut(Started)) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let done = runtime.block_on(serve(team, options, ready, stopped()));
    runtime.shutdown_timeout(std::time::Duration::from_secs(10));
    done
}

/// What is due is done every quarter of a minute; the task ends with the runtime.
fn run_jobs(team: &Team, limits: &limit::Limits) {
    let (team, limits) = (team.clone(), limits.clone());
    tokio::spawn(async move {
        let mut tick = tokio::time::interval(std::time::Duration::from_secs(15));
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            limits.tidy();
            let team = team.clone();
            match tokio::task::spawn_blocking(move || team.run_jobs()).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::error!(%error, "jobs could not run"),
                Err(error) => tracing::error!(%error, "a job panicked"),
            }
        }
    });
}

async fn stopped() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = interrupted.await;
}

/// The description of the API: OpenAPI 3.1, as the server shows it.
pub fn openapi() -> serde_json::Value {
    openapi::document()
}

/// The page of the API for people, Markdown.
pub fn reference() -> String {
    reference::page()
}

/// Makes a token for a user, as the administrator of the machine may; it is shown once.
///
/// # Errors
/// When the database fails.
pub fn make_token(team: &Team, tenant: &TenantInfo, user: UserId, name: &str) -> Result<String, RunError> {
    let new = auth::token::NewToken {
        name: name.to_owned(),
        scopes: Vec::new(),
        expires_at: None,
    };
    Ok(auth::token::make(team, tenant.no, user, new)?.1)
}

/// Gives out a code with which a user sets login and password; earlier ones are no longer good.
///
/// # Errors
/// When the database fails.
pub fn invite(team: &Team, tenant: &TenantInfo, user: UserId) -> Result<(String, Timestamp), RunError> {
    Ok(auth::account::invite(
        team,
        tenant.no,
        user,
        auth::account::CodeFor::Invitation,
    )?)
}

/// Takes the second factor of a user away; whether they can log in at all.
///
/// # Errors
/// When the database fails.
pub fn reset_second_factor(team: &Team, tenant: &TenantInfo, user: UserId) -> Result<bool, RunError> {
    Ok(auth::totp::reset(team, tenant.no, user)?)
}

/// A new key signs from now on; `at_once`: what older ones signed is no longer good. Says how it is called.
///
/// # Errors
/// When the database fails.
pub fn rotate_key(team: &Team, at_once: bool) -> Result<String, RunError> {
    Ok(auth::rotate(team, at_once)?)
}

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
mod reference;
mod route;
mod router;
mod routes;
mod sparse;
mod stream;

use crate::base::UserId;
use crate::replica::RunError;
use crate::replica::{Team, TenantInfo};
use std::future::Future;
use std::net::SocketAddr;

/// Answers requests until `stop` is ready; then finishes what runs.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn serve(
    team: Team,
    listen: SocketAddr,
    ready: impl FnOnce(SocketAddr),
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind(listen).await?;
    ready(listener.local_addr()?);
    let pulse = stream::Pulse::start(&team);
    let limits = limit::Limits::new();
    run_jobs(&team, &limits);
    let router = router::router(router::App { team, pulse, limits });
    axum::serve(listener, router).with_graceful_shutdown(stop).await
}

/// The same on threads of its own until the program is interrupted or terminated; a second signal does not wait.
///
/// # Errors
/// When the address cannot be listened on, or no thread can be started.
pub fn run(team: Team, listen: SocketAddr, ready: &mut dyn FnMut(SocketAddr)) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let done = runtime.block_on(serve(team, listen, ready, stopped()));
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

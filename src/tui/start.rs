//! From an open file and the configuration to running screens.

use super::care::Care;
use super::cx::{Clock, Cx, Settings};
use super::data::Workers;
use super::message::Message;
use super::rep::Rep;
use super::run::{RunError, run};
use super::screen::work::CallSettings;
use super::setup::{Configured, configure};
use super::usage::Usage;
use super::watch::Watch;
use super::whereabouts::Whereabouts;
use crate::config::{CallMethod, Setup};
use crate::locale::Locale;
use crate::replica::{Backups, Replica};
use std::sync::Arc;
use tokio::sync::mpsc::UnboundedSender;

/// Threads that ask the replica; the first question of a screen never waits for a long one.
const ASKERS: usize = 2;

/// Opens the screens on a file and returns when they are left.
///
/// # Errors
/// [`RunError`] when the terminal cannot be used or fails.
pub fn start(replica: &Replica, setup: &Setup, locale: Locale, ascii: bool) -> Result<(), RunError> {
    let env = |name: &str| std::env::var(name).ok();
    let Configured {
        options,
        mut settings,
        keys,
    } = configure(setup, &locale, is_new(replica, setup), env);
    settings.ascii |= ascii;
    let call = CallSettings {
        method: method(setup.config.call.method).to_owned(),
        command: setup.config.call.command.clone(),
        ask_outside_hours: setup.config.call.ask_outside_hours,
        power: setup.config.ui.power_mode,
    };
    // It ends when the screens are left, before the file is closed.
    let mut watch = None;
    let path = setup.paths.data.clone();
    let weekly = (replica.clone(), backups(setup), locale.lang());
    let mut care = None;
    let left = run(options, |sender| {
        let (asked, how, lang) = weekly;
        care = Care::start(asked, how, lang, sender.clone());
        let asked = replica.clone();
        let mut known = None;
        let version = move || {
            let now = asked.data_version().ok()?;
            // What another window defined is in force here too, before the screens read again.
            if known.is_some_and(|known| known != now) {
                asked.reload().ok()?;
            }
            known = Some(now);
            known
        };
        watch = Watch::start(&path, sender.clone(), version)
            .inspect_err(|error| tracing::error!(%error, "what other windows write is not seen"))
            .ok();
        let mut cx = context(replica, settings, locale, sender);
        cx.keys = keys;
        let host = Rep::new(replica, call);
        (cx, Box::new(host))
    });
    drop((watch, care));
    left
}

fn context(replica: &Replica, settings: Settings, locale: Locale, sender: UnboundedSender<Message>) -> Cx {
    let sessions = (0..ASKERS).map(|_| replica.clone()).collect();
    let workers = Workers::start(sessions, &sender).expect("a thread can be started");
    let clock = replica.clone();
    let actor = replica.actor();
    let mut cx = Cx::new(
        Box::new(workers),
        sender,
        Clock::new(move || clock.now()),
        actor.zone.clone(),
    );
    cx.locale = Arc::new(locale);
    cx.settings = settings;
    cx.status.user = actor.name;
    cx.status.connection = cx.t("status-local").into_owned();
    if let Ok(Some(usage)) = replica.meta("usage") {
        cx.usage = Usage::from_text(&usage);
    }
    cx.whereabouts = Whereabouts::of(replica);
    cx
}

/// How this configuration keeps backups.
fn backups(setup: &Setup) -> Backups {
    let backup = &setup.config.backup;
    Backups {
        folder: setup.paths.backups.clone(),
        keep: usize::try_from(backup.keep).unwrap_or(1),
        weekly: backup.weekly,
    }
}

const fn method(method: CallMethod) -> &'static str {
    match method {
        CallMethod::Show => "show",
        CallMethod::Copy => "copy",
        CallMethod::Tel => "tel",
        CallMethod::Command => "command",
    }
}

/// Whether the file is not a week old: boxes with the next keys then open at once.
fn is_new(replica: &Replica, setup: &Setup) -> bool {
    const WEEK_MS: i64 = 7 * 24 * 3_600_000;
    let made = std::fs::metadata(&setup.paths.data)
        .and_then(|file| file.created())
        .ok();
    let made = made.and_then(|made| made.duration_since(std::time::UNIX_EPOCH).ok());
    made.is_none_or(|made| replica.now().0 - (made.as_millis() as i64) < WEEK_MS)
}

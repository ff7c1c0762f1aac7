//! From an open file and the configuration to running screens.

use super::cx::{Clock, Cx, Settings};
use super::data::Workers;
use super::input::Quirks;
use super::message::Message;
use super::rep::Rep;
use super::run::{Options, RunError, run};
use super::screen::work::CallSettings;
use super::terminal::clipboard::Method;
use super::usage::Usage;
use crate::config::{CallMethod, ClipboardMethod, CtrlH, Setup, WindowTitle};
use crate::locale::Locale;
use crate::replica::Replica;
use std::sync::Arc;
use tokio::sync::mpsc::UnboundedSender;

/// Threads that ask the replica; the first question of a screen never waits for a long one.
const ASKERS: usize = 2;

/// Opens the screens on a file and returns when they are left.
///
/// # Errors
/// [`RunError`] when the terminal cannot be used or fails.
pub fn start(replica: &Replica, setup: &Setup, locale: Locale, ascii: bool) -> Result<(), RunError> {
    let ui = &setup.config.ui;
    let paths = &setup.paths;
    let env = |name: &str| std::env::var(name).ok();
    let options = Options {
        theme: ui.theme.clone(),
        themes: paths.folder.join("themes"),
        editor: env("VISUAL").or_else(|| env("EDITOR")),
        scratch: paths
            .data
            .parent()
            .map(std::path::Path::to_owned)
            .unwrap_or_default(),
        clipboard: clipboard(setup),
        quirks: Quirks {
            ctrl_h_deletes_word: setup.config.keyboard.ctrl_h == CtrlH::DeleteWord,
            ..Quirks::default()
        },
        notices: setup.findings.iter().map(ToString::to_string).collect(),
        ..Options::default()
    };
    let settings = Settings {
        ascii: ascii || ui.ascii,
        still: env("NO_MOTION").is_some(),
        mouse: ui.mouse,
        names_in_title: ui.title == WindowTitle::Names,
        config_path: paths.config.display().to_string(),
        log_path: paths.log.display().to_string(),
        ..Settings::default()
    };
    let call = CallSettings {
        method: method(setup.config.call.method).to_owned(),
        command: setup.config.call.command.clone(),
        ask_outside_hours: setup.config.call.ask_outside_hours,
    };
    run(options, |sender| {
        let cx = context(replica, settings, locale, sender);
        let host = Rep::new(replica, call);
        (cx, Box::new(host))
    })
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
    cx
}

const fn method(method: CallMethod) -> &'static str {
    match method {
        CallMethod::Show => "show",
        CallMethod::Copy => "copy",
        CallMethod::Tel => "tel",
        CallMethod::Command => "command",
    }
}

fn clipboard(setup: &Setup) -> Method {
    let config = &setup.config.clipboard;
    match config.method {
        ClipboardMethod::Auto => Method::Auto,
        ClipboardMethod::Native => Method::Native,
        ClipboardMethod::Tmux => Method::Tmux,
        ClipboardMethod::Osc52 => Method::Osc52,
        ClipboardMethod::Command => Method::Command(config.command.join(" ")),
    }
}

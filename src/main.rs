//! The program: arguments, panic hook, log, dispatch; nothing else.

use callsheet::cli::{self, Front};
use callsheet::config::LogLevel;
use std::fs::{File, OpenOptions};
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Mutex, OnceLock};
use tracing_subscriber::filter::LevelFilter;

// A frame makes thousands of short texts; this allocator takes a tenth off a key (docs/PERFORMANCE.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // A panic is written to the log and never into the middle of a screen; whoever runs the program hears of it below.
    panic::set_hook(Box::new(
        |panic| tracing::error!(panic = %panic, "internal error"),
    ));
    let front = Front {
        log: Some(keep_log),
        #[cfg(feature = "tui")]
        screens: Some(open_screens),
        #[cfg(feature = "tui")]
        welcome: Some(ask_first),
        #[cfg(feature = "tui")]
        keys: Some(all_keys),
        #[cfg(feature = "server")]
        server: Some(cli::Server {
            run: |team, listen, ready| {
                let options = callsheet::server::Options {
                    listen: listen.at,
                    public_url: listen.public_url,
                    trusted_proxies: listen.trusted_proxy,
                    issuer_file: listen.issuer_file,
                };
                callsheet::server::run(team, options, &mut |started| {
                    ready(started.at, started.set_up_code.as_deref());
                })
            },
            openapi: callsheet::server::openapi,
            reference: callsheet::server::reference,
            token: callsheet::server::make_token,
            invite: callsheet::server::invite,
            reset_second_factor: callsheet::server::reset_second_factor,
            rotate_key: callsheet::server::rotate_key,
        }),
        #[cfg(not(feature = "server"))]
        server: None,
        #[cfg(not(feature = "tui"))]
        screens: None,
        #[cfg(not(feature = "tui"))]
        welcome: None,
        #[cfg(not(feature = "tui"))]
        keys: None,
    };
    let done = panic::catch_unwind(AssertUnwindSafe(|| cli::run(std::env::args_os(), &front)));
    done.unwrap_or_else(|_| {
        cli::tell_panic(LOG.get().map(PathBuf::as_path));
        ExitCode::from(1)
    })
}

#[cfg(feature = "tui")]
fn open_screens(session: cli::Session) -> Result<(), cli::Failure> {
    let cli::Session { setup, replica, .. } = session;
    let ascii = setup.globals.ascii;
    callsheet::tui::start::start(&replica, &setup.config, setup.locale, ascii)
        .map_err(|error| cli::Problem::failed(error.to_string()).into())
}

#[cfg(feature = "tui")]
fn ask_first(setup: &cli::Setup) -> Result<Option<cli::FirstRun>, cli::Failure> {
    use callsheet::tui::screen::welcome::Begin;
    let locale = callsheet::locale::Locale::new(setup.lang());
    let asked = callsheet::tui::welcome::ask(&setup.config, setup.clock.now(), locale, setup.globals.ascii);
    let answers = asked.map_err(|error| cli::Problem::failed(error.to_string()))?;
    Ok(answers.map(|answers| cli::FirstRun {
        settings: answers.settings,
        demo: answers.begin == Begin::Demo,
        import: match answers.begin {
            Begin::Import(path) => Some(path),
            Begin::Empty | Begin::Demo => None,
        },
    }))
}

#[cfg(feature = "tui")]
fn all_keys(setup: &cli::Setup) -> cli::KeysReport {
    use callsheet::tui::keys;
    let (file, config) = (
        setup.config.paths.config.display().to_string(),
        &setup.config.config,
    );
    let (map, _) = keys::load(&file, &config.keyboard, &config.bind);
    let report = keys::check(&file, &config.keyboard, &config.bind);
    let bound = |[key, scope, action, title]: keys::Row| cli::BoundKey {
        scope,
        key,
        action,
        title,
    };
    cli::KeysReport {
        binds: keys::rows(&map, &setup.locale).into_iter().map(bound).collect(),
        markdown: keys::markdown(&map, &setup.locale),
        layouts: keys::layouts(&map).0,
        layout_problems: report.layouts,
        findings: report.findings,
        conflicts: report.conflicts,
    }
}

static LOG: OnceLock<PathBuf> = OnceLock::new();

fn keep_log(path: &Path, level: LogLevel) {
    if LOG.set(path.to_owned()).is_err() {
        return;
    }
    let level = match level {
        LogLevel::Off => LevelFilter::OFF,
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    };
    tracing_subscriber::fmt()
        .json()
        .with_max_level(level)
        .with_writer(|| Log)
        .init();
}

/// The log file, made when the first line is written.
struct Log;

impl io::Write for Log {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        static FILE: OnceLock<Option<Mutex<File>>> = OnceLock::new();
        if let Some(file) = FILE.get_or_init(|| open_log().map(Mutex::new))
            && let Ok(mut file) = file.lock()
        {
            // A log that cannot be written must not stop the work it tells of.
            let _ = file.write_all(line);
        }
        Ok(line.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A log that has grown large begins anew; the one before it is kept.
fn open_log() -> Option<File> {
    const LARGE: u64 = 4 << 20;
    let path = LOG.get()?;
    std::fs::create_dir_all(path.parent()?).ok()?;
    if std::fs::metadata(path).is_ok_and(|log| log.len() > LARGE) {
        let _ = std::fs::rename(path, path.with_extension("log.1"));
    }
    OpenOptions::new().create(true).append(true).open(path).ok()
}

//! The command line: every command of the domain as a verb.
//!
//! A verb reads its arguments, asks the replica and prints the answer: as JSON,
//! as ids, or as lines for a person, with the exit status of the one table of
//! refusals. No rule is decided here, and nothing here draws on a screen; what
//! has a screen comes in from the program as a [`Front`].

mod answer;
mod args;
mod chosen;
mod cmd;
mod codes;
mod fields;
mod find;
mod first_run;
mod globals;
mod input;
mod output;
mod person;
mod plain;

mod session;
mod show;
mod split;
mod spoken;
mod words;

pub use cmd::keys::{BoundKey, KeysReport};
pub use cmd::serve::{GivenCode, Listen, Ready, Server};
pub use first_run::FirstRun;
pub use globals::Globals;
pub use output::{Failure, Match, Problem};
pub use session::{Session, Setup};

use crate::config::LogLevel;
use crate::locale::Locale;
use args::{Args, Verb};
use clap::Parser;
use clap::error::ErrorKind;
use output::Outcome;
use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

/// Asks the questions of the first start.
pub type AskFirst = fn(&Setup) -> Result<Option<FirstRun>, Failure>;

/// What the program has beside the command line, which must not know it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Front {
    /// Sends what the layers have to tell to this file, never to the terminal.
    pub log: Option<fn(&Path, LogLevel)>,
    /// Opens the screens on an open file and returns when they are left.
    pub screens: Option<fn(Session) -> Result<(), Failure>>,
    /// Asks the questions of the first start; nothing when it was left.
    pub welcome: Option<AskFirst>,
    /// The map of keys, as the configuration has it.
    pub keys: Option<fn(&Setup) -> KeysReport>,
    /// The team server.
    pub server: Option<Server>,
}

/// Reads the command line, does what it says and returns the exit status.
pub fn run(line: impl IntoIterator<Item = OsString>, front: &Front) -> ExitCode {
    let line: Vec<OsString> = line.into_iter().collect();
    let json = line.iter().any(|word| word == "--json");
    let done = match Args::try_parse_from(line) {
        Ok(args) => dispatch(args, front),
        Err(error) => refuse_arguments(&error, json),
    };
    match done {
        Ok(()) | Err(Failure::ClosedPipe) => ExitCode::SUCCESS,
        Err(Failure::Told(exit)) => ExitCode::from(exit),
        Err(Failure::Problem(problem)) => {
            tracing::debug!(code = problem.code, detail = problem.detail, "a verb was refused");
            output::tell(&problem, json);
            ExitCode::from(problem.exit)
        }
    }
}

/// Says that the program failed inside, after a panic; `log` is where the details went.
pub fn tell_panic(log: Option<&Path>) {
    let place = log.map_or_else(String::new, |log| format!(" Details are in {}.", log.display()));
    output::warn(&format!(
        "callsheet: That failed inside the program. What was saved before is safe.{place}"
    ));
}

/// Help and version are answers; anything else is told as a problem, in clap's words.
fn refuse_arguments(error: &clap::Error, json: bool) -> Outcome {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            error.print()?;
            Ok(())
        }
        _ if json => {
            let text = error.render().to_string();
            Err(Problem::usage(text.trim_start_matches("error: ").trim_end()).into())
        }
        kind => {
            error.print()?;
            let exit = if kind == ErrorKind::Io { 1 } else { 2 };
            Err(Failure::Told(exit))
        }
    }
}

fn dispatch(args: Args, front: &Front) -> Outcome {
    if matches!(args.verb, None | Some(Verb::Demo(_))) {
        std::thread::spawn(crate::base::make_ready);
    }
    let setup = Setup::new(args.globals, front.keys)?;
    if let Some(log) = front.log {
        log(&setup.config.paths.log, setup.config.config.log.level);
    }
    let Some(verb) = args.verb else {
        return screens(setup, front);
    };
    let (lang, json) = (setup.lang(), setup.globals.json);
    verb_of(verb, setup, front).map_err(|failure| match failure {
        // Programs read the same in every language.
        Failure::Problem(problem) if !json => spoken::problem(&Locale::new(lang), *problem).into(),
        failure => failure,
    })
}

fn verb_of(verb: Verb, setup: Setup, front: &Front) -> Outcome {
    match about(verb, &setup) {
        Ok(done) => done,
        Err(Verb::Demo(args)) => match cmd::demo::open(&args, setup)? {
            (session, true) => show(session, front),
            (_, false) => Ok(()),
        },
        Err(Verb::Serve(args)) => cmd::serve::run(args, setup, front.server),
        Err(verb) => {
            let mut session = Session::open(setup)?;
            let done = data(verb, &mut session);
            cmd::backup::weekly(&session);
            done
        }
    }
}

/// Without a verb: the screens on a terminal, the plain lines where they were asked for or nothing else is possible.
fn screens(setup: Setup, front: &Front) -> Outcome {
    match front.welcome {
        Some(ask) if on_a_terminal() && !setup.globals.wants_plain() && first_run::is_first(&setup) => {
            match ask(&setup)? {
                Some(answers) => first_run::begin(&answers, setup, front),
                None => Ok(()),
            }
        }
        _ => show(Session::open(setup)?, front),
    }
}

fn on_a_terminal() -> bool {
    use std::io::IsTerminal;
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

fn show(mut session: Session, front: &Front) -> Outcome {
    let terminal = on_a_terminal();
    let wants_plain = session.setup.globals.wants_plain();
    match front.screens {
        Some(open) if terminal && !wants_plain => open(session),
        None if terminal => plain_lines(&mut session),
        _ if wants_plain => plain_lines(&mut session),
        _ => Err(Problem::usage(
            "The screens need a terminal. Use callsheet --plain, or a verb: callsheet next, callsheet tasks, \
             callsheet log; callsheet --help lists them all.",
        )
        .into()),
    }
}

fn plain_lines(session: &mut Session) -> Outcome {
    let done = plain::run(session);
    cmd::backup::weekly(session);
    done
}

/// Any verb, on a file that is open.
pub(crate) fn perform(verb: Verb, s: &mut Session) -> Outcome {
    match about(verb, &s.setup) {
        Ok(done) => done,
        Err(verb) => data(verb, s),
    }
}

/// Verbs that need no file; any other comes back.
#[expect(
    clippy::result_large_err,
    reason = "the verb is only handed on, once in a run of the program"
)]
fn about(verb: Verb, setup: &Setup) -> Result<Outcome, Verb> {
    use cmd::{about, config, doctor, keys, restore_file, vacuum};
    Ok(match verb {
        Verb::Config(verb) => config::run(&verb, setup),
        Verb::Keys(args) => keys::run(&args, setup),
        Verb::Permissions => about::permissions(setup),
        Verb::Doctor(_) => doctor::run(setup),
        Verb::Restore(args) => restore_file::run(&args, setup),
        Verb::Vacuum(_) => vacuum::run(setup),
        Verb::Completions { shell } => about::completions(shell, setup),
        Verb::Man { verb } => about::man(&verb, setup),
        verb => return Err(verb),
    })
}

/// Verbs that need the file.
fn data(verb: Verb, s: &mut Session) -> Outcome {
    use cmd::{
        activity, backup, bulk, case, company, contact, dev, dnc, erase, export, field, import, journal, log,
        note, queue, search,
    };
    use cmd::{task, timeline, twins, user, verify, view, workflow};
    match verb {
        Verb::Next(args) => queue::next(args, s),
        Verb::Tasks(args) => queue::tasks(&args, s),
        Verb::Cases(args) => case::list(&args, s),
        Verb::Log(args) => log::run(*args, s),
        Verb::Company(verb) => company::run(verb, s),
        Verb::Contact(verb) => contact::run(verb, s),
        Verb::Case(verb) => case::run(verb, s),
        Verb::Task(verb) => task::run(verb, s),
        Verb::Activity(verb) => activity::run(verb, s),
        Verb::Field(verb) => field::run(verb, s),
        Verb::Note(verb) => note::run(verb, s),
        Verb::Timeline(args) => timeline::run(&args, s),
        Verb::Search(args) => search::run(&args, s),
        Verb::Undo(args) => journal::undo(&args, s),
        Verb::Redo => journal::redo(s),
        Verb::History(args) => journal::history(&args, s),
        Verb::Trash(args) => journal::trash(&args, s),
        Verb::Drafts { verb } => journal::drafts(verb, s),
        Verb::User(verb) => user::run(verb, s),
        Verb::Duplicates(args) => twins::run(args, s),
        Verb::Import(args) => import::run(*args, s),
        Verb::Export(args) => export::run(args, s),
        Verb::Erase(verb) => erase::run(verb, s),
        Verb::Dnc(verb) => dnc::run(verb, s),
        Verb::View(verb) => view::run(verb, s),
        Verb::Bulk(verb) => bulk::run(verb, s),
        Verb::Workflow(verb) => workflow::run(verb, s),
        Verb::Backup(args) => backup::run(args, s),
        Verb::Verify(args) => verify::run(&args, s),
        Verb::Dev(verb) => dev::run(&verb, s),
        Verb::Demo(_)
        | Verb::Serve(_)
        | Verb::Config(_)
        | Verb::Keys(_)
        | Verb::Permissions
        | Verb::Doctor(_)
        | Verb::Restore(_)
        | Verb::Vacuum(_)
        | Verb::Completions { .. }
        | Verb::Man { .. } => {
            unreachable!("`about` does these")
        }
    }
}

//! `callsheet demo`: the program on a file of its own, with a team's data in it.

use crate::cli::output::{Outcome, Problem};
use crate::cli::session::{Session, Setup};
use crate::config::UserConfig;
use crate::demo::{self, Plan};
use crate::replica::Clock;
use std::path::{Path, PathBuf};

/// What a demo is asked for.
#[derive(clap::Args, Debug)]
#[command(after_help = super::examples!("demo", "demo --fresh --clock 2026-11-24T08:00:00Z", "demo --size 100000 --no-screens"))]
pub(crate) struct DemoArgs {
    /// Throw the demo file away and make a new one
    #[arg(long)]
    fresh: bool,
    /// How many activities to make, up to ten millions
    #[arg(long, default_value_t = demo::DEFAULT_SIZE, value_parser = clap::value_parser!(u64).range(60..=demo::LARGEST))]
    size: u64,
    /// Another seed gives other data
    #[arg(long, default_value_t = demo::SEED)]
    seed: u64,
    /// Only make the file and print where it is
    #[arg(long)]
    no_screens: bool,
}

impl Default for DemoArgs {
    fn default() -> Self {
        Self {
            fresh: false,
            size: demo::DEFAULT_SIZE,
            seed: demo::SEED,
            no_screens: false,
        }
    }
}

/// Opens the demo file, making it first when it is not there, and says whether the screens are wanted.
pub(crate) fn open(args: &DemoArgs, mut setup: Setup) -> Outcome<(Session, bool)> {
    if setup.globals.file.is_none() {
        setup.config.paths.data = setup.config.paths.data.with_file_name("demo.db");
    }
    // Its calling window is open day and night, so that whoever tries it on a Sunday has calls to make.
    setup.config.config.working_time.always_open = true;
    if setup.config.config.user.name == UserConfig::default().name {
        "Anna K.".clone_into(&mut setup.config.config.user.name);
    }
    let file = setup.config.paths.data.clone();
    let key = format!("{}/{}/{}", args.seed, args.size, today(&setup));
    let mine = is_demo(&file, &setup)?;
    if file.exists() && (args.fresh || mine.as_deref().is_some_and(|made| made != key)) {
        if mine.is_none() {
            let text = format!(
                "{} is no demo file; it is not touched. Name another --file.",
                file.display()
            );
            return Err(Problem::usage(text).into());
        }
        remove(&file)?;
    }
    let now = setup.clock.now();
    let session = Session::open(setup)?;
    if session.replica.meta("demo")?.is_none() {
        let plan = Plan {
            seed: args.seed,
            activities: args.size,
            now,
        };
        demo::fill(&session.replica, plan)?;
        session.replica.put_meta("demo", &key)?;
    }
    if args.no_screens {
        session.out().line(file.display().to_string())?;
    }
    Ok((session, !args.no_screens))
}

/// The day the data leads up to; a demo of another day is made new.
fn today(setup: &Setup) -> String {
    let zone = jiff::tz::TimeZone::get(&setup.config.zone()).unwrap_or(jiff::tz::TimeZone::UTC);
    match setup.clock {
        Clock::Frozen(at) => at.to_string(),
        Clock::System => setup.clock.now().date_in(&zone).to_string(),
    }
}

/// What an existing file says it was made with; none when it is no demo.
fn is_demo(file: &Path, setup: &Setup) -> Outcome<Option<String>> {
    if !file.exists() {
        return Ok(None);
    }
    let replica = crate::replica::Replica::open(crate::replica::OpenOptions {
        path: file.to_owned(),
        clock: setup.clock,
        user_name: String::new(),
        zone: "UTC".to_owned(),
        country: "DE".to_owned(),
        rules: Vec::new(),
    })?;
    Ok(replica.meta("demo")?)
}

fn remove(file: &Path) -> Outcome {
    for tail in ["", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(tail);
        let path = PathBuf::from(name);
        if path.exists() {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

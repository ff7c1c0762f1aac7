//! Runs the real program from a test: an own home, an own data file, a frozen clock.

use super::pty::Screen;
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A place in which callsheet runs, and how it is run there.
///
/// Nothing of the machine's user is seen: home, XDG folders, time zone, language, clock and data
/// file are those of the test. The clock stands at a Tuesday morning within calling hours.
#[derive(Clone, Debug)]
pub(crate) struct Cli {
    home: PathBuf,
    env: Vec<(String, String)>,
}

/// What a run left behind.
#[derive(Clone, Debug)]
pub(crate) struct Output {
    /// The exit code; -1 when a signal ended the program.
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    arguments: String,
}

impl Cli {
    /// When the tests' clock stands unless a test says otherwise.
    pub(crate) const CLOCK: &'static str = "2026-03-03T09:00:00Z";

    /// Runs in this folder, best a temporary one.
    pub(crate) fn new(home: &Path) -> Self {
        let folder = |name: &str| home.join(name).display().to_string();
        let env = [
            ("PATH", std::env::var("PATH").unwrap_or_default()),
            ("HOME", folder("")),
            ("XDG_CONFIG_HOME", folder(".config")),
            ("XDG_DATA_HOME", folder(".local/share")),
            ("XDG_STATE_HOME", folder(".local/state")),
            ("XDG_CACHE_HOME", folder(".cache")),
            ("XDG_RUNTIME_DIR", folder(".run")),
            ("TMPDIR", std::env::temp_dir().display().to_string()),
            ("CALLSHEET_FILE", folder("callsheet.db")),
            ("CALLSHEET_CLOCK", Self::CLOCK.to_owned()),
            ("TZ", "Europe/Berlin".to_owned()),
            ("LANG", "C.UTF-8".to_owned()),
            ("TERM", "xterm-256color".to_owned()),
        ];
        Self {
            home: home.to_owned(),
            env: env
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        }
    }

    /// With a variable set to another value; an empty one takes it away.
    #[must_use]
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.env.retain(|(known, _)| known != name);
        if !value.is_empty() {
            self.env.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// With the clock at another instant (RFC 3339).
    #[must_use]
    pub(crate) fn at(self, instant: &str) -> Self {
        self.env("CALLSHEET_CLOCK", instant)
    }

    /// With another data file.
    #[must_use]
    pub(crate) fn on(self, file: &Path) -> Self {
        self.env("CALLSHEET_FILE", &file.display().to_string())
    }

    /// The data file.
    pub(crate) fn file(&self) -> PathBuf {
        let file = self.env.iter().find(|(name, _)| name == "CALLSHEET_FILE");
        PathBuf::from(file.map_or("", |(_, path)| path))
    }

    /// The folder everything happens in.
    pub(crate) fn home(&self) -> &Path {
        &self.home
    }

    /// The environment of every run.
    pub(crate) fn vars(&self) -> &[(String, String)] {
        &self.env
    }

    /// Runs the program to its end with nothing on its input.
    pub(crate) fn run<S: AsRef<str>>(&self, args: impl IntoIterator<Item = S>) -> Output {
        self.run_with_input(args, b"")
    }

    /// Runs the program to its end with these bytes on its input.
    pub(crate) fn run_with_input<S: AsRef<str>>(
        &self,
        args: impl IntoIterator<Item = S>,
        input: &[u8],
    ) -> Output {
        let args: Vec<String> = args.into_iter().map(|arg| arg.as_ref().to_owned()).collect();
        let mut child = self.command(&args).spawn().expect("callsheet starts");
        let mut stdin = child.stdin.take().expect("its input is a pipe");
        let output = std::thread::scope(|scope| {
            // Written beside the reading, or a long input and a long output wait for each other.
            scope.spawn(move || {
                // A program that wants no input may close it: not an error of the test.
                let _ = stdin.write_all(input);
            });
            child.wait_with_output().expect("callsheet ends")
        });
        Output {
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
            arguments: args.join(" "),
        }
    }

    /// The program with these arguments, all three streams piped, not started yet.
    pub(crate) fn command<S: AsRef<str>>(&self, args: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_callsheet"));
        command
            .args(args.iter().map(AsRef::as_ref))
            .current_dir(&self.home)
            .env_clear()
            .envs(self.env.iter().cloned())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Starts the program in a terminal of `size` (columns, rows) with the same environment.
    pub(crate) fn screen(&self, size: (u16, u16), args: &[&str]) -> Screen {
        Screen::start(size, args, &self.env)
    }
}

impl Output {
    /// Itself, when the program ended with 0.
    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        self.exits(0)
    }

    /// Itself, when the program ended with this exit code.
    #[track_caller]
    pub(crate) fn exits(self, status: i32) -> Self {
        assert_eq!(
            self.status, status,
            "callsheet {}\n--- stdout\n{}\n--- stderr\n{}",
            self.arguments, self.stdout, self.stderr
        );
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        self.parse(&self.stdout)
    }

    /// The problem object of a refusal, from standard error.
    #[track_caller]
    pub(crate) fn problem(&self) -> Value {
        self.parse(&self.stderr)
    }

    #[track_caller]
    fn parse(&self, text: &str) -> Value {
        serde_json::from_str(text).unwrap_or_else(|error| {
            panic!(
                "callsheet {}: not JSON ({error}):\n{text}\n{}",
                self.arguments, self.stderr
            )
        })
    }
}

/// The runner itself.
mod runner {
    use super::*;

    #[test]
    fn a_run_sees_only_the_world_of_the_test() {
        let home = tempfile::tempdir().expect("temporary folder");
        let cli = Cli::new(home.path()).at("2026-03-06T15:00:00Z").env("TERM", "");
        assert_eq!(cli.file(), cli.home().join("callsheet.db"));
        assert_eq!(cli.clone().on(Path::new("/x.db")).file(), Path::new("/x.db"));
        let value = |name: &str| {
            cli.vars()
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.as_str())
        };
        assert_eq!(value("CALLSHEET_CLOCK"), Some("2026-03-06T15:00:00Z"));
        assert_eq!(value("TERM"), None);
        assert!(value("HOME").is_some_and(|path| path.starts_with(&home.path().display().to_string())));
    }

    #[test]
    fn the_program_answers_a_pipe_and_a_terminal() {
        let home = tempfile::tempdir().expect("temporary folder");
        let cli = Cli::new(home.path());
        let version = cli.run(["--version"]).ok();
        assert!(version.stdout.starts_with("callsheet "), "{}", version.stdout);
        let made = cli.run(["company", "add", "Müller GmbH", "--json"]).ok();
        assert!(made.json().is_object(), "{}", made.stdout);
        let mut screen = cli.screen((80, 24), &["--version"]);
        assert_eq!(screen.wait_exit().code, 0);
        assert!(screen.contains("callsheet "), "{}", screen.contents());
        let refused = cli.run(["no-such-verb", "--json"]).exits(2);
        assert!(refused.problem()["code"].is_string(), "{}", refused.stderr);
    }
}

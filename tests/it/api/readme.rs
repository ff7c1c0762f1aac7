//! The section "Team server" of the README, run as it stands there.

use super::server::{On, Server};
use crate::support::cli::Cli;
use std::path::Path;
use std::process::Command;

/// The code of a section of the README.
fn blocks(section: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = std::fs::read_to_string(path).expect("the README");
    let begin = format!("## {section}\n");
    let section = text.split_once(&begin).expect("the section").1;
    let section = section.split("\n## ").next().unwrap_or_default();
    let code = section.split("```sh\n").skip(1);
    code.filter_map(|rest| rest.split("```").next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_team_server_of_the_readme_gives_two_reps_two_companies_on_both_databases() {
    for on in On::ALL {
        let home = tempfile::tempdir().expect("a folder");
        let port = free_port();
        let blocks = blocks("Team server");
        assert_eq!(blocks.len(), 2);
        let cli = Cli::new(home.path());
        let program = cli.command::<&str>(&[]).get_program().to_owned();
        let script = format!(
            "set -eu\ncallsheet() {{ \"$PROGRAM\" \"$@\"; }}\n{}\nserver=$!\ntrap 'kill $server' EXIT\n\
             until curl -sf localhost:{port}/readyz >/dev/null; do :; done\n{}",
            blocks[0]
                .trim()
                .replace("callsheet serve &", "\"$PROGRAM\" serve &"),
            blocks[1]
                .replace("localhost:7878", &format!("localhost:{port}"))
                .replace("\ncurl", "\necho; curl"),
        );
        let mut run = Command::new("bash");
        run.args(["-c", &script]).env_clear().current_dir(home.path());
        run.envs(cli.vars().iter().map(|(name, value)| (name, value)));
        run.env("PROGRAM", &program)
            .env("CALLSHEET_LISTEN", format!("127.0.0.1:{port}"))
            .env("CALLSHEET_DATABASE", Server::place(*on, home.path()));
        let done = run.output().expect("bash and curl; scripts/test installs them");
        let (said, complaint) = (
            String::from_utf8_lossy(&done.stdout),
            String::from_utf8_lossy(&done.stderr),
        );
        assert!(done.status.success(), "{said}\n{complaint}");
        let answers: Vec<serde_json::Value> = said
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect();
        let claimed: Vec<&str> = answers
            .iter()
            .filter_map(|answer| answer["data"]["company_id"].as_str())
            .collect();
        assert_eq!(claimed.len(), 2, "{on:?}: {said}");
        assert_ne!(claimed[0], claimed[1]);
        let list = answers.last().expect("a list");
        assert_eq!(list["data"].as_array().map(Vec::len), Some(2), "{said}");
    }
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

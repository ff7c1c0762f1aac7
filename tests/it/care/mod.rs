//! The care of the file: backups, restoring one, checks and what they mend.

mod backups;
mod restoring;
mod verify;

use crate::support::cli::Cli;
use crate::support::names;
use callsheet::store::sqlite::{Access, Sqlite};
use std::path::{Path, PathBuf};

/// A file with a company, its people and what was said.
fn field(home: &Path) -> Cli {
    let cli = Cli::new(home);
    cli.run([
        "company",
        "add",
        "Acme GmbH",
        "--phone",
        "+49 711 123456",
        "--city",
        "Ulm",
    ])
    .ok();
    cli.run(["contact", "add", "Ada Byron", "--company", "Acme GmbH"])
        .ok();
    cli.run(["note", "add", "Acme GmbH", "wants an offer in spring"])
        .ok();
    cli
}

fn digest(cli: &Cli) -> String {
    cli.run(["dev", "digest"]).ok().stdout.trim().to_owned()
}

/// Runs a text on the file as a program would that knows no rules.
fn raw(file: &Path, sql: &str) {
    let mut conn = Sqlite::open(file, Access::Write).expect("opens");
    conn.driver().execute_batch(sql).expect("runs");
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

fn backups(cli: &Cli) -> PathBuf {
    cli.home().join("backups")
}

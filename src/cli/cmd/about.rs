//! `callsheet permissions`, `completions` and `man`: what the program says of itself.

use crate::cli::args::Args;
use crate::cli::output::{Form, Outcome};
use crate::cli::session::Setup;
use crate::domain::permission::{self, Permission};
use crate::domain::{Code, Role};
use clap::CommandFactory;
use clap_complete::Shell;
use serde_json::{Map, json};

/// Prints who may do what.
pub(crate) fn permissions(setup: &Setup) -> Outcome {
    if setup.out.form() != Form::Json {
        return setup.out.write(&permission::matrix());
    }
    let roles = |permission: &Permission| {
        let granted = Role::ALL
            .iter()
            .filter(|role| permission::grants(**role).contains(permission));
        json!(granted.map(Code::code).collect::<Vec<_>>())
    };
    let matrix: Map<_, _> = Permission::ALL
        .iter()
        .map(|p| (p.code().to_owned(), roles(p)))
        .collect();
    setup.out.json(&matrix)
}

/// Prints what a shell needs to complete our words.
pub(crate) fn completions(shell: Shell, setup: &Setup) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "callsheet", &mut script);
    setup.out.write(&String::from_utf8_lossy(&script))
}

/// Prints the manual page, of the program or of one verb.
pub(crate) fn man(verb: &[String], setup: &Setup) -> Outcome {
    let mut command = Args::command();
    command.build();
    let mut found = &command;
    for word in verb {
        let Some(next) = found.find_subcommand(word) else {
            let title = format!("There is no verb {word:?}; callsheet --help lists them.");
            return Err(crate::cli::Problem::new("not_found", 3, "Not found", title).into());
        };
        found = next;
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(found.clone()).render(&mut page)?;
    setup.out.write(&String::from_utf8_lossy(&page))
}

//! `callsheet dev …`: what tests and the curious ask.

use super::examples;
use crate::cli::output::{Form, Outcome};
use crate::cli::session::Session;
use clap::Subcommand;
use serde_json::json;

/// What can be asked.
#[derive(Subcommand, Debug)]
pub(crate) enum DevVerb {
    /// One hash over everything stored and not deleted
    #[command(after_help = examples!("dev digest", "dev digest --shape"))]
    Digest {
        /// For comparing two ways of doing the same work: ids by content, no times
        #[arg(long)]
        shape: bool,
    },
}

/// Does what was asked.
pub(crate) fn run(verb: &DevVerb, s: &Session) -> Outcome {
    let DevVerb::Digest { shape } = verb;
    let digest = s.replica.digest(*shape)?;
    match s.out().form() {
        Form::Json => s.out().json(&json!({ "digest": digest, "shape": shape })),
        Form::Ids | Form::Lines => s.out().line(&digest),
    }
}

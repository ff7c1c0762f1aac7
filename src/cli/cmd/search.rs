//! `callsheet search`: companies and contacts by name or number, notes by words.

use super::examples;
use crate::cli::output::{Outcome, Table};
use crate::cli::session::Session;
use crate::cli::spoken;
use clap::Args;

/// Arguments of `search`.
#[derive(Args, Debug)]
#[command(after_help = examples!("search müller", "search 0711123456 --json", "search --notes \"price list\""))]
pub(crate) struct SearchArgs {
    /// Beginnings of words in any order, or digits of a number
    text: String,
    /// In notes and activities instead of names
    #[arg(long)]
    notes: bool,
    /// At most so many
    #[arg(long, default_value_t = 50, value_name = "N")]
    limit: u32,
}

/// Does what was asked.
pub(crate) fn run(args: &SearchArgs, s: &Session) -> Outcome {
    let hits = if args.notes {
        s.replica.search_notes(&args.text, args.limit)?
    } else {
        s.replica.search_names(&args.text, args.limit)?
    };
    let table = || {
        let mut table = Table::new(&s.setup.locale, &["Found", "Name", "Beside it", "Id"]);
        for hit in &hits {
            table.row([
                hit.table.clone(),
                hit.title.clone(),
                hit.detail.clone(),
                hit.id.to_string(),
            ]);
        }
        table
    };
    s.out().list(
        &hits,
        |hit| hit.id,
        &spoken::words(
            &s.setup.locale,
            "none",
            "Nothing is found. Fewer letters find more.",
        ),
        table,
    )
}

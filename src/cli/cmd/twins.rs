//! `callsheet duplicates`, and the merging of companies and contacts.

use super::examples;
use crate::base::{CompanyId, ContactId};
use crate::cli::output::{Failure, Outcome, Table, warn};
use crate::cli::session::Session;
use crate::cli::spoken;
use crate::domain::command::{
    CompanyCommand, CompanyPair, ContactCommand, ContactPair, MergeCompanies, MergeContacts,
};
use crate::domain::duplicates::{LIKELY, Score};
use crate::domain::merge::{Choice, Choices};
use crate::domain::{Code, Refusal, TwinKind};
use crate::locale::Arg;
use crate::view::{TwinAsk, TwinCursor, TwinCut, TwinPair};
use clap::{Args, Subcommand, ValueEnum};
use std::cmp::Reverse;

/// Pairs asked for at a time.
const PAGE: usize = 500;
/// Keys that are named of those that were cut.
const CUTS_SAID: usize = 10;

/// Of what kind the rows are.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum About {
    /// Companies
    Companies,
    /// Contacts
    Contacts,
}

/// Arguments of `duplicates`.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_help = examples!("duplicates", "duplicates contacts --min 80 --json",
    "duplicates not-same \"Müller GmbH\" mueller.example"))]
pub(crate) struct DuplicatesArgs {
    #[command(subcommand)]
    verb: Option<DuplicatesVerb>,
    #[command(flatten)]
    list: ListArgs,
}

/// What can be done with pairs beside merging them.
#[derive(Subcommand, Debug)]
pub(crate) enum DuplicatesVerb {
    /// Remember that two are not the same; they are not proposed again
    #[command(after_help = examples!("duplicates not-same \"Müller GmbH\" mueller.example",
        "duplicates not-same --contacts 01936b1e-1c00-7000-8000-000000000001 01936b1e-1c00-7000-8000-000000000002"))]
    NotSame {
        /// The one: id, exact name, domain, or system:id
        one: String,
        /// The other
        other: String,
        /// They are contacts
        #[arg(long)]
        contacts: bool,
    },
}

/// Which pairs are listed.
#[derive(Args, Debug)]
pub(crate) struct ListArgs {
    /// Companies or contacts
    #[arg(value_enum, default_value = "companies")]
    about: About,
    /// Only pairs of so many points of 100
    #[arg(long, default_value_t = LIKELY, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=100))]
    min: u8,
    /// At most so many, the surest first
    #[arg(long, default_value_t = 50, value_name = "N")]
    limit: usize,
}

/// Arguments of `company merge` and `contact merge`.
#[derive(Args, Debug)]
pub(crate) struct MergeArgs {
    /// Which stays: id, exact name, domain, or system:id
    winner: String,
    /// Which goes; its id stands for the winner from then on
    loser: String,
    /// Whose value of a field stays: mine (the winner's), theirs, or both of a list; may be repeated
    #[arg(long, value_name = "FIELD=WHOSE")]
    take: Vec<String>,
}

impl MergeArgs {
    fn choices(&self) -> Outcome<Choices> {
        self.take.iter().map(|pair| choice(pair)).collect()
    }
}

fn choice(pair: &str) -> Result<(String, Choice), Failure> {
    let (field, whose) = pair.split_once('=').unwrap_or((pair, ""));
    let Some(choice) = Choice::from_code(whose.trim()) else {
        let fix = format!("{pair:?}: write --take FIELD=mine, FIELD=theirs or FIELD=both");
        return Err(Refusal::invalid("take", fix).into());
    };
    Ok((field.trim().to_owned(), choice))
}

/// Merges two companies.
pub(crate) fn merge_companies(args: &MergeArgs, s: &mut Session) -> Outcome {
    let take = args.choices()?;
    let (winner, loser) = (s.company(&args.winner)?, s.company(&args.loser)?);
    s.give(
        CompanyCommand::Merge(MergeCompanies { winner, loser, take }),
        winner,
    )
}

/// Merges two contacts.
pub(crate) fn merge_contacts(args: &MergeArgs, s: &mut Session) -> Outcome {
    let take = args.choices()?;
    let (winner, loser) = (s.contact(&args.winner, None)?, s.contact(&args.loser, None)?);
    s.give(
        ContactCommand::Merge(MergeContacts { winner, loser, take }),
        winner,
    )
}

/// Lists pairs, or remembers that two are none.
pub(crate) fn run(args: DuplicatesArgs, s: &mut Session) -> Outcome {
    match args.verb {
        None => list(&args.list, s),
        Some(DuplicatesVerb::NotSame {
            one,
            other,
            contacts: true,
        }) => {
            let (one, other): (ContactId, ContactId) = (s.contact(&one, None)?, s.contact(&other, None)?);
            s.give(ContactCommand::NotSame(ContactPair { one, other }), one)
        }
        Some(DuplicatesVerb::NotSame { one, other, .. }) => {
            let (one, other): (CompanyId, CompanyId) = (s.company(&one)?, s.company(&other)?);
            s.give(CompanyCommand::NotSame(CompanyPair { one, other }), one)
        }
    }
}

fn list(args: &ListArgs, s: &Session) -> Outcome {
    let (pairs, cut) = surest(args, s)?;
    say_cut(s, &cut);
    let none = spoken::words(&s.setup.locale, "none", "No two look alike.");
    s.out().list(
        &pairs,
        |pair| format!("{} {}", pair.one.id, pair.other.id),
        &none,
        || table(s, &pairs),
    )
}

/// Says on standard error, whatever form the pairs have, which rows were not compared.
fn say_cut(s: &Session, cut: &[TwinCut]) {
    let locale = &s.setup.locale;
    for cut in cut.iter().take(CUTS_SAID) {
        let name = match cut.kind.as_str() {
            "twin" | "twin_person" => "twins-cut-name",
            _ => "twins-cut-key",
        };
        let left = format!("{}{}", if cut.more { "> " } else { "" }, cut.left);
        let kind = locale.t(&format!("twins-key-{}", cut.kind)).into_owned();
        let args = [
            ("kind", Arg::Text(&kind)),
            ("key", Arg::Text(&cut.key)),
            ("left", Arg::Text(&left)),
        ];
        warn(&locale.t_args(name, &args));
    }
    if cut.len() > CUTS_SAID {
        warn(&locale.t_args("twins-cut-more", &[("n", (cut.len() - CUTS_SAID).into())]));
    }
}

/// The whole pass; no more than asked for is kept in memory.
fn surest(args: &ListArgs, s: &Session) -> Outcome<(Vec<TwinPair>, Vec<TwinCut>)> {
    let about = match args.about {
        About::Companies => TwinKind::Company,
        About::Contacts => TwinKind::Contact,
    };
    let mut from = TwinCursor::default();
    let mut best: Vec<TwinPair> = Vec::new();
    let mut cut = Vec::new();
    loop {
        let ask = TwinAsk {
            about,
            min: args.min,
            limit: PAGE,
            from,
        };
        let page = s.replica.duplicates(&ask)?;
        best.extend(page.pairs);
        cut.extend(page.cut);
        best.sort_by(|one, other| order(one).cmp(&order(other)));
        best.truncate(args.limit);
        match page.next {
            Some(next) => from = next,
            None => return Ok((best, cut)),
        }
    }
}

fn order(pair: &TwinPair) -> (Reverse<u8>, &str, uuid::Uuid, uuid::Uuid) {
    (
        Reverse(pair.score.points),
        &pair.one.name,
        pair.one.id,
        pair.other.id,
    )
}

fn table(s: &Session, pairs: &[TwinPair]) -> Table {
    let mut table = Table::new(
        &s.setup.locale,
        &["Score", "Name", "Beside it", "Why", "Id", "Other id"],
    );
    for pair in pairs {
        let side = |side: &crate::view::TwinSide| {
            if side.detail.is_empty() {
                side.name.clone()
            } else {
                format!("{} ({})", side.name, side.detail)
            }
        };
        table.row([
            pair.score.points.to_string(),
            side(&pair.one),
            side(&pair.other),
            why(&pair.score),
            pair.one.id.to_string(),
            pair.other.id.to_string(),
        ]);
    }
    table
}

fn why(score: &Score) -> String {
    let parts = score
        .parts
        .iter()
        .map(|part| format!("{} {:+}", part.reason.code(), part.points));
    parts.collect::<Vec<_>>().join(", ")
}

//! Rows as they were: callsheet's own export, and the large file for measuring.
//!
//! No workflow, no follow-up, no edge, no guard (domain.md §6); only that what a row
//! belongs to is here, and what follows from the rows themselves (search, counters,
//! what is due next). Permission `import:restore`.

use super::hooks::Tracked;
use super::work::Work;
use super::{Entry, OpsError, Out, merge};
use crate::base::{CaseId, CompanyId};
use crate::domain::command::{ImportCommand, NewRule, RestoreRow};
use crate::domain::permission::Permission;
use crate::domain::{
    AnyRow, Case, CaseType, Company, Contact, Ctx, Effect, Refusal, RefusalCode, RuleKind, Rules, User,
};
use crate::params;
use crate::store::{Tx, drafts, facts};

/// The key under which a file keeps whose it is, when more than one of its users may be meant.
pub(crate) const USER_KEY: &str = "user";

/// Writes rows as they are, in the given transaction, without the journal.
pub(crate) fn restore(tx: &mut Tx, ctx: &Ctx, rows: &[AnyRow]) -> Result<(), OpsError> {
    if !ctx.actor.may(Permission::ImportRestore) {
        let text = "Bringing rows back as they were needs the permission import:restore.";
        return Err(Refusal::new(RefusalCode::Forbidden, text).into());
    }
    let mut work = Work::begin(tx, ctx)?.without_journal();
    for row in rows {
        put(&mut work, row)?;
    }
    work.settle()
}

fn put(work: &mut Work, row: &AnyRow) -> Out<()> {
    match row {
        AnyRow::Company(row) => work.put(None, &**row),
        AnyRow::Contact(row) => work.put(None, &**row),
        AnyRow::Case(row) => work.put(None, &**row),
        AnyRow::Task(row) => work.put(None, &**row),
        AnyRow::Activity(row) => work.put(None, &**row),
        AnyRow::Note(row) => work.put(None, &**row),
        AnyRow::StageChange(row) => work.put(None, &**row),
        AnyRow::Handover(row) => work.put(None, &**row),
        AnyRow::Verdict(row) => work.put(None, &**row),
        AnyRow::Member(row) => work.put(None, &**row),
        AnyRow::User(row) => work.put(None, &**row),
        AnyRow::Rule(rule) => {
            let tenant = work.tx.tenant();
            let rows = work.tx.select(facts::ALL_RULES, params![tenant])?;
            super::admin::put_rules(work, &rows, std::slice::from_ref(rule)).map(drop)
        }
    }
}

pub(super) fn run(work: &mut Work, command: &ImportCommand) -> Out<Entry> {
    let ImportCommand::Restore(args) = command;
    work.as_it_was();
    bring_back(work, args)?;
    Ok(Entry::Reversible)
}

fn bring_back(work: &mut Work, args: &RestoreRow) -> Out<()> {
    match &args.row {
        AnyRow::Company(row) => {
            merge::not_merged::<Company>(work, row.id.0)?;
            bring(work, &**row, args.overwrite, &row.name)
        }
        AnyRow::Contact(row) => {
            super::erase::not_erased(work, row.id)?;
            super::erase::not_again(work, row, true)?;
            merge::not_merged::<Contact>(work, row.id.0)?;
            stands_at(work, row.company_id)?;
            bring(work, &**row, args.overwrite, &row.display_name())
        }
        AnyRow::Case(row) => {
            stands_at(work, Some(row.company_id))?;
            known_queue(work, row.owner_queue.as_deref())?;
            let stands = work.tx.load::<Case>(row.id)?.is_some_and(|case| case.is_live());
            if args.overwrite || !stands {
                one_qualifies(work, row)?;
            }
            bring(work, &**row, args.overwrite, "")
        }
        AnyRow::Task(row) => {
            stands_at(work, Some(row.company_id))?;
            belongs_to(work, row.case_id)?;
            known_queue(work, Some(&row.queue))?;
            bring(work, &**row, args.overwrite, &row.title)
        }
        AnyRow::Activity(row) => {
            stands_at(work, row.company_id)?;
            if row.company_id.is_none() && row.contact_id.is_none() {
                let text = "an activity is with a company or a contact";
                return Err(Refusal::invalid("company_id", text).into());
            }
            bring(work, &**row, args.overwrite, "")
        }
        AnyRow::Note(row) => {
            stands_at(work, Some(row.company_id))?;
            bring(work, &**row, args.overwrite, "")
        }
        AnyRow::Member(row) => {
            stands_at(work, Some(row.company_id))?;
            bring(work, &**row, args.overwrite, "")
        }
        AnyRow::StageChange(row) => {
            stands_at(work, Some(row.company_id))?;
            bring(work, &**row, args.overwrite, "")
        }
        AnyRow::Handover(row) => {
            stands_at(work, Some(row.company_id))?;
            belongs_to(work, Some(row.case_id))?;
            known_queue(work, Some(&row.to_queue))?;
            bring(work, &**row, args.overwrite, "")
        }
        AnyRow::Verdict(row) => {
            if row.one == row.other || work.tx.stands_for(row.other)? == row.one {
                let text = "nothing is merged into itself";
                return Err(Refusal::invalid("other", text).into());
            }
            bring(work, &**row, args.overwrite, "")
        }
        AnyRow::User(row) => user(work, row, args.overwrite),
        AnyRow::Rule(rule) => rule_of_the_file(work, rule, args.overwrite),
    }
}

/// Writes a row, unless one of its id is here and may not be replaced. What is in Trash comes back.
fn bring<R: Tracked>(work: &mut Work, row: &R, overwrite: bool, name: &str) -> Out<()>
where
    R::Id: std::fmt::Display,
{
    work.label(if name.is_empty() {
        format!("Brought back: {}", R::WORD)
    } else {
        format!("Brought back: {name}")
    });
    if row.is_in_trash() {
        let text = "rows of Trash are not brought back";
        return Err(Refusal::invalid("deleted_at", text).into());
    }
    let here = work.tx.load::<R>(row.id())?;
    if here.as_ref() == Some(row) {
        return Ok(());
    }
    let stands = here.as_ref().is_some_and(|here| !here.is_in_trash());
    if stands && !overwrite {
        return Err(differs(&format!("The {} {}", R::WORD, row.id())).into());
    }
    work.put(here.as_ref(), row)?;
    work.effect(Effect::RowBroughtBack {
        table: R::TABLE.to_owned(),
        created: !stands,
    });
    Ok(())
}

/// What is here stands, unless the import is told to overwrite it.
fn differs(what: &str) -> Refusal {
    let text = format!("{what} is here already and says something else.");
    Refusal::new(RefusalCode::Conflict, text).missing(
        "overwrite",
        "import with --on-duplicate update to take what the file says",
    )
}

fn dangling(what: &str, id: impl std::fmt::Display) -> OpsError {
    let text = format!("It belongs to the {what} {id}, which is neither here nor in the file.");
    Refusal::new(RefusalCode::NotFound, text).into()
}

fn stands_at(work: &mut Work, company: Option<CompanyId>) -> Out<()> {
    let Some(id) = company else { return Ok(()) };
    if work.tx.has_company(id)? {
        return Ok(());
    }
    // What hung on a company that was merged since has moved with it.
    merge::not_merged::<Company>(work, id.0)?;
    Err(dangling("company", id))
}

fn belongs_to(work: &mut Work, case: Option<CaseId>) -> Out<()> {
    let Some(id) = case else { return Ok(()) };
    if work.tx.has_case(id)? {
        return Ok(());
    }
    Err(dangling("case", id))
}

/// In a queue that nobody has a task would never be seen.
fn known_queue(work: &Work, queue: Option<&str>) -> Out<()> {
    match queue {
        Some(code) if work.ctx.rules.queue_role(code).is_none() => {
            Err(work.ctx.rules.unknown_queue(code).into())
        }
        _ => Ok(()),
    }
}

fn one_qualifies(work: &mut Work, case: &Case) -> Out<()> {
    if case.kind != CaseType::QualifyCompany || !case.is_open() {
        return Ok(());
    }
    let open = work.tx.open_cases(case.company_id)?;
    let other = open
        .iter()
        .find(|open| open.kind == CaseType::QualifyCompany && open.id != case.id);
    match other {
        Some(other) => {
            let text = format!(
                "The company has an open case QUALIFY_COMPANY already ({}).",
                other.id
            );
            Err(Refusal::new(RefusalCode::OpenCase, text).into())
        }
        None => Ok(()),
    }
}

/// A user. Into a file that holds nothing yet the user of the file it came from moves in:
/// the one that was made when this file was made gives way.
fn user(work: &mut Work, row: &User, overwrite: bool) -> Out<()> {
    let known = work.tx.load::<User>(row.id)?.is_some_and(|user| user.is_live());
    bring(work, row, overwrite, &row.name)?;
    if known || !row.owns_file() || row.id == work.ctx.actor.id {
        return Ok(());
    }
    let clerk = work.ctx.actor.id;
    let Some(here) = work.tx.load::<User>(clerk)?.filter(User::is_live) else {
        return Ok(());
    };
    if work.tx.holds_nobody()? {
        let gone = Some(work.deletion());
        let mut after = here.clone();
        after.mark_deleted(gone);
        work.update(&here, &after)?;
    } else {
        work.tx
            .exec(drafts::PUT_META, params![USER_KEY, clerk.to_string()])?;
    }
    Ok(())
}

/// Most rules of a local file come from its configuration; one that differs is named, not mixed in.
/// What commands define (fields) comes along as rows do.
fn rule_of_the_file(work: &mut Work, rule: &NewRule, overwrite: bool) -> Out<()> {
    work.label(format!("Brought back: {}", rule.key));
    let tenant = work.tx.tenant();
    let rows = work.tx.select(facts::ALL_RULES, params![tenant])?;
    let here = Rules::newest(&rows, rule.kind, &rule.key);
    if here.is_some_and(|row| row.body.0 == rule.body) {
        return Ok(());
    }
    let configured = rule.kind.is_configured();
    if rule.kind == RuleKind::Field {
        super::field::readable(rule)?;
    }
    if !configured && here.is_some() && !overwrite {
        return Err(differs(&format!("The rule {} {}", rule.kind, rule.key)).into());
    }
    if configured && !overwrite {
        let text = format!(
            "The rule {} {} is another one here; rules come from the configuration.",
            rule.kind, rule.key
        );
        return Err(Refusal::new(RefusalCode::Conflict, text)
            .missing(
                "configuration",
                "copy its file into the folder of the configuration",
            )
            .into());
    }
    let changed = super::admin::put_rules(work, &rows, std::slice::from_ref(rule))?;
    if changed > 0 {
        work.effect(Effect::RowBroughtBack {
            table: "rule".to_owned(),
            created: here.is_none(),
        });
    }
    Ok(())
}

//! The stage machine: one table of edges and guards.
//!
//! The check, the "move to" menu, the documentation and the test that prints
//! the whole machine all come from it. What an action *does* beside the stage
//! (cases, tasks, events) is `ops`; what a guard looks at comes in as facts.

use super::codes::{Code, Stage, TaskType};
use super::refusal::{Missing, Refusal, RefusalCode};

/// What must hold before a move.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Guard {
    /// An open QUALIFY_COMPANY case.
    Case,
    /// A qualifying activity that happened in the case.
    Activity,
    /// A next step.
    NextStep,
    /// An accepted handover to outside sales.
    Handover,
    /// A returned handover, with its reason.
    ReturnedHandover,
    /// A reason or a note.
    ReasonOrNote,
    /// A reason code, and a note when it is OTHER.
    Reason,
    /// A wake-up date in the future.
    WakeUpDate,
    /// No open case. Never skipped.
    NoOpenCase,
    /// Role sales_manager or admin.
    Manager,
    /// Only an import makes it, and no rep has worked on the company.
    ImportOnly,
}

/// An edge of the machine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Edge {
    /// From; none: a new company.
    pub from: Option<Stage>,
    /// To.
    pub to: Stage,
    /// All must hold.
    pub guards: &'static [Guard],
}

use Guard as G;
use Stage as S;

const fn edge(from: Stage, to: Stage, guards: &'static [Guard]) -> Edge {
    Edge {
        from: Some(from),
        to,
        guards,
    }
}

/// Every edge there is (domain.md §3).
pub static EDGES: &[Edge] = &[
    Edge {
        from: None,
        to: S::Unverified,
        guards: &[],
    },
    Edge {
        from: None,
        to: S::Customer,
        guards: &[G::ImportOnly],
    },
    edge(S::Qualifying, S::Customer, &[G::ImportOnly]),
    edge(S::Unverified, S::Qualifying, &[G::Case]),
    edge(S::Qualifying, S::QualifiedLead, &[G::Activity, G::NextStep]),
    edge(S::QualifiedLead, S::SalesAccepted, &[G::Handover]),
    edge(S::SalesAccepted, S::Customer, &[G::ReasonOrNote]),
    edge(S::SalesAccepted, S::Qualifying, &[G::ReturnedHandover]),
    edge(S::QualifiedLead, S::Qualifying, &[G::ReturnedHandover]),
    edge(S::Unverified, S::Disqualified, &[G::Reason]),
    edge(S::Qualifying, S::Disqualified, &[G::Reason]),
    edge(S::QualifiedLead, S::Disqualified, &[G::Reason]),
    edge(S::SalesAccepted, S::Disqualified, &[G::Reason]),
    edge(S::Dormant, S::Disqualified, &[G::Reason]),
    edge(S::Qualifying, S::Dormant, &[G::WakeUpDate]),
    edge(S::QualifiedLead, S::Dormant, &[G::WakeUpDate]),
    edge(S::SalesAccepted, S::Dormant, &[G::WakeUpDate]),
    edge(S::Customer, S::Dormant, &[G::WakeUpDate]),
    edge(S::Dormant, S::Dormant, &[G::WakeUpDate]),
    edge(S::Disqualified, S::Qualifying, &[G::Case]),
    edge(S::Dormant, S::Qualifying, &[G::Case]),
    edge(S::Unverified, S::Archived, &[G::NoOpenCase]),
    edge(S::Qualifying, S::Archived, &[G::NoOpenCase]),
    edge(S::QualifiedLead, S::Archived, &[G::NoOpenCase]),
    edge(S::SalesAccepted, S::Archived, &[G::NoOpenCase]),
    edge(S::Customer, S::Archived, &[G::NoOpenCase]),
    edge(S::Disqualified, S::Archived, &[G::NoOpenCase]),
    edge(S::Dormant, S::Archived, &[G::NoOpenCase]),
    edge(S::Archived, S::Unverified, &[G::Manager]),
];

impl Stage {
    /// Whether an open task of this kind has a place on a company of this stage.
    pub const fn takes(self, kind: TaskType) -> bool {
        match self {
            S::Disqualified | S::Archived => false,
            S::Dormant => matches!(kind, TaskType::WakeUp),
            _ => true,
        }
    }
}

/// The edge between two stages, if there is one.
pub fn find(from: Option<Stage>, to: Stage) -> Option<&'static Edge> {
    EDGES.iter().find(|edge| edge.from == from && edge.to == to)
}

/// The stages a company may move to.
pub fn targets(from: Stage) -> Vec<Stage> {
    EDGES
        .iter()
        .filter(|edge| edge.from == Some(from))
        .map(|edge| edge.to)
        .collect()
}

/// What the guards look at, judged at the end of the transaction.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Facts {
    /// An open QUALIFY_COMPANY case.
    pub open_qualify_case: bool,
    /// Any open case.
    pub open_case: bool,
    /// A CALL, EMAIL or MEETING that counts.
    pub activity: bool,
    /// An open next-step task, or a pending handover.
    pub next_step: bool,
    /// The newest handover was accepted.
    pub handover_accepted: bool,
    /// The newest handover was returned.
    pub handover_returned: bool,
    /// A reason code was given.
    pub reason: bool,
    /// It is OTHER.
    pub reason_other: bool,
    /// A note was given.
    pub note: bool,
    /// A wake-up date in the future was given.
    pub wake_up: bool,
    /// An import does it, and no rep has worked on the company.
    pub import: bool,
    /// The actor may reopen the archive.
    pub manager: bool,
}

impl Guard {
    fn missing(self, facts: &Facts) -> Option<Missing> {
        let (holds, code, fix) = match self {
            G::Case => (
                facts.open_qualify_case,
                "case",
                "an open case QUALIFY_COMPANY (callsheet case start)",
            ),
            G::Activity => (
                facts.activity,
                "activity",
                "a call, e-mail or meeting that happened",
            ),
            G::NextStep => (
                facts.next_step,
                "next_step",
                "a next step: an open task with a date",
            ),
            G::Handover => (
                facts.handover_accepted,
                "handover",
                "an accepted handover to outside sales",
            ),
            G::ReturnedHandover => (
                facts.handover_returned,
                "handover",
                "a returned handover with its reason",
            ),
            G::ReasonOrNote => (facts.reason || facts.note, "reason", "a reason or a note"),
            G::Reason if !facts.reason => (false, "reason", "a reason code"),
            G::Reason => (
                !facts.reason_other || facts.note,
                "note",
                "a note, because the reason is OTHER",
            ),
            G::WakeUpDate => (facts.wake_up, "wake_up_date", "a wake-up date in the future"),
            G::NoOpenCase => (
                !facts.open_case,
                "open_case",
                "no open case (qualify, disqualify or close it first)",
            ),
            G::Manager => (facts.manager, "role", "the role sales_manager or admin"),
            G::ImportOnly => (facts.import, "import", "an import, and no activity by a rep"),
        };
        (!holds).then(|| Missing {
            code: code.to_owned(),
            fix: fix.to_owned(),
        })
    }
}

/// What is missing for an edge.
pub fn missing(edge: &Edge, facts: &Facts) -> Vec<Missing> {
    edge.guards
        .iter()
        .filter_map(|guard| guard.missing(facts))
        .collect()
}

/// What Qualify still needs; none when the stage knows no Qualify.
pub fn qualify_missing(stage: Stage, facts: &Facts) -> Option<Vec<Missing>> {
    find(Some(stage), S::QualifiedLead).map(|edge| missing(edge, facts))
}

/// Whether a move may happen; `overridden` skips guards but never a missing edge and never `open_case`.
pub fn check(from: Option<Stage>, to: Stage, facts: &Facts, overridden: bool) -> Result<(), Refusal> {
    let Some(edge) = find(from, to) else {
        return Err(if from == Some(to) {
            let text = format!("The company is at {to} already.");
            Refusal::new(RefusalCode::NothingToDo, text)
        } else {
            no_such_move(from, to)
        });
    };
    let mut missing = missing(edge, facts);
    if missing.iter().any(|m| m.code == "open_case") {
        let text = "A case is open: qualify, disqualify, let it sleep or close it first.";
        return Err(Refusal {
            missing,
            ..Refusal::new(RefusalCode::OpenCase, text)
        });
    }
    if missing.iter().any(|m| m.code == "role") {
        let text = "Only a sales_manager or admin takes a company out of the archive.";
        return Err(Refusal {
            missing,
            ..Refusal::new(RefusalCode::Forbidden, text)
        });
    }
    if overridden {
        missing.retain(|m| m.code == "import");
    }
    if missing.is_empty() {
        Ok(())
    } else {
        Err(Refusal::guard(missing))
    }
}

fn no_such_move(from: Option<Stage>, to: Stage) -> Refusal {
    let from_code = from.map_or("(new)", |stage| stage.code());
    // Where only an import leads is no way for anybody else.
    let by_hand = |to: &Stage| find(from, *to).is_some_and(|edge| !edge.guards.contains(&G::ImportOnly));
    let open: Vec<Stage> = from.map(targets).unwrap_or_default();
    let open: Vec<Stage> = open.into_iter().filter(by_hand).collect();
    let list = open.iter().map(Code::code).collect::<Vec<_>>().join(", ");
    let text = format!("A company cannot move from {from_code} to {to}; from there it can go to: {list}.");
    open.iter()
        .fold(Refusal::new(RefusalCode::NoSuchMove, text), |refusal, stage| {
            refusal.missing(stage.code(), format!("move to {stage}"))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_machine() {
        let mut lines = EDGES
            .iter()
            .map(|edge| {
                let from = edge.from.map_or("(new)", |s| s.code());
                let needs = missing(
                    edge,
                    &Facts {
                        open_case: true,
                        ..Facts::default()
                    },
                );
                let needs = needs
                    .iter()
                    .map(|m| m.code.as_str())
                    .collect::<Vec<_>>()
                    .join("+");
                format!("{from} > {} [{needs}]", edge.to)
            })
            .collect::<Vec<_>>();
        lines.sort();
        insta::assert_snapshot!(lines.join("\n"), @r"
        (new) > CUSTOMER [import]
        (new) > UNVERIFIED []
        ARCHIVED > UNVERIFIED [role]
        CUSTOMER > ARCHIVED [open_case]
        CUSTOMER > DORMANT [wake_up_date]
        DISQUALIFIED > ARCHIVED [open_case]
        DISQUALIFIED > QUALIFYING [case]
        DORMANT > ARCHIVED [open_case]
        DORMANT > DISQUALIFIED [reason]
        DORMANT > DORMANT [wake_up_date]
        DORMANT > QUALIFYING [case]
        QUALIFIED_LEAD > ARCHIVED [open_case]
        QUALIFIED_LEAD > DISQUALIFIED [reason]
        QUALIFIED_LEAD > DORMANT [wake_up_date]
        QUALIFIED_LEAD > QUALIFYING [handover]
        QUALIFIED_LEAD > SALES_ACCEPTED [handover]
        QUALIFYING > ARCHIVED [open_case]
        QUALIFYING > CUSTOMER [import]
        QUALIFYING > DISQUALIFIED [reason]
        QUALIFYING > DORMANT [wake_up_date]
        QUALIFYING > QUALIFIED_LEAD [activity+next_step]
        SALES_ACCEPTED > ARCHIVED [open_case]
        SALES_ACCEPTED > CUSTOMER [reason]
        SALES_ACCEPTED > DISQUALIFIED [reason]
        SALES_ACCEPTED > DORMANT [wake_up_date]
        SALES_ACCEPTED > QUALIFYING [handover]
        UNVERIFIED > ARCHIVED [open_case]
        UNVERIFIED > DISQUALIFIED [reason]
        UNVERIFIED > QUALIFYING [case]
        ");
    }

    #[test]
    fn a_missing_edge_names_those_there_are_and_no_right_overrides_it() {
        let refusal = check(Some(S::Unverified), S::Customer, &Facts::default(), true).expect_err("no edge");
        assert_eq!(refusal.code, RefusalCode::NoSuchMove);
        let codes = refusal
            .missing
            .iter()
            .map(|m| m.code.as_str())
            .collect::<Vec<_>>();
        assert_eq!(codes, ["QUALIFYING", "DISQUALIFIED", "ARCHIVED"]);
    }

    #[test]
    fn what_is_there_already_does_not_move_and_where_only_an_import_leads_is_not_named() {
        let refusal = check(Some(S::Customer), S::Customer, &Facts::default(), false).expect_err("there");
        assert_eq!(refusal.code, RefusalCode::NothingToDo);
        assert_eq!(refusal.detail, "The company is at CUSTOMER already.");
        let refusal = check(Some(S::Qualifying), S::SalesAccepted, &Facts::default(), false);
        let refusal = refusal.expect_err("no edge");
        assert!(!refusal.detail.contains("CUSTOMER"), "{}", refusal.detail);
        assert!(refusal.missing.iter().all(|missing| missing.code != "CUSTOMER"));
    }

    #[test]
    fn an_override_skips_guards_but_never_an_open_case() {
        let facts = Facts {
            open_case: true,
            ..Facts::default()
        };
        assert!(check(Some(S::Qualifying), S::QualifiedLead, &facts, true).is_ok());
        let refusal = check(Some(S::Qualifying), S::Archived, &facts, true).expect_err("case open");
        assert_eq!(refusal.code, RefusalCode::OpenCase);
    }

    #[test]
    fn other_needs_a_note() {
        let facts = Facts {
            reason: true,
            reason_other: true,
            ..Facts::default()
        };
        let refusal = check(Some(S::Dormant), S::Disqualified, &facts, false).expect_err("note");
        assert_eq!(refusal.missing[0].code, "note");
        assert!(
            check(
                Some(S::Dormant),
                S::Disqualified,
                &Facts { note: true, ..facts },
                false
            )
            .is_ok()
        );
    }
}

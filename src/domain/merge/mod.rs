//! Merging two rows into one: which value stays, which stage, which case. Pure rules, printed where they are applied.
//!
//! The winner keeps its id and, unless something else is chosen, its values; what it lacks comes from the loser. Lists
//! (addresses, numbers, tags, ids of other systems, leftover fields) are joined, with one primary entry.

mod extra;
mod fields;
mod lists;

pub use fields::{COMPANY, CONTACT, Field, Line, Merged, companies, contacts, lines, status, text};

use super::codes::{Code, Stage};
use super::entity::{Case, Task};
use std::collections::BTreeMap;

crate::codes! {
    /// Whose value of a field stays.
    "choice" Choice { Mine = "mine", Theirs = "theirs", Both = "both", }
}

/// The fields for which something else than the default was chosen.
pub type Choices = BTreeMap<String, Choice>;

/// How far a stage is: of two, the one that stands later in this table stays.
///
/// | stage | why there |
/// |---|---|
/// | ARCHIVED | put away: any other says more |
/// | UNVERIFIED | nobody has looked yet |
/// | DISQUALIFIED | somebody has, and said no |
/// | DORMANT | somebody has, and said later |
/// | QUALIFYING · QUALIFIED_LEAD · SALES_ACCEPTED · CUSTOMER | at work, by their place in the pipeline |
///
/// One exception: DISQUALIFIED, DORMANT and ARCHIVED have no place for open work, so they give way to UNVERIFIED while
/// there is an open next step or an open case on that company; a promise is never lost.
pub const FURTHER: [Stage; 8] = [
    Stage::Archived,
    Stage::Unverified,
    Stage::Disqualified,
    Stage::Dormant,
    Stage::Qualifying,
    Stage::QualifiedLead,
    Stage::SalesAccepted,
    Stage::Customer,
];

/// Where a company stands when it is merged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// Its stage.
    pub stage: Stage,
    /// A next step or a case is open.
    pub open_work: bool,
}

impl Standing {
    /// Where a company with these open cases and tasks stands.
    pub fn of(stage: Stage, cases: &[Case], tasks: &[Task]) -> Self {
        Self {
            stage,
            open_work: !cases.is_empty() || tasks.iter().any(Task::is_next_step),
        }
    }
}

/// The further of two stages, by [`FURTHER`].
pub fn further(mine: Standing, theirs: Standing) -> Stage {
    let place = |standing: Standing| FURTHER.iter().position(|stage| *stage == standing.stage);
    let (far, near) = if place(theirs) > place(mine) {
        (theirs, mine)
    } else {
        (mine, theirs)
    };
    let no_work = matches!(far.stage, Stage::Disqualified | Stage::Dormant);
    if no_work && near.stage == Stage::Unverified && near.open_work {
        return near.stage;
    }
    far.stage
}

/// The table in words, for the help of a front end.
pub fn further_text() -> String {
    let stages = FURTHER.iter().rev().map(Code::code).collect::<Vec<_>>();
    stages.join(" > ")
}

/// What counts when one of two open QUALIFY_COMPANY cases stays.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CaseStanding {
    /// It is offered, and the answer is awaited.
    pub offered: bool,
    /// The stage that stays is that of its company.
    pub stage_stays: bool,
    /// Something was done in it.
    pub worked: bool,
    /// When it began.
    pub opened_at: crate::base::Timestamp,
}

/// Which of two open QUALIFY_COMPANY cases stays: the one that is offered, else that of the company whose stage stays,
/// else the one in which something was done, else the older, else the winner's.
pub fn case_stays(mine: CaseStanding, theirs: CaseStanding) -> Choice {
    let rank = |case: CaseStanding| {
        (
            case.offered,
            case.stage_stays,
            case.worked,
            std::cmp::Reverse(case.opened_at),
        )
    };
    if rank(theirs) > rank(mine) {
        Choice::Theirs
    } else {
        Choice::Mine
    }
}

/// Whether a company of this stage can have an open QUALIFY_COMPANY case: it is being qualified, or the case is offered.
pub const fn keeps_qualify_case(stage: Stage, offered: bool) -> bool {
    matches!(stage, Stage::Qualifying | Stage::Unverified) || matches!(stage, Stage::QualifiedLead) && offered
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Timestamp;

    fn at(stage: Stage, open_work: bool) -> Standing {
        Standing { stage, open_work }
    }

    #[test]
    fn every_stage_has_a_place_in_the_table() {
        for stage in Stage::ALL {
            assert!(FURTHER.contains(stage), "{stage}");
        }
        assert_eq!(
            further_text(),
            "CUSTOMER > SALES_ACCEPTED > QUALIFIED_LEAD > QUALIFYING > DORMANT > DISQUALIFIED > UNVERIFIED > ARCHIVED"
        );
    }

    #[test]
    fn the_further_stage_stays_whoever_wins() {
        for (one, other, stays) in [
            (Stage::Customer, Stage::Qualifying, Stage::Customer),
            (Stage::Unverified, Stage::Disqualified, Stage::Disqualified),
            (Stage::Archived, Stage::Unverified, Stage::Unverified),
            (Stage::Dormant, Stage::Disqualified, Stage::Dormant),
            (Stage::Dormant, Stage::Qualifying, Stage::Qualifying),
        ] {
            assert_eq!(further(at(one, false), at(other, false)), stays);
            assert_eq!(further(at(other, false), at(one, false)), stays);
        }
    }

    #[test]
    fn open_work_keeps_a_company_awake() {
        let unverified = at(Stage::Unverified, true);
        assert_eq!(further(at(Stage::Dormant, false), unverified), Stage::Unverified);
        assert_eq!(further(unverified, at(Stage::Customer, false)), Stage::Customer);
    }

    #[test]
    fn the_case_that_was_worked_on_stays() {
        let case = |offered, stage_stays, worked, at| CaseStanding {
            offered,
            stage_stays,
            worked,
            opened_at: Timestamp(at),
        };
        assert_eq!(
            case_stays(case(false, true, true, 1), case(true, false, false, 2)),
            Choice::Theirs
        );
        assert_eq!(
            case_stays(case(false, true, false, 2), case(false, true, true, 3)),
            Choice::Theirs
        );
        assert_eq!(
            case_stays(case(false, true, false, 2), case(false, true, false, 1)),
            Choice::Theirs
        );
        assert_eq!(
            case_stays(case(false, true, false, 2), case(false, true, false, 2)),
            Choice::Mine
        );
    }
}

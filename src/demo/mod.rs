//! Data to try the program with: a small team's file, made new from a seed and today's date.
//!
//! The small file is made by giving commands at times gone by, through the same
//! door as a rep's keys; a large one (for measuring) is written row by row.
//! Nothing here is a rule, and no name in it is anybody's.

mod bulk;
mod dice;
mod story;
mod words;

use crate::base::Timestamp;
use crate::replica::{Replica, RunError};

/// Activities of the demo when nothing else is said.
pub const DEFAULT_SIZE: u64 = 1_500;
/// Most activities a file is made with.
pub const LARGEST: u64 = 10_000_000;
/// The seed when none is given.
pub const SEED: u64 = 7;

/// How much is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Plan {
    /// Where everything random comes from.
    pub seed: u64,
    /// Activities; a tenth as many companies at the large sizes, about a fifth at the small one.
    pub activities: u64,
    /// The time the data leads up to.
    pub now: Timestamp,
}

/// Fills an empty file.
///
/// # Errors
/// [`RunError::Store`] when the file fails; the rules refuse nothing that is planned here.
pub fn fill(replica: &Replica, plan: Plan) -> Result<(), RunError> {
    if plan.activities <= 20_000 {
        story::tell(replica, plan)
    } else {
        bulk::load(replica, plan)
    }
}

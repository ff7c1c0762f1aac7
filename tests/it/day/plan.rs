//! What happens on the eighty calls of the day, and the keys of each.

use super::desk::Current;

/// What a call leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Act {
    NoAnswer,
    Voicemail,
    Busy,
    Gatekeeper,
    /// Promised for tomorrow at ten.
    CallBack,
    /// Reached; the suggested follow-up is taken.
    Talk,
    /// Reached, and qualified by the same act.
    Qualify,
    /// Not interested: no need.
    Disqualify,
    WrongNumber,
    /// No call: to the end of the list.
    Skip,
}

impl Act {
    /// The keys a rep presses.
    pub(super) const fn keys(self) -> &'static str {
        match self {
            Self::NoAnswer => "<Enter>1",
            Self::Voicemail => "<Enter>2",
            Self::Busy => "<Enter>3",
            Self::CallBack => "<Enter>42",
            Self::Talk => "<Enter>5<Enter>",
            Self::Qualify => "<Enter>57",
            Self::Disqualify => "<Enter>71",
            Self::WrongNumber => "<Enter>8",
            Self::Gatekeeper => "<Enter>9",
            Self::Skip => "b",
        }
    }
    /// The outcome it is logged with.
    pub(super) const fn outcome(self) -> &'static str {
        match self {
            Self::NoAnswer => "NO_ANSWER",
            Self::Voicemail => "LEFT_VOICEMAIL",
            Self::Busy => "BUSY",
            Self::CallBack => "CALL_BACK_LATER",
            Self::Talk | Self::Qualify => "REACHED_DECISION_MAKER",
            Self::Disqualify => "NOT_INTERESTED",
            Self::WrongNumber => "WRONG_NUMBER",
            Self::Gatekeeper => "GATEKEEPER",
            Self::Skip => "",
        }
    }
    /// Whether the outcome counts an attempt, so that the last one asks what to do.
    const fn tries(self) -> bool {
        matches!(
            self,
            Self::NoAnswer | Self::Voicemail | Self::Busy | Self::Gatekeeper
        )
    }
    /// Whether the company must be in qualification for it.
    const fn needs_qualifying(self) -> bool {
        matches!(self, Self::Qualify | Self::Disqualify)
    }
}

/// The acts that are still to come.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    left: Vec<Act>,
}

impl Plan {
    /// 52 not reached, 10 call-backs, 10 conversations, 3 qualified, 3 disqualified, 2 wrong numbers, mixed.
    pub(super) fn of_a_day() -> Self {
        let times = [
            (Act::NoAnswer, 30),
            (Act::Voicemail, 10),
            (Act::Busy, 6),
            (Act::Gatekeeper, 6),
            (Act::CallBack, 10),
            (Act::Talk, 10),
            (Act::Qualify, 3),
            (Act::Disqualify, 3),
            (Act::WrongNumber, 2),
        ];
        let all: Vec<Act> = times.iter().flat_map(|(act, times)| vec![*act; *times]).collect();
        // Thirty-three has no factor in common with eighty: every act has its turn, far from its like.
        let left = (0..all.len()).map(|at| all[at * 33 % all.len()]).collect();
        Self { left }
    }

    /// The next act that this task allows; none when the day is over.
    pub(super) fn next(&mut self, current: &Current) -> Option<Act> {
        if self.left.is_empty() {
            return None;
        }
        if !current.is_call {
            return Some(Act::Skip);
        }
        let fits = |act: &Act| {
            !(act.tries() && current.last_attempt)
                && (!act.needs_qualifying() || current.stage == "QUALIFYING")
        };
        let at = self.left.iter().position(fits);
        Some(at.map_or(Act::Skip, |at| self.left.remove(at)))
    }
}

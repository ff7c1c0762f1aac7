//! The random numbers of the demo: SplitMix64, so that a seed gives the same data everywhere.

use crate::base::{derived, id::RowId};
use uuid::Uuid;

/// A source of numbers.
#[derive(Clone, Debug)]
pub(super) struct Dice {
    state: u64,
    ids: u32,
    seed: Uuid,
}

impl Dice {
    pub(super) fn new(seed: u64, at_ms: i64) -> Self {
        let time = (at_ms.max(0) as u128) << 80;
        Self {
            state: seed,
            ids: 0,
            seed: Uuid::from_u128(time | (0x7 << 76) | (0x8 << 60) | u128::from(seed)),
        }
    }
    /// The next number.
    pub(super) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    /// A number below `n`.
    pub(super) fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }
    /// Yes in `percent` of all cases.
    pub(super) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
    /// One of a list.
    pub(super) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len() as u64) as usize]
    }
    /// A new id; the same one for the same seed and place.
    pub(super) fn id<I: RowId>(&mut self) -> I {
        self.ids += 1;
        I::from_uuid(derived(self.seed, "demo", "id", self.ids))
    }
}

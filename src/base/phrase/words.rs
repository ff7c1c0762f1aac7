//! The words that typed dates are made of. Each language is a table of its own;
//! all tables are looked up at once, so a rep may type any of them.

use super::{de, en, more};
use crate::base::lookup::{fold, fold_long};
use jiff::civil::Weekday;
use std::{collections::HashMap, sync::LazyLock};

/// A length of time that dates are counted in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Length {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// A part of the day that stands for a time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum DayPart {
    Morning,
    Noon,
    Afternoon,
    Evening,
}

/// Which of the days called so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Which {
    Next,
    AfterNext,
    This,
    Last,
}

/// What a word can mean. A word may have several meanings; its place decides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Word {
    /// Today and its neighbours: 0, 1 tomorrow, -1 yesterday.
    Day(i8),
    Weekday(Weekday),
    Month(i8),
    Unit(Length),
    Part(DayPart),
    Pick(Which),
    /// "in" two weeks.
    In,
    /// two days "ago".
    Ago,
    /// "vor" zwei Tagen.
    Before,
    /// A count in letters.
    Count(u32),
    Half,
    Am,
    Pm,
    /// `Uhr`: the number before it is an hour.
    Clock,
    /// `KW`: the number after it is an ISO week.
    WeekNumber,
    /// The `th` of 24th.
    Ordinal,
    Now,
    /// What follows is an hour: at, um, kl.
    At,
    /// Says nothing: on, the.
    Filler,
}

/// One language's words, as they are spelled.
pub(super) type Table = &'static [(&'static str, Word)];
/// Words written apart that mean one, and the one word for them.
pub(super) type Joined = &'static [(&'static str, &'static str)];

static WORDS: LazyLock<HashMap<String, Vec<Word>>> = LazyLock::new(|| {
    let mut words: HashMap<String, Vec<Word>> = HashMap::new();
    for (word, meaning) in [en::WORDS, de::WORDS, more::SWEDISH, more::RUSSIAN]
        .into_iter()
        .flatten()
    {
        for spelling in [fold(word), fold_long(word)] {
            let meanings = words.entry(spelling).or_default();
            if !meanings.contains(meaning) {
                meanings.push(*meaning);
            }
        }
    }
    words
});

/// All meanings of a folded word; empty when it is unknown.
pub(super) fn meanings(word: &str) -> &'static [Word] {
    WORDS.get(word).map_or(&[], Vec::as_slice)
}

/// The folded text with words that were written apart joined.
pub(super) fn join(folded: &str) -> String {
    let mut text = format!(" {folded} ");
    for (apart, joined) in [en::JOINED, more::JOINED].into_iter().flatten() {
        let apart = format!(" {} ", fold(apart));
        if text.contains(&apart) {
            text = text.replace(&apart, &format!(" {} ", fold(joined)));
        }
    }
    text
}

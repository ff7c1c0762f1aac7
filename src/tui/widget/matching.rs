//! Matching what is typed against names: every word somewhere, in any order,
//! capitals only when typed, accents ignored.

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// A query that can be asked about many texts.
pub struct Query {
    pattern: Pattern,
    matcher: Matcher,
    buffer: Vec<char>,
}

impl std::fmt::Debug for Query {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Query").field(&self.pattern).finish()
    }
}

impl Query {
    /// Words that must all stand in the text.
    pub fn words(text: &str) -> Self {
        Self::of(text, AtomKind::Substring)
    }
    /// Letters that must come in this order, better when they stand together.
    pub fn fuzzy(text: &str) -> Self {
        Self::of(text, AtomKind::Fuzzy)
    }
    fn of(text: &str, kind: AtomKind) -> Self {
        Self {
            pattern: Pattern::new(text, CaseMatching::Smart, Normalization::Smart, kind),
            matcher: Matcher::new(Config::DEFAULT),
            buffer: Vec::new(),
        }
    }
    /// How well a text matches; `None` when it does not. An empty query matches all alike.
    pub fn score(&mut self, text: &str) -> Option<u32> {
        self.pattern
            .score(Utf32Str::new(text, &mut self.buffer), &mut self.matcher)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_match_in_any_order_without_accents() {
        for (query, text, expect) in [
            ("muller", "Müller Maschinenbau", true),
            ("bygg kess", "Åkesson Bygg AB", true),
            ("akesson", "Åkesson Bygg AB", true),
            ("Muller", "müller", false),
            ("mlr", "Müller", false),
            ("", "anything", true),
        ] {
            assert_eq!(
                Query::words(query).score(text).is_some(),
                expect,
                "{query} in {text}"
            );
        }
        assert!(Query::fuzzy("mlr").score("Müller").is_some());
    }
}

//! What was used how often and how lately, so that the palette offers it first.

use crate::base::Timestamp;
use std::collections::HashMap;

/// Most things remembered.
const KEPT: usize = 500;
/// Most earlier inputs remembered.
const INPUTS: usize = 50;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Used {
    times: u32,
    last: Timestamp,
}

/// The memory of the palette.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Usage {
    used: HashMap<String, Used>,
    inputs: Vec<String>,
    changed: bool,
}

impl Usage {
    /// Something was used.
    pub fn note(&mut self, key: &str, now: Timestamp) {
        let entry = self
            .used
            .entry(key.to_owned())
            .or_insert(Used { times: 0, last: now });
        entry.times = entry.times.saturating_add(1);
        entry.last = now;
        self.changed = true;
        if self.used.len() > KEPT
            && let Some(oldest) = self
                .used
                .iter()
                .min_by_key(|(_, used)| used.last)
                .map(|(key, _)| key.clone())
        {
            self.used.remove(&oldest);
        }
    }

    /// Something was typed into the palette and run.
    pub fn note_input(&mut self, input: &str) {
        if input.trim().is_empty() {
            return;
        }
        self.inputs.retain(|earlier| earlier != input);
        self.inputs.push(input.to_owned());
        self.changed = true;
        if self.inputs.len() > INPUTS {
            self.inputs.remove(0);
        }
    }

    /// Earlier inputs, oldest first.
    pub fn inputs(&self) -> &[String] {
        &self.inputs
    }

    /// How much something is worth being offered: uses, each worth less with age.
    pub fn score(&self, key: &str, now: Timestamp) -> u32 {
        let Some(used) = self.used.get(key) else { return 0 };
        let hours = (now.0 - used.last.0).max(0) / 3_600_000;
        let weight = match hours {
            0 => 100,
            1..=23 => 70,
            24..=167 => 40,
            168..=719 => 20,
            _ => 10,
        };
        used.times.min(50) * weight
    }

    /// Whether something is new since the last time it was asked.
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// As text, to be kept: one line each.
    pub fn to_text(&self) -> String {
        let mut lines: Vec<String> = self
            .used
            .iter()
            .map(|(key, used)| format!("{key}\t{}\t{}", used.times, used.last.0))
            .collect();
        lines.sort();
        lines.extend(self.inputs.iter().map(|input| format!(":\t{input}")));
        lines.join("\n")
    }

    /// From such a text; lines that do not fit are left out.
    pub fn from_text(text: &str) -> Self {
        let mut usage = Self::default();
        for line in text.lines() {
            if let Some(input) = line.strip_prefix(":\t") {
                usage.note_input(input);
                continue;
            }
            let mut parts = line.rsplitn(3, '\t');
            let last = parts.next().and_then(|last| last.parse().ok());
            let times = parts.next().and_then(|times| times.parse().ok());
            if let (Some(last), Some(times), Some(key)) = (last, times, parts.next()) {
                usage.used.insert(
                    key.to_owned(),
                    Used {
                        times,
                        last: Timestamp(last),
                    },
                );
            }
        }
        usage.changed = false;
        usage
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_used_comes_first_and_is_remembered() {
        let hour = 3_600_000;
        let mut usage = Usage::default();
        for _ in 0..3 {
            usage.note("company/old", Timestamp(0));
        }
        usage.note("company/new", Timestamp(800 * hour));
        let now = Timestamp(800 * hour);
        assert!(usage.score("company/new", now) > usage.score("company/old", now));
        assert_eq!(usage.score("never", now), 0);
        usage.note_input("mül");
        usage.note_input("log");
        usage.note_input("mül");
        assert!(usage.take_changed() && !usage.take_changed());
        let again = Usage::from_text(&(usage.to_text() + "\nbroken line"));
        assert_eq!(again, usage);
        assert_eq!(again.inputs(), ["log", "mül"]);
    }
}

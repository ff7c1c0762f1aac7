//! Medians, ratios and the table they are printed in.
//!
//! The machine is shared and its speed drifts, so no absolute figure means anything: a figure of ours
//! always stands beside that of a floor taken in the same run, in turns, and what counts is their ratio.

use std::fmt;
use std::time::{Duration, Instant};

/// The clock of the benches.
#[expect(
    clippy::disallowed_methods,
    reason = "a bench measures the machine's own time"
)]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Durations of one thing done many times.
#[derive(Clone, Default, Debug)]
pub(crate) struct Samples(Vec<Duration>);

impl Samples {
    pub(crate) fn push(&mut self, sample: Duration) {
        let at = self.0.partition_point(|known| *known <= sample);
        self.0.insert(at, sample);
    }

    /// The value that this share of the samples does not exceed; zero of none.
    pub(crate) fn percentile(&self, share: f64) -> Duration {
        let last = self.0.len().saturating_sub(1);
        let at = (last as f64 * share).round() as usize;
        self.0.get(at).copied().unwrap_or_default()
    }

    pub(crate) fn median(&self) -> Duration {
        self.percentile(0.5)
    }
}

impl Extend<Duration> for Samples {
    fn extend<I: IntoIterator<Item = Duration>>(&mut self, samples: I) {
        samples.into_iter().for_each(|sample| self.push(sample));
    }
}

impl FromIterator<Duration> for Samples {
    fn from_iter<I: IntoIterator<Item = Duration>>(samples: I) -> Self {
        let mut all = Self::default();
        all.extend(samples);
        all
    }
}

/// How many times as long `ours` takes as `floor`.
pub(crate) fn ratio(ours: Duration, floor: Duration) -> f64 {
    ours.as_secs_f64() / floor.as_secs_f64().max(f64::MIN_POSITIVE)
}

/// What a figure has to be, at most.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Goal {
    /// So many times the floor.
    Times(f64),
    /// So long.
    Millis(f64),
    /// So many megabytes.
    Megabytes(f64),
}

/// One line of the table.
pub(crate) struct Line {
    pub(crate) what: String,
    pub(crate) ours: String,
    pub(crate) floor: String,
    pub(crate) value: f64,
    pub(crate) goal: Goal,
}

impl Line {
    /// A line that compares with a floor.
    pub(crate) fn against(what: &str, ours: Duration, floor: Duration, times: f64) -> Self {
        Self {
            what: what.to_owned(),
            ours: show(ours),
            floor: show(floor),
            value: ratio(ours, floor),
            goal: Goal::Times(times),
        }
    }

    /// A line with a limit in milliseconds.
    pub(crate) fn within(what: &str, ours: Duration, millis: f64) -> Self {
        Self {
            what: what.to_owned(),
            ours: show(ours),
            floor: "–".to_owned(),
            value: ours.as_secs_f64() * 1e3,
            goal: Goal::Millis(millis),
        }
    }

    /// Whether the goal is reached.
    pub(crate) fn holds(&self) -> bool {
        match self.goal {
            Goal::Times(most) | Goal::Millis(most) | Goal::Megabytes(most) => self.value <= most,
        }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (value, goal) = match self.goal {
            Goal::Times(most) => (format!("{:.2}x", self.value), format!("≤ {most}x")),
            Goal::Millis(most) => (format!("{:.1} ms", self.value), format!("≤ {most} ms")),
            Goal::Megabytes(most) => (format!("{:.0} MB", self.value), format!("≤ {most} MB")),
        };
        let verdict = if self.holds() { "yes" } else { "**no**" };
        write!(
            f,
            "| {} | {} | {} | {value} | {goal} | {verdict} |",
            self.what, self.ours, self.floor
        )
    }
}

/// A duration as a person reads it.
pub(crate) fn show(duration: Duration) -> String {
    let micros = duration.as_secs_f64() * 1e6;
    if micros < 1000.0 {
        format!("{micros:.0} µs")
    } else {
        format!("{:.2} ms", micros / 1e3)
    }
}

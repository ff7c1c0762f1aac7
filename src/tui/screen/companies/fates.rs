//! What became of the companies of a bulk action, those of one reason together.

use crate::base::CompanyId;
use crate::locale::Locale;
use crate::locale::said::labelled;
use crate::replica::{BulkRow, Fate};
use crate::tui::cx::Cx;
use crate::tui::screen::words;
use crate::tui::spoken::{join, reason};
use crate::tui::toast::Toast;
use crate::tui::widget::viewer::Viewer;
use std::collections::HashSet;

/// Reasons that a question names.
const NAMED: usize = 4;

/// A reason, and whom it stopped.
struct Stopped {
    why: String,
    names: Vec<String>,
}

/// How many were done and were so already, and what the rules said to the others.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) done: usize,
    pub(super) unchanged: usize,
    stopped: Vec<Stopped>,
    /// Those that were refused.
    pub(super) refused: HashSet<CompanyId>,
    /// Those that were done, or so already.
    pub(super) through: HashSet<CompanyId>,
    /// What stopped it before it came to all of them.
    pub(super) stopped_by: Option<String>,
}

impl Outcome {
    pub(super) fn of(rows: &[BulkRow], locale: &Locale) -> Self {
        let mut outcome = Self::default();
        for row in rows {
            if !matches!(row.fate, Fate::Refused { .. }) {
                outcome.through.insert(row.id);
            }
            match &row.fate {
                Fate::Done => outcome.done += 1,
                Fate::Unchanged { .. } => outcome.unchanged += 1,
                Fate::Refused { detail, .. } => {
                    outcome.refused.insert(row.id);
                    let why = labelled(locale, &reason(locale, detail));
                    match outcome.stopped.iter_mut().find(|known| known.why == why) {
                        Some(known) => known.names.push(row.name.clone()),
                        None => outcome.stopped.push(Stopped {
                            why,
                            names: vec![row.name.clone()],
                        }),
                    }
                }
            }
        }
        for stopped in &mut outcome.stopped {
            stopped.names.sort();
        }
        // What stops most comes first.
        outcome
            .stopped
            .sort_by_key(|stopped| std::cmp::Reverse(stopped.names.len()));
        outcome
    }

    /// The reasons with their numbers, a line each, for a question.
    pub(super) fn would_refuse(&self, cx: &Cx) -> Option<String> {
        let line = |stopped: &Stopped| {
            let args = [("n", stopped.names.len().into()), ("why", (&stopped.why).into())];
            cx.t_args("bulk-would-refuse", &args).into_owned()
        };
        let mut lines: Vec<String> = self.stopped.iter().take(NAMED).map(line).collect();
        let rest: usize = self
            .stopped
            .iter()
            .skip(NAMED)
            .map(|stopped| stopped.names.len())
            .sum();
        if rest > 0 {
            let args = [("n", rest.into())];
            lines.push(cx.t_args("bulk-would-refuse-more", &args).into_owned());
        }
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// Says what was done; refusals are listed, each reason with those it stopped: a line is too short for one.
    pub(super) fn say(&self, cx: &mut Cx, marked: bool) {
        let mut parts: Vec<String> = self.stopped_by.iter().cloned().collect();
        parts.push(cx.t_args("bulk-done", &[("n", self.done.into())]).into_owned());
        if let [only] = &self.stopped[..] {
            let args = [("n", only.names.len().into()), ("why", (&only.why).into())];
            parts.push(cx.t_args("bulk-refused", &args).into_owned());
        } else if !self.stopped.is_empty() {
            let args = [("n", self.refused.len().into())];
            parts.push(cx.t_args("bulk-refused-n", &args).into_owned());
        }
        if self.unchanged > 0 {
            let args = [("n", self.unchanged.into())];
            parts.push(cx.t_args("bulk-unchanged", &args).into_owned());
        }
        if self.done > 0 {
            parts.extend(words::undo(cx));
        }
        let text = parts.join(" · ");
        if !self.stopped.is_empty() {
            cx.push(Viewer::new(self.counted(cx), &self.listed(cx, marked)));
        }
        cx.say(if self.done == 0 || self.stopped_by.is_some() {
            Toast::error(text)
        } else {
            Toast::undo(text)
        });
    }

    /// The numbers alone: the reasons stand below.
    fn counted(&self, cx: &Cx) -> String {
        let n = |key, n: usize| (n > 0).then(|| cx.t_args(key, &[("n", n.into())]).into_owned());
        let done = cx.t_args("bulk-done", &[("n", self.done.into())]).into_owned();
        let refused = n("bulk-refused-n", self.refused.len());
        join([Some(done), refused, n("bulk-unchanged", self.unchanged)], " · ")
    }

    fn listed(&self, cx: &Cx, marked: bool) -> String {
        let group = |stopped: &Stopped| {
            let args = [("n", stopped.names.len().into()), ("why", (&stopped.why).into())];
            let names = stopped.names.iter().map(|name| format!("  {name}"));
            let head = cx.t_args("bulk-refused", &args).into_owned();
            std::iter::once(head).chain(names).collect::<Vec<_>>().join("\n")
        };
        let groups = self.stopped.iter().map(group).collect::<Vec<_>>();
        let stay = marked.then(|| cx.t("bulk-stay-marked").into_owned());
        join([self.stopped_by.clone(), Some(groups.join("\n\n")), stay], "\n\n")
    }
}

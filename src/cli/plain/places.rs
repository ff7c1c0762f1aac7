//! Lists to choose from: the queue, companies that were searched for.

use super::{Current, Plain};
use crate::cli::output::Outcome;
use crate::cli::show;
use crate::cli::words::Words;
use crate::view::{QueueAsk, TimelineAsk};

/// Rows shown at once: what one can listen to.
const ROWS: u32 = 20;

/// The phrase behind a number where a date is asked for; anything else is a phrase itself.
pub(super) fn preset(typed: &str) -> &str {
    match typed {
        "1" => "today 16",
        "2" => "tomorrow 10",
        "3" => "+2d 10",
        "4" => "mon 10",
        "5" => "+2w 10",
        phrase => phrase,
    }
}

impl Plain<'_> {
    /// The queue, numbered; a number takes that task.
    pub(super) fn queue(&mut self) -> Outcome {
        let page = self.s.replica.queue(&QueueAsk {
            by_company: true,
            limit: ROWS,
            ..QueueAsk::default()
        })?;
        if page.rows.is_empty() {
            return self.say("plain-empty");
        }
        let actor = self.s.replica.actor();
        let words = Words::new(&self.s.setup, &actor.zone, self.s.replica.now());
        for (n, row) in page.rows.iter().enumerate() {
            let kind = self
                .s
                .setup
                .locale
                .code("TASK", crate::domain::Code::code(&row.kind))
                .into_owned();
            let line = format!(
                "{} {}, {kind}, {}, {}",
                n + 1,
                row.company,
                words.soon(row.due),
                self.why(&row.why)
            );
            self.s.out().line(line)?;
        }
        let question = self.t("plain-take", &[]);
        let answer = self.ask(&question)?.unwrap_or_default();
        match pick(&answer, page.rows.len()) {
            Some(at) => self.claim(page.rows[at].id),
            None => Ok(()),
        }
    }
    /// Companies by name or number; a number shows one.
    pub(super) fn find(&mut self, typed: &str) -> Outcome {
        let text = if typed.is_empty() {
            let question = self.t("plain-find", &[]);
            self.ask(&question)?.unwrap_or_default()
        } else {
            typed.to_owned()
        };
        if text.is_empty() {
            return Ok(());
        }
        let hits = self.s.replica.search_names(&text, ROWS)?;
        let hits: Vec<_> = hits.into_iter().filter(|hit| hit.company_id.is_some()).collect();
        if hits.is_empty() {
            return self.say("plain-none");
        }
        for (n, hit) in hits.iter().enumerate() {
            self.s
                .out()
                .line(format!("{} {}, {}", n + 1, hit.title, hit.detail))?;
        }
        let question = self.t("plain-open-one", &[]);
        let answer = self.ask(&question)?.unwrap_or_default();
        let Some(company) = pick(&answer, hits.len()).and_then(|at| hits[at].company_id) else {
            return Ok(());
        };
        let Some(card) = self.s.replica.company(company)? else {
            return self.say("plain-none");
        };
        self.s.out().write(&show::company(self.s, &card))?;
        let question = self.t("plain-company", &[]);
        match self.ask(&question)?.as_deref() {
            Some("1") => match self.s.first_call(&card) {
                Some(task) => self.claim(task),
                None => {
                    self.release()?;
                    self.current = Some(Current {
                        task: None,
                        card,
                        calls_anyway: false,
                    });
                    self.show()
                }
            },
            Some("2") => self.timeline_of(card.company.id),
            _ => Ok(()),
        }
    }
    /// The newest entries of the current company's timeline.
    pub(super) fn timeline(&mut self) -> Outcome {
        match self.company_id() {
            Some(id) => self.timeline_of(id),
            None => Ok(()),
        }
    }
    fn timeline_of(&mut self, company: crate::base::CompanyId) -> Outcome {
        let page = self.s.replica.timeline(&TimelineAsk {
            limit: ROWS,
            ..TimelineAsk::of(company)
        })?;
        let actor = self.s.replica.actor();
        let words = Words::new(&self.s.setup, &actor.zone, self.s.replica.now());
        if page.entries.is_empty() {
            return self.say("plain-nothing-yet");
        }
        for entry in &page.entries {
            let parts = [
                Some(&entry.code),
                entry.outcome.as_ref(),
                entry.subject.as_ref(),
                entry.text.as_ref(),
            ];
            let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
            self.s
                .out()
                .line(format!("{} {}", words.at(entry.at), parts.join(", ")))?;
        }
        Ok(())
    }
}

/// The row a number means, counted from 1.
fn pick(answer: &str, rows: usize) -> Option<usize> {
    let n: usize = answer.trim().parse().ok()?;
    (1..=rows).contains(&n).then(|| n - 1)
}

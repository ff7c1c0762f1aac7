//! The plain mode: the queue worked in numbered lines, for screen readers,
//! dumb terminals and scripts.
//!
//! Every change is a new line; nothing is drawn over. It reads a number, a
//! letter, or any verb of the command line, and gives the same commands as the
//! screens. At the end of input it lets go of the current task and ends.

mod lines;
mod outcome;
mod places;
mod sheet;

use super::args::Args;
use super::output::{Failure, Outcome};
use super::session::Session;
use super::spoken;
use super::{perform, split};
use crate::base::{CompanyId, TaskId};
use crate::domain::command::{
    CompanyCommand, CompleteTask, JournalCommand, NextTask, Offer, Qualify, SnoozeTask, TaskCommand, TaskRef,
    UndoArgs,
};
use crate::domain::queue::LATER;
use crate::domain::{Command, Task};
use crate::locale::Arg;
use crate::replica::{Applied, RunError};
use crate::view::CompanyCard;
use clap::Parser;
use lines::Lines;
use serde_json::json;

/// Companies counted at most.
const COUNTED: u32 = 300;

/// What the person goes on with.
enum Next {
    /// Reads the next line.
    Go,
    /// Leaves.
    Quit,
}

/// The task or company that digits act on.
struct Current {
    /// None: a call from the company's page without a call task.
    task: Option<Task>,
    card: CompanyCard,
    /// Somebody chose to call on a task that is no call; it stays open.
    calls_anyway: bool,
}

struct Plain<'s> {
    s: &'s mut Session,
    lines: Lines,
    current: Option<Current>,
    /// The note that goes with the next outcome.
    note: Option<String>,
}

/// Works the queue until the person leaves or the input ends.
pub(crate) fn run(s: &mut Session) -> Outcome {
    let mut plain = Plain {
        s,
        lines: Lines::new(),
        current: None,
        note: None,
    };
    plain.say("plain-hello")?;
    plain.resume()?;
    while let Some(line) = plain.lines.ask(plain.s.out(), "")? {
        match plain.answer(&line) {
            Ok(Next::Go) => {}
            Ok(Next::Quit) => break,
            Err(failure) => plain.tell(failure)?,
        }
    }
    plain.leave()
}

impl Plain<'_> {
    fn t(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.s.setup.locale.t_args(key, args).into_owned()
    }
    fn say(&self, key: &str) -> Outcome {
        let text = self.t(key, &[]);
        self.s.out().line(text)
    }
    fn ask(&self, question: &str) -> Outcome<Option<String>> {
        self.lines.ask(self.s.out(), question)
    }
    /// A problem is a line too, and the work goes on.
    fn tell(&self, failure: Failure) -> Outcome {
        match failure {
            Failure::Problem(problem) => {
                let problem = spoken::problem(&self.s.setup.locale, *problem);
                self.s.out().line(problem.detail)?;
                for missing in problem.missing.iter().filter(|_| problem.code == "guard") {
                    self.s
                        .out()
                        .line(format!("  {}: {}", missing.code, missing.fix))?;
                }
                Ok(())
            }
            Failure::Told(_) => Ok(()),
            Failure::ClosedPipe => Err(failure),
        }
    }
    /// Gives a command and tells what it did.
    fn give(&mut self, command: impl Into<Command>) -> Outcome<Applied> {
        let applied = self.s.run(command)?;
        let out = self.s.out();
        out.line(spoken::label(&self.s.setup.locale, &applied.label))?;
        for line in self.s.effects_told(&applied.effects) {
            out.line(format!("  {line}"))?;
        }
        Ok(applied)
    }

    /// One line of the person.
    fn answer(&mut self, line: &str) -> Outcome<Next> {
        let (word, rest) = line
            .split_once(char::is_whitespace)
            .map_or((line, ""), |(w, r)| (w, r.trim()));
        match word {
            "" => self.show()?,
            "q" | "quit" | "exit" => return Ok(Next::Quit),
            "?" | "h" | "help" => self.say("plain-help")?,
            "u" => self.undo()?,
            "t" => self.queue()?,
            "f" => self.find(rest)?,
            "g" => self.next()?,
            _ if word.starts_with('/') => self.find(line.trim_start_matches('/'))?,
            _ if is_digit(line) => self.digit(line)?,
            _ => return self.on_current(word, rest, line),
        }
        Ok(Next::Go)
    }
    /// Words about the current task; anything else is a verb of the command line.
    fn on_current(&mut self, word: &str, rest: &str, line: &str) -> Outcome<Next> {
        match (word, self.current.is_some()) {
            ("n" | "s" | "b" | "x" | "i" | "l" | "m" | "c", false) => self.say("plain-no-current")?,
            ("n", _) => self.take_note(rest)?,
            ("s", _) => self.snooze(rest)?,
            ("b", _) => self.on_task(TaskCommand::Skip)?,
            ("x", _) => self.done()?,
            ("i", _) => self.script()?,
            ("l", _) => self.timeline()?,
            ("m", _) => self.moves()?,
            ("c", _) => self.call_anyway()?,
            _ => self.verb(line)?,
        }
        Ok(Next::Go)
    }
    fn verb(&mut self, line: &str) -> Outcome {
        let words = std::iter::once("callsheet".to_owned()).chain(split::words(line));
        match Args::try_parse_from(words) {
            Ok(Args { verb: Some(verb), .. }) => {
                perform(verb, self.s)?;
                self.reload()
            }
            Ok(Args { verb: None, .. }) => Ok(()),
            Err(error) => {
                let text = error.render().to_string();
                self.s.out().line(text.trim_end())
            }
        }
    }

    /// The task this file already has in work, else the next one.
    fn resume(&mut self) -> Outcome {
        let page = self.s.replica.queue(&crate::view::QueueAsk {
            by_company: true,
            limit: COUNTED,
            ..Default::default()
        })?;
        // Both counts, since the screens count companies: those still to do, of as many rows as they read.
        let to_do = page.rows.iter().filter(|row| row.band < LATER).count();
        let key = if page.more && to_do == page.rows.len() {
            "plain-to-do-more"
        } else {
            "plain-to-do"
        };
        let open = self.t("plain-open", &[("n", Arg::from(page.open))]);
        let to_do = self.t(key, &[("n", Arg::from(to_do))]);
        self.s.out().line(format!("{open}, {to_do}"))?;
        match page.rows.iter().find(|row| row.mine_now) {
            Some(row) => self.set_current(row.id),
            None => self.next(),
        }
    }
    /// Claims the next task; with none says so.
    fn next(&mut self) -> Outcome {
        self.release()?;
        match self.s.run(TaskCommand::Next(NextTask::default())) {
            Ok(applied) => match super::cmd::queue::claimed(&applied.effects) {
                Some(id) => self.set_current(id),
                None => self
                    .s
                    .out()
                    .line(spoken::label(&self.s.setup.locale, &applied.label)),
            },
            Err(RunError::Refused(refusal)) => {
                self.s.out().line(&refusal.detail)?;
                self.say("plain-idle")
            }
            Err(error) => Err(error.into()),
        }
    }
    fn claim(&mut self, id: TaskId) -> Outcome {
        self.release()?;
        self.s.run(TaskCommand::Claim(TaskRef { task_id: id }))?;
        self.set_current(id)
    }
    fn set_current(&mut self, id: TaskId) -> Outcome {
        self.current = None;
        self.note = None;
        let Some(task) = self.s.replica.task(id)? else {
            return Ok(());
        };
        let Some(card) = self.s.replica.company(task.company_id)? else {
            return Ok(());
        };
        let draft = self.s.replica.draft(DRAFT, &id.to_string())?;
        self.note = draft.and_then(|draft| draft.body.get("note")?.as_str().map(str::to_owned));
        self.current = Some(Current {
            task: Some(task),
            card,
            calls_anyway: false,
        });
        self.show()
    }
    /// Reads the current task and company again; a task that was closed meanwhile is no longer current.
    fn reload(&mut self) -> Outcome {
        let Some(current) = &mut self.current else {
            return Ok(());
        };
        if let Some(task) = &mut current.task {
            match self.s.replica.task(task.id)?.filter(Task::is_open) {
                Some(found) => *task = found,
                None => self.current = None,
            }
        }
        if let Some(current) = &mut self.current
            && let Some(card) = self.s.replica.company(current.card.company.id)?
        {
            current.card = card;
        }
        Ok(())
    }
    fn task_id(&self) -> Option<TaskId> {
        self.current.as_ref()?.task.as_ref().map(|task| task.id)
    }
    fn company_id(&self) -> Option<CompanyId> {
        self.current.as_ref().map(|current| current.card.company.id)
    }
    /// Lets go of the current task; a note not sent yet stays as its draft.
    fn release(&mut self) -> Outcome {
        let task_id = self.task_id();
        self.current = None;
        self.note = None;
        if let Some(task_id) = task_id {
            match self.s.run(TaskCommand::Release(TaskRef { task_id })) {
                Ok(_) | Err(RunError::Refused(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
    fn leave(&mut self) -> Outcome {
        self.release()?;
        self.say("plain-bye")
    }

    fn take_note(&mut self, text: &str) -> Outcome {
        let text = if text.is_empty() {
            let question = self.t(
                "plain-note",
                &[("note", Arg::Text(self.note.as_deref().unwrap_or("-")))],
            );
            self.ask(&question)?.unwrap_or_default()
        } else {
            text.to_owned()
        };
        if text.is_empty() {
            return Ok(());
        }
        if let Some(id) = self.task_id() {
            self.s
                .replica
                .put_draft(DRAFT, &id.to_string(), &json!({ "note": text }))?;
        }
        self.note = Some(text);
        self.say("plain-note-kept")
    }
    fn drop_note(&mut self, task: Option<TaskId>) -> Outcome {
        self.note = None;
        if let Some(id) = task {
            self.s.replica.drop_draft(DRAFT, &id.to_string())?;
        }
        Ok(())
    }
    fn snooze(&mut self, typed: &str) -> Outcome {
        let Some(task_id) = self.task_id() else {
            return self.say("plain-no-task");
        };
        let Some(when) = self.when("plain-snooze", typed)? else {
            return Ok(());
        };
        let until = self.s.instant_ahead("until", &when)?;
        self.give(TaskCommand::Snooze(SnoozeTask {
            task_id,
            until,
            note: None,
        }))?;
        self.go_on()
    }
    fn on_task(&mut self, command: fn(TaskRef) -> TaskCommand) -> Outcome {
        let Some(task_id) = self.task_id() else {
            return self.say("plain-no-task");
        };
        self.give(command(TaskRef { task_id }))?;
        self.go_on()
    }
    fn done(&mut self) -> Outcome {
        let Some(task_id) = self.task_id() else {
            return self.say("plain-no-task");
        };
        let note = self.note.clone();
        self.give(TaskCommand::Complete(CompleteTask { task_id, note }))?;
        self.drop_note(Some(task_id))?;
        self.go_on()
    }
    /// The current task is settled: the next one.
    fn go_on(&mut self) -> Outcome {
        self.current = None;
        self.note = None;
        self.next()
    }
    fn undo(&mut self) -> Outcome {
        let applied = self.give(JournalCommand::Undo(UndoArgs::default()))?;
        match super::cmd::queue::claimed(&applied.effects) {
            Some(id) => self.set_current(id),
            None => self.reload(),
        }
    }
    fn call_anyway(&mut self) -> Outcome {
        if let Some(current) = &mut self.current {
            current.calls_anyway = true;
        }
        self.show_outcomes()
    }
    /// Qualify, hand over, disqualify, sleep.
    fn moves(&mut self) -> Outcome {
        let Some(company_id) = self.company_id() else {
            return Ok(());
        };
        let question = self.t("plain-moves", &[]);
        let answer = self.ask(&question)?.unwrap_or_default();
        let qualify = |hand_over: Option<Offer>| {
            CompanyCommand::Qualify(Qualify {
                company_id,
                note: None,
                next_step: None,
                hand_over,
                reason: None,
                override_guards: false,
            })
        };
        match answer.as_str() {
            "1" => drop(self.give(qualify(None))?),
            "2" => drop(self.give(qualify(Some(Offer::outside_sales())))?),
            "3" => {
                let Some(reason) = self.reason()? else {
                    return Ok(());
                };
                let note = self.note.clone();
                self.give(CompanyCommand::Disqualify(crate::domain::command::Disqualify {
                    company_id,
                    reason: Some(reason),
                    note,
                }))?;
            }
            "4" => {
                let Some(when) = self.when("plain-dormant", "")? else {
                    return Ok(());
                };
                let until = Some(self.s.day("until", &when)?);
                let note = self.note.clone();
                self.give(CompanyCommand::Dormant(crate::domain::command::Dormant {
                    company_id,
                    until,
                    note,
                }))?;
            }
            _ => return Ok(()),
        }
        self.reload()?;
        if self.current.is_none() {
            self.next()
        } else {
            self.show()
        }
    }
}

/// The form a note is kept under; the Work screen keeps its own the same way.
const DRAFT: &str = "call";

fn is_digit(line: &str) -> bool {
    line.len() == 1 && line.bytes().all(|byte| byte.is_ascii_digit())
}

//! Activities and tasks of another system, each recognised by an id that derives from its own.

use super::here::{Here, Whom};
use super::{Gone, Planned, Verdict, since, user_of, users};
use crate::base::id::RowId;
use crate::base::{ActivityId, CommandId, Due, TaskId, Timestamp, UserId};
use crate::domain::command::{ActivityCommand, ImportActivity, ImportMark, ImportTask, TaskCommand};
use crate::domain::{Activity, ActivityState, ActivityType, Direction, Rules, Task};
use crate::import::draft::{Draft, Happened, What};
use crate::import::map::fold_name;
use crate::import::said::{Told, is_yes, outcome_of};
use crate::import::value::date::When;
use crate::import::{Import, OnDuplicate};
use crate::replica::{ForeignIds, Replica, RunError};
use jiff::{civil, tz::TimeZone};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What a file tells of an activity and a rep may have edited here.
const TOLD: [&str; 7] = [
    "subject",
    "notes",
    "outcome",
    "occurred_at",
    "duration_s",
    "contact_id",
    "direction",
];

/// Decides row by row.
pub(in crate::import) struct Happenings<'a> {
    import: &'a Import,
    replica: &'a Replica,
    repeat: bool,
    here: Here<'a>,
    users: HashMap<String, UserId>,
    ids: ForeignIds,
    rules: Arc<Rules>,
    zone: TimeZone,
    activities: HashMap<ActivityId, Activity>,
    tasks: HashMap<TaskId, Task>,
    /// Commands that took others back: what went with them was never here.
    undone: HashSet<CommandId>,
    /// What rows of this run became, so that a row that comes twice is entered once. A part of each id is enough to
    /// tell a million of them apart, and takes half of the memory.
    seen: HashSet<u64>,
}

impl<'a> Happenings<'a> {
    pub(in crate::import) fn new(
        import: &'a Import,
        replica: &'a Replica,
        repeat: bool,
    ) -> Result<Self, RunError> {
        let rules = replica.rules();
        Ok(Self {
            here: Here::new(replica, &import.mapping.system),
            users: users(replica)?,
            ids: replica.foreign_ids()?,
            zone: rules.settings.time_zone(),
            rules,
            import,
            replica,
            repeat,
            activities: HashMap::new(),
            tasks: HashMap::new(),
            undone: HashSet::new(),
            seen: HashSet::new(),
        })
    }

    pub(in crate::import) fn plan(&mut self, drafts: &[Draft]) -> Result<Vec<Planned>, RunError> {
        self.here.look_up(drafts)?;
        let activities = drafts.iter().map(|draft| self.id(draft, "activity")).collect();
        let tasks = drafts
            .iter()
            .filter(|draft| draft.happened.what == Some(What::Task))
            .map(|draft| self.id(draft, "task"))
            .collect();
        let found = self.replica.activities_by_id(activities)?;
        self.activities = found.into_iter().map(|row| (row.id, row)).collect();
        let found = self.replica.tasks_by_id(tasks)?;
        self.tasks = found.into_iter().map(|row| (row.id, row)).collect();
        let activities = self.activities.values().filter_map(|row| row.deleted_with);
        let mut gone: Vec<CommandId> = activities
            .chain(self.tasks.values().filter_map(|row| row.deleted_with))
            .collect();
        gone.sort_unstable();
        gone.dedup();
        self.undone = self.replica.taken_back(gone)?;
        drafts.iter().map(|draft| self.decide(draft)).collect()
    }

    /// A row was refused: when it comes again, it is tried again.
    pub(in crate::import) fn forget(&mut self, row: uuid::Uuid) {
        self.seen.remove(&short(row));
    }

    /// The id of a row here: from its id there, or from all that it says.
    fn id<I: RowId>(&self, draft: &Draft, table: &str) -> I {
        let system = &self.import.mapping.system;
        match &draft.id {
            Some(id) => self.ids.of(table, system, id),
            None => self.ids.of(table, system, &fingerprint(draft)),
        }
    }

    fn decide(&mut self, draft: &Draft) -> Result<Planned, RunError> {
        if draft.deleted {
            return Ok(Planned::skipped("deleted in its system"));
        }
        let whom = match self.here.whom(draft) {
            Ok(whom) => whom,
            Err(why) => return Ok(Planned::failed(why)),
        };
        Ok(match draft.happened.what {
            Some(What::Task) if whom.company.is_some() => self.task(draft, whom),
            Some(What::Task) => {
                let mut planned = self.activity(draft, whom, ActivityType::Note)?;
                planned.became = Some("notes of tasks on people without a company");
                planned
            }
            Some(What::Activity(kind)) => self.activity(draft, whom, kind)?,
            None => Planned::failed("it does not say what it was".to_owned()),
        })
    }

    fn activity(&mut self, draft: &Draft, whom: Whom, kind: ActivityType) -> Result<Planned, RunError> {
        let id: ActivityId = self.id(draft, "activity");
        let wanted = match self.wanted(draft, whom, kind, id) {
            Ok(wanted) => wanted,
            Err(why) => return Ok(Planned::failed(why)),
        };
        let mut kept = Vec::new();
        let verdict = match self.activities.get(&id) {
            _ if self.seen.contains(&short(id.uuid())) => Verdict::Unchanged,
            None => Verdict::Create,
            Some(here) if self.is_in_trash(here.deleted_with) => {
                let gone = Gone {
                    kind: "activity",
                    id: id.uuid(),
                    name: draft.happened.subject.clone().unwrap_or_else(|| kind.to_string()),
                };
                return Ok(Planned::in_trash(gone));
            }
            Some(here) if !here.is_live() && self.repeat => {
                return Ok(Planned::skipped("imported before and deleted since"));
            }
            Some(here) if !here.is_live() => Verdict::Create,
            Some(_) if self.repeat => Verdict::Unchanged,
            Some(here) if says_the_same(here, &wanted) => Verdict::Unchanged,
            Some(_) if self.import.options.on_duplicate == OnDuplicate::Skip => {
                return Ok(Planned::skipped("here already"));
            }
            Some(here) => {
                if self.import.options.on_duplicate != OnDuplicate::Update {
                    kept = since::edited(&self.replica.brought(id.uuid())?, here, &wanted, &TOLD);
                }
                if kept.is_empty() {
                    Verdict::Update
                } else {
                    Verdict::Unchanged
                }
            }
        };
        let writes = matches!(verdict, Verdict::Create | Verdict::Update);
        if writes {
            self.seen.insert(short(id.uuid()));
        }
        let command = ActivityCommand::Import(Box::new(wanted)).into();
        Ok(Planned {
            verdict,
            commands: if writes { vec![command] } else { Vec::new() },
            row: Some(id.uuid()),
            company: whom.company,
            became: Some(plural(kind)),
            kept,
            ..Planned::skipped("")
        })
    }

    /// Whether somebody put it into Trash; what an undo took back was never here.
    fn is_in_trash(&self, with: Option<CommandId>) -> bool {
        with.is_some_and(|with| !self.undone.contains(&with))
    }

    fn wanted(
        &self,
        draft: &Draft,
        whom: Whom,
        kind: ActivityType,
        id: ActivityId,
    ) -> Result<ImportActivity, String> {
        let told = &draft.happened;
        let is_task = told.what == Some(What::Task);
        let at = told.at.or(told.due.map(When::Day));
        let at = at.ok_or("it does not say when it was")?;
        let now = self.replica.now();
        let mut occurred_at = self.instant(at);
        // A day is told, no time: of today, it was before now.
        if occurred_at > now && at.day() == now.date_in(&self.zone) && matches!(at, When::Day(_)) {
            occurred_at = now;
        }
        let mut text = Words::of(told);
        let mut outcome = None;
        let mut state = None;
        for (column, cell) in &told.outcomes {
            match outcome_of(kind, cell, &self.rules) {
                Told::Code(code) if outcome.is_none() => outcome = Some(code),
                Told::Planned if outcome.is_none() => {
                    state = Some(ActivityState::Planned);
                    text.line(column, cell);
                }
                _ => text.line(column, cell),
            }
        }
        if is_task {
            occurred_at = occurred_at.min(now);
            if let Some(due) = told.due.filter(|_| told.at.is_some()) {
                text.line("Due", &due.to_string());
            }
        }
        if let Some((column, cell)) = &told.status {
            text.line(column, cell);
        }
        let meets = matches!(kind, ActivityType::Meeting | ActivityType::Visit);
        if occurred_at > now && meets && outcome.is_none() {
            state = Some(ActivityState::Planned);
        }
        let may_come = state == Some(ActivityState::Planned) || outcome.as_deref() == Some("CANCELLED");
        if occurred_at > now.plus_minutes(5) && !may_come {
            return Err(format!("{at}: when it happened, not a time to come"));
        }
        let by = told.by.as_deref().and_then(|name| user_of(&self.users, name));
        if let (Some(name), None) = (&told.by, by) {
            text.line("Logged by", name);
        }
        Ok(ImportActivity {
            id,
            company_id: whom.company,
            contact_id: whom.contact,
            kind,
            direction: text.direction.filter(|_| kind != ActivityType::Note),
            state,
            outcome,
            occurred_at,
            duration_s: told.duration,
            subject: match (&told.subject, is_task) {
                (Some(subject), true) => Some(format!("Task: {subject}")),
                (None, true) => Some("Task".to_owned()),
                (subject, false) => subject.clone(),
            },
            notes: text.text(),
            by,
            import: self.mark(draft),
        })
    }

    fn task(&mut self, draft: &Draft, whom: Whom) -> Planned {
        let id: TaskId = self.id(draft, "task");
        let told = &draft.happened;
        let Some(company_id) = whom.company else {
            return Planned::failed("a task needs a company".to_owned());
        };
        let verdict = match self.tasks.get(&id) {
            _ if self.seen.contains(&short(id.uuid())) => Verdict::Unchanged,
            Some(here) if here.is_live() => Verdict::Unchanged,
            Some(here) if self.is_in_trash(here.deleted_with) => {
                let gone = Gone {
                    kind: "task",
                    id: id.uuid(),
                    name: here.title.clone(),
                };
                return Planned::in_trash(gone);
            }
            Some(_) if self.repeat => return Planned::skipped("imported before and deleted since"),
            _ => Verdict::Create,
        };
        let now = self.replica.now();
        let at = told.at.map(|at| self.instant(at).min(now));
        let mut text = Words::of(told);
        let done = told.status.as_ref().is_some_and(|(_, cell)| is_done(cell));
        if let Some((column, cell)) = told.status.as_ref().filter(|_| !done) {
            text.line(column, cell);
        }
        for (column, cell) in &told.outcomes {
            text.line(column, cell);
        }
        let assignee = told.by.as_deref().and_then(|name| user_of(&self.users, name));
        if let (Some(name), None) = (&told.by, assignee) {
            text.line("Assigned to", name);
        }
        let title: String = match &told.subject {
            Some(subject) => subject.chars().take(500).collect(),
            None => "To do".to_owned(),
        };
        let task = ImportTask {
            id,
            company_id,
            contact_id: whom.contact,
            title,
            note: text.text(),
            due: told.due.or(told.at.map(When::day)).map(Due::On),
            assignee,
            done_at: done.then(|| at.unwrap_or(now)),
            created_at: at,
            import: self.mark(draft),
        };
        let writes = verdict == Verdict::Create;
        if writes {
            self.seen.insert(short(id.uuid()));
        }
        Planned {
            verdict,
            commands: if writes {
                vec![TaskCommand::Import(Box::new(task)).into()]
            } else {
                Vec::new()
            },
            row: Some(id.uuid()),
            company: whom.company,
            became: Some(if done { "tasks, done" } else { "tasks, open" }),
            ..Planned::skipped("")
        }
    }

    fn mark(&self, draft: &Draft) -> ImportMark {
        ImportMark {
            system: self.import.mapping.system.clone(),
            line: draft.line,
            customer: false,
        }
    }

    /// An instant; a day without a time is its noon, where the file is at home.
    fn instant(&self, when: When) -> Timestamp {
        let local = match when {
            When::At(at) => return at,
            When::Local(at) => at,
            When::Day(day) => day.0.to_datetime(civil::time(12, 0, 0, 0)),
        };
        let zoned = self.zone.to_ambiguous_zoned(local).compatible();
        zoned.map_or(Timestamp(0), |zoned| zoned.timestamp().into())
    }
}

/// What was said, and behind it what has no field.
struct Words {
    body: Option<String>,
    lines: Vec<String>,
    direction: Option<Direction>,
}

impl Words {
    fn of(told: &Happened) -> Self {
        let mut words = Self {
            body: told.body.clone(),
            lines: Vec::new(),
            direction: None,
        };
        for (name, cell) in &told.lines {
            match (fold_name(name).contains("direction"), fold_name(cell).as_str()) {
                (true, "inbound" | "incoming") => words.direction = Some(Direction::Inbound),
                (true, "outbound" | "outgoing") => words.direction = Some(Direction::Outbound),
                _ => words.line(name, cell),
            }
        }
        words
    }
    fn line(&mut self, name: &str, cell: &str) {
        self.lines.push(format!("{name}: {cell}"));
    }
    fn text(self) -> Option<String> {
        let lines = self.lines.join("\n");
        let parts: Vec<String> = self.body.into_iter().chain(Some(lines)).collect();
        let parts: Vec<&str> = parts
            .iter()
            .map(|part| part.trim())
            .filter(|part| !part.is_empty())
            .collect();
        (!parts.is_empty()).then(|| parts.join("\n\n"))
    }
}

/// The part of an id that rows of one run are told apart by: the half that is all hash (`derived`).
fn short(id: uuid::Uuid) -> u64 {
    id.as_u64_pair().1
}

fn is_done(status: &str) -> bool {
    let folded = fold_name(status);
    is_yes(status)
        || matches!(
            folded.as_str(),
            "completed" | "complete" | "done" | "closed" | "erledigt" | "abgeschlossen"
        )
}

/// Whether what is here says what the file says.
fn says_the_same(here: &Activity, wanted: &ImportActivity) -> bool {
    let text = |text: &Option<String>| text.as_deref().map(|text| text.trim_end().to_owned());
    here.kind == wanted.kind
        && here.outcome == wanted.outcome
        && here.occurred_at == wanted.occurred_at
        && here.duration_s == wanted.duration_s
        && here.subject == text(&wanted.subject)
        && here.notes == text(&wanted.notes)
        && here.contact_id == wanted.contact_id
        // Somebody may be at another company by now; what happened stays where it was.
        && (here.company_id.is_some() || here.company_id == wanted.company_id)
}

/// All that a row without an id says: the same words are the same row.
fn fingerprint(draft: &Draft) -> String {
    let told = &draft.happened;
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    };
    add(&format!(
        "{:?}",
        told.what.map(|what| match what {
            What::Task => "TASK".to_owned(),
            What::Activity(kind) => kind.to_string(),
        })
    ));
    add(&told.at.map(|at| at.to_string()).unwrap_or_default());
    add(&told.due.map(|day| day.to_string()).unwrap_or_default());
    add(&told
        .duration
        .map(|seconds| seconds.to_string())
        .unwrap_or_default());
    for text in [&told.subject, &told.body, &told.by, &told.person]
        .into_iter()
        .flatten()
    {
        add(text);
    }
    for text in told.emails.iter().chain(&told.ids) {
        add(text);
    }
    for (name, cell) in told
        .outcomes
        .iter()
        .chain(&told.status)
        .chain(&told.lines)
        .chain(&draft.link.cells)
    {
        add(name);
        add(cell);
    }
    format!("row {}", crate::import::hex(&hash.finalize()))
}

/// What activities of a kind are called in the report.
const fn plural(kind: ActivityType) -> &'static str {
    match kind {
        ActivityType::Call => "calls",
        ActivityType::Email => "e-mails",
        ActivityType::Meeting => "meetings",
        ActivityType::Visit => "visits",
        ActivityType::Note => "notes",
        _ => "other activities",
    }
}

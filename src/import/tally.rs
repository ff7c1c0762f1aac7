//! What an import did, counted while it runs.

use super::draft::Draft;
use super::map::Entity;
use super::matching::{Gone, Planned, Verdict};
use super::report::{Attached, InTrash, Rejected, StageKept, Totals};
use super::survey::Warning;
use crate::base::CompanyId;
use crate::domain::{Effect, Refusal, Stage};
use crate::replica::Applied;
use std::collections::{BTreeMap, HashSet};

/// How many rejected rows, proposals and the like a report lists; the rejects file has all.
pub(super) const LISTED: usize = 50;
/// How many rows a sentence of the report names.
const NAMED: usize = 10;

#[derive(Default)]
pub(super) struct Tally {
    pub(super) totals: Totals,
    pub(super) skipped: BTreeMap<&'static str, u64>,
    pub(super) attached: Attached,
    pub(super) companies: HashSet<CompanyId>,
    pub(super) customers: HashSet<CompanyId>,
    pub(super) became: BTreeMap<&'static str, u64>,
    pub(super) stage_kept: Vec<StageKept>,
    pub(super) rejected: Vec<Rejected>,
    pub(super) warnings: Vec<Warning>,
    /// Rows of the file that are in Trash here.
    pub(super) in_trash: Seen,
    /// Fields that were changed here since and stand: how many, and where the first are.
    pub(super) kept: (u64, Vec<String>),
    /// Rows of the file whose company is.
    pub(super) company_in_trash: Seen,
}

impl Tally {
    pub(super) fn skip(&mut self, why: &'static str) {
        self.totals.skipped += 1;
        *self.skipped.entry(why).or_default() += 1;
    }
    pub(super) fn verdict(&mut self, draft: &Draft, plan: &Planned, entity: Entity) {
        self.keep(draft, plan);
        match plan.verdict {
            Verdict::Create => self.totals.created += 1,
            Verdict::Update => self.totals.updated += 1,
            Verdict::Unchanged => self.totals.unchanged += 1,
            Verdict::Skip(why) => {
                if let Some(gone) = &plan.gone {
                    self.in_trash.add(draft.line, gone);
                }
                return self.skip(why);
            }
        }
        if let Some(gone) = &plan.gone {
            self.company_in_trash.add(draft.line, gone);
        }
        if let Some(what) = plan.became.or(draft.only_company.then_some("companies")) {
            *self.became.entry(what).or_default() += 1;
        }
        if entity != Entity::Companies && !draft.only_company {
            match plan.company {
                Some(company) => {
                    self.attached.attached += 1;
                    self.companies.insert(company);
                }
                None if draft.link.is_empty() => self.attached.without += 1,
                None => self.attached.not_found += 1,
            }
        }
    }
    /// The row was taken, but not all that it asks for was done.
    pub(super) fn partly(&mut self, line: u64, refusal: &Refusal) {
        if self.warnings.len() < LISTED {
            self.warnings.push(Warning {
                code: "partly",
                text: format!("line {line} was taken, but: {}", refusal.detail),
            });
        }
    }
    pub(super) fn effects(&mut self, draft: &Draft, plan: &Planned, applied: &Applied) {
        for effect in &applied.effects {
            match effect {
                Effect::StageChanged { company_id, to, .. } if *to == Stage::Customer => {
                    self.customers.insert(*company_id);
                }
                Effect::Warning { code, .. } if code == "worked_on" && self.stage_kept.len() < LISTED => {
                    let own = plan.row.filter(|_| plan.company.is_none()).map(CompanyId);
                    self.stage_kept.push(StageKept {
                        line: draft.line,
                        company_id: plan.company.or(own),
                    });
                }
                _ => {}
            }
        }
    }
    /// Fields that the file says otherwise and that somebody changed here since.
    fn keep(&mut self, draft: &Draft, plan: &Planned) {
        self.kept.0 += plan.kept.len() as u64;
        for field in &plan.kept {
            if self.kept.1.len() < NAMED {
                self.kept.1.push(format!("line {} {field}", draft.line));
            }
        }
    }
    /// What is said of them.
    pub(super) fn say_kept(&mut self) -> u64 {
        let (fields, first) = std::mem::take(&mut self.kept);
        if fields > 0 {
            let more = if fields > first.len() as u64 { ", …" } else { "" };
            self.warnings.push(Warning {
                code: "kept",
                text: format!(
                    "kept: {fields} fields differ here and were not brought by an import ({}{more}); \
                     --on-duplicate update takes the file's",
                    first.join(", ")
                ),
            });
        }
        fields
    }
    /// What is said of rows that are in Trash here.
    pub(super) fn say_trash(&mut self) -> Vec<InTrash> {
        let (rows, companies) = (
            std::mem::take(&mut self.in_trash),
            std::mem::take(&mut self.company_in_trash),
        );
        self.warnings.extend(rows.warning(
            "rows are in Trash here and were left there. Restore what you want back, then import again",
        ));
        self.warnings.extend(companies.warning(
            "contacts name a company that is in Trash here and came without it. Restore it, then import again",
        ));
        let mut all = rows.first;
        all.extend(companies.first);
        all
    }
}

/// Rows of Trash that were met.
#[derive(Default)]
pub(super) struct Seen {
    rows: u64,
    first: Vec<InTrash>,
}

impl Seen {
    fn add(&mut self, line: u64, gone: &Gone) {
        self.rows += 1;
        if self.first.len() < LISTED {
            self.first.push(InTrash {
                line,
                kind: gone.kind,
                id: gone.id,
                name: gone.name.clone(),
            });
        }
    }
    fn warning(&self, what: &str) -> Option<Warning> {
        let one = |row: &InTrash| {
            format!(
                "line {}, {}: callsheet {} restore {}",
                row.line, row.name, row.kind, row.id
            )
        };
        let named: Vec<String> = self.first.iter().take(NAMED).map(one).collect();
        let more = if self.rows > named.len() as u64 {
            "; …"
        } else {
            ""
        };
        (self.rows > 0).then(|| Warning {
            code: "in_trash",
            text: format!("{} {what}: {}{more}", self.rows, named.join("; ")),
        })
    }
}

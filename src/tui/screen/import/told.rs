//! What an import did, or would do: totals, what is worth knowing, rejected rows.

use super::says::{self, n};
use crate::base::GroupId;
use crate::base::text::pad_left;
use crate::import::map::Entity;
use crate::import::{Rejected, Report, Restored, Totals};
use crate::locale::Locale;
use crate::tui::component::CursorAt;
use crate::tui::cx::DrawCx;
use crate::tui::spoken::reason;
use crate::tui::theme::Role;
use crate::tui::widget::list::List;
use crate::tui::widget::paint;
use crate::tui::widget::pane::{padded, titled_rule};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use std::path::PathBuf;

/// What came of a dry run or of an import.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) totals: Totals,
    pub(super) group: Option<GroupId>,
    pub(super) stopped: bool,
    /// What is worth knowing, a line each.
    facts: Vec<String>,
    rejected: Vec<Rejected>,
    rejects: Option<PathBuf>,
}

impl Told {
    pub(super) fn of_import(locale: &Locale, report: Report) -> Self {
        let mut facts = Vec::new();
        let mut say = |key: &str, count: u64| {
            if count > 0 {
                facts.push(locale.t_args(key, &[("n", n(count))]).into_owned());
            }
        };
        say("import-repeat", u64::from(report.imported_before));
        let links = report
            .company_links
            .filter(|_| report.preview.entity == Entity::Contacts);
        if let Some(links) = links {
            say("import-without", links.without);
            say("import-not-found", links.not_found);
        }
        say("import-customers", report.customers);
        say("import-stage-kept", report.stage_kept.len() as u64);
        say("import-proposals", report.merge_proposal_count as u64);
        if let Some(links) = links.filter(|links| links.attached > 0) {
            let args = [("n", n(links.attached)), ("companies", n(links.companies))];
            facts.push(locale.t_args("import-attached", &args).into_owned());
        }
        let partly = report.preview.warnings.iter();
        let partly = partly.filter(|warning| warning.code == "partly");
        facts.extend(partly.map(|warning| warning.text.clone()));
        let found = report.preview.warnings.iter();
        let found = found.filter(|warning| {
            matches!(warning.code, "kept" | "in_trash") || warning.code.starts_with("invalid_")
        });
        facts.extend(found.map(|warning| says::one(locale, warning)));
        facts.extend(skipped(
            locale,
            report.skipped_because.iter().map(|(why, n)| (*why, *n)),
        ));
        Self {
            totals: report.totals,
            group: report.group,
            stopped: report.stopped,
            facts,
            rejected: in_words(locale, report.rejected),
            rejects: report.rejects,
        }
    }

    pub(super) fn of_restored(locale: &Locale, restored: Restored) -> Self {
        let tables = restored.tables.iter().map(|(table, count)| {
            let name = locale.find(&format!("import-table-{table}"));
            let name = name.map_or_else(|| table.clone(), std::borrow::Cow::into_owned);
            let args = [("n", n(*count)), ("what", (&name).into())];
            locale.t_args("import-of-table", &args).into_owned()
        });
        let mut facts = vec![tables.collect::<Vec<_>>().join(" · ")];
        let because = restored.skipped_because.iter();
        facts.extend(skipped(locale, because.map(|(why, n)| (why.as_str(), *n))));
        facts.retain(|fact| !fact.is_empty());
        Self {
            totals: restored.totals,
            group: restored.group,
            stopped: restored.stopped,
            facts,
            rejected: in_words(locale, restored.rejected),
            rejects: restored.rejects,
        }
    }

    /// Whether carrying it out would change anything.
    pub(super) fn changes_anything(&self) -> bool {
        self.totals.created + self.totals.updated > 0
    }

    /// Whether there were rows and none of them can be taken.
    pub(super) fn is_all_rejected(&self) -> bool {
        self.totals.rows_in > 0 && self.totals.failed == self.totals.rows_in
    }

    /// The accounting line: every row is counted once.
    pub(super) fn accounting(&self, locale: &Locale) -> String {
        let totals = &self.totals;
        let args = [
            ("rows", n(totals.rows_in)),
            ("created", n(totals.created)),
            ("updated", n(totals.updated)),
            ("unchanged", n(totals.unchanged)),
            ("skipped", n(totals.skipped)),
            ("failed", n(totals.failed)),
        ];
        locale.t_args("import-accounting", &args).into_owned()
    }

    /// How many rows are listed.
    pub(super) fn rejected(&self) -> usize {
        self.rejected.len()
    }

    /// Draws the lines in front, the totals, what is worth knowing and the rejected rows; the list scrolls.
    pub(super) fn draw(
        &self,
        buf: &mut Buffer,
        area: Rect,
        cx: DrawCx<'_>,
        head: &[(String, Role)],
        list: &mut List,
    ) -> Option<CursorAt> {
        let mut room = padded(area);
        for (text, role) in head {
            let rows = paint::block(buf, room, text, cx.theme.get(*role), 0);
            room = below(room, rows as u16);
        }
        room = below(room, u16::from(area.height > 16));
        for (key, count, role) in self.lines() {
            let count = cx.t_args("import-count", &[("n", n(count))]);
            let line = Line::from(vec![
                paint::span(pad_left(&count, 12), cx.theme.get(role)),
                paint::span(format!("  {}", cx.t(key)), cx.theme.get(Role::Text)),
            ]);
            paint::line(
                buf,
                Rect {
                    height: room.height.min(1),
                    ..room
                },
                &line,
            );
            room = below(room, 1);
        }
        room = below(room, u16::from(area.height > 16));
        let mut facts = self.facts.clone();
        if let Some(path) = &self.rejects {
            let path = path.display().to_string();
            facts.push(
                cx.t_args("import-rejects-at", &[("path", (&path).into())])
                    .into_owned(),
            );
        }
        // The rejected rows keep a few rows for themselves.
        let least = if self.rejected.is_empty() { 0 } else { 4 };
        for fact in &facts {
            if room.height <= least {
                break;
            }
            let rows = paint::block(buf, room, &format!("• {fact}"), cx.theme.get(Role::Text), 0);
            room = below(room, rows as u16);
        }
        self.draw_rejected(
            buf,
            Rect {
                x: area.x,
                width: area.width,
                ..room
            },
            cx,
            list,
        )
    }

    fn lines(&self) -> [(&'static str, u64, Role); 5] {
        let totals = &self.totals;
        let failed = if totals.failed > 0 { Role::Error } else { Role::Dim };
        let any = |count: u64| if count > 0 { Role::Accent } else { Role::Dim };
        [
            ("import-created", totals.created, any(totals.created)),
            ("import-updated", totals.updated, any(totals.updated)),
            ("import-unchanged", totals.unchanged, Role::Dim),
            ("import-skipped", totals.skipped, Role::Dim),
            ("import-failed", totals.failed, failed),
        ]
    }

    fn draw_rejected(
        &self,
        buf: &mut Buffer,
        area: Rect,
        cx: DrawCx<'_>,
        list: &mut List,
    ) -> Option<CursorAt> {
        list.set_len(self.rejected.len());
        if self.rejected.is_empty() || area.height < 2 {
            return None;
        }
        let args = [("n", self.rejected.len().into()), ("of", n(self.totals.failed))];
        let first_only = (self.rejected.len() as u64) < self.totals.failed;
        let key = if first_only {
            "import-rejected-first"
        } else {
            "import-rejected"
        };
        let title = cx.t_args(key, &args);
        titled_rule(buf, Rect { height: 1, ..area }, &title, cx);
        let rejected = &self.rejected;
        list.draw(
            buf,
            below(area, 1),
            cx,
            |_| 1,
            |buf, item| {
                let Some(row) = rejected.get(item.index) else {
                    return;
                };
                let line = cx.t_args("import-line", &[("n", n(row.line))]);
                let line = Line::from(vec![
                    paint::span(format!("{line}  "), cx.theme.get(Role::Dim)),
                    paint::span(row.reason.clone(), cx.theme.get(Role::Text)),
                ]);
                paint::line(buf, item.area, &line);
            },
        )
    }
}

/// The rejected rows with their reasons in the language of the screen.
fn in_words(locale: &Locale, rejected: Vec<Rejected>) -> Vec<Rejected> {
    let said = rejected.into_iter().map(|row| Rejected {
        reason: reason(locale, &row.reason),
        ..row
    });
    said.collect()
}

fn skipped<'a>(
    locale: &'a Locale,
    because: impl Iterator<Item = (&'a str, u64)> + 'a,
) -> impl Iterator<Item = String> + 'a {
    because.map(|(why, count)| {
        let why = says::skipped(locale, why);
        let args = [("n", n(count)), ("why", (&why).into())];
        locale.t_args("import-skipped-because", &args).into_owned()
    })
}

/// What is left of an area below its first rows.
pub(super) fn below(area: Rect, rows: u16) -> Rect {
    let by = rows.min(area.height);
    Rect {
        y: area.y + by,
        height: area.height - by,
        ..area
    }
}

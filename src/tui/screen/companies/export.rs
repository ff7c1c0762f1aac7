//! The rows of the list, or the marked ones, for other programs: into a file, or as a table on the clipboard.

use super::Companies;
use super::load::PAGE;
use crate::base::CompanyId;
use crate::domain::Code;
use crate::export::for_clipboard;
use crate::locale::Locale;
use crate::replica::Replica;
use crate::tui::component::Handled;
use crate::tui::cx::Cx;
use crate::tui::message::Message;
use crate::tui::screen::deeds::said;
use crate::tui::screen::export::{Export, Rows};
use crate::tui::toast::Toast;
use crate::view::{CompanyAsk, CompanyRow, CompanyView};
use std::collections::HashSet;
use std::sync::Arc;

/// The most rows that are put on the clipboard.
const MOST: usize = 2_000;

/// A table for the clipboard.
pub(super) struct Copied {
    text: String,
    rows: usize,
    /// There were more rows.
    more: bool,
}

impl Companies {
    /// The list as it is filtered, from its beginning.
    fn asked(&self, cx: &Cx) -> CompanyAsk {
        CompanyAsk {
            view: self.view,
            sort: self.sort,
            filter: self.filter.value().trim().to_owned(),
            saved: self.saved_filter(),
            speaker: self.speaker(cx),
            limit: 10 * PAGE,
            ..CompanyAsk::default()
        }
    }

    /// Asks for format and path, and writes.
    pub(super) fn export(&mut self, cx: &mut Cx) -> Handled {
        if self.rows.is_empty() && self.marked.is_empty() {
            cx.say(Toast::refusal(cx.t("export-nothing").into_owned()));
            return Handled::Yes;
        }
        let rows = if self.marked.is_empty() {
            Rows::List(self.asked(cx))
        } else {
            Rows::Marked(self.marked.iter().copied().collect())
        };
        let export = Export::new(cx, rows);
        cx.push(export);
        Handled::Yes
    }

    /// Puts the marked rows, or those of the list, on the clipboard.
    pub(super) fn copy_table(&mut self, cx: &mut Cx) -> Handled {
        if self.rows.is_empty() && self.marked.is_empty() {
            cx.say(Toast::refusal(cx.t("export-nothing").into_owned()));
            return Handled::Yes;
        }
        let (ask, marked, locale) = (self.asked(cx), self.marked.clone(), Arc::clone(&cx.locale));
        cx.ask_long(&mut self.table, move |replica: &mut Replica, _| {
            copied(replica, ask, marked, &locale)
        });
        Handled::Yes
    }

    pub(super) fn take_table(&mut self, cx: &mut Cx, message: &Message) {
        match self.table.take(message) {
            Some(Ok(copied)) => {
                cx.copy(&copied.text);
                if copied.more {
                    let args = [("n", copied.rows.into()), ("most", MOST.into())];
                    cx.say(Toast::error(cx.t_args("copy-table-limit", &args).into_owned()));
                }
            }
            Some(Err(text)) => cx.say(Toast::error(text)),
            None => {}
        }
    }
}

fn copied(
    replica: &Replica,
    ask: CompanyAsk,
    mut marked: HashSet<CompanyId>,
    locale: &Locale,
) -> Result<Copied, String> {
    let only_marked = !marked.is_empty();
    let total = marked.len();
    let mut rows = Vec::new();
    // Marks may stand on rows that the filter hides now; those come behind the others.
    let everything = CompanyAsk {
        view: CompanyView::All,
        filter: String::new(),
        ..ask.clone()
    };
    let mut asks = vec![ask];
    asks.extend(only_marked.then_some(everything));
    for ask in asks {
        let wanted = |row: &CompanyRow| !only_marked || marked.remove(&row.id);
        pages(replica, ask, wanted, &mut rows)?;
        if only_marked && marked.is_empty() {
            break;
        }
    }
    let more = rows.len() > MOST;
    let found = if only_marked { total } else { rows.len() };
    rows.truncate(MOST);
    let names = ["name", "stage", "owner", "city", "country", "phone"];
    let head = names.map(|name| locale.t(&format!("copy-table-{name}")).into_owned());
    let lines = std::iter::once(head.join("\t")).chain(rows.iter().map(line));
    Ok(Copied {
        text: lines.collect::<Vec<_>>().join("\n"),
        rows: found,
        more,
    })
}

/// The rows that are wanted, page after page, until one too many is there.
fn pages(
    replica: &Replica,
    mut ask: CompanyAsk,
    mut wanted: impl FnMut(&CompanyRow) -> bool,
    to: &mut Vec<CompanyRow>,
) -> Result<(), String> {
    loop {
        let page = replica.companies(&ask).map_err(|error| said(&error))?;
        to.extend(page.rows.into_iter().filter(&mut wanted));
        match page.next {
            Some(next) if to.len() <= MOST => ask.after = Some(next),
            _ => return Ok(()),
        }
    }
}

fn line(row: &CompanyRow) -> String {
    let text = |cell: &Option<String>| for_clipboard(cell.as_deref().unwrap_or_default());
    let cells = [
        for_clipboard(&row.name),
        row.stage.code().to_owned(),
        text(&row.owner),
        text(&row.city),
        text(&row.country),
        text(&row.phone),
    ];
    cells.map(|cell| cell.replace('\t', " ")).join("\t")
}

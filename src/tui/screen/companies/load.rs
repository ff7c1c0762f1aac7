//! What the list of companies asks for. Runs on the data layer's thread.

use crate::base::CompanyId;
use crate::replica::{Replica, RunError};
use crate::tui::screen::deeds::said;
use crate::view::{CompanyAsk, CompanyCursor, CompanyRow, CompanyView};

/// Rows of a page.
pub(super) const PAGE: u32 = 200;

/// A page as it came, with the view it belongs to.
#[derive(Clone, Debug, Default)]
pub(super) struct Loaded {
    pub(super) view: CompanyView,
    pub(super) rows: Vec<CompanyRow>,
    pub(super) next: Option<CompanyCursor>,
    pub(super) error: Option<String>,
    /// The filter cannot be read, and why.
    pub(super) unread: Option<String>,
}

/// Reads a page; `or_all`: when the view is empty, the page of all companies instead.
pub(super) fn page(replica: &Replica, ask: CompanyAsk, or_all: bool) -> Loaded {
    let view = ask.view;
    match replica.companies(&ask) {
        Ok(page) if page.rows.is_empty() && or_all && view != CompanyView::All => {
            let all = CompanyAsk {
                view: CompanyView::All,
                ..ask
            };
            page_of(replica, &all)
        }
        Ok(page) => Loaded {
            view,
            rows: page.rows,
            next: page.next,
            ..Loaded::default()
        },
        Err(error) => failed(view, &error),
    }
}

fn page_of(replica: &Replica, ask: &CompanyAsk) -> Loaded {
    match replica.companies(ask) {
        Ok(page) => Loaded {
            view: ask.view,
            rows: page.rows,
            next: page.next,
            ..Loaded::default()
        },
        Err(error) => failed(ask.view, &error),
    }
}

/// What cannot be read is the filter; anything else is the data.
fn failed(view: CompanyView, error: &RunError) -> Loaded {
    let text = said(error);
    match (error, text.strip_prefix("filter: ")) {
        (RunError::Refused(_), Some(why)) => Loaded {
            view,
            unread: Some(why.to_owned()),
            ..Loaded::default()
        },
        _ => Loaded {
            view,
            error: Some(text),
            ..Loaded::default()
        },
    }
}

/// The ids of every row, page after page.
pub(in crate::tui::screen) fn ids(replica: &Replica, mut ask: CompanyAsk) -> Result<Vec<CompanyId>, String> {
    ask.limit = 10 * PAGE;
    let mut ids = Vec::new();
    loop {
        let page = replica.companies(&ask).map_err(|error| said(&error))?;
        ids.extend(page.rows.iter().map(|row| row.id));
        match page.next {
            Some(next) => ask.after = Some(next),
            None => return Ok(ids),
        }
    }
}

//! Lists by a filter: what was typed is understood against the users and the clock of this moment, where it is read.

use super::queries::Scope;
use super::{Replica, RunError};
use crate::base::phrase::{Ask, Tense};
use crate::base::worktime::Desk;
use crate::base::{CompanyId, ContactId};
use crate::domain::filter::{Entity, Expr, Filter, FilterError, Known, Person};
use crate::domain::view::SavedView;
use crate::domain::{Refusal, User};
use crate::store::every::{self, Only, Table};
use crate::store::{Result as StoreResult, Tx, company, filter};
use crate::view::{CompanyAsk, CompanyPage, ContactAsk, ContactPage, Speaker};
use serde_json::Value;

type Answer<T> = Result<T, RunError>;

/// The refusal of a filter that cannot be read.
fn unread(error: &FilterError, speaker: Speaker) -> Refusal {
    Refusal::invalid("filter", error.text(speaker.lang))
}

/// What must fit: what was typed, and the filter of a saved view.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// As typed.
    pub typed: String,
    /// Of a saved view.
    pub saved: String,
    /// Who typed it.
    pub speaker: Speaker,
}

impl Wish {
    /// Both, taken apart.
    fn read(&self) -> Result<[Filter; 2], RunError> {
        let read = |text: &str| Filter::parse(text).map_err(|error| unread(&error, self.speaker));
        Ok([read(&self.typed)?, read(&self.saved)?])
    }
}

/// Fields and values of a filter, understood; none: there is nothing in it.
fn understood(
    tx: &mut Tx<'_>,
    scope: &Scope,
    speaker: Speaker,
    of: Entity,
    filters: &[Filter],
) -> StoreResult<Result<Option<Expr>, Refusal>> {
    let person = |user: User| Person {
        id: user.id,
        name: user.name,
        email: user.email,
    };
    let people: Vec<Person> = tx.users()?.into_iter().map(person).collect();
    let settings = &scope.rules.settings;
    let known = Known {
        me: scope.actor.id,
        people: &people,
        fields: &scope.rules.fields,
        ask: Ask {
            now: scope.now,
            desk: Desk::new(&settings.working_time, &scope.actor.zone, Some(&settings.country)),
            lang: speaker.lang,
            order: speaker.order,
            tense: Tense::Ahead,
        },
    };
    let bound: Result<Vec<_>, _> = filters.iter().map(|filter| filter.bind(of, &known)).collect();
    Ok(bound.map_err(|error| unread(&error, speaker)).map(|bound| {
        let mut all: Vec<Expr> = bound.into_iter().flatten().collect();
        match all.len() {
            0 => None,
            1 => all.pop(),
            // Side by side, so that what leads an index is seen.
            _ => Some(Expr::All(all.into_iter().flat_map(parts).collect())),
        }
    }))
}

fn parts(expr: Expr) -> Vec<Expr> {
    match expr {
        Expr::All(parts) => parts,
        other => vec![other],
    }
}

impl Replica {
    /// Reads with a filter that was understood on the same snapshot; none: there is nothing in it.
    fn read_filtered<R: Send + 'static>(
        &self,
        of: Entity,
        wish: &Wish,
        f: impl FnOnce(&mut Tx<'_>, Option<&Expr>) -> StoreResult<R> + Send + 'static,
    ) -> Answer<R> {
        let (filters, speaker, scope) = (wish.read()?, wish.speaker, self.scope());
        let read = self.read(move |tx| match understood(tx, &scope, speaker, of, &filters)? {
            Ok(expr) => f(tx, expr.as_ref()).map(Ok),
            Err(refusal) => Ok(Err(refusal)),
        })?;
        Ok(read?)
    }
    /// Whether a filter can be understood now.
    ///
    /// # Errors
    /// The refusal that names the column.
    pub fn check_filter(&self, of: Entity, wish: &Wish) -> Answer<()> {
        self.read_filtered(of, wish, |_, _| Ok(()))
    }
    /// The saved views, by what they list and by name.
    pub fn views(&self) -> Answer<Vec<SavedView>> {
        let rows = self.read(|tx: &mut Tx| tx.rule_rows())?;
        Ok(rows.iter().filter_map(SavedView::of_row).collect())
    }
    /// A page of companies. With a filter it may hold fewer than asked for and still have a next one; of plain words
    /// that are being typed it is the best hits.
    pub fn companies(&self, ask: &CompanyAsk) -> Answer<CompanyPage> {
        let (me, ask) = (self.actor().id, ask.clone());
        let wish = Wish {
            typed: ask.filter.clone(),
            saved: ask.saved.clone(),
            speaker: ask.speaker,
        };
        let [typed, saved] = wish.read()?;
        if saved.is_empty() && (typed.is_empty() || (ask.typing && typed.is_words())) {
            return self.read(move |tx| company::page(tx, me, &ask));
        }
        self.read_filtered(Entity::Company, &wish, move |tx, expr| match expr {
            Some(expr) => filter::companies(tx, me, &ask, expr),
            None => company::page(tx, me, &ask),
        })
    }
    /// The ids of every company that a list shows, in its order, page by page; `heard` is told how many there are so
    /// far and says whether to go on.
    pub fn company_ids(
        &self,
        ask: &CompanyAsk,
        mut heard: impl FnMut(usize) -> bool,
    ) -> Answer<Vec<CompanyId>> {
        let mut ask = CompanyAsk {
            limit: 1_000,
            ..ask.clone()
        };
        let mut ids = Vec::new();
        loop {
            let page = self.companies(&ask)?;
            ids.extend(page.rows.iter().map(|row| row.id));
            ask.after = page.next;
            if ask.after.is_none() || !heard(ids.len()) {
                return Ok(ids);
            }
        }
    }
    /// A page of contacts by name that a filter fits.
    pub fn contacts_by(&self, ask: &ContactAsk) -> Answer<ContactPage> {
        let ask = ask.clone();
        let wish = Wish {
            typed: ask.filter.clone(),
            saved: ask.saved.clone(),
            speaker: ask.speaker,
        };
        self.read_filtered(Entity::Contact, &wish, move |tx, expr| {
            let all = Expr::All(Vec::new());
            let company = match ask.company {
                Some(id) => Some(CompanyId(tx.stands_for(id.0)?)),
                None => None,
            };
            filter::contacts(tx, expr.unwrap_or(&all), company, ask.after, ask.limit)
        })
    }
    /// Every live row of some tables, as [`Self::every_row`], but only those of the companies or contacts that fit.
    pub fn filtered_rows(
        &self,
        of: Entity,
        wish: &Wish,
        tables: Vec<Table>,
        mut visit: impl FnMut(&'static str, Value) -> bool + Send + 'static,
    ) -> Answer<()> {
        self.read_filtered(of, wish, move |tx, expr| {
            let only = match (expr, of) {
                (None, _) => None,
                (Some(expr), Entity::Company) => {
                    let ids: Vec<CompanyId> = filter::company_ids(tx, expr)?;
                    Some(Only::Companies(ids.into_iter().collect()))
                }
                (Some(expr), Entity::Contact) => {
                    let ids: Vec<ContactId> = filter::contact_ids(tx, expr)?;
                    Some(Only::Contacts(ids.into_iter().collect()))
                }
            };
            every::visit(tx, &tables, only.as_ref(), &mut |table, _, row| visit(table, row))
        })
    }
}

//! Lists by a filter: what was typed is understood against the users and the clock of this moment, where it is read.

use super::queries::Scope;
use super::{Replica, RunError};
use crate::base::phrase::{Ask, Tense};
use crate::base::worktime::Desk;
use crate::base::{CompanyId, ContactId};
use crate::domain::filter::{Entity, Expr, Filter, FilterError, Known, Person};
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

/// Fields and values of a filter, understood.
fn understood(
    tx: &mut Tx<'_>,
    scope: &Scope,
    speaker: Speaker,
    of: Entity,
    typed: &Filter,
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
        ask: Ask {
            now: scope.now,
            desk: Desk::new(&settings.working_time, &scope.actor.zone, Some(&settings.country)),
            lang: speaker.lang,
            order: speaker.order,
            tense: Tense::Ahead,
        },
    };
    Ok(typed.bind(of, &known).map_err(|error| unread(&error, speaker)))
}

impl Replica {
    /// A filter taken apart, for whoever typed it.
    ///
    /// # Errors
    /// The refusal that names the column.
    pub fn filter(typed: &str, speaker: Speaker) -> Answer<Filter> {
        Ok(Filter::parse(typed).map_err(|error| unread(&error, speaker))?)
    }
    /// Reads with a filter that was understood on the same snapshot; none: there is nothing in it.
    fn read_filtered<R: Send + 'static>(
        &self,
        of: Entity,
        typed: &str,
        speaker: Speaker,
        f: impl FnOnce(&mut Tx<'_>, Option<&Expr>) -> StoreResult<R> + Send + 'static,
    ) -> Answer<R> {
        let filter = Self::filter(typed, speaker)?;
        let scope = self.scope();
        let read = self.read(move |tx| match understood(tx, &scope, speaker, of, &filter)? {
            Ok(expr) => f(tx, expr.as_ref()).map(Ok),
            Err(refusal) => Ok(Err(refusal)),
        })?;
        Ok(read?)
    }
    /// A page of companies. With a filter it may hold fewer than asked for and still have a next one; of plain words
    /// that are being typed it is the best hits.
    pub fn companies(&self, ask: &CompanyAsk) -> Answer<CompanyPage> {
        let (me, ask) = (self.actor().id, ask.clone());
        let filter = Self::filter(&ask.filter, ask.speaker)?;
        if filter.is_empty() || (ask.typing && filter.is_words()) {
            return self.read(move |tx| company::page(tx, me, &ask));
        }
        self.read_filtered(
            Entity::Company,
            &ask.filter.clone(),
            ask.speaker,
            move |tx, expr| match expr {
                Some(expr) => filter::companies(tx, me, &ask, expr),
                None => company::page(tx, me, &ask),
            },
        )
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
        self.read_filtered(
            Entity::Contact,
            &ask.filter.clone(),
            ask.speaker,
            move |tx, expr| {
                let all = Expr::All(Vec::new());
                filter::contacts(tx, expr.unwrap_or(&all), ask.company, ask.after, ask.limit)
            },
        )
    }
    /// Every live row of some tables, as [`Self::every_row`], but only those of the companies or contacts that fit.
    pub fn filtered_rows(
        &self,
        (of, typed, speaker): (Entity, &str, Speaker),
        tables: Vec<Table>,
        mut visit: impl FnMut(&'static str, &Value) -> bool + Send + 'static,
    ) -> Answer<()> {
        self.read_filtered(of, typed, speaker, move |tx, expr| {
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

//! The language of filters: `stage:QUALIFYING owner:me due<today tag:fair size>=51 "müller"`.
//!
//! A text is taken apart ([`Filter::parse`]), printed in its canonical form, and understood against what is known
//! now ([`Filter::bind`]): the store makes SQL of the result ([`Expr`]), [`eval`] judges rows by it. The text is what
//! is kept, so that `today` and `me` stay what they say. Lists, the command line, exports and saved views speak it.

mod bind;
pub mod complete;
mod error;
pub mod eval;
mod expr;
mod field;
mod node;
mod syntax;
#[cfg(test)]
mod tests;

pub use error::{Accepted, FilterError, Wrong};
pub use expr::{
    CodeColumn, Cond, Expr, How, LONGEST_NUMBER, Order, OwnKind, Spelt, TextColumn, TimeColumn, What,
};
pub use field::{Field, Kind, fields, haves, own};
pub use syntax::{MAX_CHARS, MAX_CONDITIONS, MAX_DEPTH};

use crate::base::UserId;
use crate::base::phrase::Ask;
use crate::domain::custom::CustomField;
use node::Node;

crate::codes! {
    /// What a filter or a view is about.
    "entity" Entity { Company = "companies", Contact = "contacts", }
}

/// Somebody who can be named as an owner.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// The name.
    pub name: String,
    /// The address.
    pub email: Option<String>,
}

/// What the words of a filter are understood by.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Who `me` is.
    pub me: UserId,
    /// Who can be named.
    pub people: &'a [Person],
    /// The fields that the tenant defined: each can be named like a field of ours.
    pub fields: &'a [CustomField],
    /// What dates are counted from.
    pub ask: Ask<'a>,
}

/// A filter as it was typed.
#[derive(Clone, PartialEq, Debug)]
pub struct Filter {
    node: Option<Node>,
}

impl Filter {
    /// Takes a text apart; fields and values are looked at by [`Self::bind`].
    ///
    /// # Errors
    /// The first place where it cannot be read.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        let node = syntax::parse(text)?;
        let filter = Self { node };
        // What it says of itself is kept in views, and must be readable again.
        if filter.to_string().chars().count() > syntax::MAX_CHARS {
            let wrong = Wrong::TooLong(syntax::MAX_CHARS);
            return Err(FilterError::at(text.chars().count(), wrong));
        }
        Ok(filter)
    }
    /// Nothing in it: everything fits.
    pub fn is_empty(&self) -> bool {
        self.node.is_none()
    }
    /// Plain words only, which search finds by itself.
    pub fn is_words(&self) -> bool {
        self.node.as_ref().is_some_and(Node::is_words)
    }
    /// Understands fields and values; none: everything fits.
    ///
    /// # Errors
    /// The first field or value there is not.
    pub fn bind(&self, of: Entity, known: &Known<'_>) -> Result<Option<Expr>, FilterError> {
        let node = self.node.as_ref();
        node.map(|node| bind::bind(node, of, known)).transpose()
    }
}

/// The canonical text; reading it gives the same filter.
impl std::fmt::Display for Filter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.node.as_ref().map_or(Ok(()), |node| node.fmt(f))
    }
}

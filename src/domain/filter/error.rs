//! What is wrong in a filter: where, what was expected, what was probably meant.

use super::Entity;
use crate::base::Lang;

/// A filter that cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FilterError {
    /// The place in characters, from 1.
    pub column: usize,
    /// What is wrong there.
    pub wrong: Wrong,
}

/// What is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wrong {
    /// More than so many characters.
    TooLong(usize),
    /// More than so many brackets within each other.
    TooDeep(usize),
    /// More than so many conditions.
    TooMany(usize),
    /// A quote or bracket that is never closed.
    NotClosed(char),
    /// A bracket that was never opened.
    NotOpened,
    /// Something must follow this.
    Missing(String),
    /// No field stands before this sign.
    NoField(String),
    /// After a closing quote a blank is wanted.
    Glued,
    /// Nothing in it can be looked for: neither a letter nor a digit.
    NothingToFind(String),
    /// No field of this name.
    Field {
        /// As typed.
        name: String,
        /// What is filtered.
        of: Entity,
        /// What was probably meant.
        near: Option<&'static str>,
    },
    /// The field is not compared so.
    Operator {
        /// The field.
        field: String,
        /// As typed.
        op: &'static str,
        /// What it takes.
        accepted: &'static str,
    },
    /// The field has no such value.
    Value {
        /// The field.
        field: String,
        /// As typed.
        value: String,
        /// What is accepted.
        accepted: Accepted,
        /// What was probably meant.
        near: Option<String>,
    },
    /// A number that one country reads so and the next otherwise.
    TwoNumbers {
        /// The field.
        field: String,
        /// As typed.
        value: String,
        /// Written with thousands.
        whole: String,
        /// Written with decimals.
        decimal: String,
    },
    /// No date: what is wrong with it, in the language of the reader.
    Date {
        /// The field.
        field: String,
        /// In words.
        why: String,
    },
}

/// What a field accepts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Accepted {
    /// One of these.
    These(String),
    /// A whole number.
    Number,
    /// A number, with decimals or without.
    Decimal,
    /// Three digits and more.
    Digits,
    /// yes or no.
    YesNo,
    /// A country, by name or code.
    Country,
    /// A name of somebody who works here.
    User,
    /// Any text with something in it.
    Text,
}

impl Accepted {
    fn text(&self, lang: Lang) -> String {
        let text = match (self, lang) {
            (Self::These(all), Lang::En) => return format!("one of {all}"),
            (Self::These(all), Lang::De) => return format!("eines von {all}"),
            (Self::Number, Lang::En) => "a whole number",
            (Self::Number, Lang::De) => "eine ganze Zahl",
            (Self::Decimal, _) => "1234.5, 1,234.5, 1.234,5",
            (Self::Digits, Lang::En) => "three digits or more",
            (Self::Digits, Lang::De) => "mindestens drei Ziffern",
            (Self::YesNo, Lang::En) => "yes or no",
            (Self::YesNo, Lang::De) => "yes oder no",
            (Self::Country, Lang::En) => "a country, by name or code",
            (Self::Country, Lang::De) => "ein Land, mit Namen oder Code",
            (Self::User, Lang::En) => "me, none, or the name of a user",
            (Self::User, Lang::De) => "me, none oder der Name eines Benutzers",
            (Self::Text, Lang::En) => "a text with a letter or digit",
            (Self::Text, Lang::De) => "ein Text mit einem Buchstaben oder einer Ziffer",
        };
        text.to_owned()
    }
}

impl FilterError {
    pub(super) fn at(column: usize, wrong: Wrong) -> Self {
        Self { column, wrong }
    }
    /// The message for a reader, the column first.
    pub fn text(&self, lang: Lang) -> String {
        let column = self.column;
        match lang {
            Lang::En => format!("column {column}: {}", self.english()),
            Lang::De => format!("Spalte {column}: {}", self.german()),
        }
    }
    fn english(&self) -> String {
        match &self.wrong {
            Wrong::TooLong(most) => format!("a filter has at most {most} characters"),
            Wrong::TooDeep(most) => format!("at most {most} brackets stand within each other"),
            Wrong::TooMany(most) => format!("a filter has at most {most} conditions"),
            Wrong::NotClosed(sign) => format!("{sign} is opened here and never closed"),
            Wrong::NotOpened => "this ) closes nothing".to_owned(),
            Wrong::Missing(after) => format!("something must follow {after}"),
            Wrong::NoField(sign) => {
                format!("a field must stand before {sign}, as in stage:QUALIFYING; put text in quotes")
            }
            Wrong::Glued => "a blank must follow the closing quote".to_owned(),
            Wrong::NothingToFind(text) => format!("{text} has no letter and no digit to look for"),
            Wrong::Field { name, of, near } => {
                let near = near.map_or_else(String::new, |near| format!("; did you mean {near}?"));
                let what = match of {
                    Entity::Company => "companies",
                    Entity::Contact => "contacts",
                };
                format!("{name} is no field of {what}{near} (put text in quotes)")
            }
            Wrong::Operator { field, op, accepted } => {
                format!("{field} does not take {op}; it takes {accepted}")
            }
            Wrong::Value {
                field,
                value,
                accepted,
                near,
            } => {
                let near = near
                    .as_ref()
                    .map_or_else(String::new, |near| format!("did you mean {near}? "));
                let accepted = accepted.text(Lang::En);
                format!("\"{value}\" is no {field}; {near}accepted: {accepted}")
            }
            Wrong::TwoNumbers {
                field,
                value,
                whole,
                decimal,
            } => format!("{field}: \"{value}\" can be read two ways; write {whole} or {decimal}"),
            Wrong::Date { field, why } => format!("{field}: {why}"),
        }
    }
    fn german(&self) -> String {
        match &self.wrong {
            Wrong::TooLong(most) => format!("ein Filter hat höchstens {most} Zeichen"),
            Wrong::TooDeep(most) => format!("höchstens {most} Klammern stehen ineinander"),
            Wrong::TooMany(most) => format!("ein Filter hat höchstens {most} Bedingungen"),
            Wrong::NotClosed(sign) => format!("{sign} beginnt hier und wird nie geschlossen"),
            Wrong::NotOpened => "diese ) schließt nichts".to_owned(),
            Wrong::Missing(after) => format!("nach {after} muss etwas folgen"),
            Wrong::NoField(sign) => {
                format!(
                    "vor {sign} muss ein Feld stehen, wie in stage:QUALIFYING; Text gehört in Anführungszeichen"
                )
            }
            Wrong::Glued => "nach dem schließenden Anführungszeichen muss ein Leerzeichen folgen".to_owned(),
            Wrong::NothingToFind(text) => format!("{text} hat weder Buchstaben noch Ziffern"),
            Wrong::Field { name, of, near } => {
                let near = near.map_or_else(String::new, |near| format!("; meinten Sie {near}?"));
                let what = match of {
                    Entity::Company => "Firmen",
                    Entity::Contact => "Kontakten",
                };
                format!("{name} ist kein Feld von {what}{near} (Text gehört in Anführungszeichen)")
            }
            Wrong::Operator { field, op, accepted } => {
                format!("{field} kennt {op} nicht; möglich: {accepted}")
            }
            Wrong::Value {
                field,
                value,
                accepted,
                near,
            } => {
                let near = near
                    .as_ref()
                    .map_or_else(String::new, |near| format!("meinten Sie {near}? "));
                let accepted = accepted.text(Lang::De);
                format!("\"{value}\" gibt es nicht als {field}; {near}möglich: {accepted}")
            }
            Wrong::TwoNumbers {
                field,
                value,
                whole,
                decimal,
            } => {
                format!(
                    "{field}: „{value}“ lässt sich auf zwei Arten lesen; schreiben Sie {whole} oder {decimal}"
                )
            }
            Wrong::Date { field, why } => format!("{field}: {why}"),
        }
    }
}

impl std::error::Error for FilterError {}

impl std::fmt::Display for FilterError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

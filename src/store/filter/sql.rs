//! The conditions of a filter as SQL: the text from this file alone, every value bound.
//!
//! No condition is ever NULL, so that NOT means what it says. What the two databases say differently is in one place
//! each: letters in small ([`Sql::low`]), what stands in JSON, and search.

use crate::base::words::Term;
use crate::domain::filter::{
    CodeColumn, Cond, Entity, Expr, How, LONGEST_NUMBER, Order, OwnKind, Spelt, TextColumn, TimeColumn, What,
    eval,
};
use crate::domain::{Code, SizeBand};
use crate::store::search::names;
use crate::store::{Dialect, Param, UNDATED, Value};
use std::borrow::Cow;
use uuid::Uuid;

/// A value to bind.
#[derive(Clone, Debug)]
pub(super) enum Bind {
    Int(i64),
    Text(String),
    Id(Uuid),
}

impl Param for Bind {
    fn value(&self) -> Value<'_> {
        match self {
            Self::Int(n) => Value::Int(*n),
            Self::Text(text) => Value::Text(Cow::Borrowed(text)),
            Self::Id(id) => Value::Uuid(*id),
        }
    }
}

/// A statement being built; `$1` is the tenant.
#[derive(Clone, Debug)]
pub(super) struct Sql {
    pub(super) text: String,
    pub(super) values: Vec<Bind>,
    pub(super) of: Entity,
    dialect: Dialect,
}

impl Sql {
    pub(super) fn new(of: Entity, dialect: Dialect, tenant: i64, head: &str) -> Self {
        Self {
            text: head.to_owned(),
            values: vec![Bind::Int(tenant)],
            of,
            dialect,
        }
    }
    pub(super) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }
    /// Binds a value where the text ends.
    pub(super) fn bind(&mut self, value: Bind) -> &mut Self {
        self.values.push(value);
        let number = self.values.len();
        self.push(&format!("${number}"))
    }
    pub(super) fn params(&self) -> Vec<&dyn Param> {
        self.values.iter().map(|value| value as &dyn Param).collect()
    }

    pub(super) fn expr(&mut self, expr: &Expr) {
        let (several, between, none) = match expr {
            Expr::All(parts) => (parts, " AND ", "1 = 1"),
            Expr::Any(parts) => (parts, " OR ", "1 = 0"),
            Expr::Not(inner) => {
                self.push("NOT (").expr(inner);
                self.push(")");
                return;
            }
            Expr::Is(cond) => return self.cond(cond),
        };
        if several.is_empty() {
            self.push(none);
            return;
        }
        self.push("(");
        for (n, part) in several.iter().enumerate() {
            if n > 0 {
                self.push(between);
            }
            self.expr(part);
        }
        self.push(")");
    }

    /// A condition that SQLite looks up in no index; PostgreSQL knows by its statistics which serves.
    pub(super) fn judged(&mut self, expr: &Expr) {
        match self.dialect {
            Dialect::Sqlite => self.push("+(").expr(expr),
            Dialect::Postgres => self.push("(").expr(expr),
        }
        self.push(")");
    }

    /// The table of the rows.
    fn own(&self) -> &'static str {
        match self.of {
            Entity::Company => "c",
            Entity::Contact => "contact",
        }
    }
    /// Puts what is said of the company `c` into place: of a contact, of the company it has.
    fn of_company(&mut self, say: impl FnOnce(&mut Self)) {
        if self.of == Entity::Company {
            return say(self);
        }
        self.push(
            "EXISTS (SELECT 1 FROM company c WHERE c.tenant_no = contact.tenant_no AND c.id = contact.company_id AND ",
        );
        say(self);
        self.push(")");
    }
    /// A text with its ASCII letters in small.
    fn low(&self, column: &str) -> String {
        match self.dialect {
            Dialect::Sqlite => format!("lower({column})"),
            Dialect::Postgres => format!("lower(({column}) COLLATE \"C\")"),
        }
    }
    fn pattern(&mut self, how: How, text: &str) {
        let mut literal = String::new();
        for ch in text.chars() {
            if matches!(ch, '\\' | '%' | '_') {
                literal.push('\\');
            }
            literal.push(ch);
        }
        match how {
            How::Whole => {
                self.push(" = ").bind(Bind::Text(text.to_owned()));
            }
            How::Part => {
                self.push(" LIKE ")
                    .bind(Bind::Text(format!("%{literal}%")))
                    .push(" ESCAPE '\\'");
            }
            How::Begin => {
                self.push(" LIKE ")
                    .bind(Bind::Text(format!("{literal}%")))
                    .push(" ESCAPE '\\'");
            }
        }
    }
    /// A text that is there and is spelt so.
    fn spelt(&mut self, column: &str, how: How, spelt: &Spelt) {
        let low = self.low(column);
        self.push(&format!("({column} IS NOT NULL AND ("));
        for (n, text) in spelt.0.iter().enumerate() {
            self.push(if n > 0 { " OR " } else { "" }).push(&low);
            self.pattern(how, text);
        }
        self.push("))");
    }
    fn text_column(&mut self, column: TextColumn, how: How, spelt: &Spelt) {
        let own = self.own();
        match column {
            TextColumn::JobTitle => self.spelt("contact.job_title", how, spelt),
            TextColumn::Department => self.spelt("contact.department", how, spelt),
            TextColumn::Language => self.spelt(&format!("{own}.language"), how, spelt),
            _ => {
                let name = company_text(column);
                self.of_company(|sql| sql.spelt(name, how, spelt));
            }
        }
    }
    fn code(&mut self, column: CodeColumn, code: &str) {
        let code = Bind::Text(code.to_owned());
        match column {
            CodeColumn::Stage => self.of_company(|sql| {
                sql.push("c.stage = ").bind(code);
            }),
            CodeColumn::CompanyStatus => self.of_company(|sql| {
                sql.push("c.status = ").bind(code);
            }),
            CodeColumn::SizeBand => self.of_company(|sql| {
                sql.push("(c.size_band IS NOT NULL AND c.size_band = ")
                    .bind(code)
                    .push(")");
            }),
            CodeColumn::CompanySource => self.of_company(|sql| {
                sql.push("(c.source IS NOT NULL AND c.source = ")
                    .bind(code)
                    .push(")");
            }),
            CodeColumn::ContactStatus => {
                self.push("contact.status = ").bind(code);
            }
            CodeColumn::ContactSource => {
                self.push("(contact.source IS NOT NULL AND contact.source = ")
                    .bind(code)
                    .push(")");
            }
            CodeColumn::BuyingRole => {
                self.push("(contact.buying_role IS NOT NULL AND contact.buying_role = ")
                    .bind(code)
                    .push(")");
            }
        }
    }
    fn size(&mut self, least: i64, most: i64) {
        let size = size_column();
        self.push(&format!("({size} IS NOT NULL"));
        if least > i64::MIN {
            self.push(&format!(" AND {size} >= ")).bind(Bind::Int(least));
        }
        if most < i64::MAX {
            self.push(&format!(" AND {size} <= ")).bind(Bind::Int(most));
        }
        self.push(")");
    }
    fn time(&mut self, column: TimeColumn, from: i64, until: i64) {
        let own = self.own();
        let (name, is_there, until) = match column {
            TimeColumn::Created => (format!("{own}.created_at"), None, until),
            TimeColumn::Last => (
                "c.last_activity_at".to_owned(),
                Some("c.last_activity_at IS NOT NULL"),
                until,
            ),
            // What has no due stands behind every date.
            TimeColumn::Due => ("c.next_due_key".to_owned(), None, until.min(UNDATED)),
        };
        self.push("(").push(is_there.unwrap_or("1 = 1"));
        if from > i64::MIN {
            self.push(&format!(" AND {name} >= ")).bind(Bind::Int(from));
        }
        if until < i64::MAX {
            self.push(&format!(" AND {name} < ")).bind(Bind::Int(until));
        }
        self.push(")");
    }
    fn has(&mut self, what: What) {
        let own = self.own();
        let plain = match what {
            What::Phone => format!("{own}.phones <> '[]'"),
            What::Email => format!("{own}.emails <> '[]'"),
            What::Extra => format!("{own}.extra <> '{{}}'"),
            What::Language => format!("{own}.language IS NOT NULL"),
            What::Source => format!("{own}.source IS NOT NULL"),
            What::Blocked => format!("{own}.dnc_since IS NOT NULL"),
            What::Company => format!("{own}.company_id IS NOT NULL"),
            What::JobTitle => format!("{own}.job_title IS NOT NULL"),
            What::Department => format!("{own}.department IS NOT NULL"),
            What::BuyingRole => format!("{own}.buying_role IS NOT NULL"),
            What::LinkedIn => format!("{own}.linkedin IS NOT NULL"),
            What::Birthday => format!("{own}.birthday IS NOT NULL"),
            What::Size => format!("{} IS NOT NULL", size_column()),
            _ => company_has(what).to_owned(),
        };
        self.push(&plain);
    }
    fn tag(&mut self, tag: &str) {
        match self.dialect {
            // A tag as it stands in the list: its closing quote has no backslash before it, so no part of one is taken.
            Dialect::Sqlite => {
                let written = serde_json::Value::from(tag).to_string();
                self.push("instr(c.tags, ")
                    .bind(Bind::Text(written))
                    .push(") > 0");
            }
            Dialect::Postgres => {
                self.push("jsonb_exists(c.tags, ")
                    .bind(Bind::Text(tag.to_owned()))
                    .push(")");
            }
        }
    }
    fn email(&mut self, how: How, spelt: &Spelt) {
        let own = self.own();
        let each = match self.dialect {
            Dialect::Sqlite => format!("json_each({own}.emails) e"),
            Dialect::Postgres => format!("jsonb_array_elements({own}.emails) e (value)"),
        };
        self.push(&format!("EXISTS (SELECT 1 FROM {each} WHERE "));
        self.spelt("e.value ->> 'address'", how, spelt);
        self.push(")");
    }
    fn extra(&mut self, key: &str, how: How, spelt: &Spelt) {
        let own = self.own();
        let each = match self.dialect {
            Dialect::Sqlite => format!("json_each({own}.extra) e"),
            Dialect::Postgres => format!("jsonb_each_text({own}.extra) e (key, value)"),
        };
        let key_column = self.low("e.key");
        self.push(&format!("EXISTS (SELECT 1 FROM {each} WHERE {key_column} = "));
        self.bind(Bind::Text(key.to_owned())).push(" AND ");
        self.spelt("e.value", how, spelt);
        self.push(")");
    }
    /// A number or day of an own field. Text that is written otherwise has no order, and is not made a number of: where
    /// it stands, one database would take its beginning and the other would fail.
    fn own_value(&mut self, key: &str, kind: OwnKind, order: Order, than: &str) {
        let own = self.own();
        let (each, shaped) = match (self.dialect, kind) {
            (Dialect::Sqlite, OwnKind::Number) => (
                format!("json_each({own}.extra) e"),
                format!(
                    "length(e.value) <= {LONGEST_NUMBER} AND e.value GLOB '[0-9-]*' AND e.value GLOB '*[0-9]' \
                     AND substr(e.value, 2) NOT GLOB '*[^0-9.]*' AND e.value NOT GLOB '*.*.*' \
                     AND e.value NOT GLOB '-.*'"
                ),
            ),
            (Dialect::Sqlite, OwnKind::Day) => (
                format!("json_each({own}.extra) e"),
                "e.value GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'".to_owned(),
            ),
            (Dialect::Postgres, OwnKind::Number) => (
                format!("jsonb_each_text({own}.extra) e (key, value)"),
                format!("length(e.value) <= {LONGEST_NUMBER} AND e.value ~ '^-?[0-9]+(\\.[0-9]+)?$'"),
            ),
            (Dialect::Postgres, OwnKind::Day) => (
                format!("jsonb_each_text({own}.extra) e (key, value)"),
                "e.value ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'".to_owned(),
            ),
        };
        let key_column = self.low("e.key");
        self.push(&format!("EXISTS (SELECT 1 FROM {each} WHERE {key_column} = "));
        self.bind(Bind::Text(key.to_owned()));
        self.push(&format!(" AND CASE WHEN {shaped} THEN "));
        let than = Bind::Text(than.to_owned());
        let sign = order.sign();
        match kind {
            OwnKind::Number => {
                self.push(&format!("CAST(e.value AS DOUBLE PRECISION) {sign} CAST(CAST("));
                self.bind(than).push(" AS TEXT) AS DOUBLE PRECISION)");
            }
            OwnKind::Day => {
                // Small letters are none here: it is the order of the bytes that is wanted.
                let value = self.low("e.value");
                self.push(&format!("{value} {sign} ")).bind(than);
            }
        }
        self.push(" ELSE 1 = 0 END)");
    }
    /// Rows whose words search knows; of a company those of its people too. `matching` is for the index of SQLite.
    fn searched(&mut self, matching: String, say: impl FnOnce(&mut Self)) {
        let (row, found) = match self.of {
            Entity::Company => ("c.id", "d.company_id"),
            Entity::Contact => ("contact.id", "d.id"),
        };
        self.push(&format!("{row} IN (SELECT {found} FROM "));
        match self.dialect {
            Dialect::Sqlite => {
                self.push("search_name_fts f CROSS JOIN search_name d ON d.doc_no = f.rowid WHERE f.search_name_fts MATCH ");
                self.bind(Bind::Text(matching)).push(" AND ");
            }
            Dialect::Postgres => {
                self.push("search_name d WHERE ");
            }
        }
        self.push(&format!("d.tenant_no = $1 AND {found} IS NOT NULL"));
        say(self);
        self.push(")");
    }
    fn word(&mut self, terms: &[Term], spelt: &Spelt) {
        let (matching, found) = names::wanted(terms);
        self.push("(");
        self.searched(matching, |sql| {
            for (word, digits) in found {
                sql.push(" AND (d.folded");
                sql.pattern(How::Part, &word);
                if let Some(digits) = digits {
                    sql.push(" OR d.digits");
                    sql.pattern(How::Part, &digits);
                }
                sql.push(")");
            }
        });
        if self.of == Entity::Company {
            self.push(" OR ");
            self.spelt("c.city", How::Part, spelt);
        }
        self.push(")");
    }

    fn cond(&mut self, cond: &Cond) {
        let own = self.own();
        match cond {
            Cond::Word { terms, spelt } => self.word(terms, spelt),
            Cond::AnyNumber(digits) => self.searched(names::wanted_digits(digits), |sql| {
                sql.push(" AND d.digits");
                sql.pattern(How::Part, digits);
            }),
            Cond::Name(how, name) => {
                self.push(own).push(".name_folded");
                self.pattern(*how, name);
            }
            Cond::CompanyName(how, name) => self.of_company(|sql| {
                sql.push("c.name_folded");
                sql.pattern(*how, name);
            }),
            Cond::Text(column, how, spelt) => self.text_column(*column, *how, spelt),
            Cond::Code(column, code) => self.code(*column, code),
            Cond::Owner(None) => self.of_company(|sql| {
                sql.push("c.owner_id IS NULL");
            }),
            // Written so that it can lead an index, and is never NULL.
            Cond::Owner(Some(who)) => self.of_company(|sql| {
                sql.push("(c.owner_id IS NOT NULL AND c.owner_id = ")
                    .bind(Bind::Id(who.0))
                    .push(")");
            }),
            Cond::Size(least, most) => self.of_company(|sql| sql.size(*least, *most)),
            Cond::Time(column, from, until) => self.time(*column, *from, *until),
            Cond::Tag(tag) => self.of_company(|sql| sql.tag(tag)),
            Cond::Email(how, spelt) => self.email(*how, spelt),
            Cond::Phone(digits) => {
                self.push(&format!(
                    "EXISTS (SELECT 1 FROM search_name d WHERE d.tenant_no = {own}.tenant_no AND d.id = {own}.id AND d.digits"
                ));
                self.pattern(How::Part, digits);
                self.push(")");
            }
            Cond::Has(what) => self.has(*what),
            Cond::Extra(key, how, spelt) => self.extra(key, *how, spelt),
            Cond::Own(key, kind, order, than) => self.own_value(key, *kind, *order, than),
        }
    }
}

/// How many work there; where only the band is known, what it begins with.
fn size_column() -> String {
    let bands = SizeBand::ALL
        .iter()
        .map(|band| format!("WHEN '{}' THEN {} ", band.code(), eval::band_begin(*band)));
    format!(
        "COALESCE(c.employees, CASE c.size_band {}END)",
        bands.collect::<String>()
    )
}

const fn company_text(column: TextColumn) -> &'static str {
    match column {
        TextColumn::LegalName => "c.legal_name",
        TextColumn::Industry => "c.industry",
        TextColumn::AccountType => "c.account_type",
        TextColumn::City => "c.city",
        TextColumn::Country => "c.country",
        TextColumn::PostalCode => "(c.postal ->> 'postal_code')",
        // The others are no columns of a company.
        TextColumn::Domain | TextColumn::Language | TextColumn::JobTitle | TextColumn::Department => {
            "c.domain"
        }
    }
}

const fn company_has(what: What) -> &'static str {
    match what {
        What::Website => "c.website IS NOT NULL",
        What::Domain => "c.domain IS NOT NULL",
        What::Owner => "c.owner_id IS NOT NULL",
        What::Industry => "c.industry IS NOT NULL",
        What::AccountType => "c.account_type IS NOT NULL",
        What::City => "c.city IS NOT NULL",
        What::Country => "c.country IS NOT NULL",
        What::Tag => "c.tags <> '[]'",
        What::VatId => "c.vat_id IS NOT NULL",
        What::Due => "c.next_due_key < 9000000000000000",
        What::Activity => "c.last_activity_at IS NOT NULL",
        What::Contact => {
            "EXISTS (SELECT 1 FROM contact t WHERE t.tenant_no = c.tenant_no AND t.company_id = c.id \
             AND t.deleted_at IS NULL)"
        }
        What::Case => {
            "EXISTS (SELECT 1 FROM cases k WHERE k.tenant_no = c.tenant_no AND k.company_id = c.id \
             AND k.closed_at IS NULL AND k.deleted_at IS NULL)"
        }
        What::Task => {
            "EXISTS (SELECT 1 FROM task t WHERE t.tenant_no = c.tenant_no AND t.company_id = c.id \
             AND t.state IN ('OPEN', 'WAITING') AND t.deleted_at IS NULL)"
        }
        // The others are said where they are asked.
        _ => "1 = 0",
    }
}

//! The fields a filter knows, for companies and for contacts.

use super::Entity;
use super::expr::{CodeColumn, TextColumn, TimeColumn, What};
use crate::domain::codes::{BuyingRole, Code, CompanyStatus, ContactStatus, SizeBand, Source, Stage};
use crate::domain::custom::FieldType;

/// How a field is compared.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// The row's own name.
    Name,
    /// The name of the contact's company.
    CompanyName,
    /// A text: `:` is a part of it, in any case of letters.
    Text(TextColumn),
    /// A BCP 47 tag: `de` has `de-AT` too.
    Language,
    /// A country, by name or code.
    Country,
    /// The beginning of a postal code.
    PostalCode,
    /// One of a few codes.
    Code(CodeColumn, fn() -> Vec<&'static str>),
    /// Whose the company is.
    Owner,
    /// How many people work there.
    Size,
    /// When.
    Time(TimeColumn),
    /// A tag, whole.
    Tag,
    /// An e-mail address.
    Email,
    /// Digits of a phone number.
    Phone,
    /// Must not be contacted.
    DoNotContact,
    /// There is something.
    Has,
    /// There is nothing.
    No,
}

/// A field.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// As it is typed.
    pub name: &'static str,
    /// Other names it goes by.
    pub aliases: &'static [&'static str],
    /// How it is compared.
    pub kind: Kind,
}

fn codes<C: Code>() -> Vec<&'static str> {
    C::ALL.iter().map(Code::code).collect()
}

const fn field(name: &'static str, kind: Kind) -> Field {
    also(name, &[], kind)
}

const fn also(name: &'static str, aliases: &'static [&'static str], kind: Kind) -> Field {
    Field { name, aliases, kind }
}

use Kind as K;
use TextColumn as T;

/// Those of companies.
const COMPANY: &[Field] = &[
    field("name", K::Name),
    also("legal", &["legal_name"], K::Text(T::LegalName)),
    field("stage", K::Code(CodeColumn::Stage, codes::<Stage>)),
    field(
        "status",
        K::Code(CodeColumn::CompanyStatus, codes::<CompanyStatus>),
    ),
    field("owner", K::Owner),
    field("industry", K::Text(T::Industry)),
    also("type", &["account_type"], K::Text(T::AccountType)),
    also("size", &["employees"], K::Size),
    also(
        "band",
        &["size_band"],
        K::Code(CodeColumn::SizeBand, codes::<SizeBand>),
    ),
    also("city", &["town"], K::Text(T::City)),
    field("country", K::Country),
    also("postal_code", &["zip", "postcode"], K::PostalCode),
    also("tag", &["tags"], K::Tag),
    also("domain", &["website"], K::Text(T::Domain)),
    also("email", &["mail"], K::Email),
    field("phone", K::Phone),
    field("source", K::Code(CodeColumn::CompanySource, codes::<Source>)),
    also("language", &["lang"], K::Language),
    also("dnc", &["do_not_contact"], K::DoNotContact),
    field("created", K::Time(TimeColumn::Created)),
    also("last", &["activity"], K::Time(TimeColumn::Last)),
    also("due", &["next", "next_due"], K::Time(TimeColumn::Due)),
    field("has", K::Has),
    also("no", &["without"], K::No),
];

/// Those of contacts.
const CONTACT: &[Field] = &[
    field("name", K::Name),
    field("company", K::CompanyName),
    also("title", &["job_title"], K::Text(T::JobTitle)),
    field("department", K::Text(T::Department)),
    also(
        "role",
        &["buying_role"],
        K::Code(CodeColumn::BuyingRole, codes::<BuyingRole>),
    ),
    also("email", &["mail"], K::Email),
    field("phone", K::Phone),
    field(
        "status",
        K::Code(CodeColumn::ContactStatus, codes::<ContactStatus>),
    ),
    field("created", K::Time(TimeColumn::Created)),
    also("language", &["lang"], K::Language),
    also("tag", &["tags"], K::Tag),
    field("owner", K::Owner),
    field("stage", K::Code(CodeColumn::Stage, codes::<Stage>)),
    field("source", K::Code(CodeColumn::ContactSource, codes::<Source>)),
    also("dnc", &["do_not_contact"], K::DoNotContact),
    field("has", K::Has),
    also("no", &["without"], K::No),
];

/// What a company can have.
const COMPANY_HAS: &[(&str, What)] = &[
    ("phone", What::Phone),
    ("email", What::Email),
    ("website", What::Website),
    ("domain", What::Domain),
    ("owner", What::Owner),
    ("industry", What::Industry),
    ("type", What::AccountType),
    ("size", What::Size),
    ("city", What::City),
    ("country", What::Country),
    ("tag", What::Tag),
    ("source", What::Source),
    ("language", What::Language),
    ("vat_id", What::VatId),
    ("due", What::Due),
    ("activity", What::Activity),
    ("contact", What::Contact),
    ("case", What::Case),
    ("task", What::Task),
    ("extra", What::Extra),
    ("dnc", What::Blocked),
];

/// What a contact can have.
const CONTACT_HAS: &[(&str, What)] = &[
    ("phone", What::Phone),
    ("email", What::Email),
    ("company", What::Company),
    ("title", What::JobTitle),
    ("department", What::Department),
    ("role", What::BuyingRole),
    ("language", What::Language),
    ("source", What::Source),
    ("linkedin", What::LinkedIn),
    ("birthday", What::Birthday),
    ("extra", What::Extra),
    ("dnc", What::Blocked),
];

/// Every field of an entity.
pub const fn fields(of: Entity) -> &'static [Field] {
    match of {
        Entity::Company => COMPANY,
        Entity::Contact => CONTACT,
    }
}

/// What rows of an entity can have.
pub const fn haves(of: Entity) -> &'static [(&'static str, What)] {
    match of {
        Entity::Company => COMPANY_HAS,
        Entity::Contact => CONTACT_HAS,
    }
}

/// A field by its name, `-` and `_` alike.
pub(super) fn find(of: Entity, typed: &str) -> Option<Field> {
    let name = typed.to_ascii_lowercase().replace('-', "_");
    fields(of)
        .iter()
        .find(|field| field.name == name || field.aliases.contains(&name.as_str()))
        .copied()
}

/// How a field that the tenant defined is compared: as the field of ours that holds the same.
pub const fn own(kind: FieldType) -> Kind {
    match kind {
        FieldType::Number => Kind::Size,
        FieldType::Date => Kind::Time(TimeColumn::Due),
        FieldType::Text | FieldType::Choice | FieldType::Boolean => Kind::Name,
    }
}

impl Kind {
    /// The comparisons it takes, for messages.
    pub const fn operators(self) -> &'static str {
        match self {
            Self::Size | Self::Time(_) => ": = != < <= > >=",
            Self::Has | Self::No => ":",
            _ => ": = !=",
        }
    }
    /// The values it knows.
    pub fn known(self, of: Entity) -> Vec<&'static str> {
        match self {
            Self::Code(_, codes) => codes(),
            Self::Owner => vec!["me", "none"],
            Self::DoNotContact => vec!["yes", "no"],
            Self::Has | Self::No => haves(of).iter().map(|(name, _)| *name).collect(),
            Self::Time(TimeColumn::Due) => vec!["today", "tomorrow", "none"],
            Self::Time(TimeColumn::Last) => vec!["today", "-7d", "-30d", "none"],
            Self::Time(TimeColumn::Created) => vec!["today", "-7d", "-30d"],
            _ => Vec::new(),
        }
    }
}

//! The fields a column can go to.

use crate::domain::{EmailType, FieldType, PhoneType};
use std::str::FromStr;

/// What kind of row a file holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Entity {
    /// Companies.
    Companies,
    /// Contacts.
    Contacts,
}

impl Entity {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Companies => "companies",
            Self::Contacts => "contacts",
        }
    }
}

impl FromStr for Entity {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim().to_lowercase().as_str() {
            "company" | "companies" | "account" | "accounts" => Ok(Self::Companies),
            "contact" | "contacts" | "person" | "people" | "lead" | "leads" => Ok(Self::Contacts),
            _ => Err(format!(
                "\"{text}\" cannot be imported; accepted: companies, contacts"
            )),
        }
    }
}

/// A part of an address.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Part {
    /// Street and number; several columns make several lines.
    Street,
    /// Postal code.
    PostalCode,
    /// Town.
    City,
    /// State, canton, province.
    Region,
    /// Country.
    Country,
}

/// What is known of the values of a column that is kept by its name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kept {
    /// Any text.
    Text,
    /// Dates; what is none rejects its row.
    Date,
    /// Numbers and amounts; what is none rejects its row.
    Number,
    /// A field that the tenant defined, of a type; the column has its name.
    Own(FieldType),
}

/// Where a column goes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Field {
    /// The id of the row in its system.
    Id,
    /// A text field of the row, by its name here (`name`, `industry`, `job_title` …).
    Text(&'static str),
    /// First and last name in one.
    FullName,
    /// Domain of the company.
    Domain,
    /// How many people work there.
    Employees,
    /// A phone number.
    Phone(PhoneType),
    /// E-mail addresses; several between `;`.
    Email(EmailType),
    /// A part of the postal address.
    Postal(Part),
    /// A part of the delivery address.
    Delivery(Part),
    /// Birthday.
    Birthday,
    /// Language, as a name or a code.
    Language,
    /// Who owns the company, by name or e-mail address.
    Owner,
    /// Tags between `;`.
    Tags,
    /// The place in the sales cycle there; `customer` counts.
    Lifecycle,
    /// Account type; `Customer…` counts.
    AccountType,
    /// The person must not be called.
    DoNotCall,
    /// The row was deleted there.
    Deleted,
    /// The contact's company by its id in the system.
    CompanyId,
    /// The contact's company by domain.
    CompanyDomain,
    /// The contact's company by name.
    CompanyName,
    /// Kept beside the fields under the column's own name.
    Extra(Kept),
    /// Left out, because the user or a mapping said so.
    Ignore,
}

/// Every field that `--map COLUMN=FIELD` accepts, with whom it belongs to.
const NAMED: &[(&str, Field, Option<Entity>)] = {
    use Entity::{Companies, Contacts};
    use Field as F;
    &[
        ("external_id", F::Id, None),
        ("name", F::Text("name"), Some(Companies)),
        ("name", F::FullName, Some(Contacts)),
        ("legal_name", F::Text("legal_name"), Some(Companies)),
        ("industry", F::Text("industry"), Some(Companies)),
        ("account_type", F::AccountType, Some(Companies)),
        ("website", F::Text("website"), Some(Companies)),
        ("domain", F::Domain, Some(Companies)),
        ("employees", F::Employees, Some(Companies)),
        ("vat_id", F::Text("vat_id"), Some(Companies)),
        ("tax_number", F::Text("tax_number"), Some(Companies)),
        ("register_number", F::Text("register_number"), Some(Companies)),
        ("register_court", F::Text("register_court"), Some(Companies)),
        ("owner", F::Owner, Some(Companies)),
        ("tags", F::Tags, Some(Companies)),
        ("street", F::Postal(Part::Street), Some(Companies)),
        ("postal_code", F::Postal(Part::PostalCode), Some(Companies)),
        ("city", F::Postal(Part::City), Some(Companies)),
        ("region", F::Postal(Part::Region), Some(Companies)),
        ("country", F::Postal(Part::Country), Some(Companies)),
        ("delivery_street", F::Delivery(Part::Street), Some(Companies)),
        (
            "delivery_postal_code",
            F::Delivery(Part::PostalCode),
            Some(Companies),
        ),
        ("delivery_city", F::Delivery(Part::City), Some(Companies)),
        ("delivery_region", F::Delivery(Part::Region), Some(Companies)),
        ("delivery_country", F::Delivery(Part::Country), Some(Companies)),
        ("lifecycle", F::Lifecycle, None),
        ("first_name", F::Text("first_name"), Some(Contacts)),
        ("last_name", F::Text("last_name"), Some(Contacts)),
        ("job_title", F::Text("job_title"), Some(Contacts)),
        ("department", F::Text("department"), Some(Contacts)),
        ("linkedin", F::Text("linkedin"), Some(Contacts)),
        ("birthday", F::Birthday, Some(Contacts)),
        ("company_id", F::CompanyId, Some(Contacts)),
        ("company_domain", F::CompanyDomain, Some(Contacts)),
        ("company", F::CompanyName, Some(Contacts)),
        ("do_not_call", F::DoNotCall, Some(Contacts)),
        ("language", F::Language, None),
        ("email", F::Email(EmailType::Work), None),
        ("email_home", F::Email(EmailType::Home), None),
        ("email_other", F::Email(EmailType::Other), None),
        ("phone_main", F::Phone(PhoneType::Main), None),
        ("phone", F::Phone(PhoneType::Work), None),
        ("mobile", F::Phone(PhoneType::Mobile), None),
        ("phone_home", F::Phone(PhoneType::Home), None),
        ("phone_other", F::Phone(PhoneType::Other), None),
        ("fax", F::Phone(PhoneType::Fax), None),
        ("date", F::Extra(Kept::Date), None),
        ("number", F::Extra(Kept::Number), None),
        ("text", F::Extra(Kept::Text), None),
        ("ignore", F::Ignore, None),
    ]
};

impl Field {
    /// The field of a name, for rows of a kind.
    pub fn named(name: &str, entity: Entity) -> Result<Self, String> {
        let name = name.trim().to_lowercase().replace(['-', ' ', '.'], "_");
        let fits = |whose: &Option<Entity>| whose.is_none_or(|whose| whose == entity);
        if let Some((_, field, _)) = NAMED
            .iter()
            .find(|(known, _, whose)| *known == name && fits(whose))
        {
            return Ok(*field);
        }
        let accepted: Vec<&str> = NAMED
            .iter()
            .filter(|(_, _, whose)| fits(whose))
            .map(|(known, _, _)| *known)
            .collect();
        Err(format!(
            "\"{name}\" is no field of {}; accepted: {}",
            entity.word(),
            accepted.join(", ")
        ))
    }
    /// Its name, for the preview and the report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text(name) => name,
            Self::Extra(Kept::Own(_)) => "a field of your own",
            Self::Extra(_) => "kept by its name",
            field => NAMED
                .iter()
                .find(|(_, known, _)| *known == field)
                .map_or("deleted there", |(name, _, _)| name),
        }
    }
    /// At most one column may go there; of several the first that holds something counts.
    pub const fn is_kept(self) -> bool {
        matches!(self, Self::Extra(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_by_its_name_and_says_it() {
        assert_eq!(
            Field::named("Postal-Code", Entity::Companies),
            Ok(Field::Postal(Part::PostalCode))
        );
        assert_eq!(Field::named("name", Entity::Contacts), Ok(Field::FullName));
        let error = Field::named("stage", Entity::Contacts).expect_err("rules move stages");
        assert!(error.contains("\"stage\" is no field of contacts") && error.contains("job_title"));
        for (name, field, _) in NAMED {
            if !field.is_kept() {
                assert_eq!(field.name(), *name);
            }
        }
    }
}

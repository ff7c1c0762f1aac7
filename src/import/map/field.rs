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
    /// What happened with them: calls, e-mails, meetings, notes, tasks.
    Activities,
    /// Deals or opportunities: kept beside the company until there are deals here.
    Deals,
    /// Tickets: kept beside the company.
    Tickets,
}

impl Entity {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Companies => "companies",
            Self::Contacts => "contacts",
            Self::Activities => "activities",
            Self::Deals => "deals",
            Self::Tickets => "tickets",
        }
    }
    /// A row of its own here, recognised by its keys: a company or a contact.
    pub const fn is_record(self) -> bool {
        matches!(self, Self::Companies | Self::Contacts)
    }
    /// Kept as a line beside its company.
    pub const fn is_kept_line(self) -> bool {
        matches!(self, Self::Deals | Self::Tickets)
    }
}

impl FromStr for Entity {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim().to_lowercase().as_str() {
            "company" | "companies" | "account" | "accounts" => Ok(Self::Companies),
            "contact" | "contacts" | "person" | "people" | "lead" | "leads" => Ok(Self::Contacts),
            "activity" | "activities" | "calls" | "notes" | "meetings" | "emails" => Ok(Self::Activities),
            "deal" | "deals" | "opportunity" | "opportunities" => Ok(Self::Deals),
            "ticket" | "tickets" => Ok(Self::Tickets),
            _ => Err(format!(
                "\"{text}\" cannot be imported; accepted: companies, contacts, activities, deals, tickets"
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

/// What a length of time is counted in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Unit {
    /// Thousandths of a second, as interfaces write them.
    Milliseconds,
    /// Seconds.
    Seconds,
    /// Minutes.
    Minutes,
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
    /// The address of a person's profile, which is the id there too.
    ProfileUrl,
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
    /// The stage in a list of ours; `CUSTOMER` counts.
    Stage,
    /// Since when nobody contacts them, in a list of ours.
    DoNotContact,
    /// On what basis.
    DoNotContactBasis,
    /// Numbers that may not be called, in a list of ours, each with why.
    BlockedPhones,
    /// Ids in other systems, `system:id` between `;`.
    ExternalIds,
    /// The contact's company by its id in the system.
    CompanyId,
    /// The contact's company by domain.
    CompanyDomain,
    /// The contact's company by name.
    CompanyName,
    /// A part of the address of the contact's company: kept beside the contact, and entered with a company
    /// that only the contact names.
    CompanyPostal(Part),
    /// A number of the contact's company, in the same way.
    CompanyPhone(PhoneType),
    /// An e-mail address of the contact's company, in the same way.
    CompanyEmail,
    /// The website of the contact's company, in the same way.
    CompanyWebsite,
    /// What kind the values of the next columns are: `Work`, `Home`, `Mobile`.
    Kind,
    /// Year of birth, where it has a column of its own.
    BirthYear,
    /// Month of birth.
    BirthMonth,
    /// Day of birth.
    BirthDay,
    /// Call, e-mail, meeting, note or task.
    ActivityKind,
    /// When it happened.
    OccurredAt,
    /// One line on it.
    Subject,
    /// What was said.
    Body,
    /// What it led to, in the words of the other system.
    Outcome,
    /// Whether a task is done.
    TaskStatus,
    /// When a task is due.
    TaskDue,
    /// How long it took, with this unit where none is written.
    Duration(Unit),
    /// Who logged it, by name or e-mail address.
    LoggedBy,
    /// The person by e-mail address.
    PersonEmail,
    /// The person by the id in the system.
    PersonId,
    /// The person by name.
    PersonName,
    /// The name of a deal or ticket.
    DealName,
    /// Kept beside the fields under the column's own name.
    Extra(Kept),
    /// Belongs to another part of the file, which is read by itself.
    Elsewhere,
    /// Left out, because the user or a mapping said so.
    Ignore,
}

/// Every field that `--map COLUMN=FIELD` accepts, with whom it belongs to.
const NAMED: &[(&str, Field, &[Entity])] = {
    use Entity::{Activities, Companies, Contacts, Deals, Tickets};
    use Field as F;
    const ALL: &[Entity] = &[];
    const ORG: &[Entity] = &[Companies];
    const PERSON: &[Entity] = &[Contacts];
    const RECORD: &[Entity] = &[Companies, Contacts];
    const LINKED: &[Entity] = &[Contacts, Activities, Deals, Tickets];
    const ACT: &[Entity] = &[Activities];
    const LINE: &[Entity] = &[Deals, Tickets];
    const WITH: &[Entity] = &[Activities, Deals, Tickets];
    &[
        ("external_id", F::Id, ALL),
        ("name", F::Text("name"), ORG),
        ("name", F::FullName, PERSON),
        ("legal_name", F::Text("legal_name"), ORG),
        ("industry", F::Text("industry"), ORG),
        ("account_type", F::AccountType, ORG),
        ("website", F::Text("website"), ORG),
        ("domain", F::Domain, ORG),
        ("employees", F::Employees, ORG),
        ("vat_id", F::Text("vat_id"), ORG),
        ("tax_number", F::Text("tax_number"), ORG),
        ("register_number", F::Text("register_number"), ORG),
        ("register_court", F::Text("register_court"), ORG),
        ("owner", F::Owner, ORG),
        ("tags", F::Tags, ORG),
        ("street", F::Postal(Part::Street), ORG),
        ("postal_code", F::Postal(Part::PostalCode), ORG),
        ("city", F::Postal(Part::City), ORG),
        ("region", F::Postal(Part::Region), ORG),
        ("country", F::Postal(Part::Country), ORG),
        ("delivery_street", F::Delivery(Part::Street), ORG),
        ("delivery_postal_code", F::Delivery(Part::PostalCode), ORG),
        ("delivery_city", F::Delivery(Part::City), ORG),
        ("delivery_region", F::Delivery(Part::Region), ORG),
        ("delivery_country", F::Delivery(Part::Country), ORG),
        ("lifecycle", F::Lifecycle, RECORD),
        ("first_name", F::Text("first_name"), PERSON),
        ("last_name", F::Text("last_name"), PERSON),
        ("job_title", F::Text("job_title"), PERSON),
        ("department", F::Text("department"), PERSON),
        ("linkedin", F::Text("linkedin"), PERSON),
        ("birthday", F::Birthday, PERSON),
        ("company_id", F::CompanyId, LINKED),
        ("company_domain", F::CompanyDomain, LINKED),
        ("company", F::CompanyName, LINKED),
        ("do_not_call", F::DoNotCall, PERSON),
        ("language", F::Language, RECORD),
        ("email", F::Email(EmailType::Work), RECORD),
        ("email_home", F::Email(EmailType::Home), RECORD),
        ("email_other", F::Email(EmailType::Other), RECORD),
        ("phone_main", F::Phone(PhoneType::Main), RECORD),
        ("phone", F::Phone(PhoneType::Work), RECORD),
        ("mobile", F::Phone(PhoneType::Mobile), RECORD),
        ("phone_home", F::Phone(PhoneType::Home), RECORD),
        ("phone_other", F::Phone(PhoneType::Other), RECORD),
        ("fax", F::Phone(PhoneType::Fax), RECORD),
        ("kind", F::ActivityKind, ACT),
        ("occurred_at", F::OccurredAt, ACT),
        ("subject", F::Subject, ACT),
        ("notes", F::Body, ACT),
        ("outcome", F::Outcome, ACT),
        ("task_status", F::TaskStatus, ACT),
        ("due", F::TaskDue, ACT),
        ("duration", F::Duration(Unit::Seconds), ACT),
        ("logged_by", F::LoggedBy, ACT),
        ("name", F::DealName, LINE),
        ("contact_email", F::PersonEmail, WITH),
        ("contact_id", F::PersonId, WITH),
        ("contact", F::PersonName, WITH),
        ("company_phone", F::CompanyPhone(PhoneType::Main), PERSON),
        ("company_fax", F::CompanyPhone(PhoneType::Fax), PERSON),
        ("company_email", F::CompanyEmail, PERSON),
        ("company_website", F::CompanyWebsite, PERSON),
        ("company_street", F::CompanyPostal(Part::Street), PERSON),
        ("company_postal_code", F::CompanyPostal(Part::PostalCode), PERSON),
        ("company_city", F::CompanyPostal(Part::City), PERSON),
        ("company_region", F::CompanyPostal(Part::Region), PERSON),
        ("company_country", F::CompanyPostal(Part::Country), PERSON),
        ("date", F::Extra(Kept::Date), ALL),
        ("number", F::Extra(Kept::Number), ALL),
        ("text", F::Extra(Kept::Text), ALL),
        ("ignore", F::Ignore, ALL),
    ]
};

impl Field {
    /// The field of a name, for rows of a kind.
    pub fn named(name: &str, entity: Entity) -> Result<Self, String> {
        let name = name.trim().to_lowercase().replace(['-', ' ', '.'], "_");
        let fits = |whose: &&[Entity]| whose.is_empty() || whose.contains(&entity);
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
    /// The names that a column of such rows can be given.
    pub fn accepted(entity: Entity) -> Vec<&'static str> {
        let fits = |whose: &&[Entity]| whose.is_empty() || whose.contains(&entity);
        let names = NAMED.iter().filter(|(_, _, whose)| fits(whose));
        names.map(|(name, _, _)| *name).collect()
    }
    /// Its name, for the preview and the report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text(name) => name,
            Self::Extra(Kept::Own(_)) => "a field of your own",
            Self::Extra(_) => "kept by its name",
            Self::ProfileUrl => "linkedin",
            Self::Kind => "kind of the next column",
            Self::BirthYear | Self::BirthMonth | Self::BirthDay => "birthday",
            Self::Duration(_) => "duration",
            Self::Stage => "whether it is a customer",
            Self::DoNotContact | Self::DoNotContactBasis => "do not contact",
            Self::BlockedPhones => "numbers not to call",
            Self::ExternalIds => "ids in other systems",
            Self::Elsewhere => "another part of the file",
            field => NAMED
                .iter()
                .find(|(_, known, _)| *known == field)
                .map_or("deleted there", |(name, _, _)| name),
        }
    }
    /// It says with whom a row was.
    pub const fn is_link(&self) -> bool {
        matches!(
            self,
            Self::CompanyId
                | Self::CompanyDomain
                | Self::CompanyName
                | Self::PersonEmail
                | Self::PersonId
                | Self::PersonName
        )
    }
    /// It is kept beside the fields under the column's own name.
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

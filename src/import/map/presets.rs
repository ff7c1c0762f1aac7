//! The header names of the systems whose exports are known, as those products write them.
//!
//! A preset is a table: header → field. Headers are compared without case, spaces and
//! signs, so that a report's "Billing Street" and an interface's "BILLINGSTREET" are one.
//! What stands in `EXTRA_*` is known and kept under its own name.

use super::field::{Entity, Field, Kept, Part};
use super::{books, happened, own, pipedrive};
use crate::domain::{ActivityType, EmailType, PhoneType};
use Field as F;

/// What is known of one kind of file of one system.
pub(super) struct Preset {
    /// The system's name: `hubspot`.
    pub(super) system: &'static str,
    /// What its rows are.
    pub(super) entity: Entity,
    /// Headers, without spaces and signs, and where they go.
    pub(super) columns: &'static [(&'static str, Field)],
    /// Headers that only this kind of file has: each is worth three others.
    pub(super) marks: &'static [&'static str],
    /// Headers that are numbered or otherwise too many to list.
    pub(super) pattern: Option<fn(&str) -> Option<Field>>,
    /// No file of companies comes with it: a company that a contact names and that is not here is entered.
    pub(super) enters_companies: bool,
    /// What every row of a file of activities is, when no column says so.
    pub(super) kind: Option<ActivityType>,
}

/// What most presets are.
pub(super) const BASE: Preset = Preset {
    system: "csv",
    entity: Entity::Contacts,
    columns: &[],
    marks: &[],
    pattern: None,
    enters_companies: false,
    kind: None,
};

/// Every preset; on a tie the earlier one is taken.
pub(super) fn all() -> impl Iterator<Item = &'static Preset> {
    PRESETS
        .iter()
        .chain(books::PRESETS)
        .chain(pipedrive::PRESETS)
        .chain(happened::PRESETS)
        .chain(own::PRESETS)
}

/// Files that are recognised in order to say that they hold something else.
pub(super) struct Other {
    /// What they hold.
    pub(super) what: &'static str,
    /// Two of these headers are enough.
    pub(super) marks: &'static [&'static str],
}

pub(super) const TEXT: Field = F::Extra(Kept::Text);
pub(super) const DATE: Field = F::Extra(Kept::Date);
pub(super) const NUMBER: Field = F::Extra(Kept::Number);
pub(super) const STREET: Field = F::Postal(Part::Street);
pub(super) const CITY: Field = F::Postal(Part::City);
pub(super) const REGION: Field = F::Postal(Part::Region);
pub(super) const CODE: Field = F::Postal(Part::PostalCode);
pub(super) const COUNTRY: Field = F::Postal(Part::Country);
pub(super) const WORK: Field = F::Phone(PhoneType::Work);
pub(super) const MAIN: Field = F::Phone(PhoneType::Main);
pub(super) const MOBILE: Field = F::Phone(PhoneType::Mobile);
pub(super) const HOME: Field = F::Phone(PhoneType::Home);
pub(super) const OTHER: Field = F::Phone(PhoneType::Other);
pub(super) const FAX: Field = F::Phone(PhoneType::Fax);
pub(super) const EMAIL: Field = F::Email(EmailType::Work);

/// All presets. On a tie the earlier one is taken.
pub(super) const PRESETS: &[Preset] = &[
    Preset {
        system: "hubspot",
        entity: Entity::Companies,
        columns: HUBSPOT_COMPANIES,
        marks: &["companydomainname", "companyowner", "numberofassociatedcontacts"],
        ..BASE
    },
    Preset {
        system: "hubspot",
        entity: Entity::Contacts,
        columns: HUBSPOT_CONTACTS,
        marks: &[
            "contactowner",
            "associatedcompany",
            "associatedcompanyids",
            "associatedcompanydomain",
            "mobilephonenumber",
            "lifecyclestage",
        ],
        ..BASE
    },
    Preset {
        system: "salesforce",
        entity: Entity::Companies,
        columns: SALESFORCE_ACCOUNTS,
        marks: &[
            "billingstreet",
            "billingcity",
            "billingpostalcode",
            "billingzippostalcode",
            "masterrecordid",
            "systemmodstamp",
            "accountname",
            "tickersymbol",
        ],
        ..BASE
    },
    Preset {
        system: "salesforce",
        entity: Entity::Contacts,
        columns: SALESFORCE_CONTACTS,
        marks: &[
            "mailingstreet",
            "mailingcity",
            "asstphone",
            "assistantphone",
            "reportstoid",
            "hasoptedoutofemail",
            "emailoptout",
            "donotcall",
            "leadstatus",
            "accountid",
            "salutation",
        ],
        ..BASE
    },
    Preset {
        system: "csv",
        entity: Entity::Companies,
        columns: PLAIN_COMPANIES,
        marks: &[],
        ..BASE
    },
    Preset {
        system: "csv",
        entity: Entity::Contacts,
        columns: PLAIN_CONTACTS,
        marks: &[],
        ..BASE
    },
];

/// What else these systems export.
pub(super) const OTHERS: &[Other] = &[
    Other {
        what: "products",
        marks: &["productname", "productcode", "productid", "unitprice", "sku"],
    },
    Other {
        what: "leads of Pipedrive",
        marks: &[
            "leadtitle",
            "leadlabels",
            "leadpipedrivesystemid",
            "leadsourceorigin",
        ],
    },
];

const HUBSPOT_COMPANIES: &[(&str, Field)] = &[
    ("recordid", F::Id),
    ("companyid", F::Id),
    ("hsobjectid", F::Id),
    ("companyname", F::Text("name")),
    ("name", F::Text("name")),
    ("companydomainname", F::Domain),
    ("domain", F::Domain),
    ("websiteurl", F::Text("website")),
    ("website", F::Text("website")),
    ("companyowner", F::Owner),
    ("hubspotowner", F::Owner),
    ("industry", F::Text("industry")),
    ("numberofemployees", F::Employees),
    ("employees", F::Employees),
    ("type", F::AccountType),
    ("phonenumber", MAIN),
    ("phone", MAIN),
    ("faxnumber", FAX),
    ("email", EMAIL),
    ("streetaddress", STREET),
    ("streetaddress2", STREET),
    ("address", STREET),
    ("city", CITY),
    ("stateregion", REGION),
    ("state", REGION),
    ("postalcode", CODE),
    ("zip", CODE),
    ("country", COUNTRY),
    ("countryregion", COUNTRY),
    ("lifecyclestage", F::Lifecycle),
    ("annualrevenue", NUMBER),
    ("totalrevenue", NUMBER),
    ("createdate", DATE),
    ("lastmodifieddate", DATE),
    ("lastactivitydate", DATE),
    ("lastcontacted", DATE),
    ("leadstatus", TEXT),
    ("description", TEXT),
    ("linkedincompanypage", TEXT),
    ("timezone", TEXT),
    ("numberofassociatedcontacts", TEXT),
];

const HUBSPOT_CONTACTS: &[(&str, Field)] = &[
    ("recordid", F::Id),
    ("contactid", F::Id),
    ("hsobjectid", F::Id),
    ("firstname", F::Text("first_name")),
    ("lastname", F::Text("last_name")),
    ("email", EMAIL),
    ("workemail", EMAIL),
    ("additionalemailaddresses", F::Email(EmailType::Other)),
    ("phonenumber", WORK),
    ("phone", WORK),
    ("mobilephonenumber", MOBILE),
    ("mobilephone", MOBILE),
    ("faxnumber", FAX),
    ("jobtitle", F::Text("job_title")),
    ("department", F::Text("department")),
    ("companyname", F::CompanyName),
    ("associatedcompany", F::CompanyName),
    ("associatedcompanyids", F::CompanyId),
    ("primaryassociatedcompanyid", F::CompanyId),
    ("associatedcompanyidsprimary", F::CompanyId),
    ("associatedcompanydomain", F::CompanyDomain),
    ("lifecyclestage", F::Lifecycle),
    ("dateofbirth", F::Birthday),
    ("linkedinurl", F::Text("linkedin")),
    ("preferredlanguage", F::Language),
    ("contactowner", TEXT),
    ("leadstatus", TEXT),
    ("leadsource", TEXT),
    ("createdate", DATE),
    ("lastmodifieddate", DATE),
    ("lastactivitydate", DATE),
    ("lastcontacted", DATE),
    ("countryregion", TEXT),
    ("country", TEXT),
    ("originalsource", TEXT),
    ("originaltrafficsource", TEXT),
    ("message", TEXT),
    ("associateddealids", TEXT),
    ("websiteurl", TEXT),
    ("streetaddress", TEXT),
    ("city", TEXT),
    ("stateregion", TEXT),
    ("postalcode", TEXT),
];

const SALESFORCE_ACCOUNTS: &[(&str, Field)] = &[
    ("id", F::Id),
    ("accountid", F::Id),
    ("name", F::Text("name")),
    ("accountname", F::Text("name")),
    ("isdeleted", F::Deleted),
    ("type", F::AccountType),
    ("industry", F::Text("industry")),
    ("numberofemployees", F::Employees),
    ("employees", F::Employees),
    ("website", F::Text("website")),
    ("phone", MAIN),
    ("fax", FAX),
    ("accountowner", F::Owner),
    ("billingstreet", STREET),
    ("billingaddressline1", STREET),
    ("billingaddressline2", STREET),
    ("billingaddressline3", STREET),
    ("billingcity", CITY),
    ("billingstate", REGION),
    ("billingstateprovince", REGION),
    ("billingzippostalcode", CODE),
    ("billingpostalcode", CODE),
    ("billingcountry", COUNTRY),
    ("shippingstreet", F::Delivery(Part::Street)),
    ("shippingcity", F::Delivery(Part::City)),
    ("shippingstate", F::Delivery(Part::Region)),
    ("shippingstateprovince", F::Delivery(Part::Region)),
    ("shippingzippostalcode", F::Delivery(Part::PostalCode)),
    ("shippingpostalcode", F::Delivery(Part::PostalCode)),
    ("shippingcountry", F::Delivery(Part::Country)),
    ("annualrevenue", NUMBER),
    ("createddate", DATE),
    ("lastmodifieddate", DATE),
    ("systemmodstamp", DATE),
    ("lastactivitydate", DATE),
    ("lastactivity", DATE),
    ("masterrecordid", TEXT),
    ("parentid", TEXT),
    ("parentaccount", TEXT),
    ("accountnumber", TEXT),
    ("site", TEXT),
    ("accountsite", TEXT),
    ("sic", TEXT),
    ("siccode", TEXT),
    ("ownership", TEXT),
    ("tickersymbol", TEXT),
    ("description", TEXT),
    ("rating", TEXT),
    ("ownerid", TEXT),
    ("createdbyid", TEXT),
    ("lastmodifiedbyid", TEXT),
    ("recordtypeid", TEXT),
];

const SALESFORCE_CONTACTS: &[(&str, Field)] = &[
    ("id", F::Id),
    ("contactid", F::Id),
    ("leadid", F::Id),
    ("isdeleted", F::Deleted),
    ("firstname", F::Text("first_name")),
    ("lastname", F::Text("last_name")),
    ("name", F::FullName),
    ("fullname", F::FullName),
    ("title", F::Text("job_title")),
    ("department", F::Text("department")),
    ("birthdate", F::Birthday),
    ("phone", WORK),
    ("businessphone", WORK),
    ("mobile", MOBILE),
    ("mobilephone", MOBILE),
    ("homephone", HOME),
    ("otherphone", OTHER),
    ("fax", FAX),
    ("email", EMAIL),
    ("donotcall", F::DoNotCall),
    ("accountid", F::CompanyId),
    ("accountname", F::CompanyName),
    ("companyaccount", F::CompanyName),
    ("company", F::CompanyName),
    ("salutation", TEXT),
    ("leadsource", TEXT),
    ("leadstatus", TEXT),
    ("status", TEXT),
    ("rating", TEXT),
    ("industry", TEXT),
    ("assistant", TEXT),
    ("assistantname", TEXT),
    ("asstphone", TEXT),
    ("assistantphone", TEXT),
    ("emailoptout", TEXT),
    ("hasoptedoutofemail", TEXT),
    ("mailingstreet", TEXT),
    ("mailingcity", TEXT),
    ("mailingstate", TEXT),
    ("mailingstateprovince", TEXT),
    ("mailingzippostalcode", TEXT),
    ("mailingpostalcode", TEXT),
    ("mailingcountry", TEXT),
    ("ownerid", TEXT),
    ("reportstoid", TEXT),
    ("description", TEXT),
    ("createddate", DATE),
    ("lastmodifieddate", DATE),
    ("systemmodstamp", DATE),
    ("lastactivitydate", DATE),
];

const PLAIN_COMPANIES: &[(&str, Field)] = &[
    ("externalid", F::Id),
    ("name", F::Text("name")),
    ("company", F::Text("name")),
    ("companyname", F::Text("name")),
    ("account", F::Text("name")),
    ("accountname", F::Text("name")),
    ("organization", F::Text("name")),
    ("organisation", F::Text("name")),
    ("firma", F::Text("name")),
    ("firmenname", F::Text("name")),
    ("unternehmen", F::Text("name")),
    ("legalname", F::Text("legal_name")),
    ("domain", F::Domain),
    ("website", F::Text("website")),
    ("webseite", F::Text("website")),
    ("homepage", F::Text("website")),
    ("url", F::Text("website")),
    ("web", F::Text("website")),
    ("internet", F::Text("website")),
    ("industry", F::Text("industry")),
    ("branche", F::Text("industry")),
    ("sector", F::Text("industry")),
    ("type", F::AccountType),
    ("accounttype", F::AccountType),
    ("lifecyclestage", F::Lifecycle),
    ("employees", F::Employees),
    ("numberofemployees", F::Employees),
    ("mitarbeiter", F::Employees),
    ("phone", MAIN),
    ("phonenumber", MAIN),
    ("telephone", MAIN),
    ("tel", MAIN),
    ("telefon", MAIN),
    ("telefonnummer", MAIN),
    ("mobile", MOBILE),
    ("mobil", MOBILE),
    ("fax", FAX),
    ("telefax", FAX),
    ("email", EMAIL),
    ("emailaddress", EMAIL),
    ("emailadresse", EMAIL),
    ("mail", EMAIL),
    ("street", STREET),
    ("address", STREET),
    ("streetaddress", STREET),
    ("strasse", STREET),
    ("adresse", STREET),
    ("city", CITY),
    ("town", CITY),
    ("ort", CITY),
    ("stadt", CITY),
    ("zip", CODE),
    ("zipcode", CODE),
    ("postcode", CODE),
    ("postalcode", CODE),
    ("plz", CODE),
    ("postleitzahl", CODE),
    ("state", REGION),
    ("region", REGION),
    ("province", REGION),
    ("bundesland", REGION),
    ("kanton", REGION),
    ("country", COUNTRY),
    ("land", COUNTRY),
    ("language", F::Language),
    ("sprache", F::Language),
    ("vatid", F::Text("vat_id")),
    ("vat", F::Text("vat_id")),
    ("vatnumber", F::Text("vat_id")),
    ("ustid", F::Text("vat_id")),
    ("ustidnr", F::Text("vat_id")),
    ("taxnumber", F::Text("tax_number")),
    ("steuernummer", F::Text("tax_number")),
    ("tags", F::Tags),
    ("owner", F::Owner),
    ("betreuer", F::Owner),
    ("annualrevenue", NUMBER),
    ("revenue", NUMBER),
    ("umsatz", NUMBER),
    ("createdate", DATE),
    ("createddate", DATE),
    ("createdat", DATE),
];

const PLAIN_CONTACTS: &[(&str, Field)] = &[
    ("externalid", F::Id),
    ("firstname", F::Text("first_name")),
    ("givenname", F::Text("first_name")),
    ("vorname", F::Text("first_name")),
    ("lastname", F::Text("last_name")),
    ("surname", F::Text("last_name")),
    ("familyname", F::Text("last_name")),
    ("nachname", F::Text("last_name")),
    ("name", F::FullName),
    ("fullname", F::FullName),
    ("displayname", F::FullName),
    ("contact", F::FullName),
    ("contactname", F::FullName),
    ("ansprechpartner", F::FullName),
    ("title", F::Text("job_title")),
    ("jobtitle", F::Text("job_title")),
    ("position", F::Text("job_title")),
    ("role", F::Text("job_title")),
    ("funktion", F::Text("job_title")),
    ("department", F::Text("department")),
    ("abteilung", F::Text("department")),
    ("email", EMAIL),
    ("emailaddress", EMAIL),
    ("emailadresse", EMAIL),
    ("mail", EMAIL),
    ("phone", WORK),
    ("phonenumber", WORK),
    ("telephone", WORK),
    ("tel", WORK),
    ("telefon", WORK),
    ("workphone", WORK),
    ("businessphone", WORK),
    ("mobile", MOBILE),
    ("mobilephone", MOBILE),
    ("mobil", MOBILE),
    ("mobiltelefon", MOBILE),
    ("handy", MOBILE),
    ("homephone", HOME),
    ("fax", FAX),
    ("company", F::CompanyName),
    ("companyname", F::CompanyName),
    ("account", F::CompanyName),
    ("accountname", F::CompanyName),
    ("organization", F::CompanyName),
    ("organisation", F::CompanyName),
    ("firma", F::CompanyName),
    ("unternehmen", F::CompanyName),
    ("companydomain", F::CompanyDomain),
    ("linkedin", F::Text("linkedin")),
    ("linkedinurl", F::Text("linkedin")),
    ("birthday", F::Birthday),
    ("birthdate", F::Birthday),
    ("geburtstag", F::Birthday),
    ("language", F::Language),
    ("sprache", F::Language),
    ("donotcall", F::DoNotCall),
    ("lifecyclestage", F::Lifecycle),
    ("createdate", DATE),
    ("createddate", DATE),
];

//! callsheet's own lists (`export companies`, `export contacts`), read back as tables.

use super::Mapping;
use super::field::{Entity, Field};
use super::presets::{BASE, CITY, CODE, COUNTRY, EMAIL, MAIN, OTHER, Other, Preset, REGION, STREET, WORK};
use crate::domain::EmailType;
use Field as F;

use super::field::Part;

/// The system that our own tables come from; their ids are those of the rows themselves.
pub(in crate::import) const SYSTEM: &str = "callsheet";

/// Columns that are kept beside the fields whatever they are called: `extra.Status`.
pub(super) fn take_extra(mapping: &mut Mapping) {
    if mapping.system != SYSTEM {
        return;
    }
    for column in mapping.columns.iter_mut().filter(|column| !column.known) {
        // Two that differ by case alone are numbered: `extra2.status`.
        let rest = column.name.strip_prefix("extra").unwrap_or_default();
        let rest = rest.trim_start_matches(|sign: char| sign.is_ascii_digit());
        if let Some(name) = rest.strip_prefix('.').filter(|name| !name.is_empty()) {
            column.name = name.to_owned();
        }
    }
}

pub(super) const PRESETS: &[Preset] = &[
    Preset {
        system: SYSTEM,
        entity: Entity::Companies,
        columns: COMPANIES,
        marks: &[
            "sizeband",
            "otherphones",
            "otheremails",
            "registercourt",
            "deliverypostalcode",
            "donotcontactsince",
            "externalids",
        ],
        ..BASE
    },
    Preset {
        system: SYSTEM,
        entity: Entity::Contacts,
        columns: CONTACTS,
        marks: &[
            "buyingrole",
            "otherphones",
            "otheremails",
            "donotcontactsince",
            "externalids",
        ],
        ..BASE
    },
];

/// Our other lists: what they belong to is not told by a table.
pub(super) const OTHERS: &[Other] = &[
    Other {
        what: "tasks of a callsheet list (a table does not tell their cases; `callsheet export all` brings them back)",
        marks: &["attemptsmax", "cancelreason", "doneby", "dueon"],
    },
    Other {
        what: "activities of a callsheet list (`callsheet export all` brings them back; --as activities reads them \
               as those of another system)",
        marks: &["durations", "followupat", "followupon"],
    },
];

const COMPANIES: &[(&str, Field)] = &[
    ("id", F::Id),
    ("name", F::Text("name")),
    ("legalname", F::Text("legal_name")),
    ("status", F::Ignore),
    ("stage", F::Stage),
    ("owner", F::Owner),
    ("ownertext", F::Owner),
    ("industry", F::Text("industry")),
    ("accounttype", F::Text("account_type")),
    ("sizeband", F::Employees),
    ("employees", F::Employees),
    ("domain", F::Domain),
    ("website", F::Text("website")),
    ("phone", MAIN),
    ("otherphones", OTHER),
    ("blockedphones", F::BlockedPhones),
    ("email", EMAIL),
    ("otheremails", F::Email(EmailType::Other)),
    ("street", STREET),
    ("postalcode", CODE),
    ("city", CITY),
    ("region", REGION),
    ("country", COUNTRY),
    ("deliverystreet", F::Delivery(Part::Street)),
    ("deliverypostalcode", F::Delivery(Part::PostalCode)),
    ("deliverycity", F::Delivery(Part::City)),
    ("deliveryregion", F::Delivery(Part::Region)),
    ("deliverycountry", F::Delivery(Part::Country)),
    ("vatid", F::Text("vat_id")),
    ("taxnumber", F::Text("tax_number")),
    ("registernumber", F::Text("register_number")),
    ("registercourt", F::Text("register_court")),
    ("language", F::Language),
    ("timezone", F::Text("time_zone")),
    ("tags", F::Tags),
    ("donotcontactsince", F::DoNotContact),
    ("donotcontactbasis", F::DoNotContactBasis),
    ("source", F::Ignore),
    ("sourcedetail", F::Ignore),
    ("externalids", F::ExternalIds),
    ("createdat", F::Ignore),
    ("createdby", F::Ignore),
];

const CONTACTS: &[(&str, Field)] = &[
    ("id", F::Id),
    ("companyid", F::CompanyId),
    ("company", F::CompanyName),
    ("firstname", F::Text("first_name")),
    ("lastname", F::Text("last_name")),
    ("jobtitle", F::Text("job_title")),
    ("department", F::Text("department")),
    ("buyingrole", F::Text("buying_role")),
    ("phone", WORK),
    ("otherphones", OTHER),
    ("blockedphones", F::BlockedPhones),
    ("email", EMAIL),
    ("otheremails", F::Email(EmailType::Other)),
    ("linkedin", F::Text("linkedin")),
    ("birthday", F::Birthday),
    ("language", F::Language),
    ("status", F::Text("status")),
    ("donotcontactsince", F::DoNotContact),
    ("donotcontactbasis", F::DoNotContactBasis),
    ("source", F::Ignore),
    ("externalids", F::ExternalIds),
    ("createdat", F::Ignore),
    ("createdby", F::Ignore),
];

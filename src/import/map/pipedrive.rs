//! Pipedrive: `Entity - Field`, with `*` behind what its own import needs.
//!
//! Signs do not count when headers are compared, so that `Person - Name*` is `personname`.

use super::field::{Entity, Field, Unit};
use super::presets::{
    BASE, CITY, CODE, COUNTRY, DATE, EMAIL, HOME, MOBILE, OTHER, Preset, REGION, STREET, TEXT, WORK,
};
use crate::domain::{EmailType, PhoneType};
use Field as F;

/// The presets of Pipedrive.
/// Their name.
pub(super) const SYSTEM: &str = "pipedrive";

/// The kinds of rows that one row of a file with these columns holds; none when it holds one kind only.
///
/// People with the organization they are at are one kind: the organization is entered with them.
pub(super) fn parts(folded: &[String]) -> Vec<Entity> {
    let has = |names: &[&str]| folded.iter().any(|name| names.contains(&name.as_str()));
    let deals = has(&["dealtitle"]);
    let activities = has(&["activitysubject"]);
    let mut parts = Vec::new();
    if has(&["organizationname"]) {
        parts.push(Entity::Companies);
    }
    if has(&["personname", "personfirstname", "personlastname"]) {
        parts.push(Entity::Contacts);
    }
    if parts.is_empty() || !(deals || activities) {
        return Vec::new();
    }
    parts.extend(activities.then_some(Entity::Activities));
    parts.extend(deals.then_some(Entity::Deals));
    parts
}

/// Whether a column is of one of these kinds of rows.
pub(in crate::import) fn is_of(part: Entity, folded: &str) -> bool {
    let begin = match part {
        Entity::Companies => "organization",
        Entity::Contacts => "person",
        Entity::Activities => "activity",
        Entity::Deals => "deal",
        Entity::Tickets => return false,
    };
    folded.starts_with(begin)
}

pub(super) const PRESETS: &[Preset] = &[
    Preset {
        system: "pipedrive",
        entity: Entity::Contacts,
        columns: PEOPLE,
        marks: &[
            "personname",
            "personfirstname",
            "personlastname",
            "personemailwork",
            "personphone",
        ],
        pattern: Some(person),
        enters_companies: true,
        ..BASE
    },
    Preset {
        system: "pipedrive",
        entity: Entity::Companies,
        columns: ORGANIZATIONS,
        marks: &[
            "organizationname",
            "organizationaddress",
            "organizationpipedrivesystemid",
        ],
        pattern: Some(organization),
        ..BASE
    },
    Preset {
        system: "pipedrive",
        entity: Entity::Deals,
        columns: DEALS,
        marks: &["dealtitle", "dealvalue", "dealstage", "dealstatus", "dealowner"],
        pattern: Some(deal),
        ..BASE
    },
    Preset {
        system: "pipedrive",
        entity: Entity::Activities,
        columns: ACTIVITIES,
        marks: &[
            "activitysubject",
            "activitytype",
            "activitydone",
            "activityduedate",
        ],
        pattern: Some(activity),
        ..BASE
    },
];

const PEOPLE: &[(&str, Field)] = &[
    ("personid", F::Id),
    ("personpipedrivesystemid", F::Id),
    ("personname", F::FullName),
    ("personfirstname", F::Text("first_name")),
    ("personlastname", F::Text("last_name")),
    ("personjobtitle", F::Text("job_title")),
    ("personemail", EMAIL),
    ("personemailwork", EMAIL),
    ("personemailhome", F::Email(EmailType::Home)),
    ("personemailother", F::Email(EmailType::Other)),
    ("personphone", WORK),
    ("personphonework", WORK),
    ("personphonehome", HOME),
    ("personphonemobile", MOBILE),
    ("personphoneother", OTHER),
    ("personbirthday", F::Birthday),
    ("personorganization", F::CompanyName),
    ("organization", F::CompanyName),
    ("organizationname", F::CompanyName),
    ("organizationid", F::CompanyId),
    ("organizationpipedrivesystemid", F::CompanyId),
    ("personorganizationid", F::CompanyId),
    ("personadded", DATE),
];

fn person(folded: &str) -> Option<Field> {
    (folded.starts_with("person") && folded.len() > 6).then_some(TEXT)
}

const ORGANIZATIONS: &[(&str, Field)] = &[
    ("organizationid", F::Id),
    ("organizationpipedrivesystemid", F::Id),
    ("organizationname", F::Text("name")),
    ("organizationwebsite", F::Text("website")),
    ("organizationindustry", F::Text("industry")),
    ("organizationowner", F::Owner),
    ("organizationlabel", TEXT),
    ("organizationaddress", TEXT),
    ("organizationphone", F::Phone(PhoneType::Main)),
    ("organizationemail", EMAIL),
    ("organizationnumberofemployees", F::Employees),
];

/// The nine parts of an address: `City/town/village/locality of Address`.
fn organization(folded: &str) -> Option<Field> {
    let rest = folded.strip_prefix("organization")?;
    let Some(part) = rest.strip_suffix("ofaddress") else {
        return (!rest.is_empty()).then_some(TEXT);
    };
    Some(match part {
        "streetroadname" | "streetname" | "street" => STREET,
        "citytownvillagelocality" | "city" => CITY,
        "statecounty" | "state" => REGION,
        "zippostalcode" | "zip" => CODE,
        "country" => COUNTRY,
        _ => TEXT,
    })
}

const DEALS: &[(&str, Field)] = &[
    ("dealid", F::Id),
    ("dealpipedrivesystemid", F::Id),
    ("dealtitle", F::DealName),
    ("dealorganization", F::CompanyName),
    ("organization", F::CompanyName),
    ("organizationname", F::CompanyName),
    ("dealorganizationid", F::CompanyId),
    ("organizationpipedrivesystemid", F::CompanyId),
    ("dealcontactperson", F::PersonName),
    ("contactperson", F::PersonName),
    ("dealpersonid", F::PersonId),
    ("personpipedrivesystemid", F::PersonId),
    ("personemailwork", F::PersonEmail),
    ("personemail", F::PersonEmail),
];

fn deal(folded: &str) -> Option<Field> {
    (folded.starts_with("deal") && folded.len() > 4).then_some(TEXT)
}

const ACTIVITIES: &[(&str, Field)] = &[
    ("activityid", F::Id),
    ("activitypipedrivesystemid", F::Id),
    ("activitysubject", F::Subject),
    ("activitytype", F::ActivityKind),
    ("activityduedate", F::OccurredAt),
    ("activitymarkedasdonetime", TEXT),
    ("activitydone", F::TaskStatus),
    ("activitynote", F::Body),
    ("activityduration", F::Duration(Unit::Minutes)),
    ("activityassignedtouser", F::LoggedBy),
    ("activityorganization", F::CompanyName),
    ("organization", F::CompanyName),
    ("activitycontactperson", F::PersonName),
    ("contactperson", F::PersonName),
    ("activitypersonemail", F::PersonEmail),
];

fn activity(folded: &str) -> Option<Field> {
    (folded.starts_with("activity") && folded.len() > 8).then_some(TEXT)
}

#[cfg(test)]
mod tests {
    use super::super::field::Part;
    use super::*;

    #[test]
    fn the_parts_of_an_address_are_known() {
        assert_eq!(
            organization("organizationcitytownvillagelocalityofaddress"),
            Some(F::Postal(Part::City))
        );
        assert_eq!(
            organization("organizationdistrictsublocalityofaddress"),
            Some(TEXT)
        );
        assert_eq!(organization("personname"), None);
    }
}

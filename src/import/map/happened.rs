//! What happened and what is being sold: activities, calls, deals, tickets, opportunities.

use super::field::{Entity, Field, Unit};
use super::presets::{BASE, Preset, TEXT};
use crate::domain::ActivityType;
use Field as F;

/// Columns of an export of HubSpot, with those that say whom the row is about.
macro_rules! associated {
    ($($own:expr),* $(,)?) => {
        &[
            $($own,)*
            ("associatedcontactemail", F::PersonEmail),
            ("associatedcontactids", F::PersonId),
            ("associatedcontact", F::PersonName),
            ("associatedcompanyids", F::CompanyId),
            ("associatedcompany", F::CompanyName),
            ("associatedcompanydomain", F::CompanyDomain),
        ]
    };
}

/// Columns of a file of no known system, with those that say which row it is and whom it is about.
macro_rules! plain {
    ($($own:expr),* $(,)?) => {
        &[
            $($own,)*
            ("email", F::PersonEmail),
            ("contactemail", F::PersonEmail),
            ("contact", F::PersonName),
            ("company", F::CompanyName),
            ("firma", F::CompanyName),
            ("domain", F::CompanyDomain),
            ("externalid", F::Id),
        ]
    };
}

/// The presets of HubSpot's and Salesforce's other exports.
pub(super) const PRESETS: &[Preset] = &[
    Preset {
        system: "hubspot",
        entity: Entity::Activities,
        columns: ACTIVITIES,
        marks: &[
            "activityid",
            "activitytype",
            "activitydate",
            "calloutcome",
            "meetingoutcome",
            "taskstatus",
        ],
        ..BASE
    },
    Preset {
        system: "hubspot",
        entity: Entity::Activities,
        columns: CALLS,
        marks: &[
            "activitydate",
            "calloutcome",
            "callduration",
            "callnotes",
            "calltitle",
            "calldirection",
        ],
        kind: Some(ActivityType::Call),
        ..BASE
    },
    Preset {
        system: "hubspot",
        entity: Entity::Activities,
        columns: NOTES,
        marks: &["activitydate", "notebody"],
        kind: Some(ActivityType::Note),
        ..BASE
    },
    Preset {
        system: "hubspot",
        entity: Entity::Deals,
        columns: DEALS,
        marks: &["dealname", "dealstage", "pipeline", "closedate", "dealid"],
        ..BASE
    },
    Preset {
        system: "hubspot",
        entity: Entity::Tickets,
        columns: TICKETS,
        marks: &["ticketid", "ticketname", "ticketstatus", "ticketpriority"],
        ..BASE
    },
    Preset {
        system: "salesforce",
        entity: Entity::Deals,
        columns: OPPORTUNITIES,
        marks: &[
            "stagename",
            "opportunityname",
            "forecastcategory",
            "isclosed",
            "iswon",
            "probability",
        ],
        ..BASE
    },
    Preset {
        entity: Entity::Activities,
        columns: PLAIN_ACTIVITIES,
        ..BASE
    },
    Preset {
        entity: Entity::Deals,
        columns: PLAIN_DEALS,
        ..BASE
    },
    Preset {
        entity: Entity::Tickets,
        columns: PLAIN_DEALS,
        ..BASE
    },
];

/// Taken only when the user says that the rows are activities.
const PLAIN_ACTIVITIES: &[(&str, Field)] = plain![
    ("type", F::ActivityKind),
    ("kind", F::ActivityKind),
    ("art", F::ActivityKind),
    ("date", F::OccurredAt),
    ("when", F::OccurredAt),
    ("datum", F::OccurredAt),
    ("occurredat", F::OccurredAt),
    ("subject", F::Subject),
    ("betreff", F::Subject),
    ("notes", F::Body),
    ("notizen", F::Body),
    ("outcome", F::Outcome),
    ("ergebnis", F::Outcome),
    ("duration", F::Duration(Unit::Seconds)),
    ("dauer", F::Duration(Unit::Seconds)),
    ("owner", F::LoggedBy),
    ("status", F::TaskStatus),
    ("due", F::TaskDue),
];

/// Taken only when the user says that the rows are deals or tickets.
const PLAIN_DEALS: &[(&str, Field)] = plain![
    ("id", F::Id),
    ("name", F::DealName),
    ("title", F::DealName),
    ("subject", F::DealName),
    ("account", F::CompanyName),
];

const ACTIVITIES: &[(&str, Field)] = associated![
    ("activityid", F::Id),
    ("recordid", F::Id),
    ("activitytype", F::ActivityKind),
    ("activitydate", F::OccurredAt),
    ("activityowner", F::LoggedBy),
    ("activityassignedto", F::LoggedBy),
    ("notesdescription", F::Body),
    ("callmeetingtitlesubject", F::Subject),
    ("calloutcome", F::Outcome),
    ("meetingoutcome", F::Outcome),
    ("taskstatus", F::TaskStatus),
    ("taskduedate", F::TaskDue),
    ("duration", F::Duration(Unit::Seconds)),
    ("associateddealids", TEXT),
];

const CALLS: &[(&str, Field)] = associated![
    ("recordid", F::Id),
    ("callid", F::Id),
    ("activitydate", F::OccurredAt),
    ("calltitle", F::Subject),
    ("callnotes", F::Body),
    ("calloutcome", F::Outcome),
    ("callduration", F::Duration(Unit::Milliseconds)),
    ("calldirection", TEXT),
    ("activityassignedto", F::LoggedBy),
    ("activityowner", F::LoggedBy),
    ("associateddealids", TEXT),
];

const NOTES: &[(&str, Field)] = associated![
    ("recordid", F::Id),
    ("noteid", F::Id),
    ("activitydate", F::OccurredAt),
    ("notebody", F::Body),
    ("activityassignedto", F::LoggedBy),
    ("associateddealids", TEXT),
];

const DEALS: &[(&str, Field)] = associated![
    ("recordid", F::Id),
    ("dealid", F::Id),
    ("dealname", F::DealName),
    ("dealstage", TEXT),
    ("pipeline", TEXT),
    ("amount", TEXT),
    ("closedate", TEXT),
    ("createdate", TEXT),
    ("dealowner", TEXT),
    ("dealtype", TEXT),
    ("closedlostreason", TEXT),
    ("closedwonreason", TEXT),
    ("originaltrafficsource", TEXT),
    ("recordsource", TEXT),
];

const TICKETS: &[(&str, Field)] = associated![
    ("recordid", F::Id),
    ("ticketid", F::Id),
    ("ticketname", F::DealName),
    ("ticketdescription", TEXT),
    ("ticketstatus", TEXT),
    ("pipeline", TEXT),
    ("ticketpriority", TEXT),
    ("priority", TEXT),
    ("createdate", TEXT),
    ("lastactivitydate", TEXT),
    ("closedate", TEXT),
    ("ticketowner", TEXT),
    ("ticketsource", TEXT),
];

const OPPORTUNITIES: &[(&str, Field)] = &[
    ("id", F::Id),
    ("opportunityid", F::Id),
    ("isdeleted", F::Deleted),
    ("name", F::DealName),
    ("opportunityname", F::DealName),
    ("accountid", F::CompanyId),
    ("accountname", F::CompanyName),
    ("stagename", TEXT),
    ("stage", TEXT),
    ("amount", TEXT),
    ("probability", TEXT),
    ("closedate", TEXT),
    ("type", TEXT),
    ("nextstep", TEXT),
    ("leadsource", TEXT),
    ("description", TEXT),
    ("isclosed", TEXT),
    ("iswon", TEXT),
    ("forecastcategory", TEXT),
    ("createddate", TEXT),
    ("ownerid", TEXT),
    ("expectedrevenue", TEXT),
    ("lastmodifieddate", TEXT),
    ("systemmodstamp", TEXT),
];

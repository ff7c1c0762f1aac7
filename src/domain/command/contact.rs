//! Commands about a contact.

use super::{Fields, ImportMark};
use crate::base::{CompanyId, ContactId};
use crate::domain::PhoneState;
use serde::{Deserialize, Serialize};

/// What can be done with a contact.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(tag = "type", content = "args")]
pub enum ContactCommand {
    /// Enters a contact.
    #[serde(rename = "contact.create")]
    Create(CreateContact),
    /// Changes fields (RFC 7396); `company_id` among them.
    #[serde(rename = "contact.edit")]
    Edit(EditContact),
    /// Marks a number of the contact.
    #[serde(rename = "contact.mark_number")]
    MarkNumber(MarkContactNumber),
    /// Must not be contacted any more: numbers DO_NOT_CALL, the person's tasks cancelled.
    #[serde(rename = "contact.do_not_contact")]
    DoNotContact(ContactBasis),
    /// May be contacted again.
    #[serde(rename = "contact.lift_do_not_contact")]
    LiftDoNotContact(ContactBasis),
    /// Into Trash.
    #[serde(rename = "contact.delete")]
    Delete(ContactRef),
    /// Out of Trash.
    #[serde(rename = "contact.restore")]
    Restore(ContactRef),
    /// Two are one: everything of the loser moves to the winner.
    #[serde(rename = "contact.merge")]
    Merge(MergeContacts),
    /// Takes a person out for good; nothing takes it back.
    #[serde(rename = "contact.erase")]
    Erase(EraseContact),
    /// Two that look alike are not the same; remembered.
    #[serde(rename = "contact.not_same")]
    NotSame(ContactPair),
}

/// Merges two contacts.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MergeContacts {
    /// Which stays.
    pub winner: ContactId,
    /// Which goes; its id stands for the winner from then on.
    pub loser: ContactId,
    /// Where something else than the default stays: `mine` is the winner's, `theirs` the loser's.
    #[serde(default)]
    pub take: crate::domain::merge::Choices,
}

/// Erases a person.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EraseContact {
    /// Who.
    pub contact_id: ContactId,
    /// The full name, typed again; never in the journal.
    #[serde(default)]
    pub name: String,
    /// What becomes of texts about the person.
    #[serde(default)]
    pub texts: crate::domain::privacy::Texts,
}

/// Names two contacts.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ContactPair {
    /// The one.
    pub one: ContactId,
    /// The other.
    pub other: ContactId,
}

/// Enters a contact.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateContact {
    /// Its id, made by whoever creates it.
    pub id: ContactId,
    /// The company; none: it stands alone.
    #[serde(default)]
    pub company_id: Option<CompanyId>,
    /// Its fields; a name, an e-mail or a number is required.
    pub fields: Fields,
    /// It came with an import.
    #[serde(default)]
    pub import: Option<ImportMark>,
}

/// Changes a contact's fields.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EditContact {
    /// Which.
    pub contact_id: ContactId,
    /// What: null clears.
    pub fields: Fields,
    /// An import brought the change.
    #[serde(default)]
    pub import: Option<ImportMark>,
}

/// Names a contact.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ContactRef {
    /// Which.
    pub contact_id: ContactId,
}

/// Marks a number of a contact.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MarkContactNumber {
    /// Which.
    pub contact_id: ContactId,
    /// The number, as [`crate::domain::Phone::key`] or as typed.
    pub number: String,
    /// What is known of it.
    pub state: PhoneState,
}

/// Sets or lifts do-not-contact of a person.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ContactBasis {
    /// Which.
    pub contact_id: ContactId,
    /// On what basis, or why it is lifted.
    #[serde(default)]
    pub basis: Option<String>,
}

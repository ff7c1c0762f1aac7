//! Ids: one newtype for each kind of row, so that no signature takes a bare `Uuid`.
//!
//! Ids are UUIDv7, made by whoever creates the row. Rows that a *rule* creates
//! take a [`derived`] id instead, so that the same command run on a client and
//! on a server makes the same rows.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What every id newtype can do, for code that is generic over the kind of row.
pub trait RowId: Copy + Eq + Ord + std::fmt::Display {
    /// Wraps a UUID.
    fn from_uuid(uuid: Uuid) -> Self;
    /// The UUID inside.
    fn uuid(self) -> Uuid;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl RowId for $name {
            fn from_uuid(uuid: Uuid) -> Self { Self(uuid) }
            fn uuid(self) -> Uuid { self.0 }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self { Self(uuid) }
        }
        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> { text.parse().map(Self) }
        }
    )+
        /// Calls the given macro with the list of all id types (the store binds them so).
        macro_rules! for_each_id {
            ($then:path) => { $then! { $($name)+ } };
        }
        pub(crate) use for_each_id;
    };
}

ids! {
    /// A tenant: one customer of a server; a local file has exactly one.
    TenantId
    /// A person who logs in.
    UserId
    /// A company sold to.
    CompanyId
    /// A person at a company.
    ContactId
    /// A unit of work on one company.
    CaseId
    /// One thing to do.
    TaskId
    /// Something that happened with a company.
    ActivityId
    /// A remark on a case or company.
    NoteId
    /// One step of a company through the stages.
    StageChangeId
    /// A case offered to another role or queue.
    HandoverId
    /// A user's place at a company (owner, member, watcher).
    MemberId
    /// What was decided about two rows that look alike.
    VerdictId
    /// A number, address or domain that must not be contacted.
    SuppressionId
    /// A versioned rule of the tenant (outcome, template, reason …).
    RuleId
    /// A command; the same id never has a second effect.
    CommandId
    /// Several commands that are one act for the user.
    GroupId
    /// One replica file.
    DeviceId
}

/// Makes the id of a row that a rule creates.
///
/// It has UUIDv7 form: the 48 time bits of `seed` (usually the command's id),
/// the rest from SHA-256 over seed, table, role and number, so that client and
/// server come to the same id (sync.md §2.1).
pub fn derived(seed: Uuid, table: &str, role: &str, n: u32) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(seed.as_bytes());
    for part in [table.as_bytes(), role.as_bytes()] {
        hash.update((part.len() as u32).to_be_bytes());
        hash.update(part);
    }
    hash.update(n.to_be_bytes());
    let digest = hash.finalize();
    let mut bytes = [0u8; 16];
    bytes[..6].copy_from_slice(&seed.as_bytes()[..6]);
    bytes[6..].copy_from_slice(&digest[..10]);
    bytes[6] = 0x70 | (bytes[6] & 0x0f);
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    Uuid::from_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_derived_id_is_stable_and_looks_like_version_seven() {
        let seed = Uuid::from_u128(0x0193_5a00_0000_7000_8000_0000_0000_0001);
        let one = derived(seed, "task", "follow_up", 0);
        assert_eq!(one, derived(seed, "task", "follow_up", 0));
        assert_eq!(one.get_version_num(), 7);
        assert_eq!(one.as_bytes()[..6], seed.as_bytes()[..6]);
        for other in [
            derived(seed, "task", "follow_up", 1),
            derived(seed, "task", "prep", 0),
            derived(seed, "case", "follow_up", 0),
        ] {
            assert_ne!(one, other);
        }
    }
}

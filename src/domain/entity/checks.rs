//! What is worked out from a row, not stored.

use super::{Company, User, Verdict};
use crate::base::{CompanyId, vat};
use crate::domain::{Role, TwinKind};

impl Company {
    /// What is known about the VAT id: it goes by its own prefix, else by the country of the address.
    pub fn vat_check(&self) -> vat::Check {
        let country = self.postal.country.as_deref();
        self.vat_id
            .as_deref()
            .map_or(vat::Check::Unknown, |id| vat::check(id, country))
    }
    /// Whether the VAT id fits its country; None: there is none, or no rule to go by.
    pub fn vat_id_valid(&self) -> Option<bool> {
        match self.vat_check() {
            vat::Check::Valid { .. } => Some(true),
            vat::Check::Unknown => None,
            vat::Check::Invalid { .. } => Some(false),
        }
    }
}

impl User {
    /// May be the one whose local file it is: active, with the role admin.
    pub fn owns_file(&self) -> bool {
        self.is_live() && self.active && self.roles.contains(&Role::Admin)
    }
}

impl Verdict {
    /// The company it belongs to: the one that others are measured by.
    pub fn company(&self) -> Option<CompanyId> {
        (self.about == TwinKind::Company).then_some(CompanyId(self.other))
    }
}

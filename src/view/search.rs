//! Search: names at once, notes when enough letters are typed.

use crate::base::CompanyId;
use serde::Serialize;

/// A hit.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct Hit {
    /// `company`, `contact`, `activity` or `note`.
    pub table: String,
    /// Which.
    pub id: uuid::Uuid,
    /// The company to open.
    pub company_id: Option<CompanyId>,
    /// Name, or the line found.
    pub title: String,
    /// What stands beside it: town, company, date.
    pub detail: String,
}

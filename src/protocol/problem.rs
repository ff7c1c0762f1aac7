//! RFC 9457: every answer that is not a success has this one shape.

use crate::domain::{Missing, Refusal};
use serde::{Deserialize, Serialize};

/// One field of a request that cannot be read or used.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
pub struct FieldError {
    /// JSON pointer into the body, or `?name` for a parameter of the query.
    pub pointer: String,
    /// Stable code.
    pub code: String,
    /// What is wrong and what is accepted.
    pub message: String,
}

/// What a problem says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(
    feature = "server",
    derive(schemars::JsonSchema),
    schemars(rename = "Problem")
)]
pub struct Said {
    /// A stable URI of the kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// The same for every problem of its code.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What exactly, and what to do.
    pub detail: String,
    /// The stable code, the same in every front end.
    pub code: String,
    /// Fields that cannot be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// What a guard misses, each with its fix.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Missing>,
    /// Seconds to wait; sent as the header `Retry-After`.
    #[serde(skip)]
    pub retry_after: Option<u64>,
}

/// `application/problem+json`; one word, because most answers are none.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema), schemars(transparent))]
#[serde(transparent)]
pub struct Problem(Box<Said>);

impl std::ops::Deref for Problem {
    type Target = Said;
    fn deref(&self) -> &Said {
        &self.0
    }
}

impl Problem {
    /// A problem of a code; the title is that of the code.
    pub fn new(status: u16, code: &str, title: &str, detail: impl Into<String>) -> Self {
        Self(Box::new(Said {
            kind: format!("urn:callsheet:problem:{code}"),
            title: title.to_owned(),
            status,
            detail: detail.into(),
            code: code.to_owned(),
            errors: Vec::new(),
            missing: Vec::new(),
            retry_after: None,
        }))
    }
    /// Adds a field that cannot be read.
    #[must_use]
    pub fn field(mut self, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        self.0.errors.push(FieldError {
            pointer: pointer.into(),
            code: "invalid".to_owned(),
            message: message.into(),
        });
        self
    }
    /// The same with another status.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.0.status = status;
        self
    }
    /// The same with the seconds to wait.
    #[must_use]
    pub fn after(mut self, seconds: u64) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let code = refusal.code;
        let mut problem = Self::new(
            code.http(),
            crate::domain::Code::code(&code),
            &refusal.title,
            refusal.detail,
        );
        problem.0.missing = refusal.missing;
        problem
    }
}

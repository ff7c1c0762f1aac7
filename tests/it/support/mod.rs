//! What several areas of the tests need.

#[cfg(feature = "postgres")]
pub(crate) mod postgres;

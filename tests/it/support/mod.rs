//! What several areas of the tests need.

pub(crate) mod cli;
pub(crate) mod keys;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
pub(crate) mod pty;
mod quiet;
pub(crate) mod samples;

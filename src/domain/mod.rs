//! The rules of inside sales, pure: words, stages, queues, outcomes, workflows.
//!
//! Nothing here reads a clock, a file or a database. Facts come in, effects or
//! a refusal come out; `ops` fetches the facts and writes the effects.

pub mod codes;

pub use codes::*;

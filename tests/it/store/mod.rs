//! The store on real databases: one suite for both, and what only one of them has.

mod conformance;
mod statements;
mod world;

//! What lists and screens read, on both databases.

mod digest;
mod filter_plans;
mod filter_rows;
mod filters;
mod lists;
mod queue;
mod timeline;
mod world;

//! What lists and screens read, on both databases.

mod digest;
mod lists;
mod queue;
mod timeline;
mod world;

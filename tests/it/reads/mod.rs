//! What lists and screens read, on both databases.

mod lists;
mod queue;
mod timeline;
mod world;

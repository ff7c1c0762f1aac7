//! What lists and screens read, on both databases.

mod queue;
mod world;

//! The team server through real HTTP, on both databases.

mod requests;
mod server;
mod tom;

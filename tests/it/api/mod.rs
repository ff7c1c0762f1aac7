//! The team server through real HTTP, on both databases.

mod auth;
mod requests;
mod server;
mod tom;

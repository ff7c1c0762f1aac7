//! The team server through real HTTP, on both databases.

mod claims;
mod feed;
mod matrix;
mod requests;
mod server;
mod tom;

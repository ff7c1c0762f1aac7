//! The team server through real HTTP, on both databases.

mod auth;
mod claims;
mod feed;
mod files;
mod matrix;
mod readme;
mod requests;
mod server;
mod tom;

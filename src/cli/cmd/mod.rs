//! One file for each noun of the command line; a verb reads its arguments, asks
//! the replica and hands the answer over. No rule of the field is here.

pub(crate) mod about;
pub(crate) mod activity;
pub(crate) mod backup;
pub(crate) mod bulk;
pub(crate) mod case;
pub(crate) mod company;
pub(crate) mod config;
pub(crate) mod contact;
pub(crate) mod demo;
pub(crate) mod dev;
pub(crate) mod dnc;
pub(crate) mod doctor;
pub(crate) mod erase;
pub(crate) mod export;
pub(crate) mod field;
mod health;
pub(crate) mod import;
pub(crate) mod journal;
pub(crate) mod keys;
pub(crate) mod log;
pub(crate) mod note;
pub(crate) mod queue;
mod restore;
pub(crate) mod restore_file;
pub(crate) mod search;
pub(crate) mod serve;
pub(crate) mod task;
pub(crate) mod timeline;
pub(crate) mod twins;
pub(crate) mod user;
pub(crate) mod vacuum;
pub(crate) mod verify;
pub(crate) mod view;
pub(crate) mod workflow;

/// The examples under a verb's help; a test reads and parses each of them.
macro_rules! examples {
    ($($line:literal),+ $(,)?) => { concat!("Examples:", $("\n  callsheet ", $line),+) };
}
pub(crate) use examples;

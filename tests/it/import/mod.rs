//! Import of companies and contacts: hand-written exports, bad inputs, and the real samples where they are.

mod bad_input;
mod books;
mod cards;
mod happened;
mod interrupted;
mod samples;
mod shown;
mod stories;
mod verb;
mod world;

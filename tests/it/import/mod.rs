//! Import of companies and contacts: hand-written exports, bad inputs, and the real samples where they are.

mod bad_input;
mod books;
mod cards;
mod deals_out;
mod gone;
mod happened;
mod home;
mod interrupted;
mod own;
mod samples;
mod shown;
mod since;
mod stories;
mod verb;
mod world;

//! Faults of the whole program: it is killed, it fails, its terminal misbehaves, somebody else writes, inputs are hostile.
//!
//! The real program runs in all of them, in a terminal or on a pipe.

#[cfg(unix)]
mod care;
#[cfg(unix)]
mod deeds;
#[cfg(unix)]
mod imports;
mod inputs;
#[cfg(unix)]
mod killed;
#[cfg(feature = "failpoints")]
mod points;
#[cfg(all(unix, feature = "tui"))]
mod screens;

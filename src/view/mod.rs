//! Read models: what a screen, a list or the command line shows. Plain data.
//!
//! A view is made by the store from one or a few statements and knows no rule;
//! texts in it are raw and pass `SafeText` at the exit that shows them.

mod company;
mod feed;
mod history;
mod person;
mod queue;
mod search;
mod timeline;
mod twins;

pub use company::*;
pub use feed::*;
pub use history::*;
pub use person::*;
pub use queue::*;
pub use search::*;
pub use timeline::*;
pub use twins::*;

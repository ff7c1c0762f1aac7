//! Import: rows of other systems' files become commands through the door.

mod error;
pub mod map;
pub mod read;
pub mod value;

pub use error::ImportError;

//! Values of cells: dates, numbers, texts that went wrong on their way.

pub mod date;
pub mod number;
pub mod own;
pub mod text;

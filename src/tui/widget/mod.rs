//! Pieces that screens are made of. Each owns its state and knows no screen.

pub mod dialog;
pub mod field;
pub mod hint_line;
pub mod list;
pub mod matching;
pub mod menu;
pub mod paint;
pub mod pane;
pub mod top_line;

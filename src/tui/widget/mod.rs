//! Pieces that screens are made of. Each owns its state and knows no screen.

pub mod area;
pub mod columns;
pub mod dialog;
pub mod field;
pub mod form;
pub mod hint_line;
pub mod list;
pub mod matching;
pub mod menu;
pub mod onward;
pub mod paint;
pub mod pane;
pub mod picker;
pub mod top_line;
pub mod viewer;

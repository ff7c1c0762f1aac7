//! How much room there is, and the rectangles everything else is made of.

use ratatui::layout::Rect;

/// Smallest size at which screens are drawn.
pub const SMALLEST: (u16, u16) = (40, 10);
/// Widest a column of running text may be.
pub const TEXT_WIDTH: u16 = 90;

/// The classes of window sizes, from small to large (wireframes/README.md).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SizeClass {
    /// Below 40×10: one line says what is missing.
    Tiny,
    /// Below 80×24: one pane at a time.
    XS,
    /// From 80×24: rules between panes instead of boxes, two columns.
    S,
    /// From 100×30: boxes, three columns.
    M,
    /// From 160×45: four columns, a second line for each row.
    L,
}

impl SizeClass {
    /// The class of a window.
    pub fn of(width: u16, height: u16) -> Self {
        match (width, height) {
            (w, h) if w < SMALLEST.0 || h < SMALLEST.1 => Self::Tiny,
            (w, h) if w < 80 || h < 24 => Self::XS,
            (w, h) if w < 100 || h < 30 => Self::S,
            (w, h) if w < 160 || h < 45 => Self::M,
            _ => Self::L,
        }
    }

    /// Whether panes stand in boxes; below, rules part them.
    pub fn boxes(self) -> bool {
        self >= Self::M
    }
}

/// Top line, body and hint line of a window.
pub fn lines(area: Rect) -> (Rect, Rect, Rect) {
    let top = Rect {
        height: area.height.min(1),
        ..area
    };
    let hint = Rect {
        y: area.bottom().saturating_sub(1),
        height: u16::from(area.height > 1),
        ..area
    };
    let body = Rect {
        y: area.y + top.height,
        height: area.height.saturating_sub(top.height + hint.height),
        ..area
    };
    (top, body, hint)
}

/// A rectangle of at most this size in the middle of another.
pub fn center(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}

/// Panes under each other of which only the focused one is open; the others are their title line.
pub fn stack(area: Rect, panes: usize, open: usize) -> Vec<Rect> {
    let panes = panes as u16;
    // With no room for every title the open pane gets all of it.
    if panes == 0 || area.height < panes + 2 {
        let none = Rect { height: 0, ..area };
        return (0..panes)
            .map(|at| if usize::from(at) == open { area } else { none })
            .collect();
    }
    let body = area.height - (panes - 1);
    let mut y = area.y;
    (0..panes)
        .map(|at| {
            let height = if usize::from(at) == open { body } else { 1 };
            let rect = Rect { y, height, ..area };
            y += height;
            rect
        })
        .collect()
}

/// Where a popup stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Placement {
    /// In the middle, this wide and high with its frame; on a small window the whole body.
    Center {
        /// Columns with the frame.
        width: u16,
        /// Rows with the frame.
        height: u16,
    },
    /// A box in the middle that keeps its size also on a small window (questions, menus).
    Box {
        /// Columns with the frame.
        width: u16,
        /// Rows with the frame.
        height: u16,
    },
    /// Near a row: below it when there is room, else above.
    Near {
        /// The row.
        anchor: Rect,
        /// Columns with the frame.
        width: u16,
        /// Rows with the frame.
        height: u16,
    },
    /// Over the whole width at the bottom of the body, this high.
    Bottom {
        /// Rows with the frame.
        height: u16,
    },
    /// The whole body.
    Full,
}

impl Placement {
    /// The rectangle in a body.
    pub fn rect(self, body: Rect, class: SizeClass) -> Rect {
        match self {
            Self::Full => body,
            Self::Center { .. } if class <= SizeClass::XS => body,
            // At 80×24 a form fills the body; what is only a little smaller would leave a ragged rim.
            Self::Center { width, height } if class == SizeClass::S => {
                let width = if width + 8 > body.width { body.width } else { width };
                let height = if height + 4 > body.height {
                    body.height
                } else {
                    height
                };
                center(body, width, height)
            }
            Self::Center { width, height } | Self::Box { width, height } => center(body, width, height),
            Self::Bottom { height } => {
                let height = height.min(body.height);
                Rect {
                    y: body.bottom() - height,
                    height,
                    ..body
                }
            }
            Self::Near {
                anchor,
                width,
                height,
            } => {
                let (width, height) = (width.min(body.width), height.min(body.height));
                let below = anchor.bottom();
                let y = if below + height <= body.bottom() {
                    below
                } else {
                    anchor.y.saturating_sub(height).max(body.y)
                };
                let x = anchor.x.clamp(body.x, body.right() - width);
                Rect {
                    x,
                    y: y.clamp(body.y, body.bottom() - height),
                    width,
                    height,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_fall_into_their_class() {
        for ((w, h), class) in [
            ((1, 1), SizeClass::Tiny),
            ((39, 50), SizeClass::Tiny),
            ((40, 10), SizeClass::XS),
            ((79, 60), SizeClass::XS),
            ((80, 24), SizeClass::S),
            ((120, 29), SizeClass::S),
            ((120, 40), SizeClass::M),
            ((200, 60), SizeClass::L),
        ] {
            assert_eq!(SizeClass::of(w, h), class, "{w}x{h}");
        }
    }

    #[test]
    fn every_placement_stays_inside_every_body() {
        let anchor = Rect::new(70, 20, 10, 1);
        for (w, h) in (0..60).flat_map(|w| (0..20).map(move |h| (w * 3, h * 3))) {
            let area = Rect::new(0, 0, w, h);
            let (top, body, hint) = lines(area);
            assert_eq!(top.height + body.height + hint.height, h);
            for placement in [
                Placement::Full,
                Placement::Center {
                    width: 76,
                    height: 20,
                },
                Placement::Box { width: 30, height: 9 },
                Placement::Near {
                    anchor,
                    width: 30,
                    height: 9,
                },
                Placement::Bottom { height: 4 },
            ] {
                let rect = placement.rect(body, SizeClass::of(w, h));
                assert_eq!(rect.intersection(body), rect, "{placement:?} in {body:?}");
            }
            let panes = stack(body, 3, 1);
            assert_eq!(panes.iter().map(|pane| pane.height).sum::<u16>(), body.height);
        }
    }
}

//! How well one colour stands out from another (WCAG 2), and the nearest
//! colour of the 256 for terminals without 24-bit colours.

use ratatui::style::Color;

/// Contrast ratio of two colours, 1 to 21; the sixteen that a terminal chooses itself count as mid grey.
pub fn ratio(one: Color, other: Color) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Relative luminance, 0 (black) to 1 (white).
pub fn luminance(color: Color) -> f64 {
    let Some((r, g, b)) = parts(color) else {
        return 0.18;
    };
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

/// Red, green and blue of a colour that is the same in every terminal.
fn parts(color: Color) -> Option<(u8, u8, u8)> {
    match color {
        Color::Rgb(r, g, b) => Some((r, g, b)),
        Color::Indexed(at @ 16..=231) => {
            let step = |by: u8| STEPS[usize::from((at - 16) / by % 6)];
            Some((step(36), step(6), step(1)))
        }
        Color::Indexed(at @ 232..) => {
            let grey = 8 + (at - 232) * 10;
            Some((grey, grey, grey))
        }
        _ => None,
    }
}

const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The nearest colour of the 6×6×6 cube or of the greys; anything but a 24-bit colour stays.
pub fn nearest_indexed(color: Color) -> Color {
    let Color::Rgb(r, g, b) = color else { return color };
    let step = |part: u8| {
        (0..6u8)
            .min_by_key(|at| STEPS[usize::from(*at)].abs_diff(part))
            .unwrap_or_default()
    };
    let (cr, cg, cb) = (step(r), step(g), step(b));
    let distance = |x: u8, y: u8, z: u8| {
        let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
        square(r, x) + square(g, y) + square(b, z)
    };
    let cube = distance(
        STEPS[usize::from(cr)],
        STEPS[usize::from(cg)],
        STEPS[usize::from(cb)],
    );
    let grey = (0..24u8)
        .min_by_key(|at| distance(8 + at * 10, 8 + at * 10, 8 + at * 10))
        .unwrap_or_default();
    let level = 8 + grey * 10;
    if distance(level, level, level) < cube {
        Color::Indexed(232 + grey)
    } else {
        Color::Indexed(16 + 36 * cr + 6 * cg + cb)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_measured_as_wcag_does() {
        let (black, white) = (Color::Rgb(0, 0, 0), Color::Rgb(255, 255, 255));
        assert!((ratio(black, white) - 21.0).abs() < 0.01);
        assert!((ratio(white, white) - 1.0).abs() < 0.01);
        assert!((ratio(Color::Indexed(16), Color::Indexed(231)) - 21.0).abs() < 0.01);
        assert!((ratio(Color::Indexed(244), Color::Rgb(128, 128, 128)) - 1.0).abs() < 0.01);
        assert!((ratio(Color::Rgb(0x76, 0x76, 0x76), white) - 4.54).abs() < 0.01);
    }

    #[test]
    fn the_nearest_of_the_256_is_found() {
        for (rgb, expect) in [
            ((255, 0, 0), 196),
            ((8, 8, 8), 232),
            ((0, 0, 0), 16),
            ((128, 128, 128), 244),
        ] {
            assert_eq!(
                nearest_indexed(Color::Rgb(rgb.0, rgb.1, rgb.2)),
                Color::Indexed(expect)
            );
        }
        assert_eq!(nearest_indexed(Color::Cyan), Color::Cyan);
    }
}

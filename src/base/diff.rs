//! The difference of two short texts, line by line.

use std::fmt::Write as _;

/// More lines than this on either side are not compared one by one.
const MAX_LINES: usize = 2_000;

/// What changed from one text to the other: lines with `-` and `+` in front,
/// `context` unchanged ones around them, `…` where more are left out. Empty when
/// nothing changed.
pub fn lines(from: &str, to: &str, context: usize) -> String {
    let (from, to): (Vec<&str>, Vec<&str>) = (from.lines().collect(), to.lines().collect());
    let steps = steps(&from, &to);
    let changed: Vec<usize> = (0..steps.len()).filter(|at| steps[*at].0 != ' ').collect();
    let near = |at: usize| {
        let next = changed.partition_point(|change| *change < at.saturating_sub(context));
        changed.get(next).is_some_and(|change| *change <= at + context)
    };
    let mut text = String::new();
    let mut shown_before = true;
    for (at, (sign, line)) in steps.iter().enumerate() {
        let shown = near(at);
        if shown {
            if !shown_before || (at > 0 && text.is_empty()) {
                text.push_str("…\n");
            }
            let _ = writeln!(text, "{sign} {line}");
        }
        shown_before = shown || text.is_empty();
    }
    text
}

/// Every line with what happened to it: kept, gone (`-`) or new (`+`).
fn steps<'t>(from: &[&'t str], to: &[&'t str]) -> Vec<(char, &'t str)> {
    let head = from.iter().zip(to).take_while(|(a, b)| a == b).count();
    let (kept, from, to) = (&from[..head], &from[head..], &to[head..]);
    let tail = from
        .iter()
        .rev()
        .zip(to.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let (from, end) = from.split_at(from.len() - tail);
    let to = &to[..to.len() - tail];

    let mut steps: Vec<(char, &str)> = kept.iter().map(|line| (' ', *line)).collect();
    if from.len() > MAX_LINES || to.len() > MAX_LINES {
        steps.extend(from.iter().map(|line| ('-', *line)));
        steps.extend(to.iter().map(|line| ('+', *line)));
    } else {
        // common[i][j]: how many lines the rests from i and from j have in common.
        let mut common = vec![vec![0_u16; to.len() + 1]; from.len() + 1];
        for (i, a) in from.iter().enumerate().rev() {
            for (j, b) in to.iter().enumerate().rev() {
                common[i][j] = if a == b {
                    common[i + 1][j + 1] + 1
                } else {
                    common[i + 1][j].max(common[i][j + 1])
                };
            }
        }
        let (mut i, mut j) = (0, 0);
        while i < from.len() || j < to.len() {
            if i < from.len() && j < to.len() && from[i] == to[j] {
                steps.push((' ', from[i]));
                (i, j) = (i + 1, j + 1);
            } else if i < from.len() && (j == to.len() || common[i + 1][j] >= common[i][j + 1]) {
                steps.push(('-', from[i]));
                i += 1;
            } else {
                steps.push(('+', to[j]));
                j += 1;
            }
        }
    }
    steps.extend(end.iter().map(|line| (' ', *line)));
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_stand_with_what_is_around_them() {
        let cases = [
            ("a\nb\nc\n", "a\nb\nc\n", ""),
            ("a\nb\nc\n", "a\nB\nc\n", "  a\n- b\n+ B\n  c\n"),
            ("a\nb\nc\nd\n", "a\nb\nc\nd\ne\n", "…\n  d\n+ e\n"),
            ("x\na\nb\nc\nd\ny\n", "a\nb\nc\nd\n", "- x\n  a\n…\n  d\n- y\n"),
            ("", "a\n", "+ a\n"),
            ("a\n", "", "- a\n"),
        ];
        for (from, to, expected) in cases {
            assert_eq!(lines(from, to, 1), expected, "{from:?} {to:?}");
        }
    }

    #[test]
    fn a_difference_puts_the_new_text_together() {
        let from = "a b c a b b a".replace(' ', "\n");
        let to = "c b a b a c".replace(' ', "\n");
        let diff = lines(&from, &to, 99);
        let side = |skip: char| {
            let kept = diff.lines().filter(|line| !line.starts_with(skip));
            kept.map(|line| &line[2..]).collect::<Vec<_>>().join("\n")
        };
        assert_eq!((side('+'), side('-')), (from, to));
    }
}

//! Asking the terminal what it is: its background, its keyboard.
//!
//! One question with three parts, the last of which every terminal answers, so
//! that nobody waits for an answer that never comes. At most 200 ms.

/// What the terminal answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Answers {
    /// Whether the background is light; `None` when the terminal did not say.
    pub light: Option<bool>,
    /// Whether it can tell keys apart that old terminals cannot.
    pub keyboard: bool,
    /// The answer may still come, and must not be taken for typing.
    pub late: bool,
}

/// Background colour (OSC 11), keyboard protocol, and what every terminal knows (device attributes).
#[cfg(unix)]
const QUESTION: &[u8] = b"\x1b]11;?\x07\x1b[?u\x1b[c";

/// Asks and waits for the answer, before anything else reads from the terminal.
#[cfg(unix)]
pub fn ask() -> Answers {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use std::io::Write;

    let mut out = std::io::stdout().lock();
    if out.write_all(QUESTION).and_then(|()| out.flush()).is_err() {
        return Answers::default();
    }
    let stdin = rustix::stdio::stdin();
    let mut seen = Vec::new();
    // Twenty looks of ten milliseconds each need no clock.
    for _ in 0..20 {
        let mut waiting = [PollFd::new(&stdin, PollFlags::IN)];
        let step = Timespec {
            tv_sec: 0,
            tv_nsec: 10_000_000,
        };
        if !matches!(poll(&mut waiting, Some(&step)), Ok(ready) if ready > 0) {
            continue;
        }
        let mut bytes = [0; 256];
        match rustix::io::read(stdin, &mut bytes) {
            Ok(0) | Err(_) => break,
            Ok(count) => seen.extend_from_slice(&bytes[..count]),
        }
        if is_complete(&seen) {
            return read(&seen);
        }
    }
    Answers {
        late: true,
        ..read(&seen)
    }
}

/// Windows consoles answer through the console itself; nothing is asked.
#[cfg(not(unix))]
pub fn ask() -> Answers {
    Answers::default()
}

/// Whether the last part was answered: `ESC [ ? … c`.
fn is_complete(seen: &[u8]) -> bool {
    csi(seen, b'c').is_some()
}

/// The parameters of an answer `ESC [ ? … end`.
fn csi(seen: &[u8], end: u8) -> Option<&[u8]> {
    let starts = seen
        .windows(3)
        .enumerate()
        .filter(|(_, bytes)| *bytes == b"\x1b[?");
    for (at, _) in starts {
        let rest = &seen[at + 3..];
        let length = rest
            .iter()
            .position(|byte| !byte.is_ascii_digit() && *byte != b';')?;
        if rest[length] == end {
            return Some(&rest[..length]);
        }
    }
    None
}

fn read(seen: &[u8]) -> Answers {
    Answers {
        light: background(seen),
        keyboard: csi(seen, b'u').is_some(),
        late: false,
    }
}

/// Whether the background of `]11;rgb:RRRR/GGGG/BBBB` is light.
fn background(seen: &[u8]) -> Option<bool> {
    let text = String::from_utf8_lossy(seen);
    let (_, colour) = text.split_once("]11;rgb:")?;
    let end = colour.find(['\x07', '\x1b']).unwrap_or(colour.len());
    let mut parts = colour[..end].split('/').map(|part| {
        let part = part.get(..part.len().min(4))?;
        let value = f64::from(u16::from_str_radix(part, 16).ok()?);
        Some(value / (16f64.powi(part.len() as i32) - 1.0))
    });
    let (red, green, blue) = (parts.next()??, parts.next()??, parts.next()??);
    Some(0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_whole_or_in_part() {
        for (seen, light, keyboard, complete) in [
            (
                &b"\x1b]11;rgb:ffff/ffff/f0f0\x07\x1b[?1u\x1b[?62;4c"[..],
                Some(true),
                true,
                true,
            ),
            (
                b"\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\\x1b[?62c",
                Some(false),
                false,
                true,
            ),
            (
                b"\x1b]11;rgb:ff/ff/ff\x07\x1b[?0u\x1b[?6c",
                Some(true),
                true,
                true,
            ),
            (b"\x1b[?1;2c", None, false, true),
            (b"\x1b]11;rgb:1e1e/1e", None, false, false),
            (b"x\x1b]11;rgb:zz/1/1\x07", None, false, false),
            (b"", None, false, false),
        ] {
            let answers = read(seen);
            assert_eq!(
                (answers.light, answers.keyboard, is_complete(seen)),
                (light, keyboard, complete),
                "{seen:?}"
            );
        }
    }
}

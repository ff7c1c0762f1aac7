//! Messages on the desktop, which the terminal shows for us (OSC 9). One that knows none ignores them.

use crate::base::text;

/// Longest message, in cells; desktops cut what is longer.
const LONGEST: usize = 200;

/// The request for a message. Inside tmux it is wrapped, and passes where the user has allowed that.
///
/// The bell in it is the end of the request, not a sound.
pub fn request(message: &str, in_tmux: bool) -> Vec<u8> {
    let clean = text::line(message);
    let message = text::ellipsize(&clean, LONGEST);
    let request = format!("\x1b]9;{message}\x07");
    if in_tmux {
        format!("\x1bPtmux;{}\x1b\\", request.replace('\x1b', "\x1b\x1b")).into_bytes()
    } else {
        request.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_request_whatever_a_name_holds() {
        assert_eq!(request("call Müller", false), "\x1b]9;call Müller\x07".as_bytes());
        let bad = request("a\x07b\x1b]52;c;eA==\x1b\\c\nd", false);
        let controls = bad.iter().filter(|byte| **byte < 0x20).count();
        assert_eq!(controls, 2, "its own begin and end: {bad:?}");
        let wrapped = request("x", true);
        assert_eq!(wrapped, b"\x1bPtmux;\x1b\x1b]9;x\x07\x1b\\");
    }
}

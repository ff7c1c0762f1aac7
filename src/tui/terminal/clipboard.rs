//! Putting a text on the clipboard: by a program of the desktop, by tmux, or
//! by the terminal itself (OSC 52), which also works over SSH.

use std::io::Write;
use std::process::{Command, Stdio};

/// Most bytes that terminals take.
pub const LARGEST: usize = 74_994;

/// How to copy.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Method {
    /// The first that should work here.
    #[default]
    Auto,
    /// A program of the desktop.
    Native,
    /// tmux.
    Tmux,
    /// The terminal.
    Osc52,
    /// A program of the user's and its arguments; it reads the text.
    Command(Vec<String>),
}

/// What became of a copy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Copied {
    /// It was given to this program.
    By(String),
    /// These bytes, written to the terminal, do it.
    Bytes(Vec<u8>),
    /// The text is larger than terminals take.
    TooLarge,
    /// No way works here.
    Nowhere,
}

/// Copies a text.
pub fn copy(text: &str, method: &Method, env: impl Fn(&str) -> Option<String>) -> Copied {
    if text.len() > LARGEST {
        return Copied::TooLarge;
    }
    let set = |name: &str| env(name).is_some_and(|value| !value.is_empty());
    let remote = set("SSH_CONNECTION") || set("SSH_TTY");
    let programs = || {
        natives(&set)
            .into_iter()
            .find(|words| give(words, text).is_some())
            .map(|words| words[0])
    };
    let tmux = || give(&["tmux", "load-buffer", "-w", "-"], text).map(|()| Copied::By("tmux".to_owned()));
    match method {
        Method::Command(command) => {
            let words: Vec<&str> = command.iter().map(String::as_str).collect();
            give(&words, text).map_or(Copied::Nowhere, |()| Copied::By(command[0].clone()))
        }
        Method::Native => programs().map_or(Copied::Nowhere, |name| Copied::By(name.to_owned())),
        Method::Tmux => tmux().unwrap_or(Copied::Nowhere),
        Method::Osc52 => Copied::Bytes(osc52(text)),
        Method::Auto => {
            let native = if remote { None } else { programs() };
            if let Some(name) = native {
                return Copied::By(name.to_owned());
            }
            set("TMUX")
                .then(tmux)
                .flatten()
                .unwrap_or_else(|| Copied::Bytes(osc52(text)))
        }
    }
}

/// The programs of the desktop that is running.
fn natives(set: &impl Fn(&str) -> bool) -> Vec<Vec<&'static str>> {
    if cfg!(target_os = "macos") {
        return vec![vec!["pbcopy"]];
    }
    if cfg!(windows) {
        return vec![vec!["clip.exe"]];
    }
    let mut programs = Vec::new();
    if set("WAYLAND_DISPLAY") {
        programs.push(vec!["wl-copy"]);
    }
    if set("DISPLAY") {
        programs.push(vec!["xclip", "-selection", "clipboard"]);
        programs.push(vec!["xsel", "-ib"]);
    }
    programs
}

/// Gives a text to a program.
fn give(words: &[&str], text: &str) -> Option<()> {
    let (program, arguments) = words.split_first()?;
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let written = child
        .stdin
        .take()
        .map(|mut input| input.write_all(text.as_bytes()));
    let status = child.wait().ok()?;
    (status.success() && written.is_some_and(|written| written.is_ok())).then_some(())
}

/// The request that puts a text on the clipboard of the terminal.
fn osc52(text: &str) -> Vec<u8> {
    format!("\x1b]52;c;{}\x07", base64(text.as_bytes())).into_bytes()
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let mut group = [0u8; 3];
        group[..chunk.len()].copy_from_slice(chunk);
        let bits = u32::from(group[0]) << 16 | u32::from(group[1]) << 8 | u32::from(group[2]);
        for at in 0..4 {
            let sign = SIGNS[(bits >> (18 - 6 * at)) as usize & 63];
            out.push(if at <= chunk.len() { char::from(sign) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_as_everybody_writes_it() {
        for (text, expect) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("+49 711", "KzQ5IDcxMQ=="),
        ] {
            assert_eq!(base64(text.as_bytes()), expect);
        }
    }

    #[test]
    fn without_a_desktop_and_tmux_the_terminal_copies() {
        let copied = copy("x", &Method::Auto, |_| None);
        if cfg!(not(any(target_os = "macos", windows))) {
            assert_eq!(copied, Copied::Bytes(b"\x1b]52;c;eA==\x07".to_vec()));
        }
        assert_eq!(
            copy(&"x".repeat(LARGEST + 1), &Method::Osc52, |_| None),
            Copied::TooLarge
        );
        assert_eq!(
            copy("x", &Method::Command(vec!["false".to_owned()]), |_| None),
            Copied::Nowhere
        );
    }
}

//! Keys by name, as the bytes a terminal sends for them.
//!
//! `jj<Enter>` is three keys: `j`, `j`, Enter. Names: `<Enter> <Esc> <Tab> <Space> <BS> <Del> <Ins>
//! <Up> <Down> <Left> <Right> <Home> <End> <PgUp> <PgDn> <F1>`…`<F12> <lt>`, each with `C-`, `A-` and `S-`
//! before it where terminals have it (`<C-p> <A-x> <S-Tab> <C-Left>`).

/// The keys of a text, each as its bytes.
///
/// # Panics
/// When a name between `<` and `>` is none of the above.
pub(crate) fn parse(text: &str) -> Vec<Vec<u8>> {
    let mut keys = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if first == '<' {
            let end = rest
                .find('>')
                .unwrap_or_else(|| panic!("`<` without `>` in keys {text:?}"));
            keys.push(named(&rest[1..end]));
            rest = &rest[end + 1..];
        } else {
            keys.push(first.to_string().into_bytes());
            rest = &rest[first.len_utf8()..];
        }
    }
    keys
}

#[derive(Default, Clone, Copy)]
struct Held {
    shift: bool,
    alt: bool,
    control: bool,
}

impl Held {
    /// The number by which escape sequences name what is held.
    fn code(self) -> u8 {
        1 + u8::from(self.shift) + 2 * u8::from(self.alt) + 4 * u8::from(self.control)
    }
}

fn named(name: &str) -> Vec<u8> {
    let mut held = Held::default();
    let mut key = name;
    while let Some((modifier, rest)) = key.split_once('-').filter(|(_, rest)| !rest.is_empty()) {
        match modifier {
            "C" => held.control = true,
            "A" => held.alt = true,
            "S" => held.shift = true,
            _ => panic!("<{name}>: `{modifier}-` is none of C- A- S-"),
        }
        key = rest;
    }
    if let Some(sequence) = sequence(key, held) {
        return sequence;
    }
    let plain = match key {
        "Enter" => b'\r',
        "Esc" => 0x1b,
        "Tab" if held.shift => return b"\x1b[Z".to_vec(),
        "Tab" => b'\t',
        "BS" => 0x7f,
        "Space" if held.control => 0,
        "Space" => b' ',
        "lt" => b'<',
        _ => return letter(name, key, held),
    };
    after_alt(held, vec![plain])
}

/// Keys that terminals send as an escape sequence with the modifiers in it.
fn sequence(key: &str, held: Held) -> Option<Vec<u8>> {
    let letter = match key {
        "Up" => Some('A'),
        "Down" => Some('B'),
        "Right" => Some('C'),
        "Left" => Some('D'),
        "Home" => Some('H'),
        "End" => Some('F'),
        "F1" => Some('P'),
        "F2" => Some('Q'),
        "F3" => Some('R'),
        "F4" => Some('S'),
        _ => None,
    };
    let code = held.code();
    if let Some(letter) = letter {
        let text = match (code, key.starts_with('F')) {
            (1, true) => format!("\x1bO{letter}"),
            (1, false) => format!("\x1b[{letter}"),
            _ => format!("\x1b[1;{code}{letter}"),
        };
        return Some(text.into_bytes());
    }
    let number = match key {
        "Ins" => 2,
        "Del" => 3,
        "PgUp" => 5,
        "PgDn" => 6,
        "F5" => 15,
        "F6" => 17,
        "F7" => 18,
        "F8" => 19,
        "F9" => 20,
        "F10" => 21,
        "F11" => 23,
        "F12" => 24,
        _ => return None,
    };
    let held = if code == 1 {
        String::new()
    } else {
        format!(";{code}")
    };
    Some(format!("\x1b[{number}{held}~").into_bytes())
}

fn letter(name: &str, key: &str, held: Held) -> Vec<u8> {
    let mut chars = key.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else {
        panic!("<{name}> is not the name of a key")
    };
    let bytes = match c {
        '@'..='_' | 'a'..='z' if held.control => vec![(c as u8) & 0x1f],
        _ if held.control => panic!("<{name}>: terminals have no such key"),
        _ => c.to_string().into_bytes(),
    };
    after_alt(held, bytes)
}

fn after_alt(held: Held, mut bytes: Vec<u8>) -> Vec<u8> {
    if held.alt {
        bytes.insert(0, 0x1b);
    }
    bytes
}

#[test]
fn keys_become_the_bytes_of_a_terminal() {
    let cases: [(&str, &[&[u8]]); 9] = [
        ("jж", &[b"j", "ж".as_bytes()]),
        ("<Enter><Esc><Tab>", &[b"\r", b"\x1b", b"\t"]),
        ("<C-p><C-Space>", &[b"\x10", b"\0"]),
        ("<A-x><A-Enter>", &[b"\x1bx", b"\x1b\r"]),
        ("<S-Tab>", &[b"\x1b[Z"]),
        ("<Up><S-Up><C-A-Left>", &[b"\x1b[A", b"\x1b[1;2A", b"\x1b[1;7D"]),
        ("<F1><F5><C-F5>", &[b"\x1bOP", b"\x1b[15~", b"\x1b[15;5~"]),
        ("<lt>a>", &[b"<", b"a", b">"]),
        ("<A-->", &[b"\x1b-"]),
    ];
    for (text, expected) in cases {
        assert_eq!(parse(text), expected, "{text}");
    }
}

//! The values of cards: what they are encoded in, where they are escaped, what kind they are.

use super::lines::Property;

/// A value without its encoding; bytes, because a broken letter rejects its row and not the file.
pub(super) type Decoded = Vec<u8>;

/// Takes quoted-printable, base64 and a named code page off.
pub(super) fn decode(property: &Property) -> Decoded {
    let encoding = property.param("encoding").unwrap_or_default();
    let bytes = match encoding {
        "quoted-printable" | "q" => quoted_printable(&property.value),
        "b" | "base64" => base64(&property.value).unwrap_or_else(|| property.value.clone()),
        _ => return property.value.clone(),
    };
    if std::str::from_utf8(&bytes).is_ok() {
        return bytes;
    }
    let named = property
        .param("charset")
        .and_then(|name| encoding_rs::Encoding::for_label(name.as_bytes()))
        .unwrap_or(encoding_rs::WINDOWS_1252);
    let (text, _) = named.decode_without_bom_handling(&bytes);
    text.into_owned().into_bytes()
}

fn quoted_printable(text: &[u8]) -> Vec<u8> {
    let hex = |byte: u8| char::from(byte).to_digit(16);
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let pair = text
            .get(at + 1)
            .copied()
            .and_then(hex)
            .zip(text.get(at + 2).copied().and_then(hex));
        match (text[at], pair) {
            (b'=', Some((high, low))) => {
                bytes.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, _) => {
                bytes.push(byte);
                at += 1;
            }
        }
    }
    // Line ends of mail are line ends.
    let mut plain = Vec::with_capacity(bytes.len());
    for (at, byte) in bytes.iter().enumerate() {
        if *byte != b'\r' || bytes.get(at + 1) != Some(&b'\n') {
            plain.push(*byte);
        }
    }
    plain
}

fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut held) = (0u32, 0u32);
    for byte in text
        .iter()
        .filter(|byte| !byte.is_ascii_whitespace() && **byte != b'=')
    {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(six);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    Some(bytes)
}

/// The parts between a sign that is not escaped; what is escaped stays so.
pub(super) fn split(value: &Decoded, at: u8) -> Vec<Decoded> {
    let mut parts = vec![Vec::new()];
    let mut escaped = false;
    for byte in value {
        if *byte == at && !escaped {
            parts.push(Vec::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(*byte);
        }
        escaped = *byte == b'\\' && !escaped;
    }
    parts
}

/// The values of a component, between commas.
pub(super) fn values(part: &Decoded) -> Vec<Vec<u8>> {
    split(part, b',').iter().map(plain).collect()
}

/// A text without its escapes.
pub(super) fn plain(value: &Decoded) -> Vec<u8> {
    let mut text = Vec::with_capacity(value.len());
    let mut bytes = value.iter();
    while let Some(byte) = bytes.next() {
        if *byte != b'\\' {
            text.push(*byte);
            continue;
        }
        match bytes.next() {
            Some(b'n' | b'N') => text.push(b'\n'),
            Some(sign @ (b',' | b';' | b':' | b'\\' | b'"')) => text.push(*sign),
            // A path of another system, or a backslash of an old card, which knows no escapes.
            Some(other) => text.extend([b'\\', *other]),
            None => text.push(b'\\'),
        }
    }
    text.trim_ascii().to_vec()
}

/// A label of Apple's: `_$!<HomePage>!$_` is `HomePage`.
pub(super) fn label_text(value: &Decoded) -> String {
    let text = String::from_utf8_lossy(&plain(value)).into_owned();
    let inner = text
        .strip_prefix("_$!<")
        .and_then(|rest| rest.strip_suffix(">!$_"));
    inner.unwrap_or(&text).to_owned()
}

/// What kind a number or address is: by its label, else by its types; empty when nothing is told.
pub(super) fn kind_of(property: &Property, label: Option<&str>) -> &'static str {
    let typed = |name: &str| property.has("type", name);
    if typed("fax") {
        return "fax";
    }
    if typed("cell") || typed("iphone") || typed("car") {
        return "mobile";
    }
    if typed("pager") {
        return "other";
    }
    if let Some(label) = label {
        return by_label(label);
    }
    if typed("main") {
        "main"
    } else if typed("work") {
        "work"
    } else if typed("home") {
        "home"
    } else {
        let told = property.params.iter().any(|(key, value)| {
            key == "type" && !matches!(value.as_str(), "internet" | "pref" | "voice" | "x400")
        });
        if told { "other" } else { "" }
    }
}

fn by_label(label: &str) -> &'static str {
    let folded = label.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    if has(&["fax"]) {
        "fax"
    } else if has(&["mobil", "cell", "handy"]) {
        "mobile"
    } else if has(&["main", "zentrale"]) {
        "main"
    } else if has(&["work", "office", "büro", "arbeit", "geschäft", "dienst"]) {
        "work"
    } else if has(&["home", "privat", "zuhause"]) && !has(&["homepage"]) {
        "home"
    } else {
        "other"
    }
}

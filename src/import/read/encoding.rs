//! Which bytes a file is made of: its hash, its encoding, and a reader that gives UTF-8.
//!
//! A byte order mark decides; else valid UTF-8 is UTF-8; else the bytes are of an old
//! 8-bit code page, which is guessed and *said*, because a wrong guess is mojibake. A file
//! that is plainly UTF-8 but for a few broken cells stays UTF-8: those rows are rejected.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use sha2::{Digest, Sha256};
use std::io::{self, Read};

/// How many bytes around letters outside ASCII the guess looks at: enough to be sure, little enough to be quick.
const GUESS_BYTES: usize = 512 * 1024;

/// The encoding of a file and how it is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Charset {
    encoding: &'static encoding_rs::Encoding,
    /// How it is known.
    pub known_by: KnownBy,
}

/// How an encoding is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KnownBy {
    /// The user named it.
    Named,
    /// The file begins with a byte order mark.
    Mark,
    /// Every byte fits UTF-8.
    Valid,
    /// Most letters outside ASCII are UTF-8, a few bytes are broken.
    Mostly,
    /// It is no UTF-8, so an 8-bit code page was guessed.
    Guessed,
}

impl Charset {
    /// Reads the name of an encoding as browsers know it (`utf-8`, `windows-1252`, `latin1`, `cp1252`).
    pub fn named(label: &str) -> Option<Self> {
        let label = label.trim().to_lowercase();
        let label = match label.as_str() {
            "utf16" | "utf-16" | "utf16le" => "utf-16le",
            "utf16be" => "utf-16be",
            "latin-1" => "latin1",
            "ansi" => "windows-1252",
            other => other,
        };
        let found = encoding_rs::Encoding::for_label(label.as_bytes()).or_else(|| {
            let page = label.strip_prefix("cp").unwrap_or(label);
            encoding_rs::Encoding::for_label(format!("windows-{page}").as_bytes())
        })?;
        Some(Self {
            encoding: found,
            known_by: KnownBy::Named,
        })
    }
    /// Its name, as `UTF-8` or `windows-1252`.
    pub fn name(&self) -> &'static str {
        self.encoding.name()
    }
    /// Cells are checked one by one, because the bytes reach the parser as they are.
    pub fn is_utf8(&self) -> bool {
        self.encoding == UTF_8
    }
}

/// What one look at all bytes of a file tells.
#[derive(Clone, Debug)]
pub struct Facts {
    /// SHA-256 of the bytes: the same file again has the same.
    pub hash: [u8; 32],
    /// How many bytes.
    pub bytes: u64,
    /// The encoding.
    pub charset: Charset,
    /// The bytes look like UTF-16 without its mark.
    pub looks_utf16: bool,
}

/// Reads a file once from beginning to end.
pub(super) fn inspect(mut from: impl Read, named: Option<Charset>) -> io::Result<Facts> {
    let mut hash = Sha256::new();
    let mut utf8 = Utf8Census::default();
    let mut guess = Guess::default();
    let (mut bytes, mut nuls) = (0u64, 0u64);
    let mut mark = None;
    let mut chunk = vec![0u8; 64 * 1024];
    loop {
        let n = fill(&mut from, &mut chunk)?;
        let read = &chunk[..n];
        if bytes == 0 {
            mark = encoding_rs::Encoding::for_bom(read).map(|(encoding, _)| encoding);
        }
        hash.update(read);
        if named.is_none() && mark.is_none() {
            utf8.add(read);
            guess.add(read);
            nuls += read.iter().map(|byte| u64::from(*byte == 0)).sum::<u64>();
        }
        bytes += n as u64;
        if n < chunk.len() {
            break;
        }
    }
    utf8.end();
    let charset = named.unwrap_or_else(|| decide(mark, &utf8, &guess));
    Ok(Facts {
        hash: hash.finalize().into(),
        bytes,
        charset,
        looks_utf16: nuls * 4 > bytes && bytes > 0,
    })
}

fn decide(mark: Option<&'static encoding_rs::Encoding>, utf8: &Utf8Census, guess: &Guess) -> Charset {
    if let Some(encoding) = mark {
        return Charset {
            encoding,
            known_by: KnownBy::Mark,
        };
    }
    let (encoding, known_by) = if utf8.broken == 0 {
        (UTF_8, KnownBy::Valid)
    } else if utf8.letters > utf8.broken || utf8.broken_text * 2 <= utf8.broken {
        (UTF_8, KnownBy::Mostly)
    } else {
        (guess.best(), KnownBy::Guessed)
    };
    Charset { encoding, known_by }
}

/// Reads until the buffer is full or the file ends.
fn fill(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match from.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Counts what fits UTF-8 and what does not.
#[derive(Default)]
struct Utf8Census {
    /// Well-formed letters outside ASCII.
    letters: u64,
    /// Malformed sequences.
    broken: u64,
    /// Of these, those that would read as text in CP1252 (a letter beside a letter, a usual sign).
    broken_text: u64,
    /// The begin of a letter at the end of the last chunk, with the byte before it.
    carry: Vec<u8>,
}

impl Utf8Census {
    fn add(&mut self, chunk: &[u8]) {
        if self.carry.is_empty() && chunk.is_ascii() {
            return;
        }
        let mut joined = std::mem::take(&mut self.carry);
        joined.extend_from_slice(chunk);
        let mut rest = joined.as_slice();
        loop {
            match std::str::from_utf8(rest) {
                Ok(text) => {
                    self.count_letters(text.as_bytes());
                    return;
                }
                Err(error) => {
                    let at = error.valid_up_to();
                    self.count_letters(&rest[..at]);
                    let Some(length) = error.error_len() else {
                        self.carry = rest[at..].to_vec();
                        return;
                    };
                    self.count_broken(rest, at);
                    rest = &rest[at + length..];
                }
            }
        }
    }
    fn end(&mut self) {
        let carry = std::mem::take(&mut self.carry);
        if !carry.is_empty() {
            self.count_broken(&carry, 0);
        }
    }
    fn count_letters(&mut self, valid: &[u8]) {
        self.letters += valid.iter().filter(|byte| **byte >= 0xC0).count() as u64;
    }
    fn count_broken(&mut self, bytes: &[u8], at: usize) {
        self.broken += 1;
        let before = at.checked_sub(1).and_then(|i| bytes.get(i)).copied();
        let after = bytes.get(at + 1).copied();
        self.broken_text += u64::from(reads_as_text(bytes[at], before, after));
    }
}

/// Whether a byte that breaks UTF-8 would make sense in CP1252 where it stands.
fn reads_as_text(byte: u8, before: Option<u8>, after: Option<u8>) -> bool {
    let letter = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_alphabetic());
    match byte {
        // Not in the code page, or in hardly any word.
        0x81 | 0x8D | 0x8F | 0x90 | 0x9D | 0xFE | 0xFF => false,
        // € quotation marks dashes … § © « ® ° · º » and the like stand anywhere.
        0x80..=0xBF => true,
        // A capital begins a word, a small letter is part of one.
        0xC0..=0xDE => letter(after) || (letter(before) && before.is_some_and(|b| b.is_ascii_uppercase())),
        _ => letter(before) || letter(after),
    }
}

/// Keeps the neighbourhoods of letters outside ASCII, and guesses the code page from them when it comes to that.
#[derive(Default)]
struct Guess {
    sample: Vec<u8>,
}

impl Guess {
    fn add(&mut self, chunk: &[u8]) {
        let left = GUESS_BYTES - self.sample.len();
        if left > 0 && !chunk.is_ascii() {
            self.sample.extend_from_slice(&chunk[..chunk.len().min(left)]);
        }
    }
    fn best(&self) -> &'static encoding_rs::Encoding {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(&self.sample, false);
        let found = detector.guess(None, Utf8Detection::Deny);
        if found == UTF_8 { WINDOWS_1252 } else { found }
    }
}

/// Gives a file as UTF-8: decoded, or for UTF-8 the bytes as they are without the mark.
pub(super) struct Utf8Reader<R> {
    from: R,
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    /// What is ready to be given, from `given` on.
    ready: Vec<u8>,
    given: usize,
    begun: bool,
    at_end: bool,
    /// Where in the file the first byte that is given stands: behind the mark.
    skipped: u64,
}

impl<R: Read> Utf8Reader<R> {
    /// Reads `from` in the given encoding.
    pub(super) fn new(from: R, charset: Charset) -> Self {
        Self {
            from,
            decoder: (!charset.is_utf8()).then(|| charset.encoding.new_decoder_with_bom_removal()),
            raw: vec![0; 32 * 1024],
            ready: Vec::new(),
            given: 0,
            begun: false,
            at_end: false,
            skipped: 0,
        }
    }
    /// How many bytes of a mark were left out; known after the first read.
    pub(super) fn skipped(&self) -> u64 {
        self.skipped
    }
    fn refill(&mut self) -> io::Result<()> {
        self.ready.clear();
        self.given = 0;
        let n = fill(&mut self.from, &mut self.raw)?;
        self.at_end = n < self.raw.len();
        let raw = &self.raw[..n];
        if let Some(decoder) = &mut self.decoder {
            let room = decoder.max_utf8_buffer_length(n).unwrap_or(n * 4);
            self.ready.resize(room.max(16), 0);
            let (_, _, written, _) = decoder.decode_to_utf8(raw, &mut self.ready, self.at_end);
            self.ready.truncate(written);
        } else {
            self.ready.extend_from_slice(raw);
            if !self.begun && raw.starts_with(b"\xEF\xBB\xBF") {
                self.given = 3;
                self.skipped = 3;
            }
        }
        self.begun = true;
        Ok(())
    }
}

impl<R: Read> Read for Utf8Reader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() && !self.at_end {
            self.refill()?;
        }
        let rest = &self.ready[self.given..];
        let n = rest.len().min(out.len());
        out[..n].copy_from_slice(&rest[..n]);
        self.given += n;
        Ok(n)
    }
}

/// Whether a name means one of the two UTF-16 encodings.
pub(super) fn is_utf16(charset: Charset) -> bool {
    charset.encoding == UTF_16LE || charset.encoding == UTF_16BE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn charset_of(bytes: &[u8]) -> Charset {
        inspect(bytes, None).expect("memory").charset
    }
    fn text_of(bytes: &[u8]) -> String {
        let charset = charset_of(bytes);
        let mut text = Vec::new();
        Utf8Reader::new(bytes, charset)
            .read_to_end(&mut text)
            .expect("memory");
        String::from_utf8_lossy(&text).into_owned()
    }
    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        std::iter::once(0xFEFF)
            .chain(text.encode_utf16())
            .flat_map(bytes)
            .collect()
    }

    #[test]
    fn each_way_to_write_a_name_reads_as_the_same_name() {
        let text = "name;city\nMüller & Söhne;Köln\n";
        let (cp1252, _, _) = WINDOWS_1252.encode(text);
        let marked = [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
        for (bytes, name, known_by) in [
            (text.as_bytes().to_vec(), "UTF-8", KnownBy::Valid),
            (marked, "UTF-8", KnownBy::Mark),
            (utf16(text, u16::to_le_bytes), "UTF-16LE", KnownBy::Mark),
            (utf16(text, u16::to_be_bytes), "UTF-16BE", KnownBy::Mark),
            (cp1252.into_owned(), "windows-1252", KnownBy::Guessed),
        ] {
            let charset = charset_of(&bytes);
            assert_eq!((charset.name(), charset.known_by), (name, known_by));
            assert_eq!(text_of(&bytes), text, "{name}");
        }
    }

    #[test]
    fn a_broken_cell_does_not_make_a_file_of_utf8_another_one() {
        for bytes in [
            b"name\nM\xC3\xBCller\nBro\xFFken\n".as_slice(),
            b"name\nAcme\nBro\xFF\xFEken\n",
            b"name\nAcme\nx\xC3(y\n",
        ] {
            let charset = charset_of(bytes);
            assert_eq!((charset.name(), charset.known_by), ("UTF-8", KnownBy::Mostly));
        }
        let spanish = b"name,street\nCr\xE9dito,\"San Romualdo, 26 5\xBA\"\n";
        assert_eq!(charset_of(spanish).name(), "windows-1252");
    }

    #[test]
    fn chunks_cut_anywhere_give_the_same_census() {
        let text = "ä€𝄞x".repeat(30_000);
        let facts = inspect(text.as_bytes(), None).expect("memory");
        assert_eq!(facts.charset.known_by, KnownBy::Valid);
        assert_eq!(facts.bytes, text.len() as u64);
        assert!(
            text_of(&utf16(&text, u16::to_le_bytes)) == text,
            "decoded in chunks"
        );
    }

    #[test]
    fn names_of_encodings_are_those_people_use() {
        for (label, name) in [
            ("CP1252", "windows-1252"),
            ("latin-1", "windows-1252"),
            ("utf8", "UTF-8"),
            ("1251", "windows-1251"),
            ("UTF-16", "UTF-16LE"),
        ] {
            assert_eq!(Charset::named(label).map(|c| c.name()), Some(name), "{label}");
        }
        assert_eq!(Charset::named("klingon"), None);
    }

    #[test]
    fn utf16_without_a_mark_is_suspected() {
        let bytes: Vec<u8> = "name,city\nAcme,Bonn\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert!(inspect(bytes.as_slice(), None).expect("memory").looks_utf16);
    }
}

//! Files that are no table at all, told by their first bytes or by what they are made of.

use crate::import::ImportError;
use std::io::Read;
use std::path::Path;

/// What files of other kinds begin with.
const BEGINNINGS: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF"),
    (b"\x89PNG\r\n", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xFF\xD8\xFF", "a picture"),
    (b"\x7FELF", "a program"),
    (b"\x1F\x8B", "a packed file"),
    (b"7z\xBC\xAF", "a packed file"),
    (b"Rar!", "a packed file"),
    (b"BZh", "a packed file"),
    (b"\xFD7zXZ", "a packed file"),
    (b"\x28\xB5\x2F\xFD", "a packed file"),
    (b"SQLite format 3\0", "a database"),
    (b"{\\rtf", "a text document"),
];
/// What pages of the web and other marked-up files begin with, in small letters.
const MARKUP: &[&[u8]] = &[b"<!doctype", b"<html", b"<?xml", b"<table"];

/// What kind of file it is that holds no table; none: it may be one.
pub(super) fn kind(path: &Path) -> Result<Option<&'static str>, ImportError> {
    let mut first = Vec::new();
    super::open(path)?
        .take(256)
        .read_to_end(&mut first)
        .map_err(|source| ImportError::read(path, source))?;
    let known = BEGINNINGS.iter().find(|(bytes, _)| first.starts_with(bytes));
    if let Some((_, what)) = known {
        return Ok(Some(what));
    }
    let text = first.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&first);
    let text = text.trim_ascii_start().to_ascii_lowercase();
    let marked_up = MARKUP.iter().any(|begin| text.starts_with(begin));
    Ok(marked_up.then_some("a page with markup"))
}

/// Whether the beginning of a file is text: signs that no text holds are few in it.
///
/// A NUL here and there spoils its row only.
pub(super) fn is_text(sample: &[u8]) -> bool {
    let odd = |byte: &&u8| byte.is_ascii_control() && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B);
    let odd = sample.iter().filter(odd).count();
    odd < 8 || odd * 20 < sample.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_of(bytes: &[u8]) -> Option<&'static str> {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("rows.csv");
        std::fs::write(&path, bytes).expect("written");
        kind(&path).expect("read")
    }

    #[test]
    fn what_is_no_table_is_known_by_its_beginning() {
        assert_eq!(kind_of(b"%PDF-1.7\nname,city"), Some("a PDF"));
        assert_eq!(
            kind_of(b"\xEF\xBB\xBF\n <!DOCTYPE html><table>"),
            Some("a page with markup")
        );
        assert_eq!(kind_of(b"name,city\n<b>Acme</b>,Bonn\n"), None);
        assert_eq!(kind_of(b"PDF,name\n"), None);
    }

    #[test]
    fn a_row_with_a_nul_is_text_and_noise_is_none() {
        assert!(is_text(b"name,city\nAcme,Bonn\nNul\0l,Jena\n"));
        let noise: Vec<u8> = (0u32..4096)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
            .collect();
        assert!(!is_text(&noise));
        assert!(is_text(b""));
    }
}

//! Text on its way out: cleaned of what a terminal would obey, measured,
//! cut, wrapped and padded by the cells it takes.
//!
//! Names, notes and imported cells are stored as they came. Every exit (a
//! widget, a line of the command line, the clipboard, the window title, a log
//! line) shows them through [`clean`]. Comparison and search folding are not
//! here; they belong to the store.

use std::borrow::Cow;
use std::fmt;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Most combining marks one visible character may carry.
const MARKS: usize = 8;
/// First strong isolate: opens a field whose direction differs from the line's.
const FSI: char = '\u{2068}';
/// Pop directional isolate: closes what [`FSI`] opened.
const PDI: char = '\u{2069}';
const ELLIPSIS: &str = "…";

/// Whether line breaks survive the cleaning.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// One line: a line break is shown as `␊`, a tab as a space.
    Line,
    /// Several lines: `\n` stays, other line ends become `\n`, a tab becomes four spaces.
    Block,
}

/// Text that holds nothing a terminal would obey; only [`clean`] makes it.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct SafeText {
    text: String,
    flagged: bool,
}

impl SafeText {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
    /// Whether something invisible was removed, as a forged name would have it.
    pub fn flagged(&self) -> bool {
        self.flagged
    }
    /// The text itself.
    pub fn into_string(self) -> String {
        self.text
    }
    /// Cells it takes on a terminal.
    pub fn width(&self) -> usize {
        width(&self.text)
    }
}

impl AsRef<str> for SafeText {
    fn as_ref(&self) -> &str {
        &self.text
    }
}
impl fmt::Display for SafeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

/// Makes text from data safe to show (security.md 4.2.1).
///
/// Cleaning is idempotent: cleaned text comes back as it is.
pub fn clean(text: &str, mode: Mode) -> SafeText {
    if is_plain(text) {
        return SafeText {
            text: text.to_owned(),
            flagged: false,
        };
    }
    clean_clusters(text, mode)
}

fn clean_clusters(text: &str, mode: Mode) -> SafeText {
    // A cleaned right-to-left field carries its own isolate; do not mark that one.
    let inner = text
        .strip_prefix(FSI)
        .and_then(|rest| rest.strip_suffix(PDI))
        .unwrap_or(text);
    let mut out = String::with_capacity(inner.len());
    let mut flagged = false;
    for cluster in inner.graphemes(true) {
        clean_cluster(cluster, mode, &mut out, &mut flagged);
    }
    if out.chars().any(is_right_to_left) {
        out.insert(0, FSI);
        out.push(PDI);
    }
    SafeText { text: out, flagged }
}

/// [`clean`] for one line that borrows when nothing had to change.
pub fn line(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(clean(text, Mode::Line).into_string())
    }
}

/// Whether every character stands for itself in one cell, whatever stands beside it: most of what is ever shown.
///
/// Cleaning changes nothing then, and looking at each cluster took a tenth of a frame.
pub fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) || text.chars().all(is_plain_char)
}

/// Printable ASCII, the letters and signs of Latin-1 and its extensions, Cyrillic without its marks, dashes and quotation
/// marks, arrows, frames.
fn is_plain_char(ch: char) -> bool {
    matches!(ch,
        ' '..='~' | '\u{A0}'..='\u{AC}' | '\u{AE}'..='\u{2AF}' | '\u{400}'..='\u{482}' | '\u{48A}'..='\u{52F}'
        | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}' | '\u{2190}'..='\u{21FF}' | '\u{2500}'..='\u{25FC}')
}

fn clean_cluster(cluster: &str, mode: Mode, out: &mut String, flagged: &mut bool) {
    if cluster == "\r\n" {
        return line_break(mode, out);
    }
    let flag_of_region = cluster.starts_with('\u{1F3F4}') && cluster.ends_with('\u{E007F}');
    let mut marks = 0;
    for ch in cluster.chars() {
        match ch {
            // An emoji sequence is drawn as its first picture; terminals disagree on the rest.
            '\u{200D}' => {
                if marks_an_emoji(cluster) {
                    return;
                }
                *flagged = true;
            }
            '\u{FE0F}' => {}
            // A flag is two letters that terminals draw as one picture, as two letters, or apart.
            '\u{1F1E6}'..='\u{1F1FF}' => {
                out.push(char::from_u32(u32::from(ch) - 0x1F1E6 + u32::from('A')).unwrap_or('�'));
            }
            '\u{E0000}'..='\u{E007F}' if flag_of_region => out.push(ch),
            _ if is_hidden(ch) => *flagged = true,
            _ if UnicodeWidthStr::width(ch.encode_utf8(&mut [0; 4]) as &str) == 0 && is_printable(ch) => {
                marks += 1;
                if marks <= MARKS {
                    out.push(ch);
                }
            }
            _ => clean_char(ch, mode, out),
        }
    }
}

/// Whether a cluster with a joiner is a picture (its first character is two cells wide or a symbol).
fn marks_an_emoji(cluster: &str) -> bool {
    cluster
        .chars()
        .next()
        .is_some_and(|first| matches!(first, '\u{2190}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}'))
}

fn line_break(mode: Mode, out: &mut String) {
    out.push(if mode == Mode::Block { '\n' } else { '␊' });
}

fn clean_char(ch: char, mode: Mode, out: &mut String) {
    match ch {
        '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => line_break(mode, out),
        '\t' => out.push_str(if mode == Mode::Block { "    " } else { " " }),
        '\0'..='\u{1F}' => out.push(char::from_u32(0x2400 + u32::from(ch)).unwrap_or('�')),
        '\u{7F}' => out.push('␡'),
        // The one-byte form of ESC and a letter.
        '\u{80}'..='\u{9F}' => {
            out.push('␛');
            out.push(char::from_u32(u32::from(ch) - 0x40).unwrap_or('�'));
        }
        _ => match bidi_name(ch) {
            Some(name) => {
                out.push('⟨');
                out.push_str(name);
                out.push('⟩');
            }
            None if is_printable(ch) || ch.is_whitespace() => out.push(ch),
            None => out.push('�'),
        },
    }
}

fn bidi_name(ch: char) -> Option<&'static str> {
    Some(match ch {
        '\u{202A}' => "LRE",
        '\u{202B}' => "RLE",
        '\u{202C}' => "PDF",
        '\u{202D}' => "LRO",
        '\u{202E}' => "RLO",
        '\u{2066}' => "LRI",
        '\u{2067}' => "RLI",
        FSI => "FSI",
        PDI => "PDI",
        '\u{200E}' => "LRM",
        '\u{200F}' => "RLM",
        '\u{061C}' => "ALM",
        _ => return None,
    })
}

/// Characters that show nothing and serve only to make two different names look the same.
fn is_hidden(ch: char) -> bool {
    matches!(ch,
        '\u{200B}' | '\u{2060}'..='\u{2064}' | '\u{206A}'..='\u{206F}' | '\u{FEFF}' | '\u{AD}'
        | '\u{180E}' | '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' | '\u{E0000}'..='\u{E007F}')
}

/// Whether the standard library's tables know the character as one that shows something.
fn is_printable(ch: char) -> bool {
    // Format characters that belong to their script.
    if matches!(
        ch,
        '\u{200C}' | '\u{600}'..='\u{605}' | '\u{6DD}' | '\u{70F}' | '\u{8E2}'
    ) {
        return true;
    }
    // `escape_debug` of a string escapes from its second character on exactly what is not printable.
    let mut bytes = [0; 5];
    bytes[0] = b'a';
    let len = ch.encode_utf8(&mut bytes[1..]).len();
    let two = std::str::from_utf8(&bytes[..=len]).unwrap_or("a");
    matches!(ch, '\'' | '"' | '\\') || two.escape_debug().nth(1) == Some(ch)
}

/// Whether nothing in it can be seen: only spaces, marks with nothing under them, and invisible characters.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|ch| {
        ch.is_whitespace()
            || ch.is_control()
            || bidi_name(ch).is_some()
            || is_hidden(ch)
            // The cell of braille without a dot.
            || ch == '\u{2800}'
            || UnicodeWidthStr::width(ch.encode_utf8(&mut [0; 4]) as &str) == 0
    })
}

fn is_right_to_left(ch: char) -> bool {
    matches!(ch,
        '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

/// Cells that text takes on a terminal: the sum over its visible characters, as the screen counts them.
pub fn width(text: &str) -> usize {
    if is_plain(text) {
        text.chars().count()
    } else {
        text.graphemes(true).map(cells).sum()
    }
}

fn cells(cluster: &str) -> usize {
    if cluster.contains(char::is_control) {
        0
    } else {
        cluster.width()
    }
}

/// The longest beginning of `text` that takes at most `max` cells.
pub fn fit(text: &str, max: usize) -> &str {
    if text.len() <= max {
        return text;
    }
    let mut used = 0;
    for (at, cluster) in text.grapheme_indices(true) {
        used += cells(cluster);
        if used > max {
            return &text[..at];
        }
    }
    text
}

/// What is left of `text` without its first `by` cells (and without a character that lies across the border).
pub fn skip(text: &str, by: usize) -> &str {
    let mut used = 0;
    for (at, cluster) in text.grapheme_indices(true) {
        if used >= by {
            return &text[at..];
        }
        used += cells(cluster);
    }
    if used >= by && by == 0 { text } else { "" }
}

/// Cuts `text` to `max` cells, ending it in `…` when something is missing.
pub fn ellipsize(text: &str, max: usize) -> Cow<'_, str> {
    if text.len() <= max || width(text) <= max {
        return Cow::Borrowed(text);
    }
    if max == 0 {
        return Cow::Borrowed("");
    }
    let head = fit(text, max - 1).trim_end();
    let mut out = String::with_capacity(head.len() + 6);
    out.push_str(head);
    out.push_str(ELLIPSIS);
    if text.starts_with(FSI) {
        out.push(PDI);
    }
    Cow::Owned(out)
}

/// Makes `text` exactly `to` cells wide: spaces behind it, or an ellipsis.
pub fn pad(text: &str, to: usize) -> String {
    let mut out = ellipsize(text, to).into_owned();
    let missing = to.saturating_sub(width(&out));
    out.extend(std::iter::repeat_n(' ', missing));
    out
}

/// As [`pad`], with the spaces in front; for numbers and money.
pub fn pad_left(text: &str, to: usize) -> String {
    let cut = ellipsize(text, to);
    let mut out = " ".repeat(to.saturating_sub(width(&cut)));
    out.push_str(&cut);
    out
}

/// Breaks text into lines of at most `max` cells, at spaces where it can.
///
/// Line breaks in the text stay; a word wider than a line is cut between
/// characters. An empty text is one empty line.
pub fn wrap(text: &str, max: usize) -> Vec<String> {
    let max = max.max(1);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        wrap_paragraph(paragraph, max, &mut lines);
    }
    lines
}

/// The pieces that are not broken at the end of a line: words with their signs, and the spaces between them.
/// Scripts that write no spaces break between their characters, but not before a sign.
fn words(paragraph: &str) -> Vec<&str> {
    let is_space = |text: &str| text.chars().all(char::is_whitespace);
    let is_wide = |ch: Option<char>| ch.is_some_and(|ch| cells(ch.encode_utf8(&mut [0; 4])) > 1);
    let is_sign = |text: &str| !text.chars().any(char::is_alphanumeric);
    let mut words: Vec<&str> = Vec::new();
    let (mut from, mut end) = (0, 0);
    for piece in paragraph.split_word_bounds() {
        let before = &paragraph[from..end];
        let spaced = before.is_empty() || is_space(before) || is_space(piece);
        let unspaced = is_wide(before.chars().last()) || is_wide(piece.chars().next());
        if spaced || (unspaced && !is_sign(piece)) {
            if from < end {
                words.push(before);
            }
            from = end;
        }
        end += piece.len();
    }
    if from < end {
        words.push(&paragraph[from..end]);
    }
    words
}

fn wrap_paragraph(paragraph: &str, max: usize, lines: &mut Vec<String>) {
    let first = lines.len();
    let mut line = String::new();
    let mut used = 0;
    for word in words(paragraph) {
        let space = word.chars().all(char::is_whitespace);
        let wide = width(word);
        if used + wide <= max {
            line.push_str(word);
            used += wide;
            continue;
        }
        if space {
            // The break replaces the space.
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            used = 0;
            continue;
        }
        if used > 0 && !line.trim().is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        line.clear();
        used = 0;
        for cluster in word.graphemes(true) {
            let one = cells(cluster);
            if used + one > max && used > 0 {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push_str(cluster);
            used += one;
        }
    }
    if lines.len() == first || !line.trim().is_empty() {
        lines.push(line.trim_end().to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        clean(text, Mode::Line).into_string()
    }

    #[test]
    fn what_a_terminal_would_obey_is_shown_as_a_sign() {
        for (raw, expect) in [
            ("Müller GmbH & Co. KG", "Müller GmbH & Co. KG"),
            ("\u{1b}[31mred", "␛[31mred"),
            ("\u{9b}31mred", "␛[31mred"),
            ("\u{1b}]52;c;AAAA\u{7}", "␛]52;c;AAAA␇"),
            ("\u{1b}]8;;http://x\u{1b}\\", "␛]8;;http://x␛\\"),
            ("a\r\nFAKE", "a␊FAKE"),
            ("a\nb\rc\u{85}d\u{2028}e\u{2029}f", "a␊b␊c␊d␊e␊f"),
            ("a\tb\u{0}\u{7f}", "a b␀␡"),
            ("it's \"quoted\" \\ back", "it's \"quoted\" \\ back"),
        ] {
            assert_eq!(shown(raw), expect);
        }
    }

    #[test]
    fn plain_characters_are_those_that_cleaning_leaves_in_one_cell() {
        let plain: Vec<char> = ('\0'..=char::MAX).filter(|ch| is_plain_char(*ch)).collect();
        assert!(plain.len() > 1000);
        for pair in plain.windows(2) {
            let text: String = pair.iter().collect();
            let cleaned = clean_clusters(&text, Mode::Line);
            assert_eq!(
                (cleaned.as_str(), cleaned.flagged()),
                (text.as_str(), false),
                "{pair:?}"
            );
            assert_eq!(
                text.graphemes(true).map(cells).collect::<Vec<_>>(),
                [1, 1],
                "{pair:?}"
            );
        }
    }

    #[test]
    fn direction_marks_are_named_and_right_to_left_text_is_kept_apart() {
        assert_eq!(shown("invoice\u{202E}fdp.exe"), "invoice⟨RLO⟩fdp.exe");
        assert_eq!(shown("\u{2066}\u{2069}\u{200E}\u{061C}"), "⟨LRI⟩⟨PDI⟩⟨LRM⟩⟨ALM⟩");
        let hebrew = clean("שלום בע״מ", Mode::Line);
        assert_eq!(hebrew.as_str(), "\u{2068}שלום בע״מ\u{2069}");
        assert_eq!(hebrew.width(), 9);
        assert_eq!(ellipsize(hebrew.as_str(), 5), "\u{2068}שלום…\u{2069}");
    }

    #[test]
    fn invisible_characters_go_and_are_flagged() {
        for raw in [
            "pay\u{200B}pal",
            "pay\u{2060}pal",
            "\u{FEFF}paypal",
            "pay\u{AD}pal",
            "paypal\u{3164}",
        ] {
            let safe = clean(raw, Mode::Line);
            assert_eq!((safe.as_str(), safe.flagged()), ("paypal", true), "{raw:?}");
        }
        assert_eq!(shown("A\u{E0041}\u{E0042}"), "A");
        assert_eq!(shown("\u{E000}\u{378}\u{FFFFE}"), "���");
        assert!(!clean("plain", Mode::Line).flagged());
    }

    #[test]
    fn pictures_keep_the_columns() {
        for (raw, expect, cells) in [
            ("♻️ Recycling", "♻ Recycling", 11),
            ("👨‍👩‍👧", "👨", 2),
            ("1️⃣", "1\u{20E3}", 1),
            ("🇩🇪 Müller", "DE Müller", 9),
            ("🇩🇪🇫🇷", "DEFR", 4),
            ("🇩", "D", 1),
            ("日本精密工業", "日本精密工業", 12),
            ("e\u{301}", "e\u{301}", 1),
        ] {
            assert_eq!(shown(raw), expect);
            assert_eq!(width(&shown(raw)), cells, "{raw}");
        }
        let scotland = "\u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}";
        assert_eq!(shown(scotland), scotland);
    }

    #[test]
    fn a_name_of_two_thousand_marks_is_one_character_with_eight() {
        let zalgo = format!("Z{}x", "\u{301}".repeat(2_000));
        let safe = shown(&zalgo);
        assert_eq!(safe.chars().count(), 2 + MARKS);
        assert_eq!(width(&safe), 2);
    }

    #[test]
    fn what_nobody_can_see_is_blank() {
        for blank in [
            "",
            " \u{A0}\u{3000}",
            "\u{200B}\u{2060}",
            "\u{E0061}",
            "\u{301}",
            "\u{FE0F}",
            "\u{180E}",
            "\u{34F}",
            "\u{3164}",
            "\u{202E}",
            "\u{1b}",
            "\u{2800}",
            "\u{AD}",
        ] {
            assert!(is_blank(blank), "{blank:?}");
        }
        for seen in ["a", "e\u{301}", "日", "שלום", "♻\u{FE0F}", "-", "\u{200B}x"] {
            assert!(!is_blank(seen), "{seen:?}");
        }
    }

    #[test]
    fn cleaning_twice_changes_nothing_more() {
        for raw in [
            "\u{1b}[0m\u{202E}שלום\u{200B}",
            "a\r\n\tb",
            "👨‍👩‍👧\u{9b}",
            "\u{2068}x\u{2069}",
        ] {
            for mode in [Mode::Line, Mode::Block] {
                let once = clean(raw, mode).into_string();
                assert_eq!(clean(&once, mode).as_str(), once, "{raw:?}");
            }
        }
    }

    #[test]
    fn a_block_keeps_its_lines() {
        assert_eq!(clean("a\r\nb\u{2028}c\td", Mode::Block).as_str(), "a\nb\nc    d");
    }

    #[test]
    fn cutting_counts_cells_and_never_splits_a_character() {
        for (text, max, expect) in [
            ("Müller GmbH & Co. KG", 11, "Müller Gmb…"),
            ("Müller", 6, "Müller"),
            ("日本精密", 4, "日…"),
            ("日本精密", 5, "日本…"),
            ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
            ("ab", 1, "…"),
            ("ab", 0, ""),
        ] {
            assert_eq!(ellipsize(text, max), expect);
            assert!(width(&ellipsize(text, max)) <= max);
        }
        assert_eq!(fit("日本", 3), "日");
        assert_eq!(
            (skip("日本x", 3), skip("abc", 0), skip("abc", 3)),
            ("x", "abc", "")
        );
        assert_eq!(pad("日本", 5), "日本 ");
        assert_eq!(pad_left("12", 4), "  12");
    }

    #[test]
    fn wrapping_breaks_at_spaces_and_cuts_only_what_is_too_long() {
        for (text, max, expect) in [
            ("", 5, vec![""]),
            ("one two three", 7, vec!["one two", "three"]),
            ("a\n\nb", 5, vec!["a", "", "b"]),
            ("abcdefghij kl", 4, vec!["abcd", "efgh", "ij", "kl"]),
            ("日本精密工業", 5, vec!["日本", "精密", "工業"]),
            ("end here  ", 4, vec!["end", "here"]),
            ("so quick: two", 8, vec!["so", "quick:", "two"]),
            ("Ctrl+S saves", 6, vec!["Ctrl+S", "saves"]),
            ("日本。精密", 4, vec!["日", "本。", "精密"]),
        ] {
            assert_eq!(wrap(text, max), expect, "{text:?}");
        }
    }
}

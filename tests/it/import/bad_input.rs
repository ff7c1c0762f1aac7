//! Files as they must not be: what is refused as a whole, what is rejected row by row, what is taken as it is.
//!
//! Where each of the bad inputs of `faults-and-bad-inputs.md` §3.8, CSV import, is tested; `cases` are those of
//! [`every_bad_file_is_refused_or_taken_as_it_should`], which name their row:
//!
//! | row | input | test |
//! |---|---|---|
//! | 1, 2 | empty, header only | cases; exit codes: `verb::exit_codes_follow_the_table` |
//! | 3, 4 | byte order mark, UTF-16 | cases; `read::encoding::each_way_to_write_a_name_reads_as_the_same_name` |
//! | 5 | Latin-1, Windows-1252 | cases; said: `what_is_wrong_is_said_before`; asked: `the_user_decides_what_the_file_leaves_open` |
//! | 6 | broken UTF-8 in one cell | cases; `read::a_broken_cell_does_not_make_a_file_of_utf8_another_one` |
//! | 7 | `;`, tab, bar | cases; in the preview: `shown::the_separator_is_shown_before` |
//! | 8 | CRLF, CR, mixed | cases; `read::record::every_line_end_ends_a_row` |
//! | 9 | newline within quotes | cases; `shown::what_would_be_obeyed_is_kept_and_only_shown` |
//! | 10 | unclosed quote, large cell | cases; `read::record::a_row_without_end_is_refused_before_it_fills_the_memory` |
//! | 11 | too few or many fields | cases; `rejected_rows_can_be_mended_and_imported_again` |
//! | 12 | a header twice | cases; `read::headers_that_cannot_be_worked_with_are_refused` |
//! | 13 | unknown column | `an_unknown_column_is_kept_or_mapped_and_never_dropped_unsaid` |
//! | 14 | 100 columns, 10 MiB line | cases; `interrupted::a_batch_of_long_rows_is_cut` |
//! | 15 | a million rows | `shown::a_long_file_takes_little_memory`; resumed: `faults::imports` |
//! | 16 | the same file twice | `stories::the_same_file_again_changes_nothing`, `happened::the_same_activities_again_change_nothing_and_one_undo_takes_them_back` |
//! | 17 | e-mails twice in the file | `stories::people_who_share_an_address_are_entered_and_proposed_for_merging` |
//! | 18 | formulas | cases; `shown::what_would_be_obeyed_is_kept_and_only_shown` |
//! | 19 | formulas, exported | the same; `export::a_spreadsheet_holds_typed_cells_and_no_formula` |
//! | 20 | escape sequences | cases; `shown::what_would_be_obeyed_is_kept_and_only_shown` |
//! | 21 | direction marks | the same; said: `what_is_wrong_is_said_before` |
//! | 22 | NUL | cases |
//! | 23 | dates | cases; asked once: `the_user_decides_what_the_file_leaves_open` |
//! | 24 | amounts | cases; `shown::amounts_are_the_numbers_they_are`; `value::number` |

use super::world::{World, line, mapped};
use callsheet::import::read::Charset;
use callsheet::import::value::date::DateOrder;
use callsheet::import::{ImportOptions, Mode, Report};

/// A case: what the file holds, and what must become of its rows or of the whole.
struct Case {
    /// Row of the list of bad inputs.
    row: u32,
    what: &'static str,
    bytes: Vec<u8>,
    expect: Expect,
}

enum Expect {
    /// Nothing is imported; the message says this.
    Refused(&'static str),
    /// created, updated, unchanged, skipped, failed; the first rejected row says this.
    Taken([u64; 5], &'static str),
}
use Expect::{Refused, Taken};

fn case(row: u32, what: &'static str, bytes: impl Into<Vec<u8>>, expect: Expect) -> Case {
    Case {
        row,
        what,
        bytes: bytes.into(),
        expect,
    }
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units.flat_map(bytes).collect()
}

fn wide(columns: usize) -> String {
    let names: Vec<String> = (1..columns).map(|n| format!("c{n}")).collect();
    format!("name,{}\n", names.join(","))
}

fn whole_files() -> Vec<Case> {
    let plain = "name,city\nMüller,Köln\n";
    vec![
        case(1, "empty file", "", Refused("no rows")),
        case(1, "nothing but line ends", "\r\n\r\n", Refused("no rows")),
        case(2, "header only", "name,city\n", Taken([0; 5], "")),
        case(
            3,
            "byte order mark",
            format!("\u{feff}{plain}"),
            Taken([1, 0, 0, 0, 0], ""),
        ),
        case(
            4,
            "UTF-16 LE",
            utf16(plain, u16::to_le_bytes),
            Taken([1, 0, 0, 0, 0], ""),
        ),
        case(
            4,
            "UTF-16 BE",
            utf16(plain, u16::to_be_bytes),
            Taken([1, 0, 0, 0, 0], ""),
        ),
        case(
            4,
            "UTF-16 without its mark",
            utf16(plain, u16::to_le_bytes)[2..].to_vec(),
            Refused("--encoding utf-16le"),
        ),
        case(
            5,
            "Windows-1252",
            b"name,city\nM\xFCller,K\xF6ln\n".to_vec(),
            Taken([1, 0, 0, 0, 0], ""),
        ),
        case(
            7,
            "semicolons",
            plain.replace(',', ";"),
            Taken([1, 0, 0, 0, 0], ""),
        ),
        case(7, "tabs", plain.replace(',', "\t"), Taken([1, 0, 0, 0, 0], "")),
        case(8, "CRLF", plain.replace('\n', "\r\n"), Taken([1, 0, 0, 0, 0], "")),
        case(8, "CR", plain.replace('\n', "\r"), Taken([1, 0, 0, 0, 0], "")),
        case(
            8,
            "mixed line ends",
            "name,city\r\nMüller,Köln\nB,x\rC,y",
            Taken([3, 0, 0, 0, 0], ""),
        ),
        case(
            10,
            "unclosed quote",
            "name,city\nA,b\nMüller,\"Köln\nC,d\n",
            Refused("opened in line 3"),
        ),
        case(
            12,
            "a header twice",
            "name,city,City\nA,b,c\n",
            Refused("comes twice"),
        ),
        case(14, "100 columns", wide(100), Refused("100 columns, at most 99")),
        case(
            14,
            "a line of 10 MiB",
            format!("name,city\nA,{}\n", "x".repeat(10 << 20)),
            Refused("line 2 is longer"),
        ),
    ]
}

fn single_rows() -> Vec<Case> {
    let good = "Müller,Köln\n";
    let with = |bad: &[u8]| [b"name,city\n", bad, b"\n", good.as_bytes()].concat();
    let dated = |dates: &[&str]| {
        let rows = dates.iter().enumerate().map(|(n, date)| format!("C{n},{date}\n"));
        format!("name,create date\n{}", rows.collect::<String>())
    };
    let amounts = |values: &[&str]| {
        let rows = values
            .iter()
            .enumerate()
            .map(|(n, value)| format!("C{n};{value}\n"));
        format!("name;revenue\n{}", rows.collect::<String>())
    };
    vec![
        case(
            6,
            "broken UTF-8 in one cell",
            with(b"Bro\xFFken,x"),
            Taken([1, 0, 0, 0, 1], "byte 13 of the file (0xFF)"),
        ),
        case(
            9,
            "line end within quotes",
            with(b"\"two\nlines\",x"),
            Taken([2, 0, 0, 0, 0], ""),
        ),
        case(
            10,
            "a cell over 64 KiB",
            with(format!("A,{}", "x".repeat(70_000)).as_bytes()),
            Taken([1, 0, 0, 0, 1], "at most 65536"),
        ),
        case(
            11,
            "too few cells",
            with(b"short"),
            Taken([1, 0, 0, 0, 1], "1 cell where the header has 2"),
        ),
        case(
            11,
            "too many cells",
            with(b"a,b,c"),
            Taken([1, 0, 0, 0, 1], "3 cells where the header has 2"),
        ),
        case(
            18,
            "formulas",
            with(b"=cmd|' /C calc'!A0,+1\n@SUM(A1),-1"),
            Taken([3, 0, 0, 0, 0], ""),
        ),
        case(
            20,
            "escape sequences",
            with("\u{1b}]52;c;eA==\u{7}x,\u{9b}31m".as_bytes()),
            Taken([2, 0, 0, 0, 0], ""),
        ),
        case(
            21,
            "right to left override",
            with("a\u{202e}b,c".as_bytes()),
            Taken([2, 0, 0, 0, 0], ""),
        ),
        case(22, "NUL", with(b"N\0ul,x"), Taken([1, 0, 0, 0, 1], "NUL")),
        case(
            23,
            "dates that are none",
            dated(&["31/02/2026", "1/2/26", "2026-13-01", "tomorrow"]),
            Taken([1, 0, 0, 0, 3], "\"31/02/2026\" is no date"),
        ),
        case(
            23,
            "dates that can be read both ways",
            dated(&["1/2/2026", "3/4/2026"]),
            Refused("--date-order"),
        ),
        case(
            24,
            "amounts",
            amounts(&[
                "1.234,56",
                "1e9",
                "NaN",
                "∞",
                "-0",
                "1000000000000000000000000000000",
                "€ 12",
            ]),
            Taken([4, 0, 0, 0, 3], "\"NaN\" is no number"),
        ),
        case(
            74,
            "a name of nothing visible",
            with("\u{200b} \u{3164},x".as_bytes()),
            Taken([1, 0, 0, 0, 1], "name"),
        ),
    ]
}

#[test]
fn every_bad_file_is_refused_or_taken_as_it_should() {
    for case in whole_files().into_iter().chain(single_rows()) {
        let world = World::new();
        let path = world.file("rows.csv", &case.bytes);
        let name = format!("{} {}", case.row, case.what);
        match (
            world.try_import(&path, ImportOptions::default(), Mode::Commit),
            case.expect,
        ) {
            (Err(error), Refused(says)) => {
                assert!(error.to_string().contains(says), "{name}: {error}");
                assert_eq!(error.exit(), 2, "{name}");
                assert!(
                    world
                        .replica
                        .history(1)
                        .expect("history")
                        .iter()
                        .all(|row| !row.kind.starts_with("company"))
                );
            }
            (Ok(report), Taken(totals, says)) => {
                assert_eq!(line(&report), totals, "{name}: {:?}", report.rejected);
                let reason = report.rejected.first().map_or("", |row| row.reason.as_str());
                assert!(reason.contains(says), "{name}: {reason}");
                assert_eq!(report.rejects.is_some(), totals[4] > 0, "{name}");
                if totals[0] > 0 && (3..=8).contains(&case.row) && case.row != 6 {
                    assert_eq!(
                        world.company("name", "muller").postal.city.as_deref(),
                        Some("Köln"),
                        "{name}"
                    );
                }
            }
            (Ok(report), Refused(_)) => panic!("{name}: taken, {:?}", report.totals),
            (Err(error), Taken(..)) => panic!("{name}: refused, {error}"),
        }
    }
}

#[test]
fn what_is_wrong_is_said_before() {
    let world = World::new();
    let codes = |report: &Report| {
        let codes = report.preview.warnings.iter().map(|warning| warning.code);
        codes.collect::<Vec<_>>().join(" ")
    };
    for (text, expected) in [
        ("name,city\na\u{202e}b,c\n", "hidden_signs"),
        ("name,city\nM\u{fffd}ller,x\n", "replacement_character"),
        ("name,city\nfÃ¼r uns,x\n", "double_encoded"),
        ("name,create date\nA,1/2/2026\nB,13/2/2026\n", "date_order"),
        ("name;revenue\nA;1.234\n", "decimal_mark"),
        ("name,city\nA,b\n", ""),
    ] {
        let report = world.take("rows.csv", text);
        assert_eq!(codes(&report), expected, "{text:?}");
    }
    let report = world.import(&world.file("old.csv", b"name,city\nM\xFCller,K\xF6ln\n"));
    assert_eq!(codes(&report), "encoding");
}

#[test]
fn the_user_decides_what_the_file_leaves_open() {
    let world = World::new();
    let path = world.file("rows.csv", "name,create date\nA,1/2/2026\n");
    let options = ImportOptions {
        date_order: Some(DateOrder::MonthFirst),
        ..ImportOptions::default()
    };
    assert_eq!(line(&world.import_with(&path, options)), [1, 0, 0, 0, 0]);
    assert_eq!(world.company("name", "a").extra["create date"], "2026-01-02");

    let path = world.file("cyrillic.csv", b"name,city\n\xCC\xE8\xF0,x\n");
    let options = ImportOptions {
        charset: Charset::named("cp1251"),
        ..ImportOptions::default()
    };
    world.import_with(&path, options);
    assert_eq!(world.company("name", "мир").name, "Мир");

    let path = world.file("double.csv", "name,city\nfÃ¼r uns,x\n");
    let options = ImportOptions {
        mend: true,
        ..ImportOptions::default()
    };
    world.import_with(&path, options);
    assert_eq!(world.company("name", "fur uns").name, "für uns");

    let path = world.file("wide.csv", format!("{}W{}\n", wide(120), ",x".repeat(119)));
    let options = ImportOptions {
        max_columns: 120,
        ..ImportOptions::default()
    };
    world.import_with(&path, options);
    assert_eq!(world.company("name", "w").extra.len(), 119);
}

#[test]
fn an_unknown_column_is_kept_or_mapped_and_never_dropped_unsaid() {
    let world = World::new();
    let path = world.file("rows.csv", "name,Stand,Hall,Secret\nAcme,Pumps,7,x\n");
    let report = world.import_with(&path, mapped(&["Stand=industry", "Secret=ignore"]));
    assert_eq!(report.preview.kept, ["Hall"]);
    assert_eq!(report.preview.ignored, ["Secret"]);
    let company = world.company("name", "acme");
    assert_eq!(company.industry.as_deref(), Some("Pumps"));
    assert_eq!(
        company.extra.0.into_iter().collect::<Vec<_>>(),
        [("Hall".to_owned(), "7".to_owned())]
    );
}

#[test]
fn rejected_rows_can_be_mended_and_imported_again() {
    let world = World::new();
    let path = world.file("rows.csv", "name,revenue,note\nAcme,many,=1+1\nVoss,5,x\n");
    let report = world.import(&path);
    assert_eq!(line(&report), [1, 0, 0, 0, 1]);
    let rejects = report.rejects.expect("rejected rows");
    let text = std::fs::read_to_string(&rejects).expect("text");
    assert!(text.starts_with("_line,_reason,name,revenue,note\n2,"), "{text}");
    let mended = world.file("mended.csv", text.replace("many", "7"));
    let report = world.import(&mended);
    assert_eq!(line(&report), [1, 0, 0, 0, 0]);
    let company = world.company("name", "acme");
    assert_eq!(
        (company.extra["note"].as_str(), company.extra["revenue"].as_str()),
        ("=1+1", "7")
    );
    assert_eq!(report.preview.ignored, ["_line", "_reason"]);
}

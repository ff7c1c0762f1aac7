//! Search gives the same hits on both databases.

use super::world::Db;
use callsheet::base::{CompanyId, Timestamp};
use callsheet::store::search::{self, NameDoc, NoteDoc, SearchKind, index_name, index_note, text};
use callsheet::store::{Conn, StoreError};
use uuid::Uuid;

on_both! {
    names_are_found_by_any_part_in_any_order
    titles_that_begin_with_the_query_come_first
    phone_numbers_are_found_by_their_digits
    typed_text_is_literal
    a_changed_name_is_found_by_the_new_one_only
    removed_rows_are_not_found
    another_tenants_names_are_not_found
    notes_are_found_newest_first
    notes_of_one_minute_and_of_odd_times_are_kept_apart
    a_changed_note_moves
    any_names_and_any_query_agree_with_a_plain_look
}

/// Number, kind, title, beside it, other words, phones.
type Known = (
    u128,
    SearchKind,
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

const CORPUS: &[Known] = &[
    (
        1,
        SearchKind::Company,
        "Åkesson Bygg AB",
        "Malmö",
        "akessonbygg.se",
        &["+46 40 123 45 67"],
    ),
    (
        2,
        SearchKind::Company,
        "Müller Maschinenbau GmbH",
        "Stuttgart",
        "mueller-maschinen.de",
        &["+49 711 555 0142"],
    ),
    (
        3,
        SearchKind::Company,
        "Bau & Müller",
        "Ulm",
        "",
        &["0731 55 50 14", "+49 171 9999999"],
    ),
    (
        4,
        SearchKind::Contact,
        "Anna Müller",
        "",
        "anna@akessonbygg.se",
        &["+46 70 711 555 0"],
    ),
    (5, SearchKind::Contact, "Seán O'Brien", "", "", &[]),
    (6, SearchKind::Company, "100% Solutions_Inc", "Cork", "", &[]),
    (7, SearchKind::Company, "Straßenbau Süd", "Ulm", "", &[]),
    (8, SearchKind::Company, "3M 360", "Neuss", "", &[]),
    (
        9,
        SearchKind::Company,
        "Комбинат Север",
        "Омск",
        "",
        &["+7 495 123-45-67"],
    ),
];

fn fill(conn: &mut Conn) {
    conn.write(|tx| {
        for (n, kind, title, sub, extra, phones) in CORPUS {
            let id = Uuid::from_u128(*n);
            let doc = NameDoc {
                kind: *kind,
                id,
                company_id: (*kind == SearchKind::Company).then_some(CompanyId(id)),
                title,
                sub: Some(sub),
                extra,
                digits: &text::digits(phones.iter().copied()),
            };
            index_name(tx, &doc)?;
        }
        Ok::<_, StoreError>(())
    })
    .expect("indexed");
}

fn found(conn: &mut Conn, query: &str) -> Vec<u128> {
    let hits = conn.read(|tx| search::names(tx, query, 10)).expect("search");
    hits.iter().map(|hit| hit.id.as_u128()).collect()
}

fn check(conn: &mut Conn, table: &[(&str, &[u128])]) {
    for (query, expected) in table {
        assert_eq!(found(conn, query), *expected, "{query:?}");
    }
}

fn names_are_found_by_any_part_in_any_order(db: &Db) {
    let mut conn = db.callsheet();
    fill(&mut conn);
    check(
        &mut conn,
        &[
            ("muller", &[2, 3, 4]),
            ("Müller", &[2, 3, 4]),
            ("mueller", &[2, 3, 4]),
            ("MUL anna", &[4]),
            ("kess bygg", &[1, 4]),
            ("bygg kess", &[1, 4]),
            ("äkesson", &[1, 4]),
            ("asch", &[2]),
            ("a", &[1, 4]),
            ("m", &[2, 3, 4]),
            ("m b", &[3]),
            ("mü ba", &[3]),
            ("strasse", &[7]),
            ("straße süd", &[7]),
            ("sued", &[7]),
            ("obrien", &[5]),
            ("O’Brien sean", &[5]),
            ("север", &[9]),
            ("комб омск", &[]),
            ("nobody", &[]),
            ("", &[]),
            (" \t", &[]),
            ("bau bau bau bau bau bau bau", &[3, 2, 7]),
        ],
    );
    let hits = conn.read(|tx| search::names(tx, "akesson", 10)).expect("search");
    assert_eq!(
        (hits[0].title.as_str(), hits[0].sub.as_deref()),
        ("Åkesson Bygg AB", Some("Malmö"))
    );
    assert_eq!(hits[0].company_id, Some(CompanyId(Uuid::from_u128(1))));
    assert_eq!(hits[1].kind, SearchKind::Contact);
}

fn titles_that_begin_with_the_query_come_first(db: &Db) {
    let mut conn = db.callsheet();
    conn.write(|tx| {
        let titles = ["Nordbau", "Alpha Bau", "Bau Zwei", "Bau Eins", "Neubau"];
        for (n, title) in titles.into_iter().enumerate() {
            let doc = NameDoc {
                kind: SearchKind::Company,
                id: Uuid::from_u128(n as u128),
                company_id: None,
                title,
                sub: None,
                extra: "",
                digits: "",
            };
            index_name(tx, &doc)?;
        }
        Ok::<_, StoreError>(())
    })
    .expect("indexed");
    // By the alphabet, then at the start of a word, then anywhere.
    check(&mut conn, &[("bau", &[3, 2, 1, 0, 4])]);
    let two = conn.read(|tx| search::names(tx, "bau", 2)).expect("search");
    assert_eq!(
        two.iter().map(|hit| hit.title.as_str()).collect::<Vec<_>>(),
        ["Bau Eins", "Bau Zwei"]
    );
    assert_eq!(conn.read(|tx| search::names(tx, "bau", 0)), Ok(Vec::new()));
}

fn phone_numbers_are_found_by_their_digits(db: &Db) {
    let mut conn = db.callsheet();
    fill(&mut conn);
    check(
        &mut conn,
        &[
            ("0711 555", &[2, 4]),
            ("0711/555-0142", &[2]),
            ("+49 711", &[2]),
            ("0049 711 555", &[2]),
            ("0142", &[2]),
            ("555014", &[2, 3]),
            ("+7 (495) 123", &[9]),
            ("360", &[8]),
            ("müller 0142", &[2]),
            ("müller 711", &[2, 4]),
            ("0170142", &[]),
            ("00", &[]),
        ],
    );
}

fn typed_text_is_literal(db: &Db) {
    let mut conn = db.callsheet();
    fill(&mut conn);
    check(
        &mut conn,
        &[
            ("%", &[]),
            ("_", &[]),
            ("100%", &[6]),
            ("solutions_inc", &[6]),
            ("solutionsxinc", &[]),
            ("mul*", &[2, 3, 4]),
            ("\"muller\"", &[2, 3, 4]),
            ("\"muller", &[2, 3, 4]),
            ("muller OR anna", &[]),
            ("NOT muller", &[]),
            ("NEAR(muller anna)", &[]),
            ("folded:muller", &[]),
            ("-muller", &[2, 3, 4]),
            ("^bau", &[3, 2, 7]),
            ("'; DROP TABLE search_name; --", &[]),
            ("\\", &[]),
            ("mul\0ler", &[2, 3, 4]),
        ],
    );
    for query in [
        "a\" NEAR(b",
        "((((",
        "'a':* &",
        "x".repeat(100_000).as_str(),
        "\u{202e}\u{0}",
        "a AND",
        "$1 ?",
    ] {
        conn.read(|tx| {
            search::names(tx, query, 10)?;
            search::notes(tx, query, 10)
        })
        .expect(query);
    }
}

fn a_changed_name_is_found_by_the_new_one_only(db: &Db) {
    let mut conn = db.callsheet();
    fill(&mut conn);
    let doc = |title| NameDoc {
        kind: SearchKind::Company,
        id: Uuid::from_u128(2),
        company_id: None,
        title,
        sub: None,
        extra: "",
        digits: "4940123",
    };
    for _ in 0..2 {
        conn.write(|tx| index_name(tx, &doc("Schmidt Werke")))
            .expect("indexed");
        check(
            &mut conn,
            &[
                ("maschinen", &[]),
                ("schmidt", &[2]),
                ("0711 5550142", &[]),
                ("040 123", &[1, 2]),
            ],
        );
    }
}

fn removed_rows_are_not_found(db: &Db) {
    let mut conn = db.callsheet();
    fill(&mut conn);
    for _ in 0..2 {
        conn.write(|tx| search::remove(tx, Uuid::from_u128(2)))
            .expect("removed");
        check(&mut conn, &[("muller", &[3, 4]), ("0142", &[])]);
    }
    conn.write(|tx| {
        note(tx, 2, 0, "Angebot besprochen")?;
        search::remove(tx, Uuid::from_u128(2))
    })
    .expect("removed");
    assert_eq!(noted(&mut conn, "angebot"), []);
}

fn another_tenants_names_are_not_found(db: &Db) {
    let mut conn = db.callsheet();
    fill(&mut conn);
    conn.write(|tx| note(tx, 1, 0, "Angebot besprochen"))
        .expect("indexed");
    conn.set_tenant(2);
    check(&mut conn, &[("muller", &[]), ("a", &[]), ("0711 555", &[])]);
    assert_eq!(noted(&mut conn, "angebot"), []);
    conn.write(|tx| search::remove(tx, Uuid::from_u128(1)))
        .expect("nothing of mine");
    conn.set_tenant(1);
    check(&mut conn, &[("akesson", &[1, 4])]);
}

fn note(tx: &mut callsheet::store::Tx<'_>, n: u128, at: i64, text: &str) -> Result<(), StoreError> {
    let doc = NoteDoc {
        kind: SearchKind::Activity,
        id: Uuid::from_u128(n),
        company_id: None,
        at: Timestamp(at),
        text,
    };
    index_note(tx, &doc)
}

fn noted(conn: &mut Conn, query: &str) -> Vec<u128> {
    let hits = conn.read(|tx| search::notes(tx, query, 4)).expect("search");
    hits.iter().map(|hit| hit.id.as_u128()).collect()
}

const HOUR: i64 = 3_600_000;

fn notes_are_found_newest_first(db: &Db) {
    let mut conn = db.callsheet();
    conn.write(|tx| {
        note(
            tx,
            1,
            3 * HOUR,
            "Left a voicemail for Müller; he calls back on Monday",
        )?;
        note(tx, 2, 9 * HOUR, "Müller wants a quote, Straße 7")?;
        note(tx, 3, HOUR, "Quote sent to Mueller, answer on Monday")?;
        note(tx, 4, 5 * HOUR, "")?;
        note(tx, 5, 6 * HOUR, "No answer. Again a voicemail.")
    })
    .expect("indexed");
    for (query, expected) in [
        ("voicemail", &[5, 1][..]),
        ("voice", &[5, 1]),
        ("mail", &[]),
        ("muller", &[2, 1]),
        ("mueller", &[2, 1, 3]),
        ("monday mue", &[1, 3]),
        ("strasse 7", &[2]),
        ("a quote", &[2, 3]),
        ("no answer", &[5]),
        ("answer m", &[3]),
        ("an", &[]),
        ("q", &[]),
        ("ans* \"", &[5, 3]),
        ("", &[]),
    ] {
        assert_eq!(noted(&mut conn, query), expected, "{query:?}");
    }
}

fn notes_of_one_minute_and_of_odd_times_are_kept_apart(db: &Db) {
    let mut conn = db.callsheet();
    conn.write(|tx| {
        for n in 0..600 {
            note(tx, n, HOUR, "imported")?;
        }
        note(tx, 1_000, HOUR + 90_000, "imported just after")?;
        note(tx, 1_001, i64::MAX, "imported from the end of time")?;
        note(tx, 1_002, i64::MIN, "imported from its beginning")
    })
    .expect("indexed");
    let all = conn
        .read(|tx| search::notes(tx, "imported", 700))
        .expect("search");
    assert_eq!(all.len(), 603);
    assert!(all.is_sorted_by(|a, b| a.at >= b.at));
    conn.write(|tx| (0..600).try_for_each(|n| search::remove(tx, Uuid::from_u128(n))))
        .expect("removed");
    assert_eq!(noted(&mut conn, "imported"), [1_001, 1_000, 1_002]);
}

fn a_changed_note_moves(db: &Db) {
    let mut conn = db.callsheet();
    conn.write(|tx| {
        note(tx, 1, HOUR, "Call back")?;
        note(tx, 2, 2 * HOUR, "Call back")?;
        note(tx, 1, HOUR, "Call back")?;
        note(tx, 1, 3 * HOUR, "Call again")
    })
    .expect("indexed");
    assert_eq!(noted(&mut conn, "call"), [1, 2]);
    assert_eq!(noted(&mut conn, "back"), [2]);
    conn.write(|tx| note(tx, 1, 3 * HOUR, "")).expect("emptied");
    assert_eq!(noted(&mut conn, "call"), [2]);
}

/// A small random source, so that a failure can be run again by its seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
    fn words(&mut self, most: usize) -> String {
        const PARTS: &[&str] = &[
            "ba", "u", "Mül", "ler", "a", "ab", "99", "7", "ß", "-", "'", "%", "O", "東京", "é",
        ];
        let word = |dice: &mut Self| {
            (0..=dice.roll(4))
                .map(|_| PARTS[dice.roll(PARTS.len())])
                .collect::<String>()
        };
        (0..=self.roll(most))
            .map(|_| word(self))
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// What search promises, said without an index: every term begins a word, or from three letters on is any part.
fn plainly(title: &str, query: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let folded = callsheet::base::lookup::fold(text).replace(['\'', '`'], "");
        let words = folded
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    let long = callsheet::base::lookup::fold_long(title);
    let there: Vec<String> = words(title).into_iter().chain(words(&long)).collect();
    let asked = words(query);
    let whole = words(title).join(" ").starts_with(&asked.join(" "));
    let each = asked.iter().take(6).all(|term| {
        let short = term.chars().count() < 3;
        there
            .iter()
            .any(|word| word.starts_with(term) || (!short && word.contains(term)))
    });
    !asked.is_empty() && (each || whole)
}

fn any_names_and_any_query_agree_with_a_plain_look(db: &Db) {
    for seed in 1..=3 {
        let mut dice = Dice(seed);
        let mut conn = db.callsheet();
        conn.set_tenant(seed as i64);
        let titles: Vec<String> = (0..120).map(|_| dice.words(3)).collect();
        conn.write(|tx| {
            for (n, title) in titles.iter().enumerate() {
                let id = Uuid::from_u128(n as u128);
                // Every third is written twice, every fifth taken out again.
                for title in [&titles[n / 2], title].into_iter().skip(usize::from(n % 3 != 0)) {
                    let doc = NameDoc {
                        kind: SearchKind::Company,
                        id,
                        company_id: None,
                        title,
                        sub: None,
                        extra: "",
                        digits: "",
                    };
                    index_name(tx, &doc)?;
                }
                if n % 5 == 0 {
                    search::remove(tx, id)?;
                }
            }
            Ok::<_, StoreError>(())
        })
        .expect("indexed");
        for _ in 0..60 {
            let query = dice.words(2);
            let hits = conn.read(|tx| search::names(tx, &query, 1_000)).expect("search");
            let mut found: Vec<u128> = hits.iter().map(|hit| hit.id.as_u128()).collect();
            found.sort_unstable();
            let expected: Vec<u128> = (0..titles.len())
                .filter(|n| n % 5 != 0 && plainly(&titles[*n], &query))
                .map(|n| n as u128)
                .collect();
            assert_eq!(found, expected, "seed {seed}, query {query:?}");
        }
    }
}

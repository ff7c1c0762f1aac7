//! Stories of the import screen: from a file to rows and back, with what goes wrong on the way.

use super::records::File;
use super::support::Driver;
use callsheet::base::Lang;
use callsheet::domain::{Company, FieldEntity, FieldType};
use callsheet::export::{Ask, What, write};
use callsheet::tui::place::Place;
use callsheet::view::{CompanyAsk, CompanyView};
use std::path::{Path, PathBuf};

const SIZES: [(u16, u16); 8] = [
    (80, 24),
    (120, 40),
    (200, 60),
    (40, 10),
    (60, 15),
    (100, 30),
    (30, 8),
    (1, 1),
];

/// A folder with files to import.
pub(super) struct Desk(tempfile::TempDir);

impl Desk {
    pub(super) fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
    pub(super) fn put(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).expect("written");
        path
    }
}

/// So many companies.
pub(super) fn many(rows: usize) -> String {
    let rows = (1..=rows).map(|n| format!("Company {n},Stuttgart,+49 711 5{n:06}\n"));
    std::iter::once("name,city,phone\n".to_owned())
        .chain(rows)
        .collect()
}

pub(super) fn pick(rep: &mut Driver, path: &Path) {
    rep.press("ctrl-u")
        .type_text(&path.display().to_string())
        .press("enter");
}

pub(super) fn all(file: &File) -> Vec<Company> {
    let ask = CompanyAsk {
        view: CompanyView::All,
        limit: 5_000,
        ..CompanyAsk::default()
    };
    let page = file.replica.companies(&ask).expect("a page");
    let ids = page.rows.iter().map(|row| row.id).collect();
    file.replica.companies_by_id(ids).expect("companies")
}

#[test]
fn a_file_is_looked_at_tried_imported_and_taken_back() {
    let (file, desk) = (File::new(), Desk::new());
    let path = desk.put(
        "kunden.csv",
        "Firma;Ort;Telefon;Halle\nMüller GmbH;Stuttgart;+49 711 5550;4\n;;;\nNord AG;Hamburg;+49 40 5551;\n;Bremen;;2\n",
    );
    let before = file.replica.digest(false).expect("a digest");
    let mut rep = file.drive((120, 40), Place::Companies);
    rep.press("a i").shows("1 file").shows("Nothing happens before");
    pick(&mut rep, &path);
    rep.shows("Import · kunden.csv").shows("2 what it means");
    rep.shows("csv · companies").shows("4 rows · UTF-8 · semicolons");
    rep.shows("Halle")
        .shows("kept beside the fields")
        .shows("Müller GmbH");
    rep.press("i").shows("3 what would happen");
    rep.shows("2  created").shows("1  skipped").shows("1  failed");
    rep.shows("line 5").shows("i imports it");
    assert!(all(&file).is_empty(), "it was only tried");
    rep.press("i").shows("5 done");
    rep.shows("4 rows = 2 created + 0 updated + 0 unchanged + 1 skipped + 1 failed");
    rep.shows("kunden.csv.errors.csv").shows("u undo");
    // There is nothing to choose: no empty box that takes the keys.
    rep.press(".").shows("nothing to be done with anything");
    assert!(desk.path("kunden.csv.errors.csv").exists());
    assert_eq!(all(&file).len(), 2);
    rep.press("u").shows("Taken back");
    assert!(all(&file).is_empty());
    assert_eq!(file.replica.digest(false).expect("a digest"), before);
}

#[test]
fn a_path_that_leads_nowhere_is_kept_and_folders_complete_it() {
    let (file, desk) = (File::new(), Desk::new());
    desk.put("leads-2026.csv", "name\nA\n");
    desk.put("empty.csv", "");
    let mut rep = file.drive((120, 40), Place::Import);
    pick(&mut rep, &desk.path("leads.csv"));
    rep.shows("! There is no such file.").shows("leads.csv");
    rep.press("ctrl-u")
        .type_text(&format!("{}/", desk.0.path().display()));
    rep.hides("no such file")
        .shows("empty.csv")
        .shows("leads-2026.csv");
    rep.type_text("le").hides("empty.csv").press("tab");
    rep.shows("leads-2026.csv")
        .press("enter")
        .shows("2 what it means");
    // Back again: what was typed is there, and the folder is offered the next time.
    rep.press("esc").shows("1 file").shows("leads-2026.csv");
    pick(&mut rep, &desk.path("empty.csv"));
    rep.shows("! There are no rows in it.");
    let mut again = file.drive((120, 40), Place::Import);
    again.shows("leads-2026.csv").press("down down").press("enter");
    again.shows("Import · leads-2026.csv");
}

#[test]
fn where_a_column_goes_is_changed_by_keys_and_stays_changed() {
    let (file, desk) = (File::new(), Desk::new());
    let path = desk.put("stand.csv", "Name,Shade\nMüller GmbH,Machines\n");
    let mut rep = file.drive((120, 40), Place::Import);
    pick(&mut rep, &path);
    rep.press("down").press("enter").shows("Where does \"Shade\" go?");
    rep.type_text("industr").press("enter").hides("Where does");
    rep.shows("industry");
    rep.press("e")
        .shows("About this import")
        .press("tab")
        .type_text("Messe, fair")
        .press("ctrl-s");
    rep.shows("#messe · #fair");
    rep.press("i").shows("1  created").press("esc");
    rep.shows("industry").shows("#messe").hides("kept beside");
    rep.press("i").press("i").shows("5 done");
    let company = all(&file).pop().expect("a company");
    assert_eq!(company.industry.as_deref(), Some("Machines"));
    assert_eq!(
        company.tags.iter().map(String::as_str).collect::<Vec<_>>(),
        ["fair", "messe"]
    );
}

#[test]
fn a_column_goes_to_a_field_of_ones_own() {
    let (file, desk) = (File::new(), Desk::new());
    file.define(
        FieldEntity::Company,
        "hall",
        Some("Hall at the fair"),
        FieldType::Text,
        &[],
    );
    let path = desk.put("stand.csv", "Name,Shade\nMüller GmbH,3 B\n");
    let mut rep = file.drive((120, 40), Place::Import);
    pick(&mut rep, &path);
    rep.press("down").press("enter").shows("Hall at the fair");
    rep.type_text("hall").press("enter").hides("Where does");
    rep.press("i")
        .shows("1  created")
        .press("i")
        .press("i")
        .shows("5 done");
    assert_eq!(file.own("Müller GmbH", "hall").as_deref(), Some("3 B"));
}

#[test]
fn a_column_under_which_every_row_fails_keeps_its_name_and_is_not_remembered() {
    let (file, desk) = (File::new(), Desk::new());
    let moods = ["good", "bad"];
    file.define(
        FieldEntity::Company,
        "mood",
        Some("Mood"),
        FieldType::Choice,
        &moods,
    );
    let path = desk.put(
        "stand.csv",
        "Name,Shade\nMüller GmbH,Machines\nNord AG,Machines\n",
    );
    let mut rep = file.drive((120, 40), Place::Import);
    pick(&mut rep, &path);
    rep.press("down").press("enter").type_text("mood").press("enter");
    rep.shows("Shade").shows("Mood (field of your own)");
    rep.press("enter").shows("Where does \"Shade\" go?").press("esc");
    rep.press("i")
        .shows("None of the 2 rows can be taken; the reasons are below.");
    rep.hides("nothing to do").press("esc");
    // Back to the name that it has in the file.
    rep.press("enter").type_text("kept beside").press("enter");
    rep.hides("field of your own")
        .press("i")
        .shows("2  created")
        .press("esc");
    rep.press("enter").type_text("mood").press("enter");
    rep.press("i").press("i").hides("of the last file");
    let mut again = file.drive((120, 40), Place::Import);
    pick(&mut again, &path);
    again.shows("Shade").hides("Mood").hides("of the last file");
}

#[test]
fn columns_nobody_knows_can_be_told_and_days_and_months_are_asked_for() {
    let (file, desk) = (File::new(), Desk::new());
    let path = desk.put("odd.csv", "Colour,Shape\nRed GmbH,round\n");
    let mut rep = file.drive((120, 40), Place::Import);
    pick(&mut rep, &path);
    rep.shows("! What the columns mean is not known")
        .shows("Red GmbH");
    rep.press("i").shows("What the columns mean is not known");
    rep.press("enter")
        .type_text("name")
        .press("enter")
        .hides("is not known");
    rep.press("i").shows("1  created");
    let path = desk.put(
        "births.csv",
        "first_name,last_name,birthday\nAnna,Kern,1/2/1990\nBob,Beil,3/4/1991\n",
    );
    let mut rep = file.drive((120, 40), Place::Import);
    pick(&mut rep, &path);
    rep.shows("day first")
        .shows("→ birthday")
        .press("1")
        .shows("csv · contacts")
        .hides("day or month first");
}

#[test]
fn an_import_that_is_stopped_keeps_whole_batches_and_goes_on() {
    let (file, desk) = (File::new(), Desk::new());
    let path = desk.put("many.csv", &many(540));
    let mut rep = file.drive((120, 40), Place::Import);
    pick(&mut rep, &path);
    rep.press("i").shows("540  created");
    // The key comes while the first rows are entered.
    rep.hold("i esc").release();
    rep.shows("Stopped: 500 rows stand.")
        .shows("500 rows = 500 created");
    assert_eq!(all(&file).len(), 500);
    rep.press("i").shows("540 rows = 40 created");
    assert_eq!(all(&file).len(), 540);
    rep.press("u").shows("Taken back");
    assert!(all(&file).is_empty(), "one undo for all of it");
}

#[test]
fn nothing_is_taken_back_while_an_import_runs_and_other_screens_hear_of_its_end() {
    let (file, desk) = (File::new(), Desk::new());
    let path = desk.put("many.csv", &many(60));
    let mut rep = file.drive((120, 40), Place::Import);
    pick(&mut rep, &path);
    rep.press("i").hold("i u g c").release();
    rep.shows("Companies")
        .shows("60 rows = 60 created")
        .shows("Company 1");
    assert_eq!(all(&file).len(), 60);
    rep.press("a i").shows("5 done");
}

#[test]
fn an_export_of_everything_is_brought_back_as_it_was() {
    let (from, desk) = (File::field(), Desk::new());
    let path = desk.path("all.ndjson");
    let ask = Ask {
        what: What::All,
        format: None,
        fields: Vec::new(),
        delimiter: b',',
        raw: false,
        terminal: false,
        only: None,
        card_version: callsheet::export::CardVersion::default(),
        companies: None,
    };
    let mut out = std::fs::File::create(&path).expect("a file");
    write(&from.replica, &ask, &mut out).expect("written");
    let to = File::new();
    let mut rep = to.drive((120, 40), Place::Import);
    pick(&mut rep, &path);
    rep.shows("An export of everything from callsheet")
        .shows("what is here holds");
    rep.press("i").shows("3 companies").shows("i brings it back");
    rep.press("i").shows("5 done").shows("3 companies");
    let digest = |file: &File| file.replica.digest(false).expect("a digest");
    assert_eq!(digest(&to), digest(&from));
}

#[test]
fn the_screen_speaks_german() {
    let (file, desk) = (File::new(), Desk::new());
    let path = desk.put("kunden.csv", "Firma;Ort\nMüller GmbH;Stuttgart\n");
    let mut rep = file.drive_in(Lang::De, (120, 40), Place::Import);
    rep.shows("1 Datei").shows("Es geschieht nichts");
    pick(&mut rep, &desk.path("fehlt.csv"));
    rep.shows("! Diese Datei gibt es nicht.");
    pick(&mut rep, &path);
    rep.shows("Firmen")
        .shows("1 Zeile · UTF-8 · Semikolons")
        .shows("Ort");
    rep.press("e")
        .shows("Zu diesem Import")
        .shows("schon da: übernehmen")
        .press("esc");
    rep.press("i").shows("Aus einer Zeile").shows("1  neu");
    rep.press("i")
        .shows("1 Zeile = 1 neu + 0 ergänzt + 0 unverändert + 0 übergangen + 0 abgewiesen");
}

#[test]
fn rejected_rows_say_why_in_german_and_that_only_the_first_are_shown() {
    let (file, desk) = (File::new(), Desk::new());
    let rows = "a;b;c\n".to_owned() + &";Bremen\n".repeat(120);
    let path = desk.put("kunden.csv", &format!("Firma;Ort\n{rows}"));
    let mut rep = file.drive_in(Lang::De, (120, 40), Place::Import);
    pick(&mut rep, &path);
    rep.press("i").shows("Keine der 121 Zeilen lässt sich übernehmen");
    rep.shows("3 Zellen, wo die Kopfzeile 2 hat")
        .shows("weder Name noch Domain");
    rep.shows("gezeigt werden die ersten").shows("von 121");
}

#[test]
fn what_is_wrong_with_a_file_is_said_in_german_and_cards_have_nothing_between_their_cells() {
    let (file, desk) = (File::new(), Desk::new());
    let mut rep = file.drive_in(Lang::De, (120, 40), Place::Import);
    pick(&mut rep, &desk.put("quote.csv", "name,city\nA,\"Bremen\nB,Ulm\n"));
    rep.shows("das Anführungszeichen in Zeile 2 wird nie geschlossen")
        .hides("never closed");
    let card = "BEGIN:VCARD\nVERSION:4.0\nFN:Anna Voss\nPHOTO:data:image/png;base64,AAAA\nEND:VCARD\n";
    pick(&mut rep, &desk.put("one.vcf", card));
    rep.shows("Ausgelassen: 1 Foto oder anderes Bild")
        .hides("left out");
    rep.hides("zwischen").press("esc");
    pick(&mut rep, &desk.put("two.vcf", &card.repeat(2)));
    rep.shows("Ausgelassen: 2 Fotos und andere Bilder");
    let mut rep = file.drive((120, 40), Place::Import);
    pick(&mut rep, &desk.path("one.vcf"));
    rep.shows("Left out: 1 photo or other picture")
        .hides("between the cells");
    rep.press("esc");
    pick(&mut rep, &desk.put("short.csv", "name,city\nA\n"));
    rep.press("i").shows("1 cell where the header has 2");
}

#[test]
fn every_step_is_drawn_at_every_size() {
    let (file, desk) = (File::new(), Desk::new());
    let rows = (0..80).map(|n| format!("Größmann 日本 {n},{n},♻️,{}\n", "x".repeat(n)));
    let text: String = std::iter::once("name,city,Sign,Long\n".to_owned())
        .chain(rows)
        .collect();
    let path = desk.put("wide.csv", &format!("{text},,,\n,Bremen,,\n"));
    for keys in ["", "tab", "tab l l j", "enter", "e", "i", "i i", "i i u"] {
        let mut rep = file.drive((80, 24), Place::Import);
        for (width, height) in SIZES {
            rep.resize(width, height);
        }
        rep.resize(80, 24);
        pick(&mut rep, &path);
        for key in keys.split(' ').filter(|key| !key.is_empty()) {
            rep.press(key);
        }
        for (width, height) in SIZES {
            rep.resize(width, height);
        }
    }
}

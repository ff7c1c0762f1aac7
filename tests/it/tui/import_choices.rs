//! Stories of what is chosen on the import screen: for one file only, and everything without the command line.

use super::imports::{Desk, all, pick};
use super::records::File;
use callsheet::tui::place::Place;

#[test]
fn what_was_chosen_for_one_file_is_not_meant_for_the_next() {
    let (file, desk) = (File::new(), Desk::new());
    let first = desk.put("fair.csv", "name,city\nMüller GmbH,Stuttgart\n");
    let second = desk.put("other.csv", "name,city\nNord AG,Hamburg\n");
    let mut rep = file.drive((120, 40), Place::Import);
    pick(&mut rep, &first);
    rep.press("e").press("tab").type_text("messe").press("esc");
    rep.hides("#messe");
    // Esc throws nothing away that was typed.
    rep.press("e").shows("messe").press("ctrl-s");
    rep.shows("#messe");
    // Back and the same file again: what was chosen for it is there.
    rep.press("esc").press("enter").shows("#messe");
    rep.press("esc");
    pick(&mut rep, &second);
    rep.shows("Import · other.csv").hides("#messe");
    rep.press("i").press("i").shows("5 done");
    assert!(all(&file).iter().all(|company| company.tags.is_empty()));
}

#[test]
fn the_sheet_of_a_workbook_is_chosen_on_the_screen() {
    let (file, desk) = (File::new(), Desk::new());
    let path = desk.path("book.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, company) in [("North", "Nord AG"), ("South", "Süd GmbH")] {
        let sheet = book.add_worksheet().set_name(name).expect("a name");
        sheet.write_string(0, 0, "name").expect("written");
        sheet.write_string(1, 0, company).expect("written");
    }
    book.save(&path).expect("saved");
    let mut rep = file.drive((80, 24), Place::Import);
    pick(&mut rep, &path);
    rep.shows("Nord AG")
        .shows("2 sheets (North, South)")
        .hides("--sheet");
    rep.press("e").shows("Sheet").press("2").press("ctrl-s");
    rep.shows("sheet South").shows("Süd GmbH").hides("Nord AG");
    rep.press("i").press("i").shows("5 done");
    assert_eq!(all(&file)[0].name, "Süd GmbH");
}

#[test]
fn columns_of_last_time_are_said_changed_and_read_afresh() {
    let (file, desk) = (File::new(), Desk::new());
    let text = "Firma;Ort;Sparte\nMüller GmbH;Stuttgart;Maschinen\n";
    let first = desk.put("one.csv", text);
    let mut rep = file.drive((120, 40), Place::Import);
    pick(&mut rep, &first);
    rep.press("end")
        .press("enter")
        .type_text("industr")
        .press("enter");
    rep.press("i").press("i").shows("5 done");
    let second = desk.put("two.csv", &text.replace("Müller", "Huber"));
    rep.press("enter");
    pick(&mut rep, &second);
    rep.shows("read as you said of the last file")
        .shows("industry")
        .hides("--");
    // Another column is changed: what was said of the rest stays.
    rep.press("home")
        .press("down")
        .press("enter")
        .type_text("left out")
        .press("enter");
    rep.shows("left out").shows("industry");
    rep.press("esc");
    let third = desk.put("three.csv", &text.replace("Müller", "Wagner"));
    pick(&mut rep, &third);
    rep.shows("industry").press("e").shows("of the last such file");
    rep.press("right")
        .press("ctrl-s")
        .hides("industry")
        .hides("last file with the same");
}

#[test]
fn what_is_no_table_is_refused_clearly_and_utf16_asks_how_to_read_it() {
    let (file, desk) = (File::new(), Desk::new());
    let noise: Vec<u8> = (0u32..40_000)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 23) as u8)
        .collect();
    std::fs::write(desk.path("noise.csv"), noise).expect("written");
    std::fs::write(desk.path("a.pdf"), b"%PDF-1.7\n1 0 obj\n").expect("written");
    let utf16: Vec<u8> = "name,city\nMüller GmbH,Köln\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    std::fs::write(desk.path("wide.csv"), utf16).expect("written");
    let mut rep = file.drive((120, 40), Place::Import);
    rep.shows("workbook (.xlsx)");
    pick(&mut rep, &desk.path("noise.csv"));
    rep.shows("a file that holds no text").shows("1 file");
    pick(&mut rep, &desk.path("a.pdf"));
    rep.shows("a PDF, no table").shows("1 file");
    pick(&mut rep, &desk.path("wide.csv"));
    rep.shows("UTF-16 without its mark").shows("utf-16le").press("5");
    rep.shows("Müller GmbH").shows("Köln");
}

#[test]
fn an_import_that_is_taken_back_is_named_as_one() {
    let (file, desk) = (File::new(), Desk::new());
    let path = desk.put(
        "kunden.csv",
        "name,city\nMüller GmbH,Stuttgart\nNord AG,Hamburg\n",
    );
    let mut rep = file.drive((120, 40), Place::Import);
    pick(&mut rep, &path);
    rep.press("i").press("i").shows("5 done");
    file.drive((120, 40), Place::History)
        .shows("Changes of an import: kunden.csv (2)")
        .press("enter")
        .shows("Changes of an import: kunden.csv");
    let newest = file.replica.undoable().expect("read").expect("an import");
    assert_eq!(newest.label, "Changes of an import: kunden.csv");
    rep.press("u").shows("Undone: 2 changes of an import: kunden.csv");
    assert!(all(&file).is_empty());
}

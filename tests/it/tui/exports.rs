//! Stories of export from the list of companies: into a file, and as a table on the clipboard.

use super::records::File;
use super::support::Driver;
use callsheet::base::Lang;
use callsheet::tui::cx::TerminalRequest;
use callsheet::tui::place::Place;
use std::path::Path;

fn name_file(rep: &mut Driver, path: &Path) {
    rep.press("X").shows("Export").press("tab").press("tab");
    rep.press("ctrl-u").type_text(&path.display().to_string());
}

fn lines(path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).expect("a file");
    text.lines().map(str::to_owned).collect()
}

#[test]
fn what_the_list_shows_is_written_and_no_file_is_replaced_unasked() {
    let (file, folder) = (File::field(), tempfile::tempdir().expect("a folder"));
    let path = folder.path().join("companies.csv");
    let mut rep = file.drive((120, 40), Place::Companies);
    rep.press("/").type_text("muller").press("shift-tab");
    name_file(&mut rep, &path);
    rep.shows("The rows of the list as it is filtered.");
    rep.press("ctrl-s").shows("1 row written to").hides("Export · ");
    let written = lines(&path);
    assert_eq!(written.len(), 2, "a header and the one row: {written:?}");
    assert!(written[1].contains("Müller Maschinenbau GmbH"));

    rep.press("esc");
    name_file(&mut rep, &path);
    rep.press("ctrl-s")
        .shows("There is a file of that name.")
        .press("enter");
    assert_eq!(lines(&path).len(), 2, "it is kept");
    rep.shows("companies.csv")
        .press("ctrl-s")
        .press("2")
        .shows("3 rows written to");
    assert_eq!(lines(&path).len(), 4);
}

#[test]
fn marked_rows_go_out_alone_and_so_do_their_contacts() {
    let (file, folder) = (File::field(), tempfile::tempdir().expect("a folder"));
    let mut rep = file.drive((120, 40), Place::Companies);
    rep.press("/")
        .type_text("muller")
        .press("shift-tab")
        .press("space")
        .press("esc");
    rep.press("X").shows("The marked row.").press("esc");
    let path = folder.path().join("people.csv");
    rep.press("X").press("right").press("tab").press("tab");
    rep.press("ctrl-u")
        .type_text(&path.display().to_string())
        .press("enter");
    rep.shows("1 row written to");
    assert!(lines(&path)[1].contains("Vogel"), "{:?}", lines(&path));
}

#[test]
fn what_cannot_be_written_keeps_what_was_typed() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Companies);
    name_file(&mut rep, Path::new("/no/such/folder/out.csv"));
    rep.press("ctrl-s")
        .shows("It could not be written: there is no such folder")
        .shows("/no/such/folder/out.csv");
    let mut rep = file.drive_in(Lang::De, (120, 40), Place::Companies);
    rep.press("X").press("tab").press("tab").press("ctrl-u");
    rep.type_text("/no/such/folder/out.csv").press("ctrl-s");
    rep.shows("diesen Ordner gibt es nicht").hides("os error");
}

#[test]
fn rows_are_copied_as_a_table_that_runs_nothing_where_it_is_pasted() {
    let file = File::field();
    file.company("=cmd|calc", "Ulm", "+49 731 1");
    let mut rep = file.drive((120, 40), Place::Companies);
    rep.press("y t");
    let copied = rep
        .app
        .take_requests()
        .into_iter()
        .find_map(|request| match request {
            TerminalRequest::Copy(text) => Some(text),
            _ => None,
        });
    let copied = copied.expect("a text for the clipboard");
    assert_eq!(copied.lines().count(), 5);
    assert!(copied.starts_with("Name\tStage\tOwner\tCity\tCountry\tPhone\n"));
    assert!(copied.contains("\n'=cmd|calc\t"), "{copied}");
    assert!(
        copied.contains("\t+49711555010"),
        "a number is no formula: {copied}"
    );
}

#[test]
fn a_companys_contacts_are_written_from_its_own_screen() {
    let (file, folder) = (File::field(), tempfile::tempdir().expect("a folder"));
    let path = folder.path().join("people.json");
    let mut rep = file.drive((120, 40), Place::Company(file.named("Müller")));
    rep.press("X").shows("This company.").press("right").press("tab");
    rep.type_text("3").press("tab").shows("contacts-2026-11-24.json");
    rep.press("ctrl-u")
        .type_text(&path.display().to_string())
        .press("ctrl-s");
    rep.shows("1 row written to");
    assert!(lines(&path).concat().contains("Vogel"));
}

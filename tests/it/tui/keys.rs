//! The page of all keys is what the table says.

use callsheet::base::Lang;
use callsheet::locale::Locale;
use callsheet::tui::keymap::KeyMap;
use callsheet::tui::keys;
use std::path::Path;

#[test]
fn the_page_of_keys_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/KEYS.md");
    let page = keys::markdown(&KeyMap::defaults(), &Locale::new(Lang::En));
    if std::env::var_os("CALLSHEET_WRITE_DOCS").is_some() {
        std::fs::write(&path, &page).expect("docs/KEYS.md is written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "docs/KEYS.md is not what the table of actions says; run this test with CALLSHEET_WRITE_DOCS=1"
    );
}

#[test]
fn the_default_keys_need_no_altgr_and_have_no_conflict() {
    let config = callsheet::config::Config::default();
    let report = keys::check("config.toml", &config.keyboard, &config.bind);
    assert_eq!(report, keys::Report::default());
    let (table, problems) = keys::layouts(&KeyMap::defaults());
    assert!(table.contains("de-mac") && problems.is_empty());
}

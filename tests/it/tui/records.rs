//! Stories of the lists, of one company and of the forms, over a real file.

use super::support::{Driver, NOW};
use callsheet::base::{CompanyId, Lang};
use callsheet::domain::command::{
    CompanyCommand, ContactCommand, CreateCompany, CreateContact, Fields, OwnCompany,
};
use callsheet::domain::{Command, Rules};
use callsheet::replica::{Clock, OpenOptions, Replica};
use callsheet::tui::place::Place;
use callsheet::tui::rep::Rep;
use callsheet::tui::screen::work::CallSettings;
use callsheet::view::{CompanyAsk, TimelineAsk};
use serde_json::json;

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

/// A file with a few companies of Anna's, in a folder that goes with the test.
pub(super) struct File {
    pub(super) replica: Replica,
    pub(super) folder: tempfile::TempDir,
}

pub(super) fn fields(value: serde_json::Value) -> Fields {
    value.as_object().cloned().expect("an object")
}

impl File {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut rules = Rules::shipped();
        rules.settings.zone = "Europe/Berlin".to_owned();
        let replica = Replica::open(OpenOptions {
            path: folder.path().join("field.db"),
            clock: Clock::Frozen(NOW.parse().expect("an instant")),
            user_name: "Anna K.".to_owned(),
            zone: "Europe/Berlin".to_owned(),
            country: "DE".to_owned(),
            rules: rules.to_new(),
        })
        .expect("a new file opens");
        Self { replica, folder }
    }

    pub(super) fn run(&self, command: impl Into<Command>) {
        self.replica.run(command.into()).expect("carried out");
    }

    pub(super) fn company(&self, name: &str, city: &str, phone: &str) -> CompanyId {
        let id: CompanyId = self.replica.new_id();
        self.run(CompanyCommand::Create(CreateCompany {
            id,
            fields: fields(json!({
                "name": name, "phones": [phone], "postal": { "city": city, "country": "DE" },
            })),
            workflow: true,
            import: None,
        }));
        self.run(CompanyCommand::Own(OwnCompany {
            company_id: id,
            owner: Some(self.replica.actor().id),
            note: None,
        }));
        id
    }

    pub(super) fn field() -> Self {
        let file = Self::new();
        let id = file.company("Müller Maschinenbau GmbH", "Stuttgart", "+49 711 555010");
        file.run(ContactCommand::Create(CreateContact {
            id: file.replica.new_id(),
            company_id: Some(id),
            fields: fields(json!({
                "first_name": "Katrin", "last_name": "Vogel", "job_title": "Purchasing",
                "phones": ["+49 711 5550142"], "emails": ["k.vogel@mueller.example"],
            })),
            import: None,
        }));
        file.company("Åkesson Bygg AB", "Malmö", "+46 40 123456");
        file.company("Nord Logistik", "Hamburg", "+49 40 7654321");
        file
    }

    pub(super) fn drive(&self, size: (u16, u16), place: Place) -> Driver {
        self.drive_in(Lang::En, size, place)
    }

    pub(super) fn drive_in(&self, lang: Lang, size: (u16, u16), place: Place) -> Driver {
        let host = Rep::new(&self.replica, CallSettings::default());
        Driver::start_in(lang, size, self.replica.clone(), host, place)
    }

    pub(super) fn named(&self, name: &str) -> CompanyId {
        let page = self.replica.companies(&CompanyAsk::default()).expect("a page");
        let row = page.rows.iter().find(|row| row.name.starts_with(name));
        row.expect("the company is there").id
    }
}

#[test]
fn the_list_opens_on_mine_and_the_filter_narrows_it_until_esc() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Companies);
    rep.shows("Companies · Mine").shows("1 of 3");
    rep.shows("Müller Maschinenbau GmbH").shows("Stuttgart");
    rep.press("down").shows("2 of 3");
    rep.press("/")
        .type_text("muller")
        .shows("/muller")
        .shows("1 of 1")
        .hides("Nord Logistik");
    rep.press("esc").shows("2 of 3").shows("Nord Logistik");
    rep.press("/")
        .type_text("nothing like it")
        .shows("Esc clears the filter");
    rep.press("esc").shows("2 of 3");
}

#[test]
fn marks_survive_the_filter_and_one_deed_is_done_to_all() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Companies);
    rep.press("A").shows("3 marked");
    rep.press("/").type_text("nord").press("enter");
    let mut rep = file.drive((120, 40), Place::Companies);
    rep.press("space")
        .shows("1 marked")
        .press("m 2")
        .press("1")
        .shows("1 done");
    rep.press("u").shows("2 of 3").shows("Undone");
}

#[test]
fn a_company_shows_who_to_call_and_a_call_is_logged_where_one_is() {
    let file = File::field();
    let id = file.named("Müller");
    let mut rep = file.drive((80, 24), Place::Company(id));
    rep.shows("Müller Maschinenbau GmbH")
        .shows("Katrin Vogel")
        .shows("14:32 there");
    rep.press("c").shows("CALLING").shows("1 No ans. Wed");
    rep.pass(31).press("1").hides("CALLING").shows("No answer");
    let page = file.replica.timeline(&TimelineAsk::of(id)).expect("a page");
    let call = page
        .entries
        .iter()
        .find(|entry| entry.code == "CALL")
        .expect("the call");
    assert_eq!(call.duration_s, Some(31));
    rep.press("u").shows("CALLING 00:31");
}

#[test]
fn a_new_company_needs_only_a_name_and_opens() {
    let file = File::field();
    let mut rep = file.drive((80, 24), Place::Companies);
    rep.press("a c").shows("New company");
    rep.press("ctrl-s").shows("Name is required");
    rep.type_text("Brandt Optik").press("ctrl-s");
    rep.shows("Brandt Optik").shows("Timeline");
}

#[test]
fn what_is_typed_into_the_log_form_is_kept_until_it_is_saved() {
    let file = File::field();
    let id = file.named("Müller");
    let mut rep = file.drive((120, 40), Place::Company(id));
    rep.press("L").shows("Log activity");
    rep.press("esc").hides("Draft kept");
    rep.press("L")
        .press("tab")
        .press("tab")
        .press("tab")
        .type_text("4x");
    rep.press("ctrl-s").shows("4:20").shows("pick an outcome");
    rep.press("esc").shows("Draft kept");
    rep.press("L").shows("4x").shows("Your draft is back");
    rep.press("esc");
}

#[test]
fn a_note_is_written_on_the_company_and_stands_in_its_timeline() {
    let file = File::field();
    let id = file.named("Nord");
    let mut rep = file.drive((80, 24), Place::Company(id));
    rep.press("n")
        .type_text("Prefers calls before 10")
        .press("ctrl-s");
    rep.shows("Prefers calls before 10").shows("u undo");
}

#[test]
fn a_deleted_company_is_in_trash_and_comes_back() {
    let file = File::field();
    let mut rep = file.drive((120, 40), Place::Companies);
    rep.press("/").type_text("nord").press("shift-tab").press("D");
    rep.press("right").press("enter");
    rep.press("esc").shows("1 of 2").shows("Deleted: Nord Logistik");
    let mut rep = file.drive((120, 40), Place::Trash);
    rep.shows("Nord Logistik").press("enter").shows("Trash is empty");
    let mut rep = file.drive((120, 40), Place::History);
    rep.shows("Nord Logistik");
}

#[test]
fn every_screen_and_form_is_drawn_at_every_size() {
    let file = File::field();
    let id = file.named("Müller");
    let places = [
        Place::Companies,
        Place::Company(id),
        Place::Trash,
        Place::Fields,
        Place::History,
    ];
    for place in places {
        for keys in ["", "a c", "L", "n", "t", "e", "a p", "f", "c", "/"] {
            let mut rep = file.drive((80, 24), place);
            if !keys.is_empty() {
                rep.press(keys);
            }
            for (width, height) in SIZES {
                rep.resize(width, height);
            }
        }
    }
}

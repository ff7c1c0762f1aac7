//! Address books: people of other programs, with the companies they name.

use super::world::{World, line};
use crate::support::samples::sample;
use callsheet::domain::command::{JournalCommand, UndoArgs};
use callsheet::domain::{PhoneType, Stage};
use callsheet::import::{ImportOptions, Mode, Report};
use std::fmt::Write as _;

/// Imports twice, takes it back and imports once more: nothing changes twice, nothing stays, nothing is lost.
fn round_trip(world: &World, name: &str, bytes: impl AsRef<[u8]>) -> Report {
    let path = world.file(name, bytes);
    let digest = |world: &World| world.replica.digest(false).expect("digest");
    let before = digest(world);
    let report = world.import(&path);
    let after = digest(world);
    let again = world.import(&path);
    assert_eq!(
        again.group, None,
        "{name}: the same file twice changes nothing: {again:?}"
    );
    assert_eq!(digest(world), after, "{name}");
    world
        .replica
        .run(JournalCommand::Undo(UndoArgs {
            group: report.group,
            ..UndoArgs::default()
        }))
        .expect("taken back");
    assert_eq!(digest(world), before, "{name}: one undo takes all back");
    let third = world.import(&path);
    assert_eq!(third.totals, report.totals, "{name}");
    assert_eq!(third.company_links, report.company_links, "{name}");
    third
}

#[test]
fn google_contacts_of_today_arrive_with_their_companies() {
    let world = World::new();
    let report = round_trip(
        &world,
        "contacts.csv",
        "First Name,Middle Name,Last Name,Phonetic First Name,Name Prefix,Nickname,File As,Organization Name,\
         Organization Title,Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,\
         E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,\
         Address 1 - Label,Address 1 - Street,Address 1 - City,Address 1 - Postal Code,Address 1 - Country,\
         Website 1 - Label,Website 1 - Value,Custom Field 1 - Label,Custom Field 1 - Value\n\
         Anna,M.,Voss,,Dr.,,,Voss Pumpen GmbH,Head of Purchasing,Purchasing,1980-02-03,\"met at the fair\nlikes tea\",,\
         * myContacts ::: Fair,* Work,anna@voss.example ::: a.voss@voss.example,Home,anna@mail.example,Work,\
         +49 651 123456 ext. 7 ::: +49 651 99,Mobile,0171 555 01 02,Work,Ringweg 4,Trier,54290,Germany,,,Shoe size,38\n\
         Bo,,Voss,,,,,Voss Pumpen GmbH,,,,,,* myContacts,* Home,bo@mail.example,,,Home,030 445566,,,\
         Home,Gasse 1,Ulm,,,,,,\n\
         ,,,,,,,Albers KG,,,,a supplier,,* myContacts,Work,info@albers.example,,,Main,0421 1000,,,Work,Kai 1,Bremen,,,,,,\n\
         Kim,,Ohm,,,,,,,,,,,* myContacts,,,,,,,,,,,,,,,,,\n",
    );
    assert_eq!(
        (report.preview.system.as_str(), report.preview.confidence >= 90),
        ("google", true)
    );
    assert_eq!(line(&report), [4, 0, 0, 0, 0]);
    let links = report.company_links.expect("contacts");
    assert_eq!(
        (links.attached, links.companies, links.without, links.entered),
        (2, 1, 1, 1)
    );
    assert_eq!(
        report.became["companies"], 1,
        "a company that stands in the book as such"
    );

    let voss = world.company("name", "voss pumpen gmbh");
    assert_eq!(voss.stage, Stage::Qualifying, "entered as by any door");
    assert_eq!(voss.postal.city.as_deref(), Some("Trier"));
    let anna = world.contact("email", "anna@voss.example");
    assert_eq!(anna.company_id, Some(voss.id));
    assert_eq!(anna.emails.0.len(), 3);
    let phones: Vec<_> = anna
        .phones
        .0
        .iter()
        .map(|phone| (phone.kind, phone.ext.as_deref()))
        .collect();
    assert_eq!(
        phones,
        [
            (PhoneType::Work, Some("7")),
            (PhoneType::Work, None),
            (PhoneType::Mobile, None)
        ]
    );
    for (name, value) in [
        ("Notes", "met at the fair\nlikes tea"),
        ("Labels", "* myContacts ::: Fair"),
        ("Custom Field 1 - Value", "38"),
        ("Middle Name", "M."),
    ] {
        assert_eq!(anna.extra.0[name], value);
    }
    let bo = world.contact("email", "bo@mail.example");
    assert_eq!(bo.company_id, Some(voss.id));
    assert_eq!(
        bo.extra.0["Address 1 - City"], "Ulm",
        "a private address is nobody's office"
    );
    let albers = world.company("name", "albers kg");
    assert_eq!(albers.emails.0[0].address, "info@albers.example");
    assert_eq!(albers.extra.0["Notes"], "a supplier");
}

#[test]
fn a_company_that_is_here_is_linked_and_one_person_is_not_moved_to_a_stranger() {
    let world = World::new();
    world.take(
        "companies.csv",
        "name,city\nVoss Pumpen GmbH,Trier\nTwin AG,Ulm\nTwin AG,Kiel\n",
    );
    let head = "First Name,Last Name,Organization Name,E-mail 1 - Label,E-mail 1 - Value\n";
    let report = world.take(
        "a.csv",
        &format!("{head}Anna,Voss,VOSS PUMPEN GMBH,Work,anna@voss.example\nTim,Twin,Twin AG,Work,tim@twin.example\n"),
    );
    let links = report.company_links.expect("contacts");
    assert_eq!((links.attached, links.not_found, links.entered), (1, 1, 0));
    assert_eq!(
        world.companies("name", "twin ag").len(),
        2,
        "no third of a name that two have"
    );
    assert_eq!(
        world.contact("email", "tim@twin.example").extra.0["Organization Name"],
        "Twin AG"
    );
    let report = world.take(
        "b.csv",
        &format!("{head}Anna,Voss,Voss Group,Work,anna@voss.example\n"),
    );
    assert_eq!(report.company_links.expect("contacts").entered, 0);
    let anna = world.contact("email", "anna@voss.example");
    assert_eq!(
        anna.company_id,
        Some(world.company("name", "voss pumpen gmbh").id)
    );
    assert_eq!(anna.extra.0["Organization Name"], "Voss Group");
}

#[test]
fn companies_are_entered_only_when_wanted() {
    let world = World::new();
    let path = world.file(
        "a.csv",
        "First Name,Last Name,Organization Name,E-mail 1 - Label,E-mail 1 - Value\nAnna,Voss,Voss,Work,a@voss.example\n",
    );
    let options = ImportOptions {
        new_companies: false,
        ..ImportOptions::default()
    };
    let report = world.import_with(&path, options);
    let links = report.company_links.expect("contacts");
    assert_eq!((links.not_found, links.entered), (1, 0));
    assert_eq!(
        world.contact("email", "a@voss.example").extra.0["Organization Name"],
        "Voss"
    );
}

#[test]
fn more_rows_than_a_batch_name_one_company() {
    let world = World::new();
    let mut text = "First Name,Last Name,Organization Name,E-mail 1 - Label,E-mail 1 - Value\n".to_owned();
    for n in 0..1_203 {
        let _ = writeln!(text, "P{n},Voss,Company {},Work,p{n}@voss.example", n % 3);
    }
    text.push_str(",,Company 1,Work,info@one.example\n");
    let report = round_trip(&world, "many.csv", &text);
    let links = report.company_links.expect("contacts");
    assert_eq!((links.attached, links.companies, links.entered), (1_203, 3, 3));
    assert_eq!(
        world.company("name", "company 1").emails.0[0].address,
        "info@one.example"
    );
}

#[test]
fn outlook_in_english_and_german_says_the_same() {
    let english = "Title,First Name,Last Name,Company,Department,Job Title,Business Street,Business City,\
        Business State,Business Postal Code,Business Country/Region,Business Fax,Business Phone,Mobile Phone,\
        E-mail Address,E-mail 2 Address,Web Page,Birthday,Notes,Categories\n\
        Ms,Jördis,Müller,Straßen & Söhne,Einkauf,Leiterin,Ringweg 4,Köln,NRW,50667,Germany,0221 1-2,\
        0221 1-0 Durchwahl 12,0171 5550001,jm@strassen.example,j@mail.example,https://strassen.example,0/0/00,n,c\n";
    let german = "Anrede,Vorname,Nachname,Firma,Abteilung,Position,Straße geschäftlich,Ort geschäftlich,\
        Region geschäftlich,Postleitzahl geschäftlich,Land/Region geschäftlich,Fax geschäftlich,\
        Telefon geschäftlich,Mobiltelefon,E-Mail-Adresse,E-Mail 2: Adresse,Webseite,Geburtstag,Notizen,Kategorien\n\
        Ms,Jördis,Müller,Straßen & Söhne,Einkauf,Leiterin,Ringweg 4,Köln,NRW,50667,Deutschland,0221 1-2,\
        0221 1-0 Durchwahl 12,0171 5550001,jm@strassen.example,j@mail.example,https://strassen.example,0.0.00,n,c\n";
    let (cp1252, _, lossy) = encoding_rs::WINDOWS_1252.encode(german);
    assert!(!lossy);
    for (name, bytes) in [
        ("outlook-en.csv", english.as_bytes()),
        ("outlook-de.csv", &*cp1252),
    ] {
        let world = World::new();
        let report = round_trip(&world, name, bytes);
        assert_eq!(
            (report.preview.system.as_str(), report.preview.confidence >= 90),
            ("outlook", true),
            "{name}"
        );
        assert_eq!(line(&report), [1, 0, 0, 0, 0]);
        let company = world.company("name", "strassen & sohne");
        // By meaning: the region is the state and the country the country, whatever other maps say.
        assert_eq!(
            (
                company.postal.region.as_deref(),
                company.postal.country.as_deref()
            ),
            (Some("NRW"), Some("DE")),
            "{name}"
        );
        assert_eq!(company.domain.as_deref(), Some("strassen.example"));
        let contact = world.contact("email", "jm@strassen.example");
        assert_eq!(contact.last_name.as_deref(), Some("Müller"));
        assert_eq!(contact.company_id, Some(company.id));
        let kinds: Vec<_> = contact.phones.0.iter().map(|phone| phone.kind).collect();
        assert_eq!(
            kinds,
            [PhoneType::Fax, PhoneType::Work, PhoneType::Mobile],
            "{name}"
        );
        assert_eq!(contact.phones.0[1].ext.as_deref(), Some("12"), "{name}");
        assert_eq!(contact.birthday, None);
    }
}

#[test]
fn thunderbird_speaks_two_languages_and_ends_its_lines_with_a_comma() {
    for (name, text) in [
        (
            "en.csv",
            "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Screen Name,Work Phone,\
             Mobile Number,Work City,Job Title,Organization,Web Page 1,Birth Year,Birth Month,Birth Day,Custom 1,Notes,\n\
             Anna,Voss,Anna Voss,,anna@voss.example,a@mail.example,,030 1234567,0171 5550001,Trier,Buyer,Voss GmbH,\
             https://voss.example,1980,2,3,,n,\n",
        ),
        (
            "de.csv",
            "Vorname,Nachname,Anzeigename,Spitzname,Primäre E-Mail-Adresse,Sekundäre E-Mail-Adresse,Messenger-Name,\
             Tel. dienstlich,Mobil-Tel.-Nr.,Dienstlich: Ort,Arbeitstitel,Organisation,Webseite 1,Geburtsjahr,\
             Geburtsmonat,Geburtstag,Benutzerdef. 1,Notizen,\n\
             Anna,Voss,Anna Voss,,anna@voss.example,a@mail.example,,030 1234567,0171 5550001,Trier,Buyer,Voss GmbH,\
             https://voss.example,1980,2,3,,n,\n",
        ),
    ] {
        let world = World::new();
        let report = round_trip(&world, name, text);
        assert_eq!(report.preview.system, "thunderbird", "{name}");
        let anna = world.contact("email", "anna@voss.example");
        assert_eq!(
            anna.birthday.map(|day| day.to_string()).as_deref(),
            Some("1980-02-03"),
            "{name}"
        );
        assert_eq!(anna.job_title.as_deref(), Some("Buyer"), "{name}");
        let voss = world.company("name", "voss gmbh");
        assert_eq!(voss.postal.city.as_deref(), Some("Trier"), "{name}");
    }
}

#[test]
fn linkedin_connections_are_known_by_their_profile_then_by_name_and_company() {
    let world = World::new();
    let head = "Notes:\n\"When exporting your connection data, you may notice that some of the email addresses are \
        missing.\nYou will only see email addresses for connections who have allowed it.\"\n\n\
        First Name,Last Name,URL,Email Address,Company,Position,Connected On\n";
    let text = format!(
        "{head}Anna,Voss,https://www.linkedin.com/in/anna-voss,,Voss GmbH,Buyer,15 Jan 2024\n\
         Anna,Voss,https://www.linkedin.com/in/anna-voss-2,,Albers KG,Boss,16 Jan 2024\n"
    );
    let report = round_trip(&world, "Connections.csv", &text);
    assert_eq!(
        (report.preview.system.as_str(), line(&report)),
        ("linkedin", [2, 0, 0, 0, 0])
    );
    let anna = world.contact("external", "linkedin:linkedin.com/in/anna-voss");
    assert_eq!(anna.extra.0["Connected On"], "2024-01-15");
    assert_eq!(
        anna.linkedin.as_deref(),
        Some("https://www.linkedin.com/in/anna-voss")
    );
    // Somebody entered by hand at that company is the one of that name there.
    let world = World::new();
    world.take("people.csv", "Vorname,Nachname,Firma\nAnna,Voss,\n");
    world.take("voss.csv", "name\nAlbers KG\n");
    let report = world.take(
        "Connections.csv",
        &format!("{head}Anna,Voss,https://www.linkedin.com/in/anna-voss,,Albers KG,Buyer,15 Jan 2024\n"),
    );
    assert_eq!(line(&report), [0, 1, 0, 0, 0]);
    let anna = world.contact("external", "linkedin:linkedin.com/in/anna-voss");
    assert_eq!(anna.company_id, Some(world.company("name", "albers kg").id));
}

#[test]
fn pipedrive_people_come_to_their_organizations() {
    let world = World::new();
    let report = round_trip(
        &world,
        "organizations.csv",
        "Organization - Name*,Organization - ID,Organization - Address,Organization - Street/road name of Address,\
         Organization - City/town/village/locality of Address,Organization - ZIP/Postal code of Address,\
         Organization - Country of Address,Organization - Open deals\n\
         Voss GmbH,7,\"Ringweg 4, Trier\",Ringweg,Trier,54290,Germany,3\n",
    );
    assert_eq!(
        (report.preview.system.as_str(), line(&report)),
        ("pipedrive", [1, 0, 0, 0, 0])
    );
    let voss = world.company("external", "pipedrive:7");
    assert_eq!(voss.postal.city.as_deref(), Some("Trier"));
    assert_eq!(voss.extra.0["Organization - Open deals"], "3");
    let report = round_trip(
        &world,
        "people.csv",
        "Person - Name*,Person - ID,Person - Email (Work),Person - Email (Home),Person - Phone,Organization - Name,\
         Person - Label\n\
         Anna Voss,70,\"anna@voss.example, av@voss.example\",a@mail.example,\"+49 651 123456, +49 171 5550001\",\
         Voss GmbH,hot\n\
         Bo Ek,71,bo@ek.example,,,Ek AB,\n",
    );
    assert_eq!(line(&report), [2, 0, 0, 0, 0]);
    let links = report.company_links.expect("contacts");
    assert_eq!((links.attached, links.entered), (2, 1));
    let anna = world.contact("external", "pipedrive:70");
    assert_eq!((anna.emails.0.len(), anna.phones.0.len()), (3, 2));
    assert_eq!(anna.company_id, Some(voss.id));
}

#[test]
fn lexware_customers_are_companies_with_their_people() {
    let world = World::new();
    let text = "customernumber;greeting;name;department_1;street;country;zipcode;city;phone;fax;email;cp_greeting;\
        cp_title;cp_givenname;cp_name;cp_phone1;cp_mobile1;cp_email\n\
        10001;Firma;Voss GmbH;Einkauf;Ringweg 4;Deutschland;54290;Trier;0651 1;0651 2;info@voss.example;Frau;Dr.;\
        Anna;Voss;0651 123;0171 5550001;anna@voss.example\n\
        10001;Firma;Voss GmbH;;Ringweg 4;Deutschland;54290;Trier;0651 1;;;Herr;;Bo;Ek;;;bo@voss.example\n\
        10002;Firma;Albers KG;;Kai 1;Deutschland;28195;Bremen;0421 1;;info@albers.example;;;;;;;\n";
    let report = round_trip(&world, "kunden.csv", text);
    assert_eq!(
        (report.preview.system.as_str(), line(&report)),
        ("lexware", [3, 0, 0, 0, 0])
    );
    let voss = world.company("external", "lexware:10001");
    assert_eq!(voss.phones.0.len(), 2);
    assert_eq!(
        world.contact("email", "bo@voss.example").company_id,
        Some(voss.id)
    );
    let albers = world.company("external", "lexware:10002");
    assert_eq!(albers.postal.city.as_deref(), Some("Bremen"));
}

#[test]
fn the_address_books_of_others_arrive() {
    for (name, system, rows) in [
        ("roundcube_gmail.csv", "google", 1),
        ("roundcube_all.csv", "outlook", 1),
        ("roundcube_outlook.csv", "outlook", 1),
        ("roundcube_tb_plain.csv", "thunderbird", 1),
        ("roundcube_email.csv", "thunderbird", 4),
    ] {
        let Some(path) = sample(&format!("google_outlook_csv/{name}")) else {
            continue;
        };
        let world = World::new();
        let report = world
            .try_import(&path, ImportOptions::default(), Mode::DryRun)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(report.preview.system, system, "{name}");
        let report = round_trip(&world, name, std::fs::read(&path).expect("read"));
        assert!(line(&report)[0] >= rows, "{name}: {report:?}");
        assert_eq!(report.totals.failed, 0, "{name}: {:?}", report.rejected);
    }
}

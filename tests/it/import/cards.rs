//! Cards and workbooks, good ones and bad ones.

use super::world::{World, line};
use callsheet::domain::PhoneType;
use callsheet::import::{Import, ImportOptions, Mode};
use std::path::PathBuf;

const CARDS: &str = "BEGIN:VCARD\r\nVERSION:2.1\r\nUID:a-1\r\n\
    N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rdis;;Dr.;\r\n\
    FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=B6rdis =\r\nM=C3=BCller\r\n\
    ORG;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Stra=DFen AG;Einkauf\r\n\
    TITLE:Leiterin\r\nTEL;WORK;VOICE:0221 1-0\r\nTEL;CELL:0171 5550001\r\nTEL;WORK;FAX:0221 1-9\r\n\
    EMAIL;PREF;INTERNET:jm@strassen.example\r\nADR;WORK:;;Ringweg 4;K=F6ln;NRW;50667;Germany\r\n\
    NOTE;ENCODING=QUOTED-PRINTABLE:first=0D=0Asecond\r\nBDAY:19800322\r\n\
    PHOTO;TYPE=JPEG;ENCODING=BASE64:\r\n /9j/4AAQ\r\n AAAA\r\n\r\nEND:VCARD\r\n\
    BEGIN:VCARD\r\nVERSION:3.0\r\nUID:a-2\r\nN:Voss;Anna;;;\r\nFN:Anna Voss\r\nORG:Voss\\, Söhne & Co\r\n\
    item1.TEL:+49 651 123\r\nitem1.X-ABLabel:Notruf\r\nitem2.TEL;type=CELL:0171 5550002\r\n\
    item3.URL:https\\://voss.example\r\nitem3.X-ABLabel:_$!<HomePage>!$_\r\n\
    EMAIL;TYPE=HOME:anna@mail.example\r\nEMAIL;TYPE=WORK:anna@voss.example\r\nNOTE:one long\r\n  line\\, folded\\nand broken\r\n\
    CATEGORIES:Fair,Customer\r\nX-SOCIALPROFILE;type=x:voss\r\nEND:VCARD\r\n\
    BEGIN:VCARD\r\nVERSION:4.0\r\nUID:a-3\r\nFN:Simon Perreault\r\nBDAY:--0203\r\n\
    TEL;VALUE=uri;TYPE=\"work,voice\":tel:+1-418-656-9254;ext=102\r\nEMAIL;TYPE=work:simon@viagenie.example\r\nEND:VCARD\r\n\
    BEGIN:VCARD\r\nVERSION:3.0\r\nUID:a-4\r\nFN:Albers KG\r\nN:;;;;\r\nORG:Albers KG\r\nX-ABShowAs:COMPANY\r\n\
    TEL;TYPE=WORK:0421 1000\r\nEND:VCARD\r\n\
    BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:group\r\nFN:Friends\r\nEND:VCARD\r\n";

#[test]
fn cards_of_all_three_versions_become_rows_like_any_other() {
    let world = World::new();
    let path = world.file("contacts.vcf", CARDS.replace("K=F6ln", "Köln"));
    let report = world.import(&path);
    assert_eq!(
        (report.preview.system.as_str(), report.preview.confidence),
        ("vcard", 100)
    );
    assert_eq!(line(&report), [4, 0, 0, 0, 0], "{:?}", report.rejected);
    let told: Vec<_> = report
        .preview
        .warnings
        .iter()
        .map(|warning| warning.text.as_str())
        .collect();
    assert!(told.iter().any(|text| text.contains("1 photo or")), "{told:?}");
    assert!(
        told.iter().any(|text| text.contains("1 card that is a group")),
        "{told:?}"
    );

    let muller = world.contact("email", "jm@strassen.example");
    assert_eq!(
        (
            muller.first_name.as_deref(),
            muller.last_name.as_deref(),
            muller.job_title.as_deref()
        ),
        (Some("Jördis"), Some("Müller"), Some("Leiterin"))
    );
    assert_eq!(muller.department.as_deref(), Some("Einkauf"));
    assert_eq!(
        muller.birthday.map(|day| day.to_string()).as_deref(),
        Some("1980-03-22")
    );
    assert_eq!(muller.extra.0["Note"], "first\nsecond");
    let company = world.company("name", "strassen ag");
    assert_eq!(company.name, "Straßen AG");
    assert_eq!(company.postal.city.as_deref(), Some("Köln"));
    assert_eq!(muller.company_id, Some(company.id));
    let anna = world.contact("external", "vcard:a-2");
    assert_eq!(anna.emails.0.len(), 2);
    let phones: Vec<_> = anna.phones.0.iter().map(|phone| phone.kind).collect();
    assert!(
        phones.contains(&PhoneType::Mobile) && phones.contains(&PhoneType::Other),
        "{phones:?}"
    );
    assert_eq!(anna.extra.0["Phone label"], "+49 651 123: Notruf");
    assert_eq!(anna.extra.0["Note"], "one long line, folded\nand broken");
    assert_eq!(anna.extra.0["X-SOCIALPROFILE"], "voss");
    assert_eq!(world.company("name", "voss, sohne & co").name, "Voss, Söhne & Co");
    let simon = world.contact("email", "simon@viagenie.example");
    assert_eq!(simon.phones.0[0].ext.as_deref(), Some("102"));
    assert_eq!(simon.extra.0["Birthday as written"], "--0203");
    let albers = world.company("external", "vcard:a-4");
    assert_eq!((albers.name.as_str(), albers.phones.0.len()), ("Albers KG", 1));
    assert_eq!(line(&world.import(&path)), [0, 0, 4, 0, 0]);
}

#[test]
fn cards_as_they_must_not_be() {
    let card = |inner: &[u8]| {
        [
            b"BEGIN:VCARD\nVERSION:3.0\nFN:Anna Voss\n",
            inner,
            b"\nEND:VCARD\n",
        ]
        .concat()
    };
    let good = card(b"EMAIL:anna@voss.example");
    for (what, bytes, says) in [
        (
            "unclosed",
            b"BEGIN:VCARD\nFN:A\n".to_vec(),
            "begins in line 1 is never ended",
        ),
        (
            "opened within another",
            b"BEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\nEND:VCARD\n".to_vec(),
            "begins in line 1 is never ended",
        ),
        (
            "a line of 10 MiB",
            card(&[b"NOTE:".to_vec(), vec![b'x'; 10 << 20]].concat()),
            "longer than 1024 KiB",
        ),
        (
            "groups only",
            b"BEGIN:VCARD\nKIND:group\nFN:A\nEND:VCARD\n".to_vec(),
            "no rows",
        ),
    ] {
        let world = World::new();
        let path = world.file("bad.vcf", bytes);
        let error = Import::prepare(&path, ImportOptions::default()).expect_err(what);
        assert!(error.to_string().contains(says), "{what}: {error}");
        assert_eq!(error.exit(), 2, "{what}");
    }
    for (what, inner, says) in [
        ("NUL", &b"NOTE:a\0b"[..], "NUL"),
        (
            "no UTF-8",
            &b"NOTE:\xC3\xBC\xC3\xA4 Bro\xFF\xFEken"[..],
            "no UTF-8",
        ),
    ] {
        let world = World::new();
        let path = world.file("some.vcf", [&good[..], &card(inner)].concat());
        let report = world.import(&path);
        assert_eq!(line(&report), [1, 0, 0, 0, 1], "{what}: {:?}", report.rejected);
        assert!(
            report.rejected[0].reason.contains(says),
            "{what}: {:?}",
            report.rejected
        );
        assert_eq!(report.rejected[0].line, 6, "{what}");
    }
    // A photo of 10 MiB is passed over; signs that command a terminal are text.
    let world = World::new();
    let photo = [b"PHOTO;ENCODING=b:".to_vec(), vec![b'A'; 10 << 20]].concat();
    let path = world.file(
        "photo.vcf",
        card(&[&photo[..], b"\nNOTE:\x1b]52;c;x\x07\nEMAIL:a@voss.example"].concat()),
    );
    assert_eq!(line(&world.import(&path)), [1, 0, 0, 0, 0]);
    let anna = world.contact("email", "a@voss.example");
    assert_eq!(anna.extra.0["Note"], "\u{1b}]52;c;x\u{7}");
}

fn workbook(world: &World, name: &str, fill: impl Fn(&mut rust_xlsxwriter::Workbook)) -> PathBuf {
    let path = world.folder.path().join(name);
    let mut book = rust_xlsxwriter::Workbook::new();
    fill(&mut book);
    book.save(&path).expect("written");
    path
}

#[test]
fn the_first_or_a_named_sheet_is_read_with_its_dates_and_numbers() {
    let world = World::new();
    let path = workbook(&world, "book.xlsx", |book| {
        let date = rust_xlsxwriter::Format::new().set_num_format("dd.mm.yyyy");
        let sheet = book.add_worksheet();
        sheet.set_name("People").expect("named");
        for (column, name) in ["Vorname", "Nachname", "E-Mail", "Geburtstag", "Zahl", "Summe"]
            .iter()
            .enumerate()
        {
            sheet.write(0, column as u16, *name).expect("written");
        }
        sheet.write(1, 0, "Jördis").expect("written");
        sheet.write(1, 1, "Müller\nMeier").expect("written");
        sheet.write(1, 2, "jm@voss.example").expect("written");
        sheet.write_with_format(1, 3, 29_302, &date).expect("written");
        sheet.write(1, 4, 1234.5).expect("written");
        sheet
            .write_formula(1, 5, rust_xlsxwriter::Formula::new("=1+1").set_result("2"))
            .expect("written");
        // A day that is counted and not formatted, as some exports write them.
        sheet.write(2, 1, "Ek").expect("written");
        sheet.write(2, 3, 29_303).expect("written");
        let second = book.add_worksheet();
        second.set_name("Firmen").expect("named");
        second.write(0, 0, "Firma").expect("written");
        second.write(0, 1, "Ort").expect("written");
        second.write(1, 0, "Voss GmbH").expect("written");
        second.write(1, 1, "=cmd|' /C calc'!A0").expect("written");
        second.write(2, 0, "\u{1b}[31mAlbers").expect("written");
    });
    let report = world.import(&path);
    assert_eq!(
        (report.preview.format, line(&report)),
        ("workbook", [2, 0, 0, 0, 0])
    );
    let told: Vec<_> = report
        .preview
        .warnings
        .iter()
        .map(|warning| warning.text.as_str())
        .collect();
    assert!(told.iter().any(|text| text.contains("Firmen")), "{told:?}");
    let muller = world.contact("email", "jm@voss.example");
    assert_eq!(
        muller.birthday.map(|day| day.to_string()).as_deref(),
        Some("1980-03-22")
    );
    assert_eq!(
        (&muller.extra.0["Zahl"], &muller.extra.0["Summe"]),
        (&"1234.5".into(), &"2".into())
    );
    let ek = world.contact("person", "ek");
    assert_eq!(
        ek.birthday.map(|day| day.to_string()).as_deref(),
        Some("1980-03-23")
    );

    let options = ImportOptions {
        sheet: Some("firmen".to_owned()),
        ..ImportOptions::default()
    };
    let report = world.import_with(&path, options);
    assert_eq!(line(&report), [2, 0, 0, 0, 0]);
    assert_eq!(
        world.company("name", "voss gmbh").postal.city.as_deref(),
        Some("=cmd|' /C calc'!A0")
    );
    let missing = ImportOptions {
        sheet: Some("Halle".to_owned()),
        ..ImportOptions::default()
    };
    let error = world
        .try_import(&path, missing, Mode::DryRun)
        .expect_err("no such sheet");
    assert!(error.to_string().contains("People, Firmen"), "{error}");
}

#[test]
fn workbooks_as_they_must_not_be() {
    let world = World::new();
    let empty = workbook(&world, "empty.xlsx", |book| {
        book.add_worksheet();
    });
    let header = workbook(&world, "header.xlsx", |book| {
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "name").expect("written");
        sheet.write(0, 1, "city").expect("written");
    });
    assert_eq!(line(&world.import(&header)), [0; 5]);
    let text = world.file("text.xlsx", "name,city\nVoss,Trier\n");
    let locked = world.file("locked.xlsx", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and more");
    let whole = std::fs::read(&header).expect("read");
    let cut = world.file("cut.xlsx", &whole[..whole.len() / 2]);
    // The list of its parts says that one unpacks to 4 GB.
    let mut bomb = whole.clone();
    let at = bomb
        .windows(4)
        .position(|mark| mark == b"PK\x01\x02")
        .expect("a list");
    bomb[at + 24..at + 28].copy_from_slice(&u32::MAX.to_le_bytes());
    let bomb = world.file("bomb.xlsx", bomb);
    for (path, says) in [
        (empty, "no rows"),
        (text, "no workbook"),
        (locked, "password"),
        (cut, "cut off"),
        (bomb, "more than 512 MiB"),
    ] {
        let error = Import::prepare(&path, ImportOptions::default()).expect_err("refused");
        assert!(error.to_string().contains(says), "{}: {error}", path.display());
        assert_eq!(error.exit(), 2, "{}", path.display());
    }
}

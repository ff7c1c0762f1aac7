//! Rows for filters, made by dice, and what stands beside them.

use super::world::{NOW, World, at, bob, case, company, contact, me, task, user};
use callsheet::base::words::{self, both_spellings};
use callsheet::base::{CompanyId, Json, Timestamp};
use callsheet::domain::filter::Expr;
use callsheet::domain::filter::eval::{Beside, Doc, Row};
use callsheet::domain::{
    BuyingRole, Code, Company, CompanyStatus, Contact, ContactStatus, CustomField, Email, EmailType,
    FieldEntity, FieldType, Phone, PhoneState, PhoneType, SizeBand, Source, Stage,
};
use callsheet::store::search::{self, NameDoc, SearchKind};

const FIRMS: u128 = 70;
const PEOPLE: u128 = 50;

/// Numbers from a seed, which a failure names: the same test again when it is set (`CALLSHEET_SEED`).
pub(super) struct Dice {
    state: u64,
    pub(super) seed: u64,
}

impl Dice {
    pub(super) fn new() -> Self {
        let set = std::env::var("CALLSHEET_SEED")
            .ok()
            .and_then(|seed| seed.parse().ok());
        let seed =
            set.unwrap_or_else(|| u64::from(std::process::id()).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        Self { state: seed, seed }
    }
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 11) as usize % sides
    }
    pub(super) fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.roll(all.len())]
    }
    fn maybe<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        (self.roll(3) > 0).then(|| self.of(all))
    }
    fn text(&mut self, all: &[&str]) -> Option<String> {
        self.maybe(all).map(str::to_owned)
    }
}

fn phone(raw: &str) -> Phone {
    Phone {
        kind: PhoneType::Work,
        raw: raw.to_owned(),
        e164: Some(raw.replace(' ', "")),
        ext: None,
        state: PhoneState::Ok,
        blocked: false,
        primary: true,
    }
}
fn email(address: &str) -> Email {
    Email {
        kind: EmailType::Work,
        address: address.to_owned(),
        primary: true,
    }
}

fn a_firm(dice: &mut Dice, n: u128) -> Company {
    let mut firm = company(n);
    let names = [
        "Müller Bau",
        "Mueller & Co",
        "Åkesson",
        "100% Natur",
        "A_B Werke",
        "O'Brien",
        "Bau Bau 7",
    ];
    firm.name = format!("{} {}", dice.of(&names), dice.roll(9));
    firm.stage = dice.of(Stage::ALL);
    firm.status = dice.of(CompanyStatus::ALL);
    firm.owner_id = dice.maybe(&[me(), bob()]);
    firm.industry = dice.text(&["Brewery", "BREWERY", "Öl & Gas", "öl & gas", "50%"]);
    firm.account_type = dice.text(&["Key", "small_one"]);
    firm.size_band = dice.maybe(SizeBand::ALL);
    firm.employees = dice.maybe(&[5, 51, 60, 4_000]);
    firm.domain = dice.text(&["mueller.example", "bau.example"]);
    firm.legal_name = dice.text(&["Müller Holding AG"]);
    firm.postal.0.city = dice.text(&["Ulm", "Bad Tölz", "ÖLBRONN"]);
    firm.postal.0.country = dice.text(&["DE", "AT", "SE"]);
    firm.postal.0.postal_code = dice.text(&["75248", "7_5", "89073"]);
    firm.language = dice.text(&["de", "de-AT", "DE", "sv"]);
    firm.source = dice.maybe(Source::ALL);
    firm.dnc_since = dice.maybe(&[at(NOW)]).filter(|_| dice.roll(3) == 0);
    firm.created_at = Timestamp(at(NOW).0 - dice.roll(60) as i64 * 86_400_000);
    let tags = [vec![], vec!["fair"], vec!["a\"b", "fair"], vec!["fairy", "x\\"]];
    firm.tags = Json(
        tags[dice.roll(tags.len())]
            .iter()
            .map(|tag| (*tag).to_owned())
            .collect(),
    );
    firm.emails = Json(
        dice.maybe(&["Info@Bau.example", "sales%x@ulm.example"])
            .map(email)
            .into_iter()
            .collect(),
    );
    firm.phones = Json(
        dice.maybe(&["+49 711 555123", "+46 8 123456"])
            .map(phone)
            .into_iter()
            .collect(),
    );
    let extra = dice.maybe(&[
        ("Lead Score", "Hot"),
        ("lead score", "10%"),
        ("a.b", "Ö"),
        ("$x", "[1]"),
    ]);
    firm.extra = Json(
        extra
            .into_iter()
            .chain(own_values(dice))
            .map(|(key, text)| (key.to_owned(), text.to_owned()))
            .collect(),
    );
    if dice.roll(12) == 0 {
        firm.deleted_at = Some(at(NOW));
    }
    firm
}

/// What is kept of the tenant's own fields; some of it from before they had a type.
fn own_values(dice: &mut Dice) -> Vec<(&'static str, &'static str)> {
    let seats = dice.maybe(&[
        "5",
        "-5",
        "0.5",
        "60",
        "1234.5",
        "999999999999999999.000000001",
        "007",
        "many",
        "1,5",
        "-.5",
        "5.",
        "-",
        "",
        "1.2.3",
        "5-5",
        "1e5",
        " 5",
        "5\n",
        "99999999999999999999999999999999999999",
    ]);
    let renewal = dice.maybe(&[
        "2026-11-24",
        "2026-12-31",
        "2027-01-01",
        "1999-02-03",
        "24.11.2026",
        "soon",
        "2026-11-24\n",
        "",
    ]);
    let signed = dice.maybe(&["true", "false", "ja"]);
    let named = [("Seats", seats), ("Renewal", renewal), ("Signed", signed)];
    named
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}

/// Those fields.
pub(super) fn own_fields() -> Vec<CustomField> {
    let field = |entity, name: &str, kind| CustomField {
        entity,
        name: name.to_owned(),
        label: None,
        kind,
        choices: Vec::new(),
        place: 0,
    };
    [FieldEntity::Company, FieldEntity::Contact]
        .into_iter()
        .flat_map(|entity| {
            [
                field(entity, "Seats", FieldType::Number),
                field(entity, "Renewal", FieldType::Date),
                field(entity, "Signed", FieldType::Boolean),
            ]
        })
        .collect()
}

fn a_person(dice: &mut Dice, n: u128) -> Contact {
    let mut person = contact(1_000 + n, 1 + dice.roll(FIRMS as usize) as u128, "X");
    person.first_name = dice.text(&["Zoë", "Anna"]);
    person.last_name = Some(dice.of(&["Müller", "Bauer", "O'Neil"]).to_owned());
    if dice.roll(5) == 0 {
        person.company_id = None;
    }
    person.job_title = dice.text(&["Head of Bau", "CEO", "Einkäufer"]);
    person.department = dice.text(&["Sales", "R_D"]);
    person.buying_role = dice.maybe(BuyingRole::ALL);
    person.status = dice.of(ContactStatus::ALL);
    person.language = dice.text(&["de", "en-GB"]);
    person.source = dice.maybe(Source::ALL);
    person.emails = Json(
        dice.maybe(&["anna@ulm.example", "zoe@bau.example"])
            .map(email)
            .into_iter()
            .collect(),
    );
    person.phones = Json(
        dice.maybe(&["+49 711 999777", "+46 8 123456"])
            .map(phone)
            .into_iter()
            .collect(),
    );
    let own = own_values(dice).into_iter();
    person.extra = Json(own.map(|(key, text)| (key.to_owned(), text.to_owned())).collect());
    person.dnc_since = dice.maybe(&[at(NOW)]).filter(|_| dice.roll(3) == 0);
    person.created_at = Timestamp(at(NOW).0 - dice.roll(60) as i64 * 86_400_000);
    person
}

fn company_doc(firm: &Company) -> (String, String) {
    let extra: Vec<_> = firm.legal_name.iter().chain(&firm.domain).cloned().collect();
    let keys: Vec<_> = firm.phones.0.iter().map(Phone::key).collect();
    (extra.join(" "), words::digits(keys.iter().map(String::as_str)))
}
fn contact_doc(person: &Contact) -> (String, String) {
    let mails = person.emails.0.iter().map(|email| email.address.as_str());
    let extra: Vec<_> = mails.chain(person.job_title.as_deref()).collect();
    let keys: Vec<_> = person.phones.0.iter().map(Phone::key).collect();
    (extra.join(" "), words::digits(keys.iter().map(String::as_str)))
}
fn doc(title: &str, (extra, digits): &(String, String)) -> Doc {
    Doc {
        words: both_spellings([title, extra.as_str()]),
        digits: digits.clone(),
    }
}

/// The rows as they were written, and what stands beside them.
pub(super) struct Field {
    firms: Vec<(Company, Beside)>,
    people: Vec<(Contact, Beside)>,
}

impl Field {
    pub(super) fn firm(&self, id: Option<CompanyId>) -> Option<&Company> {
        self.firms
            .iter()
            .map(|(firm, _)| firm)
            .find(|firm| Some(firm.id) == id)
    }
    pub(super) fn companies(&self, expr: &Expr) -> Vec<u128> {
        let live = self.firms.iter().filter(|(firm, _)| firm.is_live());
        let mut ids: Vec<_> = live
            .filter(|(firm, beside)| expr.fits(Row::Company(firm, beside)))
            .map(|(firm, _)| firm.id.0.as_u128())
            .collect();
        ids.sort_unstable();
        ids
    }
    pub(super) fn contacts(&self, expr: &Expr) -> Vec<u128> {
        let fits = |(person, beside): &&(Contact, Beside)| {
            let firm = self.firm(person.company_id);
            firm.is_none_or(Company::is_live) && expr.fits(Row::Contact(person, firm, beside))
        };
        let mut ids: Vec<_> = self
            .people
            .iter()
            .filter(fits)
            .map(|(person, _)| person.id.0.as_u128())
            .collect();
        ids.sort_unstable();
        ids
    }
}

pub(super) fn plant(world: &mut World, dice: &mut Dice) -> Field {
    world.put(&user(me(), "Anna")).put(&user(bob(), "Bob Smith"));
    let mut field = Field {
        firms: (1..=FIRMS)
            .map(|n| (a_firm(dice, n), Beside::default()))
            .collect(),
        people: (1..=PEOPLE)
            .map(|n| (a_person(dice, n), Beside::default()))
            .collect(),
    };
    for (firm, beside) in &mut field.firms {
        world.put(firm);
        let n = firm.id.0.as_u128();
        let hours = dice.maybe(&[-50, -1, 1, 5, 30, 100]);
        let due = hours.map(|hours| Timestamp(at(NOW).0 + hours * 3_600_000));
        let last = dice
            .maybe(&[1, 20, 100, 900])
            .map(|hours| Timestamp(at(NOW).0 - hours * 3_600_000));
        world.kept(
            n,
            due.map(|at| at.to_string()).as_deref(),
            last.map(|at| at.to_string()).as_deref(),
        );
        (beside.due, beside.last) = (due.map(|at| at.0), last.map(|at| at.0));
        if dice.roll(3) == 0 {
            world.put(&case(5_000 + n, n));
            beside.case = true;
        }
        if dice.roll(3) == 0 {
            world.put(&task(9_000 + n, n));
            beside.task = true;
        }
        let prepared = company_doc(firm);
        let entry = NameDoc {
            kind: SearchKind::Company,
            id: firm.id.0,
            company_id: Some(firm.id),
            title: &firm.name,
            sub: None,
            extra: &prepared.0,
            digits: &prepared.1,
        };
        world
            .conn
            .write(|tx| search::index_name(tx, &entry))
            .expect("indexed");
        beside.docs = vec![doc(&firm.name, &prepared)];
    }
    for (person, beside) in &mut field.people {
        world.put(person);
        let prepared = contact_doc(person);
        let entry = NameDoc {
            kind: SearchKind::Contact,
            id: person.id.0,
            company_id: person.company_id,
            title: &person.display_name(),
            sub: None,
            extra: &prepared.0,
            digits: &prepared.1,
        };
        world
            .conn
            .write(|tx| search::index_name(tx, &entry))
            .expect("indexed");
        beside.docs = vec![doc(&person.display_name(), &prepared)];
        if let Some(firm) = field
            .firms
            .iter_mut()
            .find(|(firm, _)| Some(firm.id) == person.company_id)
        {
            firm.1.contact = true;
            firm.1.docs.push(beside.docs[0].clone());
        }
    }
    field
}

//! Filters in SQL against the same filters judged over the rows in memory: for random expressions the same set.

use super::world::{NOW, World, at, bob, case, company, contact, id, me, on_both, task, user};
use callsheet::base::lang::{DayOrder, Lang};
use callsheet::base::phrase::{Ask, Tense};
use callsheet::base::words::{self, both_spellings};
use callsheet::base::worktime::Desk;
use callsheet::base::{CompanyId, ContactId, Json, Timestamp};
use callsheet::domain::filter::eval::{Beside, Doc, Row};
use callsheet::domain::filter::{Entity, Expr, Filter, Known, Person};
use callsheet::domain::{
    BuyingRole, Code, Company, CompanyStatus, Contact, ContactStatus, CustomField, Email, EmailType,
    FieldEntity, FieldType, Phone, PhoneState, PhoneType, SizeBand, Source, Stage,
};
use callsheet::store::filter as store;
use callsheet::store::search::{self, NameDoc, SearchKind};
use callsheet::view::{CompanyAsk, CompanySort, CompanyView};

on_both! {
    random_filters_give_what_judging_the_rows_gives
    pages_of_a_filter_follow_each_other_without_gap
    signs_of_patterns_are_letters_like_any
}

const FIRMS: u128 = 70;
const PEOPLE: u128 = 50;

/// Numbers from a seed, which a failure names: the same test again when it is set (`CALLSHEET_SEED`).
struct Dice {
    state: u64,
    seed: u64,
}

impl Dice {
    fn new() -> Self {
        let set = std::env::var("CALLSHEET_SEED")
            .ok()
            .and_then(|seed| seed.parse().ok());
        let seed =
            set.unwrap_or_else(|| u64::from(std::process::id()).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        Self { state: seed, seed }
    }
    fn roll(&mut self, sides: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 11) as usize % sides
    }
    fn of<T: Copy>(&mut self, all: &[T]) -> T {
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
fn own_fields() -> Vec<CustomField> {
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
struct Field {
    firms: Vec<(Company, Beside)>,
    people: Vec<(Contact, Beside)>,
}

impl Field {
    fn firm(&self, id: Option<CompanyId>) -> Option<&Company> {
        self.firms
            .iter()
            .map(|(firm, _)| firm)
            .find(|firm| Some(firm.id) == id)
    }
    fn companies(&self, expr: &Expr) -> Vec<u128> {
        let live = self.firms.iter().filter(|(firm, _)| firm.is_live());
        let mut ids: Vec<_> = live
            .filter(|(firm, beside)| expr.fits(Row::Company(firm, beside)))
            .map(|(firm, _)| firm.id.0.as_u128())
            .collect();
        ids.sort_unstable();
        ids
    }
    fn contacts(&self, expr: &Expr) -> Vec<u128> {
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

fn plant(world: &mut World, dice: &mut Dice) -> Field {
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

const COMPANY_TERMS: &[&str] = &[
    "müller",
    "mueller bau",
    "bau",
    "\"bau bau\"",
    "\"müller bau\"",
    "0711 555",
    "8123456",
    "ul",
    "tölz",
    "o'brien",
    "a",
    "name:bau",
    "name=\"bau bau 7 3\"",
    "name:%",
    "name:_",
    "stage:QUALIFYING,DORMANT",
    "stage!=customer",
    "status:lead",
    "owner:me",
    "owner:bob",
    "owner:none",
    "owner!=me",
    "industry:brew",
    "industry=brewery",
    "industry:\"öl & GAS\"",
    "industry:%",
    "industry!=brewery",
    "type:_",
    "size>=51",
    "size<60",
    "size=60",
    "size!=51",
    "band:51-200",
    "city:ö",
    "city:\"bad t\"",
    "country:germany",
    "country!=AT",
    "postal_code:7",
    "postal_code:7_",
    "language:de",
    "language=de",
    "tag:fair",
    "tag:\"a\\\"b\"",
    "tag:\"x\\\\\"",
    "tag!=fair",
    "domain:bau",
    "email:bau.example",
    "email:%x",
    "email=info@bau.example",
    "phone:711",
    "phone:08123",
    "source:import,referral",
    "dnc:yes",
    "dnc:no",
    "created>=-30d",
    "created<-7d",
    "created:today",
    "last:none",
    "last<-3d",
    "last>=today",
    "due<today",
    "due:today",
    "due<=tomorrow",
    "due>now",
    "due:none",
    "due!=today",
    "has:phone",
    "has:email",
    "has:case",
    "no:task",
    "has:contact",
    "no:tag",
    "has:extra",
    "has:size",
    "has:due",
    "no:activity",
    "has:source",
    "no:domain",
    "legal:holding",
    "extra.\"Lead Score\":o",
    "extra.\"lead score\"=hot",
    "extra.a.b:ö",
    "extra.\"$x\":[",
    "extra.none:x",
    "seats>=5",
    "seats<5",
    "seats<=0,5",
    "seats>-5",
    "seats=60",
    "seats!=60",
    "seats:5,1234.5",
    "seats<1.234,60",
    "seats>999999999999999998",
    "renewal<today",
    "renewal:today",
    "renewal>=31.12.2026",
    "renewal<=+2w",
    "renewal>1.1.1990",
    "renewal!=2027-01-01",
    "signed:ja",
    "signed=0",
    "size>=1,000",
];
const CONTACT_TERMS: &[&str] = &[
    "müller",
    "anna",
    "ceo",
    "0711 999",
    "name:bauer",
    "name=\"zoë müller\"",
    "company:bau",
    "company=\"bau bau 7 3\"",
    "title:bau",
    "title=ceo",
    "department:_",
    "department!=sales",
    "role:champion,user",
    "email:ulm",
    "phone:999",
    "status:active",
    "status!=blocked",
    "created>=-30d",
    "language:en",
    "tag:fair",
    "tag!=fair",
    "owner:me",
    "owner:none",
    "stage:dormant,qualifying",
    "source:import",
    "dnc:yes",
    "has:company",
    "no:company",
    "has:phone",
    "no:email",
    "has:title",
    "has:birthday",
    "no:linkedin",
    "no:extra",
    "seats>=5",
    "seats<60 seats>-1",
    "renewal<=today",
    "renewal>today",
    "signed:nein",
];

fn a_filter(dice: &mut Dice, terms: &[&str], depth: usize) -> String {
    match dice.roll(if depth == 0 { 1 } else { 6 }) {
        0 | 1 => dice.of(terms).to_owned(),
        2 => format!("-({})", a_filter(dice, terms, depth - 1)),
        3 => format!(
            "({} OR {})",
            a_filter(dice, terms, depth - 1),
            a_filter(dice, terms, depth - 1)
        ),
        _ => format!(
            "{} {}",
            a_filter(dice, terms, depth - 1),
            a_filter(dice, terms, depth - 1)
        ),
    }
}

pub(super) fn understood(world: &World, of: Entity, typed: &str) -> Expr {
    let person = |id, name: &str| Person {
        id,
        name: name.to_owned(),
        email: None,
    };
    let people = [person(me(), "Anna"), person(bob(), "Bob Smith")];
    let known = Known {
        me: me(),
        people: &people,
        fields: &own_fields(),
        ask: Ask {
            now: at(NOW),
            desk: Desk::new(&world.rules.settings.working_time, &world.zone, Some("DE")),
            lang: Lang::En,
            order: DayOrder::DayFirst,
            tense: Tense::Ahead,
        },
    };
    let filter = Filter::parse(typed).unwrap_or_else(|error| panic!("{typed}: {error}"));
    let expr = filter
        .bind(of, &known)
        .unwrap_or_else(|error| panic!("{typed}: {error}"));
    expr.expect("something is in it")
}

fn company_ids(world: &mut World, expr: &Expr) -> Vec<u128> {
    let found: Vec<CompanyId> = world.read(|tx| store::company_ids(tx, expr));
    let mut ids: Vec<_> = found.iter().map(|id| id.0.as_u128()).collect();
    ids.sort_unstable();
    ids
}
fn contact_ids(world: &mut World, expr: &Expr) -> Vec<u128> {
    let found: Vec<ContactId> = world.read(|tx| store::contact_ids(tx, expr));
    let mut ids: Vec<_> = found.iter().map(|id| id.0.as_u128()).collect();
    ids.sort_unstable();
    ids
}

fn random_filters_give_what_judging_the_rows_gives(world: &mut World) {
    let mut dice = Dice::new();
    let field = plant(world, &mut dice);
    let single = COMPANY_TERMS.iter().map(|term| (*term).to_owned());
    let mixed: Vec<_> = (0..150).map(|_| a_filter(&mut dice, COMPANY_TERMS, 3)).collect();
    for typed in single.chain(mixed) {
        let expr = understood(world, Entity::Company, &typed);
        assert_eq!(
            company_ids(world, &expr),
            field.companies(&expr),
            "{typed} CALLSHEET_SEED={}",
            dice.seed
        );
    }
    let single = CONTACT_TERMS.iter().map(|term| (*term).to_owned());
    let mixed: Vec<_> = (0..100).map(|_| a_filter(&mut dice, CONTACT_TERMS, 3)).collect();
    for typed in single.chain(mixed) {
        let expr = understood(world, Entity::Contact, &typed);
        assert_eq!(
            contact_ids(world, &expr),
            field.contacts(&expr),
            "{typed} CALLSHEET_SEED={}",
            dice.seed
        );
    }
}

fn pages_of_a_filter_follow_each_other_without_gap(world: &mut World) {
    let mut dice = Dice::new();
    let field = plant(world, &mut dice);
    for typed in [
        "size>=1 OR no:size",
        "stage:QUALIFYING",
        "-tag:fair due<tomorrow",
        "owner:none",
        "tag:none",
    ] {
        let expr = understood(world, Entity::Company, typed);
        for (view, sort) in [
            (CompanyView::All, CompanySort::NextDue),
            (CompanyView::All, CompanySort::Name),
            (CompanyView::Mine, CompanySort::Name),
            (CompanyView::Unassigned, CompanySort::NextDue),
        ] {
            let mut ask = CompanyAsk {
                view,
                sort,
                limit: 7,
                ..CompanyAsk::default()
            };
            let mut seen = Vec::new();
            loop {
                let page = world.read(|tx| store::companies(tx, me(), &ask, &expr));
                seen.extend(page.rows);
                ask.after = page.next;
                if ask.after.is_none() {
                    break;
                }
            }
            let in_order = seen.windows(2).all(|pair| match sort {
                CompanySort::NextDue => {
                    pair[0].next_due.map_or(i64::MAX, |due| due.0)
                        <= pair[1].next_due.map_or(i64::MAX, |due| due.0)
                }
                CompanySort::Name => true,
            });
            assert!(in_order, "{typed} {view:?}");
            let mut ids: Vec<_> = seen.iter().map(|row| row.id.0.as_u128()).collect();
            ids.sort_unstable();
            let mut expected = field.companies(&expr);
            let owner = |n: &u128| field.firm(Some(CompanyId(id(*n)))).and_then(|firm| firm.owner_id);
            expected.retain(|n| match view {
                CompanyView::Mine => owner(n) == Some(me()),
                CompanyView::Unassigned => owner(n).is_none(),
                _ => true,
            });
            assert_eq!(
                ids, expected,
                "{typed} {view:?} {sort:?} CALLSHEET_SEED={}",
                dice.seed
            );
        }
    }
}

fn signs_of_patterns_are_letters_like_any(world: &mut World) {
    for (n, name) in [
        (1, "100% Natur"),
        (2, "100 Natur"),
        (3, "A_B"),
        (4, "AxB"),
        (5, "C\\D"),
    ] {
        let mut firm = company(n);
        firm.name = name.to_owned();
        world.put(&firm);
    }
    for (typed, found) in [
        ("name:\"100%\"", vec![1]),
        ("name:a_b", vec![3]),
        ("name:c\\d", vec![5]),
        ("name:\"'; DROP\"", vec![]),
    ] {
        let expr = understood(world, Entity::Company, typed);
        assert_eq!(company_ids(world, &expr), found, "{typed}");
    }
}

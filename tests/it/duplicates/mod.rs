//! Rows that look alike: found, merged, kept apart; how well, and how fast.

mod large;
mod quality;

use callsheet::base::id::RowId;
use callsheet::base::{CompanyId, ContactId, Timestamp};
use callsheet::domain::command::{
    CompanyCommand, CompanyPair, ContactCommand, CreateCompany, CreateContact, MergeCompanies, UndoArgs,
};
use callsheet::domain::duplicates::{LIKELY, Reason};
use callsheet::domain::merge::Choices;
use callsheet::domain::{Rules, TwinKind};
use callsheet::replica::{Clock, OpenOptions, Replica};
use callsheet::view::{TwinAsk, TwinCursor, TwinPair};
use serde_json::{Value, json};

/// A folder with an open data file.
struct World {
    folder: tempfile::TempDir,
    replica: Replica,
}

fn open(folder: &std::path::Path) -> Replica {
    Replica::open(OpenOptions {
        path: folder.join("callsheet.db"),
        clock: Clock::Frozen("2026-03-03T09:00:00Z".parse::<Timestamp>().expect("instant")),
        user_name: "Ines Team".to_owned(),
        zone: "Europe/Berlin".to_owned(),
        country: "DE".to_owned(),
        rules: Rules::shipped().to_new(),
    })
    .expect("a file")
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("folder");
        let replica = open(folder.path());
        Self { folder, replica }
    }
    fn company(&self, fields: Value) -> CompanyId {
        let id: CompanyId = self.replica.new_id();
        let create = CreateCompany {
            id,
            fields: fields.as_object().cloned().expect("object"),
            workflow: true,
            import: None,
        };
        self.replica.run(CompanyCommand::Create(create)).expect("company");
        id
    }
    fn contact(&self, company_id: Option<CompanyId>, fields: Value) -> ContactId {
        let id: ContactId = self.replica.new_id();
        let create = CreateContact {
            id,
            company_id,
            fields: fields.as_object().cloned().expect("object"),
            import: None,
        };
        self.replica.run(ContactCommand::Create(create)).expect("contact");
        id
    }
    /// Every pair, page by page.
    fn pairs(&self, about: TwinKind, page: usize) -> Vec<TwinPair> {
        let mut from = TwinCursor::default();
        let mut all = Vec::new();
        loop {
            let ask = TwinAsk {
                about,
                min: LIKELY,
                limit: page,
                from,
            };
            let found = self.replica.duplicates(&ask).expect("a page");
            all.extend(found.pairs);
            match found.next {
                Some(next) => from = next,
                None => return all,
            }
        }
    }
    fn merge(&self, winner: CompanyId, loser: CompanyId) {
        let take = Choices::new();
        let merge = MergeCompanies { winner, loser, take };
        self.replica.run(CompanyCommand::Merge(merge)).expect("merged");
    }
}

#[test]
fn a_pair_says_why_and_comes_once_however_many_keys_it_shares() {
    let w = World::new();
    let one = w.company(json!({ "name": "Müller GmbH", "website": "www.mueller.example",
        "phones": ["0711 5550142"], "emails": ["info@mueller.example"], "postal": { "city": "Köln" } }));
    let other = w.company(json!({ "name": "Mueller", "website": "mueller.example",
        "phones": ["+49 (711) 555-0142"], "emails": ["INFO@mueller.example"], "postal": { "city": "Koeln" } }));
    w.company(json!({ "name": "Vogel AG", "phones": ["0711 5550199"] }));
    for page in [1, 100] {
        let pairs = w.pairs(TwinKind::Company, page);
        assert_eq!(pairs.len(), 1);
        assert_eq!((pairs[0].one.id, pairs[0].other.id), (one.uuid(), other.uuid()));
        let reasons: Vec<Reason> = pairs[0].score.parts.iter().map(|part| part.reason).collect();
        assert_eq!(
            reasons,
            [Reason::Phone, Reason::Email, Reason::Name, Reason::Town]
        );
        assert_eq!(pairs[0].score.points, 100);
    }
}

#[test]
fn a_pair_that_is_not_the_same_or_merged_or_in_trash_is_not_proposed() {
    let w = World::new();
    let name = |n: i64| json!({ "name": "Acme Ltd", "website": "acme.example", "employees": n });
    let (a, b, c) = (w.company(name(1)), w.company(name(2)), w.company(name(3)));
    assert_eq!(w.pairs(TwinKind::Company, 100).len(), 3);
    let apart = CompanyPair { one: b, other: a };
    w.replica.run(CompanyCommand::NotSame(apart)).expect("remembered");
    assert_eq!(w.pairs(TwinKind::Company, 100).len(), 2);
    w.merge(b, c);
    assert_eq!(
        w.pairs(TwinKind::Company, 100).len(),
        0,
        "what is not b is not c either"
    );
    let card = w.replica.company(c).expect("read").expect("the id stands for b");
    assert_eq!(card.company.id, b);
}

#[test]
fn a_merge_is_undone_after_the_file_was_closed() {
    let w = World::new();
    let one = w.company(json!({ "name": "Müller GmbH", "website": "mueller.example" }));
    let other = w.company(json!({ "name": "Mueller", "website": "mueller.example", "industry": "Metal" }));
    w.contact(Some(other), json!({ "last_name": "Vogel" }));
    let before = w.replica.digest(false).expect("digest");
    w.merge(one, other);
    assert_ne!(w.replica.digest(false).expect("digest"), before);
    let World { folder, replica } = w;
    drop(replica);
    let again = open(folder.path());
    again
        .run(callsheet::domain::command::JournalCommand::Undo(
            UndoArgs::default(),
        ))
        .expect("undone");
    assert_eq!(again.digest(false).expect("digest"), before);
}

#[test]
fn a_number_that_many_share_says_nothing_and_costs_nothing() {
    let w = World::new();
    for n in 0..120 {
        w.company(json!({ "name": format!("Tenant {n}"), "phones": ["+49 30 5550000"] }));
    }
    assert_eq!(w.pairs(TwinKind::Company, 100).len(), 0);
    // Many of one name are compared town by town.
    for n in 0..60 {
        w.company(json!({ "name": "Sparkasse", "postal": { "city": format!("Town {n}") } }));
    }
    w.company(json!({ "name": "Sparkasse", "postal": { "city": "Town 7" } }));
    assert_eq!(w.pairs(TwinKind::Company, 100).len(), 1);
}

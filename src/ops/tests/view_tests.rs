//! Stories of saved views: everybody's, one of a name, and not the business of the tenant's rules.

use super::*;
use crate::domain::command::{DeleteView, PutView, ViewCommand};
use crate::domain::filter::Entity;
use crate::domain::view::SavedView;

fn put(name: &str, filter: &str) -> ViewCommand {
    ViewCommand::Put(PutView {
        entity: Entity::Company,
        name: name.to_owned(),
        filter: filter.to_owned(),
        columns: Vec::new(),
        sort: None,
    })
}

impl World {
    fn views(&mut self) -> Vec<(String, String)> {
        let rows = self.conn.read(|tx| tx.rule_rows()).expect("rules");
        let views = rows.iter().filter_map(SavedView::of_row);
        views.map(|view| (view.name, view.filter)).collect()
    }
    fn undo_last(&mut self) {
        self.run(JournalCommand::Undo(UndoArgs::default()));
    }
}

fn is(name: &str, filter: &str) -> Vec<(String, String)> {
    vec![(name.to_owned(), filter.to_owned())]
}

#[test]
fn a_view_is_saved_changed_deleted_and_each_is_taken_back() {
    let mut w = World::new();
    w.run(put("Hot leads", "stage:QUALIFYING  AND owner:me"));
    assert_eq!(
        w.views(),
        is("Hot leads", "stage:QUALIFYING owner:me"),
        "in its canonical form"
    );
    w.run(put("hot LEADS", "owner:me"));
    assert_eq!(w.views(), is("hot LEADS", "owner:me"), "one of a name");
    assert_eq!(
        w.refused(put("hot LEADS", "owner:me")).code,
        RefusalCode::NothingToDo
    );
    w.undo_last();
    assert_eq!(w.views(), is("Hot leads", "stage:QUALIFYING owner:me"));
    let delete = DeleteView {
        entity: Entity::Company,
        name: "hot leads".to_owned(),
    };
    w.run(ViewCommand::Delete(delete.clone()));
    assert_eq!(w.views(), []);
    assert_eq!(w.refused(ViewCommand::Delete(delete)).code, RefusalCode::NotFound);
    w.undo_last();
    assert_eq!(w.views(), is("Hot leads", "stage:QUALIFYING owner:me"));
    w.undo_last();
    assert_eq!(w.views(), []);
    w.run(put("Hot leads", "tag:x"));
    assert_eq!(
        w.views(),
        is("Hot leads", "tag:x"),
        "after all was taken back it can be saved anew"
    );
}

#[test]
fn loading_all_rules_leaves_the_views_and_no_rule_is_a_view() {
    let mut w = World::new();
    w.run(put("Hot leads", "owner:me"));
    let rules = w.rules.to_new();
    w.run(AdminCommand::Rules(LoadRules { rules, whole: true }));
    assert_eq!(w.views(), is("Hot leads", "owner:me"));
    let view = NewRule {
        kind: RuleKind::View,
        key: "companies:x".to_owned(),
        body: serde_json::Value::Null,
    };
    let rules = vec![view];
    let refused = w.refused(AdminCommand::Rules(LoadRules { rules, whole: false }));
    assert_eq!(refused.code, RefusalCode::Invalid);
}

#[test]
fn a_view_that_could_not_be_shown_is_not_saved() {
    let mut w = World::new();
    for (name, filter, field) in [
        ("  ", "", "name"),
        ("mine", "", "name"),
        ("Qualified lead", "", "name"),
        ("x", "stage:", "filter"),
        ("x", "owner:nobody-here", "filter"),
    ] {
        let refused = w.refused(put(name, filter));
        assert_eq!(
            (refused.code, refused.missing[0].code.as_str()),
            (RefusalCode::Invalid, field),
            "{name} {filter}"
        );
    }
    let refused = w.refused(ViewCommand::Put(PutView {
        columns: vec!["nme".to_owned()],
        entity: Entity::Company,
        name: "x".to_owned(),
        filter: String::new(),
        sort: None,
    }));
    assert!(
        refused.detail.contains("did you mean \"name\"?"),
        "{}",
        refused.detail
    );
    assert_eq!(w.views(), []);
}

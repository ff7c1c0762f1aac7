//! Remarks on companies.

use super::no_row;
use crate::domain::Command;
use crate::domain::command::{AddNote, NoteCommand, NoteRef};
use crate::server::route::{Deed, Route, Verb};

pub(super) fn routes() -> Vec<Route> {
    vec![
        adds("/notes", &[]),
        adds("/companies/{id}/notes", &["company_id"]),
        deed(Verb::Delete, "/notes/{id}", "Into Trash", |args| {
            NoteCommand::Delete(args).into()
        }),
        deed(Verb::Post, "/notes/{id}/restore", "Out of Trash", |args| {
            NoteCommand::Restore(args).into()
        }),
    ]
}

fn adds(path: &'static str, fill: &'static [&'static str]) -> Route {
    Route::command(Deed {
        verb: Verb::Post,
        path,
        summary: "Adds a remark",
        fill,
        makes: Some("note"),
        command: |args: AddNote| NoteCommand::Add(args).into(),
        only_if: None,
        row: no_row,
    })
}

fn deed(verb: Verb, path: &'static str, summary: &'static str, command: fn(NoteRef) -> Command) -> Route {
    Route::command(Deed {
        verb,
        path,
        summary,
        fill: &["note_id"],
        makes: None,
        command,
        only_if: None,
        row: no_row,
    })
}

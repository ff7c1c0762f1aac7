//! Commands about a note.

use super::work::Work;
use super::{Entry, Out, trash};
use crate::base::id::RowId;
use crate::domain::command::{AddNote, NoteCommand};
use crate::domain::{Case, Company, Effect, Note, NoteKind, Refusal, fields};

pub(super) fn run(work: &mut Work, command: &NoteCommand) -> Out<Entry> {
    match command {
        NoteCommand::Add(args) => add(work, args)?,
        NoteCommand::Delete(args) => {
            let note = work.live::<Note>(args.note_id)?;
            work.label("Note deleted");
            let gone = Some(work.deletion());
            work.edit::<Note>(note.id, |note| note.mark_deleted(gone))?;
            work.effect(Effect::Deleted {
                table: "note".to_owned(),
                id: note.id.uuid(),
            });
        }
        NoteCommand::Restore(args) => trash::note(work, args.note_id)?,
    }
    Ok(Entry::Reversible)
}

fn add(work: &mut Work, args: &AddNote) -> Out<()> {
    let company = work.live::<Company>(args.company_id)?;
    work.label(format!("Note added: {}", company.name));
    if !fields::visible(&args.body) || args.body.contains('\0') || args.body.len() > 64 * 1024 {
        return Err(Refusal::invalid("body", "a text of 1 byte to 64 KiB without NUL").into());
    }
    if let Some(case) = args.case_id
        && work.live::<Case>(case)?.company_id != company.id
    {
        return Err(Refusal::invalid("case_id", "that case belongs to another company").into());
    }
    work.insert(&Note {
        id: args.id,
        company_id: company.id,
        case_id: args.case_id,
        kind: NoteKind::Comment,
        body: args.body.trim_end().to_owned(),
        created_at: work.now(),
        created_by: work.ctx.actor.id,
        deleted_at: None,
        deleted_by: None,
        deleted_with: None,
    })?;
    work.effect(Effect::NoteAdded { id: args.id });
    Ok(())
}

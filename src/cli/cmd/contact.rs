//! `callsheet contact …`: the people at companies.

use super::examples;
use crate::base::{CompanyId, ContactId};
use crate::cli::codes::codes;
use crate::cli::fields::{self, SetArgs};
use crate::cli::output::{Outcome, Table};
use crate::cli::session::Session;
use crate::cli::show;
use crate::cli::spoken;
use crate::domain::command::{
    ContactBasis, ContactCommand, ContactRef, CreateContact, EditContact, Fields, MarkContactNumber,
};
use crate::domain::filter::Entity;
use crate::domain::{Contact, FieldEntity, PhoneState, Refusal};
use crate::replica::Wish;
use crate::view::ContactAsk;
use clap::{Args, Subcommand};

/// What can be done with contacts.
#[derive(Subcommand, Debug)]
pub(crate) enum ContactVerb {
    /// Enter a contact
    #[command(after_help = examples!("contact add \"Anna Kowalski\" --company \"Müller GmbH\" --phone \"+49 711 123456\"",
        "contact add --company hubspot:COMP-017 --email einkauf@mueller.example --title \"Head of Purchasing\" --json"))]
    Add(Box<AddArgs>),
    /// List contacts, of one company or of all
    #[command(after_help = examples!("contact list --company \"Müller GmbH\"", "contact list --limit 20 --json",
        "contact list --filter \"role:DECISION_MAKER has:phone tag:fair\""))]
    List {
        /// Of this company: id, exact name, domain, or system:id
        #[arg(long)]
        company: Option<String>,
        /// Words, and fields such as title:purchasing has:phone (see: callsheet view --help)
        #[arg(long, value_name = "FILTER", allow_hyphen_values = true)]
        filter: Option<String>,
        /// A saved view of contacts
        #[arg(long, value_name = "NAME")]
        view: Option<String>,
        /// At most so many; 0: all
        #[arg(long, default_value_t = 100, value_name = "N")]
        limit: u32,
    },
    /// Show a contact
    #[command(after_help = examples!("contact show \"Anna Kowalski\"", "contact show \"Anna Kowalski\" --json"))]
    Show {
        /// Id, exact name, or system:id
        contact: String,
    },
    /// Change fields of a contact
    #[command(after_help = examples!("contact edit \"Anna Kowalski\" --set job_title=CEO --clear department",
        "contact edit \"Anna Kowalski\" --set company=\"Globex AG\""))]
    Edit {
        /// Id, exact name, or system:id
        contact: String,
        #[command(flatten)]
        fields: SetArgs,
    },
    /// Put a contact into Trash
    #[command(after_help = examples!("contact delete \"Anna Kowalski\""))]
    Delete {
        /// Id, exact name, or system:id
        contact: String,
    },
    /// Take a contact out of Trash
    #[command(after_help = examples!("contact restore 01936b1e-1c00-7000-8000-000000000001"))]
    Restore {
        /// Its id (see: callsheet trash)
        id: ContactId,
    },
    /// Merge two contacts that are one person: everything of the second moves to the first
    #[command(after_help = examples!("contact merge \"Anna Kowalski\" hubspot:CONT-017 --dry-run",
        "contact merge hubspot:CONT-016 hubspot:CONT-017 --take job_title=theirs"))]
    Merge(super::twins::MergeArgs),
    /// Mark a number of a contact as wrong, not to be called, or right again
    #[command(after_help = examples!("contact mark-number \"Anna Kowalski\" \"+49 711 123456\" WRONG"))]
    MarkNumber {
        /// Id, exact name, or system:id
        contact: String,
        /// The number
        number: String,
        /// As what
        #[arg(value_parser = codes::<PhoneState>())]
        state: PhoneState,
    },
    /// Never contact this person again; their tasks are cancelled
    #[command(after_help = examples!("contact do-not-contact \"Anna Kowalski\" --basis \"asked on the phone\""))]
    DoNotContact(BasisArgs),
    /// Allow contact with this person again
    #[command(after_help = examples!("contact lift \"Anna Kowalski\" --basis \"consent of 3 March\""))]
    Lift(BasisArgs),
}

/// Arguments of `contact add`.
#[derive(Args, Debug)]
pub(crate) struct AddArgs {
    /// Given and family name
    name: Option<String>,
    /// The company: id, exact name, domain, or system:id
    #[arg(long)]
    company: Option<String>,
    /// Given name, when it cannot be told from the whole
    #[arg(long)]
    first_name: Option<String>,
    /// Family name, when it cannot be told from the whole
    #[arg(long)]
    last_name: Option<String>,
    /// A phone number; may be repeated
    #[arg(long)]
    phone: Vec<String>,
    /// An e-mail address; may be repeated
    #[arg(long)]
    email: Vec<String>,
    /// Job title
    #[arg(long)]
    title: Option<String>,
    /// Department
    #[arg(long)]
    department: Option<String>,
    /// Part in a purchase
    #[arg(long)]
    buying_role: Option<String>,
    #[command(flatten)]
    fields: SetArgs,
}

/// A contact and a basis.
#[derive(Args, Debug)]
pub(crate) struct BasisArgs {
    /// Id, exact name, or system:id
    contact: String,
    /// On what basis, or why it is lifted
    #[arg(long, value_name = "TEXT")]
    basis: Option<String>,
}

/// Does what was asked.
pub(crate) fn run(verb: ContactVerb, s: &mut Session) -> Outcome {
    match verb {
        ContactVerb::Add(args) => add(&args, s),
        ContactVerb::List {
            company,
            filter,
            view,
            limit,
        } => {
            let company = company.map(|company| s.company(&company)).transpose()?;
            let rows = match s.wish(Entity::Contact, view.as_deref(), filter.as_deref())? {
                Some(wish) => fitting(s, company, wish, limit)?,
                None => s
                    .replica
                    .contacts(company, if limit == 0 { u32::MAX >> 1 } else { limit })?,
            };
            s.out().list(
                &rows,
                |row| row.id,
                &spoken::words(&s.setup.locale, "none", "No contact fits."),
                || table(s, &rows),
            )
        }
        ContactVerb::Show { contact } => {
            let id = s.contact(&contact, None)?;
            let contact = s
                .replica
                .contact(id)?
                .ok_or_else(|| Refusal::not_found("contact", id))?;
            s.out().one(&contact, contact.id, || show::contact(s, &contact))
        }
        ContactVerb::Edit { contact, fields } => {
            let contact_id = s.contact(&contact, None)?;
            let fields = fields.read_some_of(FieldEntity::Contact, s)?;
            s.give(
                ContactCommand::Edit(EditContact {
                    contact_id,
                    fields,
                    import: None,
                }),
                contact_id,
            )
        }
        ContactVerb::Delete { contact } => {
            let contact_id = s.contact(&contact, None)?;
            s.give(ContactCommand::Delete(ContactRef { contact_id }), contact_id)
        }
        ContactVerb::Merge(args) => super::twins::merge_contacts(&args, s),
        ContactVerb::Restore { id } => s.give(ContactCommand::Restore(ContactRef { contact_id: id }), id),
        ContactVerb::MarkNumber {
            contact,
            number,
            state,
        } => {
            let contact_id = s.contact(&contact, None)?;
            s.give(
                ContactCommand::MarkNumber(MarkContactNumber {
                    contact_id,
                    number,
                    state,
                }),
                contact_id,
            )
        }
        ContactVerb::DoNotContact(args) => based(args, s, ContactCommand::DoNotContact),
        ContactVerb::Lift(args) => based(args, s, ContactCommand::LiftDoNotContact),
    }
}

fn based(args: BasisArgs, s: &mut Session, command: fn(ContactBasis) -> ContactCommand) -> Outcome {
    let contact_id = s.contact(&args.contact, None)?;
    s.give(
        command(ContactBasis {
            contact_id,
            basis: args.basis,
        }),
        contact_id,
    )
}

fn add(args: &AddArgs, s: &mut Session) -> Outcome {
    let (first, last) = args.name.as_deref().map_or((None, None), split_name);
    let first = args.first_name.clone().or(first);
    let last = args.last_name.clone().or(last);
    let mut given = Fields::new();
    let texts = [
        ("first_name", &first),
        ("last_name", &last),
        ("job_title", &args.title),
        ("department", &args.department),
        ("buying_role", &args.buying_role),
    ];
    for (name, value) in texts {
        if let Some(value) = value {
            fields::put(&mut given, s, name, value)?;
        }
    }
    for (name, values) in [("phones", &args.phone), ("emails", &args.email)] {
        for value in values {
            fields::put(&mut given, s, name, value)?;
        }
    }
    given.extend(args.fields.read_of(FieldEntity::Contact, s)?);
    let company_id = args
        .company
        .as_ref()
        .map(|company| s.company(company))
        .transpose()?;
    let id: ContactId = s.replica.new_id();
    s.give(
        ContactCommand::Create(CreateContact {
            id,
            company_id,
            fields: given,
            import: None,
        }),
        id,
    )
}

/// The last word is the family name; a single word is one.
fn split_name(name: &str) -> (Option<String>, Option<String>) {
    match name.trim().rsplit_once(char::is_whitespace) {
        Some((first, last)) => (Some(first.trim_end().to_owned()), Some(last.to_owned())),
        None => (None, Some(name.trim().to_owned())),
    }
}

fn table(s: &Session, rows: &[Contact]) -> Table {
    let mut table = Table::new(
        &s.setup.locale,
        &["Name", "Title", "Phone", "E-mail", "Status", "Id"],
    );
    for contact in rows {
        let status = if contact.dnc_since.is_some() {
            "DO NOT CONTACT".to_owned()
        } else {
            contact.status.to_string()
        };
        table.row([
            contact.display_name(),
            contact.job_title.clone().unwrap_or_default(),
            show::first_phone(&contact.phones),
            show::first_email(&contact.emails),
            status,
            contact.id.to_string(),
        ]);
    }
    table
}

/// The contacts that a filter fits, page after page.
fn fitting(s: &Session, company: Option<CompanyId>, wish: Wish, limit: u32) -> Outcome<Vec<Contact>> {
    let mut ask = ContactAsk {
        filter: wish.typed,
        saved: wish.saved,
        speaker: wish.speaker,
        company,
        ..ContactAsk::default()
    };
    let mut rows = Vec::new();
    loop {
        let left = limit.saturating_sub(rows.len() as u32);
        ask.limit = if limit == 0 { 500 } else { left.min(500) };
        let page = s.replica.contacts_by(&ask)?;
        rows.extend(page.rows);
        ask.after = page.next;
        if ask.after.is_none() || (limit > 0 && rows.len() >= limit as usize) {
            return Ok(rows);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_in_the_family_name() {
        for (name, first, last) in [
            ("Anna Kowalski", Some("Anna"), "Kowalski"),
            ("  Jean Paul  Sartre ", Some("Jean Paul"), "Sartre"),
            ("Cher", None, "Cher"),
        ] {
            assert_eq!(
                split_name(name),
                (first.map(str::to_owned), Some(last.to_owned()))
            );
        }
    }
}

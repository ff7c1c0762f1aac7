//! `callsheet company …`: enter, list, show, change, move through the stages, delete.

use super::examples;
use crate::base::{CompanyId, UserId};
use crate::cli::codes::codes;
use crate::cli::fields::{self, SetArgs};
use crate::cli::output::{Outcome, Table};
use crate::cli::session::Session;
use crate::cli::show;
use crate::cli::spoken;
use crate::cli::words::Words;
use crate::domain::command::{
    CompanyCommand, CompanyNote, CompanyRef, CreateCompany, DeleteCompany, Disqualify, DoNotContact, Dormant,
    EditCompany, Fields, FollowUpArgs, MarkCompanyNumber, MoveStage, Offer, OwnCompany, Qualify,
};
use crate::domain::{DisqualifyReason, FieldEntity, PhoneState, Refusal, Stage};
use crate::view::{CompanyAsk, CompanyRow, CompanySort, CompanyView};
use clap::{Args, Subcommand};

/// What can be done with companies.
#[derive(Subcommand, Debug)]
pub(crate) enum CompanyVerb {
    /// Enter a company; its workflow starts
    #[command(after_help = examples!("company add \"Müller GmbH\"",
        "company add \"Müller GmbH\" --phone \"+49 711 123456\" --city Stuttgart --country DE --owner me",
        "company add \"Old Customer AG\" --no-workflow --set industry=Brewery --json"))]
    Add(Box<AddArgs>),
    /// List companies
    #[command(after_help = examples!("company list", "company list --view mine --sort name",
        "company list --view QUALIFYING --filter \"gmbh stuttgart\" --json", "company list -q --limit 1000",
        "company list --filter \"stage:QUALIFYING owner:me due<today -tag:fair\"", "company list --view \"hot leads\""))]
    List(ListArgs),
    /// Show a company with its contacts, cases and open tasks
    #[command(after_help = examples!("company show \"Müller GmbH\"", "company show hubspot:COMP-017 --json",
        "company show mueller.example"))]
    Show {
        /// Id, exact name, domain, or system:id
        company: String,
    },
    /// Change fields of a company
    #[command(after_help = examples!("company edit \"Müller GmbH\" --set industry=Brewery --set postal.city=Ulm",
        "company edit \"Müller GmbH\" --set phones=\"+49 711 999\" --clear vat_id",
        "company edit \"Müller GmbH\" --set Mood=good --set \"Contract end=31.12.2027\""))]
    Edit {
        /// Id, exact name, domain, or system:id
        company: String,
        #[command(flatten)]
        fields: SetArgs,
    },
    /// Move a company to another stage, by the action of that move
    #[command(after_help = examples!("company stage \"Müller GmbH\" QUALIFIED_LEAD --dry-run",
        "company stage \"Müller GmbH\" DISQUALIFIED --reason NO_NEED",
        "company stage \"Müller GmbH\" DORMANT --wake-up \"in 3 months\""))]
    Stage(StageArgs),
    /// Qualify a company, and hand it over if asked to
    #[command(after_help = examples!("company qualify \"Müller GmbH\"",
        "company qualify \"Müller GmbH\" --follow-up \"tomorrow 10\" --hand-over --note \"wants an offer\""))]
    Qualify(QualifyArgs),
    /// Disqualify a company with a reason; its cases close, its tasks are cancelled
    #[command(after_help = examples!("company disqualify \"Müller GmbH\" --reason NO_BUDGET",
        "company disqualify \"Müller GmbH\" --reason OTHER --note \"moved abroad\""))]
    Disqualify {
        /// Id, exact name, domain, or system:id
        company: String,
        /// Why
        #[arg(long, value_name = "REASON", value_parser = codes::<DisqualifyReason>())]
        reason: Option<DisqualifyReason>,
        /// A word on it (needed with OTHER); - reads standard input
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
    /// Let a company sleep until a day
    #[command(after_help = examples!("company dormant \"Müller GmbH\" --until \"in 3 months\"",
        "company dormant \"Müller GmbH\" --until 2027-01-11 --note \"budget in January\""))]
    Dormant {
        /// Id, exact name, domain, or system:id
        company: String,
        /// The day it wakes up; the usual number of days when not said
        #[arg(long, value_name = "DAY")]
        until: Option<String>,
        /// A word on it; - reads standard input
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
    /// Take a company out of all queues
    #[command(after_help = examples!("company archive \"Müller GmbH\""))]
    Archive(NoteArgs),
    /// Bring a company back to work: archived, disqualified or dormant
    #[command(after_help = examples!("company reopen \"Müller GmbH\" --note \"called us\""))]
    Reopen(NoteArgs),
    /// Give a company to a user, or to nobody
    #[command(after_help = examples!("company own \"Müller GmbH\" me", "company own \"Müller GmbH\" --nobody"))]
    Own {
        /// Id, exact name, domain, or system:id
        company: String,
        /// Id, name or e-mail of the user; me
        #[arg(required_unless_present = "nobody", conflicts_with = "nobody")]
        user: Option<String>,
        /// To nobody
        #[arg(long)]
        nobody: bool,
        /// A word on it
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
    /// Mark a number of a company as wrong, not to be called, or right again
    #[command(after_help = examples!("company mark-number \"Müller GmbH\" \"+49 711 123456\" WRONG"))]
    MarkNumber {
        /// Id, exact name, domain, or system:id
        company: String,
        /// The number
        number: String,
        /// As what
        #[arg(value_parser = codes::<PhoneState>())]
        state: PhoneState,
    },
    /// Never contact a company again; its tasks are cancelled
    #[command(after_help = examples!("company do-not-contact \"Müller GmbH\" --basis \"objection by e-mail\""))]
    DoNotContact(BasisArgs),
    /// Allow contact again (sales manager or admin, with a reason)
    #[command(after_help = examples!("company lift \"Müller GmbH\" --basis \"consent of 3 March\""))]
    Lift(BasisArgs),
    /// Put a company into Trash
    #[command(after_help = examples!("company delete \"Müller GmbH\"", "company delete \"Müller GmbH\" --with-case"))]
    Delete {
        /// Id, exact name, domain, or system:id
        company: String,
        /// Take its open case and tasks along
        #[arg(long)]
        with_case: bool,
    },
    /// Take a company out of Trash
    #[command(after_help = examples!("company restore 01936b1e-1c00-7000-8000-000000000001"))]
    Restore {
        /// Its id (see: callsheet trash)
        id: CompanyId,
    },
    /// Merge two companies that are one: everything of the second moves to the first
    #[command(after_help = examples!("company merge \"Müller GmbH\" hubspot:COMP-017 --dry-run",
        "company merge mueller.example 01936b1e-1c00-7000-8000-000000000001 --take name=theirs --take tags=mine"))]
    Merge(super::twins::MergeArgs),
}

/// Arguments of `company add`.
#[derive(Args, Debug)]
pub(crate) struct AddArgs {
    /// The name it goes by
    name: String,
    /// A phone number; may be repeated
    #[arg(long)]
    phone: Vec<String>,
    /// An e-mail address; may be repeated
    #[arg(long)]
    email: Vec<String>,
    /// Website
    #[arg(long)]
    website: Option<String>,
    /// Registered domain
    #[arg(long)]
    domain: Option<String>,
    /// Country, by name or code
    #[arg(long)]
    country: Option<String>,
    /// Town
    #[arg(long)]
    city: Option<String>,
    /// Street and number
    #[arg(long)]
    street: Option<String>,
    /// Postal code
    #[arg(long)]
    postal_code: Option<String>,
    /// Where it came from
    #[arg(long)]
    source: Option<String>,
    /// Who owns it: id, name or e-mail of the user; me
    #[arg(long)]
    owner: Option<String>,
    /// A tag; may be repeated
    #[arg(long)]
    tag: Vec<String>,
    #[command(flatten)]
    fields: SetArgs,
    /// Do not start its workflow
    #[arg(long)]
    no_workflow: bool,
}

/// Arguments of `company list`.
#[derive(Args, Debug)]
pub(crate) struct ListArgs {
    /// mine, all, unassigned, no-next-step, dormant, do-not-contact, a stage, or a saved view
    #[arg(long, default_value = "all")]
    view: String,
    /// Words, and fields such as stage:QUALIFYING owner:me due<today (see: callsheet view --help)
    #[arg(long, default_value = "", value_name = "FILTER", allow_hyphen_values = true)]
    filter: String,
    /// due or name
    #[arg(long, value_parser = sort)]
    sort: Option<CompanySort>,
    /// At most so many; 0: all
    #[arg(long, default_value_t = 100, value_name = "N")]
    limit: u32,
}

/// Arguments of `company stage`.
#[derive(Args, Debug)]
pub(crate) struct StageArgs {
    /// Id, exact name, domain, or system:id
    company: String,
    /// Where to
    #[arg(value_parser = codes::<Stage>())]
    to: Stage,
    /// Reason code, where the move wants one
    #[arg(long)]
    reason: Option<String>,
    /// A word on it; - reads standard input
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// For DORMANT: the day it wakes up
    #[arg(long, value_name = "DAY")]
    wake_up: Option<String>,
    /// Skip what is missing, by right; needs reason and note
    #[arg(long = "override")]
    override_guards: bool,
}

/// Arguments of `company qualify`.
#[derive(Args, Debug)]
pub(crate) struct QualifyArgs {
    /// Id, exact name, domain, or system:id
    company: String,
    /// A word on it; - reads standard input
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// A next step made by the same act
    #[arg(long, value_name = "WHEN")]
    follow_up: Option<String>,
    /// Offer the case to outside sales
    #[arg(long)]
    hand_over: bool,
    /// Reason of an override
    #[arg(long)]
    reason: Option<String>,
    /// Skip what is missing, by right; needs reason and note
    #[arg(long = "override")]
    override_guards: bool,
}

/// A company and a word on it.
#[derive(Args, Debug)]
pub(crate) struct NoteArgs {
    /// Id, exact name, domain, or system:id
    company: String,
    /// A word on it; - reads standard input
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

/// A company and a basis.
#[derive(Args, Debug)]
pub(crate) struct BasisArgs {
    /// Id, exact name, domain, or system:id
    company: String,
    /// On what basis, or why it is lifted
    #[arg(long, value_name = "TEXT")]
    basis: Option<String>,
}

fn sort(text: &str) -> Result<CompanySort, String> {
    match text {
        "due" => Ok(CompanySort::NextDue),
        "name" => Ok(CompanySort::Name),
        _ => Err("sort by due or by name".to_owned()),
    }
}

/// Does what was asked.
pub(crate) fn run(verb: CompanyVerb, s: &mut Session) -> Outcome {
    match verb {
        CompanyVerb::Add(args) => add(&args, s),
        CompanyVerb::List(args) => list(&args, s),
        CompanyVerb::Show { company } => {
            let card = s.card(&company)?;
            s.out().one(&card, card.company.id, || show::company(s, &card))
        }
        CompanyVerb::Edit { company, fields } => {
            let company_id = s.company(&company)?;
            let fields = fields.read_some_of(FieldEntity::Company, s)?;
            give(
                s,
                company_id,
                CompanyCommand::Edit(EditCompany {
                    company_id,
                    fields,
                    import: None,
                }),
            )
        }
        CompanyVerb::Stage(args) => stage(args, s),
        CompanyVerb::Qualify(args) => qualify(args, s),
        CompanyVerb::Disqualify {
            company,
            reason,
            note,
        } => {
            let company_id = s.company(&company)?;
            let note = s.typed(note)?;
            give(
                s,
                company_id,
                CompanyCommand::Disqualify(Disqualify {
                    company_id,
                    reason,
                    note,
                }),
            )
        }
        CompanyVerb::Dormant { company, until, note } => {
            let company_id = s.company(&company)?;
            let until = match until {
                Some(day) => s.day("until", &day)?,
                None => s.usual_wake_up(),
            };
            let note = s.typed(note)?;
            give(
                s,
                company_id,
                CompanyCommand::Dormant(Dormant {
                    company_id,
                    until: Some(until),
                    note,
                }),
            )
        }
        CompanyVerb::Archive(args) => noted(args, s, CompanyCommand::Archive),
        CompanyVerb::Reopen(args) => noted(args, s, CompanyCommand::Reopen),
        CompanyVerb::Own {
            company, user, note, ..
        } => own(&company, user.as_deref(), note, s),
        CompanyVerb::MarkNumber {
            company,
            number,
            state,
        } => {
            let company_id = s.company(&company)?;
            give(
                s,
                company_id,
                CompanyCommand::MarkNumber(MarkCompanyNumber {
                    company_id,
                    number,
                    state,
                }),
            )
        }
        CompanyVerb::DoNotContact(args) => based(args, s, CompanyCommand::DoNotContact),
        CompanyVerb::Lift(args) => based(args, s, CompanyCommand::LiftDoNotContact),
        CompanyVerb::Delete { company, with_case } => {
            let company_id = s.company(&company)?;
            give(
                s,
                company_id,
                CompanyCommand::Delete(DeleteCompany {
                    company_id,
                    with_case,
                }),
            )
        }
        CompanyVerb::Merge(args) => super::twins::merge_companies(&args, s),
        CompanyVerb::Restore { id } => give(s, id, CompanyCommand::Restore(CompanyRef { company_id: id })),
    }
}

fn give(s: &mut Session, id: CompanyId, command: CompanyCommand) -> Outcome {
    s.give(command, id)
}

fn noted(args: NoteArgs, s: &mut Session, command: fn(CompanyNote) -> CompanyCommand) -> Outcome {
    let company_id = s.company(&args.company)?;
    let note = s.typed(args.note)?;
    give(s, company_id, command(CompanyNote { company_id, note }))
}

fn based(args: BasisArgs, s: &mut Session, command: fn(DoNotContact) -> CompanyCommand) -> Outcome {
    let company_id = s.company(&args.company)?;
    give(
        s,
        company_id,
        command(DoNotContact {
            company_id,
            basis: args.basis,
        }),
    )
}

fn own(company: &str, user: Option<&str>, note: Option<String>, s: &mut Session) -> Outcome {
    let company_id = s.company(company)?;
    let owner: Option<UserId> = user.map(|user| s.user(user)).transpose()?;
    give(
        s,
        company_id,
        CompanyCommand::Own(OwnCompany {
            company_id,
            owner,
            note,
        }),
    )
}

fn add(args: &AddArgs, s: &mut Session) -> Outcome {
    let mut given = Fields::new();
    let one = |name: &'static str, value: &Option<String>| {
        value.iter().map(|v| (name, v.clone())).collect::<Vec<_>>()
    };
    let many =
        |name: &'static str, values: &[String]| values.iter().map(|v| (name, v.clone())).collect::<Vec<_>>();
    let typed = [
        vec![("name", args.name.clone())],
        many("phones", &args.phone),
        many("emails", &args.email),
        one("website", &args.website),
        one("domain", &args.domain),
        one("postal.country", &args.country),
        one("postal.city", &args.city),
        one("postal.street", &args.street),
        one("postal.postal_code", &args.postal_code),
        one("source", &args.source),
        one("owner_id", &args.owner),
        many("tags", &fields::named_tags(&args.tag)?),
    ];
    for (name, value) in typed.iter().flatten() {
        fields::put(&mut given, s, name, value)?;
    }
    given.extend(args.fields.read_of(FieldEntity::Company, s)?);
    if s.for_a_person() {
        let phone = args.phone.first().map(String::as_str);
        for hit in s
            .replica
            .similar_companies(&args.name, args.domain.as_deref(), phone)?
        {
            s.out().warn(&format!(
                "possibly the same: {} {} ({})",
                hit.title, hit.detail, hit.id
            ));
        }
    }
    let id: CompanyId = s.replica.new_id();
    let create = CreateCompany {
        id,
        fields: given,
        workflow: !args.no_workflow,
        import: None,
    };
    give(s, id, CompanyCommand::Create(create))
}

fn stage(args: StageArgs, s: &mut Session) -> Outcome {
    let company_id = s.company(&args.company)?;
    let wake_up = args.wake_up.map(|day| s.day("wake_up", &day)).transpose()?;
    let command = MoveStage {
        company_id,
        to: args.to,
        reason: args.reason,
        note: s.typed(args.note)?,
        wake_up,
        override_guards: args.override_guards,
    };
    give(s, company_id, CompanyCommand::Stage(command))
}

fn qualify(args: QualifyArgs, s: &mut Session) -> Outcome {
    let company_id = s.company(&args.company)?;
    s.about(company_id)?;
    let next_step = args
        .follow_up
        .map(|when| s.ahead("follow_up", &when))
        .transpose()?;
    let command = Qualify {
        company_id,
        note: s.typed(args.note)?,
        next_step: next_step.map(FollowUpArgs::at),
        hand_over: args.hand_over.then(Offer::outside_sales),
        reason: args.reason,
        override_guards: args.override_guards,
    };
    give(s, company_id, CompanyCommand::Qualify(command))
}

fn list(args: &ListArgs, s: &Session) -> Outcome {
    let chosen = s.company_view(&args.view)?;
    let kept = chosen.saved.as_ref().and_then(|view| view.sort.as_deref());
    let order = args.sort.or_else(|| kept.and_then(|kept| sort(kept).ok()));
    let order = order.unwrap_or_default();
    let kept_by_name = matches!(chosen.view, CompanyView::All | CompanyView::Mine);
    if !kept_by_name && args.filter.is_empty() && order == CompanySort::Name {
        let fix = "only the views mine and all are kept by name; use --sort due";
        return Err(Refusal::invalid("sort", fix).into());
    }
    let mut rows: Vec<CompanyRow> = Vec::new();
    let mut after = None;
    let enough = |rows: &[CompanyRow]| args.limit > 0 && rows.len() >= args.limit as usize;
    while !enough(&rows) {
        let left = if args.limit == 0 {
            500
        } else {
            (args.limit - rows.len() as u32).min(500)
        };
        let page = s.replica.companies(&CompanyAsk {
            view: chosen.view,
            sort: order,
            filter: args.filter.clone(),
            saved: chosen
                .saved
                .as_ref()
                .map(|view| view.filter.clone())
                .unwrap_or_default(),
            speaker: s.speaker(),
            typing: false,
            after,
            limit: left,
        })?;
        rows.extend(page.rows);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let columns = chosen.saved.map(|view| view.columns).unwrap_or_default();
    s.out().list(
        &rows,
        |row| row.id,
        &spoken::words(&s.setup.locale, "none", "No company fits."),
        || table(s, &rows, &columns),
    )
}

/// The heading of a column of a view, and what stands below it; none: the usual ones.
fn table(s: &Session, rows: &[CompanyRow], columns: &[String]) -> Table {
    let actor = s.replica.actor();
    let words = Words::new(&s.setup, &actor.zone, s.replica.now());
    let usual = ["name", "stage", "owner", "due", "last", "city", "phone", "id"].map(str::to_owned);
    let columns = if columns.is_empty() { &usual[..] } else { columns };
    let heads: Vec<&str> = columns
        .iter()
        .map(|column| match column.as_str() {
            "name" => "Name",
            "stage" => "Stage",
            "owner" => "Owner",
            "due" => "Next due",
            "last" => "Last",
            "city" => "City",
            "country" => "Country",
            "phone" => "Phone",
            _ => "Id",
        })
        .collect();
    let mut table = Table::new(&s.setup.locale, &heads[..]);
    for row in rows {
        let cell = |column: &String| match column.as_str() {
            "name" => row.name.clone(),
            "stage" if row.dnc => format!("{} DO NOT CONTACT", row.stage),
            "stage" => row.stage.to_string(),
            "owner" => row.owner.clone().unwrap_or_default(),
            "due" => words.soon_key(row.next_due),
            "last" => words.ago(row.last_activity_at),
            "city" => row.city.clone().unwrap_or_default(),
            "country" => row.country.clone().unwrap_or_default(),
            "phone" => row.phone.clone().unwrap_or_default(),
            _ => row.id.to_string(),
        };
        table.cells(columns.iter().map(cell).collect());
    }
    table
}

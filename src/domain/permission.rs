//! Who may do what: one table of roles and grants, checked by the gate and
//! printed by `callsheet permissions`.

use super::codes::{Code, Role, Stage};
use super::command::{
    ActivityCommand, AdminCommand, CaseCommand, Command, CompanyCommand, ContactCommand, DncCommand,
    ImportCommand, ImportMark, NoteCommand, TaskCommand, Then,
};

crate::codes! {
    /// A named permission.
    "permission" Permission {
        CompaniesRead = "companies:read_all", CompaniesCreate = "companies:create",
        CompaniesUpdate = "companies:update", CompaniesDelete = "companies:delete",
        ContactsUpdate = "contacts:update", ActivitiesCreate = "activities:create",
        NotesCreate = "notes:create", TasksCreate = "tasks:create", TasksClaim = "tasks:claim",
        TasksReassign = "tasks:reassign", CasesWork = "cases:work", HandoversAnswer = "handovers:answer",
        StagesMove = "stages:move", StagesArchive = "stages:archive", StagesUnarchive = "stages:unarchive",
        StagesOverride = "stages:override", DncSet = "do_not_contact:set", DncLift = "do_not_contact:lift",
        ImportRun = "import:run", ImportRestore = "import:restore", JournalUndoAny = "journal:undo_any",
        RulesManage = "rules:manage", UsersManage = "users:manage", TrashPurge = "trash:purge",
        FieldsManage = "fields:manage", ContactsErase = "contacts:erase", AuditRead = "audit:read",
    }
}

use Permission as P;

const REP: &[Permission] = &[
    P::CompaniesRead,
    P::CompaniesCreate,
    P::CompaniesUpdate,
    P::ContactsUpdate,
    P::ActivitiesCreate,
    P::NotesCreate,
    P::TasksCreate,
    P::TasksClaim,
    P::TasksReassign,
    P::CasesWork,
    P::HandoversAnswer,
    P::StagesMove,
    P::StagesArchive,
    P::DncSet,
    P::CompaniesDelete,
];
const OPS: &[Permission] = &[
    P::CompaniesRead,
    P::CompaniesCreate,
    P::CompaniesUpdate,
    P::ContactsUpdate,
    P::ActivitiesCreate,
    P::NotesCreate,
    P::TasksCreate,
    P::TasksClaim,
    P::TasksReassign,
    P::CompaniesDelete,
    P::DncSet,
    P::ImportRun,
    P::FieldsManage,
];
const ORDERS: &[Permission] = &[
    P::CompaniesRead,
    P::CompaniesUpdate,
    P::ContactsUpdate,
    P::ActivitiesCreate,
    P::NotesCreate,
    P::TasksCreate,
    P::TasksClaim,
    P::TasksReassign,
];
const MANAGER: &[Permission] = &[
    P::CompaniesRead,
    P::CompaniesCreate,
    P::CompaniesUpdate,
    P::CompaniesDelete,
    P::ContactsUpdate,
    P::ActivitiesCreate,
    P::NotesCreate,
    P::TasksCreate,
    P::TasksClaim,
    P::TasksReassign,
    P::CasesWork,
    P::HandoversAnswer,
    P::StagesMove,
    P::StagesArchive,
    P::StagesUnarchive,
    P::StagesOverride,
    P::DncSet,
    P::DncLift,
    P::ImportRun,
    P::JournalUndoAny,
    P::RulesManage,
    P::FieldsManage,
];
const READER: &[Permission] = &[P::CompaniesRead];
const AUDITOR: &[Permission] = &[P::CompaniesRead, P::AuditRead];
const AGENT: &[Permission] = &[
    P::CompaniesRead,
    P::ActivitiesCreate,
    P::NotesCreate,
    P::TasksCreate,
];

/// What a role is granted.
pub const fn grants(role: Role) -> &'static [Permission] {
    match role {
        Role::InsideSales | Role::OutsideSales | Role::CustomerInbound => REP,
        Role::SalesOps => OPS,
        Role::OrderAdmin => ORDERS,
        Role::SalesManager => MANAGER,
        Role::Admin => Permission::ALL,
        Role::FinanceAdmin => READER,
        Role::Auditor => AUDITOR,
        Role::Agent => AGENT,
    }
}

/// Whether any of the roles grants the permission.
pub fn may(roles: &[Role], permission: Permission) -> bool {
    roles.iter().any(|role| grants(*role).contains(&permission))
}

/// All that a command needs; nothing: everybody who is logged in may give it.
pub fn needed(command: &Command) -> Vec<Permission> {
    match command {
        Command::Company(command) => company(command),
        Command::Contact(command) => contact(command),
        Command::Case(command) => vec![match command {
            CaseCommand::Accept(_) | CaseCommand::Return(_) => P::HandoversAnswer,
            _ => P::CasesWork,
        }],
        Command::Task(TaskCommand::Import(_)) => vec![P::TasksCreate, P::ImportRun],
        Command::Task(command) => vec![match command {
            TaskCommand::Create(_)
            | TaskCommand::Edit(_)
            | TaskCommand::Delete(_)
            | TaskCommand::Restore(_) => P::TasksCreate,
            TaskCommand::Reassign(_) => P::TasksReassign,
            _ => P::TasksClaim,
        }],
        Command::Activity(ActivityCommand::Log(log)) => {
            let mut all = vec![P::ActivitiesCreate];
            all.extend(log.then.iter().flat_map(decided));
            all
        }
        Command::Activity(ActivityCommand::Import(_)) => vec![P::ActivitiesCreate, P::ImportRun],
        Command::Activity(
            ActivityCommand::Edit(_) | ActivityCommand::Delete(_) | ActivityCommand::Restore(_),
        ) => vec![P::ActivitiesCreate],
        Command::Note(NoteCommand::Add(_) | NoteCommand::Delete(_) | NoteCommand::Restore(_)) => {
            vec![P::NotesCreate]
        }
        Command::Import(ImportCommand::Restore(_)) => vec![P::ImportRestore],
        Command::Admin(AdminCommand::User(_)) => vec![P::UsersManage],
        Command::Admin(AdminCommand::Rules(_)) => vec![P::RulesManage],
        Command::Admin(AdminCommand::Purge(_)) => vec![P::TrashPurge],
        Command::Field(_) => vec![P::FieldsManage],
        Command::Dnc(DncCommand::Add(_)) => vec![P::DncSet],
        Command::Dnc(DncCommand::Remove(_)) => vec![P::DncLift],
        Command::View(_) | Command::Journal(_) => Vec::new(),
    }
}

/// What a log that decides more than the log needs beside it: what that decision needs by itself.
fn decided(then: &Then) -> Vec<Permission> {
    match then {
        Then::Qualify { hand_over } => qualify(hand_over.is_some()),
        Then::Disqualify { .. } | Then::Dormant { .. } => vec![P::StagesMove],
        Then::BlockCompany { .. } | Then::BlockPerson { .. } => vec![P::DncSet],
    }
}

fn qualify(hand_over: bool) -> Vec<Permission> {
    let mut all = vec![P::StagesMove];
    all.extend(hand_over.then_some(P::CasesWork));
    all
}

/// What a row needs, and the right to import when an import brings it.
fn brought(permission: Permission, import: Option<&ImportMark>) -> Vec<Permission> {
    let mut all = vec![permission];
    all.extend(import.map(|_| P::ImportRun));
    all
}

fn contact(command: &ContactCommand) -> Vec<Permission> {
    match command {
        ContactCommand::Create(create) => brought(P::ContactsUpdate, create.import.as_ref()),
        ContactCommand::Edit(edit) => brought(P::ContactsUpdate, edit.import.as_ref()),
        ContactCommand::DoNotContact(_) => vec![P::DncSet],
        ContactCommand::LiftDoNotContact(_) => vec![P::DncLift],
        ContactCommand::Erase(_) => vec![P::ContactsErase],
        ContactCommand::MarkNumber(_)
        | ContactCommand::Delete(_)
        | ContactCommand::Restore(_)
        | ContactCommand::Merge(_)
        | ContactCommand::NotSame(_) => vec![P::ContactsUpdate],
    }
}

fn company(command: &CompanyCommand) -> Vec<Permission> {
    vec![match command {
        CompanyCommand::Create(create) => return brought(P::CompaniesCreate, create.import.as_ref()),
        CompanyCommand::Edit(edit) => return brought(P::CompaniesUpdate, edit.import.as_ref()),
        CompanyCommand::Qualify(args) => return qualify(args.hand_over.is_some()),
        // What moves to the winner may be anything, and the loser leaves the lists.
        CompanyCommand::Merge(_) => return vec![P::CompaniesUpdate, P::CompaniesDelete],
        CompanyCommand::Own(_)
        | CompanyCommand::Tag(_)
        | CompanyCommand::MarkNumber(_)
        | CompanyCommand::NotSame(_) => P::CompaniesUpdate,
        CompanyCommand::Archive(_) => P::StagesArchive,
        CompanyCommand::Stage(args) if args.to == Stage::Archived => P::StagesArchive,
        CompanyCommand::DoNotContact(_) => P::DncSet,
        CompanyCommand::LiftDoNotContact(_) => P::DncLift,
        CompanyCommand::Delete(_) | CompanyCommand::Restore(_) => P::CompaniesDelete,
        CompanyCommand::Stage(_)
        | CompanyCommand::Disqualify(_)
        | CompanyCommand::Dormant(_)
        | CompanyCommand::Reopen(_) => P::StagesMove,
    }]
}

/// The matrix as a table of text, a permission a line.
pub fn matrix() -> String {
    use std::fmt::Write;
    let mut out = format!("{:<24}", "permission");
    for role in Role::ALL {
        let _ = write!(out, " {}", role.code());
    }
    out.push('\n');
    for permission in Permission::ALL {
        let _ = write!(out, "{:<24}", permission.code());
        for role in Role::ALL {
            let mark = if grants(*role).contains(permission) {
                "x"
            } else {
                "-"
            };
            let _ = write!(out, " {mark:^width$}", width = role.code().len());
        }
        let trimmed = out.trim_end().len();
        out.truncate(trimmed);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_have_what_their_work_needs_and_no_more() {
        let cases = [
            (Role::InsideSales, P::ActivitiesCreate, true),
            (Role::InsideSales, P::StagesOverride, false),
            (Role::InsideSales, P::HandoversAnswer, true),
            (Role::InsideSales, P::DncLift, false),
            (Role::OutsideSales, P::HandoversAnswer, true),
            (Role::SalesOps, P::HandoversAnswer, false),
            (Role::FinanceAdmin, P::HandoversAnswer, false),
            (Role::SalesOps, P::StagesMove, false),
            (Role::SalesOps, P::ImportRun, true),
            (Role::SalesOps, P::FieldsManage, true),
            (Role::InsideSales, P::FieldsManage, false),
            (Role::SalesManager, P::StagesUnarchive, true),
            (Role::SalesManager, P::UsersManage, false),
            (Role::Auditor, P::CompaniesRead, true),
            (Role::Auditor, P::NotesCreate, false),
            (Role::Agent, P::TasksClaim, false),
        ];
        for (role, permission, granted) in cases {
            assert_eq!(may(&[role], permission), granted, "{role} {permission}");
        }
        for permission in Permission::ALL {
            assert!(may(&[Role::Admin], *permission));
        }
    }

    #[test]
    fn whoever_works_cases_may_answer_what_is_offered_and_nobody_else() {
        for role in Role::ALL {
            assert_eq!(
                may(&[*role], P::CasesWork),
                may(&[*role], P::HandoversAnswer),
                "{role}"
            );
        }
    }

    #[test]
    fn what_a_log_decides_needs_what_the_decision_needs() {
        use crate::domain::command::{LogActivity, Offer};
        use crate::domain::{ActivityType, DisqualifyReason};
        let log = |then: Option<Then>| {
            let id = crate::base::ActivityId(uuid::Uuid::nil());
            let log = LogActivity {
                then,
                ..LogActivity::new(id, ActivityType::Note)
            };
            needed(&ActivityCommand::Log(Box::new(log)).into())
        };
        assert_eq!(log(None), [P::ActivitiesCreate]);
        let disqualify = Then::Disqualify {
            reason: DisqualifyReason::NoNeed,
            note: None,
        };
        assert_eq!(log(Some(disqualify)), [P::ActivitiesCreate, P::StagesMove]);
        let hand_over = Some(Offer::outside_sales());
        assert_eq!(
            log(Some(Then::Qualify { hand_over })),
            [P::ActivitiesCreate, P::StagesMove, P::CasesWork]
        );
        let block = log(Some(Then::BlockCompany { basis: None }));
        assert_eq!(block, [P::ActivitiesCreate, P::DncSet]);
    }

    #[test]
    fn the_matrix_has_a_line_for_each_permission() {
        assert_eq!(matrix().lines().count(), Permission::ALL.len() + 1);
    }
}

//! Who may do what: one table of roles and grants, checked by the gate and
//! printed by `callsheet permissions`.

use super::codes::{Code, Role};
use super::command::{
    ActivityCommand, AdminCommand, CaseCommand, Command, CompanyCommand, ContactCommand, NoteCommand,
    TaskCommand,
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
        RulesManage = "rules:manage", UsersManage = "users:manage",
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
    P::StagesMove,
    P::StagesArchive,
    P::DncSet,
    P::CompaniesDelete,
];
const OUTSIDE: &[Permission] = &[
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
];
const READER: &[Permission] = &[P::CompaniesRead];
const AGENT: &[Permission] = &[
    P::CompaniesRead,
    P::ActivitiesCreate,
    P::NotesCreate,
    P::TasksCreate,
];

/// What a role is granted.
pub const fn grants(role: Role) -> &'static [Permission] {
    match role {
        Role::InsideSales | Role::CustomerInbound => REP,
        Role::OutsideSales => OUTSIDE,
        Role::SalesOps => OPS,
        Role::OrderAdmin => ORDERS,
        Role::SalesManager => MANAGER,
        Role::Admin => Permission::ALL,
        Role::FinanceAdmin | Role::Auditor => READER,
        Role::Agent => AGENT,
    }
}

/// Whether any of the roles grants the permission.
pub fn may(roles: &[Role], permission: Permission) -> bool {
    roles.iter().any(|role| grants(*role).contains(&permission))
}

/// What a command needs; none: everybody who is logged in may give it.
pub const fn needed(command: &Command) -> Option<Permission> {
    match command {
        Command::Company(command) => Some(company(command)),
        Command::Contact(command) => Some(match command {
            ContactCommand::DoNotContact(_) => P::DncSet,
            ContactCommand::LiftDoNotContact(_) => P::DncLift,
            _ => P::ContactsUpdate,
        }),
        Command::Case(command) => Some(match command {
            CaseCommand::Accept(_) | CaseCommand::Return(_) => P::HandoversAnswer,
            _ => P::CasesWork,
        }),
        Command::Task(command) => Some(match command {
            TaskCommand::Create(_)
            | TaskCommand::Edit(_)
            | TaskCommand::Delete(_)
            | TaskCommand::Restore(_) => P::TasksCreate,
            TaskCommand::Reassign(_) => P::TasksReassign,
            _ => P::TasksClaim,
        }),
        Command::Activity(
            ActivityCommand::Log(_)
            | ActivityCommand::Edit(_)
            | ActivityCommand::Delete(_)
            | ActivityCommand::Restore(_),
        ) => Some(P::ActivitiesCreate),
        Command::Note(NoteCommand::Add(_) | NoteCommand::Delete(_) | NoteCommand::Restore(_)) => {
            Some(P::NotesCreate)
        }
        Command::Admin(AdminCommand::User(_)) => Some(P::UsersManage),
        Command::Admin(AdminCommand::Rules(_)) => Some(P::RulesManage),
        Command::Journal(_) => None,
    }
}

const fn company(command: &CompanyCommand) -> Permission {
    match command {
        CompanyCommand::Create(create) if create.import.is_some() => P::ImportRun,
        CompanyCommand::Create(_) => P::CompaniesCreate,
        CompanyCommand::Edit(_) | CompanyCommand::Own(_) | CompanyCommand::MarkNumber(_) => {
            P::CompaniesUpdate
        }
        CompanyCommand::Archive(_) => P::StagesArchive,
        CompanyCommand::DoNotContact(_) => P::DncSet,
        CompanyCommand::LiftDoNotContact(_) => P::DncLift,
        CompanyCommand::Delete(_) | CompanyCommand::Restore(_) => P::CompaniesDelete,
        CompanyCommand::Stage(_)
        | CompanyCommand::Qualify(_)
        | CompanyCommand::Disqualify(_)
        | CompanyCommand::Dormant(_)
        | CompanyCommand::Reopen(_) => P::StagesMove,
    }
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
            (Role::InsideSales, P::HandoversAnswer, false),
            (Role::InsideSales, P::DncLift, false),
            (Role::OutsideSales, P::HandoversAnswer, true),
            (Role::SalesOps, P::StagesMove, false),
            (Role::SalesOps, P::ImportRun, true),
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
    fn the_matrix_has_a_line_for_each_permission() {
        assert_eq!(matrix().lines().count(), Permission::ALL.len() + 1);
    }
}

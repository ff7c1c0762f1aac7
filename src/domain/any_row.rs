//! A row of any kind, for what brings rows back as they were.

use super::command::NewRule;
use super::entity::{
    Activity, Case, Company, Contact, Handover, Member, Note, StageChange, Task, User, Verdict,
};
use serde::{Deserialize, Serialize};

macro_rules! any_row {
    ($($name:ident($row:ident) $table:literal)+) => {
        /// A row of any of the kinds that an export holds, in JSON as a line of it: `{"table": "company", "row": {…}}`.
        #[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
        #[serde(tag = "table", content = "row")]
        pub enum AnyRow { $(
            #[doc = concat!("A row of the table `", $table, "`.")]
            #[serde(rename = $table)]
            $name(Box<$row>),
        )+ }
        impl AnyRow {
            /// The tables, as lines of an export name them.
            pub const TABLES: &'static [&'static str] = &[$($table),+];
            /// Its table.
            pub fn table(&self) -> &'static str {
                match self { $(Self::$name(_) => $table,)+ }
            }
        }
        $(impl From<$row> for AnyRow {
            fn from(row: $row) -> Self { Self::$name(Box::new(row)) }
        })+
    };
}
any_row! {
    User(User) "users"
    // Of a rule what it says; its version is this file's own.
    Rule(NewRule) "rule"
    Company(Company) "company"
    Contact(Contact) "contact"
    Case(Case) "cases"
    Task(Task) "task"
    Activity(Activity) "activity"
    Note(Note) "note"
    Member(Member) "member"
    StageChange(StageChange) "stage_change"
    Handover(Handover) "handover"
    Verdict(Verdict) "verdict"
}

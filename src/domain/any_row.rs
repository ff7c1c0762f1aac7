//! A row of any kind, for what brings rows back as they were.

use super::entity::{Activity, Case, Company, Contact, Handover, Note, StageChange, Task, Verdict};

macro_rules! any_row {
    ($($name:ident)+) => {
        /// A row of any of the kinds that an export holds.
        #[derive(Clone, PartialEq, Debug)]
        pub enum AnyRow { $(
            #[doc = concat!("A ", stringify!($name), ".")]
            $name(Box<$name>),
        )+ }
        $(impl From<$name> for AnyRow {
            fn from(row: $name) -> Self { Self::$name(Box::new(row)) }
        })+
    };
}
any_row! { Company Contact Case Task Activity Note StageChange Handover Verdict }

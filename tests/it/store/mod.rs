//! The store on real databases: one suite for both, and what only one of them has.

/// Runs each test on both databases.
macro_rules! on_both {
    ($($name:ident)+) => {
        mod on_sqlite {
            $(#[test] fn $name() { super::$name(&crate::store::world::Db::sqlite()); })+
        }
        #[cfg(feature = "postgres")]
        mod on_postgres {
            $(#[test] fn $name() { super::$name(&crate::store::world::Db::postgres()); })+
        }
    };
}

mod conformance;
mod faults;
mod files;
mod search;
#[cfg(feature = "postgres")]
mod server;
pub(crate) mod statements;
mod world;

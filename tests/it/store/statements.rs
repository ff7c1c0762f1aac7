//! Every SQL text of every noun, prepared on both databases and compared with its row struct.
//!
//! A text that one database does not know, a column that is missing, misnamed
//! or of another type, a parameter out of order and a list that reads a whole
//! table fail here, not at a rep's desk.

use callsheet::store::{
    Column, Conn, FromRow, One, Shape, StatementInfo, TableInfo, all_statements, all_tables,
};

/// Words that only one of the databases knows, or that hide time, conflicts or full reads.
const FORBIDDEN: &[&str] = &[
    "INSERT OR",
    "REPLACE INTO",
    "ILIKE",
    "GLOB",
    "JSON_EXTRACT",
    "::",
    "NOW()",
    "CURRENT_TIMESTAMP",
    "DATETIME(",
    "STRFTIME(",
    "AUTOINCREMENT",
    "SERIAL",
    "OFFSET",
    "SELECT *",
    "ROWID",
];

/// Lists whose plan sorts or reads a whole table on purpose, each with the reason.
const ALLOWED_PLANS: &[(&str, &str)] = &[
    (
        "drafts::ALL",
        "reads every draft of this file, of which there are as many as forms left open",
    ),
    (
        "person::DRAFTS",
        "an access request or an erasure looks through every draft",
    ),
    (
        "person::FACTS",
        "the same, through the few small facts of the file",
    ),
    (
        "restore::COUNTS",
        "counts the rows of a file, for a person who waits for it",
    ),
    ("verify::RECOUNT", WHOLE_FILE),
    ("verify::STAYED", WHOLE_FILE),
    ("verify::LOOKUP_GONE", WHOLE_FILE),
    ("verify::NAMES_GONE", WHOLE_FILE),
    ("verify::NOTES_GONE", WHOLE_FILE),
    ("verify::ORPHANS", WHOLE_FILE),
    ("verify::HIGHEST", WHOLE_FILE),
    ("verify::LOST_CHANGES", WHOLE_FILE),
];

/// Why `verify` may read whole tables.
const WHOLE_FILE: &str = "a check of the whole file reads the whole file";

/// Tables of which a tenant has few rows: themselves, people, rules, and what is in work at this moment.
const SMALL_TABLES: &[&str] = &["tenant", "users", "rule", "lease", "queue_count"];

/// Tables that a whole server has few rows of, all of which are wanted.
const FEW_AT_ALL: &[&str] = &["tenant", "signing_key"];

/// Statements that read a nullable column into a field that is not optional, each with the reason.
const NEVER_NULL: &[(&str, &str)] = &[];

/// What a statement is called in messages and in the lists above.
fn name(statement: &StatementInfo) -> String {
    let module = statement.module.rsplit("::").next().unwrap_or_default();
    format!("{module}::{}", statement.name)
}

/// The columns of a statement that tells one number.
const ONE: &[Column] = <One<i64> as FromRow>::COLUMNS;

/// Those of the nouns and those that `table!` generates.
fn everything() -> Vec<StatementInfo> {
    let mut all = all_statements();
    for table in all_tables() {
        let generated = |name: &'static str, sql: &'static str, shape| StatementInfo {
            module: table.table,
            name,
            sql,
            shape,
            tags: &[],
        };
        all.push(generated("(load)", &table.sql.load, Shape::Rows(table.columns)));
        all.push(generated("(put)", &table.sql.put, Shape::Count));
        all.push(generated("(add)", &table.sql.add, Shape::Count));
        all.push(generated("(remove)", &table.sql.remove, Shape::Count));
        all.push(generated("(version)", &table.sql.version, Shape::Rows(ONE)));
        if !table.derived.is_empty() {
            all.push(generated("(same)", &table.sql.same, Shape::Rows(ONE)));
            all.push(generated("(derive)", &table.sql.derive, Shape::Count));
        }
    }
    all
}

/// Panics with all findings at once.
fn none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n  {}", found.join("\n  "));
}

/// The numbers of the parameters, in the order of the text.
fn numbers(sql: &str) -> Vec<usize> {
    sql.split('$')
        .skip(1)
        .map(|rest| {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            rest[..digits].parse().unwrap_or(0)
        })
        .collect()
}

/// Why the parameters are not numbered as both databases want them.
fn misnumbered(sql: &str) -> Option<String> {
    let mut highest = 0;
    for number in numbers(sql) {
        if number == 0 || number > highest + 1 {
            return Some(format!(
                "${number} comes after ${highest}: number them as they first appear"
            ));
        }
        highest = highest.max(number);
    }
    sql.contains('?').then(|| "write $n, not ?".to_owned())
}

/// Whether a text has a forbidden word, as a word of its own.
fn uses(sql: &str, word: &str) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let sql = sql
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_uppercase();
    sql.match_indices(word).any(|(at, _)| {
        let (before, after) = (
            sql[..at].chars().next_back(),
            sql[at + word.len()..].chars().next(),
        );
        let (first, last) = (word.chars().next(), word.chars().next_back());
        let goes_on = (is_letter(first) && is_letter(before)) || (is_letter(last) && is_letter(after));
        !goes_on
    })
}

#[test]
fn no_statement_uses_what_only_one_database_knows() {
    assert!(uses("a LIMIT 1 offset 3", "OFFSET") && !uses("due_offset", "OFFSET"));
    assert!(uses("a::text", "::") && uses("insert  or ignore", "INSERT OR") && uses("x=now()", "NOW()"));
    let mut found = Vec::new();
    for statement in everything() {
        // What is marked as one database's own (search) may use its words.
        if statement.is("sqlite") || statement.is("postgres") {
            continue;
        }
        let words = FORBIDDEN.iter().filter(|word| uses(statement.sql, word));
        found.extend(words.map(|word| format!("{}: {word}", name(&statement))));
    }
    none("forbidden words", &found);
}

#[test]
fn parameters_are_numbered_in_the_order_they_first_appear() {
    for (sql, ok) in [
        ("a = $1 AND b = $2 AND c = $1", true),
        ("a = $2 AND b = $1", false),
        ("a = $1 AND b = $3", false),
        ("a = ?", false),
    ] {
        assert_eq!(misnumbered(sql).is_none(), ok, "{sql}");
    }
    let found: Vec<_> = everything()
        .iter()
        .filter_map(|statement| Some(format!("{}: {}", name(statement), misnumbered(statement.sql)?)))
        .collect();
    none("parameters", &found);
}

#[test]
fn no_two_statements_have_one_name() {
    let mut names: Vec<_> = everything().iter().map(name).collect();
    names.sort();
    let double: Vec<_> = names
        .windows(2)
        .filter(|pair| pair[0] == pair[1])
        .map(|pair| pair[0].clone())
        .collect();
    none("names used twice", &double);
}

/// What differs between a row struct's columns and a result's names.
fn misnamed(columns: &[Column], result: &[&str]) -> Option<String> {
    let wanted: Vec<_> = columns.iter().map(|column| column.name).collect();
    (wanted != result).then(|| format!("the struct has {wanted:?}, the statement {result:?}"))
}

pub(crate) mod on_sqlite {
    use super::*;
    use std::collections::BTreeMap;

    struct World {
        _folder: tempfile::TempDir,
        raw: rusqlite::Connection,
    }

    fn world() -> World {
        let folder = tempfile::tempdir().expect("temporary folder");
        let path = folder.path().join("callsheet.db");
        Conn::open(&path).expect("opens").close();
        let raw = rusqlite::Connection::open(&path).expect("opens");
        World { _folder: folder, raw }
    }

    fn statements() -> Vec<StatementInfo> {
        let mut all = everything();
        all.retain(|statement| !statement.is("postgres"));
        all
    }

    #[test]
    fn every_statement_prepares_and_returns_what_its_struct_reads() {
        let world = world();
        let mut found = Vec::new();
        for statement in statements() {
            let problem = match world.raw.prepare(statement.sql) {
                Err(error) => Some(error.to_string()),
                Ok(prepared) => match statement.shape {
                    Shape::Rows(columns) => misnamed(columns, &prepared.column_names().collect::<Vec<_>>()),
                    Shape::Count if prepared.column_count() > 0 => {
                        Some("returns rows: use `rows`".to_owned())
                    }
                    Shape::Count => None,
                },
            };
            found.extend(problem.map(|problem| format!("{}: {problem}", name(&statement))));
        }
        none("on SQLite", &found);
    }

    /// Column name, declared type, NOT NULL, has a default.
    fn columns_of(raw: &rusqlite::Connection, table: &str) -> BTreeMap<String, (String, bool, bool)> {
        raw.prepare(&format!(
            "SELECT name, type, \"notnull\", dflt_value IS NOT NULL FROM pragma_table_info('{table}')"
        ))
        .and_then(|mut statement| {
            statement
                .query_map([], |row| {
                    Ok((row.get(0)?, (row.get(1)?, row.get(2)?, row.get(3)?)))
                })?
                .collect()
        })
        .expect("table_info")
    }

    fn sqlite_type(column: &Column) -> &'static str {
        use callsheet::store::ColType::{Bytes, Int, Json, Real, Text, Uuid};
        match column.ty {
            Int => "INTEGER",
            Real => "REAL",
            Text | Json => "TEXT",
            Uuid | Bytes => "BLOB",
        }
    }

    #[test]
    fn every_table_has_the_columns_of_its_record() {
        let world = world();
        let mut found = Vec::new();
        for table in all_tables() {
            let mut there = columns_of(&world.raw, table.table);
            let mut tell = |what: String| found.push(format!("{}: {what}", table.table));
            for column in table.columns.iter().chain(table.derived) {
                let wanted = (sqlite_type(column).to_owned(), !column.nullable);
                match there.remove(column.name) {
                    None => tell(format!("no column {}", column.name)),
                    Some((ty, not_null, _)) if (ty.clone(), not_null) != wanted => {
                        tell(format!(
                            "{} is {ty} (not null: {not_null}), the struct wants {wanted:?}",
                            column.name
                        ));
                    }
                    Some(_) => {}
                }
            }
            for own in ["tenant_no", "ver"] {
                if there.remove(own).is_none() {
                    tell(format!("no column {own}"));
                }
            }
            for (column, (_, not_null, default)) in there {
                if not_null && !default {
                    tell(format!("{column} is never written and has no default"));
                }
            }
        }
        none("tables", &found);
    }

    /// The lines of a plan that read a whole table or sort.
    pub(crate) fn costly(raw: &rusqlite::Connection, sql: &str) -> Vec<String> {
        let plan: Vec<String> = raw
            .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
            .and_then(|mut statement| {
                let mut rows = statement.raw_query();
                let mut lines = Vec::new();
                while let Some(row) = rows.next()? {
                    lines.push(row.get(3)?);
                }
                Ok(lines)
            })
            .expect("a plan");
        let made = |name: &str| {
            name.starts_with('(')
                || plan.iter().any(|line| {
                    line.strip_prefix("CO-ROUTINE ")
                        .or(line.strip_prefix("MATERIALIZE "))
                        == Some(name)
                })
        };
        let scans = |line: &str| {
            line.strip_prefix("SCAN ").is_some_and(|rest| {
                let table = rest.split(' ').next().unwrap_or_default();
                !rest.contains("VIRTUAL TABLE INDEX")
                    && !rest.starts_with("CONSTANT ROW")
                    && !FEW_AT_ALL.contains(&table)
                    && !made(table)
            })
        };
        // All that a tenant has is as good as the whole table, unless the table that gives the order is left early; so
        // is an index made for one run.
        let limited = sql.rfind("LIMIT") > sql.rfind(')');
        let first = plan.iter().position(|line| line.starts_with("SEARCH "));
        let tenants = |at: usize, line: &str| {
            let table = line.split(' ').nth(1).unwrap_or_default();
            line.ends_with(" (tenant_no=?)")
                && !SMALL_TABLES.contains(&table)
                && !(limited && first == Some(at))
        };
        let sorts = |line: &str| line.contains("TEMP B-TREE") || line.contains(" AUTOMATIC ");
        let costs = |(at, line): &(usize, &String)| scans(line) || tenants(*at, line) || sorts(line);
        plan.iter()
            .enumerate()
            .filter(costs)
            .map(|(_, line)| line.clone())
            .collect()
    }

    #[test]
    fn no_statement_reads_a_whole_table_and_no_list_sorts_one() {
        let world = world();
        let mut found = Vec::new();
        let mut allowed: Vec<_> = ALLOWED_PLANS.iter().map(|(name, _)| (*name).to_owned()).collect();
        for statement in statements() {
            let name = name(&statement);
            let mut costly = costly(&world.raw, statement.sql);
            if !statement.is("list") {
                // What is read whole may be sorted; a table may not be read whole for it.
                costly.retain(|line| !line.contains("TEMP B-TREE"));
            }
            if costly.is_empty() {
                continue;
            }
            match allowed.iter().position(|other| *other == name) {
                Some(at) => drop(allowed.swap_remove(at)),
                None => found.push(format!("{name}: {}", costly.join("; "))),
            }
        }
        found.extend(
            allowed
                .iter()
                .map(|name| format!("{name}: allowed but no longer needed")),
        );
        none("plans", &found);
    }

    #[test]
    fn the_plan_check_sees_a_scan_and_a_sort() {
        let raw = rusqlite::Connection::open_in_memory().expect("memory");
        raw.execute_batch(
            "CREATE TABLE t (a, b); CREATE INDEX ta ON t (a, b);
             CREATE TABLE big (tenant_no, a, b); CREATE INDEX big_b ON big (tenant_no, b);
             CREATE TABLE rule (tenant_no, value); CREATE INDEX rule_tenant ON rule (tenant_no);",
        )
        .expect("schema");
        for (sql, lines) in [
            ("SELECT b FROM t WHERE a = $1 ORDER BY b", 0),
            ("SELECT b FROM t ORDER BY b", 2),
            ("SELECT a FROM t WHERE a = $1 ORDER BY +b", 1),
            (
                "SELECT b FROM (SELECT b FROM t WHERE a = $1 LIMIT 3) ORDER BY +b",
                1,
            ),
            ("SELECT v FROM (SELECT b AS v FROM t WHERE a = $1 LIMIT 3)", 0),
            ("SELECT b FROM big WHERE tenant_no = $1 AND a = $2", 1),
            ("SELECT b FROM big WHERE tenant_no = $1 ORDER BY b LIMIT 3", 0),
            (
                "SELECT b FROM big WHERE tenant_no = $1 AND b IN (SELECT b FROM big WHERE tenant_no = $1)",
                1,
            ),
            ("SELECT value FROM rule WHERE tenant_no = $1", 0),
        ] {
            assert_eq!(costly(&raw, sql).len(), lines, "{sql}: {:?}", costly(&raw, sql));
        }
    }

    #[test]
    fn the_lists_of_exceptions_name_statements_that_exist() {
        let names: Vec<_> = everything().iter().map(name).collect();
        for (wanted, reason) in ALLOWED_PLANS.iter().chain(NEVER_NULL) {
            assert!(
                names.iter().any(|name| name == wanted),
                "{wanted} is no statement"
            );
            assert!(reason.len() > 20, "{wanted} needs a reason");
        }
    }
}

#[cfg(feature = "postgres")]
mod on_postgres {
    use super::*;
    use crate::support::postgres::schema;
    use callsheet::store::ColType;
    use postgres::types::Type;

    fn client() -> postgres::Client {
        let at = schema();
        Conn::connect(&at.url, Some(&at.name)).expect("migrates").close();
        let mut client = postgres::Client::connect(&at.url, postgres::NoTls).expect("connects");
        client
            .batch_execute(&format!("SET search_path TO {}, public", at.name))
            .expect("schema");
        client
    }

    fn statements() -> Vec<StatementInfo> {
        let mut all = everything();
        all.retain(|statement| !statement.is("sqlite"));
        all
    }

    fn fits(column: &Column, ty: &Type) -> bool {
        match column.ty {
            // Small numbers and truths come out of CASE, COUNT of a branch and comparisons.
            ColType::Int => [Type::INT8, Type::INT4, Type::INT2, Type::BOOL].contains(ty),
            ColType::Real => *ty == Type::FLOAT8,
            ColType::Text => [Type::TEXT, Type::VARCHAR].contains(ty),
            ColType::Uuid => *ty == Type::UUID,
            ColType::Json => *ty == Type::JSONB,
            ColType::Bytes => *ty == Type::BYTEA,
        }
    }

    /// Whether a result column comes straight from a table column that may be NULL.
    fn may_be_null(client: &mut postgres::Client, column: &postgres::Column) -> bool {
        let (Some(table), Some(number)) = (column.table_oid(), column.column_id()) else {
            return false;
        };
        client
            .query_one(
                "SELECT NOT attnotnull FROM pg_attribute WHERE attrelid = $1 AND attnum = $2",
                &[&table, &number],
            )
            .is_ok_and(|row| row.get(0))
    }

    fn problems(client: &mut postgres::Client, statement: &StatementInfo) -> Vec<String> {
        let prepared = match client.prepare(statement.sql) {
            Ok(prepared) => prepared,
            Err(error) => return vec![error.as_db_error().map_or(error.to_string(), ToString::to_string)],
        };
        let result = prepared.columns();
        let Shape::Rows(columns) = statement.shape else {
            return Vec::new();
        };
        let mut found = Vec::new();
        found.extend(misnamed(
            columns,
            &result.iter().map(postgres::Column::name).collect::<Vec<_>>(),
        ));
        for (column, there) in columns.iter().zip(result) {
            if !fits(column, there.type_()) {
                found.push(format!(
                    "{} is {}, the struct wants {:?}",
                    column.name,
                    there.type_(),
                    column.ty
                ));
            }
            let filled = statement.sql.contains(&format!("{} IS NOT NULL", column.name));
            if !column.nullable && !filled && may_be_null(client, there) {
                found.push(format!(
                    "{} may be NULL, the struct's field is not optional",
                    column.name
                ));
            }
        }
        found
    }

    #[test]
    fn every_statement_prepares_and_returns_what_its_struct_reads() {
        let mut client = client();
        let mut found = Vec::new();
        for statement in statements() {
            let excused = NEVER_NULL.iter().any(|(excused, _)| *excused == name(&statement));
            let mut problems = problems(&mut client, &statement);
            problems.retain(|problem| !(excused && problem.contains("may be NULL")));
            found.extend(
                problems
                    .iter()
                    .map(|problem| format!("{}: {problem}", name(&statement))),
            );
        }
        none("on PostgreSQL", &found);
    }

    #[test]
    fn derived_columns_have_their_type() {
        let mut client = client();
        let mut found = Vec::new();
        for TableInfo { table, derived, .. } in all_tables() {
            for column in derived {
                match client.prepare(&format!("SELECT {} FROM {table}", column.name)) {
                    Ok(prepared) if fits(column, prepared.columns()[0].type_()) => {}
                    Ok(prepared) => found.push(format!(
                        "{table}.{}: {}",
                        column.name,
                        prepared.columns()[0].type_()
                    )),
                    Err(error) => found.push(format!("{table}.{}: {error}", column.name)),
                }
            }
        }
        none("derived columns", &found);
    }
}

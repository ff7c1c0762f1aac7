//! The rules of the tree that no lint knows: who may use whom, where SQL and keys may
//! appear, how large a file may be, that every file is compiled.
//!
//! Each rule is a function over sources (`rules`), run twice here: over the real tree,
//! where it must find nothing, and over a planted tree, where it must find what was planted.

mod rules;
mod scan;

use rules::Violation;
use scan::{Source, sources};
use std::collections::BTreeMap;
use std::path::Path;

/// Which layer may use which; a layer may always use itself. Edges point downwards only:
/// a line may name only layers that stand below it (a test checks that too).
const LAYERS: &[(&str, &[&str])] = &[
    // The program: arguments, panic hook, dispatch to a front end.
    ("main", &["cli", "tui", "server", "config", "locale", "base"]),
    // The front ends. They never see each other, nor anything below the door.
    (
        "cli",
        &[
            "demo", "export", "import", "replica", "config", "locale", "view", "domain", "base",
        ],
    ),
    (
        "tui",
        &[
            "export", "import", "replica", "config", "locale", "view", "domain", "base",
        ],
    ),
    // The team server: requests become commands and queries of the door; accounts and tokens are its own rows.
    (
        "server",
        &[
            "protocol", "export", "import", "replica", "store", "locale", "view", "domain", "base",
        ],
    ),
    // Data to try the program with, through the door like any other.
    ("demo", &["replica", "view", "domain", "base"]),
    // Rows of the field become files for other programs.
    ("export", &["replica", "domain", "base"]),
    // Files of other systems become commands, through the door like any other.
    ("import", &["replica", "view", "domain", "base"]),
    // The door: run, query, watch, undo, drafts.
    ("replica", &["ops", "store", "view", "domain", "base"]),
    // The commands: the only writers.
    ("ops", &["store", "view", "domain", "base"]),
    // The only SQL.
    ("store", &["view", "domain", "base"]),
    // What the user set, and the texts of every language.
    ("config", &["domain", "base"]),
    ("locale", &["domain", "base"]),
    // What goes over the wire beside the rows of the field.
    ("protocol", &["domain", "base"]),
    // Plain read models; they speak in the codes of the domain.
    ("view", &["domain", "base"]),
    // Pure rules.
    ("domain", &["base"]),
    ("base", &[]),
];

/// Where SQL text and the drivers of the databases may be.
const SQL_HOMES: &[&str] = &["src/store/"];

/// Where keys may be named: translation of terminal input, the key map, the text inputs.
const KEY_HOMES: &[&str] = &["src/tui/input", "src/tui/keymap"];

/// Where the program may write to its standard streams.
const PRINT_HOMES: &[&str] = &["src/cli/", "src/main.rs"];

/// The most lines a file may have.
const FILE_LINES: usize = 600;
/// The most lines `src/tui/app.rs` may have: the place where such programs rot first.
const APP_LINES: usize = 300;
/// Files that may be larger for now. This list only shrinks.
const LARGER: &[(&str, usize)] = &[];

/// The files that the compiler starts from; every other one is reached by a `mod`.
const ROOTS: &[&str] = &["src/lib.rs", "src/main.rs", "tests/it/main.rs"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn edges(sources: &[Source]) -> Vec<Violation> {
    rules::edges(sources, LAYERS)
}

fn sql(sources: &[Source]) -> Vec<Violation> {
    let mut found = rules::sql_outside(sources, SQL_HOMES);
    let drivers: &[&[&str]] = &[
        &["rusqlite", "::"],
        &["postgres", "::"],
        &["use", "rusqlite"],
        &["use", "postgres"],
    ];
    found.extend(rules::only_in(
        sources,
        SQL_HOMES,
        drivers,
        "only the store speaks to a database",
    ));
    found
}

fn keys(sources: &[Source]) -> Vec<Violation> {
    rules::only_in(
        sources,
        KEY_HOMES,
        &[&["KeyCode"]],
        "components match on actions, never on keys",
    )
}

fn printing(sources: &[Source]) -> Vec<Violation> {
    let macros: &[&[&str]] = &[
        &["println", "!"],
        &["eprintln", "!"],
        &["print", "!"],
        &["eprint", "!"],
    ];
    rules::only_in(
        sources,
        PRINT_HOMES,
        macros,
        "only the command line writes to the standard streams",
    )
}

fn sizes(sources: &[Source]) -> Vec<Violation> {
    let app: Vec<_> = sources
        .iter()
        .filter(|source| source.path == "src/tui/app.rs")
        .collect();
    let mut found = rules::sizes(sources, FILE_LINES, LARGER);
    found.extend(
        app.into_iter()
            .filter(|app| app.lines > APP_LINES)
            .map(|app| Violation {
                path: app.path.clone(),
                line: app.lines,
                what: format!(
                    "{} lines, at most {APP_LINES}: widgets own their state",
                    app.lines
                ),
            }),
    );
    found
}

#[track_caller]
fn holds(found: &[Violation]) {
    let list: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert!(
        found.is_empty(),
        "{} violations:\n{}",
        list.len(),
        list.join("\n")
    );
}

#[test]
fn layers_use_only_what_lies_below_them() {
    holds(&edges(&sources(root(), &["src"])));
}

#[test]
fn sql_and_drivers_stay_in_the_store() {
    holds(&sql(&sources(root(), &["src"])));
    holds(&rules::stray_sql_files(root()));
}

#[test]
fn keys_are_named_only_in_the_key_map_and_text_inputs() {
    holds(&keys(&sources(root(), &["src"])));
}

#[test]
fn only_the_command_line_prints() {
    holds(&printing(&sources(root(), &["src"])));
}

#[test]
fn files_stay_small() {
    holds(&sizes(&sources(root(), &["src", "tests", "benches"])));
}

#[test]
fn every_file_is_compiled() {
    holds(&rules::orphans(&sources(root(), &["src", "tests/it"]), ROOTS));
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).expect("manifest");
    let benches = sources(root(), &["benches"]);
    let roots: Vec<&str> = benches
        .iter()
        .map(|bench| bench.path.as_str())
        .filter(|path| manifest.contains(&format!("\"{path}\"")))
        .collect();
    holds(&rules::orphans(&benches, &roots));
}

#[test]
fn nothing_is_left_open() {
    holds(&rules::loose_ends(&sources(root(), &["src", "tests", "benches"])));
}

#[test]
fn the_table_of_layers_has_no_circle() {
    let place: BTreeMap<&str, usize> = LAYERS
        .iter()
        .enumerate()
        .map(|(at, (name, _))| (*name, at))
        .collect();
    for (from, targets) in LAYERS {
        for to in *targets {
            let below = place
                .get(to)
                .unwrap_or_else(|| panic!("`{to}` has no line of its own"));
            assert!(
                place[from] < *below,
                "`{from}` may not use `{to}`, which stands above it"
            );
        }
    }
}

/// The rules seen to fail: each over a small tree in which it is broken.
mod planted {
    use super::*;
    use std::fs;

    /// What the rule finds in a tree of these files, as `path:line`.
    fn found(files: &[(&str, &str)], rule: impl Fn(&[Source]) -> Vec<Violation>) -> Vec<String> {
        let folder = tempfile::tempdir().expect("temporary folder");
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("inside the folder")).expect("folder");
            fs::write(path, text).expect("file");
        }
        let found = rule(&sources(folder.path(), &["src", "tests", "benches"]));
        found.iter().map(|v| format!("{}:{}", v.path, v.line)).collect()
    }

    #[test]
    fn an_edge_that_points_upwards() {
        let cases = [
            (
                "src/domain/queue.rs",
                "use crate::base::Id;\nuse crate::store::Tx;",
                Some(2),
            ),
            (
                "src/tui/work.rs",
                "use crate::{\n  base::{Id, Date},\n  view::Row,\n  ops,\n};",
                Some(4),
            ),
            (
                "src/tui/work.rs",
                "fn f() { let x = crate::cli::run(); }",
                Some(1),
            ),
            (
                "src/ops/task.rs",
                "mod tests {\n  use super::super::super::tui;\n}",
                Some(2),
            ),
            (
                "src/ops/task.rs",
                "mod tests {\n  use super::super::tui;\n}",
                None,
            ),
            ("src/ops/mod.rs", "use super::tui::App;", Some(1)),
            ("src/main.rs", "use callsheet::cli;\nuse callsheet::ops;", Some(2)),
            (
                "src/base/id.rs",
                "// crate::domain\nconst S: &str = \"crate::domain\";",
                None,
            ),
            ("src/base/id.rs", "code! {}\nuse crate::code;", Some(2)),
            ("src/newcomer.rs", "fn f() {}", Some(1)),
        ];
        let code = (
            "src/domain/codes.rs",
            "#[macro_export]\nmacro_rules! code { () => {} }",
        );
        for (path, text, line) in cases {
            let expected: Vec<String> = line.into_iter().map(|line| format!("{path}:{line}")).collect();
            assert_eq!(found(&[code, (path, text)], edges), expected, "{text}");
        }
    }

    #[test]
    fn sql_outside_the_store() {
        for text in [
            "\"SELECT id FROM task\"",
            "\"select\"; \"SELECT 1\"",
            "r#\"INSERT INTO task VALUES ($1)\"#",
            "\"UPDATE task\\n  SET state = $1\"",
            "\"DELETE FROM task\"",
            "\"PRAGMA user_version\"",
            "fn f(c: rusqlite::Connection) {}",
            "use postgres::Client;",
        ] {
            let text = format!("fn a() {{}}\n{text};");
            assert_eq!(
                found(&[("src/ops/task.rs", &text)], sql).first(),
                Some(&"src/ops/task.rs:2".to_owned()),
                "{text}"
            );
            assert_eq!(found(&[("src/store/task.rs", &text)], sql), [""; 0], "{text}");
        }
        let innocent = "// SELECT id FROM task\nconst A: &str = \"Select a company from the list\"; crate::store::postgres::open();";
        assert_eq!(found(&[("src/ops/task.rs", innocent)], sql), [""; 0]);
    }

    #[test]
    fn a_migration_in_the_wrong_place() {
        let folder = tempfile::tempdir().expect("temporary folder");
        for path in ["assets/migrations", "src/store"] {
            fs::create_dir_all(folder.path().join(path)).expect("folder");
            fs::write(folder.path().join(path).join("0001_base.sql"), "").expect("file");
        }
        let found = rules::stray_sql_files(folder.path());
        assert_eq!(
            found.iter().map(|v| v.path.as_str()).collect::<Vec<_>>(),
            ["src/store/0001_base.sql"]
        );
    }

    #[test]
    fn a_key_in_a_component() {
        let text = "fn f(k: KeyCode) {}";
        assert_eq!(
            found(&[("src/tui/screen/work.rs", text)], keys),
            ["src/tui/screen/work.rs:1"]
        );
        assert_eq!(found(&[("src/tui/keymap/mod.rs", text)], keys), [""; 0]);
    }

    #[test]
    fn output_from_the_engine() {
        for text in ["println!(\"x\")", "eprintln!()", "std::print!()"] {
            let text = format!("fn f() {{ {text} }}");
            assert_eq!(
                found(&[("src/ops/task.rs", &text)], printing),
                ["src/ops/task.rs:1"],
                "{text}"
            );
            assert_eq!(found(&[("src/cli/output.rs", &text)], printing), [""; 0]);
        }
    }

    #[test]
    fn a_file_that_grew() {
        let lines = |n: usize| "x\n".repeat(n);
        assert_eq!(found(&[("src/ops/task.rs", &lines(600))], sizes), [""; 0]);
        assert_eq!(
            found(&[("src/ops/task.rs", &lines(601))], sizes),
            ["src/ops/task.rs:601"]
        );
        assert_eq!(
            found(&[("src/tui/app.rs", &lines(301))], sizes),
            ["src/tui/app.rs:301"]
        );
        let listed = |sources: &[Source]| rules::sizes(sources, 600, &[("src/ops/task.rs", 700)]);
        assert_eq!(found(&[("src/ops/task.rs", &lines(700))], listed), [""; 0]);
        assert_eq!(
            found(&[("src/ops/task.rs", &lines(701))], listed).len(),
            1,
            "grew beyond its entry"
        );
        assert_eq!(
            found(&[("src/ops/task.rs", &lines(650))], listed).len(),
            1,
            "the entry must follow"
        );
        assert_eq!(found(&[], listed).len(), 1, "an entry without a file");
    }

    #[test]
    fn a_file_that_nobody_includes() {
        let orphans = |sources: &[Source]| rules::orphans(sources, ROOTS);
        let tree = [
            ("src/lib.rs", "pub mod ops;\n// mod lost;\nmod inline { }"),
            ("src/ops/mod.rs", "mod task;\nmod import;"),
            ("src/ops/task.rs", ""),
            ("src/ops/import/mod.rs", "mod csv;"),
            ("src/ops/import/csv.rs", ""),
            ("src/lost.rs", ""),
            ("src/inline.rs", ""),
            ("tests/it/main.rs", "mod cli;"),
            (
                "tests/it/cli.rs",
                "#[path = \"../../src/shared.rs\"]\nmod shared;\nmod log;",
            ),
            ("src/shared.rs", ""),
            ("tests/it/cli/log.rs", ""),
            ("tests/it/cli/undo.rs", ""),
        ];
        assert_eq!(
            found(&tree, orphans),
            ["src/inline.rs:1", "src/lost.rs:1", "tests/it/cli/undo.rs:1"]
        );
    }

    #[test]
    fn a_loose_end() {
        let note = ["TO", "DO"].concat();
        for text in [
            format!("// {note}: later"),
            format!("/// a line {note}(me)"),
            format!("/*\n * {note}\n */"),
            "fn f() { todo!() }".to_owned(),
            "fn f() { unimplemented!() }".to_owned(),
            "#![allow(dead_code)]".to_owned(),
            "#[allow(dead_code)]".to_owned(),
        ] {
            assert_eq!(
                found(&[("src/a.rs", &text)], rules::loose_ends).len(),
                1,
                "{text}"
            );
        }
        let innocent = format!("// makes a {note} \"decide the next step\"\nconst T: &str = \"{note}\";");
        assert_eq!(found(&[("src/a.rs", &innocent)], rules::loose_ends), [""; 0]);
    }
}

//! Configuration and rule files as a person may write them: rows 25 to 36 of the
//! bad inputs, the places of everything, and what stays in force.

use callsheet::base::lang::Lang;
use callsheet::config::{self, Asked, Config, Folders, Here, Setup};
use callsheet::domain::{RuleKind, Rules};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// A home folder with a configuration folder in it.
struct Home {
    dir: TempDir,
}

impl Home {
    fn new() -> Self {
        Self {
            dir: tempfile::tempdir().expect("temporary folder"),
        }
    }
    fn folder(&self) -> PathBuf {
        self.dir.path().join("config")
    }
    fn folders(&self) -> Folders {
        let under = |name: &str| self.dir.path().join(name);
        Folders {
            home: under(""),
            config: under("config"),
            data: under("data"),
            state: under("state"),
        }
    }
    /// With a file in the configuration folder.
    fn with(self, name: &str, text: &str) -> Self {
        let path = self.folder().join(name);
        std::fs::create_dir_all(path.parent().expect("inside")).expect("folder");
        std::fs::write(path, text).expect("file");
        self
    }
    fn setup(&self) -> Setup {
        Setup::read_at(&Asked::default(), Some(&self.folders()), here()).expect("a setup")
    }
    /// Findings of `config.toml`, without the folder.
    fn findings(&self) -> Vec<String> {
        self.short(&self.setup().findings)
    }
    /// Findings of the files of rules, without the folder.
    fn rule_findings(&self) -> Vec<String> {
        self.short(&self.setup().rule_files().findings)
    }
    fn short(&self, findings: &[callsheet::base::Finding]) -> Vec<String> {
        let folder = format!("{}/", self.folder().display());
        findings
            .iter()
            .map(|finding| finding.to_string().replace(&folder, ""))
            .collect()
    }
}

fn here() -> Here {
    Here {
        zone: Some("Europe/Vienna".to_owned()),
        locale: Some("de_AT.UTF-8".to_owned()),
        user: Some("anna".to_owned()),
    }
}

const TEMPLATE: &str = "key: own\nversion: 1\ntitle: Own\ntrigger: manual\n\
    case: {type: OPPORTUNITY, engine: inside_sales}\n\
    tasks:\n  - {key: A, type: CALL, queue: INSIDE_SALES, due: +1}\n";

#[test]
fn row_25_a_syntax_error_has_its_place_and_what_was_in_force_stays() {
    let home = Home::new().with("config.toml", "[ui]\ntheme = \"dark\"\n");
    let mut setup = home.setup();
    assert_eq!(setup.config.ui.theme, "dark");
    let home = home.with("config.toml", "[ui]\ntheme = \"light\nmouse = false\n");
    setup.reload().expect("readable");
    assert_eq!(setup.config.ui.theme, "dark");
    assert_eq!((setup.findings[0].at.line, setup.findings[0].code), (2, "syntax"));
    // At a start there is nothing to keep but the defaults.
    assert_eq!(home.setup().config, Config::default());

    let home = Home::new().with(
        "workflows/own.yaml",
        &TEMPLATE.replace("title: Own", "title: [Own"),
    );
    let findings = home.setup().rules().expect_err("findings");
    assert!(
        findings[0].to_string().contains("workflows/own.yaml:"),
        "{}",
        findings[0]
    );
    assert_eq!(findings[0].code, "syntax");
}

#[test]
fn rows_26_and_27_unknown_keys_and_wrong_types_leave_the_rest_in_force() {
    let text = "[ui]\nthme = \"dark\"\nmouse = \"no\"\nascii = true\n[queue]\nattempts = 0\n[user]\ntime_zone = \"Berlin\"\ncountry = \"Germany\"\n";
    let home = Home::new().with("config.toml", text);
    assert_eq!(
        home.findings(),
        [
            "config.toml:2:1: unknown key \"thme\"; did you mean \"theme\"? accepted: theme, ascii, mouse, title, notify, which_key_delay_ms, date_order, power_mode",
            "config.toml:3:9: ui.mouse: expected true or false, found the text \"no\"",
            "config.toml:6:12: queue.attempts: 0 does not fit; accepted: 1 to 99",
            "config.toml:8:13: user.time_zone: \"Berlin\" is no time zone; write auto, or a name such as Europe/Berlin",
            "config.toml:9:11: user.country: \"Germany\" is no country code; did you mean \"DE\"? write auto, or two letters such as DE",
        ]
    );
    let config = home.setup().config;
    assert_eq!(
        (config.ui.ascii, config.ui.mouse, config.queue.attempts),
        (true, true, 6)
    );

    let text = TEMPLATE
        .replace("title:", "titel:")
        .replace("due: +1", "due: soon")
        .replace("CALL,", "CAL,");
    let home = Home::new().with("workflows/own.yaml", &text);
    assert_eq!(
        home.rule_findings(),
        [
            "workflows/own.yaml:3:1: unknown key \"titel\"; did you mean \"title\"? accepted: key, version, title, trigger, case, stage, tasks",
            "workflows/own.yaml:7:20: tasks[1].type: \"CAL\" is not known; did you mean \"CALL\"? accepted: OPS_DATA_CHECK, FIRST_OUTREACH, IDENTIFY_CONTACT, FIT_ASSESSMENT, CALL_BACK, CALL, EMAIL, MEETING_PREP, FOLLOW_UP, SEND_INFO, SEND_QUOTE, RESEARCH, HANDOVER_REVIEW, RETURN_REVIEW, WAKE_UP, DOCUMENT, TODO",
            "workflows/own.yaml:7:51: tasks[1].due: the text \"soon\" does not fit; expected working days such as +1d",
            "workflows/own.yaml:1:1: the key \"title\" is missing",
        ]
    );
}

#[test]
fn row_28_a_key_stands_once() {
    let home = Home::new().with("config.toml", "[ui]\nascii = true\nascii = false\n");
    assert_eq!(home.setup().findings[0].code, "duplicate_key");
    assert_eq!(home.setup().findings[0].at.line, 3);
    let home = Home::new().with(
        "workflows/own.yaml",
        &TEMPLATE.replace("version: 1", "version: 1\nkey: other"),
    );
    assert_eq!(
        home.rule_findings(),
        ["workflows/own.yaml:3:1: the key \"key\" stands in line 1 already"]
    );
}

#[test]
fn row_29_a_bomb_of_aliases_is_refused_within_50_ms() {
    let mut bomb = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..10 {
        let before = format!("*a{}", level - 1);
        writeln!(bomb, "a{level}: &a{level} [{}]", [before.as_str(); 10].join(", ")).expect("text");
    }
    let home = Home::new().with("workflows/bomb.yaml", &bomb);
    let setup = home.setup();
    // The best of three: another test may have the processor.
    #[expect(clippy::disallowed_methods, reason = "the time it takes is what is tested")]
    let took = |_| {
        let begun = std::time::Instant::now();
        let findings = setup.rule_files().findings;
        assert_eq!(findings[0].code, "too_large");
        begun.elapsed()
    };
    let best = (0..3).map(took).min().expect("three");
    assert!(best < Duration::from_millis(50), "{best:?}");
}

#[test]
fn row_30_deep_nesting_is_refused() {
    let nested = |open: &str, close: &str| format!("{}{}", open.repeat(10_000), close.repeat(10_000));
    let home = Home::new()
        .with("config.toml", &format!("x = {}\n", nested("[", "]")))
        .with("workflows/a.yaml", &nested("[", "]"))
        .with("workflows/b.yaml", &nested("{a: ", "}"))
        .with("workflows/c.yaml", &"- ".repeat(10_000))
        .with("outcomes.toml", &format!("x = {}\n", nested("{a = ", "}")));
    assert_eq!(home.setup().findings[0].code, "too_deep");
    let codes: Vec<&str> = home
        .setup()
        .rule_files()
        .findings
        .iter()
        .map(|finding| finding.code)
        .collect();
    assert!(
        codes.iter().filter(|code| **code == "too_deep").count() >= 4,
        "{codes:?}"
    );
}

#[test]
fn row_31_tags_are_refused() {
    for tag in ["!!python/object:os.system", "!!str", "!own", "!<tag:x,2026:y>"] {
        let home = Home::new().with(
            "workflows/own.yaml",
            &TEMPLATE.replace("title: ", &format!("title: {tag} ")),
        );
        let findings = home.setup().rule_files().findings;
        assert_eq!(
            (findings[0].code, findings[0].at.line, findings[0].at.column),
            ("tag", 3, 8),
            "{tag}"
        );
    }
}

#[test]
fn row_32_norway_is_a_text() {
    for title in ["no", "on", "1:30", "NO"] {
        let home = Home::new().with(
            "workflows/own.yaml",
            &TEMPLATE.replace("title: Own", &format!("title: {title}")),
        );
        let files = home.setup().rule_files();
        assert_eq!(
            files.rules.template("own").map(|own| own.title.as_str()),
            Some(title),
            "{:?}",
            files.findings
        );
    }
    let home = Home::new().with(
        "workflows/own.yaml",
        &TEMPLATE.replace("title: Own", "title: 2026"),
    );
    assert_eq!(
        home.rule_findings(),
        ["workflows/own.yaml:3:8: title: expected text in quotes, found the number 2026"]
    );
}

#[cfg(unix)]
#[test]
fn row_33_a_file_that_others_may_write_starts_no_program() {
    use std::os::unix::fs::PermissionsExt;
    let text = "[call]\nmethod = \"command\"\ncommand = [\"dial\", \"{number}\"]\n[ui]\nascii = true\n";
    let home = Home::new().with("config.toml", text);
    let mode = |mode: u32| {
        let path = home.folder().join("config.toml");
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("mode");
    };
    mode(0o666);
    let setup = home.setup();
    assert_eq!(
        (setup.config.call.command.len(), setup.config.ui.ascii),
        (0, true)
    );
    assert!(
        setup.findings[0].message.contains("chmod go-w"),
        "{}",
        setup.findings[0]
    );
    mode(0o644);
    assert_eq!(home.setup().config.call.command.len(), 2);
    assert_eq!(home.findings(), [""; 0]);
}

#[test]
fn row_34_a_workflow_that_cannot_run_is_not_put_in_force() {
    let circle = "key: qualify_company\nversion: 2\ntitle: Circle\ntrigger: company.created\n\
        case: {type: QUALIFY_COMPANY, engine: inside_sales}\nstage: CUSTOMER\ntasks:\n\
        - {key: A, type: CALL, queue: INSIDE_SALES, due: +1, after: B}\n\
        - {key: B, type: CALL, queue: INSIDE_SALES, due: +1, after: A}\n";
    let home = Home::new().with("workflows/mine.yaml", circle);
    assert_eq!(
        home.rule_findings(),
        [
            "workflows/mine.yaml:6:8: no start leads to CUSTOMER; accepted with this trigger: QUALIFYING, or no stage",
            "workflows/mine.yaml:8:61: a circle that never begins: A waits for B waits for A",
            "workflows/mine.yaml:9:61: a circle that never begins: B waits for A waits for B",
        ]
    );
    assert_eq!(home.setup().rules().expect_err("nothing is loaded").len(), 3);
}

#[test]
fn row_36_a_file_of_a_newer_program_is_refused_with_both_versions() {
    let home = Home::new().with("config.toml", "config_version = 7\nfuture = true\n");
    let error = Setup::read_at(&Asked::default(), Some(&home.folders()), here()).expect_err("newer");
    assert_eq!(error.code(), "newer_version");
    let text = error.to_string();
    assert!(
        text.contains("config.toml:1:18: this file is of version 7, this program reads up to 1"),
        "{text}"
    );
}

#[test]
fn without_any_file_everything_has_its_default() {
    let setup = Home::new().setup();
    assert_eq!(
        (setup.config.clone(), setup.findings.len()),
        (Config::default(), 0)
    );
    assert_eq!(
        (setup.user_name(), setup.zone(), setup.country()),
        ("anna".into(), "Europe/Vienna".into(), "AT".into())
    );
    assert_eq!(setup.language(), Lang::De);
    assert!(setup.paths.data.ends_with("data/callsheet.db"));
    let rules = setup.rules().expect("rules");
    let settings = rules
        .iter()
        .find(|rule| rule.kind == RuleKind::Settings)
        .expect("settings");
    // A file keeps the zone and country it was made with: `auto` names none for those that are there.
    assert_eq!(
        (settings.body.get("zone"), settings.body.get("country")),
        (None, None)
    );
    assert_eq!(settings.body["attempts"].as_i64(), Some(6));
    assert_eq!(rules.len(), Rules::shipped().to_new().len());
}

#[test]
fn a_slip_in_the_configuration_leaves_the_settings_of_a_file_alone() {
    let home = Home::new().with("config.toml", "[queue]\nattempts = \"four\"\n");
    let has_settings = |setup: &Setup| {
        let rules = setup.rules().expect("rules");
        rules.iter().any(|rule| rule.kind == RuleKind::Settings)
    };
    assert!(has_settings(&home.setup()), "a new file needs some");
    let data = home.setup().paths.data;
    std::fs::create_dir_all(data.parent().expect("folder")).expect("folder");
    std::fs::write(&data, "").expect("file");
    assert!(!has_settings(&home.setup()));
    let home = home.with("config.toml", "[queue]\nattempts = 4\n");
    assert!(has_settings(&home.setup()));
}

#[test]
fn a_file_that_was_asked_for_must_be_there_and_readable() {
    let home = Home::new().with("config.toml", "");
    let read = |config: &Path| {
        let asked = Asked {
            config: Some(config.to_owned()),
            file: None,
        };
        Setup::read_at(&asked, Some(&home.folders()), here()).map(|setup| setup.paths.folder)
    };
    assert_eq!(
        read(&home.folder().join("config.toml")).expect("there"),
        home.folder()
    );
    assert_eq!(
        read(&home.folder().join("gone.toml")).expect_err("gone").code(),
        "config_missing"
    );
    assert_eq!(
        read(&home.folder()).expect_err("a folder").code(),
        "config_unreadable"
    );
    std::fs::write(home.folder().join("latin.toml"), b"# M\xfcller").expect("file");
    let error = read(&home.folder().join("latin.toml"))
        .expect_err("no UTF-8")
        .to_string();
    assert!(error.contains("byte 4 is no UTF-8"), "{error}");
}

#[test]
fn a_file_of_rules_changes_only_what_it_names() {
    let outcomes = "[[outcome]]\ncode = \"BUSY\"\nlabel = \"Engaged\"\n\
        [[outcome]]\ncode = \"BAD_TIMING\"\ndigit = 9\n\
        [[outcome]]\ncode = \"FAX\"\nlabel = \"A fax\"\ngroup = \"BAD_DATA\"\nadvance = \"AUTO\"\neffect = \"none\"\n";
    let queues = "[[queue]]\ncode = \"EXPORT\"\nrole = \"inside_sales\"\nlabel = \"Export\"\n";
    let home = Home::new()
        .with("outcomes.toml", outcomes)
        .with("queues.toml", queues)
        .with("scripts/first_call.md", "# Mine\nHello {contact}\n")
        .with("workflows/own.yaml", &TEMPLATE.replace("INSIDE_SALES", "EXPORT"));
    let files = home.setup().rule_files();
    assert_eq!(files.findings, []);
    let rules = files.rules;
    let digit = |digit| rules.outcome_on(digit).map(|rule| rule.code.as_str());
    assert_eq!((digit(3), digit(9)), (Some("BUSY"), Some("BAD_TIMING")));
    assert_eq!(
        rules.outcome("BUSY").map(|rule| rule.label.as_str()),
        Some("Engaged")
    );
    assert_eq!(rules.outcome("gatekeeper").and_then(|rule| rule.digit), None);
    assert!(rules.outcome("FAX").is_some());
    assert_eq!(rules.scripts["first_call"], "# Mine\nHello {contact}\n");
    assert_eq!(rules.templates.len(), 3);
}

#[test]
fn a_setting_is_written_to_the_file_and_through_a_link() {
    let home = Home::new();
    let path = home.folder().join("config.toml");
    let change = config::set(&path, "ui.theme", "dark")
        .expect("written")
        .expect("accepted");
    assert_eq!((change.from, change.to.as_str()), (None, "\"dark\""));
    assert_eq!(home.setup().config.ui.theme, "dark");
    assert!(config::set(&path, "ui.mouse", "maybe").expect("read").is_err());
    assert_eq!(home.setup().config.ui.theme, "dark");
    #[cfg(unix)]
    {
        let real = home.folder().join("dotfiles.toml");
        std::fs::rename(&path, &real).expect("moved");
        std::os::unix::fs::symlink(&real, &path).expect("link");
        config::set(&path, "ui.theme", "light")
            .expect("written")
            .expect("accepted");
        assert!(std::fs::symlink_metadata(&path).expect("there").is_symlink());
        assert!(std::fs::read_to_string(&real).expect("text").contains("light"));
    }
    let left: Vec<_> = std::fs::read_dir(home.folder()).expect("folder").collect();
    assert!(left.len() <= 2, "{left:?}");
}

#[test]
fn keys_of_ones_own_come_raw_with_their_places() {
    let text = "[[bind]]\nscope = \"work\"\nkey = [\"ö\", \"f1\"]\ndo = \"work.outcome\"\nargs = { n = 1 }\n\
        [[bind]]\nscope = \"global\"\nkey = \"none\"\ndo = \"help.open\"\n\
        [[bind]]\nscope = \"global\"\ndo = \"help.open\"\n[ui]\nascii = true\n";
    let home = Home::new().with("config.toml", text);
    let setup = home.setup();
    let binds = &setup.config.bind;
    assert_eq!(binds.len(), 2);
    assert_eq!(
        (&binds[0].key.0, binds[0].args["n"].as_i64()),
        (&vec!["ö".to_owned(), "f1".to_owned()], Some(1))
    );
    assert_eq!(
        (binds[0].at.line, binds[0].key_at.column, binds[1].action_at.line),
        (1, 7, 9)
    );
    assert!(setup.config.ui.ascii);
    assert_eq!(
        home.findings(),
        ["config.toml:10:1: bind[3]: the key \"key\" is missing"]
    );
}

#[test]
fn workflows_are_listed_checked_and_compared() {
    let changed = Rules::shipped()
        .template("work_lead")
        .expect("shipped")
        .to_yaml()
        .replace("due: +5d", "due: +3d");
    let home = Home::new()
        .with("workflows/lead.yaml", &changed)
        .with("workflows/notes.txt", "not one")
        .with("workflows/broken.yaml", "key: [");
    let (all, findings) = config::workflows(&home.folder());
    assert_eq!(findings, []);
    let listed: Vec<(&str, bool)> = all
        .iter()
        .map(|file| {
            (
                file.template
                    .as_ref()
                    .map_or("", |template| template.key.as_str()),
                file.path.is_some(),
            )
        })
        .collect();
    assert_eq!(
        listed,
        [("", true), ("work_lead", true), ("qualify_company", false)]
    );

    let in_force = Rules::shipped();
    let lead = all[1].template.as_ref().expect("a template");
    let diff = config::diff(lead, &in_force);
    assert!(diff.contains("-     due: +5d\n+     due: +3d\n"), "{diff}");
    assert_eq!(
        config::diff(in_force.template("work_lead").expect("shipped"), &in_force),
        ""
    );

    let paths = [
        home.folder().join("workflows/lead.yaml"),
        home.folder().join("workflows/gone.yaml"),
    ];
    let findings = home.short(&config::lint(&paths, &in_force));
    assert_eq!(findings, ["workflows/gone.yaml: is not there"]);
}

mod mangled {
    use super::{TEMPLATE, config};
    use callsheet::domain::rules::{SHIPPED_OUTCOMES, files};
    use callsheet::domain::{Rules, workflow};
    use proptest::prelude::*;

    /// A text with pieces cut out and put in: what a slip of the hand makes of it.
    fn mangled(text: &'static str) -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[\\[\\]{}:,#&*!|>'\"%@=\\n\\t -]{1,4}",
            "\\PC{1,3}",
            Just("\u{0}".to_owned()),
            Just("<<: *a".to_owned()),
        ];
        prop::collection::vec((0..text.len(), 0..6_usize, piece), 1..6).prop_map(move |cuts| {
            let mut chars: Vec<char> = text.chars().collect();
            for (at, length, piece) in cuts {
                let at = at.min(chars.len());
                let end = (at + length).min(chars.len());
                chars.splice(at..end, piece.chars());
            }
            chars.into_iter().collect()
        })
    }

    proptest! {
        #[test]
        fn a_template_is_read_or_refused(text in mangled(TEMPLATE)) {
            let findings = workflow::check("w.yaml", &text, &Rules::shipped()).err().unwrap_or_default();
            let lines = text.lines().count() + 1;
            prop_assert!(findings.iter().all(|finding| finding.at.line as usize <= lines), "{findings:?}");
        }

        #[test]
        fn a_configuration_is_read_or_refused(text in mangled(include_str!("../../config.example.toml"))) {
            let (config, findings) = match config::parse("c.toml", &text) {
                Ok((config, findings)) => (config, findings),
                Err(findings) => (config::Config::default(), findings),
            };
            let lines = text.lines().count() + 1;
            prop_assert!(findings.iter().all(|finding| finding.at.line as usize <= lines), "{findings:?}");
            // What is in force can always be written down and read again.
            let shown = config::show(&config);
            let again = config::parse("c.toml", &shown).map(|(_, findings)| findings.len());
            prop_assert_eq!(again, Ok(0), "{}", shown);
        }

        #[test]
        fn an_outcome_table_is_read_or_refused(text in mangled(SHIPPED_OUTCOMES)) {
            let (rules, _) = files::outcomes("o.toml", &text, &Rules::shipped().outcomes);
            let mut digits: Vec<u8> = rules.iter().filter_map(|rule| rule.digit).collect();
            let all = digits.len();
            digits.sort_unstable();
            digits.dedup();
            prop_assert_eq!(digits.len(), all, "a digit twice");
            prop_assert!(rules.len() >= 20);
        }
    }
}

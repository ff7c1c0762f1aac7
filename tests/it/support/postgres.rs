//! One PostgreSQL server for the whole test process, a schema for each test.
//!
//! The server lives in a temporary folder and listens on a socket there. It is
//! started through a small shell that waits for the end of its input: when the
//! test process ends, in whatever way, the shell stops the server and removes
//! the folder.

use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

const INSTALL: &str = "the tests of the PostgreSQL side need its programs initdb and postgres (15 or newer), \
    in PATH or in /usr/lib/postgresql/*/bin; install them (Debian: apt install postgresql, \
    macOS: brew install postgresql) or run the tests without the feature `postgres`";

/// Stops the server and removes the folder when its input ends.
const KEEPER: &str = r#"
    folder=$1; shift
    "$@" >"$folder/log" 2>&1 </dev/null &
    server=$!
    read -r _
    kill -INT $server; wait $server; rm -rf "$folder"
"#;

/// How to reach the server, and a schema of one test.
pub(crate) struct Schema {
    pub(crate) url: String,
    pub(crate) name: String,
}

/// A new empty schema.
pub(crate) fn schema() -> Schema {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    Schema {
        url: server().url.clone(),
        name: format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed)),
    }
}

struct Server {
    url: String,
    /// Its input stays open as long as this process lives.
    _keeper: Child,
}

fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| {
        let bin = programs().unwrap_or_else(|| panic!("{INSTALL}"));
        let folder = std::env::temp_dir().join(format!("callsheet-pg-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("data")).expect("temporary folder");
        let user = server_user(&folder);
        let data = folder.join("data");
        let made = as_user(user.as_ref(), &bin.join("initdb"))
            .args([
                "--username=callsheet",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
                "-D",
            ])
            .arg(&data)
            .current_dir(&folder)
            .output()
            .expect("initdb starts");
        assert!(
            made.status.success(),
            "initdb: {}",
            String::from_utf8_lossy(&made.stderr)
        );
        let keeper = keep(user.as_ref(), &bin.join("postgres"), &folder, &data);
        let url = format!("host={} user=callsheet dbname=postgres", folder.display());
        wait_until_it_answers(&url, &folder);
        Server { url, _keeper: keeper }
    })
}

fn keep(user: Option<&(u32, u32)>, postgres: &Path, folder: &Path, data: &Path) -> Child {
    let server = as_user(user, postgres);
    Command::new("sh")
        .args(["-c", KEEPER, "keeper"])
        .arg(folder)
        .arg(server.get_program())
        .args(server.get_args())
        .arg("-D")
        .arg(data)
        .arg("-k")
        .arg(folder)
        .args([
            "-c",
            "listen_addresses=",
            "-c",
            "fsync=off",
            "-c",
            "full_page_writes=off",
        ])
        .args([
            "-c",
            "max_connections=200",
            "-c",
            "shared_buffers=32MB",
            "-c",
            "client_min_messages=warning",
        ])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .spawn()
        .expect("sh starts")
}

/// PostgreSQL refuses to run as root: then it runs as `postgres`, or as `nobody`.
fn server_user(folder: &Path) -> Option<(u32, u32)> {
    if std::fs::metadata(folder).expect("folder").uid() != 0 {
        return None;
    }
    let id = |flag: &str| {
        let out = Command::new("id").args([flag, "postgres"]).output().ok()?;
        String::from_utf8(out.stdout).ok()?.trim().parse::<u32>().ok()
    };
    let user = id("-u").zip(id("-g")).unwrap_or((65534, 65534));
    for path in [folder.to_owned(), folder.join("data")] {
        chown(&path, Some(user.0), Some(user.1)).expect("chown as root");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).expect("chmod");
    }
    Some(user)
}

fn as_user(user: Option<&(u32, u32)>, program: &Path) -> Command {
    let Some((uid, gid)) = user else {
        return Command::new(program);
    };
    let mut command = Command::new("setpriv");
    command
        .args([
            format!("--reuid={uid}"),
            format!("--regid={gid}"),
            "--clear-groups".to_owned(),
        ])
        .arg(program);
    command
}

fn programs() -> Option<PathBuf> {
    let in_path = std::env::var_os("PATH").unwrap_or_default();
    let mut installed = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"))
        .collect::<Vec<_>>();
    installed.sort();
    std::env::split_paths(&in_path)
        .chain(installed.into_iter().rev())
        .find(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
}

fn wait_until_it_answers(url: &str, folder: &Path) {
    // Polls without a clock: a connection attempt on a missing socket fails at once.
    for _ in 0..600 {
        if let Ok(mut client) = postgres::Client::connect(url, postgres::NoTls) {
            // Once here, so that parallel tests do not race to make it.
            client
                .batch_execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
                .expect("the extension pg_trgm comes with PostgreSQL's contrib package");
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
    panic!("PostgreSQL did not start: {log}");
}

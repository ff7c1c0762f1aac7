//! `callsheet serve …`: the team server, and what its administrator does on the machine.

use super::{backup, dev, examples, user};
use crate::base::{Timestamp, UserId};
use crate::cli::output::{Form, Outcome, Problem, Table};
use crate::cli::session::{Session, Setup};
use crate::replica::{JobRun, NewTenant, RunError, Team, TenantInfo};
use clap::{Args, Subcommand};
use serde_json::json;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

/// Called when the server listens: where, and the code of the first admin as long as nobody can log in.
pub type Ready<'a> = dyn FnMut(SocketAddr, Option<&str>) + 'a;
/// A code, good until then.
pub type GivenCode = (String, Timestamp);

/// What the program's server does for these verbs.
#[derive(Clone, Copy, Debug)]
pub struct Server {
    /// Answers requests until the program is told to stop; calls the last argument when it listens.
    pub run: fn(Team, Listen, &mut Ready<'_>) -> std::io::Result<()>,
    /// The description of the API.
    pub openapi: fn() -> serde_json::Value,
    /// The same for people, Markdown.
    pub reference: fn() -> String,
    /// Makes a token for a user.
    pub token: fn(&Team, &TenantInfo, UserId, &str) -> Result<String, RunError>,
    /// Gives out a code for a user, good until then.
    pub invite: fn(&Team, &TenantInfo, UserId) -> Result<GivenCode, RunError>,
    /// Takes the second factor of a user away; whether they can log in at all.
    pub reset_second_factor: fn(&Team, &TenantInfo, UserId) -> Result<bool, RunError>,
    /// A new key signs; whether what older ones signed ends at once. Its name.
    pub rotate_key: fn(&Team, bool) -> Result<String, RunError>,
}

/// How the server is reached, and whom it believes.
#[derive(Args, Clone, Debug)]
pub struct Listen {
    /// Address to listen on
    #[arg(long = "listen", default_value = "127.0.0.1:7878", env = "CALLSHEET_LISTEN")]
    pub at: SocketAddr,
    /// Address under which the server is reached from outside, with its scheme (https)
    #[arg(long, value_name = "URL", env = "CALLSHEET_PUBLIC_URL", value_parser = web_address)]
    pub public_url: Option<String>,
    /// Address of a proxy whose X-Forwarded-For is believed; may be repeated
    #[arg(long, value_name = "ADDRESS")]
    pub trusted_proxy: Vec<IpAddr>,
    /// A file with [[auth.issuer]]: services whose tokens are good here too
    #[arg(long, value_name = "FILE")]
    pub issuer_file: Option<PathBuf>,
}

fn web_address(text: &str) -> Result<String, String> {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]/_".contains(c);
    match host {
        Some(host) if !host.is_empty() && host.chars().all(plain) => Ok(text.to_owned()),
        _ => Err(
            "an address begins with https:// or http:// and has no spaces, as https://crm.example.com"
                .to_owned(),
        ),
    }
}

/// Run the team server, or set it up.
#[derive(Args, Debug)]
#[command(after_help = examples!("serve", "serve --listen 0.0.0.0:7878",
    "serve --database postgres://callsheet@localhost/callsheet"))]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    listen: Listen,
    #[command(subcommand)]
    verb: Option<ServeVerb>,
}

/// Where the data of the server lies.
#[derive(Args, Debug)]
struct Place {
    /// Database: a file of SQLite, or postgres://…; server.db in the data folder when not given
    #[arg(long, global = true, env = "CALLSHEET_DATABASE")]
    database: Option<String>,
    /// Name of the tenant, where there are several
    #[arg(long, global = true)]
    tenant: Option<String>,
}

#[derive(Subcommand, Debug)]
enum ServeVerb {
    /// Make the database with its first tenant and admin
    #[command(after_help = examples!("serve init --tenant-name \"Acme Sales\" --admin \"Anna Kowalski\""))]
    Init(InitArgs),
    /// Bring the database to the version of this program
    #[command(after_help = examples!("serve migrate"))]
    Migrate,
    /// Tenants: list them, make one
    #[command(subcommand)]
    Tenant(TenantVerb),
    /// Users of a tenant
    #[command(subcommand)]
    User(UserVerb),
    /// Keys that sign the tokens of logins
    #[command(subcommand)]
    Key(KeyVerb),
    /// The audit: check its chain, write it out
    #[command(subcommand)]
    Audit(AuditVerb),
    /// A checked copy of a database of SQLite, also while the server runs
    #[command(after_help = examples!("serve backup", "serve backup /media/stick/callsheet --json"))]
    Backup {
        /// The folder; made when it is not there [default: backup.dir, else backups beside the data file]
        dir: Option<PathBuf>,
    },
    /// What the server does by itself, and when it ran last
    #[command(after_help = examples!("serve jobs", "serve jobs --run"))]
    Jobs {
        /// Do what is due now
        #[arg(long)]
        run: bool,
    },
    /// One hash over everything stored and not deleted, as `dev digest` for a local file
    #[command(after_help = examples!("serve digest", "serve digest --shape"))]
    Digest {
        /// For comparing two ways of doing the same work: ids by content, no times
        #[arg(long)]
        shape: bool,
    },
    /// Print the description of the API (OpenAPI 3.1)
    #[command(after_help = examples!("serve openapi", "serve openapi --markdown"))]
    Openapi {
        /// As a page for people
        #[arg(long)]
        markdown: bool,
    },
    /// Tokens for scripts
    #[command(subcommand)]
    Token(TokenVerb),
}

#[derive(Args, Debug)]
struct InitArgs {
    /// Name of the team
    #[arg(long)]
    tenant_name: Option<String>,
    /// Name of the first user, an admin
    #[arg(long)]
    admin: Option<String>,
}

#[derive(Subcommand, Debug)]
enum TenantVerb {
    /// List the tenants
    #[command(after_help = examples!("serve tenant list --json"))]
    List,
    /// Make a tenant with its first admin
    #[command(after_help = examples!("serve tenant add \"Acme Service\" --admin \"Bea Weber\""))]
    Add {
        /// Its name
        name: String,
        /// Name of its first user, an admin
        #[arg(long)]
        admin: String,
    },
}

#[derive(Subcommand, Debug)]
enum UserVerb {
    /// List the users
    #[command(after_help = examples!("serve user list --json"))]
    List,
    /// Enter a user
    #[command(after_help = examples!("serve user add \"Bea Weber\" --role inside_sales --queue INSIDE_SALES"))]
    Add {
        /// Name
        name: String,
        #[command(flatten)]
        fields: user::UserFields,
    },
    /// Change a user; what is not named stays
    #[command(after_help = examples!("serve user edit \"Bea Weber\" --role sales_manager --inactive"))]
    Edit {
        /// Id, name or e-mail; me is the first admin
        user: String,
        /// Name
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        fields: user::UserFields,
    },
    /// Give out a code with which a user sets login and password; good once, for three days
    #[command(after_help = examples!("serve user invite \"Bea Weber\""))]
    Invite {
        /// Id, name or e-mail; me is the first admin
        user: String,
    },
    /// Take the second factor of a user away, when their phone is lost
    #[command(after_help = examples!("serve user reset-totp \"Bea Weber\""))]
    ResetTotp {
        /// Id, name or e-mail; me is the first admin
        user: String,
    },
}

#[derive(Subcommand, Debug)]
enum KeyVerb {
    /// Make a key that signs from now on; what the one before signed stays good until it ends
    #[command(after_help = examples!("serve key rotate", "serve key rotate --now"))]
    Rotate {
        /// What other keys signed ends at once: for a key that somebody has seen
        #[arg(long)]
        now: bool,
    },
}

#[derive(Subcommand, Debug)]
enum AuditVerb {
    /// Check that no row was changed or taken out
    #[command(after_help = examples!("serve audit verify", "serve audit verify --json"))]
    Verify,
    /// Write every row, a line of JSON each
    #[command(after_help = examples!("serve audit export"))]
    Export,
}

#[derive(Subcommand, Debug)]
enum TokenVerb {
    /// Make a token for a user; it is shown once
    #[command(after_help = examples!("serve token add me --name \"nightly report\""))]
    Add {
        /// Id, name or e-mail; me is the first admin
        user: String,
        /// What it is for
        #[arg(long)]
        name: String,
    },
}

/// Does what was asked.
pub(crate) fn run(args: ServeArgs, setup: Setup, server: Option<Server>) -> Outcome {
    let Some(server) = server else {
        return Err(Problem::usage(
            "This program was built without the server; build it with the feature \"server\".",
        )
        .into());
    };
    if let Some(ServeVerb::Openapi { markdown }) = args.verb {
        let text = if markdown {
            (server.reference)()
        } else {
            serde_json::to_string_pretty(&(server.openapi)()).unwrap_or_default()
        };
        return setup.out.line(text);
    }
    let place = args.place;
    let team = open(&place, &setup)?;
    match args.verb {
        Some(ServeVerb::Openapi { .. }) => Ok(()),
        None => listen(args.listen, &place, team, &setup, server),
        Some(ServeVerb::Init(init)) => {
            let made = begin(&team, &setup, init)?;
            tell_tenants(&setup, &[made])
        }
        Some(ServeVerb::Migrate) => setup.out.line("The database has the version of this program."),
        Some(ServeVerb::Tenant(TenantVerb::List)) => tell_tenants(&setup, &team.tenants()?),
        Some(ServeVerb::Tenant(TenantVerb::Add { name, admin })) => {
            let made = team.add_tenant(new_tenant(&setup, name, admin))?;
            tell_tenants(&setup, &[made])
        }
        Some(ServeVerb::User(verb)) => users(verb, setup, &team, &place, server),
        Some(ServeVerb::Key(KeyVerb::Rotate { now })) => {
            let key = (server.rotate_key)(&team, now)?;
            match setup.out.form() {
                Form::Json => setup.out.json(&json!({ "kid": key })),
                _ => setup.out.line(format!("The key {key} signs from now on.")),
            }
        }
        Some(ServeVerb::Audit(verb)) => {
            let tenant = one_tenant(&team, &place)?;
            audit(&verb, &Session::over(setup, team.door(tenant.no)?))
        }
        Some(ServeVerb::Backup { dir }) => {
            let tenant = one_tenant(&team, &place)?;
            backup::run(
                backup::BackupArgs { dir },
                &Session::over(setup, team.door(tenant.no)?),
            )
        }
        Some(ServeVerb::Jobs { run }) => {
            if run {
                team.run_jobs()?;
            }
            let tenant = one_tenant(&team, &place)?;
            let jobs = team.door(tenant.no)?.jobs()?;
            setup.out.list(
                &jobs,
                |job| job.name.clone(),
                "No job ran yet.",
                || tell_jobs(&setup, &jobs),
            )
        }
        Some(ServeVerb::Digest { shape }) => {
            let tenant = one_tenant(&team, &place)?;
            let session = Session::over(setup, team.door(tenant.no)?);
            dev::run(&dev::DevVerb::Digest { shape }, &session)
        }
        Some(ServeVerb::Token(TokenVerb::Add { user, name })) => {
            let tenant = one_tenant(&team, &place)?;
            let session = Session::over(setup, team.door(tenant.no)?);
            let id = session.user(&user)?;
            let token = (server.token)(&team, &tenant, id, &name)?;
            match session.out().form() {
                Form::Json => session
                    .out()
                    .json(&json!({ "user_id": id, "name": name, "token": token })),
                _ => session.out().line(token),
            }
        }
    }
}

/// What an administrator does with users.
fn users(verb: UserVerb, setup: Setup, team: &Team, place: &Place, server: Server) -> Outcome {
    let tenant = one_tenant(team, place)?;
    let mut session = Session::over(setup, team.door(tenant.no)?);
    match verb {
        UserVerb::List => user::run(user::UserVerb::List, &mut session),
        UserVerb::Add { name, fields } => user::run(user::UserVerb::Add { name, fields }, &mut session),
        UserVerb::Edit { user, name, fields } => {
            user::run(user::UserVerb::Edit { user, name, fields }, &mut session)
        }
        UserVerb::Invite { user } => {
            let id = session.user(&user)?;
            let (code, until) = (server.invite)(team, &tenant, id)?;
            match session.out().form() {
                Form::Json => session
                    .out()
                    .json(&json!({ "user_id": id, "code": code, "expires_at": until })),
                _ => session.out().line(format!(
                    "The code {code} sets login and password on the page /setup, once and within three days."
                )),
            }
        }
        UserVerb::ResetTotp { user } => {
            let id = session.user(&user)?;
            if !(server.reset_second_factor)(team, &tenant, id)? {
                let text = "They have no login yet; callsheet serve user invite gives them a code for one.";
                return Err(Problem::new("not_found", 3, "Not found", text).into());
            }
            session.out().line("Their password alone logs them in again.")
        }
    }
}

/// The database that was named, made when it is a file that is not there.
fn open(place: &Place, setup: &Setup) -> Outcome<Team> {
    let team = match place.database.as_deref() {
        Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
            postgres(url, setup)?
        }
        Some(path) => Team::sqlite(&PathBuf::from(path), setup.clock)?,
        None => {
            let file = setup.config.paths.data.with_file_name("server.db");
            Team::sqlite(&file, setup.clock)?
        }
    };
    Ok(team)
}

#[cfg(feature = "postgres")]
fn postgres(url: &str, setup: &Setup) -> Outcome<Team> {
    Ok(Team::postgres(url, setup.clock)?)
}

#[cfg(not(feature = "postgres"))]
fn postgres(_: &str, _: &Setup) -> Outcome<Team> {
    Err(Problem::usage(
        "This program was built without PostgreSQL; build it with the feature \"postgres\", or name a file.",
    )
    .into())
}

fn new_tenant(setup: &Setup, name: String, admin: String) -> NewTenant {
    NewTenant {
        name,
        admin,
        zone: setup.config.zone(),
        country: setup.config.country(),
        rules: setup.rules(),
    }
}

/// The first tenant; a database that has one is left as it is.
fn begin(team: &Team, setup: &Setup, init: InitArgs) -> Outcome<TenantInfo> {
    if !team.tenants()?.is_empty() {
        return Err(Problem::new(
            "conflict",
            4,
            "There is a tenant already",
            "The database has been set up before; callsheet serve tenant add makes another tenant.",
        )
        .into());
    }
    let name = init.tenant_name.unwrap_or_else(|| "callsheet".to_owned());
    let admin = init.admin.unwrap_or_else(|| setup.config.user_name());
    Ok(team.add_tenant(new_tenant(setup, name, admin))?)
}

fn listen(listen: Listen, place: &Place, team: Team, setup: &Setup, server: Server) -> Outcome {
    if team.tenants()?.is_empty() {
        let init = InitArgs {
            tenant_name: place.tenant.clone(),
            admin: None,
        };
        begin(&team, setup, init)?;
    }
    let (at, public) = (listen.at, listen.public_url.clone());
    let mut told = Ok(());
    let done = (server.run)(team, listen, &mut |at, code| {
        told = tell_start(setup, at, public.as_deref(), code);
    });
    told?;
    done.map_err(|error| Problem::io(&format!("cannot serve on {at}"), &error).into())
}

/// Where the server is, and how the first admin gets in.
fn tell_start(setup: &Setup, at: SocketAddr, public: Option<&str>, code: Option<&str>) -> Outcome {
    setup
        .out
        .line(format!("callsheet listens on http://{at}; Ctrl+C ends it."))?;
    let Some(code) = code else { return Ok(()) };
    let base = public.map_or_else(
        || format!("http://{at}"),
        |url| url.trim_end_matches('/').to_owned(),
    );
    setup.out.line(format!(
        "Nobody can log in yet. The first admin opens {base}/setup and types the code {code} (good once, for three days)."
    ))
}

/// The tenant that was named, or the only one.
fn one_tenant(team: &Team, place: &Place) -> Outcome<TenantInfo> {
    let tenants = team.tenants()?;
    let fits = |tenant: &TenantInfo| place.tenant.as_ref().is_none_or(|name| tenant.name == *name);
    let mut found: Vec<TenantInfo> = tenants.iter().filter(|tenant| fits(tenant)).cloned().collect();
    match (found.pop(), found.is_empty()) {
        (Some(tenant), true) => Ok(tenant),
        (None, _) if tenants.is_empty() => Err(Problem::new(
            "not_found",
            3,
            "Not found",
            "There is no tenant yet; callsheet serve init makes one.",
        )
        .into()),
        _ => {
            let names: Vec<&str> = tenants.iter().map(|tenant| tenant.name.as_str()).collect();
            Err(Problem::usage(format!("Name one tenant with --tenant: {}.", names.join(", "))).into())
        }
    }
}

fn tell_tenants(setup: &Setup, tenants: &[TenantInfo]) -> Outcome {
    setup.out.list(
        tenants,
        |tenant| tenant.id,
        "There is no tenant.",
        || {
            let mut table = Table::new(&setup.locale, &["Name", "Id"]);
            for tenant in tenants {
                table.row([tenant.name.clone(), tenant.id.to_string()]);
            }
            table
        },
    )
}

fn tell_jobs(setup: &Setup, jobs: &[JobRun]) -> Table {
    let mut table = Table::new(&setup.locale, &["Name", "Last", "Outcome", "Next"]);
    for job in jobs {
        table.row([
            job.name.clone(),
            job.last_at.map_or_else(String::new, |at| at.to_string()),
            job.outcome.clone().unwrap_or_default(),
            job.next_at.to_string(),
        ]);
    }
    table
}

fn audit(verb: &AuditVerb, s: &Session) -> Outcome {
    match verb {
        AuditVerb::Verify => {
            let chain = s.replica.audit_chain()?;
            if let Some(n) = chain.broken_at {
                let text = format!(
                    "Row {n} of the audit does not follow on row {}: it was changed, or rows before it were. \
                     Compare with a backup.",
                    chain.rows
                );
                return Err(Problem::new("conflict", 4, "The audit was changed", text).into());
            }
            match s.out().form() {
                Form::Json => s.out().json(&chain),
                _ => s.out().line(format!(
                    "Every one of {} rows fits. Keep this hash elsewhere: {}",
                    chain.rows, chain.head
                )),
            }
        }
        AuditVerb::Export => {
            let mut after = 0;
            loop {
                let rows = s.replica.audit(after)?;
                let Some(last) = rows.last() else { return Ok(()) };
                after = last.n;
                for row in &rows {
                    s.out().line(serde_json::to_string(row).unwrap_or_default())?;
                }
            }
        }
    }
}

//! `callsheet serve …`: the team server, and what its administrator does on the machine.

use super::{backup, dev, examples, user};
use crate::base::UserId;
use crate::cli::output::{Form, Outcome, Problem, Table};
use crate::cli::session::{Session, Setup};
use crate::replica::{JobRun, NewTenant, RunError, Team, TenantInfo};
use clap::{Args, Subcommand};
use serde_json::json;
use std::net::SocketAddr;
use std::path::PathBuf;

/// What the program's server does for these verbs.
#[derive(Clone, Copy, Debug)]
pub struct Server {
    /// Answers requests until the program is told to stop; calls the last argument when it listens.
    pub run: fn(Team, SocketAddr, &mut dyn FnMut(SocketAddr)) -> std::io::Result<()>,
    /// The description of the API.
    pub openapi: fn() -> serde_json::Value,
    /// The same for people, Markdown.
    pub reference: fn() -> String,
    /// Makes a token for a user.
    pub token: fn(&Team, &TenantInfo, UserId, &str) -> Result<String, RunError>,
}

/// Run the team server, or set it up.
#[derive(Args, Debug)]
#[command(after_help = examples!("serve", "serve --listen 0.0.0.0:7878",
    "serve --database postgres://callsheet@localhost/callsheet"))]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    place: Place,
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1:7878", env = "CALLSHEET_LISTEN")]
    listen: SocketAddr,
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
}

impl From<UserVerb> for user::UserVerb {
    fn from(verb: UserVerb) -> Self {
        match verb {
            UserVerb::List => Self::List,
            UserVerb::Add { name, fields } => Self::Add { name, fields },
            UserVerb::Edit { user, name, fields } => Self::Edit { user, name, fields },
        }
    }
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
        return setup.out.line(match markdown {
            true => (server.reference)(),
            false => serde_json::to_string_pretty(&(server.openapi)()).unwrap_or_default(),
        });
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
        Some(ServeVerb::User(verb)) => {
            let tenant = one_tenant(&team, &place)?;
            let mut session = Session::over(setup, team.door(tenant.no)?);
            user::run(verb.into(), &mut session)
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

fn listen(at: SocketAddr, place: &Place, team: Team, setup: &Setup, server: Server) -> Outcome {
    if team.tenants()?.is_empty() {
        let init = InitArgs {
            tenant_name: place.tenant.clone(),
            admin: None,
        };
        begin(&team, setup, init)?;
    }
    let mut told = Ok(());
    let done = (server.run)(team, at, &mut |at| {
        told = setup
            .out
            .line(format!("callsheet listens on http://{at}; Ctrl+C ends it."));
    });
    told?;
    done.map_err(|error| Problem::io(&format!("cannot serve on {at}"), &error).into())
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

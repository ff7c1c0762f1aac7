//! Where everything lies: configuration, data, log.

use super::{AUTO, Config};
use crate::base::finding::Finding;
use std::path::{Path, PathBuf};

/// Why there is no configuration to start with.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The user has no home folder.
    #[error(
        "there is no home folder: set HOME, or name both files with --config and --file \
         (CALLSHEET_CONFIG, CALLSHEET_FILE)"
    )]
    NoHome,
    /// A file that was asked for is not there.
    #[error("{0} is not there; `callsheet config set` makes it, or name another file with --config", .path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// A file is there and cannot be read.
    #[error("{} cannot be read: {reason}; mend that, or name another file with --config", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// A file of which nothing can be used, or that a newer program wrote.
    #[error("{0}")]
    Refused(Finding),
    /// A file could not be written.
    #[error("{} cannot be written: {reason}", .path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
}

impl ConfigError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoHome => "no_home",
            Self::Missing { .. } => "config_missing",
            Self::Unreadable { .. } => "config_unreadable",
            Self::Refused(finding) => finding.code,
            Self::Unwritable { .. } => "config_unwritable",
        }
    }
}

/// The files somebody asked for, by flag or environment (the flag wins before it comes here).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Asked {
    /// `--config`, else `CALLSHEET_CONFIG`.
    pub config: Option<PathBuf>,
    /// `--file`, else `CALLSHEET_FILE`.
    pub file: Option<PathBuf>,
}

impl Asked {
    /// What the flags ask for, and where they are silent the environment.
    pub fn new(config: Option<PathBuf>, file: Option<PathBuf>) -> Self {
        let variable = |name: &str| {
            let value = std::env::var_os(name).filter(|value| !value.is_empty());
            value.map(PathBuf::from)
        };
        Self {
            config: config.or_else(|| variable("CALLSHEET_CONFIG")),
            file: file.or_else(|| variable("CALLSHEET_FILE")),
        }
    }
}

/// The folders the system has for a program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Folders {
    /// The user's own folder; `~` stands for it.
    pub home: PathBuf,
    /// For configuration (`~/.config/callsheet`, `XDG_CONFIG_HOME`).
    pub config: PathBuf,
    /// For data (`~/.local/share/callsheet`, `XDG_DATA_HOME`).
    pub data: PathBuf,
    /// For logs (`~/.local/state/callsheet`, `XDG_STATE_HOME`).
    pub state: PathBuf,
}

impl Folders {
    /// Those of whoever runs this process; none without a home folder.
    pub fn of_user() -> Option<Self> {
        let home = directories::BaseDirs::new()?.home_dir().to_owned();
        let project = directories::ProjectDirs::from("", "", "callsheet")?;
        let absolute = home.is_absolute().then_some(home)?;
        Some(Self {
            home: absolute,
            config: project.config_dir().to_owned(),
            data: project.data_dir().to_owned(),
            state: project.state_dir().unwrap_or(project.data_local_dir()).to_owned(),
        })
    }
}

/// Where everything lies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Paths {
    /// `config.toml`.
    pub config: PathBuf,
    /// Somebody asked for exactly this `config.toml`.
    pub config_asked: bool,
    /// Its folder, with `workflows/`, `scripts/`, `outcomes.toml`, `queues.toml`, `themes/`.
    pub folder: PathBuf,
    /// The data file.
    pub data: PathBuf,
    /// The log.
    pub log: PathBuf,
    /// The folder of backups.
    pub backups: PathBuf,
}

impl Paths {
    /// The configuration file: asked for, else in the system's folder.
    pub fn config(asked: &Asked, folders: Option<&Folders>) -> Result<PathBuf, ConfigError> {
        match (&asked.config, folders) {
            (Some(config), _) => Ok(config.clone()),
            (None, Some(folders)) => Ok(folders.config.join("config.toml")),
            // A data file alone is enough to work; its configuration would lie beside it.
            (None, None) => match &asked.file {
                Some(file) => Ok(folder_of(file).join("config.toml")),
                None => Err(ConfigError::NoHome),
            },
        }
    }

    /// All places, once the configuration is read.
    pub fn resolve(asked: &Asked, folders: Option<&Folders>, config: &Config) -> Result<Self, ConfigError> {
        let file = Self::config(asked, folders)?;
        let folder = folder_of(&file);
        let written = |text: &str| (text != AUTO).then(|| expand(text, &folder, folders));
        let data = match (&asked.file, written(&config.data.file), folders) {
            (Some(file), _, _) => file.clone(),
            (None, Some(file), _) => file,
            (None, None, Some(folders)) => folders.data.join("callsheet.db"),
            (None, None, None) => return Err(ConfigError::NoHome),
        };
        let log = written(&config.log.file).unwrap_or_else(|| {
            let beside = || folder_of(&data);
            let state = folders.map_or_else(beside, |folders| folders.state.clone());
            state.join("callsheet.log")
        });
        let backups = written(&config.backup.dir).unwrap_or_else(|| folder_of(&data).join("backups"));
        Ok(Self {
            config: file,
            config_asked: asked.config.is_some(),
            folder,
            data,
            log,
            backups,
        })
    }
}

fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// A path as a person writes it: `~` is home, a relative one counts from the configuration.
fn expand(text: &str, folder: &Path, folders: Option<&Folders>) -> PathBuf {
    match (text.strip_prefix("~/"), folders) {
        (Some(rest), Some(folders)) => folders.home.join(rest),
        _ => folder.join(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folders() -> Folders {
        Folders {
            home: "/home/anna".into(),
            config: "/home/anna/.config/callsheet".into(),
            data: "/home/anna/.local/share/callsheet".into(),
            state: "/home/anna/.local/state/callsheet".into(),
        }
    }

    #[test]
    fn the_closest_word_wins() {
        let asked = |config: Option<&str>, file: Option<&str>| Asked {
            config: config.map(PathBuf::from),
            file: file.map(PathBuf::from),
        };
        let written = |file: &str| {
            let mut config = Config::default();
            config.data.file = file.to_owned();
            config
        };
        let here = folders();
        let share = "/home/anna/.local/share/callsheet/callsheet.db";
        let cases = [
            (
                asked(None, None),
                AUTO,
                "/home/anna/.config/callsheet/config.toml",
                share,
            ),
            (asked(Some("/x/c.toml"), None), AUTO, "/x/c.toml", share),
            (asked(Some("c.toml"), None), "sub/d.db", "c.toml", "./sub/d.db"),
            (asked(Some("/x/c.toml"), None), "d.db", "/x/c.toml", "/x/d.db"),
            (
                asked(Some("/x/c.toml"), None),
                "~/d.db",
                "/x/c.toml",
                "/home/anna/d.db",
            ),
            (
                asked(Some("/x/c.toml"), Some("/y/e.db")),
                "d.db",
                "/x/c.toml",
                "/y/e.db",
            ),
        ];
        for (asked, file, config, data) in cases {
            let paths = Paths::resolve(&asked, Some(&here), &written(file)).expect("paths");
            assert_eq!(
                (paths.config.as_path(), paths.data.as_path()),
                (Path::new(config), Path::new(data))
            );
        }
    }

    #[test]
    fn without_a_home_the_files_must_be_named() {
        let nothing = Asked::default();
        let error = Paths::resolve(&nothing, None, &Config::default()).expect_err("no home");
        assert_eq!(error.code(), "no_home");
        assert!(error.to_string().contains("CALLSHEET_FILE"), "{error}");
        let named = Asked {
            config: None,
            file: Some("/y/e.db".into()),
        };
        let paths = Paths::resolve(&named, None, &Config::default()).expect("paths");
        assert_eq!(paths.config, Path::new("/y/config.toml"));
        assert_eq!(paths.log, Path::new("/y/callsheet.log"));
        let half = Asked {
            config: Some("/x/c.toml".into()),
            file: None,
        };
        assert_eq!(
            Paths::resolve(&half, None, &Config::default())
                .expect_err("no data")
                .code(),
            "no_home"
        );
    }
}

//! What the user set: `config.toml`, and the files of rules beside it.
//!
//! A broken configuration never keeps anybody from working: what is wrong is
//! left at its default and said with file, line and column. Only three things
//! stop the program, each with what to do: no home folder, a file that was
//! asked for and is not there, a file from a newer version.
//!
//! In a local file the rules here (working time, outcomes, workflows, scripts)
//! are the source of the tenant's rules; a connected client takes display,
//! keys and paths from it only.

mod paths;
mod read;
mod rules;
mod setup;
mod values;
mod write;

pub use paths::{Asked, ConfigError, Folders, Paths};
pub use read::{THEMES, VERSION, parse};
pub use rules::{RuleFiles, WorkflowFile, diff, lint, read_rules, workflows};
pub use setup::{Here, Setup};
pub use values::*;
pub use write::{Change, KeyInfo, keys, set, show, with};

use crate::base::{finding::Position, worktime::WorkingTime};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything `config.toml` can say. What it leaves out has its default.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The version of this format; see [`VERSION`].
    pub config_version: i64,
    /// Who works here.
    pub user: UserConfig,
    /// Where the data is.
    pub data: DataConfig,
    /// The queue.
    pub queue: QueueConfig,
    /// How calls are made.
    pub call: CallConfig,
    /// The screen.
    pub ui: UiConfig,
    /// The keyboard.
    pub keyboard: KeyboardConfig,
    /// Copying.
    pub clipboard: ClipboardConfig,
    /// The log.
    pub log: LogConfig,
    /// Backups.
    pub backup: BackupConfig,
    /// Working days, calling window, holidays.
    pub working_time: WorkingTime,
    /// Keys of one's own; the key map reads them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bind: Vec<Bind>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            config_version: VERSION,
            user: UserConfig::default(),
            data: DataConfig::default(),
            queue: QueueConfig::default(),
            call: CallConfig::default(),
            ui: UiConfig::default(),
            keyboard: KeyboardConfig::default(),
            clipboard: ClipboardConfig::default(),
            log: LogConfig::default(),
            backup: BackupConfig::default(),
            working_time: WorkingTime::default(),
            bind: Vec::new(),
        }
    }
}

/// `[user]`: who works here.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UserConfig {
    /// Name in the history; `auto`: the login name.
    pub name: String,
    /// `en`, `de`, or `auto`: the locale's.
    pub language: String,
    /// IANA zone, or `auto`: the machine's.
    pub time_zone: String,
    /// ISO 3166-1 alpha-2, or `auto`: the locale's, else DE.
    pub country: String,
}

impl Default for UserConfig {
    fn default() -> Self {
        let auto = || AUTO.to_owned();
        Self {
            name: auto(),
            language: auto(),
            time_zone: auto(),
            country: auto(),
        }
    }
}

/// The word for "find out yourself".
pub const AUTO: &str = "auto";

/// `[data]`: where the data is.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DataConfig {
    /// The data file, or `auto`. A path that is not absolute counts from the configuration's folder.
    pub file: String,
}

impl Default for DataConfig {
    fn default() -> Self {
        Self {
            file: AUTO.to_owned(),
        }
    }
}

/// `[queue]`: numbers of the queue.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct QueueConfig {
    /// Minutes until a claim without a key pressed ends.
    pub lease_minutes: i64,
    /// Attempts before a rep must decide.
    pub attempts: i64,
    /// Days a company sleeps when nothing else is said.
    pub dormant_days: i64,
    /// Working days until an unanswered handover comes back.
    pub handover_days: i64,
}

impl Default for QueueConfig {
    fn default() -> Self {
        Self {
            lease_minutes: 30,
            attempts: 6,
            dormant_days: 90,
            handover_days: 3,
        }
    }
}

/// `[call]`: what Enter does on a call task.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CallConfig {
    /// How the number gets into the phone.
    pub method: CallMethod,
    /// Program and arguments for `command`; `{number}` becomes the number.
    pub command: Vec<String>,
    /// Ask before a call outside working hours.
    pub ask_outside_hours: bool,
}

impl Default for CallConfig {
    fn default() -> Self {
        Self {
            method: CallMethod::Show,
            command: Vec::new(),
            ask_outside_hours: true,
        }
    }
}

/// `[ui]`: the screen.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UiConfig {
    /// A built-in theme, or the path of a theme file.
    pub theme: String,
    /// Ornaments in ASCII only.
    pub ascii: bool,
    /// Clicks and wheel.
    pub mouse: bool,
    /// What the title of the terminal window shows.
    pub title: WindowTitle,
    /// What a message on the desktop says when a promised call is due and the window has no focus.
    pub notify: Notify,
    /// How long a prefix key waits before its box is drawn.
    pub which_key_delay_ms: Delay,
    /// Which number of `11/12` is the day.
    pub date_order: DateOrder,
    /// Whether the next call starts by itself.
    pub power_mode: PowerMode,
}

impl Default for UiConfig {
    fn default() -> Self {
        Self {
            theme: AUTO.to_owned(),
            ascii: false,
            mouse: true,
            title: WindowTitle::Names,
            notify: Notify::Names,
            which_key_delay_ms: Delay::Auto,
            date_order: DateOrder::Auto,
            power_mode: PowerMode::Off,
        }
    }
}

/// `[keyboard]`: keys.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KeyboardConfig {
    /// A set of default keys.
    pub preset: KeyPreset,
    /// The digit row of the keyboard.
    pub digits: Digits,
    /// What Ctrl+H does in a text.
    pub ctrl_h: CtrlH,
    /// Letters of other alphabets: what was typed, and the letter it stands for.
    pub langmap: BTreeMap<char, char>,
}

impl Default for KeyboardConfig {
    fn default() -> Self {
        Self {
            preset: KeyPreset::Default,
            digits: Digits::Plain,
            ctrl_h: CtrlH::Backspace,
            langmap: BTreeMap::new(),
        }
    }
}

/// `[clipboard]`: copying.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClipboardConfig {
    /// Which way out.
    pub method: ClipboardMethod,
    /// Program and arguments for `command`; the text comes on its standard input.
    pub command: Vec<String>,
}

impl Default for ClipboardConfig {
    fn default() -> Self {
        Self {
            method: ClipboardMethod::Auto,
            command: Vec::new(),
        }
    }
}

/// `[log]`: the log.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogConfig {
    /// What is written.
    pub level: LogLevel,
    /// The file, or `auto`.
    pub file: String,
}

impl Default for LogConfig {
    fn default() -> Self {
        Self {
            level: LogLevel::Warn,
            file: AUTO.to_owned(),
        }
    }
}

/// `[backup]`: backups.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BackupConfig {
    /// How many stay; the oldest leave.
    pub keep: i64,
    /// One is made every week by itself.
    pub weekly: bool,
    /// The folder, or `auto`: `backups` beside the data file.
    pub dir: String,
}

impl Default for BackupConfig {
    fn default() -> Self {
        Self {
            keep: 10,
            weekly: true,
            dir: AUTO.to_owned(),
        }
    }
}

/// `[[bind]]`: a key of one's own, as it is written; what it means is the key map's to say.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bind {
    /// Where it works: `global`, `work`, …
    pub scope: String,
    /// The keys, each a way to ask for it; `none` takes the default away.
    pub key: KeyList,
    /// The action's id.
    #[serde(rename = "do")]
    pub action: String,
    /// What the action is told.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    pub args: serde_json::Map<String, serde_json::Value>,
    /// Where it stands in the file.
    #[serde(skip)]
    pub at: Position,
    /// Where its keys stand in the file.
    #[serde(skip)]
    pub key_at: Position,
    /// Where its action stands in the file.
    #[serde(skip)]
    pub action_at: Position,
}

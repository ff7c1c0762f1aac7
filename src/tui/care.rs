//! The weekly backup while the screens are open: a thread looks every hour whether it is due.

use super::message::Message;
use super::toast::Toast;
use crate::base::Lang;
use crate::locale::Locale;
use crate::replica::{Backups, Replica, Weekly};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;

/// How often the thread looks.
const EVERY: Duration = Duration::from_hours(1);
/// The first look waits until the first screen has its data.
const SOON: Duration = Duration::from_secs(2);

/// The thread that looks; it looks no more when this goes. A backup under way does not hold up who leaves: what is
/// left of it is taken away by the next.
#[derive(Debug)]
pub struct Care {
    _stop: Sender<()>,
}

impl Care {
    /// Begins to look; that a backup failed is said once a day.
    pub fn start(replica: Replica, how: Backups, lang: Lang, to: UnboundedSender<Message>) -> Option<Self> {
        Self::begin(SOON, replica, how, lang, to)
    }

    fn begin(
        soon: Duration,
        replica: Replica,
        how: Backups,
        lang: Lang,
        to: UnboundedSender<Message>,
    ) -> Option<Self> {
        if !how.weekly {
            return None;
        }
        let (stop, stopped) = channel::<()>();
        let look = move || {
            let locale = Locale::new(lang);
            let mut pause = soon;
            while stopped.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                pause = EVERY;
                if let Weekly::Failed(why) = replica.weekly_backup(&how) {
                    let text = locale.t_args("backup-weekly-failed", &[("why", why.as_str().into())]);
                    if to.send(Message::Say(Toast::error(text))).is_err() {
                        return;
                    }
                }
            }
        };
        let started = std::thread::Builder::new().name("care".to_owned()).spawn(look);
        match started {
            Ok(_) => Some(Self { _stop: stop }),
            Err(error) => {
                tracing::error!(%error, "no weekly backup is made");
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Rules;
    use crate::replica::{Clock, OpenOptions};
    use std::path::Path;

    fn opened(file: &Path, when: &str) -> Replica {
        Replica::open(OpenOptions {
            path: file.to_owned(),
            clock: Clock::Frozen(when.parse().expect("instant")),
            user_name: "Ines Team".to_owned(),
            zone: "Europe/Berlin".to_owned(),
            country: "DE".to_owned(),
            rules: Rules::shipped().to_new(),
        })
        .expect("opens")
    }

    /// Looks until it holds; a test that waits in vain for a minute has failed.
    fn until(what: &str, mut holds: impl FnMut() -> bool) {
        for _ in 0..6_000 {
            if holds() {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("waited in vain: {what}");
    }

    #[test]
    fn a_weekly_backup_is_made_beside_the_screens_and_a_failure_is_said() {
        let home = tempfile::tempdir().expect("folder");
        let file = home.path().join("callsheet.db");
        drop(opened(&file, "2026-03-03T09:00:00Z"));
        let how = Backups {
            folder: home.path().join("backups"),
            keep: 3,
            weekly: true,
        };
        let begin = |replica: Replica, how: &Backups| {
            let (to, from) = tokio::sync::mpsc::unbounded_channel();
            let care = Care::begin(Duration::ZERO, replica, how.clone(), Lang::De, to);
            (care.expect("a thread"), from)
        };
        std::fs::write(&how.folder, "no folder").expect("written");
        let (care, mut said) = begin(opened(&file, "2026-03-10T09:00:00Z"), &how);
        let mut text = String::new();
        until("said", || match said.try_recv() {
            Ok(Message::Say(toast)) => {
                text = toast.text;
                true
            }
            _ => false,
        });
        assert!(
            text.starts_with("Die wöchentliche Sicherung gelang nicht"),
            "{text}"
        );
        drop(care);
        std::fs::remove_file(&how.folder).expect("removed");
        let (care, mut said) = begin(opened(&file, "2026-03-11T09:00:00Z"), &how);
        until("made", || {
            crate::replica::backups_in(&how.folder, &file).len() == 1
        });
        drop(care);
        assert!(said.try_recv().is_err(), "what went well is not said");
        let off = Backups { weekly: false, ..how };
        let (to, _) = tokio::sync::mpsc::unbounded_channel();
        assert!(Care::start(opened(&file, "2026-04-11T09:00:00Z"), off, Lang::De, to).is_none());
    }
}

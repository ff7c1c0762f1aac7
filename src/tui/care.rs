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
const EVERY: Duration = Duration::from_secs(3_600);
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
        if !how.weekly {
            return None;
        }
        let (stop, stopped) = channel::<()>();
        let look = move || {
            let locale = Locale::new(lang);
            let mut pause = SOON;
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

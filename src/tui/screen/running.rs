//! The running call on disk, so that no end of the program loses it.

use crate::base::{CompanyId, TaskId, Timestamp};
use crate::replica::Replica;
use crate::tui::cx::Cx;
use serde::{Deserialize, Serialize};

/// Where it is kept.
const CALL: &str = "call";

/// A call that runs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Running {
    /// On which task.
    #[serde(default)]
    pub(super) task: Option<TaskId>,
    /// With whom.
    pub(super) company: CompanyId,
    /// Since when.
    pub(super) since: Timestamp,
    /// The number, as [`crate::domain::Phone::key`].
    #[serde(default)]
    pub(super) phone: Option<String>,
    /// It was started on Work; else on the company's own screen.
    pub(super) on_work: bool,
}

/// Keeps a call from now on.
pub(super) fn keep(cx: &mut Cx, call: &Running) {
    let kept = serde_json::to_string(call).unwrap_or_default();
    cx.tell(move |replica: &mut Replica| {
        if let Err(error) = replica.put_meta(CALL, &kept) {
            tracing::error!(%error, "the running call could not be kept");
        }
    });
}

/// The call has ended, with or without an outcome.
pub(super) fn drop_it(cx: &mut Cx) {
    cx.tell(|replica: &mut Replica| ended(replica));
}

/// The same on the data's own thread, right after the call was logged.
pub(super) fn ended(replica: &Replica) {
    if let Err(error) = replica.put_meta(CALL, "") {
        tracing::error!(%error, "the ended call could not be noted");
    }
}

/// A call that ran when the program ended; none when its task is finished since.
pub(super) fn kept(replica: &Replica) -> Option<Running> {
    let kept = replica.meta(CALL).ok().flatten()?;
    let call: Running = serde_json::from_str(&kept).ok()?;
    let is_open = |id| replica.task(id).ok().flatten().is_some_and(|task| task.is_open());
    call.task.is_none_or(is_open).then_some(call)
}

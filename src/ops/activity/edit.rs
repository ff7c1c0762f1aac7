//! Changing what was logged: by the rules that held when it was logged.

use super::{happened, lasted, normalised, outcome_rule, state_by};
use crate::domain::command::{EditActivity, LogActivity};
use crate::domain::fields::{self, Reading};
use crate::domain::{Activity, ActivityState, ActivityType, Refusal, RefusalCode};
use crate::ops::Out;
use crate::ops::work::Work;

pub(super) fn edit(work: &mut Work, args: &EditActivity) -> Out<()> {
    let before = work.live::<Activity>(args.activity_id)?;
    work.label("Activity changed");
    if !before.kind.is_logged() {
        let text = "The rules wrote this entry; it is not changed by hand.";
        return Err(Refusal::new(RefusalCode::Guard, text).into());
    }
    let country = work.ctx.rules.settings.country.clone();
    let mut after = fields::apply(
        &before,
        &args.fields,
        fields::ACTIVITY,
        Reading { country: &country },
    )?;
    if args.fields.contains_key("outcome") {
        outcome(work, &mut after)?;
    }
    if args.fields.contains_key("occurred_at") || after.state != before.state {
        when(work, &before, &after)?;
    }
    if args.fields.contains_key("duration_s") {
        lasted(after.duration_s)?;
    }
    if after.company_id.is_none() && after.contact_id.is_none() {
        let text = "an activity is with a company or a contact";
        return Err(Refusal::invalid("contact_id", text).into());
    }
    if let Some(contact) = after.contact_id.filter(|id| before.contact_id != Some(*id)) {
        work.contact_of(contact, after.company_id)?;
    }
    work.update(&before, &after)
}

/// An outcome of the kind, or none where the kind needs none; a meeting's decides whether it took place.
fn outcome(work: &Work, after: &mut Activity) -> Out<()> {
    let probe = LogActivity {
        outcome: after.outcome.take(),
        ..LogActivity::new(after.id, after.kind)
    };
    let rules = work.ctx.rules.clone();
    let rule = outcome_rule(&probe, &rules)?;
    after.outcome = rule
        .map(|rule| rule.code.clone())
        .or_else(|| normalised(probe.outcome.as_deref()));
    let still_to_come = after.state == ActivityState::Planned && after.outcome.is_none();
    if matches!(after.kind, ActivityType::Meeting | ActivityType::Visit) && !still_to_come {
        after.state = state_by(after.kind, after.outcome.as_deref());
    }
    Ok(())
}

/// Only what is planned, or was called off before its time, stands in the future.
fn when(work: &Work, before: &Activity, after: &Activity) -> Out<()> {
    let as_planned = before.state == ActivityState::Planned && before.occurred_at == after.occurred_at;
    match after.state {
        ActivityState::Planned => Ok(()),
        ActivityState::NotHeld | ActivityState::Cancelled if as_planned => Ok(()),
        _ => happened(work, after.occurred_at),
    }
}

//! The moves of the menu as commands, and what a command would do in a few words.

use super::deeds::said;
use super::target::Target;
use super::words::NeedKeys;
use crate::base::{CompanyId, Date, Lang};
use crate::domain::command::{
    AnswerHandover, CaseCommand, CompanyCommand, CompanyNote, Disqualify, Dormant, HandOver, Offer, Qualify,
    ReturnHandover,
};
use crate::domain::{Code, Command, DisqualifyReason, Effect, RefusalCode, ReturnReason};
use crate::locale::Locale;
use crate::locale::said::labelled;
use crate::replica::{Replica, RunError};
use crate::tui::action::Action;
use crate::tui::component::Availability;
use std::collections::HashMap;

pub(super) fn qualify(company_id: CompanyId) -> CompanyCommand {
    CompanyCommand::Qualify(Qualify {
        company_id,
        note: None,
        next_step: None,
        hand_over: None,
        reason: None,
        override_guards: false,
    })
}

/// The moves of the menu with sample arguments, for the dry run.
fn moves(today: Date, target: &Target) -> Vec<(Action, Command)> {
    let company_id = target.company;
    let note = || CompanyNote {
        company_id,
        note: None,
    };
    let reason = Some(DisqualifyReason::NoNeed);
    let until = Some(today.plus_days(90));
    let mut moves: Vec<(Action, Command)> = vec![
        (Action::MoveQualify, qualify(company_id).into()),
        (
            Action::MoveDisqualify,
            CompanyCommand::Disqualify(Disqualify {
                company_id,
                reason,
                note: None,
            })
            .into(),
        ),
        (
            Action::MoveDormant,
            CompanyCommand::Dormant(Dormant {
                company_id,
                until,
                note: None,
            })
            .into(),
        ),
        (
            Action::MoveHandOver,
            CaseCommand::HandOver(HandOver {
                company_id,
                offer: Offer::outside_sales(),
            })
            .into(),
        ),
        (Action::MoveArchive, CompanyCommand::Archive(note()).into()),
        (Action::MoveReopen, CompanyCommand::Reopen(note()).into()),
    ];
    if let Some(handover_id) = target.handover {
        let reason = ReturnReason::NotReady;
        let accept = CaseCommand::Accept(AnswerHandover {
            handover_id,
            note: None,
        });
        moves.push((Action::MoveAccept, accept.into()));
        let give_back = CaseCommand::Return(ReturnHandover {
            handover_id,
            reason,
            note: None,
        });
        moves.push((Action::MoveReturn, give_back.into()));
    }
    moves
}

/// What each move would do to the target, or why it cannot be done, in the words of the screen.
pub(super) fn previews(
    replica: &Replica,
    target: &Target,
    locale: &Locale,
    keys: &NeedKeys,
) -> HashMap<Action, Availability> {
    let today = replica.now().date_in(&replica.rules().settings.time_zone());
    let tried = moves(today, target).into_iter().map(|(action, command)| {
        let availability = match replica.dry_run(command) {
            Ok(applied) => Availability::Ready(Some(in_words(locale, &applied.effects))),
            Err(error) => Availability::Refused(refused(locale, keys, &error)),
        };
        (action, availability)
    });
    let mut found: HashMap<Action, Availability> = tried.collect();
    if target.handover.is_none() {
        let reason = locale.t("no-handover").into_owned();
        for action in [Action::MoveAccept, Action::MoveReturn] {
            found.insert(action, Availability::Refused(reason.clone()));
        }
    }
    found
}

/// Why a command is refused, short enough for a menu; what has no words of its own is said as the rule says it.
fn refused(locale: &Locale, keys: &NeedKeys, error: &RunError) -> String {
    let RunError::Refused(refusal) = error else {
        return said(error);
    };
    let needs: Option<Vec<String>> = refusal
        .missing
        .iter()
        .map(|missing| keys.words(locale, &missing.code))
        .collect();
    if let Some(needs) = needs.filter(|needs| refusal.code == RefusalCode::Guard && !needs.is_empty()) {
        let list = needs.join(", ");
        return locale
            .t_args("refusal-needs", &[("list", (&list).into())])
            .into_owned();
    }
    // The sentence of the rule is English; these say all of it in a few words.
    let short = matches!(
        refusal.code,
        RefusalCode::NoSuchMove | RefusalCode::OpenCase | RefusalCode::Forbidden
    );
    // Beside a key it is no sentence: no code and no full stop.
    let detail = || {
        let text = labelled(locale, &refusal.detail);
        text.strip_suffix('.').map_or_else(|| text.clone(), str::to_owned)
    };
    if locale.lang() == Lang::En && !short {
        return detail();
    }
    let words = locale.find(&format!("refusal-{}", refusal.code.code()));
    words.map_or_else(detail, std::borrow::Cow::into_owned)
}

/// What a command would do, in a few words: stage, cases, tasks made and cancelled.
pub(super) fn in_words(locale: &Locale, effects: &[Effect]) -> String {
    let count = |want: fn(&Effect) -> bool| effects.iter().filter(|effect| want(effect)).count();
    let stages = effects.iter().filter_map(|effect| match effect {
        Effect::StageChanged { to, .. } => Some(locale.code("STAGE", to.code()).into_owned()),
        _ => None,
    });
    let counts = [
        (
            "preview-closed",
            count(|e| matches!(e, Effect::CaseClosed { .. })),
        ),
        ("preview-new", count(|e| matches!(e, Effect::TaskCreated { .. }))),
        (
            "preview-cancelled",
            count(|e| matches!(e, Effect::TaskCancelled { .. })),
        ),
    ];
    let counts = counts
        .into_iter()
        .filter(|(_, n)| *n > 0)
        .map(|(key, n)| locale.t_args(key, &[("n", n.into())]).into_owned());
    stages.chain(counts).collect::<Vec<_>>().join(" · ")
}

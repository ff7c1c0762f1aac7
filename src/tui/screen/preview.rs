//! The moves of the menu as commands, and what a command would do in a few words.

use super::deeds::Target;
use crate::base::{CompanyId, Date};
use crate::domain::command::{
    AnswerHandover, CaseCommand, CompanyCommand, CompanyNote, Disqualify, Dormant, HandOver, Offer, Qualify,
    ReturnHandover,
};
use crate::domain::{Code, Command, DisqualifyReason, Effect, ReturnReason};
use crate::tui::action::Action;

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
pub(super) fn moves(today: Date, target: &Target) -> Vec<(Action, Command)> {
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

/// What a command would do, in a few words: stage, cases, tasks made and cancelled.
pub(super) fn in_words(effects: &[Effect]) -> String {
    let count = |want: fn(&Effect) -> bool| effects.iter().filter(|effect| want(effect)).count();
    let mut parts = Vec::new();
    for effect in effects {
        if let Effect::StageChanged { to, .. } = effect {
            parts.push(to.code().to_owned());
        }
    }
    let closed = count(|e| matches!(e, Effect::CaseClosed { .. }));
    let made = count(|e| matches!(e, Effect::TaskCreated { .. }));
    let cancelled = count(|e| matches!(e, Effect::TaskCancelled { .. }));
    for (n, word) in [
        (closed, "case closed"),
        (made, "new task"),
        (cancelled, "cancelled"),
    ] {
        match n {
            0 => {}
            1 => parts.push(word.to_owned()),
            n => parts.push(format!("{n} {word}")),
        }
    }
    parts.join(" · ")
}

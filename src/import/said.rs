//! What cells say in the words of their system: yes, a language, an id.

use super::map::fold_name;
use crate::domain::{ActivityType, Rules};

pub(super) fn is_yes(cell: &str) -> bool {
    matches!(
        fold_name(cell).as_str(),
        "true" | "1" | "yes" | "y" | "x" | "ja" | "j" | "wahr"
    )
}

/// A language as a tag: `de`, `de-AT`, `German`, `Deutsch`.
pub(super) fn language(cell: &str) -> Option<String> {
    const NAMES: [(&str, &[&str]); 12] = [
        ("de", &["german", "deutsch", "ger", "deu"]),
        ("en", &["english", "englisch", "eng"]),
        ("fr", &["french", "franzosisch", "francais", "fra", "fre"]),
        ("it", &["italian", "italienisch", "italiano", "ita"]),
        ("es", &["spanish", "spanisch", "espanol", "spa"]),
        ("sv", &["swedish", "schwedisch", "svenska", "swe"]),
        ("ru", &["russian", "russisch", "русскии", "rus"]),
        ("nl", &["dutch", "niederlandisch", "nederlands", "nld", "dut"]),
        ("pl", &["polish", "polnisch", "polski", "pol"]),
        ("pt", &["portuguese", "portugiesisch", "portugues", "por"]),
        ("da", &["danish", "danisch", "dansk", "dan"]),
        ("cs", &["czech", "tschechisch", "cestina", "ces", "cze"]),
    ];
    let folded = fold_name(cell);
    if let Some((tag, _)) = NAMES.iter().find(|(_, names)| names.contains(&folded.as_str())) {
        return Some((*tag).to_owned());
    }
    let (primary, region) = cell.split_once(['-', '_']).unwrap_or((cell, ""));
    let letters = |text: &str| text.bytes().all(|b| b.is_ascii_alphabetic());
    match (primary.len(), region.len()) {
        (2 | 3, 0) if letters(primary) => Some(primary.to_lowercase()),
        (2 | 3, 2) if letters(primary) && letters(region) => {
            Some(format!("{}-{}", primary.to_lowercase(), region.to_uppercase()))
        }
        _ => None,
    }
}

/// An id as it is compared: Salesforce reports write 15 signs where its interfaces write 18.
pub(super) fn external_id(system: &str, id: &str) -> String {
    let id = id.trim();
    if system == "salesforce" && id.len() == 15 && id.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return format!("{id}{}", salesforce_check(id));
    }
    id.to_owned()
}

/// The three signs that make an id safe from losing its case: one bit for each capital letter.
fn salesforce_check(id: &str) -> String {
    const SIGNS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    id.as_bytes()
        .chunks(5)
        .map(|five| {
            let bits = five
                .iter()
                .enumerate()
                .filter(|(_, byte)| byte.is_ascii_uppercase());
            let place: usize = bits.map(|(at, _)| 1 << at).sum();
            char::from(SIGNS[place])
        })
        .collect()
}

/// What an outcome of another system is here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Told {
    /// This code.
    Code(String),
    /// It is still to come.
    Planned,
    /// Nothing that is known here: its words are kept.
    Unknown,
}

/// The outcome of an activity, in the words of HubSpot, Salesforce, Close and Pipedrive or as our own code.
pub(super) fn outcome_of(kind: ActivityType, cell: &str, rules: &Rules) -> Told {
    let folded = fold_name(cell);
    let code = match kind {
        ActivityType::Call => call_outcome(&folded),
        ActivityType::Meeting | ActivityType::Visit => match folded.as_str() {
            "completed" | "held" | "done" | "stattgefunden" => "HELD",
            "noshow" => "NO_SHOW",
            "rescheduled" => "RESCHEDULED",
            "cancelled" | "canceled" | "abgesagt" => "CANCELLED",
            "scheduled" | "planned" | "geplant" => return Told::Planned,
            _ => return Told::Unknown,
        },
        ActivityType::Email => match folded.as_str() {
            "sent" => "SENT",
            "bounced" => "BOUNCED",
            "opened" => "OPENED",
            "clicked" => "CLICKED",
            "replied" => "REPLIED",
            _ => return Told::Unknown,
        },
        _ => return Told::Unknown,
    };
    let own = cell.trim().to_uppercase().replace(['-', ' '], "_");
    let known = |code: &str| kind != ActivityType::Call || rules.outcome(code).is_some();
    if !code.is_empty() && known(code) {
        Told::Code(code.to_owned())
    } else if kind == ActivityType::Call && rules.outcome(&own).is_some() {
        Told::Code(own)
    } else {
        Told::Unknown
    }
}

/// A call's disposition as a code; empty when it is none of theirs.
fn call_outcome(folded: &str) -> &'static str {
    match folded {
        "connected" | "answered" | "customerconnected" | "f240bbac87c94f6ebf70924b57d47db7" => {
            "REACHED_CONTACT"
        }
        "noanswer" | "noresponse" | "abandoned" | "73a0d17f11634015bdd5ec830791da20" => "NO_ANSWER",
        "busy" | "9d9162e76cf34944bf634dff82258764" => "BUSY",
        "leftvoicemail" | "vmleft" | "vmanswer" | "voicemail" | "b2cf5968551e4856978352b3da59a7d0" => {
            "LEFT_VOICEMAIL"
        }
        "leftlivemessage" | "leftmessage" | "a4c4c377d2464b32a13b75a56a4cd0ff" => "LEFT_LIVE_MESSAGE",
        "wrongnumber" | "17b47fee58de441ea44cc6300d46f273" => "WRONG_NUMBER",
        "baddata" | "badnumber" | "error" | "blocked" => "BAD_NUMBER",
        "callbacklater" => "CALL_BACK_LATER",
        "contactlater" => "BAD_TIMING",
        "meaningfulconnect" | "customerengaged" => "MEANINGFUL_CONVERSATION",
        "success" => "MEETING_BOOKED",
        "notinterested" => "NOT_INTERESTED",
        "unqualified" | "disqualified" => "UNQUALIFIED",
        _ => "",
    }
}

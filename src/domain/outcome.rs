//! What an outcome leads to: pure, so that the screen prints before the key
//! exactly what the command then does.

use super::codes::{Advance, OutcomeGroup, PhoneState, TaskType};
use super::entity::{Company, Contact, Phone, Task};
use super::rules::{OutcomeEffect, OutcomeRule, Settings};
use crate::base::{ContactId, Due, Timestamp, country, worktime::Desk};
use jiff::tz::TimeZone;

/// Where a company's clock and calendar are.
#[derive(Clone, Debug)]
pub struct Place {
    /// Its zone.
    pub zone: TimeZone,
    /// Its country, for holidays.
    pub country: Option<String>,
}

impl Place {
    /// A company's place: its own zone, its country's main zone, else the tenant's.
    pub fn of(company: &Company, settings: &Settings) -> Self {
        Self::from_parts(
            company.time_zone.as_deref(),
            company.postal.country.as_deref(),
            company.postal.region.as_deref(),
            settings,
        )
    }
    /// The same from single columns.
    pub fn from_parts(
        zone: Option<&str>,
        country: Option<&str>,
        region: Option<&str>,
        settings: &Settings,
    ) -> Self {
        let own = zone.and_then(|name| TimeZone::get(name).ok());
        let of_country = || {
            country
                .and_then(|code| country::zone_of(code, region))
                .and_then(|name| TimeZone::get(name).ok())
        };
        Self {
            zone: own.or_else(of_country).unwrap_or_else(|| settings.time_zone()),
            country: Some(country.unwrap_or(&settings.country).to_owned()),
        }
    }
    /// The working time there.
    pub fn desk<'a>(&'a self, settings: &'a Settings) -> Desk<'a> {
        Desk::new(&settings.working_time, &self.zone, self.country.as_deref())
    }
}

/// Where the task stands in its attempts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Attempts {
    /// Attempt n.
    pub n: i64,
    /// Of m.
    pub max: i64,
    /// BUSY outcomes in a row before this call.
    pub busy_streak: i64,
}

impl Attempts {
    /// Those of a task.
    pub const fn of(task: &Task) -> Self {
        Self {
            n: task.attempt,
            max: task.attempts_max,
            busy_streak: task.busy_streak,
        }
    }
    /// Those of a call that is no attempt of a call task.
    pub const fn none(max: i64) -> Self {
        Self {
            n: 0,
            max,
            busy_streak: 0,
        }
    }
}

/// What an outcome leads to by itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Consequence {
    /// A CALL_BACK is made.
    CallBack {
        /// When.
        due: Due,
        /// Attempt of the new task.
        attempt: i64,
        /// BUSY outcomes in a row so far.
        busy_streak: i64,
    },
    /// The rep must decide: the attempts are used up. One more try would be then.
    Exhausted {
        /// One more try.
        retry: Due,
    },
    /// A date is asked; then a promised CALL_BACK.
    AskDate,
    /// A follow-up is suggested.
    Suggest {
        /// When.
        due: Due,
    },
    /// A date is asked; then a meeting, its preparation and its "how did it go?".
    AskMeeting,
    /// Reasons, sleep or follow-up are asked.
    AskNotInterested,
    /// The number is marked; the next one, else Sales Ops.
    WrongNumber,
    /// Whom it concerns is asked.
    AskWhom,
    /// Nothing.
    Nothing,
}

/// What an outcome leads to on a task, of a call made now, at a company's place.
pub fn consequence(
    rule: &OutcomeRule,
    attempts: Attempts,
    place: &Place,
    settings: &Settings,
    now: Timestamp,
) -> Consequence {
    consequence_of(rule, attempts, place, settings, Called { at: now, now })
}

/// When a call was made, and when it is logged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Called {
    /// When it was made.
    pub at: Timestamp,
    /// Now.
    pub now: Timestamp,
}

impl Called {
    /// When a call made then is tried again: counted from the call; where that is over, as if it had been made
    /// today at its hour, so that the other half of the day stays the other one; at last from now.
    fn again(self, zone: &TimeZone, rule: impl Fn(Timestamp) -> Timestamp) -> Timestamp {
        let clock = self.at.in_zone(zone);
        let today = self.now.date_in(zone).at_in(clock.hour(), clock.minute(), zone);
        [self.at, today]
            .into_iter()
            .map(&rule)
            .find(|due| *due >= self.now)
            .unwrap_or_else(|| rule(self.now))
    }
}

/// What an outcome leads to on a task, of a call made at some time, at a company's place. Never in the past.
pub fn consequence_of(
    rule: &OutcomeRule,
    attempts: Attempts,
    place: &Place,
    settings: &Settings,
    called: Called,
) -> Consequence {
    let desk = place.desk(settings);
    let now = called.now;
    let first_busy = rule.effect == OutcomeEffect::CallBackHour && attempts.busy_streak == 0;
    let again = |rule: &dyn Fn(Timestamp) -> Timestamp| called.again(&place.zone, rule);
    let due = match rule.effect {
        OutcomeEffect::CallBackHour if first_busy => {
            let hour = desk.plus_hour(called.at);
            if hour >= now { hour } else { desk.plus_hour(now) }
        }
        OutcomeEffect::CallBackHour | OutcomeEffect::CallBackOtherHalf => again(&|at| desk.other_half(at)),
        OutcomeEffect::CallBackMorning(days) => again(&|at| desk.morning_in(at, days)),
        OutcomeEffect::CallBackAnotherHour => again(&|at| desk.another_hour(at)),
        OutcomeEffect::CallBackPromised => return Consequence::AskDate,
        OutcomeEffect::Suggest(days) => {
            return Consequence::Suggest {
                due: Due::At(desk.morning_in(now, days)),
            };
        }
        OutcomeEffect::Meeting => return Consequence::AskMeeting,
        OutcomeEffect::NotInterested => return Consequence::AskNotInterested,
        OutcomeEffect::WrongNumber => return Consequence::WrongNumber,
        OutcomeEffect::DoNotCall => return Consequence::AskWhom,
        OutcomeEffect::None => return Consequence::Nothing,
    };
    let due = Due::At(due);
    let counts = rule.group == OutcomeGroup::NotConnected && !first_busy;
    if counts && attempts.n >= attempts.max {
        return Consequence::Exhausted { retry: due };
    }
    let busy_streak = if rule.effect == OutcomeEffect::CallBackHour {
        attempts.busy_streak + 1
    } else {
        0
    };
    Consequence::CallBack {
        due,
        attempt: next_attempt(rule, attempts),
        busy_streak,
    }
}

/// The attempt a follow-up task stands at, from 1.
pub fn next_attempt(rule: &OutcomeRule, attempts: Attempts) -> i64 {
    let first_busy = rule.effect == OutcomeEffect::CallBackHour && attempts.busy_streak == 0;
    let next = match rule.group {
        OutcomeGroup::NotConnected if first_busy => attempts.n,
        OutcomeGroup::NotConnected => attempts.n + 1,
        OutcomeGroup::BadData => attempts.n,
        _ => 1,
    };
    next.max(1)
}

/// How the program goes on after an outcome on a task: an exhausted `auto` asks.
pub fn advance(rule: &OutcomeRule, consequence: &Consequence) -> Advance {
    match consequence {
        Consequence::Exhausted { .. } => Advance::Ask,
        _ => rule.advance,
    }
}

/// The person a call is meant for: the named one, else the first who can be reached, else the first.
pub fn whom_to_call(contacts: &[Contact], named: Option<ContactId>) -> Option<&Contact> {
    let by_id = named.and_then(|id| contacts.iter().find(|contact| contact.id == id));
    let reachable = || {
        contacts
            .iter()
            .find(|contact| contact.dnc_since.is_none() && contact.phones.iter().any(Phone::is_good))
    };
    by_id.or_else(reachable).or_else(|| contacts.first())
}

/// A number with whose it is; none: the company's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dial {
    /// The number.
    pub phone: Phone,
    /// Whose.
    pub contact: Option<ContactId>,
}

/// The numbers of a company in the order they are tried: the contact's, the company's, other contacts'
/// (each with its primary number first; WRONG, DO_NOT_CALL, fax and blocked persons left out).
pub fn dial_order(company: &Company, contacts: &[Contact], first: Option<ContactId>) -> Vec<Dial> {
    let of = |phones: &[Phone], contact: Option<ContactId>| {
        let mut good = phones.iter().filter(|p| p.is_good()).cloned().collect::<Vec<_>>();
        good.sort_by_key(|p| !p.primary);
        good.into_iter()
            .map(move |phone| Dial { phone, contact })
            .collect::<Vec<_>>()
    };
    let callable = |c: &&Contact| c.is_live() && c.dnc_since.is_none();
    let own = contacts.iter().filter(callable).filter(|c| Some(c.id) == first);
    let others = contacts.iter().filter(callable).filter(|c| Some(c.id) != first);
    let mut order = own.flat_map(|c| of(&c.phones, Some(c.id))).collect::<Vec<_>>();
    order.extend(of(&company.phones, None));
    order.extend(others.flat_map(|c| of(&c.phones, Some(c.id))));
    let mut seen = std::collections::HashSet::new();
    order.retain(|dial| seen.insert(dial.phone.key()));
    order
}

/// Marks a number among phones; true when one was changed.
pub fn mark_number(phones: &mut [Phone], number: &str, state: PhoneState) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let wanted = digits(number);
    let mut changed = false;
    for phone in phones.iter_mut() {
        if phone.key() == number
            || phone.raw == number
            || (!wanted.is_empty() && digits(&phone.key()) == wanted)
        {
            changed |= phone.state != state;
            phone.state = state;
            phone.blocked = false;
        }
    }
    changed
}

/// The type of the task a follow-up makes when nothing else is said.
pub const fn follow_up_kind(rule: Option<&OutcomeRule>) -> TaskType {
    match rule {
        Some(rule) if matches!(rule.effect, OutcomeEffect::Meeting) => TaskType::FollowUp,
        _ => TaskType::CallBack,
    }
}

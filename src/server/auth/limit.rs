//! How often one address may try: counted in the memory of the process, by the minute.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What is tried.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Try {
    /// A password that was wrong.
    Password,
    /// A code that a person types.
    Code,
    /// A terminal that asks to be let in.
    Device,
}

impl Try {
    /// How many in a minute.
    const fn most(self) -> u32 {
        match self {
            Self::Password | Self::Device => 30,
            Self::Code => 10,
        }
    }
}

/// How long tries are counted together.
const WINDOW: Duration = Duration::from_mins(1);
/// Addresses that are kept; the oldest are forgotten before there are more.
const KEPT: usize = 20_000;

/// What the addresses have tried lately.
#[derive(Default)]
pub(crate) struct Limits {
    tried: Mutex<HashMap<(Try, IpAddr), (Instant, u32)>>,
}

impl Limits {
    /// Whether this address may try once more; it is not counted yet. Else how many seconds it waits.
    pub(crate) fn wait(&self, what: Try, from: IpAddr) -> Option<u64> {
        self.wait_at(what, from, now())
    }
    /// Counts a try.
    pub(crate) fn count(&self, what: Try, from: IpAddr) {
        self.count_at(what, from, now());
    }
    fn wait_at(&self, what: Try, from: IpAddr, now: Instant) -> Option<u64> {
        let tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, times) = tried.get(&(what, net(from)))?;
        let age = now.saturating_duration_since(*since);
        (*times >= what.most() && age < WINDOW).then(|| WINDOW.saturating_sub(age).as_secs().max(1))
    }
    fn count_at(&self, what: Try, from: IpAddr, now: Instant) {
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        if tried.len() >= KEPT {
            tried.retain(|_, (since, _)| now.saturating_duration_since(*since) < WINDOW);
            if tried.len() >= KEPT {
                tried.clear();
            }
        }
        let entry = tried.entry((what, net(from))).or_insert((now, 0));
        if now.saturating_duration_since(entry.0) >= WINDOW {
            *entry = (now, 0);
        }
        entry.1 += 1;
    }
}

/// Who has one address of IPv6 has all of its network: they count as one.
fn net(from: IpAddr) -> IpAddr {
    match from.to_canonical() {
        IpAddr::V4(v4) => v4.into(),
        IpAddr::V6(v6) => (v6.to_bits() & !u128::from(u64::MAX)).to_be_bytes().into(),
    }
}

/// The machine's steady clock: how long something is remembered is no time of the field.
#[expect(
    clippy::disallowed_methods,
    reason = "a steady clock for what is remembered, never stored or shown"
)]
pub(super) fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_waits_when_it_tried_too_often_and_others_do_not() {
        let limits = Limits::default();
        let (start, from) = (now(), IpAddr::from([10, 0, 0, 1]));
        for _ in 0..10 {
            assert_eq!(limits.wait_at(Try::Code, from, start), None);
            limits.count_at(Try::Code, from, start);
        }
        assert_eq!(limits.wait_at(Try::Code, from, start), Some(60));
        assert_eq!(limits.wait_at(Try::Password, from, start), None);
        assert_eq!(limits.wait_at(Try::Code, [10, 0, 0, 2].into(), start), None);
        let later = start + WINDOW;
        assert_eq!(limits.wait_at(Try::Code, from, later), None);
        limits.count_at(Try::Code, from, later);
        assert_eq!(
            limits.wait_at(Try::Code, from, later),
            None,
            "the count begins anew"
        );
    }

    #[test]
    fn a_network_of_ipv6_is_one_address_and_a_mapped_one_is_that_of_ipv4() {
        let of = |text: &str| net(text.parse().expect("an address"));
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:10.0.0.1"), of("10.0.0.1"));
    }
}

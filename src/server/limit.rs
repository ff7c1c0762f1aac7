//! How much may be asked in a second: by a device or token, and by a whole tenant, so that one that is busy leaves the
//! others their part.

use super::auth::Who;
use super::fault::Out;
use crate::protocol::Problem;
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use std::num::NonZeroU32;
use std::sync::Arc;
use uuid::Uuid;

/// Requests a second of one device or token; twice as many at once.
pub(crate) const OF_DEVICE: u32 = 200;
/// Requests a second of one tenant; twice as many at once.
const OF_TENANT: u32 = 2_000;

type Limiter<K> = RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock, StateInformationMiddleware>;

/// What is left to whom.
#[derive(Clone)]
pub(crate) struct Limits {
    devices: Arc<Limiter<Uuid>>,
    tenants: Arc<Limiter<i64>>,
}

/// What a device has left, as the header `RateLimit` says it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Left(u32);

impl std::fmt::Display for Left {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "limit={OF_DEVICE}, remaining={}, reset=1", self.0)
    }
}

impl Limits {
    pub(crate) fn new() -> Self {
        Self {
            devices: Arc::new(limiter(OF_DEVICE)),
            tenants: Arc::new(limiter(OF_TENANT)),
        }
    }
    /// Counts a request.
    ///
    /// # Errors
    /// 429 with the seconds to wait.
    pub(crate) fn count(&self, who: &Who) -> Out<Left> {
        check(&self.tenants, &who.tenant)?;
        check(&self.devices, &who.device.0).map(Left)
    }
    /// Forgets those who have asked for nothing lately.
    pub(crate) fn tidy(&self) {
        self.devices.retain_recent();
        self.tenants.retain_recent();
    }
}

fn limiter<K: Clone + std::hash::Hash + Eq>(each_second: u32) -> Limiter<K> {
    let one = NonZeroU32::MIN;
    let rate = NonZeroU32::new(each_second).unwrap_or(one);
    let burst = NonZeroU32::new(each_second * 2).unwrap_or(one);
    RateLimiter::keyed(Quota::per_second(rate).allow_burst(burst))
        .with_middleware::<StateInformationMiddleware>()
}

fn check<K: Clone + std::hash::Hash + Eq>(limiter: &Limiter<K>, key: &K) -> Out<u32> {
    match limiter.check_key(key) {
        Ok(state) => Ok(state.remaining_burst_capacity()),
        Err(wait) => {
            let wait = wait.wait_time_from(DefaultClock::default().now());
            let seconds = wait.as_secs() + 1;
            let text = format!("That was too much at once; try again in {seconds} s.");
            Err(Problem::new(429, "rate_limited", "Too many requests", text).after(seconds))
        }
    }
}

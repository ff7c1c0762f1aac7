//! When a company may be called: its zone, its country's working days, the calling window.

use super::rules::Settings;
use crate::base::worktime::{Desk, Window};
use crate::base::{Timestamp, country};
use jiff::tz::TimeZone;
use std::collections::HashMap;

/// What is known of where a company is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Location<'a> {
    /// The company's own IANA zone.
    pub time_zone: Option<&'a str>,
    /// Its country, as stored.
    pub country: Option<&'a str>,
    /// Its state or province.
    pub region: Option<&'a str>,
}

impl<'a> Location<'a> {
    /// The name of its zone: its own, else that of its state or country, else the tenant's.
    pub fn zone_name(&self, tenant_zone: &'a str) -> &'a str {
        let own = self.time_zone.filter(|name| TimeZone::get(name).is_ok());
        own.or_else(|| country::zone_of(self.country?, self.region))
            .unwrap_or(tenant_zone)
    }
}

/// Whether companies may be called at one instant; what was worked out for a place is kept for the next row.
#[derive(Debug)]
pub struct CallingHours<'a> {
    settings: &'a Settings,
    now: Timestamp,
    /// By zone and country.
    known: HashMap<String, Option<Timestamp>>,
    key: String,
}

impl<'a> CallingHours<'a> {
    /// The calling hours of a tenant at an instant.
    pub fn at(settings: &'a Settings, now: Timestamp) -> Self {
        Self {
            settings,
            now,
            known: HashMap::new(),
            key: String::new(),
        }
    }
    /// None while the company may be called, else when its window opens.
    pub fn opens(&mut self, location: Location<'_>) -> Option<Timestamp> {
        if self.settings.working_time.always_open {
            return None;
        }
        // Without a country the tenant's own days count.
        let code = location
            .country
            .and_then(country::by_code)
            .map_or(self.settings.country.as_str(), |country| country.code.as_str());
        self.key.clear();
        for part in [
            location.time_zone.unwrap_or_default(),
            code,
            location.region.unwrap_or_default(),
        ] {
            self.key.push_str(part);
            self.key.push('\n');
        }
        if let Some(known) = self.known.get(&self.key) {
            return *known;
        }
        let name = location.zone_name(&self.settings.zone);
        let zone = TimeZone::get(name).unwrap_or(TimeZone::UTC);
        let desk = Desk::new(&self.settings.working_time, &zone, Some(code));
        let opens = match desk.is_open(self.now) {
            Window::Open => None,
            Window::Closed { opens } => Some(opens),
        };
        self.known.insert(self.key.clone(), opens);
        opens
    }
    /// Whether anywhere in a country calls may be made now.
    pub fn is_open_in(&mut self, code: &str) -> bool {
        country::zones_of(code).into_iter().any(|zone| {
            self.opens(Location {
                time_zone: Some(zone),
                country: Some(code),
                region: None,
            })
            .is_none()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        Settings {
            zone: "Europe/Berlin".to_owned(),
            ..Settings::default()
        }
    }

    fn place<'a>(zone: Option<&'a str>, country: Option<&'a str>, region: Option<&'a str>) -> Location<'a> {
        Location {
            time_zone: zone,
            country,
            region,
        }
    }

    #[test]
    fn a_company_is_in_its_own_zone_else_its_states_else_its_countrys_else_the_tenants() {
        for (location, zone) in [
            (place(Some("Asia/Tokyo"), Some("DE"), None), "Asia/Tokyo"),
            (place(Some("Mars/Base"), Some("SE"), None), "Europe/Stockholm"),
            (place(None, Some("US"), Some("CA")), "America/Los_Angeles"),
            (place(None, Some("US"), None), "America/New_York"),
            (place(None, Some("Atlantis"), None), "Europe/Vienna"),
            (place(None, None, None), "Europe/Vienna"),
        ] {
            assert_eq!(location.zone_name("Europe/Vienna"), zone, "{location:?}");
        }
    }

    #[test]
    fn the_window_is_the_companys_own() {
        let settings = settings();
        // Friday 20 November 2026, 14:30 in Berlin: 08:30 in New York, 05:30 in Los Angeles, 22:30 in Tokyo.
        let now: Timestamp = "2026-11-20T13:30:00Z".parse().expect("instant");
        let mut hours = CallingHours::at(&settings, now);
        for (location, opens) in [
            (place(None, Some("DE"), None), None),
            (place(None, None, None), None),
            (place(None, Some("US"), Some("NY")), None),
            (
                place(None, Some("US"), Some("California")),
                Some("2026-11-20T16:00:00Z"),
            ),
            (place(None, Some("JP"), None), Some("2026-11-22T23:00:00Z")),
            // The zone is Tokyo's, the days are Germany's.
            (
                place(Some("Asia/Tokyo"), Some("DE"), None),
                Some("2026-11-22T23:00:00Z"),
            ),
        ] {
            let opens = opens.map(|text| text.parse::<Timestamp>().expect("instant"));
            assert_eq!(hours.opens(location), opens, "{location:?}");
            assert_eq!(hours.opens(location), opens, "again, from what is known");
        }
        assert!(hours.is_open_in("US") && hours.is_open_in("DE") && !hours.is_open_in("JP"));
    }

    #[test]
    fn a_tenant_may_call_at_any_time() {
        let mut settings = settings();
        settings.working_time.always_open = true;
        let night: Timestamp = "2026-11-22T03:00:00Z".parse().expect("instant");
        let mut hours = CallingHours::at(&settings, night);
        assert_eq!(hours.opens(place(None, Some("DE"), None)), None);
    }
}

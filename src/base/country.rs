//! Countries: names as people and other programs write them, dialling codes,
//! zones and week starts.
//!
//! The tables are `assets/countries.toml`, written by `scripts/gen-countries`,
//! and `assets/regions.toml`, written by hand. Currencies and tax rules are not
//! here.

use crate::base::{
    lang::Lang,
    lookup::{fold, fold_long},
    worktime::WorkDay,
};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

/// A country or territory.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Country {
    /// ISO 3166-1 alpha-2: `DE`. Kosovo has the usual `XK`.
    pub code: String,
    /// The English name.
    pub name: String,
    /// The German name.
    pub german: String,
    /// Further names it is found by, among them the ISO alpha-3 code.
    pub names: Vec<String>,
    /// The country calling code without `+`: 49. Several countries may share one.
    pub dial: u16,
    /// The IANA zone where most of its people live; none for uninhabited islands.
    pub zone: Option<String>,
    /// The first day of the week in its calendars.
    pub week_start: WorkDay,
}

impl Country {
    /// The name for a reader.
    pub fn label(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.name,
            Lang::De => &self.german,
        }
    }
}

#[derive(Deserialize)]
struct Region {
    name: String,
    zone: String,
}

#[derive(Deserialize)]
struct File {
    country: Vec<Country>,
}

static COUNTRIES: LazyLock<Vec<Country>> = LazyLock::new(|| {
    let file: File =
        toml::from_str(include_str!("../../assets/countries.toml")).expect("a test reads the shipped table");
    file.country
});

/// Countries by the key of each of their names.
static BY_NAME: LazyLock<HashMap<String, &'static Country>> = LazyLock::new(|| {
    let mut found = HashMap::new();
    for country in COUNTRIES.iter() {
        let spellings = country.names.iter().chain([&country.name, &country.german]);
        for name in spellings {
            found.insert(key(&fold(name)), country);
            found.entry(key(&fold_long(name))).or_insert(country);
        }
    }
    found
});

static REGIONS: LazyLock<BTreeMap<String, BTreeMap<String, Region>>> = LazyLock::new(|| {
    toml::from_str(include_str!("../../assets/regions.toml")).expect("a test reads the shipped table")
});

/// All countries, by code.
pub fn all() -> &'static [Country] {
    &COUNTRIES
}

/// The country of an ISO 3166-1 alpha-2 code, in upper or lower case.
pub fn by_code(code: &str) -> Option<&'static Country> {
    let code = code.trim().to_ascii_uppercase();
    COUNTRIES
        .binary_search_by(|country| country.code.as_str().cmp(&code))
        .ok()
        .map(|at| &COUNTRIES[at])
}

/// The country that a text means: a code, a name in any of the known languages,
/// a common or historic name, or a dialling code with `+` or `00`.
pub fn find(text: &str) -> Option<&'static Country> {
    let text = text.trim();
    if text.is_empty() || text.len() > 200 {
        return None;
    }
    if let Some(number) = text.strip_prefix('+').or_else(|| text.strip_prefix("00")) {
        return by_dial(number.trim());
    }
    // A code always means its own country, whatever else is written so.
    if text.len() == 2
        && let Some(country) = by_code(text)
    {
        return Some(country);
    }
    let named = |text: &str| {
        BY_NAME
            .get(&key(&fold(text)))
            .or_else(|| BY_NAME.get(&key(&fold_long(text))))
    };
    // `Falkland Islands (Malvinas)`: the part in brackets is an aside.
    named(text).or_else(|| named(&without_brackets(text))).copied()
}

/// The main country of a calling code: +1 is the United States, +7 Russia, +44 the United Kingdom.
fn by_dial(number: &str) -> Option<&'static Country> {
    let number: u16 = number.parse().ok()?;
    let main = match number {
        1 => "US",
        7 => "RU",
        39 => "IT",
        44 => "GB",
        47 => "NO",
        61 => "AU",
        64 => "NZ",
        212 => "MA",
        262 => "RE",
        290 => "SH",
        358 => "FI",
        500 => "FK",
        590 => "GP",
        599 => "CW",
        672 => "NF",
        _ => return COUNTRIES.iter().find(|country| country.dial == number),
    };
    by_code(main)
}

/// The IANA zone of a place: of its state or province where the country has several zones (United States, Canada,
/// Australia; by code or name), else the country's main zone.
pub fn zone_of(country: &str, region: Option<&str>) -> Option<&'static str> {
    let country = by_code(country)?;
    let zone = region.and_then(|region| {
        let regions = REGIONS.get(&country.code)?;
        let wanted = key(&fold(region));
        let by_code = regions.get(&region.trim().to_ascii_uppercase());
        by_code.or_else(|| regions.values().find(|region| key(&fold(&region.name)) == wanted))
    });
    zone.map(|region| region.zone.as_str())
        .or(country.zone.as_deref())
}

/// Every zone a place in the country may be in: its main zone and those of its states.
pub fn zones_of(country: &str) -> Vec<&'static str> {
    let Some(country) = by_code(country) else {
        return Vec::new();
    };
    let states = REGIONS.get(&country.code).into_iter().flat_map(BTreeMap::values);
    let mut zones: Vec<_> = states
        .map(|state| state.zone.as_str())
        .chain(country.zone.as_deref())
        .collect();
    zones.sort_unstable();
    zones.dedup();
    zones
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_i32;
    let outside = |letter: &char| {
        depth += i32::from(*letter == '(');
        let outside = depth == 0;
        depth = (depth - i32::from(*letter == ')')).max(0);
        outside
    };
    text.chars().filter(outside).collect()
}

/// A folded name as it is compared: letters and digits only, articles and ways to write "and" and "saint" evened out.
fn key(folded: &str) -> String {
    let spaced = folded.replace('&', " and ");
    let words = spaced.split(|letter: char| !letter.is_alphanumeric());
    let plain = |word| match word {
        "the" => "",
        "st" | "sankt" => "saint",
        "und" | "et" | "och" => "and",
        word => word,
    };
    words.map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    fn code(text: &str) -> Option<&'static str> {
        find(text).map(|country| country.code.as_str())
    }

    #[test]
    fn countries_are_found_however_they_are_written() {
        for (text, expected) in [
            ("DE", "DE"),
            ("de", "DE"),
            ("DEU", "DE"),
            ("D", "DE"),
            ("Deutschland", "DE"),
            ("  GERMANY ", "DE"),
            ("Tyskland", "DE"),
            ("+49", "DE"),
            ("0049", "DE"),
            ("Österreich", "AT"),
            ("Oesterreich", "AT"),
            ("Osterreich", "AT"),
            ("USA", "US"),
            ("U.S.A.", "US"),
            ("the United States of America", "US"),
            ("+1", "US"),
            ("UK", "GB"),
            ("EL", "GR"),
            ("Kyrgyz Republic", "KG"),
            ("Palestinian Territory", "PS"),
            ("Libyan Arab Jamahiriya", "LY"),
            ("Korea", "KR"),
            ("Slovakia (Slovak Republic)", "SK"),
            ("Cote d'Ivoire", "CI"),
            ("Côte d’Ivoire", "CI"),
            ("St. Lucia", "LC"),
            ("Saint Lucia", "LC"),
            ("Bosnia and Herzegovina", "BA"),
            ("Bosnien & Herzegowina", "BA"),
            ("Россия", "RU"),
            ("Antarctica (the territory South of 60 deg S)", "AQ"),
            ("Türkei", "TR"),
            ("Tuerkei", "TR"),
            ("Niger", "NE"),
            ("Guinea", "GN"),
            ("Georgia", "GE"),
        ] {
            assert_eq!(code(text), Some(expected), "{text:?}");
        }
        for text in ["", "XX", "Home Country", "Atlantis", "+999", "+", "()", "Ger"] {
            assert_eq!(code(text), None, "{text:?}");
        }
    }

    #[test]
    fn every_name_in_the_table_finds_its_own_country() {
        assert!(COUNTRIES.is_sorted_by_key(|country| &country.code));
        assert_eq!(COUNTRIES.len(), 250);
        for country in all() {
            for name in country
                .names
                .iter()
                .chain([&country.code, &country.name, &country.german])
            {
                assert_eq!(code(name), Some(country.code.as_str()), "{name:?}");
            }
            assert_eq!(by_code(&country.code.to_lowercase()), Some(country));
            assert!(by_dial(&country.dial.to_string()).is_some(), "{}", country.code);
        }
    }

    #[test]
    fn every_zone_exists() {
        let zones = all().iter().filter_map(|country| country.zone.as_deref());
        let regions = REGIONS
            .values()
            .flat_map(BTreeMap::values)
            .map(|region| region.zone.as_str());
        for zone in zones.chain(regions) {
            assert!(TimeZone::get(zone).is_ok(), "{zone}");
        }
    }

    #[test]
    fn states_and_provinces_have_their_own_zone() {
        for (country, region, zone) in [
            ("US", Some("CA"), Some("America/Los_Angeles")),
            ("US", Some(" california"), Some("America/Los_Angeles")),
            ("US", Some("Bayern"), Some("America/New_York")),
            ("US", None, Some("America/New_York")),
            ("CA", Some("Ontario"), Some("America/Toronto")),
            ("CA", Some("Québec"), Some("America/Toronto")),
            ("CA", Some("bc"), Some("America/Vancouver")),
            ("AU", Some("WA"), Some("Australia/Perth")),
            ("DE", Some("CA"), Some("Europe/Berlin")),
            ("RU", None, Some("Europe/Moscow")),
            ("BV", None, None),
            ("XX", None, None),
        ] {
            assert_eq!(zone_of(country, region), zone, "{country} {region:?}");
        }
    }

    #[test]
    fn a_country_of_several_zones_names_them_all() {
        assert_eq!(zones_of("DE"), ["Europe/Berlin"]);
        let states = zones_of("US");
        assert!(states.contains(&"America/Los_Angeles") && states.contains(&"America/New_York"));
        assert!(zones_of("XX").is_empty());
    }

    #[test]
    fn labels_dialling_codes_and_weeks_are_there() {
        let germany = by_code("DE").expect("country");
        assert_eq!(
            (germany.label(Lang::De), germany.label(Lang::En), germany.dial),
            ("Deutschland", "Germany", 49)
        );
        assert_eq!(germany.week_start, WorkDay::Mon);
        assert_eq!(by_code("US").expect("country").week_start, WorkDay::Sun);
    }

    /// The exports of other programs that reps bring lie beside the project on some machines.
    #[test]
    fn the_countries_of_sample_exports_are_all_found() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples");
        let samples = [
            ("hubspot/hubspot_contacts.csv", "Country"),
            ("hubspot/hubspot_companies.csv", "Country"),
            ("salesforce/accountData.csv", "BILLINGCOUNTRY"),
            ("salesforce/accountData.csv", "SHIPPINGCOUNTRY"),
        ];
        for (file, column) in samples {
            let Ok(mut reader) = csv::Reader::from_path(folder.join(file)) else {
                continue;
            };
            let headers = reader.headers().expect("headers").clone();
            let at = headers.iter().position(|name| name == column).expect("column");
            for row in reader.byte_records().flatten() {
                let text = String::from_utf8_lossy(&row[at]).into_owned();
                assert!(text.is_empty() || find(&text).is_some(), "{file}: {text:?}");
            }
        }
    }
}

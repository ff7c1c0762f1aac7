//! Filters as people type them: any text is taken apart or refused with a place, and what was taken apart says itself again.
#![no_main]

use callsheet::domain::filter::Filter;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match Filter::parse(text) {
        Ok(filter) => {
            let canonical = filter.to_string();
            let again = Filter::parse(&canonical).expect("what a filter says of itself can be read");
            assert_eq!(again.to_string(), canonical);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});

//! Why the system did not open or write a file, in words of ours: its own are English, and say a number.

use super::Locale;
use std::io::{Error, ErrorKind};

/// Why a file could not be read or written; what has no words of ours stays as the system says it.
pub fn reason(locale: &Locale, error: &Error) -> String {
    let key = match error.kind() {
        ErrorKind::NotFound => "system-no-folder",
        ErrorKind::PermissionDenied => "system-no-permission",
        ErrorKind::NotADirectory => "system-no-directory",
        ErrorKind::IsADirectory => "system-is-folder",
        ErrorKind::ReadOnlyFilesystem => "system-read-only",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "system-no-room",
        _ => return error.to_string(),
    };
    locale.t(key).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Lang;

    #[test]
    fn what_the_system_says_is_said_in_both_languages() {
        let (en, de) = (Locale::new(Lang::En), Locale::new(Lang::De));
        let nowhere = Error::from(ErrorKind::NotFound);
        assert_eq!(reason(&en, &nowhere), "there is no such folder");
        assert_eq!(reason(&de, &nowhere), "diesen Ordner gibt es nicht");
        let locked = Error::from(ErrorKind::PermissionDenied);
        assert_eq!(reason(&en, &locked), "you have no permission there");
        assert_eq!(reason(&de, &locked), "dort fehlt das Recht dazu");
        let other = Error::other("a cosmic ray");
        assert_eq!(reason(&de, &other), "a cosmic ray");
    }
}

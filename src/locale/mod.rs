//! The texts of the program in every language it speaks, from Fluent files
//! that are part of the binary.
//!
//! A text has a key (`toast-undone`); a title with a longer explanation keeps
//! it as an attribute (`action-help-open.help`). Codes of the domain are never
//! translated, only their labels are (`code-STAGE-QUALIFYING`). A key that a
//! language lacks is answered in English, and a key nobody knows is answered
//! with itself, so that a gap is seen and nothing breaks.

mod format;
pub mod refused;
pub mod said;
pub mod system;

use crate::base::Lang;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue, concurrent::FluentBundle};
use std::borrow::Cow;

/// The files of the catalogue: name, English text, German text. One line a topic.
macro_rules! catalogue {
    ($($name:literal)+) => {
        const FILES: &[(&str, &str, &str)] = &[$((
            $name,
            include_str!(concat!("../../assets/locales/en/", $name, ".ftl")),
            include_str!(concat!("../../assets/locales/de/", $name, ".ftl")),
        )),+];
    };
}
catalogue! { "actions" "care" "cli" "codes" "effects" "import" "pages" "plain" "records" "refused" "ui" "welcome" "work" }

type Bundle = FluentBundle<FluentResource>;

/// The texts of one language over those of English.
pub struct Locale {
    lang: Lang,
    bundle: Bundle,
    english: Option<Bundle>,
}

impl std::fmt::Debug for Locale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Locale")
            .field("lang", &self.lang)
            .finish_non_exhaustive()
    }
}

impl Locale {
    /// Loads the catalogue of a language.
    pub fn new(lang: Lang) -> Self {
        let english = (lang != Lang::En).then(|| bundle(Lang::En));
        Self {
            lang,
            bundle: bundle(lang),
            english,
        }
    }

    /// The language loaded.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The text behind a key.
    pub fn t<'a>(&'a self, key: &'a str) -> Cow<'a, str> {
        self.get(key, None).unwrap_or(Cow::Borrowed(key))
    }

    /// The text behind a key with its `{ $name }` places filled.
    pub fn t_args<'a>(&'a self, key: &'a str, args: &[(&str, Arg<'_>)]) -> Cow<'a, str> {
        let mut filled = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            filled.set((*name).to_owned(), value.value());
        }
        self.get(key, Some(&filled))
            .map_or(Cow::Borrowed(key), |text| Cow::Owned(text.into_owned()))
    }

    /// The text behind a key when there is one; for keys made from data, like the label of a code.
    pub fn find<'a>(&'a self, key: &str) -> Option<Cow<'a, str>> {
        self.get(key, None)
    }

    /// The label of a code of the domain, for example `code-STAGE-QUALIFYING`; the code itself when it has none.
    pub fn code<'a>(&'a self, kind: &str, code: &'a str) -> Cow<'a, str> {
        self.get(&format!("code-{kind}-{code}"), None)
            .unwrap_or(Cow::Borrowed(code))
    }

    /// The English text behind a key: to tell what an English sentence of a rule is called here.
    pub fn english(&self, key: &str) -> Option<Cow<'_, str>> {
        text_of(self.english.as_ref().unwrap_or(&self.bundle), key, None)
    }

    fn get<'a>(&'a self, key: &str, args: Option<&FluentArgs<'_>>) -> Option<Cow<'a, str>> {
        text_of(&self.bundle, key, args).or_else(|| {
            self.english
                .as_ref()
                .and_then(|english| text_of(english, key, args))
        })
    }
}

/// A value for a place in a text.
#[derive(Clone, Copy, Debug)]
pub enum Arg<'a> {
    /// Text as it is.
    Text(&'a str),
    /// A count, which also chooses the plural form.
    Count(i64),
}

impl Arg<'_> {
    fn value(&self) -> FluentValue<'static> {
        match *self {
            Arg::Text(text) => FluentValue::from(text.to_owned()),
            Arg::Count(count) => FluentValue::from(count),
        }
    }
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}
impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}
impl From<usize> for Arg<'_> {
    fn from(count: usize) -> Self {
        Self::Count(i64::try_from(count).unwrap_or(i64::MAX))
    }
}
impl From<i64> for Arg<'_> {
    fn from(count: i64) -> Self {
        Self::Count(count)
    }
}

fn bundle(lang: Lang) -> Bundle {
    let tag = lang
        .tag()
        .parse()
        .expect("the tags of Lang are language identifiers");
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    // The marks that isolate directions are zero cells wide and a terminal screen drops them.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match lang {
        Lang::En => |value, _| counted(value, Lang::En),
        Lang::De => |value, _| counted(value, Lang::De),
    }));
    for (_, en, de) in FILES {
        let text = match lang {
            Lang::En => en,
            Lang::De => de,
        };
        // A broken line loses its own text only; a test refuses files with any.
        let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// A count in a text, as the language writes numbers.
fn counted(value: &FluentValue<'_>, lang: Lang) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.value.fract() == 0.0 => {
            Some(format::grouped(number.value as i64, lang))
        }
        _ => None,
    }
}

fn text_of<'a>(bundle: &'a Bundle, key: &str, args: Option<&FluentArgs<'_>>) -> Option<Cow<'a, str>> {
    let (id, attribute) = key
        .split_once('.')
        .map_or((key, None), |(id, name)| (id, Some(name)));
    let message = bundle.get_message(id)?;
    let pattern = match attribute {
        Some(name) => message.get_attribute(name)?.value(),
        None => message.value()?,
    };
    let mut errors: Vec<FluentError> = Vec::new();
    Some(Cow::Owned(
        bundle.format_pattern(pattern, args, &mut errors).into_owned(),
    ))
}

#[cfg(test)]
mod tests;

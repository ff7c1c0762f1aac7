//! Fields of the tenant's own in the forms of companies and contacts.

use super::Kind;
use crate::base::lang::{DayOrder, Lang};
use crate::base::phrase::{Ask, Tense};
use crate::base::{Date, Timestamp};
use crate::domain::custom::{self, CustomField, FieldEntity, FieldType, Misfit};
use crate::domain::outcome::Place as CompanyPlace;
use crate::domain::{Code, Rules, command::Fields};
use crate::locale::{Arg, Locale};
use crate::tui::cx::{Clock, Cx};
use crate::tui::widget::form::{Form, FormField, MoveDate, ReadDate};
use crate::tui::widget::menu::Choice;
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

/// Names of fields that stood in a form. They are few: a file has a handful of fields of its own.
static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

/// The name of a field in a form: that of its refusals, so that an error and a draft find their field.
fn id(name: &str) -> &'static str {
    let id = format!("extra.{name}");
    let mut names = NAMES.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(known) = names.get(id.as_str()) {
        return known;
    }
    let id: &'static str = Box::leak(id.into_boxed_str());
    names.insert(id);
    id
}

/// Which fields a form has; those of a new company stay few.
pub(super) const fn entity(kind: Kind) -> Option<FieldEntity> {
    match kind {
        Kind::EditCompany(_) => Some(FieldEntity::Company),
        Kind::NewContact(_) | Kind::EditContact(_) => Some(FieldEntity::Contact),
        Kind::NewCompany | Kind::NewTask(..) | Kind::Note(..) => None,
    }
}

/// Reads a value as the rules do.
#[derive(Clone)]
struct Reader {
    rules: Arc<Rules>,
    home: CompanyPlace,
    clock: Clock,
    locale: Arc<Locale>,
}

impl Reader {
    fn new(cx: &Cx, rules: &Arc<Rules>) -> Self {
        Self {
            rules: rules.clone(),
            home: CompanyPlace {
                zone: cx.zone.clone(),
                country: Some(rules.settings.country.clone()),
            },
            clock: cx.clock.clone(),
            locale: cx.locale.clone(),
        }
    }
    fn now(&self) -> Timestamp {
        self.clock.now()
    }
    /// What a text means in the language of the form: `1.234` is a thousand and `3/4` is in April where German is
    /// spoken. Elsewhere such a text is asked about.
    fn meant<'t>(&self, field: &CustomField, typed: &'t str) -> Cow<'t, str> {
        let german = self.locale.lang() == Lang::De;
        match self.plainly(field, typed).err().filter(|_| german) {
            Some(Misfit::TwoNumbers {
                found,
                whole,
                decimal,
            }) => Cow::Owned(if found.contains(',') { decimal } else { whole }),
            Some(Misfit::TwoDates(found)) => Cow::Owned(found.replace('/', ".")),
            _ => Cow::Borrowed(typed),
        }
    }
    fn read(&self, field: &CustomField, typed: &str) -> Result<Option<String>, String> {
        let meant = self.meant(field, typed);
        self.plainly(field, &meant)
            .map_err(|misfit| said(&self.locale, &misfit))
    }
    fn plainly(&self, field: &CustomField, typed: &str) -> Result<Option<String>, Misfit> {
        let ask = Ask {
            now: self.now(),
            desk: self.home.desk(&self.rules.settings),
            lang: self.locale.lang(),
            order: DayOrder::DayFirst,
            tense: Tense::Ahead,
        };
        custom::read(field, typed, &ask)
    }
}

/// What does not fit, in the language of the screen.
fn said(locale: &Locale, misfit: &Misfit) -> String {
    let args = misfit.args();
    let args: Vec<_> = args
        .iter()
        .map(|(name, value)| (*name, Arg::Text(value)))
        .collect();
    let key = format!("misfit-{}", misfit.code());
    locale.t_args(&key, &args).into_owned()
}

/// The form with a field for each of the tenant's own.
pub(super) fn add(
    cx: &Cx,
    mut form: Form,
    entity: FieldEntity,
    rules: &Arc<Rules>,
    extra: Option<&BTreeMap<String, String>>,
) -> Form {
    let reader = Reader::new(cx, rules);
    for field in rules.fields_of(entity) {
        let value = extra.and_then(|extra| extra.get(&field.name)).map(String::as_str);
        form = form.field(one(cx, field, value, &reader));
    }
    form
}

fn one(cx: &Cx, field: &CustomField, value: Option<&str>, reader: &Reader) -> FormField {
    let (id, title) = (id(&field.name), field.title().to_owned());
    let text = value.unwrap_or_default();
    let odd = value.filter(|value| !field.fits(value));
    let form = match field.kind {
        FieldType::Text => FormField::text(id, title, text),
        FieldType::Number => FormField::text(id, title, text).width(22),
        FieldType::Date => FormField::date(id, title, text, day(field, reader), presets(cx)),
        FieldType::Choice => {
            let choices = field.choices.iter().map(|choice| Choice::new(choice.clone()));
            // What was kept before stays what it is until another is chosen.
            let odd = odd.map(|odd| Choice::new(odd.to_owned()));
            let choices: Vec<_> = std::iter::once(none(cx)).chain(choices).chain(odd).collect();
            let chosen = match value {
                None => Some(0),
                Some(value) => choices
                    .iter()
                    .skip(1)
                    .position(|choice| choice.title == value)
                    .map(|at| at + 1),
            };
            FormField::select(id, title, choices, chosen)
        }
        FieldType::Boolean => {
            let choices = vec![none(cx), Choice::new(cx.t("yes")), Choice::new(cx.t("no"))];
            let chosen = match value {
                None => Some(0),
                Some("true") => Some(1),
                Some("false") => Some(2),
                Some(_) => None,
            };
            FormField::radio(id, title, choices, chosen)
        }
    };
    match odd {
        Some(odd) => form.echo(cx.t_args("own-odd", &[("value", odd.into())])),
        None => form,
    }
}

fn none(cx: &Cx) -> Choice {
    Choice::new(cx.t("own-none"))
}

fn presets(cx: &Cx) -> Vec<(String, String)> {
    // A day, not a time to call at.
    let keys = ["today", "tomorrow", "month", "quarter", "year"];
    let preset = |key: &str| {
        let text = |key: &str| cx.t(key).into_owned();
        (
            text(&format!("day-preset-{key}-label")),
            text(&format!("day-preset-{key}")),
        )
    };
    keys.into_iter().map(preset).collect()
}

fn day(field: &CustomField, reader: &Reader) -> (ReadDate, MoveDate) {
    let (reads, moves) = ((field.clone(), reader.clone()), (field.clone(), reader.clone()));
    let read: ReadDate = Box::new(move |typed| {
        let (field, reader) = &reads;
        let day = reader.read(field, typed)?.unwrap_or_default();
        Ok(reader.locale.typed_value(field.kind.code(), &day))
    });
    let shift: MoveDate = Box::new(move |typed, days| {
        let (field, reader) = &moves;
        let day: Date = reader.read(field, typed).ok()??.parse().ok()?;
        Some(day.plus_days(days).to_string())
    });
    (read, shift)
}

/// What was typed into a field of text, when it is not what stands there.
fn changed(form: &Form, field: &CustomField, before: Option<&str>) -> Option<String> {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let now = form.value(id(&field.name));
    (plain(&now) != plain(before.unwrap_or_default())).then_some(now)
}

/// Says beside each field what does not fit its type; what stands there already is left alone.
pub(super) fn check(
    cx: &Cx,
    form: &mut Form,
    entity: FieldEntity,
    rules: &Arc<Rules>,
    extra: Option<&BTreeMap<String, String>>,
) {
    let reader = Reader::new(cx, rules);
    for field in rules.fields_of(entity) {
        if matches!(field.kind, FieldType::Choice | FieldType::Boolean) {
            continue;
        }
        let before = extra.and_then(|extra| extra.get(&field.name)).map(String::as_str);
        let typed = changed(form, field, before);
        let error = typed.and_then(|typed| reader.read(field, &typed).err());
        form.fail(id(&field.name), error);
    }
}

/// The entries that changed, for the command, as they were meant here: a day is a day in any language.
pub(super) fn typed(
    cx: &Cx,
    form: &Form,
    entity: FieldEntity,
    rules: &Arc<Rules>,
    extra: Option<&BTreeMap<String, String>>,
    fields: &mut Fields,
) {
    let mut entries = Map::new();
    let reader = Reader::new(cx, rules);
    for field in rules.fields_of(entity) {
        let before = extra.and_then(|extra| extra.get(&field.name)).map(String::as_str);
        let id = id(&field.name);
        if form.get(id).is_none() {
            continue;
        }
        let now = match field.kind {
            FieldType::Choice => form
                .chosen(id)
                .map(|at| at.checked_sub(1).map(|at| field.choices.get(at).cloned())),
            FieldType::Boolean => form.chosen(id).map(|at| {
                at.checked_sub(1)
                    .map(|at| ["true", "false"].get(at).map(|truth| (*truth).to_owned()))
            }),
            _ => {
                if let Some(typed) = changed(form, field, before) {
                    let day = reader.read(field, &typed).ok().flatten();
                    let day = day.filter(|_| field.kind == FieldType::Date);
                    let meant = day.map_or_else(|| reader.meant(field, &typed), Cow::Owned);
                    entries.insert(field.name.clone(), text_or_null(&meant));
                }
                continue;
            }
        };
        match now {
            // Nothing is chosen of what can be, or what stood there before: as it was.
            None | Some(Some(None)) => {}
            Some(None) if before.is_some() => {
                entries.insert(field.name.clone(), Value::Null);
            }
            Some(Some(Some(now))) if before != Some(now.as_str()) => {
                entries.insert(field.name.clone(), json!(now));
            }
            Some(_) => {}
        }
    }
    if !entries.is_empty() {
        fields.insert("extra".to_owned(), Value::Object(entries));
    }
}

fn text_or_null(typed: &str) -> Value {
    if typed.is_empty() {
        Value::Null
    } else {
        json!(typed)
    }
}

//! `--set name=value` and `--clear name`: fields of a row from the command line.
//!
//! What a field accepts is the domain's rule; here a text becomes the JSON that
//! rule reads: `postal.city=Ulm` a part of an address, `employees=25` a number,
//! `due="tomorrow 10"` a moment, a value that begins with `[` or `{` JSON itself.

use super::output::{Failure, Outcome};
use super::session::Session;
use crate::base::{Due, near, phrase};
use crate::domain::fields::visible;
use crate::domain::{FieldEntity, Refusal, Rules, command::Fields};
use serde_json::{Map, Value, json};

/// Fields that take a list when they are set several times.
const LISTS: &[&str] = &["phones", "emails", "tags", "external_ids"];
/// Fields whose parts are set by name.
const PARTS: &[&str] = &["postal", "delivery", "extra"];

/// Fields to change, as typed.
#[derive(clap::Args, Clone, Debug, Default)]
pub(crate) struct SetArgs {
    /// Sets a field, as `industry=Brewery`, `postal.city=Ulm`, `tags=a`; may be repeated
    #[arg(long, value_name = "FIELD=VALUE")]
    pub set: Vec<String>,
    /// Empties a field; may be repeated
    #[arg(long, value_name = "FIELD")]
    pub clear: Vec<String>,
}

impl SetArgs {
    /// Reads the fields; nothing at all is refused when `needed`.
    pub(crate) fn read(&self, session: &mut Session) -> Outcome<Fields> {
        let mut fields = Fields::new();
        for name in &self.clear {
            put(&mut fields, session, name.trim(), "")?;
        }
        for pair in &self.set {
            let Some((name, value)) = pair.split_once('=') else {
                return Err(unreadable(pair));
            };
            put(&mut fields, session, name.trim(), value)?;
        }
        Ok(fields)
    }
    /// Reads the fields of a record that may have fields of one's own: those by name or label too.
    pub(crate) fn read_of(&self, entity: FieldEntity, session: &mut Session) -> Outcome<Fields> {
        let rules = session.replica.rules();
        let own = |name: &str| own(name.trim(), entity, &rules);
        let set = self.set.iter().map(|pair| match pair.split_once('=') {
            Some((name, value)) => Ok(format!("{}={value}", own(name)?)),
            None => Err(unreadable(pair)),
        });
        let named = Self {
            set: set.collect::<Outcome<_>>()?,
            clear: self.clear.iter().map(|name| own(name)).collect::<Outcome<_>>()?,
        };
        named.read(session)
    }
    /// Reads the fields of an edit of such a record, which has to name at least one.
    pub(crate) fn read_some_of(&self, entity: FieldEntity, session: &mut Session) -> Outcome<Fields> {
        some(self.read_of(entity, session)?)
    }
    /// Reads the fields of an edit, which has to name at least one.
    pub(crate) fn read_some(&self, session: &mut Session) -> Outcome<Fields> {
        some(self.read(session)?)
    }
}

/// The name under which a field of one's own is set; any other name as it is.
fn own(name: &str, entity: FieldEntity, rules: &Rules) -> Outcome<String> {
    let said = name.strip_prefix("extra.").unwrap_or(name);
    let is_ours = entity.has(alias(name));
    if let Some(field) = rules.field(entity, said).filter(|_| !is_ours) {
        return Ok(format!("extra.{}", field.name));
    }
    let mine = rules.fields_of(entity).map(|field| field.name.as_str());
    match near::nearest(said, mine).filter(|_| !is_ours && said == name) {
        Some(near) => Err(Refusal::invalid(name, format!("no such field; did you mean \"{near}\"?")).into()),
        None => Ok(name.to_owned()),
    }
}

fn some(fields: Fields) -> Outcome<Fields> {
    if fields.is_empty() {
        let fix = "say what to change with --set field=value or --clear field";
        return Err(Refusal::invalid("fields", fix).into());
    }
    Ok(fields)
}

fn unreadable(pair: &str) -> Failure {
    Refusal::invalid("set", format!("{pair:?} has no \"=\"; write --set field=value")).into()
}

/// The names people use for a field, beside its own.
fn alias(name: &str) -> &str {
    match name {
        "phone" => "phones",
        "email" => "emails",
        "tag" => "tags",
        "owner" => "owner_id",
        "company" => "company_id",
        "contact" => "contact_id",
        "type" => "kind",
        "duration" => "duration_s",
        "when" => "occurred_at",
        "city" => "postal.city",
        "country" => "postal.country",
        "street" => "postal.street",
        "postal_code" => "postal.postal_code",
        "region" => "postal.region",
        other => other,
    }
}

/// Puts one field among the others.
pub(crate) fn put(fields: &mut Fields, session: &mut Session, name: &str, value: &str) -> Outcome {
    let name = alias(name);
    if let Some((whole, part)) = name.split_once('.')
        && PARTS.contains(&whole)
    {
        let parts = fields.entry(whole).or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(parts) = parts {
            parts.insert(part.to_owned(), text_or_null(value));
        }
        return Ok(());
    }
    let value = read(session, name, value)?;
    // A due is one field with two forms.
    let name = if name == "due_on" { "due" } else { name };
    if LISTS.contains(&name) && !value.is_array() {
        match fields.entry(name).or_insert_with(|| json!([])) {
            Value::Array(items) => items.push(value),
            other => *other = json!([value]),
        }
    } else {
        fields.insert(name.to_owned(), value);
    }
    Ok(())
}

fn text_or_null(value: &str) -> Value {
    if value.trim().is_empty() {
        Value::Null
    } else {
        json!(value)
    }
}

fn read(session: &mut Session, name: &str, value: &str) -> Outcome<Value> {
    if value.trim().is_empty() {
        return Ok(Value::Null);
    }
    Ok(match name {
        "owner_id" | "assignee_id" => json!(session.user(value)?),
        "company_id" => json!(session.company(value)?),
        "contact_id" => json!(session.contact(value, None)?),
        "due" => json!(session.ahead(name, value)?),
        "due_on" => json!(Due::On(session.day(name, value)?)),
        "occurred_at" | "enrichment_at" => json!(session.past(name, value)?),
        "duration_s" => json!(duration(name, value)?),
        "employees" => value
            .trim()
            .parse::<i64>()
            .map_or_else(|_| json!(value), |number| json!(number)),
        "promised" => match value.trim() {
            "true" | "yes" | "1" => json!(true),
            "false" | "no" | "0" => json!(false),
            _ => return Err(Refusal::invalid(name, format!("{value:?} is neither yes nor no")).into()),
        },
        "kind" | "priority" | "status" | "buying_role" | "source" | "direction" | "outcome" => {
            json!(value.trim().to_uppercase().replace(['-', ' '], "_"))
        }
        "external_ids" => external_id(name, value)?,
        "phones" | "emails" | "tags" | "postal" | "delivery" | "extra"
            if value.trim_start().starts_with(['[', '{']) =>
        {
            serde_json::from_str(value)
                .map_err(|error| Refusal::invalid(name, format!("no JSON: {error}")))?
        }
        _ => json!(value),
    })
}

/// Seconds of a typed length of time.
pub(crate) fn duration(name: &str, value: &str) -> Outcome<u32> {
    phrase::parse_duration(value).map_err(|error| Refusal::invalid(name, error.to_string()).into())
}

fn external_id(name: &str, value: &str) -> Outcome<Value> {
    let Some((system, id)) = value.split_once(':') else {
        return Err(Refusal::invalid(name, format!("{value:?} is no external id; write system:id")).into());
    };
    Ok(json!({ "system": system.trim().to_lowercase(), "id": id.trim() }))
}

/// The tags of `--tag`: one of which nothing can be seen is a mistake, such as a variable that was not set.
pub(crate) fn named_tags(said: &[String]) -> Result<Vec<String>, Refusal> {
    let plain = |tag: &String| tag.trim().trim_start_matches('#').to_lowercase();
    let tags: Vec<String> = said.iter().map(plain).collect();
    if tags.iter().any(|tag| !visible(tag)) {
        return Err(Refusal::invalid("tags", "a tag that can be seen is wanted"));
    }
    Ok(tags)
}

//! The description of the API, made of the table of routes and the shapes of its types.

use super::route::{Needs, Route, Verb};
use crate::domain::{Code, RefusalCode};
use crate::protocol::{Problem, V1};
use schemars::generate::{Contract, SchemaSettings};
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Shapes as they are taken and as they are given: a field that is left out where it is empty is always allowed in
/// the one and not promised in the other.
struct Shapes {
    taken: SchemaGenerator,
    given: SchemaGenerator,
}

impl Shapes {
    fn new() -> Self {
        let settings = |contract| {
            let mut settings = SchemaSettings::draft2020_12();
            "/components/schemas".clone_into(settings.definitions_path.to_mut());
            settings.contract = contract;
            settings.into_generator()
        };
        Self {
            taken: settings(Contract::Deserialize),
            given: settings(Contract::Serialize),
        }
    }
    /// All shapes by name; what is taken otherwise than it is given has a name of its own, in the requests too.
    fn all(mut self, paths: &mut Map<String, Value>) -> Map<String, Value> {
        let mut all = self.given.take_definitions(true);
        let mut taken = self.taken.take_definitions(true);
        let differ = |(name, shape): (&String, &Value)| all.get(name).is_some_and(|given| given != shape);
        let mut names: BTreeSet<String> = taken
            .iter()
            .filter(|entry| differ(*entry))
            .map(|(name, _)| name.clone())
            .collect();
        // Whatever leads to one of them is another shape too.
        while let Some(more) = taken
            .iter()
            .find(|(name, shape)| !names.contains(*name) && leads_to(shape, &names))
        {
            names.insert(more.0.clone());
        }
        taken.values_mut().for_each(|shape| rename(shape, &names));
        for operation in paths
            .values_mut()
            .filter_map(Value::as_object_mut)
            .flat_map(Map::values_mut)
        {
            rename(&mut operation["parameters"], &names);
            if let Some(body) = operation.get_mut("requestBody") {
                rename(body, &names);
            }
        }
        for (name, shape) in taken {
            let name = if names.contains(&name) {
                taken_name(&name)
            } else {
                name
            };
            all.insert(name, shape);
        }
        all
    }
}

const LINK: &str = "#/components/schemas/";

fn taken_name(name: &str) -> String {
    format!("{name}Input")
}

fn linked(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()?.strip_prefix(LINK)
}

fn leads_to(value: &Value, names: &BTreeSet<String>) -> bool {
    linked(value).is_some_and(|name| names.contains(name))
        || match value {
            Value::Object(fields) => fields.values().any(|field| leads_to(field, names)),
            Value::Array(items) => items.iter().any(|item| leads_to(item, names)),
            _ => false,
        }
}

fn rename(value: &mut Value, names: &BTreeSet<String>) {
    if let Some(name) = linked(value).filter(|name| names.contains(*name)).map(taken_name) {
        value["$ref"] = format!("{LINK}{name}").into();
    }
    match value {
        Value::Object(fields) => fields.values_mut().for_each(|field| rename(field, names)),
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, names)),
        _ => {}
    }
}

/// OpenAPI 3.1, whose schemas are JSON Schema 2020-12.
pub(crate) fn document() -> Value {
    let mut shapes = Shapes::new();
    let problem = shapes.given.subschema_for::<Problem>();
    let mut paths = Map::new();
    for route in super::routes::all() {
        let path = paths.entry(address(&route)).or_insert_with(|| json!({}));
        path[route.verb.name().to_lowercase()] = operation(&route, &mut shapes);
    }
    let schemas = shapes.all(&mut paths);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "callsheet",
            "version": "1",
            "description": "The API of a callsheet team server. Errors are RFC 9457 problems with a stable `code`; \
                every request that changes something takes `Idempotency-Key` and `dry_run=true`.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            "responses": { "Problem": {
                "description": "A problem.",
                "content": { "application/problem+json": { "schema": problem } },
            } },
            "schemas": schemas,
        },
    })
}

/// Where a route stands.
fn address(route: &Route) -> String {
    if route.path.starts_with("/api/") {
        return route.path.to_owned();
    }
    format!("{V1}{}", route.path)
}

fn operation(route: &Route, shapes: &mut Shapes) -> Value {
    let mut parameters = places(route);
    parameters.extend(
        route
            .query
            .map(|shape| query(&shape(&mut shapes.taken), &shapes.taken))
            .unwrap_or_default(),
    );
    if route.needs == Needs::Anyone {
        // A login is no command: nothing is repeated and nothing is tried out.
    } else if route.verb != Verb::Get {
        parameters.push(json!({
            "name": "Idempotency-Key", "in": "header", "schema": { "type": "string", "minLength": 1, "maxLength": 255 },
            "description": "The same key never has a second effect; a UUID is the id of the command.",
        }));
        parameters.push(json!({
            "name": "dry_run", "in": "query", "schema": { "type": "boolean" },
            "description": "Change nothing, say what would be.",
        }));
    } else if !route.file {
        parameters.push(json!({
            "name": "fields", "in": "query", "schema": { "type": "string" },
            "description": "Only these fields of a row, with commas; `id` always stays.",
        }));
    }
    if route.matches {
        parameters.push(json!({
            "name": "If-Match", "in": "header", "schema": { "type": "string" },
            "description": "The ETag of the row as it was read.",
        }));
    }
    let mut operation = json!({
        "operationId": name(route),
        "summary": route.summary,
        "tags": [tag(route)],
        "parameters": parameters,
        "responses": responses(route, &mut shapes.given),
    });
    match route.needs {
        Needs::May(permission) => operation["x-permission"] = permission.code().into(),
        Needs::Anyone => operation["security"] = json!([]),
        Needs::User => {}
    }
    if let Some(shape) = route.body {
        let schema = taken(&shape(&mut shapes.taken), route, &shapes.taken);
        operation["requestBody"] = json!({ "content": { "application/json": { "schema": schema } } });
    }
    operation
}

/// The places of the path.
fn places(route: &Route) -> Vec<Value> {
    let places = route.path.split(['{', '}']).skip(1).step_by(2);
    places
        .map(|name| {
            let mut schema = json!({ "type": "string" });
            if name == "id" {
                schema["format"] = "uuid".into();
            }
            json!({ "name": name, "in": "path", "required": true, "schema": schema })
        })
        .collect()
}

/// Each field of the query's shape is a parameter.
fn query(shape: &Schema, generator: &SchemaGenerator) -> Vec<Value> {
    let whole = resolved(shape, generator);
    let required: Vec<String> = serde_json::from_value(whole["required"].clone()).unwrap_or_default();
    let fields = whole["properties"].as_object().cloned().unwrap_or_default();
    fields
        .into_iter()
        .map(|(name, mut schema)| {
            let description = schema
                .as_object_mut()
                .and_then(|schema| schema.remove("description"));
            let mut parameter = json!({ "name": name, "in": "query", "schema": schema });
            parameter["required"] = required.contains(&name).into();
            if let Some(description) = description {
                parameter["description"] = description;
            }
            parameter
        })
        .collect()
}

/// The shape behind a reference.
fn resolved(shape: &Schema, generator: &SchemaGenerator) -> Value {
    let value = shape.as_value();
    let name = value["$ref"].as_str().and_then(|link| link.rsplit('/').next());
    name.and_then(|name| generator.definitions().get(name))
        .unwrap_or(value)
        .clone()
}

/// The shape of a body, without what the path fills, and with an id that may be left out.
fn taken(shape: &Schema, route: &Route, generator: &SchemaGenerator) -> Value {
    if route.filled.is_empty() && !route.makes {
        return shape.as_value().clone();
    }
    let mut whole = resolved(shape, generator);
    if let Some(fields) = whole["properties"].as_object_mut() {
        fields.retain(|name, _| !route.filled.contains(&name.as_str()));
    }
    if let Some(required) = whole["required"].as_array_mut() {
        required.retain(|name| {
            let name = name.as_str().unwrap_or_default();
            let made = route.makes && name == "id";
            !made && !route.filled.contains(&name)
        });
    }
    whole
}

fn responses(route: &Route, generator: &mut SchemaGenerator) -> Value {
    let reply = (route.reply)(generator);
    // A file has the type that was asked for.
    let kind = if route.file { "*/*" } else { "application/json" };
    let mut responses = json!({
        route.status.to_string(): {
            "description": "Done.",
            "content": { kind: { "schema": reply } },
        },
    });
    let mut statuses = vec![401, 403, 404, 422, 500, 503];
    if route.needs == Needs::Anyone {
        statuses = vec![400, 409, 413, 415, 422, 429, 500, 503];
    } else if route.verb != Verb::Get {
        statuses.extend([400, 409, 413, 415, 507]);
        statuses.extend(RefusalCode::ALL.iter().map(|code| code.http()));
        // A dry run of what makes a row answers 200.
        if route.status != 200 {
            responses["200"] = responses[route.status.to_string()].clone();
        }
    }
    if route.matches {
        statuses.extend([412, 428]);
    }
    statuses.sort_unstable();
    statuses.dedup();
    for status in statuses {
        responses[status.to_string()] = json!({ "$ref": "#/components/responses/Problem" });
    }
    responses
}

/// `post /companies/{id}/stage` is `post_companies_id_stage`.
fn name(route: &Route) -> String {
    let words = route
        .path
        .split(['/', '{', '}', '-'])
        .filter(|word| !word.is_empty());
    let path = words.collect::<Vec<_>>().join("_");
    format!("{}_{path}", route.verb.name().to_lowercase())
}

pub(super) fn tag(route: &Route) -> &str {
    if route.path.starts_with("/api/") {
        return "TOM";
    }
    route
        .path
        .trim_start_matches('/')
        .split('/')
        .next()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_described_with_its_places_body_and_answers() {
        let document = document();
        let paths = document["paths"].as_object().expect("paths");
        let operations: usize = paths
            .values()
            .map(|path| path.as_object().map_or(0, Map::len))
            .sum();
        assert_eq!(operations, crate::server::routes::all().len());
        let stage = &paths["/api/v1/companies/{id}/stage"]["post"];
        assert_eq!(stage["parameters"][0]["name"], "id");
        let body = &stage["requestBody"]["content"]["application/json"]["schema"];
        assert!(body["properties"]["to"].is_object(), "{body}");
        assert!(body["properties"].get("company_id").is_none(), "{body}");
        assert!(stage["responses"]["409"].is_object());
        let list = &paths["/api/v1/companies"]["get"]["parameters"];
        assert!(
            list.as_array()
                .is_some_and(|all| all.iter().any(|one| one["name"] == "q")),
            "{list}"
        );
    }

    #[test]
    fn every_link_leads_to_a_shape() {
        let text = document().to_string();
        let document = document();
        let shapes = document["components"]["schemas"].as_object().expect("shapes");
        for part in text.split("\"$ref\":\"").skip(1) {
            let link = part.split('"').next().unwrap_or_default();
            let Some(name) = link.strip_prefix("#/components/schemas/") else {
                assert_eq!(link, "#/components/responses/Problem");
                continue;
            };
            assert!(shapes.contains_key(name), "{link}");
        }
    }
}

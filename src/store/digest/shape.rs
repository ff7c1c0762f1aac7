//! The shape of a field: what is in it and how it hangs together, whoever made it and whenever.
//!
//! Rows are the nodes of a graph, ids in them its edges. Each node begins with a
//! colour made from its content; round by round a colour takes in the colours at
//! the other ends of its edges, in both directions, until no round tells more
//! nodes apart (colour refinement). The hash of the sorted colours is the shape.
//! Two fields that differ in a link differ in it, but for twins that nothing in
//! their whole neighbourhood tells apart.

use super::canonical;
use crate::base::{Date, Timestamp};
use jiff::tz::TimeZone;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// Fields that name another row.
const LINKS: &[&str] = &[
    "company_id",
    "contact_id",
    "case_id",
    "task_id",
    "activity_id",
    "origin_task_id",
    "waits_for",
    "follow_up_task_id",
    "opened_by_activity",
    "review_task_id",
    "one",
    "other",
];
/// Fields that name a user: the roles count, not the person.
const USERS: &[&str] = &[
    "owner_id",
    "created_by",
    "assignee_id",
    "done_by",
    "closed_by",
    "by_user",
    "offered_by",
    "answered_by",
    "to_user",
    "user_id",
];
/// Times of what happened: only whether there is one counts.
const HAPPENED: &[&str] = &[
    "created_at",
    "occurred_at",
    "done_at",
    "opened_at",
    "closed_at",
    "at",
    "offered_at",
    "answered_at",
    "dnc_since",
    "enrichment_at",
];
/// Instants to come: their distance from the making of the row counts.
const TO_COME: &[&str] = &["due_at", "available_at", "follow_up_at", "expires_at"];
/// Days to come.
const DAYS_TO_COME: &[&str] = &["due_on", "follow_up_on"];
/// Of a user only these count.
const OF_USERS: &[&str] = &["roles", "queues", "active"];
/// Refinement ends by itself long before.
const ROUNDS: usize = 200;

type Colour = [u8; 16];

/// Rows as a graph, while it is built.
pub(super) struct Shape<'a> {
    zone: &'a TimeZone,
    nodes: Vec<Node>,
    by_id: HashMap<Uuid, usize>,
    roles: HashMap<Uuid, String>,
}

struct Node {
    table: &'static str,
    /// What counts of the row itself, in its one spelling.
    content: String,
    /// Field and row named there.
    links: Vec<(&'static str, Uuid)>,
    /// Field and user named there.
    users: Vec<(&'static str, Uuid)>,
}

impl<'a> Shape<'a> {
    pub(super) fn new(zone: &'a TimeZone) -> Self {
        Self {
            zone,
            nodes: Vec::new(),
            by_id: HashMap::new(),
            roles: HashMap::new(),
        }
    }

    pub(super) fn add(&mut self, table: &'static str, id: Uuid, row: &Value) {
        let Value::Object(fields) = row else {
            return;
        };
        let mut content = Map::new();
        let made = ["created_at", "offered_at"]
            .iter()
            .find_map(|field| instant(fields.get(*field)?));
        for (name, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
            if table == "users" && !OF_USERS.contains(&name.as_str()) {
                continue;
            }
            if let Some(kept) = self.kept(name, value, made) {
                content.insert(name.clone(), kept);
            }
        }
        if table == "users" {
            let mut roles = String::new();
            canonical::write(&sorted(fields.get("roles")), &mut roles);
            self.roles.insert(id, roles);
        }
        let mut node = Node {
            table,
            content: String::new(),
            links: named(LINKS, fields),
            users: named(USERS, fields),
        };
        canonical::write(&Value::Object(content), &mut node.content);
        self.by_id.insert(id, self.nodes.len());
        self.nodes.push(node);
    }

    /// What of a field counts by itself; links and users count as edges and roles.
    fn kept(&self, name: &str, value: &Value, made: Option<Timestamp>) -> Option<Value> {
        let leaves_out = name == "id" || name == "duration_s" || name.starts_with("deleted_");
        if leaves_out || LINKS.contains(&name) || USERS.contains(&name) {
            return None;
        }
        if HAPPENED.contains(&name) {
            return Some(Value::Bool(true));
        }
        if TO_COME.contains(&name) {
            let distance = made.zip(instant(value)).map(|(made, then)| then.0 - made.0);
            return Some(distance.into());
        }
        if DAYS_TO_COME.contains(&name) {
            let day = |made: Timestamp| made.date_in(self.zone).day_number();
            let distance = made
                .zip(date(value))
                .map(|(made, then)| then.day_number() - day(made));
            return Some(distance.into());
        }
        Some(if name == "roles" || name == "queues" {
            sorted(Some(value))
        } else {
            value.clone()
        })
    }

    pub(super) fn finish(self) -> Vec<u8> {
        let edges = self.edges();
        let mut colours: Vec<Colour> = self.nodes.iter().map(|node| self.first_colour(node)).collect();
        let mut different = count(&colours);
        for _ in 0..ROUNDS {
            let next = refined(&colours, &edges);
            let now = count(&next);
            colours = next;
            if now == different {
                break;
            }
            different = now;
        }
        colours.sort_unstable();
        let mut hash = Sha256::new();
        for colour in &colours {
            hash.update(colour);
        }
        hash.finalize().to_vec()
    }

    fn first_colour(&self, node: &Node) -> Colour {
        let mut hash = Hash::new();
        hash.text(node.table);
        hash.text(&node.content);
        for (field, user) in &node.users {
            hash.text(field);
            hash.text(self.roles.get(user).map_or("?", String::as_str));
        }
        // A link that leads out of what counts is a link all the same.
        for (field, id) in &node.links {
            hash.text(field);
            hash.text(if self.by_id.contains_key(id) {
                "row"
            } else {
                "gone"
            });
        }
        hash.colour()
    }

    /// For each node the fields and nodes at the other ends of its edges, those of incoming edges too.
    fn edges(&self) -> Vec<Vec<(u8, usize)>> {
        let mut edges = vec![Vec::new(); self.nodes.len()];
        for (from, node) in self.nodes.iter().enumerate() {
            for (field, id) in &node.links {
                let Some(to) = self.by_id.get(id) else {
                    continue;
                };
                let field = LINKS.iter().position(|name| name == field).unwrap_or(0) as u8;
                edges[from].push((2 * field, *to));
                edges[*to].push((2 * field + 1, from));
            }
        }
        edges
    }
}

fn refined(colours: &[Colour], edges: &[Vec<(u8, usize)>]) -> Vec<Colour> {
    let mut around = Vec::new();
    let mut next = Vec::with_capacity(colours.len());
    for (own, edges) in colours.iter().zip(edges) {
        around.clear();
        around.extend(edges.iter().map(|(field, node)| (*field, colours[*node])));
        around.sort_unstable();
        let mut hash = Hash::new();
        hash.bytes(own);
        for (field, colour) in &around {
            hash.bytes(&[*field]);
            hash.bytes(colour);
        }
        next.push(hash.colour());
    }
    next
}

fn count(colours: &[Colour]) -> usize {
    colours.iter().collect::<HashSet<_>>().len()
}

struct Hash(Sha256);

impl Hash {
    fn new() -> Self {
        Self(Sha256::new())
    }
    fn bytes(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }
    fn text(&mut self, text: &str) {
        self.bytes(&(text.len() as u64).to_be_bytes());
        self.bytes(text.as_bytes());
    }
    fn colour(self) -> Colour {
        let mut colour = Colour::default();
        colour.copy_from_slice(&self.0.finalize()[..16]);
        colour
    }
}

fn named(names: &[&'static str], fields: &Map<String, Value>) -> Vec<(&'static str, Uuid)> {
    let found: BTreeMap<_, _> = names
        .iter()
        .filter_map(|name| Some((*name, fields.get(*name)?.as_str()?.parse().ok()?)))
        .collect();
    found.into_iter().collect()
}
fn instant(value: &Value) -> Option<Timestamp> {
    value.as_str()?.parse().ok()
}
fn date(value: &Value) -> Option<Date> {
    value.as_str()?.parse().ok()
}

/// A list in one order: that of the texts in it.
fn sorted(value: Option<&Value>) -> Value {
    let mut items = value.and_then(Value::as_array).cloned().unwrap_or_default();
    items.sort_by_key(Value::to_string);
    Value::Array(items)
}

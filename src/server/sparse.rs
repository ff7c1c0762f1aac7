//! `fields=`: only the named fields of a row, or of each row of a list.

use serde::Serialize;
use serde_json::Value;

/// Takes `fields` out of a query; the rest is for the handler.
pub(super) fn split(query: &str) -> (Option<Vec<String>>, String) {
    if !query.split('&').any(|pair| pair.starts_with("fields=")) {
        return (None, query.to_owned());
    }
    let (fields, rest): (Vec<&str>, Vec<&str>) =
        query.split('&').partition(|pair| pair.starts_with("fields="));
    let names = fields
        .iter()
        .filter_map(|pair| serde_urlencoded::from_str::<Vec<(String, String)>>(pair).ok())
        .flatten()
        .flat_map(|(_, value)| {
            value
                .split(',')
                .map(|name| name.trim().to_owned())
                .collect::<Vec<_>>()
        })
        .filter(|name| !name.is_empty())
        .collect();
    (Some(names), rest.join("&"))
}

/// The body with only these fields; `id` always stays.
pub(super) fn only<T: Serialize>(body: &T, fields: &[String]) -> Value {
    let mut value = serde_json::to_value(body).unwrap_or(Value::Null);
    match value.get_mut("data").and_then(Value::as_array_mut) {
        Some(rows) => rows.iter_mut().for_each(|row| keep(row, fields)),
        None => keep(&mut value, fields),
    }
    value
}

fn keep(row: &mut Value, fields: &[String]) {
    if let Some(row) = row.as_object_mut() {
        row.retain(|name, _| name == "id" || fields.iter().any(|field| field == name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn fields_are_taken_out_of_the_query_and_the_others_out_of_the_rows() {
        let (fields, rest) = split("q=stage%3ACUSTOMER&fields=name,+city&limit=2");
        assert_eq!(rest, "q=stage%3ACUSTOMER&limit=2");
        let fields = fields.expect("fields");
        assert_eq!(fields, ["name", "city"]);
        let row = json!({"id": 1, "name": "Acme", "city": null, "phone": "1"});
        assert_eq!(
            only(&row, &fields),
            json!({"id": 1, "name": "Acme", "city": null})
        );
        let list = json!({"data": [row], "has_more": false});
        assert_eq!(
            only(&list, &fields),
            json!({"data": [{"id": 1, "name": "Acme", "city": null}], "has_more": false})
        );
        assert_eq!(split("limit=2"), (None, "limit=2".to_owned()));
    }
}

//! JSON with one spelling for one value: keys sorted, no white space.

use serde_json::Value;

/// Appends the one spelling of a value.
pub(super) fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| name.as_str());
            text.push('{');
            for (n, (name, value)) in fields.into_iter().enumerate() {
                if n > 0 {
                    text.push(',');
                }
                write(&Value::String(name.clone()), text);
                text.push(':');
                write(value, text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (n, item) in items.iter().enumerate() {
                if n > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        plain => text.push_str(&plain.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_value_has_one_spelling() {
        let mut text = String::new();
        write(
            &json!({"b": [1, {"z": null, "a": "\"é\n"}], "a": true, "": -2}),
            &mut text,
        );
        assert_eq!(text, r#"{"":-2,"a":true,"b":[1,{"a":"\"é\n","z":null}]}"#);
    }
}

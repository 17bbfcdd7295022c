//! The parts that schemas are made of.

use std::ops::RangeInclusive;
use std::time::Duration;

use serde_json::{Map, Value, json};
use yaml::duration_text;

/// Amounts with units, from large to small.
const DURATION: &str = "^([0-9]+d ?)?([0-9]+h ?)?([0-9]+m ?)?([0-9]+s ?)?([0-9]+ms)?$";

/// A key of a map.
pub(super) struct Key {
    name: &'static str,
    shape: Value,
    is_needed: bool,
}

/// A key that must be there.
pub(super) fn need(name: &'static str, shape: Value) -> Key {
    Key {
        name,
        shape,
        is_needed: true,
    }
}

/// A key that may be left out.
pub(super) fn may(name: &'static str, shape: Value) -> Key {
    Key {
        name,
        shape,
        is_needed: false,
    }
}

/// A map of these keys and no others.
pub(super) fn map<const N: usize>(keys: [Key; N]) -> Value {
    let (mut needed, mut shapes) = (Vec::new(), Map::new());
    for key in keys {
        if key.is_needed {
            needed.push(key.name);
        }
        shapes.insert(key.name.to_owned(), key.shape);
    }
    json!({"type": "object", "properties": shapes, "required": needed, "additionalProperties": false})
}

/// A map of names that somebody chose.
pub(super) fn named(shape: &Value) -> Value {
    json!({"type": "object", "additionalProperties": shape})
}

/// What it means, for whoever points at it.
pub(super) fn about(text: &str, mut shape: Value) -> Value {
    if let Value::Object(shape) = &mut shape {
        shape.insert(String::from("description"), json!(text));
    }
    shape
}

/// What it is when it is left out.
pub(super) fn by_default(default: impl Into<Value>, mut shape: Value) -> Value {
    if let Value::Object(shape) = &mut shape {
        shape.insert(String::from("default"), default.into());
    }
    shape
}

/// A part that is told elsewhere in the schema.
pub(super) fn see(definition: &str) -> Value {
    json!({"$ref": format!("#/$defs/{definition}")})
}

/// One of several forms.
pub(super) fn either<const N: usize>(forms: [Value; N]) -> Value {
    json!({"anyOf": Vec::from(forms)})
}

/// One of these words.
pub(super) fn word<'a>(words: impl IntoIterator<Item = &'a str>) -> Value {
    json!({"enum": words.into_iter().collect::<Vec<_>>()})
}

/// Anything written in one line or several.
pub(super) fn text() -> Value {
    json!({"type": "string", "minLength": 1})
}

/// A name, which may look like a number.
pub(super) fn name() -> Value {
    json!({"type": ["string", "integer"]})
}

/// What can be dialled; in quotes, as YAML would take it for an amount.
pub(super) fn number() -> Value {
    json!({"type": "string", "pattern": "^\\+?[0-9*#]+$"})
}

pub(super) fn flag() -> Value {
    json!({"type": "boolean"})
}

pub(super) fn count(range: &RangeInclusive<u64>) -> Value {
    json!({"type": "integer", "minimum": range.start(), "maximum": range.end()})
}

/// A time span; JSON Schema cannot compare them, so the bounds stand in words.
pub(super) fn duration(text: &str, range: &RangeInclusive<Duration>) -> Value {
    let (least, most) = (duration_text(*range.start()), duration_text(*range.end()));
    about(
        &format!("{text} From {least} to {most}, with a unit: 500ms, 30s, 1m30s."),
        json!({"type": "string", "pattern": DURATION, "minLength": 2}),
    )
}

/// At least one and at most so many.
pub(super) fn list(item: &Value, most: usize) -> Value {
    json!({"type": "array", "items": item, "minItems": 1, "maxItems": most})
}

/// One alone, or a list.
pub(super) fn some(item: Value, most: usize) -> Value {
    let several = list(&item, most);
    either([item, several])
}

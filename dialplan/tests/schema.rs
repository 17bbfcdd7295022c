//! The schema for editors says of every file what the checker says, as far as shapes go.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use dialplan::{Context, Source};
use jsonschema::Validator;
use serde_json::{Value, json};

/// A key that is like none.
const STRANGE: &str = "zzzzzzzzzzzz";

fn validator() -> Validator {
    jsonschema::validator_for(&dialplan::schema()).expect("the schema is sound")
}

fn read(path: &Path) -> Option<Value> {
    serde_saphyr::from_str(&fs::read_to_string(path).unwrap()).ok()
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// What the checker says.
fn mistakes(plan: &str) -> String {
    let context = Context {
        extensions: ["101"].map(str::to_owned).into(),
        trunks: ["carrier"].map(str::to_owned).into(),
        timezone: chrono_tz::Tz::UTC,
        prompt_exists: &|_| true,
    };
    let sources = [Source::new("plan.yaml", plan)];
    dialplan::compile(&sources, &context)
        .map(|_| String::new())
        .unwrap_or_else(|mistakes| mistakes.to_string())
}

/// The names in the checker's `= help: the keys here are …`.
fn listed(told: &str, before: &str) -> BTreeSet<String> {
    let lists = told.lines().filter_map(|line| line.split_once(before));
    let names = lists.flat_map(|(_, list)| list.split(", "));
    names.map(|name| name.trim_matches('`').to_owned()).collect()
}

/// The keys of the maps that may stand at a place of the schema.
fn keys(schema: &Value) -> BTreeSet<String> {
    let own = schema["properties"].as_object().into_iter().flatten();
    let own = own.map(|(name, _)| name.clone());
    let others = schema["anyOf"].as_array().into_iter().flatten();
    own.chain(others.flat_map(keys)).collect()
}

/// After a change: `BLESS=1 cargo test -p dialplan`.
#[test]
fn the_file_that_editors_read_is_the_programs() {
    let file = folder("../docs/schema/dialplan.json");
    let schema = format!("{:#}\n", dialplan::schema());
    if std::env::var_os("BLESS").is_some() {
        fs::write(&file, &schema).unwrap();
    }
    assert_eq!(
        fs::read_to_string(&file).unwrap_or_default(),
        schema,
        "BLESS=1 writes it anew"
    );
}

#[test]
fn the_example_is_of_this_shape() {
    let plan = read(&folder("../examples/office/dialplan.yaml")).unwrap();
    let faults: Vec<String> = validator()
        .iter_errors(&plan)
        .map(|fault| format!("{} {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn what_the_checker_refuses_for_its_shape_is_not_of_it() {
    let (validator, mut refused) = (validator(), 0);
    for entry in fs::read_dir(folder("tests/mistakes")).unwrap() {
        let path = entry.unwrap().path();
        let told = fs::read_to_string(path.with_extension("txt")).unwrap_or_default();
        let is_of_shape = [
            "unknown-key",
            "missing-key",
            "unknown-step",
            "unknown-cause",
            "empty-list",
        ];
        let is_refused = is_of_shape
            .iter()
            .any(|code| told.contains(&format!("error[{code}]")));
        let is_first = path.extension().is_some_and(|kind| kind == "yaml") && is_refused;
        if let Some(plan) = is_first.then(|| read(&path)).flatten() {
            assert!(!validator.is_valid(&plan), "{}", path.display());
            refused += 1;
        }
    }
    assert!(refused > 10, "only {refused} mistakes were tried");
}

#[test]
fn it_has_all_steps_and_each_steps_keys() {
    let schema = dialplan::schema();
    let step = |name: &str| format!("version: 1\nroutes: [{{number: \"1\", steps: [{name}]}}]\n");
    let steps = &schema["$defs"]["step"]["anyOf"][1]["properties"];
    let told = mistakes(&step(&format!("{STRANGE}: {{}}")));
    let names: BTreeSet<String> = steps.as_object().unwrap().keys().cloned().collect();
    assert_eq!(names, listed(&told, "the steps are "), "{told}");
    for name in names {
        let told = mistakes(&step(&format!("{name}: {{{STRANGE}: 1}}")));
        assert_eq!(
            keys(&steps[&name]),
            listed(&told, "the keys here are "),
            "{name}: {told}"
        );
    }
}

#[test]
fn it_has_all_sections_and_the_keys_of_what_is_in_them() {
    let schema = dialplan::schema();
    let strange = format!("{{{STRANGE}: 1}}");
    let places = [
        (format!("{STRANGE}: 1"), ""),
        (
            format!("menus: {{main: {strange}}}"),
            "/properties/menus/additionalProperties",
        ),
        (
            format!("hours: {{office: {strange}}}"),
            "/properties/hours/additionalProperties",
        ),
        (
            format!("prompts: {{hello: {strange}}}"),
            "/properties/prompts/additionalProperties",
        ),
        (
            format!("conferences: {{team: {strange}}}"),
            "/properties/conferences/additionalProperties",
        ),
        (format!("routes: [{strange}]"), "/properties/routes/items"),
        (format!("tests: [{strange}]"), "/properties/tests/items"),
        (
            format!("tests: [{{given: {strange}}}]"),
            "/properties/tests/items/properties/given",
        ),
        (
            format!("tests: [{{when: {strange}}}]"),
            "/properties/tests/items/properties/when",
        ),
        (
            format!("tests: [{{expect: [{strange}]}}]"),
            "/properties/tests/items/properties/expect/items",
        ),
    ];
    for (plan, place) in places {
        let told = mistakes(&format!("version: 1\n{plan}\n"));
        let known = keys(schema.pointer(place).expect(place));
        assert!(!known.is_empty(), "{place}");
        let listed = listed(&told, "the keys here are ");
        assert!(
            known.is_superset(&listed) && !listed.is_empty(),
            "{place}: {known:?}, but {told}"
        );
        // What is asked for only beside a mistake of another place is told there.
        assert!(listed.is_superset(&known), "{place}: {known:?}, but {told}");
    }
}

#[test]
fn durations_are_amounts_with_units() {
    let validator = validator();
    for (timeout, is_one) in [
        ("30s", true),
        ("1m30s", true),
        ("500ms", true),
        ("30", false),
        ("s", false),
    ] {
        let step = json!({"ring": {"timeout": timeout}});
        let plan = json!({"version": 1, "routes": [{"number": "extensions", "steps": [step]}]});
        assert_eq!(validator.is_valid(&plan), is_one, "{timeout}");
    }
}

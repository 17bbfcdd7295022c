//! Every crate obeys the one lint table, takes versions from the workspace, and the pure ones ban the clock.

use crate::crates::{dependencies, manifest, members};
use crate::tree::{Finding, Tree, assert_none, places};

/// Crates (or the crates around a pure part) whose clippy.toml bans the clock.
const CLOCKLESS: [&str; 4] = ["sip-stack", "dialplan", "config", "yaml"];
const CLOCKS: [&str; 3] = [
    "std::time::Instant::now",
    "std::time::SystemTime::now",
    "std::thread::sleep",
];
/// Crates that reach no runtime and no socket, and what would bring one.
const RUNTIMELESS: [&str; 3] = ["dialplan", "config", "yaml"];
const RUNTIMES: [&str; 8] = [
    "tokio",
    "async-std",
    "smol",
    "mio",
    "socket2",
    "hyper",
    "axum",
    "sqlx",
];

fn check(tree: &Tree, clockless: &[&str], runtimeless: &[&str]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for member in members(tree) {
        let path = format!("{member}/Cargo.toml");
        let manifest = manifest(tree, &path);
        let lints = manifest
            .get("lints")
            .and_then(|lints| lints.get("workspace"))
            .and_then(toml::Value::as_bool);
        if lints != Some(true) {
            findings.push(Finding::new(&path, 0, "`[lints] workspace = true` is missing"));
        }
        for table in ["dependencies", "dev-dependencies", "build-dependencies"] {
            findings.extend(versions(&manifest, table).map(|name| {
                Finding::new(
                    &path,
                    0,
                    format!("`{name}` gets its version from the workspace: `{name}.workspace = true`"),
                )
            }));
        }
        if runtimeless.contains(&member.as_str()) {
            let reached = dependencies(tree, &path)
                .into_iter()
                .filter(|name| RUNTIMES.contains(&name.as_str()));
            findings.extend(
                reached.map(|name| Finding::new(&path, 0, format!("a pure crate does not reach `{name}`"))),
            );
        }
    }
    findings.extend(clockless.iter().flat_map(|member| clock_bans(tree, member)));
    findings
}

fn versions<'a>(manifest: &'a toml::Table, table: &str) -> impl Iterator<Item = &'a String> {
    let entries = manifest
        .get(table)
        .and_then(toml::Value::as_table)
        .into_iter()
        .flatten();
    entries
        .filter(|(_, value)| value.get("workspace").and_then(toml::Value::as_bool) != Some(true))
        .map(|(name, _)| name)
}

fn clock_bans(tree: &Tree, member: &str) -> Vec<Finding> {
    let path = format!("{member}/clippy.toml");
    let text = tree.text(&path).unwrap_or_default();
    let missing = CLOCKS
        .iter()
        .filter(|clock| !text.contains(&format!("path = \"{clock}\"")));
    missing
        .map(|clock| Finding::new(&path, 0, format!("`{clock}` is not banned")))
        .collect()
}

#[test]
fn manifests_keep_the_house_rules() {
    assert_none(&check(&Tree::project(), &CLOCKLESS, &RUNTIMELESS));
}

#[test]
fn a_loose_manifest_is_found() {
    let tree = Tree::of(&[
        ("Cargo.toml", "[workspace]\nmembers = [\"pure\"]"),
        (
            "pure/Cargo.toml",
            "[dependencies]\ntokio = { workspace = true }\n[dev-dependencies]\nhex = \"0.4\"",
        ),
        (
            "pure/clippy.toml",
            "disallowed-methods = [{ path = \"std::time::Instant::now\" }]",
        ),
    ]);
    let found = check(&tree, &["pure"], &["pure"]);
    let says: Vec<&str> = found.iter().map(|finding| finding.says.as_str()).collect();
    assert_eq!(places(&found).len(), 5, "{says:#?}");
    assert!(says[0].contains("lints") && says[1].contains("hex") && says[2].contains("tokio"));
    assert!(says[3].contains("SystemTime") && says[4].contains("sleep"));
}

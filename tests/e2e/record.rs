//! What `softswitch calls` says of the calls that tests made.

use std::time::{Duration, Instant};

use serde_json::Value;
use tests::real::{Office, output};

use crate::PROGRAM;

/// How long a record may take from the end of its call to the list.
const LISTED_WITHIN: Duration = Duration::from_secs(10);

/// Waits until `count` calls are listed; newest first.
pub(crate) fn wait_for(office: &Office, count: usize) -> Vec<Value> {
    let deadline = Instant::now() + LISTED_WITHIN;
    loop {
        let calls = list(office);
        if calls.len() >= count {
            return calls;
        }
        assert!(
            Instant::now() < deadline,
            "only {} of {count} calls are listed: {calls:#?}",
            calls.len()
        );
    }
}

/// The calls that are listed now.
pub(crate) fn list(office: &Office) -> Vec<Value> {
    let output = output(PROGRAM, office.dir(), &["calls", "--json"]);
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a JSON object a line"))
        .collect()
}

/// From one moment of a record to another, in milliseconds.
pub(crate) fn between_ms(call: &Value, from: &str, to: &str) -> i64 {
    let moment = |name: &str| {
        let text = call[name]
            .as_str()
            .unwrap_or_else(|| panic!("no {name} in {call:#}"));
        chrono::DateTime::parse_from_rfc3339(text).expect("RFC 3339")
    };
    (moment(to) - moment(from)).num_milliseconds()
}

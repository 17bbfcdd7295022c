//! What the numbers of every simulated office do.

use std::sync::Arc;

use dialplan::{Context, Graph, Source};

/// The plan of every simulated office: extensions ring for 20 s, 510 rings by the hour, 600 echoes, 601 plays a tone, 500 asks, 520 rings 102 for
/// audio from phone to phone.
pub const PLAN: &str = r#"
version: 1
prompts: {welcome: welcome.wav, sorry: sorry.wav}
menus:
  main:
    prompt: welcome
    invalid_prompt: sorry
    extensions: true
    tries: 2
    keys:
      "1": {ring: {extension: "103", timeout: 20s}}
      "2": {menu: patient}
    timeout: {ring: {extension: "104", timeout: 20s}}
    invalid: {hangup: {cause: normal}}
  patient:
    prompt: welcome
    barge_in: false
    keys: {"1": {ring: {extension: "102", timeout: 20s}}}
    timeout: hangup
holidays: {public: {"12-25": closed}}
hours: {office: {open: {mon-fri: "09:00-17:00"}, holidays: public}}
conferences:
  pair: {members: 2}
  closed: {pin: "4711"}
routes:
  - number: "750"
    steps:
      - conference: pair
      - ring: {extension: "104", timeout: 20s}
  - number: "751"
    steps: [conference: pair, hangup: {cause: busy}]
  - number: "752"
    steps: [conference: closed, hangup]
  - number: "510"
    steps:
      - hours: {name: office, open: {ring: {extension: "102", timeout: 20s}}, closed: {ring: {extension: "104"}}}
      - hours: {name: office, open: {ring: {extension: "103", timeout: 20s}}}
      - hangup
  - number: "500"
    steps: [menu: main]
  - number: extensions
    steps:
      - ring: {timeout: 20s}
  - number: {prefix: "0"}
    steps:
      - ring: {external: dialled, timeout: 30s}
  - number: "+4930100"
    steps:
      - ring: {extension: "101", timeout: 20s}
  - number: "+4930199"
    steps:
      - ring: {external: "+49171555", timeout: 20s}
  - number: "700"
    steps:
      - record: pause
      - record: start
      - tone: {frequency_hz: 440, duration: 1s}
      - record: pause
      - tone: {frequency_hz: 440, duration: 1s}
      - record: start
      - ring: {extension: "102", timeout: 20s}
      - record: stop
      - tone: {frequency_hz: 440, duration: 1s}
      - record: start
      - tone: {frequency_hz: 440, duration: 1s}
  - number: "520"
    steps:
      - ring: {extension: "102", timeout: 20s, media: direct}
      - ring: {extension: "103", timeout: 20s}
  - number: "600"
    steps:
      - answer: {}
      - echo: {}
  - number: "601"
    steps:
      - answer: {}
      - tone: {frequency_hz: 440, duration: 5s}
      - hangup: {}
"#;

pub(super) fn plan() -> Arc<Graph> {
    let source = Source {
        name: String::from("plan.yaml"),
        text: String::from(PLAN),
    };
    let extensions = ["101", "102", "103", "104", "105", "106", "107", "108"]
        .map(str::to_owned)
        .into_iter()
        .collect();
    let context = Context {
        extensions,
        trunks: ["carrier", "backup"].map(str::to_owned).into(),
        timezone: "Europe/Berlin".parse().unwrap_or_else(|_| panic!("it is a zone")),
        prompt_exists: &|_: &str| true,
    };
    dialplan::compile(&[source], &context).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

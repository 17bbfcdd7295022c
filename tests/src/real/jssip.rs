//! JsSIP, the SIP part of many browser phones, under node.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::office::PASSWORD;
use super::process::Process;

/// How long anything that should come at once may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A browser phone, killed when dropped.
#[derive(Debug)]
pub struct JsSip {
    _process: Process,
    events: mpsc::Receiver<String>,
    heard: Vec<String>,
}

impl JsSip {
    /// Starts a phone that registers over the WebSocket of the web port at `web`, and calls `dial` or answers calls.
    ///
    /// # Panics
    /// node is missing; `make test` installs it, and JsSIP.
    #[must_use]
    pub fn start(extension: &str, web: &str, dial: Option<&str>) -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("jssip");
        assert!(
            folder.join("node_modules").is_dir(),
            "JsSIP is not installed: run `scripts/setup test`"
        );
        let wanted = json!({
            "url": format!("{}/sip", web.replacen("http", "ws", 1)),
            "extension": extension,
            "domain": "office.example",
            "password": PASSWORD,
            "dial": dial,
        });
        let mut command = Command::new("node");
        command
            .arg(folder.join("phone.js"))
            .arg(wanted.to_string())
            .stdout(Stdio::piped());
        let mut process = Process::start(&mut command);
        let (sender, events) = mpsc::channel();
        if let Some(stdout) = process.child.stdout.take() {
            std::thread::spawn(move || {
                let lines = BufReader::new(stdout).lines().map_while(Result::ok);
                // The test may be over already.
                lines.for_each(|line| drop(sender.send(line)));
            });
        }
        Self {
            _process: process,
            events,
            heard: Vec::new(),
        }
    }

    /// Waits for an event, and tells what is said of it.
    ///
    /// # Panics
    /// It does not come; the message holds what did.
    pub fn wait(&mut self, event: &str) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(line) = self.events.recv_timeout(left) else {
                panic!("no {event}; it said:\n{}", self.heard.join("\n"));
            };
            let said: Value = serde_json::from_str(&line).unwrap_or_default();
            self.heard.push(line);
            if said["event"] == event {
                return said;
            }
        }
    }
}

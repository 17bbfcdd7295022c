//! A folder with settings, a plan and a database of its own.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// The users of every test office.
pub const USERS: [(&str, &str); 4] = [
    ("101", "Alice"),
    ("102", "Bob"),
    ("103", "Carol"),
    ("104", "Dave"),
];

/// Everybody's password.
pub const PASSWORD: &str = "correct horse";

const PLAN: &str = r#"version: 1
routes:
  - number: extensions
    steps:
      - ring: {timeout: 3s}
  - number: "600"
    steps:
      - answer: {}
      - echo: {}
  - number: "601"
    steps:
      - answer: {}
      - tone: {frequency_hz: 440, duration: 3s}
      - hangup: {}
"#;

/// An office's folder, removed with it.
#[derive(Debug)]
pub struct Office {
    dir: TempDir,
}

impl Office {
    /// An office whose switch listens on loopback, on ports that it chooses itself.
    #[must_use]
    pub fn new() -> Self {
        Self::listening_on(0)
    }

    /// An office whose switch listens for SIP on this port of loopback.
    ///
    /// # Panics
    /// The folder cannot be written.
    #[must_use]
    pub fn listening_on(sip_port: u16) -> Self {
        let dir = tempfile::tempdir().unwrap_or_else(|error| panic!("no temporary folder: {error}"));
        let office = Self { dir };
        office.write("softswitch.yaml", &settings(sip_port));
        office.write("dialplan.yaml", PLAN);
        office
    }

    /// An office whose web port is secured, with a certificate of its own making.
    #[must_use]
    pub fn with_https() -> Self {
        let office = Self::new();
        office.write("softswitch.yaml", &settings(0).replacen("http://", "https://", 1));
        office
    }

    /// An office whose switch listens on both families of loopback.
    #[must_use]
    pub fn with_v6() -> Self {
        let office = Self::new();
        let both = r#"["udp://[::1]:0", "tcp://[::1]:0", udp://"#;
        office.write("softswitch.yaml", &settings(0).replacen("[udp://", both, 1));
        office
    }

    /// Puts settings within a section, as in `sip:`.
    ///
    /// # Panics
    /// There is no such section, or the folder cannot be written.
    pub fn set(&self, section: &str, lines: &str) {
        let text = std::fs::read_to_string(self.path("softswitch.yaml"));
        let text = text.unwrap_or_else(|error| panic!("no settings: {error}"));
        let head = format!("{section}\n");
        assert!(text.contains(&head), "no {section}");
        self.write(
            "softswitch.yaml",
            &text.replacen(&head, &format!("{head}{lines}"), 1),
        );
    }

    /// The folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// A path in the folder.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file in the folder.
    ///
    /// # Panics
    /// It cannot be written.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

impl Default for Office {
    fn default() -> Self {
        Self::new()
    }
}

fn settings(sip_port: u16) -> String {
    let users: String = USERS
        .iter()
        .map(|(extension, name)| {
            format!("  - {{extension: \"{extension}\", name: {name}, password: \"{PASSWORD}\"}}\n")
        })
        .collect();
    format!(
        "version: 1
domain: office.example
sip:
  listen: [udp://127.0.0.1:{sip_port}, tcp://127.0.0.1:{sip_port}, tls://127.0.0.1:0]
web:
  listen: http://127.0.0.1:0
storage:
  database: sqlite://data/softswitch.db
users:
{users}dialplan: dialplan.yaml
"
    )
}

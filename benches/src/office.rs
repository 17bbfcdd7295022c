//! An office of any size, in a folder of its own.

use std::fmt::Write as _;
use std::path::Path;

use tempfile::TempDir;

/// The SIP domain, and the realm.
pub const DOMAIN: &str = "office.example";

/// Everybody's password.
pub const PASSWORD: &str = "load";

const PLAN: &str = "version: 1
routes:
  - number: extensions
    steps:
      - ring: {timeout: 30s}
";

/// The folder of an office, removed with it.
#[derive(Debug)]
pub struct Office {
    dir: TempDir,
    users: usize,
}

impl Office {
    /// An office with this many users, whose limits leave room for all of them to call.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn new(users: usize) -> std::io::Result<Self> {
        let dir = tempfile::tempdir()?;
        let office = Self { dir, users };
        std::fs::write(office.dir().join("softswitch.yaml"), office.settings())?;
        std::fs::write(office.dir().join("dialplan.yaml"), PLAN)?;
        Ok(office)
    }

    /// The folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// The extension of the n-th user.
    #[must_use]
    pub fn extension(&self, n: usize) -> String {
        format!("{}", 10_000 + n)
    }

    fn settings(&self) -> String {
        let mut users = String::new();
        for n in 0..self.users {
            let extension = self.extension(n);
            let _ = writeln!(
                users,
                "  - {{extension: \"{extension}\", name: User {n}, password: \"{PASSWORD}\"}}"
            );
        }
        format!(
            "version: 1
domain: {DOMAIN}
sip:
  listen: [udp://127.0.0.1:0, tcp://127.0.0.1:0]
web:
  listen: http://127.0.0.1:0
media:
  ports: 20000-29999
  codecs: [pcmu]
storage:
  database: sqlite://data/softswitch.db
limits: {{calls: 5000, calls_per_second: 5000}}
users:
{users}dialplan: dialplan.yaml
"
        )
    }
}

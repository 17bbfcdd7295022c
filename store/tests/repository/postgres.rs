//! A PostgreSQL server of the test's own: Debian's binaries, a temporary folder, a socket in it, no port.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use sqlx::Connection as _;

const READY: &str = "database system is ready to accept connections";
/// initdb refuses to be root; Debian's package brings this user.
const UNPRIVILEGED: &str = "postgres";

pub(crate) struct Server {
    folder: tempfile::TempDir,
    process: Child,
}

impl Server {
    pub(crate) fn start() -> Self {
        let programs = programs();
        let folder = tempfile::tempdir().unwrap();
        let is_root = folder.path().metadata().unwrap().uid() == 0;
        if is_root {
            let (uid, gid) = (id("-u"), id("-g"));
            chown(folder.path(), Some(uid), Some(gid)).unwrap();
        }
        let data = folder.path().join("data");
        let made = unprivileged(&programs.join("initdb"), is_root)
            .args([
                "--no-sync",
                "--no-locale",
                "--encoding=UTF8",
                "--auth=trust",
                "--username=softswitch",
            ])
            .arg(&data)
            .output()
            .unwrap();
        assert!(
            made.status.success(),
            "initdb: {}",
            String::from_utf8_lossy(&made.stderr)
        );
        let mut process = unprivileged(&programs.join("postgres"), is_root)
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(folder.path())
            .args(["-c", "listen_addresses=", "-c", "fsync=off"])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap())
            .lines()
            .map_while(Result::ok);
        let mut said = String::new();
        let is_ready = log.by_ref().any(|line| {
            said.push_str(&line);
            said.push('\n');
            line.contains(READY)
        });
        assert!(is_ready, "PostgreSQL did not start:\n{said}");
        std::thread::spawn(move || log.for_each(drop));
        Self { folder, process }
    }

    /// The URL of a new, empty database.
    pub(crate) async fn database(&self, name: &str) -> String {
        let mut admin = sqlx::PgConnection::connect(&self.url("postgres")).await.unwrap();
        let create = format!("CREATE DATABASE {name}");
        sqlx::query(sqlx::AssertSqlSafe(create))
            .execute(&mut admin)
            .await
            .unwrap();
        admin.close().await.unwrap();
        self.url(name)
    }

    fn url(&self, name: &str) -> String {
        let socket = self.folder.path().to_str().unwrap().replace('/', "%2F");
        format!("postgres://softswitch@{socket}/{name}")
    }
}

impl Drop for Server {
    /// SIGINT is PostgreSQL's fast shutdown.
    fn drop(&mut self) {
        let pid = self.process.id().to_string();
        let asked = Command::new("kill").args(["-INT", &pid]).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}

/// The newest of Debian's versions.
fn programs() -> PathBuf {
    let versions = Path::new("/usr/lib/postgresql")
        .read_dir()
        .into_iter()
        .flatten()
        .flatten();
    versions
        .map(|version| version.path().join("bin"))
        .filter(|bin| bin.join("initdb").exists())
        .max()
        .expect("PostgreSQL is not installed: `make test` installs it, or: apt-get install postgresql")
}

/// Ends with this process, however that ends.
fn unprivileged(program: &Path, is_root: bool) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "INT"]);
    if is_root {
        command.args(["--reuid", UNPRIVILEGED, "--regid", UNPRIVILEGED, "--clear-groups"]);
    }
    command
        .arg("--")
        .arg(program)
        .current_dir("/")
        .stdout(Stdio::null())
        .stdin(Stdio::null());
    command
}

fn id(which: &str) -> u32 {
    let output = Command::new("id").args([which, UNPRIVILEGED]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.trim()
        .parse()
        .expect("there is no user `postgres`: Debian's package makes one")
}

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::control::{AskError, ask};

/// Knows bans of nobody, and one address that cannot be lifted.
struct Clerk;

impl Desk for Clerk {
    async fn answer(&self, request: Request) -> Reply {
        match request {
            Request::Bans => Reply::Bans(Vec::new()),
            Request::Lift { .. } => Reply::Unknown,
            _ => Reply::Done,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_gets_its_answer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data/control.sock");
    let server = open(&path, Arc::new(Clerk)).unwrap();
    assert_eq!(ask(&path, &Request::Bans).unwrap(), Reply::Bans(Vec::new()));
    let lift = Request::Lift {
        address: [192, 0, 2, 1].into(),
    };
    assert_eq!(ask(&path, &lift).unwrap(), Reply::Unknown);
    server.stop();
    assert!(matches!(ask(&path, &Request::Bans), Err(AskError::NotRunning)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_its_owner_may_use_the_socket_and_a_left_over_one_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("control.sock");
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    assert!(matches!(ask(&path, &Request::Bans), Err(AskError::NotRunning)));
    let _server = open(&path, Arc::new(Clerk)).unwrap();
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, SOCKET_MODE);
    let request = Request::ReadUsers {
        reason: String::from("a test"),
    };
    assert_eq!(ask(&path, &request).unwrap(), Reply::Done);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nonsense_is_answered_and_the_conversation_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("control.sock");
    let _server = open(&path, Arc::new(Clerk)).unwrap();
    let mut stream = std::os::unix::net::UnixStream::connect(&path).unwrap();
    stream
        .write_all(b"dance\n{\"read-users\":{\"reason\":\"a test\"}}\n")
        .unwrap();
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next().unwrap().unwrap();
    assert!(first.contains("failed"), "{first}");
    assert_eq!(lines.next().unwrap().unwrap(), "\"done\"");
}

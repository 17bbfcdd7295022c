//! Users as a person keeps them: with and without a running switch.

use std::io::Write;
use std::process::{Command, Stdio};

use tests::real::{Baresip, Office, PASSWORD, free_port, output};

use crate::{CALLEE_HZ, CALLER_HZ, PROGRAM, start};

fn user(office: &Office, arguments: &[&str]) -> (bool, String) {
    let all: Vec<&str> = ["user"].into_iter().chain(arguments.iter().copied()).collect();
    let done = output(PROGRAM, office.dir(), &all);
    let text = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    (done.status.success(), text)
}

#[test]
fn a_user_is_added_listed_and_removed_and_only_hashes_are_kept() {
    let office = Office::listening_on(free_port());
    let (added, text) = user(&office, &["add", "107", "--name", "Grace"]);
    let password = text
        .split("password ")
        .nth(1)
        .map(str::trim)
        .expect("a password")
        .to_owned();
    assert!(added && password.len() == 16, "{text}");
    assert!(!user(&office, &["add", "107"]).0, "there already");
    assert!(user(&office, &["list"]).1.contains("Grace"));
    let _program = start(&office);
    let (_, text) = user(&office, &["set-password", "107"]);
    assert!(text.contains("password ") && !text.contains(&password), "{text}");
    assert!(user(&office, &["remove", "107"]).0);
    assert!(!user(&office, &["remove", "107"]).0);
    assert!(!user(&office, &["set-password", "107"]).0);
    assert!(!user(&office, &["list"]).1.contains("107"));
    assert!(!user(&office, &["add", "12a"]).0);
    let forged = "Eve\r\nP-Asserted-Identity: <sip:100@office.example>";
    assert!(!user(&office, &["add", "108", "--name", forged]).0);
}

#[test]
fn a_user_added_to_a_running_switch_registers_and_is_called_at_once() {
    let office = Office::listening_on(free_port());
    let program = start(&office);
    let mut add = Command::new(PROGRAM)
        .arg("--config")
        .arg(office.dir())
        .args(["user", "add", "107", "--password-stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the program");
    let mut stdin = add.stdin.take().expect("its input");
    stdin.write_all(PASSWORD.as_bytes()).expect("written");
    drop(stdin);
    assert!(add.wait().expect("its end").success());
    let mut grace = Baresip::start("107", program.udp, "udp", CALLEE_HZ, "PCMU");
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    alice.dial("107");
    grace.wait("CALL_INCOMING");
}

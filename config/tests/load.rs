//! Settings from a folder.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

use std::fs;
use std::path::Path;

use config::{SETTINGS_FILE, Settings};

fn refused(dir: &Path) -> &'static str {
    let mistakes = Settings::load(dir).expect_err("this folder has no good settings");
    assert_eq!(mistakes.count(), 1, "{mistakes}");
    let mistake = mistakes.iter().next().unwrap();
    assert!(mistake.file.ends_with(SETTINGS_FILE) && mistake.place.is_none() && mistake.help.is_some());
    mistake.code
}

#[test]
fn the_example_has_no_mistakes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/office");
    let settings = Settings::load(&folder).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let users: Vec<_> = settings
        .users
        .iter()
        .map(|user| (user.extension.as_str(), user.name.as_str()))
        .collect();
    assert_eq!(
        users,
        [
            ("101", "Alice"),
            ("102", "Bob"),
            ("103", "Carol"),
            ("104", "Dave")
        ]
    );
    assert!(
        settings.users.iter().all(|user| user.password.is_none()),
        "the example gives no password away"
    );
    assert!(settings.dialplan.iter().all(|path| path.is_file()));
}

#[test]
fn a_file_that_cannot_be_read_is_told_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(SETTINGS_FILE);
    assert_eq!(refused(folder.path()), "file-missing");
    fs::write(&path, b"domain: \xff\n").unwrap();
    assert_eq!(refused(folder.path()), "not-utf8");
    fs::write(&path, vec![b'#'; 1024 * 1024 + 1]).unwrap();
    assert_eq!(refused(folder.path()), "file-too-large");
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert_eq!(refused(folder.path()), "file-unreadable");
}

#[test]
fn a_password_is_read_from_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let text = "version: 1\nusers: [{extension: \"101\", password: {file: alice}}]\n";
    fs::write(folder.path().join(SETTINGS_FILE), text).unwrap();
    fs::write(folder.path().join("alice"), "correct horse\r\n").unwrap();
    let settings = Settings::load(folder.path()).unwrap();
    assert_eq!(
        settings.users[0].password.as_ref().unwrap().expose(),
        "correct horse"
    );
    fs::write(folder.path().join("alice"), "x".repeat(5_000)).unwrap();
    let mistakes = Settings::load(folder.path()).unwrap_err();
    assert_eq!(mistakes.iter().next().unwrap().code, "unreadable-secret");
}

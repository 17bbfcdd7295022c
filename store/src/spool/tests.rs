//! The spool against torn writes, damage, limits and a failing database.

mod fake;

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use chrono::DateTime;
use uuid::Uuid;

use self::fake::Fake;
use super::queue::Limits;
use super::{Drain, Spool, SpoolError, line};
use crate::CallRecord;

fn record(number: u128) -> CallRecord {
    CallRecord {
        id: Uuid::from_u128(number),
        domain: String::from("office.example"),
        call_id: format!("call-{number}"),
        caller_number: String::from("101"),
        caller_name: None,
        dialled: String::from("102"),
        answered_by: None,
        started_at: DateTime::UNIX_EPOCH,
        ringing_at: None,
        answered_at: None,
        ended_at: DateTime::UNIX_EPOCH,
        end_reason: String::from("no-answer"),
        sip_status: 480,
        codec: None,
        path: String::from("[]"),
        media: String::from("[]"),
    }
}

async fn filled(folder: &Path, numbers: impl IntoIterator<Item = u128>) {
    let spool = Spool::open(folder).unwrap();
    let receipts: Vec<_> = numbers
        .into_iter()
        .map(|number| spool.enqueue(&record(number)).unwrap())
        .collect();
    for receipt in receipts {
        receipt.durable().await.unwrap();
    }
}

/// What reaches a healthy database, and how much is set aside.
async fn drained(folder: &Path) -> (Vec<u128>, u64) {
    let fake = Fake::new(true, None);
    let drain = Drain::start(Arc::new(Spool::<CallRecord>::open(folder).unwrap()), fake.clone());
    drain.stop().await;
    assert_eq!(drain.status().pending, 0);
    (fake.numbers(), drain.status().set_aside)
}

fn segments(folder: &Path) -> Vec<std::path::PathBuf> {
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let mut segments: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|end| end == "lines"))
        .collect();
    segments.sort();
    segments
}

#[tokio::test]
async fn records_reach_the_database_in_order_and_leave_no_file() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path(), 0..700).await;
    filled(folder.path(), 700..1_000).await;
    assert_eq!(segments(folder.path()).len(), 2);
    assert_eq!(drained(folder.path()).await, ((0..1_000).collect(), 0));
    assert!(segments(folder.path()).is_empty());
}

#[tokio::test]
async fn a_torn_last_line_is_passed_over_and_new_records_follow() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path(), 0..3).await;
    let whole = fs::read(&segments(folder.path())[0]).unwrap();
    let line_bytes = whole.len() / 3;
    for torn_bytes in 1..line_bytes {
        let folder = tempfile::tempdir().unwrap();
        fs::write(
            folder.path().join("00000000000000000001.lines"),
            &whole[..whole.len() - torn_bytes],
        )
        .unwrap();
        filled(folder.path(), [7]).await;
        assert_eq!(
            drained(folder.path()).await,
            (vec![0, 1, 7], 0),
            "{torn_bytes} bytes are missing"
        );
    }
}

#[tokio::test]
async fn a_damaged_line_is_set_aside_and_the_others_go_on() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path(), 0..3).await;
    let path = &segments(folder.path())[0];
    let mut text = fs::read(path).unwrap();
    let middle = text.len() / 2;
    text[middle] ^= 1;
    fs::write(path, &text).unwrap();
    assert_eq!(drained(folder.path()).await, (vec![0, 2], 1));
    let kept = fs::read(folder.path().join("set-aside.txt")).unwrap();
    assert_eq!(kept, text[text.len() / 3..text.len() / 3 * 2]);
}

#[tokio::test]
async fn a_refused_record_is_set_aside_and_the_others_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let spool = Arc::new(Spool::open(folder.path()).unwrap());
    let fake = Fake::new(true, Some(4));
    let drain = Drain::start(Arc::clone(&spool), fake.clone());
    for number in 0..9 {
        spool.append(&record(number)).await.unwrap();
    }
    drain.stop().await;
    assert_eq!(fake.numbers(), [0, 1, 2, 3, 5, 6, 7, 8]);
    assert_eq!((drain.status().pending, drain.status().set_aside), (0, 1));
    let kept = fs::read(folder.path().join("set-aside.txt")).unwrap();
    assert_eq!(line::decode(kept.strip_suffix(b"\n").unwrap()), Some(record(4)));
}

#[tokio::test]
async fn while_the_database_is_away_records_wait_and_then_all_arrive() {
    let folder = tempfile::tempdir().unwrap();
    let spool = Arc::new(Spool::open(folder.path()).unwrap());
    let fake = Fake::new(false, None);
    let drain = Drain::start(Arc::clone(&spool), fake.clone());
    for number in 0..300 {
        spool.append(&record(number)).await.unwrap();
    }
    drain.stalled().await;
    assert_eq!(drain.status().pending, 300);
    fake.is_there.send_replace(true);
    drain.drained().await;
    drain.stop().await;
    assert!(drain.status().last_error.is_none());
    assert_eq!(fake.numbers(), (0..300).collect::<Vec<_>>());
}

#[tokio::test]
async fn stopping_while_the_database_is_away_leaves_the_records_for_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let spool = Arc::new(Spool::open(folder.path()).unwrap());
    let drain = Drain::start(Arc::clone(&spool), Fake::new(false, None));
    spool.append(&record(1)).await.unwrap();
    drain.stop().await;
    assert!(drain.status().last_error.is_some());
    drop((drain, spool));
    assert_eq!(drained(folder.path()).await, (vec![1], 0));
}

#[tokio::test]
async fn many_callers_share_syncs_and_none_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let spool = Arc::new(Spool::open(folder.path()).unwrap());
    let mut appends = tokio::task::JoinSet::new();
    for number in 0..2_000 {
        let spool = Arc::clone(&spool);
        appends.spawn(async move { spool.append(&record(number)).await });
    }
    for result in appends.join_all().await {
        result.unwrap();
    }
    drop(spool);
    let (mut numbers, _) = drained(folder.path()).await;
    numbers.sort_unstable();
    assert_eq!(numbers, (0..2_000).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_full_spool_refuses_counts_and_recovers() {
    let folder = tempfile::tempdir().unwrap();
    let limits = Limits {
        bytes_max: 2_000,
        segment_bytes_max: 500,
        worth_deleting_bytes: 0,
    };
    let spool = Arc::new(Spool::open_with(folder.path(), limits).unwrap());
    let mut number = 0;
    let error = loop {
        match spool.append(&record(number)).await {
            Ok(()) => number += 1,
            Err(error) => break error,
        }
    };
    assert!(
        matches!(error, SpoolError::Full { bytes } if bytes <= 2_000),
        "{error}"
    );
    assert_eq!(spool.status().refused_full, 1);
    assert!(segments(folder.path()).len() > 1);
    let fake = Fake::new(true, None);
    let drain = Drain::start(Arc::clone(&spool), fake.clone());
    drain.drained().await;
    drain.stop().await;
    spool.append(&record(number)).await.unwrap();
    assert_eq!(fake.numbers(), (0..number).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_record_beyond_the_limit_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let spool = Spool::open(folder.path()).unwrap();
    let large = CallRecord {
        path: "x".repeat(line::ENTRY_BYTES_MAX),
        ..record(1)
    };
    assert!(matches!(
        spool.append(&large).await,
        Err(SpoolError::TooLarge { .. })
    ));
    assert_eq!(spool.status().pending, 0);
}

#[tokio::test]
async fn a_failed_write_is_told_and_the_next_one_succeeds() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spool");
    // Each record wants a segment of its own.
    let limits = Limits {
        segment_bytes_max: 1,
        ..Limits::DEFAULT
    };
    let spool = Spool::open_with(&path, limits).unwrap();
    spool.append(&record(0)).await.unwrap();
    fs::rename(&path, folder.path().join("away")).unwrap();
    assert!(matches!(
        spool.append(&record(1)).await,
        Err(SpoolError::File { .. })
    ));
    fs::rename(folder.path().join("away"), &path).unwrap();
    spool.append(&record(2)).await.unwrap();
    assert_eq!(spool.status().pending, 2);
    drop(spool);
    assert_eq!(drained(&path).await, (vec![0, 2], 0));
}

#[test]
fn a_folder_is_opened_once() {
    let folder = tempfile::tempdir().unwrap();
    let _first = Spool::<CallRecord>::open(folder.path()).unwrap();
    assert!(matches!(
        Spool::<CallRecord>::open(folder.path()),
        Err(SpoolError::InUse { .. })
    ));
}

#[tokio::test]
async fn a_segment_without_line_ends_is_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("00000000000000000001.lines");
    let mut file = OpenOptions::new().create(true).append(true).open(path).unwrap();
    file.write_all(&vec![b'x'; 1_500 * 1_024]).unwrap();
    filled(folder.path(), [1]).await;
    let (numbers, set_aside) = drained(folder.path()).await;
    assert_eq!((numbers, set_aside), (vec![1], 1));
}

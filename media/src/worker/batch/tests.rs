use std::net::{SocketAddr, UdpSocket};
use std::time::Duration;

use super::{BATCH_MAX, Batch, DATAGRAM_MAX};

fn pair(ip: &str) -> (UdpSocket, UdpSocket) {
    let bind = || UdpSocket::bind((ip, 0)).unwrap();
    let (near, far) = (bind(), bind());
    near.set_nonblocking(true).unwrap();
    far.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    (near, far)
}

fn addresses_survive(ip: &str) {
    let (near, far) = pair(ip);
    let from = far.local_addr().unwrap();
    let mut batch = Batch::new();
    assert_eq!(batch.receive(&near), 0, "empty");
    for _ in 0..3 {
        far.send_to(b"one", near.local_addr().unwrap()).unwrap();
        far.send_to(b"three", near.local_addr().unwrap()).unwrap();
        assert_eq!(batch.receive(&near), 2);
        let (source, bytes) = batch.datagram(0).unwrap();
        assert_eq!((source, &*bytes), (from, b"one".as_slice()));
        bytes[0] = b'0';
        batch.queue(0, 3, from);
        let (source, bytes) = batch.datagram(1).unwrap();
        assert_eq!((source, &*bytes), (from, b"three".as_slice()));
        batch.queue(1, 5, from);
        assert_eq!(batch.send(&near), 0);
        let mut buffer = [0; 10];
        assert_eq!(
            far.recv_from(&mut buffer).unwrap(),
            (3, near.local_addr().unwrap())
        );
        assert_eq!(&buffer[..3], b"0ne");
        assert_eq!(far.recv(&mut buffer).unwrap(), 5);
    }
}

#[test]
fn datagrams_are_taken_rewritten_and_sent_over_ipv4() {
    addresses_survive("127.0.0.1");
}

#[test]
fn datagrams_are_taken_rewritten_and_sent_over_ipv6() {
    addresses_survive("::1");
}

#[test]
fn what_is_too_long_is_dropped_and_more_than_a_batch_stays() {
    let (near, far) = pair("127.0.0.1");
    let to = near.local_addr().unwrap();
    far.send_to(&[0; DATAGRAM_MAX + 1], to).unwrap();
    for _ in 0..BATCH_MAX {
        far.send_to(&[1; DATAGRAM_MAX], to).unwrap();
    }
    let mut batch = Batch::new();
    assert_eq!(batch.receive(&near), BATCH_MAX);
    assert!(batch.datagram(0).is_none());
    assert_eq!(batch.datagram(1).unwrap().1.len(), DATAGRAM_MAX);
    assert_eq!(batch.receive(&near), 1);
    assert!(
        batch.datagram(0).is_some(),
        "the mark of the too long one is gone"
    );
}

#[test]
fn a_refused_datagram_does_not_hold_up_the_others() {
    let (near, far) = pair("127.0.0.1");
    let mut batch = Batch::new();
    for _ in 0..3 {
        far.send_to(b"x", near.local_addr().unwrap()).unwrap();
    }
    assert_eq!(batch.receive(&near), 3);
    let nowhere = SocketAddr::from(([127, 0, 0, 1], 0));
    for (index, to) in [far.local_addr().unwrap(), nowhere, far.local_addr().unwrap()]
        .into_iter()
        .enumerate()
    {
        batch.datagram(index).unwrap();
        batch.queue(index, 1, to);
    }
    assert_eq!(batch.send(&near), 1);
    assert_eq!(far.recv(&mut [0; 4]).unwrap(), 1);
    assert_eq!(far.recv(&mut [0; 4]).unwrap(), 1);
}

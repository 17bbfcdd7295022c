use std::net::SocketAddr;

use hmac::Mac;
use proptest::prelude::{any, proptest};

use super::check::{Check, answer_check};
use super::message::{BINDING_REQUEST, COOKIE, HEADER_BYTES, Message, attribute, fingerprint, integrity};
use super::{IceCredentials, IceSecret};

/// RFC 5769 §2.1.
const SAMPLE: &str = "000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74\
    002400046e0001ff80290008932ff9b151263b36000600096576746a3a68367659202020\
    000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf";
const SAMPLE_PASSWORD: &str = "VOkJxbRl1RmTxUk/WvJxBt";

fn here() -> IceCredentials {
    IceSecret::new([7; 16]).credentials(0)
}

fn phone() -> SocketAddr {
    SocketAddr::from(([192, 0, 2, 1], 32_853))
}

/// A check by who knows these credentials of ours.
pub(crate) fn check_of(ours: &IceCredentials, is_nominated: bool) -> Vec<u8> {
    let name = format!("{}:theirs", ours.fragment());
    let mut attributes: Vec<(u16, &[u8])> = vec![(attribute::USERNAME, name.as_bytes())];
    if is_nominated {
        attributes.push((attribute::USE_CANDIDATE, &[]));
    }
    request(&attributes, ours.password())
}

/// A request with these attributes, protected by a password and closed by a fingerprint.
fn request(attributes: &[(u16, &[u8])], password: &str) -> Vec<u8> {
    let mut message = vec![0; HEADER_BYTES];
    message[..2].copy_from_slice(&BINDING_REQUEST.to_be_bytes());
    message[4..8].copy_from_slice(&COOKIE);
    message[8..].copy_from_slice(b"transaction!");
    let push = |message: &mut Vec<u8>, number: u16, value: &[u8]| {
        message.extend(number.to_be_bytes());
        message.extend(u16::try_from(value.len()).unwrap().to_be_bytes());
        message.extend(value);
        message.resize(message.len().next_multiple_of(4), 0);
    };
    for (number, value) in attributes {
        push(&mut message, *number, value);
    }
    let code = integrity(password, &message).unwrap().finalize().into_bytes();
    push(&mut message, attribute::MESSAGE_INTEGRITY, &code);
    let length = u16::try_from(message.len() - HEADER_BYTES + 8).unwrap();
    message[2..4].copy_from_slice(&length.to_be_bytes());
    let code = fingerprint(&message);
    push(&mut message, attribute::FINGERPRINT, &code.to_be_bytes());
    message
}

fn name() -> Vec<u8> {
    format!("{}:theirs", here().fragment()).into_bytes()
}

/// What an answer says: its kind, the phone's address, and the error.
type Told = (u16, Option<SocketAddr>, Option<Vec<u8>>);

fn answer(datagram: &[u8]) -> (Check, Option<Told>) {
    let mut space = [0; 200];
    let check = answer_check(&here(), phone(), datagram, &mut space);
    let Check::Answered { length, .. } = check else {
        return (check, None);
    };
    let message = Message::parse(&space[..length]).expect("a message of ours can be read");
    assert!(message.is_authentic(here().password()));
    assert_eq!(&message.transaction, b"transaction!");
    let mapped = message.attribute(attribute::XOR_MAPPED_ADDRESS).map(|value| {
        let port = u16::from_be_bytes([value[2] ^ COOKIE[0], value[3] ^ COOKIE[1]]);
        let octets: Vec<u8> = value[4..]
            .iter()
            .zip(COOKIE)
            .map(|(byte, mask)| byte ^ mask)
            .collect();
        SocketAddr::from(([octets[0], octets[1], octets[2], octets[3]], port))
    });
    let error = message.attribute(attribute::ERROR_CODE).map(<[u8]>::to_vec);
    (check, Some((message.kind, mapped, error)))
}

#[test]
fn the_request_of_rfc_5769_is_read_and_believed() {
    let sample = hex::decode(SAMPLE).unwrap();
    let message = Message::parse(&sample).unwrap();
    assert!(message.is_authentic(SAMPLE_PASSWORD));
    assert!(!message.is_authentic("another password of 22"));
    assert_eq!(message.attribute(attribute::USERNAME), Some(&b"evtj:h6vY"[..]));
    assert_eq!(
        message.attribute(attribute::PRIORITY),
        Some(&[0x6e, 0, 1, 255][..])
    );
}

#[test]
fn a_check_is_answered_with_where_it_came_from() {
    let (check, told) = answer(&request(&[(attribute::USERNAME, &name())], here().password()));
    assert!(matches!(
        check,
        Check::Answered {
            is_nominated: false,
            ..
        }
    ));
    assert_eq!(told, Some((0x0101, Some(phone()), None)));
    let nominated: [(u16, &[u8]); 3] = [
        (attribute::USERNAME, &name()),
        (attribute::PRIORITY, &[0; 4]),
        (attribute::USE_CANDIDATE, &[]),
    ];
    let (check, _) = answer(&request(&nominated, here().password()));
    assert!(matches!(
        check,
        Check::Answered {
            is_nominated: true,
            ..
        }
    ));
}

#[test]
fn over_ipv6_it_is_masked_with_the_transaction_too() {
    let source = "[2001:db8::1]:9".parse::<SocketAddr>().unwrap();
    let mut space = [0; 200];
    let datagram = request(&[(attribute::USERNAME, &name())], here().password());
    let Check::Answered { length, .. } = answer_check(&here(), source, &datagram, &mut space) else {
        panic!("not answered")
    };
    let message = Message::parse(&space[..length]).unwrap();
    let value = message.attribute(attribute::XOR_MAPPED_ADDRESS).unwrap();
    assert_eq!(value.len(), 20);
    assert_eq!(
        &value[4..8],
        &[0x20 ^ 0x21, 0x01 ^ 0x12, 0x0d ^ 0xa4, 0xb8 ^ 0x42]
    );
    assert_eq!(value[19], 1 ^ b'!');
}

#[test]
fn who_does_not_know_our_password_is_not_answered() {
    let other = IceSecret::new([8; 16]).credentials(0);
    let forged = request(&[(attribute::USERNAME, &name())], other.password());
    let nameless = request(&[], here().password());
    let misnamed = request(&[(attribute::USERNAME, b"someone:else")], here().password());
    let mut changed = request(&[(attribute::USERNAME, &name())], here().password());
    changed[9] ^= 1;
    for datagram in [forged, nameless, misnamed, changed, hex::decode(SAMPLE).unwrap()] {
        assert_eq!(answer(&datagram), (Check::Refused, None));
    }
}

#[test]
fn what_follows_the_integrity_is_not_believed() {
    let mut message = request(&[(attribute::USERNAME, &name())], here().password());
    message.truncate(message.len() - 8);
    message.extend([0, 0x25, 0, 0]);
    let length = u16::try_from(message.len() - HEADER_BYTES + 8).unwrap();
    message[2..4].copy_from_slice(&length.to_be_bytes());
    let code = fingerprint(&message);
    message.extend([0x80, 0x28, 0, 4]);
    message.extend(code.to_be_bytes());
    let (check, _) = answer(&message);
    assert!(
        matches!(
            check,
            Check::Answered {
                is_nominated: false,
                ..
            }
        ),
        "{check:?}"
    );
}

#[test]
fn two_who_are_led_are_a_conflict_and_the_unknown_is_named() {
    let led: [(u16, &[u8]); 2] = [
        (attribute::USERNAME, &name()),
        (attribute::ICE_CONTROLLED, &[0; 8]),
    ];
    let (check, told) = answer(&request(&led, here().password()));
    assert!(matches!(
        check,
        Check::Answered {
            is_nominated: false,
            ..
        }
    ));
    assert_eq!(told, Some((0x0111, None, Some(vec![0, 0, 4, 87]))));
    let unknown: [(u16, &[u8]); 2] = [(attribute::USERNAME, &name()), (0x7777, &[0; 4])];
    let (_, told) = answer(&request(&unknown, here().password()));
    assert_eq!(told, Some((0x0111, None, Some(vec![0, 0, 4, 20]))));
}

#[test]
fn an_answer_without_room_is_none() {
    let datagram = request(&[(attribute::USERNAME, &name())], here().password());
    for room in 0..64 {
        let answered = answer_check(&here(), phone(), &datagram, &mut vec![0; room]);
        assert_eq!(answered, Check::Refused, "{room}");
    }
}

#[test]
fn each_restart_has_other_credentials_that_may_stand_in_sdp() {
    let secret = IceSecret::new([1; 16]);
    let (first, second) = (secret.credentials(0), secret.credentials(1));
    assert_ne!(first, second);
    assert_ne!(first, IceSecret::new([2; 16]).credentials(0));
    for credentials in [first, second] {
        let (fragment, password) = (credentials.fragment(), credentials.password());
        assert_eq!((fragment.len(), password.len()), (8, 24));
        let is_told = |char: char| char.is_ascii_alphanumeric() || "+/".contains(char);
        assert!(fragment.chars().chain(password.chars()).all(is_told));
        assert!(!format!("{credentials:?} {secret:?}").contains(password));
    }
}

#[test]
fn a_flood_of_random_messages_is_harmless() {
    let mut seed = 1_u64;
    let mut random = move || {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        u8::try_from(seed >> 56).unwrap()
    };
    let good = request(
        &[(attribute::USERNAME, &name()), (attribute::PRIORITY, &[0; 4])],
        here().password(),
    );
    let rounds = if cfg!(debug_assertions) {
        100_000
    } else {
        1_000_000
    };
    let mut space = [0; 200];
    for round in 0..rounds {
        let mut datagram = good.clone();
        for _ in 0..=round % 4 {
            let at = usize::from(random()) % datagram.len();
            datagram[at] ^= 1 << (random() % 8);
        }
        datagram.truncate(datagram.len() - usize::from(random()) % 3);
        if datagram != good {
            let check = answer_check(&here(), phone(), &datagram, &mut space);
            assert!(!matches!(check, Check::Answered { .. }), "{datagram:?}");
        }
    }
}

proptest! {
    #[test]
    fn whatever_comes_is_read_or_refused(bytes: Vec<u8>, length in any::<u8>()) {
        let mut datagram = vec![0, 1, 0, length];
        datagram.extend(COOKIE);
        datagram.extend(&bytes);
        let mut space = [0; 200];
        for datagram in [&datagram[..], &bytes] {
            let check = answer_check(&here(), phone(), datagram, &mut space);
            assert!(!matches!(check, Check::Answered { .. }));
        }
    }
}

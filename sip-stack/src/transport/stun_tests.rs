use proptest::prelude::*;

use super::*;

const TRANSACTION: [u8; 12] = [
    0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34, 0xd6, 0x86, 0xfa, 0x87, 0xdf, 0xae,
];

fn request(attributes: &[Vec<u8>]) -> Vec<u8> {
    message(BINDING_REQUEST, &TRANSACTION, attributes)
}

/// RFC 5769 §2.2: 192.0.2.1:32853.
#[test]
fn the_address_of_the_test_vector_comes_out() {
    let answer = answer(&request(&[]), "192.0.2.1:32853".parse().unwrap()).unwrap();
    assert_eq!(answer[..4], [0x01, 0x01, 0, 12]);
    assert_eq!(answer[8..20], TRANSACTION);
    assert_eq!(
        answer[20..],
        [0x00, 0x20, 0, 8, 0, 1, 0xa1, 0x47, 0xe1, 0x12, 0xa6, 0x43]
    );
}

/// RFC 5769 §2.3: [2001:db8:1234:5678:11:2233:4455:6677]:32853.
#[test]
fn the_ipv6_address_of_the_test_vector_comes_out() {
    let source = "[2001:db8:1234:5678:11:2233:4455:6677]:32853".parse().unwrap();
    let answer = answer(&request(&[]), source).unwrap();
    let xored = [
        0x01, 0x13, 0xa9, 0xfa, 0xa5, 0xd3, 0xf1, 0x79, 0xbc, 0x25, 0xf4, 0xb5, 0xbe, 0xd2, 0xb9, 0xd9,
    ];
    assert_eq!(answer[20..28], [0x00, 0x20, 0, 20, 0, 2, 0xa1, 0x47]);
    assert_eq!(answer[28..], xored);
}

#[test]
fn what_must_be_understood_and_is_not_is_named_and_the_rest_passed_over() {
    let source = "192.0.2.1:1".parse().unwrap();
    let passed_over = [attribute(0x8022, b"software"), attribute(0x0006, b"user")];
    assert_eq!(answer(&request(&passed_over), source).unwrap()[..2], [0x01, 0x01]);
    // CHANGE-REQUEST of the days of RFC 3489.
    let refused = answer(&request(&[attribute(0x0003, &[0; 4])]), source).unwrap();
    assert_eq!(refused[..2], [0x01, 0x11]);
    assert!(refused.windows(4).any(|bytes| bytes == [0, 0, 4, 20]), "420");
    assert!(refused.ends_with(&[0, 0x0A, 0, 2, 0, 3, 0, 0]));
}

#[test]
fn indications_answers_and_damage_are_passed_over() {
    let source = "192.0.2.1:1".parse().unwrap();
    let good = request(&[]);
    let mut indication = good.clone();
    indication[1] = 0x11;
    let mut longer = good.clone();
    longer.push(0);
    for datagram in [&good[..19], &indication, &longer, &answer(&good, source).unwrap()] {
        assert_eq!(answer(datagram, source), None);
    }
    assert!(!is_stun(b"OPTIONS sip:a SIP/2.0\r\n\r\n"));
}

proptest! {
    #[test]
    fn every_answer_is_whole_and_leads_back(source: SocketAddr, transaction: [u8; 12]) {
        let answer = answer(&message(BINDING_REQUEST, &transaction, &[]), source).unwrap();
        prop_assert!(is_stun(&answer));
        prop_assert_eq!(usize::from(number(&answer, 2).unwrap()), answer.len() - HEAD_BYTES);
        let port = number(&answer, 26).unwrap() ^ 0x2112;
        prop_assert_eq!(port, source.port());
    }

    #[test]
    fn no_bytes_are_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..100), kind: u16, source: SocketAddr) {
        let _ = answer(&bytes, source);
        let _ = answer(&message(kind, &TRANSACTION, std::slice::from_ref(&bytes)), source);
        let _ = answer(&request(&[bytes]), source);
    }
}

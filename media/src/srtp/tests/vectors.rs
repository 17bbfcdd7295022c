//! The examples of RFC 3711 Appendix B, RFC 6188 §7 and RFC 7714 §16–17.

use super::super::Suite;
use super::super::aes::Aes;
use super::super::session_keys::{Protocol, SessionKeys, expand};
use super::super::transform::{Position, Transform};

fn bytes(hex: &str) -> Vec<u8> {
    let digits: String = hex.split_whitespace().collect();
    hex::decode(digits).unwrap()
}

fn key_stream(key: &str, counter: u128) -> String {
    let mut stream = [0; 48];
    Aes::new(&bytes(key))
        .unwrap()
        .add_key_stream(counter, &mut stream);
    hex::encode(stream)
}

#[test]
fn key_streams_are_those_of_rfc_3711_b_2_and_rfc_6188_7_1() {
    let start = 0xf0f1_f2f3_f4f5_f6f7_f8f9_fafb_fcfd_0000;
    let small = "2B7E151628AED2A6ABF7158809CF4F3C";
    assert_eq!(
        key_stream(small, start),
        "e03ead0935c95e80e166b16dd92b4eb4d23513162b02d0f72a43a2fe4a5f97ab41e95b3bb0a2e8dd477901e4fca894c0"
    );
    assert_eq!(
        key_stream(small, start + 0xfeff),
        "ec8cdf7398607cb0f2d21675ea9ea1e4362b7c3c6773516318a077d7fc5073ae6a2cc3787889374fbeb4c81b17ba6c44"
    );
    let large = "57f82fe3613fd170a85ec93c40b1f0922ec4cb0dc025b58272147cc438944a98";
    assert_eq!(
        key_stream(large, start),
        "92bdd28a93c3f52511c677d08b5515a49da71b2378a854f67050756ded165bac63c4868b7096d88421b563b8c94c9a31"
    );
    assert_eq!(
        key_stream(large, start + 0xfeff),
        "cea518c90fd91ced9cbb18c078a547113dbc4814f4da5f00a08772b63c6a046d6eb246913062a16891433e97dd01a57f"
    );
}

#[test]
fn a_long_key_stream_is_the_same_in_parts() {
    let aes = Aes::new(&[7; 16]).unwrap();
    let (mut whole, mut parts) = ([0; 300], [0; 300]);
    aes.add_key_stream(5, &mut whole);
    for (counter, part) in (5..).zip(parts.chunks_mut(16)) {
        aes.add_key_stream(counter, part);
    }
    assert_eq!(whole, parts);
}

fn derived(key: &str, salt: &str, label: u8, length: usize) -> String {
    let mut out = vec![0xff; length];
    let salt: [u8; 14] = bytes(salt).try_into().unwrap();
    expand(&Aes::new(&bytes(key)).unwrap(), &salt, label, &mut out);
    hex::encode(out)
}

#[test]
fn session_keys_are_those_of_rfc_3711_b_3() {
    let (key, salt) = ("E1F97A0D3E018BE0D64FA32C06DE4139", "0EC675AD498AFEEBB6960B3AABE6");
    assert_eq!(derived(key, salt, 0, 16), "c61e7a93744f39ee10734afe3ff7a087");
    assert_eq!(derived(key, salt, 2, 14), "30cbbc08863d8c85d49db34a9ae1");
    assert_eq!(
        derived(key, salt, 1, 94),
        "cebe321f6ff7716b6fd4ab49af256a156d38baa48f0a0acf3c34e2359e6cdbcee049646c43d9327ad175578ef7227098\
         6371c10c9a369ac2f94a8c5fbcdddc256d6e919a48b610ef17c2041e474035766b68642c59bbfc2f34db60dbdfb2"
    );
}

#[test]
fn session_keys_are_those_of_rfc_6188_7_2() {
    let (key, salt) = (
        "f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6",
        "3b04803de51ee7c96423ab5b78d2",
    );
    assert_eq!(
        derived(key, salt, 0, 32),
        "5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4"
    );
    assert_eq!(derived(key, salt, 2, 14), "fa31791685ca444a9e07c6c64e93");
    assert_eq!(
        derived(key, salt, 1, 20),
        "fd9c32d39ed5fbb5a9dc96b30818454d1313dc05"
    );
}

/// A transform with the session keys of RFC 7714's examples.
fn gallia(suite: Suite, protocol: Protocol) -> Transform {
    let key: Vec<u8> = (0..32).collect();
    let keys = SessionKeys::given(&key[..suite.key_bytes()], b"Quid pro quo");
    Transform::with_keys(suite, protocol, &keys).unwrap()
}

#[test]
fn rtp_is_sealed_as_in_rfc_7714_16() {
    let plain = bytes(
        "8040f17b 8041f8d3 5501a0b2 47616c6c 69612065 7374206f 6d6e6973 20646976
         69736120 696e2070 61727465 73207472 6573",
    );
    let of_128 = "8040f17b 8041f8d3 5501a0b2 f24de3a3 fb34de6c acba861c 9d7e4bca be633bd5 0d294e6f 42a5f47a
        51c7d19b 36de3adf 8833899d 7f27beb1 6a9152cf 765ee439 0cce";
    let of_256 = "8040f17b 8041f8d3 5501a0b2 32b1de78 a822fe12 ef9f78fa 332e33aa b1801238 9a58e2f3 b50b2a02
        76ffae0f 1ba63799 b87b7aa3 db36dfff d6b0f9bb 7878d7a7 6c13";
    for (suite, sealed) in [(Suite::AeadAes128Gcm, of_128), (Suite::AeadAes256Gcm, of_256)] {
        let transform = gallia(suite, Protocol::Rtp);
        let position = Position {
            ssrc: 0x5501_a0b2,
            index: 0xf17b,
        };
        let mut packet = plain.clone();
        packet.resize(plain.len() + 16, 0);
        assert_eq!(
            transform.seal_rtp(position, 12, &mut packet, plain.len()),
            Ok(packet.len())
        );
        assert_eq!(packet, bytes(sealed), "{suite}");
        let (body, tag) = packet.split_at_mut(plain.len());
        assert!(transform.open_rtp(position, 12, body, tag));
        assert_eq!(body, plain);
    }
}

#[test]
fn rtcp_is_sealed_as_in_rfc_7714_17_1() {
    let plain = bytes(
        "81c8000d 4d617273 4e545031 4e545032 52545020 0000042a 0000e930 4c756e61
         deadbeef deadbeef deadbeef deadbeef deadbeef",
    );
    let sealed = bytes(
        "81c8000d 4d617273 63e94885 dcdab67c a727d766 2f6b7e99 7ff5c0f7 6c06f32d c676a5f1 730d6fda
         4ce09b46 86303ded 0bb9275b c84aa458 96cf4d2f c5abf872 45d9eade 800005d4",
    );
    let transform = gallia(Suite::AeadAes128Gcm, Protocol::Rtcp);
    let position = Position {
        ssrc: 0x4d61_7273,
        index: 0x05d4,
    };
    let mut packet = plain.clone();
    packet.resize(plain.len() + 20, 0);
    assert_eq!(
        transform.seal_rtcp(position, &mut packet, plain.len()),
        Ok(packet.len())
    );
    assert_eq!(packet, sealed);
    let (body, tag) = packet.split_at_mut(plain.len());
    assert!(transform.open_rtcp(position, body, &tag[..16]));
    assert_eq!(body, plain);
}

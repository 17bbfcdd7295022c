use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::Crypto;
use crate::srtp::{Mki, SrtpKey, Suite};

const KEY: &str = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz";

fn parse(rest: &str) -> Option<Crypto> {
    Crypto::parse(&format!("1 AES_CM_128_HMAC_SHA1_80 {rest}"))
}

#[test]
fn the_line_of_rfc_4568_is_read() {
    let crypto = parse(&format!("inline:{KEY}|2^20|1:4 FEC_ORDER=FEC_SRTP")).unwrap();
    assert_eq!((crypto.tag, crypto.key.suite()), (1, Suite::AesCm128HmacSha1_80));
    assert_eq!(crypto.lifetime_packets, Some(1 << 20));
    assert_eq!(crypto.key.mki(), Some(Mki { value: 1, bytes: 4 }));
    assert_eq!(
        crypto.to_string(),
        format!("1 AES_CM_128_HMAC_SHA1_80 inline:{KEY}|2^20|1:4")
    );
}

#[test]
fn lifetime_mki_and_padding_may_be_left_out() {
    for (rest, mki) in [
        (format!("inline:{KEY}"), None),
        (format!("inline:{KEY}|1000"), None),
        (
            format!("inline:{KEY}|7:1 WSH=128 -MINE KDR=0"),
            Some(Mki { value: 7, bytes: 1 }),
        ),
    ] {
        assert_eq!(parse(&rest).unwrap().key.mki(), mki, "{rest}");
    }
    let mut material = [7_u8; 44];
    material[0] = 1;
    let key = SrtpKey::new(Suite::AeadAes256Gcm, &material).unwrap();
    let padded = Crypto::new(2, key).to_string();
    assert!(padded.ends_with('='));
    assert_eq!(
        Crypto::parse(padded.trim_end_matches('=')),
        Some(Crypto::new(2, key))
    );
}

#[test]
fn what_we_cannot_do_is_passed_over() {
    for rest in [
        String::new(),
        format!("clear:{KEY}"),
        String::from("inline:WVNf"),
        String::from("inline:"),
        format!("inline:{KEY}|2^49"),
        format!("inline:{KEY}|0"),
        format!("inline:{KEY}|2^20|1:9"),
        format!("inline:{KEY}|2^20|256:1"),
        format!("inline:{KEY}|2^20|1:4|5"),
        format!("inline:{KEY}|2^20|1:4;inline:{KEY}|2^20|2:4"),
        format!("inline:{KEY} KDR=5"),
        format!("inline:{KEY} UNENCRYPTED_SRTP"),
        format!("inline:{KEY} UNAUTHENTICATED_SRTP"),
    ] {
        assert_eq!(parse(&rest), None, "{rest}");
    }
    for value in [
        "",
        "1",
        "x AES_CM_128_HMAC_SHA1_80",
        "1 F8_128_HMAC_SHA1_80",
        "+1 AEAD_AES_128_GCM",
    ] {
        assert_eq!(Crypto::parse(&format!("{value} inline:{KEY}")), None, "{value}");
    }
    assert_eq!(
        Crypto::parse(&format!("1234567890 AES_CM_128_HMAC_SHA1_80 inline:{KEY}")),
        None
    );
}

proptest! {
    #[test]
    fn what_is_printed_is_read_again(
        tag in 0_u32..1_000_000_000,
        suite in prop::sample::select(Suite::ALL.to_vec()),
        seed: u64,
        lifetime_packets in prop::option::of(1_u64..1 << 48),
        mki in prop::option::of((any::<u64>(), 1..=Mki::BYTES_MAX)),
    ) {
        let mki = mki.map(|(value, bytes)| Mki {
            value: if bytes == Mki::BYTES_MAX { value } else { value % (1 << (8 * bytes)) },
            bytes,
        });
        let key = SrtpKey::random(suite, &mut StdRng::seed_from_u64(seed)).with_mki(mki);
        let crypto = Crypto { tag, key, lifetime_packets };
        prop_assert_eq!(Crypto::parse(&crypto.to_string()), Some(crypto));
    }

    #[test]
    fn no_text_is_a_panic(
        text in "[0-9]{0,10} ?(AES_CM_128_HMAC_SHA1_80|AEAD_AES_128_GCM)? ?(inline:)?[A-Za-z0-9+/=|:;^ -]{0,80}",
        any: String,
    ) {
        for text in [text, any] {
            if let Some(crypto) = Crypto::parse(&text) {
                prop_assert_eq!(Crypto::parse(&crypto.to_string()), Some(crypto));
            }
        }
    }
}

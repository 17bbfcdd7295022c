//! Phones that make the keys of their audio by DTLS.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use bytes::BytesMut;
use media::dtls::{DtlsTerms, Fingerprint, HandshakeError, HashFunction, Role};
use media::engine::{Command, Event, Source};
use media::offer_answer::{Agreed, Keying, SrtpKeys};
use media::srtp::{OVERHEAD_MAX, Protector, SrtpKey, Suite, Unprotector};
use rtc_crypto::RTCCryptoProvider;
use rtc_crypto::providers::RingProvider;
use rtc_dtls::config::ConfigBuilder;
use rtc_dtls::crypto::Certificate;
use rtc_dtls::endpoint::{Endpoint, EndpointEvent};
use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc_shared::TransportProtocol;
use rtp_rs::{RtpPacketBuilder, RtpReader};

use crate::house::{House, LOCALHOST, Line};
use crate::phone::Phone;

const SSRC: u32 = 77;
const PEER: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 1);

/// A phone's certificate.
struct Card {
    provider: Arc<dyn RTCCryptoProvider>,
    certificate: Certificate,
}

impl Card {
    fn new() -> Self {
        let provider: Arc<dyn RTCCryptoProvider> = Arc::new(RingProvider::new());
        let names = vec![String::from("phone")];
        let certificate = Certificate::generate_self_signed(names, provider.crypto()).unwrap();
        Self {
            provider,
            certificate,
        }
    }

    fn terms(&self) -> DtlsTerms {
        let der = &self.certificate.certificate[0];
        DtlsTerms {
            role: Role::Server,
            fingerprints: vec![Fingerprint::of(HashFunction::Sha256, der)],
            tls_id: None,
        }
    }

    /// Shakes hands over the phone's audio port; the keys, and our certificate's fingerprint. `None`: it is refused.
    fn shake(&self, phone: &Phone) -> Option<(SrtpKeys, Fingerprint)> {
        let config = ConfigBuilder::default()
            .with_crypto_provider(self.provider.clone())
            .with_certificates(vec![self.certificate.clone()])
            .with_srtp_protection_profiles(vec![SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80])
            .with_insecure_skip_verify(true)
            .build(true, Some(PEER))
            .unwrap();
        let mut client = Endpoint::new(PEER, TransportProtocol::UDP, None);
        client
            .connect(Instant::now(), PEER, Arc::new(config), None)
            .unwrap();
        let mut buffer = [0; 2_048];
        loop {
            while let Some(flight) = client.poll_transmit() {
                phone.send(&flight.message);
            }
            let (length, from) = phone.rtp.recv_from(&mut buffer).expect("a flight in time");
            assert_eq!(from, phone.to);
            let events = client.read(Instant::now(), PEER, None, BytesMut::from(&buffer[..length]));
            match events {
                Ok(events)
                    if events
                        .iter()
                        .any(|event| matches!(event, EndpointEvent::HandshakeComplete)) =>
                {
                    break;
                }
                Ok(events)
                    if events
                        .iter()
                        .any(|event| matches!(event, EndpointEvent::PeerClosed)) =>
                {
                    return None;
                }
                Ok(_) => {}
                Err(_) => return None,
            }
        }
        let state = client.get_connection_state(PEER).unwrap();
        let material = state
            .export_keying_material("EXTRACTOR-dtls_srtp", &[], 60)
            .unwrap();
        let material: &[u8] = material.as_ref();
        let key = |at: usize| {
            let key = [
                &material[16 * at..16 * (at + 1)],
                &material[32 + 14 * at..32 + 14 * (at + 1)],
            ]
            .concat();
            SrtpKey::new(Suite::AesCm128HmacSha1_80, &key).unwrap()
        };
        let keys = SrtpKeys {
            send: key(0),
            receive: key(1),
        };
        let shown = Fingerprint::of(HashFunction::Sha256, &state.peer_certificates[0]);
        Some((keys, shown))
    }
}

fn shaking(card: &Card) -> impl FnOnce(&mut Agreed) {
    let terms = card.terms();
    |agreed| {
        agreed.srtp = Some(Box::new(Keying::Dtls(terms)));
        agreed.rtcp_mux = true;
    }
}

fn say(line: &Line, protector: &mut Protector, sequence: u16) {
    let packet = RtpPacketBuilder::new()
        .payload_type(0)
        .ssrc(SSRC)
        .sequence(sequence.into())
        .timestamp(u32::from(sequence) * 160)
        .payload(&[7; 160])
        .build()
        .unwrap();
    let mut room = [0; 172 + OVERHEAD_MAX];
    room[..172].copy_from_slice(&packet);
    let length = protector.protect_rtp(&mut room, 172).unwrap();
    line.phone.send(&room[..length]);
}

/// The payload of the next packet that is RTP; handshakes may be repeated meanwhile.
fn hear(line: &Line, unprotector: &mut Unprotector) -> Vec<u8> {
    loop {
        let mut buffer = [0; 2_048];
        let (length, _) = line.phone.rtp.recv_from(&mut buffer).expect("a packet in time");
        if buffer[0] < 64 {
            continue;
        }
        if let Ok(length) = unprotector.unprotect_rtp(&mut buffer[..length]) {
            return RtpReader::new(&buffer[..length]).unwrap().payload().to_vec();
        }
    }
}

#[test]
fn a_phone_that_shakes_hands_and_a_plain_one_hear_each_other() {
    let mut house = House::new();
    let card = Card::new();
    let a = house.line_at(LOCALHOST, shaking(&card));
    let mut b = house.line();
    house.bridge(&a, &b);
    let (keys, shown) = card.shake(&a.phone).expect("keys");
    assert_eq!(Some(shown), a.address.fingerprint);
    let mut protector = Protector::new(&keys.send, SSRC).unwrap();
    let mut unprotector = Unprotector::new(&keys.receive).unwrap();
    // Our keys follow our last flight within moments; until then what it says is lost.
    let heard = (0..500).any(|sequence| {
        say(&a, &mut protector, sequence);
        b.phone
            .rtp
            .set_read_timeout(Some(std::time::Duration::from_millis(20)))
            .unwrap();
        let mut buffer = [0; 2_048];
        let heard = b.phone.rtp.recv_from(&mut buffer);
        heard.is_ok_and(|(length, _)| buffer[12..length] == [7; 160])
    });
    assert!(heard);
    b.phone.say(&[9; 160]);
    assert_eq!(hear(&a, &mut unprotector), [9; 160]);
    assert_eq!(house.close(&a).srtp, Some(Suite::AesCm128HmacSha1_80));
    let counts = house.engine.counts();
    assert_eq!((counts.handshakes_done, counts.handshakes_failed), (1, 0));
}

#[test]
fn a_prompt_begins_when_the_keys_are_there() {
    let mut house = House::new();
    let card = Card::new();
    let a = house.line_at(LOCALHOST, shaking(&card));
    let source = Source::tone(440.0, -10.0, std::time::Duration::from_secs(1));
    house.command(Command::Play {
        stream: a.stream,
        source,
    });
    let (keys, _) = card.shake(&a.phone).expect("keys");
    let mut unprotector = Unprotector::new(&keys.receive).unwrap();
    assert_eq!(hear(&a, &mut unprotector).len(), 160);
    let played = house.event();
    assert!(matches!(played, Event::Played { .. }), "{played:?}");
    assert_eq!(house.close(&a).packets_sent, 50, "none was lost before");
}

#[test]
fn another_certificate_than_the_named_one_gets_nothing() {
    let mut house = House::new();
    let (named, shown) = (Card::new(), Card::new());
    let a = house.line_at(LOCALHOST, shaking(&named));
    assert!(shown.shake(&a.phone).is_none());
    let told = house.event();
    let expected = Event::Unsecured {
        stream: a.stream,
        error: HandshakeError::OtherCertificate,
    };
    assert_eq!(told, expected);
    assert_eq!(house.close(&a).srtp, None);
    assert_eq!(house.engine.counts().handshakes_failed, 1);
}

#[test]
fn a_flood_of_broken_handshakes_harms_nobody() {
    let mut house = House::new();
    let card = Card::new();
    let a = house.line_at(LOCALHOST, shaking(&card));
    let (mut c, mut d) = house.bridged();
    let mut hello = [0_u8; 400];
    for round in 0..4_000_u32 {
        hello[..5].copy_from_slice(&[22, 254, 253, 0, 0]);
        hello[13] = 1;
        hello[17..21].copy_from_slice(&round.to_be_bytes());
        hello[30..34].copy_from_slice(&round.wrapping_mul(2_654_435_761).to_be_bytes());
        a.phone.send(&hello[..25 + (round as usize % 375)]);
        if round % 100 == 0 {
            c.phone.say(&[1; 160]);
            assert_eq!(d.phone.hear().payload, [1; 160]);
            d.phone.say(&[2; 160]);
            assert_eq!(c.phone.hear().payload, [2; 160]);
        }
    }
    let report = house.close(&a);
    assert_eq!((report.packets_received, report.srtp), (0, None));
}

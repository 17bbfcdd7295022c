use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::BytesMut;
use rtc_dtls::config::HandshakeConfig;
use rtc_dtls::endpoint::{Endpoint, EndpointEvent};
use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc_dtls::state::State as Negotiated;
use rtc_shared::TransportProtocol;
use rtc_shared::error::Error;

use super::identity::OTHER_CERTIFICATE;
use super::{DtlsTerms, Fingerprint, HandshakeError, Identity, Role};
use crate::srtp::{SrtpKey, SrtpKeys, Suite};

/// A handshake that lasts longer has failed.
pub(crate) const HANDSHAKE_TIME: Duration = Duration::from_secs(20);
/// How long the last flight can be asked for again.
const LINGER: Duration = Duration::from_secs(20);
/// Bytes that one handshake may bring; with a chain of three certificates of RSA it has some 8,000.
const BYTES_MAX: usize = 65_536;
/// What keys are exported for (RFC 5764 §4.2).
const LABEL: &str = "EXTRACTOR-dtls_srtp";
/// The library tells peers apart by address; ours has one.
const PEER: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 1);

/// What happens to an association.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Input<'a> {
    /// It begins: a client sends its first flight.
    Start,
    /// The peer sent this.
    Datagram(&'a [u8]),
    /// The deadline has come.
    Timeout,
}

/// What it wants done.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Send this to the peer.
    Send(BytesMut),
    /// The handshake is complete, with the peer that was named.
    Keys(SrtpKeys),
    /// It came to nothing, and is over.
    Failed(HandshakeError),
}

/// One handshake with one peer.
pub(crate) struct Association {
    library: Endpoint,
    /// `None`: the library takes no such terms, which is a fault of ours.
    config: Option<Arc<HandshakeConfig>>,
    terms: DtlsTerms,
    bytes_left: usize,
    state: State,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Handshaking {
        until: Instant,
    },
    /// The peer may have missed our last flight, and repeat its own.
    Established {
        until: Instant,
    },
    Over,
}

impl Association {
    pub(crate) fn new(identity: &Identity, terms: DtlsTerms, now: Instant) -> Self {
        let config = identity.config(&terms).ok();
        Self {
            library: library(config.as_ref(), terms.role),
            config,
            terms,
            bytes_left: BYTES_MAX,
            state: State::Handshaking {
                until: now + HANDSHAKE_TIME,
            },
        }
    }

    /// A fault of the library ends this handshake and nothing else.
    pub(crate) fn handle(&mut self, now: Instant, input: Input<'_>, out: &mut Vec<Effect>) {
        let step = AssertUnwindSafe(|| self.step(now, input, out));
        if catch_unwind(step).is_err() {
            self.fail(HandshakeError::Broken, out);
        }
    }

    /// When to call [`Association::handle`] with [`Input::Timeout`]. `None`: nothing is pending.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        match self.state {
            State::Handshaking { until } => {
                let flight = self.library.poll_timeout(&PEER);
                Some(flight.map_or(until, |flight| flight.min(until)))
            }
            State::Established { until } => Some(until),
            State::Over => None,
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        matches!(self.state, State::Over)
    }

    pub(crate) fn is_handshaking(&self) -> bool {
        matches!(self.state, State::Handshaking { .. })
    }

    fn step(&mut self, now: Instant, input: Input<'_>, out: &mut Vec<Effect>) {
        match (self.state, input) {
            (State::Handshaking { .. }, Input::Start) if self.terms.role == Role::Client => {
                self.connect(now, out);
            }
            (State::Handshaking { .. } | State::Established { .. }, Input::Datagram(datagram)) => {
                self.receive(now, datagram, out);
            }
            (State::Handshaking { until }, Input::Timeout) if until <= now => {
                self.fail(HandshakeError::TimedOut, out);
            }
            (State::Handshaking { .. }, Input::Timeout) => self.send_again(now, out),
            (State::Established { until }, Input::Timeout) if until <= now => self.state = State::Over,
            (State::Established { .. }, Input::Timeout) | (_, Input::Start) | (State::Over, _) => {}
        }
    }

    fn connect(&mut self, now: Instant, out: &mut Vec<Effect>) {
        let config = self.config.clone();
        let begun = config.map(|config| self.library.connect(now, PEER, config, None));
        match begun {
            Some(Ok(())) => self.flush(out),
            Some(Err(_)) | None => self.fail(HandshakeError::Broken, out),
        }
    }

    fn receive(&mut self, now: Instant, datagram: &[u8], out: &mut Vec<Effect>) {
        let Some(left) = self.bytes_left.checked_sub(datagram.len()) else {
            match self.state {
                State::Handshaking { .. } => self.fail(HandshakeError::TooLong, out),
                _ => self.state = State::Over,
            }
            return;
        };
        self.bytes_left = left;
        let read = self.library.read(now, PEER, None, BytesMut::from(datagram));
        if !self.is_handshaking() {
            self.flush(out);
            // Who comes back after a goodbye makes a new handshake.
            if read.is_ok_and(|events| events.iter().any(is_goodbye)) {
                self.state = State::Over;
            }
            return;
        }
        match read {
            Ok(events) if events.iter().any(is_complete) => self.complete(now, out),
            Ok(_) => self.flush(out),
            Err(OTHER_CERTIFICATE) => {
                self.flush(out);
                self.fail(HandshakeError::OtherCertificate, out);
            }
            Err(error) => {
                let refused = matches!(error, Error::ErrAlertFatalOrClose);
                let before = out.len();
                self.flush(out);
                let is_given_up = out.iter().skip(before).any(is_fatal_alert);
                // What cannot be read is passed over (RFC 6347 §4.1.2.7), unless one side has given up by it.
                if refused || is_given_up {
                    self.fail(HandshakeError::Refused, out);
                }
            }
        }
    }

    /// What goes out last goes only to the peer that was named. The library has seen to it, and is not trusted alone.
    fn complete(&mut self, now: Instant, out: &mut Vec<Effect>) {
        let negotiated = self.library.get_connection_state(PEER);
        let shown = negotiated.and_then(|state| state.peer_certificates.first());
        let is_named = shown.is_some_and(|shown| Fingerprint::names(&self.terms.fingerprints, shown));
        let keys = negotiated.and_then(|state| keys(state, self.terms.role));
        let error = match keys {
            Some(keys) if is_named => {
                self.flush(out);
                out.push(Effect::Keys(keys));
                self.state = State::Established { until: now + LINGER };
                return;
            }
            Some(_) => HandshakeError::OtherCertificate,
            None => HandshakeError::Refused,
        };
        while self.library.poll_transmit().is_some() {}
        self.library.stop(now, PEER);
        self.flush(out);
        self.fail(error, out);
    }

    fn send_again(&mut self, now: Instant, out: &mut Vec<Effect>) {
        let sent = self.library.handle_timeout(PEER, now);
        self.flush(out);
        if sent.is_ok() {
            return;
        }
        // The library has sent its flight often enough; a phone that only rings may take longer.
        self.library = library(self.config.as_ref(), self.terms.role);
        if self.terms.role == Role::Client {
            self.connect(now, out);
        }
    }

    fn flush(&mut self, out: &mut Vec<Effect>) {
        while let Some(packet) = self.library.poll_transmit() {
            out.push(Effect::Send(packet.message));
        }
    }

    fn fail(&mut self, error: HandshakeError, out: &mut Vec<Effect>) {
        if self.is_handshaking() {
            out.push(Effect::Failed(error));
        }
        self.state = State::Over;
    }
}

impl fmt::Debug for Association {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Association({:?}, {:?})", self.terms.role, self.state)
    }
}

fn library(config: Option<&Arc<HandshakeConfig>>, role: Role) -> Endpoint {
    let server = config.filter(|_| role == Role::Server).cloned();
    Endpoint::new(PEER, TransportProtocol::UDP, server)
}

fn is_complete(event: &EndpointEvent) -> bool {
    matches!(event, EndpointEvent::HandshakeComplete)
}

fn is_goodbye(event: &EndpointEvent) -> bool {
    matches!(event, EndpointEvent::PeerClosed)
}

/// Whether this is an alert, in the clear, that ends a handshake.
fn is_fatal_alert(effect: &Effect) -> bool {
    const ALERT: u8 = 21;
    const FATAL: u8 = 2;
    const RECORD_HEADER_BYTES: usize = 13;
    let Effect::Send(datagram) = effect else {
        return false;
    };
    datagram.first() == Some(&ALERT) && datagram.get(RECORD_HEADER_BYTES) == Some(&FATAL)
}

/// The keys of both directions (RFC 5764 §4.2): both keys, then both salts, the client's first.
fn keys(negotiated: &Negotiated, role: Role) -> Option<SrtpKeys> {
    let suite = match negotiated.srtp_protection_profile() {
        SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80 => Suite::AesCm128HmacSha1_80,
        SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_32 => Suite::AesCm128HmacSha1_32,
        SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm => Suite::AeadAes128Gcm,
        SrtpProtectionProfile::Srtp_Aead_Aes_256_Gcm => Suite::AeadAes256Gcm,
        _ => return None,
    };
    let (key_bytes, salt_bytes) = (suite.key_bytes(), suite.salt_bytes());
    let material = negotiated
        .export_keying_material(LABEL, &[], 2 * (key_bytes + salt_bytes))
        .ok()?;
    let material: &[u8] = material.as_ref();
    let (keys, salts) = material.split_at_checked(2 * key_bytes)?;
    let (client_key, server_key) = keys.split_at_checked(key_bytes)?;
    let (client_salt, server_salt) = salts.split_at_checked(salt_bytes)?;
    let client = SrtpKey::new(suite, &[client_key, client_salt].concat())?;
    let server = SrtpKey::new(suite, &[server_key, server_salt].concat())?;
    Some(match role {
        Role::Client => SrtpKeys {
            send: client,
            receive: server,
        },
        Role::Server => SrtpKeys {
            send: server,
            receive: client,
        },
    })
}

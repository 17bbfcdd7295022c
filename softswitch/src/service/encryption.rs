//! Which legs speak SRTP: by the settings, and by whether keys can be told without others reading them.

use config::Srtp;
use media::offer_answer::{Encryption, Keys};
use sip_stack::message::Transport;

use super::users::SELFTEST;

/// What the settings say of a peer's audio.
#[derive(Clone, Copy, Debug, Default)]
pub struct Privacy {
    /// Whether it is encrypted.
    pub srtp: Srtp,
    /// Which keys we offer.
    pub keys: config::Keys,
}

impl Privacy {
    /// Of phones.
    #[must_use]
    pub fn of(media: &config::Media) -> Self {
        Self {
            srtp: media.srtp,
            keys: media.keys,
        }
    }

    /// Of one user's phones: those of the self-test shake no hands.
    #[must_use]
    pub fn towards(self, extension: &str) -> Self {
        let keys = match SELFTEST.contains(&extension) {
            true => config::Keys::Sdes,
            false => self.keys,
        };
        Self { keys, ..self }
    }
}

/// What a leg wants whose signalling goes over this transport.
#[must_use]
pub fn encryption(Privacy { srtp, keys }: Privacy, transport: Transport) -> Encryption {
    let is_private = matches!(transport, Transport::Tls | Transport::Wss);
    let is_browser = matches!(transport, Transport::Ws | Transport::Wss);
    let keys = match keys {
        config::Keys::Dtls => Keys::Dtls,
        // Browsers know no other.
        config::Keys::Sdes if is_browser => Keys::Dtls,
        config::Keys::Sdes => Keys::Sdes,
    };
    match srtp {
        Srtp::Off => Encryption::Never,
        Srtp::Optional if is_private => Encryption::BestEffort(keys),
        // Who tells a key where others can read it gets what it asks for; we do not.
        Srtp::Optional => Encryption::Offered,
        Srtp::Offer => Encryption::BestEffort(keys),
        Srtp::Required => Encryption::Required(keys),
    }
}

#[cfg(test)]
mod tests {
    use config::Srtp;
    use media::offer_answer::{Encryption, Keys};
    use sip_stack::message::Transport;

    use super::{Privacy, encryption};

    #[test]
    fn keys_are_offered_of_ourselves_only_where_nobody_can_read_them() {
        let (best_effort, required) = (Encryption::BestEffort, Encryption::Required);
        for (ours, keys) in [(config::Keys::Sdes, Keys::Sdes), (config::Keys::Dtls, Keys::Dtls)] {
            for (srtp, plain, private) in [
                (Srtp::Off, Encryption::Never, Encryption::Never),
                (Srtp::Optional, Encryption::Offered, best_effort(keys)),
                (Srtp::Offer, best_effort(keys), best_effort(keys)),
                (Srtp::Required, required(keys), required(keys)),
            ] {
                for transport in [Transport::Udp, Transport::Tcp] {
                    assert_eq!(
                        encryption(Privacy { srtp, keys: ours }, transport),
                        plain,
                        "{srtp:?} {transport:?}"
                    );
                }
                assert_eq!(
                    encryption(Privacy { srtp, keys: ours }, Transport::Tls),
                    private,
                    "{srtp:?}"
                );
            }
        }
    }

    #[test]
    fn a_browser_is_offered_a_handshake_whatever_the_phones_get() {
        for ours in [config::Keys::Sdes, config::Keys::Dtls] {
            let privacy = |srtp| Privacy { srtp, keys: ours };
            let offered = encryption(privacy(Srtp::Optional), Transport::Wss);
            assert_eq!(offered, Encryption::BestEffort(Keys::Dtls));
            let required = encryption(privacy(Srtp::Required), Transport::Ws);
            assert_eq!(required, Encryption::Required(Keys::Dtls));
        }
    }
}

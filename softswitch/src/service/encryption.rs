//! Which legs speak SRTP: by the settings, and by whether keys can be told without others reading them.

use config::Srtp;
use media::offer_answer::Encryption;
use sip_stack::message::Transport;

/// What a leg wants whose signalling goes over this transport.
#[must_use]
pub fn encryption(srtp: Srtp, transport: Transport) -> Encryption {
    let is_private = matches!(transport, Transport::Tls | Transport::Wss);
    match srtp {
        Srtp::Off => Encryption::Never,
        Srtp::Optional if is_private => Encryption::BestEffort,
        // Who tells a key where others can read it gets what it asks for; we do not.
        Srtp::Optional => Encryption::Offered,
        Srtp::Offer => Encryption::BestEffort,
        Srtp::Required => Encryption::Required,
    }
}

#[cfg(test)]
mod tests {
    use config::Srtp;
    use media::offer_answer::Encryption;
    use sip_stack::message::Transport;

    use super::encryption;

    #[test]
    fn keys_are_offered_of_ourselves_only_where_nobody_can_read_them() {
        for (srtp, plain, private) in [
            (Srtp::Off, Encryption::Never, Encryption::Never),
            (Srtp::Optional, Encryption::Offered, Encryption::BestEffort),
            (Srtp::Offer, Encryption::BestEffort, Encryption::BestEffort),
            (Srtp::Required, Encryption::Required, Encryption::Required),
        ] {
            for transport in [Transport::Udp, Transport::Tcp, Transport::Ws] {
                assert_eq!(encryption(srtp, transport), plain, "{srtp:?} {transport:?}");
            }
            for transport in [Transport::Tls, Transport::Wss] {
                assert_eq!(encryption(srtp, transport), private, "{srtp:?} {transport:?}");
            }
        }
    }
}

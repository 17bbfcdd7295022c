//! `sip`: where phones reach the switch, and how long they may register.

use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::time::Duration;

use yaml::{Mistakes, Node, Span};

use crate::emergency::Emergency;
use crate::headers::HeaderRules;
use crate::session_timer::SessionTimer;
use crate::settings::Office;
use crate::sip_listen::{self, SipListen, SipTransport};
use crate::sip_tls::SipTls;
use crate::{address, choice, domain};

const FOREIGN_DOMAINS: [(&str, bool); 2] = [("refuse", false), ("allow", true)];
const CONTACTS: RangeInclusive<u64> = 1..=100;
const ALIASES_MAX: usize = 100;
const REGISTRATION: RangeInclusive<Duration> = Duration::from_secs(10)..=Duration::from_secs(7 * 24 * 3_600);

/// Where phones reach the switch, and how long they may register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sip {
    /// Addresses to listen on, at least one; port 0 takes a free one.
    pub listen: Vec<SipListen>,
    /// Host, perhaps with port, that peers are told; `None`: the address of the route to the peer.
    pub advertise: Option<String>,
    /// Whether users may send messages and the like to other domains; calls go by the dialplan.
    pub foreign_domains: bool,
    /// The longest registration that is granted.
    pub max_registration: Duration,
    /// The shortest; RFC 3261 §10.3 lets a registrar refuse only wishes below one hour.
    pub min_registration: Duration,
    /// Names that phones may use in place of the domain, in lower case.
    pub aliases: Vec<String>,
    /// Phones of one user at a time.
    pub max_contacts: usize,
    /// Certificates and trust of `tls://`.
    pub tls: SipTls,
    /// When a call that nobody refreshes counts as dead.
    pub session_timer: SessionTimer,
    /// What happens to the headers of calls with phones.
    pub headers: HeaderRules,
    /// The numbers behind `urn:service:sos`.
    pub emergency: Emergency,
}

impl Default for Sip {
    fn default() -> Self {
        let everywhere = SocketAddr::from(([0, 0, 0, 0], 5060));
        let listen = [SipTransport::Udp, SipTransport::Tcp];
        let listen = listen.map(|transport| SipListen::new(transport, everywhere));
        Self {
            listen: listen.to_vec(),
            advertise: None,
            foreign_domains: false,
            max_registration: Duration::from_secs(3_600),
            min_registration: Duration::from_secs(60),
            aliases: Vec::new(),
            max_contacts: 10,
            tls: SipTls::default(),
            session_timer: SessionTimer::default(),
            headers: HeaderRules::default(),
            emergency: Emergency::default(),
        }
    }
}

impl Sip {
    pub(crate) fn read(node: Option<&Node>, office: Office<'_>, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let Some(node) = node else {
            return Some(Self::default());
        };
        let default = Self::default();
        let mut fields = node.fields("`sip`", mistakes)?;
        let listen = match fields.take("listen", mistakes) {
            Some(node) => sip_listen::read(node, mistakes),
            None => Some(default.listen),
        };
        let advertise = match fields.take("advertise", mistakes) {
            Some(node) => address::host_port(node, mistakes).map(Some),
            None => Some(None),
        };
        let foreign_domains = match fields.take("foreign_domains", mistakes) {
            Some(node) => choice::read(node, &FOREIGN_DOMAINS, mistakes),
            None => Some(default.foreign_domains),
        };
        let longest = fields.take("max_registration", mistakes);
        let max_registration = match longest {
            Some(node) => node.duration(REGISTRATION, mistakes),
            None => Some(default.max_registration),
        };
        let min_registration = match fields.take("min_registration", mistakes) {
            Some(node) => node.duration(*REGISTRATION.start()..=Duration::from_secs(3_600), mistakes),
            None => Some(default.min_registration),
        };
        let tls = match fields.take("tls", mistakes) {
            Some(node) => SipTls::read(node, office, mistakes),
            None => Some(default.tls),
        };
        let aliases = match fields.take("aliases", mistakes) {
            Some(node) => aliases(node, mistakes),
            None => Some(default.aliases),
        };
        let max_contacts = match fields.take("max_contacts", mistakes) {
            Some(node) => node
                .count(CONTACTS, mistakes)
                .and_then(|count| usize::try_from(count).ok()),
            None => Some(default.max_contacts),
        };
        let session_timer = SessionTimer::read(fields.take("session_timer", mistakes), mistakes);
        let headers = match fields.take("headers", mistakes) {
            Some(node) => HeaderRules::read(node, mistakes),
            None => Some(default.headers),
        };
        let emergency = Emergency::read(fields.take("emergency", mistakes), mistakes);
        fields.finish(mistakes);
        let (max_registration, min_registration) = (max_registration?, min_registration?);
        in_order(
            min_registration,
            (max_registration, longest.map_or(node.span, |node| node.span)),
            mistakes,
        );
        Some(Self {
            listen: listen?,
            advertise: advertise?,
            foreign_domains: foreign_domains?,
            max_registration,
            min_registration,
            aliases: aliases?,
            max_contacts: max_contacts?,
            tls: tls?,
            session_timer: session_timer?,
            headers: headers?,
            emergency: emergency?,
        })
    }
}

/// `span`: where the longest registration stands.
fn in_order(shortest: Duration, (longest, span): (Duration, Span), mistakes: &mut Mistakes<'_>) {
    if shortest > longest {
        let shortest = yaml::duration_text(shortest);
        let message = format!("the longest registration is shorter than the shortest, {shortest}");
        let help = "raise `max_registration` or lower `min_registration`";
        mistakes.say("bad-order", span, message, help);
    }
}

/// Names like `pbx.office.example`.
fn aliases(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Vec<String>> {
    let items = node.items("`aliases`", mistakes)?;
    if items.len() > ALIASES_MAX {
        let message = format!("{} aliases are too many", items.len());
        let help = format!("name at most {ALIASES_MAX}");
        mistakes.say("bad-count", node.span, message, help);
        return None;
    }
    let found: Vec<Option<String>> = items
        .iter()
        .map(|item| domain::read(Some(item), mistakes))
        .collect();
    found.into_iter().collect()
}

//! What the settings mean to each part.

use std::collections::HashSet;
use std::net::IpAddr;
use std::time::Duration;

use config::{SessionTimerMode, Settings, Trunk};
use ipnet::IpNet;
use media::codec::Codec;
use media::dsp::Country;
use media::engine::{EngineConfig, KeyForm};
use sip_stack::message::HostPort;
use sip_stack::registrar::Policy;
use sip_stack::tokens::Tokens;
use sip_stack::user_agent::{Refresh, Terms, TimerTerms};

use crate::call::HeaderPolicy;
use crate::clock;
use crate::edge::{BanRules, Edge, Rules, Sentence, Trusted};
use crate::service::domains::Domains;
use crate::service::events::{Board, House, Member};
use crate::service::headers;
use crate::service::tones::Tones;
use crate::service::users::{User, Users};

/// How long phones may register.
pub(super) fn policy(settings: &Settings) -> Policy {
    let seconds = |time: Duration| u32::try_from(time.as_secs()).unwrap_or(u32::MAX);
    Policy {
        min_expires_s: seconds(settings.sip.min_registration),
        max_expires_s: seconds(settings.sip.max_registration),
        default_expires_s: seconds(settings.sip.max_registration),
        contacts_max: settings.sip.max_contacts,
    }
}

/// What of phones' headers crosses.
pub(super) fn phone_headers(settings: &Settings) -> HeaderPolicy {
    headers::policy(&settings.sip.headers, HeaderPolicy::default())
}

/// What phones may call us.
pub(super) fn domains(settings: &Settings) -> Domains {
    let listeners = settings.sip.listen.iter();
    let advertised = listeners.filter_map(|listen| listen.advertise.as_ref());
    let advertised: Vec<String> = advertised
        .chain(&settings.sip.advertise)
        .filter_map(|place| HostPort::parse(place.as_bytes()).ok())
        .map(|place| place.host.to_string())
        .collect();
    let aliases = settings.sip.aliases.iter().chain(&advertised);
    Domains::new(&settings.domain, aliases.map(String::as_str))
}

/// Whom to listen to; `secret` makes its tables unpredictable.
pub(super) fn edge(settings: &Settings, bans: Vec<Sentence>, secret: [u8; 32]) -> Edge {
    let given = &settings.edge;
    let rules = Rules {
        registers_per_second: given.registers_per_second,
        requests_per_second: given.requests_per_second,
        bans: BanRules {
            threshold: given.bans.threshold,
            first: given.bans.first,
            longest: given.bans.longest,
        },
        scanners: given.scanners.clone(),
    };
    let [a, b, c, d, e, f, g, h, ..] = secret;
    let seed = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
    let mut trusted = Trusted::new(given.trusted.clone());
    trusted.extend(settings.trunks.iter().flat_map(trunk_addresses));
    Edge::new(&rules, trusted, bans, seed, clock::now())
}

/// The networks that a trunk's calls come from, and its servers' addresses; what names mean is not known yet.
fn trunk_addresses(trunk: &Trunk) -> Vec<IpNet> {
    let allowed = trunk
        .allow
        .iter()
        .filter_map(|source| IpNet::new(source.network, source.prefix_bits).ok());
    let servers = trunk
        .servers
        .iter()
        .filter_map(|server| server.host.trim_matches(['[', ']']).parse::<IpAddr>().ok())
        .map(IpNet::from);
    allowed.chain(servers).collect()
}

/// Ports, threads and patience of the media engine.
pub(super) fn engine(settings: &Settings) -> EngineConfig {
    EngineConfig {
        ports: settings.media.ports.clone(),
        workers: settings.media.workers,
        dead_after: settings.media.dead_after,
        key_form: key_form(settings.media.dtmf),
        ..EngineConfig::default()
    }
}

/// The tones of the country of the settings.
pub(super) fn tones(settings: &Settings) -> Tones {
    let country = Country::of(settings.media.tones.code());
    Tones::of(country.unwrap_or_default())
}

/// In which form keys reach phones that agreed to no events.
pub(super) fn key_form(dtmf: config::Dtmf) -> KeyForm {
    match dtmf {
        config::Dtmf::Auto | config::Dtmf::Inband => KeyForm::Audio,
        config::Dtmf::Rfc4733 => KeyForm::Events,
        config::Dtmf::Info => KeyForm::Info,
    }
}

/// What is asked of phones, beyond RFC 3261.
pub(super) fn terms(settings: &Settings) -> Terms {
    let timer = &settings.sip.session_timer;
    let mode = match timer.mode {
        SessionTimerMode::Off => Refresh::Off,
        SessionTimerMode::Supported => Refresh::WhenSupported,
        SessionTimerMode::Always => Refresh::Always,
    };
    let (expires, min) = (timer.expires, timer.min);
    Terms {
        timer: TimerTerms { mode, expires, min },
        ..Terms::default()
    }
}

/// Codecs in use, best first.
pub(super) fn codecs(settings: &Settings) -> Vec<Codec> {
    settings
        .media
        .codecs
        .iter()
        .filter_map(|codec| Codec::from_name(codec.name()))
        .collect()
}

/// Who may be watched, and how they are shown.
pub(super) fn board(settings: &Settings, users: &Users, tokens: Tokens) -> Board {
    let house = House {
        domain: settings.domain.clone(),
        lists: settings.events.lists.clone(),
        mailbox_servers: settings.events.voicemail.iter().cloned().collect(),
    };
    Board::new(clock::now(), house, members(settings, users.all()), tokens)
}

/// Users as watchers know them.
pub(super) fn members(settings: &Settings, users: Vec<User>) -> Vec<Member> {
    let private: HashSet<&str> = settings
        .users
        .iter()
        .filter(|user| user.private)
        .map(|user| user.extension.as_str())
        .collect();
    let member = |user: User| Member {
        private: private.contains(user.extension.as_str()),
        extension: user.extension,
        name: user.name,
    };
    users.into_iter().map(member).collect()
}

#[cfg(test)]
mod tests {
    use media::dsp::Country;

    #[test]
    fn every_country_of_the_settings_has_its_tones() {
        for tones in config::Tones::all() {
            assert!(Country::of(tones.code()).is_some(), "{}", tones.code());
        }
        assert_eq!(
            Country::of(config::Tones::default().code()),
            Some(Country::default())
        );
    }
}

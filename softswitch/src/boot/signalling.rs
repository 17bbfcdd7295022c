//! The SIP side: sockets, endpoint, and the addresses that peers see.

use std::net::SocketAddr;
use std::sync::Arc;

use config::Settings;
use sip_stack::endpoint::{Endpoint, EndpointConfig};
use sip_stack::locate::Policy;
use sip_stack::message::{HostPort, Transport};
use sip_stack::own_addresses::{OwnAddress, OwnAddresses};
use sip_stack::proxy::Ours;
use sip_stack::tokens::Tokens;
use sip_stack::transport::tls::{ClientCertificate, Tls};
use sip_stack::transport::{Inbound, Listener, TransportCounts, TransportLimits, Transports, WebSockets};
use tokio::sync::mpsc;

use super::error::StartError;
use super::usual_address::usual_address;
use crate::service::addresses::Addresses;
use crate::service::locate::{Dns, Locator};
use crate::service::proxy::{Passages, takes};

/// How the switch names itself in Server and User-Agent.
const PRODUCT: &str = concat!("Softswitch/", env!("CARGO_PKG_VERSION"));

/// Bound sockets and the endpoint behind them.
pub(super) struct Sip {
    pub(super) transports: Transports,
    pub(super) inbound: mpsc::Receiver<Inbound>,
    pub(super) endpoint: Endpoint,
    pub(super) addresses: Addresses,
    pub(super) onward: Onward,
}

/// How peers come in.
#[derive(Debug)]
pub(super) struct Doors {
    /// Transport and address, in the order of the settings.
    pub(super) listening: Vec<(Transport, SocketAddr)>,
    /// What the web port hands its WebSockets to.
    pub(super) web_sockets: WebSockets,
    pub(super) counts: Arc<TransportCounts>,
}

impl Sip {
    pub(super) fn doors(&self) -> Doors {
        Doors {
            listening: self.transports.local().to_vec(),
            web_sockets: self.transports.web_sockets(),
            counts: self.transports.counts(),
        }
    }
}

/// What finds the way to other domains and to phones.
pub(super) struct Onward {
    pub(super) locator: Locator,
    pub(super) passages: Passages,
}

impl Onward {
    fn new(
        settings: &Settings,
        transports: &Transports,
        (own, addresses): (&OwnAddresses, &Addresses),
        tokens: &mut Tokens,
    ) -> Result<Self, StartError> {
        let ours = Ours {
            domain: settings.domain.to_ascii_lowercase().into(),
            addresses: own.names().collect(),
        };
        let dns = Dns::new(&settings.dns.servers, settings.dns.timeout)?;
        Ok(Self {
            locator: Locator::new(Policy::of_listeners(transports.local()), dns, tokens.fork()),
            passages: Passages::new(ours, addresses.clone(), tokens.fork()),
        })
    }
}

/// Binds the listeners of the settings.
pub(super) fn bind(settings: &Settings, tls: Tls, tokens: &mut Tokens) -> Result<Sip, StartError> {
    let mut config = EndpointConfig::new(PRODUCT);
    let listeners: Vec<Listener> = settings
        .sip
        .listen
        .iter()
        .map(|listen| listener(settings, listen))
        .collect();
    let (transports, inbound) = Transports::bind(&listeners, TransportLimits::default(), Some(tls))?;
    for (listener, (transport, local)) in listeners.into_iter().zip(transports.local()) {
        let ip = local.ip();
        config.own.push(OwnAddress {
            usual: ip.is_unspecified().then(|| usual_address(ip)).flatten(),
            advertised: listener.advertise,
            ..OwnAddress::new(*transport, *local)
        });
    }
    config.forwards = Some(takes);
    let own = config.own.clone();
    let addresses = Addresses::new(own.clone(), settings.media.advertise);
    let onward = Onward::new(settings, &transports, (&own, &addresses), tokens)?;
    Ok(Sip {
        onward,
        transports,
        inbound,
        endpoint: Endpoint::new(config, tokens.fork()),
        addresses,
    })
}

fn listener(settings: &Settings, listen: &config::SipListen) -> Listener {
    let transport = match listen.transport {
        config::SipTransport::Udp => Transport::Udp,
        config::SipTransport::Tcp => Transport::Tcp,
        config::SipTransport::Tls => Transport::Tls,
    };
    let client_certificate = match listen.client_certificate {
        config::ClientCertificate::No => ClientCertificate::No,
        config::ClientCertificate::Optional => ClientCertificate::Optional,
        config::ClientCertificate::Required => ClientCertificate::Required,
    };
    let advertise = listen
        .advertise
        .clone()
        .or_else(|| settings.sip.advertise.clone());
    Listener {
        transport,
        bind: listen.address,
        advertise: advertise.and_then(|host| HostPort::parse(host.as_bytes()).ok()),
        proxy_protocol: listen.proxy_protocol,
        client_certificate,
    }
}

//! Names, looked up at a DNS server on loopback.

use std::net::SocketAddr;
use std::time::Duration;

use sip_stack::flow::Target;
use sip_stack::locate::{LocateError, Policy};
use sip_stack::message::{Transport, Uri};
use sip_stack::tokens::Tokens;

use super::{Dns, Locator, server};

const ZONE: &[&str] = &[
    "carrier.example NAPTR 10 10 s SIP+D2T _sip._tcp.carrier.example",
    "carrier.example NAPTR 20 10 s SIP+D2U _sip._udp.carrier.example",
    "_sip._tcp.carrier.example SRV 10 0 5070 one.carrier.example",
    "_sip._udp.carrier.example SRV 10 0 5080 two.carrier.example",
    "_sip._udp.carrier.example SRV 5 0 5080 one.carrier.example",
    "one.carrier.example A 192.0.2.1",
    "two.carrier.example A 192.0.2.2",
];

async fn locator() -> Locator {
    let policy = Policy {
        transports: vec![Transport::Udp, Transport::Tcp],
        v4: true,
        v6: false,
    };
    let dns = Dns::new(&[server::serve(ZONE).await], Duration::from_secs(2)).unwrap();
    Locator::new(policy, dns, Tokens::from_seed([1; 32]))
}

async fn found(locator: &Locator, uri: &str) -> Result<Vec<String>, LocateError> {
    let hops = locator.targets(&uri.parse::<Uri>().unwrap()).await?;
    Ok(hops
        .iter()
        .map(|hop| format!("{} {}", hop.transport, hop.remote))
        .collect())
}

#[tokio::test]
async fn a_domain_is_located_by_naptr_srv_and_addresses() {
    let locator = locator().await;
    let all = ["TCP 192.0.2.1:5070", "UDP 192.0.2.1:5080", "UDP 192.0.2.2:5080"];
    assert_eq!(found(&locator, "sip:carrier.example").await.unwrap(), all);
    assert_eq!(
        found(&locator, "sip:two.carrier.example:5099").await.unwrap(),
        ["UDP 192.0.2.2:5099"]
    );
    assert_eq!(
        found(&locator, "sip:192.0.2.9").await.unwrap(),
        ["UDP 192.0.2.9:5060"]
    );
    assert_eq!(
        found(&locator, "sip:nobody.example").await,
        Err(LocateError::NoAddress)
    );
    assert_eq!(found(&locator, "tel:+4930123").await, Err(LocateError::NoAddress));
}

#[tokio::test]
async fn a_hop_that_failed_is_tried_last_for_a_while() {
    let locator = locator().await;
    let dead: SocketAddr = "192.0.2.1:5080".parse().unwrap();
    locator.failed(Transport::Udp, dead, None);
    let uri = "sip:carrier.example;transport=udp";
    assert_eq!(
        found(&locator, uri).await.unwrap(),
        ["UDP 192.0.2.2:5080", "UDP 192.0.2.1:5080"]
    );
    locator.answered(Transport::Udp, dead);
    assert_eq!(found(&locator, uri).await.unwrap()[0], "UDP 192.0.2.1:5080");
}

#[tokio::test]
async fn a_target_that_is_a_uri_becomes_its_first_hop() {
    let locator = locator().await;
    let uri: Uri = "sip:two.carrier.example:5062;transport=tcp".parse().unwrap();
    let target = Target::of(uri.as_sip().unwrap());
    let remote = "192.0.2.2:5062".parse().unwrap();
    let tcp = Target::Located {
        transport: Transport::Tcp,
        remote,
        domain: "two.carrier.example".into(),
    };
    assert_eq!(locator.resolve(target).await, Ok(tcp.clone()));
    assert_eq!(locator.resolve(tcp.clone()).await, Ok(tcp));
}

#[tokio::test]
async fn a_silent_dns_server_is_given_up() {
    let silent = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let policy = Policy {
        transports: vec![Transport::Udp],
        v4: true,
        v6: false,
    };
    let dns = Dns::new(&[silent.local_addr().unwrap()], Duration::from_millis(100)).unwrap();
    let locator = Locator::new(policy, dns, Tokens::from_seed([1; 32]));
    assert_eq!(
        found(&locator, "sip:carrier.example").await,
        Err(LocateError::Unanswered)
    );
}

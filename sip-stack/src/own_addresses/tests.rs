use super::*;
use crate::flow::ConnectionId;

fn own(listeners: &[(Transport, &str, Option<&str>)]) -> OwnAddresses {
    let mut all = OwnAddresses::default();
    for (transport, bound, advertised) in listeners {
        all.push(OwnAddress {
            advertised: advertised.map(|host| HostPort::parse(host.as_bytes()).unwrap()),
            usual: bound.starts_with("0.0.0.0").then(|| "192.0.2.9".parse().unwrap()),
            ..OwnAddress::new(*transport, bound.parse().unwrap())
        });
    }
    all
}

fn flow(transport: Transport, local: &str) -> Flow {
    Flow {
        transport,
        local: local.parse().unwrap(),
        remote: "198.51.100.1:5060".parse().unwrap(),
        connection: transport.is_reliable().then_some(ConnectionId(1)),
    }
}

#[test]
fn each_listener_has_its_own_name() {
    let own = own(&[
        (Transport::Udp, "10.0.0.1:5060", Some("203.0.113.7")),
        (Transport::Udp, "192.168.0.1:5060", None),
        (Transport::Udp, "10.0.0.1:5070", Some("pbx.example:5090")),
        (Transport::Tls, "[2001:db8::1]:5061", None),
        (Transport::Wss, "0.0.0.0:8443", None),
    ]);
    for (transport, local, name) in [
        (Transport::Udp, "10.0.0.1:5060", "203.0.113.7:5060"),
        (Transport::Udp, "192.168.0.1:5060", "192.168.0.1:5060"),
        (Transport::Udp, "10.0.0.1:5070", "pbx.example:5090"),
        (Transport::Tls, "[2001:db8::1]:5061", "[2001:db8::1]:5061"),
        (Transport::Tls, "[2001:db8::1]:49000", "[2001:db8::1]:5061"),
        (Transport::Wss, "10.0.0.1:8443", "10.0.0.1:8443"),
        (Transport::Tcp, "10.0.0.1:49000", "10.0.0.1:49000"),
    ] {
        assert_eq!(
            own.facing(&flow(transport, local)).to_string(),
            name,
            "{transport} {local}"
        );
    }
}

#[test]
fn a_target_is_told_the_listener_of_its_own_kind() {
    let own = own(&[
        (Transport::Udp, "0.0.0.0:5060", None),
        (Transport::Udp, "[2001:db8::1]:5060", None),
        (Transport::Tcp, "[::]:5060", None),
    ]);
    for (transport, remote, name) in [
        (Transport::Udp, "198.51.100.1:5060", "192.0.2.9:5060"),
        (Transport::Udp, "[2001:db8::2]:5060", "[2001:db8::1]:5060"),
        (Transport::Tcp, "198.51.100.1:5060", "unknown.invalid"),
        (Transport::Tls, "198.51.100.1:5061", "unknown.invalid"),
    ] {
        let remote = remote.parse().unwrap();
        let target = Target::Address { transport, remote };
        assert_eq!(own.towards(&target).to_string(), name);
    }
}

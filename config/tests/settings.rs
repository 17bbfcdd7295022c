//! What settings without mistakes say.

use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::time::Duration;

use config::{
    ClientCertificate, Codec, Diagnostics, Keys, Outside, Settings, SipTls, SipTransport, Source, Srtp, Trust,
};

struct World;

impl Outside for World {
    fn variable(&self, name: &str) -> Option<String> {
        (name == "ALICE").then(|| String::from("from a variable"))
    }

    fn file(&self, path: &Path) -> io::Result<String> {
        if path == Path::new("/etc/office/bob") {
            Ok(String::from("from a file\n"))
        } else {
            Err(io::ErrorKind::NotFound.into())
        }
    }
}

fn parse(text: &str) -> Result<Settings, Diagnostics> {
    Settings::parse(
        &Source::new("softswitch.yaml", text),
        Path::new("/etc/office"),
        &World,
    )
}

const FULL: &str = r#"
version: 1
domain: Office.Example
timezone: Europe/Berlin
sip:
  listen: [udp://0.0.0.0:5060, {address: "tcp://[::]:5070", advertise: pbx.example:5060},
    {address: tls://0.0.0.0:5061, proxy_protocol: true, client_certificate: optional}]
  advertise: 203.0.113.7
  max_registration: 1h30m
  min_registration: 90s
  aliases: [PBX.office.example, office.lan]
  max_contacts: 4
  tls:
    certificates: [{cert: tls/one.pem, key: tls/one.key}, {cert: /two.pem, key: /two.key}]
    client_certificate: {cert: tls/one.pem, key: tls/one.key}
    trust: tls/roots.pem
    peers: [{domain: carrier.example, trust: tls/carrier.pem}, {domain: 192.0.2.1, trust: anyone}]
dns: {servers: [192.0.2.53, "[2001:db8::53]:5353"], timeout: 500ms}
web:
  listen: http://127.0.0.1:8080
  origins: [https://Panel.example, "http://127.0.0.1:3000"]
media:
  ports: 30000-30999
  advertise: 203.0.113.7
  codecs: [PCMA, opus]
  workers: 4
  srtp: required
  keys: dtls
  dtmf: info
  dead_after: 20s
storage:
  database: postgres://office:hunter2@db/softswitch
  spool: /var/spool/softswitch
limits: {calls: 1_000, calls_per_second: 50}
events:
  lists: {reception: ["101", "102"]}
  voicemail: ["104"]
users:
  - {extension: "101", name: Alice, password: {env: ALICE}}
  - {extension: "102", name: Bob, password: {file: bob}, private: true}
  - {extension: "0103", password: plain text}
  - {extension: "104"}
dialplan: [dialplan.yaml, more/night.yaml]
shutdown: {drain: 5m}
"#;

#[test]
fn every_key_is_read() {
    let settings = parse(FULL).unwrap();
    assert_eq!(
        (settings.domain.as_str(), settings.timezone.name()),
        ("office.example", "Europe/Berlin")
    );
    let [udp, tcp, tls] = settings.sip.listen.as_slice() else {
        panic!("three listeners are written")
    };
    assert_eq!(
        (udp.transport, udp.address.port(), udp.advertise.as_deref()),
        (SipTransport::Udp, 5060, None)
    );
    assert_eq!((tls.transport, tls.proxy_protocol), (SipTransport::Tls, true));
    assert_eq!(tls.client_certificate, ClientCertificate::Optional);
    assert_eq!(
        (tcp.transport, tcp.address.to_string()),
        (SipTransport::Tcp, String::from("[::]:5070"))
    );
    assert_eq!(tcp.advertise.as_deref(), Some("pbx.example:5060"));
    assert_eq!(settings.sip.advertise.as_deref(), Some("203.0.113.7"));
    assert_eq!(settings.sip.max_registration, Duration::from_secs(5_400));
    assert_eq!(settings.sip.min_registration, Duration::from_secs(90));
    assert_eq!(settings.sip.aliases, ["pbx.office.example", "office.lan"]);
    assert_eq!(settings.sip.max_contacts, 4);
    assert_eq!(
        settings.web.origins,
        ["https://panel.example", "http://127.0.0.1:3000"]
    );
    assert!(!settings.web.listen.tls && settings.web.certificate.is_none());
    assert_eq!(settings.media.ports, 30_000..=30_999);
    assert_eq!(
        settings.media.advertise,
        Some(IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7)))
    );
    assert_eq!(settings.media.codecs, [Codec::Pcma, Codec::Opus]);
    assert_eq!(settings.media.srtp, Srtp::Required);
    assert_eq!(settings.media.keys, Keys::Dtls);
    assert_eq!(settings.media.dtmf, config::Dtmf::Info);
    assert_eq!(
        (settings.media.workers, settings.media.dead_after),
        (4, Duration::from_secs(20))
    );
    assert_eq!(
        settings.storage.database.expose(),
        "postgres://office:hunter2@db/softswitch"
    );
    assert_eq!(settings.storage.spool, Path::new("/var/spool/softswitch"));
    assert_eq!(
        (settings.limits.calls, settings.limits.calls_per_second),
        (1_000, 50)
    );
    assert_eq!(
        settings.dialplan,
        [
            Path::new("/etc/office/dialplan.yaml"),
            Path::new("/etc/office/more/night.yaml")
        ]
    );
    assert_eq!(settings.events.lists["reception"], ["101", "102"]);
    assert_eq!(settings.events.voicemail, ["104"]);
    let private: Vec<_> = settings.users.iter().map(|user| user.private).collect();
    assert_eq!(private, [false, true, false, false]);
    assert_eq!(settings.shutdown.drain, Duration::from_secs(300));
}

#[test]
fn passwords_come_from_the_file_a_variable_or_another_file() {
    let users = parse(FULL).unwrap().users;
    let passwords: Vec<_> = users
        .iter()
        .map(|user| user.password.as_ref().map(config::Secret::expose))
        .collect();
    assert_eq!(
        passwords,
        [
            Some("from a variable"),
            Some("from a file"),
            Some("plain text"),
            None
        ]
    );
    assert_eq!(
        (users[2].extension.as_str(), users[2].name.as_str()),
        ("0103", "0103")
    );
}

#[test]
fn a_secret_is_not_printed_by_accident() {
    let printed = format!("{:?}", parse(FULL).unwrap());
    for secret in ["from a variable", "from a file", "plain text", "hunter2"] {
        assert!(!printed.contains(secret), "{secret}");
    }
}

#[test]
fn whatever_is_left_out_has_a_default() {
    let settings = parse("version: 1").unwrap();
    assert_eq!(
        (settings.domain.as_str(), settings.timezone.name()),
        ("localhost", "UTC")
    );
    let listen: Vec<_> = settings
        .sip
        .listen
        .iter()
        .map(|one| (one.transport, one.address.port()))
        .collect();
    assert_eq!(listen, [(SipTransport::Udp, 5060), (SipTransport::Tcp, 5060)]);
    assert!(settings.web.listen.tls && settings.web.listen.address.port() == 8443);
    assert_eq!(settings.media.ports, 20_000..=29_999);
    assert_eq!(
        settings
            .media
            .codecs
            .iter()
            .map(|codec| codec.name())
            .collect::<Vec<_>>(),
        ["opus", "g722", "pcmu", "pcma"]
    );
    assert_eq!(
        settings.storage.database.expose(),
        "sqlite:///etc/office/data/softswitch.db"
    );
    assert_eq!(
        (settings.limits.calls, settings.limits.calls_per_second),
        (2_000, 200)
    );
    assert_eq!(settings.dialplan, [Path::new("/etc/office/dialplan.yaml")]);
    assert!(settings.users.is_empty());
}

#[test]
fn free_ports_may_be_asked_for_more_than_once() {
    let text = "version: 1\nsip: {listen: [udp://127.0.0.1:0, tcp://127.0.0.1:0, udp://127.0.0.1:0]}\nweb: {listen: http://127.0.0.1:0}";
    assert_eq!(parse(text).unwrap().sip.listen.len(), 3);
}

#[test]
fn the_path_of_a_database_may_hold_signs_that_mean_something_in_a_url() {
    let source = Source::new("softswitch.yaml", "version: 1");
    let settings = Settings::parse(&source, Path::new("/home/a?b#c 100%"), &World).unwrap();
    assert_eq!(
        settings.storage.database.expose(),
        "sqlite:///home/a%3Fb%23c 100%25/data/softswitch.db"
    );
}

#[test]
fn the_edge_is_as_patient_as_it_is_told() {
    let edge = parse("version: 1\nedge: {trusted: [10.0.0.0/8, \"2001:db8::7\"], bans: never}\n")
        .expect("no mistakes")
        .edge;
    assert_eq!(edge.trusted.len(), 2);
    assert!(edge.trusted[1].contains(&"2001:db8::7".parse::<IpAddr>().expect("an address")));
    assert_eq!(edge.bans.threshold, None);
    let bans = parse("version: 1\nedge: {bans: {threshold: 30, first: 1m, longest: 2d}}\n")
        .expect("no mistakes")
        .edge
        .bans;
    assert_eq!(bans.threshold, Some(30));
    assert_eq!((bans.first.as_secs(), bans.longest.as_secs()), (60, 172_800));
}

#[test]
fn certificates_and_trust_are_read_with_their_paths() {
    let tls = parse(FULL).unwrap().sip.tls;
    let cert = |index: usize| tls.certificates[index].cert.to_str().unwrap();
    assert_eq!((cert(0), cert(1)), ("/etc/office/tls/one.pem", "/two.pem"));
    assert_eq!(tls.client_certificate.as_ref(), tls.certificates.first());
    assert_eq!(tls.trust.as_deref(), Some(Path::new("/etc/office/tls/roots.pem")));
    let [carrier, address] = tls.peers.as_slice() else {
        panic!("two peers are written")
    };
    assert_eq!(carrier.trust, Trust::File("/etc/office/tls/carrier.pem".into()));
    assert_eq!(
        (address.domain.as_str(), &address.trust),
        ("192.0.2.1", &Trust::Anyone)
    );
    let default = parse("version: 1\nsip: {tls: {trust: system}}").unwrap().sip.tls;
    assert_eq!(default, SipTls::default());
}

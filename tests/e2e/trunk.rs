//! Trunks: another switch at which ours registers, and SIPp as carriers.

use std::net::SocketAddr;

use tests::real::{Authority, Baresip, Office, PASSWORD, Program, Sipp, dns, free_port};

use crate::{CALLEE_HZ, CALLER_HZ, record, start};

/// Numbers outside begin with 0; one number of ours rings 102.
const PLAN: &str = r#"version: 1
routes:
  - number: extensions
    steps:
      - ring: {timeout: 5s}
  - number: {prefix: "0"}
    steps:
      - ring: {external: dialled, timeout: 10s}
  - number: "+104"
    steps:
      - ring: {extension: "102", timeout: 10s}
"#;

/// An office with these trunks.
pub(crate) fn office_with(trunks: &str) -> Office {
    let office = Office::new();
    let path = office.path("softswitch.yaml");
    let settings = std::fs::read_to_string(&path).expect("an office has settings");
    office.write("softswitch.yaml", &format!("{settings}trunks:\n{trunks}"));
    office.write("dialplan.yaml", PLAN);
    office
}

/// The provider is a switch too; ours is its user 104.
fn registered_at(provider: SocketAddr) -> String {
    format!(
        "  - name: provider
    server: sip:{provider}
    domain: office.example
    register: {{username: \"104\", password: \"{PASSWORD}\"}}
    numbers: [\"+104\"]
    numbering: {{outside_line: \"0\", receive: plus-less}}
    probe: {{every: 5s}}
"
    )
}

#[test]
fn a_switch_registers_at_a_provider_and_calls_go_both_ways() {
    let provider_office = Office::new();
    let provider = start(&provider_office);
    let office = office_with(&registered_at(provider.udp));
    let program = start(&office);

    let mut out = Baresip::start("101", provider.udp, "udp", CALLER_HZ, "PCMU");
    let mut own = Baresip::start("102", program.udp, "udp", CALLEE_HZ, "PCMU");
    out.dial("104");
    own.wait("CALL_INCOMING");
    own.accept();
    own.wait("CALL_ESTABLISHED");
    out.wait("CALL_ESTABLISHED");
    out.wait_tone(CALLEE_HZ);
    own.wait_tone(CALLER_HZ);
    out.hang_up();
    assert_eq!(record::wait_for(&office, 1)[0]["dialled"], "+104");

    own.dial("0101");
    out.wait("CALL_INCOMING");
    out.accept();
    own.wait("CALL_ESTABLISHED");
    own.hang_up();
    assert_eq!(record::wait_for(&office, 2)[0]["answered_by"], "provider");
}

/// What DNS says of `provider.example` and `carrier.example`: two hosts each, of which the first is to be preferred.
fn zone(provider: (u16, u16), carrier: (u16, u16)) -> Vec<String> {
    vec![
        "provider.example NAPTR 10 10 s SIP+D2T _sip._tcp.provider.example".to_owned(),
        format!("_sip._tcp.provider.example SRV 10 0 {} one.example", provider.0),
        format!("_sip._tcp.provider.example SRV 20 0 {} one.example", provider.1),
        format!("_sip._udp.carrier.example SRV 10 0 {} one.example", carrier.0),
        format!("_sip._udp.carrier.example SRV 20 0 {} one.example", carrier.1),
        "one.example A 127.0.0.1".to_owned(),
    ]
}

#[test]
fn domains_of_trunks_are_found_by_naptr_and_srv_and_a_dead_server_is_left_for_the_next() {
    let provider_office = Office::new();
    let provider = start(&provider_office);
    let (first, second) = (free_port(), free_port());
    let names = dns(&zone((free_port(), provider.tcp.port()), (first, second)));
    let address = format!("sip:{}", provider.udp);
    let trunks = registered_at(provider.udp).replace(&address, "sip:provider.example");
    let carrier = "  - {name: carrier, server: \"sip:carrier.example\", probe: off}\n";
    let office = office_with(&format!("{carrier}{trunks}dns: {{servers: [\"{names}\"]}}\n"));
    let program = start(&office);

    let mut out = Baresip::start("101", provider.udp, "udp", CALLER_HZ, "PCMU");
    let mut own = Baresip::start("102", program.udp, "udp", CALLEE_HZ, "PCMU");
    out.dial("104");
    own.wait("CALL_INCOMING");
    own.accept();
    own.wait("CALL_ESTABLISHED");
    out.wait("CALL_ESTABLISHED");
    out.hang_up();
    own.wait("CALL_CLOSED");
    assert_eq!(record::wait_for(&office, 1)[0]["dialled"], "+104");

    let refusing = Sipp::start(
        "out_of_service.xml",
        "carrier",
        "030987654",
        program.udp,
        "udp",
        first,
    );
    let working = Sipp::start("callee.xml", "carrier", "030987654", program.udp, "udp", second);
    own.dial("030987654");
    own.wait("CALL_ESTABLISHED");
    own.wait_tone(CALLEE_HZ);
    own.hang_up();
    refusing.succeed();
    working.succeed();
    assert_eq!(record::wait_for(&office, 2)[0]["answered_by"], "carrier");
}

const CERTIFIED: &str = "  tls:
    trust: roots.pem
    certificates: [{cert: cert.pem, key: key.pem}]
    client_certificate: {cert: cert.pem, key: key.pem}
";

#[test]
fn trunks_over_tls_are_known_by_the_name_in_their_certificate() {
    let authority = Authority::new();
    let office = office_with(
        "  - {name: north, server: \"sip:192.0.2.1;transport=tls\", certificates: [north.example], numbers: [\"+104\"], probe: off}\n",
    );
    let settings = std::fs::read_to_string(office.path("softswitch.yaml")).expect("settings");
    let clients = "{address: tls://127.0.0.1:0, client_certificate: optional}";
    office.write(
        "softswitch.yaml",
        &settings.replacen("tls://127.0.0.1:0", clients, 1),
    );
    office.set("sip:", CERTIFIED);
    authority.certify(&office, "office.example");
    let program = start(&office);
    let mut bob = Baresip::start("102", program.udp, "udp", CALLEE_HZ, "PCMU");

    for (name, known) in [("south.example", false), ("north.example", true)] {
        let server = program.server("tls");
        let peer = office_with(&format!(
            "  - {{name: office, server: \"sip:{server};transport=tls\", domain: office.example, numbering: {{outside_line: \"0\"}}, probe: off}}\n"
        ));
        peer.set("sip:", CERTIFIED);
        authority.certify(&peer, name);
        let peer = start(&peer);
        let mut alice = Baresip::start("101", peer.udp, "udp", CALLER_HZ, "PCMU");
        alice.dial("0+104");
        if known {
            bob.wait("CALL_INCOMING");
            bob.accept();
            alice.wait_tone(CALLEE_HZ);
            alice.hang_up();
            bob.wait("CALL_CLOSED");
        } else {
            alice.wait("CALL_CLOSED");
        }
    }
    assert_eq!(record::wait_for(&office, 1)[0]["dialled"], "+104");
}

fn carriers(first: u16, second: u16) -> String {
    format!(
        "  - {{name: first, server: \"sip:127.0.0.1:{first}\", probe: off}}
  - {{name: second, server: \"sip:127.0.0.1:{second}\", probe: off}}
"
    )
}

#[test]
fn a_carrier_out_of_service_is_followed_by_one_that_works() {
    let (first, second) = (free_port(), free_port());
    let office = office_with(&carriers(first, second));
    let program: Program = start(&office);
    let refusing = Sipp::start(
        "out_of_service.xml",
        "first",
        "030987654",
        program.udp,
        "udp",
        first,
    );
    let working = Sipp::start("callee.xml", "second", "030987654", program.udp, "udp", second);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    alice.dial("030987654");
    alice.wait("CALL_ESTABLISHED");
    alice.wait_tone(CALLER_HZ);
    alice.hang_up();
    refusing.succeed();
    working.succeed();
    assert_eq!(record::wait_for(&office, 1)[0]["answered_by"], "second");
}

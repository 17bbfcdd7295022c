//! One policy writes the numbers of every header, both ways (RFC 3261 §19.1.1, RFC 3325 §9).

use sip_stack::message::{HeaderName, Headers, Limits, Message};
use softswitch::call::number_of;
use tests::sim::{Action, Ladder, OnRing, World};

use crate::ms;

/// Each form, and how it writes +49 30 987654 and +49 30 100.
const FORMS: [(&str, &str, &str); 4] = [
    ("e164", "+4930987654", "+4930100"),
    ("plus-less", "4930987654", "4930100"),
    ("international", "004930987654", "004930100"),
    ("national", "030987654", "030100"),
];

/// The first INVITE to someone.
fn invite(ladder: &Ladder, to: &str) -> Message {
    let step = ladder
        .steps
        .iter()
        .find(|step| step.to == to && step.message == "INVITE");
    let bytes = step.map(|step| step.bytes.clone()).unwrap_or_default();
    Message::parse(bytes, &Limits::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// The number that a header names.
fn number(headers: &Headers, name: HeaderName) -> Option<String> {
    let addresses = headers.addresses(name).ok()?;
    addresses.first().and_then(|address| number_of(address.uri()))
}

#[test]
fn every_header_to_a_trunk_has_the_number_as_the_trunk_writes_it() {
    for (seed, (form, callee, caller)) in (150..).zip(FORMS) {
        let trunk = format!(
            "  - {{name: carrier, server: \"sip:192.0.2.12\", caller_id: {{number: \"+4930100\"}}, \
             numbering: {{country: \"49\", area: \"30\", outside_line: \"0\", send: {form}}}, \
             identity: {{send: [pai, ppi, rpid]}}}}\n"
        );
        let mut world = World::new(seed).with_trunks(&trunk);
        let alice = world.phone("alice", "101", OnRing::Ring);
        world.phone("carrier", "carrier", OnRing::AnswerAtOnce);
        world.at(ms(0), alice, Action::Dial("0030987654"));
        world.at(ms(1_000), alice, Action::HangUp);
        let Message::Request(request) = invite(world.run(), "carrier") else {
            panic!("no request to the trunk")
        };
        let headers = request.headers();
        assert_eq!(number_of(request.uri()).as_deref(), Some(callee), "{form}");
        assert_eq!(number(headers, HeaderName::To).as_deref(), Some(callee), "{form}");
        for told in [
            HeaderName::From,
            HeaderName::PAssertedIdentity,
            HeaderName::PPreferredIdentity,
            HeaderName::RemotePartyId,
        ] {
            let said = number(headers, told.clone());
            assert_eq!(said.as_deref(), Some(caller), "{form} {told}");
        }
    }
}

#[test]
fn every_number_of_a_trunk_becomes_a_whole_number() {
    let asserted: [&'static [(&str, &str)]; 4] = [
        &[("P-Asserted-Identity", "<sip:+4930987654@192.0.2.12>")],
        &[("P-Asserted-Identity", "<sip:4930987654@192.0.2.12>")],
        &[("P-Asserted-Identity", "<sip:004930987654@192.0.2.12>")],
        &[("P-Asserted-Identity", "<tel:030987654;phone-context=+49>")],
    ];
    for (seed, ((form, caller, callee), asserted)) in (160..).zip(FORMS.into_iter().zip(asserted)) {
        let trunk = format!(
            "  - {{name: carrier, server: \"sip:192.0.2.12\", numbers: [\"+4930100\"], \
             numbering: {{country: \"49\", receive: {form}}}}}\n"
        );
        // Told by From alone, then by what the trunk asserts.
        for (from, said) in [(caller, &[][..]), ("anybody", asserted)] {
            let mut world = World::new(seed).with_trunks(&trunk);
            world.phone("alice", "101", OnRing::AnswerAtOnce);
            let carrier = world.phone("carrier", from, OnRing::Ring);
            world.at(ms(0), carrier, Action::DialWith(callee, said));
            world.at(ms(1_000), carrier, Action::HangUp);
            let invite = invite(world.run(), "alice");
            for told in [HeaderName::From, HeaderName::PAssertedIdentity] {
                let number = number(invite.headers(), told.clone());
                assert_eq!(number.as_deref(), Some("+4930987654"), "{form} {from} {told}");
            }
        }
    }
}

#[test]
fn a_number_for_emergencies_is_written_by_no_policy_and_a_place_by_reference_goes_along() {
    let trunk = "  - {name: carrier, server: \"sip:192.0.2.12\", headers: {pass: [Geolocation, Geolocation-Routing]}, \
                 numbering: {country: \"49\", outside_line: \"0\", send: plus-less, exact: [\"112\"]}}\n";
    let place = &[
        ("Geolocation", "<https://lis.office.example/room/7>"),
        ("Geolocation-Routing", "yes"),
    ];
    let mut world = World::new(170).with_trunks(trunk);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("carrier", "carrier", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::DialWith("0112", place));
    world.at(ms(1_000), alice, Action::HangUp);
    let Message::Request(request) = invite(world.run(), "carrier") else {
        panic!("no request to the trunk")
    };
    assert_eq!(number_of(request.uri()).as_deref(), Some("112"));
    for (name, value) in place {
        let told = request.headers().text(HeaderName::from_static(name));
        assert_eq!(told.as_deref(), Some(*value));
    }
}

//! Who calls, as trunks are told and believed: RFC 3323, RFC 3325, Remote-Party-ID.

use tests::sim::{Action, OnRing, World};

use crate::ms;

const HIDDEN: &[(&str, &str)] = &[("Privacy", "id")];

/// The INVITE that a carrier gets from alice by a trunk with this `identity`.
fn told(identity: &str, headers: &'static [(&'static str, &'static str)]) -> String {
    let trunk = format!(
        "  - {{name: carrier, server: \"sip:192.0.2.12\", caller_id: {{number: \"+4930100\"}}, identity: {identity}}}\n"
    );
    let mut world = World::new(180).with_trunks(&trunk);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("carrier", "carrier", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::DialWith("030987654", headers));
    world.at(ms(1_000), alice, Action::HangUp);
    let invite = world.run().sent("switch", "INVITE")[0].bytes.clone();
    String::from_utf8_lossy(&invite).into_owned()
}

/// The INVITE that alice gets from a carrier by a trunk with this `identity`.
fn heard(identity: &str, headers: &'static [(&'static str, &'static str)]) -> String {
    let trunk = format!(
        "  - {{name: carrier, server: \"sip:192.0.2.12\", numbers: [\"+4930100\"], identity: {identity}}}\n"
    );
    let mut world = World::new(181).with_trunks(&trunk);
    world.phone("alice", "101", OnRing::AnswerAtOnce);
    let carrier = world.phone("carrier", "+4930111", OnRing::Ring);
    world.at(ms(0), carrier, Action::DialWith("+4930100", headers));
    world.at(ms(1_000), carrier, Action::HangUp);
    let ladder = world.run();
    let rung = ladder.steps.iter().find(|step| step.to == "alice");
    rung.map(|step| String::from_utf8_lossy(&step.bytes).into_owned())
        .unwrap_or_default()
}

fn line<'a>(text: &'a str, name: &str) -> &'a str {
    let found = text.lines().find(|line| line.starts_with(name));
    found.unwrap_or_default()
}

#[test]
fn a_caller_who_hides_is_told_to_a_trunk_that_keeps_it_and_to_no_other() {
    let keeper = told("{send: [pai, rpid], trusted: true}", HIDDEN);
    assert!(
        line(&keeper, "P-Asserted-Identity:").contains("+4930100"),
        "{keeper}"
    );
    assert!(
        line(&keeper, "Remote-Party-ID:").ends_with(";privacy=full"),
        "{keeper}"
    );
    let stranger = told("{send: [pai, rpid], trusted: false}", HIDDEN);
    assert!(
        !stranger.contains("4930100") && !stranger.contains("101@"),
        "{stranger}"
    );
    for invite in [keeper, stranger] {
        assert!(
            line(&invite, "From:").contains("<sip:anonymous@anonymous.invalid>"),
            "{invite}"
        );
        assert_eq!(line(&invite, "Privacy:"), "Privacy: id");
    }
}

#[test]
fn a_caller_who_does_not_hide_is_told_in_the_headers_that_the_trunk_wants() {
    let names = [
        "P-Asserted-Identity:",
        "P-Preferred-Identity:",
        "Remote-Party-ID:",
    ];
    for (send, wanted) in [
        ("[]", [false, false, false]),
        ("[ppi]", [false, true, false]),
        ("[pai, rpid]", [true, false, true]),
    ] {
        let invite = told(&format!("{{send: {send}}}"), &[]);
        assert_eq!(
            names.map(|name| line(&invite, name).contains("+4930100")),
            wanted,
            "{send}"
        );
        assert!(line(&invite, "From:").contains("+4930100") && !invite.contains("Privacy:"));
    }
}

#[test]
fn a_trunk_is_believed_in_the_headers_that_are_trusted_in_their_order() {
    const SAID: &[(&str, &str)] = &[
        ("P-Asserted-Identity", "<sip:+4930222@192.0.2.12>"),
        ("Remote-Party-ID", "<sip:+4930333@192.0.2.12>;party=calling"),
    ];
    for (trust, number) in [
        ("[]", "+4930111"),
        ("[pai]", "+4930222"),
        ("[rpid]", "+4930333"),
        ("[rpid, pai]", "+4930333"),
        ("[pai, rpid]", "+4930222"),
    ] {
        let invite = heard(&format!("{{trust: {trust}}}"), SAID);
        assert!(
            line(&invite, "From:").contains(&format!("<sip:{number}@")),
            "{trust}: {invite}"
        );
    }
}

#[test]
fn a_trunks_caller_who_hides_is_named_nowhere() {
    for said in [
        &[
            ("Privacy", "id"),
            ("P-Asserted-Identity", "<sip:+4930222@192.0.2.12>"),
        ][..],
        &[("Privacy", "user;critical")],
        &[("Remote-Party-ID", "<sip:+4930222@192.0.2.12>;privacy=full")],
    ] {
        let invite = heard("{}", said);
        assert!(line(&invite, "From:").contains("anonymous"), "{said:?}: {invite}");
        assert!(
            !invite.contains("+4930111") && !invite.contains("+4930222"),
            "{said:?}: {invite}"
        );
    }
}

#[test]
fn of_several_accounts_the_one_of_the_callers_number_speaks_and_proves_else_the_first() {
    let trunk = r#"
  - {name: carrier, server: "sip:192.0.2.12", numbering: {country: "49", send: national}, identity: {from: account},
     caller_id: {number: "+4930100", extensions: {"101": "+4930101", "102": "+4930102"}},
     login: [{username: office, password: p}, {username: "030101", password: p}, {username: "4930102", password: p}]}
"#;
    for (extension, account) in [("101", "030101"), ("102", "4930102"), ("103", "office")] {
        let mut world = World::new(182).with_trunks(trunk);
        let phone = world.phone("phone", extension, OnRing::Ring);
        world.phone("carrier", "carrier", OnRing::Challenge);
        world.at(ms(0), phone, Action::Dial("030987654"));
        world.at(ms(1_000), phone, Action::HangUp);
        let proven = world.run().sent("switch", "INVITE")[1].bytes.clone();
        let invite = String::from_utf8_lossy(&proven).into_owned();
        assert!(
            line(&invite, "From:").contains(&format!("<sip:{account}@")),
            "{invite}"
        );
        let proof = line(&invite, "Proxy-Authorization:");
        assert!(proof.contains(&format!("username=\"{account}\"")), "{proof}");
    }
}

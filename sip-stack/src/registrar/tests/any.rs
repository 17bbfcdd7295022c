//! Whatever a REGISTER says, it is granted or refused by the rules.

use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof, proptest};

use super::{Binding, NOW, POLICY, bound, flow, request};
use crate::registrar::{ok_response, register, rejection_response};

/// Header lines as phones write them, and as nobody should.
fn line() -> impl Strategy<Value = String> {
    let written = [
        "Contact: <sip:a@h>",
        "Contact: *",
        "Contact: <sip:b@h>;expires=0",
        "Contact: <sip:c@h>;expires=99999999999;q=0.5",
        "Contact: <sip:d@h>;+sip.instance=\"<urn:uuid:1>\";reg-id=1",
        "Contact: nonsense",
        "Contact: <sip:e@h>, <tel:+1>, \"x\" <sip:f@h>;q=7",
        "Expires: 0",
        "Expires: 1",
        "Expires: soon",
        "Path: <sip:p;lr>",
        "Path: <sip:p;lr;ob>, <>",
        "Require: path",
        "Require: odd",
        "Supported: path, outbound",
    ];
    let values = "[ -~]{0,40}";
    let names = prop_oneof![Just("Contact"), Just("Path"), Just("Expires"), Just("Supported")];
    prop_oneof![
        4 => proptest::sample::select(written.to_vec()).prop_map(str::to_owned),
        1 => (names, values).prop_map(|(name, value)| format!("{name}: {value}")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_register_is_never_refused_for_all_and_never_binds_more_than_is_allowed(
        lines in proptest::collection::vec(line(), 0..6),
        known in any::<bool>(),
        cseq in 1_u32..4,
    ) {
        let current: Vec<Binding> = if known {
            bound("Contact: <sip:a@h>, <sip:b@h>\r\n")
        } else {
            Vec::new()
        };
        let lines: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
        let request = request("c1", cseq, &lines);
        match register(NOW, &request, flow(), &current, &POLICY) {
            Ok(update) => {
                let longest = NOW + u64::from(POLICY.max_expires_s);
                assert!(update.bindings.len() <= POLICY.contacts_max);
                assert!(update.bindings.iter().all(|one| one.is_live(NOW) && one.expires_at_unix <= longest));
                let response = ok_response(&request, &flow(), &update.bindings, NOW);
                assert_eq!(response.headers().contacts().map(|_| ()), Ok(()), "we can read what we write");
            }
            // A 6xx would tell a proxy before us to ask no other registrar (RFC 3261 §10.3).
            Err(rejection) => assert!(matches!(rejection_response(&request, &rejection).status().class(), 4 | 5)),
        }
    }
}

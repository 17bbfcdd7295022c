//! Programs that look for switches to break into, by the name they give themselves.

/// Parts of User-Agents, in lower case. Only tools that no office uses to telephone.
const KNOWN: &[&str] = &[
    "friendly-scanner",
    "sipvicious",
    "sipscan",
    "sip-scan",
    "sipcli",
    "sundayddr",
    "iwar",
    "vaxsipuseragent",
    "vaxipuseragent",
    "friendly-request",
    "pplsip",
    "sivus",
    "siparmyknife",
    "warvox",
    "nm@p",
    "nmap",
    "masscan",
    "zgrab",
    "stretchoid",
    "viproy",
];

/// User-Agents that get no answer.
#[derive(Clone, Debug)]
pub(super) struct Scanners {
    further: Vec<String>,
}

impl Scanners {
    /// The known ones and these.
    pub(super) fn new(further: &[String]) -> Self {
        Self {
            further: further.iter().map(|name| name.to_ascii_lowercase()).collect(),
        }
    }

    pub(super) fn knows(&self, user_agent: &[u8]) -> bool {
        let name = user_agent.to_ascii_lowercase();
        let known = KNOWN.iter().copied();
        known
            .chain(self.further.iter().map(String::as_str))
            .any(|part| memchr::memmem::find(&name, part.as_bytes()).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scanners_are_known_and_phones_are_not() {
        let scanners = Scanners::new(&[String::from("My-Scanner")]);
        for name in [
            "friendly-scanner",
            "sipcli/v1.8",
            "SIPVicious 0.3",
            "my-scanner/2",
        ] {
            assert!(scanners.knows(name.as_bytes()), "{name}");
        }
        for name in [
            "Yealink SIP-T46S 66.85.0.5",
            "Grandstream GXP2170 1.0.11.3",
            "snomD785/10.1.46.16",
            "PolyEdge-E350-UA/8.2.1",
            "Cisco-CP-8841-3PCC/11.3.1",
            "Linphone/4.4.10 (belle-sip/5.1.55)",
            "MicroSIP/3.21.3",
            "Zoiper rv2.10.19",
            "baresip v1.0.0 (x86_64/Linux)",
            "SIPp",
            "sipsak 0.9.8",
            "Asterisk PBX 18.12.1",
            "eyeBeam release 1011d stamp 40820",
            "",
        ] {
            assert!(!scanners.knows(name.as_bytes()), "{name}");
        }
    }
}

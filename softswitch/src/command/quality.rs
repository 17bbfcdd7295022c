//! How a call sounded, for people: a line for each leg of its record.

use serde::Deserialize;

/// What of a leg's counts is shown; records of older versions have less.
#[derive(Debug, Deserialize)]
#[serde(default)]
struct Leg {
    role: String,
    packets_received: u64,
    lost: u64,
    longest_loss: u64,
    jitter_ms: f64,
    round_trip_ms: Option<f64>,
    mos_in: Option<f64>,
    mos_out: Option<f64>,
    came: String,
    unheard: bool,
    srtp: Option<String>,
}

impl Default for Leg {
    fn default() -> Self {
        Self {
            role: String::from("phone"),
            packets_received: 0,
            lost: 0,
            longest_loss: 0,
            jitter_ms: 0.0,
            round_trip_ms: None,
            mos_in: None,
            mos_out: None,
            came: String::from("packets"),
            unheard: false,
            srtp: None,
        }
    }
}

/// The lines of a record's `media`; none where nothing was counted.
pub(super) fn lines(media: &str) -> Vec<String> {
    let legs: Vec<Leg> = serde_json::from_str(media).unwrap_or_default();
    legs.iter().map(line).collect()
}

fn line(leg: &Leg) -> String {
    let mut said = vec![format!(
        "{} of {} packets lost",
        leg.lost,
        leg.lost + leg.packets_received
    )];
    if leg.longest_loss > 1 {
        said.push(format!("{} in a row", leg.longest_loss));
    }
    said.push(format!("jitter {:.1} ms", leg.jitter_ms));
    said.extend(leg.round_trip_ms.map(|ms| format!("round trip {ms:.0} ms")));
    said.extend(leg.mos_in.map(|score| format!("opinion {score:.1}")));
    said.extend(leg.mos_out.map(|score| format!("{score:.1} at the phone")));
    said.extend(leg.srtp.as_ref().map(|suite| format!("encrypted with {suite}")));
    if leg.unheard {
        said.push(String::from(match leg.came.as_str() {
            "nothing" => "not heard: no packet came; see media.advertise and the firewall",
            _ => "not heard: all that came was silence; see the phone's microphone",
        }));
    }
    format!("{:<6}  {}", leg.role, said.join(", "))
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn each_leg_has_a_line() {
        let media = r#"[
            {"role":"caller","packets_received":990,"lost":10,"longest_loss":3,"jitter_ms":1.24,"round_trip_ms":12.4,
             "mos_in":4.2,"mos_out":4.4,"came":"sound","unheard":false,"srtp":"AEAD_AES_128_GCM"},
            {"role":"callee","packets_received":0,"lost":0,"longest_loss":0,"jitter_ms":0.0,"round_trip_ms":null,
             "mos_in":null,"mos_out":null,"came":"nothing","unheard":true,"srtp":null}]"#;
        assert_eq!(
            lines(media),
            [
                "caller  10 of 1000 packets lost, 3 in a row, jitter 1.2 ms, round trip 12 ms, opinion 4.2, 4.4 at the phone, \
                 encrypted with AEAD_AES_128_GCM",
                "callee  0 of 0 packets lost, jitter 0.0 ms, not heard: no packet came; see media.advertise and the firewall",
            ]
        );
    }

    #[test]
    fn records_of_older_versions_have_fewer_facts() {
        let media = r#"[{"leg":0,"role":"caller","packets_received":5,"lost":1,"jitter_ms":2.0}]"#;
        assert_eq!(lines(media), ["caller  1 of 6 packets lost, jitter 2.0 ms"]);
        assert!(lines("").is_empty());
    }
}

//! How a call sounded: what its record says of each leg, and whether one of them could not be heard.

use std::time::Duration;

use media::srtp::Suite;
use media::stats::Heard;

use crate::call::{LegReport, Role};

/// A conversation that was shorter says nothing about who can be heard.
const TALKED_MIN: Duration = Duration::from_secs(3);

/// The streams' counts, as JSON: one object a leg.
#[must_use]
pub fn media(reports: &[LegReport]) -> String {
    let legs: Vec<_> = reports
        .iter()
        .map(|of| {
            let LegReport { leg, role, report } = of;
            serde_json::json!({
                "leg": leg.0,
                "role": role_name(*role),
                "packets_received": report.packets_received,
                "packets_sent": report.packets_sent,
                "lost": report.lost,
                "longest_loss": report.longest_loss,
                "bursts": report.bursts,
                "jitter_ms": report.jitter_ms,
                "late": report.jitter.late,
                "reordered": report.jitter.reordered,
                "concealed_ms": report.jitter.concealed_ms,
                "jitter_buffer_ms": report.jitter_target_ms,
                "round_trip_ms": report.round_trip.map(|span| span.as_secs_f64() * 1_000.0),
                "far_lost": report.far_lost,
                "far_jitter_ms": report.far_jitter_ms,
                "mos_in": report.opinion_in.map(tenths),
                "mos_out": report.opinion_out.map(tenths),
                "talked_s": tenths(report.talked.as_secs_f32()),
                "came": report.heard.name(),
                "unheard": is_unheard(of, reports),
                "srtp": report.srtp.map(Suite::name),
            })
        })
        .collect();
    serde_json::Value::from(legs).to_string()
}

/// What came of each leg that the other could not hear.
pub(super) fn unheard(reports: &[LegReport]) -> impl Iterator<Item = Heard> {
    let of = reports.iter().filter(|of| is_unheard(of, reports));
    of.map(|of| of.report.heard)
}

/// Tells whoever runs the switch where no packet came from.
pub(super) fn warn(reports: &[LegReport]) {
    let silent = |of: &&LegReport| of.report.heard == Heard::Nothing && is_unheard(of, reports);
    for LegReport { leg, role, report } in reports.iter().filter(silent) {
        tracing::warn!(
            leg = leg.0,
            role = role_name(*role),
            talked_s = report.talked.as_secs(),
            rejected = report.rejected_source + report.rejected_authentication + report.rejected_payload,
            "nothing was heard of a phone: see media.advertise and the firewall for the ports of media.ports"
        );
    }
}

/// It was in conversation, and all that came of it was silence or nothing, while another was heard.
fn is_unheard(of: &LegReport, all: &[LegReport]) -> bool {
    let is_silent = matches!(of.report.heard, Heard::Nothing | Heard::Silence);
    let other_is_heard = all
        .iter()
        .any(|other| other.leg != of.leg && matches!(other.report.heard, Heard::Sound | Heard::Packets));
    is_silent && other_is_heard && of.report.talked >= TALKED_MIN
}

const fn role_name(role: Role) -> &'static str {
    match role {
        Role::Caller => "caller",
        Role::Callee => "callee",
    }
}

/// Scores and times are no more exact than this.
fn tenths(value: f32) -> f64 {
    (f64::from(value) * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use media::stats::StreamReport;

    use super::*;
    use crate::call::LegId;

    fn legs(heard: [Heard; 2], talked_s: u64) -> [LegReport; 2] {
        [(Role::Caller, heard[0]), (Role::Callee, heard[1])].map(|(role, heard)| LegReport {
            leg: LegId(u16::from(role == Role::Callee)),
            role,
            report: StreamReport {
                heard,
                talked: Duration::from_secs(talked_s),
                ..StreamReport::default()
            },
        })
    }

    #[test]
    fn who_is_not_heard_by_one_who_is_stands_on_the_record() {
        use Heard::{Nothing, Packets, Silence, Sound};
        for (heard, talked_s, expected) in [
            ([Sound, Sound], 60, &[][..]),
            ([Sound, Nothing], 60, &[Nothing]),
            ([Silence, Packets], 60, &[Silence]),
            // It rang off at once; nobody sent anything through the switch, as with direct media.
            ([Sound, Nothing], 1, &[]),
            ([Nothing, Nothing], 60, &[]),
        ] {
            let legs = legs(heard, talked_s);
            assert_eq!(unheard(&legs).collect::<Vec<_>>(), expected, "{heard:?}");
            let text = media(&legs);
            assert_eq!(text.matches("\"unheard\":true").count(), expected.len(), "{text}");
        }
    }
}

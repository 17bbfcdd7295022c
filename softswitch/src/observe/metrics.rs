//! The Prometheus recorder and what each metric means.

use std::sync::OnceLock;

use metrics::{describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

/// Upper bounds of the histogram buckets of durations, in seconds.
const SECONDS: &[f64] = &[
    0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 1_800.0, 7_200.0,
];

/// Upper bounds of the histogram buckets of mean opinion scores: bad, poor, fair, good, and between them.
const OPINIONS: &[f64] = &[2.0, 2.5, 3.0, 3.5, 3.8, 4.0, 4.2, 4.4, 4.5];

/// The recorder of this process, installed by whoever asks first.
///
/// # Errors
/// Another recorder is installed already, or the buckets are wrong.
pub fn shared() -> Result<PrometheusHandle, BuildError> {
    static SHARED: OnceLock<PrometheusHandle> = OnceLock::new();
    if let Some(handle) = SHARED.get() {
        return Ok(handle.clone());
    }
    let handle = PrometheusBuilder::new()
        .set_buckets(SECONDS)?
        .set_buckets_for_metric(Matcher::Full(String::from("softswitch_rtp_mos")), OPINIONS)?
        .install_recorder()?;
    describe();
    describe_dtls();
    describe_sip();
    describe_trunks();
    describe_watch();
    describe_events();
    Ok(SHARED.get_or_init(|| handle).clone())
}

fn describe() {
    describe_counter!("softswitch_calls_total", "Calls ended, by reason");
    describe_counter!("softswitch_call_faults_total", "Calls that a fault of ours ended");
    describe_counter!(
        "softswitch_calls_refused_total",
        "Calls refused before they began, by limit"
    );
    describe_gauge!("softswitch_calls_live", "Calls now");
    describe_histogram!(
        "softswitch_rtp_mos",
        "How streams sounded when they ended, by direction: mean opinion score by the E-model"
    );
    describe_histogram!("softswitch_call_setup_seconds", "From INVITE to answer");
    describe_histogram!("softswitch_call_duration_seconds", "From answer to end");
    describe_counter!(
        "softswitch_registrations_total",
        "REGISTER requests that changed bindings, by result"
    );
    describe_gauge!("softswitch_bindings", "Phones registered now");
    describe_counter!("softswitch_auth_failed_total", "Wrong credentials, by reason");
    describe_counter!(
        "softswitch_call_letters_lost_total",
        "Messages a call's full mailbox lost"
    );
    describe_counter!(
        "softswitch_media_open_failed_total",
        "Calls or phones that got no media port"
    );
    describe_counter!(
        "softswitch_media_commands_lost_total",
        "Commands the media engine did not take"
    );
    describe_counter!(
        "softswitch_media_closes_delayed_total",
        "Streams closed later, as the media thread had too much to do"
    );
    describe_counter!(
        "softswitch_media_news_lost_total",
        "Media events a call's full mailbox lost"
    );
    describe_counter!(
        "softswitch_rtp_packets_total",
        "RTP packets of ended calls, by direction"
    );
    describe_counter!("softswitch_rtp_lost_total", "RTP packets that ended calls missed");
    describe_counter!(
        "softswitch_rtp_rejected_total",
        "Packets of ended calls that were not believed, by reason"
    );
    describe_counter!(
        "softswitch_rtp_streams_total",
        "Streams of ended calls, by the suite of SRTP that they spoke last"
    );
    describe_counter!(
        "softswitch_plan_reloads_total",
        "Versions of the dialplan that were read while the switch ran, by result"
    );
    describe_counter!(
        "softswitch_call_records_failed_total",
        "Call records that could not be spooled"
    );
    describe_gauge!(
        "softswitch_call_records_spooled",
        "Call records not yet in the database"
    );
}

/// Keys of audio that handshakes make.
fn describe_dtls() {
    describe_counter!(
        "softswitch_dtls_failed_total",
        "Phones whose DTLS handshake made no keys for their audio, by reason"
    );
    describe_counter!(
        "softswitch_dtls_handshakes_total",
        "DTLS handshakes that came to an end, of phones and of strangers, by result"
    );
    describe_counter!(
        "softswitch_dtls_datagrams_dropped_total",
        "Datagrams of DTLS handshakes that found no room"
    );
}

/// Messages and connections.
fn describe_sip() {
    describe_counter!(
        "softswitch_sip_requests_total",
        "Requests outside calls, by method"
    );
    describe_counter!("softswitch_sip_dropped_total", "Messages dropped, by reason");
    describe_counter!(
        "softswitch_sip_send_failed_total",
        "Messages that could not be sent"
    );
    describe_gauge!(
        "softswitch_sip_connections",
        "SIP connections and WebSockets open now"
    );
    describe_counter!(
        "softswitch_sip_connections_refused_total",
        "SIP connections not taken, not made or ended by a limit, by reason"
    );
    describe_counter!(
        "softswitch_sip_throttled_total",
        "Times that a connection was read more slowly, as it sent too much in a second"
    );
    describe_counter!("softswitch_stun_answered_total", "STUN Binding requests answered");
    describe_counter!(
        "softswitch_dns_questions_total",
        "Questions to DNS, by kind and result"
    );
    describe_counter!(
        "softswitch_locate_failed_total",
        "SIP URIs that led nowhere, by reason"
    );
    describe_gauge!(
        "softswitch_locate_dead",
        "SIP servers that failed lately and are tried last"
    );
    describe_counter!(
        "softswitch_proxy_requests_total",
        "Requests forwarded, by number of phones (3: more)"
    );
    describe_counter!(
        "softswitch_proxy_refused_total",
        "Requests that were not forwarded, by status"
    );
    describe_counter!(
        "softswitch_proxy_letters_lost_total",
        "Messages the proxy's full mailbox lost"
    );
    describe_gauge!(
        "softswitch_proxy_passages",
        "Requests on their way through the switch now"
    );
}

fn describe_trunks() {
    describe_gauge!("softswitch_trunk_registered", "Whether an account is registered");
    describe_gauge!("softswitch_trunk_up", "Whether a trunk's server answers probes");
    describe_gauge!("softswitch_trunk_calls_live", "Calls that a trunk carries now");
    describe_counter!(
        "softswitch_trunk_registration_failures_total",
        "Registrations that no server of a trunk took"
    );
    describe_counter!(
        "softswitch_trunk_refusals_total",
        "Calls that a trunk did not take, by status"
    );
    describe_counter!(
        "softswitch_trunk_full_total",
        "Calls that found no room on a trunk, by limit"
    );
    describe_counter!(
        "softswitch_trunk_letters_lost_total",
        "Answers to trunks' own requests that a full mailbox lost"
    );
}

/// Who is kept out, and what is kept of calls.
fn describe_watch() {
    describe_counter!(
        "softswitch_captures_lost_total",
        "Calls whose messages could not be stored"
    );
    describe_counter!(
        "softswitch_captures_cut_total",
        "Calls with more messages than are kept"
    );
    describe_counter!("softswitch_offences_total", "Offences against the edge, by kind");
    describe_counter!("softswitch_bans_total", "Bans that began");
    describe_gauge!("softswitch_bans", "Addresses banned now");
    describe_counter!(
        "softswitch_bans_unsaved_total",
        "Changes of bans that hold until the next restart only"
    );
    describe_counter!(
        "softswitch_attempts_unheard_total",
        "Passwords from new addresses not looked at, of users under attack"
    );
}

/// Who watches whom.
fn describe_events() {
    describe_gauge!("softswitch_subscriptions", "Subscriptions to events now");
    describe_counter!("softswitch_subscriptions_total", "Subscriptions that began");
    describe_counter!(
        "softswitch_subscriptions_ended_total",
        "Subscriptions that ended, by reason"
    );
    describe_counter!("softswitch_publications_total", "PUBLISH requests taken");
    describe_counter!(
        "softswitch_events_refused_total",
        "SUBSCRIBE and PUBLISH requests refused, by status"
    );
    describe_counter!(
        "softswitch_events_limit_total",
        "Subscriptions and publications refused, by the limit that was met"
    );
    describe_counter!(
        "softswitch_events_letters_lost_total",
        "Messages the events task's full mailbox lost"
    );
}

//! What the settings mean to each part.

use std::time::Duration;

use config::Settings;
use media::codec::Codec;
use media::engine::EngineConfig;
use sip_stack::registrar::Policy;

/// How long phones may register.
pub(super) fn policy(settings: &Settings) -> Policy {
    let seconds = |time: Duration| u32::try_from(time.as_secs()).unwrap_or(u32::MAX);
    Policy {
        min_expires_s: seconds(settings.sip.min_registration),
        max_expires_s: seconds(settings.sip.max_registration),
        default_expires_s: seconds(settings.sip.max_registration),
        ..Policy::default()
    }
}

/// Ports, threads and patience of the media engine.
pub(super) fn engine(settings: &Settings) -> EngineConfig {
    EngineConfig {
        ports: settings.media.ports.clone(),
        workers: settings.media.workers,
        dead_after: settings.media.dead_after,
        ..EngineConfig::default()
    }
}

/// Codecs in use, best first.
pub(super) fn codecs(settings: &Settings) -> Vec<Codec> {
    settings
        .media
        .codecs
        .iter()
        .filter_map(|codec| Codec::from_name(codec.name()))
        .collect()
}

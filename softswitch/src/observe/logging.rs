//! Log lines on standard error, as text or JSON.

use tracing_subscriber::EnvFilter;

/// How log lines look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line, with the spans' fields.
    Json,
}

/// What is told unless `RUST_LOG` says otherwise. The DTLS library would write a line for each broken datagram that
/// anybody sends.
const DEFAULT: &str = "info,rtc_dtls=off";

/// Starts logging. `RUST_LOG` chooses what.
pub fn start(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(DEFAULT));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // A second start, as in tests, keeps the first.
    let _ = match format {
        LogFormat::Text => lines.with_target(false).try_init(),
        LogFormat::Json => lines.json().with_current_span(true).try_init(),
    };
}

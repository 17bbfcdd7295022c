//! How messages are read, changed and printed.

mod any_bytes;
mod change;
mod framing;
mod graded;
mod known;
mod million;
mod multipart;
mod oracle;
mod read;
mod samples;
mod torture;
mod typed;

//! `softswitch phones`: what a user's registered phones are told by a running switch.

use std::path::Path;

use clap::Subcommand;

use super::office::{self, Fault};
use super::terminal;
use crate::control::{AskError, PhoneReply, Reply, Request, Said};

/// Characters of a settings' address at most.
const URL_CHARS_MAX: usize = 512;

/// What to tell phones.
#[derive(Clone, Debug, Subcommand)]
pub enum Phones {
    /// Tell a user's phones to look for new settings (NOTIFY, Event: check-sync)
    CheckSync {
        /// Whose
        extension: String,
        /// Start anew in any case
        #[arg(long)]
        reboot: bool,
    },
    /// Tell a user's phones where their settings are (NOTIFY, Event: ua-profile)
    Profile {
        /// Whose
        extension: String,
        /// The settings' address, like https://phones.office.example/0123
        #[arg(value_parser = url)]
        url: String,
    },
}

/// What was typed is not an address that a phone can fetch.
#[derive(Debug, thiserror::Error)]
#[error("write an address that starts with https://, http:// or tftp://, {URL_CHARS_MAX} characters at most")]
struct UrlError;

fn url(typed: &str) -> Result<String, UrlError> {
    let rest = ["https://", "http://", "tftp://"]
        .iter()
        .find_map(|scheme| typed.strip_prefix(scheme));
    let is_plain =
        rest.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_graphic()));
    if is_plain && typed.len() <= URL_CHARS_MAX {
        Ok(typed.to_owned())
    } else {
        Err(UrlError)
    }
}

/// Does it.
pub(super) fn phones(config: &Path, what: &Phones) -> Result<(), Fault> {
    let settings = office::settings(config)?;
    let (extension, request) = match what.clone() {
        Phones::CheckSync { extension, reboot } => {
            (extension.clone(), Request::CheckSync { extension, reboot })
        }
        Phones::Profile { extension, url } => (extension.clone(), Request::Profile { extension, url }),
    };
    let replies = match office::ask(&settings, &request)? {
        None => return Err(AskError::NotRunning.into()),
        Some(Reply::Unknown) => return Err(Fault::NoUser { extension }),
        Some(Reply::Phones(replies)) if replies.is_empty() => return Err(Fault::NoPhone { extension }),
        Some(Reply::Phones(replies)) => replies,
        Some(other) => return Err(office::refused(other)),
    };
    for reply in &replies {
        terminal::say(&format!("{}  {}", reply.contact, words(reply.said)));
    }
    let failed = replies.iter().filter(|reply| !took_it(reply)).count();
    if failed > 0 {
        return Err(Fault::Untold {
            failed,
            count: replies.len(),
        });
    }
    Ok(())
}

fn took_it(reply: &PhoneReply) -> bool {
    matches!(reply.said, Said::Status(200..=299))
}

fn words(said: Said) -> String {
    match said {
        Said::Status(status @ 200..=299) => format!("took it ({status})"),
        Said::Status(status) => format!("refused it ({status})"),
        Said::Unreachable => String::from("cannot be reached"),
        Said::Nothing => String::from("does not answer"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_phone_can_fetch_is_an_address_of_settings() {
        for typed in [
            "https://a.example/x?y=1",
            "http://192.0.2.1/",
            "tftp://192.0.2.1/a.cfg",
        ] {
            assert_eq!(url(typed).unwrap(), typed);
        }
        let long = format!("https://{}", "a".repeat(URL_CHARS_MAX));
        for typed in [
            "",
            "https://",
            "ftp://a",
            "https://a b",
            "https://a\r\nX: y",
            "https://\u{e4}",
            &long,
        ] {
            assert!(url(typed).is_err(), "{typed}");
        }
    }
}

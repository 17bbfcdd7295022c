//! `register`: the accounts that a trunk knows us by.

use std::ops::RangeInclusive;
use std::time::Duration;

use yaml::{Mistakes, Node};

use super::choice;
use crate::secret::Secret;
use crate::settings::Office;

const ACCOUNTS_MAX: usize = 64;
const EXPIRES: RangeInclusive<Duration> = Duration::from_secs(60)..=Duration::from_secs(24 * 3_600);
const EXPIRES_DEFAULT: Duration = Duration::from_secs(600);
const NAME_CHARS_MAX: usize = 128;

/// An account at a trunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrunkAccount {
    /// The name: the user of the address of record.
    pub username: String,
    /// The name to authenticate with, where it is another one.
    pub auth_name: Option<String>,
    /// The password.
    pub password: Secret,
    /// Answer challenges of this realm only.
    pub realm: Option<String>,
    /// How long a registration shall hold.
    pub expires: Duration,
    /// Register; otherwise it only answers challenges to calls.
    pub register: bool,
}

/// One account, or a list of them.
pub(super) fn read(
    node: &Node,
    register: bool,
    office: Office<'_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Vec<TrunkAccount>> {
    let items = choice::one_or_more(node, ACCOUNTS_MAX, mistakes)?;
    choice::each(items, mistakes, |node, mistakes| {
        account(node, register, office, mistakes)
    })
}

fn account(
    node: &Node,
    register: bool,
    office: Office<'_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<TrunkAccount> {
    let mut fields = node.fields("an account", mistakes)?;
    let username = fields.need("username", "office-1234", mistakes);
    let username = username.and_then(|node| name(node, mistakes));
    let auth_name = match fields.take("auth_name", mistakes) {
        Some(node) => name(node, mistakes).map(Some),
        None => Some(None),
    };
    let password = fields.need("password", "{env: CARRIER_PASSWORD}", mistakes);
    let password = password.and_then(|node| Secret::read(node, office, mistakes));
    let realm = match fields.take("realm", mistakes) {
        Some(node) => node.text("a realm", mistakes).map(|text| Some(text.to_owned())),
        None => Some(None),
    };
    let expires = match fields.take("expires", mistakes) {
        Some(node) => node.duration(EXPIRES, mistakes),
        None => Some(EXPIRES_DEFAULT),
    };
    fields.finish(mistakes);
    Some(TrunkAccount {
        username: username?,
        auth_name: auth_name?,
        password: password?,
        realm: realm?,
        expires: expires?,
        register,
    })
}

fn name(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<String> {
    let text = node.text("a user name", mistakes)?;
    let sound = !text.is_empty()
        && text.chars().count() <= NAME_CHARS_MAX
        && !text
            .chars()
            .any(|c| c.is_control() || c.is_whitespace() || matches!(c, '@' | '<' | '>' | '"'));
    if !sound {
        let message = format!("`{text}` cannot be a user name");
        let help = "write the name alone, without @ and domain";
        mistakes.say("bad-username", node.span, message, help);
    }
    sound.then(|| text.to_owned())
}

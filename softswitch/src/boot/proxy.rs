//! The proxy beside the calls: started with what the calls have of the house.

use config::Settings;
use tokio::task::JoinHandle;

use super::signalling::Onward;
use crate::actor::perform::Office;
use crate::service::authentication::Authenticator;
use crate::service::proxy::{Proxy, ProxyParts, ProxyTask};
use crate::service::users::Users;

/// The task, and the way to it.
pub(super) fn start(
    (settings, users): (&Settings, &Users),
    authenticator: Authenticator,
    office: &Office,
    onward: Onward,
) -> (JoinHandle<()>, Proxy) {
    let (task, proxy) = ProxyTask::new(ProxyParts {
        authenticator,
        users: users.clone(),
        domain: office.domain.clone(),
        abroad: settings.sip.foreign_domains,
        registrar: office.registrar.clone(),
        locator: onward.locator,
        passages: onward.passages,
        signalling: office.signalling.clone(),
    });
    (tokio::spawn(task.run()), proxy)
}

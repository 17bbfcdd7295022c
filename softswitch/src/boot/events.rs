//! The events: who is known, and the task that tells their watchers.

use std::time::Duration;

use config::Settings;
use sip_stack::tokens::Tokens;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::configure;
use super::signalling::Sip;
use crate::mail::ToSignalling;
use crate::service::authentication::Authenticator;
use crate::service::events::{Events, EventsParts, EventsTask, News, Notices};
use crate::service::users::Users;

/// How long watchers may take to confirm that it is over.
const LEAVE_WITHIN: Duration = Duration::from_secs(2);

/// Where calls and phones tell what is new, and who passes it on.
pub(super) fn start(
    settings: &Settings,
    users: &Users,
    authenticator: Authenticator,
    sip: &Sip,
    signalling: &mpsc::Sender<ToSignalling>,
    tokens: &mut Tokens,
) -> (News, JoinHandle<()>, Events) {
    let news = News::default();
    let (task, events) = EventsTask::new(EventsParts {
        authenticator,
        board: configure::board(settings, users, tokens.fork()),
        notices: Notices::new(&settings.domain, tokens.fork()),
        news: news.clone(),
        addresses: sip.addresses.clone(),
        signalling: signalling.clone(),
    });
    (news, tokio::spawn(task.run()), events)
}

/// Tells every watcher that it is over for now.
pub(super) async fn leave(events: &Events) {
    if tokio::time::timeout(LEAVE_WITHIN, events.stop()).await.is_err() {
        tracing::warn!("a watcher did not confirm the end of its subscription");
    }
}

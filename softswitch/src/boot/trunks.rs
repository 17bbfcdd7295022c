//! The trunks: started with the sockets, left before the sockets close.

use std::time::Duration;

use config::{Settings, Trunk};
use media::codec::Codec;
use sip_stack::tokens::Tokens;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::configure;
use super::signalling::Sip;
use crate::clock;
use crate::control::{AccountReply, PlaceReply, TrunkReply};
use crate::mail::ToSignalling;
use crate::service::trunk::{
    Local, Standing, TRUNKS_MAILBOX_MAX, ToTrunks, TrunkTask, TrunkTaskParts, Trunks,
};

/// How long trunks may take to confirm that we are gone.
const LEAVE_WITHIN: Duration = Duration::from_secs(2);

/// What calls ask, where the task's letters go, and the task.
pub(super) fn start(
    settings: &Settings,
    sip: &Sip,
    codecs: &[Codec],
    signalling: &mpsc::Sender<ToSignalling>,
    tokens: &mut Tokens,
) -> (Trunks, mpsc::Sender<ToTrunks>, JoinHandle<()>) {
    let (mail, letters) = mpsc::channel(TRUNKS_MAILBOX_MAX);
    let local = Local {
        listeners: sip.transports.local().to_vec(),
        addresses: sip.addresses.clone(),
    };
    let trunks = Trunks::new(
        trunks(settings),
        (codecs, configure::terms(settings)),
        local,
        tokens.fork(),
        clock::now(),
    );
    let task = TrunkTask::new(TrunkTaskParts {
        trunks: trunks.clone(),
        signalling: signalling.clone(),
        tokens: tokens.fork(),
        locator: sip.onward.locator.clone(),
    });
    (trunks, mail, tokio::spawn(task.run(letters)))
}

/// The trunks of the settings, with what they leave to `media`.
fn trunks(settings: &Settings) -> Vec<Trunk> {
    let whole = |trunk: &Trunk| Trunk {
        srtp: trunk.srtp.or(Some(settings.media.srtp)),
        keys: trunk.keys.or(Some(settings.media.keys)),
        ..trunk.clone()
    };
    settings.trunks.iter().map(whole).collect()
}

/// Takes our registrations at trunks back, so that no more calls are sent to us.
pub(super) async fn leave(trunks: &mpsc::Sender<ToTrunks>) {
    let (reply, done) = oneshot::channel();
    let asked = trunks.send(ToTrunks::Stop(reply)).await;
    if asked.is_ok() && tokio::time::timeout(LEAVE_WITHIN, done).await.is_err() {
        tracing::warn!("a trunk did not confirm that we are gone");
    }
}

/// How a trunk stands, for a command.
pub(super) fn reply(standing: Standing) -> TrunkReply {
    let place = |(place, up)| PlaceReply { place, up };
    let account = |(username, registered)| AccountReply { username, registered };
    TrunkReply {
        name: standing.name,
        drained: standing.drained,
        channels: standing.channels,
        channels_max: standing.channels_max,
        places: standing.places.into_iter().map(place).collect(),
        accounts: standing.accounts.into_iter().map(account).collect(),
    }
}

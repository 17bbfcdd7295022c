//! The calls under way, for commands: how they stand, and the end of one.

use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::{Instant, timeout_at};

use crate::actor::directory::Directory;
use crate::call::{CallNumber, EndReason};
use crate::clock;
use crate::control::{CallReply, Reply};
use crate::mail::{ToCall, View};
use crate::observe::quality;

/// How long a call may take to say how it stands; one that does not keep up is left out.
const TOLD_WITHIN: Duration = Duration::from_secs(1);

/// All of them, the oldest first.
pub(super) async fn live(directory: &Directory) -> Reply {
    let mut numbers = directory.numbers();
    numbers.sort_unstable();
    let asked: Vec<_> = numbers
        .into_iter()
        .filter_map(|number| {
            let (viewer, answer) = oneshot::channel();
            directory.post(number, ToCall::Show(viewer)).ok()?;
            Some(answer)
        })
        .collect();
    let until = Instant::from_std(clock::now() + TOLD_WITHIN);
    let mut calls = Vec::with_capacity(asked.len());
    for answer in asked {
        if let Ok(Ok(view)) = timeout_at(until, answer).await {
            calls.push(reply(view));
        }
    }
    Reply::Calls(calls)
}

fn reply(view: View) -> CallReply {
    let View {
        number,
        call,
        started_at,
        answered_at,
        counts,
    } = view;
    CallReply {
        number: number.0,
        caller_number: call.caller.number,
        caller_name: call.caller.name,
        dialled: call.dialled,
        answered_by: call.answered_by,
        doing: call.doing.name().to_owned(),
        started_at,
        answered_at,
        codec: call.codec.map(str::to_owned),
        media: quality::media(&counts),
    }
}

/// Ends one, by its number.
pub(super) fn end(directory: &Directory, number: u64) -> Reply {
    let (number, end) = (CallNumber(number), ToCall::Stop(EndReason::Administrator));
    match directory.post(number, end) {
        Ok(()) => {
            tracing::info!(call = %number, "an administrator ends the call");
            Reply::Done
        }
        Err(_) => Reply::Unknown,
    }
}

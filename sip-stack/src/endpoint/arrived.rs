//! A request that arrived, with what is needed to find and answer it.

use crate::endpoint::reply::{stamp, way_back};
use crate::flow::{Flow, Target};
use crate::message::{HeaderError, Request};
use crate::transaction::{MergeKey, ServerKey};

#[derive(Debug)]
pub(super) struct Arrived {
    pub(super) request: Request,
    pub(super) key: ServerKey,
    pub(super) merge: Option<MergeKey>,
    pub(super) reply_to: Target,
    pub(super) flow: Flow,
}

impl Arrived {
    pub(super) fn new(mut request: Request, flow: Flow) -> Result<Self, HeaderError> {
        let key = ServerKey::of(&request)?;
        let merge = MergeKey::of(&request);
        let via = request.headers().via()?;
        stamp(request.headers_mut(), &via, &flow);
        Ok(Self {
            request,
            key,
            merge,
            reply_to: way_back(&via, flow),
            flow,
        })
    }
}

//! Why an INVITE cannot be taken on, as its sender is told.

use bytes::Bytes;

use crate::message::{HeaderName, Request, Response, StatusCode};

/// A final status and the headers that belong to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// 300–699.
    pub status: StatusCode,
    /// What explains it: Unsupported, Require, Min-SE.
    pub headers: Vec<(HeaderName, Bytes)>,
}

impl Refusal {
    /// A status with one header.
    pub fn with(status: StatusCode, name: HeaderName, value: impl Into<Bytes>) -> Self {
        Self {
            status,
            headers: vec![(name, value.into())],
        }
    }

    /// The response that says so.
    pub fn response(&self, request: &Request) -> Response {
        let mut response = Response::for_request(request, self.status);
        for (name, value) in &self.headers {
            response.headers_mut().push(name.clone(), value);
        }
        response
    }
}

impl From<StatusCode> for Refusal {
    fn from(status: StatusCode) -> Self {
        Self {
            status,
            headers: Vec::new(),
        }
    }
}

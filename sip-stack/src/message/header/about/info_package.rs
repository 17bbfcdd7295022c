//! Info-Package and Recv-Info (RFC 6086 §7).

use std::fmt;

use bytes::Bytes;

use super::super::token::token_with_params;
use super::super::{HeaderErrorKind, HeaderName, HeaderValue};
use crate::message::params::Params;

/// The package that an INFO belongs to.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct InfoPackage {
    package: Box<str>,
    params: Params,
}

/// A package whose INFO requests are welcome; an empty header welcomes none.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RecvInfo {
    package: Box<str>,
    params: Params,
}

macro_rules! named_package {
    ($($name:ident)*) => {
        $(
            impl $name {
                /// A package of that name.
                pub fn new(package: &str) -> Self {
                    Self { package: package.into(), params: Params::new() }
                }

                /// Its name, as written; compared in any case.
                pub fn package(&self) -> &str {
                    &self.package
                }
            }

            impl HeaderValue for $name {
                fn header() -> HeaderName {
                    HeaderName::$name
                }

                fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
                    let (package, params) = token_with_params(value)?;
                    Ok(Self { package, params })
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    write!(f, "{}{}", self.package, self.params)
                }
            }
        )*
    };
}

named_package! { InfoPackage RecvInfo }

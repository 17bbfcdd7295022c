//! One step of a simulated call.

use std::fmt;
use std::time::Duration;

use serde::Serialize;
use yaml::duration_text;

use super::happening::Happening;
use super::time::as_ms;
use crate::visit::Visit;

/// One step of a simulated call.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moment {
    /// How long after the start of the call it begins.
    #[serde(rename = "at_ms", serialize_with = "as_ms")]
    pub at: Duration,
    /// How long it takes.
    #[serde(rename = "took_ms", serialize_with = "as_ms")]
    pub took: Duration,
    /// The step; `None`: no step is left.
    pub visit: Option<Visit>,
    /// What it brings about; `None`: the step only decides where the call goes.
    pub happening: Option<Happening>,
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>8}  ", duration_text(self.at))?;
        match &self.visit {
            Some(visit) => write!(f, "{visit}")?,
            None => f.write_str("no step is left")?,
        }
        match &self.happening {
            Some(happening) => write!(f, ": {happening}"),
            None => Ok(()),
        }
    }
}

//! RFC 3261 §16, rule by rule, in virtual time.

mod answers;
mod cancel;
mod copies;
mod flows;
mod forks;
mod routes;
mod run;
mod validation;

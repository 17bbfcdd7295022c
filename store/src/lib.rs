//! What must outlive the process: users, bindings and call records, in SQLite or PostgreSQL.
//!
//! One [`Repository`] trait, one set of queries and migrations, two typed pools. Registrations and call
//! records go through a [`Spool`] (on disk first, many in one sync) and its [`Drain`]. Nothing here is asked on the way from an INVITE to its 200: memory is authoritative there.

mod ban;
mod binding;
mod call_record;
mod capture;
mod error;
mod postgres;
mod repository;
mod spool;
mod sqlite;
mod store;
mod tenant;
mod text;
mod user;

pub use ban::Ban;
pub use binding::{BindingChange, BindingRow};
pub use call_record::{CallFilter, CallRecord};
pub use capture::Capture;
pub use error::StoreError;
pub use postgres::PostgresRepository;
pub use repository::Repository;
pub use spool::{Drain, DrainError, DrainStatus, Entry, Receipt, Spool, SpoolError, SpoolStatus};
pub use sqlite::SqliteRepository;
pub use store::Store;
pub use tenant::TenantId;
pub use user::{Added, NewUser, User};

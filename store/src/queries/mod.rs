//! The queries, in SQL that SQLite and PostgreSQL both understand. `sqlite` and `postgres` each compile these
//! files for themselves; what differs stands there, under the same names.

mod bans;
mod bindings;
mod call_records;
mod captures;
mod repository;
mod tenants;
mod users;

//! `storage`: what is kept, and where.

use std::path::PathBuf;

use yaml::{Mistakes, Node};

use crate::database::DatabaseUrl;
use crate::paths;
use crate::settings::Office;

/// What is kept, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Storage {
    /// Users, registrations, call records.
    pub database: DatabaseUrl,
    /// The folder that call records pass through on their way to the database; must be on a local disk.
    pub spool: PathBuf,
}

impl Storage {
    pub(crate) fn read(node: Option<&Node>, office: Office<'_>, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let default = Self {
            database: DatabaseUrl::sqlite("data/softswitch.db", office),
            spool: office.dir.join("data/spool"),
        };
        let Some(node) = node else { return Some(default) };
        let mut fields = node.fields("`storage`", mistakes)?;
        let database = match fields.take("database", mistakes) {
            Some(node) => DatabaseUrl::read(node, office, mistakes),
            None => Some(default.database),
        };
        let spool = match fields.take("spool", mistakes) {
            Some(node) => paths::read(node, office, mistakes),
            None => Some(default.spool),
        };
        fields.finish(mistakes);
        Some(Self {
            database: database?,
            spool: spool?,
        })
    }
}

//! Where the database is.

use std::fmt;

use yaml::{Complaint, Mistakes, Node};

use crate::settings::Office;

const SQLITE: &str = "sqlite";
const POSTGRES: [&str; 2] = ["postgres", "postgresql"];

/// The URL of the database; may carry a password, so it is not printed by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// A file in the folder of the settings.
    pub(crate) fn sqlite(path: &str, office: Office<'_>) -> Self {
        let path = office.dir.join(path).display().to_string();
        Self(format!(
            "{SQLITE}://{}",
            path.replace('%', "%25").replace('?', "%3F").replace('#', "%23")
        ))
    }

    /// `sqlite://PATH` (the path is resolved and percent-encoded) or `postgres://…`, for who connects.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The scheme: `sqlite`, `postgres` or `postgresql`.
    #[must_use]
    pub fn scheme(&self) -> &str {
        self.0.split_once("://").map_or("", |(scheme, _)| scheme)
    }

    pub(crate) fn read(node: &Node, office: Office<'_>, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        const EXAMPLE: &str = "write sqlite://data/softswitch.db or postgres://user@host/name";
        let text = node.text("the URL of a database", mistakes)?;
        let Some((scheme, rest)) = text.split_once("://") else {
            mistakes.say(
                "bad-database",
                node.span,
                "this is not the URL of a database",
                EXAMPLE,
            );
            return None;
        };
        if POSTGRES.contains(&scheme) {
            return Some(Self(text.to_owned()));
        }
        if scheme != SQLITE {
            let complaint = Complaint::new(
                "bad-database",
                node.span,
                format!("unknown kind of database `{scheme}`"),
            );
            let nearest = mistakes.nearest(scheme, [SQLITE, "postgres"]);
            mistakes.add(complaint.did_you_mean(nearest, || EXAMPLE.to_owned()));
            return None;
        }
        if rest.is_empty() || rest.contains(['?', '#', '%']) {
            let message = format!("`{rest}` is not a path that a database can have");
            mistakes.say("bad-database", node.span, message, EXAMPLE);
            return None;
        }
        Some(Self::sqlite(rest, office))
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({}://***)", self.scheme())
    }
}

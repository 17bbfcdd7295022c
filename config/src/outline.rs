//! What settings with mistakes still tell: enough to check the dialplan beside them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use yaml::{Mistakes, Node, Source, Value};

use crate::load::System;
use crate::paths;
use crate::settings::Office;
use crate::timezone;

/// The names that a dialplan refers to, as they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// The folder of the settings.
    pub dir: PathBuf,
    /// The users' extensions.
    pub extensions: BTreeSet<String>,
    /// The trunks' names.
    pub trunks: BTreeSet<String>,
    /// The time zone; UTC if it is none.
    pub timezone: Tz,
    /// The files of the dialplan.
    pub dialplan: Vec<PathBuf>,
}

impl Outline {
    /// Reads a text; `None`: it is no map of keys, or does not say where the dialplan is.
    #[must_use]
    pub fn parse(source: &Source, dir: &Path) -> Option<Self> {
        // Whoever read the settings themselves has told the mistakes.
        let mut told = Mistakes::new(std::slice::from_ref(source));
        let root = yaml::parse(0, source, &mut told).filter(|root| matches!(root.value, Value::Map(_)))?;
        let office = Office {
            dir,
            outside: &System,
        };
        let dialplan = paths::dialplan(root.at(&["dialplan"]), office, &mut told)?;
        Some(Self {
            dir: dir.to_owned(),
            extensions: each(root.at(&["users"]), "extension"),
            trunks: each(root.at(&["trunks"]), "name"),
            timezone: timezone::read(root.at(&["timezone"]), &mut told).unwrap_or(Tz::UTC),
            dialplan,
        })
    }
}

/// What each map of a list says of this.
fn each(list: Option<&Node>, name: &str) -> BTreeSet<String> {
    let Some(Value::List(items)) = list.map(|list| &list.value) else {
        return BTreeSet::new();
    };
    let said = items.iter().filter_map(|item| match &item.at(&[name])?.value {
        Value::Scalar(scalar) => Some(scalar.text.clone()),
        Value::List(_) | Value::Map(_) => None,
    });
    said.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_beside_mistakes() {
        let text =
            "domian: x\nusers:\n  - {extension: \"101\", nme: A}\n  - 102\ntrunks: [{name: carrier}]\n";
        let outline = Outline::parse(&Source::new("softswitch.yaml", text), Path::new("/office"));
        let outline = outline.unwrap();
        assert_eq!(outline.extensions, BTreeSet::from([String::from("101")]));
        assert_eq!(outline.trunks, BTreeSet::from([String::from("carrier")]));
        assert_eq!(outline.dialplan, [Path::new("/office/dialplan.yaml")]);
    }

    #[test]
    fn what_is_no_map_tells_nothing() {
        for text in ["- 1", "a: [", "dialplan: []"] {
            assert_eq!(
                Outline::parse(&Source::new("softswitch.yaml", text), Path::new(".")),
                None
            );
        }
    }
}

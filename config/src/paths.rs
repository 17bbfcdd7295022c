//! Paths, resolved against the folder of the settings.

use std::path::PathBuf;

use yaml::{Mistakes, Node, Value};

use crate::settings::Office;

const DIALPLAN: &str = "dialplan.yaml";
const DIALPLANS_MAX: usize = 100;

pub(crate) fn read(node: &Node, office: Office<'_>, mistakes: &mut Mistakes<'_>) -> Option<PathBuf> {
    let text = node.text("a path", mistakes)?;
    if text.is_empty() || text.contains('\0') {
        mistakes.say(
            "bad-path",
            node.span,
            "this is not a path",
            "write a path like data/audio",
        );
        return None;
    }
    Some(office.dir.join(text))
}

/// `dialplan`: one file or a list.
pub(crate) fn dialplan(
    node: Option<&Node>,
    office: Office<'_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Vec<PathBuf>> {
    let Some(node) = node else {
        return Some(vec![office.dir.join(DIALPLAN)]);
    };
    match &node.value {
        Value::List(items) if (1..=DIALPLANS_MAX).contains(&items.len()) => {
            let paths: Vec<_> = items.iter().map(|item| read(item, office, mistakes)).collect();
            paths.into_iter().collect()
        }
        Value::List(items) => {
            let message = format!("{} files of a dialplan", items.len());
            mistakes.say(
                "bad-count",
                node.span,
                message,
                format!("name 1 to {DIALPLANS_MAX}, like {DIALPLAN}"),
            );
            None
        }
        Value::Scalar(_) | Value::Map(_) => read(node, office, mistakes).map(|path| vec![path]),
    }
}

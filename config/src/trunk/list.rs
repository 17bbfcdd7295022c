//! All trunks: their names differ, and no number is two trunks' at once unless their calls can be told apart.

use std::collections::HashMap;

use yaml::{Mistakes, Node};

use super::Trunk;
use crate::settings::Office;

const TRUNKS_MAX: usize = 256;

pub(crate) fn read(
    node: Option<&Node>,
    office: Office<'_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Vec<Trunk>> {
    let Some(node) = node else { return Some(Vec::new()) };
    let items = node.items("`trunks`", mistakes)?;
    if items.len() > TRUNKS_MAX {
        let message = format!("{} trunks are too many", items.len());
        mistakes.say(
            "bad-count",
            node.span,
            message,
            format!("name at most {TRUNKS_MAX}"),
        );
        return None;
    }
    let mut lines: HashMap<String, usize> = HashMap::new();
    let mut trunks = Vec::with_capacity(items.len());
    for item in items {
        let Some(trunk) = Trunk::read(item, office, mistakes) else {
            continue;
        };
        if let Some(line) = lines.get(&trunk.name) {
            let span = item.at(&["name"]).map_or(item.span, |node| node.span);
            let message = format!("a second trunk named `{}`", trunk.name);
            let help = format!("the first is in line {line}: give one another name");
            mistakes.say("duplicate-trunk", span, message, help);
        }
        lines.insert(trunk.name.clone(), item.span.line);
        trunks.push(trunk);
    }
    Some(trunks)
}

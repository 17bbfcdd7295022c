//! The picture as Mermaid draws it.

use std::fmt::Write;

use super::exit::Exit;
use super::picture::{Kind, Picture, Place};

impl Picture {
    /// A flowchart in Mermaid's language. Ways that no test takes are dotted, where tests have been looked at.
    #[must_use]
    pub fn to_mermaid(&self) -> String {
        let mut text = String::from("flowchart TD\n");
        for (node, place) in self.nodes.iter().enumerate() {
            let (open, close) = match place.kind {
                Kind::Number => ("([", "])"),
                Kind::Step => ("[", "]"),
                Kind::End => ("((", "))"),
            };
            let label = quoted(&words(place));
            // A string takes everything.
            let _ = writeln!(text, "  n{node}{open}\"{label}\"{close}");
        }
        for edge in &self.edges {
            let arrow = if edge.taken == Some(false) { "-.->" } else { "-->" };
            let label = match &edge.exit {
                Exit::On => String::new(),
                exit => format!("|\"{}\"|", quoted(&exit.to_string())),
            };
            let _ = writeln!(text, "  n{} {arrow}{label} n{}", edge.from, edge.to);
        }
        text
    }
}

/// What stands in a box: a step with its line.
fn words(place: &Place) -> String {
    match &place.step {
        Some(step) => format!("{}<br/>{}:{}", place.label, step.file, step.line),
        None => place.label.clone(),
    }
}

/// What Mermaid would read as its own is written as entities.
fn quoted(text: &str) -> String {
    text.replace('"', "#quot;")
}

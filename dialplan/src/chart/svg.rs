//! The picture as SVG, without any other program.

use std::fmt::Write;

use super::exit::Exit;
use super::layers::rows;
use super::picture::{Edge, Kind, Picture, Place};

const BOX_WIDTH: usize = 230;
const BOX_HEIGHT: usize = 46;
const GAP_X: usize = 40;
const GAP_Y: usize = 64;
/// Characters that fit into a box.
const LABEL_CHARS: usize = 34;
const STYLE: &str = "text{font:12px sans-serif}.line{fill:#667;font-size:10px}.exit{fill:#345;font-size:10px}\
rect{fill:#f6f8fb;stroke:#456}.number{fill:#e3f0e3}.end{fill:#eee}path{fill:none;stroke:#456}\
.untaken{stroke:#c33;stroke-dasharray:4 3}";

/// The upper left corner of a box.
#[derive(Clone, Copy, Debug, Default)]
struct Corner {
    x: usize,
    y: usize,
}

impl Picture {
    /// A drawing with one row for each step away from the numbers. Ways that no test takes are dashed and red, where
    /// tests have been looked at.
    #[must_use]
    pub fn to_svg(&self) -> String {
        let rows = rows(self);
        let widest = rows.iter().map(Vec::len).max().unwrap_or_default();
        let (width, height) = (
            widest * (BOX_WIDTH + GAP_X) + GAP_X,
            rows.len() * (BOX_HEIGHT + GAP_Y) + GAP_Y,
        );
        let mut corners = vec![Corner::default(); self.nodes.len()];
        for (row, nodes) in rows.iter().enumerate() {
            let left = (width - nodes.len() * (BOX_WIDTH + GAP_X)) / 2;
            for (column, node) in nodes.iter().enumerate() {
                corners[*node] = Corner {
                    x: left + GAP_X / 2 + column * (BOX_WIDTH + GAP_X),
                    y: GAP_Y / 2 + row * (BOX_HEIGHT + GAP_Y),
                };
            }
        }
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n<style>{STYLE}</style>\n<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L8 4L0 8\"/></marker></defs>\n"
        );
        for edge in &self.edges {
            draw_edge(&mut svg, edge, corners[edge.from], corners[edge.to]);
        }
        for (place, corner) in self.nodes.iter().zip(&corners) {
            draw_place(&mut svg, place, *corner);
        }
        svg.push_str("</svg>\n");
        svg
    }
}

/// From the lower edge of one box to the upper one of another; a way back leaves at the side.
fn draw_edge(svg: &mut String, edge: &Edge, from: Corner, to: Corner) {
    let class = if edge.taken == Some(false) {
        " class=\"untaken\""
    } else {
        ""
    };
    let (x1, y1) = (from.x + BOX_WIDTH / 2, from.y + BOX_HEIGHT);
    let (x2, y2) = (to.x + BOX_WIDTH / 2, to.y);
    let bend = if to.y > from.y { GAP_Y / 2 } else { GAP_Y };
    // A string takes everything.
    let _ = writeln!(
        svg,
        "<path{class} marker-end=\"url(#tip)\" d=\"M{x1} {y1}C{x1} {} {x2} {} {x2} {y2}\"/>",
        y1 + bend,
        y2.saturating_sub(bend)
    );
    if edge.exit != Exit::On {
        // Nearer to where it leaves: several ways may meet where they lead to.
        let (x, y) = ((2 * x1 + x2) / 3, (2 * y1 + y2) / 3);
        let exit = escaped(&edge.exit.to_string());
        let _ = writeln!(
            svg,
            "<text class=\"exit\" text-anchor=\"middle\" x=\"{x}\" y=\"{y}\">{exit}</text>"
        );
    }
}

fn draw_place(svg: &mut String, place: &Place, corner: Corner) {
    let Corner { x, y } = corner;
    let (class, round) = match place.kind {
        Kind::Number => ("number", BOX_HEIGHT / 2),
        Kind::Step => ("step", 4),
        Kind::End => ("end", BOX_HEIGHT / 2),
    };
    let (label, middle) = (escaped(&cut(&place.label)), x + BOX_WIDTH / 2);
    let whole = escaped(&place.label);
    let _ = writeln!(
        svg,
        "<g><title>{whole}</title><rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{BOX_WIDTH}\" height=\"{BOX_HEIGHT}\" rx=\"{round}\"/><text text-anchor=\"middle\" x=\"{middle}\" y=\"{}\">{label}</text>",
        y + 20
    );
    if let Some(step) = &place.step {
        let line = escaped(&format!("{}:{}", file_name(&step.file), step.line));
        let _ = writeln!(
            svg,
            "<text class=\"line\" text-anchor=\"middle\" x=\"{middle}\" y=\"{}\">{line}</text>",
            y + 36
        );
    }
    svg.push_str("</g>\n");
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn cut(text: &str) -> String {
    if text.chars().count() <= LABEL_CHARS {
        return text.to_owned();
    }
    text.chars().take(LABEL_CHARS - 1).chain(['…']).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

//! Text to nodes. Finds every misuse of YAML that does not stop the parser, within fixed limits.

use std::collections::HashMap;

use serde_saphyr::granit_parser::{Event, Parser, ScalarStyle, ScanError, Span as Range, options};

use crate::complaint::Complaint;
use crate::mistakes::Mistakes;
use crate::node::{Node, Scalar, Value};
use crate::read::FILE_BYTES_MAX;
use crate::source::Source;
use crate::span::Span;
use tree::{Built, Tree};

mod syntax;
mod tree;

/// How deep lists and maps may stand in one another.
pub const DEPTH_MAX: usize = 32;
/// How much a text may unfold to, in bytes: a value costs 64 and its length, once more for
/// each anchor and alias.
pub const COST_MAX: usize = 16 * 1024 * 1024;
const NODE_COST: usize = 64;

/// What the source with this index says. `None`: nothing sensible; the mistakes say why.
pub fn parse(file: usize, source: &Source, mistakes: &mut Mistakes<'_>) -> Option<Node> {
    if source.text.len() as u64 > FILE_BYTES_MAX {
        let message = format!("this text is larger than {FILE_BYTES_MAX} bytes");
        mistakes.say(
            "file-too-large",
            Span::start_of(file),
            message,
            "split it into several files",
        );
        return None;
    }
    let options = options! {
        emit_comments: false,
        emit_unresolved_aliases: true,
        disallow_directives: true,
        flow_nesting_limit: DEPTH_MAX * 2,
        block_nesting_limit: DEPTH_MAX * 2,
    };
    let mut reading = Reading {
        file,
        text: &source.text,
        tree: Tree::default(),
        anchors: HashMap::new(),
        cost: 0,
    };
    for event in Parser::new_from_str_with_options(&source.text, options) {
        match event {
            Ok((event, range)) => {
                let at = reading.span(&range);
                if let Err(complaint) = reading.take(event, at, mistakes) {
                    mistakes.add(*complaint);
                    return None;
                }
            }
            Err(error) => {
                mistakes.add(reading.syntax(&error));
                return None;
            }
        }
    }
    Some(
        reading
            .tree
            .finish()
            .unwrap_or_else(|| Node::null(Span::start_of(file))),
    )
}

struct Reading<'t> {
    file: usize,
    text: &'t str,
    tree: Tree,
    anchors: HashMap<usize, Built>,
    cost: usize,
}

type Fatal = Box<Complaint>;

impl Reading<'_> {
    fn take(&mut self, event: Event<'_>, at: Span, mistakes: &mut Mistakes<'_>) -> Result<(), Fatal> {
        if let Some(tag) = event.tag() {
            let message = format!("the tag `{}` is not used here", tag.original());
            mistakes.say(
                "tag",
                at,
                message,
                "remove it; to make a text of digits, put them in quotes",
            );
        }
        match event {
            Event::DocumentStart(..) if self.tree.is_finished() => {
                let complaint = Complaint::new("several-documents", at, "a second document starts here");
                Err(Box::new(
                    complaint.help("one file is one document: remove the `---`"),
                ))
            }
            Event::Scalar(text, style, anchor, _) => {
                let scalar = Scalar {
                    quoted: style != ScalarStyle::Plain,
                    text: text.into_owned(),
                };
                self.add(Value::Scalar(scalar), at, anchor, mistakes)
            }
            Event::UnresolvedAlias(name) => self.unresolved(&name, at, mistakes),
            Event::Alias(anchor) => self.alias(anchor, at, mistakes),
            Event::SequenceStart(_, anchor, _) => self.open(Value::List(Vec::new()), at, anchor),
            Event::MappingStart(_, anchor, _) => self.open(Value::Map(Vec::new()), at, anchor),
            Event::SequenceEnd | Event::MappingEnd => {
                let Some((built, anchor)) = self.tree.close() else {
                    return Ok(());
                };
                self.place(built, anchor, mistakes)
            }
            _ => Ok(()),
        }
    }

    fn add(
        &mut self,
        value: Value,
        span: Span,
        anchor: usize,
        mistakes: &mut Mistakes<'_>,
    ) -> Result<(), Fatal> {
        let length = if let Value::Scalar(scalar) = &value {
            scalar.text.len()
        } else {
            0
        };
        let cost = NODE_COST + length;
        self.spend(cost, span)?;
        self.place(
            Built {
                node: Node { span, value },
                cost,
            },
            anchor,
            mistakes,
        )
    }

    fn open(&mut self, value: Value, span: Span, anchor: usize) -> Result<(), Fatal> {
        self.spend(NODE_COST, span)?;
        if self.tree.depth() >= DEPTH_MAX {
            return Err(Box::new(syntax::too_deep(span)));
        }
        self.tree.open(
            Built {
                node: Node { span, value },
                cost: NODE_COST,
            },
            anchor,
        );
        Ok(())
    }

    fn place(&mut self, built: Built, anchor: usize, mistakes: &mut Mistakes<'_>) -> Result<(), Fatal> {
        if anchor != 0 {
            self.spend(built.cost, built.node.span)?;
            self.anchors.insert(anchor, built.clone());
        }
        self.tree.place(built, mistakes);
        Ok(())
    }

    fn alias(&mut self, anchor: usize, at: Span, mistakes: &mut Mistakes<'_>) -> Result<(), Fatal> {
        let Some(built) = self.anchors.get(&anchor) else {
            let message = "this alias stands inside what it names";
            mistakes.say("alias-loop", at, message, "a value cannot contain itself");
            self.tree.place(
                Built {
                    node: Node::null(at),
                    cost: 0,
                },
                mistakes,
            );
            return Ok(());
        };
        let cost = built.cost;
        self.spend(cost, at)?;
        if let Some(built) = self.anchors.get(&anchor).cloned() {
            self.tree.place(built, mistakes);
        }
        Ok(())
    }

    fn unresolved(&mut self, name: &str, at: Span, mistakes: &mut Mistakes<'_>) -> Result<(), Fatal> {
        let message = format!("`*{name}` refers to nothing");
        let help = format!("a value that starts with * must stand in quotes: \"*{name}\"");
        mistakes.say("unknown-alias", at, message, help);
        let scalar = Scalar {
            text: format!("*{name}"),
            quoted: true,
        };
        self.add(Value::Scalar(scalar), at, 0, mistakes)
    }

    fn spend(&mut self, cost: usize, at: Span) -> Result<(), Fatal> {
        self.cost += cost;
        if self.cost <= COST_MAX {
            return Ok(());
        }
        let complaint = Complaint::new("too-large", at, "this file unfolds to more than is allowed");
        Err(Box::new(complaint.help("use fewer aliases, or split the file")))
    }

    fn syntax(&self, error: &ScanError) -> Complaint {
        let mark = error.marker();
        let start = self.boundary(mark.byte_offset().unwrap_or(0));
        let span = Span {
            file: self.file,
            start,
            end: start,
            line: mark.line(),
            column: mark.col() + 1,
        };
        syntax::complaint(error.kind(), span)
    }

    fn span(&self, range: &Range) -> Span {
        let bytes = range.byte_range().unwrap_or(0..0);
        let (start, end) = (self.boundary(bytes.start), self.boundary(bytes.end));
        let (line, column) = (range.start.line(), range.start.col() + 1);
        Span {
            file: self.file,
            start,
            end: end.max(start),
            line,
            column,
        }
    }

    /// The character boundary at or before an offset.
    fn boundary(&self, offset: usize) -> usize {
        self.text.floor_char_boundary(offset)
    }
}

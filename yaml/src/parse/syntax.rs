//! What the parser says, in words that help.

use serde_saphyr::granit_parser::ErrorKind;

use super::DEPTH_MAX;
use crate::complaint::Complaint;
use crate::span::Span;

pub(super) fn too_deep(span: Span) -> Complaint {
    let message = format!("lists and maps stand more than {DEPTH_MAX} deep in one another");
    Complaint::new("too-deep", span, message)
        .help("nothing here needs to be that deep: check the indentation")
}

pub(super) fn complaint(kind: &ErrorKind, span: Span) -> Complaint {
    let help = match kind {
        ErrorKind::RecursionLimitExceeded => return too_deep(span),
        ErrorKind::TabNotAllowed | ErrorKind::TabInBlockIndentation => "indent with spaces instead of tabs",
        ErrorKind::UnexpectedEofFlowSequence | ErrorKind::ExpectedFlowSequenceSeparator => {
            "close the list with ] and put commas between its entries"
        }
        ErrorKind::UnexpectedEofFlowMapping | ErrorKind::ExpectedFlowMappingSeparator => {
            "close the map with } and put commas between its entries"
        }
        ErrorKind::InvalidIndentation
        | ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry => {
            "lines of one list or map start in the same column: check the indentation"
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => {
            "a `: ` is missing after a key, or a quote is not closed"
        }
        _ => "check quotes, brackets and indentation at and before this place",
    };
    Complaint::new("syntax", span, format!("this is not YAML: {kind}")).help(help)
}

//! Numbers that are dialled: text, never arithmetic.

use crate::mistakes::Mistakes;
use crate::node::{Node, Scalar, Value};

impl Node {
    /// A number as it is dialled, which must stand in quotes: YAML readers take `0100` for 64 and `+49` for 49.
    pub fn number_text(&self, mistakes: &mut Mistakes<'_>) -> Option<&str> {
        let text = self.text("a number in quotes, like \"101\"", mistakes)?;
        match &self.value {
            Value::Scalar(Scalar { quoted: false, .. }) if looks_like_arithmetic(text) => {
                let message = format!("the number {text} must stand in quotes");
                let help = format!(
                    "write \"{text}\": without quotes YAML reads digits as arithmetic and loses zeros"
                );
                mistakes.say("unquoted-number", self.span, message, help);
                None
            }
            _ => Some(text),
        }
    }
}

fn looks_like_arithmetic(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.'))
}

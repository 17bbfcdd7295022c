//! A step that only names something, `menu: main`, may be written with a key too: `menu: {name: main}`.

use yaml::{Mistakes, Node, Value};

/// The node of the name; `step` and `example` are for who wrote none.
pub(super) fn name<'n>(
    options: &'n Node,
    step: &'static str,
    example: &'static str,
    mistakes: &mut Mistakes<'_>,
) -> Option<&'n Node> {
    match &options.value {
        Value::Scalar(_) => Some(options),
        Value::List(_) | Value::Map(_) => {
            let mut fields = options.fields(step, mistakes)?;
            let name = fields.need("name", example, mistakes);
            fields.finish(mistakes);
            name
        }
    }
}

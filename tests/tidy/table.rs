//! Markdown tables, as `ARCHITECTURE.md` and `RFC.md` use them.

/// One row: its line (from 1) and its cells, trimmed.
pub(crate) struct Row<'a> {
    pub(crate) line: usize,
    pub(crate) cells: Vec<&'a str>,
}

/// The rows of every table whose first header cell is `header`.
pub(crate) fn rows<'a>(text: &'a str, header: &str) -> Vec<Row<'a>> {
    let mut found = Vec::new();
    let (mut inside, mut wanted) = (false, false);
    for (index, line) in text.lines().enumerate() {
        let Some(cells) = cells(line) else {
            inside = false;
            continue;
        };
        if !inside {
            (inside, wanted) = (true, cells.first() == Some(&header));
        } else if wanted && !cells.iter().all(|cell| cell.trim_matches([':', '-']).is_empty()) {
            found.push(Row {
                line: index + 1,
                cells,
            });
        }
    }
    found
}

fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    Some(inner.split('|').map(str::trim).collect())
}

/// The words in `backticks`.
pub(crate) fn code_spans(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

#[test]
fn only_the_named_table_is_read() {
    let text = "| crate | imports |\n|---|---|\n| `a` | `b`, `c` |\n\n| other | x |\n|---|---|\n| `d` | |\n";
    let rows = rows(text, "crate");
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].line, 3);
    assert_eq!(code_spans(rows[0].cells[1]), ["b", "c"]);
}

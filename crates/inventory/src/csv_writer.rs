//! Writing CSV that spreadsheet programs open without running anything in it.

/// Adds a row. Line ends are CR LF (RFC 4180).
pub(crate) fn add_row(csv: &mut String, cells: &[&str]) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            csv.push(',');
        }
        let cell = neutralized(cell);
        if cell.contains(['"', ',', '\n', '\r', ';']) {
            csv.push('"');
            csv.push_str(&cell.replace('"', "\"\""));
            csv.push('"');
        } else {
            csv.push_str(&cell);
        }
    }
    csv.push_str("\r\n");
}

/// A cell that a spreadsheet program does not run as a formula: an apostrophe precedes the characters that begin one
/// (<https://owasp.org/www-community/attacks/CSV_Injection>). White space before them does not help. A cell that already
/// has the apostrophe gets another one, so that [`original`] can remove it.
fn neutralized(cell: &str) -> String {
    if is_formula(cell) { ["'", cell].concat() } else { cell.to_owned() }
}

/// The cell before [`neutralized`].
pub(crate) fn original(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(cell)
}

/// Whether a cell begins a formula, before or after apostrophes.
fn is_formula(cell: &str) -> bool {
    let bare = cell.trim_start_matches('\'');
    let first = bare.trim_start_matches([' ', '\u{a0}', '\n']).chars().next();
    first.is_some_and(|first| "=+-@\t\r＝＋－＠".contains(first))
}

#[cfg(test)]
mod tests {
    use super::{neutralized, original};

    #[test]
    fn a_cell_that_begins_a_formula_is_neutralized() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", " =1", "＝1", "'=1"] {
            assert_eq!(neutralized(cell), format!("'{cell}"));
            assert_eq!(original(&neutralized(cell)), cell);
        }
        for cell in ["Zoom", "8x8", "a=b", "'quoted'", ""] {
            assert_eq!(neutralized(cell), cell);
            assert_eq!(original(cell), cell);
        }
    }
}

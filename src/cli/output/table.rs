//! Lists as aligned columns, measured in cells of the terminal.

use crate::base::text;
use crate::cli::spoken;
use crate::locale::Locale;

/// A column that is narrower than this is not cut further.
const NARROW: usize = 10;
/// Between two columns.
const GAP: usize = 2;

/// Rows under headings. Cells are cleaned here, so that any text may be put in.
#[derive(Debug)]
pub(crate) struct Table {
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows, its headings in the language of the answers.
    pub(crate) fn new(locale: &Locale, heads: &[&str]) -> Self {
        Self {
            heads: heads
                .iter()
                .map(|head| spoken::words(locale, "head", head))
                .collect(),
            rows: Vec::new(),
        }
    }
    /// Adds a row; it has as many cells as there are headings.
    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        debug_assert_eq!(N, self.heads.len(), "a cell for each heading");
        self.rows
            .push(cells.iter().map(|cell| text::line(cell).into_owned()).collect());
    }
    /// Adds a row whose number of cells is known only when it runs.
    pub(crate) fn cells(&mut self, cells: Vec<String>) {
        debug_assert_eq!(cells.len(), self.heads.len(), "a cell for each heading");
        self.rows
            .push(cells.iter().map(|cell| text::line(cell).into_owned()).collect());
    }
    /// The lines. With `max` the widest columns are cut until the table fits; the last one, which holds ids, never is.
    pub(crate) fn lines(&self, max: Option<usize>) -> String {
        // A column without content is left out: most lists have some that most files never fill.
        let shown: Vec<usize> = (0..self.heads.len())
            .filter(|at| self.rows.iter().any(|row| !row[*at].is_empty()))
            .collect();
        let mut widths: Vec<usize> = shown
            .iter()
            .map(|at| {
                let cells = self.rows.iter().map(|row| text::width(&row[*at]));
                cells.chain([text::width(&self.heads[*at])]).max().unwrap_or(0)
            })
            .collect();
        if let Some(max) = max {
            narrow(&mut widths, max);
        }
        let mut out = String::new();
        push_line(&mut out, shown.iter().map(|at| self.heads[*at].as_str()), &widths);
        for row in &self.rows {
            push_line(&mut out, shown.iter().map(|at| row[*at].as_str()), &widths);
        }
        out
    }
}

fn narrow(widths: &mut [usize], max: usize) {
    let total = |widths: &[usize]| widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
    let flexible = widths.len().saturating_sub(1);
    while total(widths) > max {
        let Some(widest) = widths[..flexible].iter_mut().max_by_key(|width| **width) else {
            return;
        };
        if *widest <= NARROW {
            return;
        }
        *widest -= 1;
    }
}

fn push_line<'a>(out: &mut String, cells: impl Iterator<Item = &'a str>, widths: &[usize]) {
    let mut line = String::new();
    for (at, (cell, width)) in cells.zip(widths).enumerate() {
        if at > 0 {
            line.push_str(&" ".repeat(GAP));
        }
        line.push_str(&text::pad(cell, *width));
    }
    out.push_str(line.trim_end());
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Lang;

    fn sample() -> Table {
        let mut table = Table::new(&Locale::new(Lang::En), &["Name", "City", "Phone", "Id"]);
        table.row([
            "Müller GmbH & Co. KG".into(),
            String::new(),
            "+49 711 1".into(),
            "1".into(),
        ]);
        table.row(["日本精密工業".into(), String::new(), String::new(), "22".into()]);
        table.row([
            "evil\u{1b}[2J\nrow".into(),
            String::new(),
            String::new(),
            "333".into(),
        ]);
        table
    }

    #[test]
    fn columns_align_by_cells_and_empty_ones_are_left_out() {
        assert_eq!(
            sample().lines(None),
            "Name                  Phone      Id\n\
             Müller GmbH & Co. KG  +49 711 1  1\n\
             日本精密工業                     22\n\
             evil␛[2J␊row                     333\n"
        );
    }

    #[test]
    fn headings_are_in_the_language_of_the_answers() {
        let mut table = Table::new(&Locale::new(Lang::De), &["Name", "Next due", "Id"]);
        table.row(["Acme".into(), "Fr".into(), "1".into()]);
        assert_eq!(table.lines(None), "Name  Nächstes  Id\nAcme  Fr        1\n");
    }

    #[test]
    fn every_heading_has_a_text_in_the_catalogue() {
        let locale = Locale::new(Lang::En);
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli/cmd");
        for file in std::fs::read_dir(folder).expect("own folder") {
            let source = std::fs::read_to_string(file.expect("entry").path()).expect("own source");
            for heads in source.split("Table::new(").skip(1) {
                let heads = heads.split(']').next().unwrap_or_default();
                for head in heads.split('"').skip(1).step_by(2) {
                    assert_eq!(
                        locale.find(&crate::locale::said::key("head", head)).as_deref(),
                        Some(head)
                    );
                }
            }
        }
    }

    #[test]
    fn a_narrow_terminal_cuts_the_widest_column_and_never_the_id() {
        let lines = sample().lines(Some(28));
        assert!(lines.lines().all(|line| text::width(line) <= 28), "{lines}");
        assert!(lines.contains('…') && lines.contains("333"), "{lines}");
    }
}

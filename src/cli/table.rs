//! Tables for people.

/// Writes rows under a head, their cells aligned, with two spaces between columns; no line ends in spaces.
pub(super) fn table<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> String {
    let width = |at: usize| {
        let cells = rows.iter().map(|row| row[at].as_str()).chain([head[at]]);
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let widths: [usize; N] = std::array::from_fn(width);
    let line = |cells: [&str; N]| {
        let padded: Vec<String> = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        padded.join("  ").trim_end().to_owned()
    };
    let rows = rows.iter().map(|row| line(row.each_ref().map(String::as_str)));
    [line(head)].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [["Анна", "1", ""], ["б", "1000", "x"]].map(|row| row.map(str::to_owned));
        assert_eq!(table(["NAME", "N", "Y"], &rows), "NAME  N     Y\nАнна  1\nб     1000  x");
        assert_eq!(table(["A", "B"], &[]), "A  B");
    }
}

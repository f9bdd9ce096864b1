//! `evaluate`

use super::{Desk, FILM};

#[test]
fn search_is_judged_by_kind_and_misses_are_named() {
    let desk = Desk::new();
    desk.write("films.jsonl", FILM);
    desk.write(
        "queries.jsonl",
        concat!(
            r#"{"query":"брилиантовая","kind":"typo1","expect":301}"#,
            "\n\n",
            r#"{"query":"бриллиант","kind":"prefix","expect":7,"also":[301]}"#,
            "\n",
            r#"{"query":"матрица","kind":"exact","expect":301}"#,
            "\n",
        ),
    );
    let done = desk.run(&["evaluate", "search", "films.jsonl", "queries.jsonl", "--misses"]);
    assert_eq!(done.code(), Some(0), "{}", done.err());
    let rows: Vec<Vec<&str>> = done.out().lines().map(|line| line.split_whitespace().collect()).collect();
    let figures = |kind: &str| rows.iter().find(|row| row[0] == kind).unwrap()[1..].to_vec();
    assert_eq!(figures("typo1"), ["1", "1.000", "1.000", "1.000"]);
    assert_eq!(figures("prefix"), ["1", "1.000", "1.000", "1.000"]);
    assert_eq!(figures("exact"), ["1", "0.000", "0.000", "0.000"]);
    assert!(done.out().ends_with("exact: матрица: not found\n"), "{}", done.out());
}

#[test]
fn a_line_that_is_no_query_is_named() {
    let desk = Desk::new();
    desk.write("films.jsonl", FILM);
    desk.write("queries.jsonl", "{\"query\":\"x\",\"kind\":\"exact\",\"expect\":301}\n{\"query\":\"x\"}\n");
    let done = desk.run(&["evaluate", "search", "films.jsonl", "queries.jsonl"]);
    assert_eq!((done.code(), done.out()), (Some(1), ""));
    assert!(done.err().starts_with("afisha: queries.jsonl:2: missing field `kind`"), "{}", done.err());
}

#[test]
fn recommendations_are_judged_on_our_views_and_on_those_of_movielens() {
    let desk = Desk::new();
    let views = [(1, 10, 1), (1, 20, 2), (2, 10, 3), (2, 20, 4), (3, 10, 5), (3, 20, 6), (4, 30, 7)];
    let write = |name: &str, header: &str, line: &dyn Fn(&(i32, i32, i32)) -> String| {
        desk.write(name, &format!("{header}{}", views.iter().map(line).collect::<String>()));
    };
    write("views.csv", "", &|(viewer, film, at)| format!("viewer {viewer};{film};{at}\n"));
    write("ratings.csv", "userId,movieId,rating,timestamp\n", &|(viewer, film, at)| {
        format!("{viewer},{film},3.5,{at}\n")
    });
    write("ratings.dat", "", &|(viewer, film, at)| format!("{viewer}::{film}::5::{at}\n"));
    let table = |name: &str| {
        let done = desk.run(&["evaluate", "recommend", name]);
        assert_eq!((done.code(), done.err()), (Some(0), ""), "{name}");
        done.out().to_owned()
    };
    let own = table("views.csv");
    assert!(own.starts_with("7 views of 3 films; 3 viewers judged by their last film\n"), "{own}");
    let rows: Vec<Vec<&str>> = own.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows[1], ["HR@10", "NDCG@10"]);
    assert_eq!(rows[2..5].iter().map(|row| row[0]).collect::<Vec<_>>(), ["ours", "most", "item"]);
    assert_eq!([table("ratings.csv"), table("ratings.dat")], [own.clone(), own]);
}

#[test]
fn views_that_judge_nothing_are_refused() {
    let desk = Desk::new();
    desk.write("views.csv", "a;1;1\nb;2;2\n;3;3\n");
    desk.write("wrong.csv", "a;1;1\na;x;1\n");
    let refused = |name: &str| {
        let done = desk.run(&["evaluate", "recommend", name]);
        assert_eq!((done.code(), done.out()), (Some(1), ""), "{name}");
        done.err().to_owned()
    };
    let nothing = "no viewer has watched two or more films, so there is nothing to evaluate";
    assert_eq!(refused("views.csv"), format!("afisha: views.csv: {nothing}\n"));
    assert_eq!(refused("wrong.csv"), "afisha: wrong.csv: line 2: the film is not an id\n");
    assert!(refused("nowhere.csv").starts_with("afisha: nowhere.csv: the file cannot be read: "));
}

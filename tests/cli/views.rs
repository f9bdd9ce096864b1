//! `views`

use super::Desk;

#[test]
fn a_history_is_imported_and_again_changes_nothing() {
    let desk = Desk::new();
    desk.write("views.csv", "Анна;301;1577836800\n\"a;b\";7;0\r\n;301;1577836800\n Анна ; 301 ; 1577836800\n\n");
    let done = desk.run(&["views", "import", "views.csv"]);
    assert_eq!((done.code(), done.out()), (Some(0), "read 4 views by 2 viewers; new: 3\n"), "{}", done.err());
    assert_eq!(desk.run(&["views", "import", "views.csv"]).out(), "read 4 views by 2 viewers; new: 0\n");
    let list = desk.run(&["viewer", "list"]);
    assert!(list.out().contains("a;b: since ") && list.out().contains("Анна: since "), "{}", list.out());
}

#[test]
fn a_byte_order_mark_at_the_start_of_any_line_is_forgiven() {
    let desk = Desk::new();
    desk.write(
        "views.csv",
        "\u{feff}Анна;301;1577836800\n\u{feff}Анна;302;1577836800\n\u{feff}\u{feff};302;1577836800\n",
    );
    let done = desk.run(&["views", "import", "views.csv"]);
    assert_eq!((done.code(), done.out()), (Some(0), "read 3 views by 1 viewer; new: 3\n"), "{}", done.err());
}

#[test]
fn faults_name_line_and_field_but_not_what_stands_there_and_nothing_stays() {
    let desk = Desk::new();
    desk.write(
        "views.csv",
        "Анна;301;1577836800\nБорис;-1;1577836800\nБорис;301;yesterday\nБорис;301\nБорис;301;1577836800;1\n\
         Бо\u{7}рис;301;1\nБорис;99999999999999999999;1\nБорис;301;1577836800000\n",
    );
    let done = desk.run(&["views", "import", "views.csv"]);
    assert_eq!((done.code(), done.out()), (Some(1), ""));
    let film = "must be the id of a film, a whole number from 0 to 9223372036854775807";
    let time = "must be whole seconds since 1970-01-01 UTC, before the year 10000";
    assert_eq!(
        done.err(),
        format!(
            "afisha: views.csv:2: film: {film}\nviews.csv:3: time: {time}\n\
             views.csv:4: has 2 fields; a line is viewer;film;unix time\n\
             views.csv:5: has 4 fields; a line is viewer;film;unix time\n\
             views.csv:6: viewer: must be empty, or 1 to 200 characters, no control characters\n\
             views.csv:7: film: {film}\nviews.csv:8: time: {time}\n"
        )
    );
    assert_eq!(desk.run(&["viewer", "list"]).out(), "");
}

#[test]
fn never_a_page_of_the_same_fault() {
    let desk = Desk::new();
    desk.write("views.csv", &"x\n".repeat(150));
    let done = desk.run(&["views", "import", "views.csv"]);
    let shape = |line: usize| format!("views.csv:{line}: has 1 field; a line is viewer;film;unix time\n");
    let first: String = (1..=5).map(shape).collect();
    assert_eq!(done.err(), format!("afisha: {first}views.csv: 145 more like the last one, on lines 6-150\n"));
}

#[test]
fn a_file_that_is_not_there_is_refused() {
    let done = Desk::new().run(&["views", "import", "views.csv"]);
    assert_eq!(done.code(), Some(1));
    assert!(done.err().starts_with("afisha: cannot read views.csv: "), "{}", done.err());
}

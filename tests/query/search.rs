//! Search by phrase: what is found, in what order, and after edits.

use std::collections::HashMap;

use afisha::query::search::{Document, MAX_PHRASE_CHARS, MAX_PHRASE_WORDS, PersonName, SearchIndex, Standing};
use proptest::prelude::*;
use roaring::RoaringBitmap;

/// A film as the tests write it: id, title, original title, people.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Film(pub(super) u64, pub(super) String, pub(super) Option<String>, pub(super) Vec<String>);

fn film(id: u64, title: &str, original: &str, people: &[&str]) -> Film {
    let original = (!original.is_empty()).then(|| original.to_owned());
    Film(id, title.to_owned(), original, people.iter().map(|name| (*name).to_owned()).collect())
}

pub(super) fn with_documents<T>(films: &[Film], run: impl FnOnce(Vec<Document<'_>>) -> T) -> T {
    let people = numbered(films.iter().map(|film| film.3.iter().map(String::as_str)));
    let documents = films.iter().zip(&people).map(|(film, people)| Document {
        id: film.0,
        title: &film.1,
        original_title: film.2.as_deref(),
        year: None,
        people,
    });
    run(documents.collect())
}

/// Returns the people of films, given their names, with the same number for the same name.
pub(super) fn numbered<'a>(films: impl Iterator<Item = impl Iterator<Item = &'a str>>) -> Vec<Vec<PersonName<'a>>> {
    let mut numbers = HashMap::new();
    let mut person = |name| {
        let next = u32::try_from(numbers.len()).unwrap();
        PersonName { number: *numbers.entry(name).or_insert(next), name }
    };
    films.map(|names| names.map(&mut person).collect()).collect()
}

/// Equally popular.
fn standings(films: &[Film]) -> impl Iterator<Item = Standing> {
    films.iter().map(|film| Standing { id: film.0, popularity: 0.0 })
}

fn index(films: &[Film]) -> SearchIndex {
    with_documents(films, |documents| SearchIndex::build(documents.into_iter(), standings(films)).unwrap())
}

fn every(films: &[Film]) -> RoaringBitmap {
    (0..u32::try_from(films.len()).unwrap()).collect()
}

fn find(films: &[Film], phrase: &str) -> Vec<u64> {
    let found = index(films).search(phrase, &every(films)).all();
    found.iter().map(|found| films[usize::try_from(found.row).unwrap()].0).collect()
}

fn films() -> Vec<Film> {
    vec![
        film(1, "Матрица", "The Matrix", &["Лана Вачовски", "Киану Ривз", "Кэрри-Энн Мосс"]),
        film(2, "Матрица: Революция", "The Matrix Revolutions", &["Лана Вачовски", "Киану Ривз"]),
        film(3, "Бриллиантовая рука", "", &["Леонид Гайдай", "Юрий Никулин", "Андрей Миронов"]),
        film(4, "Рокки IV", "Rocky IV", &["Сильвестр Сталлоне"]),
        film(5, "Мстители 2", "Avengers: Age of Ultron", &["Джосс Уидон"]),
        film(6, "Двенадцать стульев", "", &["Марк Захаров", "Андрей Миронов"]),
        film(7, "Сердца четырёх", "", &["Константин Юдин"]),
        film(8, "Терминатор", "The Terminator", &["Джеймс Кэмерон", "Арнольд Шварценеггер"]),
        film(9, "Одиннадцать друзей Оушена", "Ocean's Eleven", &["Брэд Питт"]),
        film(10, "Андрей", "", &[]),
    ]
}

#[track_caller]
fn finds(phrase: &str, expected: u64) {
    assert_eq!(find(&films(), phrase).first(), Some(&expected), "{phrase}");
}

#[test]
fn case_punctuation_diacritics_and_yo_do_not_matter() {
    finds("МАТРИЦА, революция!!", 2);
    finds("сердца четырех", 7);
    finds("сердца́ четырёх", 7);
    finds("oceans eleven", 9);
}

#[test]
fn the_last_word_may_be_incomplete() {
    finds("бри", 3);
    finds("бриллиантовая р", 3);
    assert_eq!(find(&films(), "бри рука"), Vec::<u64>::new());
}

#[test]
fn one_error_is_let_pass_from_4_letters_and_two_from_8() {
    finds("терминаатор", 8);
    finds("бриллинатовая рука", 3);
    finds("брилинтовая рука", 3);
    finds("матрциа", 1);
    finds("рвка", 3);
}

#[test]
fn russian_and_english_forms_are_found() {
    finds("бриллиантовой руки", 3);
    finds("терминаторами", 8);
    finds("matrix revolution", 2);
    finds("двенадцати стульях", 6);
}

#[test]
fn the_wrong_layout_is_read_both_ways() {
    finds("vfnhbwf", 1);
    finds(",hbkkbfynjdfz herf", 3);
    finds("еру ьфекшч", 1);
    finds("12 cnekmtd", 6);
}

#[test]
fn the_other_alphabet_is_read_both_ways() {
    for phrase in ["matrica", "matritsa", "matriza"] {
        finds(phrase, 1);
    }
    finds("brilliantovaya ruka", 3);
    finds("brilliantovaja ruka", 3);
    finds("роки", 4);
    finds("gayday", 3);
    finds("зе матрикс", 1);
    finds("shvartsenegger", 8);
}

#[test]
fn numbers_are_the_same_in_digits_words_and_roman_figures() {
    finds("рокки 4", 4);
    finds("rocky four", 4);
    finds("мстители два", 5);
    finds("мстители ii", 5);
    finds("12 стульев", 6);
    finds("11 друзей", 9);
}

#[test]
fn words_may_be_in_any_order_glued_or_split() {
    finds("рука бриллиантовая", 3);
    finds("бриллиантоваярука", 3);
    finds("брилиантоваярука", 3);
    finds("брилли антовая рука", 3);
    finds("бриллианто ваярука", 3);
    finds("briliantovayaruka", 3);
    finds("рокки4", 4);
}

#[test]
fn several_people_and_a_title_may_stand_in_one_phrase() {
    finds("никулин миронов", 3);
    finds("гайдай юрий никулин", 3);
    finds("стульев миронов", 6);
    assert_eq!(find(&films(), "никулин захаров"), Vec::<u64>::new());
}

#[test]
fn nothing_is_found_by_a_phrase_without_letters_and_digits() {
    for phrase in ["", " ", "!!! «»", "\u{301}", "—"] {
        assert_eq!(find(&films(), phrase), Vec::<u64>::new(), "{phrase:?}");
        let index = index(&films());
        assert_eq!(index.search(phrase, &every(&films())).near(10), Vec::<u32>::new());
    }
}

#[test]
fn films_rank_by_errors_way_place_form_and_popularity() {
    let films = vec![
        film(1, "Другой фильм", "", &["Иван Звезда"]),
        film(2, "Другой фильм", "Звезда", &[]),
        film(3, "Моя звезда", "", &[]),
        film(4, "Звезда пленительного счастья", "", &[]),
        film(5, "Звезда", "", &[]),
        film(6, "Звёзды", "", &[]),
        film(7, "Звезла", "", &[]),
        film(8, "Zvezda", "", &[]),
        film(9, "Pdtplf", "", &[]),
        film(10, "Звезда", "", &[]),
    ];
    let popularity = |film: &Film| if film.0 == 10 { 5.0 } else { 1.0 };
    let standings = films.iter().map(|film| Standing { id: film.0, popularity: popularity(film) });
    let index = with_documents(&films, |documents| SearchIndex::build(documents.into_iter(), standings).unwrap());
    let ids = |phrase: &str| -> Vec<usize> {
        index.search(phrase, &every(&films)).all().iter().map(|found| usize::try_from(found.row).unwrap() + 1).collect()
    };
    assert_eq!(ids("звезда"), [10, 5, 6, 4, 3, 2, 1, 9, 8, 7]);
    assert_eq!(ids("zvezda")[..3], [8, 10, 5]);
    assert_eq!(ids("pdtplf")[..3], [9, 10, 5]);
}

#[test]
fn a_name_in_one_piece_comes_before_words_of_several_names() {
    let films =
        vec![film(1, "Один", "", &["Алексей Ким", "Иван Зубков"]), film(2, "Два", "", &["Иван Ким", "Алексей Зубков"])];
    assert_eq!(find(&films, "зубков алексей"), [2, 1]);
}

#[test]
fn suggestions_are_near_and_were_not_found() {
    let films = films();
    let index = index(&films);
    let suggest = |phrase: &str| -> Vec<u64> {
        let near = index.search(phrase, &every(&films)).near(10);
        near.iter().map(|row| films[usize::try_from(*row).unwrap()].0).collect()
    };
    assert_eq!(suggest("матрица революция"), [1]);
    assert_eq!(suggest("бриллиантовая нога"), [3]);
    assert_eq!(suggest("андрей миронов"), [10]);
}

/// Without the check of [`Film`]s that may be shown, the hidden film would make its word a known one, and the other
/// layout of a known word is read without errors only.
#[test]
fn words_of_hidden_films_do_not_decide_how_a_phrase_is_read() {
    let shown = vec![film(1, "Матрица", "", &[]), film(2, "Зоопарк", "", &[])];
    // «vfnhbtw» is «матриец» in the other layout: one error from «матрица».
    let hidden = film(3, "Vfnhbtw", "", &[]);
    let all: Vec<Film> = shown.iter().cloned().chain([hidden]).collect();
    let answer = |films: &[Film]| {
        let index = index(films);
        let shown = every(&shown);
        let found = index.search("vfnhbtw", &shown);
        (found.all(), found.near(10))
    };
    assert_eq!(answer(&shown).0.len(), 1);
    assert_eq!(answer(&shown), answer(&all));
}

#[test]
fn of_a_long_phrase_the_beginning_counts() {
    let more = " рука".repeat(MAX_PHRASE_WORDS - 2);
    assert_eq!(find(&films(), &format!("бриллиантовая рука{more} вздор")), [3]);
    assert_eq!(find(&films(), &format!("рука{}вздор", " ".repeat(MAX_PHRASE_CHARS))), [3]);
}

fn catalogue() -> impl Strategy<Value = Vec<Film>> {
    // Consonants have no endings that a stemmer would take off.
    let text = || proptest::collection::vec("[бвгд]{1,9}", 1..4).prop_map(|words| words.join(" "));
    let film = (text(), proptest::option::of(text()), proptest::collection::vec(text(), 0..3));
    proptest::collection::vec(film, 1..12).prop_map(|films| {
        films.into_iter().zip(1..).map(|((title, original, people), id)| Film(id, title, original, people)).collect()
    })
}

/// Tells what the contract says of a single word, by plain code.
fn plain_match(word: &str, typed: &str, last: bool) -> bool {
    let letters = word.chars().count();
    let errors = usize::from(letters >= 4) + usize::from(letters >= 8);
    strsim::osa_distance(word, typed) <= errors || (last && word.starts_with(typed))
}

#[test]
fn edits_by_the_hundred_are_found_each_once() {
    let mut films: Vec<Film> = (1..=300).map(|id| film(id, &format!("Фильм {id}"), "", &[])).collect();
    let mut updated = index(&films);
    // Film 7 is edited first, and once more when the first edits have gone over into the greater part.
    let edits = (0..250_usize).map(|edit| if edit == 200 { 7 } else { edit + 7 });
    for (edit, at) in edits.enumerate() {
        films[at].1 = format!("Картина {edit}");
        let changed = std::slice::from_ref(&films[at]);
        updated =
            with_documents(changed, |documents| updated.updated(documents.into_iter(), standings(&films)).unwrap());
    }
    let answer = |index: &SearchIndex, phrase: &str| index.search(phrase, &every(&films)).all();
    assert_eq!(updated.edited(), 249);
    for phrase in ["картина", "картина 0", "картина 200", "картина 249", "фильм", "фильм 8"]
    {
        assert_eq!(answer(&updated, phrase), answer(&index(&films), phrase), "{phrase}");
    }
    assert_eq!(answer(&updated, "картина").len(), 249);
    assert_eq!(index(&films).edited(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_a_plain_scan_finds_is_found(films in catalogue(), phrase in "[бвгд]{1,9}( [бвгд]{1,9}){0,2}") {
        let typed: Vec<&str> = phrase.split(' ').collect();
        let plain = films.iter().filter(|film| {
            let texts = [&film.1].into_iter().chain(&film.2).chain(&film.3);
            let words: Vec<&str> = texts.flat_map(|text| text.split(' ')).collect();
            typed.iter().enumerate().all(|(at, typed_word)| {
                words.iter().any(|word| plain_match(word, typed_word, at + 1 == typed.len()))
            })
        });
        let found = find(&films, &phrase);
        for film in plain {
            prop_assert!(found.contains(&film.0), "{:?} {:?}", film, found);
        }
    }

    #[test]
    fn a_filter_leaves_the_order_as_it_is(films in catalogue(), phrase in "[бвгд]{1,4}", odd in any::<bool>()) {
        let index = index(&films);
        let allowed: RoaringBitmap = every(&films).iter().filter(|row| (row % 2 == 1) == odd).collect();
        let all = index.search(&phrase, &every(&films)).all();
        let some = index.search(&phrase, &allowed).all();
        let filtered: Vec<_> = all.iter().filter(|found| allowed.contains(found.row)).copied().collect();
        prop_assert!(all.windows(2).all(|pair| pair[0].rank <= pair[1].rank));
        if !filtered.is_empty() {
            prop_assert_eq!(some, filtered);
        }
    }

    #[test]
    fn pages_are_slices_of_the_whole_order(
        films in catalogue(), phrase in "[бвгд]{1,4}( [бвгд]{1,9})?", offset in 0..14_usize, count in 0..6_usize,
    ) {
        let index = index(&films);
        let rows = every(&films);
        let found = index.search(&phrase, &rows);
        let all = found.all();
        prop_assert!(all.is_sorted_by_key(|found| (found.rank, found.row)));
        prop_assert_eq!(found.len(), all.len());
        prop_assert_eq!(found.is_empty(), all.is_empty());
        prop_assert_eq!(found.rows(), all.iter().map(|found| found.row).collect::<RoaringBitmap>());
        let end = (offset + count).min(all.len());
        prop_assert_eq!(found.page(offset, count), all.get(offset..end).unwrap_or_default());
    }

    #[test]
    fn films_that_may_not_be_shown_change_nothing(
        films in catalogue(), hidden in catalogue(), phrase in "([бвгд]{1,9}|[,dul]{1,9})( [бвгд]{1,5})?",
    ) {
        let after: Vec<Film> = films.iter().cloned()
            .chain(hidden.into_iter().map(|film| Film(film.0 + 100, film.1, film.2, film.3))).collect();
        let answer = |index: &SearchIndex| {
            let rows = every(&films);
        let found = index.search(&phrase, &rows);
            (found.all(), found.near(10))
        };
        prop_assert_eq!(answer(&index(&films)), answer(&index(&after)));
    }

    #[test]
    fn no_phrase_panics_and_no_film_is_found_twice(phrase in any::<String>(), more in "[a-zа-я0-9',.\\[; ]{0,300}") {
        let films = films();
        let index = index(&films);
        for phrase in [phrase, more] {
            let rows = every(&films);
        let found = index.search(&phrase, &rows);
            let rows: RoaringBitmap = found.all().iter().map(|found| found.row).collect();
            prop_assert_eq!(rows.len(), u64::try_from(found.all().len()).unwrap());
            let near = found.near(10);
            prop_assert!(near.len() <= 10 && near.iter().all(|row| !rows.contains(*row)));
        }
    }

    #[test]
    fn an_updated_index_answers_as_one_built_anew(
        before in catalogue(), edits in catalogue(), shift in 0..6_u64, gone in 0..4_u64,
        phrase in "[бвгд]{1,4}|[,dul]{1,9}",
    ) {
        let edits: Vec<Film> = edits.into_iter().map(|film| Film(film.0 + shift, film.1, film.2, film.3)).collect();
        let edited = |id: &u64| edits.iter().any(|film| film.0 == *id);
        let kept = before.iter().filter(|film| !edited(&film.0) && film.0 % 5 != gone);
        let mut after: Vec<Film> = kept.chain(&edits).cloned().collect();
        after.sort_by_key(|film| film.0);
        let (first, second) = edits.split_at(edits.len() / 2);
        let halfway: Vec<Film> = before.iter().filter(|film| !first.contains(film)).chain(first).cloned().collect();
        let updated = with_documents(first, |documents| index(&before).updated(documents.into_iter(), standings(&halfway)).unwrap());
        let updated = with_documents(second, |documents| updated.updated(documents.into_iter(), standings(&after)).unwrap());
        prop_assert_eq!(updated.search(&phrase, &every(&after)).all(), index(&after).search(&phrase, &every(&after)).all());
        prop_assert_eq!(updated.search(&phrase, &every(&after)).near(10), index(&after).search(&phrase, &every(&after)).near(10));
    }
    #[test]
    fn an_index_edited_in_place_answers_as_one_built_anew(
        mut films in catalogue(), edits in proptest::collection::vec((0..12_usize, catalogue()), 1..40),
        phrase in "[бвгд]{1,4}|[,dul]{1,9}",
    ) {
        let popularity = |films: &[Film], at: usize| films[at].1.len() as f64;
        let anew = |films: &[Film]| {
            let rows = films.iter().enumerate().map(|(at, film)| Standing { id: film.0, popularity: popularity(films, at) });
            with_documents(films, |documents| SearchIndex::build(documents.into_iter(), rows).unwrap())
        };
        let mut updated = anew(&films);
        for (at, edited) in edits {
            // A film in place of one there is, or behind all others.
            let at = at.min(films.len());
            let Film(_, title, original, people) = edited[0].clone();
            let edited = Film(u64::try_from(at).unwrap() + 1, title, original, people);
            if at == films.len() { films.push(edited) } else { films[at] = edited }
            let row = u32::try_from(at).unwrap();
            updated = with_documents(&films[at..=at], |documents| {
                let edit = documents.into_iter().map(|document| (document, row, popularity(&films, at)));
                updated.updated_in_place(edit).unwrap()
            });
            let (rows, anew) = (every(&films), anew(&films));
            let (found, expected) = (updated.search(&phrase, &rows), anew.search(&phrase, &rows));
            prop_assert_eq!(found.all(), expected.all());
            prop_assert_eq!(found.near(10), expected.near(10));
        }
    }
}

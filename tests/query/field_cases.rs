//! Kinds of titles and phrases that people who run film servers have reported.

use std::collections::HashMap;
use std::path::Path;

use afisha::query::search::{Document, SearchIndex, Standing};
use roaring::RoaringBitmap;
use serde_json::Value;

use super::search::numbered;

/// A film: title, original title, year, people.
type Film<'a> = (&'a str, &'a str, u32, &'a [&'a str]);

struct Catalogue {
    index: SearchIndex,
    ids: Vec<u64>,
}

impl Catalogue {
    fn new<'a>(films: impl Iterator<Item = Document<'a>> + Clone) -> Self {
        let standings = films.clone().map(|film| Standing { id: film.id, popularity: 0.0 });
        let ids = films.clone().map(|film| film.id).collect();
        Self { index: SearchIndex::build(films, standings).unwrap(), ids }
    }

    /// The films are numbered from 1.
    fn of(films: &[Film<'_>]) -> Self {
        let people = numbered(films.iter().map(|(.., people)| people.iter().copied()));
        Self::new(films.iter().zip(&people).zip(1..).map(|(((title, original, year, _), people), id)| Document {
            id,
            title,
            original_title: Some(*original).filter(|original| !original.is_empty()),
            year: Some(*year).filter(|year| *year > 0),
            people,
        }))
    }

    fn titles(titles: &[&str]) -> Self {
        Self::of(&titles.iter().map(|title| (*title, "", 0, &[][..])).collect::<Vec<Film<'_>>>())
    }

    fn every(&self) -> RoaringBitmap {
        (0..u32::try_from(self.ids.len()).unwrap()).collect()
    }

    fn ids(&self, rows: impl Iterator<Item = u32>) -> Vec<u64> {
        rows.map(|row| self.ids[usize::try_from(row).unwrap()]).collect()
    }

    fn find(&self, phrase: &str) -> Vec<u64> {
        let every = self.every();
        let found = self.index.search(phrase, &every).all();
        self.ids(found.iter().map(|found| found.row))
    }

    fn near(&self, phrase: &str) -> Vec<u64> {
        let every = self.every();
        let near = self.index.search(phrase, &every).near(10);
        self.ids(near.into_iter())
    }

    /// Each phrase finds this film alone.
    #[track_caller]
    fn finds_alone(&self, film: u64, phrases: &[impl AsRef<str>]) {
        let found: Vec<_> = phrases.iter().map(|phrase| (phrase.as_ref(), self.find(phrase.as_ref()))).collect();
        let faults: Vec<_> = found.iter().filter(|(_, found)| *found != [film]).collect();
        assert!(faults.is_empty(), "{film} alone: {faults:?}");
    }

    /// Each phrase finds this film before any other.
    #[track_caller]
    fn finds_first(&self, film: u64, phrases: &[impl AsRef<str>]) {
        let found: Vec<_> = phrases.iter().map(|phrase| (phrase.as_ref(), self.find(phrase.as_ref()))).collect();
        let faults: Vec<_> = found.iter().filter(|(_, found)| found.first() != Some(&film)).collect();
        assert!(faults.is_empty(), "{film} first: {faults:?}");
    }
}

#[test]
fn signs_that_decompose_into_letters_part_words() {
    let catalogue =
        Catalogue::titles(&["Палата №6", "Легенда№17", "Lego™: Фильм", "Alien³", "8½", "℡ Контакт", "N.º 5 Chanel"]);
    catalogue.finds_alone(1, &["палата 6", "палата №6", "палата № 6", "палата№6", "ПАЛАТА шесть", "6 палата"]);
    catalogue.finds_alone(2, &["легенда 17", "легенда №17", "легенда № 17", "17", "№17", "№ 17"]);
    catalogue.finds_alone(3, &["lego", "lego™", "lego фильм"]);
    catalogue.finds_alone(4, &["alien 3", "alien3", "alien³", "alien iii"]);
    catalogue.finds_alone(5, &["8½", "8 1/2", "8 1 2"]);
    catalogue.finds_alone(6, &["контакт", "℡контакт"]);
    catalogue.finds_alone(7, &["№5 chanel", "nº5 chanel", "chanel 5"]);
}

#[test]
fn letters_and_numbers_that_only_signs_part_are_one_word() {
    let catalogue = Catalogue::titles(&[
        "M*A*S*H",
        "S.W.A.T.: Спецназ города ангелов",
        "Агенты «Щ.И.Т.»",
        "Фаренгейт 9/11",
        "ВАЛЛ·И",
        "Люди Икс / X-Men",
        "24/7",
        "Человек-паук: Нет пути домой",
        "Первый К.О.С.М.О.Н.А.В.Т. на Луне",
        "K-PAX",
        "Ф.С.Б.-2",
    ]);
    catalogue.finds_alone(1, &["mash", "m*a*s*h", "m.a.s.h.", "m a s h", "маш", "mas"]);
    catalogue.finds_alone(2, &["swat", "swat спецназ", "свот спецназ", "ыцфе"]);
    catalogue.finds_alone(3, &["агенты щит", "щит", "агенты щ.и.т", "агенты щ и т", "agenty shit"]);
    catalogue.finds_alone(4, &["фаренгейт 911", "фаренгейт 9/11", "фаренгейт 9-11", "911"]);
    catalogue.finds_alone(5, &["валли", "вал·ли", "валл-и"]);
    catalogue.finds_alone(6, &["xmen", "x-men", "x men", "люди икс xmen"]);
    catalogue.finds_alone(7, &["247", "24/7", "24-7", "24 7"]);
    catalogue.finds_alone(8, &["человекпаук", "человекпаук нет пути", "человек-паук"]);
    catalogue.finds_alone(9, &["космонавт на луне", "первый космонавт", "первый космонавт на луне"]);
    catalogue.finds_alone(10, &["kpax", "k pax", "k-pax"]);
    catalogue.finds_alone(11, &["фсб 2", "фсб2", "фсб-2"]);
}

#[test]
fn the_word_itself_comes_before_words_that_only_signs_part() {
    let catalogue = Catalogue::titles(&["1+1", "11", "Одиннадцать друзей", "S.W.A.T.", "SWAT"]);
    assert_eq!(catalogue.find("11"), [2, 1, 3]);
    assert_eq!(catalogue.find("одиннадцать"), [2, 3, 1]);
    assert_eq!(catalogue.find("swat"), [5, 4]);
    assert_eq!(catalogue.find("s.w.a.t."), [4, 5]);
}

#[test]
fn an_ampersand_is_and_or_nothing() {
    let catalogue =
        Catalogue::titles(&["Fast & Furious", "Лило & Стич", "Tom and Jerry", "Маша и Медведь", "AT&T", "Я & Ты & Он"]);
    catalogue.finds_alone(1, &["fast and furious", "fast & furious", "fast furious", "fast&furious", "fast и furious"]);
    catalogue.finds_alone(1, &["fastfurious", "furious & fast"]);
    catalogue
        .finds_alone(2, &["лило и стич", "лило and стич", "лило стич", "lilo i stich", "lilo & stich", "лило & стич"]);
    catalogue.finds_alone(3, &["tom & jerry", "tom&jerry", "tom and jerry", "tom jerry &"]);
    catalogue.finds_alone(4, &["маша & медведь", "маша&медведь"]);
    catalogue.finds_alone(5, &["att", "at&t", "at & t", "at t"]);
    catalogue.finds_alone(6, &["я и ты и он", "я ты он", "я & ты и он"]);
    assert_eq!(catalogue.find("&"), Vec::<u64>::new());
    assert_eq!(catalogue.find("& &&"), Vec::<u64>::new());
}

#[test]
fn a_title_with_an_ampersand_counts_as_whole_without_it() {
    let catalogue = Catalogue::titles(&["Fast Furious 8", "Fast & Furious", "Fast and Furious"]);
    assert_eq!(catalogue.find("fast furious"), [2, 1, 3]);
    assert_eq!(catalogue.find("fast and furious"), [3, 2]);
    assert_eq!(catalogue.find("fast & furious"), [2, 3, 1]);
}

#[test]
fn invisible_characters_in_words_do_not_count() {
    let soft = "Мат\u{ad}рица времени";
    let joined = "Z\u{200d}W\u{200c}J \u{feff}фильм\u{2060}ы\u{fe0f}";
    let catalogue = Catalogue::titles(&[soft, joined, "Ёлки"]);
    catalogue.finds_alone(1, &["матрица времени", "мат\u{200b}рица вре\u{34f}мени", "\u{feff}матрица", soft]);
    catalogue.finds_alone(2, &["zwj фильмы", "zwj"]);
    let padded = format!("{}ёлки", "\u{ad}".repeat(300));
    catalogue.finds_alone(3, &["е\u{308}л\u{2063}ки", "ел\u{e0101}ки", &padded]);
}

#[test]
fn words_of_two_alphabets_are_found_in_either_and_as_they_stand() {
    // «Комета» and «Coma» have letters of the other alphabet in them, «Tenet» has most of its letters in both.
    let catalogue =
        Catalogue::titles(&["Духless", "Koмeтa", "TЕNЕT", "CОМА", "iРука", "Брат 2: VIР-персона", "МосGорСмех"]);
    catalogue.finds_alone(1, &["духлес", "духлесс", "духless", "duhless", "dukhless", "духле"]);
    catalogue.finds_alone(2, &["комета", "kometa", "koмeтa", "кометы"]);
    catalogue.finds_alone(3, &["tenet", "тенет", "tеnеt"]);
    catalogue.finds_alone(4, &["сома", "coma", "cома", "соmа"]);
    catalogue.finds_alone(5, &["iрука", "ирука", "iruka"]);
    catalogue.finds_alone(6, &["vip персона", "вип персона", "vipперсона"]);
    catalogue.finds_alone(7, &["мосгорсмех", "mosgorsmeh", "мосgорсмех", "mosgorsmekh"]);
}

#[test]
fn letters_without_a_decomposition_are_folded() {
    let catalogue = Catalogue::titles(&[
        "Æon Flux",
        "Cœur de pirate",
        "Þór",
        "Die große Straße",
        "Øre Sønn",
        "Łódź",
        "Đorđe",
        "Ħamrun",
        "Sigurðr",
        "Iŋari",
        "ıstanbul",
    ]);
    catalogue.finds_alone(1, &["aeon flux", "æon flux", "AEON"]);
    catalogue.finds_alone(2, &["coeur de pirate", "cœur de pirate", "COEUR"]);
    catalogue.finds_alone(3, &["thor", "þór", "þor"]);
    catalogue.finds_alone(4, &["strasse", "straße", "die grosse strasse", "STRASSE"]);
    catalogue.finds_alone(5, &["ore sonn", "øre sønn"]);
    catalogue.finds_alone(6, &["lodz", "łódź", "LODZ", "лодз"]);
    catalogue.finds_alone(7, &["dorde", "đorđe"]);
    catalogue.finds_alone(8, &["hamrun"]);
    catalogue.finds_alone(9, &["sigurdr"]);
    catalogue.finds_alone(10, &["ingari"]);
    catalogue.finds_alone(11, &["istanbul", "ISTANBUL"]);
}

#[test]
fn an_ordinal_with_its_ending_is_its_number() {
    let catalogue = Catalogue::titles(&[
        "9 рота",
        "25-й час",
        "2nd Chance",
        "Секретная 17ая",
        "Юность 60-х",
        "XX-й век",
        "Третий тайм",
    ]);
    catalogue.finds_alone(
        1,
        &["9-я рота", "9я рота", "9-ой роты", "9ая рота", "9-ая рота", "9 рота", "девятая рота", "9 я рота", "9рота"],
    );
    catalogue.finds_alone(2, &["25 час", "25й час", "25-й час", "25-го часа", "25-ый час"]);
    catalogue.finds_alone(3, &["2 chance", "2-nd chance", "2nd chance", "second chance", "2n"]);
    catalogue.finds_alone(4, &["секретная 17", "секретная 17-я", "17-ая секретная"]);
    catalogue.finds_alone(5, &["юность 60", "юность 60х", "юность 60-е"]);
    catalogue.finds_alone(6, &["xx век", "xx-й век", "20 век", "20-й век", "двадцать век"]);
    catalogue.finds_alone(7, &["3-й тайм", "3й тайм", "3rd тайм"]);
}

#[test]
fn a_single_letter_begins_a_word_of_a_name_wherever_it_stands() {
    let catalogue = Catalogue::of(&[
        ("Первый", "", 0, &["Леонид Гайдай", "Андрей Миронов"]),
        ("Второй", "", 0, &["Эльдар Рязанов"]),
        ("Третий", "", 0, &["Жан-Поль Бельмондо", "Keanu Reeves"]),
        ("Четвёртый", "", 0, &["Анна Гайдай", "Лев Миронов"]),
        ("Пятый", "", 0, &["Сергей Бодров"]),
        ("Шестой", "", 0, &["Эмма Александровна Рощина", "Жан-Клод Бельмондо"]),
    ]);
    catalogue
        .finds_first(1, &["л. гайдай", "л гайдай", "л.гайдай", "гайдай леонид", "l. gaidai", "k ufqlfq", "л гайд"]);
    catalogue.finds_first(1, &["гайдай л", "гайдай л.", "л гайдай а миронов", "а. миронов"]);
    catalogue.finds_alone(2, &["э. а. рязанов", "э.а. рязанов", "э рязанов", "рязанов э.а."]);
    catalogue.finds_first(2, &["рязанов э", "рязанов э.", "эльдар р"]);
    catalogue.finds_alone(3, &["ж.-п. бельмондо", "ж п бельмондо", "j.-p. belmondo"]);
    catalogue.finds_first(3, &["п. бельмондо", "жан п. бельмондо"]);
    catalogue.finds_alone(3, &["k. reeves", "reeves k", "к. ривс reeves"]);
    catalogue.finds_alone(5, &["с бодров", "с. бодров"]);
    catalogue.finds_alone(6, &["э. а. рощина", "ж.-к. бельмондо"]);
    assert_eq!(catalogue.find("ж. бельмондо"), [3, 6]);
    // A preposition is none.
    assert_eq!(catalogue.find("с мироновым"), [1, 4]);
}

#[test]
fn a_year_prefers_films_of_that_year() {
    let catalogue = Catalogue::of(&[
        ("Матрица", "", 2021, &[]),
        ("Матрица", "", 1998, &[]),
        ("Матрица", "", 1999, &["Киану Ривз"]),
        ("Матрица", "", 0, &[]),
        ("Матрица 1999", "", 2005, &[]),
        ("2012", "", 2009, &[]),
        ("Фильм о друге", "", 2012, &[]),
        ("1984", "", 1984, &[]),
        ("1984", "", 1956, &[]),
    ]);
    assert_eq!(catalogue.find("матрица 1999"), [5, 3, 2, 1, 4]);
    assert_eq!(catalogue.find("1999 матрица")[..2], [5, 3]);
    assert_eq!(catalogue.find("матрица 2020"), [1, 2, 3, 4, 5]);
    for phrase in ["матрица (1999)", "матрица 1999 года", "матрица 1999г", "матрица, 1999 г.", "матрица 1999 смотреть"]
    {
        assert_eq!(catalogue.find(phrase)[..3], [5, 3, 2], "{phrase}");
    }
    assert_eq!(catalogue.find("ривз 1999"), [3]);
    assert_eq!(catalogue.find("2012"), [6]);
    assert_eq!(catalogue.find("1984"), [8, 9]);
    assert_eq!(catalogue.find("1984 1956"), [9, 8]);
    catalogue.finds_first(6, &["2012 2009", "фильм 2012", "2012 фильм", "2012 смотреть онлайн", "2012 год"]);
    catalogue.finds_first(3, &["vfnhbwf 1999 rbfye"]);
}

#[test]
fn seasons_and_kinds_never_make_a_phrase_find_nothing() {
    let catalogue = Catalogue::titles(&["Шерлок", "Матрица", "Брат 2", "Лунтик"]);
    for season in [
        "2 сезон",
        "сезон 2",
        "второй сезон",
        "2-й сезон",
        "season 2",
        "2 season",
        "1 сезон 5 серия",
        "сезон 1 серия 10",
        "1-3 сезон",
        "все серии",
        "сезон",
        "s02e05",
        "s1",
    ] {
        catalogue.finds_alone(1, &[format!("шерлок {season}")]);
    }
    for kind in [
        "фильм",
        "сериал",
        "мультфильм",
        "кино",
        "смотреть онлайн",
        "бесплатно",
        "в хорошем качестве",
        "смотреть онлайн бесплатно в хорошем качестве hd 1080p",
        "смотреть",
        "movie",
        "cvjnhtnm jykfqy",
        "1 ctpjy",
    ] {
        catalogue
            .finds_alone(2, &[format!("матрица {kind}"), format!("{kind} матрица"), format!("{kind} vfnhbwf {kind}")]);
        catalogue.finds_alone(3, &[format!("брат 2 {kind}"), format!("{kind} брат 2")]);
    }
    catalogue.finds_alone(4, &["мультфильм лунтик 1 сезон 2010 смотреть онлайн бесплатно"]);
    assert_eq!(catalogue.near("матрица фильм"), Vec::<u64>::new());
}

#[test]
fn what_people_add_is_found_first_where_it_is_the_title() {
    let catalogue = Catalogue::titles(&[
        "Кино",
        "Сериал",
        "Фильм, фильм, фильм",
        "Матрица",
        "Кино про Матрицу",
        "Сезон охоты",
        "Шерлок 2 сезон",
        "Шерлок",
        "Смотреть в небо",
    ]);
    catalogue.finds_first(1, &["кино", "фильм кино", "кино смотреть онлайн", "кино 1 сезон"]);
    catalogue.finds_first(2, &["сериал", "фильм сериал", "сериал онлайн"]);
    catalogue.finds_first(3, &["фильм", "фильм фильм фильм"]);
    assert_eq!(catalogue.find("кино про матрицу"), [5]);
    assert_eq!(catalogue.find("кино матрица"), [5, 4]);
    assert_eq!(catalogue.find("сезон охоты"), [6]);
    assert_eq!(catalogue.find("шерлок 2 сезон"), [7, 8]);
    catalogue.finds_first(9, &["смотреть в небо", "смотреть"]);
    assert_eq!(catalogue.find("онлайн бесплатно"), Vec::<u64>::new());
}

#[test]
fn of_a_long_title_the_first_48_words_count() {
    // Words that no typing error makes of one another.
    let word = |at: usize| {
        ["бва", "где", "жзи", "клм", "нпо", "рсу", "тфы", "хцэ"].map(str::to_owned)[at % 8].repeat(at / 8 + 1)
    };
    let title = (0..60).map(word).collect::<Vec<_>>().join(" ");
    let catalogue = Catalogue::titles(&[&title]);
    catalogue.finds_alone(1, &[word(0), word(47), format!("{} {}", word(47), word(46))]);
    for late in 48..60 {
        assert_eq!(catalogue.find(&format!("{} {}", word(late), word(0))), Vec::<u64>::new(), "{late}");
    }
}

/// Words by signs, initials, years and additions of hidden films decide nothing.
#[test]
fn hidden_films_change_no_answer_to_these_kinds() {
    let shown: [Film<'_>; 3] = [
        ("M*A*S*H & Co", "", 1970, &["Леонид Гайдай"]),
        ("Духless", "", 2012, &["Э. Рязанов"]),
        ("Матрица", "", 1999, &["Лев Гайдаев"]),
    ];
    let hidden: [Film<'_>; 4] = [
        ("Mash and co", "", 1970, &["Лука Гайдай"]),
        ("Духлес", "", 2012, &["Эльдар Рязанов"]),
        ("Кино 1999", "", 1999, &["Л Гайдай"]),
        ("Фильм 2 сезон", "", 1970, &["К Уфқлфқ"]),
    ];
    let all = Catalogue::of(&[&shown[..], &hidden[..]].concat());
    let alone = Catalogue::of(&shown);
    let rows = alone.every();
    for phrase in [
        "mash",
        "mash and co",
        "mash co 1970",
        "духлес",
        "духлес 2 сезон",
        "л гайдай",
        "л гайдой",
        "э рязанов",
        "кино",
        "матрица 1999 фильм",
        "кино 1999",
        "фильм 2 сезон",
        "k ufqlfq",
        "&",
        "матриса & сезон 2",
    ] {
        let answer = |catalogue: &Catalogue| {
            let found = catalogue.index.search(phrase, &rows);
            (found.all(), found.near(10))
        };
        assert_eq!(answer(&all), answer(&alone), "{phrase}");
    }
}

fn demo() -> Catalogue {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/catalogue.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (films, tags): (Vec<&Value>, Vec<&Value>) = lines.iter().partition(|line| line["type"] == "film");
    let names: HashMap<&str, &str> =
        tags.iter().map(|tag| (tag["name"].as_str().unwrap(), tag["title"].as_str().unwrap())).collect();
    let people = numbered(films.iter().map(|film| {
        let tags = ["directors", "actors"].into_iter().flat_map(|kind| film[kind].as_array().unwrap());
        tags.map(|tag| names[tag.as_str().unwrap()])
    }));
    Catalogue::new(films.iter().zip(&people).map(|(film, people)| Document {
        id: film["id"].as_u64().unwrap(),
        title: film["title"].as_str().unwrap(),
        original_title: film["original_title"].as_str(),
        year: film["year"].as_u64().map(|year| u32::try_from(year).unwrap()),
        people,
    }))
}

#[test]
fn the_demo_answers_these_kinds() {
    let demo = demo();
    demo.finds_first(359, &["легенда 17", "легенда №17", "легенда № 17", "легенда 17 фильм 2012"]);
    demo.finds_first(276, &["lilo and stitch", "lilo & stitch", "lilo stitch", "лило & стич"]);
    let id = |title: &str| {
        let found = demo.find(title);
        *found.first().unwrap_or_else(|| panic!("{title} is not in the demo"))
    };
    demo.finds_first(id("Духless"), &["духлес", "духлесс", "duhless"]);
    demo.finds_first(id("9 рота"), &["9-я рота", "9я рота", "девятая рота", "9 рота смотреть онлайн"]);
    demo.finds_first(id("Бриллиантовая рука"), &["бриллиантовая рука 1968", "фильм бриллиантовая рука бесплатно"]);
    assert_eq!(demo.find("л. гайдай"), demo.find("леонид гайдай"));
    assert_eq!(demo.find("э. а. рязанов"), demo.find("эльдар рязанов"));
}

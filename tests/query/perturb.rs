//! What viewers make of a title or a name: queries of every kind, from a seed.

use crate::support::dice::Dice;

/// Picks one; `None` where there is none.
fn pick<'a, T>(random: &mut Dice, from: &'a [T]) -> Option<&'a T> {
    if from.is_empty() { None } else { Some(random.pick(from)) }
}

/// Cuts a text into words as a plain reader would.
pub(super) fn plain_words(text: &str) -> Vec<String> {
    let small = text.to_lowercase().replace('ё', "е");
    small.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn is_russian(text: &str) -> bool {
    text.chars().all(|c| !c.is_alphabetic() || matches!(c.to_ascii_lowercase(), 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё'))
        && text.chars().any(char::is_alphabetic)
}

fn is_english(text: &str) -> bool {
    text.is_ascii() && text.chars().any(char::is_alphabetic)
}

const ROWS: [&str; 6] = ["йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// Makes one error in a word: a neighbouring key, a letter left out, one too many, two swapped.
fn with_error(random: &mut Dice, word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = random.below(letters.len());
    let near = |c: char| {
        let row = ROWS.iter().find(|row| row.contains(c)).map(|row| row.chars().collect::<Vec<_>>());
        row.map_or('о', |row| {
            let place = row.iter().position(|key| *key == c).unwrap();
            row[if place == 0 { 1 } else { place - 1 }]
        })
    };
    match random.below(4) {
        0 => letters[at] = near(letters[at]),
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, near(letters[at])),
        _ if at + 1 < letters.len() && letters[at] != letters[at + 1] => letters.swap(at, at + 1),
        _ => letters[at] = near(letters[at]),
    }
    letters.into_iter().collect()
}

/// Makes as many errors, each in a word of 4 letters or more, two in one only if it has 8.
pub(super) fn typos(random: &mut Dice, title: &str, errors: usize) -> Option<String> {
    let mut words = plain_words(title);
    let mut left: Vec<usize> = words
        .iter()
        .map(|word| match word.chars().count() {
            _ if word.chars().any(char::is_numeric) => 0,
            0..4 => 0,
            4..8 => 1,
            _ => 2,
        })
        .collect();
    for _ in 0..errors {
        let places: Vec<usize> = (0..words.len()).filter(|at| left[*at] > 0).collect();
        let at = *pick(random, &places)?;
        left[at] -= 1;
        words[at] = with_error(random, &words[at]);
    }
    Some(words.join(" "))
}

const LATIN_KEYS: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
const RUSSIAN_KEYS: &str = "йцукенгшщзхъфывапролджэячсмитьбюё";

/// Types the text with the keyboard in the other layout.
pub(super) fn layout(text: &str) -> Option<String> {
    let small = text.to_lowercase();
    let (from, to) = match (is_russian(text), is_english(text)) {
        (true, _) => (RUSSIAN_KEYS, LATIN_KEYS),
        (_, true) => (LATIN_KEYS, RUSSIAN_KEYS),
        _ => return None,
    };
    let words = small.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let text = words.collect::<Vec<_>>().join(" ");
    Some(
        text.chars()
            .map(|c| from.chars().zip(to.chars()).find(|(key, _)| *key == c).map_or(c, |(_, key)| key))
            .collect(),
    )
}

const LETTERS: &str = "абвгдежзийклмнопрстуфхцчшщъыьэюя";
/// GOST 7.79 B, passport (ICAO), BGN, chats, telegrams, German hands.
const SCHEMES: [&str; 6] = [
    "a b v g d e zh z i j k l m n o p r s t u f x cz ch sh shh '' y ' e yu ya",
    "a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y - e iu ia",
    "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya",
    "a b v g d e j z i y k l m n o p r s t u f h c ch sh sch - y - e u ya",
    "a b v g d e zh z i i k l m n o p r s t u f h c ch sh sc - y - e iu ia",
    "a b w g d e zh z i j k l m n o p r s t u f h z ch sh sch - y - e ju ja",
];

/// Writes Russian in Latin letters in one of the usual ways (the last two are less so).
pub(super) fn translit(title: &str, scheme: usize) -> Option<String> {
    let latin: Vec<&str> =
        SCHEMES[scheme].split(' ').map(|letters| if letters == "-" { "" } else { letters }).collect();
    let letter =
        |c: char| LETTERS.chars().position(|letter| letter == c).map_or(c.to_string(), |at| latin[at].to_owned());
    is_russian(title).then(|| plain_words(title).join(" ").chars().map(letter).collect())
}

const SOUNDS: [(&str, &str); 12] = [
    ("sh", "ш"),
    ("ch", "ч"),
    ("zh", "ж"),
    ("ya", "я"),
    ("yu", "ю"),
    ("x", "кс"),
    ("q", "к"),
    ("w", "в"),
    ("y", "и"),
    ("j", "дж"),
    ("c", "к"),
    ("h", "х"),
];

/// Writes English in Russian letters, letter by letter.
pub(super) fn reverse_translit(title: &str) -> Option<String> {
    let mut text = plain_words(title).join(" ");
    if !is_english(title) {
        return None;
    }
    for (latin, russian) in SOUNDS {
        text = text.replace(latin, russian);
    }
    let plain: Vec<(char, char)> = "abdefgiklmnoprstuvz".chars().zip("абдефгиклмнопрстувз".chars()).collect();
    Some(text.chars().map(|c| plain.iter().find(|(latin, _)| *latin == c).map_or(c, |(_, russian)| *russian)).collect())
}

const ENDINGS: [(&str, &[&str]); 14] = [
    ("ый", &["ого", "ому", "ым", "ом", "ая", "ые", "ых"]),
    ("ий", &["его", "ему", "им", "ие", "их"]),
    ("ой", &["ого", "ому", "ым", "ая"]),
    ("ая", &["ой", "ую", "ый", "ые"]),
    ("ое", &["ого", "ому", "ым", "ые"]),
    ("ые", &["ых", "ым", "ыми", "ый"]),
    ("ия", &["ии", "ию", "ией", "иями"]),
    ("ие", &["ия", "ию", "ием", "ии"]),
    ("а", &["ы", "е", "у", "ой", "ам", "ами"]),
    ("я", &["и", "е", "ю", "ей"]),
    ("ы", &["ов", "ам", "ами", "ах"]),
    ("и", &["ам", "ами", "ах"]),
    ("ь", &["и", "ью", "ями", "ей"]),
    ("о", &["а", "у", "ом", "е"]),
];
const AFTER_CONSONANT: [&str; 6] = ["а", "у", "ом", "е", "ы", "ами"];

/// Puts one word of a Russian title, or of an English one, into another form.
pub(super) fn morph(random: &mut Dice, title: &str) -> Option<String> {
    let mut words = plain_words(title);
    let places: Vec<usize> = (0..words.len()).filter(|at| words[*at].chars().count() >= 5).collect();
    let at = *pick(random, &places)?;
    let word = words[at].clone();
    words[at] = if is_english(&word) {
        if word.ends_with('s') { word.strip_suffix('s')?.to_owned() } else { format!("{word}s") }
    } else {
        match ENDINGS.iter().find(|(ending, _)| word.ends_with(ending)) {
            Some((ending, others)) => format!("{}{}", word.strip_suffix(ending)?, pick(random, others)?),
            None if word.ends_with(['е', 'у', 'ю', 'э', 'й']) => return None,
            None => format!("{word}{}", pick(random, &AFTER_CONSONANT)?),
        }
    };
    Some(words.join(" "))
}

/// Leaves out one space, or all of them.
pub(super) fn glue(random: &mut Dice, title: &str) -> Option<String> {
    let mut words = plain_words(title);
    if words.len() < 2 {
        return None;
    }
    if random.below(3) == 0 {
        return Some(words.concat());
    }
    let at = random.below(words.len() - 1);
    let second = words.remove(at + 1);
    words[at].push_str(&second);
    Some(words.join(" "))
}

/// Puts a space into a word of 6 letters or more.
pub(super) fn split(random: &mut Dice, title: &str) -> Option<String> {
    let mut words = plain_words(title);
    let places: Vec<usize> = (0..words.len()).filter(|at| words[*at].chars().count() >= 6).collect();
    let at = *pick(random, &places)?;
    let letters: Vec<char> = words[at].chars().collect();
    let (head, tail) = letters.split_at(2 + random.below(letters.len() - 3));
    words[at] = [head.iter().collect::<String>(), tail.iter().collect()].join(" ");
    Some(words.join(" "))
}

/// Takes the words in another order, or some of those of 4 letters and more.
pub(super) fn words(random: &mut Dice, title: &str) -> Option<String> {
    let mut words = plain_words(title);
    if words.len() < 2 {
        return None;
    }
    if random.below(2) == 0 {
        words.retain(|word| word.chars().count() >= 4);
        words.truncate(1 + random.below(2));
    } else {
        words.rotate_left(1);
    }
    (!words.is_empty()).then(|| words.join(" "))
}

/// Cuts the title short: 3 letters or more are left, the last word maybe in part.
pub(super) fn prefix(random: &mut Dice, title: &str) -> Option<String> {
    let letters: Vec<char> = plain_words(title).join(" ").chars().collect();
    (letters.len() > 4).then(|| letters[..3 + random.below(letters.len().min(12) - 3)].iter().collect())
}

/// Types some letters in Latin that look like the Russian ones.
pub(super) fn look_alike(random: &mut Dice, title: &str) -> Option<String> {
    let alike: Vec<(char, char)> = "асеорху".chars().zip("aceopxy".chars()).collect();
    let words = plain_words(title).into_iter().map(|word| {
        // A word of such letters alone would be a Latin word.
        let plain = word.chars().all(|c| alike.iter().any(|(russian, _)| *russian == c));
        let latin = |c: char| alike.iter().find(|(russian, _)| *russian == c && !plain).map_or(c, |(_, latin)| *latin);
        word.chars().map(|c| if random.below(2) == 0 { latin(c) } else { c }).collect::<String>()
    });
    is_russian(title).then(|| words.collect::<Vec<_>>().join(" "))
}

const NUMBERS: [[&str; 4]; 9] = [
    ["1", "i", "один", "первый"],
    ["2", "ii", "два", "вторая"],
    ["3", "iii", "три", "третий"],
    ["4", "iv", "четыре", "четвертая"],
    ["5", "v", "пять", "пятый"],
    ["6", "vi", "шесть", "шестая"],
    ["7", "vii", "семь", "седьмой"],
    ["10", "x", "десять", "десятая"],
    ["12", "xii", "двенадцать", "двенадцати"],
];

/// Writes a number of the title in another way.
pub(super) fn number(random: &mut Dice, title: &str) -> Option<String> {
    let mut words = plain_words(title);
    let named = |word: &String| NUMBERS.iter().find(|forms| forms[0] == word || forms[2] == word);
    let at = words.iter().position(|word| named(word).is_some())?;
    let others: Vec<&str> = named(&words[at])?.iter().copied().filter(|form| *form != words[at]).collect();
    words[at] = (*pick(random, &others)?).to_owned();
    Some(words.join(" "))
}

/// Takes the name, its last word, or its words in another order.
pub(super) fn person(random: &mut Dice, name: &str) -> Option<String> {
    let words = plain_words(name);
    Some(match random.below(3) {
        0 => words.join(" "),
        1 => words.iter().rev().map(String::as_str).collect::<Vec<_>>().join(" "),
        _ => words.last().filter(|word| word.chars().count() >= 4)?.clone(),
    })
}

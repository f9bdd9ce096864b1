//! Words in the other alphabet: keys under which the spellings of a word in Cyrillic and in Latin letters meet.
//!
//! There are many ways to write Russian in Latin letters (GOST, passports, telegrams, by ear), so spellings are not
//! turned into words. Both sides are turned into a key instead, in which what the ways disagree on is the same:
//! й, ы and и are `i`; щ and ш are `sh`; «ье», «йо», «ё» and «е» are `e`; ю and у are `u`; doubled letters are single.
//! Letters that mean different sounds in different ways (`j`, `c`, `x`, `w`) and the 4 of chats give a key for each.

use super::letters::Alphabet;

/// The most keys that a Latin word gets.
const MAX_KEYS: usize = 12;

/// What a Latin letter or letters may stand for, in letters of keys; the most usual in transliteration first.
const READINGS: [(&str, &[&str]); 10] = [
    ("j", &["i", "zh", "dzh"]),
    ("c", &["ts", "k", "s"]),
    ("x", &["ks", "h"]),
    ("th", &["th", "t", "z"]),
    ("ph", &["ph", "f"]),
    ("ck", &["tsk", "k"]),
    ("ee", &["e", "i"]),
    ("oo", &["o", "u"]),
    ("w", &["v", "u", "sh"]),
    ("4", &["4", "ch"]),
];

/// What is the same in all ways of writing.
const FIXED: [(&str, &str); 12] = [
    ("shch", "sh"),
    ("sch", "sh"),
    ("shh", "sh"),
    ("tch", "ch"),
    ("sh", "sh"),
    ("ch", "ch"),
    ("zh", "zh"),
    ("kh", "h"),
    ("tz", "ts"),
    ("cz", "ts"),
    ("y", "i"),
    ("q", "k"),
];

/// Returns the key of a Cyrillic word.
pub(crate) fn key_of_cyrillic(word: &str) -> String {
    let mut key = String::with_capacity(word.len());
    for c in word.chars() {
        match latin(c) {
            Some(letters) => key.push_str(letters),
            None => key.push(c),
        }
    }
    settle(key)
}

/// Returns the keys of a word in Latin letters, the likeliest first, none twice, at most [`MAX_KEYS`]. A letter with
/// several readings has the same one throughout the word.
pub(crate) fn keys_of_latin(word: &str) -> Vec<String> {
    let mut choices: Vec<Vec<&str>> = vec![Vec::new()];
    for (letters, readings) in READINGS {
        if word.contains(letters) {
            choices =
                readings.iter().flat_map(|r| choices.iter().map(move |c| [c.as_slice(), &[r]].concat())).collect();
        } else {
            for choice in &mut choices {
                choice.push("");
            }
        }
    }
    let mut keys = Vec::new();
    for choice in choices {
        if keys.len() == MAX_KEYS {
            break;
        }
        let key = settle(read(word, &choice));
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

/// Returns the keys of a word of Latin and Cyrillic letters, as [`keys_of_latin`] does.
pub(crate) fn keys_of_mixed(word: &str) -> Vec<String> {
    let mut spelled = String::with_capacity(word.len());
    for c in word.chars() {
        match latin(c) {
            Some(letters) => spelled.push_str(letters),
            None => spelled.push(c),
        }
    }
    keys_of_latin(&spelled)
}

/// Returns the letters of the other alphabet by which a word may begin that begins with this one here.
pub(crate) fn letters_like(letter: char) -> Vec<char> {
    let sounds = |latin: char| {
        let read =
            READINGS.iter().flat_map(|(letters, readings)| readings.iter().map(move |reading| (*letters, *reading)));
        let read = read.chain(FIXED).filter(move |(letters, _)| letters.starts_with(latin));
        std::iter::once(latin).chain(read.filter_map(|(_, reading)| reading.chars().next()))
    };
    let sound = |cyrillic: char| latin(cyrillic).and_then(|letters| letters.chars().next());
    match sound(letter) {
        Some(sound) => ('a'..='z').filter(|latin| sounds(*latin).any(|other| other == sound)).collect(),
        None => {
            ('а'..='я').filter(|c| sound(*c).is_some_and(|sound| sounds(letter).any(|other| other == sound))).collect()
        }
    }
}

/// Returns the one key of a word of any alphabet: of several readings the likeliest.
pub(crate) fn glue_key(word: &str) -> String {
    match Alphabet::of(word) {
        Alphabet::Latin => settle(read(word, &READINGS.map(|(_, readings)| readings[0]))),
        Alphabet::Cyrillic | Alphabet::Other => key_of_cyrillic(word),
    }
}

/// Spells a Latin word with one reading for each of [`READINGS`].
fn read(word: &str, choice: &[&str]) -> String {
    let mut key = String::with_capacity(word.len() + 4);
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        let fixed = FIXED.iter().find(|(letters, _)| rest.starts_with(letters)).copied();
        let read = || {
            let readings = READINGS.iter().zip(choice).filter(|((letters, _), _)| rest.starts_with(letters));
            readings.map(|((letters, _), reading)| (*letters, *reading)).max_by_key(|(letters, _)| letters.len())
        };
        match fixed.or_else(read) {
            Some((letters, reading)) => {
                key.push_str(reading);
                rest = &rest[letters.len()..];
            }
            None => {
                key.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    key
}

/// Levels what ways of writing do differently across letters.
fn settle(mut key: String) -> String {
    if !is_settled(&key) {
        replace(&mut key, &[("shch", "sh"), ("sch", "sh"), ("kh", "h")]);
        make_single(&mut key);
        replace(&mut key, &[("ie", "e"), ("io", "e"), ("iu", "u")]);
        make_single(&mut key);
    }
    key
}

/// Leaves one of each row of the same letter.
fn make_single(text: &mut String) {
    let mut last = None;
    text.retain(|c| last.replace(c) != Some(c) || c.is_numeric());
}

/// Tells whether there is nothing to level; it may say no where there is not.
fn is_settled(key: &str) -> bool {
    key.is_ascii()
        && key.as_bytes().windows(2).all(|pair| match pair {
            [b'i', b'e' | b'o' | b'u'] | [b's', b'c'] | [b'k', b'h'] => false,
            [first, second] => first != second,
            _ => true,
        })
        && !key.contains("shch")
}

fn replace(text: &mut String, pairs: &[(&str, &str)]) {
    for (from, to) in pairs {
        if text.contains(from) {
            *text = text.replace(from, to);
        }
    }
}

fn latin(c: char) -> Option<&'static str> {
    Some(match c {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ґ' => "g",
        'д' => "d",
        'е' | 'э' | 'є' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' | 'й' | 'ы' | 'і' => "i",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "h",
        'ц' => "ts",
        'ч' => "ch",
        'ш' | 'щ' => "sh",
        'ъ' | 'ь' => "",
        'ю' => "iu",
        'я' => "ia",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_spellings_of_a_word_meet_in_its_key() {
        for (word, spellings) in [
            ("матрица", "matrica matritsa matritza"),
            ("бриллиантовая", "brilliantovaya brilliantovaja brilliantovaia briliantovaya"),
            ("защитник", "zashchitnik zaschitnik zashhitnik"),
            ("храбрых", "hrabryh khrabrykh xrabryx hrabrih"),
            ("женщина", "zhenshchina jenschina zhenschina"),
            ("небесный", "nebesnyy nebesnyj nebesniy nebesny nebesnyi"),
            ("юность", "yunost junost iunost unost"),
            ("чужие", "chuzhie chuzhiye chujie"),
            ("приключения", "priklyucheniya prikljuchenija prikliucheniia priklyuchenija"),
            ("елки", "yolki jolki elki yelki"),
            ("съемка", "syemka semka sjemka"),
            ("терминатор", "terminator"),
            ("матрикс", "matrix"),
            ("титаник", "titanic"),
            ("кошка", "koshka kowka"),
            ("начало", "nachalo na4alo"),
            ("тодаи", "today"),
            ("филип", "philip"),
        ] {
            let key = key_of_cyrillic(word);
            for spelling in spellings.split(' ') {
                let keys = keys_of_latin(spelling);
                assert!(keys.contains(&key), "{word} {key}: {spelling} {keys:?}");
            }
        }
    }

    #[test]
    fn letters_meet_those_that_a_name_may_begin_with_in_the_other_alphabet() {
        for (letter, others) in [('л', "l"), ('l', "л"), ('ж', "jtz"), ('k', "кх"), ('б', "b"), ('ь', "")] {
            assert_eq!(letters_like(letter).into_iter().collect::<String>(), others, "{letter}");
        }
        assert!(letters_like('j').contains(&'ж') && letters_like('к').contains(&'c'));
    }

    #[test]
    fn a_word_of_two_alphabets_meets_both() {
        assert_eq!(keys_of_mixed("духless"), [key_of_cyrillic("духлес")]);
        assert!(keys_of_latin("duhless").contains(&key_of_cyrillic("духлес")));
    }

    #[test]
    fn a_word_of_many_readings_gets_few_keys() {
        assert_eq!(keys_of_latin("jcxthphckeeoow").len(), MAX_KEYS);
        assert_eq!(keys_of_latin("dom"), ["dom"]);
    }
}

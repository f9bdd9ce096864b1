//! `schema/films.xsd` takes every message of the contract and refuses what the contract forbids.
//!
//! Each document is judged twice: by the validator that all other tests use, and by libxml2's `xmllint` where
//! the machine has it.

use std::collections::HashSet;
use std::process::Command;

use crate::support::xsd;

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

const TAGS: &str = "<TagsListItems><Items><Tag><Id>12</Id><Name>comedy</Name><Title>Комедия &amp; смех</Title>\
    <URL>http://films.example/tag/comedy</URL></Tag><Tag><Id>13</Id><Name>3d-films_1</Name><Title>3D</Title></Tag>\
    </Items></TagsListItems>";
const NO_TAGS: &str = "<TagsListItems><Items/></TagsListItems>";

const LIST: &str = "<Films><Page>2</Page><PagesCount>7</PagesCount><Items><Item><URL>http://films.example/1</URL>\
    <Title>Бриллиантовая рука</Title><Desc>Семён Семёныч
едет &lt;в круиз&gt;&#10;</Desc><Updated>2012-05-01T10:00:00Z</Updated><Year>1968</Year><Preview>/p/1.jpg</Preview>\
    <Poster>/b/1.jpg</Poster><User>editor</User>\
    <Tags><Tag><Id>12</Id><Name>comedy</Name><Title>Комедия</Title></Tag></Tags>\
    <Quality><Tag><Id>20</Id><Name>dvdrip</Name><Title>DVDRip</Title></Tag></Quality>\
    <Directors><Director><Id>3</Id><Name>leonid-gaidai</Name><Title>Леонид Гайдай</Title></Director></Directors>\
    <Actors><Actor><Id>4</Id><Name>nikulin</Name><Title>Юрий Никулин</Title></Actor></Actors>\
    <Countries><Country><Id>5</Id><Name>sssr</Name><Title>СССР</Title></Country></Countries>\
    <Ratings><Rating><Type>cn</Type><Title>Наш</Title><Count>0</Count><Max>5</Max><Rank>4.75</Rank></Rating>\
    <Rating><Type>kinopoisk</Type><Max>10</Max><Rank>0</Rank></Rating><Rating><Type>imdb</Type><Rank>8.05</Rank></Rating>\
    </Ratings><Images><Image>/i/1.jpg</Image><Image>/i/2.jpg</Image></Images><Id>301</Id></Item>\
    <Item><Title>8½</Title><Updated>2026-11-22T03:04:05+07:00</Updated><Id>18446744073709551615</Id></Item></Items>\
    <Suggests><Item><Title>A</Title><Updated>1969-12-31T23:59:59-05:30</Updated><Id>0</Id></Item></Suggests></Films>";
const EMPTY_LIST: &str = "<Films><Page>1</Page><PagesCount>0</PagesCount><Items></Items></Films>";

const FILM: &str = "<Films><Film><Title>Семнадцать мгновений весны</Title><Updated>2012-05-01T10:00:00Z</Updated>\
    <RelatedFilms><RelatedFilm><Title>Щит и меч</Title><Updated>2012-05-01T10:00:00Z</Updated><Id>2</Id></RelatedFilm>\
    </RelatedFilms><SeeAlso><Item><Title>Мёртвый сезон</Title><Updated>2012-05-01T10:00:00Z</Updated><Id>3</Id></Item>\
    </SeeAlso><Items><Item><Title>Серия 1</Title><Magnet>magnet:?xt=urn:btih:0&amp;dn=1</Magnet>\
    <URL>http://m.example/1.avi</URL><Size>5000000000</Size><Length>4200</Length>\
    <Published>2012-04-01T00:00:00Z</Published><Quality>10</Quality><Number>1</Number>\
    <PictureQuality>SD</PictureQuality><Images><Image>/i/9.jpg</Image></Images></Item>\
    <Item><Published>2012-04-01T00:00:00Z</Published><Number>10</Number><PictureQuality>3D</PictureQuality></Item></Items>\
    <Trailers><Trailer><Published>2012-04-01T00:00:00Z</Published><Number>0</Number><PictureQuality>HD</PictureQuality>\
    </Trailer></Trailers><Images><Image>/i/1.jpg</Image></Images><Id>1</Id></Film></Films>";
const BARE_FILM: &str = "<Films><Film><Title>A</Title><Updated>2012-05-01T10:00:00Z</Updated><Id>1</Id></Film></Films>";

const UPNEXT: &str = "<UpnextList><Items><UpnextFilm><Id>1</Id><Title>A</Title><Desc>b</Desc>\
    <Updated>2012-05-01T10:00:00Z</Updated><Year>1973</Year><Preview>p</Preview><Poster>b</Poster>\
    <Items><Item><Title>2</Title><Magnet>magnet:?x</Magnet><Size>2147483648</Size><Length>1</Length>\
    <Published>2012-04-01T00:00:00Z</Published><Quality>0</Quality><Number>2</Number><PictureQuality>HD</PictureQuality>\
    <URL>http://m.example/2.avi</URL></Item><Item><Published>2012-04-01T00:00:00Z</Published><Number>3</Number></Item>\
    </Items><Images><Image>i</Image></Images></UpnextFilm></Items></UpnextList>";
const NO_UPNEXT: &str = "<UpnextList><Items/></UpnextList>";

const ERROR: &str = "<Error><Code>400</Code><Parameter>sort</Parameter><Message>«x» is unknown</Message></Error>";
const BARE_ERROR: &str = "<Error><Code>404</Code><Message>no such film</Message></Error>";

const GOOD: [&str; 10] = [TAGS, NO_TAGS, LIST, EMPTY_LIST, FILM, BARE_FILM, UPNEXT, NO_UPNEXT, ERROR, BARE_ERROR];

/// A good document, what to replace in it, and with what: the schema refuses the result.
const BAD: &[(&str, &str, &str)] = &[
    // Order, unknown elements, what is missing, what is twice.
    (TAGS, "<Id>12</Id><Name>comedy</Name>", "<Name>comedy</Name><Id>12</Id>"),
    (TAGS, "<Name>comedy</Name>", ""),
    (TAGS, "<Id>13</Id>", "<Id>12</Id>"),
    (TAGS, "<Items>", "<Items><Item/>"),
    (TAGS, "<Items>", "<Items kind=\"genre\">"),
    (TAGS, "<Items>", "<Items>stray"),
    (NO_TAGS, "<Items/>", ""),
    (NO_TAGS, "TagsListItems", "Tags"),
    (LIST, "<Page>2</Page><PagesCount>7</PagesCount>", "<PagesCount>7</PagesCount><Page>2</Page>"),
    (LIST, "<Page>2</Page>", "<Page>0</Page>"),
    (LIST, "<Year>1968</Year>", "<Year>1968</Year><Year>1968</Year>"),
    (LIST, "<Year>1968</Year>", "<Year>1968</Year><Genre>comedy</Genre>"),
    (LIST, "<Id>301</Id>", ""),
    (LIST, "<Title>8½</Title>", ""),
    (LIST, "<Id>18446744073709551615</Id>", "<Id>301</Id>"),
    (
        LIST,
        "<Images>",
        "<Items><Item><Published>2012-04-01T00:00:00Z</Published><Number>1</Number></Item></Items><Images>",
    ),
    (
        LIST,
        "<Images>",
        "<SeeAlso><Item><Title>A</Title><Updated>2012-05-01T10:00:00Z</Updated><Id>3</Id></Item></SeeAlso><Images>",
    ),
    (LIST, "<Type>kinopoisk</Type>", "<Type>cn</Type>"),
    (LIST, "<Suggests>", "<Film><Title>A</Title><Updated>2012-05-01T10:00:00Z</Updated><Id>1</Id></Film><Suggests>"),
    (EMPTY_LIST, "<Items></Items>", ""),
    (EMPTY_LIST, "<PagesCount>0</PagesCount>", ""),
    (
        FILM,
        "<Id>2</Id>",
        "<Items><Item><Published>2012-04-01T00:00:00Z</Published><Number>1</Number></Item></Items><Id>2</Id>",
    ),
    (
        FILM,
        "<Id>3</Id>",
        "<Trailers><Trailer><Published>2012-04-01T00:00:00Z</Published><Number>1</Number></Trailer></Trailers><Id>3</Id>",
    ),
    (FILM, "<Number>1</Number>", ""),
    (FILM, "<Number>10</Number>", "<Number>1</Number>"),
    (FILM, "<Published>2012-04-01T00:00:00Z</Published><Quality>10</Quality>", "<Quality>10</Quality>"),
    (
        FILM,
        "<Magnet>magnet:?xt=urn:btih:0&amp;dn=1</Magnet><URL>http://m.example/1.avi</URL>",
        "<URL>http://m.example/1.avi</URL><Magnet>magnet:?x</Magnet>",
    ),
    (BARE_FILM, "</Film>", "</Film><Film><Title>A</Title><Updated>2012-05-01T10:00:00Z</Updated><Id>2</Id></Film>"),
    (UPNEXT, "<Title>2</Title>", "<Title>2</Title><URL>u</URL>"),
    (UPNEXT, "<URL>http://m.example/2.avi</URL>", "<Images><Image>i</Image></Images>"),
    (UPNEXT, "<Number>3</Number>", ""),
    (UPNEXT, "<Id>1</Id><Title>A</Title>", "<Title>A</Title><Id>1</Id>"),
    (UPNEXT, "<Images><Image>i</Image></Images>", "<Tags><Tag><Id>1</Id><Name>a</Name><Title>A</Title></Tag></Tags>"),
    (ERROR, "<Code>400</Code><Parameter>sort</Parameter>", "<Parameter>sort</Parameter><Code>400</Code>"),
    (BARE_ERROR, "<Message>no such film</Message>", ""),
    // Empty texts and wrappers.
    (LIST, "<Title>8½</Title>", "<Title></Title>"),
    (LIST, "<Title>8½</Title>", "<Title/>"),
    (LIST, "<User>editor</User>", "<User/>"),
    (LIST, "<Image>/i/2.jpg</Image>", "<Image/>"),
    (LIST, "<Image>/i/1.jpg</Image><Image>/i/2.jpg</Image>", ""),
    (LIST, "<Tag><Id>12</Id><Name>comedy</Name><Title>Комедия</Title></Tag>", ""),
    (LIST, "<Rating><Type>kinopoisk</Type><Max>10</Max><Rank>0</Rank></Rating>", "<Rating/>"),
    (LIST, "<Item><Title>A</Title><Updated>1969-12-31T23:59:59-05:30</Updated><Id>0</Id></Item>", ""),
    (FILM, "<Item><Title>Мёртвый сезон</Title><Updated>2012-05-01T10:00:00Z</Updated><Id>3</Id></Item>", ""),
    (BARE_FILM, "<Id>1</Id>", "<Items/><Id>1</Id>"),
    (BARE_ERROR, "<Message>no such film</Message>", "<Message/>"),
    // Enumerations.
    (LIST, "<Type>cn</Type>", "<Type>CN</Type>"),
    (FILM, "<PictureQuality>SD</PictureQuality>", "<PictureQuality>4K</PictureQuality>"),
    (FILM, "<PictureQuality>SD</PictureQuality>", "<PictureQuality> SD</PictureQuality>"),
    (UPNEXT, "<PictureQuality>HD</PictureQuality>", "<PictureQuality>hd</PictureQuality>"),
    (ERROR, "<Code>400</Code>", "<Code>399</Code>"),
    (ERROR, "<Code>400</Code>", "<Code>600</Code>"),
    (TAGS, "<Name>comedy</Name>", "<Name>Comedy</Name>"),
    (TAGS, "<Name>comedy</Name>", "<Name>комедия</Name>"),
    // Numbers.
    (TAGS, "<Id>12</Id>", "<Id>4294967296</Id>"),
    (TAGS, "<Id>12</Id>", "<Id>-1</Id>"),
    (TAGS, "<Id>12</Id>", "<Id>+12</Id>"),
    (TAGS, "<Id>12</Id>", "<Id>012</Id>"),
    (LIST, "<Id>301</Id>", "<Id>18446744073709551616</Id>"),
    (LIST, "<Count>0</Count>", "<Count>1.0</Count>"),
    (LIST, "<Year>1968</Year>", "<Year>1e3</Year>"),
    (LIST, "<Rank>4.75</Rank>", "<Rank>4.750</Rank>"),
    (LIST, "<Rank>4.75</Rank>", "<Rank>4,75</Rank>"),
    (LIST, "<Rank>4.75</Rank>", "<Rank>.75</Rank>"),
    (LIST, "<Rank>4.75</Rank>", "<Rank>-4.75</Rank>"),
    (LIST, "<Rank>4.75</Rank>", "<Rank>04.75</Rank>"),
    (LIST, "<Max>5</Max>", "<Max>5.0</Max>"),
    (LIST, "<Max>5</Max>", "<Max>5.</Max>"),
    (LIST, "<Max>5</Max>", "<Max>1e3</Max>"),
    (LIST, "<Max>5</Max>", "<Max>INF</Max>"),
    (LIST, "<Max>5</Max>", "<Max>NaN</Max>"),
    (FILM, "<Quality>10</Quality>", "<Quality>11</Quality>"),
    (FILM, "<Size>5000000000</Size>", "<Size>-1</Size>"),
    (FILM, "<Length>4200</Length>", "<Length>4294967296</Length>"),
    // Times.
    (FILM, "2012-04-01T00:00:00Z", "2012-04-01T00:00:00"),
    (FILM, "2012-04-01T00:00:00Z", "2012-04-01T00:00:00.5Z"),
    (FILM, "2012-04-01T00:00:00Z", "2012-04-01 00:00:00Z"),
    (FILM, "2012-04-01T00:00:00Z", "2012-04-01T00:00:00+0300"),
    (FILM, "2012-04-01T00:00:00Z", "2012-04-01T25:00:00Z"),
    (FILM, "2012-04-01T00:00:00Z", "2012-02-30T00:00:00Z"),
    (FILM, "2012-04-01T00:00:00Z", "2012-13-01T00:00:00Z"),
    (FILM, "2012-04-01T00:00:00Z", "12012-04-01T00:00:00Z"),
    (FILM, "2012-04-01T00:00:00Z", "1333238400"),
];

/// As [`BAD`], for what the language of the schema cannot say.
const BAD_BEYOND_THE_SCHEMA: &[(&str, &str, &str)] = &[
    (LIST, "<Title>8½</Title>", "<Title> \n</Title>"),
    (TAGS, "<Id>12</Id>", "<Id>14</Id>"),
    (
        LIST,
        "<Type>kinopoisk</Type><Max>10</Max><Rank>0</Rank></Rating><Rating><Type>imdb</Type>",
        "<Type>imdb</Type></Rating><Rating><Type>kinopoisk</Type>",
    ),
    (FILM, "<Number>1</Number>", "<Number>11</Number>"),
    (UPNEXT, "<Number>2</Number>", "<Number>4</Number>"),
    (ERROR, "<Message>", "<Message><!-- why -->"),
    (ERROR, "«x» is unknown", "<![CDATA[x]]>"),
    (ERROR, "<Message>", "<Message><?why?>"),
    (ERROR, "«x» is unknown", "x &nbsp;"),
    (ERROR, "<Error>", "<Error xmlns=\"http://films.example/\">"),
    (ERROR, "<Error>", "<!DOCTYPE Error><Error>"),
    (ERROR, "<Error>", "\u{FEFF}<Error>"),
    (ERROR, "«x» is unknown", "\u{1}"),
    (ERROR, "«x» is unknown", "&#1;"),
    (ERROR, "«x» is unknown", "a < b"),
];

fn spoilt((good, from, to): &(&str, &str, &str)) -> String {
    assert!(good.contains(from), "{from} is not in {good}");
    format!("{DECLARATION}{}", good.replace(from, to))
}

#[test]
fn every_message_of_the_contract_is_valid() {
    for good in GOOD {
        xsd::assert_valid(format!("{DECLARATION}{good}").as_bytes());
    }
}

#[test]
fn what_the_contract_forbids_is_refused_by_the_schema_itself() {
    let missed: Vec<_> = BAD
        .iter()
        .filter(|bad| {
            let document = oxml::parse(&spoilt(bad)).expect("the table of the schema's faults is well-formed");
            xsd::schema_faults(&document).is_empty()
        })
        .map(|(_, from, to)| (from, to))
        .collect();
    assert_eq!(missed, vec![]);
}

#[test]
fn what_the_schema_cannot_say_is_refused_too() {
    for bad in BAD_BEYOND_THE_SCHEMA {
        assert_ne!(xsd::faults(spoilt(bad).as_bytes()), Vec::<String>::new(), "{bad:?}");
    }
    for head in ["", "\u{FEFF}<?xml version=\"1.0\"?>", "<?xml version=\"1.1\"?>", "\n<?xml version=\"1.0\"?>"] {
        assert_ne!(xsd::faults(format!("{head}{BARE_ERROR}").as_bytes()), Vec::<String>::new(), "{head:?}");
    }
    assert_ne!(
        xsd::faults(b"<?xml version=\"1.0\"?><Error><Code>404</Code><Message>\xff</Message></Error>"),
        vec![""; 0]
    );
}

#[test]
fn numbers_of_any_magnitude_have_a_valid_plain_form() {
    for rank in [f64::MIN_POSITIVE, 1e-300, 1e300, f64::MAX, 0.1, 1e21] {
        let rank = format!("<Rank>{rank}</Rank>");
        xsd::assert_valid(spoilt(&(LIST, "<Rank>4.75</Rank>", &rank)).as_bytes());
    }
}

/// The two validators also give one verdict on every good document with any one element removed, doubled, emptied,
/// renamed or swapped with the next.
#[test]
fn libxml2_agrees() {
    if Command::new("xmllint").arg("--version").output().is_err() {
        eprintln!("skipped: this machine has no xmllint (libxml2) for a second opinion on schema/films.xsd");
        return;
    }
    let long = format!("<Desc>{}</Desc>", "слово \n".repeat(100_000));
    let mut documents = vec![
        spoilt(&(UPNEXT, "<Desc>b</Desc>", &long)),
        spoilt(&(LIST, "<Max>5</Max>", &format!("<Max>{}</Max>", f64::MAX))),
        spoilt(&(LIST, "<Rank>4.75</Rank>", &format!("<Rank>{}</Rank>", 1e-300))),
    ];
    documents.extend(GOOD.iter().map(|good| format!("{DECLARATION}{good}")));
    documents.extend(BAD.iter().map(spoilt));
    documents.extend(GOOD.iter().flat_map(|good| mutations(good)));
    let verdicts = xmllint(&documents);
    assert_eq!(verdicts.len(), documents.len());
    for (document, verdict) in documents.iter().zip(verdicts) {
        let faults = xsd::schema_faults(&oxml::parse(document).expect("all of them are well-formed"));
        assert_eq!(faults.is_empty(), verdict, "libxml2 says {verdict}, we {faults:.200?}: {document:.9000}");
    }
}

/// Returns the document with each of its elements, the root apart, changed in each way, one at a time.
fn mutations(good: &str) -> Vec<String> {
    let document = oxml::parse(good).expect("it is well-formed");
    let root = document.root_element().expect("it has a root");
    let mut mutations = Vec::new();
    for element in document.descendants_of(root).filter(|node| document.is_element(*node) && *node != root) {
        let range = document.range(element).expect("the parser knows where it is");
        let name = &document.element_name(element).expect("elements have names").local;
        let (before, source, after) = (&good[..range.start], &good[range.clone()], &good[range.end..]);
        let renamed = source.replacen(&**name, "Other", 1);
        let renamed = match renamed.strip_suffix(&format!("</{name}>")) {
            Some(open) => format!("{open}</Other>"),
            None => renamed,
        };
        for changed in ["", &source.repeat(2), &format!("<{name}/>"), &renamed] {
            mutations.push(format!("{DECLARATION}{before}{changed}{after}"));
        }
        let siblings = document.children(document.parent(element).expect("it is not the root"));
        let next = siblings.iter().skip_while(|node| **node != element).nth(1);
        if let Some(next) = next.and_then(|next| document.range(*next)) {
            let between = &good[range.end..next.start];
            let swapped = format!("{}{between}{source}", &good[next.clone()]);
            mutations.push(format!("{DECLARATION}{before}{swapped}{}", &good[next.end..]));
        }
    }
    mutations
}

/// Asks libxml2 whether each document is valid.
fn xmllint(documents: &[String]) -> Vec<bool> {
    let dir = tempfile::tempdir().expect("a directory");
    let path = |at: usize| dir.path().join(format!("{at}.xml"));
    for (at, document) in documents.iter().enumerate() {
        std::fs::write(path(at), document).expect("it is written");
    }
    let output = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(xsd::schema_path())
        .args((0..documents.len()).map(path))
        .output()
        .expect("xmllint runs");
    let words = String::from_utf8_lossy(&output.stderr);
    let said: HashSet<&str> = words.lines().collect();
    (0..documents.len())
        .map(|at| {
            let valid = said.contains(&*format!("{} validates", path(at).display()));
            let invalid = said.contains(&*format!("{} fails to validate", path(at).display()));
            assert!(valid != invalid, "xmllint judges every document once: {words}");
            valid
        })
        .collect()
}

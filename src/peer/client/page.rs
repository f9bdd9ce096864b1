//! Pages of exports, read member by member: of what a peer sends nothing is believed, and what is not known is passed over.

use struson::reader::{
    JsonReader, JsonStreamReader, JsonSyntaxError, ReaderError, ReaderSettings, SyntaxErrorKind, TransferError,
    ValueType,
};
use struson::writer::{JsonStreamWriter, JsonWriter};

use crate::surrogates;

use super::fault::ClientFault;
use super::item::ExportItem;
use super::parsed::ParsedWriter;

/// The most bytes of a cursor: a hash has 40.
const MAX_CURSOR: usize = 256;
/// What is wrong with an answer of any length.
const TOO_MANY: &str = "it has more items than were asked for";
/// The most bytes of a text that is worth keeping: 1024 characters.
const MAX_TEXT: usize = 4 * 1024 + 1024;

/// A page of an export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ReadPage {
    /// The items, as they were sent.
    pub(super) items: Vec<ExportItem>,
    /// Where the next page begins; `None`: this is the last one.
    pub(super) next_cursor: Option<String>,
}

/// The signature of the question, in the second version, as far as the answer repeats it.
type BoundTo = Option<String>;

/// What was read of an answer, with what binds it to a question.
pub(super) type ReadAndBound<T> = Result<(T, BoundTo), ClientFault>;

/// Why a page cannot be read.
enum PageFault {
    Json(ReaderError),
    Shape(&'static str),
}

impl From<ReaderError> for PageFault {
    fn from(fault: ReaderError) -> Self {
        Self::Json(fault)
    }
}

type PageReader<'a> = JsonStreamReader<&'a [u8]>;

/// Reads a page of at most so many items.
///
/// # Errors
/// [`ClientFault::Malformed`].
pub(super) fn read(json: &[u8], most: usize) -> ReadAndBound<ReadPage> {
    read_mended(json, &|json| read_page(json, most))
}

/// Reads torrents that were asked for by their hashes, of which there are at most so many.
///
/// # Errors
/// [`ClientFault::Malformed`].
pub(super) fn read_by_hash(json: &[u8], most: usize) -> ReadAndBound<Vec<ExportItem>> {
    read_mended(json, &|json| read_torrents(json, most))
}

/// Reads an answer. Halves of surrogate pairs, which programs leave in names that they cut short, are taken out.
fn read_mended<T>(json: &[u8], read: &dyn Fn(&[u8]) -> Result<T, PageFault>) -> Result<T, ClientFault> {
    let told = match read(json) {
        Err(PageFault::Json(ReaderError::SyntaxError(JsonSyntaxError {
            kind: SyntaxErrorKind::UnpairedSurrogatePairEscapeSequence,
            ..
        }))) => {
            surrogates::mend(json).map_or(Err(PageFault::Shape("a half of a character")), |mended| read(&mended.text))
        }
        told => told,
    };
    told.map_err(|fault| ClientFault::Malformed {
        what: match fault {
            PageFault::Json(_) => "this is no JSON",
            PageFault::Shape(what) => what,
        },
    })
}

/// Makes a reader that takes all there is in JSON: what is too much is dropped item by item, not with the whole page.
pub(super) fn reader(json: &[u8]) -> PageReader<'_> {
    let settings = ReaderSettings {
        track_path: false,
        max_nesting_depth: None,
        restrict_number_values: false,
        ..ReaderSettings::default()
    };
    JsonStreamReader::new_custom(json, settings)
}

fn read_page(json: &[u8], most: usize) -> Result<(ReadPage, BoundTo), PageFault> {
    let mut reader = reader(json);
    let (mut items, mut next_cursor, mut bound_to) = (None, None, None);
    begin_object(&mut reader)?;
    while reader.has_next()? {
        match reader.next_name()? {
            "items" => items = Some(read_items(&mut reader, most)?),
            "next_cursor" => next_cursor = Some(read_cursor(&mut reader)?),
            "count" => pass_count(&mut reader)?,
            "_sf2" => bound_to = text(&mut reader)?,
            _ => reader.skip_value()?,
        }
    }
    reader.end_object()?;
    reader.consume_trailing_whitespace()?;
    match (items, next_cursor) {
        (Some(items), Some(next_cursor)) => Ok((ReadPage { items, next_cursor }, bound_to)),
        (None, _) => Err(PageFault::Shape("it has no items")),
        // Without it, a page in the middle would look like the last one.
        (_, None) => Err(PageFault::Shape("it has no next_cursor")),
    }
}

fn read_torrents(json: &[u8], most: usize) -> Result<(Vec<ExportItem>, BoundTo), PageFault> {
    let mut reader = reader(json);
    let (mut torrents, mut bound_to) = (None, None);
    begin_object(&mut reader)?;
    while reader.has_next()? {
        match reader.next_name()? {
            "torrent_items" => torrents = Some(read_map(&mut reader, most)?),
            "_sf2" => bound_to = text(&mut reader)?,
            _ => reader.skip_value()?,
        }
    }
    reader.end_object()?;
    reader.consume_trailing_whitespace()?;
    torrents.map(|torrents| (torrents, bound_to)).ok_or(PageFault::Shape("it has no torrent_items"))
}

/// Reads torrents by their hashes, which are the names of the members.
fn read_map(reader: &mut PageReader<'_>, most: usize) -> Result<Vec<ExportItem>, PageFault> {
    if reader.peek()? != ValueType::Object {
        return Err(PageFault::Shape("torrent_items is no object"));
    }
    let mut torrents = Vec::new();
    reader.begin_object()?;
    while reader.has_next()? {
        if torrents.len() == most {
            return Err(PageFault::Shape(TOO_MANY));
        }
        let hash = reader.next_name_owned()?;
        torrents.push(ExportItem { info_hash: Some(hash), ..read_item(reader)? });
    }
    reader.end_object()?;
    Ok(torrents)
}

/// Passes over the count, which other servers may count otherwise.
fn pass_count(reader: &mut PageReader<'_>) -> Result<(), PageFault> {
    if reader.peek()? != ValueType::Number {
        return Err(PageFault::Shape("count is no number"));
    }
    Ok(reader.skip_value()?)
}

fn begin_object(reader: &mut PageReader<'_>) -> Result<(), PageFault> {
    if reader.peek()? != ValueType::Object {
        return Err(PageFault::Shape("it is no object"));
    }
    Ok(reader.begin_object()?)
}

fn read_items(reader: &mut PageReader<'_>, most: usize) -> Result<Vec<ExportItem>, PageFault> {
    if reader.peek()? != ValueType::Array {
        return Err(PageFault::Shape("items is no list"));
    }
    let mut items = Vec::new();
    reader.begin_array()?;
    while reader.has_next()? {
        if items.len() == most {
            return Err(PageFault::Shape(TOO_MANY));
        }
        items.push(read_item(reader)?);
    }
    reader.end_array()?;
    Ok(items)
}

/// Reads an item; of what is none, an empty one.
fn read_item(reader: &mut PageReader<'_>) -> Result<ExportItem, PageFault> {
    let mut item = ExportItem::default();
    if reader.peek()? != ValueType::Object {
        reader.skip_value()?;
        return Ok(item);
    }
    reader.begin_object()?;
    while reader.has_next()? {
        match reader.next_name()? {
            "info_hash" => item.info_hash = text(reader)?,
            "raw_title" => item.raw_title = text(reader)?,
            "size" => item.size = number(reader)?,
            "type" => item.kind = text(reader)?,
            "imdb_id" => item.imdb_id = text(reader)?,
            "tmdb_id" => item.tmdb_id = number(reader)?,
            "parsed_data" => item.parsed = object(reader)?,
            "created_at" => item.created_at = number(reader)?,
            _ => reader.skip_value()?,
        }
    }
    reader.end_object()?;
    Ok(item)
}

fn read_cursor(reader: &mut PageReader<'_>) -> Result<Option<String>, PageFault> {
    match reader.peek()? {
        ValueType::Null => {
            reader.next_null()?;
            Ok(None)
        }
        ValueType::String => {
            let cursor = reader.next_str()?;
            let is_legal = (1..=MAX_CURSOR).contains(&cursor.len()) && !cursor.chars().any(char::is_control);
            if is_legal { Ok(Some(cursor.to_owned())) } else { Err(PageFault::Shape("next_cursor is no hash")) }
        }
        _ => Err(PageFault::Shape("next_cursor is no text")),
    }
}

/// Reads a text that may be anything else; `None` too where it is longer than any that is kept.
fn text(reader: &mut PageReader<'_>) -> Result<Option<String>, PageFault> {
    if reader.peek()? != ValueType::String {
        reader.skip_value()?;
        return Ok(None);
    }
    let text = reader.next_str()?;
    Ok((text.len() <= MAX_TEXT).then(|| text.to_owned()))
}

/// Reads a whole number that may be anything else: the nearest one of 64 bits.
fn number(reader: &mut PageReader<'_>) -> Result<Option<i64>, PageFault> {
    if reader.peek()? != ValueType::Number {
        reader.skip_value()?;
        return Ok(None);
    }
    let written = reader.next_number_as_str()?;
    let is_whole = written.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit());
    Ok(match written.parse() {
        Ok(number) => Some(number),
        Err(_) if is_whole && written.starts_with('-') => Some(i64::MIN),
        Err(_) if is_whole => Some(i64::MAX),
        Err(_) => None,
    })
}

/// Reads an object that may be anything else; `None` too where it is beyond the limits.
fn object(reader: &mut PageReader<'_>) -> Result<Option<String>, PageFault> {
    if reader.peek()? != ValueType::Object {
        reader.skip_value()?;
        return Ok(None);
    }
    let mut writer = JsonStreamWriter::new(ParsedWriter::default());
    reader.transfer_to(&mut writer).map_err(|fault| match fault {
        TransferError::ReaderError(fault) => PageFault::Json(fault),
        TransferError::WriterError(_) => PageFault::Shape("parsed_data cannot be copied"),
    })?;
    let written = writer.finish_document().map_err(|_| PageFault::Shape("parsed_data cannot be copied"))?;
    Ok(written.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(json: &str) -> ReadPage {
        read(json.as_bytes(), 3).unwrap().0
    }

    fn fault(json: &str) -> String {
        read(json.as_bytes(), 3).unwrap_err().to_string()
    }

    #[test]
    fn a_page_is_read_whatever_else_is_in_it() {
        let json = r#" {"new":[{"a":1}], "items": [ {"info_hash":"AB","raw_title":"Имя \u0438","size":5,"type":"movie",
            "imdb_id":"tt1","tmdb_id":7,"parsed_data": { "year" : 1968, "a":["\u0438"] },"created_at":9,"x":{}} ],
            "next_cursor":"ab", "count":1, "_sf2":"beef"} "#;
        let item = ExportItem {
            info_hash: Some("AB".to_owned()),
            raw_title: Some("Имя и".to_owned()),
            size: Some(5),
            kind: Some("movie".to_owned()),
            imdb_id: Some("tt1".to_owned()),
            tmdb_id: Some(7),
            parsed: Some(r#"{"year":1968,"a":["и"]}"#.to_owned()),
            created_at: Some(9),
        };
        let expected = ReadPage { items: vec![item], next_cursor: Some("ab".to_owned()) };
        assert_eq!(read(json.as_bytes(), 3), Ok((expected, Some("beef".to_owned()))));
        let empty = page(r#"{"items":[],"next_cursor":null}"#);
        assert_eq!(empty, ReadPage::default());
    }

    #[test]
    fn members_of_the_wrong_type_are_as_if_they_were_not_there_and_the_last_of_two_counts() {
        let json = r#"{"next_cursor":"x","items":[1,{"info_hash":1,"raw_title":null,"size":"5","type":[],"imdb_id":{"a":[]},
            "tmdb_id":1.5,"parsed_data":[],"created_at":true},{"size":1,"size":2,"created_at":1e3,"tmdb_id":-0}],
            "next_cursor":null}"#;
        let third = ExportItem { size: Some(2), tmdb_id: Some(0), ..ExportItem::default() };
        assert_eq!(page(json).items, [ExportItem::default(), ExportItem::default(), third]);
        assert_eq!(page(json).next_cursor, None);
    }

    #[test]
    fn numbers_beyond_64_bits_are_the_nearest_ones() {
        let json = format!(r#"{{"next_cursor":null,"items":[{{"size":{0},"created_at":-{0}}}]}}"#, "9".repeat(500));
        let item = ExportItem { size: Some(i64::MAX), created_at: Some(i64::MIN), ..ExportItem::default() };
        assert_eq!(page(&json).items, [item]);
    }

    #[test]
    fn what_is_too_deep_or_too_long_costs_its_own_member_alone() {
        let deep = format!("{}1{}", r#"{"a":"#.repeat(5_000), "}".repeat(5_000));
        let long = "я".repeat(MAX_TEXT);
        let json = format!(
            r#"{{"next_cursor":null,"x":{deep},"items":[{{"parsed_data":{deep},"raw_title":"{long}","size":1}}]}}"#
        );
        assert_eq!(page(&json).items, [ExportItem { size: Some(1), ..ExportItem::default() }]);
    }

    #[test]
    fn halves_of_characters_are_taken_out() {
        let json =
            r#"{"next_cursor":null,"items":[{"raw_title":"a\ud83d b","parsed_data":{"\ude00":"\ud83d\ude00"}}]}"#;
        let parsed = Some(r#"{"":"😀"}"#.to_owned());
        let item = ExportItem { raw_title: Some("a b".to_owned()), parsed, ..ExportItem::default() };
        assert_eq!(page(json).items, [item]);
    }

    #[test]
    fn torrents_are_read_by_their_hashes() {
        let json = r#"{"torrent_items": {"ab": {"raw_title": "\u0411\ud83d", "size": 7, "files": [{"name": "a"}], "seeders": 1,
            "full_index": null, "info_hash": "cd"}, "ef": null}, "_sf2": "beef", "x": []}"#;
        let of = |hash: &str, title: Option<&str>, size| ExportItem {
            info_hash: Some(hash.to_owned()),
            raw_title: title.map(str::to_owned),
            size,
            ..ExportItem::default()
        };
        let expected = vec![of("ab", Some("Б"), Some(7)), of("ef", None, None)];
        assert_eq!(read_by_hash(json.as_bytes(), 2), Ok((expected, Some("beef".to_owned()))));
        for (json, what) in [
            (json, "it has more items than were asked for"),
            ("{}", "it has no torrent_items"),
            (r#"{"torrent_items":[]}"#, "torrent_items is no object"),
            (r#"{"torrent_items":{}"#, "this is no JSON"),
        ] {
            let fault = read_by_hash(json.as_bytes(), 1).unwrap_err();
            assert_eq!(fault.to_string(), format!("the answer is malformed: {what}"));
        }
    }

    #[test]
    fn what_is_no_page_is_refused() {
        for (json, what) in [
            ("", "this is no JSON"),
            ("[]", "it is no object"),
            (r#"{"items":[]}"#, "it has no next_cursor"),
            (r#"{"next_cursor":null}"#, "it has no items"),
            (r#"{"items":{},"next_cursor":null}"#, "items is no list"),
            (r#"{"items":[],"next_cursor":5}"#, "next_cursor is no text"),
            (r#"{"items":[],"next_cursor":""}"#, "next_cursor is no hash"),
            (r#"{"items":[],"next_cursor":"a\n"}"#, "next_cursor is no hash"),
            (r#"{"items":[],"next_cursor":null,"count":"1"}"#, "count is no number"),
            (r#"{"items":[1,1,1,1],"next_cursor":null}"#, "it has more items than were asked for"),
            (r#"{"items":[],"next_cursor":null}x"#, "this is no JSON"),
            (r#"{"items":[{"raw_title":"a"#, "this is no JSON"),
        ] {
            assert_eq!(fault(json), format!("the answer is malformed: {what}"), "{json}");
        }
        let broken = read(b"{\"items\":[],\"next_cursor\":\"\xff\"}", 3).unwrap_err();
        assert_eq!(broken.to_string(), "the answer is malformed: this is no JSON");
        let long = format!(r#"{{"items":[],"next_cursor":"{}"}}"#, "a".repeat(MAX_CURSOR + 1));
        assert!(fault(&long).ends_with("next_cursor is no hash"));
    }
}

//! Reads a catalogue as interchange files hold it, in the plainest way.

use std::collections::BTreeSet;
use std::path::Path;

use afisha::catalog::{
    Bounded, Film, Mark, Moment, Number, PictureQuality, Quantity, Rating, RatingType, Ratings, Serie, Series, Tag,
    TagId, TagKind, TagName, Text,
};
use serde_json::Value;

use super::catalogue::id;

/// The tags and films of a file; `None` where there is no such file.
pub fn read(path: &Path) -> Option<(Vec<Tag>, Vec<Film>)> {
    let source = std::fs::read_to_string(path).ok()?;
    let (mut tags, mut films) = (Vec::new(), Vec::new());
    for line in source.lines() {
        let object: Value = serde_json::from_str(line).unwrap();
        match object["type"].as_str().unwrap() {
            "tag" => tags.push(tag(&object)),
            "film" => films.push(film(&object, &tags)),
            other => panic!("{other}"),
        }
    }
    Some((tags, films))
}

fn text(value: &Value) -> Option<Text> {
    value.as_str().and_then(Text::new)
}

fn texts(value: &Value) -> Vec<Text> {
    value.as_array().map_or_else(Vec::new, |texts| texts.iter().filter_map(text).collect())
}

fn moment(value: &Value) -> Option<Moment> {
    value.as_str().map(|time| Moment::parse_rfc3339(time).unwrap())
}

fn whole<T: Bounded>(value: &Value) -> Option<T> {
    value.as_u64().map(|number| T::bounded(number).unwrap())
}

fn quantity(value: &Value) -> Option<Quantity> {
    value.as_f64().and_then(Quantity::new)
}

fn tag(object: &Value) -> Tag {
    Tag {
        id: TagId(whole(&object["id"]).unwrap()),
        name: TagName::new(object["name"].as_str().unwrap()).unwrap(),
        title: text(&object["title"]).unwrap(),
        kind: TagKind::from_name(object["kind"].as_str().unwrap()).unwrap(),
        url: text(&object["url"]),
    }
}

fn film(object: &Value, tags: &[Tag]) -> Film {
    let updated = moment(&object["updated"]).unwrap();
    let named = |name: &Text| tags.iter().find(|tag| tag.name.as_str() == name.as_str()).unwrap().id;
    let filed: BTreeSet<TagId> = ["tags", "quality", "directors", "actors", "countries"]
        .iter()
        .flat_map(|list| texts(&object[*list]))
        .map(|name| named(&name))
        .collect();
    let ids = |list: &str| object[list].as_array().unwrap().iter().map(|raw| id(raw.as_u64().unwrap())).collect();
    let ratings = object["ratings"].as_array().unwrap().iter().map(rating).collect();
    let access: BTreeSet<Text> = texts(&object["access"]).into_iter().collect();
    Film {
        id: id(object["id"].as_u64().unwrap()),
        title: text(&object["title"]).unwrap(),
        original_title: text(&object["original_title"]),
        desc: text(&object["desc"]),
        year: whole(&object["year"]),
        updated,
        published: moment(&object["published"]),
        age: whole(&object["age"]),
        url: text(&object["url"]),
        preview: text(&object["preview"]),
        poster: text(&object["poster"]),
        user: text(&object["user"]),
        kinopoisk_id: whole(&object["kinopoisk_id"]),
        imdb_id: text(&object["imdb_id"]),
        tmdb_id: whole(&object["tmdb_id"]),
        images: texts(&object["images"]),
        tags: filed.into_iter().collect(),
        ratings: Ratings::new(ratings).unwrap(),
        popularity: quantity(&object["popularity"]),
        related: ids("related"),
        see_also: ids("see_also"),
        access: access.into_iter().collect(),
        items: series(&object["items"], updated),
        trailers: series(&object["trailers"], updated),
    }
}

fn rating(object: &Value) -> Rating {
    Rating {
        rating_type: RatingType::from_name(object["type"].as_str().unwrap()).unwrap(),
        title: text(&object["title"]),
        count: whole(&object["count"]),
        mark: Mark::new(quantity(&object["max"]), quantity(&object["rank"])).unwrap(),
    }
}

fn series(list: &Value, updated: Moment) -> Series {
    let serie = |(place, object): (u32, &Value)| Serie {
        id: whole(&object["id"]),
        title: text(&object["title"]),
        number: Number(whole(&object["number"]).unwrap_or(place)),
        magnet: text(&object["magnet"]),
        url: text(&object["url"]),
        size: whole(&object["size"]),
        length: whole(&object["length"]),
        published: moment(&object["published"]).unwrap_or(updated),
        quality: whole(&object["quality"]),
        picture_quality: object["picture_quality"].as_str().and_then(PictureQuality::from_name),
        container: text(&object["container"]),
        images: texts(&object["images"]),
    };
    Series::new((1..).zip(list.as_array().unwrap()).map(serie).collect()).unwrap()
}

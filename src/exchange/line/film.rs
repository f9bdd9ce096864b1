//! A film's line.

use crate::catalog::{Film, Moment, Series, SortedSet, TagKind};

use super::super::fields::Fields;
use super::content::{CatalogueLine, FilmLine, NamedTag};
use super::{rating, serie};

/// The lists of a film that name tags, and the kind of a tag that is first met there.
const TAG_LISTS: [(&str, TagKind); 5] = [
    ("tags", TagKind::Other),
    ("quality", TagKind::Quality),
    ("directors", TagKind::Director),
    ("actors", TagKind::Actor),
    ("countries", TagKind::Country),
];

/// Reads a film.
pub(super) fn film(fields: &mut Fields<'_>, now: Moment) -> CatalogueLine {
    let id = fields.required("id", Fields::whole);
    let title = fields.required("title", Fields::human_line);
    let original_title = fields.human_line("original_title");
    let desc = fields.human_text("desc");
    let year = fields.whole("year");
    let updated = fields.moment("updated").unwrap_or(now);
    let published = fields.moment("published");
    let age = fields.whole("age");
    let (url, preview, poster) = (fields.text("url"), fields.text("preview"), fields.text("poster"));
    let user = fields.human_line("user");
    let kinopoisk_id = fields.whole("kinopoisk_id");
    let imdb_id = fields.text("imdb_id");
    let tmdb_id = fields.whole("tmdb_id");
    let images = fields.texts("images");
    let tags = named_tags(fields);
    let ratings = rating::ratings(fields);
    let popularity = fields.quantity("popularity");
    let (related, see_also) = (fields.film_ids("related"), fields.film_ids("see_also"));
    let access = fields.texts("access").into();
    let (items, trailers) = (series(fields, "items", now), series(fields, "trailers", now));
    // What is said of the items that were found, for the editor alone.
    fields.list("found", "objects");
    let (Some(id), Some(title)) = (id, title) else { return CatalogueLine::SpoiltFilm { id, tags } };
    let film = Film {
        id,
        title,
        original_title,
        desc,
        year,
        updated,
        published,
        age,
        url,
        preview,
        poster,
        user,
        kinopoisk_id,
        imdb_id,
        tmdb_id,
        images,
        tags: SortedSet::default(),
        ratings,
        popularity,
        related,
        see_also,
        access,
        items,
        trailers,
    };
    CatalogueLine::Film(Box::new(FilmLine { film, tags }))
}

fn named_tags(fields: &mut Fields<'_>) -> Vec<NamedTag> {
    let mut tags = Vec::new();
    for (list, kind) in TAG_LISTS {
        let named = |(at, name)| NamedTag { field: format!("{list}[{at}]"), name, kind };
        tags.extend(fields.tag_names(list).into_iter().map(named));
    }
    tags
}

fn series(fields: &mut Fields<'_>, key: &'static str, now: Moment) -> Series {
    let series = fields.objects(key, |fields, at| serie::serie(fields, at, now));
    Series::new(series).unwrap_or_else(|twice| {
        let reason =
            format!("duplicate number {twice}: each needs its own (without a number, its position counts, from 1)");
        fields.fault(key, reason);
        Series::default()
    })
}

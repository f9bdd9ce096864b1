//! What the contract says an answer holds, as «path = text» lines in the order they stand.

use afisha::catalog::{AccessRules, Film, Moment, Serie, Tag, TagKind, Text};
use chrono::DateTime;
use roxmltree::Node;

/// From where a request looks at the catalogue.
pub struct Eye<'a> {
    pub at: Moment,
    pub device: &'a str,
    pub version: &'a str,
    pub groups: Vec<&'a str>,
}

impl Eye<'_> {
    pub fn sees(&self, film: &Film) -> bool {
        let published: Vec<&Serie> = film.items.as_slice().iter().filter(|item| item.published <= self.at).collect();
        let due = film.published.is_some_and(|published| published <= self.at);
        let allowed = film.access.is_empty() || film.access.iter().any(|group| self.groups.contains(&group.as_str()));
        let plays = match published.is_empty() {
            true => !self.shown(film.trailers.as_slice()).is_empty(),
            false => published.iter().any(|item| self.plays(item)),
        };
        due && allowed && plays
    }

    pub fn shown<'a>(&self, series: &'a [Serie]) -> Vec<&'a Serie> {
        series.iter().filter(|serie| serie.published <= self.at && self.plays(serie)).collect()
    }

    fn plays(&self, serie: &Serie) -> bool {
        let release = self.version.to_uppercase().strip_prefix('R').and_then(|digits| digits.parse::<u32>().ok());
        let any_size = self.device != "stb820" || release.is_some_and(|release| release >= 9);
        let container = container(serie);
        let is_one_of = |known: &[&str]| container.as_deref().is_none_or(|container| known.contains(&container));
        let plays_container = match self.device {
            "eltex-nv-101" => container.as_deref() != Some("mkv"),
            "samsung-tv-c" => is_one_of(&["avi", "mkv", "mp4", "ts", "mpg"]),
            _ => true,
        };
        let had = serie.url.is_some() || (serie.magnet.is_some() && self.device != "samsung-tv-c");
        had && plays_container && (any_size || serie.size.is_none_or(|size| size.get() <= 2_147_483_647))
    }
}

/// «The container is the item's `container`, or else the extension of the URL's path.»
fn container(serie: &Serie) -> Option<String> {
    let of_path = |url: &Text| {
        let url = url::Url::parse("http://base.example/").unwrap().join(url.as_str()).unwrap();
        let last = url.path().rsplit('/').next().unwrap().to_owned();
        last.rsplit_once('.').map(|(_, extension)| extension.to_lowercase())
    };
    serie.container.as_ref().map(|known| known.as_str().to_lowercase()).or_else(|| serie.url.as_ref().and_then(of_path))
}

/// The groups of `rules` that hold the address.
pub fn groups<'a>(rules: &'a AccessRules, address: &str) -> Vec<&'a str> {
    let set = rules.set_of(address.parse().unwrap());
    rules.sets()[set.index()].iter().map(Text::as_str).collect()
}

type Lines = Vec<(String, String)>;

/// The leaves below a node, in order.
pub fn leaves(node: Node<'_, '_>) -> Lines {
    let mut lines = Vec::new();
    for child in node.children().filter(Node::is_element) {
        let name = child.tag_name().name();
        let below = leaves(child);
        if below.is_empty() {
            lines.push((name.to_owned(), child.text().unwrap_or_default().to_owned()));
        }
        lines.extend(below.into_iter().map(|(path, text)| (format!("{name}/{path}"), text)));
    }
    lines
}

fn time(moment: Moment) -> String {
    DateTime::from_timestamp(moment.0, 0).unwrap().format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn put(lines: &mut Lines, path: &str, value: Option<impl ToString>) {
    lines.extend(value.map(|value| (path.to_owned(), value.to_string())));
}

fn put_all(lines: &mut Lines, path: &str, below: Lines) {
    lines.extend(below.into_iter().map(|(name, text)| (format!("{path}/{name}"), text)));
}

fn images(lines: &mut Lines, images: &[Text]) {
    images.iter().for_each(|image| put(lines, "Images/Image", Some(image)));
}

fn tag(tag: &Tag) -> Lines {
    let mut lines = vec![];
    put(&mut lines, "Id", Some(tag.id));
    put(&mut lines, "Name", Some(&tag.name));
    put(&mut lines, "Title", Some(&tag.title));
    put(&mut lines, "URL", tag.url.as_ref());
    lines
}

fn filed(lines: &mut Lines, path: &str, film: &Film, tags: &[Tag], kinds: &[TagKind]) {
    let mut borne: Vec<&Tag> =
        tags.iter().filter(|tag| film.tags.contains(&tag.id) && kinds.contains(&tag.kind)).collect();
    borne.sort_by_key(|tag| tag.id);
    borne.into_iter().for_each(|known| put_all(lines, path, tag(known)));
}

/// What all answers say of a film first.
fn film_facts(film: &Film, tags: &[Tag]) -> Lines {
    let mut lines = vec![];
    put(&mut lines, "URL", film.url.as_ref());
    title_to_poster(&mut lines, film);
    put(&mut lines, "User", film.user.as_ref());
    filed(&mut lines, "Tags/Tag", film, tags, &[TagKind::Genre, TagKind::Age, TagKind::Other]);
    filed(&mut lines, "Quality/Tag", film, tags, &[TagKind::Quality]);
    filed(&mut lines, "Directors/Director", film, tags, &[TagKind::Director]);
    filed(&mut lines, "Actors/Actor", film, tags, &[TagKind::Actor]);
    filed(&mut lines, "Countries/Country", film, tags, &[TagKind::Country]);
    for rating in film.ratings.as_slice() {
        let mut below = vec![];
        put(&mut below, "Type", Some(rating.rating_type.name()));
        put(&mut below, "Title", rating.title.as_ref());
        put(&mut below, "Count", rating.count);
        put(&mut below, "Max", rating.mark.max().map(|max| max.get()));
        put(&mut below, "Rank", rating.mark.rank().map(|rank| rank.get()));
        put_all(&mut lines, "Ratings/Rating", below);
    }
    lines
}

fn title_to_poster(lines: &mut Lines, film: &Film) {
    put(lines, "Title", Some(&film.title));
    put(lines, "Desc", film.desc.as_ref());
    put(lines, "Updated", Some(time(film.updated)));
    put(lines, "Year", film.year);
    put(lines, "Preview", film.preview.as_ref());
    put(lines, "Poster", film.poster.as_ref());
}

/// A film in a list, or beside another.
pub fn film_info(film: &Film, tags: &[Tag]) -> Lines {
    let mut lines = film_facts(film, tags);
    images(&mut lines, &film.images);
    put(&mut lines, "Id", Some(film.id));
    lines
}

fn serie(serie: &Serie, is_upnext: bool) -> Lines {
    let mut lines = vec![];
    put(&mut lines, "Title", serie.title.as_ref());
    put(&mut lines, "Magnet", serie.magnet.as_ref());
    put(&mut lines, "URL", serie.url.as_ref().filter(|_| !is_upnext));
    put(&mut lines, "Size", serie.size);
    put(&mut lines, "Length", serie.length);
    put(&mut lines, "Published", Some(time(serie.published)));
    put(&mut lines, "Quality", serie.quality);
    put(&mut lines, "Number", Some(serie.number));
    put(&mut lines, "PictureQuality", serie.picture_quality.map(|quality| quality.name()));
    match is_upnext {
        true => put(&mut lines, "URL", serie.url.as_ref()),
        false => images(&mut lines, &serie.images),
    }
    lines
}

/// A film alone, with these films beside it.
pub fn film_alone(film: &Film, tags: &[Tag], eye: &Eye<'_>, related: &[&Film], see_also: &[&Film]) -> Lines {
    let mut lines = film_facts(film, tags);
    related.iter().for_each(|film| put_all(&mut lines, "RelatedFilms/RelatedFilm", film_info(film, tags)));
    see_also.iter().for_each(|film| put_all(&mut lines, "SeeAlso/Item", film_info(film, tags)));
    let shown = |series| eye.shown(series).into_iter().map(|shown| serie(shown, false)).collect::<Vec<_>>();
    shown(film.items.as_slice()).into_iter().for_each(|below| put_all(&mut lines, "Items/Item", below));
    shown(film.trailers.as_slice()).into_iter().for_each(|below| put_all(&mut lines, "Trailers/Trailer", below));
    images(&mut lines, &film.images);
    put(&mut lines, "Id", Some(film.id));
    lines
}

/// A film to come with its items from one number on.
pub fn upnext_film(film: &Film, items: &[&Serie]) -> Lines {
    let mut lines = vec![];
    put(&mut lines, "Id", Some(film.id));
    title_to_poster(&mut lines, film);
    items.iter().for_each(|item| put_all(&mut lines, "Items/Item", serie(item, true)));
    images(&mut lines, &film.images);
    lines
}

/// The file for a client of these groups.
pub fn films_file(films: &[Film], tags: &[Tag], eye: &Eye<'_>) -> String {
    let trailer = tags.iter().find(|tag| tag.name.as_str() == "trailer").map(|tag| tag.id);
    let mut listed: Vec<&Film> = films.iter().collect();
    listed.sort_by_key(|film| film.id);
    listed.retain(|film| {
        film.published.is_some_and(|published| published <= eye.at)
            && film.items.as_slice().iter().any(|item| item.published <= eye.at)
            && (film.access.is_empty() || film.access.iter().any(|group| eye.groups.contains(&group.as_str())))
            && !trailer.is_some_and(|trailer| film.tags.contains(&trailer))
    });
    let line = |film: &Film| {
        let year = film.year.map(|year| year.to_string()).unwrap_or_default();
        format!("{};\"{}\";{year}\n", film.id, film.title.as_str().replace('"', "\"\""))
    };
    listed.into_iter().map(line).collect()
}

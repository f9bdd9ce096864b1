//! The small tables that hang on films: tags borne, access groups, related films, pictures, ratings.

use diesel::prelude::*;

use crate::catalog::{Film, FilmId, Mark, Quantity, Rating, RatingType, Ratings, SortedSet, TagId, Text};

use super::conn::AnyConnection;
use super::rows::{Deal, FilmSelection, RowName, children, insert};
use super::schema::{film_access, film_images, film_related, film_see_also, film_tags, ratings};
use super::{StoreError, dialect};

/// Declares the row of a table that keeps a list: film, position, value.
macro_rules! list_row {
    ($row:ident, $table:ident, $column:ident: $type:ty) => {
        #[derive(Insertable)]
        #[diesel(table_name = $table, treat_none_as_default_value = false)]
        struct $row {
            film_id: i64,
            position: i64,
            $column: $type,
        }

        impl $row {
            fn list<'a, T>(film: &'a Film, list: &'a [T], value: fn(&T) -> $type) -> impl Iterator<Item = Self> {
                let film_id = film.id.get().cast_signed();
                (0..).zip(list).map(move |(position, one)| Self { film_id, position, $column: value(one) })
            }
        }
    };
}

list_row!(AccessRow, film_access, name: String);
list_row!(ImageRow, film_images, url: String);
list_row!(RelatedRow, film_related, other_id: i64);
list_row!(SeeAlsoRow, film_see_also, other_id: i64);

#[derive(Insertable)]
#[diesel(table_name = film_tags, treat_none_as_default_value = false)]
struct FilmTagRow {
    film_id: i64,
    tag_id: i64,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = ratings, treat_none_as_default_value = false)]
struct RatingRow {
    film_id: i64,
    rating_type: String,
    title: Option<String>,
    count: Option<i64>,
    max: Option<f64>,
    rank: Option<f64>,
}

impl RatingRow {
    fn of(film: &Film, rating: &Rating) -> Self {
        Self {
            film_id: film.id.get().cast_signed(),
            rating_type: rating.rating_type.name().to_owned(),
            title: rating.title.as_ref().map(text),
            count: rating.count.map(i64::from),
            max: rating.mark.max().map(Quantity::get),
            rank: rating.mark.rank().map(Quantity::get),
        }
    }

    fn into_rating(self) -> Result<Rating, StoreError> {
        let row = RowName { table: "ratings", id: self.film_id };
        let max = row.maybe("max", self.max, Quantity::new)?;
        let rank = row.maybe("rank", self.rank, Quantity::new)?;
        Ok(Rating {
            rating_type: row.need("rating_type", RatingType::from_name(&self.rating_type))?,
            title: row.text("title", self.title)?,
            count: row.number("count", self.count)?,
            mark: row.need("rank", Mark::new(max, rank))?,
        })
    }
}

/// What hangs on one film.
pub(super) struct Links {
    pub(super) tags: SortedSet<TagId>,
    pub(super) access: SortedSet<Text>,
    pub(super) images: Vec<Text>,
    pub(super) related: Vec<FilmId>,
    pub(super) see_also: Vec<FilmId>,
    pub(super) ratings: Ratings,
}

/// What hangs on the films of a batch, film by film.
pub(super) struct LinkRows {
    tags: Deal<i64, String>,
    access: Deal<i64, String>,
    images: Deal<i64, String>,
    related: Deal<i64, i64>,
    see_also: Deal<i64, i64>,
    ratings: Deal<i64, RatingRow>,
}

impl LinkRows {
    /// Reads the rows of these films.
    pub(super) fn read(conn: &mut AnyConnection, films: FilmSelection<'_>) -> Result<Self, StoreError> {
        macro_rules! list {
            ($table:ident, $value:ident, $order:ident) => {
                Deal::new(children!(
                    &mut *conn,
                    films,
                    $table,
                    ($table::film_id, $table::$value),
                    ($table::film_id, $table::$order)
                )?)
            };
        }
        let rated: Vec<(i64, RatingRow)> =
            children!(&mut *conn, films, ratings, (ratings::film_id, RatingRow::as_select()), ratings::film_id)?;
        Ok(Self {
            tags: Deal::new(dialect::joined_tags(conn, films)?),
            access: list!(film_access, name, position),
            images: list!(film_images, url, position),
            related: list!(film_related, other_id, position),
            see_also: list!(film_see_also, other_id, position),
            ratings: Deal::new(rated),
        })
    }

    /// Returns what hangs on the next film of the batch.
    pub(super) fn of(&mut self, film: i64) -> Result<Links, StoreError> {
        let row = |table| RowName { table, id: film };
        let texts = |rows: &mut Deal<i64, String>, table, column| -> Result<Vec<Text>, StoreError> {
            rows.of(&film).map(|raw| row(table).need(column, Text::from_string(raw))).collect()
        };
        let films = |rows: &mut Deal<i64, i64>, table| -> Result<Vec<FilmId>, StoreError> {
            rows.of(&film).map(|raw| row(table).whole("other_id", raw)).collect()
        };
        let access = texts(&mut self.access, "film_access", "name")?;
        let rated = self.ratings.of(&film).map(RatingRow::into_rating).collect::<Result<_, _>>()?;
        Ok(Links {
            tags: row("film_tags").need("tag_id", split_tags(self.tags.of(&film).next()))?,
            access: row("film_access").need("name", SortedSet::ascending(access))?,
            images: texts(&mut self.images, "film_images", "url")?,
            related: films(&mut self.related, "film_related")?,
            see_also: films(&mut self.see_also, "film_see_also")?,
            ratings: row("ratings").need("rating_type", Ratings::new(rated).ok())?,
        })
    }
}

/// How long an id of a tag and a comma are.
const USUAL_DIGITS: usize = 6;

/// Reads the ids of tags that [`dialect::joined_tags`] joined.
fn split_tags(joined: Option<String>) -> Option<SortedSet<TagId>> {
    let Some(joined) = joined else { return Some(SortedSet::default()) };
    let mut tags = Vec::with_capacity(joined.len() / USUAL_DIGITS);
    // Digit by digit: a load reads more of them than of anything else.
    for digits in joined.as_bytes().split(|byte| *byte == b',') {
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let next = |id: u32, digit: &u8| id.checked_mul(10)?.checked_add(u32::from(digit - b'0'));
        tags.push(TagId(digits.iter().try_fold(0, next)?));
    }
    Some(tags.into())
}

/// Removes the rows of these films.
pub(super) fn remove(conn: &mut AnyConnection, films: &[i64]) -> Result<(), StoreError> {
    macro_rules! remove {
        ($($table:ident),+) => {
            $(diesel::delete($table::table.filter($table::film_id.eq_any(films)))
                .execute(conn)
                .map_err(|error| StoreError::at(stringify!($table), error))?;)+
        };
    }
    remove!(film_tags, film_access, film_images, film_related, film_see_also, ratings);
    Ok(())
}

/// Writes the rows of these films, which have none.
pub(super) fn insert(conn: &mut AnyConnection, films: &[&Film]) -> Result<(), StoreError> {
    let tags: Vec<_> = films
        .iter()
        .flat_map(|film| {
            let film_id = film.id.get().cast_signed();
            film.tags.iter().map(move |tag| FilmTagRow { film_id, tag_id: tag.0.into() })
        })
        .collect();
    insert!(conn, film_tags, 2, tags)?;
    let access: Vec<_> = films.iter().flat_map(|film| AccessRow::list(film, &film.access, text)).collect();
    insert!(conn, film_access, 3, access)?;
    let images: Vec<_> = films.iter().flat_map(|film| ImageRow::list(film, &film.images, text)).collect();
    insert!(conn, film_images, 3, images)?;
    let related: Vec<_> = films.iter().flat_map(|film| RelatedRow::list(film, &film.related, other)).collect();
    insert!(conn, film_related, 3, related)?;
    let see_also: Vec<_> = films.iter().flat_map(|film| SeeAlsoRow::list(film, &film.see_also, other)).collect();
    insert!(conn, film_see_also, 3, see_also)?;
    let rated: Vec<_> = films
        .iter()
        .flat_map(|film| film.ratings.as_slice().iter().map(|rating| RatingRow::of(film, rating)))
        .collect();
    insert!(conn, ratings, 6, rated)
}

/// Copies a text for its column.
pub(super) fn text(text: &Text) -> String {
    text.as_str().to_owned()
}

fn other(film: &FilmId) -> i64 {
    film.get().cast_signed()
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_no_list_of_ids_is_refused() {
        for joined in ["", ",", "1,", "1,,2", "-1", "+1", "1 ", "4294967296", "99999999999", "a"] {
            assert_eq!(split_tags(Some(joined.to_owned())), None, "{joined}");
        }
        assert_eq!(split_tags(None), Some(SortedSet::default()));
    }

    proptest! {
        #[test]
        fn ids_are_read_in_any_order(ids in vec(any::<u32>(), 1..40)) {
            let joined = ids.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
            prop_assert_eq!(split_tags(Some(joined)), Some(ids.into_iter().map(TagId).collect()));
        }
    }
}

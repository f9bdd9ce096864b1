//! The table of tags.

use diesel::connection::DefaultLoadingMode;
use diesel::dsl::{max, min};
use diesel::prelude::*;

use crate::catalog::{Tag, TagId, TagKind, TagName, Text};

use super::StoreError;
use super::conn::{AnyConnection, on_backend};
use super::rows::RowName;
use super::schema::tags;

/// A row of `tags`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = tags, treat_none_as_default_value = false)]
pub(super) struct TagRow {
    pub(super) id: i64,
    name: String,
    title: String,
    kind: String,
    url: Option<String>,
}

impl TagRow {
    pub(super) fn of(tag: &Tag) -> Self {
        Self {
            id: tag.id.0.into(),
            name: tag.name.as_str().to_owned(),
            title: tag.title.as_str().to_owned(),
            kind: tag.kind.name().to_owned(),
            url: tag.url.as_ref().map(|url| url.as_str().to_owned()),
        }
    }

    fn into_tag(self) -> Result<Tag, StoreError> {
        let row = RowName { table: "tags", id: self.id };
        Ok(Tag {
            id: row.whole("id", self.id)?,
            name: row.need("name", TagName::new(&self.name))?,
            title: row.need("title", Text::from_string(self.title))?,
            kind: row.need("kind", TagKind::from_name(&self.kind))?,
            url: row.text("url", self.url)?,
        })
    }
}

/// Reads all tags, by id.
pub(super) fn read_all(conn: &mut AnyConnection) -> Result<Vec<Tag>, StoreError> {
    let (first, last) = span(conn)?;
    read(conn, first, last)
}

/// Returns the least and the greatest id; nothing lies between the two where there is no tag.
pub(super) fn span(conn: &mut AnyConnection) -> Result<(i64, i64), StoreError> {
    let bounds: QueryResult<(Option<i64>, Option<i64>)> = on_backend!(conn, c => {
        tags::table.select((min(tags::id), max(tags::id))).first(c)
    });
    let (first, last) = bounds.map_err(at_tags)?;
    Ok((first.unwrap_or(0), last.unwrap_or(-1)))
}

/// Reads the tags from one id to another, by id.
pub(super) fn read(conn: &mut AnyConnection, first: i64, last: i64) -> Result<Vec<Tag>, StoreError> {
    on_backend!(conn, c => {
        let between = tags::table.filter(tags::id.between(first, last)).order(tags::id);
        let rows = between.select(TagRow::as_select()).load_iter::<TagRow, DefaultLoadingMode>(c).map_err(at_tags)?;
        rows.map(|row| row.map_err(at_tags)?.into_tag()).collect()
    })
}

/// Finds the tag of this name.
pub(super) fn named(conn: &mut AnyConnection, name: &str) -> Result<Option<TagId>, StoreError> {
    let its = tags::table.filter(tags::name.eq(name)).select(tags::id);
    let found: Option<i64> = its.first(conn).optional().map_err(at_tags)?;
    found.map(|id| RowName { table: "tags", id }.whole("id", id)).transpose()
}

pub(super) fn at_tags(error: diesel::result::Error) -> StoreError {
    StoreError::at("tags", error)
}

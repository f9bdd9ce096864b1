//! Films and tags as bytes, rendered when a snapshot is made.

use crate::catalog::{Film, Tag, TagKind};
use crate::query::snapshot::{BodyBuilder, FilmBody, Markup, Render};

use super::renderer::Renderer;
use super::{film_info, films_list, serie, tag};

impl Render for Renderer {
    fn tag(&self, tag: &Tag) -> Box<[u8]> {
        tag::render(self, tag)
    }

    fn film(&self, film: &Film) -> FilmBody {
        let mut body = BodyBuilder::default();
        film_info::render(self, &mut body, film);
        for serie in film.items.as_slice().iter().chain(film.trailers.as_slice()) {
            serie::render(self, &mut body, serie);
        }
        body.finish()
    }

    fn common(&self) -> &'static [u8] {
        serie::COMMON
    }

    fn element(&self) -> Markup {
        films_list::ITEM
    }

    fn tags(&self, out: &mut Vec<u8>, tags: &[(TagKind, &[u8])]) {
        film_info::tags(out, tags);
    }
}

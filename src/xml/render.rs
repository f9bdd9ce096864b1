//! Films and tags as bytes, rendered when a snapshot is made.

use crate::catalog::{Film, Tag};
use crate::query::snapshot::{BodyBuilder, FilmBody, Render};

use super::renderer::Renderer;
use super::{film_info, serie, tag};

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
}

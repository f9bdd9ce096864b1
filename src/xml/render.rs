//! Films and tags as bytes, rendered when a snapshot is made.

use crate::catalog::{Film, Tag, TagKind};
use crate::query::snapshot::{Markup, Render, RenderedParts, SerieFacts};

use super::renderer::Renderer;
use super::{film_info, films_list, serie, tag};

impl Render for Renderer {
    fn tag(&self, tag: &Tag) -> Box<[u8]> {
        tag::render(self, tag)
    }

    fn film(&self, body: &mut RenderedParts, film: &Film) {
        film_info::render(self, body, film);
    }

    fn serie(&self, body: &mut RenderedParts, serie: &SerieFacts<'_>) {
        serie::render(self, body, serie);
    }

    fn element(&self) -> Markup {
        films_list::ITEM
    }

    fn tags(&self, out: &mut Vec<u8>, tags: &[(TagKind, &[u8])]) {
        film_info::tags(out, tags);
    }
}

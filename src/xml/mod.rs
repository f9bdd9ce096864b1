//! Answers as XML: one file a message.
//!
//! Films and tags are rendered once, when a snapshot is made ([`Renderer`]); an answer copies their bytes together.

mod element;
mod error;
mod film_alone;
mod film_info;
mod films_list;
mod render;
mod renderer;
mod serie;
mod tag;
mod tags_list;
mod upnext_list;

pub use error::error;
pub use film_alone::film_alone;
pub use films_list::ScatteredList;
pub use renderer::Renderer;
pub use tags_list::tags_list;
pub use upnext_list::upnext_list;

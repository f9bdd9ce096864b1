//! What a film is: pure values and rules. Illegal values cannot be built; there is no I/O here.

pub mod access;
mod age;
mod bounded;
pub mod container;
pub mod device;
mod film;
mod id;
mod imdb_id;
mod info_hash;
mod moment;
mod nearest;
mod rating;
mod serie;
mod sorted_set;
mod tag;
mod text;
mod torrent;
pub mod visibility;

pub use access::{AccessGroup, AccessRules, AccessSetId};
pub use age::{Age, age_allows};
pub use bounded::Bounded;
pub(crate) use bounded::bounded;
pub use device::{DeviceProfile, DeviceProfiles, ProfileId, Transport};
pub use film::{Film, Year};
pub use id::{FilmId, KinopoiskId, MAX_ID, Number, SerieId, TagId, TmdbId};
pub use imdb_id::ImdbId;
pub use info_hash::InfoHash;
pub use moment::{DAY_SECONDS, Moment, PreciseMoment};
pub use nearest::nearest;
pub use rating::{Mark, Quantity, Rating, RatingType, Ratings};
pub use serie::{ByteSize, PictureQuality, Quality, Serie, Series};
pub use sorted_set::SortedSet;
pub use tag::{SERIAL_TAG, TRAILER_TAG, Tag, TagKind, TagName};
pub use text::{Text, is_invisible, is_xml_char};
pub use torrent::{CarrierKey, CarrierRecord, IdentifiedFilm};

//! What a film is: pure values and rules. Illegal values cannot be built; there is no I/O here.

pub mod access;
pub mod container;
pub mod device;
mod film;
mod id;
mod moment;
mod nearest;
mod rating;
mod serie;
mod tag;
mod text;
pub mod visibility;

pub use access::{AccessGroup, AccessRules, AccessSetId};
pub use device::{DeviceProfile, DeviceProfiles, ProfileId, Transport};
pub use film::{ADULT_AGE, Film, MAX_AGE, YEARS, age_allows};
pub use id::{FilmId, MAX_ID, Number, SerieId, TagId};
pub use moment::{DAY_SECONDS, Moment};
pub use nearest::nearest;
pub use rating::{Quantity, Rating, RatingType, Ratings};
pub use serie::{MAX_QUALITY, PictureQuality, Serie, Series};
pub use tag::{TRAILER_TAG, Tag, TagKind, TagName};
pub use text::{Text, is_invisible, is_xml_char};

//! Questions: what requests mean, as values. They are built at the door and read by the verbs.
//!
//! A question holds no present moment and nothing left to default, and what means the same is equal: the types below
//! can only hold the normal form of what they are made from. So a question can be the key of its answer.

mod filter;
mod order;
mod verbs;
mod viewpoint;

pub use filter::{Filter, ViewerAge, Years};
pub use order::{Direction, MAX_SORT_KEYS, SortBy, SortKey, SortKeys};
pub use verbs::{
    FilmQuestion, Inquiry, ListQuestion, MatchOrder, RecommendQuestion, Selection, SimilarQuestion, UpnextQuestion,
};
pub use viewpoint::{AsOf, Device, Viewpoint};

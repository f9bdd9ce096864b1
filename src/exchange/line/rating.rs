//! The ratings in a film's line.

use crate::catalog::{Mark, Rating, RatingType, Ratings};

use super::super::fields::Fields;

/// Reads the ratings of a film. Two of one type, and a rank above its max, are faults.
pub(super) fn ratings(fields: &mut Fields<'_>) -> Ratings {
    let ratings = fields.objects("ratings", |fields, _| rating(fields));
    Ratings::new(ratings.into_iter().flatten().collect()).unwrap_or_else(|twice| {
        fields
            .fault("ratings", format!("duplicate type \"{}\": a film has at most one rating of a type", twice.name()));
        Ratings::default()
    })
}

fn rating(fields: &mut Fields<'_>) -> Option<Rating> {
    let rating_type = fields.required("type", |fields, key| fields.word(key, &RatingType::ALL, RatingType::name));
    let title = fields.human_line("title");
    let count = fields.whole("count");
    let (max, rank) = (fields.quantity("max"), fields.quantity("rank"));
    let mark = Mark::new(max, rank);
    if let (None, Some(max), Some(rank)) = (mark, max, rank) {
        fields.fault("rank", format!("must be at most max, {}, not {}", max.get(), rank.get()));
    }
    Some(Rating { rating_type: rating_type?, title, count, mark: mark? })
}

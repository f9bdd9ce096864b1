//! The evaluation, and what the model must reach on views of several shapes.

use afisha::catalog::{FilmId, Moment};
use afisha::viewers::evaluate::{RankingMetrics, evaluate};
use afisha::viewers::{Interaction, ModelOptions, ViewerNo};

use super::shapes::{Months, Sitting};

/// What sampling alone may take from a figure over these few viewers.
const CHANCE: f64 = 0.95;

fn views(watched: &[&[u64]]) -> Vec<Interaction> {
    let of_viewer = |(viewer, films): (u32, &&[u64])| {
        let view = move |(at, film): (i64, &u64)| Interaction {
            viewer: Some(ViewerNo(viewer)),
            film: FilmId::new(*film).unwrap(),
            at: Moment(at),
        };
        (0..).zip(*films).map(view).collect::<Vec<Interaction>>()
    };
    (0..).zip(watched).flat_map(of_viewer).collect()
}

#[test]
fn the_figures_of_both_rivals_are_those_worked_out_by_hand() {
    // Hidden: 3, 3, 4; the last viewer is not judged. Left: {1, 2}, {1}, {2, 3}, {4, seen by one}.
    let report = evaluate(&views(&[&[1, 2, 3], &[1, 3], &[2, 3, 4], &[4]]), &ModelOptions::default());
    assert_eq!((report.views, report.films, report.viewers), (9, 4, 3));
    // By popularity (ties: more viewed before hiding, then by id) the first viewer is offered 3, 4: place 1; the second
    // 2, 3, 4: place 2; the third 1, 4: place 2.
    let second = 1.0 / 3_f64.log2();
    assert_eq!(report.popular, RankingMetrics { hit_rate: 1.0, ndcg: (1.0 + 2.0 * second) / 3.0 });
    // By cosine: 3 for the first through 2; 2, then 3 for the second; 1, then 4 for the third.
    assert_eq!(report.cosine, RankingMetrics { hit_rate: 1.0, ndcg: (1.0 + 2.0 * second) / 3.0 });
}

#[test]
fn a_film_that_only_hidden_views_hold_is_missed_by_all() {
    let report = evaluate(&views(&[&[1, 2]]), &ModelOptions::default());
    assert_eq!(report.viewers, 1);
    for figures in [report.model, report.popular, report.cosine] {
        assert_eq!(figures, RankingMetrics::default());
    }
}

#[test]
fn with_nobody_to_judge_all_figures_are_nothing() {
    for watched in [&[][..], &[&[1_u64][..]], &[&[5, 5, 5]]] {
        let report = evaluate(&views(watched), &ModelOptions::default());
        assert_eq!(
            (report.viewers, report.model, report.cosine),
            (0, RankingMetrics::default(), RankingMetrics::default())
        );
    }
}

#[test]
fn the_report_is_a_table() {
    let report = evaluate(&views(&[&[1, 2, 3], &[1, 3], &[2, 3, 4], &[4]]), &ModelOptions::default());
    let lines: Vec<String> = report.to_string().lines().map(str::to_owned).collect();
    assert_eq!(lines[0], "9 views of 4 films; 3 viewers judged by their last film");
    assert_eq!(lines[1], "                   HR@10   NDCG@10");
    assert_eq!(lines[3], "most popular      1.0000    0.7540");
    assert_eq!(lines.len(), 6);
}

/// Holds ours against the better of the two baselines, and against 1.5 times the most popular.
fn assert_better(views: &[Interaction], times_popular: f64) {
    let report = evaluate(views, &ModelOptions::default());
    for figure in [|figures: RankingMetrics| figures.hit_rate, |figures: RankingMetrics| figures.ndcg] {
        let (ours, popular, cosine) = (figure(report.model), figure(report.popular), figure(report.cosine));
        assert!(ours >= popular.max(cosine) * CHANCE && ours >= popular * times_popular, "{report}");
    }
}

#[test]
fn it_beats_both_where_people_rate_in_one_sitting() {
    assert_better(&Sitting { seed: 1, viewers: 600, films: 500, disorder: 0.3, taste: 0.6 }.views(), 1.5);
}

#[test]
fn it_beats_both_where_the_order_says_little() {
    assert_better(&Sitting { seed: 2, viewers: 600, films: 500, disorder: 1.0, taste: 1.2 }.views(), 1.5);
}

#[test]
fn it_beats_both_where_sequels_follow() {
    let months = Months { seed: 3, viewers: 800, films: 400, length: 12.0, sequels: 0.3, taste: 0.8, fresh: 1.0 };
    assert_better(&months.views(), 1.5);
}

#[test]
fn it_beats_both_where_taste_is_all() {
    let months = Months { seed: 4, viewers: 800, films: 400, length: 20.0, sequels: 0.0, taste: 1.2, fresh: 0.0 };
    assert_better(&months.views(), 1.5);
}

#[test]
fn it_is_no_worse_where_all_watch_what_is_fresh() {
    let months = Months { seed: 5, viewers: 800, films: 400, length: 12.0, sequels: 0.0, taste: 0.3, fresh: 3.0 };
    assert_better(&months.views(), 1.0);
}

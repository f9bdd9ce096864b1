//! `afisha evaluate`

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde::Deserialize;

use crate::catalog::{Film, Tag};
use crate::clock::Clock;
use crate::exchange::{self, Input};
use crate::query::search::evaluate::{JudgedQuery, evaluate};
use crate::query::snapshot::{Snapshot, SnapshotBuilder};
use crate::store::Sink;
use crate::viewers::evaluate::evaluate as evaluate_model;
use crate::viewers::{ModelOptions, read};

use super::fault::CommandError;
use super::output::say;
use super::settings::{self, Settings};

/// Measures the quality of search and recommendations.
#[derive(Debug, Args)]
pub(super) struct Evaluate {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Search(Search),
    Recommend(Recommend),
}

/// Prints top-1, top-5 and MRR by kind of query, over all films of a catalogue file, including hidden ones.
#[derive(Debug, Args)]
struct Search {
    /// The films: a catalogue file in the format of `import`.
    catalogue: PathBuf,
    /// The queries, one per line: `{"query": …, "kind": …, "expect": film id, "also": [other correct ids]}`.
    queries: PathBuf,
    /// Also print the queries whose film was not in the top five.
    #[arg(long)]
    misses: bool,
}

/// Holds out the last film of each viewer, recommends from the rest, and prints how often that film is in the top ten
/// (HR@10, NDCG@10): for our model, for the most popular films and for plain item cosine.
#[derive(Debug, Args)]
struct Recommend {
    /// The views: viewer;film;unix time, or a MovieLens file (`ratings.csv`, `ratings.dat`, `u.data`).
    views: PathBuf,
}

/// A line of the file of queries.
#[derive(Deserialize)]
struct QueryLine {
    query: String,
    kind: String,
    expect: u64,
    #[serde(default)]
    also: Vec<u64>,
}

impl Evaluate {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        match &self.what {
            What::Search(search) => search.run(settings),
            What::Recommend(recommend) => recommend.run(),
        }
    }
}

impl Search {
    fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let snapshot = snapshot(settings, &self.catalogue)?;
        let evaluation = evaluate(&queries(&self.queries)?, |phrase| snapshot.search_all(phrase));
        say(evaluation.to_string().trim_end())?;
        for miss in evaluation.misses.iter().filter(|_| self.misses) {
            let place = miss.place.map_or("not found".to_owned(), |place| format!("place {place}"));
            say(format!("{}: {}: {place}", miss.query.kind, miss.query.phrase))?;
        }
        Ok(())
    }
}

impl Recommend {
    fn run(&self) -> Result<(), CommandError> {
        let refused = |fault| CommandError::Refused(format!("{}: {fault}", self.views.display()));
        let views = read::read(&self.views).map_err(refused)?;
        let report = evaluate_model(&views, &ModelOptions::default());
        if report.viewers == 0 {
            let reason = "no viewer has watched two or more films, so there is nothing to evaluate";
            return Err(CommandError::Refused(format!("{}: {reason}", self.views.display())));
        }
        say(report)
    }
}

/// Makes a snapshot of a file.
fn snapshot(settings: &Settings, catalogue: &Path) -> Result<Snapshot, CommandError> {
    let clock = Clock::system();
    let mut builder = Filled(SnapshotBuilder::new(settings::setup(&settings.load(&[])?)?));
    exchange::read(&clock, &[Input::from(catalogue.to_owned())], &mut builder)?;
    Ok(builder.0.build(0, clock.now())?)
}

/// A builder that takes what is read.
struct Filled(SnapshotBuilder);

impl Sink for Filled {
    fn tags(&mut self, tags: Vec<Tag>) {
        self.0.set_tags(tags);
    }

    fn films(&mut self, films: Vec<Film>) {
        films.iter().for_each(|film| self.0.put(film));
    }
}

fn queries(path: &Path) -> Result<Vec<JudgedQuery>, CommandError> {
    let refused = |reason: String| CommandError::Refused(format!("{}{reason}", path.display()));
    let text = fs::read_to_string(path).map_err(|fault| refused(format!(": {fault}")))?;
    let mut queries = Vec::new();
    for (line, at) in text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty()) {
        let line: QueryLine = serde_json::from_str(line).map_err(|fault| refused(format!(":{at}: {fault}")))?;
        let right = [line.expect].into_iter().chain(line.also).collect();
        queries.push(JudgedQuery { phrase: line.query, kind: line.kind, right });
    }
    Ok(queries)
}

//! `afisha explain`

use std::net::IpAddr;

use clap::Args;

use crate::catalog::device::{DEFAULT_DEVICE, Unplayable};
use crate::catalog::visibility::{Circumstances, Hidden, SerieHidden, film_hidden, serie_hidden};
use crate::catalog::{AccessRules, Age, Film, FilmId, Moment, Serie, Text, age_allows};
use crate::clock::Clock;
use crate::store::Store;

use super::fault::CommandError;
use super::output::say;
use super::settings::{self, Settings};

/// Explains whether a film and each of its items and trailers is shown, and if not, why.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The id of the film.
    film: u64,
    /// The device of the client.
    #[arg(long, default_value = DEFAULT_DEVICE)]
    device: String,
    /// The version of the device.
    #[arg(long, default_value = "")]
    device_version: String,
    /// The address of the client; without it, the client belongs to no access group.
    #[arg(long, value_name = "IP")]
    address: Option<IpAddr>,
    /// The age of the viewer, as in `age_filter`.
    #[arg(long, value_name = "YEARS", value_parser = clap::value_parser!(u8).range(0..=i64::from(Age::MAX.get())))]
    age: Option<u8>,
    /// The time for which to explain, as 2012-05-01T10:00:00Z or Unix time; default: now.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Moment>,
}

fn moment(text: &str) -> Result<Moment, String> {
    let unix = || text.parse().ok().map(Moment);
    Moment::parse_rfc3339(text)
        .or_else(unix)
        .ok_or_else(|| "it must be a time such as 2012-05-01T10:00:00Z, or Unix time in seconds".to_owned())
}

impl Explain {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let config = settings.load(&[])?;
        let devices = settings::devices(&config)?;
        let access = AccessRules::new(&config.access.groups);
        let device = settings::device(&devices, &self.device, &self.device_version)?;
        let circumstances = Circumstances {
            at: self.at.unwrap_or_else(|| Clock::system().now()),
            device: &devices.rules()[device.index()],
            rules: &access,
            groups: self.address.map(|address| access.set_of(address)).unwrap_or_default(),
        };
        let store = Store::open_to_read(&settings::database(&config))?;
        let film = match FilmId::new(self.film) {
            Some(id) => store.film(id)?,
            None => None,
        };
        let film = film.ok_or_else(|| CommandError::Refused(format!("no film has the id {}", self.film)))?;
        for line in explain(&film, &circumstances, self.age) {
            say(line)?;
        }
        Ok(())
    }
}

/// Returns the explanation: a line for the film, one for each of its items, one for each of its trailers.
fn explain(film: &Film, circumstances: &Circumstances<'_>, age: Option<u8>) -> Vec<String> {
    let hidden = film_hidden(film, circumstances).map(|hidden| film_reason(film, &hidden));
    let too_young = age.filter(|age| !age_allows(film.age, *age)).map(|age| match film.age {
        Some(limit) => format!("shown alone, but in no list for a viewer of {age}: its age limit is {limit}"),
        None => format!("shown alone, but in no list for a viewer of {age}: it has no age limit on record"),
    });
    let verdict = match (&hidden, too_young) {
        (Some(reason), _) => format!("not shown: {reason}"),
        (None, Some(reason)) => reason,
        (None, None) => "shown".to_owned(),
    };
    let mut lines = vec![format!("film {} «{}»: {verdict}", film.id, film.title)];
    let mut add = |what: &str, series: &[Serie]| {
        for serie in series {
            let title = serie.title.as_ref().map(|title: &Text| format!(" «{title}»")).unwrap_or_default();
            let verdict = match serie_hidden(serie, circumstances.at, circumstances.device) {
                Some(reason) => format!("not shown: {}", serie_reason(&reason)),
                None if hidden.is_some() => "would be shown, but its film is not".to_owned(),
                None => "shown".to_owned(),
            };
            lines.push(format!("{what} {}{title}: {verdict}", serie.number));
        }
    };
    add("item", film.items.as_slice());
    add("trailer", film.trailers.as_slice());
    lines
}

fn film_reason(film: &Film, hidden: &Hidden) -> String {
    match hidden {
        Hidden::Draft => "it is a draft: it has no publication time".to_owned(),
        Hidden::Scheduled(at) => format!("it is scheduled for {at}"),
        Hidden::Access => {
            let groups: Vec<_> = film.access.iter().map(Text::as_str).collect();
            format!("only clients of these access groups may see it: {}", groups.join(", "))
        }
        Hidden::NoItemPlayable => "the device plays none of its published items".to_owned(),
        Hidden::NothingPublished => {
            "it has no published item, and no published trailer that the device plays".to_owned()
        }
    }
}

fn serie_reason(hidden: &SerieHidden) -> String {
    match hidden {
        SerieHidden::Scheduled(at) => format!("it is scheduled for {at}"),
        SerieHidden::Unplayable(Unplayable::Size { size, max }) => {
            format!("it has {size} bytes, and the device takes at most {max}")
        }
        SerieHidden::Unplayable(Unplayable::Container(container)) => {
            format!("the device does not play the container {container}")
        }
        SerieHidden::Unplayable(Unplayable::Transport) => "it has no link that the device can use".to_owned(),
    }
}

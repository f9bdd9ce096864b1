//! The fast path: what boxes ask most is answered before the HTTP library and the routes see it.
//!
//! It answers by the same steps as the routes, or not at all: whatever is unusual about a request, its answer or the moment is
//! left to them. That both answer the same, header by header, is a test.

use std::cell::Cell;
use std::io::Write;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use actix_web::web::Data;
use bytes::Bytes;

use super::asked::{self, Asked};
use super::error::MAX_URL_BYTES;
use super::params::Query;
use super::routes::CORS;
use super::state::FilmsApi;
use super::{film, list, reply, search, similar, tags, upnext};
use crate::answer_cache::{AnswerBody, CommonQuestion, ScatteredAnswer};
use crate::catalog::Moment;
use crate::http::caching::Caching;
use crate::http::connection::{ScatteredBody, Shortcut, WholeAnswer, WholeBody, http_date};
use crate::http::middleware::{compression, count};
use crate::http::traffic::Traffic;
use crate::metrics::{Answered, RouteNo};
use crate::number::to_u64;

/// Bytes of `Date`.
const DATE_BYTES: usize = 29;
/// At most the bytes of the head of an answer.
const HEAD_BYTES: usize = 512;

/// Answers for one thread.
pub(in crate::http) struct FastPath {
    state: Data<FilmsApi>,
    traffic: Arc<Traffic>,
    /// Where the routes begin: nothing, or paths without a slash at their ends.
    bases: Vec<String>,
    /// Where other doors of the listener begin, in the same form.
    others: Vec<String>,
    counted: CountedRoutes,
    /// What `Date` is now, and since when.
    date: Cell<(Moment, [u8; DATE_BYTES])>,
}

/// The routes in the counts.
struct CountedRoutes {
    list: RouteNo,
    search: RouteNo,
    similar: RouteNo,
    film: RouteNo,
    upnext: RouteNo,
    tags: RouteNo,
}

impl CountedRoutes {
    /// Finds them; `None` where they are not counted.
    fn of(traffic: &Traffic) -> Option<Self> {
        let route = |path| traffic.requests.route("films_api", path);
        Some(Self {
            list: route("/list")?,
            search: route("/search")?,
            similar: route("/list/similar")?,
            film: route("/film/{id}")?,
            upnext: route("/upnext/{id}/{number}")?,
            tags: route("/tags")?,
        })
    }

    /// Returns the one of a route.
    fn route(&self, route: &FastRoute<'_>) -> RouteNo {
        match route {
            FastRoute::List => self.list,
            FastRoute::Search => self.search,
            FastRoute::Similar => self.similar,
            FastRoute::Film(_) => self.film,
            FastRoute::Upnext(..) => self.upnext,
            FastRoute::Tags => self.tags,
        }
    }
}

/// A route that is taken here, with what its path says.
enum FastRoute<'a> {
    List,
    Search,
    Similar,
    Film(&'a str),
    Upnext(&'a str, &'a str),
    Tags,
}

impl<'a> FastRoute<'a> {
    /// Finds it by a path below the base.
    fn of(path: &'a str) -> Option<Self> {
        let path = path.strip_suffix('/').unwrap_or(path);
        let mut parts = path.strip_prefix('/')?.split('/');
        match [parts.next(), parts.next(), parts.next(), parts.next()] {
            [Some("list"), None, ..] => Some(Self::List),
            [Some("search"), None, ..] => Some(Self::Search),
            [Some("list"), Some("similar"), None, _] => Some(Self::Similar),
            [Some("film"), Some(id), None, _] => Some(Self::Film(id)),
            [Some("upnext"), Some(id), Some(number), None] => Some(Self::Upnext(id, number)),
            [Some("tags"), None, ..] => Some(Self::Tags),
            _ => None,
        }
    }

    /// Finds the answer that is there at once, and who may keep it.
    fn answer(&self, asked: &Asked) -> Option<(AnswerBody, Caching)> {
        if let Self::Tags = self {
            return Some((AnswerBody::Document(tags::made(asked)?), Caching::Shared));
        }
        let (question, caching) = self.question(asked)?;
        Some((asked.answer_at_once(question, caching)??, caching))
    }

    /// Finds what is asked, and who may keep the answer; `None`, too, where it is no such question.
    fn question(&self, asked: &Asked) -> Option<(CommonQuestion, Caching)> {
        // Where there is a token, it would be taken down who opened the film.
        let (question, token) = match self {
            Self::List => return list::question(asked).ok(),
            Self::Search => return search::question(asked).ok(),
            Self::Similar => (similar::question(asked).ok()?, None),
            Self::Film(id) => {
                let (inquiry, token) = film::question(asked, id).ok()?;
                (CommonQuestion::Film(inquiry), token)
            }
            Self::Upnext(id, number) => {
                let (inquiry, token) = upnext::question(asked, id, number).ok()?;
                (CommonQuestion::Upnext(inquiry), token)
            }
            Self::Tags => return None,
        };
        token.is_none().then(|| (question, asked.caching()))
    }
}

impl FastPath {
    /// Answers for a door; `others` are the paths where other doors of the listener begin.
    pub(in crate::http) fn new(state: Arc<FilmsApi>, traffic: Arc<Traffic>, others: Vec<String>) -> Option<Self> {
        let bases = [state.base().to_owned()].into_iter().chain(state.versions()).collect();
        let counted = CountedRoutes::of(&traffic)?;
        let date = Cell::new((Moment::MAX, [0; DATE_BYTES]));
        Some(Self { state: Data::from(state), traffic, bases, others, counted, date })
    }

    /// Writes the head of an answer of so many bytes.
    fn head(&self, (length, digest): (usize, &str), caching: Caching, now: Moment) -> Option<Bytes> {
        let mut head = Vec::with_capacity(HEAD_BYTES);
        write!(head, "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\ndate: ").ok()?;
        head.extend_from_slice(&self.date(now)?);
        for (name, value) in [
            ("content-type", reply::XML),
            ("cache-control", caching.header()),
            ("vary", compression::VARIES_BY),
            ("access-control-allow-origin", "*"),
            ("access-control-expose-headers", CORS.exposed),
        ] {
            [b"\r\n", name.as_bytes(), b": ", value.as_bytes()].iter().for_each(|piece| head.extend_from_slice(piece));
        }
        if caching != Caching::Never {
            head.extend_from_slice(b"\r\netag: W/\"");
            head.extend_from_slice(digest.as_bytes());
            head.push(b'"');
        }
        head.extend_from_slice(b"\r\n\r\n");
        Some(head.into())
    }

    /// Returns `Date`, written once a second.
    fn date(&self, now: Moment) -> Option<[u8; DATE_BYTES]> {
        let (known, date) = self.date.get();
        if known == now {
            return Some(date);
        }
        let date = http_date(now).to_string().into_bytes().try_into().ok()?;
        self.date.set((now, date));
        Some(date)
    }
}

impl Shortcut for FastPath {
    fn answer(&self, target: &str, peer: IpAddr) -> Option<WholeAnswer> {
        let began = Instant::now();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let is_others = self.others.iter().any(|other| below(path, other).is_some());
        if target.len() > MAX_URL_BYTES || is_others || log::log_enabled!(log::Level::Debug) {
            return None;
        }
        let route = self.bases.iter().find_map(|base| FastRoute::of(below(path, base)?))?;
        let query = Query::parse(query);
        let client = count::client(&self.traffic, asked::device(&query), asked::api_version(&query));
        let asked = Asked::from(&self.state, query, |rules| rules.set_of(peer)).ok()?;
        let (answer, caching) = route.answer(&asked)?;
        let length = answer.size();
        let head = self.head((length, answer.digest()), caching, asked.now)?;
        let body = match answer {
            AnswerBody::Document(document) => WholeBody::Bytes(document.bytes().clone()),
            AnswerBody::Scattered(list) => WholeBody::Pieces(Box::new(list)),
        };
        let answered = Answered { status: 200, took: began.elapsed(), bytes: to_u64(length) };
        self.traffic.requests.count(self.counted.route(&route), client, answered);
        Some(WholeAnswer { head, body })
    }
}

impl ScatteredBody for Arc<ScatteredAnswer> {
    fn put(&self, bytes: &mut Vec<u8>) {
        self.list().put(bytes);
    }
}

/// Returns the rest of a path below a base; `None`: it is not below it.
fn below<'a>(path: &'a str, base: &str) -> Option<&'a str> {
    path.strip_prefix(base).filter(|rest| rest.is_empty() || rest.starts_with('/'))
}

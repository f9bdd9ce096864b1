//! Routes: a row for each in the table of its door, and nothing else is answered.

use std::time::Duration;

use actix_web::dev::Handler;
use actix_web::http::Method;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Resource, Responder, Scope, guard};

/// The methods of a route that only reads.
pub(super) const READ: &[Method] = &[Method::GET, Method::HEAD];

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Whoever reaches the listener.
    Anyone,
    /// An application that knows its secret.
    Application,
    /// A viewer who has an access token.
    Viewer,
    /// Another catalogue that has a key.
    Peer,
    /// A person who is logged in.
    User,
}

/// Whether a path may end in a slash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FinalSlash {
    /// It is answered with and without.
    Optional,
    /// With one it is another path, which does not exist.
    Refused,
}

/// What an answer tells of the existence of what the request names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existence {
    /// The request names nothing that could be hidden.
    Open,
    /// What is hidden from the caller is answered as what does not exist.
    Secret,
}

/// How large the body of a request may be, and how long it may take to arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyLimits {
    /// The most bytes, as they are sent.
    pub max_bytes: usize,
    /// From the end of the head to the last byte.
    pub time: Duration,
    /// Its media type; any other is refused, and so is every content coding.
    pub media_type: &'static str,
}

/// One row of a door's table.
#[derive(Debug)]
pub struct Route {
    /// The path below where the door begins, as a pattern without a slash at its end.
    pub path: &'static str,
    /// Whether it is answered with a slash at its end, too.
    pub slash: FinalSlash,
    /// The methods that are answered; any other is a 405.
    pub methods: &'static [Method],
    /// Who may call it.
    pub caller: Caller,
    /// Whether the existence of what it names is secret.
    pub existence: Existence,
    /// The limits of the body that it takes; `None`: it takes none.
    pub body: Option<BodyLimits>,
}

impl Route {
    /// A route that anyone may read.
    pub(super) const fn read(path: &'static str, existence: Existence) -> Self {
        Self { path, slash: FinalSlash::Optional, methods: READ, caller: Caller::Anyone, existence, body: None }
    }

    /// Returns the patterns of its paths below where the door begins.
    pub(super) fn patterns(&self, base: &str) -> Vec<String> {
        let bare = format!("{base}{}", self.path);
        match self.slash {
            FinalSlash::Optional => vec![format!("{bare}/"), bare],
            FinalSlash::Refused => vec![bare],
        }
    }
}

/// What counts call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RouteName {
    /// The door.
    pub(super) door: &'static str,
    /// The path in the door's table.
    pub(super) path: &'static str,
}

impl RouteName {
    /// What no route of the door answers.
    pub(super) const fn unknown(door: &'static str) -> Self {
        Self { door, path: "(unknown)" }
    }
}

/// Returns the value of `Allow` for these methods.
pub(super) fn allow(methods: &[Method]) -> String {
    methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", ")
}

/// Returns an empty door, which takes every request that no door before it has taken.
pub(super) fn door() -> Scope {
    web::scope("")
}

/// Returns an empty door, which takes every request below this path that no door before it has taken.
pub(super) fn door_at(base: &str) -> Scope {
    web::scope(base)
}

/// Returns what the door of a request answers from: the data of this type that the door was opened with.
#[expect(clippy::expect_used, reason = "every door is opened with its state")]
pub(super) fn door_state<T: 'static>(request: &HttpRequest) -> &Data<T> {
    request.app_data().expect("the door has its state")
}

/// Declares the routes of a door, each by its row.
pub(super) struct Routes<'a> {
    config: &'a mut ServiceConfig,
    door: &'static str,
    base: &'a str,
    rows: Vec<&'static Route>,
    not_allowed: fn(&'static [Method]) -> HttpResponse,
}

impl<'a> Routes<'a> {
    /// Begins with the name of the door, its table, the path where it begins, without a slash at its end, and its answer to methods
    /// that a route does not take.
    pub(super) fn new(
        config: &'a mut ServiceConfig,
        door: &'static str,
        rows: &'static [Route],
        base: &'a str,
        not_allowed: fn(&'static [Method]) -> HttpResponse,
    ) -> Self {
        Self { config, door, base, rows: rows.iter().collect(), not_allowed }
    }

    /// Answers the route of a row.
    ///
    /// # Panics
    /// The table has no row of this path that is not answered yet.
    pub(super) fn answer<F, Args>(mut self, path: &str, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let at = self.rows.iter().position(|row| row.path == path);
        assert!(at.is_some(), "the route {path} has no row in the table of its door");
        if let Some(row) = at.map(|at| self.rows.remove(at)) {
            let not_allowed = self.not_allowed;
            let refuse = move || std::future::ready(not_allowed(row.methods));
            let name = RouteName { door: self.door, path: row.path };
            let resource = resource(row, self.base, handler).app_data(name);
            self.config.service(resource.default_service(web::to(refuse)));
        }
        self
    }

    /// Ends the table.
    ///
    /// # Panics
    /// A row is not answered.
    pub(super) fn end(self) {
        let left: Vec<&str> = self.rows.iter().map(|row| row.path).collect();
        assert!(left.is_empty(), "rows of the table of routes that nothing answers: {left:?}");
    }
}

fn resource<F, Args>(row: &'static Route, base: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let takes = guard::fn_guard(|context| row.methods.contains(&context.head().method));
    web::resource(row.patterns(base)).route(web::route().guard(takes).to(handler))
}

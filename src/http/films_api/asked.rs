//! The composite extractor of the Films API: who asks first, then what every request may say.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse};

use super::error::ApiError;
use super::params::{Common, ParameterFault, Query};
use super::state::FilmsApi;
use super::{reply, resolve};
use crate::answer_cache::{AnswerBody, AnswerForm, AnswerKey, CommonQuestion, FinishedAnswer};
use crate::catalog::device::DEFAULT_DEVICE;
use crate::catalog::{AccessRules, AccessSetId, FilmId, Moment};
use crate::document::SharedDocument;
use crate::http::caching::Caching;
use crate::http::middleware::count;
use crate::http::pool::Busy;
use crate::query::question::Viewpoint;
use crate::query::snapshot::Snapshot;
use crate::refresh::Served;
use crate::viewers::{ClearToken, ViewerId};

use crate::http::bearer::{self, BearerFault};
use crate::http::client;

/// A request, understood as far as all routes agree.
pub(super) struct Asked {
    pub(super) state: Data<FilmsApi>,
    /// What was served when the request came; it is answered from this to its end.
    pub(super) served: Arc<Served>,
    pub(super) query: Query,
    /// From where it looks at the catalogue.
    pub(super) viewpoint: Viewpoint,
    /// When it came.
    pub(super) now: Moment,
    /// The access token of the header.
    bearer: Result<Option<ClearToken>, BearerFault>,
    /// Whether the answer is to be shown: HEAD only asks what it would be.
    shows: bool,
}

impl Asked {
    pub(super) fn snapshot(&self) -> &Snapshot {
        &self.served.snapshot
    }

    /// Does the work over the snapshot: here, or where it is dear in the pool, so that others are answered meanwhile.
    ///
    /// # Errors
    /// It is dear, and as many such as may wait are waiting.
    pub(super) async fn work<T: Send + 'static>(
        &self,
        is_dear: bool,
        work: impl FnOnce(&Snapshot) -> T + Send + 'static,
    ) -> Result<T, Busy> {
        self.serve(is_dear, |served| work(&served.snapshot)).await
    }

    /// Does the work over what is served, as [`Self::work`] does.
    ///
    /// # Errors
    /// As [`Self::work`].
    pub(super) async fn serve<T: Send + 'static>(
        &self,
        is_dear: bool,
        work: impl FnOnce(&Served) -> T + Send + 'static,
    ) -> Result<T, Busy> {
        if !is_dear {
            return Ok(work(&self.served));
        }
        let served = Arc::clone(&self.served);
        self.state.pool.run(move || work(&served)).await
    }

    /// Answers a question that others ask too, without waiting: where it takes long, or another request is making the
    /// answer, that is `None`. Inside, `None`: there is nothing to answer.
    #[expect(clippy::option_option, reason = "no answer yet, and nothing to answer")]
    pub(super) fn answer_at_once(&self, question: CommonQuestion, caching: Caching) -> Option<Option<AnswerBody>> {
        let now = self.now;
        if question.is_dear(self.snapshot(), now) {
            return None;
        }
        let key = self.key(question, AnswerForm::Scattered);
        let make = || key.answer(self.snapshot(), now);
        match self.state.answers.as_ref().filter(|_| caching != Caching::Never) {
            Some(answers) => answers.answer_at_once(&key, now, make),
            None => Some(make().map(|answer| answer.body)),
        }
    }

    /// Answers a question that others ask too: with what is kept, or with what is made and kept. `None` where there is nothing
    /// to answer.
    ///
    /// # Errors
    /// As [`Self::work`].
    pub(super) async fn document(&self, question: CommonQuestion) -> Result<Option<Arc<SharedDocument>>, Busy> {
        let key = self.key(question, AnswerForm::Whole);
        let Some(answers) = &self.state.answers else { return self.made(key).await };
        let body = answers.answer(&key, self.now, async || self.finished(key.clone()).await).await?;
        Ok(body.map(AnswerBody::into_document))
    }

    /// Answers a list, which is never missing; one that nobody may keep is made anew.
    ///
    /// # Errors
    /// As [`Self::work`].
    pub(super) async fn list(&self, question: CommonQuestion, caching: Caching) -> Result<HttpResponse, ApiError> {
        let document = match caching {
            Caching::Never => self.made(self.key(question, AnswerForm::Whole)).await?,
            Caching::Shared | Caching::Private => self.document(question).await?,
        };
        #[expect(clippy::expect_used, reason = "a list that finds nothing is an empty list")]
        let document = document.expect("lists are always answered");
        Ok(reply::shared(&document, caching))
    }

    /// Makes an answer that is not kept.
    async fn made(&self, key: AnswerKey) -> Result<Option<Arc<SharedDocument>>, Busy> {
        Ok(self.finished(key).await?.map(|answer| answer.body.into_document()))
    }

    async fn finished(&self, key: AnswerKey) -> Result<Option<FinishedAnswer>, Busy> {
        let now = self.now;
        let is_dear = key.question.is_dear(self.snapshot(), now);
        self.work(is_dear, move |snapshot| key.answer(snapshot, now)).await
    }

    /// Returns what an answer is kept under.
    fn key(&self, question: CommonQuestion, wanted: AnswerForm) -> AnswerKey {
        AnswerKey { snapshot: self.served.number, form: question.form(wanted), question }
    }

    /// Says who may keep an answer that depends on what the client may see.
    pub(super) fn caching(&self) -> Caching {
        if self.snapshot().has_restricted_films() { Caching::Private } else { Caching::Shared }
    }

    /// Returns the access token that the request brings, in the header or as this parameter.
    ///
    /// # Errors
    /// The header holds none, or another one.
    pub(super) fn token(&self, parameter: Option<ClearToken>) -> Result<Option<ClearToken>, ApiError> {
        let token = self.bearer.clone().and_then(|header| bearer::one(header, parameter));
        token.map_err(|fault| {
            let fault = ParameterFault { parameter: "access_token".to_owned(), message: fault.message().to_owned() };
            ApiError::BadParameter(fault)
        })
    }

    /// Finds whose token it is.
    ///
    /// # Errors
    /// It is unknown, revoked or expired; or that cannot be found out at present.
    pub(super) async fn viewer(&self, token: &ClearToken) -> Result<ViewerId, ApiError> {
        self.state.viewers.identify(token, self.now).await?.ok_or(ApiError::BadToken)
    }

    /// Takes down that the viewer of the token, if it is anybody's, opened the film. Says who may keep the answer: with a
    /// token nobody on the way, whose hands it would reach with the URL.
    pub(super) fn opened(&self, token: Option<&ClearToken>, film: FilmId) -> Caching {
        let Some(token) = token else { return self.caching() };
        if self.shows {
            self.state.viewers.opened_by(token, film, self.now);
        }
        Caching::Private
    }

    fn of(request: &HttpRequest) -> Result<Self, ApiError> {
        let query = Query::parse(request.query_string());
        count::note(request, device(&query), api_version(&query));
        let state = FilmsApi::of(request);
        let asked = Self::from(state, query, |rules| client::access_set(request, &state.trusted_proxies, rules))?;
        let bearer = bearer::of_header(request.headers());
        Ok(Self { bearer, shows: request.method() == Method::GET, ..asked })
    }

    /// Takes the parameters of a GET without a header that matters, from a client of these access groups.
    ///
    /// # Errors
    /// A parameter that all routes know cannot be understood.
    pub(super) fn from(
        state: &Data<FilmsApi>,
        query: Query,
        groups: impl FnOnce(&AccessRules) -> AccessSetId,
    ) -> Result<Self, ApiError> {
        let served = state.live.get();
        let setup = served.snapshot.setup();
        let viewpoint = resolve::viewpoint(setup, &Common::read(&query)?, groups(&setup.access))?;
        let (state, now) = (state.clone(), state.clock.now());
        Ok(Self { state, served, query, viewpoint, now, bearer: Ok(None), shows: true })
    }
}

/// Returns the name of the device that asks, for the counts.
pub(super) fn device(query: &Query) -> &str {
    query.last("device").unwrap_or(DEFAULT_DEVICE)
}

/// Returns what a request says is its version, for the counts.
pub(super) fn api_version(query: &Query) -> Option<&str> {
    query.last("api-version")
}

impl FromRequest for Asked {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

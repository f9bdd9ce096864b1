//! What each endpoint answers.

use actix_web::http::StatusCode;
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};

use crate::clock::Clock;
use crate::peer::answer::{self, AnswerText, ExportPage};
use crate::peer::request::{
    DebridQuestion, ExportQuestion, ItemsQuestion, PrivateQuestion, PublicQuestion, TitleQuestion,
};
use crate::peer::{Endpoint, LetIn, PeerBases, PeerViewpoint};

use super::entry;
use super::fault::PeerFault;
use super::reply;
use super::state::PeerApi;

/// What is asked.
#[derive(Debug)]
enum PeerQuestion {
    Debrid(DebridQuestion),
    Items(ItemsQuestion),
    ItemsOfRelease3(ItemsQuestion),
    Search(PrivateQuestion),
    Export(ExportQuestion),
    Public(PublicQuestion),
    Titles(TitleQuestion),
}

/// Answers a request.
pub(super) async fn answer(
    request: HttpRequest,
    payload: Payload,
    endpoint: Endpoint,
) -> Result<HttpResponse, PeerFault> {
    let (let_in, body) = entry::enter(&request, payload, endpoint).await?;
    let question = PeerQuestion::read(endpoint, &body)?;
    let api = PeerApi::of(&request);
    let (bases, clock) = (api.bases.clone(), api.clock.clone());
    let is_small = question.is_small();
    let work = move || {
        let text = question.answered(&*bases, &let_in)?;
        Ok::<_, PeerFault>(sealed(text, &let_in, &clock))
    };
    // Threads that answer are not to wait for a base, nor for a large page to be encrypted.
    let answered = if is_small { work() } else { api.pool.run(work).await? };
    Ok(reply::begun(StatusCode::OK).body(answered?))
}

/// Encrypts an answer for the secret that the request was signed with.
fn sealed(text: AnswerText, let_in: &LetIn, clock: &Clock) -> String {
    answer::envelope(text, &let_in.secret().answers, let_in.v2, clock.now())
}

impl PeerQuestion {
    fn read(endpoint: Endpoint, body: &[u8]) -> Result<Self, PeerFault> {
        Ok(match endpoint {
            Endpoint::DebridCheck | Endpoint::CheckOfRelease3 => Self::Debrid(DebridQuestion::read(body)?),
            Endpoint::PrivateItems => Self::Items(ItemsQuestion::read(body)?),
            Endpoint::ItemsOfRelease3 => Self::ItemsOfRelease3(ItemsQuestion::read(body)?),
            Endpoint::PrivateSearch => Self::Search(PrivateQuestion::read(body)?),
            Endpoint::PrivateExport => Self::Export(ExportQuestion::read(body)?),
            Endpoint::PublicSearch => Self::Public(PublicQuestion::read(body)?),
            Endpoint::ImdbLookup => Self::Titles(TitleQuestion::read(body)?),
        })
    }

    /// Tells whether no base is asked.
    fn is_small(&self) -> bool {
        matches!(self, Self::Debrid(_))
    }

    fn answered(&self, bases: &dyn PeerBases, let_in: &LetIn) -> Result<AnswerText, PeerFault> {
        let viewpoint = PeerViewpoint { groups: let_in.key.groups.clone() };
        Ok(match self {
            Self::Debrid(asked) => answer::debrid_found(asked.service),
            Self::Items(asked) => answer::items(&bases.items(&viewpoint, &asked.hashes)?)?,
            Self::ItemsOfRelease3(asked) => answer::items_of_release3(&bases.items(&viewpoint, &asked.hashes)?)?,
            Self::Search(asked) => answer::private_found(&bases.private_search(&viewpoint, asked)?)?,
            Self::Export(asked) => {
                let mut page = ExportPage::new(asked.limit);
                let next = bases.export(&viewpoint, asked, &mut page)?;
                page.ended(next)
            }
            Self::Public(asked) => answer::public_found(&bases.public_search(asked)?),
            Self::Titles(asked) => answer::titles_found(&bases.imdb_lookup(asked)?),
        })
    }
}

//! GitHub: where people are sent to log in, and who they are.

use std::fmt;
use std::time::Duration;

use oauth2::basic::BasicClient;
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest, HttpResponse,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, TokenResponse, TokenUrl,
};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use ureq::Agent;
use url::Url;

use crate::btn::WebToken;
use crate::peer::client::{Trust, settings_agent};
use crate::store::GithubPerson;

/// How long GitHub may take for one answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most bytes of an answer that are read.
const MAX_ANSWER: u64 = 256 * 1024;
/// What an app asks for: who a person is, and their mail addresses.
const SCOPES: [&str; 2] = ["read:user", "user:email"];

/// An app at GitHub, by which people log in.
pub struct GithubLogin {
    client_id: ClientId,
    client_secret: SecretString,
    authorize: AuthUrl,
    token: TokenUrl,
    api: String,
    redirect: RedirectUrl,
    agent: Agent,
}

/// Why GitHub does not tell who a person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GithubFault {
    /// It does not take the code.
    Refused,
    /// It cannot be asked, or answers something else.
    Away,
}

/// Who a token is of.
#[derive(Deserialize)]
struct GithubUser {
    id: i64,
    login: String,
    name: Option<String>,
    avatar_url: Option<String>,
}

#[derive(Deserialize)]
struct GithubMail {
    email: String,
    #[serde(default)]
    primary: bool,
    #[serde(default)]
    verified: bool,
}

impl GithubLogin {
    /// Takes an app of GitHub at these URLs, for a door that is reached at `door`.
    pub fn new(
        (client_id, client_secret): (&str, &str),
        (github, api): (&Url, &Url),
        door: &Url,
        trust: &Trust,
    ) -> Option<Self> {
        let within = |base: &Url, path: &str| format!("{}/{path}", base.as_str().trim_end_matches('/'));
        Some(Self {
            client_id: ClientId::new(client_id.to_owned()),
            client_secret: client_secret.into(),
            authorize: AuthUrl::new(within(github, "login/oauth/authorize")).ok()?,
            token: TokenUrl::new(within(github, "login/oauth/access_token")).ok()?,
            api: within(api, "user"),
            redirect: RedirectUrl::new(within(door, "auth/oauth2/github/callback")).ok()?,
            agent: settings_agent(trust, PATIENCE),
        })
    }

    /// Returns where to send a person for a login of this state, and the proof for the exchange of the code.
    pub(super) fn authorization(&self, state: &WebToken) -> (Url, String) {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let client = BasicClient::new(self.client_id.clone())
            .set_auth_uri(self.authorize.clone())
            .set_redirect_uri(self.redirect.clone());
        let (url, _) = client
            .authorize_url(|| CsrfToken::new(state.expose().to_owned()))
            .add_scopes(SCOPES.map(|scope| Scope::new(scope.to_owned())))
            .set_pkce_challenge(challenge)
            .url();
        (url, verifier.secret().to_owned())
    }

    /// Asks who logged in, by the code that their browser brought.
    pub(super) fn person(&self, code: String, verifier: String) -> Result<GithubPerson, GithubFault> {
        let client = BasicClient::new(self.client_id.clone())
            .set_client_secret(ClientSecret::new(self.client_secret.expose_secret().to_owned()))
            .set_auth_type(AuthType::RequestBody)
            .set_token_uri(self.token.clone())
            .set_redirect_uri(self.redirect.clone());
        let answer = client
            .exchange_code(AuthorizationCode::new(code))
            .set_pkce_verifier(PkceCodeVerifier::new(verifier))
            .request(&|request: HttpRequest| self.send(request));
        // Errors come with status 200 from GitHub, and are then no tokens.
        let answer = answer.map_err(|fault| match fault {
            RequestTokenError::Request(_) => GithubFault::Away,
            _ => GithubFault::Refused,
        })?;
        let token: SecretString = answer.access_token().secret().as_str().into();
        let user: GithubUser = self.get(&self.api, &token)?;
        // Without the scope for it there is no list; the account is one all the same.
        let mails: Vec<GithubMail> = self.get(&format!("{}/emails", self.api), &token).unwrap_or_default();
        let email = mails.into_iter().find(|mail| mail.primary && mail.verified).map(|mail| mail.email);
        let name = user.name.filter(|name| !name.trim().is_empty());
        let avatar = user.avatar_url.filter(|url| url.starts_with("https://")).unwrap_or_default();
        Ok(GithubPerson { id: user.id, nickname: cleaned(name.unwrap_or(user.login)), avatar: cleaned(avatar), email })
    }

    fn send(&self, request: HttpRequest) -> Result<HttpResponse, ureq::Error> {
        let (parts, body) = self.agent.run(request)?.into_parts();
        let bytes = body.into_with_config().limit(MAX_ANSWER).read_to_vec()?;
        Ok(HttpResponse::from_parts(parts, bytes))
    }

    fn get<T: DeserializeOwned>(&self, url: &str, token: &SecretString) -> Result<T, GithubFault> {
        let request = self.agent.get(url).header("Authorization", format!("Bearer {}", token.expose_secret()));
        let answer = request.call().map_err(|_| GithubFault::Away)?;
        if answer.status().as_u16() != 200 {
            return Err(GithubFault::Away);
        }
        let read = answer.into_body().into_with_config().limit(MAX_ANSWER).read_to_vec();
        read.ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).ok_or(GithubFault::Away)
    }
}

impl fmt::Debug for GithubLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GithubLogin(***)")
    }
}

/// Returns at most 255 characters of a text, without what databases do not hold.
fn cleaned(text: String) -> String {
    text.chars().filter(|c| !c.is_control()).take(255).collect()
}

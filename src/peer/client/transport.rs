//! One exchange over HTTP, with an end in time and size.

use std::io::{self, Read};
use std::sync::Arc;
use std::time::Duration;

use rustls::CertificateError;
use ureq::config::{AutoHeaderValue, Config};
use ureq::http::{HeaderMap, StatusCode};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Error};

use super::fault::ClientFault;
use super::resolver::{GuardedResolver, PrivateAddress};
use super::trust::Trust;

/// How long a name may take to be looked up, and then a connection to be made.
const CONNECT: Duration = Duration::from_secs(5);
/// The most bytes of an answer that are read: 2000 items are about 5 MB.
const MAX_ANSWER: u64 = 32 * 1024 * 1024;
/// The most bytes of the head of an answer.
const MAX_HEAD: usize = 64 * 1024;

/// Makes connections to one peer, and keeps them between exchanges.
#[derive(Clone, Debug)]
pub(super) struct PeerTransport(Agent);

/// What came back.
#[derive(Debug)]
pub(super) struct RawAnswer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    /// The body; empty unless the status is 200: nobody reads what else a peer has to say.
    pub(super) body: Vec<u8>,
}

impl PeerTransport {
    /// Exchanges take as long as the patience lasts at most. Nothing of the environment takes part: no proxy, no redirects,
    /// no compression.
    pub(super) fn new(trust: &Trust, allow_private: bool, patience: Duration) -> Self {
        Self(Agent::with_parts(
            config(trust, patience),
            DefaultConnector::default(),
            GuardedResolver::new(allow_private),
        ))
    }

    /// Sends a body with these headers besides its type.
    ///
    /// # Errors
    /// There is no answer, or more of it than is read.
    pub(super) fn post(
        &self,
        url: &str,
        headers: &[(&'static str, &str)],
        body: &[u8],
    ) -> Result<RawAnswer, ClientFault> {
        let request = self.0.post(url).header("Content-Type", "application/json");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let (parts, body) = request.send(body).map_err(fault)?.into_parts();
        let mut bytes = Vec::new();
        if parts.status == StatusCode::OK {
            let read = body.into_with_config().limit(MAX_ANSWER).reader().read_to_end(&mut bytes);
            read.map_err(|broken| fault(broken.into()))?;
        }
        Ok(RawAnswer { status: parts.status.as_u16(), headers: parts.headers, body: bytes })
    }

    /// Breaks off what is under way, and lets nothing begin.
    pub(super) fn shut_down(&self) {
        self.0.clone().shutdown();
    }
}

/// Makes what asks other servers than peers: those of the settings, of which every address is believed.
pub fn settings_agent(trust: &Trust, patience: Duration) -> Agent {
    Agent::new_with_config(config(trust, patience))
}

fn config(trust: &Trust, patience: Duration) -> Config {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::Specific(Arc::clone(trust.certificates())))
        .unversioned_rustls_crypto_provider(provider)
        .build();
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .tls_config(tls)
        .timeout_resolve(Some(CONNECT))
        .timeout_connect(Some(CONNECT))
        .timeout_global(Some(patience))
        .max_response_header_size(MAX_HEAD)
        .user_agent(concat!("afisha/", env!("CARGO_PKG_VERSION")))
        .accept("application/json")
        .accept_encoding(AutoHeaderValue::None)
        .build()
}

/// Says in our words why there is no answer.
fn fault(error: Error) -> ClientFault {
    let unreachable = |reason: &str| ClientFault::Unreachable { reason: reason.to_owned() };
    match error {
        Error::Timeout(_) => ClientFault::Slow,
        Error::BodyExceedsLimit(_) | Error::LargeResponseHeader(..) => ClientFault::AnswerTooLarge,
        Error::HostNotFound => {
            unreachable("its name cannot be looked up; check the URL, and whether this machine can look up names")
        }
        Error::Other(inner) if inner.is::<PrivateAddress>() => ClientFault::PrivateAddress,
        Error::Rustls(inner) => ClientFault::Tls { reason: tls_reason(&inner) },
        Error::Tls(reason) => ClientFault::Tls { reason: reason.to_owned() },
        Error::TlsRequired => ClientFault::Tls { reason: "the peer does not speak TLS".to_owned() },
        Error::Protocol(_) => unreachable("it does not speak HTTP"),
        Error::Io(broken) => of_io(&broken),
        _ => unreachable("the connection cannot be made"),
    }
}

/// Says what a person can do about TLS that fails.
fn tls_reason(fault: &rustls::Error) -> String {
    let certificate = match fault {
        rustls::Error::InvalidCertificate(fault) => fault,
        rustls::Error::InvalidMessage(_) => {
            return "whoever listens there does not speak TLS; check the port and the scheme of the URL".to_owned();
        }
        rustls::Error::AlertReceived(alert) => return format!("the peer breaks it off ({alert:?})"),
        other => return other.to_string(),
    };
    match certificate {
        CertificateError::UnknownIssuer => {
            "nobody whom we trust has signed the certificate; name who has in peer_ca_file, \
                                            if that is meant"
                .to_owned()
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "the certificate has expired".to_owned(),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "the certificate is not valid yet; is our clock right?".to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "the certificate is for another host than the URL".to_owned()
        }
        other => format!("the certificate is not good ({other:?})"),
    }
}

fn of_io(broken: &io::Error) -> ClientFault {
    // TLS faults of an established connection come as those of its socket.
    if let Some(inner) = broken.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        return ClientFault::Tls { reason: tls_reason(inner) };
    }
    let reason = match broken.kind() {
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => return ClientFault::Slow,
        io::ErrorKind::ConnectionRefused => "nobody listens there".to_owned(),
        io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => {
            "the connection broke".to_owned()
        }
        _ => broken.to_string(),
    };
    ClientFault::Unreachable { reason }
}

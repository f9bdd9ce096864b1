//! The server: takes its ports, listens, and answers until it is told to stop.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix_http::{HttpService, KeepAlive};
use actix_server::{GracefulShutdownSignal, Server as Workers, ServerBuilder};
use actix_service::{IntoServiceFactory, ServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::body::MessageBody;
use actix_web::dev::{AppConfig, ServerHandle};
use actix_web::middleware::from_fn;
use actix_web::rt::net::TcpStream;
use actix_web::rt::signal::unix::{SignalKind, signal};
use actix_web::rt::{System, SystemRunner, spawn};
use actix_web::web::Data;
use actix_web::{App, Error};
use ipnet::IpNet;
use socket2::{Domain, Protocol, Socket, Type};
use thiserror::Error;

use crate::clock::Clock;

use super::connection::{self, Admission, BodyRoom, Deadlines, Scratch, Stream, Terms};
use super::files;
use super::middleware::{count, log, slices};
use super::pool::Pool;
use super::route::RouteName;
use super::routes::{Doors, Listener};
use super::stopping::{StopSignals, Stopping};
use super::traffic::{Traffic, TurnedAway};

/// How long answers under way may take once the server is told to stop, where nobody says.
const SHUTDOWN: Duration = Duration::from_secs(5);
/// Connections that wait to be accepted.
const BACKLOG: i32 = 2048;
/// Bytes of an answer that the machine takes off us for each connection. With as much as it takes by itself, some
/// megabytes, a slow client would seem to make no progress for minutes, and many would hold much memory.
const SEND_BUFFER_BYTES: usize = 128 * 1024;

/// Why the server cannot answer: the machine's fault.
#[derive(Debug, Error)]
pub enum ServerError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}; {}", advice(*listener, source))]
    Listen {
        /// Which listener.
        listener: Listener,
        /// The address.
        address: SocketAddr,
        /// What the machine says.
        source: io::Error,
    },
    /// Answering cannot begin, or stopped by itself.
    #[error("the server stopped: {0}")]
    Stopped(io::Error),
}

fn advice(listener: Listener, fault: &io::Error) -> String {
    let setting = listener.setting();
    match fault.kind() {
        io::ErrorKind::AddrInUse => format!(
            "another program is using this port, maybe another afisha: stop it, or choose another port with {setting}"
        ),
        io::ErrorKind::PermissionDenied => {
            format!("ports below 1024 require privileges: choose another with {setting}")
        }
        _ => format!("choose an address of this machine with {setting}"),
    }
}

/// How the server treats its clients.
#[derive(Clone, Debug)]
pub struct Options {
    /// Threads that answer.
    pub threads: usize,
    /// The most connections; fewer where the machine gives fewer files.
    pub max_connections: usize,
    /// The most connections of one address that is no trusted proxy; 0: any number.
    pub max_connections_per_address: u32,
    /// How long clients may take.
    pub deadlines: Deadlines,
    /// How long answers under way may take once the server is told to stop; whole seconds, at least one.
    pub shutdown: Duration,
    /// How signals stop the server; `None`: they do not, only the handle does.
    pub signalled: Option<Signalled>,
}

/// How SIGINT, SIGTERM and SIGQUIT stop a server.
#[derive(Clone, Debug, Default)]
pub struct Signalled {
    /// Where it is told that one came.
    pub stopping: Stopping,
    /// How long everything goes on after that, for those who look at the server's health.
    pub notice: Duration,
}

impl Options {
    /// Answers with so many threads, and treats clients as settings do by default.
    pub fn new(threads: usize) -> Self {
        Self {
            threads,
            max_connections: 10_000,
            max_connections_per_address: 0,
            deadlines: Deadlines::default(),
            shutdown: SHUTDOWN,
            signalled: Some(Signalled::default()),
        }
    }
}

/// What all doors share.
#[derive(Clone, Debug)]
pub struct Hall {
    /// What time it is.
    pub clock: Clock,
    /// Proxies whose word on the client's address is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Where what takes long is done.
    pub pool: Arc<Pool>,
    /// Where everything is counted.
    pub traffic: Arc<Traffic>,
}

/// A server that has begun to listen.
pub struct Listening {
    /// Where it listens, in the order in which ports were taken.
    pub addresses: Vec<(Listener, SocketAddr)>,
    /// What stops it.
    pub handle: ServerHandle,
}

/// A port that is taken and not listened on yet: clients are refused, and no other program gets it.
#[derive(Debug)]
pub struct TakenPort {
    listener: Listener,
    address: SocketAddr,
    socket: Socket,
}

impl TakenPort {
    /// Takes the port of a listener; port 0 takes a free one.
    ///
    /// # Errors
    /// The address is taken or not one of this machine.
    pub fn take(listener: Listener, address: SocketAddr) -> Result<Self, ServerError> {
        let refused = |source| ServerError::Listen { listener, address, source };
        Ok(Self { listener, address, socket: socket(address).map_err(refused)? })
    }

    /// Returns the listener that it is for.
    pub fn listener(&self) -> Listener {
        self.listener
    }

    fn address(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()?.as_socket().ok_or_else(|| io::ErrorKind::AddrNotAvailable.into())
    }

    /// Begins to listen.
    fn listen(self) -> Result<(Listener, SocketAddr, TcpListener), ServerError> {
        let Self { listener, address, socket } = self;
        let refused = |source| ServerError::Listen { listener, address, source };
        socket.listen(BACKLOG).map_err(refused)?;
        let socket = TcpListener::from(socket);
        Ok((listener, socket.local_addr().map_err(refused)?, socket))
    }
}

/// A server that has its ports and does not listen yet.
pub struct Server {
    system: SystemRunner,
    ports: Vec<TakenPort>,
}

impl Server {
    /// Takes the port of each listener. From here on SIGHUP does not end the program.
    ///
    /// # Errors
    /// An address is taken or not one of this machine.
    pub fn bind(listeners: &[(Listener, SocketAddr)]) -> Result<Self, ServerError> {
        Self::on(
            listeners
                .iter()
                .map(|(listener, address)| TakenPort::take(*listener, *address))
                .collect::<Result<_, _>>()?,
        )
    }

    /// Makes a server of ports. From here on SIGHUP does not end the program.
    ///
    /// # Errors
    /// The machine takes no signals for us.
    pub fn on(ports: Vec<TakenPort>) -> Result<Self, ServerError> {
        let system = System::new();
        system.block_on(async { ignore_hangup() }).map_err(ServerError::Stopped)?;
        Ok(Self { system, ports })
    }

    /// Returns where it will listen, in the order of the listeners.
    ///
    /// # Errors
    /// The machine does not say.
    pub fn addresses(&self) -> io::Result<Vec<SocketAddr>> {
        self.ports.iter().map(TakenPort::address).collect()
    }

    /// Listens and answers until it is told to stop: by the handle, SIGINT or SIGTERM. `ready` is called once, when
    /// requests are answered.
    ///
    /// # Errors
    /// Another program began to listen on an address meanwhile; answering stopped by itself.
    pub fn serve(
        self,
        options: &Options,
        (hall, doors): (Hall, Doors),
        ready: impl FnOnce(Listening),
    ) -> Result<(), ServerError> {
        let Self { system, ports } = self;
        let shutdown = options.shutdown.as_secs().max(1);
        system.block_on(async move {
            let mut workers = stopped_by(options.signalled.as_ref())?
                .workers(options.threads)
                .max_concurrent_connections(connections(options).div_ceil(options.threads))
                .shutdown_timeout(shutdown);
            spawn(tell_of_stop(workers.graceful_shutdown_signal(), shutdown));
            let mut addresses = Vec::with_capacity(ports.len());
            for port in ports {
                let (listener, address, socket) = port.listen()?;
                let refused = |source| ServerError::Listen { listener, address, source };
                addresses.push((listener, address));
                workers = listen(workers, (listener, socket), options, (&hall, &doors)).map_err(refused)?;
            }
            let running = workers.run();
            ready(Listening { addresses, handle: running.handle() });
            running.await.map_err(ServerError::Stopped)
        })
    }
}

/// Settings are read at the start only, so there is nothing to do; but who sends it does not mean to end the server.
fn ignore_hangup() -> io::Result<()> {
    let mut hangups = signal(SignalKind::hangup())?;
    spawn(async move {
        while hangups.recv().await.is_some() {
            ::log::info!("SIGHUP is ignored: settings are read at startup; restart the server to apply changes");
        }
    });
    Ok(())
}

/// Begins a server that signals stop.
fn stopped_by(signalled: Option<&Signalled>) -> Result<ServerBuilder, ServerError> {
    let Some(Signalled { stopping, notice }) = signalled.cloned() else {
        return Ok(Workers::build().disable_signals());
    };
    let signals = StopSignals::listen().map_err(ServerError::Stopped)?;
    Ok(Workers::build().shutdown_signal(signals.stop(stopping, notice)))
}

async fn tell_of_stop(stop: GracefulShutdownSignal, seconds: u64) {
    stop.notified().await;
    ::log::info!("draining: no new connections; requests in progress get {seconds} s");
}

fn socket(address: SocketAddr) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    // A server that has just ended leaves connections behind that would hold the port.
    socket.set_reuse_address(true)?;
    // Connections inherit it.
    socket.set_send_buffer_size(SEND_BUFFER_BYTES)?;
    socket.bind(&address.into())?;
    Ok(socket)
}

/// Returns how many connections there may be, with files left for everything else.
fn connections(options: &Options) -> usize {
    let files = files::left_for_connections();
    if files < options.max_connections {
        ::log::warn!("at most {files} connections: limited by the number of open files; raise LimitNOFILE in the unit");
    }
    options.max_connections.min(files)
}

/// Answers what comes to a listener by its doors.
fn listen(
    workers: ServerBuilder,
    (listener, socket): (Listener, TcpListener),
    options: &Options,
    (hall, doors): (&Hall, &Doors),
) -> io::Result<ServerBuilder> {
    let stop = workers.graceful_shutdown_signal();
    let admission = admission(listener, options, hall);
    let (deadlines, hall, doors, room) = (options.deadlines, hall.clone(), doors.clone(), BodyRoom::default());
    workers.listen(listener.name(), socket, move || {
        let app = app(listener, hall.clone(), doors.clone());
        let app = app.into_factory().map_err(|fault: Error| fault.error_response());
        let http = HttpService::build()
            // Streams have deadlines of their own, which hold for every request.
            .keep_alive(KeepAlive::Os)
            .client_request_timeout(Duration::ZERO)
            .client_disconnect_timeout(deadlines.linger)
            .on_connect_ext(|stream: &Stream, data| {
                data.insert(stream.exchange());
            })
            .h1(map_config(app, |()| AppConfig::default()));
        let traffic = Arc::clone(&hall.traffic);
        let refused = move |refusal| {
            traffic.refuse(TurnedAway::from(refusal));
            listener.refused(refusal)
        };
        let takers = doors.takers(listener);
        let (clock, room, refused) = (hall.clock.clone(), room.clone(), Box::new(refused));
        let shortcut = doors.shortcut(listener, &hall.traffic);
        let terms = Rc::new(Terms { deadlines, clock, takers, room, refused, shortcut, scratch: Scratch::default() });
        let (admission, stop, traffic) = (admission.clone(), stop.clone(), Arc::clone(&hall.traffic));
        let accept = move |socket: TcpStream| {
            let stream = accept(socket, &terms, &stop, (&admission, &traffic));
            async move { stream.map_err(actix_http::error::DispatchError::from) }
        };
        fn_service(accept).and_then(http)
    })
}

/// Admits the connections of a listener, and counts them.
fn admission(listener: Listener, options: &Options, hall: &Hall) -> Arc<Admission> {
    let of_one = options.max_connections_per_address;
    let open = hall.traffic.listen(listener.name(), connections(options), of_one);
    Admission::new(of_one, hall.trusted_proxies.clone(), open)
}

/// Makes a stream of a socket, where its address may have one more.
fn accept(
    socket: TcpStream,
    terms: &Rc<Terms>,
    stop: &GracefulShutdownSignal,
    (admission, traffic): (&Arc<Admission>, &Traffic),
) -> io::Result<(Stream, Option<SocketAddr>)> {
    let peer = socket.peer_addr()?;
    let Some(admitted) = admission.admit(peer.ip()) else {
        traffic.refuse(TurnedAway::Connections);
        return Err(io::ErrorKind::ConnectionRefused.into());
    };
    // Answers are written whole; waiting for more to come only delays them.
    socket.set_nodelay(true)?;
    Ok((Stream::new((socket, peer.ip()), Rc::clone(terms), stop.clone(), admitted), Some(peer)))
}

fn app(
    listener: Listener,
    hall: Hall,
    doors: Doors,
) -> App<
    impl ServiceFactory<
        actix_web::dev::ServiceRequest,
        Config = (),
        Response = actix_web::dev::ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    App::new()
        .app_data(Data::from(hall.pool))
        .app_data(Data::from(hall.traffic))
        // Of what no route answers; a route has a name of its own.
        .app_data(RouteName::unknown(listener.last_door()))
        .wrap(from_fn(count::count))
        .wrap(from_fn(log::log))
        .wrap(from_fn(slices::slices))
        .wrap(from_fn(connection::exchange))
        .configure(|config| doors.open(listener, config))
}

//! `afisha peer`

use clap::{Args, Subcommand};

use crate::cli::fault::CommandError;
use crate::cli::settings::Settings;

use super::add::AddPeer;
use super::found::FindTorrents;
use super::imdb::ImportImdb;
use super::key::PeerKeyCommand;
use super::list::ListPeers;
use super::purge::PurgePeer;
use super::refuse::RefuseTorrents;
use super::remove::RemovePeer;
use super::sync::SyncPeer;
use super::test::TestPeer;

/// Manages the exchange of torrents with other operators' catalogues.
#[derive(Debug, Args)]
pub(in crate::cli) struct Peer {
    #[command(subcommand)]
    command: PeerAction,
}

#[derive(Debug, Subcommand)]
enum PeerAction {
    Key(PeerKeyCommand),
    Add(AddPeer),
    List(ListPeers),
    Test(TestPeer),
    Sync(SyncPeer),
    Imdb(ImportImdb),
    Purge(PurgePeer),
    Remove(RemovePeer),
    Found(FindTorrents),
    Refuse(RefuseTorrents),
}

impl Peer {
    pub(in crate::cli) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        match &self.command {
            PeerAction::Key(command) => command.run(settings),
            PeerAction::Add(command) => command.run(settings),
            PeerAction::List(command) => command.run(settings),
            PeerAction::Test(command) => command.run(settings),
            PeerAction::Sync(command) => command.run(settings),
            PeerAction::Imdb(command) => command.run(settings),
            PeerAction::Purge(command) => command.run(settings),
            PeerAction::Remove(command) => command.run(settings),
            PeerAction::Found(command) => command.run(settings),
            PeerAction::Refuse(command) => command.run(settings),
        }
    }
}

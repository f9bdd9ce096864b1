//! The faces: one file a command. The only room that prints.

mod btn;
mod check;
mod config;
mod demo;
mod downloader_door;
mod evaluate;
mod explain;
mod export;
mod fault;
mod files;
mod findings;
mod health;
mod import;
mod logging;
mod memory;
mod migrate;
mod output;
mod panics;
mod peer;
mod peering;
mod progress;
mod serve;
mod settings;
mod table;
mod threat_network;
mod usage;
mod viewer;
mod views;
mod way_in;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use memory::Memory;
use settings::Settings;

/// A film catalogue server for IPTV: set-top boxes, TV apps and downloaders browse it over the Films API.
#[derive(Debug, Parser)]
#[command(name = "afisha", version, arg_required_else_help = true)]
struct Arguments {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Serve),
    Health(health::Health),
    Import(import::ImportCommand),
    Check(check::Check),
    Export(export::Export),
    Migrate(migrate::Migrate),
    Config(config::ConfigCommand),
    Explain(explain::Explain),
    Evaluate(evaluate::Evaluate),
    Viewer(viewer::Viewer),
    Views(views::ViewsCommand),
    Peer(peer::Peer),
    Btn(btn::Btn),
}

/// Runs the command that the arguments of the process name: 0 done, 1 refused (a fault was printed), 2 usage.
pub fn run(memory: Memory) -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(fault) => return usage::explain(&fault),
    };
    logging::start();
    panics::leave_out_guarded();
    let settings = &arguments.settings;
    let done = match &arguments.command {
        Command::Serve(command) => command.run(settings, memory),
        Command::Health(command) => command.run(settings),
        Command::Import(command) => command.run(settings),
        Command::Check(command) => command.run(settings),
        Command::Export(command) => command.run(settings),
        Command::Migrate(command) => command.run(settings),
        Command::Config(command) => command.run(settings),
        Command::Explain(command) => command.run(settings),
        Command::Evaluate(command) => command.run(settings),
        Command::Viewer(command) => command.run(settings),
        Command::Views(command) => command.run(settings),
        Command::Peer(command) => command.run(settings),
        Command::Btn(command) => command.run(settings),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            fault.print();
            ExitCode::FAILURE
        }
    }
}

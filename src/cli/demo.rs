//! What `serve --demo` turns on where the settings do not.

use crate::config::{Config, Sources};

use super::fault::CommandError;

/// Settings, as variables would give them. The secret of the application is no secret.
const SETTINGS: [(&str, &str); 3] = [
    // The Registry is at the address of the server; it is not read without any.
    ("public_url", "http://127.0.0.1/"),
    (
        "registry",
        "{ contractor_id = 2, contractor_name = 'Demo', territory = [{ id = 16, name = 'Новосибирск', \
         time_zone = 'Asia/Novosibirsk', networks = ['0.0.0.0/0', '::/0'] }] }",
    ),
    ("auth", "{ client = [{ id = 'demo', secret = 'demo-secret' }] }"),
];

/// Turns the Registry and the token service on.
pub(super) fn turn_on(config: &mut Config) -> Result<(), CommandError> {
    let flags = SETTINGS.map(|(name, value)| (name, value.to_owned())).into();
    let demo = Config::load(&Sources { flags, ..Sources::default() })?.way_in;
    config.way_in.registry = config.way_in.registry.take().or(demo.registry);
    config.way_in.auth = config.way_in.auth.take().or(demo.auth);
    Ok(())
}

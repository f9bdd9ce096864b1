//! Variables that Kubernetes injects for a Service whose name begins with `afisha`: they look like settings and are none.

/// The protocols of ports.
const PROTOCOLS: [&str; 3] = ["tcp", "udp", "sctp"];
/// What the variables of a port end in.
const PORT_FIELDS: [&str; 4] = ["", "_PROTO", "_PORT", "_ADDR"];

/// Tells whether the variable is one of a Service: `…_SERVICE_HOST`, `…_SERVICE_PORT`, `…_SERVICE_PORT_HTTP`,
/// `…_PORT_8080_TCP`, `…_PORT_8080_TCP_ADDR` and their like, and `…_PORT` where it holds an address. (A `…_PORT` with a
/// bare number is a setting that somebody has mistyped.)
pub(super) fn is_injected(name: &str, value: &str) -> bool {
    let of_port = || name.match_indices("_PORT").any(|(at, port)| is_port(&name[at + port.len()..]));
    name.ends_with("_SERVICE_HOST")
        || name.ends_with("_SERVICE_PORT")
        || name.contains("_SERVICE_PORT_")
        || (name.ends_with("_PORT") && is_address(value))
        || of_port()
}

/// Tells whether this, after `_PORT`, is a number, a protocol and a field.
fn is_port(rest: &str) -> bool {
    let Some((number, rest)) = rest.strip_prefix('_').and_then(|rest| rest.split_once('_')) else { return false };
    let protocol = PROTOCOLS.iter().find_map(|protocol| rest.strip_prefix(protocol.to_uppercase().as_str()));
    number.parse::<u16>().is_ok() && protocol.is_some_and(|field| PORT_FIELDS.contains(&field))
}

/// Tells whether the value is like `tcp://10.0.0.1:8080`.
fn is_address(value: &str) -> bool {
    value.split_once("://").is_some_and(|(protocol, _)| PROTOCOLS.contains(&protocol))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_of_a_service_are_told_from_mistyped_settings() {
        for (name, value, expected) in [
            ("AFISHA_SERVICE_HOST", "10.0.0.1", true),
            ("AFISHA_SERVICE_PORT", "8080", true),
            ("AFISHA_SERVICE_PORT_HTTP", "8080", true),
            ("AFISHA_SERVICE_PORT_HTTP_ALT", "8081", true),
            ("AFISHA_PORT", "tcp://10.0.0.1:8080", true),
            ("AFISHA_PORT", "udp://[2001:db8::1]:53", true),
            ("AFISHA_PORT_8080_TCP", "tcp://10.0.0.1:8080", true),
            ("AFISHA_PORT_8080_TCP_PROTO", "tcp", true),
            ("AFISHA_PORT_8080_TCP_PORT", "8080", true),
            ("AFISHA_PORT_8080_TCP_ADDR", "10.0.0.1", true),
            ("AFISHA_PORT_53_UDP_ADDR", "10.0.0.1", true),
            ("AFISHA_PORT_9000_SCTP", "sctp://10.0.0.1:9000", true),
            ("AFISHA_DB_SERVICE_HOST", "10.0.0.2", true),
            ("AFISHA_DB_PORT", "tcp://10.0.0.2:5432", true),
            ("AFISHA_PORT_DB_PORT_5432_TCP_ADDR", "10.0.0.2", true),
            ("AFISHA_PORT", "8080", false),
            ("AFISHA_LISTEN_PORT", "8080", false),
            ("AFISHA_PORTS", "tcp://10.0.0.1:8080", false),
            ("AFISHA_PORT_8080", "8080", false),
            ("AFISHA_PORT_HTTP_TCP", "8080", false),
            ("AFISHA_PORT_8080_TCP_HOST", "10.0.0.1", false),
            ("AFISHA_PORT_65536_TCP", "tcp://10.0.0.1:65536", false),
            ("AFISHA_SERVICE", "10.0.0.1", false),
            ("AFISHA_SERVICE_HOSTS", "10.0.0.1", false),
            ("AFISHA_LISTEN", "127.0.0.1:8080", false),
        ] {
            assert_eq!(is_injected(name, value), expected, "{name}={value}");
        }
    }
}

//! What Kubernetes injects beside settings.

use afisha::config::Config;

use super::load_variables;

#[test]
fn variables_of_a_kubernetes_service_are_no_settings_and_stop_nothing() {
    let injected = load_variables(&[
        ("AFISHA_SERVICE_HOST", "10.96.0.7"),
        ("AFISHA_SERVICE_PORT", "8080"),
        ("AFISHA_SERVICE_PORT_HTTP", "8080"),
        ("AFISHA_PORT", "tcp://10.96.0.7:8080"),
        ("AFISHA_PORT_8080_TCP", "tcp://10.96.0.7:8080"),
        ("AFISHA_PORT_8080_TCP_PROTO", "tcp"),
        ("AFISHA_PORT_8080_TCP_PORT", "8080"),
        ("AFISHA_PORT_8080_TCP_ADDR", "10.96.0.7"),
        ("AFISHA_POSTGRES_SERVICE_HOST", "10.96.0.8"),
        ("AFISHA_POSTGRES_PORT", "tcp://10.96.0.8:5432"),
    ]);
    assert_eq!(injected, Ok(Config::default()));
}

#[test]
fn a_mistyped_setting_beside_them_stops_the_program() {
    for (name, value) in [
        ("AFISHA_PORT", "8080"),
        ("AFISHA_LISTEN_PORT", "8080"),
        ("AFISHA_PAGESIZE", "10"),
        ("AFISHA_SERVICE", "afisha"),
        ("AFISHA_PORT_8080", "8080"),
    ] {
        let faults = load_variables(&[("AFISHA_SERVICE_HOST", "10.96.0.7"), (name, value)]).unwrap_err().to_string();
        let expected = format!("{name}: {name} is not a setting");
        assert!(faults.starts_with(&expected) && faults.lines().count() == 1, "{faults}");
    }
}

//! What to do about what a database says: the sentence that an operator reads after its own.

/// Adds what to do to what libpq or the server says while a connection is made, on one line.
///
/// A server may speak another language than English; its words then stand alone.
pub(super) fn on_server(said: &str) -> String {
    const KNOWN: [(&[&str], &str); 11] = [
        (
            &["SSL support is not compiled in", "SSL is not supported by this build", "not supported by this build"],
            "this program was built without TLS to PostgreSQL; build it with `--features postgres-tls`, or use \
             sslmode=disable on a trusted network",
        ),
        (
            &["password authentication failed", "no password supplied", "empty password"],
            "set the right user and password in `database_url`, or give the user a password with ALTER ROLE",
        ),
        (
            &["database \"", "does not exist"],
            "correct the name in `database_url`, or create the database with `createdb --encoding=UTF8`",
        ),
        (
            &["role \"", "does not exist"],
            "correct the user in `database_url`, or create it with `createuser --pwprompt`",
        ),
        (
            &["no pg_hba.conf entry"],
            "the server accepts no connections from here: add a line for this user, database and address to its \
             pg_hba.conf; a hostssl line requires sslmode=require and a program built with `--features postgres-tls`",
        ),
        (&["could not translate host name"], "correct the host in `database_url`, or fix name resolution"),
        (
            &["Connection refused", "No such file or directory"],
            "start PostgreSQL, or correct host and port in `database_url`",
        ),
        (
            &["timeout expired", "Connection timed out", "No route to host", "Network is unreachable"],
            "the server does not answer: check whether it hangs, whether a firewall is in the way, and whether host \
             and port in `database_url` are correct",
        ),
        (&["permission denied"], "the user may not connect to this database: GRANT CONNECT, or use another user"),
        (
            &["too many clients", "remaining connection slots"],
            "raise max_connections on the server, or disconnect other clients",
        ),
        (&["starting up", "shutting down"], "wait until the server is up"),
    ];
    // What libpq asks back, the advice answers.
    let lines: Vec<&str> =
        said.lines().map(str::trim).filter(|line| !line.starts_with("Is the server running")).collect();
    let said = one_line(&lines.join("; "));
    // The advice on databases and on roles needs both of its texts, all others one of theirs.
    let meant = |texts: &[&str]| match texts {
        [object, "does not exist"] => said.contains(object) && said.contains("does not exist"),
        any => any.iter().any(|text| said.contains(text)),
    };
    with(&said, KNOWN.iter().find(|(texts, _)| meant(texts)).map(|(_, advice)| *advice))
}

/// Adds what to do to what a database says of its file or its disk.
pub(super) fn on_file(said: &str) -> String {
    const KNOWN: [(&[&str], &str); 5] = [
        (
            &["disk is full", "No space left on device"],
            "the disk is full: make room; the catalogue is as it was before",
        ),
        (
            &["readonly database", "unable to open database file"],
            "this user may not write to the file or to its directory, where SQLite keeps two more files: check with \
             `ls -ld`, and run commands as the server's user",
        ),
        (&["malformed"], DAMAGED),
        (&["not a database"], "correct the path in `database_url`"),
        (&["disk I/O error", "could not extend file"], "check the disk and the system log"),
    ];
    let said = one_line(said);
    with(&said, KNOWN.iter().find(|(texts, _)| texts.iter().any(|text| said.contains(text))).map(|(_, advice)| *advice))
}

/// Tells whether what a database says of its file can mean that this user may not write.
pub(super) fn is_refused_write(said: &str) -> bool {
    ["readonly database", "unable to open database file"].iter().any(|text| said.contains(text))
}

/// What to do about a damaged file.
pub(super) const DAMAGED: &str =
    "the file is damaged: restore a backup, or move it away and import the catalogue again";

fn with(said: &str, advice: Option<&str>) -> String {
    match advice {
        Some(advice) => format!("{said}; {advice}"),
        None => said.to_owned(),
    }
}

/// Puts what may be several lines on one.
fn one_line(said: &str) -> String {
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_says_is_followed_by_what_to_do() {
        for (said, begins) in [
            ("FATAL:  database \"x\" does not exist\n", "FATAL: database \"x\" does not exist; correct the name"),
            ("FATAL:  role \"x\" does not exist", "FATAL: role \"x\" does not exist; correct the user"),
            (
                "sslmode value \"require\" invalid when SSL support is not compiled in\n",
                "sslmode value \"require\" invalid when SSL support is not compiled in; this program was built \
                 without TLS",
            ),
            (
                "connection failed: Connection refused\n\tIs the server running on that host?\n",
                "connection failed: Connection refused; start PostgreSQL",
            ),
        ] {
            assert!(on_server(said).starts_with(begins), "{}", on_server(said));
        }
        assert_eq!(on_server("СБОЙ:  другое\n"), "СБОЙ: другое");
        assert_eq!(on_file("something else"), "something else");
    }
}

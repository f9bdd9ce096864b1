# Runs a throw-away PostgreSQL cluster until standard input ends, which is when the test program does, however it does.
# $1: the folder of the server's binaries. Prints the folder of the socket, or a line that begins with «failed».
dir=$(mktemp -d /tmp/afisha-pg-XXXXXX) || exit 1
trap 'rm -rf "$dir"' EXIT
"$1/initdb" --pgdata="$dir/data" --username=afisha --auth=trust --no-sync --encoding=UTF8 --locale=C \
    >"$dir/log" 2>&1 </dev/null || { echo "failed: initdb: $(tail -n 3 "$dir/log" | tr '\n' ' ')"; exit 1; }
# The role «guarded», where a test makes it, needs its password.
sed -i '1i local all guarded scram-sha-256' "$dir/data/pg_hba.conf"
"$1/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c fsync=off -c synchronous_commit=off \
    -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 -c min_wal_size=32MB -c max_wal_size=128MB \
    -c max_connections=300 -c shared_buffers=64MB -c autovacuum=off \
    >"$dir/log" 2>&1 </dev/null &
server=$!
echo "$dir"
cat >/dev/null
kill -QUIT "$server"
wait "$server"

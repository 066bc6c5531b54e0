/**
 * Starts Synapse with a database that does not wait for the disk after each transaction: a run of the suites makes thousands
 * of them, and what they wait for is only needed by those who lose their power.
 */
export const ENTRY_POINT = `import sqlite3

connect = sqlite3.connect


def connect_without_waiting(*args, **kwargs):
    connection = connect(*args, **kwargs)
    connection.execute("PRAGMA synchronous = OFF")
    return connection


sqlite3.connect = connect_without_waiting

from synapse.app.homeserver import main

main()
`;

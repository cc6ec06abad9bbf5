internal import GRDB

/// The tables of a SQLite journal. Migrations are only ever appended.
enum JournalSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("decisions") { database in
            try database.execute(sql: decisions)
        }
        return migrator
    }

    /// Names are the contract's keys. Lists are JSON. A register's texts are kept once each, under their digest.
    private static let decisions = """
        CREATE TABLE decision (
            id INTEGER PRIMARY KEY,
            time INTEGER NOT NULL,
            host TEXT NOT NULL,
            frontend TEXT NOT NULL,
            stage TEXT NOT NULL,
            action TEXT NOT NULL,
            mode TEXT NOT NULL,
            agreement TEXT,
            partner TEXT,
            direction TEXT,
            classes TEXT NOT NULL,
            violations TEXT NOT NULL,
            reply TEXT,
            queue_id TEXT,
            message_id TEXT,
            instance TEXT,
            client_address TEXT,
            client_name TEXT,
            helo_name TEXT,
            sender TEXT NOT NULL,
            recipients TEXT NOT NULL,
            encryption_protocol TEXT,
            encryption_cipher TEXT,
            encryption_keysize INTEGER NOT NULL,
            ccert_subject TEXT,
            ccert_issuer TEXT,
            ccert_fingerprint TEXT,
            sasl_username TEXT,
            policy_context TEXT,
            register TEXT NOT NULL
        );
        CREATE TABLE gap (
            id INTEGER PRIMARY KEY,
            time INTEGER NOT NULL,
            host TEXT NOT NULL,
            lost INTEGER NOT NULL
        );
        CREATE TABLE text (
            digest TEXT PRIMARY KEY,
            octets BLOB NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE register_text (
            register TEXT NOT NULL,
            position INTEGER NOT NULL,
            path TEXT NOT NULL,
            digest TEXT NOT NULL REFERENCES text (digest),
            PRIMARY KEY (register, position)
        ) WITHOUT ROWID;
        """
}

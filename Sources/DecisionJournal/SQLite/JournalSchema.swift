internal import GRDB

/// The tables of a SQLite journal. Migrations are only ever appended.
enum JournalSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("decisions") { database in
            try database.execute(sql: decisions)
        }
        migrator.registerMigration("chain") { database in
            try database.execute(sql: chain)
        }
        migrator.registerMigration("probes") { database in
            try database.execute(sql: probes)
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

    /// Each entry keeps its number in the chain and a hash over itself and its predecessor (``ChainHead``). What a record gets at
    /// its message's end is an entry of its own, and so is each removal of old entries: `through` is the newest removed, and
    /// `link` what that one kept.
    private static let chain = """
        ALTER TABLE decision ADD COLUMN chain BLOB;
        ALTER TABLE gap ADD COLUMN chain BLOB;
        CREATE TABLE completion (
            id INTEGER PRIMARY KEY,
            time INTEGER NOT NULL,
            record INTEGER NOT NULL,
            queue_id TEXT NOT NULL,
            chain BLOB NOT NULL
        );
        CREATE TABLE prune (
            id INTEGER PRIMARY KEY,
            time INTEGER NOT NULL,
            removed INTEGER NOT NULL,
            through INTEGER NOT NULL,
            link BLOB,
            chain BLOB NOT NULL
        );
        """

    /// What probes found, an address of a gateway a row; those of one probe have one time. No entries of the chain: they are what we
    /// saw of others, not what we did. `demands` is JSON.
    private static let probes = """
        CREATE TABLE probe (
            id INTEGER PRIMARY KEY,
            time INTEGER NOT NULL,
            agreement TEXT NOT NULL,
            domain TEXT,
            gateway TEXT NOT NULL,
            address TEXT NOT NULL,
            outcome TEXT NOT NULL,
            result TEXT,
            demands TEXT NOT NULL,
            reason TEXT,
            protocol TEXT,
            cipher TEXT,
            bits INTEGER,
            fingerprint TEXT,
            subject TEXT,
            issuer TEXT,
            not_after INTEGER,
            matched_name TEXT
        );
        CREATE INDEX probe_gateway ON probe (agreement, domain, gateway, time);
        """

    /// The tables whose rows are entries of the chain.
    static let entries = ["decision", "gap", "completion", "prune"]
}

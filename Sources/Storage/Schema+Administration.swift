extension Schema {
    /// What administrators set beside an account's rules, links that the platform has given, and
    /// the last reading of its directory.
    static let administrationTables = """
        -- document: Invitation.swift. No row: nobody has changed anything yet.
        CREATE TABLE account_invitation (
          account INTEGER PRIMARY KEY REFERENCES account,
          document TEXT NOT NULL,
          version INTEGER NOT NULL
        ) STRICT;

        -- A link for each scene of add_contact_way; the platform makes another one at each call.
        CREATE TABLE scene_link (
          account INTEGER NOT NULL REFERENCES account,
          scene TEXT NOT NULL,
          url TEXT NOT NULL,
          at INTEGER NOT NULL,
          PRIMARY KEY (account, scene)
        ) STRICT, WITHOUT ROWID;

        -- One row: the reading of the platform's directory. state: DirectorySync.swift.
        CREATE TABLE directory_sync (
          one INTEGER PRIMARY KEY CHECK (one = 1),
          state INTEGER NOT NULL,
          at INTEGER NOT NULL,
          code INTEGER,
          members INTEGER NOT NULL DEFAULT 0,
          departments INTEGER NOT NULL DEFAULT 0
        ) STRICT;

        CREATE INDEX audit_subject ON audit(subject, id);
        CREATE INDEX audit_actor ON audit(actor, id);
        CREATE INDEX account_effect_mishap ON account_effect(account, id) WHERE state IN (0, 2, 3);
        """
}

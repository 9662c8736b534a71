import SQLite

/// The schema as migrations. A released script is never changed: a new one is added.
///
/// Every table is STRICT. Closed sets of words are integers (`Codes.swift`), times are milliseconds
/// on kefud's line (`…_at`, `…_until`) unless a comment says seconds, absent is NULL.
enum Schema {
    static let migrations = Migrations([
        Migrations.Script(
            "the first tables", directoryTables + peopleTables + routingTables + recordTables),
        Migrations.Script("what belongs to one visitor", visitorIndexes),
        Migrations.Script("what is older than our own doing (rules 22 and 23)", chatAgeColumns),
        Migrations.Script("what administrators set", administrationTables),
        Migrations.Script("open sessions are counted in their index", openSessionIndex),
        Migrations.Script("what a pull must know after a restart", pullColumns),
    ])

    /// How the erasure of a visitor finds its rows.
    static let visitorIndexes = """
        CREATE INDEX session_visitor ON session(visitor);
        CREATE INDEX message_without_session ON message(visitor)
        WHERE session IS NULL AND visitor IS NOT NULL;
        """

    static let chatAgeColumns = """
        ALTER TABLE conversation ADD COLUMN platform_ended_at INTEGER;
        ALTER TABLE conversation ADD COLUMN changed_at INTEGER;
        """

    static let openSessionIndex = """
        DROP INDEX session_open;
        CREATE INDEX session_open ON session(agent, account) WHERE phase <> 2;
        """

    /// complete_until: everything that the platform had then is stored. paused_…: not before this.
    static let pullColumns = """
        ALTER TABLE pull ADD COLUMN complete_until INTEGER;
        UPDATE pull SET complete_until = last_pull_at WHERE is_first_pull = 0;
        ALTER TABLE pull ADD COLUMN paused_until INTEGER;
        ALTER TABLE pull ADD COLUMN paused_without_token_until INTEGER;
        ALTER TABLE account_routing ADD COLUMN given_back_at INTEGER;
        """

    /// Sub-organisations, departments, members, accounts, visitors.
    static let directoryTables = """
        CREATE TABLE sub_organisation (
          id INTEGER PRIMARY KEY,
          name TEXT NOT NULL,
          created_at INTEGER NOT NULL,
          version INTEGER NOT NULL DEFAULT 1
        ) STRICT;
        CREATE UNIQUE INDEX sub_organisation_name ON sub_organisation(name);

        CREATE TABLE department (
          id INTEGER PRIMARY KEY,
          parent INTEGER REFERENCES department,
          name TEXT NOT NULL,
          position INTEGER NOT NULL DEFAULT 0,
          sub_organisation INTEGER REFERENCES sub_organisation,
          version INTEGER NOT NULL DEFAULT 1
        ) STRICT;
        CREATE INDEX department_parent ON department(parent) WHERE parent IS NOT NULL;

        -- One member is one row for ever: a USERID that is used again gets a new row, so that it
        -- inherits nothing. set_status, last_received_at and relay_absence are routing's.
        CREATE TABLE member (
          id INTEGER PRIMARY KEY,
          userid TEXT NOT NULL,
          name TEXT,
          avatar TEXT,
          sub_organisation INTEGER REFERENCES sub_organisation,
          is_active INTEGER NOT NULL DEFAULT 1,
          in_directory INTEGER NOT NULL,
          created_at INTEGER,
          removed_at INTEGER,
          version INTEGER NOT NULL DEFAULT 1,
          set_status INTEGER,
          last_received_at INTEGER,
          relay_absence INTEGER
        ) STRICT;
        CREATE INDEX member_userid ON member(userid);
        CREATE UNIQUE INDEX member_present ON member(userid) WHERE removed_at IS NULL;

        CREATE TABLE member_department (
          member INTEGER NOT NULL REFERENCES member,
          department INTEGER NOT NULL REFERENCES department,
          position INTEGER NOT NULL,
          PRIMARY KEY (member, department)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX member_department_department ON member_department(department, position);

        -- status 0 is not adopted: the columns of the settings are NULL.
        CREATE TABLE account (
          id INTEGER PRIMARY KEY,
          open_kfid TEXT NOT NULL UNIQUE,
          name TEXT NOT NULL,
          avatar TEXT,
          manage_privilege INTEGER NOT NULL DEFAULT 0,
          is_listed INTEGER NOT NULL DEFAULT 1,
          status INTEGER NOT NULL DEFAULT 0,
          version INTEGER NOT NULL DEFAULT 1,
          created_at INTEGER NOT NULL,
          adopted_at INTEGER,
          sub_organisation INTEGER REFERENCES sub_organisation,
          strategy INTEGER,
          prior_agent_first INTEGER,
          cap INTEGER,
          visitor_silence INTEGER,
          agent_silence INTEGER,
          when_nobody INTEGER,
          reception_channel INTEGER,
          time_zone TEXT,
          hours TEXT,
          prompts TEXT,
          chosen_agents TEXT,
          chosen_departments TEXT,
          takes_platform_list INTEGER NOT NULL DEFAULT 0,
          access_link TEXT,
          deletion_code INTEGER
        ) STRICT;

        CREATE TABLE account_avatar (
          account INTEGER PRIMARY KEY REFERENCES account,
          type TEXT NOT NULL,
          bytes BLOB NOT NULL
        ) STRICT;

        CREATE TABLE visitor (
          id INTEGER PRIMARY KEY,
          external_userid TEXT NOT NULL UNIQUE,
          name TEXT,
          avatar TEXT,
          details_at INTEGER
        ) STRICT;

        """

    /// People who sign in, and what they did.
    static let peopleTables = """
        -- name_key is the name in lower case (SQLite's NOCASE knows ASCII only); a removed user
        -- keeps its row for what it acknowledged, and gives its key free.
        CREATE TABLE user (
          id INTEGER PRIMARY KEY,
          name TEXT NOT NULL,
          name_key TEXT NOT NULL UNIQUE,
          role INTEGER NOT NULL,
          member INTEGER REFERENCES member,
          sub_organisation INTEGER REFERENCES sub_organisation,
          password_hash TEXT,
          must_change_password INTEGER NOT NULL DEFAULT 0,
          created_at INTEGER NOT NULL,
          disabled_at INTEGER,
          removed_at INTEGER,
          version INTEGER NOT NULL DEFAULT 1
        ) STRICT;

        CREATE TABLE token (
          id INTEGER PRIMARY KEY,
          user INTEGER NOT NULL REFERENCES user,
          label TEXT NOT NULL,
          hash BLOB NOT NULL UNIQUE,
          created_at INTEGER NOT NULL,
          last_used_at INTEGER,
          revoked_at INTEGER
        ) STRICT;
        CREATE INDEX token_user ON token(user);

        CREATE TABLE web_session (
          hash BLOB PRIMARY KEY,
          user INTEGER NOT NULL REFERENCES user,
          csrf_hash BLOB NOT NULL,
          created_at INTEGER NOT NULL,
          expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX web_session_user ON web_session(user);
        CREATE INDEX web_session_expires ON web_session(expires_at);

        -- Names and not only numbers: the log outlives what it speaks of.
        CREATE TABLE audit (
          id INTEGER PRIMARY KEY,
          at INTEGER NOT NULL,
          user INTEGER,
          actor TEXT NOT NULL,
          action TEXT NOT NULL,
          subject TEXT NOT NULL,
          before TEXT,
          after TEXT
        ) STRICT;

        CREATE TABLE idempotency_key (
          agent INTEGER NOT NULL REFERENCES member,
          key TEXT NOT NULL,
          body_hash BLOB NOT NULL,
          message INTEGER NOT NULL,
          at INTEGER NOT NULL,
          PRIMARY KEY (agent, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX idempotency_key_at ON idempotency_key(at);

        """
}

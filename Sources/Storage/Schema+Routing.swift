extension Schema {
    /// What routing must know again after a start, and the pull.
    static let routingTables = """
        CREATE TABLE account_routing (
          account INTEGER PRIMARY KEY REFERENCES account,
          pointer INTEGER REFERENCES member,
          assignment_times TEXT,
          chooses_nobody_until INTEGER
        ) STRICT;

        -- position NULL: known to the account, not on its list. as_of NULL: on the list, nothing
        -- heard of it yet. as_of and doubted_since are the platform's Unix seconds.
        CREATE TABLE listed_agent (
          account INTEGER NOT NULL REFERENCES account,
          agent INTEGER NOT NULL REFERENCES member,
          position INTEGER,
          as_of INTEGER,
          reception INTEGER,
          absence INTEGER,
          doubted_since INTEGER,
          refused_at TEXT,
          barred_until INTEGER,
          PRIMARY KEY (account, agent)
        ) STRICT, WITHOUT ROWID;

        -- extra: the rare lists of a session as compact text (Session+Extra.swift).
        CREATE TABLE session (
          id INTEGER PRIMARY KEY,
          account INTEGER NOT NULL REFERENCES account,
          visitor INTEGER NOT NULL REFERENCES visitor,
          phase INTEGER NOT NULL,
          agent INTEGER REFERENCES member,
          place INTEGER NOT NULL,
          waiting_since INTEGER NOT NULL,
          reception_channel INTEGER NOT NULL,
          opened_by INTEGER NOT NULL,
          opened_at INTEGER NOT NULL,
          assigned_at INTEGER,
          ended_at INTEGER,
          end_reason INTEGER,
          last_message_at INTEGER,
          visit_channel TEXT,
          visitor_wrote_at INTEGER,
          is_unanswered INTEGER NOT NULL,
          visitor_silent_at INTEGER,
          agent_silent_at INTEGER,
          queue_prompt_is_done INTEGER NOT NULL,
          queue_prompt_text TEXT,
          end_prompt_is_done INTEGER NOT NULL,
          waits_for_read INTEGER NOT NULL,
          agent_is_gone INTEGER NOT NULL,
          extra TEXT,
          rating TEXT,
          rating_message INTEGER
        ) STRICT;
        CREATE INDEX session_account ON session(account, opened_at);
        CREATE INDEX session_agent ON session(agent, opened_at) WHERE agent IS NOT NULL;
        CREATE INDEX session_open ON session(agent) WHERE phase <> 2;

        -- platform: 0 open (0 or 1), 1 pool, 2 with platform_agent, 3 ended.
        CREATE TABLE conversation (
          account INTEGER NOT NULL REFERENCES account,
          visitor INTEGER NOT NULL REFERENCES visitor,
          is_live INTEGER NOT NULL,
          open_session INTEGER REFERENCES session,
          latest_session INTEGER REFERENCES session,
          prior_agent INTEGER REFERENCES member,
          platform INTEGER NOT NULL,
          platform_agent INTEGER REFERENCES member,
          is_uncertain INTEGER NOT NULL,
          budget_opened_at INTEGER,
          budget_used INTEGER NOT NULL,
          offline_prompt_at INTEGER,
          offline_session INTEGER,
          offline_until INTEGER,
          visit_channel TEXT,
          ticket_place INTEGER,
          ticket_waiting_since INTEGER,
          ticket_until INTEGER,
          held TEXT,
          closing_session INTEGER,
          closing_attempted_at INTEGER,
          reading INTEGER,
          PRIMARY KEY (account, visitor)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX conversation_live ON conversation(account) WHERE is_live = 1;

        -- kind: 0 change, 1 read (target 1: and adopt), 2 send, 3 send on a code. state: 0 pending,
        -- others are final.
        -- text and body (what a send shows) become NULL once it is delivered or given up: the
        -- message has them.
        CREATE TABLE effect (
          id INTEGER PRIMARY KEY,
          account INTEGER NOT NULL REFERENCES account,
          visitor INTEGER NOT NULL REFERENCES visitor,
          session INTEGER,
          kind INTEGER NOT NULL,
          target INTEGER,
          target_agent INTEGER REFERENCES member,
          code TEXT,
          message INTEGER,
          prompt INTEGER,
          text TEXT,
          body TEXT,
          created_at INTEGER NOT NULL,
          deadline INTEGER,
          attempts INTEGER NOT NULL,
          attempted_at INTEGER,
          next_try_at INTEGER,
          is_uncertain INTEGER NOT NULL DEFAULT 0,
          state INTEGER NOT NULL DEFAULT 0,
          finished_at INTEGER,
          result_code INTEGER,
          error TEXT
        ) STRICT;
        CREATE INDEX effect_pending ON effect(id) WHERE state = 0;
        CREATE INDEX effect_mishap ON effect(state) WHERE state IN (2, 3, 4, 6);

        -- Calls about an account itself; kind: 0 add servicers, 1 delete servicers, 2 update,
        -- 3 delete the account, 4 fetch its link.
        CREATE TABLE account_effect (
          id INTEGER PRIMARY KEY,
          account INTEGER NOT NULL REFERENCES account,
          kind INTEGER NOT NULL,
          payload TEXT NOT NULL,
          results TEXT,
          created_at INTEGER NOT NULL,
          attempts INTEGER NOT NULL DEFAULT 0,
          attempted_at INTEGER,
          next_try_at INTEGER,
          state INTEGER NOT NULL DEFAULT 0,
          finished_at INTEGER,
          result_code INTEGER,
          error TEXT
        ) STRICT;
        CREATE INDEX account_effect_pending ON account_effect(id) WHERE state = 0;

        -- What each effect's message id at the platform begins with, from which effect on.
        CREATE TABLE message_id_prefix (
          from_effect INTEGER PRIMARY KEY,
          prefix TEXT NOT NULL
        ) STRICT;

        -- hinted_at: a callback that no pull has answered yet.
        CREATE TABLE pull (
          account INTEGER PRIMARY KEY REFERENCES account,
          cursor TEXT,
          token TEXT,
          token_arrived_at INTEGER,
          hinted_at INTEGER,
          last_pull_at INTEGER,
          is_first_pull INTEGER NOT NULL DEFAULT 1
        ) STRICT;

        -- The platform's message ids of the last days, in two generations that take turns: a unique
        -- index over all messages would cost most of the speed (random ids), and dropping a
        -- generation costs little.
        CREATE TABLE seen_a (
          account INTEGER NOT NULL, msgid TEXT NOT NULL, message INTEGER,
          PRIMARY KEY (account, msgid)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE seen_b (
          account INTEGER NOT NULL, msgid TEXT NOT NULL, message INTEGER,
          PRIMARY KEY (account, msgid)
        ) STRICT, WITHOUT ROWID;

        -- One row: the next numbers, the last commit, which generation of seen ids is written.
        CREATE TABLE progress (
          one INTEGER PRIMARY KEY CHECK (one = 1),
          last_commit INTEGER,
          next_session INTEGER NOT NULL,
          next_effect INTEGER NOT NULL,
          next_message INTEGER NOT NULL,
          next_place INTEGER NOT NULL,
          seen_generation INTEGER NOT NULL,
          seen_since INTEGER
        ) STRICT;
        INSERT INTO progress VALUES (1, NULL, 1, 1, 1, 1, 0, NULL);

        """

    /// What is kept for people: messages, decisions, the agents' feed, alerts.
    static let recordTables = """
        -- origin: Message.swift. type: MessageType. sent_at: the platform's Unix seconds. body: the
        -- platform's JSON of the body, where text does not say it all.
        CREATE TABLE message (
          id INTEGER PRIMARY KEY,
          account INTEGER NOT NULL REFERENCES account,
          visitor INTEGER REFERENCES visitor,
          session INTEGER REFERENCES session,
          origin INTEGER NOT NULL,
          agent INTEGER REFERENCES member,
          type INTEGER NOT NULL,
          text TEXT,
          body TEXT,
          sent_at INTEGER,
          at INTEGER NOT NULL,
          state INTEGER NOT NULL,
          code INTEGER
        ) STRICT;
        CREATE INDEX message_session ON message(session) WHERE session IS NOT NULL;

        -- Events that belong to no account we could name.
        CREATE TABLE stray_event (
          id INTEGER PRIMARY KEY,
          open_kfid TEXT NOT NULL,
          at INTEGER NOT NULL,
          json TEXT NOT NULL
        ) STRICT;

        -- actor: NULL, a user's number, or -agent when the session's agent decided.
        CREATE TABLE decision (
          id INTEGER PRIMARY KEY,
          session INTEGER NOT NULL REFERENCES session,
          at INTEGER NOT NULL,
          rule INTEGER NOT NULL,
          agent INTEGER REFERENCES member,
          from_agent INTEGER REFERENCES member,
          actor INTEGER,
          detail TEXT,
          excluded TEXT,
          candidates TEXT
        ) STRICT;
        CREATE INDEX decision_session ON decision(session);

        -- The newest row is never pruned, so numbers are never used twice.
        CREATE TABLE feed (
          id INTEGER PRIMARY KEY,
          agent INTEGER NOT NULL REFERENCES member,
          kind INTEGER NOT NULL,
          at INTEGER NOT NULL,
          session INTEGER REFERENCES session,
          message INTEGER,
          from_agent INTEGER,
          to_agent INTEGER,
          reason TEXT
        ) STRICT;
        CREATE INDEX feed_agent ON feed(agent);

        -- Per agent the newest row that was pruned: an older cursor has missed something.
        CREATE TABLE feed_pruned (
          agent INTEGER PRIMARY KEY REFERENCES member,
          through INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE alert (
          id INTEGER PRIMARY KEY,
          kind INTEGER NOT NULL,
          account INTEGER NOT NULL REFERENCES account,
          session INTEGER REFERENCES session,
          at INTEGER NOT NULL,
          detail TEXT,
          acknowledged_by INTEGER REFERENCES user,
          acknowledged_at INTEGER
        ) STRICT;
        CREATE INDEX alert_open ON alert(id) WHERE acknowledged_at IS NULL;

        """
}

extension Schema {
    /// Temporary views of each connection, so that a change of them is no migration. CROSS JOIN
    /// keeps SQLite from turning the order of the tables round: the first one is always filtered.
    static let views = """
        CREATE TEMP VIEW session_record AS
        SELECT s.id AS id, s.account AS account, s.visitor AS visitor, s.place AS place,
          s.waiting_since AS waiting_since, s.reception_channel AS reception_channel,
          s.opened_by AS opened_by, s.opened_at AS opened_at, s.phase AS phase,
          s.agent AS agent, s.assigned_at AS assigned_at, s.ended_at AS ended_at,
          s.end_reason AS end_reason, s.last_message_at AS last_message_at,
          s.visit_channel AS visit_channel, s.visitor_wrote_at AS visitor_wrote_at,
          s.is_unanswered AS is_unanswered, s.visitor_silent_at AS visitor_silent_at,
          s.agent_silent_at AS agent_silent_at, s.queue_prompt_is_done AS queue_prompt_is_done,
          s.queue_prompt_text AS queue_prompt_text, s.end_prompt_is_done AS end_prompt_is_done,
          s.waits_for_read AS waits_for_read, s.agent_is_gone AS agent_is_gone,
          s.extra AS extra,
          a.open_kfid AS open_kfid, a.sub_organisation AS sub_organisation,
          m.userid AS userid, m.name AS agent_name,
          v.external_userid AS external_userid, v.name AS visitor_name, v.avatar AS visitor_avatar,
          c.budget_opened_at AS budget_opened_at, c.budget_used AS budget_used,
          s.rating AS rating
        FROM session s
        CROSS JOIN account a ON a.id = s.account
        CROSS JOIN visitor v ON v.id = s.visitor
        LEFT JOIN member m ON m.id = s.agent
        LEFT JOIN conversation c ON c.account = s.account AND c.visitor = s.visitor;

        CREATE TEMP VIEW message_record AS
        SELECT g.id AS id, g.session AS session, g.origin AS origin, g.agent AS agent,
          m.userid AS userid, g.type AS type, g.text AS text, g.body AS body,
          g.sent_at AS sent_at, g.at AS at, g.state AS state, g.code AS code,
          g.account AS account, g.visitor AS visitor
        FROM message g LEFT JOIN member m ON m.id = g.agent;

        CREATE TEMP VIEW effect_record AS
        SELECT e.id AS id, e.account AS account, a.open_kfid AS open_kfid, e.visitor AS visitor,
          v.external_userid AS external_userid, e.session AS session, e.kind AS kind,
          e.target AS target, m.userid AS target_userid, e.message AS message,
          e.prompt AS prompt, e.state AS state, e.attempts AS attempts,
          e.attempted_at AS attempted_at, e.next_try_at AS next_try_at,
          e.created_at AS created_at, e.deadline AS deadline, e.finished_at AS finished_at,
          e.result_code AS result_code, e.error AS error,
          a.sub_organisation AS sub_organisation
        FROM effect e
        CROSS JOIN account a ON a.id = e.account
        CROSS JOIN visitor v ON v.id = e.visitor
        LEFT JOIN member m ON m.id = e.target_agent;

        CREATE TEMP VIEW alert_record AS
        SELECT l.id AS id, l.kind AS kind, l.account AS account, l.session AS session,
          l.at AS at, l.detail AS detail, a.open_kfid AS open_kfid,
          a.sub_organisation AS sub_organisation, u.name AS acknowledged_by,
          l.acknowledged_at AS acknowledged_at
        FROM alert l
        CROSS JOIN account a ON a.id = l.account
        LEFT JOIN user u ON u.id = l.acknowledged_by;

        CREATE TEMP VIEW user_record AS
        SELECT u.id AS id, u.name AS name, u.role AS role, u.member AS member,
          m.userid AS userid, u.sub_organisation AS sub_organisation,
          u.password_hash AS password_hash, u.must_change_password AS must_change_password,
          u.disabled_at IS NULL AS is_active, u.created_at AS created_at, u.version AS version,
          u.name_key AS name_key
        FROM user u LEFT JOIN member m ON m.id = u.member
        WHERE u.removed_at IS NULL;
        """
}

-- Tasks: who must do what, by when, and what became of it, for BI tools. Dropped and made anew by every migration: names and columns
-- are a promise to their readers. They show short quotes and single sentences, never whole texts. A column without a comment
-- passes one of the warehouse through, and has its words (theodoi.load.comments).

DROP VIEW IF EXISTS bi.pledges, bi.assignments_due, bi.assignment_load, bi.assignments;
DROP FUNCTION IF EXISTS bi.assignments_at;

-- The last day of an ISO-like time: of a month, quarter, half or year, or of a span of two times; null where it is none.
CREATE OR REPLACE FUNCTION warehouse.last_day_of_one(told text) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN told ~ '^\d{4}-\d\d-\d\d$' THEN make_date(left(told, 4)::integer, substr(told, 6, 2)::integer, right(told, 2)::integer)
    WHEN told ~ '^\d{4}-\d\d$' THEN (make_date(left(told, 4)::integer, right(told, 2)::integer, 1) + interval '1 month - 1 day')::date
    WHEN told ~ '^\d{4}-Q[1-4]$' THEN (make_date(left(told, 4)::integer, 3 * right(told, 1)::integer, 1) + interval '1 month - 1 day')::date
    WHEN told ~ '^\d{4}-H[12]$' THEN (make_date(left(told, 4)::integer, 6 * right(told, 1)::integer, 1) + interval '1 month - 1 day')::date
    WHEN told ~ '^\d{4}$' THEN make_date(told::integer, 12, 31)
END;

CREATE OR REPLACE FUNCTION warehouse.last_day(told text) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN told ~ '^[^/]+/[^/]+$' THEN warehouse.last_day_of_one(split_part(told, '/', 2))
    ELSE warehouse.last_day_of_one(told)
END;

-- The bodies of a task by the last of their heirs; a group by its name without "các", "một số".
CREATE OR REPLACE FUNCTION warehouse.task_bodies(names jsonb, ids jsonb) RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE
RETURN ARRAY(
    SELECT DISTINCT coalesce(o.lineage_id, i.id, regexp_replace(lower(n.name), '^(các|một số|những|nhiều|tất cả|toàn bộ) (các )?', ''))
    FROM jsonb_array_elements_text(names) WITH ORDINALITY AS n (name, position)
    JOIN jsonb_array_elements_text(ids) WITH ORDINALITY AS i (id, position) USING (position)
    LEFT JOIN warehouse.organisations AS o ON o.organisation_id = i.id
    ORDER BY 1
);

-- The next day on which a task that comes again is due: the last of its week (Sunday), month, quarter, half or year.
CREATE OR REPLACE FUNCTION warehouse.next_due(recurrence text, as_of date) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE recurrence
    WHEN 'daily' THEN as_of
    WHEN 'weekly' THEN (date_trunc('week', as_of::timestamp) + interval '6 days')::date
    WHEN 'monthly' THEN (date_trunc('month', as_of::timestamp) + interval '1 month - 1 day')::date
    WHEN 'quarterly' THEN (date_trunc('quarter', as_of::timestamp) + interval '3 months - 1 day')::date
    WHEN 'half_yearly' THEN make_date(extract(year FROM as_of)::integer, CASE WHEN extract(month FROM as_of) <= 6 THEN 6 ELSE 12 END,
                                      CASE WHEN extract(month FROM as_of) <= 6 THEN 30 ELSE 31 END)
    WHEN 'yearly' THEN make_date(extract(year FROM as_of)::integer, 12, 31)
END;

-- A state in words for analysts.
CREATE OR REPLACE FUNCTION warehouse.state_in_words(state text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE state
    WHEN 'not_due' THEN 'chưa đến hạn'
    WHEN 'due_soon' THEN 'đến hạn trong 14 ngày'
    WHEN 'past_without_news' THEN 'đã qua hạn, chưa thấy tin hoàn thành'
    WHEN 'told_late' THEN 'có tin chậm'
    WHEN 'told_done' THEN 'có tin hoàn thành'
    WHEN 'told_done_in_part' THEN 'có tin hoàn thành một phần'
    WHEN 'extended' THEN 'có tin gia hạn'
    WHEN 'handed_over' THEN 'có tin chuyển cơ quan khác'
    WHEN 'dropped' THEN 'có tin dừng'
    WHEN 'no_deadline' THEN 'không có thời hạn'
    WHEN 'not_enough_data' THEN 'không đủ dữ liệu'
END;

-- The tasks as they stood on a day: what was told up to then, and nothing later.
CREATE FUNCTION bi.assignments_at(as_of date) RETURNS TABLE (
    assignment_id text, kind text, task text, assignees text, assignee_ids text[], heirs text, heir_candidates text, of_group boolean,
    partners text, assigned_by text, assigned_by_id text, former_holder text, holder text, deadline text, due_on date, deadline_kind text,
    next_due_on date, recurrence text, based_on text, decree_id text, output text, state text, state_vi text, told_on date, told_quote text,
    told_url text, confidence numeric, first_seen_on date, last_seen_on date, articles bigint, sources bigint, party_order boolean,
    said_by_person text, said_by_office text, venue text, quote text, sentence text, article_url text, state_as_of date
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
WITH mentions AS (
    SELECT
        t.task_id, t.told_on AS mentioned_on, t.bodies, m.*, a.url, st.source_id AS source, st.same_as
    FROM warehouse.task_mentions AS t
    JOIN warehouse.assignments AS m USING (assignment_id)
    JOIN warehouse.articles AS a USING (article_id)
    JOIN warehouse.article_stories AS st USING (article_id)
    WHERE t.told_on <= as_of
),
tasks AS (
    SELECT
        task_id,
        (array_agg(assignment_id ORDER BY jsonb_array_length(assignees) DESC, mentioned_on, assignment_id))[1] AS fullest_id,
        mode() WITHIN GROUP (ORDER BY assigned_by)    AS assigned_by,
        mode() WITHIN GROUP (ORDER BY assigned_by_id) AS assigned_by_id,
        max(former_holder)                            AS former_holder,
        (array_agg(deadline ORDER BY length(deadline) DESC, mentioned_on, assignment_id) FILTER (WHERE deadline IS NOT NULL))[1] AS deadline,
        max(deadline_kind)                            AS deadline_kind,
        max(recurrence)                               AS recurrence,
        mode() WITHIN GROUP (ORDER BY based_on)       AS based_on,
        max(output)                                   AS output,
        bool_or(party_order)                          AS party_order,
        max(said_by_person)                           AS said_by_person,
        max(said_by_office)                           AS said_by_office,
        max(venue)                                    AS venue,
        min(mentioned_on)                             AS first_seen_on,
        max(mentioned_on)                             AS last_seen_on,
        count(DISTINCT same_as)                       AS articles,
        count(DISTINCT source)                        AS sources
    FROM mentions
    GROUP BY task_id
),
events AS (
    SELECT
        e.task_id, e.event, e.confidence, e.task_news_id, b.told_on AS happened_on, n.deadline AS new_deadline, n.taker,
        CASE WHEN u.source_id IS NULL THEN n.sentence END AS sentence, a.url
    FROM warehouse.assignment_events AS e
    JOIN warehouse.task_news AS n USING (task_news_id)
    JOIN warehouse.task_news_bodies AS b USING (task_news_id)
    JOIN warehouse.articles AS a USING (article_id)
    LEFT JOIN warehouse.unquotable AS u ON u.source_id = a.source_id
    WHERE b.told_on <= as_of
),
-- What was told last goes; of one day the end of a task before what is said on the way.
newest AS (
    SELECT DISTINCT ON (task_id) *
    FROM events
    ORDER BY task_id, happened_on DESC, array_position(ARRAY['done', 'dropped', 'handed_over', 'extended', 'part', 'late'], event), confidence DESC, task_news_id
),
-- A new date goes before the one that it was given first.
extended AS (
    SELECT DISTINCT ON (task_id) task_id, new_deadline
    FROM events
    WHERE event = 'extended' AND new_deadline IS NOT NULL
    ORDER BY task_id, happened_on DESC, task_news_id
),
dated AS (
    SELECT
        t.*, coalesce(x.new_deadline, t.deadline) AS until,
        CASE WHEN t.deadline_kind IS DISTINCT FROM 'from' OR x.new_deadline IS NOT NULL
             THEN warehouse.last_day(coalesce(x.new_deadline, t.deadline)) END AS due
    FROM tasks AS t
    LEFT JOIN extended AS x USING (task_id)
),
-- Days of which a nightly run was published, and days on which pages were read.
read_days AS (
    SELECT DISTINCT r.day FROM ops.runs AS r WHERE r.published_at IS NOT NULL AND r.day IS NOT NULL AND r.day <= as_of
),
last_read AS (
    SELECT max(coalesce(a.published_on, (a.captured_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)) AS day
    FROM warehouse.articles AS a
    WHERE coalesce(a.published_on, (a.captured_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) <= as_of
),
stated AS (
    SELECT
        d.*, n.event, n.happened_on, n.sentence AS event_sentence, n.url AS event_url, n.confidence AS event_confidence, n.taker,
        CASE
            WHEN n.event = 'done' THEN 'told_done'
            WHEN n.event = 'dropped' THEN 'dropped'
            WHEN n.event = 'handed_over' THEN 'handed_over'
            WHEN n.event = 'late' THEN 'told_late'
            WHEN n.event = 'part' THEN 'told_done_in_part'
            WHEN n.event = 'extended' AND (d.due IS NULL OR d.due >= as_of) THEN 'extended'
            WHEN d.recurrence IS NOT NULL AND (d.due IS NULL OR d.due < as_of) THEN 'not_due'
            WHEN d.due IS NULL THEN 'no_deadline'
            WHEN d.due > as_of + 14 THEN 'not_due'
            WHEN d.due >= as_of THEN 'due_soon'
            WHEN (SELECT day FROM last_read) <= d.due THEN 'not_enough_data'
            WHEN (SELECT count(*) FROM read_days AS r WHERE r.day > d.due) < 0.8 * (as_of - d.due - 1) THEN 'not_enough_data'
            ELSE 'past_without_news'
        END AS state
    FROM dated AS d
    LEFT JOIN newest AS n USING (task_id)
)
SELECT
    s.task_id,
    f.kind,
    CASE WHEN u.source_id IS NULL THEN f.task END,
    (SELECT string_agg(name, '; ' ORDER BY position) FROM jsonb_array_elements_text(f.assignees) WITH ORDINALITY AS n (name, position)),
    ARRAY(SELECT id FROM jsonb_array_elements_text(f.assignee_ids) AS id WHERE id IS NOT NULL),
    h.heirs,
    h.candidates,
    NOT EXISTS (SELECT FROM jsonb_array_elements_text(f.assignee_ids) AS id WHERE id IS NOT NULL),
    (SELECT string_agg(name, '; ' ORDER BY position) FROM jsonb_array_elements_text(f.partners) WITH ORDINALITY AS n (name, position)),
    s.assigned_by,
    s.assigned_by_id,
    s.former_holder,
    CASE WHEN s.event = 'handed_over' THEN s.taker END,
    s.until,
    s.due,
    s.deadline_kind,
    warehouse.next_due(s.recurrence, as_of),
    s.recurrence,
    s.based_on,
    (
        SELECT d.decree_id
        FROM warehouse.decree_mentions AS d
        WHERE d.article_id = f.article_id AND d.number = split_part(s.based_on, '; ', 1) AND d.decree_id IS NOT NULL
        ORDER BY d.start_char
        LIMIT 1
    ),
    s.output,
    s.state,
    warehouse.state_in_words(s.state),
    s.happened_on,
    left(s.event_sentence, 600),
    s.event_url,
    s.event_confidence,
    s.first_seen_on,
    s.last_seen_on,
    s.articles,
    s.sources,
    s.party_order,
    CASE WHEN u.source_id IS NULL THEN s.said_by_person END,
    CASE WHEN u.source_id IS NULL THEN s.said_by_office END,
    CASE WHEN u.source_id IS NULL THEN s.venue END,
    CASE WHEN u.source_id IS NULL THEN left(f.quote, 600) END,
    CASE WHEN u.source_id IS NULL THEN left(f.sentence, 600) END,
    a.url,
    as_of
FROM stated AS s
JOIN warehouse.assignments AS f ON f.assignment_id = s.fullest_id
JOIN warehouse.articles AS a ON a.article_id = f.article_id
LEFT JOIN warehouse.unquotable AS u ON u.source_id = a.source_id
CROSS JOIN LATERAL (
    SELECT
        string_agg(
            CASE
                WHEN o.organisation_id IS NULL THEN n.name
                WHEN o.valid_to <= as_of AND l.organisation_id = o.organisation_id THEN 'cơ quan kế thừa: cần xác định'
                ELSE l.name
            END,
            '; ' ORDER BY n.position
        ) AS heirs,
        string_agg(
            CASE
                WHEN o.valid_to <= as_of AND l.organisation_id = o.organisation_id THEN (
                    SELECT string_agg(c.name, '; ' ORDER BY c.name)
                    FROM warehouse.organisation_events AS v
                    JOIN warehouse.organisations AS c ON c.organisation_id = v.other_id
                    WHERE v.organisation_id = o.organisation_id AND v.event IN ('split', 'function_moved')
                )
            END,
            '; ' ORDER BY n.position
        ) AS candidates
    FROM jsonb_array_elements_text(f.assignees) WITH ORDINALITY AS n (name, position)
    JOIN jsonb_array_elements_text(f.assignee_ids) WITH ORDINALITY AS i (id, position) USING (position)
    LEFT JOIN warehouse.organisations AS o ON o.organisation_id = i.id
    LEFT JOIN warehouse.organisations AS l ON l.organisation_id = coalesce(o.lineage_id, o.organisation_id)
) AS h
$$;
COMMENT ON FUNCTION bi.assignments_at IS 'bi.assignments as it stood on a day: what was told up to then';

CREATE VIEW bi.assignments AS
SELECT * FROM bi.assignments_at((now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date);
COMMENT ON VIEW bi.assignments IS 'One row per task that articles tell, with what became of it; what nothing tells is no state';
COMMENT ON COLUMN bi.assignments.assignment_id IS 'Stable id of the task: its first mention in our archive';
COMMENT ON COLUMN bi.assignments.kind IS 'assign, transfer, request (được đề nghị) or commit (tự cam kết)';
COMMENT ON COLUMN bi.assignments.task IS 'Words of the task in its fullest telling';
COMMENT ON COLUMN bi.assignments.assignees IS 'Those who must do it, as they were called then, parted by semicolons; groups in small letters';
COMMENT ON COLUMN bi.assignments.assignee_ids IS 'Their ids of bi.organisations; groups have none';
COMMENT ON COLUMN bi.assignments.heirs IS 'Those who must do it as they are called now: the last of their heirs; "cơ quan kế thừa: cần xác định" where the body ended without one heir';
COMMENT ON COLUMN bi.assignments.heir_candidates IS 'Bodies that took over parts of one that was split';
COMMENT ON COLUMN bi.assignments.of_group IS 'True where only groups must do it: no single body is charged with it';
COMMENT ON COLUMN bi.assignments.partners IS 'Bodies to work with';
COMMENT ON COLUMN bi.assignments.assigned_by IS 'Who gives or asks it, as most articles tell; null for a commitment';
COMMENT ON COLUMN bi.assignments.assigned_by_id IS 'Id of bi.organisations';
COMMENT ON COLUMN bi.assignments.former_holder IS 'Body that had the task before a transfer';
COMMENT ON COLUMN bi.assignments.holder IS 'Body that has it by the last news, where it was handed over';
COMMENT ON COLUMN bi.assignments.deadline IS 'ISO-like time: the new one where news extended it, else the most exact that is told';
COMMENT ON COLUMN bi.assignments.due_on IS 'Last day of that time; null for one from which on it must be done';
COMMENT ON COLUMN bi.assignments.deadline_kind IS 'by, within or from';
COMMENT ON COLUMN bi.assignments.next_due_on IS 'Last day of the present period of a task that comes again; it is never past as a whole';
COMMENT ON COLUMN bi.assignments.recurrence IS 'How often it comes again';
COMMENT ON COLUMN bi.assignments.based_on IS 'Numbers of the documents on whose ground it is given';
COMMENT ON COLUMN bi.assignments.decree_id IS 'The first of them in bi.decree_timeline';
COMMENT ON COLUMN bi.assignments.output IS 'What it ends with, by its verb';
COMMENT ON COLUMN bi.assignments.state IS 'What we know on state_as_of: not_due, due_soon (14 days), past_without_news, told_late, told_done, told_done_in_part, extended, handed_over, dropped, no_deadline, not_enough_data (nothing read after the date, or of less than 80 % of the days since)';
COMMENT ON COLUMN bi.assignments.state_vi IS 'The same in Vietnamese';
COMMENT ON COLUMN bi.assignments.told_on IS 'Day of the article that tells the state; null where it follows from the date alone';
COMMENT ON COLUMN bi.assignments.told_quote IS 'Its sentence, at most 600 characters';
COMMENT ON COLUMN bi.assignments.told_url IS 'Its address';
COMMENT ON COLUMN bi.assignments.confidence IS 'How sure it is that the sentence tells of this task, 0 to 1';
COMMENT ON COLUMN bi.assignments.first_seen_on IS 'Day of the first article that tells the task (Vietnam time)';
COMMENT ON COLUMN bi.assignments.last_seen_on IS 'Day of the last one';
COMMENT ON COLUMN bi.assignments.articles IS 'Articles that tell it';
COMMENT ON COLUMN bi.assignments.sources IS 'Sources of these articles';
COMMENT ON COLUMN bi.assignments.party_order IS 'True where a body of the Party gives it';
COMMENT ON COLUMN bi.assignments.said_by_person IS 'Who says it, as printed';
COMMENT ON COLUMN bi.assignments.said_by_office IS 'That person''s office, as printed';
COMMENT ON COLUMN bi.assignments.venue IS 'Occasion, as printed';
COMMENT ON COLUMN bi.assignments.quote IS 'Words of the task as printed';
COMMENT ON COLUMN bi.assignments.sentence IS 'The sentence, at most 600 characters';
COMMENT ON COLUMN bi.assignments.article_url IS 'Address of the article';
COMMENT ON COLUMN bi.assignments.state_as_of IS 'Day for which the state is told: today in Vietnam';

CREATE VIEW bi.assignment_load AS
SELECT
    o.organisation_id,
    o.name                                                                                   AS organisation,
    l.organisation_id                                                                        AS heir_id,
    l.name                                                                                   AS heir,
    date_trunc('month', a.first_seen_on::timestamp)::date                                    AS month,
    count(*) FILTER (WHERE a.kind IN ('assign', 'transfer'))                                 AS assigned,
    count(*) FILTER (WHERE a.kind IN ('assign', 'transfer') AND a.due_on IS NOT NULL)        AS assigned_with_deadline,
    count(*) FILTER (WHERE a.kind = 'request')                                               AS requested,
    count(*) FILTER (WHERE a.kind = 'commit')                                                AS committed,
    count(*) FILTER (WHERE a.kind IN ('assign', 'transfer') AND a.state = 'told_done')       AS told_done,
    count(*) FILTER (WHERE a.kind IN ('assign', 'transfer') AND a.state = 'told_late')       AS told_late,
    count(*) FILTER (WHERE a.kind IN ('assign', 'transfer') AND a.state = 'past_without_news') AS past_without_news
FROM bi.assignments AS a
CROSS JOIN LATERAL unnest(a.assignee_ids) AS assignee_id
JOIN warehouse.organisations AS o ON o.organisation_id = assignee_id
LEFT JOIN warehouse.organisations AS l ON l.organisation_id = coalesce(o.lineage_id, o.organisation_id)
GROUP BY o.organisation_id, o.name, l.organisation_id, l.name, month;

CREATE VIEW bi.assignments_due AS
SELECT
    a.due_on, a.due_on - a.state_as_of AS days_left, a.assignees, a.heirs, a.task, a.assigned_by, a.kind, a.deadline, a.based_on, a.state, a.state_vi,
    a.first_seen_on, a.sentence, a.article_url, a.assignment_id
FROM bi.assignments AS a
WHERE a.due_on IS NOT NULL AND a.state IN ('not_due', 'due_soon', 'extended', 'past_without_news', 'not_enough_data');

CREATE VIEW bi.pledges AS
SELECT
    'commit'                AS pledge,
    a.assignment_id         AS pledge_id,
    a.assignees             AS pledged_by,
    a.said_by_person,
    a.task                  AS pledged,
    NULL::numeric           AS target,
    NULL::text              AS unit,
    a.due_on,
    CASE
        WHEN a.state = 'told_done' THEN 'đạt'
        WHEN a.state = 'dropped' THEN 'không đạt'
        WHEN a.state = 'told_late' THEN 'không đạt'
        WHEN a.due_on >= a.state_as_of THEN 'chưa đến hạn'
        ELSE 'chưa có số liệu để đối chiếu'
    END                     AS outcome,
    NULL::numeric           AS observed,
    NULL::text              AS observed_period,
    a.sentence              AS pledge_sentence,
    a.article_url           AS pledge_url,
    a.told_quote            AS outcome_sentence,
    a.told_url              AS outcome_url,
    a.first_seen_on         AS pledged_on,
    a.told_on               AS outcome_on
FROM bi.assignments AS a
WHERE a.kind = 'commit' AND a.due_on IS NOT NULL
UNION ALL
SELECT
    'target', t.metric_id, o.name, t.said_by_person, i.name, t.value, t.unit, t.due_on,
    CASE
        WHEN c.metric_id IS NULL AND t.due_on >= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date THEN 'chưa đến hạn'
        WHEN c.metric_id IS NULL OR i.higher_is IS NOT DISTINCT FROM 'neutral' OR i.higher_is IS NULL THEN 'chưa có số liệu để đối chiếu'
        WHEN (i.higher_is = 'better' AND c.value >= t.value) OR (i.higher_is = 'worse' AND c.value <= t.value) THEN 'đạt'
        ELSE 'không đạt'
    END,
    c.value, c.period, t.said, t.url, c.said, c.url, t.published_on, c.published_on
FROM (
    SELECT
        m.*, a.url, a.published_on, warehouse.last_day(m.period) AS due_on,
        CASE WHEN u.source_id IS NULL THEN left(m.sentence, 600) END AS said
    FROM warehouse.metrics AS m
    JOIN warehouse.articles AS a USING (article_id)
    LEFT JOIN warehouse.unquotable AS u ON u.source_id = a.source_id
    WHERE m.status = 'target' AND NOT m.minor AND m.measure = 'level' AND m.indicator_id IS NOT NULL AND warehouse.last_day(m.period) IS NOT NULL
) AS t
JOIN warehouse.indicators AS i USING (indicator_id)
LEFT JOIN warehouse.organisations AS o ON o.organisation_id = t.organisation_id
-- The first figure of the same thing, of the same body and area, of the end of the target's period or later.
LEFT JOIN LATERAL (
    SELECT
        m.metric_id, m.value, m.period, a.url, a.published_on,
        CASE WHEN u.source_id IS NULL THEN left(m.sentence, 600) END AS said
    FROM warehouse.metrics AS m
    JOIN warehouse.articles AS a USING (article_id)
    LEFT JOIN warehouse.unquotable AS u ON u.source_id = a.source_id
    WHERE m.status = 'observed' AND NOT m.minor AND m.measure = 'level'
      AND m.indicator_id = t.indicator_id AND m.unit = t.unit
      AND m.organisation_id IS NOT DISTINCT FROM t.organisation_id
      AND m.area IS NOT DISTINCT FROM t.area
      AND m.per IS NOT DISTINCT FROM t.per AND m.base IS NOT DISTINCT FROM t.base
      AND warehouse.last_day(m.period) >= t.due_on
      AND a.published_on > t.published_on
    ORDER BY warehouse.last_day(m.period), a.published_on, m.metric_id
    LIMIT 1
) AS c ON true;

COMMENT ON VIEW bi.assignment_load IS 'How many tasks each body was given in each month, by the day of the first article; groups are no single bodys load';
COMMENT ON COLUMN bi.assignment_load.organisation_id IS 'The body: id of bi.organisations';
COMMENT ON COLUMN bi.assignment_load.organisation IS 'Its name';
COMMENT ON COLUMN bi.assignment_load.heir_id IS 'Last of its heirs, or itself';
COMMENT ON COLUMN bi.assignment_load.heir IS 'Name of that one: sum over it for a series across mergers';
COMMENT ON COLUMN bi.assignment_load.month IS 'Month of the first article that tells the task';
COMMENT ON COLUMN bi.assignment_load.assigned IS 'Tasks given or moved to it';
COMMENT ON COLUMN bi.assignment_load.assigned_with_deadline IS 'Those of them with a date';
COMMENT ON COLUMN bi.assignment_load.requested IS 'What others without authority over it ask (được đề nghị)';
COMMENT ON COLUMN bi.assignment_load.committed IS 'What it says itself that it will do (tự cam kết)';
COMMENT ON COLUMN bi.assignment_load.told_done IS 'Tasks given to it of which news tells that they are done';
COMMENT ON COLUMN bi.assignment_load.told_late IS 'Those of which news tells that they are late';
COMMENT ON COLUMN bi.assignment_load.past_without_news IS 'Those whose date is over without news that they are done: no news is no lateness';

COMMENT ON VIEW bi.assignments_due IS 'Tasks with a date that no news has closed, for a list by date';
COMMENT ON COLUMN bi.assignments_due.due_on IS 'Last day of the deadline';
COMMENT ON COLUMN bi.assignments_due.days_left IS 'Days until then; negative when it is over';
COMMENT ON COLUMN bi.assignments_due.assignees IS 'Those who must do it, as they were called then';
COMMENT ON COLUMN bi.assignments_due.heirs IS 'As they are called now';
COMMENT ON COLUMN bi.assignments_due.task IS 'Words of the task';
COMMENT ON COLUMN bi.assignments_due.assigned_by IS 'Who gives or asks it';
COMMENT ON COLUMN bi.assignments_due.kind IS 'assign, transfer, request or commit';
COMMENT ON COLUMN bi.assignments_due.deadline IS 'The deadline, ISO-like';
COMMENT ON COLUMN bi.assignments_due.based_on IS 'Numbers of documents on whose ground it is given';
COMMENT ON COLUMN bi.assignments_due.state IS 'State as in bi.assignments';
COMMENT ON COLUMN bi.assignments_due.state_vi IS 'The same in Vietnamese';
COMMENT ON COLUMN bi.assignments_due.first_seen_on IS 'Day of the first article that tells it';
COMMENT ON COLUMN bi.assignments_due.sentence IS 'The sentence, at most 600 characters';
COMMENT ON COLUMN bi.assignments_due.article_url IS 'Address of the article';
COMMENT ON COLUMN bi.assignments_due.assignment_id IS 'Id of bi.assignments';

COMMENT ON VIEW bi.pledges IS 'Promises and targets with a date, each beside the first later news or figure that can be compared; silence is never a failure';
COMMENT ON COLUMN bi.pledges.pledge IS 'commit (a body says that it will do it) or target (a figure to reach)';
COMMENT ON COLUMN bi.pledges.pledge_id IS 'Id of bi.assignments, or of bi.metric_claims';
COMMENT ON COLUMN bi.pledges.pledged_by IS 'Body that promises, or whose figure it is';
COMMENT ON COLUMN bi.pledges.said_by_person IS 'Who says it, as printed';
COMMENT ON COLUMN bi.pledges.pledged IS 'Words of the promise, or the indicator of the target';
COMMENT ON COLUMN bi.pledges.target IS 'Figure to reach';
COMMENT ON COLUMN bi.pledges.unit IS 'Its unit';
COMMENT ON COLUMN bi.pledges.due_on IS 'Last day of its time';
COMMENT ON COLUMN bi.pledges.outcome IS 'đạt, không đạt, chưa đến hạn, or chưa có số liệu để đối chiếu';
COMMENT ON COLUMN bi.pledges.observed IS 'The first comparable figure of the end of that time or later';
COMMENT ON COLUMN bi.pledges.observed_period IS 'Time of that figure';
COMMENT ON COLUMN bi.pledges.pledge_sentence IS 'Sentence of the promise';
COMMENT ON COLUMN bi.pledges.pledge_url IS 'Address of its article';
COMMENT ON COLUMN bi.pledges.outcome_sentence IS 'Sentence of what came';
COMMENT ON COLUMN bi.pledges.outcome_url IS 'Address of that article';
COMMENT ON COLUMN bi.pledges.pledged_on IS 'Day of the promise (Vietnam time)';
COMMENT ON COLUMN bi.pledges.outcome_on IS 'Day of what came';

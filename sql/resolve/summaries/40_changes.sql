-- What articles tell to have happened to each touched document: one row per change, other document and part.

CREATE TEMPORARY TABLE changed_documents ON COMMIT DROP AS SELECT entity_id AS decree_id FROM keys WHERE kind = 'change';
ANALYZE changed_documents;

DELETE FROM warehouse.told_changes AS t USING changed_documents AS d WHERE d.decree_id = t.decree_id;

INSERT INTO warehouse.told_changes (
    decree_id, change, by_decree_id, scope, happened_on, happened_precision, dates_disagree, first_on, articles, stories, sources,
    example_quote, example_url, example_source
)
SELECT
    t.decree_id,
    t.change,
    t.by_decree_id,
    t.scope,
    coalesce(
        mode() WITHIN GROUP (ORDER BY t.happened_on) FILTER (WHERE t.happened_precision = 'day'),
        mode() WITHIN GROUP (ORDER BY t.happened_on) FILTER (WHERE t.happened_precision = 'month'),
        mode() WITHIN GROUP (ORDER BY t.happened_on) FILTER (WHERE t.happened_precision = 'year')
    ),
    -- The words sort as they narrow: day, month, year.
    min(t.happened_precision) FILTER (WHERE t.happened_on IS NOT NULL),
    count(DISTINCT t.happened_on) FILTER (WHERE t.happened_precision = 'day') > 1,
    min(a.published_on),
    count(DISTINCT st.same_as),
    count(DISTINCT st.story_id),
    count(DISTINCT st.source_id),
    (array_agg(t.quote ORDER BY a.published_at NULLS LAST, t.finding_id) FILTER (WHERE u.source_id IS NULL))[1],
    (array_agg(a.url ORDER BY a.published_at NULLS LAST, t.finding_id) FILTER (WHERE u.source_id IS NULL))[1],
    (array_agg(a.source_id ORDER BY a.published_at NULLS LAST, t.finding_id) FILTER (WHERE u.source_id IS NULL))[1]
FROM changed_documents AS d
JOIN warehouse.changes_of_articles AS t USING (decree_id)
JOIN warehouse.articles AS a USING (article_id)
JOIN warehouse.article_stories AS st USING (article_id)
LEFT JOIN warehouse.unquotable AS u ON u.source_id = a.source_id
GROUP BY t.decree_id, t.change, t.by_decree_id, t.scope;

-- What was taken out with an import, and what its articles went back to.

SELECT
    (SELECT count(*) FROM own_captures)                                                                          AS captures,
    (SELECT count(*) FROM own_articles WHERE article_id NOT IN (SELECT article_id FROM warehouse.articles))      AS removed,
    (SELECT count(*) FROM own_articles JOIN warehouse.articles USING (article_id))                               AS given_back,
    (SELECT rows FROM held_back)                                                                                 AS quarantine,
    (SELECT count(*) FROM own_articles JOIN warehouse.articles AS a USING (article_id)
     WHERE a.rules_version <> :rules_version)                                                                    AS older_rules;

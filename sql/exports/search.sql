-- What a person searches for (bi.search).

SELECT article_id, published_on, source_id, title, url, snippet, rank
FROM bi.search(
    :query, since => CAST(:since AS date), until => CAST(:until AS date), source => :source,
    organisation => :organisation, doc_type => :doc_type, most => :most
);

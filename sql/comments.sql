-- What each column of the warehouse and of ops means, for psql (\d+), for tools that show comments, and for docs/data-dictionary.md.
-- Run after every migration. Columns that the datasets of theodoi.contracts have too are described there and left out here.

COMMENT ON COLUMN warehouse.sources.source_id IS 'Id of the source: the name of its file in registry/sources, or the name given to an import';
COMMENT ON COLUMN warehouse.sources.name IS 'Name as people know it';
COMMENT ON COLUMN warehouse.sources.publisher IS 'Who publishes it';
COMMENT ON COLUMN warehouse.sources.home IS 'Address of its first page';
COMMENT ON COLUMN warehouse.sources.kind IS 'newspaper, government, agency or import';
COMMENT ON COLUMN warehouse.sources.language IS 'Language code, ISO 639';
COMMENT ON COLUMN warehouse.sources.iso IS 'Province it writes about, ISO 3166-2; null for the whole country';

COMMENT ON COLUMN warehouse.captures.outcome IS 'What cleaning made of it: article, list_page, not_vietnamese, no_text, soft_404, …';
COMMENT ON COLUMN warehouse.captures.outcome_reason IS 'Why it is no article, in one sentence';

COMMENT ON COLUMN warehouse.article_versions.first_captured_at IS 'When this text was first captured';

COMMENT ON COLUMN warehouse.decrees.decree_id IS 'Stable id of the document, made from number (or type and name), issuer and year';
COMMENT ON COLUMN warehouse.decrees.issued_on IS 'Date of issue that articles state most often; null when none states it';
COMMENT ON COLUMN warehouse.decrees.dates_disagree IS 'True when articles state different dates of issue';
COMMENT ON COLUMN warehouse.decrees.document_class IS 'What kind of document it is, as most mentions tell: normative (văn bản quy phạm pháp luật), administrative (hành chính, cá biệt) or party (của Đảng); null where nothing tells';
COMMENT ON COLUMN warehouse.decrees.type_disagrees IS 'True when an article calls it by two types';
COMMENT ON COLUMN warehouse.decrees.document_key IS 'What mentions of one document share: its number, or its type and name';
COMMENT ON COLUMN warehouse.decrees.title IS 'Subject or name as most articles print it';
COMMENT ON COLUMN warehouse.decrees.stage IS 'draft, requested or announced, while no article tells that it is out';
COMMENT ON COLUMN warehouse.decrees.known_number IS 'Number of the law that is meant, where articles give only its name, by the registry';
COMMENT ON COLUMN warehouse.decree_mentions.resolved_basis IS 'What tells which document it is: stated (its year), subject (that of a known document), name (the law of that name in force, in a list that is complete up to then), article date (the only one out by then); null when its year stays unknown';
COMMENT ON COLUMN warehouse.known_documents.number IS 'Official number';
COMMENT ON COLUMN warehouse.known_documents.issuer IS 'Issuing authority, full name';
COMMENT ON COLUMN warehouse.known_documents.year IS 'Year of issue';
COMMENT ON COLUMN warehouse.known_documents.doc_type IS 'Type in Vietnamese';
COMMENT ON COLUMN warehouse.known_documents.issued_on IS 'Date of issue';
COMMENT ON COLUMN warehouse.known_documents.title IS 'Subject; of a law its name without the type';
COMMENT ON COLUMN warehouse.known_documents.effective_on IS 'Day from which it has effect; null where no source proves it';
COMMENT ON COLUMN warehouse.known_documents.repealed_on IS 'Day from which it has no effect any more; null where no source proves one';
COMMENT ON COLUMN warehouse.known_documents.source IS 'Where the line, or its days of effect and repeal, are proven';
COMMENT ON COLUMN warehouse.document_types.doc_type IS 'Type in Vietnamese';
COMMENT ON COLUMN warehouse.document_types.known_until IS 'Last day up to which the list of known documents has the newest one of every name that it holds; null where nobody checked. A name alone tells no document after it';
COMMENT ON COLUMN warehouse.decree_candidates.mention_id IS 'The mention, in warehouse.decree_mentions';
COMMENT ON COLUMN warehouse.decree_candidates.number IS 'Number of a document that it can mean';
COMMENT ON COLUMN warehouse.decree_candidates.issuer IS 'Issuer of that document';
COMMENT ON COLUMN warehouse.decree_candidates.year IS 'Year of that document';
COMMENT ON COLUMN warehouse.decree_candidates.reason IS 'Why it is a candidate';
COMMENT ON COLUMN warehouse.decree_redirects.old_decree_id IS 'Id that a document had before';
COMMENT ON COLUMN warehouse.decree_redirects.decree_id IS 'Id that it has now, in warehouse.decrees';
COMMENT ON COLUMN warehouse.decree_redirects.moved_at IS 'When the id changed';
COMMENT ON COLUMN warehouse.decree_mentions.document_key IS 'What mentions of one document share: its number, or its type and name';
COMMENT ON COLUMN warehouse.decree_mentions.decree_id IS 'The document, as resolved over all articles; null for a short form that nothing resolves';

COMMENT ON COLUMN warehouse.organisations.name IS 'Full official Vietnamese name';
COMMENT ON COLUMN warehouse.organisations.name_en IS 'English name where the registry gives one';
COMMENT ON COLUMN warehouse.organisations.parent_id IS 'Body that it belongs to';
COMMENT ON COLUMN warehouse.organisations.valid_from IS 'First day under this name; null when unknown';
COMMENT ON COLUMN warehouse.organisations.valid_to IS 'Last day under this name; null while it exists';
COMMENT ON COLUMN warehouse.organisation_aliases.organisation_id IS 'The organisation';
COMMENT ON COLUMN warehouse.organisation_aliases.alias IS 'Short name or acronym';
COMMENT ON COLUMN warehouse.organisations.area IS 'Province of a provincial or local body, as an id of registry/places.yaml';
COMMENT ON COLUMN warehouse.organisations.iso IS 'ISO 3166-2 code of that province';
COMMENT ON COLUMN warehouse.organisations.heir_id IS 'Body that carries on what it did as a whole; null where it stands, ended or was split';
COMMENT ON COLUMN warehouse.organisations.lineage_id IS 'Last of its heirs, or itself: bodies of one line share it';
COMMENT ON COLUMN warehouse.organisations.source IS 'Where the registry has its facts from';
COMMENT ON COLUMN warehouse.organisation_events.organisation_id IS 'The organisation';
COMMENT ON COLUMN warehouse.organisation_events.ordinal IS 'Order of its events in the registry';
COMMENT ON COLUMN warehouse.organisation_events.event IS 'founded, merged, absorbed, renamed, split, moved, function_moved, reorganised or dissolved';
COMMENT ON COLUMN warehouse.organisation_events.happened_on IS 'Day, or first day of the month or year where only that is known';
COMMENT ON COLUMN warehouse.organisation_events.other_id IS 'The other body';
COMMENT ON COLUMN warehouse.organisation_events.decided_by IS 'Number of the deciding document';
COMMENT ON COLUMN warehouse.organisation_events.note IS 'What the registry adds';
COMMENT ON COLUMN warehouse.organisation_redirects.organisation_id IS 'Id that the grammar had made';
COMMENT ON COLUMN warehouse.organisation_redirects.decision IS 'adopt, merge or reject';
COMMENT ON COLUMN warehouse.organisation_redirects.into_id IS 'Body that it is now, of a merge';
COMMENT ON COLUMN warehouse.organisation_redirects.decided_on IS 'Day of the decision';
COMMENT ON COLUMN warehouse.organisation_redirects.note IS 'Why';
COMMENT ON COLUMN warehouse.systems.name IS 'Full name';
COMMENT ON COLUMN warehouse.systems.name_en IS 'English name where the registry gives one';
COMMENT ON COLUMN warehouse.systems.kind IS 'portal, platform, database, information_system, application, network, data_centre, index or identity';
COMMENT ON COLUMN warehouse.systems.owner_id IS 'Organisation that runs it';
COMMENT ON COLUMN warehouse.systems.valid_from IS 'First day under this name; null when unknown';
COMMENT ON COLUMN warehouse.systems.valid_to IS 'Last day under this name; null while it is in use';
COMMENT ON COLUMN warehouse.systems.registered IS 'False for one that an editor took out of the registry while articles still name it';
COMMENT ON TABLE warehouse.search_documents IS 'What each article may be found by: words of what bi shows, with and without diacritics, and labels of documents and organisations';
COMMENT ON COLUMN warehouse.search_documents.article_id IS 'The article';
COMMENT ON COLUMN warehouse.search_documents.source_id IS 'Its source';
COMMENT ON COLUMN warehouse.search_documents.published_on IS 'Its day of publication (Vietnam time)';
COMMENT ON COLUMN warehouse.search_documents.words IS 'Lexemes: A title, B names, C sentences; # numbers of documents, ~ types of documents, @ organisations';
COMMENT ON TABLE warehouse.search_words IS 'Words of a query that stand for others';
COMMENT ON COLUMN warehouse.search_words.word IS 'As it is typed, without diacritics';
COMMENT ON COLUMN warehouse.search_words.means IS 'What texts write for it';
COMMENT ON COLUMN warehouse.search_words.kind IS 'abbreviation, or document: the code of a type in a number';
COMMENT ON TABLE warehouse.search_names IS 'Names by which an organisation may be asked for';
COMMENT ON COLUMN warehouse.search_names.name IS 'The name, without diacritics';
COMMENT ON COLUMN warehouse.search_names.lineage_id IS 'The last of the heirs of the organisation that had it';
COMMENT ON COLUMN warehouse.systems.is_class IS 'True for a kind of system that every ministry or province has';
COMMENT ON COLUMN warehouse.systems.heir_id IS 'System that carries on what it did';
COMMENT ON COLUMN warehouse.systems.lineage_id IS 'Last of its heirs, or itself';
COMMENT ON COLUMN warehouse.system_aliases.system_id IS 'The system';
COMMENT ON COLUMN warehouse.system_aliases.alias IS 'Another name or acronym';

COMMENT ON COLUMN ops.runs.run_id IS 'Id of the run: its DAG, a slash, and the run id in Airflow';
COMMENT ON COLUMN ops.runs.batch_id IS 'Batch that it worked on: nightly/<day>, import/<name> or reprocess/<name>';
COMMENT ON COLUMN ops.runs.dag_id IS 'DAG: nightly, import_archive or reprocess';
COMMENT ON COLUMN ops.runs.day IS 'Vietnamese day of a nightly batch';
COMMENT ON COLUMN ops.runs.refresh IS 'True when the pages were fetched or read anew';
COMMENT ON COLUMN ops.runs.status IS 'running, published, nothing_new, dry_run, refused, failed; undone and forgotten once its publish was taken back';
COMMENT ON COLUMN ops.runs.note IS 'Why it ended so, in one sentence';
COMMENT ON COLUMN ops.runs.rules_version IS 'Version of the rules that it worked with';
COMMENT ON COLUMN ops.runs.content_checksum IS 'Checksum of the content columns of what the warehouse serves of the batch';
COMMENT ON COLUMN ops.runs.counts IS 'Rows of the batch in the warehouse, by table';
COMMENT ON COLUMN ops.runs.started_at IS 'When the run was registered';
COMMENT ON COLUMN ops.runs.published_at IS 'When its publish was committed';
COMMENT ON COLUMN ops.runs.finished_at IS 'When its last task closed it';

COMMENT ON COLUMN ops.stages.run_id IS 'The run';
COMMENT ON COLUMN ops.stages.stage IS 'Stage: discover, crawl, gate_captures, clean, …';
COMMENT ON COLUMN ops.stages.shard IS 'Number of the shard or unit; empty for a stage that works on the whole batch';
COMMENT ON COLUMN ops.stages.started_at IS 'When the last attempt began';
COMMENT ON COLUMN ops.stages.finished_at IS 'When it ended; null while it works and after a failure';
COMMENT ON COLUMN ops.stages.rows_in IS 'Rows that it read';
COMMENT ON COLUMN ops.stages.rows_out IS 'Rows that it wrote or passed on';
COMMENT ON COLUMN ops.stages.note IS 'What it did, or the error that it ended with';

COMMENT ON COLUMN ops.locks.name IS 'What is done: leases, publish';

COMMENT ON COLUMN ops.leases.token IS 'Number of the lease; a later one is greater';
COMMENT ON COLUMN ops.leases.profile IS 'Profile of the run';
COMMENT ON COLUMN ops.leases.batch_id IS 'Batch that is worked on';
COMMENT ON COLUMN ops.leases.stage IS 'Stage that works; * when maintenance has the whole batch, frontier for the crawling process';
COMMENT ON COLUMN ops.leases.shard IS 'Number of the shard or unit; empty for a stage that works on the whole batch';
COMMENT ON COLUMN ops.leases.scope IS 'What maintenance takes as a whole: the batch, or reprocess/ for all reprocesses';
COMMENT ON COLUMN ops.leases.host IS 'Machine and PID namespace of the process that works';
COMMENT ON COLUMN ops.leases.pid IS 'Its process id there';
COMMENT ON COLUMN ops.leases.process_start IS 'Boot of the machine and start of the process: ids are used again';
COMMENT ON COLUMN ops.leases.acquired_at IS 'When it began';
COMMENT ON COLUMN ops.leases.heartbeat_at IS 'When it last gave a sign of life';
COMMENT ON COLUMN ops.leases.expires_at IS 'When others may take over unless it gives another one';
COMMENT ON COLUMN ops.leases.wanted_by IS 'Process that waits for it';

COMMENT ON COLUMN ops.fetches.batch_id IS 'Batch that asked';
COMMENT ON COLUMN ops.fetches.url IS 'Address or file that was asked for';
COMMENT ON COLUMN ops.fetches.url_key IS 'SHA-256 of the address, the key within the batch';
COMMENT ON COLUMN ops.fetches.source_id IS 'Source that it belongs to';
COMMENT ON COLUMN ops.fetches.kind IS 'robots, feed, sitemap, list, page or file';
COMMENT ON COLUMN ops.fetches.found_by IS 'How it was found: feed, sitemap, list or import';
COMMENT ON COLUMN ops.fetches.announced_at IS 'Publication time that the feed or sitemap gave';
COMMENT ON COLUMN ops.fetches.parent_url IS 'Address of the feed, sitemap or list that named it';
COMMENT ON COLUMN ops.fetches.state IS 'pending or done';
COMMENT ON COLUMN ops.fetches.outcome IS 'What came of it: captured, other_day, robots_disallowed, http_error, unreachable, timeout, broken_answer, parsed_in_part, …';
COMMENT ON COLUMN ops.fetches.status IS 'HTTP status of the answer';
COMMENT ON COLUMN ops.fetches.reason IS 'Why there is no capture, in one sentence';
COMMENT ON COLUMN ops.fetches.attempts IS 'How often it was asked for';
COMMENT ON COLUMN ops.fetches.started_at IS 'When the last attempt began';
COMMENT ON COLUMN ops.fetches.finished_at IS 'When it ended';
COMMENT ON COLUMN ops.fetches.elapsed_ms IS 'Milliseconds of the last attempt';
COMMENT ON COLUMN ops.fetches.bytes IS 'Bytes of the answer or file';
COMMENT ON COLUMN ops.fetches.capture_id IS 'Capture that it became';

COMMENT ON COLUMN ops.gate_results.run_id IS 'The run';
COMMENT ON COLUMN ops.gate_results.batch_id IS 'Its batch';
COMMENT ON COLUMN ops.gate_results.gate IS 'captures, articles, findings or staging';
COMMENT ON COLUMN ops.gate_results.suite IS 'Suite of Great Expectations: a file in expectations/suites';
COMMENT ON COLUMN ops.gate_results.expectation_id IS 'Id of the expectation in its suite; stays when a threshold changes';
COMMENT ON COLUMN ops.gate_results.expectation IS 'Type of the expectation';
COMMENT ON COLUMN ops.gate_results.column_name IS 'Column that it looks at';
COMMENT ON COLUMN ops.gate_results.level IS 'row or batch';
COMMENT ON COLUMN ops.gate_results.severity IS 'critical or warning';
COMMENT ON COLUMN ops.gate_results.success IS 'Whether it held';
COMMENT ON COLUMN ops.gate_results.unexpected_count IS 'Rows that violate it';
COMMENT ON COLUMN ops.gate_results.element_count IS 'Rows that it looked at';
COMMENT ON COLUMN ops.gate_results.observed IS 'Value that a batch-level check found';
COMMENT ON COLUMN ops.gate_results.sentence IS 'What it asks, for a person';
COMMENT ON COLUMN ops.gate_results.evaluated_at IS 'When it was checked';

COMMENT ON COLUMN ops.quarantine.quarantined_at IS 'When the row was shown here';
COMMENT ON COLUMN ops.quarantine_decisions.content_hash IS 'Hash of the row''s content columns, as in ops.quarantine';
COMMENT ON COLUMN ops.quarantine_decisions.dataset IS 'Dataset of the row';
COMMENT ON COLUMN ops.quarantine_decisions.decision IS 'release: the next run lets the row pass';
COMMENT ON COLUMN ops.quarantine_decisions.reason IS 'Why, for those who come later';
COMMENT ON COLUMN ops.quarantine_decisions.decided_by IS 'Who decided; the database role by default';
COMMENT ON COLUMN ops.quarantine_decisions.decided_at IS 'When';

COMMENT ON COLUMN ops.rules_versions.rules_version IS 'Version of code, registry and learnt tables';
COMMENT ON COLUMN ops.rules_versions.first_used_at IS 'When a run first used it';

COMMENT ON COLUMN ops.alerts.alert_id IS 'Number of the alert';
COMMENT ON COLUMN ops.alerts.raised_at IS 'When it was raised';
COMMENT ON COLUMN ops.alerts.cleared_at IS 'When its cause was gone; null while it is open';

COMMENT ON COLUMN ops.learnt_versions.version IS 'The day in Vietnam on which it was learnt';
COMMENT ON COLUMN ops.learnt_versions.made_at IS 'When it was made';
COMMENT ON COLUMN ops.learnt_versions.rows IS 'Rows that it has';
COMMENT ON COLUMN ops.learnt_versions.current IS 'True for the version that runs which begin now will use';

COMMENT ON COLUMN ops.boilerplate_lines.version IS 'Version in ops.learnt_versions';
COMMENT ON COLUMN ops.boilerplate_lines.source_id IS 'Source whose articles have it';
COMMENT ON COLUMN ops.baselines.version IS 'Version in ops.learnt_versions';
COMMENT ON COLUMN ops.baselines.measure IS 'captures, articles, article_share or findings_per_article';
COMMENT ON COLUMN ops.baselines.usual IS 'Mean over the nights';

COMMENT ON COLUMN warehouse.indicators.indicator_id IS 'Id in registry/indicators.yaml';
COMMENT ON COLUMN warehouse.indicators.name IS 'Name';
COMMENT ON COLUMN warehouse.indicators.name_en IS 'English name';
COMMENT ON COLUMN warehouse.indicators.units IS 'Units that its figures may have';
COMMENT ON COLUMN warehouse.indicators.parent_id IS 'Indicator that it is a part or kind of';
COMMENT ON COLUMN warehouse.indicators.higher_is IS 'better, worse or neutral';
COMMENT ON COLUMN warehouse.indicators.ranking IS 'True where the figure is an index or a place in a list';
COMMENT ON COLUMN warehouse.indicators.scope IS 'Usual list of the ranking: world, asean, ministries or provinces';
COMMENT ON COLUMN warehouse.indicators.valid_from IS 'First day on which the name was in use; null when open';
COMMENT ON COLUMN warehouse.indicators.valid_to IS 'Last day on which the name was in use; null when open';
COMMENT ON COLUMN warehouse.indicators.source IS 'Where the registry has it from';

COMMENT ON COLUMN ops.staged.batch_id IS 'The batch';
COMMENT ON COLUMN ops.staged.dataset IS 'Staging table: a dataset, or quarantine';
COMMENT ON COLUMN ops.staged.rows IS 'Rows of the batch that were copied into it';
COMMENT ON COLUMN ops.staged.rules_version IS 'Version of the rules in the manifest that they were read by; empty where it names none';
COMMENT ON COLUMN ops.staged.staged_at IS 'When they were copied';

COMMENT ON COLUMN ops.publishes.publish_id IS 'Number of the publish; a later one has a higher number';
COMMENT ON COLUMN ops.publishes.batch_id IS 'Batch that was published';
COMMENT ON COLUMN ops.publishes.run_id IS 'Run that published it';
COMMENT ON COLUMN ops.publishes.shape IS 'Migration that the warehouse stood at: rows of another shape are not brought back';
COMMENT ON COLUMN ops.publishes.published_at IS 'When it was committed';

COMMENT ON COLUMN ops.undo.publish_id IS 'The publish';
COMMENT ON COLUMN ops.undo.kind IS 'article, capture or quarantine';
COMMENT ON COLUMN ops.undo.key IS 'article_id or capture_id; of a quarantine the batch';
COMMENT ON COLUMN ops.undo.previous IS 'The publish that had touched it last before';

COMMENT ON COLUMN ops.undo_rows.publish_id IS 'The publish';
COMMENT ON COLUMN ops.undo_rows.kind IS 'article, capture or quarantine';
COMMENT ON COLUMN ops.undo_rows.key IS 'article_id or capture_id; of a quarantine the batch';
COMMENT ON COLUMN ops.undo_rows.relation IS 'Table that the rows are of';
COMMENT ON COLUMN ops.undo_rows.rows IS 'The rows, a list of objects';

COMMENT ON COLUMN ops.last_publish.kind IS 'article, capture or quarantine';
COMMENT ON COLUMN ops.last_publish.key IS 'article_id or capture_id; of a quarantine the batch';
COMMENT ON COLUMN ops.last_publish.publish_id IS 'The publish that touched it last';

-- One change of an article.

INSERT INTO warehouse.article_changes (
    change_id, article_id, kind, noticed_at, old_version_id, new_version_id, old_capture_id, new_capture_id, status, returned_at,
    title_changed, letters_added, letters_removed, passages, figures_added, figures_removed, documents_added, documents_removed,
    names_added, names_removed, dates_added, dates_removed
) VALUES (
    :change_id, :article_id, :kind, :noticed_at, :old_version_id, :new_version_id, :old_capture_id, :new_capture_id, :status, :returned_at,
    :title_changed, :letters_added, :letters_removed, :passages, :figures_added, :figures_removed, :documents_added, :documents_removed,
    :names_added, :names_removed, :dates_added, :dates_removed
);

-- The webhook took these alerts.

UPDATE ops.alerts SET notified_at = :now WHERE alert_id = ANY(CAST(:alert_ids AS bigint[]));

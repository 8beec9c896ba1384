-- Which of some findings of one kind the warehouse still serves.

SELECT finding_key FROM warehouse.findings WHERE finding_key = ANY(:ids);

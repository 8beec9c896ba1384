#!/bin/bash
# What the service `init` does: everything that must be in place before Airflow's components start. Safe to repeat.
set -euo pipefail

theodoi init
airflow db migrate
airflow pools import "$(dirname "$0")/pools.json"

# For DAGs of your own: the warehouse as BI tools see it.
connections=$(mktemp --suffix=.env)
trap 'rm -f "$connections"' EXIT
echo "theodoi_warehouse=postgres${THEODOI_READER_URL#postgresql+psycopg2}" > "$connections"
airflow connections import --overwrite "$connections"

# Left alone when it exists: `airflow users reset-password` changes a password.
airflow users create --role Admin --username "$ADMIN_USER" --email "$ADMIN_EMAIL" --firstname Theodoi --lastname Admin \
  --password "$ADMIN_PASSWORD"

# The image of every Airflow component: Airflow's official one with the locked requirements, the library and the DAGs.

# "slim" holds Airflow without the many providers that nothing here uses; the lock brings those that are used.
FROM apache/airflow:slim-3.3.2-python3.11

# A volume mounted here takes over the owner.
USER root
RUN install --directory --owner=airflow --group=root --mode=0775 /var/lib/theodoi
USER airflow

RUN --mount=type=bind,source=requirements-image.lock,target=/tmp/requirements.lock \
    pip install --no-cache-dir --no-deps --require-hashes --requirement /tmp/requirements.lock

# The library as its wheel, which carries registry/, sql/ and expectations/.
COPY --chown=airflow:root pyproject.toml README.md LICENSE /tmp/theodoi/
COPY --chown=airflow:root registry /tmp/theodoi/registry
COPY --chown=airflow:root sql /tmp/theodoi/sql
COPY --chown=airflow:root expectations /tmp/theodoi/expectations
COPY --chown=airflow:root plugins/theodoi /tmp/theodoi/plugins/theodoi
RUN pip install --no-cache-dir --no-deps --no-build-isolation /tmp/theodoi && rm -r /tmp/theodoi

# What Airflow itself reads; the demo newspapers; the scripts of docker-compose.yml.
COPY --chown=airflow:root dags /opt/airflow/dags
COPY --chown=airflow:root plugins/.airflowignore plugins/*.py /opt/airflow/plugins/
COPY --chown=airflow:root tests/__init__.py /opt/airflow/tests/__init__.py
COPY --chown=airflow:root tests/site /opt/airflow/tests/site
COPY --chown=airflow:root deploy /opt/airflow/deploy

# The commands of this project. `make run` and `make test` need nothing but Python 3.11 with venv, and make.

PYTHON ?= python3.11
VENV := .venv
VENV_BI := .venv-bi
BIN := $(VENV)/bin
PROFILE ?= demo
# A file of tests is never divided: its tests share a running setup. More processes than two would only wait for each other.
BESIDE ?= --numprocesses 2 --dist loadfile
PERF := $(BIN)/python -m pytest -m perf
export THEODOI_HOME ?= $(CURDIR)/.theodoi

# Every target that is a word is a command, not a file.
.PHONY: $(shell sed -n 's/^\([a-z][a-z-]*\):.*/\1/p' '$(firstword $(MAKEFILE_LIST))')

run: install ## start everything and run the demo; ONCE=1 stops it afterwards
	@$(BIN)/theodoi run $(if $(ONCE),--once)

test: install ## the test suite, on a real Postgres and a real Airflow, in two processes side by side
	@$(BIN)/python -m pytest -m "not slow and not perf and not bi" $(BESIDE) $(ARGS)

test-fast: install ## the tests that need neither Postgres nor Airflow nor a gate
	@$(BIN)/python -m pytest -m "not slow and not perf and not bi and not postgres and not gate" $(BESIDE) $(ARGS)

test-perf: install ## time and memory as ratios, with nothing beside them; what fails is measured once more before it counts
	@$(PERF) $(ARGS) || $(PERF) --last-failed --last-failed-no-failures none $(ARGS)

chaos: install ## disturb nights and imports (kill -9 of every part, a full disk, two runs) and compare each with an undisturbed one; ARGS="--only NAME", --list, --minutes N
	@$(BIN)/python -m tests.chaos $(ARGS)

test-slow: install ## the slow tests
	@$(BIN)/python -m pytest -m slow $(ARGS)

# The values reach the shell as variables. FILES is one path, or several as in a shell: FILES="*.warc.gz 'a folder'".
import: export import_name = $(NAME)
import: export import_files = $(FILES)
import: install ## load archives: make import FILES="a.warc.gz folder 'a folder with blanks'" NAME=my-archive
	@test -n "$$import_files" || { echo 'say what to import: make import FILES="pages.warc.gz folder/of/texts"' >&2; exit 2; }
	@if test -e "$$import_files"; then set -- "$$import_files"; else eval "set -- $$import_files"; fi; \
	$(BIN)/theodoi import $${import_name:+--name="$$import_name"} $(if $(REFRESH),--refresh) $(if $(ALLOW_WITHDRAWALS),--allow-withdrawals) -- "$$@"

stop: ## stop what `make run` and `make bi` started in this folder
	@if test -x $(VENV_BI)/bin/python; then $(VENV_BI)/bin/python bi/superset/serve.py stop; fi
	@if test -x $(BIN)/theodoi; then $(BIN)/theodoi stop; else echo "nothing is installed here"; fi

psql: install ## psql on the demo warehouse; PROFILE=live for the real one
	@$(BIN)/theodoi psql --profile $(PROFILE)

# Superset has an environment of its own: its libraries and those of Airflow exclude each other.
$(VENV_BI)/installed: bi/superset/requirements.lock | install
	@echo "Installing Superset into $(VENV_BI)"
	@$(PYTHON) -m venv $(VENV_BI)
	@$(BIN)/python deploy/uv_as_pip.py $(BIN)/uv pip sync --quiet --python $(VENV_BI)/bin/python --require-hashes bi/superset/requirements.lock
	@touch $@

bi: $(VENV_BI)/installed ## Superset with the dashboards, on the warehouse of a running `make run`; PROFILE=live for the real one
	@$(VENV_BI)/bin/python bi/superset/serve.py start --profile $(PROFILE)

bi-stop: ## stop what `make bi` started
	@if test -x $(VENV_BI)/bin/python; then $(VENV_BI)/bin/python bi/superset/serve.py stop; else echo "Superset is not installed here"; fi

test-bi: install $(VENV_BI)/installed ## import the dashboards into a real Superset, run every chart, open every dashboard
	@$(BIN)/python -m pytest -m bi $(ARGS)

notebook: install ## bi/notebook/theodoi.ipynb on the demo warehouse (PROFILE=live for the real one): four charts, by pandas; OUT=file.ipynb
	@$(BIN)/python bi/notebook/execute.py --profile $(PROFILE) $(if $(OUT),--out $(OUT))

lint: install ## ruff, who may import whom (import-linter), types (mypy; about 45 s the first time, then seconds)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/lint-imports >$(VENV)/imports.txt 2>&1 || { cat $(VENV)/imports.txt; exit 1; }
	@$(BIN)/mypy

install: $(VENV)/installed ## .venv from the hash-locked requirements.lock

# uv is installed by pip from its own lines of the lock, and then installs the rest (seconds instead of minutes), with
# pip's index, certificates and proxy, which it does not look for by itself.
$(VENV)/installed: requirements.lock pyproject.toml
	@echo "Installing into $(VENV) (the first time takes a minute or two)"
	@$(PYTHON) -m venv $(VENV)
	@awk '/^uv==/ {take = 1} take {print} take && !/\\$$/ {exit}' requirements.lock > $(VENV)/uv.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.lock
	@$(BIN)/python deploy/uv_as_pip.py $(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements.lock
	@$(BIN)/python deploy/uv_as_pip.py $(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

score: install ## score extraction against the annotated corpus beside the checkout: SET=dev SHOW=1
	@$(BIN)/python -m tests.eval.score $(SET) $(if $(SHOW),--show)

eval-follow-up: install ## which later sentences tell what became of a task, on 150 pairs: ARGS=--show
	@$(BIN)/python -m tests.eval.follow_up_eval $(ARGS)

eval: install ## score cleaning (beside trafilatura, newspaper4k and resiliparse), citations, organisations, figures and lost diacritics (on a tenth of its news) against the bars; ARGS=--diff shows each page
	@failed=0; \
	$(BIN)/python -m tests.eval.clean_eval $(ARGS) || failed=1; \
	$(MAKE) --no-print-directory eval-decrees ARGS= || failed=1; \
	$(MAKE) --no-print-directory eval-diacritics ARGS='--words 100000' || failed=1; \
	$(MAKE) --no-print-directory eval-organisations ARGS= || failed=1; \
	$(MAKE) --no-print-directory eval-metrics ARGS= || failed=1; \
	exit $$failed

eval-blind: install ## score extraction on articles annotated blind by two readers, beside their agreement; ARGS=--show lists what is wrong
	@$(BIN)/python -m tests.eval.blind_eval $(ARGS)

eval-calibration: install ## of findings that are said to be right with some probability, how many are, on articles that the table never saw; ARGS=--write
	@$(BIN)/python -m tests.eval.calibration $(ARGS)

eval-diacritics: install ## score the repair of lost diacritics on news that was not counted, and what extraction loses by damage
	@failed=0; \
	$(BIN)/python -m tests.eval.diacritics_eval $(ARGS) || failed=1; \
	$(BIN)/python -m tests.eval.damaged_eval || failed=1; \
	exit $$failed

bench-diacritics: install ## speed of the repair, the detector's share of cleaning, time to load the counts
	@$(BIN)/python -m tests.eval.diacritics_speed

eval-organisations: install ## score organisations and systems: annotated and blind articles, grammar alone, names by their day, another tool
	@$(BIN)/python -m tests.eval.organisation_eval $(ARGS)

eval-relations: install ## whether relations found in real texts are true: judged samples; ARGS="--draw SEED" prints a fresh one
	@$(BIN)/python -m tests.eval.relations_sample $(ARGS)

eval-bodies: install ## where bodies without a registry end: judged samples; ARGS="--draw SEED" prints a fresh one
	@$(BIN)/python -m tests.eval.body_ends $(ARGS)

bench-organisations: install ## speed of reading organisations beside one bare pass of its automaton, load time, memory
	@$(BIN)/python -m tests.eval.organisation_speed $(ARGS)

eval-topic: install ## score the topic score on titles judged by a guide, 200 of them blind; ARGS=--show names the faults
	@$(BIN)/python -m tests.eval.topic_eval $(ARGS)

eval-comparable: install ## score what makes figures comparable, and which are charted; ARGS=--show names the faults
	@$(BIN)/python -m tests.eval.comparable_eval $(ARGS)

eval-indicators: install ## score which indicator a figure measures, and which figures of the field the registry covers; ARGS=--show names the faults
	@$(BIN)/python -m tests.eval.indicator_eval $(ARGS)

eval-metrics: install ## score figures: value and unit, fields, whole rows, blind sentences, who says it, which area
	@$(BIN)/python -m tests.eval.metric_eval $(ARGS)

eval-stories: install ## score which articles are one story or one source: labelled pairs, and copies made of real texts; ARGS=--show lists what is wrong
	@$(BIN)/python -m tests.eval.stories_eval $(ARGS)

scale-warehouse: install ## a made-up warehouse of ARTICLES=100000 through the real COPY path, and how long stories take in it; ARGS="--url postgresql://…" keeps it
	@$(BIN)/python -m tests.scale --articles $(or $(ARTICLES),100000) $(ARGS)

bench-answers: install ## how long every query of docs/bi.md, bi.search and a publish take in a made-up warehouse of ARTICLES=100000; ARGS="--url postgresql://…" keeps it
	@$(BIN)/python -m tests.scale.answers --articles $(or $(ARTICLES),100000) $(ARGS)

bench-metrics: install ## speed of all extractors together beside another tool, and the share that tasks have in it
	@$(BIN)/python -m tests.eval.metric_eval --speed $(ARGS)

bench-gates: install ## what the gates cost for 500 and 10,000 articles, beside another commit: BASE=main
	@$(BIN)/python -m tests.eval.gate_speed $(BASE) $(ARGS)

eval-decrees: install ## score citations, relations and events against the bars; ARGS=--show lists what is wrong
	@failed=0; \
	$(BIN)/python -m tests.eval.decree_eval $(ARGS) || failed=1; \
	$(BIN)/python -m tests.eval.relations_eval $(ARGS) || failed=1; \
	exit $$failed

bench-decrees: install ## speed of the citation engine beside a bare scan, and how its time grows
	@$(BIN)/python -m tests.eval.decree_speed $(ARGS)

bench-clean: install ## speed of cleaning beside trafilatura, memory over 20,000 pages, hostile pages
	@failed=0; \
	$(BIN)/python -m tests.eval.clean_speed $(ARGS) || failed=1; \
	$(BIN)/python -m tests.eval.clean_memory || failed=1; \
	$(BIN)/python -m tests.eval.hostile || failed=1; \
	exit $$failed

eval-diff: install ## what the rules gain and lose since a commit, over the local corpora: BASE=HEAD CORPUS=folder
	@test -n "$(BASE)" || { echo 'say what to compare with: make eval-diff BASE=HEAD' >&2; exit 2; }
	@$(BIN)/python -m tests.eval.eval_diff $(BASE) $(if $(CORPUS),--corpus $(CORPUS)) $(ARGS)

checksums: install ## what the demo's night, the seeds and the sample pages come to, beside what is recorded
	@$(BIN)/python -m tests.eval.checksums $(ARGS)

dictionary: install ## docs/data-dictionary.md and the table of settings in docs/operating.md, from code and SQL
	@$(BIN)/python -m tests.dictionary

dags: install ## docs/dags.md: when the DAGs run, what they are asked, their tasks and limits, from the DAGs
	@$(BIN)/python -m tests.dag_index

migration: install ## the first draft of the migration for a new kind, or for new columns of one: KIND=name
	@test -n "$(KIND)" || { echo 'say which: make migration KIND=metrics' >&2; exit 2; }
	@$(BIN)/python -m theodoi.load.draft $(KIND)

suites: install ## expectations/suites: what the declarations of the kinds ask of their rows; what people wrote stays
	@$(BIN)/python -m theodoi.quality.shapes

kill-matrix: install ## docs/kill-matrix.md: which expectation catches which corruption
	@$(BIN)/python -m tests.kill_matrix

schemas: install ## registry/schemas: what editors know of the registry's files, from the models that validate them
	@$(BIN)/python -m theodoi.registry.schemas

lock: ## renew both locks from pyproject.toml (host-free, with hashes): the whole, and what the image needs of it
	@$(BIN)/python deploy/uv_as_pip.py $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
		--python-version 3.11 --all-extras pyproject.toml -o requirements.lock
	@$(BIN)/python deploy/uv_as_pip.py $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
		--python-version 3.11 bi/superset/requirements.in -o bi/superset/requirements.lock
	@$(BIN)/python deploy/uv_as_pip.py $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
		--python-version 3.11 --extra airflow --extra image --constraint requirements.lock pyproject.toml -o requirements-image.lock

clean: stop ## remove the environment and all data of this folder
	rm -rf $(VENV) $(VENV_BI) .theodoi

"""The run reports as pages of Airflow's api-server: a FastAPI app that the plugin mounts under /theodoi/reports.

Only for people who are logged in to Airflow and may see the DAG; the pages come from the lake, the list from ops.runs.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity
from airflow.api_fastapi.core_api.security import GetUserDep, requires_access_dag
from fastapi import Depends, FastAPI, HTTPException, Path, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException as AnyHTTPException

from theodoi.brief.page import render_briefs
from theodoi.brief.store import MEDIA, brief_days, brief_lists, brief_path
from theodoi.database import engine_for
from theodoi.evidence import NoEvidence, check, find
from theodoi.evidence.page import render_evidence
from theodoi.lake import Lake
from theodoi.report.facts import Head, newest_runs
from theodoi.report.page import render_index, render_notice
from theodoi.report.store import page_path
from theodoi.settings import Profile, settings

PROFILES: tuple[Profile, ...] = ("live", "demo")

# A report is words and colours: nothing is loaded, nothing runs, and no other site may frame it.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-cache",
}
_TITLES = {401: "Please log in", 403: "Not for you to see", 404: "No such report"}
_NO_FINDING = "Nothing of this id is in the warehouse: it was withdrawn, or the address is of the other profile"
_NO_BRIEF = "There is no brief at this address: the night was not published, or the list has another name."
_NONE = "There is no report at this address: the run did not get as far, or its page has been removed since."

app = FastAPI(title="Theodoi run reports", docs_url=None, redoc_url=None, openapi_url=None)


@app.get("/", response_class=HTMLResponse)
def index(user: GetUserDep) -> HTMLResponse:
    """The newest runs of both warehouses, as far as the user may see their DAGs."""
    runs: list[tuple[str, Head]] = []
    problems: list[str] = []
    for profile in PROFILES:
        try:
            with engine_for(settings().database_url(profile)).connect() as connection:
                runs += [(profile, head) for head in newest_runs(connection)]
        except (LookupError, SQLAlchemyError) as error:
            problems.append(f"The warehouse of the profile {profile} cannot be read ({type(error).__name__}).")
    allowed = get_auth_manager().filter_authorized_dag_ids(dag_ids={head.dag_id for _, head in runs}, user=user)
    shown = sorted((r for r in runs if r[1].dag_id in allowed), key=lambda r: r[1].started_at, reverse=True)
    return _page(render_index(shown, problems))


@app.get(
    "/evidence/{profile}/{asked}",
    response_class=HTMLResponse,
    dependencies=[Depends(requires_access_dag("GET", DagAccessEntity.TASK_INSTANCE))],
)
def evidence(profile: Profile, asked: str) -> HTMLResponse:
    """The proof of a finding, checked against its capture when it is asked for. 404 for an id that nothing has."""
    try:
        with engine_for(settings().database_url(profile)).connect() as connection:
            found = find(connection, asked)
    except (NoEvidence, LookupError):
        raise HTTPException(404, _NO_FINDING) from None
    lake = Lake(settings().lake_root(profile))
    return _page(render_evidence(asked, [(one, check(lake, one)) for one in found]))


@app.get(
    "/briefs/",
    response_class=HTMLResponse,
    dependencies=[Depends(requires_access_dag("GET", DagAccessEntity.TASK_INSTANCE))],
)
def briefs() -> HTMLResponse:
    """The briefs of both warehouses, the newest first."""
    lakes = {profile: Lake(settings().lake_root(profile)) for profile in PROFILES}
    listed = [
        (profile, day, brief_lists(lake, day)) for profile, lake in lakes.items() for day in brief_days(lake)[:31]
    ]
    return _page(render_briefs(listed))


@app.get(
    "/briefs/{profile}/{day}/{name}.{form}",
    dependencies=[Depends(requires_access_dag("GET", DagAccessEntity.TASK_INSTANCE))],
)
def brief(profile: Profile, day: date | Literal["latest"], name: str, form: str) -> Response:
    """A brief of one day or of the latest, as page, feed, JSON, mail or Word document. 404 for a day without one."""
    lake = Lake(settings().lake_root(profile))
    try:
        asked = brief_days(lake)[0] if day == "latest" else day
        data = lake.read_bytes(brief_path(asked, name, form))
    except (ValueError, IndexError, FileNotFoundError):
        raise HTTPException(404, _NO_BRIEF) from None
    return Response(data, media_type=MEDIA[form], headers=HEADERS)


@app.get(
    "/{profile}/{kind}/{name}/{dag_id}/{page}",
    response_class=HTMLResponse,
    dependencies=[Depends(requires_access_dag("GET", DagAccessEntity.TASK_INSTANCE))],
)
def report(
    profile: Profile, kind: str, name: str, dag_id: str, page: Annotated[str, Path(pattern=r"\.html$")]
) -> HTMLResponse:
    """The report of one run. 404 for a name that is none, and for a run without a page."""
    try:
        html = Lake(settings().lake_root(profile)).read_bytes(page_path(f"{kind}/{name}", dag_id, page))
    except (ValueError, FileNotFoundError):
        raise HTTPException(404, _NONE) from None
    return _page(html)


@app.exception_handler(AnyHTTPException)
async def refuse(request: Request, refusal: AnyHTTPException) -> HTMLResponse:
    """A refusal as a page to read; one who is not logged in gets the way to the login."""
    link = None
    if refusal.status_code == 401:
        link = (get_auth_manager().get_url_login(next_url=str(request.url)), "Log in to Airflow")
    said = _NONE if refusal.detail == "Not Found" else f"{refusal.detail.rstrip('.')}."
    return _page(render_notice(_TITLES.get(refusal.status_code, "Refused"), said, link), refusal.status_code)


@app.exception_handler(RequestValidationError)
async def no_such_page(_: Request, __: RequestValidationError) -> HTMLResponse:
    """An address that no report can have is one without a report."""
    return _page(render_notice(_TITLES[404], _NONE), 404)


def _page(html: str | bytes, status: int = 200) -> HTMLResponse:
    return HTMLResponse(html, status, headers=HEADERS)

"""Superset's database, its admin and the assets: run once before each start, in Superset's environment."""

from __future__ import annotations

import json
import os
import sys

from bundle import bundle
from superset.app import create_app


def main(password: str) -> None:
    """Bring Superset's own database up to date, make the admin, import the assets in place of earlier ones."""
    from flask_migrate import upgrade

    app = create_app()
    with app.app_context():
        upgrade(directory=os.path.join(os.path.dirname(sys.modules["superset"].__file__ or ""), "migrations"))
        from superset import appbuilder, security_manager

        appbuilder.add_permissions(update_perms=True)
        security_manager.sync_role_definitions()
        admin = security_manager.find_user("admin")
        if admin is None:
            role = security_manager.find_role("Admin")
            security_manager.add_user("admin", "Theodoi", "Admin", "admin@localhost", role, password=password)
            admin = security_manager.find_user("admin")
        from superset.commands.importers.v1.assets import ImportAssetsCommand
        from superset.utils.core import override_user

        with override_user(admin):
            contents = bundle(os.environ["THEODOI_SUPERSET_WAREHOUSE"])
            ImportAssetsCommand(contents, passwords={}).run()
            _own_ids()


def _own_ids() -> None:
    """Put Superset's ids of the datasets into the stored queries of charts, which are written before there are any."""
    from superset import db
    from superset.models.slice import Slice

    for chart in db.session.query(Slice).all():
        if chart.query_context:
            context = json.loads(chart.query_context)
            context["datasource"] = {"id": chart.datasource_id, "type": "table"}
            context["form_data"]["datasource"] = f"{chart.datasource_id}__table"
            context["form_data"]["slice_id"] = chart.id
            chart.query_context = json.dumps(context, ensure_ascii=False)
    db.session.commit()


if __name__ == "__main__":
    main(sys.argv[1])

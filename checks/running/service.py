"""The checks of this process: pages and API call `check` or `start`, and show what `document_of` says of the report."""

from __future__ import annotations

from functools import cache, partial
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.module_loading import import_string

from checks.admission import deny_list
from checks.admission.leases import Leases
from checks.admission.limits import Limiter, storage
from checks.admission.moving_window import RedisWindows
from checks.admission.slots import Slots
from checks.admission.visit import Admission
from checks.cors.later import Later
from checks.cors.model import Request
from checks.models import Report
from checks.probing.driver import Prober, run, user_agent
from checks.probing.guard import Guard
from checks.probing.names import is_local
from checks.probing.robots import TIMEOUT_S, Robots
from checks.probing.target import WEB_PORTS
from checks.refusal import Refusal
from checks.reports import store
from checks.reports.database import in_database, into_database
from checks.reports.document import document_of
from checks.running.checker import CheckMetrics, Service
from checks.running.remembered import Remembered

__all__ = ["Refusal", "Service", "check", "delete", "document_of", "find", "start"]

REHEARSE_EVERY_S = 5.0

_rehearsal = Remembered(lambda: into_database(store.rehearse), REHEARSE_EVERY_S)


async def check(
    request: Request,
    *,
    probes: bool,
    confirm_side_effects: bool,
    client: str,
    reuse_s: float = 0,
    then: tuple[Later, ...] = (),
) -> Report:
    return await default().check(
        request, probes=probes, confirm_side_effects=confirm_side_effects, client=client, reuse_s=reuse_s, then=then
    )


async def start(
    request: Request, *, probes: bool, confirm_side_effects: bool, client: str, previewed: bool = False
) -> Report:
    return await default().start(
        request, probes=probes, confirm_side_effects=confirm_side_effects, client=client, previewed=previewed
    )


async def reach_limits() -> None:
    """Raises where the store of limits does not answer."""
    await default().limiter.reach()


async def reach_database() -> None:
    """Raises where the database does not answer, lacks a migration, or takes no report."""
    await in_database(store.reach)
    await _rehearsal()


async def find(report_id: str) -> Report | None:
    """The report, or None alike for unknown, expired and deleted ones; raises Refusal."""
    held = default().writer.held.get(report_id)
    try:
        found = await in_database(store.find, report_id)
    except Refusal:
        if held is None:
            raise
        return held
    return held if held and found and found.state == Report.State.RUNNING else found


async def delete(report_id: str, token: str) -> bool | None:
    """Whether the token was right and the report is gone; None where there is no such report. Raises Refusal."""
    deleted = await into_database(store.delete, report_id, token)
    if deleted:
        default().writer.held.release(report_id)
    return deleted


@cache
def default() -> Service:
    """The service of this process, from its settings."""
    prober = live_prober()
    windows = storage(settings.REDIS_URL)
    admission = Admission(
        Limiter(windows, settings.SECRET_KEY),
        Slots(
            in_all=settings.CHECK_MAX_RUNNING,
            per_client=settings.CHECK_MAX_RUNNING_PER_CLIENT,
            per_target=settings.CHECK_MAX_RUNNING_PER_TARGET,
            new_holder=Leases(windows, settings.SECRET_KEY) if isinstance(windows, RedisWindows) else None,
        ),
        deny_list.default(),
        _robots(prober.guard) if settings.CHECK_ROBOTS else None,
    )
    return Service(partial(run, prober=prober), admission, _metrics())


def _metrics() -> CheckMetrics | None:
    """Whoever counts checks in this project, which the app does not know."""
    return import_string(settings.CHECK_METRICS)()  # type: ignore[no-any-return]


def _robots(guard: Guard) -> Robots:
    # Most of a check's time is for the check.
    return Robots(guard, user_agent(reached_at()), timeout_s=min(TIMEOUT_S, settings.CHECK_DEADLINE_S / 3))


def live_prober() -> Prober:
    extra = settings.CHECK_EXTRA_PORTS
    guard = Guard(
        ports=None if extra is None else WEB_PORTS | extra,
        allow=settings.CHECK_ALLOW_PRIVATE_CIDRS,
        own_hosts=own_hosts(settings.ALLOWED_HOSTS, settings.LAB_ORIGIN),
    )
    return Prober(guard, user_agent=user_agent(reached_at()), deadline_s=settings.CHECK_DEADLINE_S)


def reached_at() -> str:
    """Our origin as far as the settings tell it: in development the lab, which is there under another name, knows the
    port."""
    if settings.SITE_ORIGIN:
        return str(settings.SITE_ORIGIN)
    if settings.DEVELOPMENT and settings.LAB_ORIGIN:
        return str(settings.LAB_ORIGIN)
    scheme = "https" if settings.HTTPS else "http"
    return f"{scheme}://{settings.ALLOWED_HOSTS[0].lstrip('.')}"


def own_hosts(hosts: list[str], lab_origin: str) -> list[str]:
    """The public hosts of this service, which does not check itself; the lab is there to be checked."""
    lab = urlsplit(lab_origin).hostname
    return [host for host in hosts if host != lab and not host.startswith(".") and not is_local(host)]

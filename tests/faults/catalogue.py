"""The faults, each a row of the table in docs/operations.md."""

from __future__ import annotations

from tests.faults.measured import Fault

# How far the clock is set back.
BACK_S = 3600

FAULTS = {
    "postgresql_killed": Fault(
        "PostgreSQL is killed and started again",
        lambda site, target: site.postgresql.kill(),
        lambda site, target: site.postgresql.start(),
    ),
    "postgresql_frozen": Fault(
        "PostgreSQL is frozen",
        lambda site, target: site.postgresql.freeze(),
        lambda site, target: site.postgresql.thaw(),
    ),
    "postgresql_cut_off": Fault(
        "packets to PostgreSQL are dropped",
        lambda site, target: site.postgresql.cut_off(),
        lambda site, target: site.postgresql.connect(),
    ),
    "postgresql_forgotten": Fault(
        "what is between forgets the open connections to PostgreSQL",
        lambda site, target: site.postgresql.forget_connections(),
        lambda site, target: site.postgresql.connect(),
    ),
    "redis_killed": Fault(
        "Redis is killed and started again",
        lambda site, target: site.redis.kill(),
        lambda site, target: site.redis.start(),
    ),
    "redis_frozen": Fault(
        "Redis is frozen",
        lambda site, target: site.redis.freeze(),
        lambda site, target: site.redis.thaw(),
    ),
    "redis_cut_off": Fault(
        "packets to Redis are dropped",
        lambda site, target: site.redis.cut_off(),
        lambda site, target: site.redis.connect(),
    ),
    "workers_killed": Fault(
        "all workers are killed, while checks run",
        lambda site, target: site.gunicorn.kill_workers(),
        lambda site, target: None,
        lasts_s=0,
        kills=True,
    ),
    "restarted": Fault(
        "the only machine is stopped and started again, while checks run",
        lambda site, target: site.gunicorn.restart(),
        lambda site, target: None,
        lasts_s=0,
    ),
    "descriptors": Fault(
        "no worker can open one more descriptor",
        lambda site, target: site.gunicorn.bound_descriptors(),
        lambda site, target: site.gunicorn.unbound_descriptors(),
        holds=True,
    ),
    "clock_set_back": Fault(
        "the clock is set back by an hour",
        lambda site, target: site.clock.set(-BACK_S),
        lambda site, target: None,
        lasts_s=0,
        # More than the visitors make, and less than they make in two windows.
        rate="45/10seconds",
        well_s=15,
    ),
    "disk_full": Fault(
        "SQLite's disk is full",
        lambda site, target: site.disk.fill(),
        lambda site, target: site.disk.empty(),
        alone=True,
    ),
    "database_locked": Fault(
        "another program holds SQLite's lock",
        lambda site, target: site.lock_database(),
        lambda site, target: site.unlock_database(),
        alone=True,
    ),
    "target_hangs": Fault(
        "the server that is checked hangs",
        lambda site, target: setattr(target, "hangs", True),
        lambda site, target: setattr(target, "hangs", False),
    ),
}

"""Dagster sensors. Each one reads its input, calls the library and reports in a sentence.

Schedules belong in `schedules`, jobs in `jobs`. An alerts file that cannot work, with wrong routes
or missing secrets, is refused here when Dagster loads the code.
"""

from ecom_platform.alerts.channels.open_channels import open_channels
from ecom_platform.alerts.config.alerts_config import load_routes
from ecom_platform.settings import load_settings
from sensors.alert_delivery import alert_delivery
from sensors.failed_runs import failed_runs
from sensors.heartbeat import heartbeat
from sensors.incidents import incidents
from sensors.missed_ticks import ticks
from sensors.new_files import new_files

SENSORS = [new_files, incidents, alert_delivery, failed_runs, heartbeat, ticks]

open_channels(load_settings(), load_routes(load_settings()).channels)

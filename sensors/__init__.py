"""Sensors: what starts work on an event. A sensor fetches, calls the library and reports.

What happens by the clock belongs in `schedules`. Alerts that cannot work are refused here, when the
code is loaded: wrong routes, missing secrets.
"""

from ecom_platform.alerts.channels.open_channels import open_channels
from ecom_platform.alerts.policy.alerts_config import load_routes
from ecom_platform.settings import load_settings
from sensors.alert_delivery import alert_delivery
from sensors.failed_runs import failed_runs
from sensors.heartbeat import heartbeat
from sensors.incidents import incidents
from sensors.missed_ticks import ticks
from sensors.new_files import new_files

SENSORS = [new_files, incidents, alert_delivery, failed_runs, heartbeat, ticks]

open_channels(load_settings(), load_routes(load_settings()).channels)

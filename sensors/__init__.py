"""What starts a run on an event. A sensor only watches; work belongs in `assets`."""

from sensors.new_files import new_files

SENSORS = [new_files]

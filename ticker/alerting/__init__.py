"""Alerts: the few lines of the change log that matter to somebody at once, sent to him."""

from ticker.alerting.choosing import GIVE_UP
from ticker.alerting.courier import Courier
from ticker.alerting.following import catch_up
from ticker.alerting.running import Alerting
from ticker.alerting.sending import send, test_notice

__all__ = ["GIVE_UP", "Alerting", "Courier", "catch_up", "send", "test_notice"]

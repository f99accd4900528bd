"""Production's settings for a server of a test, with views that fail as their query says."""

from corschecker.settings import *  # noqa: F403
from corschecker.settings import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
ROOT_URLCONF = "tests.tools.faulty_urls"

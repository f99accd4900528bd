"""Ruby on Rack."""

from checks.fixes.stacks.base import Stack
from checks.fixes.stacks.notes import BEFORE_LOGIN, REMOVE_OTHERS

NO_VARY = (
    "rack-cors responds to a preflight with 200 and without Vary. HTTP caches do not store responses to OPTIONS; "
    "a CDN that you told to cache OPTIONS does, and then needs the Origin in its cache key."
)

RUBY = (
    Stack(
        id="rails",
        title="Rails with rack-cors",
        family="ruby",
        language="ruby",
        filename="cors.rb",
        replaces=True,
        notes=(
            'Add `gem "rack-cors"` to the Gemfile, and save this as config/initializers/cors.rb.',
            "Position 0 keeps it before login and error pages.",
            NO_VARY,
            REMOVE_OTHERS,
        ),
    ),
    Stack(
        id="sinatra",
        title="Sinatra with rack-cors",
        family="ruby",
        language="ruby",
        filename="app.rb",
        replaces=True,
        notes=(
            'Add `gem "rack-cors"` to the Gemfile, and paste this at the top of the application\'s class.',
            BEFORE_LOGIN,
            "In development Sinatra shows its own page for an unhandled error, without these headers.",
            NO_VARY,
            REMOVE_OTHERS,
        ),
    ),
    Stack(
        id="rack",
        title="Rack with rack-cors",
        family="ruby",
        language="ruby",
        filename="config.ru",
        replaces=True,
        notes=(
            'Add `gem "rack-cors"` to the Gemfile, and paste this at the top of config.ru.',
            BEFORE_LOGIN,
            NO_VARY,
            REMOVE_OTHERS,
        ),
    ),
)

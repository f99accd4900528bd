"""Python web frameworks."""

from checks.fixes.stacks.base import Stack
from checks.fixes.stacks.notes import BEFORE_LOGIN, REMOVE_OTHERS

PYTHON = (
    Stack(
        id="flask",
        title="Flask",
        family="python",
        language="python",
        filename="app.py",
        notes=(
            "Paste this right below `app = Flask(__name__)`; it needs no package.",
            BEFORE_LOGIN,
            "It replaces what a view sends itself. Remove Flask-CORS if you use it: both together send headers twice.",
            "In debug mode Flask shows its own page for an unhandled error, without these headers.",
        ),
    ),
    Stack(
        id="flask-cors",
        title="Flask with Flask-CORS",
        family="python",
        language="python",
        filename="app.py",
        notes=(
            "Install it with `pip install flask-cors`, and paste this right below `app = Flask(__name__)`.",
            BEFORE_LOGIN,
            "It is longer than `CORS(app)` because Flask-CORS alone lets a login answer the preflight, leaves out"
            " `Vary: Origin` for other sites (a shared cache then serves the wrong answer), doubles headers on a 404,"
            " and without origins allows every site.",
            "In debug mode Flask shows its own page for an unhandled error, without these headers.",
            REMOVE_OTHERS,
        ),
    ),
)

"""What pyproject.toml cannot say: templates and static files, which lie beside the packages, go into one of them."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["checks*", "corschecker*"]), "checks.templates", "checks.static"],
    package_dir={"checks.templates": "templates", "checks.static": "static"},
    package_data={
        "checks.templates": ["**/*", "**/.*"],
        "checks.static": ["**/*"],
        "checks.fixes": ["*.json"],
    },
)

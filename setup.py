"""What pyproject.toml cannot say: templates and static files, which lie beside the packages, go into one of them."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["checks*", "corschecker*"]), "corschecker.templates", "corschecker.static"],
    package_dir={"corschecker.templates": "templates", "corschecker.static": "static"},
    package_data={
        "corschecker.templates": ["**/*", "**/.*"],
        "corschecker.static": ["**/*"],
        "checks.fixes": ["*.json"],
    },
)

"""The list of stacks, the templates, the proofs and the pinned packages belong together, without gaps or leftovers."""

from checks.fixes import STACKS
from checks.fixes.rendering import PROVEN, TEMPLATES
from tests.fixes.needs import NODE_FOLDERS
from tests.fixes.proofs import APPS, PROOFS


def test_every_stack_has_one_template_and_every_template_a_stack() -> None:
    kept = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.is_file())
    assert kept == sorted(stack.template for stack in STACKS.values())


def test_every_stack_is_proven_or_says_why_it_is_not_run() -> None:
    assert {stack.id for stack in STACKS.values() if not stack.not_run} == {proof.stack for proof in PROOFS.values()}


def test_every_application_and_package_folder_is_used_by_a_proof() -> None:
    assert {path.name for path in APPS.iterdir()} == {proof.folder.name for proof in PROOFS.values()}
    assert {path.name for path in NODE_FOLDERS.iterdir()} == {proof.npm for proof in PROOFS.values() if proof.npm}


def test_no_proven_version_is_claimed_for_an_unknown_stack() -> None:
    import json

    assert set(json.loads(PROVEN.read_text())) <= set(STACKS)


def test_ids_are_kebab_case_and_titles_are_told_apart() -> None:
    assert all(stack.id.replace("-", "").isalnum() and stack.id == stack.id.lower() for stack in STACKS.values())
    assert len({stack.title for stack in STACKS.values()}) == len(STACKS)

"""The list of stacks, the templates, the proofs and the pinned packages belong together, without gaps or leftovers."""

import json

from checks.cors.policy import CorsPolicy
from checks.fixes import STACKS, render_all
from checks.fixes.rendering import PROVEN, TEMPLATES
from tests.fixes.needs import NODE_FOLDERS, PYTHON_REQUIREMENTS
from tests.fixes.proofs import APPS, PROOFS


def test_every_stack_has_one_template_and_every_template_a_stack() -> None:
    kept = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.is_file())
    assert kept == sorted(stack.template for stack in STACKS.values())


def test_every_stack_is_proven_or_says_why_it_is_not_run() -> None:
    assert {stack.id for stack in STACKS.values() if not stack.not_run} == {proof.stack for proof in PROOFS.values()}


def test_a_fix_that_replaces_older_headers_is_proven_over_them() -> None:
    proven = {proof.stack for proof in PROOFS.values() if "already" in proof.situations}
    assert {stack.id for stack in STACKS.values() if stack.replaces} == proven


def test_every_application_and_package_folder_is_used_by_a_proof() -> None:
    assert {path.name for path in APPS.iterdir()} == {proof.folder.name for proof in PROOFS.values()}
    assert {path.name for path in NODE_FOLDERS.iterdir()} == {proof.npm for proof in PROOFS.values() if proof.npm}


def test_every_file_of_requirements_is_used_by_a_proof() -> None:
    assert {path.stem for path in PYTHON_REQUIREMENTS.iterdir()} == {
        proof.pip for proof in PROOFS.values() if proof.pip
    }


def test_no_proven_version_is_claimed_for_an_unknown_stack() -> None:
    assert set(json.loads(PROVEN.read_text())) <= set(STACKS)


def test_ids_are_kebab_case_and_titles_are_told_apart() -> None:
    assert all(stack.id.replace("-", "").isalnum() and stack.id == stack.id.lower() for stack in STACKS.values())
    assert len({stack.title for stack in STACKS.values()}) == len(STACKS)


def test_a_page_on_a_developers_machine_is_pointed_out_where_the_policy_names_it() -> None:
    note = "http://localhost:5173 is your development page. In production, put your site's origin here instead."
    local = CorsPolicy(("capacitor://localhost", "http://localhost:5173"))
    assert [fix.stack for fix in render_all(local) if note in fix.notes] == [
        stack.id for stack in STACKS.values() if not stack.same_origin
    ]
    assert not any(note in fix.notes for fix in render_all(CorsPolicy(("capacitor://localhost",))))

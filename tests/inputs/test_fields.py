"""What may be sent in the name of a page: not what servers take for the word of a proxy."""

from __future__ import annotations

import pytest

from checks.inputs import choices, fields
from checks.refusal import Refusal
from tests.growth.measure import cpu, slowness


@pytest.mark.parametrize(
    "name",
    [
        "Forwarded",
        "X-Forwarded-For",
        "x-forwarded-host",
        "X-Real-IP",
        "True-Client-IP",
        "CF-Connecting-IP",
        "cf-ray",
        "Metadata",
        "Metadata-Flavor",
        "X-Aws-Ec2-Metadata-Token",
        "X-aws-ec2-metadata-token-ttl-seconds",
        "X-Google-Metadata-Request",
    ],
)
def test_nobody_can_pose_as_a_proxy_through_the_checker(name: str) -> None:
    with pytest.raises(Refusal) as refused:
        fields.headers([("X-A", "1"), (name, "192.0.2.1")])
    assert refused.value.field == "headers"
    assert refused.value.detail == f"{name} is a proxy header, and this checker does not send it. Leave it out."


@pytest.mark.parametrize("name", ["X-Forwarded", "CFX", "X-CF-Ray", "X-Metadata", "Metadata-Flavors", "X-Real-IP-2"])
def test_a_name_that_only_looks_like_a_proxy_s_is_sent(name: str) -> None:
    assert fields.headers([(name, " 1\t")]) == ((name, "1"),)


@pytest.mark.parametrize(
    "text", [" " * 16_000 + "x", " " * 100_000 + "x", "content-security-policy " * 5000, "\n" * 100_000]
)
def test_a_policy_is_bounded_before_it_is_read(text: str) -> None:
    """Of 100 kB of spaces, a pattern that ran before the length was checked made 24.8 seconds."""

    def read(policy: str) -> None:
        with pytest.raises(Refusal, match="at most 4,096 characters"):
            choices.content_security_policy(policy)

    assert cpu(read, text, 3) < 0.01 * slowness()


@pytest.mark.parametrize("text", ["text/plain\r\nX-A: 1", "text/plän", "a" * 257, "text/\x7f"])
def test_the_type_of_a_blob_is_printable_ascii_of_one_line(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        choices.body_type(text)
    assert refused.value.field == "body_type"
    assert choices.body_type("a" * 256) == "a" * 256
    assert choices.body_type("text/plain; charset=utf-8") == "text/plain; charset=utf-8"

"""SARIF read back by its schema, and what every format has in common."""

from __future__ import annotations

import hashlib
from pathlib import Path
from urllib.parse import unquote

import pytest

from gbo_policy import formats
from tests import kit
from tests.conftest import FIXTURES, gbo
from tests.formatted import DAY, NAMES, expected, faulty, found, repository_in, run, sarif


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return repository_in(tmp_path)


@pytest.mark.parametrize("form", formats.names())
def test_the_same_input_gives_the_same_bytes(form: str, repository: Path) -> None:
    first, again = (gbo("check", repository, *DAY, "--format", form).stdout for _ in range(2))
    assert first
    assert again == first


@pytest.mark.parametrize("form", [f for f in formats.names() if f != "oscal"])
def test_texts_are_in_the_language_asked_for(form: str, repository: Path) -> None:
    nl, en = (" ".join(run(repository, form, "--lang", lang).split()) for lang in ("nl", "en"))
    for words, told, untold in (
        ("without any provision of law", en, nl),
        ("zonder dat enige wetsbepaling", nl, en),
    ):
        assert words in told
        assert words not in untold


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_sarif_holds_every_finding_with_its_place_and_rule(name: str, lang: str) -> None:
    one = sarif(FIXTURES / name, "--lang", lang)
    wanted = found(expected(FIXTURES / name))
    rules = one["tool"]["driver"]["rules"]
    assert len({r["id"] for r in rules}) == len(rules)
    for rule in rules:
        assert rule["shortDescription"]["text"]
        assert len(rule["fullDescription"]["text"]) <= 1024
        assert rule["properties"]["clause"] in rule["help"]["text"] or rule["properties"]["clause"] == "house"
        assert rule["help"]["markdown"].count("**") >= 4
    got = []
    for result in one["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        physical = result["locations"][0]["physicalLocation"]
        uri = physical["artifactLocation"]
        assert one["artifacts"][uri["index"]]["location"] == uri
        assert uri["uriBaseId"] in one["originalUriBaseIds"]
        place = unquote(uri["uri"]), physical["region"]["startLine"], physical["region"]["startColumn"]
        got.append(
            (
                result["ruleId"],
                result["kind"],
                result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"],
                place,
            )
        )
    kinds = {"violation": "fail", "review": "review"}
    places = [(r["location"]["file"], r["location"]["line"], r["location"]["column"]) for r in wanted]
    subjects = [f"{r['subject']['kind']}/{r['subject']['id']}" for r in wanted]
    assert sorted(got) == sorted(
        (r["rule"], kinds[r["verdict"]], s, p) for r, s, p in zip(wanted, subjects, places, strict=True)
    )


def test_sarif_levels_follow_the_severity_and_a_review_has_none(repository: Path) -> None:
    one = sarif(repository)
    levels = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
    rules = {r["id"]: r for r in one["tool"]["driver"]["rules"]}
    assert all(
        r["defaultConfiguration"]["level"] == levels[r["properties"]["severity"]] for r in rules.values()
    )
    for result in one["results"]:
        wanted = (
            "none" if result["kind"] == "review" else rules[result["ruleId"]]["defaultConfiguration"]["level"]
        )
        assert result["level"] == wanted
    assert {r["kind"] for r in one["results"]} == {"fail", "review"}


def test_sarif_leaves_out_what_is_waived_and_marks_it_where_asked_for(repository: Path) -> None:
    assert not [
        r for r in sarif(repository)["results"] if r["suppressions"] or r["ruleId"] == "agreed-channel"
    ]
    one = sarif(repository, "--sarif-suppressed")
    suppressed = [r for r in one["results"] if r["suppressions"]]
    assert [r["ruleId"] for r in suppressed] == ["agreed-channel"]
    suppression = suppressed[0]["suppressions"][0]
    assert suppression["justification"] == "tot de | overstap"
    assert suppression["properties"] == {
        "approvedBy": "An Peeters (DPO)",
        "approvedOn": "2026-01-10",
        "expiresOn": "2026-06-30",
    }
    assert suppression["location"]["physicalLocation"]["region"]["startLine"] > 1


def test_sarif_paths_start_at_the_repository_whatever_the_folder(repository: Path) -> None:
    places = set()
    for where, cwd in ((repository, None), (Path(), repository), (Path(repository.name), repository.parent)):
        one = sarif(where, cwd=cwd)
        places |= {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in one["results"]}
    assert places == {"gbo%20werkmap%20%C3%A9/alles.yaml"}


def test_sarif_paths_without_a_repository_start_at_the_workspace(tmp_path: Path) -> None:
    inside = tmp_path / "hier" / "werkmap"
    inside.mkdir(parents=True)
    (inside / "a.yaml").write_text(kit.written(faulty()), encoding="utf-8")
    location = sarif(inside, cwd=tmp_path / "hier")["artifacts"][0]["location"]
    assert location == {"uri": "a.yaml", "uriBaseId": "%SRCROOT%", "index": 0}
    (tmp_path / "daar").mkdir()
    location = sarif(inside, cwd=tmp_path / "daar")["artifacts"][0]["location"]
    assert location == {"uri": "a.yaml", "uriBaseId": "%SRCROOT%", "index": 0}


def test_a_colon_in_a_name_makes_no_drive_of_it(tmp_path: Path) -> None:
    (tmp_path / "a:b.yaml").write_text(kit.written(faulty()), encoding="utf-8")
    location = sarif(tmp_path)["artifacts"][0]["location"]
    assert location == {"uri": "a%3Ab.yaml", "uriBaseId": "%SRCROOT%", "index": 0}


def test_sarif_notices_and_files(repository: Path) -> None:
    one = sarif(repository)
    notes = one["invocations"][0]["toolExecutionNotifications"]
    assert one["invocations"][0]["executionSuccessful"] is True
    assert any("gdpr-9-1-g" in n["message"]["text"] for n in notes)
    assert {n["descriptor"]["id"] for n in notes} <= {d["id"] for d in one["tool"]["driver"]["notifications"]}
    content = (repository / "alles.yaml").read_bytes()
    assert one["artifacts"][0]["hashes"] == {"sha-256": hashlib.sha256(content).hexdigest()}


def test_sarif_text_holds_no_links_of_the_users(repository: Path) -> None:
    text = next(r["message"]["text"] for r in sarif(repository)["results"] if r["ruleId"] == "no-third-party")
    assert r"\[a\](http://b)" in text


@pytest.mark.parametrize("form", ["text", "markdown"])
@pytest.mark.parametrize("names", [("a", "e", "i", "o", "u"), ("wolk-a", "wolk-e", "wolk-i", "wolk-o")])
def test_what_holds_alike_is_told_once_whatever_the_ids(
    tmp_path: Path, names: tuple[str, ...], form: str
) -> None:
    """A short id may occur within the name of a fact."""
    data = kit.complete()
    (wolk,) = data["agreement"]["processors"]
    outside = wolk | {"countries": {"storage": ["US"], "access": ["US"]}}
    data["agreement"]["processors"] += [outside | {"id": name} for name in names]
    (tmp_path / "a.yaml").write_text(kit.written(data), encoding="utf-8")
    told = " ".join(run(tmp_path, form, "--lang", "en").split())
    assert told.count("according to the overview clients' data do not stay inside the EEA") == 1
    assert f"ikewise: {', '.join(names[1:])}" in told.replace("`", "").replace("*", "")

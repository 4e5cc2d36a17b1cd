"""No page of the desk shows the words that only files have: keys, ids of purposes and categories, codes of
countries.
"""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path

import httpx

from tests.conftest import FIXTURES
from tests.desk_addresses import addresses
from tests.desk_kit import csrf, within
from tests.kit import ABSENT, change, complete, flow, staff, written

# what shows a file as it is, and what no eye sees
_NOT_READ = re.compile(r"<(script|style|pre|textarea|code)\b.*?</\1>", re.DOTALL)
_OF_FILES = re.compile(r"\b[a-z]+_[a-z_]+\b|\((?:[a-z0-9]+-)+[a-z0-9]+\)")


def words(page: httpx.Response) -> str:
    """Give what a person reads on a page."""
    return html.unescape(re.sub(r"<[^>]+>", " ", _NOT_READ.sub(" ", page.text)))


def of_files(page: httpx.Response, ids: set[str]) -> set[str]:
    return {w for w in _OF_FILES.findall(words(page)) if w.strip("()") not in ids}


def test_no_page_shows_a_word_that_only_files_have(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "mixed", tmp_path / "mixed")
    client = within(tmp_path / "mixed")
    found = re.findall(r"- id: ([\w-]+)", "".join(f.read_text("utf-8") for f in tmp_path.rglob("*.yaml")))
    amiss = {a: w for _, a in addresses(client) if (w := of_files(client.get(a), set(found)))}
    assert amiss == {}


def test_what_an_event_leads_to_is_told_without_keys(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "mixed", tmp_path / "mixed")
    client = within(tmp_path / "mixed")
    page = client.get("/register/new/breach")
    shown = client.post("/register/new/breach", data={"csrf": csrf(page)})
    assert shown.url.path.startswith("/save/")
    assert of_files(shown, set()) == set()
    assert "niet te beoordelen zonder “" in words(shown)
    assert "soort gebeurtenis" in words(shown)


def test_clocks_of_a_breach_name_whom_to_tell_and_show_no_key_nor_a_moment_of_a_file(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "mixed", tmp_path / "mixed")
    client = within(tmp_path / "mixed", "--as-of", "2026-03-01T21:30")
    page = client.get("/register/new/breach")
    given = {"party": "ocmw-heverbeke", "aware_at": "2026-02-28T20:00", "during_communication": "yes"}
    given |= {"notified.how": "none", "consulted_at.how": "none", "risk": "risk"}
    affected = {"f.affects": ["caw-polderkant", "dmw-zorgkring"]}
    fields = {f"f.{k}": v for k, v in given.items()} | affected | {"csrf": csrf(page)}
    shown = client.post("/register/new/breach", data=fields)
    client.post(shown.url.path, data={"csrf": csrf(shown), "go": "save"})
    told = " ".join(re.sub(r"<pre.*?</pre>|<[^>]+>", " ", html.unescape(shown.text), flags=re.DOTALL).split())
    assert not re.findall(r"\w+_hours|\dT\d", told)
    assert "Sinds 2026-02-28 20:00 verliep 25,5 uur zonder overleg" in told
    assert "een eigen huisnorm voor het overleg over een inbreuk (4 tot 24 uur); de overeenkomst" in told
    assert "(CAW Polderkant vzw): tegen 2026-03-01 20:00" in told
    home = " ".join(words(client.get("/")).split())
    assert "van functionaris tot functionaris (CAW Polderkant vzw) OCMW Heverbeke" in home
    assert "van functionaris tot functionaris (Dienst Maatschappelijk Werk Zorgkring West) OCMW" in home
    assert "vandaag te laat" in home
    assert "inbreuk-2026-03-01" in words(client.get("/register"))  # its short name is no word of files either


def test_a_late_breach_is_told_without_a_word_of_files(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "mixed", tmp_path / "mixed")
    breach = "aware_at: 2026-02-20T10:00, affects: [dmw-zorgkring], notified: [], risk: high-risk"
    text = f"  - {{id: lek, type: breach, party: ocmw-heverbeke, {breach}, authority_notified_at: none}}\n"
    with (tmp_path / "mixed" / "register.yaml").open("a", encoding="utf-8") as register:
        register.write(text)
    page = within(tmp_path / "mixed").get("/register/event/lek")
    told = " ".join(html.unescape(re.sub("<[^>]+>", " ", page.text)).split())
    assert "houdt een risico in (hoog risico)" in told
    assert "“hoe verwittigd is: via de functionaris”" in told
    assert "zonder onredelijke vertraging van de inbreuk op de hoogte gebracht”" in told
    assert not re.findall(r"\(met:|high-risk", told)


def test_who_judged_is_asked_of_whom_it_is_about_by_what_was_judged(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "mixed", tmp_path / "mixed")
    nameless = "{term: necessity, subject: {flow: huisbezoekverslagen}, outcome: met, on: 2026-02-20}"
    (tmp_path / "mixed" / "nog.yaml").write_text(f"assessments:\n  - {nameless}\n", encoding="utf-8")
    page = " ".join(words(within(tmp_path / "mixed").get("/questions")).split())
    mail = page.partition("Verslagen van huisbezoeken · ")
    assert mail[2].startswith(
        "De gegevens zijn noodzakelijk voor de doeleinden van de gegevensstroom Wie oordeelde?"
    )
    assert mail[0].rpartition(" · ")[0].endswith("OCMW Heverbeke")  # the officer's name stands behind it
    assert "Om wie gaat het?" not in page


def test_a_question_for_a_person_leaves_out_how_a_file_answers_it(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "mixed", tmp_path / "mixed")
    third = "{kind: third-party, name: Garage, country: CH, legal_obligation: {obliges: false}}"
    more = "status: proposed, data: [identification-contact, health], purposes: [refer, fraud-control]"
    flow_ = f"{{id: open, sender: ocmw-heverbeke, recipients: [{third}], {more}}}"
    (tmp_path / "mixed" / "nog.yaml").write_text(f"flows:\n  - {flow_}\n", encoding="utf-8")
    client = within(tmp_path / "mixed")
    for where in ("/flow/open", "/letter/advice?flow=open"):
        page = " ".join(words(client.get(where)).split())
        assert "over wie gaan ze: de cliënt of een betrokken persoon?" in page.lower() or "letter" in where
        assert "op welke rechtsgronden steunt het?" in page.lower()
        assert not re.findall(r"\[\]|als er geen is|\(de cliënt\)|\((?:ja|nee)\)|: ja of nee", page), where


def test_an_event_counts_its_days_as_the_overview_does_and_its_last_day_is_not_late(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "mixed", tmp_path / "mixed")
    register = tmp_path / "mixed" / "register.yaml"
    for as_of, left, event in (
        ("2026-03-01", "153 dagen", "nog 153 dagen"),
        ("2026-08-01", "vandaag", "vandaag"),
        ("2026-08-02", "1 dag voorbij, te beoordelen", "1 dag voorbij, te beoordelen"),  # there is a plan
        ("2026-08-02", "1 dag te laat", "1 dag te laat"),
    ):
        if "laat" in event:
            planned = register.read_text(encoding="utf-8")
            register.write_text(
                re.sub(r"    plan: .*\n", "    plan: none\n", planned, count=1), encoding="utf-8"
            )
        client = within(tmp_path / "mixed", "--as-of", as_of)
        row = re.search(r"Het beveiligingstekort herstellen.*?</tr>", client.get("/").text, re.DOTALL)
        assert row is not None, register
        assert left in row[0]
        page = client.get("/register/event/zwakke-wachtwoorden")
        assert f'<p class="clock">{event}</p>' in page.text
        assert ('class="bad"' in page.text) == ("laat" in event)
        assert "tegen 2026-05-03; uiterlijk 2026-08-01" in words(page)


def test_an_agreement_without_a_title_is_called_one(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("agreement:\n  parties:\n    - id: caw\n      role: caw\n", "utf-8")
    client = within(tmp_path)
    assert "<h1>Overeenkomst</h1>" in client.get("/").text
    assert "agreement" not in words(client.get("/questions"))
    assert "<h1>agreement</h1>" not in client.get("/downloads/report?format=html").text


def test_a_departure_asks_only_the_effects_that_its_clause_can_have(tmp_path: Path) -> None:
    departures = "    - {clause: '14.2', says: 'Drie maanden.'}\n    - {clause: '13.5', says: 'Een dag.'}\n"
    text = f"agreement:\n  parties: [{{id: caw, role: caw}}]\n  departures:\n{departures}"
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    page = within(tmp_path).get("/agreement/departures").text
    asked = re.findall(r'name="f\.departures\.(\d)\.effect\.(\w+)"', page)
    assert [key for row, key in asked if row == "0"] == ["notice_months"]
    assert [key for row, key in asked if row == "1"] == []
    assert len({key for row, key in asked if row == "2"}) > 3  # its clause is still to be chosen
    assert "Voor dit artikel kan hier geen gevolg ingevuld worden" in page  # a term may stand on any


def test_a_letter_that_nothing_can_be_the_ground_of_says_what_to_do_first(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "mixed", tmp_path / "mixed")
    page = within(tmp_path / "mixed").get("/letter/breach-notice")
    assert "Er is nog niets van die aard geregistreerd" in words(page)
    assert 'href="/register/new/breach"' in page.text


def test_a_letter_says_what_is_still_to_be_chosen_once_its_form_is_sent(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "mixed", tmp_path / "mixed")
    client = within(tmp_path / "mixed")
    assert "Kies" not in words(client.get("/letter/suspension?by=caw-polderkant"))
    assert client.get("/letter/breach-form").status_code == 200  # nothing can be chosen in it yet
    asked = "/letter/suspension?by={by}&against=ocmw-heverbeke&event=&rule=&to=&starting="
    sent = words(client.get(asked.format(by="")))
    assert "Kies eerst: “Wie schrijft”." in sent
    assert "(een van deze is nodig)" in sent
    assert "Kies eerst" not in words(client.get(asked.format(by="caw-polderkant")))
    either = words(client.get(asked.format(by="caw-polderkant")))
    assert "Kies een van deze: “De gebeurtenis waarover het gaat”, “De regel waarvan" in either
    assert "Kies eerst: “Van wie”." in words(client.get("/letter/breach-register?party="))


def test_a_letter_reads_at_the_desk_with_all_that_stands_in_it(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "mixed", tmp_path / "mixed")
    client = within(tmp_path / "mixed")
    where = "by=dmw-zorgkring&against=caw-polderkant&event=overzichtsvraag-dmw"
    page = " ".join(words(client.get(f"/letter/suspension?{where}")).split())
    found = client.get(f"/letter/suspension/download?{where}&form=markdown").text
    (ground,) = set(re.findall(r"^#### (.*)", found, re.MULTILINE))
    assert f"Wat is vastgesteld {ground}" in page
    assert "Feiten" in page.partition("Wat is vastgesteld")[2]


def test_the_same_table_of_several_letters_has_a_name_of_its_own(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "mixed", tmp_path / "mixed")
    page = within(tmp_path / "mixed").get("/letter/termination?by=dmw-zorgkring&sent_on=2026-02-20").text
    named = re.findall(r'role="region" aria-label="([^"]+)"', page)
    assert len(named) == len(set(named)) == 2


def test_the_days_of_an_end_are_told_as_certain_only_where_the_notice_surely_ends_it(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "mixed", tmp_path / "mixed")
    client = within(tmp_path / "mixed")
    where = "/register/new/termination"
    given = {"csrf": csrf(client.get(where)), "f.by": "dmw-zorgkring", "f.sent_on": "2026-02-20"}
    given |= {"f.addressed_to": ["caw-polderkant", "ocmw-heverbeke"]}
    open_, told = "Of deze opzegging de overeenkomst beëindigt, moet nog beoordeeld worden.", []
    for means in ("email", "registered-letter"):
        page = words(client.post(where, data=given | {"f.means": means}))
        assert "volgens elke lezing beëindigd vanaf" in page
        told.append(open_ in page)
    assert told == [True, False]


def test_a_judgement_of_a_departed_clause_says_what_is_signed_and_where_its_effect_is_stated(
    tmp_path: Path,
) -> None:
    departures = "    - {clause: '14.2', says: 'Drie maanden.'}\n    - {clause: '2', says: 'Elders.'}\n"
    text = f"agreement:\n  parties: [{{id: caw, role: caw}}]\n  departures:\n{departures}"
    (tmp_path / "a.yaml").write_text(f"{text}flows: [{{id: stroom, sender: caw}}]\n", "utf-8")
    client = within(tmp_path)
    told = words(client.get("/judgement?term=reading&kind=flow&id=stroom&rule=not-ended"))
    assert "De ondertekende tekst zegt daar: “Drie maanden.”" in told
    assert "onder “Afwijkingen van het model”" in told
    told = words(client.get("/judgement?term=reading&kind=party&id=caw&rule=dpo-contact"))
    assert "De ondertekende tekst zegt daar: “Elders.”" in told
    assert "onder “Afwijkingen van het model”" not in told  # no effect on it is known


def test_a_judgement_of_what_a_partner_did_says_which_departure_lets_it_receive(tmp_path: Path) -> None:
    """It has an effect already; and of what a core actor did, it says nothing."""
    lets_in = {"clause": "5.1", "says": "Ook de wijk.", "effect": {"partners": ["wijk"]}}
    bad = {"purposes": ["marketing"], "recipients": [staff("ocmw")]}
    data = change(
        complete(),
        {
            "agreement.parties.+": {"id": "wijk", "role": "partner"},
            "agreement.departures": [lets_in],
            "flows": [flow("van-wijk", sender="wijk", **bad), flow("van-caw", **bad)],
            "assessments": [],
        },
    )
    (tmp_path / "a.yaml").write_text(written(data), "utf-8")
    client = within(tmp_path)
    where = "/judgement?term=reading&kind=flow&id={}&rule=purpose-limitation"
    told = words(client.get(where.format("van-wijk")))
    assert "De ondertekende tekst zegt in artikel 5.1: “Ook de wijk.”" in told
    assert "onder “Afwijkingen van het model”" not in told
    assert "Ook de wijk." not in words(client.get(where.format("van-caw")))
    (tmp_path / "a.yaml").write_text(written(change(data, {"agreement.departures.0.says": ABSENT})), "utf-8")
    told = words(within(tmp_path).get(where.format("van-wijk")))
    assert "onder “Afwijkingen van het model”" not in told


def test_a_judgement_of_a_flow_to_come_holds_for_a_year_from_its_first_day(tmp_path: Path) -> None:
    text = "agreement: {parties: [{id: caw, role: caw}]}\nflows: [{id: later, sender: caw, starts_on: 2090-02-01}]\n"
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    page = within(tmp_path).get("/judgement?term=necessity&kind=flow&id=later").text
    assert 'value="2091-02-01"' in page


def test_what_is_in_order_only_while_its_term_runs_says_so(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "mixed", tmp_path / "mixed")
    client = within(tmp_path / "mixed")
    page = client.get("/register")
    row = re.search(r"<tr>(?:(?!</tr>).)*zwakke-wachtwoorden.*?</tr>", page.text, re.DOTALL)
    assert row is not None
    assert "er loopt nog een termijn" in row[0]
    assert "verwerkingsregister" in words(page)


def test_a_term_runs_of_the_event_that_set_it_running_and_until_it_is_over(tmp_path: Path) -> None:
    """One event is called as a term that has to be judged again, and the id of one begins as another's."""
    asked = {"type": "overview-request", "by": "dmw", "to": "caw", "answered_on": "none"}
    over = {"id": "vraag", "requested_on": "2026-01-10", **asked}
    runs = {"id": "vraag-2", "requested_on": "2026-03-20", **asked}
    done = {"id": "necessity", "requested_on": "2026-02-01", **asked, "answered_on": "2026-02-02"}
    data = change(complete(), {"events": [over, runs, done]})
    (tmp_path / "a.yaml").write_text(written(data), "utf-8")
    client = within(tmp_path, "--as-of", "2026-04-01")
    rows = re.findall(r"<tr>(?:(?!</tr>).)*</tr>", client.get("/register").text, re.DOTALL)
    running = [one for one in rows if "er loopt nog een termijn" in one]
    assert [re.findall(r"event/([\w-]+)", one) for one in running] == [["vraag-2"]]
    assert 'class="clock"' in client.get("/register/event/vraag").text
    assert 'class="clock"' not in client.get("/register/event/necessity").text


def test_lines_that_somebody_typed_stay_lines_and_gain_no_mark(tmp_path: Path) -> None:
    """A browser ends lines with two characters; shown again after an error, the first became a mark of its
    own, which was saved.
    """
    shutil.copytree(FIXTURES / "mixed", tmp_path / "mixed")
    client = within(tmp_path / "mixed")
    where = "/register/new/non-compliance"
    typed = {"csrf": csrf(client.get(where)), "f.note": "een\r\ntwee", "f.found_on": "gisteren"}
    again = client.post(where, data=typed)
    assert again.status_code == 422
    assert ">\neen\ntwee</textarea>" in again.text or ">een\ntwee</textarea>" in again.text
    shown = client.post(where, data=typed | {"f.found_on": "2026-02-20"})
    client.post(shown.url.path, data={"csrf": csrf(shown), "go": "save"})
    text = (tmp_path / "mixed" / "register.yaml").read_bytes()
    assert b"twee" in text
    assert b"\r" not in text
    assert "�".encode() not in text


def test_what_is_filled_in_beside_there_is_none_is_kept_and_asked(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "mixed", tmp_path / "mixed")
    client = within(tmp_path / "mixed")
    where = "/register/new/breach"
    none = {"csrf": csrf(client.get(where)), "f.notified.rows": "1", "f.notified.how": "none"}
    told = {"f.notified.0.party": "caw-polderkant", "f.notified.0.at": "2026-02-27T10:00"}
    for more in (told, {"f.measures": "slot vervangen", "f.measures.how": "none"}):
        again = client.post(where, data=none | more)
        assert again.status_code == 422
        assert "U vulde dit in, en vinkte ook aan dat er geen is." in words(again)
        assert "slot vervangen" in again.text or 'value="2026-02-27T10:00"' in again.text
    shown = client.post(where, data=none)
    client.post(shown.url.path, data={"csrf": csrf(shown), "go": "save"})
    (event,) = set(re.findall(r"/register/event/inbreuk-[^\"]+", client.get("/register").text))
    # it says so already, and now somebody adds one but leaves the tick
    assert client.post(event, data=none | told).status_code == 422
    shown = client.post(event, data=none | told | {"f.notified.how": ""})
    client.post(shown.url.path, data={"csrf": csrf(shown), "go": "save"})
    # what stood there goes where the tick is set
    row = {"f.notified.rows": "2"} | told
    shown = words(client.post(event, data=none | row))
    assert re.search(r"wie verwittigd is\s+kernactor: CAW Polderkant vzw[^\n]*\s+geen", shown)


def test_a_number_below_zero_is_told_as_what_may_stand_there(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "mixed", tmp_path / "mixed")
    client = within(tmp_path / "mixed")
    where = "/register/new/breach"
    again = client.post(where, data={"csrf": csrf(client.get(where)), "f.subjects": "-3"})
    assert "hier hoort: geheel getal vanaf 0" in words(again)


def test_what_a_form_saves_and_lacks_is_told_without_words_of_files(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "mixed", tmp_path / "mixed")
    client = within(tmp_path / "mixed")
    where = "/waivers/new?rule=agreed-channel&kind=flow&id=doorverwijzing-woonbegeleiding"
    typed = {"csrf": csrf(client.get(where)), "f.reason": "Overgang", "f.approved_by": "Sarah"}
    again = client.post(where, data=typed)
    assert "Dit is nodig; vul het in." in words(again)
    assert "expires_on" not in words(again)
    typed |= {"f.approved_on": "2026-03-01", "f.expires_on": "2026-05-31"}
    shown = words(client.post(where, data=typed))
    assert "regel – Afgesproken kanaal en formaat" in re.sub(r"\s+", " ", shown)
    assert "uitwisseling: Doorverwijzing naar woonbegeleiding" in shown
    where = "/judgement?term=necessity&kind=flow&id=huisbezoekverslagen"
    page = client.post(where, data={"csrf": csrf(client.get(where)), "f.outcome": "not-met"})
    shown = re.sub(r"\s+", " ", words(page))
    assert "uitkomst – niet voldaan" in shown
    assert "Zonder naam en dag telt dit oordeel niet" in shown
    where = "/register/new/suspension"
    typed = {"csrf": csrf(client.get(where)), "f.from": "2026-02-20", "f.lifted_on": "2026-02-10"}
    told = words(client.post(where, data=typed | {"f.lifted_on.how": "given"}))
    assert "lifted_on" not in told
    assert "ligt voor “" in told


def test_the_calendar_calls_all_as_the_desk_does(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "mixed", tmp_path / "mixed")
    text = within(tmp_path / "mixed").get("/downloads/calendar.ics").text.replace("\r\n ", "")
    assert "SUMMARY:uiterlijk: Het beveiligingstekort herstellen — OCMW Heverbeke" in text
    assert "aan: CAW Polderkant vzw" in text
    assert "steunt op: huisnorm" in text
    assert "Opnieuw te beoordelen voor Plaatsing in het vluchthuis" in text
    for word in ("ocmw-heverbeke", "necessity", "`", "steunt op: norm"):
        assert word not in text


def test_when_a_notice_counts_as_given_is_said_in_words(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "opzegging", tmp_path / "opzegging")
    told = " ".join(words(within(tmp_path / "opzegging").get("/flow/mantelzorgpunt")).split())
    assert "als gegeven geldt (bij ontvangst)" in told
    assert "notice_given" not in told


def test_a_term_that_a_text_names_stands_in_quotation_marks(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "mixed", tmp_path / "mixed")
    told = words(within(tmp_path / "mixed").get("/register/event/inzageverzoek-3"))
    assert "vast als beoordeling van de lezing van de tekst (“De regel is nageleefd" in told

"""A new target is registered on an officer's phone."""

from datetime import date

import pytest
from sqlalchemy import select

from models.audit import AuditNote
from models.known import known
from models.places import Building, Dwelling
from models.registry import Target, TargetNumber, Visit
from models.rules.codes import CardState, Category, Criterion, TargetKind
from models.sealing import load_personal
from tests.helpers.phone import Phone, shape


def stored(phone: Phone) -> list[Target]:
    with phone.world.database.reading() as session:
        return list(session.scalars(select(Target).where(known(Target, None)).order_by(Target.id)))


def numbers(phone: Phone) -> list[str]:
    with phone.world.database.reading() as session:
        return list(session.scalars(select(TargetNumber.number).order_by(TargetNumber.target_id)))


def registers(phone: Phone, officer: str = "E001", **values: object) -> str:
    phone.closes(officer)
    phone.says(officer, "target 登録")
    return phone.submits(officer, **{"name": "架空 太郎", "address": "例示町1-2-3", **values})


def test_a_home_is_entered_with_the_next_number(phone: Phone) -> None:
    phone.world.target("7")
    said = registers(phone, name="髙﨑　𠮷次", building="例示の家", unit="１０１")
    assert "*EX-P1-1/8*　一般　カード なし　3/2(月)　を登録しました" in said
    assert "未実施数（A）・一般 +1、対象数（B）・一般 +1" in said
    assert "髙﨑" not in said
    _, target = stored(phone)
    assert (target.kind, target.category, target.card) == (TargetKind.HOUSEHOLD, Category.GENERAL, CardState.NONE)
    assert (target.entered_on, target.criteria) == (date(2026, 3, 2), 0)
    with phone.world.database.reading() as session:
        assert load_personal(session, phone.sealer, "target", [target.id]) == {
            target.id: {"name": "髙﨑 𠮷次", "name_kana": ""}
        }
        dwelling = session.get_one(Dwelling, target.dwelling_id)
        assert load_personal(session, phone.sealer, "dwelling", [dwelling.id]) == {
            dwelling.id: {"address": "例示町1-2-3", "unit": "１０１"}
        }
    assert "*髙﨑 𠮷次*" in phone.presses("E001", "target.open")
    phone.closes("E001")
    assert "当年初めての面接" in phone.says("E001", "visit 8 面接")


def test_all_that_can_be_said(phone: Phone) -> None:
    phone.says("E001", "target")
    phone.presses("E001", "target.new")
    phone.fills("E001", kind="事業所", name="例示商事", address="例示町9-9", card_state="full")
    phone.presses("E001", "target.more")
    assert "事業所1　不動産業" in shape(phone.workspace.view("U0E001"))
    assert "世帯1" not in shape(phone.workspace.view("U0E001"))
    said = phone.submits(
        "E001",
        category="priority",
        criteria_business=["BUSINESS_1", "BUSINESS_8"],
        kana="レイジショウジ",
        number="ｂ-１",
        entered_on="2026-02-10",
        carded_on="2026-02-20",
    )
    assert "*EX-P1-1/b-1*　重点　カード 本　2/10(火)" in said
    (target,) = stored(phone)
    assert target.criteria == Criterion.BUSINESS_1 | Criterion.BUSINESS_8
    assert (target.entered_on, target.carded_on) == (date(2026, 2, 10), date(2026, 2, 20))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"entered_on": "2026-03-03"}, "entered_on: 未来の日付"),
        ({"carded_on": "2026-03-01"}, "carded_on: カード作成日は、本カードのときだけ"),
        ({"card_state": "full", "carded_on": "2026-03-03"}, "carded_on: 未来の日付"),
        (
            {"category": "general", "criteria_household": ["HOUSEHOLD_3"]},
            "category: 別表の基準に当たるのは重点対象です",
        ),
        ({"number": "7"}, "number: 7 は使われています"),
        ({"number": "H1"}, "number: H1 は使われています"),
        ({"number": "080-1234-5678"}, "number: 番号は数字を含む"),
        ({"number": "1234-5678"}, "number: 番号は数字を含む"),
        ({"number": "3-14-5"}, "number: 番号は数字を含む"),
        ({"number": "2026-05-12"}, "number: 番号は数字を含む"),
        ({"number": "PC2"}, "number: 番号は数字を含む"),
        ({"number": "FR-P1-1/5"}, "number: 番号は数字を含む"),
        ({"number": "架空"}, "number: 番号は数字を含む"),
        ({"kind": "business", "criteria_household": ["HOUSEHOLD_3"]}, "kind: 別表の印が種別と合いません"),
        ({"address": "　"}, "address: 所在を入れてください"),
    ],
)
def test_faults_stand_beside_their_inputs_and_store_nothing(phone: Phone, values: dict[str, object], said: str) -> None:
    phone.world.target("7")
    phone.world.target("h1")
    phone.says("E001", "target 登録")
    phone.presses("E001", "target.more")
    phone.fills("E001", name="架空 太郎", address="例示町1-2-3")
    assert phone.submits("E001", **values).startswith(said)
    assert len(stored(phone)) == 2


def test_what_is_alike_is_shown_before_it_is_stored(phone: Phone) -> None:
    registers(phone, name="見本 太郎", address="例示町1-2-3", building="例示荘", unit="101", card_state="provisional")
    phone.submits("E001")
    said = registers(phone, name="見本 太朗", address="例示町１丁目２番３号", building="例示荘", unit="１０１号室")
    assert "似た対象が登録されています" in said
    assert "*EX-P1-1/1*　同じ所在　見本 太郎" in said
    assert len(stored(phone)) == 1
    assert phone.submits("E001").startswith("confirmed: 似た対象があります")
    assert phone.workspace.view("U0E001")["private_metadata"].find("見本") == -1
    assert "*EX-P1-1/2*" in phone.submits("E001", confirmed=["new"])
    first, second = stored(phone)
    assert first.dwelling_id == second.dwelling_id
    with phone.world.database.reading() as session:
        assert len(session.scalars(select(Building)).all()) == 1
        looks = session.scalars(select(AuditNote.detail).where(AuditNote.what == "look")).all()
        assert looks == [{"target": first.id, "at": "register"}]


def test_the_same_name_nearby_is_alike_and_another_house_is_not(phone: Phone) -> None:
    registers(phone, name="見本 太郎", address="例示町1-2-3")
    assert "似た対象" in registers(phone, name="見本　太郎", address="例示町1-2-8")
    assert "を登録しました" in registers(phone, name="見本 太郎", address="遠くの町77")
    assert "を登録しました" in registers(phone, name="別人 花子", address="例示町1-2-4")


def test_a_new_family_in_a_house_that_became_free(phone: Phone) -> None:
    """C10: a new target in the same dwelling, and nobody alike."""
    registers(phone)
    phone.closes("E001")
    phone.says("E001", "visit 1 転出確認")
    phone.presses("E001", "target.leave:1")
    assert "例示町1-2-3" in phone.presses("E001", "target.new")
    assert "を登録しました" in phone.submits("E001", name="架空 太郎")
    first, second = stored(phone)
    assert first.dwelling_id == second.dwelling_id


def test_a_building_suggests_and_the_officer_decides(phone: Phone) -> None:
    said = registers(phone, building="例示アパート", unit="101")
    assert "*提案: 重点*（世帯2）　建物や名称から" in said
    assert "重点" in phone.submits("E001")
    said = registers(phone, name="見本 花子", building="例示アパート", unit="102")
    assert "*提案: 重点*（世帯2）　同じ建物の 1 件が重点です" in said
    assert "一般" in phone.submits("E001", category="general", criteria_household=[])
    first, second = stored(phone)
    assert (first.category, first.criteria) == (Category.PRIORITY, Criterion.HOUSEHOLD_2)
    assert (second.category, second.criteria) == (Category.GENERAL, 0)


def test_what_is_left_blank_follows_the_suggestion(phone: Phone) -> None:
    """Also in a client that keeps a blank input blank when the form comes back."""
    phone.says("E001", "target 登録")
    phone.presses("E001", "target.more")
    assert "提案" in phone.submits("E001", address="例示町1-2-3", building="例示荘")
    assert "重点" in phone.submits("E001", category=None, criteria_household=[])
    assert [(one.category, one.criteria) for one in stored(phone)] == [(Category.PRIORITY, Criterion.HOUSEHOLD_2)]


def test_a_choice_of_ones_own_is_asked_once_and_kept(phone: Phone) -> None:
    phone.says("E001", "target 登録")
    phone.presses("E001", "target.more")
    said = phone.submits("E001", name="例示旅館", address="例示町5", kind="business", category="general")
    assert "提案: 重点*（事業所6）" in said
    assert "一般" in phone.submits("E001")
    assert [one.category for one in stored(phone)] == [Category.GENERAL]


def test_a_home_nobody_knew_leads_from_the_visit_to_the_visit(phone: Phone) -> None:
    """N2 of the worked example: met and carded on one day."""
    phone.says("E001", "visit")
    said = phone.presses("E001", "target.unknown")
    assert "訪問で「作成した」に印" in said
    said = phone.submits("E001", address="例示町1-2-3", card_state="none")
    assert "*EX-P1-1/1* を登録しました。未実施数（A）・一般 +1" in said
    assert "*EX-P1-1/1* の訪問を記録します" in said
    said = phone.submits("E001", outcome="面接", card=["card"])
    assert "3月の実施数 +1、3月の新規把握数 +1" in said
    with phone.world.database.reading() as session:
        assert session.scalars(select(Visit)).one().new_card


def test_a_name_plate_makes_a_provisional_card(phone: Phone) -> None:
    """C6; N1 of the worked example."""
    phone.says("E001", "visit")
    phone.presses("E001", "visit.more")
    phone.presses("E001", "target.unknown")
    said = phone.submits("E001", address="例示町1-2-3", name="見本")
    assert "3月の仮カード作成数・一般 +1" in said
    assert "仮カード総数・一般 +1" in said
    assert stored(phone)[0].card is CardState.PROVISIONAL


def test_taken_back_from_its_receipt(phone: Phone) -> None:
    registers(phone)
    assert "対象の登録" in phone.presses("E001", "entry.open")
    assert "取り消しました" in phone.submits("E001", reason="対象の取り違え")
    assert stored(phone) == []
    assert "*EX-P1-1/2*" in registers(phone)  # a number is never given twice


def test_a_helper_chooses_among_the_beats_served(phone: Phone) -> None:
    phone.world.at("2026-02-10T10:00")
    phone.says("E005", "target 登録")
    assert "*EX-P1-1/1*" in phone.submits("E005", beat="EX-P1-1", address="例示町1")
    assert "を登録しました" in registers(phone, "E005", beat="EX-P1-2", address="別町2")
    phone.closes("E005")
    phone.says("E005", "target 登録")
    phone.fills("E005", beat="EX-P1-1", address="遠町3")
    place = "/view/state/values/beat/beat/selected_option/value"
    for forged in ("FR-P1-1", "EX", "NO-SUCH"):
        assert phone.workspace.submit("U0E005", {place: forged})["errors"], forged
    assert len(stored(phone)) == 2


@pytest.mark.parametrize("officer", ["E002", "E003", "E004", "E006", "E007", "STRANGER"])
def test_who_serves_no_beat_registers_nothing(phone: Phone, officer: str) -> None:
    assert phone.says(officer, "target 登録")
    assert phone.sees(officer) == ""


def test_the_days_of_the_duty_bound_it(phone: Phone) -> None:
    """E005 has served EX-P1-2 since April 2025."""
    phone.says("E005", "target 登録")
    phone.presses("E005", "target.more")
    phone.fills("E005", address="例示町1")
    assert phone.submits("E005", entered_on="2025-03-31").startswith("entered_on: 2025/3/31(月)に担当か応援の受持区が")
    assert "を登録しました" in phone.submits("E005", entered_on="2025-04-01")


def test_forged_states_only_make_it_ask_again(phone: Phone) -> None:
    registers(phone)
    for state in ('{"n":"a","s":{"near":[1,"x",null],"suggested":"yes","more":3}}', '{"n":"b","s":[]}', "no json"):
        phone.closes("E001")
        phone.says("E001", "target 登録")
        phone.fills("E001", name="架空 太郎", address="例示町1-2-3")
        seen = phone.workspace.submit("U0E001", {"/view/private_metadata": state})
        assert seen["errors"] or "似た対象" in str(seen["view"])
    assert len(stored(phone)) == 1


def test_sent_twice_it_is_stored_once(phone: Phone) -> None:
    phone.says("E001", "target 登録")
    phone.fills("E001", address="例示町1-2-3")
    metadata = phone.workspace.view("U0E001")["private_metadata"]
    phone.submits("E001")
    phone.closes("E001")
    phone.says("E001", "target 登録")
    phone.fills("E001", address="例示町1-2-3")
    seen = phone.workspace.submit("U0E001", {"/view/private_metadata": metadata})
    assert "すでに受け付けました" in str(seen["view"])
    assert numbers(phone) == ["1"]


def test_a_trigger_that_is_too_old_gives_a_button_to_open_again(phone: Phone) -> None:
    phone.workspace.fault("views.open", "error", code="expired_trigger_id")
    assert "画面を開けませんでした" in phone.says("E001", "target 登録")
    phone.workspace.no_faults()
    assert "対象を登録" in phone.presses("E001", "target.new")


def test_no_markup_of_names_reaches_the_modal(phone: Phone) -> None:
    registers(phone, name='*<!channel>* `"}]', address="例示町1-2-3")
    said = registers(phone, name="架空", address="例示町1-2-3")
    assert "似た対象" in said
    assert "<!channel>" not in shape(phone.workspace.view("U0E001"))

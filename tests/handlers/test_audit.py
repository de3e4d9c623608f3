"""Who looked at what, told to the 管理責任者 and shown to them."""

from tests.helpers.phone import Phone


def test_what_is_unusual_comes_as_a_message_without_a_name(phone: Phone) -> None:
    phone.world.target("12")
    phone.home("12", "架空 太郎", "例示町1-2-3")
    phone.world.at("2026-03-02T23:00")
    phone.says("E001", "target 12")
    said = phone.receives("E003")
    assert said.startswith("夜間（22時〜5時）の閲覧がありました。2026-03-02　職員番号 E001")
    assert "本人に確かめてください" in said
    for personal in ("架空", "例示"):
        assert personal not in said

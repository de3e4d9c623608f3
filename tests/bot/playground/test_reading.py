"""What a person reads is all there, in order, and no ids are."""

from bot.playground.reading import read
from tests.bot.playground.checks.kit import PICTURE, actions, button, field, markdown, modal, options, plain, section


def test_a_view_is_read_from_title_to_buttons() -> None:
    typed = {"type": "plain_text_input", "action_id": "a", "initial_value": "元の値", "placeholder": plain("例")}
    view = {
        **modal(
            section(text=markdown("*説明*"), fields=[plain("左"), plain("右")], block_id="b1"),
            field(typed, hint=plain("補足")),
            actions(button(value="secret"), {"type": "static_select", "options": options(2)}),
            PICTURE,
        ),
        "state": {"values": {"b": {"a": {"type": "plain_text_input", "value": "hidden", "text": "hidden"}}}},
    }
    expected = ("題", "*説明*", "左", "右", "名", "元の値", "例", "補足", "押す", "選択肢", "選択肢", "絵", "送る")
    assert tuple(read(view).splitlines()) == expected


def test_a_message_without_blocks_is_its_text() -> None:
    assert read({"text": "知らせ", "blocks": []}) == "知らせ"
    assert read({"text": "控え", "blocks": [section(text=plain("本文"))]}) == "本文"
    assert read(None) == ""

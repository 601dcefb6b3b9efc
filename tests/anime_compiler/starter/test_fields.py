import pytest

from anime_compiler.starter.fields import Fields, Found, flat_text, folded_key


@pytest.mark.parametrize(
    "key", ["image_prompt", "imagePrompt", "Image Prompt", "image-prompt", "IMAGE_PROMPT", " image  prompt: "]
)
def test_keys_are_compared_without_what_people_vary(key: str) -> None:
    assert folded_key(key) == "image_prompt"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        (3, "3"),
        (2.5, "2.5"),
        (1000006.0, "1000006"),
        (["a", " b ", ""], "a, b"),
        ({"x": "a", "y": {"z": ["b", 1]}}, "a, b, 1"),
        (None, ""),
        (True, ""),
        (10**300, ""),
    ],
)
def test_flat_text(value: object, text: str) -> None:
    assert flat_text(value) == text


def test_fields_that_nobody_took_are_left() -> None:
    fields = Fields({"a": 1, "b": 2, "c": None, "B": 3})
    assert fields.take("x", "a") == Found("a", 1)
    assert fields.take("a") is None
    assert list(fields.left()) == [Found("b", 2), Found("B", 3)]


def test_objects_that_only_group_fields_are_opened_and_the_outer_wins() -> None:
    fields = Fields({"settings": {"fps": 24, "seed": 1}, "fps": 8})
    assert fields.take("fps") == Found("fps", 8)
    assert list(fields.left()) == [Found("seed", 1), Found("fps", 24)]


def test_what_is_inherited_gives_way_and_is_never_left() -> None:
    fields = Fields({"Mood": "calm"}, inherited={"mood": "loud", "setting": "a bridge"})
    assert fields.take("mood") == Found("Mood", "calm")
    assert list(fields.left()) == []
    assert fields.take("setting") == Found("setting", "a bridge")

"""What the compiler says of words that the small models know is what the world has and what was measured of them."""

import re
from pathlib import Path

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.model.vocabulary import words_of
from pocket.train import tokenizer
from pocket.world import vocabulary as world

CARD = Path(__file__).parents[2] / "pocket" / "weights" / "README.md"
ENOUGH = 80.0  # of 100 pictures that show what the prompt says
# The rows of the model card's table, and the words that each of them is about.
TABLES = {
    "hair colour": world.HAIR_COLOURS,
    "hair style": world.HAIR_STYLES,
    "eye colour": world.EYE_COLOURS,
    "expression": world.EXPRESSIONS,
    "outfit": world.OUTFITS,
    "outfit colour": world.OUTFIT_COLOURS,
    "accessory": world.ACCESSORIES,
    "pose": world.POSES,
    "view": world.VIEWS,
    "framing": world.FRAMINGS,
    "place": world.PLACES,
    "time": world.TIMES,
    "weather": world.WEATHERS,
}
PLAIN = {"hair", "eyes", "none"}  # parts of names that say nothing alone


def measured() -> dict[str, float]:
    """How often pictures showed each attribute, by the table in the card."""
    rows = re.findall(r"^([a-z ]+?) {2,}\d+ +[\d.]+ +[\d.]+ +[\d.]+ +([\d.]+) ", CARD.read_text("utf-8"), re.MULTILINE)
    return {name: float(share) for name, share in rows}


def words(names: set[str]) -> set[str]:
    things = [thing for name in names for thing in TABLES[name].values()]
    return {word for thing in things for text in thing.words for word in words_of(text)} - PLAIN


def test_words_are_guessed_where_what_they_name_was_often_wrong() -> None:
    vocabulary = shipped_catalogue().stack("pocket").vocabulary
    assert vocabulary is not None
    shares = measured()
    weak = {name for name in TABLES if shares[name] < ENOUGH}
    assert vocabulary.guesses == words(weak) - words(set(TABLES) - weak)


def test_every_word_of_the_world_is_known_and_no_other() -> None:
    vocabulary = shipped_catalogue().stack("pocket").vocabulary
    assert vocabulary is not None
    seen = {word for word in tokenizer.world_words() if word.isalpha() and len(word) > 1}
    assert vocabulary.draws | vocabulary.guesses == seen
    assert not vocabulary.draws & vocabulary.guesses

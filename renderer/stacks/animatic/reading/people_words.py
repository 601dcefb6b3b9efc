"""Words for people: who they are, what they look like, what they do, and how the picture is cut."""

from collections.abc import Mapping

KINDS = (
    (
        "girl",
        "girl, child, children, student, schoolgirl, sister, princess, maid, idol, heroine, traveler, "
        "traveller, person, people, figure, protagonist, couple",
    ),
    ("boy", "boy, kid, schoolboy, brother, prince, ninja, hero"),
    ("woman", "woman, women, lady, ladies, teacher, mother, grandmother, queen, witch, mage, warrior"),
    ("man", "man, men, gentleman, father, grandfather, king, knight, wizard, samurai, wanderer, pilot, conductor"),
    ("fox", "fox, fox spirit, kitsune"),
    ("cat", "cat, kitten"),
    ("dog", "dog, puppy"),
    ("wolf", "wolf"),
    ("rabbit", "rabbit, bunny"),
    ("horse", "horse, deer"),
    ("bear", "bear"),
    ("dragon", "dragon"),
    ("spirit", "spirit, ghost, will-o'-the-wisp"),
)

NUMBERS = (
    (1, "a, an, the, one, solo"),
    (2, "two, both, couple"),
    (3, "three, several, multiple"),
    (4, "four, group"),
    (5, "five, many, crowd"),
)

HAIR_LENGTHS = (
    (0.2, "very short"),
    (0.42, "short"),
    (0.5, "bob"),
    (0.8, "shoulder-length, medium"),
    (1.65, "long"),
    (2.4, "very long"),
    (2.2, "waist-length"),
    (3.2, "floor-length"),
    (0.1, "shaved, buzz cut"),
)

HAIR_STYLES = (
    ("ponytail", "ponytail, side ponytail"),
    ("twintails", "twintails, twin tails, pigtails"),
    ("bun", "hair bun, bun"),
    ("braid", "braid, braided"),
    ("spiky", "spiky, messy, tousled"),
)

OUTFITS = (
    ("uniform", "school uniform, sailor uniform, serafuku, sailor suit, uniform"),
    ("dress", "dress, sundress, gown, apron, maid outfit, nightgown"),
    ("kimono", "kimono, yukata, hakama, hanfu"),
    ("coat", "coat, trench coat, overcoat, raincoat, lab coat"),
    ("jacket", "jacket, leather jacket, blazer, bomber jacket"),
    ("cardigan", "cardigan"),
    ("sweater", "sweater, jumper, turtleneck"),
    ("hoodie", "hoodie"),
    ("shirt", "shirt, t-shirt, blouse, tank top, pajamas, vest"),
    ("suit", "suit, tuxedo, armor, armour, spacesuit"),
    ("robe", "robe, cloak, cape"),
    ("swimsuit", "swimsuit, bikini"),
)

HATS = (
    ("straw", "straw hat, sun hat"),
    ("witch", "witch hat, pointed hat"),
    ("cap", "baseball cap, cap"),
    ("beanie", "beanie, knit cap, wool hat, beret, helmet"),
    ("hat", "top hat, fedora, hat"),
)

HOLDS = (
    ("book", "book, reading, letter"),
    ("umbrella", "umbrella, parasol"),
    ("lantern", "lantern in hand, holding a lantern"),
    ("bag", "suitcase, school bag, bag, basket"),
)

USUAL_SKIN = 0xFADBC8
SKINS = (
    (0x9C6A4A, "dark skin, dark-skinned"),
    (0xA8744F, "brown skin"),
    (0xD9A578, "tan skin, tanned"),
    (0xFBE6DA, "pale skin, fair skin"),
)

# What words do to a pose; of two that move the same part the later one counts.
POSES: tuple[tuple[Mapping[str, float], str], ...] = (
    ({"right_raise": 14, "right_bend": 138}, "umbrella, parasol"),
    ({"turn": 16, "look": 40, "smile": 0.0}, "looking away"),
    ({"turn": 16, "look": 40}, "look away"),
    ({"turn": 8, "look": 16}, "turning her head, turning his head, turning head"),
    ({"turn": 52, "look": -28}, "turning around, turns around"),
    ({"turn": 34, "look": -14}, "turning"),
    ({"turn": 0, "look": 0}, "at the viewer, looking at viewer, facing viewer"),
    ({"turn": 180, "look": 0}, "from behind, back view"),
    ({"turn": 180}, "back turned"),
    ({"turn": 180, "stride": 0.9, "come": -0.8}, "walking away"),
    ({"turn": 142, "look": -92, "smile": 0.4}, "looking back"),
    ({"turn": 142, "look": -92}, "over her shoulder, over his shoulder"),
    ({"look": 120}, "over its shoulder"),
    ({"turn": 84}, "from the side, side view, in profile"),
    ({"turn": 32}, "three-quarter view"),
    ({"nod": 26}, "looking up, gazing up"),
    ({"nod": 20}, "head up"),
    ({"nod": -26, "lids": 0.35}, "looking down"),
    ({"nod": -24, "lids": 0.4}, "head down"),
    ({"nod": -18, "lids": 0.6, "smile": -0.2}, "eyes lowered"),
    ({"nod": -18, "lids": 0.6}, "lowered eyes"),
    ({"tilt": 12}, "head tilt, tilted head"),
    ({"smile": 0.9}, "smiling, cheerful"),
    ({"smile": 0.8}, "smile, happy"),
    ({"smile": 0.55}, "faint smile"),
    ({"smile": 0.6}, "gentle smile"),
    ({"smile": 1.0, "mouth": 0.3}, "grin, grinning"),
    ({"smile": 1.0, "mouth": 0.8, "lids": 0.95, "nod": 8}, "laughing"),
    ({"smile": 1.0, "mouth": 0.5}, "joyful"),
    ({"smile": -0.5, "brow": -0.8, "lids": 0.25}, "sad"),
    ({"smile": -0.5, "brow": -0.9, "tears": 1.0}, "crying"),
    ({"tears": 1.0, "brow": -0.4}, "tears in"),
    ({"tears": 0.9, "brow": -0.4}, "tears"),
    ({"smile": -0.6, "brow": 0.9}, "angry"),
    ({"brow": 0.6, "smile": 0.0}, "determined"),
    ({"brow": 0.3, "smile": -0.05}, "serious"),
    ({"brow": -0.7, "smile": -0.3}, "worried"),
    ({"wide": 1.0, "mouth": 0.5, "brow": -0.3}, "surprised"),
    ({"wide": 0.9, "smile": 0.0}, "wide eyes"),
    ({"wide": 1.0, "mouth": 0.6}, "shocked"),
    ({"mouth": 0.45}, "speaking, talking"),
    ({"mouth": 0.7, "nod": 8, "lids": 0.5}, "singing"),
    ({"mouth": 1.0, "brow": 0.6}, "shouting"),
    ({"mouth": 0.5}, "open mouth"),
    ({"mouth": 0.0, "smile": -0.05}, "lips closed"),
    ({"mouth": 0.0}, "closed mouth"),
    ({"smile": -0.1, "brow": -0.35, "wide": 0.3}, "holding her breath"),
    ({"smile": -0.1, "brow": -0.35}, "holding his breath"),
    ({"tilt": 5, "smile": 0.0}, "listening"),
    ({"lids": 1.0}, "eyes closed, closed eyes"),
    ({}, "sleeping car"),
    ({"lids": 1.0, "nod": -20}, "sleeping"),
    ({"lids": 0.5}, "half-closed eyes"),
    ({"stride": 0.0, "run": 0.0, "sit": 0.0}, "standing"),
    ({"stride": 0.0, "run": 0.0}, "standing still"),
    ({"stride": 0.85, "come": 0.8}, "walking"),
    ({"stride": 0.7, "come": 0.6}, "strolling"),
    ({"run": 1.0, "turn": 52, "lean": 4}, "running"),
    ({"run": 1.0, "turn": 60, "lean": 6}, "sprinting"),
    ({"stride": 0.8, "come": -0.5}, "climbing"),
    ({"stride": 0.0, "lean": -2}, "resting"),
    ({"sit": 1.0}, "sitting, seated"),
    ({"sit": 0.9}, "kneeling"),
    ({"sit": 0.7}, "crouching"),
    ({"leap": 1.0, "left_raise": 60, "right_raise": 70}, "jumping"),
    ({"leap": 1.0}, "leaping, leaping out"),
    ({"leap": 1.0, "left_raise": 70, "right_raise": 70}, "flying"),
    ({"dance": 1.0}, "dancing"),
    ({"dance": 0.9}, "spinning"),
    ({"right_raise": 118, "right_bend": 46, "wave": 1.0}, "waving"),
    ({"left_raise": 92, "right_raise": 92, "left_bend": 6, "right_bend": 6}, "arms wide"),
    ({"left_raise": 88, "right_raise": 88, "left_bend": 4, "right_bend": 4}, "arms outstretched"),
    ({"left_raise": 150, "right_raise": 150, "left_bend": 12, "right_bend": 12}, "arms up"),
    ({"right_raise": 150, "right_bend": 14}, "raising her hand"),
    ({"right_raise": 140, "right_bend": 20}, "hand raised"),
    ({"right_raise": 74, "right_bend": 4}, "reaching"),
    ({"right_raise": 84, "right_bend": 0}, "pointing"),
    ({"right_raise": 124, "right_bend": 106}, "hand on her hat, hand on his hat"),
    ({"left_raise": 42, "left_bend": -88, "right_raise": 42, "right_bend": -88}, "hands on hips"),
    ({"left_raise": 16, "left_bend": -106, "right_raise": 16, "right_bend": -106}, "arms crossed"),
    ({"left_raise": 18, "left_bend": -116, "right_raise": 18, "right_bend": -116, "nod": -22, "lids": 0.35}, "reading"),
    ({"left_raise": 20, "left_bend": -128, "right_raise": 20, "right_bend": -128, "lids": 0.9}, "praying"),
    ({"lean": 7}, "leaning"),
    ({"nod": -34, "lean": 6}, "bowing"),
    ({"near": 0.75, "stride": 0.35}, "one step closer"),
    ({"near": -0.25}, "standing apart"),
    ({"near": 1.0}, "holding hands"),
    ({"near": 1.3}, "embracing, hugging"),
)

# The size of a head and the height of its middle, as shares of the picture's height.
FRAMINGS = (
    ((0.72, 0.47), "extreme close-up"),
    ((0.47, 0.42), "close-up, closeup, close up"),
    ((0.5, 0.44), "face shot"),
    ((0.36, 0.4), "head and shoulders"),
    ((0.33, 0.38), "portrait, bust shot"),
    ((0.26, 0.33), "upper body"),
    ((0.24, 0.31), "half body, waist up"),
    ((0.21, 0.3), "medium shot"),
    ((0.165, 0.25), "cowboy shot"),
    ((0.145, 0.24), "knee shot"),
    ((0.106, 0.22), "full body, full shot"),
    ((0.083, 0.345), "wide shot"),
    ((0.066, 0.43), "long shot"),
    ((0.05, 0.52), "establishing shot, from afar, far away"),
    ((0.035, 0.59), "tiny figure"),
)

LOWERS = (("lower", "skirt, jeans, trousers, pants, shorts, leggings"),)
NOBODY = (("nobody", "nobody, no humans, no one, no people, without people"),)
TOGETHER = (("facing", "facing each other, looking at each other, face to face, talking to each other"),)
SCARVES = (("scarf", "scarf, muffler, shawl"),)
GLASSES = (("glasses", "glasses, spectacles"),)
GLOWING = (("glow", "glowing, lantern light, made of light, luminous, shining"),)

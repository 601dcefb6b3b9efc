import base64
import hashlib
import textwrap
import time

import pytest

from anime_compiler.language import storyboard
from anime_compiler.language.record import Record
from anime_compiler.language.visual_input import is_picture_key, looks_like_picture, picture_in

# The smallest PNG that viewers open: one transparent pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)
# Bytes that begin like nothing in particular.
NOISE = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(8))
PROSE = (
    "A girl in a navy school uniform leans on the railing of a rooftop at dusk, and the wind, which has been "
    "still all day, lifts her short blue hair. Far below, trams ring their bells; a cat -- or is it a fox? "
    '-- slips between the air-conditioning units. "See you tomorrow," she says (nobody answers), 100% sure '
    "that it is a lie. "
)

PICTURES = {
    "address": "https://example.org/hana.png",
    "address in a sentence": "like the poster at http://example.org/poster, but darker",
    "address with one slash": "https:/example.org/hana",
    "address without scheme": "www.pixiv.net",
    "host and path": "i.imgur.com/a1b2c3",
    "host, port and path": "example.org:8080/frame",
    "address of a machine": "192.168.0.12/camera",
    "this machine": "localhost:8188/view",
    "ftp": "ftp://example.org/ref",
    "bucket": "s3://team/refs/hana",
    "another bucket": "gs://team/refs",
    "hub": "hf://datasets/team/refs",
    "ipfs": "ipfs://bafybeigdyrzt5",
    "browser's own": "blob:https://example.org/0a1b",
    "file address": "file:///home/hana/ref",
    "file address with one slash": "file:/home/hana/ref",
    "picture file": "hana.png",
    "picture file in capitals": "HANA.JPG",
    "picture file in a folder": "refs/hana.jpeg",
    "picture file with spaces": "my best drawing.webp",
    "picture file in another script": "参考/花.png",
    "picture file with a query": "hana.png?size=large",
    "picture file in a sentence": "the pose of pose_01.gif, from behind",
    "picture file in brackets": "her room (room.tiff)",
    "many files": "frames/*.exr",
    "numbered files": "frames/%04d.png",
    "video file": "dance.mp4",
    "array file": "latents.npy",
    "layers": "sheet.psd",
    "home folder": "~/pictures/hana",
    "somebody's home folder": "~hana/pictures",
    "this folder": "./refs/hana",
    "this folder on Windows": ".\\refs\\hana",
    "folder above": "../refs",
    "only the folder above": "../",
    "folder above on Windows": "..\\refs",
    "folder above in the middle": "refs/../../secret",
    "folder above in disguise": "%2e%2e%2fsecret",
    "folder above in disguise and capitals": "refs%2F%2E%2E%2Fsecret",
    "absolute path": "/home/hana/refs/front",
    "absolute path with spaces": "/home/hana/My Pictures/front",
    "path with space around it": "  /tmp/hana/front\n",
    "Windows path": "C:\\Users\\hana\\front",
    "Windows path with slashes": "D:/refs/front",
    "network folder": "\\\\server\\share\\front",
    "long Windows path": "\\\\?\\C:\\refs",
    "network folder with slashes": "//server/share",
    "home in a variable": "$HOME/pictures",
    "home in a Windows variable": "%USERPROFILE%\\pictures",
    "data URI": "data:image/png;base64,iVBORw0KGgo=",
    "data URI without a type": "data:;base64,aGFuYQ==",
    "data URI of markup": "data:image/svg+xml;utf8,%3Csvg%2F%3E",
    "data URI in capitals": "DATA:IMAGE/GIF;BASE64,R0lGODdh",
    "markup": '<svg viewBox="0 0 9 9"><path d="M0 0h9"/></svg>',
    "base64 of a small PNG": base64.b64encode(PNG).decode(),
    "base64 of a small PNG in lines": textwrap.fill(base64.b64encode(PNG).decode(), 40),
    "base64 of a small PNG in a sentence": f"use this: {base64.b64encode(PNG).decode()}",
    "base64 of a JPEG": "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUG",
    "base64 of a GIF": "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7",
    "base64 of anything": base64.b64encode(NOISE).decode(),
    "base64 in lines of 76": base64.encodebytes(NOISE).decode(),
    "base64 in lines of 76, folded": base64.encodebytes(NOISE).decode().replace("\n", " "),
    "base64 for addresses": base64.urlsafe_b64encode(NOISE).decode(),
    "hexadecimal of a small PNG": PNG.hex(),
    "hexadecimal of a small PNG, marked": "0x" + PNG.hex().upper(),
    "hexadecimal of anything": NOISE.hex(),
    "hexadecimal in lines": textwrap.fill(NOISE.hex(), 64),
}

ORDINARY = [
    "",
    "~",
    ".",
    "..",
    "...",
    "/",
    "//",
    "./",
    "\\",
    "and/or",
    "16:9",
    "1/2 body",
    "fps 8/12",
    "24/7 diner",
    "w/ hat",
    "w/o hat",
    "C: drive",
    "C:",
    "e.g. night",
    "i.e. at dusk",
    "Dr. Hana",
    "Mt. Fuji/Lake Kawaguchi",
    "U.K./France",
    "St. Mary's",
    "3.5mm lens",
    "50% grey",
    "100%",
    "0.8",
    "4.5s",
    "1girl, solo",
    "mp4",
    "jpeg artifacts",
    "no .png, please",
    "(jpeg artifacts:1.2), blurry",
    "~ happy ~",
    "~half/full moon",
    "well~/so~",
    "a sign that says www",
    "www.",
    "a sign that says HTTP",
    "hana@example.org",
    "Ver. 2.0",
    "v1.5",
    "sdxl-base-1.0",
    "Linaqruf/pastel-anime-xl-lora",
    "stabilityai/stable-diffusion-xl-base-1.0",
    "01-ai/Yi-1.5",
    "github:xinntao/Real-ESRGAN",
    "arXiv:2307.01952",
    "shot:rooftop",
    "character:hana",
    "768x768",
    "saber \\(fate\\), a.k.a. artoria",
    "wait...\\(sigh\\)",
    "he said... / she said...",
    "hmm../well",
    "<lora:pastel-anime-xl:0.8>",
    "{{ hana }} on a roof, {{ time }} light",
    "{% if night %}moon{% endif %}",
    "(masterpiece, anime:1.1), clean cel-shading BREAK night",
    "the end.Move on",
    "/imagine",
    "/r/",
    "AC/DC shirt",
    "yes/no/maybe",
    "he/him, she/her",
    "http://",
    "data: free",
    "data:free,paid",
    "a profile:/",
    "$5/night motel",
    "./models/hana.safetensors",
    "https://example.org/hana.safetensors",
    "AAAAAAAAAAAAAAAA" * 20,
    "no" + "o" * 400,
    "0" * 400,
    "masterpiece/best_quality/very_aesthetic/" * 8,
    "MasterpieceBestQualityVeryAesthetic" * 8,
    "iVBORw0KGgo",
    "4242424242424242",
    (PROSE * 8)[:2000],
    (PROSE.replace(" ", "_") * 8)[:2000],
]


@pytest.mark.parametrize("text", PICTURES.values(), ids=PICTURES.keys())
def test_what_names_or_holds_a_picture_is_recognised(text: str) -> None:
    assert looks_like_picture(text)


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert picture_in(text) is None


def test_a_picture_is_found_in_the_middle_of_prose() -> None:
    text = f"{PROSE}Reference: refs/hana.png. {PROSE}"
    found = picture_in(text)
    assert found
    start, end, kind = found
    assert (text[start:end], kind) == ("refs/hana.png", "a picture file")


@pytest.mark.parametrize(
    ("text", "piece", "kind"),
    [
        ("see https://example.org/a.png now", "https://example.org/a.png", "an address"),
        ("(hana.png)", "hana.png", "a picture file"),
        (" ../refs/hana ", "../refs/hana", "a path"),
        ("x data:image/png;base64,AAAA y", "data:image/png;base64,AAAA", "picture data"),
    ],
)
def test_the_piece_is_cut_out_and_named(text: str, piece: str, kind: str) -> None:
    found = picture_in(text)
    assert found
    assert (text[found[0] : found[1]], found[2]) == (piece, kind)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "/",
        "\\",
        ".",
        "a.",
        "a/",
        "~",
        "%2e",
        " .png",
        "a@",
        "www.",
        "data:",
        "<svg",
        "a" * 39 + " ",
        "a" * 40 + " ",
        "é",
    ],
)
def test_hostile_text_takes_no_longer_than_other_text(piece: str) -> None:
    started = time.perf_counter()
    picture_in(piece * (300_000 // len(piece)))
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    "key",
    ["init_image", "initImage", "Init-Image", "reference image", "img2img", "Mask", "depth_map", "PHOTO"],
)
def test_keys_for_pictures_are_known_however_they_are_written(key: str) -> None:
    assert is_picture_key(key)


@pytest.mark.parametrize("key", ["", "motion", "style", "frame", "file", "background", "maps", "imagery", "mask_blur"])
def test_other_keys_are_left_alone(key: str) -> None:
    assert not is_picture_key(key)


def test_no_key_of_the_language_is_a_key_for_pictures() -> None:
    records = [kind for kind in vars(storyboard).values() if isinstance(kind, type) and issubclass(kind, Record)]
    assert len(records) > 10
    assert [key for record in records for key in record.fields if is_picture_key(key)] == []

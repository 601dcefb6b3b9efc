"""Pictures that become other pictures: stills over frames, and the cross-fades between shots.

Colours are mixed as they are encoded, not as light, as in editing programs: to the eye a picture then changes at the
pace of the ease. Mixed as light, the brighter of two pictures would be all that is seen for most of the time.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

import cv2
import numpy as np

from anime_compiler.plan.ops import Clip
from renderer.assemble.easing import eased
from renderer.values import Pixels


def mixed(before: Pixels, after: Pixels, share: float) -> Pixels:
    """Two pictures, or two runs of them, in one; bit by bit the one before at share 0, and the one after at share 1."""
    if share <= 0 or share >= 1:
        return after if share >= 1 else before
    both = cv2.addWeighted(before.reshape(-1), 1 - share, after.reshape(-1), share, 0)
    return both.reshape(before.shape).astype(np.uint8, copy=False)


def held(stills: Sequence[Pixels], at: Sequence[tuple[int, str]], frames: int) -> Iterator[Pixels]:
    """Each still from its frame on; between two of them the picture dissolves by the ease of the first.

    Before the first one's frame it is the first that is shown.
    """
    moments = [moment for moment, _ in at]
    assert len(stills) == len(at)
    assert moments == sorted(moments)
    shown = 0
    for frame in range(frames):
        while shown + 1 < len(at) and moments[shown + 1] <= frame:
            shown += 1
        if frame <= moments[shown] or shown + 1 == len(at):
            yield stills[shown]
            continue
        share = (frame - moments[shown]) / (moments[shown + 1] - moments[shown])
        yield mixed(stills[shown], stills[shown + 1], eased(at[shown][1], share))


def joined(frames: Iterable[Pixels], clips: Sequence[Clip]) -> Iterator[Pixels]:
    """The frames of all clips, in order, as the frames of one film: one clip cut to the next, or faded in over it.

    A fade over n frames shows n mixtures; the frame before it and the frame after it are not mixed. No more frames are
    kept than a fade takes.
    """
    source = iter(frames)
    tail: deque[Pixels] = deque()  # the last frames so far, which the next clip fades in over
    for number, clip in enumerate(clips):
        before, tail = tail, deque()
        ahead = clips[number + 1].fade if number + 1 < len(clips) else 0
        assert len(before) == clip.fade <= clip.frames >= ahead
        for frame in range(clip.frames):
            picture = next(source, None)
            assert picture is not None
            if before:
                picture = mixed(before.popleft(), picture, (frame + 1) / (clip.fade + 1))
            tail.append(picture)
            if len(tail) > ahead:
                yield tail.popleft()
    assert next(source, None) is None

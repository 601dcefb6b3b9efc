import cv2
import numpy as np
import pytest

from renderer.control.canny import HIGH, LOW, canny
from tests.renderer.control.asking import noisy_map


def test_edges_are_those_of_opencv_with_the_thresholds_that_networks_know() -> None:
    picture = cv2.GaussianBlur(noisy_map(4), (0, 0), 2)
    edges = canny(np.asarray(picture, np.uint8))
    assert (LOW, HIGH) == (100, 200)
    assert np.array_equal(edges[:, :, 1], cv2.Canny(picture, 100, 200))
    assert edges.shape == picture.shape


@pytest.mark.parametrize(("step", "is_edge"), [(10, False), (80, True)])
def test_an_edge_is_white_where_colours_differ_enough(step: int, is_edge: bool) -> None:
    picture = np.full((64, 64, 3), 100, np.uint8)
    picture[16:48, 16:48] += step
    edges = canny(picture)
    assert edges.any() == is_edge
    assert {*np.unique(edges).tolist()} <= {0, 255}
    assert not edges[24:40, 24:40].any()

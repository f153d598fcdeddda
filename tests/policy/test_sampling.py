"""A11: a sample that nobody chose, and that anybody can draw again."""

import datetime as dt

import pytest

from policy.sampling import (
    LARGEST_FRAME,
    DrawFacts,
    canonical,
    commitment_of,
    draw,
    draw_problems,
    frame_hash,
    proof,
    sha256,
)

TODAY = dt.date(2026, 11, 23)
FRAME = [("activities", number) for number in range(1, 101)]
SEED = "5a" * 32


def test_the_same_seed_frame_and_size_draw_the_same():
    assert draw(SEED, FRAME, 10) == draw(SEED, list(FRAME), 10)
    assert len(set(draw(SEED, FRAME, 10))) == 10


def test_a_larger_sample_holds_the_smaller_one():
    assert draw(SEED, FRAME, 20)[:10] == draw(SEED, FRAME, 10)


def test_a_small_frame_is_drawn_whole():
    assert sorted(draw(SEED, FRAME[:3], 10)) == FRAME[:3]


def test_another_seed_or_another_frame_draws_otherwise():
    assert draw("00" * 32, FRAME, 10) != draw(SEED, FRAME, 10)
    assert draw(SEED, FRAME[:-1], 10) != draw(SEED, FRAME, 10)


def test_every_record_has_the_same_chance():
    drawn = [ident for seed in range(400) for _, ident in draw(f"{seed:064}", FRAME[:10], 1)]
    assert all(20 <= drawn.count(ident) <= 65 for ident in range(1, 11))


def test_what_is_hashed_is_written_so_that_everybody_writes_it_alike():
    assert canonical(FRAME[:2]) == '[["activities",1],["activities",2]]'
    assert frame_hash(FRAME[:2]) == sha256('[["activities",1],["activities",2]]')


def test_the_method_as_it_is_described_draws_the_same_by_hand():
    of = frame_hash(FRAME)
    by_hand = min(range(1, 101), key=lambda ident: sha256(f"{SEED}:{of}:activities:{ident}"))
    assert draw(SEED, FRAME, 1) == [("activities", by_hand)]


class TestProof:
    def again(self, **changed):
        kept = {
            "seed": SEED,
            "commitment": commitment_of(SEED),
            "frame": FRAME,
            "frame_sha256": frame_hash(FRAME),
            "size": 5,
            "drawn": set(draw(SEED, FRAME, 5)),
        }
        return proof(**kept | changed)

    def test_an_honest_draw_holds(self):
        assert self.again().holds

    def test_a_seed_that_was_changed_afterwards_is_found(self):
        assert not self.again(seed="00" * 32).commitment

    def test_a_record_that_was_taken_out_is_found(self):
        assert not self.again(frame=FRAME[1:]).frame

    def test_a_sample_that_was_exchanged_is_found(self):
        assert not self.again(drawn={("activities", 999)}).sample


def problems(**facts):
    asked = {"allowed": True, "from_on": TODAY, "until_on": TODAY, "today": TODAY, "size": 10, **facts}
    return [problem.code for problem in draw_problems(DrawFacts(**asked))]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"allowed": False}, "not_yours"),
        ({"person_fits": False}, "elsewhere"),
        ({"from_on": TODAY, "until_on": TODAY - dt.timedelta(days=1)}, "not_in_order"),
        ({"until_on": TODAY + dt.timedelta(days=1)}, "future"),
        ({"from_on": TODAY - dt.timedelta(days=366)}, "long"),
        ({"framed": LARGEST_FRAME + 1}, "large"),
        ({"framed": 0}, "empty"),
        ({"size": 0}, "size"),
        ({"size": 201}, "size"),
        ({"committed": False}, "seed"),
    ],
)
def test_what_is_not_drawn(facts, code):
    assert problems(**facts) == [code]


def test_a_plain_wish_is_drawn():
    assert problems() == []

"""Typed words laid out as they were meant."""

from antiphon.core.words import Block, blocks, points


def test_blocks_keep_paragraphs_and_their_lines():
    assert blocks("One\ntwo\r\n\r\nThree") == [Block(["One", "two"]), Block(["Three"])]


def test_blocks_make_a_list_of_lines_with_a_dash_and_keep_the_line_above():
    assert blocks("We learned:\n- Ring back\n* Be kind\nThe end") == [
        Block(["We learned:"]), Block(["Ring back", "Be kind"], points=True), Block(["The end"])]  # fmt: skip


def test_blocks_keep_one_list_across_an_empty_line():
    assert blocks("- One\n\n- Two") == [Block(["One", "Two"], points=True)]


def test_blocks_of_nothing_are_none():
    assert blocks(None) == blocks(" \n ") == []


def test_points_of_one_line_stay_a_sentence():
    assert points("- Only this") == [Block(["Only this"])]


def test_points_stand_below_the_line_with_a_colon():
    assert points("One:\nA\nB\n\nTwo:\nC") == [
        Block(["One:"]), Block(["A", "B"], points=True), Block(["Two:"]), Block(["C"], points=True)]  # fmt: skip


def test_points_of_nothing_are_none():
    assert points("") == []

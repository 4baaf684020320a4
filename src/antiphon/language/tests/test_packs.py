"""The packs' own examples are their tests: what each rule must find, with what it suggests, and what it must leave alone."""

import pytest

from antiphon.language.checking import check, load

RULES = sorted(load().rules.items())


@pytest.mark.parametrize(("name", "rule"), RULES, ids=[name for name, _ in RULES])
def test_a_rule_holds_its_own_examples(name, rule):
    assert rule.bad, "a rule without a bad example"
    assert rule.good, "a rule without a good example"
    for example in rule.bad:
        text = example["text"]
        found = [finding for finding in check(text, kind=rule.only or None) if finding.rule == name]
        assert example["found"] in [finding.text for finding in found], text
        for finding in found:
            assert text[finding.start : finding.end] == finding.text
            assert finding.message
            assert finding.suggestion
        if "use" in example:
            assert example["use"] in [finding.suggestion for finding in found], text
    for text in rule.good:
        assert [finding for finding in check(text, kind=rule.only or None) if finding.rule == name] == [], text

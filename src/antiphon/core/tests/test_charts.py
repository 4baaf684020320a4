"""Charts say in words what they show, and carry nobody's markup."""

from xml.etree import ElementTree

from antiphon.core.charts import Row, stacked, strip


def test_a_chart_is_well_formed_says_what_it_is_and_takes_no_markup():
    drawn = stacked("A <b> & \"c\"", ["Yes <script>", "No"], [Row("Vale & East", [60, None]), Row("West", [10, 90])])
    tree = ElementTree.fromstring(str(drawn))
    assert tree.get("role") == "img"
    assert "<script>" not in drawn
    assert "Hidden, so that nobody can be recognised" in drawn
    assert "A 60%" in drawn


def test_a_chart_with_nothing_hidden_does_not_speak_of_it():
    assert "recognised" not in stacked("T", ["Yes"], [Row("All", [100])])


def test_a_strip_is_dotted_when_its_number_is_hidden():
    assert "dasharray" in strip(None)
    assert 'width="40"' in strip(40)

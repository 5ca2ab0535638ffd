"""The reader of scenario text: what it accepts stays as written, what it refuses is named by line, and nothing else ever comes out."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cupola.errors import ScenarioError
from cupola.scenario.starter import new_text
from cupola.scenario.text import ListNode, MappingNode, Node, TextNode, decoded, read, walk, written

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufeff\ufffe\uffff"), max_size=12
)
KEYS = WORDS.filter(lambda text: bool(text.strip()) and text != "<<")
PLAIN = st.recursive(
    WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


def plain(node: Node) -> object:
    """A tree without its lines."""
    if isinstance(node, TextNode):
        return node.text
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    return {name: plain(child) for name, child in node.entries.items()}


def as_node(value: object) -> Node:
    if isinstance(value, str):
        return TextNode("", 0, value)
    if isinstance(value, list):
        return ListNode("", 0, tuple(as_node(item) for item in value))
    assert isinstance(value, dict)
    return MappingNode("", 0, {name: as_node(item) for name, item in value.items()})


@pytest.mark.law
@given(st.text(max_size=400))
@settings(max_examples=150)
def test_any_text_gives_a_tree_or_a_scenario_error(text: str) -> None:
    try:
        tree = read(text, "any.yaml")
    except ScenarioError as error:
        assert str(error).startswith("any.yaml")
        assert all(0 <= problem.line <= text.count("\n") + text.count("\r") + 1 for problem in error.problems)
    else:
        assert isinstance(tree, MappingNode)


@pytest.mark.law
@given(st.text(alphabet="ab:-[]{}&*!|>'\"#%@`,? \n\t\\x85<", max_size=80))
@settings(max_examples=300)
def test_any_mixture_of_yaml_signs_gives_a_tree_or_a_scenario_error(text: str) -> None:
    try:
        assert isinstance(read(text, "any.yaml"), MappingNode)
    except ScenarioError as error:
        assert error.problems


@pytest.mark.law
@given(st.binary(max_size=60))
def test_any_bytes_give_text_or_a_scenario_error(data: bytes) -> None:
    try:
        assert decoded(data, "any.yaml") == data.decode("utf-8-sig")
    except ScenarioError as error:
        assert "UTF-8" in str(error)


@pytest.mark.law
@given(st.dictionaries(KEYS, PLAIN, min_size=1, max_size=5))
@settings(max_examples=200)
def test_a_tree_written_out_reads_back_the_same(value: dict[str, object]) -> None:
    assert plain(read(written(as_node(value)), "t.yaml")) == value


@pytest.mark.cross
@given(st.dictionaries(KEYS, PLAIN, min_size=1, max_size=4))
@settings(max_examples=100)
def test_written_text_means_the_same_to_pyyaml(value: dict[str, object]) -> None:
    assert yaml.load(written(as_node(value)), Loader=yaml.BaseLoader) == value  # noqa: S506 -- this loader makes texts only


@pytest.mark.reference
def test_yaml_1_1_traps_stay_text() -> None:
    """The values that YAML 1.1 turns into other things: booleans, octal, sexagesimal, dates, floats (yaml.org/type, 2005)."""
    text = "a: NO\nb: 010\nc: 1:30\nd: 2001-12-14\ne: .inf\nf: ~\ng: 1_000\nh: 0x1F\ni: 'quoted'\nj:\n"
    expected = {
        "a": "NO",
        "b": "010",
        "c": "1:30",
        "d": "2001-12-14",
        "e": ".inf",
        "f": "~",
        "g": "1_000",
        "h": "0x1F",
        "i": "quoted",
        "j": "",
    }
    assert plain(read(text, "t.yaml")) == expected


@pytest.mark.reference
def test_every_node_knows_its_line_and_key() -> None:
    text = "# a comment\na: 1\nb:\n  c: >-\n    folded\n    text\n  d:\n    - x\n    - {e: y,\n       f: z}\n"
    found = {node.key: node.line for node in walk(read(text, "t.yaml")) if node.key}
    assert found == {"a": 2, "b": 3, "b.c": 4, "b.d": 7, "b.d.0": 8, "b.d.1": 9, "b.d.1.e": 9, "b.d.1.f": 10}


@pytest.mark.law
def test_depth_32_is_read_and_33_is_refused() -> None:
    read("a: " + "[" * 31 + "x" + "]" * 31, "t.yaml")
    with pytest.raises(ScenarioError, match="nests deeper than 32"):
        read("a: " + "[" * 32 + "x" + "]" * 32, "t.yaml")
    with pytest.raises(ScenarioError, match="nests deeper than 32"):
        read("[" * 400_000, "t.yaml")


@pytest.mark.law
def test_bytes_may_start_with_a_byte_order_mark() -> None:
    assert plain(read(decoded(b"\xef\xbb\xbfa: b\n", "t.yaml"), "t.yaml")) == {"a": "b"}


BAD = [
    ("duplicate key", "a: 1\nb: 2\na: 3\n", 3, "a", "given twice, first on line 1"),
    ("nested duplicate", "a:\n  b: 1\n  b: 2\n", 3, "a.b", "given twice, first on line 2"),
    ("alias", "a: &x 1\nb: 2\n", 1, "a", "anchor (&x)"),
    ("bare alias", "b: *x\n", 1, "b", "alias"),
    ("alias as key", "a: 1\n*x : 2\n", 2, "", "alias"),
    ("tag", "a: 1\nb: !!python/object:os.system x\n", 2, "b", "tag"),
    ("local tag", "a: !thing {b: c}\n", 1, "a", "tag (!thing)"),
    ("non-specific tag", "a: ! b\n", 1, "a", "tag (!)"),
    ("two documents", "a: 1\n---\nb: 2\n", 2, "", "second document"),
    ("directive", "%YAML 1.1\n---\na: 1\n", 1, "", "directive"),
    ("merge key", "a:\n  <<: {b: 1}\n", 2, "a", "merge key"),
    ("list as key", "? [a, b]\n: c\n", 1, "", "as a key"),
    ("mapping as key", "{a: b}: c\n", 1, "", "as a key"),
    ("empty key", "a: 1\n'': 2\n", 2, "", "empty key"),
    ("empty file", "", 0, "", "is empty"),
    ("comments only", "# nothing\n", 0, "", "is empty"),
    ("a list", "- a\n- b\n", 1, "", "no keys"),
    ("a word", "hello\n", 1, "", "no keys"),
    ("tab indent", "a:\n\tb: 1\n", 2, "", "tab"),
    ("tab after blanks", "a:\n  b: 1\n \tc: 2\n", 3, "", "tab"),
    ("NEL", "a: 1\nb: x\x85y\n", 2, "", "NEL"),
    ("line separator", "a: x\u2028y\n", 1, "", "LINE SEPARATOR"),
    ("paragraph separator", "a: x\u2029y\n", 1, "", "PARAGRAPH SEPARATOR"),
    ("control character", "a: 1\nb: 2\nc: \x07\n", 3, "", "U+0007"),
    ("escaped control character", 'a: 1\nb: "\\x00"\n', 2, "b", "by an escape"),
    ("escaped NEL", 'b: "\\N"\n', 1, "b", "U+0085"),
    ("lone surrogate", "a: \ud800\n", 1, "", "U+D800"),
    ("byte order mark inside", "a: \ufeff\n", 1, "", "U+FEFF"),
    ("open bracket", "a: 1\nb: [1,\n  2\n", 2, "b", "a bracket that is never closed"),
    ("open quote", "a: 1\nb: 'x\nc: 2\n", 2, "b", "a quote that is never closed"),
    ("open bracket at the end", "a: 1\nb: {", 2, "b", "a bracket that is never closed"),
    ("two colons", "a: b: c\n", 1, "", "got a colon"),
    ("percent", "a: 1\nb: %x\n", 2, "", "cannot start a value"),
    ("bad indent", "a:\n    b: 1\n  c: 2\n", 3, "", "is not YAML here"),
]


@pytest.mark.reference
@pytest.mark.parametrize(("text", "line", "key", "fragment"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_bad_text_is_refused_with_its_line(text: str, line: int, key: str, fragment: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        read(text, "bad.yaml")
    (problem,) = caught.value.problems
    assert (problem.line, problem.key) == (line, key)
    assert fragment in problem.message


@pytest.mark.reference
def test_more_than_a_megabyte_is_refused() -> None:
    large = "a: " + "x" * 1_000_000
    with pytest.raises(ScenarioError, match="1 MB"):
        read(large, "t.yaml")
    with pytest.raises(ScenarioError, match="1 MB"):
        decoded(large.encode(), "t.yaml")
    with pytest.raises(ScenarioError, match="1 MB"):
        read("a: " + "\u0642" * 500_001, "t.yaml")


@pytest.mark.reference
@pytest.mark.parametrize(
    ("data", "line"), [(b"a: 1\nb: \xff\n", 2), ("title: caf\xe9\n".encode("latin-1"), 1), ("a: b\n".encode("utf-16"), 1)]
)
def test_other_encodings_are_refused_with_their_line(data: bytes, line: int) -> None:
    with pytest.raises(ScenarioError) as caught:
        decoded(data, "t.yaml")
    (problem,) = caught.value.problems
    assert problem.line == line
    assert "save the file as UTF-8" in problem.message


@pytest.mark.law
def test_the_pure_python_parser_gives_the_same_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    text = new_text("demo")
    fast = read(text, "t.yaml")
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    assert read(text, "t.yaml") == fast
    with pytest.raises(ScenarioError):
        read('a: "\\UFFFFFFFF"\n', "t.yaml")

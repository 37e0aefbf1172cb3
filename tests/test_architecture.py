"""The house rules that a machine can check, each with its reason."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DECOY = ROOT / "decoy"
ROOMS = ("decoy", "tests", "docs", "config", "requirements", ".ci")
ENTRANCE = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "Makefile", "pyproject.toml", "worker.py", ".env.example")
MODULES = [*sorted(DECOY.rglob("*.py")), ROOT / "worker.py"]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
SCRIPTS = sorted(DECOY.glob("lua/*.lua"))
LOCKS = sorted(ROOT.glob("requirements/*.txt"))
Function = ast.FunctionDef | ast.AsyncFunctionDef

CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "sleep"}
DOORS = tuple(f"decoy/{door}" for door in ("webhooks.py", "jobs.py", "supervisor.py", "cli/", "site/", "simulator/"))
HEADER = re.compile(
    r"-- [A-Z](?:.*\n-- )*?.*\.\n(?:-- .*\n)*-- KEYS 1 .*\n(?:-- .*\n)*-- ARGV 1 .*\n(?:-- .*\n)*-- Returns "
)
SENTENCE = re.compile(r"[A-Z0-9`\"'](?:.|\n(?!\n))*\.(?:\n\n|$)")
PINNED = re.compile(r"\S+==\S+.*\n    --hash=sha256:[0-9a-f]{64}")
MARKERS = [first + second for first, second in (("TO", "DO"), ("FIX", "ME"), ("XX", "X"), ("HA", "CK"))]

WRITTEN_NUMBER = re.compile(
    r"(?<![0-9A-Za-z+])\+[0-9](?:[ .()-]{0,2}[0-9]){7,14}(?![0-9])"  # with its country, +33 6 39 98 00 42
    r"|(?<![0-9A-Za-z])00[1-9][0-9]{7,14}(?![0-9])"  # the same, as one dials it
    r"|(?<![0-9A-Za-z+./-])0[1-9](?:[ .-]?[0-9]{2}){4}(?![0-9a-f])"  # as the French write it
)
NOBODYS_NUMBER = re.compile(  # in full or in part
    r"(?:\+?0033|\+330?|0)(?:63998|19900)[0-9]*"  # France, reserved for fiction by ARCEP
    r"|\+447700900[0-9]*"  # United Kingdom, reserved for drama by Ofcom
    r"|\+1[0-9]{3}55501[0-9]{2}"  # North America, reserved for fiction
    r"|\+(?:266696687|7378742833|7378742883|86282452253)"  # "anonymous" and the like, spelled on a keypad
    r"|\+1500555[0-9]{4}"  # Twilio's magic numbers
)
ALSO_ALLOWED = {
    "+14158675309": "the example by which Twilio explains its signatures",
    "+18005551212": "the same example",
    "+33000000000": "no French number begins with a zero",
    "+32000000000": "no Belgian number begins with a zero",
    "+99912345678": "no country has this code",
    "0123456789": "ten digits in their order, where any ten digits will do",
}


def name(path: Path) -> str:
    """Call a file as the repository does."""
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    """Read a module as a syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[Function]:
    """Give every function of a module, nested ones and methods too."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def length(function: Function) -> int:
    """Count the lines of a function, its docstring left out."""
    assert function.end_lineno
    docstring = function.body[0].end_lineno if ast.get_docstring(function) else None
    described = docstring - function.body[0].lineno + 1 if docstring else 0
    return function.end_lineno - function.lineno + 1 - described


def undescribed(node: ast.Module | ast.ClassDef, path: str) -> Iterator[str]:
    """Name what is public in *node*, itself included, and has no docstring; what has no body only names a field."""
    if not ast.get_docstring(node):
        yield path
    for inner in ast.iter_child_nodes(node):
        if not isinstance(inner, (Function, ast.ClassDef)) or inner.name.startswith("_"):
            continue
        if isinstance(inner, ast.ClassDef):
            yield from undescribed(inner, f"{path}: {inner.name}")
        elif not ast.get_docstring(inner) and ast.unparse(inner.body[-1]) != "...":
            yield f"{path}: {inner.name}"


def strings(path: Path) -> list[str]:
    """Give the text constants of a module, parts of f-strings too."""
    nodes = (node for node in ast.walk(tree(path)) if isinstance(node, ast.Constant))
    return [node.value for node in nodes if isinstance(node.value, str)]


def called(path: Path) -> set[str]:
    """Name the functions that a module calls by their bare name."""
    calls = (node.func for node in ast.walk(tree(path)) if isinstance(node, ast.Call))
    return {call.id for call in calls if isinstance(call, ast.Name)}


def imported(path: Path) -> set[str]:
    """Name the packages that a module imports."""
    nodes = list(ast.walk(tree(path)))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return {name.partition(".")[0] for name in names}


def clocks(path: Path) -> set[str]:
    """Name what a module reads the clock with: datetime.now, time.sleep and their like, called or handed on."""
    nodes = list(ast.walk(tree(path)))
    attributes = [node for node in nodes if isinstance(node, ast.Attribute) and node.attr in CLOCKS]
    read = {ast.unparse(node) for node in attributes if ast.unparse(node.value) in ("datetime", "date", "time")}
    froms = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module == "time"]
    return read | {f"time.{alias.name}" for node in froms for alias in node.names}


def bare(number: str) -> str:
    """Write a number without what stands between its digits."""
    return re.sub(r"[ .()-]", "", number)


def texts() -> Iterator[tuple[str, str]]:
    """Give every text file that belongs to the repository, with its name; sounds and compiled words are none."""
    rooms = (path for room in ROOMS for path in sorted((ROOT / room).rglob("*")))
    for path in [*rooms, *(ROOT / name for name in ENTRANCE)]:
        if path.is_file() and path.suffix not in (".pyc", ".wav", ".mo"):
            yield name(path), path.read_text(encoding="utf-8")


# Size


def test_short_modules() -> None:
    """A module is one concept, so it fits into 250 lines and a reader's head."""
    assert [name(path) for path in MODULES if len(path.read_text().splitlines()) > 250] == []


def test_short_conftest() -> None:
    """What every test stands on is read by everybody who reads a test, so it fits into 150 lines."""
    assert len((ROOT / "tests" / "conftest.py").read_text().splitlines()) <= 150


def test_short_functions() -> None:
    """A function is one thought, so it fits into 30 lines without its docstring."""
    long = [f"{name(path)}: {it.name}" for path in MODULES for it in functions(path) if length(it) > 30]
    assert long == []


# Who may do what


def test_who_knows_twilio() -> None:
    """Twilio's library is known to one module, and to the simulator of it: whoever changes providers changes one."""
    knowing = {name(path) for path in MODULES if "twilio" in imported(path)}
    assert any(path.startswith("decoy/provider/") for path in knowing)
    assert [path for path in knowing if not path.startswith(("decoy/provider/", "decoy/simulator/"))] == []


def test_who_reads_the_clock() -> None:
    """Only doors read the clock, and hand on what they read: a walk has one now, and tests can move it."""
    read = {name(path): clocks(path) for path in MODULES if not name(path).startswith(DOORS) and clocks(path)}
    assert read == {"decoy/intake.py": {"time.sleep"}}  # it waits for whoever has the same call in hand
    assert clocks(DECOY / "webhooks.py") == {"datetime.now"}


def test_who_names_keys() -> None:
    """Every Redis key is written on one page: one sees what is kept, and no two things share a key by mistake."""
    written = {name(path) for path in MODULES if any(text.startswith("decoy:") for text in strings(path))}
    assert written == {"decoy/store.py"}


def test_scripts_name_no_keys() -> None:
    """A script touches the keys it is handed and no other, so that its caller can be read without it."""
    assert [name(path) for path in SCRIPTS if "decoy:" in path.read_text()] == []


def test_scripts_have_no_clock() -> None:
    """A script is handed the moment like everybody else: tests cannot move the store's own."""
    asked = re.compile(r"call\(\s*['\"]time['\"]", re.IGNORECASE)
    assert [name(path) for path in SCRIPTS if asked.search(path.read_text())] == []


def test_nothing_is_printed() -> None:
    """What a program has to say goes through the logger or click, which know who reads it and what must be masked."""
    assert [name(path) for path in MODULES if "print" in called(path)] == []


# What is said


def test_scripts_have_a_header() -> None:
    """Arguments of scripts have no names, so a header says what each does, its KEYS, its ARGV and what it returns."""
    assert len(SCRIPTS) > 5
    assert [name(path) for path in SCRIPTS if not HEADER.match(path.read_text())] == []


def test_everything_public_is_described() -> None:
    """What others may use says in a sentence what it is for."""
    assert [silent for path in MODULES for silent in undescribed(tree(path), name(path))] == []


def test_every_test_states_its_guarantee() -> None:
    """A test says in a sentence what it guarantees, so that whoever breaks it knows what he breaks."""
    tests = [(name(path), test) for path in TESTS for test in functions(path) if test.name.startswith("test_")]
    assert len(tests) > 300
    assert [(path, test.name) for path, test in tests if not SENTENCE.match(ast.get_docstring(test) or "")] == []


def test_nothing_is_left_for_later() -> None:
    """What is to be done is done, or written down where it will be found; not left lying in the tree."""
    marker = re.compile(rf"\b(?:{'|'.join(MARKERS)})\b")
    assert [(path, found[0]) for path, text in texts() for found in marker.finditer(text)] == []


# What leaves the house


def test_locks_name_no_host() -> None:
    """A lock says what is installed and not from where: everybody has a registry of his own."""
    host = re.compile("https?:|--[a-z-]*(?:url|links)")
    assert [name(path) for path in LOCKS if host.search(path.read_text())] == []


def test_locks_have_hashes() -> None:
    """Every requirement is pinned with a hash, so that nothing but what was tried is ever installed."""
    for path in LOCKS:
        requirements = re.split(r"^(?=[A-Za-z0-9])", path.read_text(), flags=re.MULTILINE)[1:]
        assert len(requirements) > 20
        assert [text for text in requirements if not PINNED.match(text)] == []


def test_nobodys_number() -> None:
    """No number stands in the repository that somebody could have: examples are copied, and then called."""
    written = {(path, bare(found[0])) for path, text in texts() for found in WRITTEN_NUMBER.finditer(text)}
    wrong = {(path, number) for path, number in written if not NOBODYS_NUMBER.fullmatch(number)}
    assert len(written) > len(wrong)
    assert {(path, number) for path, number in wrong if number not in ALSO_ALLOWED} == set()
    assert {number for _, number in wrong} == set(ALSO_ALLOWED)

"""The rules of `Scripts/tidy`, each with snippets that it must find and snippets that it must leave alone."""

import functools
import re
from dataclasses import dataclass
from typing import Callable

from swift_source import SwiftSource

SOURCE_LINES_MAX = 500
TEST_LINES_MAX = 700
FUNCTION_LINES_MAX = 60
SAFETY_LINES_ABOVE = 3

# Where `unsafe` is at home: the owners of LMDB's pointers and of the wire bytes, and those who talk to C: the operating
# system, libcrypt, zlib, the files compiled into the binary.
UNSAFE_ALLOWED = (
    "Sources/Storage/", "Sources/EventLog/", "Sources/Engine/Runtime/", "Sources/Engine/Accounts/PasswordHasher.swift",
    "Sources/Gateway/Frontend/EmbeddedFiles.swift", "Sources/Gateway/Compression/Deflater.swift",
    "Sources/Gateway/Compression/Inflater.swift", "Sources/tradepost/", "Sources/TestSupport/ChildProcess.swift",
    "Sources/TestSupport/FileBox.swift", "Sources/TestSupport/TemporaryDirectory.swift",
)
# The shell that owns clock, randomness and tasks; everything else is handed them.
# TestSupport stands in for that shell in the tests.
RUNTIME = ("Sources/Engine/Runtime/", "Sources/tradepost/", "Sources/Gateway/Server/", "Sources/TestSupport/")


@dataclass
class Rule:
    """One rule: the files it looks at, its check, and its snippets as (path, text)."""

    name: str
    applies: Callable[[str], bool]
    check: Callable[[str, str], list]
    bad: list
    good: list

    def findings(self, path, text):
        return self.check(path, text) if self.applies(path) else ()


RULES = []


def rule(name, applies, bad, good):
    def add(check):
        RULES.append(Rule(name, applies, check, bad, good))
        return check

    return add


@functools.lru_cache(maxsize=8)
def swift(text):
    return SwiftSource(text)


def in_sources(path):
    return path.startswith("Sources/") and path.endswith(".swift")


def in_tests(path):
    return path.startswith("Tests/") and path.endswith(".swift")


def outside_runtime(path):
    return in_sources(path) and not path.startswith(RUNTIME)


def in_frontend(path):
    return path.startswith("frontend/") and path.endswith((".js", ".html", ".css"))


def matches(pattern, code):
    """(line number, the line) for each line of code that the pattern matches."""
    return [(number, line.strip()) for number, line in enumerate(code, 1) if re.search(pattern, line)]


def ban(name, pattern, why, applies, bad, good):
    """A rule that bans a pattern in the code (not the comments or quoted text) of Swift files."""

    @rule(name, applies, bad, good)
    def check(path, text):
        source = swift(text)
        return [(number, f"{why}: {source.lines[number - 1].strip()}") for number, _ in matches(pattern, source.code_lines)]


def snippet(*lines, path="Sources/Engine/A.swift"):
    return (path, "\n".join(lines) + "\n")


@rule(
    "file-length",
    # The table of embedded files is written by a script and grows with what it embeds.
    lambda path: path.startswith(("Sources/", "Tests/", "Scripts/", "frontend/", "benchmarks/"))
    and path != "Sources/CEmbedded/files.c",
    bad=[snippet(*["a"] * 501), snippet(*["a"] * 701, path="Tests/A.swift"), snippet(*["a"] * 501, path="frontend/a.css")],
    good=[snippet(*["a"] * 500), snippet(*["a"] * 700, path="Tests/A.swift")],
)
def file_length(path, text):
    count, limit = text.count("\n"), TEST_LINES_MAX if path.startswith("Tests/") else SOURCE_LINES_MAX
    return [(limit + 1, f"{count} lines, at most {limit}: is this still one idea?")] if count > limit else []


@rule(
    "function-length",
    lambda path: path.endswith(".swift"),
    bad=[
        snippet("func a() {", *["    b()"] * 59, "}"),
        snippet("init(", "    a: Int = { 1 }()", ") {", *["    b()"] * 58, "}"),
        snippet("protocol P {", "    func short()", "    func other() throws", "}", "func a() {", *['    b("}")'] * 59, "}"),
        snippet("@Test func `a { sentence`() {", *["    b()"] * 59, "}", path="Tests/A.swift"),
    ],
    good=[
        snippet("func a() {", *["    b()"] * 58, "}"),
        snippet("protocol P {", "    func a()", "    init(b: Int)", *["    var c: Int { get }"] * 70, "}"),
        snippet("struct S {", *["    func a() { self.init() }"] * 70, "}"),
    ],
)
def function_length(path, text):
    return [
        (first, f"{last - first + 1} lines, at most {FUNCTION_LINES_MAX}")
        for first, last in swift(text).function_spans()
        if last - first + 1 > FUNCTION_LINES_MAX
    ]


ban(
    "access", r"(?<![.\w])public\s+\w|(?<![.\w])open\s+(?:class|func|var|subscript|override)\b",
    "a product has no outside: internal or package", in_sources,
    bad=[snippet("public struct A {}"), snippet("open class A {}"), snippet("public import B")],
    good=[snippet("package struct A {}", "// public by design", "let open = 1", 'let a = "public key"', "a(.public)")],
)

ban(
    "unsafe-place", r"\bunsafe\b|@unchecked\s+Sendable|\(unsafe\)", "unsafe code belongs to Storage, EventLog and the doors to C",
    lambda path: in_sources(path) and not path.startswith(UNSAFE_ALLOWED),
    bad=[
        snippet("let a = unsafe b", path="Sources/Gateway/A.swift"), snippet("struct A: @unchecked Sendable {}"),
        snippet("nonisolated(unsafe) var a = 1"), snippet("unowned(unsafe) let a: B"),
        snippet("unsafe a()", path="Sources/Engine/Accounts/Accounts.swift"),
        snippet("unsafe a()", path="Sources/Gateway/Frontend/Frontend.swift"),
    ],
    good=[
        snippet("let a = unsafe b", path="Sources/Storage/A.swift"), snippet("// unsafe is not used", "let unsafely = 1"),
        snippet("let a = unsafe crypt(b)", path="Sources/Engine/Accounts/PasswordHasher.swift"),
        snippet("unsafe open(a)", path="Sources/Engine/Runtime/A.swift"), snippet("unsafe a()", path="Sources/tradepost/A.swift"),
    ],
)


@rule(
    "safety-comment",
    lambda path: in_sources(path) and path.startswith(UNSAFE_ALLOWED),
    bad=[
        snippet("let a = unsafe b", path="Sources/Storage/A.swift"),
        snippet("// SAFETY: far away.", "", "", "", "let a = unsafe b", path="Sources/Storage/A.swift"),
        snippet("struct A: @unchecked Sendable {}", path="Sources/EventLog/A.swift"),
        snippet("// SAFETY:", "let a = unsafe b", path="Sources/Storage/A.swift"),
        snippet("// SAFETY: a.", "unsafe a()", "", "b()", "c()", "unsafe d()", path="Sources/Storage/A.swift"),
        snippet("class A: @unchecked Sendable {", "    let b = 1", "    // SAFETY: c.", "}", path="Sources/Storage/A.swift"),
        snippet("unsafe a()", "// SAFETY: too late.", path="Sources/Storage/A.swift"),
    ],
    good=[
        snippet("// SAFETY: b outlives a.", "let a = unsafe b", path="Sources/Storage/A.swift"),
        snippet("let a = unsafe b  // SAFETY: b outlives a.", path="Sources/Storage/A.swift"),
        snippet("// SAFETY: `b` outlives a.", "let a = unsafe b", path="Sources/Storage/A.swift"),
        snippet("class A: @unchecked Sendable {", "    // SAFETY: b is never changed.", "}", path="Sources/Storage/A.swift"),
        snippet("// SAFETY: b outlives it all.", *["let a = unsafe b", "c()", "}"] * 6, path="Sources/Storage/A.swift"),
        snippet("// Nothing unsafe here.", 'let a = "unsafe"', path="Sources/Storage/A.swift"),
    ],
)
def safety_comment(path, text):
    """A comment reaches three lines down, and through the rest of its paragraph of unsafe code: up to an empty line.

    A type that is `@unchecked Sendable` may say why in the first line of its body, below its `///` comment.
    """
    source, found, covered = swift(text), [], False
    for index, code in enumerate(source.code_lines):
        covered = covered and bool(source.lines[index].strip())
        if not re.search(r"\bunsafe\b|@unchecked\s+Sendable", code):
            continue
        first = max(0, index - SAFETY_LINES_ABOVE)
        last = min(index + ("@unchecked" in code), len(source.lines) - 1)
        comments = map(source.comment, range(first, last + 1))
        covered = covered or any(re.search(r"// SAFETY: [\w`]", comment) for comment in comments)
        if not covered:
            found.append((index + 1, f"no `// SAFETY:` line says why: {source.lines[index].strip()}"))
    return found


ban(
    "traps", r"\btry!|\bas!|\bfatalError\b", "expected failures are thrown, bugs trap with precondition and the rule's name",
    in_sources,
    bad=[snippet("let a = try! b()"), snippet("let a = b as! C"), snippet('fatalError("a")')],
    good=[snippet("let a = try b()", 'precondition(a, "try! is banned")', "// as! never")],
)

ban(
    "discarded-error", r"(?:^|[{;])\s*(?:defer\s*\{\s*)?(?:_\s*=\s*)?try\?", "an error is handled, not dropped", in_sources,
    bad=[snippet("    try? a()"), snippet("_ = try? a()"), snippet("defer { try? a() }")],
    good=[snippet("guard let b = try? a() else { return }"), snippet("try a()  // not try? here")],
)


@rule(
    "empty-catch", in_sources,
    bad=[snippet("do { try a() } catch {}"), snippet("catch let e as B {", "    // nothing", "}")],
    good=[snippet("do { try a() } catch { b(error) }"), snippet('let a = "catch {}"')],
)
def empty_catch(path, text):
    source = swift(text)
    return [
        (source.line_number(match.start()), "an error is handled, not dropped")
        for match in re.finditer(r"\bcatch\b[^{}]*\{\s*\}", source.code)
    ]


ban(
    "outside-world",
    r"\bDate\(\)|\bDate\.now\b|\bUUID\(\)|\bTask\.sleep\b|\.random\b|\.shuffled?\(\)|\.randomElement\(\)"
    r"|\bSystemRandomNumberGenerator\b|\b(?:Continuous|Suspending)Clock\(\)",
    "clock, ids and randomness are passed in", outside_runtime,
    bad=[
        snippet("let a = Date()"), snippet("UUID()"), snippet("try await Task.sleep(for: .seconds(1))"),
        snippet("Int.random(in: 0..<3)"), snippet("a.shuffle()"), snippet("let c = ContinuousClock()"),
        snippet("Date()", path="Sources/Gateway/Orders/A.swift"),
    ],
    good=[
        snippet("let a = clock.now()", "// Date() is banned", "Date(timeIntervalSince1970: 1)", "a.randomness"),
        snippet("Date()", path="Sources/Engine/Runtime/A.swift"), snippet("Date()", path="Sources/tradepost/A.swift"),
    ],
)

ban(
    "stray-task", r"\bTask(?:<[^>]*>)?\s*(?:\([^)]*\)\s*)?\{|\bTask\.(?:detached|immediate)\b|\bTask\.init\b",
    "long-running work is a Service", outside_runtime,
    bad=[snippet("Task { a() }"), snippet("Task(priority: .high) { a() }"), snippet("Task.detached { a() }")],
    good=[snippet("group.addTask { a() }", "// Task { }", "struct OrderTask {"), snippet("Task {", path="Sources/tradepost/A.swift")],
)

ban(
    "test-sleep", r"\bTask\.sleep\b|\bu?sleep\(|\bnanosleep\b", "a test waits for a fact, not for time", in_tests,
    bad=[snippet("try await Task.sleep(for: .seconds(1))", path="Tests/A.swift"), snippet("usleep(1)", path="Tests/A.swift")],
    good=[snippet("clock.advance()", "// no Task.sleep", path="Tests/A.swift")],
)

ban(
    "formatter-trap", r"\bfor\s+(?:try\s+)?(?:await\s+)?unsafe\b",
    "swift-format 6.3 joins `unsafe` and the name in a for loop and breaks the code; walk the indices instead",
    lambda path: path.endswith(".swift"),
    bad=[snippet("for unsafe a in unsafe b {"), snippet("for try await unsafe a in b {")],
    good=[snippet("for index in 0..<a.count { unsafe a[index] }", "for unsafely in a {}")],
)


@rule(
    "package-comment", in_sources,
    bad=[
        snippet("package struct A {}"), snippet("// Not a DocC comment.", "package func a() {}"),
        snippet("/// No full stop", "package let a = 1"), snippet("/// A.", "", "package let a = 1"),
        snippet("/// Settings", "/// - b: one.", "@frozen", "package enum A {}"),
        snippet("struct A {", "    package static func b() {}", "}"),
        snippet("/// A.", "struct A {", "    /// B.", "    package let b: Int", "    package init(c: Int) {", "    }", "}"),
        snippet("/// A.", "struct A {", "    let b: Int", "    let c: Int", "    package init(c: Int, b: Int) {", "    }", "}"),
        snippet("/// A.", "struct A {", "    var b: Int { 1 }", "    package init(b: Int) {}", "}"),
        snippet("/// A.", "struct A {", "    let b: Int", "    package init?(b: Int) {", "    }", "}"),
        snippet("struct A {", "    let b: Int", "    package init(b: Int) {", "    }", "}"),
        snippet("/// A.", "final class A {", "    let b: Int", "    package init(b: Int) {", "    }", "}"),
        snippet("struct A {", "    package init() {}", "}"), snippet("package init() {}"),
        snippet("package func encode(into writer: Writer, twice: Bool) {}"), snippet("package func run(once: Bool) {}"),
        snippet("package var descriptions: [String]"), snippet("package static func + (lhs: A, rhs: A) -> A { lhs }"),
    ],
    good=[
        snippet("/// A thing that holds.", "/// More about it: 3 bytes", "package struct A {}"),
        snippet("/// A sentence that is long and goes on", "/// in the next line.", "package struct A {}"),
        snippet("/// A thing.", "@inlinable", "@available(*, noasync)", "package func a() {}"),
        snippet("package import B", "struct package_ {}", 'let package = "a"', "package.b()"),
        snippet("package func encode(into writer: inout ByteWriter) {", "}"), snippet("package var description: String { a }"),
        snippet("package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {", "}"),
        snippet("package static func < (lhs: A, rhs: A) -> Bool { true }"), snippet("package func run() async throws {", "}"),
        snippet("package func handle(_ record: LogRecord, in transaction: borrowing WriteTransaction) {", "}"),
        snippet("/// A.", "struct A {", "    let b: Int", "    var c: [Int: D] = [:]", "    package init(b: Int) {", "    }", "}"),
        snippet(
            "/// A.", "@frozen", "struct A<B>: C {", "    private(set) var b: Int", "    static let d = 1", "    let e: F",
            "    package init(", "        _ b: Int = min(1, 2),", "        e f: F", "    ) {", "    }", "}",
        ),
        snippet("/// A.", "enum A {", "    package init() {}", "}"),
    ],
)
def package_comment(path, text):
    """The first sentence may go over two lines, but must be the first paragraph's own and end in a period.

    A witness is documented by its protocol, and an initialiser that does nothing but fill a struct by the struct.
    """
    source, found = swift(text), []
    for index, code in enumerate(source.code_lines):
        words = code.split()
        is_declaration = re.search(r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:\w+\s+)*?package(?:\(set\))?\s+[a-z@]\w*", code)
        if not is_declaration or "import" in words or "=" in words[: words.index("package") if "package" in words else 0]:
            continue
        above = index - 1
        while above >= 0 and source.lines[above].strip().startswith("@"):
            above -= 1
        comment = []
        while above >= 0 and source.lines[above].strip().startswith("///"):
            comment.insert(0, source.lines[above].strip()[3:].strip())
            above -= 1
        if not comment and not speaks_for_itself(source, index):
            found.append((index + 1, f"no `///` comment: {source.lines[index].strip()}"))
        elif comment and not re.search(r"\.(?=\s|$)", first_paragraph(comment)):
            found.append((index + 1, f"the comment's first sentence ends in no period: {comment[0]}"))
    return found


# Signatures of witnesses whose protocols say what they do: StoredValue and KeyPart, the standard library's, the services
# and stages, StorageFailure, CommitParticipant and WebSocketSessionHandler.
WITNESS = re.compile(
    r"\bpackage\s+(?:static\s+)?(?:%s)" % "|".join([
        r"func encode\(into \w+: inout \w+\)", r"init\(decoding \w+: inout \w+[,)]",
        r"var description: String\b", r"func (?:==|<) ?\(", r"func hash\(into \w+: inout Hasher\)",
        r"func run\(\) async throws\b", r"func handle\(_ \w+: LogRecord, in \w+: borrowing WriteTransaction\)",
        r"var storageError: StorageError\?", r"init\(_ \w+: StorageError\)",
        r"func writeGathered\(in \w+: borrowing WriteTransaction\)", r"func batch(?:Committed|Aborted)\(",
        r"func session(?:Opened|Ticked|Drained|Closed)?\(_ session: WebSocketSession\b",
    ])
)
TYPE = re.compile(r"(?m)^[ \t]*(?:[\w@()]+[ \t]+)*?(struct|enum|class|actor)[ \t]+\w+[^{}]*\{")
STORED = re.compile(r"(?m)^[ \t]*((?:[\w@()]+[ \t]+)*?)(?:let|var)[ \t]+(\w+)[ \t]*[:=][^{\n]*$")


def speaks_for_itself(source, index):
    """Whether the declaration in a line (counted from 0) is a witness or an initialiser that only fills its struct."""
    if WITNESS.search(source.code_lines[index]):
        return True
    start = sum(len(line) + 1 for line in source.lines[:index])
    initialiser = re.compile(r"[^\n]*\bpackage\s+init(?=\()").match(source.code, start)
    if not initialiser:
        return False
    around = [match for match in TYPE.finditer(source.code, 0, start) if source.closing(match.end() - 1) > start]
    if not around:
        return False
    line = source.line_number(around[-1].start(1)) - 1
    above = next((text for text in reversed(source.lines[:line]) if not text.strip().startswith("@")), "")
    if not above.strip().startswith("///"):
        return False
    parameters = [parameter_name(source.code[a:b]) for a, b in arguments(source, initialiser.end())]
    if around[-1][1] != "struct":
        return not parameters
    body = range(around[-1].end(), source.closing(around[-1].end() - 1))
    stored = iter([
        match[2] for match in STORED.finditer(source.code, body.start, body.stop)
        if "static" not in match[1] and depth(source.code, body.start, match.start(2)) == 0
    ])
    return all(name in stored for name in parameters)


def parameter_name(parameter):
    """The label of a parameter, and its inner name where it has no label."""
    names = re.match(r"\s*(\w+)(?:\s+(\w+))?", parameter)
    return names[2] if names[1] == "_" else names[1]


def depth(code, start, end):
    return code.count("{", start, end) - code.count("}", start, end)


def first_paragraph(comment):
    lines = []
    for line in comment:
        if not line or line.startswith(("- ", "* ", "1.")):
            break
        lines.append(line)
    return " ".join(lines)


LOG_CALL = re.compile(r"(?:\b\w*[lL]ogger|\blog)\s*[?!]?\.\s*(?:trace|debug|info|notice|warning|error|critical|log)\s*\(")


@rule(
    "log-message", in_sources,
    bad=[
        snippet('logger.info("order \\(id) placed")'), snippet('context.logger.error(', '    "a \\(b)",', "    metadata: [:]", ")"),
        snippet('logger.log(level: .info, "a \\(b)")'), snippet('log.warning("a" + b)'), snippet("logger.error(message)"),
    ],
    good=[
        snippet('logger.info("order placed", metadata: ["order.id": "\\(id)"])'), snippet("log.append(record)"),
        snippet('logger.log(level: level, "order placed", metadata: ["a": "\\(b)"])'),
    ],
)
def log_message(path, text):
    """The message is the first argument without a label, and it must be one literal without interpolation."""
    source, found = swift(text), []
    for match in LOG_CALL.finditer(source.code):
        opening = match.end() - 1
        literals = {start: (end, mixed) for start, end, mixed in source.literals}
        for start, end in arguments(source, opening):
            if re.match(r"\w+\s*:", source.code[start:end]):
                continue
            literal_end, mixed = literals.get(start, (None, True))
            if mixed or source.code[literal_end:end].strip():
                found.append((source.line_number(match.start()), "a log message is a constant; data goes into metadata"))
            break
    return found


def arguments(source, opening):
    """(start, end) of each argument of the call whose parenthesis opens at `opening`, blanks around it left out."""
    closing, start, depth, parts = source.closing(opening), opening + 1, 0, []
    for position in range(opening + 1, closing + 1):
        char = source.code[position] if position < closing else ","
        depth += (char in "([{") - (char in ")]}")
        if char == "," and depth == 0:
            piece = source.text[start:position]
            parts.append((start + len(piece) - len(piece.lstrip()), position - len(piece) + len(piece.rstrip())))
            start = position + 1
    return [part for part in parts if part[0] < part[1]]


# In two pieces, so that this file may stay among those it checks.
UNFINISHED = re.compile(r"\b(?:%s)\b" % "|".join(["TO" "DO", "FIX" "ME", "XX" "X", "HA" "CK"]))


@rule(
    "unfinished", lambda path: path != "LICENSE",
    bad=[snippet("// TO" "DO: later"), ("frontend/a.js", "// FIX" "ME\n"), ("docs/a.md", "HA" "CK\n")],
    good=[snippet("// to do a thing", "let hacksaw = 1")],
)
def unfinished(path, text):
    return [(number, f"finish it or drop it: {line}") for number, line in matches(UNFINISHED, text.split("\n"))]


MACHINE_PATH = re.compile(r"(?<![\w.>)}\]-])/(?:%s)/[\w.]" % "|".join(["work", "home", "Users", "root"]))


@rule(
    "machine-path", lambda path: True,
    bad=[snippet('let a = "/ho' 'me/somebody/a"'), ("README.md", "cd /wo" "rk/main\n"), ("Makefile", "X = /ro" "ot/x\n")],
    good=[snippet('let a = "/api/v1/home"', "// the frontend/ho" "me/a.js file"), ("a.md", "https://example.org/home/a\n")],
)
def machine_path(path, text):
    return [(number, f"a path of one machine: {line}") for number, line in matches(MACHINE_PATH, text.split("\n"))]


ban(
    "lmdb-flags", r"\b(?:MDB_)?(?:NOSYNC|NOMETASYNC|WRITEMAP|MAPASYNC|DUPSORT)\b", "full durability, always", in_sources,
    bad=[snippet("let flags = MDB_NOSYNC", path="Sources/Storage/A.swift"), snippet("MDB_DUPSORT | MDB_CREATE")],
    good=[snippet("// MDB_NOSYNC is never used."), snippet("MDB_NOSYNC", path="Tests/A.swift"), snippet("MDB_NOTLS")],
)


@rule(
    "frontend", in_frontend,
    bad=[
        ("frontend/a.js", "node.inner" "HTML = a\n"), ("frontend/a.html", '<script src="https://cdn.example/a.js"></script>\n'),
        ("frontend/a.css", "@import url(//fonts.example/a.css);\n"), ("frontend/a.js", "eval(a)\n"),
        ("frontend/a.html", '<a onclick="b()">\n'),
    ],
    good=[
        ("frontend/a.js", "node.textContent = a\n"), ("frontend/a.js", 'const svg = "http://www.w3.org/2000/svg"\n'),
        ("frontend/a.html", '<script type="module" src="/assets/a.js"></script>\n'),
    ],
)
def frontend(path, text):
    """Data enters a page as text, and nothing comes from another host."""
    lines = text.replace("http://www.w3.org/", "").split("\n")
    html = r"\b(?:inner|outer)HTML\b|\binsertAdjacentHTML\b|\bdocument\.write\b|\beval\(|<[^>]*\son\w+="
    foreign = r"(?:src|href)=[\"'](?:https?:)?//|url\(\s*[\"']?(?:https?:)?//|\bfrom\s+[\"']https?:|\bimport\([\"']https?:"
    return [(number, f"data enters as textContent: {line}") for number, line in matches(html, lines)] + [
        (number, f"nothing comes from another host: {line}") for number, line in matches(foreign, lines)
    ]

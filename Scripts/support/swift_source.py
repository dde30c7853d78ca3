"""Reads a Swift file as `tidy` needs it: which characters are code, which are comment, which are text in quotes."""

import re

RAW_QUOTE = re.compile(r'(#*)("""|")')
FUNCTION = re.compile(r"\b(?:func|init|deinit|subscript)\b")
NEXT_DECLARATION = re.compile(r"\s*(?:@|///|func\b|var\b|let\b|init\b|case\b|static\b|package\b|associatedtype\b|#)")


class SwiftSource:
    """A file's text and its `code`: the same text with comments, quoted text and raw identifiers blanked out.

    Both have the same length and the same lines, so a position in one is a position in the other. What stands inside
    an interpolation stays code. `literals` holds (start, end, has interpolation) of each string literal.
    """

    def __init__(self, text):
        self.text = text
        self.literals = []
        self._blank = bytearray(len(text))
        self._scan(0, until_parenthesis=False)
        self.code = "".join(" " if hide and char != "\n" else char for char, hide in zip(text, self._blank))
        self.lines = text.split("\n")
        self.code_lines = self.code.split("\n")

    def line_number(self, position):
        """The number of the line that holds a position; the first line is 1."""
        return self.text.count("\n", 0, position) + 1

    def comment(self, index):
        """What a line says that is not code (comments, and quoted text too); `index` counts from 0."""
        line, code = self.lines[index], self.code_lines[index]
        return "".join(char for char, kept in zip(line, code) if kept == " ")

    def _hide(self, start, end):
        self._blank[start:end] = b"\1" * (end - start)

    def _scan(self, position, until_parenthesis):
        """Walks over code; inside an interpolation it returns at the closing parenthesis."""
        text, depth = self.text, 0
        while position < len(text):
            char = text[position]
            quote = RAW_QUOTE.match(text, position) if char in '#"' else None
            if text.startswith("//", position):
                end = text.find("\n", position)
                end = len(text) if end < 0 else end
                self._hide(position, end)
                position = end
            elif text.startswith("/*", position):
                position = self._scan_block_comment(position)
            elif quote:
                position = self._scan_string(position, len(quote[1]), quote[2])
            elif char == "`":
                end = text.find("`", position + 1)
                end = len(text) - 1 if end < 0 else end
                self._hide(position + 1, end)
                position = end + 1
            else:
                depth += (char == "(") - (char == ")")
                if until_parenthesis and depth < 0:
                    return position
                position += 1
        return position

    def _scan_block_comment(self, start):
        depth, position = 0, start
        while position < len(self.text):
            if self.text.startswith("/*", position):
                depth, position = depth + 1, position + 2
            elif self.text.startswith("*/", position):
                depth, position = depth - 1, position + 2
                if depth == 0:
                    break
            else:
                position += 1
        self._hide(start, position)
        return position

    def _scan_string(self, start, hashes, quote):
        text, interpolated = self.text, False
        opening = hashes + len(quote)
        closing, escape = quote + "#" * hashes, "\\" + "#" * hashes
        position = start + opening
        self._hide(start, position)
        while position < len(text):
            if text.startswith(closing, position):
                position += len(closing)
                break
            if text.startswith(escape + "(", position):
                interpolated = True
                inside = position + len(escape) + 1
                self._hide(position, inside)
                position = self._scan(inside, until_parenthesis=True)
                self._hide(position, position + 1)
                position += 1
            elif text.startswith(escape, position):
                self._hide(position, position + len(escape) + 1)
                position += len(escape) + 1
            elif quote == '"' and text[position] == "\n":
                break
            else:
                self._hide(position, position + 1)
                position += 1
        self._hide(max(position - len(closing), start), min(position, len(text)))
        self.literals.append((start, position, interpolated))
        return position

    def closing(self, opening):
        """The position of the bracket that closes the one at `opening`, or the end of the file."""
        pairs = {"(": ")", "{": "}", "[": "]"}
        open_char, close_char = self.code[opening], pairs[self.code[opening]]
        depth = 0
        for position in range(opening, len(self.code)):
            depth += (self.code[position] == open_char) - (self.code[position] == close_char)
            if depth == 0:
                return position
        return len(self.code)

    def function_spans(self):
        """(first line, last line) of each function, initialiser and subscript that has a body."""
        for match in FUNCTION.finditer(self.code):
            if match.start() and self.code[match.start() - 1] in ".#`":
                continue
            body = self._body(match.end())
            if body is not None:
                yield self.line_number(match.start()), self.line_number(self.closing(body))

    def _body(self, position):
        """Where the body of the signature that goes on at `position` opens; None for a requirement of a protocol."""
        while position < len(self.code):
            char = self.code[position]
            if char == "{":
                return position
            if char in "([":
                position = self.closing(position)
            elif char in "})];,=":
                return None
            elif char == "\n" and NEXT_DECLARATION.match(self.text, position + 1):
                return None
            position += 1
        return None

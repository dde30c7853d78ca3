/// Reads a `TextTemplate`. A section's tag or a remark that has a line for itself takes the line with it.
struct TemplateParser {
    private struct Open {
        let name: String
        let isInverted: Bool
        let start: Int
        var parts: [TextTemplate.Part] = []
    }

    private let names: Set<String>
    private let characters: [Character]
    /// What stands before it is read.
    private var position = 0
    private var root: [TextTemplate.Part] = []
    private var open: [Open] = []

    init(_ text: String, names: Set<String>) {
        self.names = names
        characters = Array(text)
    }

    mutating func parse() throws(TextTemplate.Flaw) -> [TextTemplate.Part] {
        while let start = find("{", from: position) {
            guard let end = find("}", from: start + 2) else { throw flaw(start, "{{ without }}") }
            let tag = String(characters[start + 2..<end])
            if let sign = tag.first, "#^/!".contains(sign), let line = wholeLine(around: start, end + 2) {
                appendText(upTo: line.lowerBound)
                position = line.upperBound
            } else {
                appendText(upTo: start)
                position = end + 2
            }
            try take(tag, at: start)
        }
        appendText(upTo: characters.count)
        if let section = open.last { throw flaw(section.start, "{{#\(section.name)}} is not closed") }
        return root
    }

    private mutating func take(_ tag: String, at start: Int) throws(TextTemplate.Flaw) {
        switch tag.first {
        case "!": break
        case "#", "^":
            let name = try name(tag.dropFirst(), at: start)
            open.append(Open(name: name, isInverted: tag.first == "^", start: start))
        case "/":
            let name = try name(tag.dropFirst(), at: start)
            guard let section = open.popLast(), section.name == name else {
                throw flaw(start, "{{/\(name)}} closes nothing that is open")
            }
            append(.section(section.name, isInverted: section.isInverted, section.parts))
        case "{", "&": throw flaw(start, "a value is always escaped: write {{name}}")
        default: append(.name(try name(tag[...], at: start)))
        }
    }

    private func name(_ text: Substring, at start: Int) throws(TextTemplate.Flaw) -> String {
        let name = text.filter { $0 != " " }
        guard names.contains(name) else { throw flaw(start, "nobody knows {{\(name)}}") }
        return name
    }

    // MARK: Places

    /// Where two of a character stand side by side.
    private func find(_ character: Character, from start: Int) -> Int? {
        var index = start
        while index + 1 < characters.count {
            if characters[index] == character, characters[index + 1] == character { return index }
            index += 1
        }
        return nil
    }

    /// The line of a tag, its end included, when nothing else stands in it.
    private func wholeLine(around start: Int, _ end: Int) -> Range<Int>? {
        var (first, last) = (start, end)
        while first > position, Self.isBlank(characters[first - 1]) { first -= 1 }
        guard first == 0 || characters[first - 1].isNewline else { return nil }
        while last < characters.count, Self.isBlank(characters[last]) { last += 1 }
        guard last < characters.count else { return first..<last }
        return characters[last].isNewline ? first..<last + 1 : nil
    }

    private static func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }

    // MARK: Building

    private mutating func appendText(upTo end: Int) {
        if position < end { append(.text(String(characters[position..<end]))) }
        position = end
    }

    private mutating func append(_ part: TextTemplate.Part) {
        if open.isEmpty { root.append(part) } else { open[open.count - 1].parts.append(part) }
    }

    private func flaw(_ index: Int, _ reason: String) -> TextTemplate.Flaw {
        TextTemplate.Flaw(line: 1 + characters[..<index].count { $0.isNewline }, reason: reason)
    }
}

import Engine

/// A JSON value whose objects keep the order of their members, for documents that are made once and served often.
indirect enum JSONTree: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int)
    /// A number with decimals, by its digits.
    case decimal(String)
    case string(String)
    case array([JSONTree])
    case object([Member])

    /// A member of an object.
    struct Member: Sendable, Equatable {
        var name: String
        var value: JSONTree

        init(_ name: String, _ value: JSONTree) {
            self.name = name
            self.value = value
        }
    }

    /// The text of the value.
    var json: [UInt8] {
        var writer = JSONWriter(capacity: 65_536)
        write(to: &writer)
        return writer.bytes
    }

    /// Writes the value in its place.
    func write(to json: inout JSONWriter) {
        switch self {
        case .null: json.null()
        case .bool(let value): json.bool(value)
        case .integer(let value): json.integer(Int64(value))
        case .decimal(let digits): json.raw(digits.utf8)
        case .string(let text): json.string(text)
        case .array(let elements):
            json.beginArray()
            for element in elements { element.write(to: &json) }
            json.endArray()
        case .object(let members):
            json.beginObject()
            for member in members {
                json.key(escaping: member.name)
                member.value.write(to: &json)
            }
            json.endObject()
        }
    }

    /// The member of an object; nil for other values and other names.
    subscript(name: String) -> JSONTree? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }
}

// MARK: - Literals

extension JSONTree: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int) { self = .integer(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(arrayLiteral elements: JSONTree...) { self = .array(elements) }
    init(dictionaryLiteral elements: (String, JSONTree)...) { self = .object(elements.map { Member($0.0, $0.1) }) }
    init(nilLiteral: ()) { self = .null }
}

// MARK: - YAML

extension JSONTree {
    /// The value as YAML 1.2: blocks for what has members, JSON for the rest, which YAML contains.
    var yaml: String {
        var text = ""
        writeBlock(indent: 0, to: &text)
        return text
    }

    private var isBlock: Bool {
        switch self {
        case .array(let elements): !elements.isEmpty
        case .object(let members): !members.isEmpty
        default: false
        }
    }

    private func writeBlock(indent: Int, to text: inout String) {
        let margin = String(repeating: "  ", count: indent)
        switch self {
        case .object(let members) where isBlock:
            for member in members {
                text += margin + Self.key(member.name) + ":"
                member.value.writeValue(indent: indent + 1, to: &text)
            }
        case .array(let elements) where isBlock:
            for element in elements {
                text += margin + "-"
                element.writeValue(indent: indent + 1, to: &text)
            }
        default: text += margin + String(decoding: json, as: UTF8.self) + "\n"
        }
    }

    private func writeValue(indent: Int, to text: inout String) {
        if isBlock {
            text += "\n"
            writeBlock(indent: indent, to: &text)
        } else {
            text += " " + String(decoding: json, as: UTF8.self) + "\n"
        }
    }

    /// Names that read as something else than text, or hold what YAML gives a meaning, are quoted as in JSON.
    private static func key(_ name: String) -> String {
        let isPlain =
            name.utf8.first.map(isLetter) == true
            && name.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
        let isWord = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(name.lowercased())
        return isPlain && !isWord ? name : String(decoding: JSONTree.string(name).json, as: UTF8.self)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
        default: false
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

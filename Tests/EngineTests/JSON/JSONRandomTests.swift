import Foundation
import Testing

@testable import Engine

/// Random texts, truncations and mutations from fixed seeds, with Foundation as the second opinion.
@Suite struct JSONRandomTests {
    /// SplitMix64 (Steele, Lea, Flood 2014): small, and the same on every machine.
    struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            return mixed ^ mixed >> 31
        }
    }

    /// A value of our own to write, read back and compare.
    indirect enum Value: Equatable {
        case null, bool(Bool), integer(Int64), amount(Int64), string(String), array([Value]), object([(String, Value)])

        static func == (left: Value, right: Value) -> Bool {
            switch (left, right) {
            case (.null, .null): true
            case (.bool(let first), .bool(let second)): first == second
            case (.integer(let first), .integer(let second)), (.amount(let first), .amount(let second)): first == second
            case (.string(let first), .string(let second)): Array(first.utf8) == Array(second.utf8)
            case (.array(let first), .array(let second)): first == second
            case (.object(let first), .object(let second)):
                first.count == second.count
                    && zip(first, second).allSatisfy { Array($0.0.utf8) == Array($1.0.utf8) && $0.1 == $1.1 }
            default: false
            }
        }

        static func random(depth: Int, using random: inout Random) -> Value {
            switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &random) {
            case 0: return .null
            case 1: return .bool(Bool.random(using: &random))
            case 2:
                return .integer(Int64(truncatingIfNeeded: random.next()) >> Int64.random(in: 0..<64, using: &random))
            case 3: return .amount(Int64.random(in: -10_000_000...10_000_000, using: &random))
            case 4: return .string(randomString(using: &random))
            case 5:
                return .array(
                    (0..<Int.random(in: 0..<6, using: &random)).map { _ in .random(depth: depth - 1, using: &random) }
                )
            default:
                var members: [(String, Value)] = []
                for index in 0..<Int.random(in: 0..<24, using: &random) {
                    members.append(
                        ("\(index):\(randomString(using: &random))", .random(depth: depth - 1, using: &random))
                    )
                }
                return .object(members)
            }
        }

        static func randomString(using random: inout Random) -> String {
            var scalars = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0..<12, using: &random) {
                let bound: UInt32 =
                    [0x20, 0x80, 0x80, 0x80, 0x800, 0x2030, 0x1_0000, 0x11_0000].randomElement(using: &random) ?? 0x80
                // The byte order mark is left out: Foundation drops it from the front of strings.
                if let scalar = Unicode.Scalar(UInt32.random(in: 0..<bound, using: &random)), scalar != "\u{FEFF}" {
                    scalars.append(scalar)
                }
            }
            return String(scalars)
        }

        func write(to json: inout JSONWriter) {
            switch self {
            case .null: json.null()
            case .bool(let value): json.bool(value)
            case .integer(let value): json.integer(value)
            case .amount(let value): json.fixedPoint(minorUnits: value)
            case .string(let value): json.string(value)
            case .array(let values):
                json.beginArray()
                for value in values { value.write(to: &json) }
                json.endArray()
            case .object(let members):
                json.beginObject()
                for (key, value) in members {
                    json.key(escaping: key)
                    value.write(to: &json)
                }
                json.endObject()
            }
        }

        init(_ node: JSONNode) {
            switch node.kind {
            case .null: self = .null
            case .bool: self = .bool(node.bool == true)
            case .string: self = .string(node.string ?? "")
            case .array: self = .array(node.elements.map(Value.init))
            case .object: self = .object(node.members.map { ($0.key, Value($0.value)) })
            case .number:
                let text = node.numberText ?? []
                if text.contains(UInt8(ascii: ".")) {
                    let digits = text.filter { $0 != UInt8(ascii: ".") }
                    self = .amount(Int64(String(decoding: digits, as: UTF8.self)) ?? .min)
                } else {
                    self = .integer(node.int64 ?? .min)
                }
            }
        }
    }

    /// Whether our reading of a value agrees with Foundation's.
    private func agrees(_ node: JSONNode, _ other: Any?) -> Bool {
        switch node.kind {
        case .null: return other is NSNull
        case .bool: return (other as? NSNumber)?.boolValue == node.bool
        case .string: return (other as? String).map { Array($0.utf8) } == node.stringBytes.map(Array.init)
        case .number:
            guard let number = other as? NSNumber, let text = node.numberText else { return false }
            if let integer = node.int64, !text.contains(where: { $0 == 0x2E || $0 | 0x20 == 0x65 }) {
                return number.int64Value == integer
            }
            return Double(String(decoding: text, as: UTF8.self)) == number.doubleValue
        case .array:
            guard let array = other as? [Any], array.count == node.count else { return false }
            return zip(node.elements, array).allSatisfy(agrees)
        case .object:
            guard let object = other as? [String: Any] else { return false }
            return object.count == node.count && node.members.allSatisfy { agrees($0.value, object[$0.key]) }
        }
    }

    @Test(arguments: 0..<8)
    func `random documents come back the same, for us and for Foundation`(seed: Int) throws {
        var random = Random(state: UInt64(seed))
        for _ in 0..<60 {
            let value = Value.array([.random(depth: 4, using: &random)])
            var writer = JSONWriter()
            value.write(to: &writer)
            let bytes = writer.bytes
            let root = try JSONDocument(parsing: bytes).root
            #expect(Value(root) == value)
            #expect(Array(root.rawText) == bytes)
            #expect(try agrees(root, JSONSerialization.jsonObject(with: Data(bytes))))
        }
    }

    @Test(arguments: 0..<4)
    func `what Foundation writes, pretty or not, we read the same`(seed: Int) throws {
        var random = Random(state: UInt64(100 + seed))
        for _ in 0..<30 {
            var writer = JSONWriter()
            Value.array([.random(depth: 4, using: &random)]).write(to: &writer)
            let object = try JSONSerialization.jsonObject(with: Data(writer.bytes))
            for options in [[], .prettyPrinted, .withoutEscapingSlashes] as [JSONSerialization.WritingOptions] {
                let data = try JSONSerialization.data(withJSONObject: object, options: options)
                #expect(try agrees(JSONDocument(parsing: Array(data)).root, object))
            }
        }
    }

    static let sample = Array(
        #"""
        {"customer_id":"0190f3a2-7c1e-7d3a-9b1e-2f6c5d4e3a21","note":"gr\u00fc\u00dfe \ud83d\ude00 \"x\" é日",
         "address":{"line1":"12 Harbour Street","city":"Rotterdam","zip":null},"gift":false,"vip":true,"tags":[],
         "items":[{"sku":"a-1","q":2,"price":59.98},{"sku":"a-2","q":-1.5e-3,"price":0.10},{"sku":"a-3","q":1E+2}],"x":{}}
        """#.utf8
    )

    /// Touches everything a document offers; a trap here fails the test process.
    private func walk(_ node: JSONNode) -> Int {
        var sum = node.rawText.count + node.offset + (node.string?.utf8.count ?? 0) + (node.stringBytes?.count ?? 0)
        sum &+=
            Int(truncatingIfNeeded: node.int64 ?? 0) &+ (node.numberText?.count ?? 0) &+ (node["items"] == nil ? 0 : 1)
        for element in node.elements { sum &+= walk(element) }
        for member in node.members { sum &+= member.key.utf8.count &+ walk(member.value) }
        return sum
    }

    @Test func `every truncation is refused at its end or before`() throws {
        #expect(try walk(JSONDocument(parsing: Self.sample).root) > Self.sample.count)
        for length in 0..<Self.sample.count {
            #expect { try JSONDocument(parsing: Array(Self.sample.prefix(length))) } throws: { error in
                guard let error = error as? JSONError else { return false }
                return error.offset <= length && (error == .empty) == (length == 0)
            }
        }
    }

    @Test(arguments: 0..<4)
    func `mutated texts are read or refused, never worse, and Foundation reads what we read`(seed: Int) throws {
        var random = Random(state: UInt64(1000 + seed))
        let interesting =
            Array(#"{}[]",:\u0123456789eE+-.truefalsn /"#.utf8) + [0, 0x1F, 0x7F, 0x80, 0xC3, 0xE2, 0xED, 0xF0, 0xFF]
        var read = 0
        for _ in 0..<5_000 {
            var bytes = Self.sample
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let position = Int.random(in: 0..<bytes.count, using: &random)
                let pool = Bool.random(using: &random) ? interesting : Array(0...255)
                let byte = pool.randomElement(using: &random) ?? 0
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes.insert(byte, at: position)
                case 1: bytes.remove(at: position)
                default: bytes[position] = byte
                }
            }
            do throws(JSONError) {
                let document = try JSONDocument(parsing: bytes)
                read += 1
                #expect(walk(document.root) != Int.min)
                let accepted = JSONSerialization.isReadable(bytes)
                #expect(accepted, "\(String(decoding: bytes, as: UTF8.self))")
            } catch {
                #expect((0...bytes.count).contains(error.offset))
                #expect(!error.explanation.isEmpty)
            }
        }
        #expect(read > 500, "mutations that leave a readable text are part of the test")
    }

    @Test func `random bytes are refused or read, never worse`() {
        var random = Random(state: 7)
        let alphabet = Array(#"{}[]",:\u01.eE- tn"#.utf8)
        var read = 0
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0..<10, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            do throws(JSONError) {
                let document = try JSONDocument(parsing: bytes)
                read += 1
                #expect(walk(document.root) != Int.min)
                #expect(JSONSerialization.isReadable(bytes), "\(String(decoding: bytes, as: UTF8.self))")
            } catch {
                #expect((0...bytes.count).contains(error.offset))
            }
        }
        #expect(read > 50)
    }
}

extension JSONSerialization {
    fileprivate static func isReadable(_ bytes: [UInt8]) -> Bool {
        do {
            _ = try jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            return true
        } catch {
            return false
        }
    }
}

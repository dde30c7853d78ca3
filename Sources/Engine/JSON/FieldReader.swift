/// Reads the fields of an object and collects everything that is wrong with them, so that one answer names it all.
///
/// A method that finds a problem notes it and returns nil. Use what was read only when `problems` is empty at the end:
///
///     var reader = FieldReader(document.root)
///     reader.unknownFields(allowed: ["items", "note"])
///     let items = reader.array("items", count: 1...100) { item in … }
///     guard reader.problems.isEmpty else { … }
package struct FieldReader {
    /// Problems kept per body; a body made of mistakes must not become an answer many times its size.
    package static let maxProblems = 100

    /// What was found so far, in the order of the calls; at most `maxProblems`.
    package private(set) var problems: [FieldProblem] = []

    /// The value being read.
    package let node: JSONNode
    /// The pointer of `node`, or of the array around it when `element` is set: spelt out only for a problem.
    private let base: String
    private let element: Int?

    /// A reader of `node`, which lies at `pointer` in its body; anything but an object is noted as a problem.
    package init(_ node: JSONNode, pointer: String = "") {
        self.node = node
        base = pointer
        element = nil
        requireObject()
    }

    private init(_ node: JSONNode, base: String, element: Int? = nil, problems: [FieldProblem]) {
        self.node = node
        self.base = base
        self.element = element
        self.problems = problems
        requireObject()
    }

    /// The RFC 6901 pointer of the object being read.
    package var pointer: String {
        element.map { JSONPointer.appending($0, to: base) } ?? base
    }

    private mutating func requireObject() {
        if node.kind != .object { note(.wrongType, at: pointer, "An object is expected.") }
    }
}

// MARK: - Problems

extension FieldReader {
    /// Notes a problem with a member, for rules that only the caller knows.
    package mutating func report(_ key: String, code: String, detail: String) {
        note(FieldProblem(pointer: JSONPointer.appending(key, to: pointer), code: code, detail: detail))
    }

    /// Notes every member whose key is not in `allowed`.
    package mutating func unknownFields(allowed: [String]) {
        for member in node.members where !allowed.contains(where: { member.isKey($0) }) {
            note(.unknownField, at: JSONPointer.appending(member.key, to: pointer), "This field is not known here.")
        }
    }

    mutating func note(_ rule: FieldRule, _ key: String, _ detail: @autoclosure () -> String) {
        note(rule, at: JSONPointer.appending(key, to: pointer), detail())
    }

    mutating func note(_ rule: FieldRule, at pointer: String, _ detail: String) {
        note(FieldProblem(pointer: pointer, code: rule.rawValue, detail: detail))
    }

    private mutating func note(_ problem: FieldProblem) {
        if problems.count < Self.maxProblems { problems.append(problem) }
    }
}

// MARK: - Members

extension FieldReader {
    /// The member's value whatever it is, without noting anything; nil when it is absent.
    package func value(_ key: String) -> JSONNode? {
        node[key]
    }

    /// The member's value, or nil when it is absent or `null`.
    package func optional(_ key: String) -> JSONNode? {
        node[key].flatMap { $0.isNull ? nil : $0 }
    }

    /// The member's value; an absent member and `null` are noted as `required`.
    package mutating func required(_ key: String) -> JSONNode? {
        if let value = optional(key) { return value }
        // One problem is enough for a value that is no object at all.
        if node.kind == .object { note(.required, key, "This field is required.") }
        return nil
    }

    /// Reads a member that is an object; absent or `null` is noted.
    package mutating func object<Result>(_ key: String, _ body: (inout FieldReader) -> Result?) -> Result? {
        required(key).flatMap { read($0, key, body) }
    }

    /// Reads a member that is an object, if it is there.
    package mutating func optionalObject<Result>(_ key: String, _ body: (inout FieldReader) -> Result?) -> Result? {
        optional(key).flatMap { read($0, key, body) }
    }

    private mutating func read<Result>(
        _ value: JSONNode,
        _ key: String,
        _ body: (inout FieldReader) -> Result?
    ) -> Result? {
        let pointer = JSONPointer.appending(key, to: pointer)
        guard value.kind == .object else {
            note(.wrongType, at: pointer, "An object is expected.")
            return nil
        }
        return descend(into: value, base: pointer, element: nil, body)
    }

    /// Reads a member that is an array of objects and returns what `body` made of each; absent or `null` is noted.
    ///
    /// A count outside `count` is noted and the elements are not read. Nil when any element came out as nil.
    package mutating func array<Element>(
        _ key: String,
        count: ClosedRange<Int>,
        _ body: (inout FieldReader) -> Element?
    ) -> [Element]? {
        guard let array = requiredArray(key, count: count) else { return nil }
        let base = JSONPointer.appending(key, to: pointer)
        var result: [Element] = []
        result.reserveCapacity(array.count)
        for (index, value) in array.elements.enumerated() {
            guard value.kind == .object else {
                note(.wrongType, at: JSONPointer.appending(index, to: base), "An object is expected.")
                continue
            }
            if let element = descend(into: value, base: base, element: index, body) { result.append(element) }
        }
        return result.count == array.count ? result : nil
    }

    /// Reads a member that is an array of at most `maxCount` objects, see `array(_:count:_:)`.
    package mutating func array<Element>(
        _ key: String,
        maxCount: Int,
        _ body: (inout FieldReader) -> Element?
    ) -> [Element]? {
        array(key, count: 0...maxCount, body)
    }

    /// The member as an array node of an allowed length, for elements that are not objects.
    package mutating func requiredArray(_ key: String, count: ClosedRange<Int>) -> JSONNode? {
        guard let value = required(key) else { return nil }
        guard value.kind == .array else {
            note(.wrongType, key, "An array is expected.")
            return nil
        }
        if value.count < count.lowerBound {
            note(.tooFew, key, "At least \(count.lowerBound) elements are expected.")
            return nil
        }
        if value.count > count.upperBound {
            note(.tooMany, key, "At most \(count.upperBound) elements are allowed.")
            return nil
        }
        return value
    }

    /// Lets `body` read a part of this object, its problems joining those found so far.
    private mutating func descend<Result>(
        into value: JSONNode,
        base: String,
        element: Int?,
        _ body: (inout FieldReader) -> Result?
    ) -> Result? {
        var part = FieldReader(value, base: base, element: element, problems: problems)
        problems = []
        let result = body(&part)
        problems = part.problems
        return result
    }
}

/// The shape of a JSON value, as JSON Schema 2020-12, the dialect of OpenAPI 3.1, says it.
struct Schema: Sendable {
    private indirect enum Kind: Sendable {
        /// Members of the schema as they are.
        case plain([JSONTree.Member])
        case object([Field], isClosed: Bool)
        case map(Schema)
        case array(Schema, bounds: ClosedRange<Int>?)
        case anyOf([Schema])
        case component(@Sendable () -> Component)
    }

    /// A shape with a name of its own in the document.
    struct Component: Sendable {
        let name: String
        let schema: Schema

        init(_ name: String, _ schema: Schema) {
            self.name = name
            self.schema = schema
        }
    }

    /// A member of an object.
    struct Field: Sendable {
        let name: String
        let schema: Schema
        let isRequired: Bool

        /// A member that is always there.
        init(_ name: String, _ schema: Schema) { (self.name, self.schema, isRequired) = (name, schema, true) }

        private init(optional name: String, _ schema: Schema) {
            (self.name, self.schema, isRequired) = (name, schema, false)
        }

        /// A member that may be absent.
        static func optional(_ name: String, _ schema: Schema) -> Field { Field(optional: name, schema) }
    }

    private let kind: Kind
    private var notes: [JSONTree.Member] = []

    private init(_ kind: Kind) { self.kind = kind }

    /// A schema of these members, for what has no word here.
    init(members: [JSONTree.Member]) { self.init(.plain(members)) }

    /// The schema with a sentence about it.
    func about(_ text: String) -> Schema { with("description", .string(text)) }

    /// The schema with an example.
    func example(_ value: JSONTree) -> Schema { with("examples", [value]) }

    /// The schema with the value that counts when there is none.
    func standard(_ value: JSONTree) -> Schema { with("default", value) }

    private func with(_ name: String, _ value: JSONTree) -> Schema {
        var schema = self
        schema.notes.append(JSONTree.Member(name, value))
        return schema
    }
}

// MARK: - Making shapes

extension Schema {
    /// A value of any kind.
    static let anything = Schema(.plain([]))
    static let boolean = Schema(.plain([.init("type", "boolean")]))

    static func integer(_ range: ClosedRange<Int>) -> Schema {
        Schema(
            .plain([
                .init("type", "integer"), .init("minimum", .integer(range.lowerBound)),
                .init("maximum", .integer(range.upperBound)),
            ])
        )
    }

    /// An integer of at least so much.
    static func integer(from minimum: Int) -> Schema {
        Schema(.plain([.init("type", "integer"), .init("minimum", .integer(minimum))]))
    }

    static let integer = Schema(.plain([.init("type", "integer")]))

    /// A text of some characters.
    ///
    /// - Parameters:
    ///   - max: in Unicode scalars, as JSON Schema counts; nil for no limit.
    ///   - pattern: an ECMA-262 regular expression.
    static func string(
        min: Int = 0,
        max: Int? = nil,
        pattern: String? = nil,
        format: String? = nil
    ) -> Schema {
        var members: [JSONTree.Member] = [.init("type", "string")]
        if min > 0 { members.append(.init("minLength", .integer(min))) }
        if let max { members.append(.init("maxLength", .integer(max))) }
        if let pattern { members.append(.init("pattern", .string(pattern))) }
        if let format { members.append(.init("format", .string(format))) }
        return Schema(.plain(members))
    }

    /// One of some texts.
    static func oneOf(_ names: [String]) -> Schema {
        Schema(.plain([.init("type", "string"), .init("enum", .array(names.map { .string($0) }))]))
    }

    /// Exactly this text.
    static func constant(_ text: String) -> Schema { Schema(.plain([.init("const", .string(text))])) }

    /// An object with these members and no others, for what clients send.
    static func closed(_ fields: Field...) -> Schema { Schema(.object(fields, isClosed: true)) }

    /// An object with at least these members, for answers: later versions may say more.
    static func object(_ fields: Field...) -> Schema { object(fields) }

    /// An object with at least these members, for answers: later versions may say more.
    static func object(_ fields: [Field]) -> Schema { Schema(.object(fields, isClosed: false)) }

    /// As `object`, of members in a list.
    static func object(_ fields: [Field]) -> Schema { Schema(.object(fields, isClosed: false)) }

    /// An object whose members all have one shape.
    static func map(_ values: Schema) -> Schema { Schema(.map(values)) }

    static func array(_ elements: Schema, _ bounds: ClosedRange<Int>? = nil) -> Schema {
        Schema(.array(elements, bounds: bounds))
    }

    static func anyOf(_ schemas: Schema...) -> Schema { Schema(.anyOf(schemas)) }

    /// The schema, or null.
    var orNull: Schema { Schema(.anyOf([self, Schema(.plain([.init("type", "null")]))])) }

    /// A shape by its name.
    static func component(_ component: @autoclosure @escaping @Sendable () -> Component) -> Schema {
        Schema(.component(component))
    }
}

// MARK: - Writing shapes down

extension Schema {
    /// The schema as JSON, named shapes by reference.
    var tree: JSONTree { .object(members + notes) }

    private var members: [JSONTree.Member] {
        switch kind {
        case .plain(let members): return members
        case .component(let component):
            return [.init("$ref", .string("#/components/schemas/\(component().name)"))]
        case .anyOf(let schemas): return [.init("anyOf", .array(schemas.map(\.tree)))]
        case .map(let values): return [.init("type", "object"), .init("additionalProperties", values.tree)]
        case .array(let elements, let bounds):
            var members: [JSONTree.Member] = [.init("type", "array"), .init("items", elements.tree)]
            if let bounds {
                members.append(.init("minItems", .integer(bounds.lowerBound)))
                members.append(.init("maxItems", .integer(bounds.upperBound)))
            }
            return members
        case .object(let fields, let isClosed):
            let required = fields.filter(\.isRequired).map { JSONTree.string($0.name) }
            var members: [JSONTree.Member] = [.init("type", "object")]
            members.append(.init("properties", .object(fields.map { .init($0.name, $0.schema.tree) })))
            if !required.isEmpty { members.append(.init("required", .array(required))) }
            if isClosed { members.append(.init("additionalProperties", false)) }
            return members
        }
    }

    /// Notes the named shapes that this one is made of, those within those included.
    func collect(into components: inout [String: Schema]) {
        switch kind {
        case .plain: break
        case .map(let values): values.collect(into: &components)
        case .array(let elements, _): elements.collect(into: &components)
        case .anyOf(let schemas): for schema in schemas { schema.collect(into: &components) }
        case .object(let fields, _): for field in fields { field.schema.collect(into: &components) }
        case .component(let make):
            let component = make()
            guard components.updateValue(component.schema, forKey: component.name) == nil else { return }
            component.schema.collect(into: &components)
        }
    }
}

/// A text with names in it, in the part of Mustache's language that notices need: `{{name}}`, `{{#section}}…{{/section}}`
/// for lists and for what is there, `{{^section}}…{{/section}}` for what is not, `{{! remarks }}`.
///
/// There is no way to leave a value unescaped, no partial, no lambda, and a name that nobody fills in is a flaw.
package struct TextTemplate: Sendable {
    /// Why a text is no template.
    package struct Flaw: Error, Sendable, Equatable {
        /// The line, from 1 on.
        package let line: Int
        /// What is wrong with it, in words.
        package let reason: String

        package init(line: Int, reason: String) { (self.line, self.reason) = (line, reason) }
    }

    /// Something to fill in.
    package indirect enum Value: Sendable {
        case text(String)
        case list([[String: Value]])
    }

    indirect enum Part: Sendable {
        case text(String)
        case name(String)
        case section(String, isInverted: Bool, [Part])
    }

    /// How values are written.
    package enum Form: Sendable {
        /// As they are.
        case plain
        /// With `& < > " '` as character references, so that no value ends an element or an attribute.
        case html
    }

    let parts: [Part]
    private let form: Form

    /// Reads a template.
    ///
    /// - Parameter names: every name that can be filled in.
    /// - Throws: `Flaw` for a section that is not closed, a tag that is none, a name that is not known.
    package init(parsing text: String, form: Form, names: Set<String>) throws(Flaw) {
        var parser = TemplateParser(text, names: names)
        parts = try parser.parse()
        self.form = form
    }

    /// The text with its names filled in; a name without a value is empty.
    package func render(_ values: [String: Value]) -> String {
        var output = ""
        Self.write(parts, [values], form, to: &output)
        return output
    }

    private static func write(_ parts: [Part], _ scopes: [[String: Value]], _ form: Form, to output: inout String) {
        for part in parts {
            switch part {
            case .text(let text): output += text
            case .name(let name): if case .text(let text) = find(name, scopes) { output += escaped(text, form) }
            case .section(let name, let isInverted, let inner):
                switch find(name, scopes) {
                case .list(let elements) where !isInverted:
                    for element in elements { write(inner, scopes + [element], form, to: &output) }
                case .list(let elements): if elements.isEmpty { write(inner, scopes, form, to: &output) }
                case .text(let text): if text.isEmpty == isInverted { write(inner, scopes, form, to: &output) }
                case nil: if isInverted { write(inner, scopes, form, to: &output) }
                }
            }
        }
    }

    private static func find(_ name: String, _ scopes: [[String: Value]]) -> Value? {
        for scope in scopes.reversed() { if let value = scope[name] { return value } }
        return nil
    }

    private static func escaped(_ text: String, _ form: Form) -> String {
        guard form == .html else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

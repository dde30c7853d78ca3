import Commerce
import Engine

/// What an administrator sends to make an API key: `{name, scopes}`.
enum APIKeyBody {
    /// Reads the key that is wanted; problems are noted in the reader.
    static func read(_ body: inout FieldReader) -> CreateAPIKey? {
        body.unknownFields(allowed: ["name", "scopes"])
        let name = body.requiredString("name", max: APIKey.nameLimit)
        let texts = body.requiredStrings("scopes", count: 1...Scope.allCases.count, maxLength: 50)
        let scopes = (texts ?? []).compactMap { Scope(rawValue: $0) }
        if scopes.count != texts?.count ?? 0 {
            let names = Scope.allCases.map(\.rawValue).joined(separator: ", ")
            body.report("scopes", code: "unknown_value", detail: "Each is one of \(names).")
        }
        guard let name, texts != nil else { return nil }
        return CreateAPIKey(name: name, scopes: Set(scopes))
    }
}

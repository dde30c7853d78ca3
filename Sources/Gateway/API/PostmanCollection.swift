import HTTPTypes

/// A Postman collection, format v2.1.0 (schema.getpostman.com/json/collection/v2.1.0), of an endpoint table.
struct PostmanCollection {
    private let table: EndpointTable

    init(_ table: EndpointTable) { self.table = table }

    /// The collection: a folder for each family, and variables for the server and the token.
    var tree: JSONTree {
        [
            "info": [
                "name": "E-Commerce Order System API",
                "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
            ],
            "variable": [
                ["key": "base_url", "value": "http://127.0.0.1:8000"], ["key": "token", "value": ""],
            ],
            "auth": ["type": "bearer", "bearer": [["key": "token", "value": "{{token}}", "type": "string"]]],
            "item": .array(Tag.allCases.compactMap(folder)),
        ]
    }

    private func folder(_ tag: Tag) -> JSONTree? {
        let endpoints = table.endpoints.filter { $0.tag == tag }
        guard !endpoints.isEmpty else { return nil }
        return ["name": .string(tag.rawValue), "item": .array(endpoints.map(item))]
    }

    private func item(_ endpoint: Endpoint) -> JSONTree {
        var request: [JSONTree.Member] = [
            .init("method", .string(endpoint.method.rawValue)), .init("url", url(endpoint)),
            .init("description", .string(endpoint.details ?? endpoint.summary)),
        ]
        if endpoint.access == .open { request.append(.init("auth", ["type": "noauth"])) }
        if let body = endpoint.body {
            request.append(.init("header", [["key": "Content-Type", "value": .string(body.type)]]))
            request.append(.init("body", ["mode": "raw", "raw": .string(text(of: body))]))
        }
        return ["name": .string(endpoint.summary), "request": .object(request)]
    }

    private func text(of body: BodyShape) -> String {
        if case .string(let text)? = body.example { return text }
        return body.example.map { String(decoding: $0.json, as: UTF8.self) } ?? "{}"
    }

    private func url(_ endpoint: Endpoint) -> JSONTree {
        let parts = endpoint.documentPath.split(separator: "/").map { part in
            part.hasPrefix("{") ? ":\(part.dropFirst().dropLast())" : String(part)
        }
        let query: [JSONTree] = endpoint.parameters.filter { $0.place == .query }.map {
            ["key": .string($0.name), "value": "", "description": .string($0.meaning), "disabled": true]
        }
        return [
            "raw": .string("{{base_url}}/" + parts.joined(separator: "/")),
            "host": ["{{base_url}}"],
            "path": .array(parts.map { .string($0) }),
            "query": .array(query),
            "variable": .array(endpoint.pathParameters.map { ["key": .string($0), "value": ""] }),
        ]
    }
}

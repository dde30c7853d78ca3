import Engine
import Glibc
import HTTPTypes
import Testing

@testable import Gateway

/// docs/api.md against the table that serves the requests. `TRADEPOST_WRITE_DOCS=1` writes it anew.
@Suite(.serialized) struct DocumentTests {
    @Test(arguments: ["routes", "limits"])
    func `docs has the table that is served`(_ section: String) async throws {
        let path = Self.root + "docs/api.md"
        try await ShopServer.run(withWorkers: false) { server in
            let listing = RouteListing(server.table)
            let wanted = section == "routes" ? listing.routes : listing.limits
            let text = String(decoding: try #require(SmallFile.read(path)), as: UTF8.self)
            let (before, found, after) = try #require(Self.split(text, section))
            if unsafe getenv("TRADEPOST_WRITE_DOCS") != nil { try Self.write(before + wanted + after, to: path) }
            #expect(found == wanted, "run `TRADEPOST_WRITE_DOCS=1 swift test --filter DocumentTests`")
        }
    }

    @Test func `every endpoint is served, and what is served is an endpoint`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            // Pages and files for browsers; what they show is the table itself.
            var wanted: Set<String> = [
                "GET /assets/**", "GET /sw.js", "GET /docs", "GET /redoc", "GET /docs/files/{name}",
            ]
            for endpoint in server.table.endpoints {
                wanted.insert("\(endpoint.method.rawValue) \(endpoint.path)")
                if endpoint.base == .api {
                    wanted.insert("\(endpoint.method.rawValue) \(EndpointTable.prefix)\(endpoint.path)")
                }
            }
            #expect(server.routes == wanted)
        }
    }

    @Test func `names, answers and refusals of endpoints make sense`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            for endpoint in server.table.endpoints {
                let name = endpoint.name
                #expect(!endpoint.answers.isEmpty, "\(name) says what it answers")
                let statuses = endpoint.answers.map(\.status)
                #expect(statuses.allSatisfy { $0.code < 400 || $0 == .serviceUnavailable }, "\(name)")
                #expect(Set(endpoint.refusals).count == endpoint.refusals.count, "\(name) refuses twice")
                #expect(endpoint.method != .get || endpoint.body == nil, "\(name) reads a body")
                #expect(endpoint.scope == nil || endpoint.access != .open, "\(name) has a scope that nobody looks at")
            }
        }
    }

    private static let root = String(#filePath.dropLast("Tests/GatewayTests/API/DocumentTests.swift".count))

    /// The text around a section, and the section.
    private static func split(_ text: String, _ section: String) -> (before: String, found: String, after: String)? {
        guard let mark = text.firstRange(of: "<!-- \(section): "),
            let line = text[mark.upperBound...].firstRange(of: "-->\n"),
            let end = text[line.upperBound...].firstRange(of: "<!-- end -->")
        else { return nil }
        return (
            String(text[..<line.upperBound]), String(text[line.upperBound..<end.lowerBound]),
            String(text[end.lowerBound...])
        )
    }

    private static func write(_ text: String, to path: String) throws {
        // SAFETY: the path is NUL-terminated by the bridge for the call.
        let descriptor = unsafe open(path, O_WRONLY | O_TRUNC)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        // SAFETY: write reads the buffer's own bytes.
        let count = unsafe Array(text.utf8).withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
        #expect(count == text.utf8.count)
    }
}

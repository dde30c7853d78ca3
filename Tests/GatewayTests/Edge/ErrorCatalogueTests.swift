import Engine
import HTTPTypes
import Testing

@testable import Gateway

/// The catalogue of errors, its pages and its Markdown form.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ErrorCatalogueTests {
    @Test func `every code has one entry, with sentences`() {
        let entries = ErrorCatalogue.families.flatMap(\.entries)
        #expect(Set(entries.map(\.code)) == Set(ErrorCode.allCases))
        #expect(entries.count == ErrorCode.allCases.count)
        for entry in entries {
            #expect(!entry.title.hasSuffix("."), "\(entry.code)")
            #expect(entry.explanation.hasSuffix(".") && entry.remedy.hasSuffix("."), "\(entry.code)")
            #expect(!entry.explanation.contains("\n") && !entry.explanation.contains("  "), "\(entry.code)")
            #expect((entry.retryAfterSeconds != nil) == (entry.status == .serviceUnavailable), "\(entry.code)")
        }
    }

    @Test func `a body that is too large has one code, whoever notices`() {
        #expect(SocketRefusal.payloadTooLarge.code == .payloadTooLarge)
        #expect(ErrorCode(rawValue: "payload_too_large") != nil && ErrorCode(rawValue: "body_too_large") == nil)
    }

    @Test func `the page of the documentation is what the catalogue says`() throws {
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let page = try #require(SmallFile.read("/\(root)/docs/errors.md"))
        #expect(
            String(decoding: page, as: UTF8.self) == ErrorCatalogue.markdown,
            "docs/errors.md is not up to date: run `swift run tradepost docs errors > docs/errors.md`"
        )
    }

    @Test func `a problem's headers fit its status`() {
        for code in ErrorCode.allCases {
            let headers = Problem(code).headers
            #expect((headers[.retryAfter] != nil) == (code.status == .serviceUnavailable), "\(code)")
            #expect((headers[.wwwAuthenticate] != nil) == (code.status == .unauthorized), "\(code)")
            #expect((headers[.allow] != nil) == (code.status == .methodNotAllowed), "\(code)")
        }
        #expect(Problem(.serverBusy, retryAfterSeconds: 7).headers[.retryAfter] == "7")
        #expect(Problem(.authenticationRequired).headers[.wwwAuthenticate] == "Bearer realm=\"tradepost\"")
        let expired = Problem(.tokenExpired).headers[.wwwAuthenticate]
        #expect(expired?.contains("error=\"invalid_token\"") == true)
    }

    @Test func `every code has a page for browsers and an object for programs`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let client = try await RawClient.connect(port: server.port)
            for code in ErrorCode.allCases {
                let head = "GET /errors/\(code.rawValue) HTTP/1.1\r\nHost: h\r\nAccept: "
                let object = try await client.exchange(head + "application/json\r\n\r\n")
                #expect(object.status == 200 && object["vary"]?.contains("Accept") == true)
                #expect(try object.json["code"]?.string == code.rawValue)
                #expect(try object.json["status"]?.int64 == Int64(code.status.code))
                #expect(try object.json["explanation"]?.string == code.entry.explanation)
                #expect(try object.json["remedy"]?.string == code.entry.remedy)
                let page = try await client.exchange(head + "text/html\r\n\r\n")
                #expect(page.status == 200 && page["content-type"] == "text/html; charset=utf-8")
                #expect(page.body.contains("<h1>\(HTML.escaped(code.title))</h1>"))
                #expect(page.body.contains(HTML.prose(code.entry.explanation)))
                #expect(page.body.contains(HTML.prose(code.entry.remedy)))
                #expect(!page.body.contains("<script") && !page.body.contains("style="))
                #expect(page["content-security-policy"] == SecurityHeaders.contentSecurityPolicy)
            }
            let list = try await server.send("GET", "/errors")
            #expect(try list.json["data"]?.elements.map { $0["code"] }.count == ErrorCode.allCases.count)
            let listPage = try await server.send("GET", "/errors", "Accept: text/html")
            for code in ErrorCode.allCases { #expect(listPage.body.contains("href=\"/errors/\(code.rawValue)\"")) }
            for accept in ["application/json", "text/html"] {
                #expect(try await server.send("GET", "/errors/nonsense", "Accept: \(accept)").code == "not_found")
            }
        }
    }

    @Test func `what is refused before the router has the same form`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let client = try await RawClient.connect(port: server.port)
            let long = try await client.exchange(
                "POST /api/v1/orders?token=secret HTTP/1.1\r\nHost: h\r\nX-Request-Id: mine-7\r\n"
                    + "Content-Length: 1048577\r\n\r\n"
            )
            #expect(long.status == 413 && long["x-request-id"] == "mine-7")
            let problem = try long.json
            #expect(problem["code"]?.string == "payload_too_large" && problem["status"]?.int64 == 413)
            #expect(problem["title"]?.string == ErrorCode.payloadTooLarge.title && problem["detail"]?.string != nil)
            #expect(problem["type"]?.string == "/errors/payload_too_large")
            #expect(problem["instance"]?.string == "/api/v1/orders" && problem["request_id"]?.string == "mine-7")
            #expect(long["x-content-type-options"] == "nosniff" && long["cache-control"] == "no-store")
            let trace = try await RawClient.connect(port: server.port).exchange("TRACE /x HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(trace.status == 405 && trace["allow"]?.contains("GET") == true)
            let id = try #require(trace["x-request-id"])
            #expect(try id.utf8.count == 36 && trace.json["request_id"]?.string == id)
            let garbage = try await RawClient.connect(port: server.port).exchange("\u{16}\u{3}\u{1}\r\n\r\n")
            #expect(try garbage.code == "malformed_request" && garbage.json["instance"] == nil)
            #expect(try garbage.json["request_id"]?.string != nil)
        }
    }

    @Test func `a body that grows too large on its way is the same error`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let ada = try await server.person()
            let client = try await RawClient.connect(port: server.port)
            let piece = "40000\r\n" + String(repeating: " ", count: 0x40000) + "\r\n"
            let answer = try await client.exchange(
                "POST /api/v1/orders HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer \(ada.token)\r\n"
                    + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + String(repeating: piece, count: 5)
            )
            #expect(answer.status == 413)
            #expect(try answer.code == "payload_too_large" && answer.json["instance"]?.string == "/api/v1/orders")
        }
    }

    @Test func `a refused socket says what a refused request says`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let ada = try await server.person()
            let (_, answer) = try await server.upgrade("/ws/orders/\(ada.id)", "X-Request-Id: socket-1")
            #expect(answer.status == 401 && answer["www-authenticate"] == "Bearer realm=\"tradepost\"")
            #expect(answer["x-request-id"] == "socket-1" && answer["x-content-type-options"] == "nosniff")
            #expect(try answer.json["request_id"]?.string == "socket-1")
        }
    }
}

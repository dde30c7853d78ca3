import Commerce
import Engine
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import Gateway

/// Which answers are compressed, how, and what their tags mean.
@Suite(.serialized, .timeLimit(.minutes(10))) struct CompressionTests {
    /// What an `Accept-Encoding` wants, nil for the body as it is.
    @Test(arguments: [
        ("gzip", "gzip"), ("deflate", "deflate"), ("gzip, deflate, br, zstd", "gzip"), ("deflate, gzip", "gzip"),
        ("x-gzip", "gzip"), ("GZIP", "gzip"), ("*", "gzip"), ("gzip;q=0.5, deflate", "deflate"),
        ("gzip;q=0.001, deflate;q=0", "gzip"), ("gzip ; q=0.8 , deflate; q=0.9", "deflate"), ("*, gzip;q=0", "deflate"),
        ("identity;q=0, gzip;q=0.1", "gzip"), ("*;q=0.2, identity;q=0.1", "gzip"), ("identity;q=0, *", "gzip"),
        ("", nil), ("br", nil), ("identity", nil), ("gzip;q=0", nil), ("gzip;q=0.000", nil), ("*;q=0", nil),
        ("identity;q=0", nil), ("gzip;q=0.5, identity", nil), ("gzip;q=2", nil), ("gzip;q=0.1234", nil),
        ("gzip;q=x", nil), ("gzip;level=9", nil), ("gzip;q=0.5, deflate;q=0, *", nil),
    ])
    func `the coding is chosen by weight`(header: String, coding: String?) {
        #expect(ContentCoding.wanted(by: header)?.rawValue == coding)
    }

    @Test(arguments: [
        ("identity;q=0", true), ("identity;q=0.0, gzip", true), ("gzip, *;q=0", true), ("identity, *;q=0", false),
        ("gzip, deflate", false), ("identity;q=0.1", false), ("*", false), ("", false),
    ])
    func `a body as it is can be refused`(header: String, isRefused: Bool) {
        #expect(ContentCoding.refusesIdentity(header) == isRefused)
    }

    // MARK: Answers

    private static let text = String(repeating: "all work and no play ", count: 500)

    private func answer(
        _ body: ResponseBody,
        type: String = "application/json",
        status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:],
        to request: Request
    ) async throws -> Response {
        var headers = headers
        headers[.contentType] = type
        return try await Compression.apply(
            to: Response(status: status, headers: headers, body: body),
            of: request
        )
    }

    private func whole(_ text: String = CompressionTests.text) -> ResponseBody {
        ResponseBody(byteBuffer: ByteBuffer(string: text))
    }

    @Test(arguments: ["gzip", "deflate"])
    func `a long text is compressed, and its length is said`(coding: String) async throws {
        let response = try await answer(whole(), headers: [.eTag: "\"v5\""], to: .reading(coding))
        #expect(response.headers[.contentEncoding] == coding && response.headers[.vary] == "Accept-Encoding")
        #expect(response.headers[.eTag] == "\"v5-\(coding)\"")
        let bytes = try await response.collected()
        #expect(response.headers[.contentLength] == "\(bytes.readableBytes)" && bytes.readableBytes < 300)
        #expect(try #require(Unzip.text(bytes, coding)) == Self.text)
    }

    @Test(arguments: ["gzip", "deflate"])
    func `a stream is compressed piece by piece, without a length`(coding: String) async throws {
        let stream = ResponseBody { writer in
            for piece in 0..<200 { try await writer.write(ByteBuffer(string: "line \(piece) of a file\n")) }
            try await writer.finish(nil)
        }
        let response = try await answer(stream, type: "text/csv; charset=utf-8", to: .reading(coding))
        #expect(response.headers[.contentLength] == nil && response.headers[.contentEncoding] == coding)
        let wanted = (0..<200).map { "line \($0) of a file\n" }.joined()
        #expect(try #require(Unzip.text(try await response.collected(), coding)) == wanted)
    }

    @Test func `a long known body goes out as a stream`() async throws {
        let text = String(repeating: Self.text, count: 120)
        let response = try await answer(whole(text), to: .reading("gzip"))
        #expect(response.headers[.contentLength] == nil)
        #expect(try #require(Unzip.text(try await response.collected(), "gzip")) == text)
    }

    @Test func `what is short, no text, compressed, or not read with GET stays as it is`() async throws {
        let short = try await answer(whole(String(repeating: "x", count: 1_399)), to: .reading("gzip"))
        #expect(short.headers[.contentEncoding] == nil && short.headers[.vary] == nil)
        let atLimit = try await answer(whole(String(repeating: "x", count: 1_400)), to: .reading("gzip"))
        #expect(atLimit.headers[.contentEncoding] == "gzip")
        for type in ["image/png", "application/octet-stream", "text/event-stream"] {
            #expect(try await answer(whole(), type: type, to: .reading("gzip")).headers[.contentEncoding] == nil)
        }
        for method in [HTTPRequest.Method.head, .post, .patch] {
            let request = Request.test(method, "/", [.acceptEncoding: "gzip"])
            let response = try await answer(whole(), to: request)
            #expect(response.headers[.contentEncoding] == nil && response.headers[.contentLength] == "10500")
        }
        for status in [HTTPResponse.Status.partialContent, .notModified, .noContent] {
            let response = try await answer(whole(), status: status, to: .reading("gzip"))
            #expect(response.headers[.contentEncoding] == nil)
        }
        let done = try await answer(whole(), headers: [.contentEncoding: "br"], to: .reading("gzip"))
        #expect(done.headers[.contentEncoding] == "br")
    }

    @Test func `a client without a wish gets the text and learns that others may get another form`() async throws {
        for request in [Request.test(.get, "/", [:]), .reading("br"), .reading("identity")] {
            let response = try await answer(whole(), headers: [.eTag: "\"v5\""], to: request)
            #expect(response.headers[.contentEncoding] == nil && response.headers[.vary] == "Accept-Encoding")
            #expect(response.headers[.eTag] == "\"v5\"" && response.headers[.contentLength] == "10500")
        }
    }

    @Test func `a client that refuses bodies as they are gets short ones compressed too`() async throws {
        let response = try await answer(whole("{}"), to: .reading("gzip, identity;q=0"))
        #expect(response.headers[.contentEncoding] == "gzip")
        #expect(try #require(Unzip.text(try await response.collected(), "gzip")) == "{}")
    }

    // MARK: Tags

    @Test func `tags name the form and conditions name the version`() throws {
        #expect(CodedTags.tag("\"v5\"", .gzip) == "\"v5-gzip\"" && CodedTags.tag("W/\"v5\"", .gzip) == "W/\"v5\"")
        var request = Request.test(
            .get,
            "/",
            [.ifNoneMatch: "\"v4-deflate\", \"v5-gzip\"", .ifMatch: "\"v5-gzip\"", .accept: "text/plain"]
        )
        let tags = CodedTags(takingFrom: &request)
        #expect(request.headers[.ifNoneMatch] == "\"v4\", \"v5\"" && request.headers[.ifMatch] == "\"v5\"")
        #expect(request.headers[.accept] == "text/plain")
        #expect(tags.known(as: "\"v5\"") == "\"v5-gzip\"" && tags.known(as: "\"v6\"") == nil)
        var plain = Request.test(.get, "/", [.ifNoneMatch: "\"v5\""])
        #expect(CodedTags(takingFrom: &plain).known(as: "\"v5\"") == nil)
        #expect(plain.headers[.ifNoneMatch] == "\"v5\"")
    }

    @Test func `a compressed order is not sent again, and is changed by its tag`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let (ada, boss) = (try await server.person(), try await server.person("boss", role: .admin))
            let order = ShopServer.mug.dropLast() + #","metadata":{"note":"\#(String(repeating: "n", count: 1_500))"}}"#
            let placed = try await server.send("POST", "/orders", as: ada, body: String(order), "Accept-Encoding: gzip")
            #expect(placed.status == 201 && placed["content-encoding"] == nil)
            let path = "/orders/\(try #require(try placed.json["order_id"]?.string))"
            let read = try await server.send("GET", path, as: ada, "Accept-Encoding: gzip")
            #expect(read.status == 200 && read["content-encoding"] == "gzip")
            let tag = try #require(read["etag"])
            #expect(tag == "\"v1-gzip\"")
            let same = try await server.send(
                "GET",
                path,
                as: ada,
                "Accept-Encoding: gzip",
                "If-None-Match: \"v0\", W/\(tag)"
            )
            #expect(same.status == 304)
            let strong = try await server.send("GET", path, as: ada, "Accept-Encoding: gzip", "If-None-Match: \(tag)")
            #expect(strong.status == 304 && strong["etag"] == tag && strong["content-encoding"] == nil)
            let change = #"{"note":"Handle with care."}"#
            let stale = try await server.send("PATCH", path, as: boss, body: change, "If-Match: \"v9-gzip\"")
            #expect(stale.status == 412)
            let weak = try await server.send("PATCH", path, as: boss, body: change, "If-Match: W/\(tag)")
            #expect(weak.status == 412)
            let changed = try await server.send("PATCH", path, as: boss, body: change, "If-Match: \(tag)")
            #expect(changed.status == 200, "\(changed.body)")
        }
    }

    @Test func `problems of reads and metrics are compressed like everything else`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let metrics = try await server.send("GET", "/metrics", "Accept-Encoding: gzip")
            #expect(metrics["content-encoding"] == "gzip" && metrics["vary"]?.contains("Accept-Encoding") == true)
            let problem = try await server.send("GET", "/nothing", "Accept-Encoding: gzip, identity;q=0")
            #expect(problem.status == 404 && problem["content-encoding"] == "gzip")
        }
    }
}

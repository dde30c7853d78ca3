import Engine
import HTTPTypes
import Hummingbird
import NIOCore
import TestSupport
import Testing

@testable import Gateway

/// The browser's files: their addresses, how long they are kept, and the pages that others have made.
@Suite(.serialized, .timeLimit(.minutes(10))) struct FrontendTests {
    private static func hashed(_ page: String) throws -> String {
        let parts = page.split(separator: "\"").filter { $0.hasPrefix("/assets/") && $0.hasSuffix("/app.js") }
        return String(try #require(parts.first))
    }

    @Test func `the page names files by the hash of all of them, and they may be kept for ever`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let page = try await server.send("GET", "/cart", "Accept: text/html")
            #expect(page.status == 200 && page["cache-control"] == "no-cache")
            #expect(page["vary"]?.contains("Accept") == true)
            let address = try Self.hashed(page.body)
            #expect(address.split(separator: "/").count == 3)
            let base = String(address.dropLast("app.js".count))
            #expect(!page.body.contains("\"/assets/app.js\"") && !page.body.contains("\"/assets/styles"))
            let script = try await server.send("GET", address)
            #expect(script.status == 200 && script["cache-control"] == "public, max-age=31536000, immutable")
            #expect(script["content-type"] == "text/javascript; charset=utf-8")
            let module = try await server.send("GET", base + "core/router.js")
            #expect(module.status == 200 && module["cache-control"]?.contains("immutable") == true)
            let manifest = try await server.send("GET", base + "manifest.webmanifest")
            #expect(manifest.body.contains(base + "favicon.svg"))
            let unhashed = try await server.send("GET", "/assets/app.js")
            #expect(unhashed.status == 200 && unhashed["cache-control"] == "no-cache")
            #expect(unhashed.body == script.body && unhashed["etag"] == script["etag"])
            for wrong in ["/assets/AAAAAAAAAAAA/app.js", "/assets/nothing.js", address + "/x"] {
                #expect(try await server.send("GET", wrong).code == "not_found")
            }
        }
    }

    @Test func `the service worker is at the root and knows the hash of the files it keeps`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let page = try await server.send("GET", "/", "Accept: text/html")
            let base = String(try Self.hashed(page.body).dropLast("app.js".count))
            let worker = try await server.send("GET", "/sw.js")
            #expect(worker.status == 200 && worker["cache-control"] == "no-cache")
            #expect(worker["content-type"] == "text/javascript; charset=utf-8")
            #expect(worker.body.contains("const ASSETS = \"\(base)\""))
        }
    }

    @Test func `a file is compressed once and known by its tag in either form`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let plain = try await server.send("GET", "/assets/styles/tokens.css")
            let tag = try #require(plain["etag"])
            #expect(plain["content-encoding"] == nil && plain["vary"]?.contains("Accept-Encoding") == true)
            let gzip = try await server.send("GET", "/assets/styles/tokens.css", "Accept-Encoding: gzip, deflate, br")
            #expect(gzip["content-encoding"] == "gzip" && gzip["etag"] == tag.dropLast() + "-gzip\"")
            let size = try #require(gzip["content-length"].flatMap { Int($0) })
            #expect(size * 2 < plain.body.utf8.count)
            let deflate = try await server.send("GET", "/assets/styles/tokens.css", "Accept-Encoding: deflate")
            #expect(deflate["content-encoding"] == "deflate")
            let client = try await RawClient.connect(port: server.port)
            for known in [tag, "W/\(tag)", "\"x\", \(tag)", "*", try #require(gzip["etag"])] {
                // On one connection: a body behind a 304 would be taken for the next answer.
                let again = try await client.exchange(
                    "GET /assets/styles/tokens.css HTTP/1.1\r\nHost: h\r\nIf-None-Match: \(known)\r\n\r\n"
                )
                #expect(again.status == 304, "\(known)")
            }
        }
    }

    @Test func `the kept form is the smallest, and short files have none`() async throws {
        let rules = (0..<500).map { ".part-\($0 % 61) { margin: \($0 % 13)px; color: var(--ink-\($0 % 7)); }" }
        let text = rules.joined(separator: "\n")
        let asset = Asset("a.css", Array(text.utf8)).compressed()
        let gzip = try await asset.response(.reading("gzip"), caching: .askAgain).collected()
        #expect(Unzip.text(gzip, "gzip") == text)
        #expect(gzip.readableBytes < Deflater.compress(ByteBuffer(string: text), .gzip, .quick).readableBytes)
        let short = Asset("a.css", Array("a {}".utf8)).compressed().response(.reading("gzip"), caching: .forEver)
        #expect(short.headers[.contentEncoding] == nil && short.headers[.vary] == nil)
    }

    @Test func `files of a folder have no hash and are asked for each time`() throws {
        let folder = try TemporaryDirectory()
        try FileBox("\(folder.path)/index.html").write(Array("<script src=\"/assets/app.js\"></script>".utf8))
        let frontend = Frontend(folder: folder.path)
        #expect(frontend.address(of: "app.js") == "/assets/app.js")
        let page = frontend.page(.test(.get, "/", [.accept: "text/html"]))
        #expect(page.status == .ok && page.headers[.cacheControl] == "no-cache")
    }

    @Test(arguments: [
        ("/", "shop"), ("/orders", "shop"), ("/administration", "shop"), ("/admin", "control"), ("/admin/", "control"),
        ("/admin/orders/17", "control"),
    ])
    func `the control room has a page of its own`(path: String, page: String) async throws {
        let folder = try TemporaryDirectory()
        try FileBox("\(folder.path)/index.html").write(Array("shop".utf8))
        try FileBox("\(folder.path)/admin.html").write(Array("control".utf8))
        let response = Frontend(folder: folder.path).page(.test(.get, path, [.accept: "text/html"]))
        #expect(String(buffer: try await response.collected()) == page)
    }

    // MARK: Documentation

    private static func pages(with names: [String]) -> DocumentationPages {
        let files = names.map {
            ($0, Array(Deflater.compress(ByteBuffer(string: "of \($0)"), .gzip, .best).readableBytesView))
        }
        return DocumentationPages(
            frontend: Frontend(folder: nil),
            files: Dictionary(uniqueKeysWithValues: files)
        )
    }

    @Test func `the documentation pages load files of this server alone`() async throws {
        let pages = Self.pages(with: ["swagger-ui.css", "swagger-ui-bundle.js", "redoc.standalone.js", "licenses.txt"])
        for page in [pages.swagger(), pages.redoc()] {
            let html = String(buffer: try await page.collected())
            #expect(html.contains("/docs/files/") && html.contains("/openapi.json") && html.contains("licenses.txt"))
            #expect(!html.contains("http://") && !html.contains("https://"))
            #expect(!html.contains("<script>") && html.contains("<script defer src=\"/docs/files/"))
            let policy = try #require(page.headers[.contentSecurityPolicy])
            #expect(policy.contains("script-src 'self';") && policy.contains("frame-ancestors 'none'"))
        }
        let gzip = try #require(pages.file("licenses.txt", .reading("gzip")))
        #expect(gzip.headers[.contentEncoding] == "gzip" && gzip.headers[.contentType] == "text/plain; charset=utf-8")
        #expect(Unzip.text(try await gzip.collected(), "gzip") == "of licenses.txt")
        let plain = try #require(pages.file("licenses.txt", .test(.get, "/", [:])))
        #expect(plain.headers[.contentEncoding] == nil && plain.headers[.vary] == "Accept-Encoding")
        #expect(String(buffer: try await plain.collected()) == "of licenses.txt")
        #expect(pages.file("../licenses.txt", .reading("gzip")) == nil)
    }

    @Test(arguments: [[], ["swagger-ui.css"]])
    func `a program without those files shows a list of its own`(names: [String]) async throws {
        let pages = Self.pages(with: names)
        for page in [pages.swagger(), pages.redoc()] {
            let html = String(buffer: try await page.collected())
            #expect(html.contains("pages/operations.js") && !html.contains("swagger") && !html.contains("redoc"))
            #expect(page.headers[.contentSecurityPolicy] == nil)
        }
    }

    @Test func `a damaged file is not given out`() {
        let file = Deflater.compress(ByteBuffer(string: String(repeating: "text ", count: 100)), .gzip, .best)
        #expect(Inflater.content(of: file)?.readableBytes == 500)
        for index in [0, 12, file.readableBytes - 6, file.readableBytes - 2] {
            var damaged = file
            damaged.setInteger(file.getInteger(at: index, as: UInt8.self).map { $0 ^ 0x10 } ?? 0, at: index)
            #expect(Inflater.content(of: damaged) == nil, "\(index)")
        }
        #expect(Inflater.content(of: ByteBuffer(string: "short")) == nil)
    }

    @Test func `the pages are served at their addresses, also to browsers`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            for path in ["/docs", "/docs/", "/redoc"] {
                let page = try await server.send("GET", path, "Accept: text/html,*/*")
                #expect(page.status == 200 && page.body.contains("/openapi.json") && !page.body.contains("app-header"))
            }
            #expect(try await server.send("GET", "/docs/files/nothing.js", "Accept: text/html").code == "not_found")
        }
    }
}

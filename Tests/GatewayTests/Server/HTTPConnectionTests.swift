import NIOCore
import Testing

@testable import Gateway

extension ServerTests {
    @Suite struct HTTPConnectionTests {
        @Test func `a connection serves one request after the other`() async throws {
            try await withServer { server in
                let client = try await server.connect()
                for name in ["a", "b", "c"] {
                    let answer = try await client.exchange("GET /hello/\(name) HTTP/1.1\r\nHost: h\r\n\r\n")
                    #expect(answer.status == 200)
                    #expect(answer.body == "hello \(name)")
                    #expect(answer["connection"] == nil)
                    #expect(answer["date"] != nil)
                }
            }
        }

        @Test func `pipelined requests are answered in order`() async throws {
            try await withServer { server in
                let client = try await server.connect()
                try await client.send(
                    """
                    GET /hello/a HTTP/1.1\r\nHost: h\r\n\r\nPOST /length HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc\
                    HEAD /hello/h HTTP/1.1\r\nHost: h\r\n\r\nGET /hello/b HTTP/1.1\r\nHost: h\r\n\r\n
                    """
                )
                #expect(try await client.takeAnswer().body == "hello a")
                #expect(try await client.takeAnswer().body == "3")
                #expect(try await client.takeAnswer(toHead: true)["content-length"] == "7")
                #expect(try await client.takeAnswer().body == "hello b")
            }
        }

        @Test func `a request that comes byte by byte is served`() async throws {
            try await withServer { server in
                let client = try await server.connect()
                for byte in Array(
                    "POST /length HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n".utf8
                ) {
                    try await client.send([byte])
                }
                #expect(try await client.takeAnswer().body == "2")
                #expect(try await client.exchange("GET /hello/b HTTP/1.1\r\nHost: h\r\n\r\n").body == "hello b")
            }
        }

        @Test(arguments: [
            "POST /length HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST /length HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
            "POST /length HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
            "POST /length HTTP/1.1\r\nHost: h\r\nContent-Length: 3, 3\r\n\r\nabc",
            "POST /length HTTP/1.1\r\nHost: h\r\nContent-Length: +3\r\n\r\nabc",
            "POST /length HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
            "POST /length HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999999\r\n\r\n",
            "POST /length HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n",
            "POST /length HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
            "POST /length HTTP/1.1\r\nHost: h\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
            "GET /hello/x HTTP/1.1\r\nHost: h\r\nX-A: b\r\n c\r\n\r\n",
            "GET /hello/x HTTP/1.1\nHost: h\n\n",
            "GET /hello/x HTTP/1.1\rHost: h\r\r",
            "GET /hello/x HTTP/1.1\r\nHost: h\r\nX-A: b\u{0}c\r\n\r\n",
            "GET /hello/x HTTP/2.0\r\nHost: h\r\n\r\n",
            "POST /length HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{FC}\u{3}\u{3}",
        ])
        func `ambiguous or malformed framing is refused and nothing behind it runs`(request: String) async throws {
            try await withServer { server in
                let client = try await server.connect()
                try await client.send(request + "GET /hello/smuggled HTTP/1.1\r\nHost: h\r\n\r\n")
                let answer = try await client.takeAnswer()
                #expect(answer.status == 400)
                #expect(answer["connection"] == "close")
                #expect(await client.isClosed())
                #expect(client.received.isEmpty)
                #expect(!server.served.contains("/hello/smuggled"))
            }
        }

        @Test(arguments: [
            ("GET /hello/x HTTP/1.1\r\n\r\n", 400, "invalid_host"),
            ("GET /hello/x HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400, "invalid_host"),
            ("GET /hello/x HTTP/1.1\r\nHost:\r\n\r\n", 400, "invalid_host"),
            ("GET /hello/x HTTP/1.1\r\nHost: a/b\r\n\r\n", 400, "invalid_host"),
            ("GET http://h/hello/x HTTP/1.1\r\nHost: h\r\n\r\n", 400, "invalid_target"),
            ("GET * HTTP/1.1\r\nHost: h\r\n\r\n", 400, "invalid_target"),
            ("CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n", 405, "method_not_allowed"),
            ("TRACE /hello/x HTTP/1.1\r\nHost: h\r\n\r\n", 405, "method_not_allowed"),
            ("PROPFIND /hello/x HTTP/1.1\r\nHost: h\r\n\r\n", 405, "method_not_allowed"),
            ("GET /\(String(repeating: "u", count: 8_192)) HTTP/1.1\r\nHost: h\r\n\r\n", 414, "target_too_long"),
            (
                "GET / HTTP/1.1\r\nHost: h\r\nA: \(String(repeating: "v", count: 8_192))\r\n\r\n", 431,
                "headers_too_large"
            ),
            (
                "GET / HTTP/1.1\r\nHost: h\r\nA: \(String(repeating: "v", count: 20_000))\r\n\r\n", 431,
                "headers_too_large"
            ),
            (
                "GET / HTTP/1.1\r\nHost: h\r\n\(String(repeating: "A: b\r\n", count: 64))\r\n", 431, "headers_too_large"
            ),
            ("POST /length HTTP/1.1\r\nHost: h\r\nExpect: tea\r\nContent-Length: 1\r\n\r\n", 417, "expectation_failed"),
        ])
        func `a head against the rules is refused with its code`(
            request: String,
            status: Int,
            code: String
        ) async throws {
            try await withServer { server in
                let client = try await server.connect()
                let answer = try await client.exchange(request)
                #expect(answer.status == status)
                #expect(answer["content-type"] == "application/problem+json")
                #expect(answer.body.contains("\"code\":\"\(code)\""))
                #expect((answer["allow"] != nil) == (status == 405))
                #expect(await client.isClosed())
                #expect(server.served.isEmpty)
            }
        }

        @Test func `a head at the limits is served`() async throws {
            try await withServer { server in
                let client = try await server.connect()
                let target = "/hello/x?" + String(repeating: "u", count: 8_192 - 9)
                let field = "A: " + String(repeating: "v", count: 7_000)
                let more = String(repeating: "A: b\r\n", count: 62)
                let answer = try await client.exchange("GET \(target) HTTP/1.1\r\nHost: h\r\n\(field)\r\n\(more)\r\n")
                #expect(answer.status == 200)
            }
        }

        @Test func `a refused request waits for the answers before it`() async throws {
            try await withServer { server in
                let client = try await server.connect()
                try await client.send("GET /hold HTTP/1.1\r\nHost: h\r\n\r\nGET /hello/x HTTP/1.1\r\n\r\n")
                try await server.requestIsHeld()
                #expect(client.received.isEmpty)
                server.releaseHeld()
                #expect(try await client.takeAnswer().body == "held")
                #expect(try await client.takeAnswer().status == 400)
                #expect(await client.isClosed())
            }
        }

        @Test func `a client that expects 100 Continue gets it before it sends the body`() async throws {
            try await withServer { server in
                let client = try await server.connect()
                try await client.send(
                    "POST /length HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n"
                )
                #expect(try await client.takeAnswer().status == 100)
                #expect(try await client.exchange("abcd").body == "4")
                let tooLarge =
                    "POST /length HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 9999999\r\n\r\n"
                #expect(try await client.exchange(tooLarge).status == 413)
            }
        }

        @Test func `an HTTP 1.0 request is served and the connection closed`() async throws {
            try await withServer { server in
                let client = try await server.connect()
                try await client.send("GET /stream HTTP/1.0\r\n\r\n")
                let answer = try await client.takeAnswer()
                #expect(answer.statusLine == "HTTP/1.0 200 OK")
                #expect(answer["transfer-encoding"] == nil)
                #expect(answer.body == "one,two")
            }
        }

        @Test(arguments: ["close", "Close", "keep-alive, CLOSE"])
        func `Connection close ends the connection after the answer`(value: String) async throws {
            try await withServer { server in
                let client = try await server.connect()
                let request = "GET /hello/x HTTP/1.1\r\nHost: h\r\nConnection: \(value)\r\n\r\n"
                let answer = try await client.exchange(request + "GET /hello/late HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(answer.status == 200)
                #expect(answer["connection"] == "close")
                #expect(await client.isClosed())
                #expect(client.received.isEmpty)
                #expect(server.served == ["/hello/x"])
            }
        }

        @Test func `a peer that never closes is cut after the linger time`() async throws {
            try await withServer { server in
                let client = try await server.connect()
                _ = try await client.exchange("GET /hello/x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                #expect(await client.isClosed())
                // Our side is still open; the server lets go of the socket all the same.
                #expect(try await eventually { server.connectionCount == 0 })
            }
        }

        @Test func `a half-closed client still gets the whole answer`() async throws {
            try await withServer { server in
                let client = try await server.connect()
                try await client.send("GET /big?bytes=3000000 HTTP/1.1\r\nHost: h\r\n\r\n")
                try await client.closeOutput()
                #expect(try await client.takeAnswer().body.utf8.count == 3_000_000)
                #expect(await client.isClosed())
            }
        }

        @Test func `the last request a connection may make closes it`() async throws {
            try await withServer(.brisk.with { $0.requestsPerConnection = 2 }) { server in
                let client = try await server.connect()
                #expect(try await client.exchange("GET /hello/a HTTP/1.1\r\nHost: h\r\n\r\n")["connection"] == nil)
                #expect(try await client.exchange("GET /hello/b HTTP/1.1\r\nHost: h\r\n\r\n")["connection"] == "close")
                #expect(await client.isClosed())
            }
        }

        @Test func `an answer to HEAD has no body and keeps the connection in step`() async throws {
            try await withServer { server in
                let client = try await server.connect()
                try await client.send("HEAD /hello/abc HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(try await client.takeAnswer(toHead: true)["content-length"] == "9")
                #expect(try await client.exchange("GET /hello/b HTTP/1.1\r\nHost: h\r\n\r\n").body == "hello b")
                // A handler that does write a body, of a length nobody knows.
                try await client.send("HEAD /stream-head HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(try await client.takeAnswer(toHead: true)["connection"] == "close")
                #expect(await client.isClosed())
                #expect(client.received.isEmpty)
            }
        }

        @Test func `a status without a body never gets one`() async throws {
            try await withServer { server in
                let client = try await server.connect()
                try await client.send("GET /unmodified HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(try await client.takeAnswer(toHead: true).status == 304)
                #expect(try await client.exchange("GET /hello/b HTTP/1.1\r\nHost: h\r\n\r\n").body == "hello b")
            }
        }

        @Test func `the router sees host and target as sent`() async throws {
            try await withServer { server in
                let client = try await server.connect()
                let answer = try await client.exchange("GET /target?q=%2F&r HTTP/1.1\r\nHost: [::1]:8000\r\n\r\n")
                #expect(answer.body == "[::1]:8000 /target?q=%2F&r")
            }
        }

        @Test func `a request for another protocol is served as HTTP and closed`() async throws {
            try await withServer { server in
                let client = try await server.connect()
                let answer = try await client.exchange(
                    "GET /hello/x HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n"
                )
                #expect(answer.body == "hello x")
                #expect(answer["connection"] == "close")
                #expect(await client.isClosed())
            }
        }
    }
}

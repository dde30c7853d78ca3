import NIOCore
import Testing

@testable import Gateway

extension ServerTests {
    @Suite struct HTTPBodyTests {
        @Test func `a body announced over the limit is refused before it is read`() async throws {
            try await withServer(.brisk.with { $0.bodyBytes = 1_000 }) { server in
                let client = try await server.connect()
                let answer = try await client.exchange(
                    "POST /length HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n"
                )
                #expect(answer.status == 413)
                #expect(answer["connection"] == "close")
                #expect(await client.isClosed())
                #expect(server.served.isEmpty)
            }
        }

        @Test func `a body at the limit is served`() async throws {
            try await withServer(.brisk.with { $0.bodyBytes = 1_000 }) { server in
                let client = try await server.connect()
                let body = String(repeating: "b", count: 1_000)
                let answer = try await client.exchange(
                    "POST /length HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n\(body)"
                )
                #expect(answer.body == "1000")
            }
        }

        @Test func `a chunked body over the limit is refused with 413`() async throws {
            try await withServer(.brisk.with { $0.bodyBytes = 1_000 }) { server in
                let client = try await server.connect()
                let chunk = "1f4\r\n\(String(repeating: "b", count: 500))\r\n"
                let answer = try await client.exchange(
                    "POST /length HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n\(chunk)\(chunk)\(chunk)"
                )
                #expect(answer.status == 413)
                #expect(await client.isClosed())
                try await server.bodyBroke()
            }
        }

        @Test func `chunk extensions are bounded`() async throws {
            try await withServer { server in
                let client = try await server.connect()
                try await client.send("POST /length HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
                let chunk = "1;x=\(String(repeating: "e", count: 4_000))\r\na\r\n"
                for _ in 0..<6 { client.sendLater(Array(chunk.utf8)) }
                #expect(try await client.takeAnswer().status == 400)
                #expect(await client.isClosed())
            }
        }

        @Test func `many small chunks are no overhead`() async throws {
            try await withServer { server in
                let client = try await server.connect()
                try await client.send("POST /length HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
                let chunks = String(repeating: "1\r\na\r\n", count: 20_000)
                #expect(try await client.exchange("\(chunks)0\r\n\r\n").body == "20000")
            }
        }

        @Test func `a broken body is refused and its handler told`() async throws {
            try await withServer { server in
                let client = try await server.connect()
                let answer = try await client.exchange(
                    "POST /length HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n"
                )
                #expect(answer.status == 400)
                #expect(await client.isClosed())
                try await server.bodyBroke()
            }
        }

        @Test func `a body that breaks off is never taken for a whole one`() async throws {
            try await withServer { server in
                let client = try await server.connect()
                try await client.send("POST /length HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc")
                try await client.closeOutput()
                try await server.bodyBroke()
                #expect(try await client.takeAnswer().status == 400)
            }
        }

        @Test func `an early answer to a large body closes without reading the rest`() async throws {
            try await withServer { server in
                let client = try await server.connect()
                try await client.send("POST /early HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n")
                let answer = try await client.takeAnswer()
                #expect(answer.status == 401)
                #expect(answer["connection"] == "close")
                #expect(await client.isClosed())
            }
        }

        @Test func `an early answer to a small body keeps the connection`() async throws {
            // On a busy machine the rest of the body may come late; that is another test's business.
            try await withServer(.brisk.with { $0.bodyRateGrace = .seconds(600) }) { server in
                let client = try await server.connect()
                let answer = try await client.exchange("POST /early HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n")
                #expect(answer.status == 401)
                #expect(answer["connection"] == nil)
                #expect(try await client.exchange("abcGET /hello/x HTTP/1.1\r\nHost: h\r\n\r\n").body == "hello x")
            }
        }

        @Test func `a refused upload is not swallowed`() async throws {
            try await withServer(.brisk.with { $0.lingerTimeout = .seconds(2) }) { server in
                let client = try await server.connect()
                try await client.send("POST /length HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000000\r\n\r\n")
                #expect(try await client.takeAnswer().status == 413)
                // Far more than the socket buffers hold: taken only if the server went on reading.
                let flood = ByteBuffer(repeating: 0x61, count: 64 * 1_024 * 1_024)
                await #expect(throws: (any Error).self) { try await client.channel.writeAndFlush(flood) }
            }
        }
    }
}

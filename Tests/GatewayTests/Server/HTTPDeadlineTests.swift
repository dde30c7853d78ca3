import NIOCore
import Testing

@testable import Gateway

extension ServerTests {
    @Suite struct HTTPDeadlineTests {
        @Test func `a connection that says nothing is closed`() async throws {
            try await withServer(.brisk.with { $0.headTimeout = .milliseconds(100) }) { server in
                let client = try await server.connect()
                #expect(await client.isClosed())
                #expect(client.received.isEmpty)
            }
        }

        @Test func `a head that drips is answered 408 however steadily it drips`() async throws {
            try await withServer(.brisk.with { $0.headTimeout = .seconds(1) }) { server in
                let client = try await server.connect()
                _ = try await client.exchange("GET /hello/x HTTP/1.1\r\nHost: h\r\n\r\n")
                try await client.send("GET /hello/y HTTP/1.1\r\n")
                let dripping = client.channel.eventLoop.scheduleRepeatedTask(
                    initialDelay: .zero,
                    delay: .milliseconds(20)
                ) { _ in client.sendLater(Array("X: y\r\n".utf8)) }
                #expect(try await client.takeAnswer().status == 408)
                dripping.cancel()
                #expect(await client.isClosed())
            }
        }

        @Test func `an idle connection is closed after the keep-alive time and not before`() async throws {
            let limits = ServerLimits.brisk.with {
                $0.keepAliveTimeout = .seconds(1)
            }
            try await withServer(limits) { server in
                let client = try await server.connect()
                let clock = ContinuousClock()
                let start = clock.now
                _ = try await client.exchange("GET /hello/x HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(await client.isClosed())
                #expect(clock.now - start >= .seconds(1))
            }
        }

        @Test func `a body that stalls is answered 408`() async throws {
            try await withServer(.brisk.with { $0.bodyTimeout = .milliseconds(200) }) { server in
                let client = try await server.connect()
                let answer = try await client.exchange(
                    "POST /length HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nab"
                )
                #expect(answer.status == 408)
                #expect(await client.isClosed())
                try await server.bodyBroke()
            }
        }

        @Test func `a body below the rate is answered 408 after the grace`() async throws {
            let limits = ServerLimits.brisk.with {
                $0.bodyRateGrace = .milliseconds(200)
                $0.bodyBytesPerSecond = 1_000
            }
            try await withServer(limits) { server in
                let client = try await server.connect()
                let answer = try await client.exchange(
                    "POST /length HTTP/1.1\r\nHost: h\r\nContent-Length: 900\r\n\r\nabc"
                )
                #expect(answer.status == 408)
            }
        }

        @Test func `a handler may take longer than every timeout of the socket`() async throws {
            let limits = ServerLimits.brisk.with {
                $0.headTimeout = .milliseconds(500)
                $0.keepAliveTimeout = .milliseconds(500)
                $0.bodyTimeout = .milliseconds(500)
                $0.writeStallTimeout = .milliseconds(500)
            }
            try await withServer(limits) { server in
                let client = try await server.connect()
                try await client.send("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n")
                try await server.requestIsHeld()
                #expect(await !client.isClosed(within: .milliseconds(1_200)))
                server.releaseHeld()
                #expect(try await client.takeAnswer().body == "held")
            }
        }

        @Test func `a client that does not read its answer is cut`() async throws {
            try await withServer(.brisk.with { $0.writeStallTimeout = .milliseconds(300) }) { server in
                let client = try await server.connect(receiveBufferBytes: 4_096)
                try await client.setReading(false)
                try await client.send("GET /big?bytes=20000000 HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(try await eventually { server.connectionCount == 0 })
                #expect(client.received.count < 20_000_000)
            }
        }

        @Test func `a stall is time without progress while something waits`() {
            var stall = WriteStall()
            func hasRun(_ second: Int64, written: Int, buffered: Int) -> Bool {
                stall.hasRun(
                    .seconds(10),
                    written: written,
                    buffered: buffered,
                    now: .uptimeNanoseconds(0) + .seconds(second)
                )
            }
            #expect(!hasRun(0, written: 100, buffered: 100))
            #expect(!hasRun(9, written: 100, buffered: 100))
            #expect(!hasRun(10, written: 100, buffered: 99))  // one byte was taken
            #expect(!hasRun(19, written: 200, buffered: 199))  // more was written, nothing taken
            #expect(hasRun(20, written: 200, buffered: 199))
            #expect(!hasRun(21, written: 200, buffered: 0))
            #expect(!hasRun(99, written: 200, buffered: 0))
        }

        @Test func `connections over the limit are closed at accept`() async throws {
            try await withServer(.brisk.with { $0.connections = 2 }) { server in
                let first = try await server.connect()
                let second = try await server.connect()
                #expect(try await first.exchange("GET /hello/a HTTP/1.1\r\nHost: h\r\n\r\n").status == 200)
                #expect(try await second.exchange("GET /hello/a HTTP/1.1\r\nHost: h\r\n\r\n").status == 200)
                let third = try await server.connect()
                #expect(await third.isClosed())
                try await first.close()
                #expect(try await eventually { server.connectionCount == 1 })
                let fourth = try await server.connect()
                #expect(try await fourth.exchange("GET /hello/a HTTP/1.1\r\nHost: h\r\n\r\n").status == 200)
            }
        }

        @Test func `one address has a limit of its own, from which loopback is exempt by default`() async throws {
            try await withServer(.brisk.with { $0.connectionsPerAddress = 1 }) { server in
                let first = try await server.connect()
                let second = try await server.connect()
                #expect(try await first.exchange("GET /hello/a HTTP/1.1\r\nHost: h\r\n\r\n").status == 200)
                #expect(try await second.exchange("GET /hello/a HTTP/1.1\r\nHost: h\r\n\r\n").status == 200)
            }
            let limits = ServerLimits.brisk.with {
                $0.connectionsPerAddress = 1
                $0.countsLoopbackConnections = true
            }
            try await withServer(limits) { server in
                let first = try await server.connect()
                #expect(try await first.exchange("GET /hello/a HTTP/1.1\r\nHost: h\r\n\r\n").status == 200)
                #expect(await (try await server.connect()).isClosed())
            }
        }

        @Test(arguments: [
            ("10.1.2.3", "10.1.2.3", true), ("10.1.2.3", "10.1.2.4", false),
            ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true), ("2001:db8:1:2::1", "2001:db8:1:3::1", false),
            ("::ffff:10.1.2.3", "10.1.2.3", true), ("2001:db8::", "2001:db8:0:0:1::", true),
            ("fe80::1%eth0", "fe80::2", true),
        ])
        func `an address counts as an IPv4 address or an IPv6 64`(one: String, other: String, isSame: Bool) throws {
            #expect((try #require(PeerAddress(text: one)) == (try #require(PeerAddress(text: other)))) == isSame)
        }

        @Test(arguments: [
            ("127.0.0.1", true), ("::1", true), ("::ffff:127.0.0.1", true), ("10.0.0.1", false), ("::2", false),
        ])
        func `loopback is known in both families`(text: String, isLoopback: Bool) throws {
            #expect(try #require(PeerAddress(text: text)).isLoopback == isLoopback)
        }
    }
}

import NIOCore
import Testing

@testable import Gateway

extension ServerTests {
    @Suite struct WebSocketConnectionTests {
        @Test(arguments: [0, 1, 125, 126, 4_000, 16_384])
        func `a text comes back whatever its length`(length: Int) async throws {
            let owner = EchoOwner()
            try await withServer(policy: owner.policy) { server in
                let client = try await RawClient.webSocket(server)
                let text = String(repeating: "t", count: length)
                try await client.sendText(text)
                let frame = try await client.takeFrame()
                #expect(frame.opcode == RawFrame.text)
                #expect(frame.text == text)
            }
        }

        @Test func `a message over 64 KiB to the client has a long frame`() async throws {
            let owner = EchoOwner()
            try await withServer(policy: owner.policy) { server in
                let client = try await RawClient.webSocket(server)
                let session = try #require(owner.session)
                #expect(session.send(WebSocketMessage(text: String(repeating: "l", count: 70_000))) == .queued)
                #expect(try await client.takeFrame().payload.count == 70_000)
            }
        }

        @Test func `fragments become one message, with a ping between them`() async throws {
            let owner = EchoOwner()
            try await withServer(policy: owner.policy) { server in
                let client = try await RawClient.webSocket(server)
                let euro = Array("€uro".utf8)
                try await client.sendFrame(RawFrame.text, Array(euro[..<1]), isFinal: false)
                try await client.sendFrame(RawFrame.ping, Array("p".utf8))
                try await client.sendFrame(0, Array(euro[1..<2]), isFinal: false)
                try await client.sendFrame(0, [], isFinal: false)
                try await client.sendFrame(0, Array(euro[2...]))
                #expect(try await client.takeFrame() == RawFrame(opcode: RawFrame.pong, payload: Array("p".utf8)))
                #expect(try await client.takeFrame().text == "€uro")
            }
        }

        @Test func `frames that come byte by byte are understood`() async throws {
            let owner = EchoOwner()
            try await withServer(policy: owner.policy) { server in
                let client = try await RawClient.webSocket(server)
                for byte in RawClient.frame(RawFrame.text, Array("slow".utf8)) { try await client.send([byte]) }
                #expect(try await client.takeFrame().text == "slow")
            }
        }

        /// Frames against the rules, and the code each is answered with.
        static let violations: [(name: String, bytes: [UInt8], code: UInt16)] = [
            ("unmasked", RawClient.frame(RawFrame.text, [0x61], mask: nil), 1002),
            ("rsv1", RawClient.frame(RawFrame.text, [0x61], rsv: 4), 1002),
            ("rsv2", RawClient.frame(RawFrame.text, [0x61], rsv: 2), 1002),
            ("rsv3", RawClient.frame(RawFrame.ping, rsv: 1), 1002),
            ("reserved data opcode", RawClient.frame(0x3), 1002),
            ("reserved control opcode", RawClient.frame(0xB), 1002),
            ("fragmented ping", RawClient.frame(RawFrame.ping, isFinal: false), 1002),
            ("long ping", RawClient.frame(RawFrame.ping, Array(repeating: 0, count: 126)), 1002),
            ("continuation of nothing", RawClient.frame(0, [0x61]), 1002),
            (
                "text inside a message",
                RawClient.frame(RawFrame.text, [0x61], isFinal: false) + RawClient.frame(RawFrame.text, [0x61]), 1002
            ),
            ("binary", RawClient.frame(RawFrame.binary, [1]), 1003),
            ("bad UTF-8", RawClient.frame(RawFrame.text, [0xC0, 0xAF]), 1007),
            ("surrogate", RawClient.frame(RawFrame.text, [0xED, 0xA0, 0x80]), 1007),
            ("truncated UTF-8", RawClient.frame(RawFrame.text, [0xE2, 0x82]), 1007),
            (
                "bad UTF-8 across fragments, before the last",
                RawClient.frame(RawFrame.text, [0xE2, 0x82], isFinal: false)
                    + RawClient.frame(0, [0x41], isFinal: false),
                1007
            ),
            ("frame over 16 KiB", RawClient.frame(RawFrame.text, Array(repeating: 0x61, count: 16_385)), 1009),
            ("absurd length", [0x81, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0], 1009),
            (
                "message over 64 KiB",
                RawClient.frame(RawFrame.text, Array(repeating: 0x61, count: 16_384), isFinal: false)
                    + (0..<3).flatMap { _ in RawClient.frame(0, Array(repeating: 0x61, count: 16_384), isFinal: false) }
                    + RawClient.frame(0, [0x61]),
                1009
            ),
            (
                "17 fragments",
                RawClient.frame(RawFrame.text, [0x61], isFinal: false)
                    + (0..<16).flatMap { _ in RawClient.frame(0, [0x61], isFinal: false) },
                1009
            ),
            ("one-byte close", RawClient.frame(RawFrame.close, [3]), 1002),
            ("close 999", RawClient.frame(RawFrame.close, [0x03, 0xE7]), 1002),
            ("close 1004", RawClient.frame(RawFrame.close, [0x03, 0xEC]), 1002),
            ("close 1005", RawClient.frame(RawFrame.close, [0x03, 0xED]), 1002),
            ("close 1006", RawClient.frame(RawFrame.close, [0x03, 0xEE]), 1002),
            ("close 1015", RawClient.frame(RawFrame.close, [0x03, 0xF7]), 1002),
            ("close 2999", RawClient.frame(RawFrame.close, [0x0B, 0xB7]), 1002),
            ("close 5000", RawClient.frame(RawFrame.close, [0x13, 0x88]), 1002),
            ("close with bad reason", RawClient.frame(RawFrame.close, [0x03, 0xE8, 0xFF]), 1007),
            ("41 messages at once", (0..<41).flatMap { _ in RawClient.frame(RawFrame.text, [0x61]) }, 1008),
        ]

        @Test(arguments: Self.violations)
        func `a frame against the rules closes with its code`(name: String, bytes: [UInt8], code: UInt16) async throws {
            let owner = EchoOwner(echoes: false)
            let limits = ServerLimits.brisk.with {
                $0.webSocket.messagesPerSecond = 0
                $0.webSocket.closeTimeout = .milliseconds(40)
            }
            try await withServer(limits, policy: owner.policy) { server in
                let client = try await RawClient.webSocket(server)
                try await client.send(bytes)
                #expect(try await client.takeClose().closeCode == code)
                #expect(await client.isClosed())
                #expect(try await eventually { owner.closedWith == [WebSocketCloseCode(rawValue: code)] })
            }
        }

        @Test func `messages at the limits are accepted`() async throws {
            let owner = EchoOwner()
            try await withServer(policy: owner.policy) { server in
                let client = try await RawClient.webSocket(server)
                let piece = Array(repeating: UInt8(ascii: "m"), count: 4_096)
                try await client.sendFrame(RawFrame.text, piece, isFinal: false)
                for _ in 0..<14 { try await client.sendFrame(0, piece, isFinal: false) }
                try await client.sendFrame(0, piece)
                #expect(try await client.takeFrame().payload.count == 65_536)
            }
        }

        @Test(arguments: [1000, 1001, 1003, 1007, 1011, 1014, 3000, 4999] as [UInt16])
        func `a close frame is echoed and the connection ends`(code: UInt16) async throws {
            let owner = EchoOwner()
            try await withServer(policy: owner.policy) { server in
                let client = try await RawClient.webSocket(server)
                try await client.sendFrame(RawFrame.close, [UInt8(code >> 8), UInt8(code & 0xFF)] + Array("bye".utf8))
                #expect(
                    try await client.takeFrame()
                        == RawFrame(opcode: 8, payload: [UInt8(code >> 8), UInt8(code & 0xFF)])
                )
                #expect(await client.isClosed())
                #expect(try await eventually { owner.closedWith == [WebSocketCloseCode(rawValue: code)] })
                #expect(owner.session?.isClosed == true)
            }
        }

        @Test func `a close frame without a code is echoed without one`() async throws {
            let owner = EchoOwner()
            try await withServer(policy: owner.policy) { server in
                let client = try await RawClient.webSocket(server)
                try await client.sendFrame(RawFrame.close)
                #expect(try await client.takeFrame() == RawFrame(opcode: 8, payload: []))
                #expect(try await eventually { owner.closedWith == [.noStatus] })
            }
        }

        @Test func `closing sends what is queued before the close frame and waits for the reply`() async throws {
            let owner = EchoOwner()
            try await withServer(.brisk.with { $0.webSocket.closeTimeout = .seconds(5) }, policy: owner.policy) {
                server in
                let client = try await RawClient.webSocket(server)
                let session = try #require(owner.session)
                for index in 0..<100 { #expect(session.send(WebSocketMessage(text: "\(index)")) == .queued) }
                session.close(code: .policyViolation, reason: "no more")
                #expect(session.send(WebSocketMessage(text: "late")) == .closed)
                for index in 0..<100 { #expect(try await client.takeFrame().text == "\(index)") }
                let close = try await client.takeFrame()
                #expect(close.closeCode == 1008)
                #expect(String(decoding: close.payload.dropFirst(2), as: UTF8.self) == "no more")
                try await client.sendFrame(RawFrame.close, [0x03, 0xF0])
                #expect(await client.isClosed())
                #expect(try await eventually { owner.closedWith == [.policyViolation] })
            }
        }

        @Test func `a peer that does not reply to the close is cut`() async throws {
            let owner = EchoOwner()
            try await withServer(policy: owner.policy) { server in
                let client = try await RawClient.webSocket(server)
                try #require(owner.session).close(code: .goingAway)
                #expect(try await client.takeClose().closeCode == 1001)
                #expect(await client.isClosed())
            }
        }

        @Test func `a connection lost without a close frame ends with 1006`() async throws {
            let owner = EchoOwner()
            try await withServer(policy: owner.policy) { server in
                let client = try await RawClient.webSocket(server)
                try await client.close()
                #expect(try await eventually { owner.closedWith == [.abnormal] })
                #expect(try await eventually { server.connectionCount == 0 })
            }
        }

        @Test func `a client that answers pings stays and one that does not is cut`() async throws {
            let limits = ServerLimits.brisk.with {
                $0.webSocket.pingInterval = .milliseconds(100)
                $0.webSocket.pongTimeout = .seconds(2)
            }
            let owner = EchoOwner()
            try await withServer(limits, policy: owner.policy) { server in
                let client = try await RawClient.webSocket(server)
                for _ in 0..<4 {
                    #expect(try await client.takeFrame().opcode == RawFrame.ping)
                    try await client.sendFrame(RawFrame.pong)
                }
                #expect(try await client.takeFrame().opcode == RawFrame.ping)
                #expect(await client.isClosed())
                #expect(try await eventually { owner.closedWith == [.abnormal] })
            }
        }

        @Test func `the owner's tick comes again and again`() async throws {
            let owner = EchoOwner()
            try await withServer(.brisk.with { $0.webSocket.tickInterval = .milliseconds(50) }, policy: owner.policy) {
                let client = try await RawClient.webSocket($0)
                for _ in 0..<3 { #expect(try await client.takeFrame().text == "tick") }
            }
        }
    }
}

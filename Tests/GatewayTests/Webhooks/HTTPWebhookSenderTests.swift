import Commerce
import Engine
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// Webhooks over real sockets: where they go, what they carry, and what is made of the answers.
@Suite(.serialized, .timeLimit(.minutes(10))) struct HTTPWebhookSenderTests {
    private struct Said: Sendable {
        var status = 200
        var body = "thanks"
        var fields: HTTPFields = [:]
        var isSilent = false
        /// Nobody is answered before so many have asked.
        var crowd = 0
    }

    private struct Asked: Sendable {
        var fields: HTTPFields
        var authority: String?
        var body: String
    }

    /// Runs a receiver that says the same to everybody for the time of `body`.
    private func run(
        _ said: Said = Said(),
        _ body: @Sendable (Int, @Sendable () -> [Asked]) async throws -> Void
    ) async throws {
        let asked = Mutex<[Asked]>([])
        let silence = CallBarrier()
        let router = Router(context: GatewayContext.self)
        router.post("**") { request, _ in
            let bytes = try await request.body.collect(upTo: 1 << 20)
            let count = asked.withLock { asked in
                asked.append(
                    Asked(fields: request.headers, authority: request.head.authority, body: String(buffer: bytes))
                )
                return asked.count
            }
            if said.crowd > 0, count >= said.crowd { silence.open() }
            if said.isSilent || said.crowd > 0 { try await silence.pass() }
            return Response(
                status: HTTPResponse.Status(code: said.status),
                headers: said.fields,
                body: ResponseBody(byteBuffer: ByteBuffer(string: said.body))
            )
        }
        let (ports, portFound) = AsyncStream.makeStream(of: Int.self)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let receiver = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { portFound.yield($0.localAddress?.port ?? 0) },
            logger: logger
        )
        let group = ServiceGroup(configuration: .init(services: [receiver], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var found = ports.makeAsyncIterator()
            let port = try #require(await found.next())
            do {
                try await body(port) { asked.withLock { $0 } }
            } catch {
                silence.open()
                await group.triggerGracefulShutdown()
                throw error
            }
            silence.open()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private func send(
        to url: String,
        _ names: [String: [[String]]] = [:],
        allowsPrivate: Bool = true,
        times: Int = 1,
        time: any TimeSource = ManualTime()
    ) async -> [WebhookAnswer] {
        let gate = WebhookGuard(allowsPrivate: allowsPrivate, resolver: ScriptedResolver(names))
        let sender = HTTPWebhookSender(gate: gate, time: time)
        var answers: [WebhookAnswer] = []
        for _ in 0..<times {
            let fields = [("Content-Type", "application/json"), ("webhook-id", "x")]
            answers.append(await sender.send(WebhookRequest(url: url, fields: fields, body: Array("{}".utf8))))
        }
        await sender.shutdown()
        return answers
    }

    @Test func `the connection goes to the checked address and the name stays`() async throws {
        try await run { port, asked in
            let url = "http://receiver.shop:\(port)/hooks?x=1"
            let answers = await send(to: url, ["receiver.shop": [["127.0.0.1"]]], times: 3)
            #expect(answers.map(\.outcome) == Array(repeating: .answered(status: 200, retryAfterMillis: nil), count: 3))
            #expect(answers.first?.body == Array("thanks".utf8))
            #expect(
                asked().count == 3 && asked().allSatisfy { $0.authority == "receiver.shop:\(port)" && $0.body == "{}" }
            )
            #expect(asked().first?.fields[.contentType] == "application/json")
        }
    }

    @Test func `a name that leads inside at the second look is not followed`() async throws {
        try await run { port, asked in
            let names = [
                "rebind.example.com": [["8.8.8.8"], ["127.0.0.1"]], "both.example.com": [["8.8.8.8", "10.0.0.1"]],
            ]
            let gate = WebhookGuard(allowsPrivate: false, resolver: ScriptedResolver(names))
            let url = try WebhookURL("https://rebind.example.com:\(port)/", allowsPrivate: false)
            #expect(try await gate.check(url).description == "8.8.8.8")
            for host in ["rebind.example.com", "both.example.com"] {
                let sender = HTTPWebhookSender(gate: gate, time: ManualTime())
                let answer = await sender.send(WebhookRequest(url: "https://\(host):\(port)/", fields: [], body: []))
                #expect(
                    answer.outcome == .failed(host == "both.example.com" ? "blocked: private" : "blocked: loopback")
                )
                await sender.shutdown()
            }
            #expect(asked().isEmpty)
        }
    }

    @Test(arguments: [
        ("http://127.0.0.1:1/", "blocked: scheme"), ("https://127.0.0.1:1234/", "blocked: loopback"),
        ("https://localhost:1234/", "blocked: local_name"), ("https://2130706433/", "blocked: numeric_host"),
        ("https://nowhere.example.com/", "blocked: unresolvable"), ("https://meta.example.com/", "blocked: metadata"),
        ("https://mapped.example.com/", "blocked: translated"), ("https://six.example.com/", "blocked: loopback"),
    ]) func `an address is checked at every send`(url: String, error: String) async throws {
        let names = [
            "meta.example.com": [["169.254.169.254"]], "mapped.example.com": [["::ffff:10.0.0.1"]],
            "six.example.com": [["2606:4700::1111", "::1"]],
        ]
        #expect(await send(to: url, names, allowsPrivate: false).first?.outcome == .failed(error))
    }

    @Test func `a name that leads to a hostile address only when something is sent is refused then`() async throws {
        let hosts = HostileAddresses.hosts
        #expect(hosts.count >= 40)
        for (address, reason) in hosts {
            let resolver = ScriptedResolver(["shop.example.com": [["8.8.8.8"], [address.description]]])
            let gate = WebhookGuard(allowsPrivate: false, resolver: resolver)
            let url = try WebhookURL("https://shop.example.com/", allowsPrivate: false)
            #expect(try await gate.check(url).description == "8.8.8.8")
            let sender = HTTPWebhookSender(gate: gate, time: ManualTime())
            let answer = await sender.send(WebhookRequest(url: url.text, fields: [], body: []))
            #expect(answer.outcome == .failed("blocked: \(reason)"), "\(address)")
            await sender.shutdown()
        }
    }

    @Test func `redirects are answers, and long bodies are cut`() async throws {
        let long = String(repeating: "x", count: 300_000)
        try await run(Said(status: 302, body: long, fields: [.location: "http://127.0.0.1/"])) { port, asked in
            let answer = try #require(await send(to: "http://127.0.0.1:\(port)/hooks").first)
            #expect(answer.outcome == .answered(status: 302, retryAfterMillis: nil))
            #expect(answer.body.count == WebhookAttempt.answerLimitBytes && asked().count == 1)
        }
    }

    @Test(
        arguments: [
            ("120", 120_000), ("0", 0), ("90000", 86_400_000), ("99999999999999999999", 86_400_000), ("-5", nil),
            ("soon", nil), ("1.5", nil), ("Fri, 01 Jan 2100 00:00:00 GMT", 86_400_000),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 0), ("Sun, 06 Nov 1994 08:49:37", nil),
            ("Sun, 06 Nox 1994 08:49:37 GMT", nil),
        ] as [(String, Int64?)]
    ) func `a receiver's wish for a pause is read`(text: String, millis: Int64?) async throws {
        try await run(Said(status: 429, fields: [.retryAfter: text])) { port, _ in
            let answer = await send(to: "http://127.0.0.1:\(port)/hooks").first
            #expect(answer?.outcome == .answered(status: 429, retryAfterMillis: millis))
        }
    }

    @Test func `receivers of one host do not wait for each other's connections`() async throws {
        try await run(Said(crowd: 60)) { port, _ in
            let gate = WebhookGuard(allowsPrivate: true, resolver: ScriptedResolver([:]))
            let sender = HTTPWebhookSender(gate: gate, time: ManualTime())
            let answers = await withTaskGroup(of: WebhookAnswer.self) { group in
                for number in 0..<60 {
                    let url = "http://127.0.0.1:\(port)/\(number)"
                    group.addTask { await sender.send(WebhookRequest(url: url, fields: [], body: [])) }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            await sender.shutdown()
            #expect(answers.allSatisfy { $0.outcome == .answered(status: 200, retryAfterMillis: nil) })
            #expect(answers.count == 60)
        }
    }

    @Test func `silence ends after fifteen seconds`() async throws {
        try await run(Said(isSilent: true)) { port, asked in
            let time = ManualTime()
            async let answers = send(to: "http://127.0.0.1:\(port)/hooks", time: time)
            let wake = await time.nextWake()
            #expect(wake.millis(since: time.now) == 15_000)
            time.set(wake)
            guard case .failed(let reason) = try #require(await answers.first).outcome else {
                throw RawClientError.malformed("")
            }
            #expect(reason.hasPrefix("timeout"))
        }
    }

    @Test func `nobody at the address is a failure`() async throws {
        let answer = await send(to: "http://127.0.0.1:1/").first
        guard case .failed = try #require(answer).outcome else { throw RawClientError.malformed("an answer") }
    }
}

import Commerce
import Crypto
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

/// The gateway over HTTP against a real server on a real socket.
@Suite(.serialized, .timeLimit(.minutes(10))) struct HTTPPaymentGatewayTests {
    static let secret = "a shared secret"

    /// What the server was sent.
    struct Asked: Sendable {
        var path: String
        var fields: HTTPFields
        var body: String
    }

    /// What the server says.
    struct Said: Sendable {
        var status = 200
        var body: String
        var retryAfter: String?
        var location: String?
        /// Where it stops saying anything.
        var silence: Silence?
    }

    /// Where a server stops answering.
    enum Silence: Sendable {
        case beforeTheHead
        case withinTheBody
    }

    private static let payment: Payment? = {
        guard let amount = Money(minorUnits: 2_999), let method = PaymentMethod("credit_card") else { return nil }
        return Payment(
            id: PaymentID(high: 0x019F_0000_0000_7000, low: 0x8000_0000_0000_0001),
            order: OrderID(high: 0x019F_0000_0000_7001, low: 0x8000_0000_0000_0002),
            amount: amount,
            currency: .usd,
            method: method,
            card: CardSummary(number: "4242424242424242"),
            gatewayReference: "ref-7",
            requestedAt: Timestamp(millis: 1_772_366_400_000)
        )
    }()

    /// - Parameter patience: seconds; only silence is to run into them, a busy machine takes its time for an answer.
    private static func gateway(port: Int, patience: Int, _ time: any TimeSource) -> HTTPPaymentGateway {
        HTTPPaymentGateway(
            .init(url: "http://127.0.0.1:\(port)/pay", secret: Array(secret.utf8), timeoutSeconds: patience),
            time: time
        )
    }

    /// Runs a server that says the same to everybody for the time of `body`.
    private func run(
        _ said: Said,
        time: any TimeSource = SystemTime(),
        _ body: @Sendable (HTTPPaymentGateway, @Sendable () -> [Asked]) async throws -> Void
    ) async throws {
        let asked = Mutex<[Asked]>([])
        let silence = CallBarrier()
        let router = Router(context: GatewayContext.self)
        router.post("**") { request, _ in
            let bytes = try await request.body.collect(upTo: 1 << 20)
            let path = request.uri.path
            asked.withLock { $0.append(Asked(path: path, fields: request.headers, body: String(buffer: bytes))) }
            if said.silence == .beforeTheHead { try await silence.pass() }
            var fields: HTTPFields = [.contentType: "application/json"]
            if let retryAfter = said.retryAfter { fields[.retryAfter] = retryAfter }
            if let location = said.location { fields[.location] = location }
            let status = HTTPResponse.Status(code: said.status)
            let whole = ByteBuffer(string: said.body)
            guard said.silence == .withinTheBody else {
                return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: whole))
            }
            let part = ResponseBody { writer in
                try await writer.write(whole)
                try await silence.pass()
                try await writer.finish(nil)
            }
            return Response(status: status, headers: fields, body: part)
        }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let (ports, portFound) = AsyncStream.makeStream(of: Int.self)
        let server = GatewayServer(
            limits: .brisk,
            address: .hostname("127.0.0.1", port: 0),
            responder: router.buildResponder(),
            upgradePolicy: { _ in .notWebSocket },
            requestIDs: RequestIDs { "an-id-of-a-test" },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger,
            onListening: { portFound.yield($0?.port ?? 0) }
        )
        let group = ServiceGroup(configuration: .init(services: [server], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var found = ports.makeAsyncIterator()
            let port = try #require(await found.next())
            let gateway = Self.gateway(port: port, patience: said.silence == nil ? 30 : 1, time)
            do {
                try await body(gateway) { asked.withLock { $0 } }
            } catch {
                Issue.record(error)
            }
            silence.open()
            try await gateway.shutdown()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// What came of asking for the payment.
    private func charge(_ gateway: HTTPPaymentGateway) async throws -> Result<GatewayAnswer, GatewayTrouble> {
        let payment = try #require(Self.payment)
        do throws(GatewayTrouble) {
            return .success(try await gateway.charge(payment))
        } catch {
            return .failure(error)
        }
    }

    @Test func `a payment is asked for with its id as key and a signature over time and body`() async throws {
        let said = Said(body: #"{"status":"approved","reference":"ch_1"}"#)
        try await run(said, time: ManualTime()) { gateway, asked in
            let outcome = try await charge(gateway)
            #expect(outcome == .success(.approved(reference: "ch_1")))
            let request = try #require(asked().first)
            #expect(asked().count == 1 && request.path == "/pay")
            let key = try #require(HTTPField.Name("Idempotency-Key"))
            let payment = try #require(Self.payment)
            #expect(request.fields[key] == payment.id.text)
            #expect(
                request.body == """
                    {"payment_id":"\(payment.id)","order_id":"\(payment.order)","amount":29.99,"currency":"USD",\
                    "payment_method":"credit_card","card":{"brand":"visa","last4":"4242"}}
                    """
            )
            let seconds = "1772366400"
            let code = HMAC<SHA256>.authenticationCode(
                for: Array("\(seconds).\(request.body)".utf8),
                using: SymmetricKey(data: Array(Self.secret.utf8))
            )
            let hex = code.map { byte in
                let text = String(byte, radix: 16)
                return text.count == 1 ? "0" + text : text
            }
            let signature = try #require(HTTPField.Name("Tradepost-Signature"))
            #expect(request.fields[signature] == "t=\(seconds),v1=\(hex.joined())")
        }
    }

    @Test func `a refund is asked for under its payment with its own id as key`() async throws {
        try await run(Said(status: 201, body: #"{"status":"refunded","reference":"re_1"}"#)) { gateway, asked in
            let payment = try #require(Self.payment)
            let refund = Refund(
                id: RefundID(payment: payment.id, index: 0),
                amount: payment.amount,
                reason: "brok\"en",
                status: .pending,
                requestedAt: payment.requestedAt
            )
            #expect(try await gateway.refund(refund, of: payment) == .succeeded(reference: "re_1"))
            let request = try #require(asked().first)
            #expect(request.path == "/pay/\(payment.id)/refunds")
            let key = try #require(HTTPField.Name("Idempotency-Key"))
            #expect(request.fields[key] == refund.id.text)
            #expect(
                request.body == """
                    {"refund_id":"\(refund.id)","payment_id":"\(payment.id)","reference":"ref-7","amount":29.99,\
                    "currency":"USD","reason":"brok\\"en"}
                    """
            )
        }
    }

    static let verdicts: [(Said, GatewayAnswer)] = [
        (Said(status: 201, body: #"{"status":"approved","reference":"r"}"#), .approved(reference: "r")),
        (
            Said(body: #"{"status":"declined","code":"insufficient_funds","message":"Empty."}"#),
            .declined(.insufficientFunds, message: "Empty.")
        ),
        (
            Said(body: #"{"status":"declined","code":"stolen_card"}"#),
            .declined(.paymentDeclined, message: "The payment was declined.")
        ),
        (
            Said(status: 402, body: #"{"code":"amount_limit","message":"line\nbreak"}"#),
            .declined(.paymentAmountLimit, message: "The amount is above the gateway's limit.")
        ),
        (Said(status: 402, body: ""), .declined(.paymentDeclined, message: "The payment was declined.")),
    ]

    @Test(arguments: verdicts)
    func `a clear word is taken as it is`(said: Said, expected: GatewayAnswer) async throws {
        try await run(said) { gateway, _ in
            let outcome = try await charge(gateway)
            #expect(outcome == .success(expected))
        }
    }

    static let unclear: [(Said, String)] = [
        (Said(status: 500, body: "{}"), "the gateway answered 500"),
        (Said(status: 503, body: #"{"status":"declined"}"#), "the gateway answered 503"),
        (Said(status: 400, body: #"{"status":"declined"}"#), "the gateway answered 400"),
        (Said(status: 401, body: ""), "the gateway answered 401"),
        (Said(status: 404, body: ""), "the gateway answered 404"),
        (Said(status: 409, body: ""), "the gateway answered 409"),
        (Said(status: 204, body: ""), "the gateway answered 204"),
        (Said(status: 302, body: "", location: "/pay/elsewhere"), "the gateway answered 302"),
        (Said(body: ""), "the answer is not JSON"),
        (Said(body: "[]"), "the answer is neither approved nor declined"),
        (Said(body: #"{"status":"pending"}"#), "the answer is neither approved nor declined"),
        (Said(body: #"{"status":"approved"}"#), "the answer has no reference"),
        (Said(body: #"{"status":"approved","reference":""}"#), "the answer has no reference"),
        (Said(body: #"{"status":"approved","reference":7}"#), "the answer has no reference"),
        (
            Said(body: #"{"status":"approved","reference":"\#(String(repeating: "r", count: 70_000))"}"#),
            "the answer is longer than 65536 bytes"
        ),
        (Said(body: #"{"status":"approved","reference":"late"}"#, silence: .beforeTheHead), "no answer within 1 s"),
        (Said(body: #"{"status":"approved","#, silence: .withinTheBody), "no answer within 1 s"),
    ]

    @Test(arguments: unclear)
    func `whatever is not clear is unknown and asked again`(said: Said, reason: String) async throws {
        try await run(said) { gateway, asked in
            let outcome = try await charge(gateway)
            #expect(outcome == .failure(GatewayTrouble(reason)))
            #expect(asked().count == 1)
        }
    }

    @Test func `a gateway that is busy says when it wants to be asked again`() async throws {
        try await run(Said(status: 429, body: "", retryAfter: "17")) { gateway, _ in
            let outcome = try await charge(gateway)
            #expect(outcome == .failure(GatewayTrouble("the gateway answered 429", retryAfterMillis: 17_000)))
        }
        try await run(Said(status: 425, body: "", retryAfter: "Wed, 21 Oct 2026 07:28:00 GMT")) { gateway, _ in
            let outcome = try await charge(gateway)
            #expect(outcome == .failure(GatewayTrouble("the gateway answered 425")))
        }
    }

    @Test func `a gateway that is not there is asked again`() async throws {
        let gateway = HTTPPaymentGateway(
            .init(url: "http://127.0.0.1:1/pay", secret: [1], timeoutSeconds: 1),
            time: ManualTime()
        )
        guard case .failure(let trouble) = try await charge(gateway) else {
            Issue.record("nobody answers at port 1")
            return try await gateway.shutdown()
        }
        #expect(trouble.reason.hasPrefix("the request failed"))
        try await gateway.shutdown()
    }
}

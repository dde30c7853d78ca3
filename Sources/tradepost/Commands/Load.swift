import ArgumentParser
import AsyncHTTPClient
import Engine
import NIOCore
import NIOHTTP1

/// `tradepost load`: the built-in load run against a server on this machine or another.
struct Load: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Place orders at a server and say how fast it was."
    )

    @Option(help: "The server.") var url = "http://127.0.0.1:8000"
    @Option(help: "Orders to place.") var orders = 100
    @Option(help: "Orders on their way at the same time.") var concurrent = 10

    func validate() throws {
        guard (1...1_000_000).contains(orders) else { throw ValidationError("--orders is 1 to 1,000,000") }
        guard (1...1_000).contains(concurrent) else { throw ValidationError("--concurrent is 1 to 1,000") }
    }

    func run() async throws {
        try await LoadRun(url: url, orders: orders, concurrent: concurrent).run()
    }
}

/// One load run: a new customer, so many orders, so many at the same time.
private struct LoadRun: Sendable {
    /// Product ids and prices in cents of the sample catalogue.
    private static let products: [(id: String, cents: Int)] = [
        ("prod-001", 2_999), ("prod-002", 999), ("prod-003", 450), ("prod-004", 12_900), ("prod-005", 1_995),
    ]

    let url: String
    let orders: Int
    let concurrent: Int

    func run() async throws {
        let client = HTTPClient(eventLoopGroupProvider: .singleton)
        do {
            let token = try await logIn(client)
            let start = ContinuousClock.now
            let latencies = try await place(client, token)
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            report(latencies, seconds)
            try await client.shutdown()
        } catch {
            try await client.shutdown()
            throw error
        }
    }

    private func logIn(_ client: HTTPClient) async throws -> String {
        let email = "load-\(UInt64.random(in: .min ... .max))@example.com"
        let body = #"{"email":"\#(email)","password":"correct-horse-9"}"#
        _ = try await post(client, "/api/v1/auth/register", body, token: nil)
        let answer = try await post(client, "/api/v1/auth/login", body, token: nil)
        guard let token = try JSONDocument(parsing: answer).root["access_token"]?.string else {
            throw Failure(line: "the server gave no token", exitCode: 69)
        }
        return token
    }

    private func place(_ client: HTTPClient, _ token: String) async throws -> [Double] {
        try await withThrowingTaskGroup(of: [Double].self) { group in
            for worker in 0..<concurrent {
                let share = orders / concurrent + (worker < orders % concurrent ? 1 : 0)
                group.addTask {
                    var latencies: [Double] = []
                    for _ in 0..<share {
                        let start = ContinuousClock.now
                        _ = try await post(client, "/api/v1/orders", Self.order(), token: token)
                        latencies.append((ContinuousClock.now - start) / .milliseconds(1))
                    }
                    return latencies
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    private static func order() -> String {
        let lines = (0..<Int.random(in: 1...4)).map { _ in
            (products.randomElement() ?? products[0], Int.random(in: 1...5))
        }
        let items = lines.map { line in
            #"{"product_id":"\#(line.0.id)","quantity":\#(line.1),"unit_price":\#(amount(line.0.cents))}"#
        }
        let total = lines.reduce(0) { $0 + $1.0.cents * $1.1 }
        return #"{"items":[\#(items.joined(separator: ","))],"total_amount":\#(amount(total)),"#
            + #""shipping_address":{"street":"1 Main St","city":"New York","state":"NY","zip":"10001"},"#
            + #""payment_method":"CREDIT_CARD"}"#
    }

    private static func amount(_ cents: Int) -> String {
        "\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
    }

    private func post(_ client: HTTPClient, _ path: String, _ body: String, token: String?) async throws -> [UInt8] {
        var request = HTTPClientRequest(url: url + path)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        request.body = .bytes(ByteBuffer(string: body))
        let response = try await client.execute(request, timeout: .seconds(30))
        let bytes = Array(try await response.body.collect(upTo: 1 << 20).readableBytesView)
        guard response.status != .tooManyRequests else {
            throw Failure(
                line: "\(path) answered 429: the server limits requests, so that its speed cannot be measured. "
                    + "Start it with RATE_LIMIT_ENABLED=false for the load run.",
                exitCode: 69
            )
        }
        guard (200..<300).contains(response.status.code) else {
            throw Failure(
                line: "\(path) answered \(response.status.code): \(String(decoding: bytes.prefix(300), as: UTF8.self))",
                exitCode: 69
            )
        }
        return bytes
    }

    private func report(_ latencies: [Double], _ seconds: Double) {
        let sorted = latencies.sorted()
        let at: (Double) -> Double = { share in
            (sorted[min(Int(Double(sorted.count) * share), sorted.count - 1)] * 100).rounded() / 100
        }
        Output.line("orders        \(latencies.count)")
        Output.line("seconds       \((seconds * 100).rounded() / 100)")
        Output.line("orders/s      \((Double(latencies.count) / seconds).rounded())")
        Output.line("latency ms    p50 \(at(0.5))  p95 \(at(0.95))  p99 \(at(0.99))  max \(at(1))")
    }
}

import AsyncHTTPClient
import Commerce
import Crypto
import NIOCore
import NIOHTTP1

/// Posts signed JSON with an idempotency key to somebody outside, and reads the answer to its end.
struct SignedClient: Sendable {
    /// The longest answer that is read, in bytes.
    static let answerLimitBytes = 64 << 10

    private let url: String
    private let secret: [UInt8]
    private let timeoutSeconds: Int
    private let time: any TimeSource
    private let client: HTTPClient

    /// A client that has sent nothing yet; `shutdown` has to be called in the end.
    ///
    /// - Parameters:
    ///   - url: where it posts to, `http` or `https`, without query.
    ///   - timeoutSeconds: how long an answer may take, all of it.
    ///   - connections: how many it keeps at once.
    init(url: String, secret: [UInt8], timeoutSeconds: Int, time: any TimeSource, connections: Int) {
        (self.url, self.secret, self.timeoutSeconds, self.time) = (url, secret, timeoutSeconds, time)
        var settings = HTTPClient.Configuration()
        settings.redirectConfiguration = .disallow
        settings.timeout.connect = .seconds(Int64(timeoutSeconds))
        // The caller tries again by itself, and counts.
        settings.connectionPool.retryConnectionEstablishment = false
        settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
    }

    /// Closes the connections; calls under way fail.
    func shutdown() async throws { try await client.shutdown() }

    /// An object as JSON.
    static func json(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        write(&json)
        json.endObject()
        return json.bytes
    }

    /// Sends a request and reads its answer to the end, all within the timeout.
    ///
    /// - Throws: when there is no answer; what it says is not looked at.
    func post(_ path: String, key: String, _ body: [UInt8]) async throws(GatewayTrouble) -> GatewayHTTPAnswer {
        var request = HTTPClientRequest(url: url + path)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "Accept", value: "application/json")
        request.headers.add(name: "User-Agent", value: "tradepost")
        request.headers.add(name: "Idempotency-Key", value: key)
        request.headers.add(name: "Tradepost-Signature", value: signature(of: body))
        request.body = .bytes(ByteBuffer(bytes: body))
        do {
            return try await exchange(request)
        } catch is TooLate {
            throw GatewayTrouble("no answer within \(timeoutSeconds) s")
        } catch is NIOTooManyBytesError {
            throw GatewayTrouble("the answer is longer than \(Self.answerLimitBytes) bytes")
        } catch let error as HTTPClientError where error == .deadlineExceeded {
            throw GatewayTrouble("no answer within \(timeoutSeconds) s")
        } catch let error as HTTPClientError {
            throw GatewayTrouble("the request failed: \(error.shortDescription)")
        } catch {
            // The kind of error says enough, and holds nothing that was sent.
            throw GatewayTrouble("the request failed: \(type(of: error))")
        }
    }

    private struct TooLate: Error {}

    /// The client's own deadline ends with the head of the answer; this one also covers its body.
    private func exchange(_ request: HTTPClientRequest) async throws -> GatewayHTTPAnswer {
        let (client, time, seconds) = (client, time, Int64(timeoutSeconds))
        let deadline = time.now.adding(millis: seconds * 1_000)
        return try await withThrowingTaskGroup(of: GatewayHTTPAnswer.self) { group in
            group.addTask {
                let answer = try await client.execute(request, timeout: .seconds(seconds))
                let body = try await answer.body.collect(upTo: Self.answerLimitBytes)
                return GatewayHTTPAnswer(
                    status: Int(answer.status.code),
                    retryAfter: answer.headers.first(name: "Retry-After"),
                    body: Array(body.readableBytesView)
                )
            }
            group.addTask {
                try await time.sleep(until: deadline)
                throw TooLate()
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw TooLate() }
            return first
        }
    }

    /// `t=<unix seconds>,v1=<HMAC-SHA256 of "<t>.<body>" in hexadecimal>`.
    private func signature(of body: [UInt8]) -> String {
        let seconds = "\(time.now.millis / 1_000)"
        var code = HMAC<SHA256>(key: SymmetricKey(data: secret))
        code.update(data: Array("\(seconds).".utf8))
        code.update(data: body)
        return "t=\(seconds),v1=\(Hexadecimal.text(Array(code.finalize())))"
    }
}

/// Bytes as lower-case hexadecimal digits.
package enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    /// Two digits for each byte.
    package static func text(_ bytes: [UInt8]) -> String {
        var hex: [UInt8] = []
        hex.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            hex.append(digits[Int(byte >> 4)])
            hex.append(digits[Int(byte & 15)])
        }
        return String(decoding: hex, as: UTF8.self)
    }
}

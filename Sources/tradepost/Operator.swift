import ArgumentParser
import AsyncHTTPClient
import Commerce
import Engine
import Logging
import NIOCore
import NIOHTTP1
import Storage

/// `--data DIR`, or `--url` and a token: where an operator's command does its work.
struct OperatorOptions: ParsableArguments {
    @OptionGroup var data: DataOptions
    @Option(help: "Ask the server that runs at this address; without it, no server may run on the data.")
    var url: String?
    @Option(help: "An admin's token, with --url; by default the environment variable TRADEPOST_TOKEN.")
    var token: String?

    /// Lets the server do the work, or does it here; answers the JSON that both answer.
    func carryOut(
        _ method: HTTPMethod,
        _ path: String,
        body: [UInt8]? = nil,
        here: (OfflineShop) async throws(EngineError) -> [UInt8]
    ) async throws -> JSONNode {
        let bytes =
            if let url { try await RemoteServer(url: url, token: try accessToken()).ask(method, path, body) } else {
                try await OfflineShop.run(data, here)
            }
        do throws(JSONError) {
            return try JSONDocument(parsing: bytes).root
        } catch {
            throw Failure(line: "the answer is no JSON: \(error.explanation)", exitCode: 69)
        }
    }

    private func accessToken() throws(Failure) -> String {
        if let token = token ?? ProcessEnvironment.value("TRADEPOST_TOKEN"), !token.isEmpty { return token }
        throw Failure(line: "--url needs an admin's token: --token or TRADEPOST_TOKEN", exitCode: 64)
    }
}

/// The shop in a data directory that no server is using, with its workers at rest.
struct OfflineShop {
    let engine: Engine
    let letters: LetterOffice
    let groups: GroupOffice

    /// Opens the shop for the time of `body`.
    static func run(
        _ data: DataOptions,
        _ body: (OfflineShop) async throws(EngineError) -> [UInt8]
    ) async throws -> [UInt8] {
        ignoreKeyRotation()
        let settings = Settings(file: "\(data.data)/tradepost.env")
        var configuration = try settings.engineConfiguration(isDemo: settings.isDevelopment, in: data.directory)
        try settings.notify(&configuration, data: data.data)
        let engineConfiguration = configuration
        let hasGateway = try settings.paymentGateway() != nil
        let engine = try reporting { () throws(EngineError) in
            // A directory without a store is a slip of the pen here, not a shop to be made.
            do throws(StorageError) {
                try Environment(inspecting: data.directory).close()
            } catch {
                throw EngineError(error)
            }
            return try Engine(
                opening: data.directory,
                options: Environment.Options(drawEpoch: drawEpoch),
                configuration: engineConfiguration,
                time: SystemTime(),
                entropy: Entropy(),
                logger: Logger(label: "tradepost") { _ in SwiftLogNoOpLogHandler() },
                onFatal: { Output.error($0.description) }
            )
        }
        let result: Result<[UInt8], EngineError>
        do throws(EngineError) {
            let workers = Pipeline.standardWorkers(engine, hasGateway: hasGateway)
            let pipeline = try Pipeline(engine, workers: workers)
            let shop = OfflineShop(
                engine: engine,
                letters: LetterOffice(engine, pipeline),
                groups: GroupOffice(engine, pipeline)
            )
            result = .success(try await body(shop))
        } catch {
            result = .failure(error)
        }
        await engine.close()
        return try reporting { () throws(EngineError) in try result.get() }
    }
}

/// A server that is asked on an administrator's behalf.
struct RemoteServer: Sendable {
    private static let answerBytes = 64 << 20
    private static let timeout = TimeAmount.seconds(120)

    let url: String
    let token: String

    /// The body of the answer.
    ///
    /// - Throws: a failure with what the server said for anything but success.
    func ask(_ method: HTTPMethod, _ path: String, _ body: [UInt8]?) async throws -> [UInt8] {
        let client = HTTPClient(eventLoopGroupProvider: .singleton)
        do {
            let bytes = try await ask(method, path, body, client)
            try await client.shutdown()
            return bytes
        } catch {
            try await client.shutdown()
            throw error
        }
    }

    private func ask(
        _ method: HTTPMethod,
        _ path: String,
        _ body: [UInt8]?,
        _ client: HTTPClient
    ) async throws -> [UInt8] {
        var base = url
        while base.hasSuffix("/") { base.removeLast() }
        var request = HTTPClientRequest(url: base + "/api/v1" + path)
        request.method = method
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        let (status, bytes): (UInt, [UInt8])
        do {
            let response = try await client.execute(request, timeout: Self.timeout)
            status = response.status.code
            bytes = Array(try await response.body.collect(upTo: Self.answerBytes).readableBytesView)
        } catch {
            throw Failure(line: "\(base) does not answer: \(error)", exitCode: 69)
        }
        guard (200..<300).contains(status) else {
            throw Failure(line: "\(base) answered \(status): \(Self.explanation(bytes))", exitCode: 69)
        }
        return bytes
    }

    /// What a problem says, with what is wrong about each field; the beginning of any other answer.
    private static func explanation(_ body: [UInt8]) -> String {
        guard let problem = try? JSONDocument(parsing: body).root, let detail = problem["detail"]?.string else {
            return String(decoding: body.prefix(300), as: UTF8.self)
        }
        let fields = problem.list("errors").map { error in
            "; \(error["pointer"]?.string ?? "-"): \(error["detail"]?.string ?? "-")"
        }
        return detail + fields.joined()
    }
}

/// A part of a URL, everything but letters, digits and `-._~` percent-encoded.
enum URLText {
    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A query of those parameters that have a value, with its question mark.
    static func query(_ parameters: [(name: String, value: String?)]) -> String {
        let given = parameters.compactMap { parameter in
            parameter.value.map { "\(parameter.name)=\(encoded($0))" }
        }
        return given.isEmpty ? "" : "?" + given.joined(separator: "&")
    }
}

/// A row of an answer, as text with tabs.
extension JSONNode {
    /// The elements of a member that is an array; none when it is absent.
    func list(_ name: String) -> [JSONNode] { self[name].map { Array($0.elements) } ?? [] }

    /// The values of some members, in their order; nothing for what is absent.
    func row(_ names: [String]) -> String {
        names.map { name in
            guard let value = self[name], !value.isNull else { return "-" }
            return value.string ?? String(decoding: value.rawText, as: UTF8.self)
        }
        .joined(separator: "\t")
    }
}

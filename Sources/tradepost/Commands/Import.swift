import ArgumentParser
import AsyncHTTPClient
import Commerce
import Engine
import Logging
import NIOCore
import NIOHTTP1
import Storage

/// `tradepost import FILE`: products out of a CSV file.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Add and change products of the catalogue from a CSV file.",
        discussion: """
            The file has a header with sku, name and price, and any of product_id, description, currency, category, \
            stock, low_stock_threshold, image_url and is_active: what GET /products/export answers is one. Rows that \
            cannot be used are named and do not stop the others; the status is 1 then.
            """
    )

    @OptionGroup var data: DataOptions
    @Argument(help: "The file.") var file: String
    @Option(help: "Import through the server that runs at this address; without it, no server may run on the data.")
    var url: String?
    @Option(help: "An admin's access token, with --url; by default the environment variable TRADEPOST_TOKEN.")
    var token: String?
    @Option(help: "Write the rows that failed to this file, to mend and import them again.") var failed: String?

    func run() async throws {
        guard let bytes = SmallFile.read(file) else {
            throw Failure(line: "\(file) cannot be read or has more than \(SmallFile.maxBytes >> 20) MiB", exitCode: 78)
        }
        let sheet: ProductSheet
        do throws(CatalogueFile.Flaw) {
            sheet = try ProductSheet(parsing: bytes)
        } catch {
            throw Failure(line: "\(file) cannot be imported: \(error)", exitCode: 78)
        }
        let report =
            if let url { try await RemoteImport(url: url, token: try accessToken()).run(sheet) } else {
                try await importHere(sheet)
            }
        for row in report.rows where row.outcome == .failed {
            Output.line("row \(row.row): \(row.code ?? "failed"): \(row.detail ?? "")")
        }
        Output.line(
            ImportReport.Outcome.allCases.map { "\($0.rawValue) \(report.count($0))" }.joined(separator: ", ")
        )
        guard let failedRows = sheet.failedRows(report) else { return }
        if let failed { try OutputFile.write(failedRows, to: failed) }
        throw ExitCode(1)
    }

    private func accessToken() throws(Failure) -> String {
        if let token = token ?? ProcessEnvironment.value("TRADEPOST_TOKEN"), !token.isEmpty { return token }
        throw Failure(line: "--url needs an admin's token: --token or TRADEPOST_TOKEN", exitCode: 64)
    }

    /// Imports into the data directory, which no server may be using.
    private func importHere(_ sheet: ProductSheet) async throws -> ImportReport {
        ignoreKeyRotation()
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
                configuration: EngineConfiguration(keeping: data.directory, entropy: Entropy()),
                time: SystemTime(),
                entropy: Entropy(),
                logger: Logger(label: "tradepost") { _ in SwiftLogNoOpLogHandler() },
                onFatal: { Output.error($0.description) }
            )
        }
        let result: Result<ImportReport, EngineError>
        do throws(EngineError) {
            result = .success(try await engine.importProducts(sheet, by: .operator))
        } catch {
            result = .failure(error)
        }
        await engine.close()
        return try reporting { () throws(EngineError) in try result.get() }
    }
}

/// An import through a server, piece by piece.
private struct RemoteImport: Sendable {
    /// A piece is half of what a server takes as a body.
    private static let pieceBytes = 512 << 10
    private static let answerBytes = 64 << 20
    private static let timeout = TimeAmount.seconds(60)

    let url: String
    let token: String

    func run(_ sheet: ProductSheet) async throws -> ImportReport {
        let client = HTTPClient(eventLoopGroupProvider: .singleton)
        do {
            var report = ImportReport()
            report.rows = sheet.flawedRows
            for piece in sheet.pieces(maxBytes: Self.pieceBytes) {
                report.rows += piece.renumbered(try await post(piece.csv, client))
            }
            report.rows.sort { $0.row < $1.row }
            try await client.shutdown()
            return report
        } catch {
            try await client.shutdown()
            throw error
        }
    }

    private func post(_ csv: [UInt8], _ client: HTTPClient) async throws -> ImportReport {
        var base = url
        while base.hasSuffix("/") { base.removeLast() }
        var request = HTTPClientRequest(url: base + "/api/v1/products/import")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "text/csv; charset=utf-8")
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        request.body = .bytes(ByteBuffer(bytes: csv))
        let bytes: [UInt8]
        let status: UInt
        do {
            let response = try await client.execute(request, timeout: Self.timeout)
            status = response.status.code
            bytes = Array(try await response.body.collect(upTo: Self.answerBytes).readableBytesView)
        } catch {
            throw Failure(line: "\(base) does not answer: \(error)", exitCode: 69)
        }
        guard status == 200, let report = ImportReport(try JSONDocument(parsing: bytes).root) else {
            let words = String(decoding: bytes.prefix(300), as: UTF8.self)
            throw Failure(line: "\(base) answered \(status): \(words)", exitCode: 69)
        }
        return report
    }
}

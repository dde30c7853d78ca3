import Engine
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// Bodies in and answers out, the same for every route.
enum RequestBody {
    /// Longest JSON body, in bytes.
    static let maxBytes = 1 << 20

    /// The body's bytes.
    ///
    /// - Throws: 413 above the limit.
    static func bytes(_ request: Request) async throws -> [UInt8] {
        do {
            return Array(try await request.body.collect(upTo: maxBytes).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw Problem(.payloadTooLarge)
        }
    }

    /// The body as JSON.
    ///
    /// - Throws: 415 for another content type, 400 for what is not JSON.
    static func json(_ request: Request, _ bytes: [UInt8]) throws(Problem) -> JSONDocument {
        guard isJSON(request.headers[.contentType]) else { throw Problem(.unsupportedMediaType) }
        do throws(JSONError) {
            return try JSONDocument(parsing: bytes)
        } catch {
            throw Problem(error)
        }
    }

    private static func isJSON(_ contentType: String?) -> Bool {
        guard let contentType else { return false }
        let type = contentType.prefix { $0 != ";" }
        return type == "application/json" || type.lowercased().filter { $0 != " " } == "application/json"
    }

    /// Reads fields and throws all that is wrong with them at once.
    static func read<Value>(
        _ document: JSONDocument,
        _ body: (inout FieldReader) -> Value?
    ) throws(Problem) -> Value {
        var reader = FieldReader(document.root)
        let value = body(&reader)
        guard reader.problems.isEmpty, let value else {
            let isPrecision = reader.problems.contains { $0.code == ErrorCode.amountPrecision.rawValue }
            throw Problem(isPrecision ? .amountPrecision : .validationError, errors: reader.problems)
        }
        return value
    }
}

extension Response {
    /// A JSON answer.
    static func json(_ bytes: [UInt8], status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    static func json(
        status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:],
        _ body: (inout JSONWriter) -> Void
    ) -> Response {
        var writer = JSONWriter()
        writer.beginObject()
        body(&writer)
        writer.endObject()
        return json(writer.bytes, status: status, headers: headers)
    }

    static func text(_ text: String, type: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}

/// `page` and `page_size`, or `skip` and `limit`, of a list request.
struct Paging {
    static let defaultSize = 10
    static let maxSize = 100
    /// Rows that may be left out by number; further down the list a cursor is faster and does not shift.
    static let maxSkip = 10_000

    var skip: Int
    var limit: Int
    var page: Int
    /// The seed form: a bare array.
    var isBare: Bool
    /// What was asked for, to make the next page's address of.
    let uri: URI

    /// - Throws: 422 for numbers that cannot be used.
    init(_ request: Request) throws(Problem) {
        uri = request.uri
        let parameters = uri.queryParameters
        isBare = parameters["page"] == nil && (parameters["skip"] != nil || parameters["limit"] != nil)
        if isBare {
            skip = try Self.number(parameters["skip"], "skip", 0...Self.maxSkip, default: 0)
            limit = try Self.number(parameters["limit"], "limit", 1...Self.maxSize, default: Self.defaultSize)
            page = 1
        } else {
            page = try Self.number(parameters["page"], "page", 1...100_000, default: 1)
            limit = try Self.number(parameters["page_size"], "page_size", 1...Self.maxSize, default: Self.defaultSize)
            skip = (page - 1) * limit
            guard skip <= Self.maxSkip else {
                let detail =
                    "Only the first \(Self.maxSkip) entries have pages: send `next_cursor` as `cursor` instead."
                throw Problem(
                    .validationError,
                    errors: [FieldProblem(pointer: "/page", code: "out_of_range", detail: detail)]
                )
            }
        }
    }

    private static func number(
        _ text: Substring?,
        _ name: String,
        _ range: ClosedRange<Int>,
        default value: Int
    ) throws(Problem) -> Int {
        guard let text else { return value }
        guard let number = Int(text), range.contains(number) else {
            let detail = "A whole number from \(range.lowerBound) to \(range.upperBound) is expected."
            throw Problem(
                .validationError,
                errors: [FieldProblem(pointer: "/\(name)", code: "out_of_range", detail: detail)]
            )
        }
        return number
    }
}

import HTTPTypes
import Hummingbird
import NIOCore

/// Which answers are compressed: texts of some length, read with `GET`, for clients that say they can take it.
///
/// Only reading: what a write answers may hold a secret that is shown once (docs/decisions/0028).
enum Compression {
    /// Below this a body fits one packet, and compressing it gains nothing.
    static let leastBytes = 1_400
    /// Bodies up to this length are compressed in one go, so that their length can be said.
    static let wholeBytes = 1 << 20

    /// The answer, compressed when it is worth it and the client wants it.
    ///
    /// - Throws: what the body throws while it is made.
    static func apply(to response: Response, of request: Request) async throws -> Response {
        guard request.method == .get else { return response }
        let accepted = request.headers[.acceptEncoding]
        let length = response.body.contentLength
        if let length, length < leastBytes {
            guard length > 0, let accepted, ContentCoding.refusesIdentity(accepted) else { return response }
        }
        guard isPlainText(response) else { return response }
        var response = response
        response.headers.vary(on: .acceptEncoding)
        guard let coding = accepted.flatMap(ContentCoding.wanted) else { return response }
        if let length, length <= wholeBytes {
            let result = CollectingWriter.Result()
            try await response.body.write(CollectingWriter(deflater: Deflater(coding, .quick), result: result))
            response.body = ResponseBody(byteBuffer: result.bytes)
        } else {
            let plain = response.body
            response.headers[.contentLength] = nil
            response.body = ResponseBody { writer in
                try await plain.write(CompressingWriter(next: writer, deflater: Deflater(coding, .quick)))
            }
        }
        mark(&response.headers, coding)
        return response
    }

    /// Says what was done to a body.
    static func mark(_ headers: inout HTTPFields, _ coding: ContentCoding) {
        headers[.contentEncoding] = coding.rawValue
        if let tag = headers[.eTag] { headers[.eTag] = CodedTags.tag(tag, coding) }
    }

    /// Whether it is a whole text that nobody has compressed yet.
    private static func isPlainText(_ response: Response) -> Bool {
        switch response.status {
        case .noContent, .notModified, .partialContent: return false
        default: break
        }
        guard response.headers[.contentEncoding] == nil, let type = response.headers[.contentType] else { return false }
        return isText(type)
    }

    /// Whether a media type is one of those that compress well; an event stream is not, it must not wait for more.
    static func isText(_ type: String) -> Bool {
        let name = type.prefix { $0 != ";" }.lowercased()
        if name.hasPrefix("text/") { return name != "text/event-stream" }
        return name == "application/json" || name == "application/yaml" || name == "image/svg+xml"
            || (name.hasPrefix("application/") && name.hasSuffix("+json"))
    }
}

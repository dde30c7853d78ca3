import Crypto
import Engine
import HTTPTypes
import Hummingbird
import NIOCore

/// A file as it is served.
struct Asset: Sendable {
    /// How long browsers may keep it.
    enum Caching: String {
        /// The address has a hash of the content in it.
        case forEver = "public, max-age=31536000, immutable"
        /// Kept, and asked about with its tag each time.
        case askAgain = "no-cache"
    }

    /// The bytes; nil when only the compressed form is kept.
    private var plain: ByteBuffer?
    /// The gzip form, for texts that are worth it.
    private var gzip: ByteBuffer?
    private var type: String
    private var tag: String

    /// A file of the given name, whose ending decides the media type.
    init(_ name: String, _ bytes: [UInt8]) {
        plain = ByteBuffer(bytes: bytes)
        type = Self.type(of: name)
        tag = Self.tag(bytes)
    }

    /// A file that is a gzip file inside; `name` is that of what it holds.
    init(_ name: String, gzip bytes: [UInt8]) {
        gzip = ByteBuffer(bytes: bytes)
        type = Self.type(of: name)
        tag = Self.tag(bytes)
    }

    /// The same file with its compressed form beside it, made once and as small as it gets.
    func compressed() -> Asset {
        guard let plain, plain.readableBytes >= Compression.leastBytes, Compression.isText(type) else { return self }
        var asset = self
        asset.gzip = Deflater.compress(plain, .gzip, .best)
        return asset
    }

    /// The answer: the file in the form that the client wants, or that it has it already.
    func response(_ request: Request, caching: Caching) -> Response {
        var headers: HTTPFields = [.eTag: tag, .cacheControl: caching.rawValue]
        if gzip != nil { headers.vary(on: .acceptEncoding) }
        if EntityTag.isKnown(tag, to: request) { return Response(status: .notModified, headers: headers) }
        headers[.contentType] = type
        let wanted = request.headers[.acceptEncoding].flatMap(ContentCoding.wanted)
        if let gzip, wanted == .gzip {
            Compression.mark(&headers, .gzip)
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: gzip))
        }
        guard let bytes = plain ?? gzip.flatMap(Inflater.content) else { return Response(status: .notFound) }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: bytes))
    }

    // MARK: Names of contents

    /// The entity tag of a content.
    private static func tag(_ bytes: [UInt8]) -> String {
        "\"\(Base64URL.encode(Array(SHA256.hash(data: bytes).prefix(12))))\""
    }

    /// One name for all files and their contents, as a part of a path.
    static func hash(of files: [String: [UInt8]]) -> String {
        var hash = SHA256()
        for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
            hash.update(data: Array("\(name)\u{0}\(bytes.count)\u{0}".utf8))
            hash.update(data: bytes)
        }
        return Base64URL.encode(Array(hash.finalize().prefix(9)))
    }

    /// The media type by the file's ending.
    private static func type(of path: String) -> String {
        switch path.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "txt": "text/plain; charset=utf-8"
        case "svg": "image/svg+xml"
        case "json": "application/json"
        case "webmanifest": "application/manifest+json"
        case "png": "image/png"
        default: "application/octet-stream"
        }
    }
}

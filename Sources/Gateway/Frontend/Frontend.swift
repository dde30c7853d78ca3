import CEmbedded
import Engine
import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix

/// The browser's files: embedded in the program, or read from a folder while they are being written.
package final class Frontend: Sendable {
    /// A file as it is served.
    struct Asset: Sendable {
        var body: ByteBuffer
        var type: String
        var tag: String
    }

    /// Scripts, styles and connections from here only; no inline code.
    let contentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"

    private let embedded: [String: Asset]
    private let folder: String?

    /// Serves the embedded files, or those of a folder.
    ///
    /// - Parameter folder: where to read files from instead, with every request anew.
    package init(folder: String?) {
        self.folder = folder
        embedded = folder == nil ? EmbeddedFiles.load() : [:]
    }

    /// Paths below these are for programs even when a browser asks.
    private static let programPaths = ["/api", "/assets", "/ws", "/metrics", "/health", "/errors", "/.well-known"]

    /// Whether a browser asks for a page: any path of the frontend's own router.
    func wants(_ request: Request) -> Bool {
        guard request.method == .get || request.method == .head, request.headers[.accept]?.contains("text/html") == true
        else { return false }
        let path = request.uri.path
        return !Self.programPaths.contains { path == $0 || path.hasPrefix($0 + "/") }
    }

    /// The page that all of the frontend's paths share.
    func page(_ request: Request) -> Response { file("index.html", request) ?? Response(status: .notFound) }

    /// `/assets/…`.
    func add(to router: Router<GatewayContext>) {
        router.get("assets/**") { [self] request, context in
            let path = context.parameters.getCatchAll().joined(separator: "/")
            guard let response = file(path, request) else { throw Problem(.notFound) }
            return response
        }
    }

    private func file(_ path: String, _ request: Request) -> Response? {
        guard let asset = embedded[path] ?? folder.flatMap({ FolderFiles.load(path, in: $0) }) else { return nil }
        var headers: HTTPFields = [.eTag: asset.tag, .cacheControl: "no-cache"]
        if request.headers[.ifNoneMatch] == asset.tag { return Response(status: .notModified, headers: headers) }
        headers[.contentType] = asset.type
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: asset.body))
    }

    /// The media type by the file's ending.
    static func type(of path: String) -> String {
        switch path.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "svg": "image/svg+xml"
        case "json": "application/json"
        case "webmanifest": "application/manifest+json"
        case "png": "image/png"
        default: "application/octet-stream"
        }
    }
}

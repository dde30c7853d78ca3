import HTTPTypes
import Hummingbird
import NIOCore

/// The browser's files: embedded in the program, or read from a folder while they are being written.
///
/// Embedded files have addresses with a hash of all of them in it, `/assets/<hash>/app.js`, which browsers may keep for
/// ever: another version of the program has other addresses. The pages are made to use those at the start; without the
/// hash the files are there too, to be asked for again each time.
package final class Frontend: Sendable {
    private static let page = "index.html"
    /// The page of the control room, whose paths begin with `controlRoom`.
    private static let controlPage = "admin.html"
    private static let controlRoom = "/admin"
    /// The service worker; its address has no hash, because it may only look after pages below its own folder.
    private static let worker = "sw.js"
    /// Texts of the frontend that name files by their whole address.
    private static let namingFiles = [page, controlPage, "manifest.webmanifest", worker]

    private let embedded: [String: Asset]
    /// The hash of all embedded files; nil when they come from a folder.
    private let version: String?
    private let folder: String?

    /// Serves the embedded files, or those of a folder.
    ///
    /// - Parameter folder: where to read files from instead, with every request anew.
    package init(folder: String?) {
        self.folder = folder
        guard folder == nil else {
            (embedded, version) = ([:], nil)
            return
        }
        var files = EmbeddedFiles.load()
        let version = Asset.hash(of: files)
        for name in Self.namingFiles {
            if let text = files[name] { files[name] = Self.naming(version, in: text) }
        }
        embedded = Dictionary(uniqueKeysWithValues: files.map { ($0.key, Asset($0.key, $0.value).compressed()) })
        self.version = version
    }

    private static func naming(_ version: String, in text: [UInt8]) -> [UInt8] {
        let address = Array("\"/assets/".utf8)
        var result: [UInt8] = []
        var rest = text[...]
        while let byte = rest.first {
            if rest.starts(with: address) {
                result += address + Array("\(version)/".utf8)
                rest = rest.dropFirst(address.count)
            } else {
                result.append(byte)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    /// The address of a file, for pages that are made here.
    func address(of path: String) -> String { "/assets/" + (version.map { "\($0)/" } ?? "") + path }

    // MARK: Answers

    /// Paths below these are for programs even when a browser asks, or have pages of their own.
    private static let otherPaths = [
        "/api", "/assets", "/ws", "/metrics", "/health", "/errors", "/.well-known", "/docs", "/redoc", "/openapi.json",
        "/openapi.yaml",
    ]

    /// Whether a browser asks for a page: any path of the frontend's own router.
    func wants(_ request: Request) -> Bool {
        guard request.method == .get || request.method == .head, request.acceptsPage else { return false }
        let path = request.uri.path
        return !Self.otherPaths.contains { path == $0 || path.hasPrefix($0 + "/") }
    }

    /// The page that all of the shop's paths share, or the one of the control room's.
    func page(_ request: Request) -> Response {
        let path = request.uri.path
        let isControlRoom = path == Self.controlRoom || path.hasPrefix(Self.controlRoom + "/")
        guard var response = file(isControlRoom ? Self.controlPage : Self.page, request) else {
            return Response(status: .notFound)
        }
        // Programs get something else at many of these paths.
        response.headers.vary(on: .accept)
        return response
    }

    /// `/assets/…`, and the service worker at the root.
    func add(to router: Router<GatewayContext>) {
        router.get("sw.js") { [self] request, _ in
            guard let response = file(Self.worker, request) else { throw Problem(.notFound) }
            return response
        }
        router.get("assets/**") { [self] request, context in
            var path = context.parameters.getCatchAll()
            let isForEver = version != nil && path.first.map(String.init) == version
            if isForEver { path = Array(path.dropFirst()) }
            guard let response = file(path.joined(separator: "/"), request, isForEver: isForEver) else {
                throw Problem(.notFound)
            }
            return response
        }
    }

    private func file(_ path: String, _ request: Request, isForEver: Bool = false) -> Response? {
        let found = embedded[path] ?? folder.flatMap { FolderFiles.load(path, in: $0) }
        return found?.response(request, caching: isForEver ? .forEver : .askAgain)
    }
}

extension Request {
    /// Whether the client is a browser that wants a page to show.
    var acceptsPage: Bool { headers[.accept]?.contains("text/html") == true }
}

import HTTPTypes
import Hummingbird

/// `/docs` and `/redoc`: what `/openapi.json` says, to read and to try out, without the internet.
///
/// Swagger UI and Redoc are files of others that Scripts/setup-documentation fetches for the build. Without them both
/// addresses show a plain list of our own.
struct DocumentationPages: Sendable {
    /// Where the API's description is.
    static let description = "/openapi.json"
    private static let folder = "/docs/files/"
    private static let swaggerFiles = ["swagger-ui.css", "swagger-ui-bundle.js"]
    private static let redocFile = "redoc.standalone.js"
    private static let licenses = "licenses.txt"

    /// Both set styles of elements, and Redoc searches in a worker that it makes itself; scripts are from here alone.
    private static let contentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; worker-src blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

    private let frontend: Frontend
    private let files: [String: Asset]

    /// - Parameter files: gzip files by the name of what they hold; those of the program unless told otherwise.
    init(frontend: Frontend, files: [String: [UInt8]] = EmbeddedFiles.documentation()) {
        self.frontend = frontend
        self.files = Dictionary(uniqueKeysWithValues: files.map { ($0.key, Asset($0.key, gzip: $0.value)) })
    }

    func add(to router: Router<GatewayContext>) {
        router.get("docs") { _, _ in swagger() }
        router.get("redoc") { _, _ in redoc() }
        router.get("docs/files/:name") { request, context in
            guard let name = context.parameters.get("name"), let response = file(name, request) else {
                throw Problem(.notFound)
            }
            return response
        }
    }

    /// The description with Swagger UI, where requests can be tried out.
    func swagger() -> Response {
        guard Self.swaggerFiles.allSatisfy({ files[$0] != nil }) else { return plain() }
        return PlainPage(
            title: "API · Tradepost",
            styles: [Self.folder + Self.swaggerFiles[0], frontend.address(of: "pages/documentation.css")],
            scripts: [Self.folder + Self.swaggerFiles[1], frontend.address(of: "pages/swagger.js")],
            body: "<div id=\"api\" data-description=\"\(Self.description)\"></div>\n\(footer)",
            contentSecurityPolicy: Self.contentSecurityPolicy
        ).response()
    }

    /// The description with Redoc, for reading.
    func redoc() -> Response {
        guard files[Self.redocFile] != nil else { return plain() }
        return PlainPage(
            title: "API reference · Tradepost",
            styles: [frontend.address(of: "pages/documentation.css")],
            scripts: [Self.folder + Self.redocFile],
            body: "<redoc spec-url=\"\(Self.description)\"></redoc>\n\(footer)",
            contentSecurityPolicy: Self.contentSecurityPolicy
        ).response()
    }

    /// A file of the pages.
    func file(_ name: String, _ request: Request) -> Response? { files[name]?.response(request, caching: .askAgain) }

    private func plain() -> Response {
        let body = """
            <main>
            <h1>API</h1>
            <p class="quiet">From <a href="\(Self.description)"><code>\(Self.description)</code></a>.</p>
            <div id="operations" data-description="\(Self.description)"><p>Reading …</p></div>
            </main>
            """
        return PlainPage(
            title: "API · Tradepost",
            styles: ["styles/tokens.css", "pages/plain.css"].map(frontend.address),
            scripts: [frontend.address(of: "pages/operations.js")],
            body: body
        ).response()
    }

    private var footer: String {
        "<footer class=\"documentation-footer\"><a href=\"/docs\">Swagger UI</a> <a href=\"/redoc\">Redoc</a> "
            + "<a href=\"\(Self.description)\">openapi.json</a> <a href=\"\(Self.folder)\(Self.licenses)\">Licences</a></footer>"
    }
}

import Engine
import HTTPTypes
import Hummingbird

/// `/errors` and `/errors/{code}`, where a problem's `type` leads: a page for browsers, JSON for programs.
struct ErrorPages: Sendable {
    let frontend: Frontend

    /// All codes.
    func list(_ request: Request) -> Response {
        answer(request, page: listPage) { json in
            json.arrayField("data") { json in
                for entry in ErrorCatalogue.families.flatMap(\.entries) {
                    json.beginObject()
                    entry.write(to: &json)
                    json.endObject()
                }
            }
        }
    }

    /// One code.
    func page(_ code: ErrorCode, _ request: Request) -> Response {
        answer(request, page: { page(code.entry) }) { code.entry.write(to: &$0) }
    }

    private func answer(
        _ request: Request,
        page: () -> PlainPage,
        json: (inout JSONWriter) -> Void
    ) -> Response {
        var response =
            request.acceptsPage ? page().response() : Response.json(headers: [.cacheControl: "no-cache"], json)
        response.headers.vary(on: .accept)
        return response
    }

    // MARK: Pages

    private func listPage() -> PlainPage {
        plain("Errors", "<main><h1>Errors</h1>\n\(index(marking: nil))</main>")
    }

    private func page(_ entry: ErrorEntry) -> PlainPage {
        let body = """
            <main>
            <p class="quiet"><a href="/errors">Errors</a></p>
            <h1>\(HTML.escaped(entry.title))</h1>
            <p><code>\(entry.code.rawValue)</code> <span class="tag">\(entry.status.code) \
            \(HTML.escaped(entry.status.reasonPhrase))</span></p>
            <p>\(HTML.prose(entry.explanation))</p>
            <h2>What to do</h2>
            <p>\(HTML.prose(entry.remedy))</p>
            <details><summary>All codes</summary>
            \(index(marking: entry.code))</details>
            </main>
            """
        return plain(entry.title, body)
    }

    private func index(marking current: ErrorCode?) -> String {
        ErrorCatalogue.families.map { family in
            let items = family.entries.map { entry in
                let mark = entry.code == current ? " aria-current=\"page\"" : ""
                let code = entry.code.rawValue
                return """
                    <li><a href="/errors/\(code)"\(mark)><code>\(code)</code></a> <span class="tag">\(entry.status.code)</span> \
                    <span class="quiet">\(HTML.escaped(entry.title))</span></li>

                    """
            }
            return "<h2>\(HTML.escaped(family.title))</h2>\n<ul class=\"plain\">\n\(items.joined())</ul>\n"
        }.joined()
    }

    private func plain(_ title: String, _ body: String) -> PlainPage {
        let styles = ["styles/tokens.css", "pages/plain.css"].map(frontend.address)
        return PlainPage(title: "\(title) · Tradepost", styles: styles, body: body)
    }
}

extension ErrorEntry {
    fileprivate func write(to json: inout JSONWriter) {
        json.field("code", code.rawValue)
        json.field("status", Int(status.code))
        json.field("title", title)
        json.field("explanation", explanation)
        json.field("remedy", remedy)
    }
}

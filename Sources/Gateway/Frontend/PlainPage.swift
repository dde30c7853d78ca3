import HTTPTypes
import Hummingbird
import NIOCore

/// A page made here, without the shop around it: a title, style sheets and scripts by address, and a body.
struct PlainPage {
    var title: String
    var styles: [String] = []
    /// Classic scripts, run in order once the page is read.
    var scripts: [String] = []
    /// HTML; what comes from data goes through `HTML.escaped`.
    var body: String
    /// What the page says instead of the usual policy.
    var contentSecurityPolicy: String?

    /// The answer.
    func response() -> Response {
        let styles = styles.map { "<link rel=\"stylesheet\" href=\"\($0)\">\n" }.joined()
        let scripts = scripts.map { "<script defer src=\"\($0)\"></script>\n" }.joined()
        let html = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <title>\(HTML.escaped(title))</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <link rel="icon" href="/assets/favicon.svg">
            \(styles)\(scripts)</head>
            <body>
            \(body)
            </body>
            </html>

            """
        var headers: HTTPFields = [.contentType: "text/html; charset=utf-8", .cacheControl: "no-cache"]
        headers[.contentSecurityPolicy] = contentSecurityPolicy
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }
}

/// Texts as parts of a page.
enum HTML {
    /// The text with what HTML reads as markup replaced, for contents and attributes.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }

    /// The text, with what stands between backticks as code.
    static func prose(_ text: String) -> String {
        let parts = text.split(separator: "`", omittingEmptySubsequences: false)
        return parts.enumerated().map { index, part in
            index.isMultiple(of: 2) ? escaped(String(part)) : "<code>\(escaped(String(part)))</code>"
        }.joined()
    }
}

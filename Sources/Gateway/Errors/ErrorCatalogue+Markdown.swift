import HTTPTypes

extension ErrorCatalogue {
    /// The catalogue as docs/errors.md has it.
    package static var markdown: String {
        var text = """
            # Errors

            Made from the program's own catalogue by `tradepost docs errors`. A running server shows the same under `/errors`
            and `/errors/{code}`, as JSON to programs and as a page to browsers.

            Every error is `application/problem+json` (RFC 9457); programs switch on `code`. The list is append-only: a code
            never changes its meaning.

            """
        for family in families {
            text += "\n## \(family.title)\n"
            for entry in family.entries { text += "\n" + entry.markdown }
        }
        return text
    }
}

extension ErrorEntry {
    /// The entry as a subsection.
    fileprivate var markdown: String {
        var lines = ["### `\(code.rawValue)`", "", "**\(status.code) \(status.reasonPhrase)**: \(title).", ""]
        lines += ["\(explanation)", "", "*What to do:* \(remedy)", ""]
        return lines.joined(separator: "\n")
    }
}

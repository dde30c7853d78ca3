import HTTPTypes
import Hummingbird

/// Entity tags of compressed answers: `"v5"` is `"v5-gzip"` when it goes out compressed.
///
/// Bytes differ, so the strong tags have to. What comes back in a condition names the same version in either form; the
/// routes only ever see the plain one.
struct CodedTags {
    /// The tag of the same thing in a coding; a weak one names every form of it and stays.
    static func tag(_ tag: String, _ coding: ContentCoding) -> String {
        guard tag.hasSuffix("\""), !tag.hasPrefix("W/") else { return tag }
        return "\(tag.dropLast())-\(coding.rawValue)\""
    }

    /// What the client sent as `If-None-Match`, for answering with the tag that it knows.
    private var known: [String] = []

    /// Takes the codings out of a request's conditions.
    init(takingFrom request: inout Request) {
        let (noneMatch, match) = (request.headers[.ifNoneMatch], request.headers[.ifMatch])
        let (plainNoneMatch, plainMatch) = (noneMatch.flatMap(Self.plain), match.flatMap(Self.plain))
        guard plainNoneMatch != nil || plainMatch != nil else { return }
        var head = request.head
        if let noneMatch, let plainNoneMatch {
            known = Self.members(noneMatch)
            head.headerFields[.ifNoneMatch] = plainNoneMatch
        }
        if let plainMatch { head.headerFields[.ifMatch] = plainMatch }
        request = Request(head: head, body: request.body)
    }

    /// The tag that a 304 about `tag` says: in the form that the client has.
    func known(as tag: String) -> String? {
        known.first { $0 == tag }
            ?? known.first { member in
                ContentCoding.allCases.contains { Self.tag(tag, $0) == member }
            }
    }

    /// The list without codings; nil when there are none in it, which is nearly always.
    private static func plain(_ header: String) -> String? {
        let list = members(header)
        let plain = list.map(without)
        return plain == list ? nil : plain.joined(separator: ", ")
    }

    private static func without(_ tag: String) -> String {
        for coding in ContentCoding.allCases where tag.hasSuffix("-\(coding.rawValue)\"") {
            return tag.dropLast(coding.rawValue.utf8.count + 2) + "\""
        }
        return tag
    }

    private static func members(_ header: String) -> [String] {
        header.split(separator: ",").map { String($0.trimmingSpaces()) }
    }
}

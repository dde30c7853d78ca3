import Engine
import HTTPTypes
import Hummingbird

extension Paging {
    /// A page as it was asked for: an object with the page's place, or the bare array of the seed form with the total in
    /// a header.
    ///
    /// - Parameters:
    ///   - total: how many elements there are on all pages; nil when nobody has counted.
    ///   - nextCursor: leads to the next page; nil on the last one.
    func answer<Element>(
        _ elements: [Element],
        total: UInt64?,
        nextCursor: String?,
        _ write: (Element, inout JSONWriter) -> Void
    ) -> Response {
        if isBare {
            var json = JSONWriter()
            json.beginArray()
            for element in elements { write(element, &json) }
            json.endArray()
            var headers = link(nextCursor)
            if let total { headers[.xTotalCount] = "\(total)" }
            return .json(json.bytes, headers: headers)
        }
        return page(of: elements, total: total, nextCursor: nextCursor, write)
    }

    /// A page as an object with its place, whatever form was asked for; parameters as `answer` has them.
    ///
    /// - Parameter total: nil where nobody counts.
    func page<Element>(
        of elements: [Element],
        total: UInt64?,
        nextCursor: String?,
        _ write: (Element, inout JSONWriter) -> Void
    ) -> Response {
        .json(headers: link(nextCursor)) { json in
            json.arrayField("data") { json in
                for element in elements { write(element, &json) }
            }
            json.field("has_more", nextCursor != nil)
            json.field("next_cursor", nextCursor)
            json.field("page", page)
            json.field("page_size", limit)
            if let total { json.field("total", total) } else { json.nullField("total") }
        }
    }

    /// The next page as a link (RFC 8288), relative to the server: the request's own parameters with the cursor in place
    /// of the page's number.
    private func link(_ nextCursor: String?) -> HTTPFields {
        guard let nextCursor else { return [:] }
        let replaced: Set<Substring> = ["cursor", "page", "skip"]
        var parameters = (uri.query ?? "").split(separator: "&").filter { parameter in
            !replaced.contains(parameter.prefix { $0 != "=" })
        }
        .map { Self.encoded($0.utf8, keeping: "%=") }
        // Without one of `skip` and `limit` the form of the answer would be another one.
        if isBare { parameters.append("skip=0") }
        parameters.append("cursor=\(Self.encoded(nextCursor.utf8))")
        let target = Self.encoded(uri.path.utf8, keeping: "/%")
        return [.link: "<\(target)?\(parameters.joined(separator: "&"))>; rel=\"next\""]
    }

    /// Percent-encoded but for unreserved characters (RFC 3986, section 2.3) and those that are to stay.
    private static func encoded(_ bytes: some Sequence<UInt8>, keeping kept: String = "") -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.append(byte)
            case _ where kept.utf8.contains(byte): encoded.append(byte)
            default: encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}

extension Request {
    /// Where a list goes on, from `cursor`; nil without one.
    ///
    /// - Throws: 422 for a text that `parse` cannot read.
    func cursor<Place>(_ parse: (String) -> Place?) throws(Problem) -> Place? {
        guard let text = uri.queryParameters["cursor"] else { return nil }
        guard text.unicodeScalars.count <= Parameter.cursorLimit, let place = parse(String(text)) else {
            throw Problem("cursor", code: "invalid", "Send `next_cursor` as it came.")
        }
        return place
    }
}

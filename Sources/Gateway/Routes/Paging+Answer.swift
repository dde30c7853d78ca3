import Engine
import HTTPTypes
import Hummingbird

extension Paging {
    /// A page as it was asked for: an object with the page's place, or the bare array of the seed form with the total in
    /// a header.
    ///
    /// - Parameters:
    ///   - total: how many elements there are on all pages.
    ///   - nextCursor: leads to the next page; nil on the last one.
    func answer<Element>(
        _ elements: [Element],
        total: UInt64,
        nextCursor: String?,
        _ write: (Element, inout JSONWriter) -> Void
    ) -> Response {
        if isBare {
            var json = JSONWriter()
            json.beginArray()
            for element in elements { write(element, &json) }
            json.endArray()
            return .json(json.bytes, headers: [.xTotalCount: "\(total)"])
        }
        return page(of: elements, total: total, nextCursor: nextCursor, write)
    }

    /// A page as an object with its place, whatever form was asked for; parameters as `answer` has them.
    func page<Element>(
        of elements: [Element],
        total: UInt64,
        nextCursor: String?,
        _ write: (Element, inout JSONWriter) -> Void
    ) -> Response {
        .json { json in
            json.arrayField("data") { json in
                for element in elements { write(element, &json) }
            }
            json.field("has_more", nextCursor != nil)
            json.field("next_cursor", nextCursor)
            json.field("page", page)
            json.field("page_size", limit)
            json.field("total", total)
        }
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

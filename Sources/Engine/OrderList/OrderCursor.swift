import Commerce
import Crypto
import Storage

/// Where a list of orders goes on. Clients keep it as a text that means nothing to them.
package struct OrderCursor: Hashable, Sendable {
    /// The last place that has been looked at.
    var place: OrderPlace
    /// Orders that a page number still leaves out behind the place; 0 but where the budget ended before the page began.
    var skip: Int
    /// Says which filter and sort it belongs to.
    private let list: UInt64

    init(_ place: OrderPlace, skip: Int = 0, filter: OrderFilter, sort: OrderSort) {
        self.place = place
        self.skip = skip
        list = Self.list(filter, sort)
    }

    /// Whether it was given out for this filter and sort.
    func belongs(to filter: OrderFilter, _ sort: OrderSort) -> Bool { list == Self.list(filter, sort) }

    // MARK: Text

    private static let format: UInt8 = 1
    /// Format, list, key, id and skip.
    private static let byteCount = 1 + 8 + 8 + 16 + 2

    /// Hexadecimal digits.
    package var text: String {
        var key = KeyEncoder()
        key.append(Self.format)
        key.append(list)
        place.key.encode(into: &key)
        place.id.encode(into: &key)
        key.append(UInt16(clamping: skip))
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: key.bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Reads what `text` wrote; nil for anything else.
    package init?(text: String) {
        let digits = text.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count == 2 * Self.byteCount, !digits.contains(nil) else { return nil }
        let nibbles = digits.compactMap { $0.map { UInt8($0) } }
        let bytes = stride(from: 0, to: nibbles.count, by: 2).map { nibbles[$0] << 4 | nibbles[$0 + 1] }
        do throws(DecodingFailure) {
            var key = KeyDecoder(bytes)
            guard try key.read(UInt8.self) == Self.format else { return nil }
            list = try key.read()
            place = OrderPlace(key: try Int64(decoding: &key), id: try OrderID(decoding: &key))
            skip = Int(try key.read(UInt16.self))
        } catch {
            return nil
        }
    }

    /// The first 64 bits of SHA-256 over every condition and the sort: it catches mistakes, and guards nothing.
    private static func list(_ filter: OrderFilter, _ sort: OrderSort) -> UInt64 {
        var writer = ByteWriter()
        writer.write(sort.rawValue)
        writer.writeIfPresent(filter.customer) { $1.encode(into: &$0) }
        writer.writeVarint(filter.statuses.reduce(UInt64(0)) { $0 | 1 << UInt64($1.rawValue) })
        for time in [filter.createdAfter, filter.createdBefore, filter.updatedAfter, filter.updatedBefore] {
            writer.writeIfPresent(time) { $0.write($1) }
        }
        for total in [filter.minTotal, filter.maxTotal] { writer.writeIfPresent(total) { $0.write($1) } }
        writer.writeIfPresent(filter.product) { $0.write($1.text) }
        writer.writeIfPresent(filter.paymentMethod) { $0.write($1.text.lowercased()) }
        writer.writeIfPresent(filter.failure) { $0.write($1) }
        writer.writeIfPresent(filter.trackingNumber) { $0.write($1.text) }
        writer.writeIfPresent(filter.search) { $0.write($1.text) }
        return SHA256.hash(data: writer.bytes).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}

package import Commerce

/// What somebody typed to find orders; its form says what it is taken for.
///
/// `A-10001`, or up to nine digits, is an order's number. Eight hexadecimal digits, or more in the form of a UUID, are the
/// beginning of an order's id. Eight or more letters and digits, a digit among them, are a tracking number.
/// Everything else, and whatever has an `@`, is the beginning of an e-mail address.
package enum OrderSearch: Hashable, Sendable {
    case number(Int64)
    case identifier(OrderIDPrefix)
    case trackingNumber(TrackingNumber)
    /// In lower case.
    case email(String)

    /// The longest text, in bytes of UTF-8.
    package static let byteLimit = 255
    /// More digits than that are a tracking number; the thousand millionth order is far away.
    private static let numberDigits = 9
    /// No carrier's number is shorter.
    private static let trackingBytes = 8

    /// Reads what somebody typed; nil for nothing but spaces, and above the limit.
    package init?(text: String) {
        let text = Self.trimmed(text)
        guard !text.isEmpty, text.utf8.count <= Self.byteLimit else { return nil }
        if let number = Self.number(text) {
            self = .number(number)
        } else if let prefix = OrderIDPrefix(text: text) {
            self = .identifier(prefix)
        } else if let number = Self.trackingNumber(text) {
            self = .trackingNumber(number)
        } else {
            self = .email(text.lowercased())
        }
    }

    private static func trimmed(_ text: String) -> String {
        let rest = text.drop { $0 == " " }
        let count = rest.reversed().drop { $0 == " " }.count
        return String(rest.prefix(count))
    }

    private static func number(_ text: String) -> Int64? {
        let isDigits = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        // Numbers of orders never begin with a zero, and ids do.
        if isDigits, text.utf8.count > numberDigits || text.hasPrefix("0") { return nil }
        return Order.number(fromText: text)
    }

    private static func trackingNumber(_ text: String) -> TrackingNumber? {
        guard let number = TrackingNumber(spaced: text), number.text.utf8.count >= trackingBytes else { return nil }
        let hasDigit = number.text.utf8.contains { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return hasDigit ? number : nil
    }

    /// What was searched for, written in one way.
    var text: String {
        switch self {
        case .number(let number): "number \(number)"
        case .identifier(let prefix): "id \(prefix.text)"
        case .trackingNumber(let number): "tracking \(number)"
        case .email(let beginning): "mail \(beginning)"
        }
    }

    /// Whether only the orders themselves show if they are meant.
    var needsRows: Bool {
        switch self {
        case .number, .identifier: false
        case .trackingNumber, .email: true
        }
    }

    /// Whether an order is meant; ids are compared by `OrderFilter.ids`.
    func matches(_ order: Order, accounts: Set<UserID>) -> Bool {
        switch self {
        case .number(let number): order.number == number
        case .identifier: true
        case .trackingNumber(let number): order.shipping?.trackingNumber == number
        case .email(let beginning):
            order.customer.account.map(accounts.contains) ?? false
                || order.email?.lowercased().utf8.starts(with: beginning.utf8) ?? false
        }
    }
}

/// The beginning of an order's id, as the range of ids that begin with it.
package struct OrderIDPrefix: Hashable, Sendable {
    /// The digits and dashes, in lower case.
    let text: String
    /// The first id that has it.
    let first: OrderID
    /// The first id behind those that have it; nil when there is none.
    let end: OrderID?

    /// Where the dashes of a UUID stand.
    private static let dashes = [8, 13, 18, 23]

    /// Reads the first eight digits of a UUID or more of its canonical form; nil for anything else.
    init?(text: String) {
        let bytes = Array(text.utf8)
        guard (8...36).contains(bytes.count) else { return nil }
        var (value, shift): (UInt128, Int) = (0, 128)
        for (index, byte) in bytes.enumerated() {
            if Self.dashes.contains(index) {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else { return nil }
                shift -= 4
                value |= UInt128(digit) << UInt128(shift)
            }
        }
        self.text = text.lowercased()
        first = OrderID(number: value)
        let (last, isOver) = value.addingReportingOverflow(UInt128(1) << UInt128(shift))
        end = isOver ? nil : OrderID(number: last)
    }
}

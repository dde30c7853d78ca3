/// The one list of errors: status, title, explanation and remedy of each code, in one entry each.
///
/// A new code is a case of `ErrorCode` and an entry of a family; docs/errors.md is made from them by
/// `tradepost docs errors`.
package enum ErrorCatalogue {
    /// The families in the order of the list.
    package static let families = [
        requests, accounts, resources, orders, stock, payments, webhooks, pipeline, server, connection,
    ]

    private static let entries: [ErrorCode: ErrorEntry] = {
        let pairs = families.flatMap(\.entries).map { ($0.code, $0) }
        return Dictionary(pairs) { first, _ in preconditionFailure("\(first.code.rawValue) has two entries") }
    }()

    /// The entry of a code.
    package static func entry(of code: ErrorCode) -> ErrorEntry {
        guard let entry = entries[code] else { preconditionFailure("\(code.rawValue) has an entry in the catalogue") }
        return entry
    }
}

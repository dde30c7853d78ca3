/// Names who an order belongs to: an account of this server, or somebody only known elsewhere.
///
/// Guests exist for demo mode and for shops whose customers live in another system. Text that is a canonical UUID
/// always means an account, so build values from outside through `init(text:)` and the two can never be confused.
package enum CustomerID: Hashable, Sendable, CustomStringConvertible {
    /// A registered user.
    case account(UserID)
    /// An opaque name of 1–128 bytes of UTF-8 without control characters that is not a UUID.
    case guest(String)

    /// The longest guest name, in bytes of UTF-8.
    package static let guestByteLimit = 128

    /// Reads UUID text (either case) as an account and any other name of 1–128 bytes as a guest; nil otherwise.
    package init?(text: String) {
        if let user = UserID(text: text) {
            self = .account(user)
        } else if TextRules.isToken(text, limit: Self.guestByteLimit) {
            self = .guest(text)
        } else {
            return nil
        }
    }

    /// The canonical UUID of an account, or the guest's name as it was given.
    package var text: String {
        switch self {
        case .account(let user): user.text
        case .guest(let name): name
        }
    }

    /// The account, nil for a guest.
    package var account: UserID? {
        switch self {
        case .account(let user): user
        case .guest: nil
        }
    }

    /// The text.
    package var description: String { text }
}

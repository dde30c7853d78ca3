/// A carrier that orders are handed to.
package enum Carrier: UInt8, Coded {
    case ups = 0
    case fedEx = 1
    case dhl = 2
    case usps = 3

    /// The name as the carrier writes it.
    package var text: String {
        switch self {
        case .ups: "UPS"
        case .fedEx: "FedEx"
        case .dhl: "DHL"
        case .usps: "USPS"
        }
    }

    /// Days between handing over and the promised arrival, by the service that generated numbers stand for: UPS Ground,
    /// FedEx Express, DHL Express, USPS Ground.
    package var deliveryDays: Int {
        switch self {
        case .ups: 5
        case .fedEx: 2
        case .dhl: 3
        case .usps: 4
        }
    }

    /// Finds a carrier by its name in any case, as people type it; nil when there is none.
    package init?(name: String) {
        let lowered = name.lowercased()
        for carrier in Self.allCases where carrier.text.lowercased() == lowered {
            self = carrier
            return
        }
        return nil
    }
}

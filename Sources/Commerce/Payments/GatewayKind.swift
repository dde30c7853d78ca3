/// Which gateway took a payment's money: the one that has to give it back.
package enum GatewayKind: UInt8, Coded {
    /// The one that decides by the order itself.
    case simulated = 0
    /// One outside, asked over HTTP.
    case http = 1

    /// The lower-case name in events.
    package var text: String {
        switch self {
        case .simulated: "simulated"
        case .http: "http"
        }
    }
}

import Engine
import HTTPTypes
import Synchronization

/// Requests by route, method and status, and how long they took.
package final class RequestMetrics: Sendable {
    /// Upper bounds of the latency buckets in seconds.
    static let bounds: [Double] = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
    /// Series that are kept; more routes, methods and codes than this are not ours.
    static let maxSeries = 2_000

    struct Series: Hashable, Sendable {
        var route: String
        var method: String
        var code: Int
    }

    private struct State {
        var counts: [Series: UInt64] = [:]
        var seconds = Distribution(bounds: RequestMetrics.bounds)
    }

    private let state = Mutex(State())

    package init() {}

    func observe(method: HTTPRequest.Method, route: String, status: HTTPResponse.Status, seconds: Double) {
        let series = Series(route: route, method: method.rawValue, code: status.code)
        state.withLock { state in
            state.seconds.observe(seconds)
            if let count = state.counts[series] {
                state.counts[series] = count + 1
            } else if state.counts.count < Self.maxSeries {
                state.counts[series] = 1
            }
        }
    }

    var snapshot: (counts: [Series: UInt64], seconds: Distribution) { state.withLock { ($0.counts, $0.seconds) } }
}

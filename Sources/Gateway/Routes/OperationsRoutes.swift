import Engine
import EventLog
import HTTPTypes
import Hummingbird

/// Health and metrics.
struct OperationsRoutes {
    let engine: Engine
    let exposition: Exposition
    let version: String
    let startedAt: ContinuousClock.Instant

    func add(to router: Router<GatewayContext>) {
        router.get("health") { _, _ in health() }
        router.get("health/live") { _, _ in Response.json { $0.field("status", "alive") } }
        router.get("health/ready") { _, _ in ready() }
        router.get("metrics") { _, _ in try metrics() }
        router.get("metrics/prometheus") { _, _ in try metrics() }
    }

    /// 200 as long as the process answers; the `status` says whether orders are taken.
    private func health() -> Response {
        let isFull = engine.figures.isFull
        return .json { json in
            json.field("status", isFull ? "degraded" : "healthy")
            json.field("version", version)
            json.field("uptime_seconds", Int((ContinuousClock.now - startedAt) / .seconds(1)))
            json.objectField("checks") { json in
                json.field("storage", isFull ? "full" : "ok")
                json.field("position", "\(engine.log.position)")
            }
        }
    }

    private func ready() -> Response {
        let isFull = engine.figures.isFull
        var headers: HTTPFields = [:]
        if isFull { headers[.retryAfter] = ErrorCode.storageFull.entry.retryAfterSeconds.map(String.init) }
        return .json(status: isFull ? .serviceUnavailable : .ok, headers: headers) {
            $0.field("status", isFull ? "storage_full" : "ready")
        }
    }

    private func metrics() throws -> Response {
        .text(try exposition.text(), type: "text/plain; version=0.0.4; charset=utf-8")
    }
}

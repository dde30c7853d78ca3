import Engine
import EventLog
import HTTPTypes
import Hummingbird

/// Health and metrics.
struct OperationsRoutes {
    let engine: Engine
    let exposition: Exposition
    let version: String
    let isDemo: Bool
    let startedAt: ContinuousClock.Instant

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/", "greet", "What this is", for: .open, limit: .unlimited) { _ in greeting() }
                .details("Browsers get the shop.")
                .answers(.ok, "Name and version", .greeting),
            Endpoint(.get, "/health", "getHealth", "Whether the server is well", for: .open, limit: .unlimited) { _ in
                health()
            }
            .answers(.ok, "The server answers; `status` says whether it takes orders", .health),
            Endpoint(.get, "/health/live", "getLiveness", "Whether the process answers", for: .open, limit: .unlimited)
            {
                _ in Response.json { $0.field("status", "alive") }
            }
            .answers(.ok, "It does", .status),
            Endpoint(.get, "/health/ready", "getReadiness", "Whether orders are taken", for: .open, limit: .unlimited) {
                _ in ready()
            }
            .answers(.ok, "They are", .status)
            .answers(.serviceUnavailable, "They are not; `status` says why", .status),
            metrics("/metrics", "getMetrics"),
            metrics("/metrics/prometheus", "getPrometheusMetrics"),
        ]
        .map(\.atRoot)
    }

    private func metrics(_ path: String, _ name: String) -> Endpoint {
        Endpoint(.get, path, name, "Figures in Prometheus's text format", for: .open, limit: .unlimited) { _ in
            .text(try exposition.text(), type: "text/plain; version=0.0.4; charset=utf-8")
        }
        .answers(.ok, "The figures", .string(), type: "text/plain")
    }

    /// What this is, for whoever asks without accepting a page.
    private func greeting() -> Response {
        .json { json in
            json.field("message", "E-Commerce Order System API")
            json.field("version", version)
            // The shop lets guests order and offers test cards then.
            if isDemo { json.field("demo", true) }
        }
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
}

import Commerce
import Engine
import EventLog

/// The server's figures in Prometheus' text format 0.0.4.
package struct Exposition: Sendable {
    let engine: Engine
    let pipeline: Pipeline
    let requests: RequestMetrics
    let socketCount: @Sendable () -> Int

    func text() throws(EngineError) -> String {
        var page = MetricsPage()
        let (counts, seconds) = requests.snapshot
        page.type("http_requests_total", "counter", "Requests answered.")
        for (series, count) in counts.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            page.sample(
                "http_requests_total",
                [("route", series.route), ("method", series.method), ("code", "\(series.code)")],
                Double(count)
            )
        }
        page.histogram("http_request_seconds", "Time from head to answer.", seconds)
        writeStore(to: &page)
        try writeOrders(to: &page)
        try writePipeline(to: &page)
        try writeNotifications(to: &page)
        page.gauge("ws_connections", "Open WebSocket connections.", Double(socketCount()))
        page.gauge("process_resident_memory_bytes", "Resident memory.", Double(ProcessFigures.residentBytes))
        return page.text
    }

    private func writeStore(to page: inout MetricsPage) {
        let figures = engine.figures
        page.histogram("txn_commit_seconds", "Time of a commit with its sync.", figures.commitSeconds)
        page.histogram("txn_batch_size", "Units in a commit.", figures.batchSize)
        page.gauge("writer_queue_length", "Units waiting for the writer.", Double(figures.queueLength))
        page.counter("writer_refused_total", "Units refused because the queue was full.", Double(figures.refusedBusy))
        page.counter("writer_reruns_total", "Batches run again after a unit failed.", Double(figures.rerunBatches))
        page.gauge("storage_full", "1 while the disk has no room.", figures.isFull ? 1 : 0)
        page.gauge("store_map_bytes", "Address space of the data file.", Double(figures.mapBytes))
        page.gauge("store_used_bytes", "Bytes of the data file in use or free for use.", Double(figures.usedBytes))
        page.gauge("store_oldest_reader_seconds", "Age of the oldest read transaction.", figures.oldestReaderSeconds)
    }

    private func writeOrders(to page: inout MetricsPage) throws(EngineError) {
        let totals = try engine.orderTotals()
        page.type("orders_by_status", "gauge", "Orders in each status.")
        for status in OrderStatus.allCases {
            page.sample("orders_by_status", [("status", status.text)], Double(totals[status]))
        }
    }

    private func writeNotifications(to page: inout MetricsPage) throws(EngineError) {
        page.type("notifications_total", "gauge", "Notifications by channel and what became of them.")
        let counts = try engine.notificationCounts()
        for channel in NotificationChannel.allCases {
            for status in NotificationStatus.allCases {
                let labels = [("channel", channel.text), ("result", status.text)]
                page.sample("notifications_total", labels, Double(counts[channel]?[status] ?? 0))
            }
        }
        page.gauge(
            "notification_delivery_ratio",
            "Share of what ended outside that was delivered.",
            try engine.notificationDeliveryRate()
        )
    }

    private func writePipeline(to page: inout MetricsPage) throws(EngineError) {
        page.type("consumer_lag", "gauge", "Records a group has not handled yet.")
        for progress in try pipeline.progress() {
            page.sample(
                "consumer_lag",
                [
                    ("group", progress.group.text), ("topic", progress.partition.topic.text),
                    ("partition", "\(progress.partition.number)"),
                ],
                Double(progress.lag)
            )
        }
        let counts = pipeline.counts.sorted { $0.key < $1.key }
        page.type("worker_records_total", "counter", "Records handled since start.")
        for (group, count) in counts {
            page.sample("worker_records_total", [("group", group.text)], Double(count.handled))
        }
        page.type("worker_failures_total", "counter", "Failed attempts since start.")
        for (group, count) in counts {
            page.sample("worker_failures_total", [("group", group.text)], Double(count.failures))
        }
    }
}

import Commerce
package import EventLog

/// Workers and groups as JSON.
package enum GroupJSON {
    /// All workers.
    package static func render(_ workers: [GroupOffice.WorkerStatus]) -> [UInt8] {
        list { json in
            for worker in workers {
                json.beginObject()
                writeSwitch(of: worker.group, pausedAt: worker.pausedAt, to: &json)
                json.field("handled", worker.counts.handled)
                json.field("failures", worker.counts.failures)
                json.field("lag", worker.progress.reduce(0) { $0 + $1.lag })
                json.arrayField("partitions") { json in
                    for place in worker.progress {
                        json.beginObject()
                        writeFields(of: place, to: &json)
                        json.field("retry_at", worker.retries[place.partition]?.text)
                        json.endObject()
                    }
                }
                json.endObject()
            }
        }
    }

    /// Groups with their lag.
    package static func render(_ groups: [GroupOffice.GroupStatus], epoch: UInt32) -> [UInt8] {
        list { json in
            for group in groups {
                json.beginObject()
                writeFields(of: group, epoch: epoch, to: &json)
                json.endObject()
            }
        }
    }

    /// One group with its lag.
    package static func render(_ group: GroupOffice.GroupStatus, epoch: UInt32) -> [UInt8] {
        object { writeFields(of: group, epoch: epoch, to: &$0) }
    }

    /// What a reset does.
    package static func render(_ steps: [ResetStep], of group: GroupName, isRehearsal: Bool) -> [UInt8] {
        object { json in
            json.field("group", group.text)
            json.field("dry_run", isRehearsal)
            json.arrayField("partitions") { json in
                for step in steps {
                    json.beginObject()
                    json.field("topic", step.partition?.topic.text)
                    json.field("partition", step.partition.map { Int64($0.number) })
                    json.field("old", step.old)
                    json.field("new", step.new)
                    json.field("read_again", step.again)
                    json.field("skipped", step.skipped)
                    json.endObject()
                }
            }
        }
    }

    static func renderSwitch(of group: GroupName, pausedAt: Timestamp?) -> [UInt8] {
        object { writeSwitch(of: group, pausedAt: pausedAt, to: &$0) }
    }

    static func renderCommit(_ commit: GroupCommit, of group: GroupName, at time: Timestamp) -> [UInt8] {
        object { json in
            json.field("group", group.text)
            json.field("committed_at", time)
            switch commit {
            case .position(let position): json.field("position", "\(position)")
            case .offsets(let offsets):
                json.arrayField("offsets") { json in
                    for entry in offsets {
                        json.beginObject()
                        json.field("topic", entry.topic)
                        json.field("partition", entry.partition)
                        json.field("offset", entry.next.value)
                        json.endObject()
                    }
                }
            }
        }
    }

    // MARK: Parts

    private static func object(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        body(&json)
        json.endObject()
        return json.bytes
    }

    private static func list(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
        object { json in json.arrayField("data") { body(&$0) } }
    }

    private static func writeSwitch(of group: GroupName, pausedAt: Timestamp?, to json: inout JSONWriter) {
        json.field("name", group.text)
        json.field("state", pausedAt == nil ? "running" : "paused")
        json.field("paused_at", pausedAt?.text)
    }

    private static func writeFields(of group: GroupOffice.GroupStatus, epoch: UInt32, to json: inout JSONWriter) {
        json.field("group", group.group.text)
        json.field("kind", group.isInside ? "inside" : "outside")
        json.field("paused_at", group.pausedAt?.text)
        json.field("lag", group.lag)
        json.field("position", group.position.map { "\(Position(epoch: epoch, sequence: $0.sequence))" })
        json.field("committed_at", group.position?.committedAt.text)
        json.arrayField("partitions") { json in
            for place in group.progress {
                json.beginObject()
                writeFields(of: place, to: &json)
                json.endObject()
            }
        }
    }

    private static func writeFields(of place: GroupProgress, to json: inout JSONWriter) {
        json.field("topic", place.partition.topic.text)
        json.field("partition", place.partition.number)
        json.field("committed", place.committed.value)
        json.field("end", place.end.value)
        json.field("lag", place.lag)
    }
}

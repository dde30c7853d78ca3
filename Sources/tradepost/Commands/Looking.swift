import ArgumentParser
import Engine
import EventLog
import Glibc
import Storage

/// `tradepost topics`: what is in the log.
struct Topics: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List topics, partitions and offsets.")

    @OptionGroup var data: DataOptions

    func run() throws {
        let inspection = try Inspection(data)
        defer { inspection.environment.close() }
        let log = inspection.store.log
        let lines = try inspection.read { snapshot throws(EngineError) in
            var lines: [String] = []
            do throws(LogError) {
                for topic in log.topics.sorted(by: { $0.name < $1.name }) {
                    for partition in topic.partitions {
                        let bounds = try log.bounds(of: partition, in: snapshot)
                        lines.append("\(topic.name)\t\(partition.number)\t\(bounds.start)\t\(bounds.end)")
                    }
                }
            } catch {
                throw EngineError(error)
            }
            return lines
        }
        Output.line("TOPIC\tPARTITION\tSTART\tEND")
        for line in lines { Output.line(line) }
    }
}

/// `tradepost groups`: where the consumers stand.
struct Groups: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List consumer groups with their offsets and lag."
    )

    @OptionGroup var data: DataOptions

    func run() throws {
        let inspection = try Inspection(data)
        defer { inspection.environment.close() }
        let groups = try inspection.read { snapshot throws(EngineError) in
            do throws(LogError) {
                return try inspection.store.log.groups(in: snapshot)
            } catch {
                throw EngineError(error)
            }
        }
        Output.line("GROUP\tTOPIC\tPARTITION\tCOMMITTED\tEND\tLAG")
        for row in groups {
            Output.line(
                "\(row.group)\t\(row.partition.topic)\t\(row.partition.number)\t\(row.committed)\t\(row.end)\t\(row.lag)"
            )
        }
    }
}

/// `tradepost consume TOPIC`: records as lines of JSON.
struct Consume: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print the records of a topic, one line of JSON each.")

    @OptionGroup var data: DataOptions
    @Argument(help: "The topic.") var topic: String
    @Option(help: "earliest, latest, or an offset.") var from = "latest"
    @Option(help: "Only this partition.") var partition: Int?
    @Flag(help: "Wait for new records until interrupted.") var follow = false

    func run() throws {
        let inspection = try Inspection(data)
        defer { inspection.environment.close() }
        var places = try places(inspection)
        while true {
            var printed = 0
            for index in places.indices {
                let place = places[index]
                let records = try inspection.read { snapshot throws(EngineError) in
                    do throws(LogError) {
                        return try inspection.store.log.fetch(place.partition, from: place.next, in: snapshot)
                    } catch {
                        throw EngineError(error)
                    }
                }
                for record in records { Output.line(RecordLine.text(record, place.partition)) }
                if let last = records.last { places[index].next = last.offset + 1 }
                printed += records.count
            }
            if printed == 0 {
                guard follow else { return }
                // Another process cannot be woken by the server's commits, so this one looks again.
                usleep(50_000)
            }
        }
    }

    private func places(_ inspection: Inspection) throws -> [(partition: TopicPartition, next: Offset)] {
        let log = inspection.store.log
        return try inspection.read { snapshot throws(EngineError) in
            do throws(LogError) {
                let topic = try log.topic(self.topic)
                let partitions = try partition.map { number throws(LogError) in [try log.partition(self.topic, number)]
                }
                var places: [(partition: TopicPartition, next: Offset)] = []
                for partition in partitions ?? topic.partitions {
                    let bounds = try log.bounds(of: partition, in: snapshot)
                    switch from {
                    case "earliest": places.append((partition, bounds.start))
                    case "latest": places.append((partition, bounds.end))
                    default:
                        guard let number = Int64(from), number >= 0 else { throw .unknownTopic("at offset \(from)") }
                        places.append((partition, Offset(number)))
                    }
                }
                return places
            } catch {
                throw EngineError(error)
            }
        }
    }
}

/// A record as one line of JSON.
enum RecordLine {
    static func text(_ record: LogRecord, _ partition: TopicPartition) -> String {
        var json = JSONWriter()
        json.beginObject()
        json.field("topic", partition.topic.text)
        json.field("partition", partition.number)
        json.field("offset", record.offset.value)
        json.field("timestamp", record.timestampMillis)
        json.field("key", record.key.map { String(decoding: $0, as: UTF8.self) })
        json.objectField("headers") { json in
            do throws(BatchError) {
                for header in try record.headers() {
                    json.key(escaping: header.key)
                    json.string(String(decoding: header.value ?? [], as: UTF8.self))
                }
            } catch {
                json.field("error", "\(error)")
            }
        }
        json.field("value", record.value.map { String(decoding: $0, as: UTF8.self) })
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self)
    }
}

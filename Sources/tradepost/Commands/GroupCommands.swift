import ArgumentParser
import Commerce
import Engine
import EventLog
import NIOHTTP1

/// `tradepost groups`: where the consumers stand, and where they go on.
struct GroupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "groups",
        abstract: "List consumer groups with their offsets and lag, or set their offsets.",
        subcommands: [Groups.self, Reset.self],
        defaultSubcommand: Groups.self
    )

    /// `tradepost groups reset`.
    struct Reset: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set a group's offsets; a worker has to be paused."
        )

        @OptionGroup var operation: OperatorOptions
        @Argument(help: "The group.") var group: String
        @Option(help: "earliest, latest, an offset, or a time (RFC 3339).") var to: String
        @Option(help: "Only partitions of this topic.") var topic: String?
        @Option(help: "Only partitions of this number.") var partition: Int?
        @Flag(help: "Only say what would be read again.") var dryRun = false

        func run() async throws {
            guard let name = GroupName(validating: group) else { throw ValidationError("\(group) is no group's name") }
            guard let place = LogPlace(text: to) else {
                throw ValidationError("--to is earliest, latest, an offset or a time")
            }
            var json = JSONWriter()
            json.beginObject()
            let target: ResetRequest.Target
            switch place {
            case .earliest:
                target = .earliest
                json.field("to", "earliest")
            case .latest:
                target = .latest
                json.field("to", "latest")
            case .offset(let offset):
                target = .offset(offset)
                json.field("to", "offset")
                json.field("offset", offset)
            case .time(let time):
                target = .time(time)
                json.field("to", "time")
                json.field("time", time)
            }
            if let topic { json.field("topic", topic) }
            if let partition { json.field("partition", partition) }
            json.field("dry_run", dryRun)
            json.endObject()
            var request = ResetRequest(target)
            (request.topic, request.partition) = (topic, partition)
            let (wish, isRehearsal) = (request, dryRun)
            let path = "/admin/groups/\(URLText.encoded(group))/reset"
            let answer = try await operation.carryOut(.POST, path, body: json.bytes) { shop throws(EngineError) in
                if isRehearsal {
                    return GroupJSON.render(try shop.groups.previewReset(name, wish), of: name, isRehearsal: true)
                }
                return try await shop.groups.reset(name, wish, by: .operator, idempotency: nil).body
            }
            Output.line("TOPIC\tPARTITION\tOLD\tNEW\tREAD AGAIN\tSKIPPED")
            for step in answer.list("partitions") {
                Output.line(step.row(["topic", "partition", "old", "new", "read_again", "skipped"]))
            }
        }
    }
}

/// `tradepost workers`: what the stages do, and whether they may.
struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workers",
        abstract: "List workers, pause them and let them go on.",
        subcommands: [List.self, Pause.self, Resume.self],
        defaultSubcommand: List.self
    )

    /// `tradepost workers list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List workers.")

        @OptionGroup var operation: OperatorOptions

        func run() async throws {
            let answer = try await operation.carryOut(.GET, "/admin/workers") { shop throws(EngineError) in
                GroupJSON.render(try shop.groups.workers())
            }
            Output.line("NAME\tSTATE\tPAUSED\tLAG")
            for worker in answer.list("data") {
                Output.line(worker.row(["name", "state", "paused_at", "lag"]))
            }
        }
    }

    /// `tradepost workers pause`.
    struct Pause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a worker begin nothing new, over restarts too."
        )

        @OptionGroup var operation: OperatorOptions
        @Argument(help: "The worker.") var worker: String

        func run() async throws { try await WorkerCommand.set(worker, paused: true, operation) }
    }

    /// `tradepost workers resume`.
    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a worker go on where it stands.")

        @OptionGroup var operation: OperatorOptions
        @Argument(help: "The worker.") var worker: String

        func run() async throws { try await WorkerCommand.set(worker, paused: false, operation) }
    }

    private static func set(_ worker: String, paused: Bool, _ operation: OperatorOptions) async throws {
        guard let name = GroupName(validating: worker) else { throw ValidationError("\(worker) is no worker's name") }
        let path = "/admin/workers/\(URLText.encoded(worker))/\(paused ? "pause" : "resume")"
        let answer = try await operation.carryOut(.POST, path) { shop throws(EngineError) in
            paused
                ? try await shop.groups.pause(name, by: .operator, idempotency: nil).body
                : try await shop.groups.resume(name, by: .operator, idempotency: nil).body
        }
        Output.line(answer.row(["name", "state", "paused_at"]))
    }
}

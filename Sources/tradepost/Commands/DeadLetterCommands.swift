import ArgumentParser
import Commerce
import Engine
import EventLog
import NIOHTTP1

/// `tradepost dlq`: records that no attempt could handle.
struct DeadLetterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dlq",
        abstract: "Look at dead letters, mend them, hand them to their workers again, or give them up.",
        subcommands: [List.self, Show.self, Edit.self, Redrive.self, Discard.self],
        defaultSubcommand: List.self
    )

    /// Which letters, for commands on many.
    struct FilterOptions: ParsableArguments {
        @Option(help: "Only letters of this group.") var group: String?
        @Option(help: "Only records of this topic.") var topic: String?
        @Option(help: "Only with exactly this error.") var error: String?
        @Option(help: "Only put aside at this time (RFC 3339) or later.") var since: String?

        func filter() throws -> DeadLetterFilter {
            var filter = DeadLetterFilter()
            filter.group = try group.map { text in
                guard let group = GroupName(validating: text) else {
                    throw ValidationError("--group is no group's name")
                }
                return group
            }
            filter.topic = topic
            filter.error = error
            filter.since = try since.map { text in
                guard let time = Timestamp(text: text) else { throw ValidationError("--since is no time") }
                return time
            }
            return filter
        }

        func write(to json: inout JSONWriter) {
            if let group { json.field("group", group) }
            if let topic { json.field("topic", topic) }
            if let error { json.field("error", error) }
            if let since { json.field("since", since) }
        }
    }

    /// Ids, or a filter for `--all`.
    struct ChoiceOptions: ParsableArguments {
        @Argument(help: "Ids of letters.") var ids: [String] = []
        @Flag(help: "All open letters that the filters accept.") var all = false
        @OptionGroup var filter: FilterOptions
        @Option(help: "With --all: so many at most.") var max = RedriveRequest.standardMax

        func validate() throws {
            guard ids.isEmpty == all else { throw ValidationError("name ids, or --all with filters") }
            guard (1...RedriveRequest.limit).contains(max) else {
                throw ValidationError("--max is 1 to \(RedriveRequest.limit)")
            }
            guard ids.count <= RedriveRequest.limit else { throw ValidationError("too many ids") }
        }

        func choice() throws -> LetterChoice {
            if all { return .filter(try filter.filter()) }
            return .ids(
                try ids.map { text in
                    guard let id = DeadLetterID(text: text) else { throw ValidationError("\(text) is no letter's id") }
                    return id
                }
            )
        }

        func write(to json: inout JSONWriter) {
            if all {
                json.objectField("filter") { filter.write(to: &$0) }
                json.field("max", max)
            } else {
                json.arrayField("ids") { json in
                    for id in ids { json.string(id) }
                }
            }
        }
    }

    /// Prints what became of each letter; the status is 1 unless all went well.
    static func report(_ answer: JSONNode, good: Set<LetterOutcome.Result>) throws {
        Output.line("ID\tRESULT\tNEXT\tERROR")
        var isGood = true
        for result in answer.list("results") {
            Output.line(result.row(["id", "result", "next_id", "error"]))
            let word = result["result"]?.string.flatMap { LetterOutcome.Result(rawValue: $0) }
            isGood = isGood && word.map { good.contains($0) } ?? false
        }
        if answer["has_more"]?.bool == true { Output.line("there are more") }
        if !isGood { throw ExitCode(1) }
    }
}

extension DeadLetterCommand {
    /// `tradepost dlq list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List dead letters, newest first.")

        @OptionGroup var operation: OperatorOptions
        @OptionGroup var filter: FilterOptions
        @Option(help: "open, redriven, discarded, or all.") var status = "open"
        @Option(help: "Most letters listed.") var limit = 100

        func validate() throws {
            guard (1...100).contains(limit) else { throw ValidationError("--limit is 1 to 100") }
            guard status == "all" || DeadLetterStatus(text: status) != nil else {
                throw ValidationError("--status is open, redriven, discarded or all")
            }
        }

        func run() async throws {
            var wanted = try filter.filter()
            wanted.status = DeadLetterStatus(text: status)
            let query = URLText.query([
                ("group", filter.group), ("topic", filter.topic), ("error", filter.error), ("since", filter.since),
                ("status", status), ("page_size", "\(limit)"),
            ])
            let answer = try await operation.carryOut(.GET, "/admin/dlq" + query) { shop throws(EngineError) in
                LetterJSON.render(try shop.letters.list(wanted, before: nil, limit: limit))
            }
            Output.line("ID\tSTATUS\tGROUP\tTOPIC\tPARTITION\tOFFSET\tKEY\tATTEMPTS\tREDRIVES\tBURIED\tERROR")
            for letter in answer.list("data") {
                Output.line(
                    letter.row([
                        "id", "status", "group", "topic", "partition", "offset", "key", "attempts", "redrives",
                        "buried_at", "error",
                    ])
                )
            }
            if answer["has_more"]?.bool == true { Output.line("there are more") }
        }
    }

    /// `tradepost dlq show`.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print a dead letter with its record as JSON.")

        @OptionGroup var operation: OperatorOptions
        @Argument(help: "The letter's id.") var id: String
        @Flag(help: "Show personal data.") var reveal = false

        func run() async throws {
            guard let letter = DeadLetterID(text: id) else { throw ValidationError("\(id) is no letter's id") }
            let query = URLText.query([("reveal", reveal ? "true" : nil)])
            let answer = try await operation.carryOut(.GET, "/admin/dlq/\(letter)" + query) {
                shop throws(EngineError) in
                let opened =
                    reveal ? try await shop.letters.reveal(letter, to: .operator) : try shop.letters.open(letter)
                return LetterJSON.render(opened, reveals: reveal)
            }
            Output.line(String(decoding: answer.rawText, as: UTF8.self))
        }
    }

    /// `tradepost dlq redrive`.
    struct Redrive: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Hand records to their workers again; exit 1 unless all were handled."
        )

        @OptionGroup var operation: OperatorOptions
        @OptionGroup var choice: ChoiceOptions
        @Flag(help: "Try it and keep nothing.") var dryRun = false
        @Flag(help: "Also letters that failed too often before, by id.") var force = false

        func run() async throws {
            var request = RedriveRequest(try choice.choice())
            (request.max, request.force) = (choice.max, force)
            let (wish, isRehearsal) = (request, dryRun)
            var json = JSONWriter()
            json.beginObject()
            choice.write(to: &json)
            json.field("force", force)
            json.field("dry_run", dryRun)
            json.endObject()
            let answer = try await operation.carryOut(.POST, "/admin/dlq/redrive", body: json.bytes) {
                shop throws(EngineError) in
                if isRehearsal { return LetterJSON.render(try await shop.letters.rehearse(wish)) }
                return try await shop.letters.redrive(wish, by: .operator, idempotency: nil).body
            }
            try DeadLetterCommand.report(answer, good: [.redriven, .wouldSucceed, .wouldAsk])
        }
    }

    /// `tradepost dlq discard`.
    struct Discard: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give records up; the orders that wait for them fail, with stock and money given back."
        )

        @OptionGroup var operation: OperatorOptions
        @OptionGroup var choice: ChoiceOptions
        @Option(help: "Why.") var reason: String
        @Flag(help: "Leave the orders as they are.") var keepOrders = false
        @Flag(help: "Try it and keep nothing.") var dryRun = false

        func validate() throws {
            guard DiscardRequest.reasonRange.contains(reason.unicodeScalars.count) else {
                throw ValidationError("--reason has 1 to \(DiscardRequest.reasonRange.upperBound) characters")
            }
        }

        func run() async throws {
            var request = DiscardRequest(try choice.choice(), reason: reason)
            (request.max, request.failsOrders) = (choice.max, !keepOrders)
            let (wish, isRehearsal) = (request, dryRun)
            var json = JSONWriter()
            json.beginObject()
            choice.write(to: &json)
            json.field("reason", reason)
            json.field("fail_order", !keepOrders)
            json.field("dry_run", dryRun)
            json.endObject()
            let answer = try await operation.carryOut(.POST, "/admin/dlq/discard", body: json.bytes) {
                shop throws(EngineError) in
                if isRehearsal { return LetterJSON.render(try await shop.letters.rehearse(wish)) }
                return try await shop.letters.discard(wish, by: .operator, idempotency: nil).body
            }
            try DeadLetterCommand.report(answer, good: [.discarded, .wouldDiscard])
        }
    }
}

extension Actor {
    /// Whoever has a shell on the machine.
    static let `operator` = Actor(id: nil, role: .admin)
}

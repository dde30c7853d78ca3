import ArgumentParser
import Engine
import Storage

/// `tradepost check`: the full consistency check.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check everything that is stored; exit 1 and say so when something does not hold."
    )

    @OptionGroup var data: DataOptions
    @Option(help: "A file of order ids, one a line, that have to be there.") var expect: String?

    func run() throws {
        let inspection = try Inspection(data)
        defer { inspection.environment.close() }
        var findings = try inspection.read { snapshot throws(EngineError) in
            ShopCheck(store: inspection.store, environment: inspection.environment).run(in: snapshot)
        }
        if let expect {
            let ids = SmallFile.read(expect).map { String(decoding: $0, as: UTF8.self) } ?? ""
            let missing = try inspection.read { snapshot throws(EngineError) in
                try inspection.store.missingOrders(of: ids.split(separator: "\n").map(String.init), in: snapshot)
            }
            for id in missing { findings.add("missing order \(id)") }
        }
        for line in findings.lines { Output.line(line) }
        guard findings.isClean else {
            Output.line("\(findings.total) findings")
            throw ExitCode(1)
        }
        Output.line(
            "clean: \(inspection.environment.usage.usedBytes >> 10) KiB at transaction \(inspection.environment.usage.transactionID)"
        )
    }
}

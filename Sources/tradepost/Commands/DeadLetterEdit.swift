import ArgumentParser
import Commerce
import Engine
import NIOHTTP1

extension DeadLetterCommand {
    /// `tradepost dlq edit`.
    struct Edit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a dead letter another value, read as JSON from standard input, for its next redrive."
        )

        /// The most bytes of a value, as over HTTP.
        private static let valueLimitBytes = 1_048_576

        @OptionGroup var operation: OperatorOptions
        @Argument(help: "The letter's id.") var id: String

        func run() async throws {
            guard let letter = DeadLetterID(text: id) else { throw ValidationError("\(id) is no letter's id") }
            let value = try Self.readValue()
            var json = JSONWriter()
            json.beginObject()
            json.key("value")
            json.raw(value)
            json.endObject()
            let answer = try await operation.carryOut(.PATCH, "/admin/dlq/\(letter)", body: json.bytes) {
                shop throws(EngineError) in
                try await shop.letters.edit(letter, value: value, by: .operator, idempotency: nil).body
            }
            Output.line(String(decoding: answer.rawText, as: UTF8.self))
        }

        /// The JSON object on standard input.
        private static func readValue() throws -> [UInt8] {
            var bytes: [UInt8] = []
            while let line = readLine(strippingNewline: false) {
                bytes += Array(line.utf8)
                guard bytes.count <= valueLimitBytes else { throw ValidationError("the value is too long") }
            }
            guard let root = try? JSONDocument(parsing: bytes).root, root.kind == .object else {
                throw ValidationError("standard input is no JSON object")
            }
            return Array(root.rawText)
        }
    }
}

import Foundation
import Testing

@testable import EventLog

/// Has kafka-python read what this module writes: `Tests/EventLogTests/Independent/check_batches.py`.
struct IndependentDecoderTests {
    static let batchCount = 200
    static let partitionCount = 3

    @Test func `another Kafka client reads every batch and agrees on every partition`() throws {
        let python = try #require(
            Self.python(),
            "no Python with kafka-python and lz4: run Scripts/setup-python, or name one in TRADEPOST_PYTHON"
        )
        let file = FileManager.default.temporaryDirectory.appending(path: "batches-\(UUID().uuidString).jsonl")
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: file) } }
        try Self.cases().write(to: file)

        let script = Self.folder.deletingLastPathComponent().appending(path: "Independent/check_batches.py")
        let (output, exitCode) = try Self.run(python, [script.path, file.path])
        #expect(exitCode == 0, "\(output)")
        #expect(output.hasSuffix("\(Self.batchCount) passed, 0 failed\n"), "\(output)")
    }

    @Test func `the other Kafka client notices a record that is not the expected one`() throws {
        let python = try #require(
            Self.python(),
            "no Python with kafka-python and lz4: run Scripts/setup-python, or name one in TRADEPOST_PYTHON"
        )
        let file = FileManager.default.temporaryDirectory.appending(path: "batches-\(UUID().uuidString).jsonl")
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: file) } }
        let stored = Record(key: [1], value: [2], timestampMillis: 3)
        let claimed = Record(key: [1], value: [9], timestampMillis: 3)
        let line = Case(batch: SampleRecords.batch([stored], compression: .none), baseOffset: 0, records: [claimed])
        try JSONEncoder().encode(line).write(to: file)

        let script = Self.folder.deletingLastPathComponent().appending(path: "Independent/check_batches.py")
        let (output, exitCode) = try Self.run(python, [script.path, file.path])
        #expect(exitCode == 1)
        #expect(output.hasSuffix("0 passed, 1 failed\n"), "\(output)")
    }

    /// One line of the script's input.
    struct Case: Encodable {
        struct Expected: Encodable {
            let key: String?
            let value: String?
            let headers: [[String?]]
            let timestamp: Int64
            let offset: Int64

            enum CodingKeys: CodingKey { case key, value, headers, timestamp, offset }

            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: CodingKeys.self)
                // Null is written out, not left away.
                try container.encode(key, forKey: .key)
                try container.encode(value, forKey: .value)
                try container.encode(headers, forKey: .headers)
                try container.encode(timestamp, forKey: .timestamp)
                try container.encode(offset, forKey: .offset)
            }
        }

        let batch_base64: String
        let codec: Int
        let expected: [Expected]
        let partitions: Int
        let partition_of: [Int?]

        init(batch: [UInt8], baseOffset: Int64, records: [Record]) {
            batch_base64 = Data(batch).base64EncodedString()
            codec = Int(batch[22])
            expected = records.enumerated().map { index, record in
                Expected(
                    key: record.key.map { Data($0).base64EncodedString() },
                    value: record.value.map { Data($0).base64EncodedString() },
                    headers: record.headers.map { [$0.key, $0.value.map { Data($0).base64EncodedString() }] },
                    timestamp: record.timestampMillis,
                    offset: baseOffset + Int64(index)
                )
            }
            partitions = IndependentDecoderTests.partitionCount
            partition_of = records.map { record in
                record.key.map { Partitioner.partition(forKey: $0, count: IndependentDecoderTests.partitionCount) }
            }
        }
    }

    /// 200 batches of 1 … 24 records, both codecs in turn, one with a value of 300,000 bytes.
    static func cases() throws -> Data {
        var random = BatchRandom(seed: 31)
        var lines = Data()
        for index in 0..<batchCount {
            var records = SampleRecords.make(count: Int.random(in: 1...24, using: &random), seed: UInt64(index))
            if index == 100 {
                records.append(
                    Record(key: [1], value: [UInt8](repeating: 0x41, count: 300_000), timestampMillis: 1)
                )
            }
            let base = Int64.random(in: 0..<1 << 62, using: &random)
            let compression: Compression = index.isMultiple(of: 2) ? .lz4 : .none
            let batch = SampleRecords.batch(records, baseOffset: base, compression: compression)
            lines += try JSONEncoder().encode(Case(batch: batch, baseOffset: base, records: records))
            lines.append(0x0A)
        }
        return lines
    }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent()

    /// The Python of `TRADEPOST_PYTHON`, or the one that `Scripts/setup-python` makes in the package.
    static func python() -> String? {
        if let named = ProcessInfo.processInfo.environment["TRADEPOST_PYTHON"] { return named }
        var root = folder
        while !FileManager.default.fileExists(atPath: root.appending(path: "Package.swift").path) {
            guard root.pathComponents.count > 1 else { return nil }
            root.deleteLastPathComponent()
        }
        let made = root.appending(path: ".build/python/bin/python").path
        return FileManager.default.isExecutableFile(atPath: made) ? made : nil
    }

    static func run(_ program: String, _ arguments: [String]) throws -> (output: String, exitCode: Int32) {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (String(decoding: output, as: UTF8.self), process.terminationStatus)
    }
}

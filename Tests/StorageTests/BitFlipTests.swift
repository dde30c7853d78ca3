import Storage
import TestSupport
import Testing

@Suite(.serialized) struct BitFlipTests {
    private static let seed: UInt64 = 77
    private static let flipsPerChild = 250

    private func makeStore() async throws -> (folder: TemporaryDirectory, size: Int) {
        let store = try SampleStore()
        try await SampleContent.fill(store, seed: Self.seed)
        let reading = Reading(store.environment, store.tables, expected: SampleContent(seed: Self.seed).expected)
        #expect(reading == Reading())
        try await store.close()
        return (store.folder, try FileBox("\(store.folder.path)/data/store/data.mdb").bytes().count)
    }

    private func child(_ whole: TemporaryDirectory, _ arguments: [String]) async throws -> [FlipOutcome] {
        let work = try TemporaryDirectory()
        let process = try ChildProcess(
            scenario: "flips",
            ["\(whole.path)/data", work.path, "\(Self.seed)"] + arguments,
            entry: ChildEntry.filter
        )
        let (ending, lines) = await process.ending()
        var outcomes = lines.filter { $0.hasPrefix("outcome ") }
            .compactMap { $0.split(separator: " ").last.flatMap { FlipOutcome(rawValue: String($0)) } }
        if case .signal = ending { outcomes.append(.crashed) } else { #expect(ending == .exit(0)) }
        return outcomes
    }

    /// Plays all flips, beginning again behind one that ended the child.
    private func outcomes(_ whole: TemporaryDirectory, _ flips: [String]) async throws -> [FlipOutcome: Int] {
        async let first = play(whole, flips[..<(flips.count / 2)])
        async let second = play(whole, flips[(flips.count / 2)...])
        return try await first.merging(second) { $0 + $1 }
    }

    private func play(_ whole: TemporaryDirectory, _ flips: ArraySlice<String>) async throws -> [FlipOutcome: Int] {
        var counts: [FlipOutcome: Int] = [:]
        var rest = flips
        while !rest.isEmpty {
            let outcomes = try await child(whole, Array(rest.prefix(Self.flipsPerChild)))
            try #require(!outcomes.isEmpty)
            for outcome in outcomes { counts[outcome, default: 0] += 1 }
            rest = rest.dropFirst(outcomes.count)
        }
        return counts
    }

    private func report(_ what: String, _ counts: [FlipOutcome: Int]) {
        let figures = FlipOutcome.allCases.compactMap { outcome in counts[outcome].map { "\(outcome) \($0)" } }
        print("FIGURES \(what): \(figures.joined(separator: ", "))")
    }

    @Test func `of 2,000 flipped bits anywhere in the file none makes the store serve wrong data`() async throws {
        let (whole, size) = try await makeStore()
        var random = SeededRandom(2_000)
        let flips = (0..<2_000).map { _ in "\(Int(random.next() % UInt64(size))):\(random.next() % 8)" }
        let counts = try await outcomes(whole, flips)
        report("anywhere", counts)
        #expect(counts.values.reduce(0, +) == 2_000)
        #expect(counts[.wrong] == nil && counts[.wrongAndFound] == nil)
        #expect(counts[.hidden] == nil, "what the store does not find, the check does")
        #expect((counts[.refusedOnRead] ?? 0) > 200)
    }

    /// The head of each page is where LMDB keeps its structure, so that random flips seldom hit it.
    @Test func `of 1,000 flipped bits in page heads none stays unnoticed`() async throws {
        let (whole, size) = try await makeStore()
        var random = SeededRandom(1_000)
        let flips = (0..<1_000).map { _ in
            let page = Int(random.next() % UInt64(size / 4_096))
            return "\(page * 4_096 + Int(random.next() % (page < 2 ? 152 : 48))):\(random.next() % 8)"
        }
        let counts = try await outcomes(whole, flips)
        report("page heads", counts)
        #expect(counts[.wrong] == nil && counts[.hidden] == nil)
    }

    @Test func `a value that was replaced under a right checksum is noticed by this test`() async throws {
        let (whole, _) = try await makeStore()
        #expect(try await child(whole, ["tamper"]) == [.wrong])
    }
}

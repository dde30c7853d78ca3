package import EventLog
import Storage

/// Which types of events are wanted: exact ones, `order.*`, or `*`.
package struct EventFilter: Sendable, Equatable {
    /// The most patterns of one filter.
    package static let patternLimit = 50

    private let exact: Set<String>
    private let prefixes: [String]

    /// Everything.
    package static let all = EventFilter(exact: [], prefixes: [""])

    private init(exact: Set<String>, prefixes: [String]) {
        self.exact = exact
        self.prefixes = prefixes
    }

    /// Reads patterns with commas between them; nil for one that is empty or has a star elsewhere.
    package init?(text: String) {
        var exact: Set<String> = []
        var prefixes: [String] = []
        let patterns = text.split(separator: ",", omittingEmptySubsequences: false)
        guard patterns.count <= Self.patternLimit else { return nil }
        for pattern in patterns {
            if pattern == "*" {
                prefixes.append("")
            } else if pattern.hasSuffix(".*"), pattern.utf8.count > 2, !pattern.dropLast(2).contains("*") {
                prefixes.append(String(pattern.dropLast()))
            } else if !pattern.isEmpty, !pattern.contains("*") {
                exact.insert(String(pattern))
            } else {
                return nil
            }
        }
        self.init(exact: exact, prefixes: prefixes)
    }

    /// Whether events of a type are wanted.
    package func accepts(_ type: String) -> Bool {
        exact.contains(type) || prefixes.contains { type.hasPrefix($0) }
    }
}

/// A part of the global order, as a consumer outside gets it.
package struct EventPage: Sendable {
    /// The records that the filter accepts, oldest first.
    package let records: [SequencedRecord]
    /// The last record that was looked at; the next page begins behind it.
    package let next: LogSequence
    /// Whether there is more behind it now.
    package let hasMore: Bool
}

extension Engine {
    /// Records read in one snapshot.
    private static let eventsPerRead = 500
    /// Records looked at for one page, however few of them the filter accepts.
    private static let eventsPerPage = 10_000

    /// The events behind a place of the global order, at most `limit`.
    ///
    /// A page may have fewer, even none, and still lead on: only so many records are looked at for one.
    ///
    /// - Throws: `.log(.positionExpired)` when the next record is no longer kept, `.log(.corrupt)`.
    package func events(
        after sequence: LogSequence,
        _ filter: EventFilter,
        limit: Int
    ) throws(EngineError) -> EventPage {
        var found: [SequencedRecord] = []
        var next = sequence
        var seen = 0
        reading: while found.count < limit, seen < Self.eventsPerPage {
            let records = try self.records(after: next, limit: Self.eventsPerRead)
            guard !records.isEmpty else { break }
            for record in records {
                if found.count == limit { break reading }
                next = record.sequence
                seen += 1
                if filter.accepts(EventJSONLine.type(of: record)) { found.append(record) }
            }
        }
        return EventPage(records: found, next: next, hasMore: next < log.lastSequence)
    }

    /// The newest events, at most `limit`, among the newest of all.
    ///
    /// - Throws: as `events(after:_:limit:)`.
    package func newestEvents(_ filter: EventFilter, limit: Int) throws(EngineError) -> EventPage {
        let end = log.lastSequence
        var found: [SequencedRecord] = []
        var place = end.value
        let floor = end.value - min(end.value, UInt64(Self.eventsPerPage))
        while found.count < limit, place > floor {
            let start = max(place - min(place, UInt64(Self.eventsPerRead)), floor)
            let page: [SequencedRecord]
            do throws(EngineError) {
                page = try records(after: LogSequence(start), limit: Int(place - start))
            } catch {
                // What retention took is not among the newest.
                if case .log(.positionExpired) = error { break }
                throw error
            }
            found = page.filter { filter.accepts(EventJSONLine.type(of: $0)) } + found
            place = start
        }
        return EventPage(records: Array(found.suffix(limit)), next: end, hasMore: end < log.lastSequence)
    }
}

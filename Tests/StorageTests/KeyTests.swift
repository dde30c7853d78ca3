import Storage
import TestSupport
import Testing

@Suite struct KeyTests {
    /// Draws pairs of keys, compares them as values and as bytes, and takes each apart again.
    private func check<Key: KeyPart>(
        _ draw: (inout SeededRandom) -> Key,
        comesBefore: (Key, Key) -> Bool,
        isSame: (Key, Key) -> Bool,
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        var random = SeededRandom(11)
        var sawBefore = 0
        for _ in 0..<3_000 {
            let (first, second) = (draw(&random), draw(&random))
            let (firstBytes, secondBytes) = (first.keyBytes, second.keyBytes)
            let before = comesBefore(first, second)
            #expect(firstBytes.lexicographicallyPrecedes(secondBytes) == before, sourceLocation: location)
            #expect((firstBytes == secondBytes) == isSame(first, second), sourceLocation: location)
            var decoder = KeyDecoder(firstBytes)
            #expect(isSame(try Key(decoding: &decoder), first), sourceLocation: location)
            #expect(decoder.isAtEnd, sourceLocation: location)
            sawBefore += before ? 1 : 0
        }
        #expect((600...2_400).contains(sawBefore), "the pairs are one-sided", sourceLocation: location)
    }

    /// Numbers that sit close together, at the ends and anywhere.
    private func number<Value: FixedWidthInteger>(_ random: inout SeededRandom) -> Value {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: Value(clamping: Int.random(in: -3...3, using: &random))
        case 1: Value.max - Value(Int.random(in: 0...2, using: &random))
        case 2: Value.min + Value(Int.random(in: 0...2, using: &random))
        default: Value(truncatingIfNeeded: random.next())
        }
    }

    private func bytes(_ random: inout SeededRandom) -> [UInt8] {
        let alphabet: [UInt8] = [0, 0, 0, 1, 2, 0x7F, 0xFE, 0xFF]
        return (0..<Int.random(in: 0...5, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
    }

    private func text(_ random: inout SeededRandom) -> String {
        let alphabet = [
            "", "\0", "\u{1}", "a", "b", "ab", "é", "e\u{301}", "ß", "中", "\u{FFFF}", "😀", "🏴‍☠️",
        ]
        return (0..<Int.random(in: 0...4, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "" }
            .joined()
    }

    @Test func `unsigned numbers of every width sort alike as values and as bytes`() throws {
        try check(number as (inout SeededRandom) -> UInt8, comesBefore: <, isSame: ==)
        try check(number as (inout SeededRandom) -> UInt16, comesBefore: <, isSame: ==)
        try check(number as (inout SeededRandom) -> UInt32, comesBefore: <, isSame: ==)
        try check(number as (inout SeededRandom) -> UInt64, comesBefore: <, isSame: ==)
    }

    @Test func `signed numbers sort alike as values and as bytes`() throws {
        try check(number as (inout SeededRandom) -> Int64, comesBefore: <, isSame: ==)
    }

    @Test func `byte strings with zeros and prefixes sort alike as values and as bytes`() throws {
        try check(bytes, comesBefore: { $0.lexicographicallyPrecedes($1) }, isSame: ==)
    }

    @Test func `texts sort by their UTF-8, with NUL and characters that Swift calls equal kept apart`() throws {
        try check(
            text,
            comesBefore: { $0.utf8.lexicographicallyPrecedes($1.utf8) },
            isSame: { $0.utf8.elementsEqual($1.utf8) }
        )
    }

    @Test func `pairs and triples sort by the first part, then the next`() throws {
        typealias Pair = Key2<String, Int64>
        try check(
            { (random: inout SeededRandom) -> Pair in Pair(text(&random), number(&random)) },
            comesBefore: { (first: Pair, second: Pair) -> Bool in
                let (one, other) = (Array(first.first.utf8), Array(second.first.utf8))
                return one == other ? first.second < second.second : one.lexicographicallyPrecedes(other)
            },
            isSame: { (first: Pair, second: Pair) -> Bool in
                first.first.utf8.elementsEqual(second.first.utf8) && first.second == second.second
            }
        )
        typealias Triple = Key3<[UInt8], UInt8, [UInt8]>
        try check(
            { (random: inout SeededRandom) -> Triple in
                Triple(bytes(&random), UInt8.random(in: 0...2, using: &random), bytes(&random))
            },
            comesBefore: { (first: Triple, second: Triple) -> Bool in
                if first.first != second.first { return first.first.lexicographicallyPrecedes(second.first) }
                if first.second != second.second { return first.second < second.second }
                return first.third.lexicographicallyPrecedes(second.third)
            },
            isSame: { (first: Triple, second: Triple) -> Bool in
                first.first == second.first && first.second == second.second && first.third == second.third
            }
        )
    }

    @Test func `a pair inside of a pair sorts as three parts`() throws {
        typealias Nested = Key2<Key2<[UInt8], [UInt8]>, UInt16>
        try check(
            { (random: inout SeededRandom) -> Nested in
                Nested(Key2(bytes(&random), bytes(&random)), number(&random))
            },
            comesBefore: { (first: Nested, second: Nested) -> Bool in
                let (one, other) = (first.first, second.first)
                if one.first != other.first { return one.first.lexicographicallyPrecedes(other.first) }
                if one.second != other.second { return one.second.lexicographicallyPrecedes(other.second) }
                return first.second < second.second
            },
            isSame: { (first: Nested, second: Nested) -> Bool in
                first.first.first == second.first.first && first.first.second == second.first.second
                    && first.second == second.second
            }
        )
    }

    @Test(
        arguments: [
            ([], .truncated), ([0x61], .truncated), ([0x61, 0], .truncated), ([0x61, 0, 2], .invalid("key escape 2")),
            ([0xC3, 0, 1], .invalid("UTF-8")), ([0xED, 0xA0, 0x80, 0, 1], .invalid("UTF-8")),
        ] as [([UInt8], DecodingFailure)]
    )
    func `a malformed text key is refused`(bytes: [UInt8], failure: DecodingFailure) {
        #expect(throws: failure) {
            var decoder = KeyDecoder(bytes)
            _ = try String(decoding: &decoder)
        }
    }

    @Test func `a key cut short at any length is refused`() {
        let whole = Key3("ab\0c", UInt32(7), [1, 0, 2] as [UInt8]).keyBytes
        for length in 0..<whole.count {
            #expect(throws: DecodingFailure.truncated) {
                var decoder = KeyDecoder(Array(whole[..<length]))
                _ = try Key3<String, UInt32, [UInt8]>(decoding: &decoder)
            }
        }
    }

    @Test func `random bytes never trap as a key`() {
        var random = SeededRandom(5)
        var (decoded, refused) = (0, 0)
        for _ in 0..<5_000 {
            let bytes = random.bytes(Int.random(in: 0...12, using: &random), in: 0...3)
            do {
                var decoder = KeyDecoder(bytes)
                let key = try Key2<[UInt8], UInt16>(decoding: &decoder)
                if decoder.isAtEnd { #expect(key.keyBytes == bytes) }
                decoded += 1
            } catch {
                refused += 1
            }
        }
        #expect(decoded > 50 && refused > 50)
    }
}

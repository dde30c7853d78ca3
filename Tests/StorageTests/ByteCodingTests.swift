import Storage
import TestSupport
import Testing

@Suite struct ByteCodingTests {
    /// One of each kind of field.
    private struct Fields: Equatable {
        var flag: Bool
        var small: UInt8
        var signed: Int16
        var wide: UInt64
        var huge: UInt128
        var varint: UInt64
        var zigzag: Int64
        var bytes: [UInt8]
        var text: String
        var optional: UInt32?

        init(_ random: inout SeededRandom) {
            flag = Bool.random(using: &random)
            small = UInt8.random(in: 0...255, using: &random)
            signed = Int16.random(in: .min ... .max, using: &random)
            wide = random.next()
            huge = UInt128(random.next()) << 64 | UInt128(random.next())
            varint = random.next() >> UInt64.random(in: 0...63, using: &random)
            zigzag = Int64(bitPattern: random.next()) >> Int64.random(in: 0...63, using: &random)
            bytes = random.bytes(Int.random(in: 0...200, using: &random))
            text = String(repeating: "ä\0😀", count: Int.random(in: 0...3, using: &random))
            optional = Bool.random(using: &random) ? 7 : nil
        }

        var written: [UInt8] {
            var writer = ByteWriter()
            writer.write(flag)
            writer.write(small)
            writer.write(signed)
            writer.write(wide)
            writer.write(huge)
            writer.writeVarint(varint)
            writer.writeVarint(zigzag)
            writer.write(bytes)
            writer.write(text)
            writer.writeOptional(optional) { $0.write($1) }
            return writer.bytes
        }

        init(reading reader: inout ByteReader) throws(DecodingFailure) {
            flag = try reader.readBool()
            small = try reader.readUInt8()
            signed = try reader.read()
            wide = try reader.read()
            huge = try reader.read()
            varint = try reader.readVarint()
            zigzag = try reader.readSignedVarint()
            bytes = try reader.readBytes()
            text = try reader.readString()
            optional = try reader.readOptional { reader throws(DecodingFailure) in try reader.read(UInt32.self) }
        }
    }

    @Test func `every kind of field comes back as it was written`() throws {
        var random = SeededRandom(3)
        for _ in 0..<1_000 {
            let fields = Fields(&random)
            var reader = ByteReader(fields.written)
            #expect(try Fields(reading: &reader) == fields)
            #expect(reader.remaining == 0)
        }
    }

    @Test func `integers are little-endian and varints are LEB128`() {
        var writer = ByteWriter()
        writer.write(UInt32(0x0102_0304))
        writer.writeVarint(UInt64(300))
        writer.writeVarint(Int64(-1))
        writer.writeVarint(UInt64.max)
        #expect(writer.bytes == [4, 3, 2, 1, 0xAC, 0x02, 0x01] + [UInt8](repeating: 0xFF, count: 9) + [0x01])
    }

    @Test func `bytes cut short at any length are refused`() {
        var random = SeededRandom(4)
        for _ in 0..<20 {
            let whole = Fields(&random).written
            for length in 0..<whole.count {
                #expect(throws: DecodingFailure.truncated) {
                    var reader = ByteReader(whole[..<length])
                    _ = try Fields(reading: &reader)
                }
            }
        }
    }

    @Test func `random bytes never trap`() {
        var random = SeededRandom(5)
        var failures = 0
        for _ in 0..<5_000 {
            let highest = UInt8(truncatingIfNeeded: random.next() | 1)
            var reader = ByteReader(random.bytes(Int.random(in: 0...80, using: &random), in: 0...highest))
            do {
                _ = try Fields(reading: &reader)
            } catch {
                failures += 1
            }
        }
        #expect(failures > 1_000)
    }

    @Test(
        arguments: [
            [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02],
            [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00],
        ] as [[UInt8]]
    )
    func `a varint of more than 64 bits is refused`(bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        #expect(throws: DecodingFailure.invalid("varint")) { try reader.readVarint() }
    }

    @Test func `a length beyond the end is refused before anything is allocated`() {
        var writer = ByteWriter()
        writer.writeVarint(UInt64.max)
        var reader = ByteReader(writer.bytes)
        #expect(throws: DecodingFailure.truncated) { try reader.readBytes() }
    }

    @Test func `text that is not UTF-8 and flags that are neither 0 nor 1 are refused`() {
        var reader = ByteReader([1, 0xC3])
        #expect(throws: DecodingFailure.invalid("UTF-8")) { try reader.readString() }
        var flag = ByteReader([2])
        #expect(throws: DecodingFailure.invalid("flag 2")) { try flag.readBool() }
    }
}

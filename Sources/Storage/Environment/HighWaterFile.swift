/// `HWM`: the newest transaction this directory is known to have held, so that a store that went back in time
/// (an old file put back, a damaged meta page) is noticed at the next start.
///
/// Two slots of 4,096 bytes, written in turn: magic `TPHW`, format 1, sequence, transaction id, CRC-32C. All
/// little-endian. The newer slot whose sum holds counts.
struct HighWaterFile: ~Copyable {
    static let name = "HWM"
    private static let magic: UInt32 = 0x5748_5054
    private static let slotBytes = 4_096

    private let file: File
    private var sequence: UInt64
    private(set) var transactionID: UInt64

    /// Makes the file, both slots at transaction 0.
    static func create(in directory: String) throws(StorageError) {
        let slot = slotContent(sequence: 0, transactionID: 0)
        try File.replace("\(directory)/\(name)", with: slot + slotContent(sequence: 1, transactionID: 0), in: directory)
    }

    /// Opens the file for reading and writing.
    ///
    /// - Throws: `.missing`, or `.damagedFile` when no slot holds.
    init(in directory: String, flags: Int32) throws(StorageError) {
        let path = "\(directory)/\(Self.name)"
        let file = try File(opening: path, flags: flags)
        var best: (sequence: UInt64, transactionID: UInt64)?
        for slot in 0..<2 {
            let bytes = try file.read(count: Self.slotBytes, at: slot * Self.slotBytes)
            if let found = Self.parse(bytes), best.map({ found.sequence > $0.sequence }) ?? true { best = found }
        }
        guard let best else { throw .damagedFile(path: path, reason: "no slot passes its checksum") }
        self.file = file
        sequence = best.sequence
        transactionID = best.transactionID
    }

    /// Writes and syncs the slot that is not the newest.
    mutating func record(transactionID: UInt64) throws(StorageError) {
        let slot = Self.slotContent(sequence: sequence + 1, transactionID: transactionID)
        try file.write(slot, at: Int((sequence + 1) % 2) * Self.slotBytes)
        try file.sync()
        sequence += 1
        self.transactionID = transactionID
    }

    private static func slotContent(sequence: UInt64, transactionID: UInt64) -> [UInt8] {
        var writer = ByteWriter(reserving: slotBytes)
        writer.write(magic)
        writer.write(UInt32(1))
        writer.write(sequence)
        writer.write(transactionID)
        writer.write(Checksum.extend(0, over: writer.bytes))
        return writer.bytes + [UInt8](repeating: 0, count: slotBytes - writer.bytes.count)
    }

    private static func parse(_ bytes: [UInt8]) -> (sequence: UInt64, transactionID: UInt64)? {
        var reader = ByteReader(bytes)
        do throws(DecodingFailure) {
            let magic: UInt32 = try reader.read()
            let format: UInt32 = try reader.read()
            let sequence: UInt64 = try reader.read()
            let transactionID: UInt64 = try reader.read()
            let sum: UInt32 = try reader.read()
            guard magic == Self.magic, format == 1, sum == Checksum.extend(0, over: Array(bytes[..<24])) else {
                return nil
            }
            return (sequence, transactionID)
        } catch {
            return nil
        }
    }
}

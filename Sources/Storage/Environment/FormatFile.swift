/// `FORMAT`: which on-disk format the directory has, its epoch, and whether its store was ever finished.
///
/// A text of four lines and a checksum line, so that `cat` answers the question too:
/// `tradepost data`, `format 1`, `epoch 8 hex digits`, `state new|ready`, `sum 8 hex digits` (CRC-32C of the rest).
package struct FormatFile: Sendable, Equatable {
    /// How far the making of the store has come.
    package enum State: String, Sendable {
        /// Creation began and did not finish: nothing was ever acknowledged, the store may be made anew.
        case new
        case ready
    }

    /// The format this program reads and writes.
    package static let supportedFormat = 1
    static let name = "FORMAT"

    /// The on-disk format of the directory.
    package var format = supportedFormat
    /// Drawn at random with the directory and again on restore; positions of another epoch mean nothing here.
    package var epoch: UInt32
    /// Whether the store was ever finished; one that is missing although it was is damage.
    package var state: State

    package init(epoch: UInt32, state: State) {
        self.epoch = epoch
        self.state = state
    }

    var bytes: [UInt8] {
        let text = "tradepost data\nformat \(format)\nepoch \(Self.hex(epoch))\nstate \(state.rawValue)\n"
        return Array((text + "sum \(Self.hex(Checksum.extend(0, over: Array(text.utf8))))\n").utf8)
    }

    /// - Throws: `.foreign` when it is not our file, `.formatVersion` for another format, `.damagedFile` otherwise.
    init(parsing bytes: [UInt8], path: String) throws(StorageError) {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.first == "tradepost data" else {
            throw .foreign(path: path, reason: "\(Self.name) does not begin with `tradepost data`")
        }
        guard lines.count == 6, let format = Self.field("format ", in: lines[1]).flatMap({ Int($0) }) else {
            throw .damagedFile(path: path, reason: "\(Self.name) is not complete")
        }
        guard format == Self.supportedFormat else {
            throw .formatVersion(found: format, supported: Self.supportedFormat)
        }
        guard let epoch = Self.field("epoch ", in: lines[2]).flatMap({ UInt32($0, radix: 16) }),
            let state = Self.field("state ", in: lines[3]).flatMap({ State(rawValue: String($0)) })
        else { throw .damagedFile(path: path, reason: "\(Self.name) is not complete") }
        self.init(epoch: epoch, state: state)
        guard self.bytes == bytes else { throw .damagedFile(path: path, reason: "\(Self.name) fails its checksum") }
    }

    static func read(in directory: String) throws(StorageError) -> FormatFile {
        let path = "\(directory)/\(name)"
        return try FormatFile(parsing: File.contents(of: path), path: path)
    }

    func write(in directory: String) throws(StorageError) {
        try File.replace("\(directory)/\(Self.name)", with: bytes, in: directory)
    }

    private static func field(_ name: String, in line: Substring) -> Substring? {
        line.hasPrefix(name) ? line.dropFirst(name.count) : nil
    }

    private static func hex(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}

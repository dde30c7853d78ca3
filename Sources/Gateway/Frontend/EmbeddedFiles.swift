import CEmbedded
import Crypto
import Engine
import NIOCore

/// The files that the compiler put into the program; see Scripts/embed-frontend.
enum EmbeddedFiles {
    static func load() -> [String: Frontend.Asset] {
        var files: [String: Frontend.Asset] = [:]
        // SAFETY: the table has as many entries as it says; names end with NUL, and each body has its own length.
        for index in 0..<Int(tradepost_frontend_file_count) {
            let file = unsafe tradepost_frontend_file(Int32(index))
            let name = unsafe String(cString: file.name)
            let bytes = unsafe UnsafeRawBufferPointer(start: file.bytes, count: file.length)
            files[name] = unsafe Frontend.asset(name, Array(bytes))
        }
        return files
    }
}

extension Frontend {
    static func asset(_ path: String, _ bytes: [UInt8]) -> Asset {
        let digest = Array(SHA256.hash(data: bytes).prefix(12))
        return Asset(body: ByteBuffer(bytes: bytes), type: type(of: path), tag: "\"\(Base64URL.encode(digest))\"")
    }
}

import CEmbedded

/// The files that the compiler put into the program; see Scripts/embed-frontend and Scripts/setup-documentation.
enum EmbeddedFiles {
    /// The frontend, by path below frontend/.
    static func load() -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        // SAFETY: the table has as many entries as it says; names end with NUL, and each body has its own length.
        for index in 0..<Int(tradepost_frontend_file_count) {
            let file = unsafe tradepost_frontend_file(Int32(index))
            let name = unsafe String(cString: file.name)
            let bytes = unsafe UnsafeRawBufferPointer(start: file.bytes, count: file.length)
            files[name] = unsafe Array(bytes)
        }
        return files
    }

    /// The files of the documentation pages in gzip form, by name; none in a program that was built without them.
    static func documentation() -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        // SAFETY: as above.
        for index in 0..<Int(tradepost_documentation_file_count) {
            let file = unsafe tradepost_documentation_file(Int32(index))
            let name = unsafe String(cString: file.name)
            let bytes = unsafe UnsafeRawBufferPointer(start: file.bytes, count: file.length)
            files[name] = unsafe Array(bytes)
        }
        return files
    }
}

extension DataDirectory {
    /// A generated secret: the file `keys/NAME`, mode 0600, made on first use.
    ///
    /// - Throws: `.damagedFile` when it is there and empty.
    package func secret(_ name: String, make: () -> [UInt8]) throws(StorageError) -> [UInt8] {
        try File.makeDirectory(keysPath)
        let path = "\(keysPath)/\(name)"
        if !File.exists(path) { try File.replace(path, with: make(), in: keysPath) }
        let bytes = try File.contents(of: path)
        guard !bytes.isEmpty else { throw .damagedFile(path: path, reason: "it is empty") }
        return bytes
    }
}

extension DataDirectory {
    /// A generated secret: the file `keys/NAME`, mode 0600, made on first use.
    ///
    /// - Throws: `.damagedFile` when it is there and empty.
    package func secret(_ name: String, make: () -> [UInt8]) throws(StorageError) -> [UInt8] {
        if !File.exists("\(keysPath)/\(name)") { try writeSecret(name, make()) }
        return try readSecret(name)
    }

    /// The names of the files in `keys/`, sorted, without those that are being written.
    package func secretNames() throws(StorageError) -> [String] {
        guard File.exists(keysPath) else { return [] }
        return try File.names(in: keysPath).filter { !$0.hasSuffix(File.temporarySuffix) }
    }

    /// The content of `keys/NAME`.
    ///
    /// - Throws: `.damagedFile` when it is empty.
    package func readSecret(_ name: String) throws(StorageError) -> [UInt8] {
        let path = "\(keysPath)/\(name)"
        let bytes = try File.contents(of: path)
        guard !bytes.isEmpty else { throw .damagedFile(path: path, reason: "it is empty") }
        return bytes
    }

    /// Writes `keys/NAME`, mode 0600, in place of what was there; after a crash one of the two is there.
    package func writeSecret(_ name: String, _ bytes: [UInt8]) throws(StorageError) {
        try File.makeDirectory(keysPath)
        try File.replace("\(keysPath)/\(name)", with: bytes, in: keysPath)
    }

    /// Removes `keys/NAME`, if it is there.
    package func removeSecret(_ name: String) throws(StorageError) {
        try File.remove("\(keysPath)/\(name)")
        try File.syncDirectory(keysPath)
    }
}

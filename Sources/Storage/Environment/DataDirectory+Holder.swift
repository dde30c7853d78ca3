import Glibc

extension DataDirectory {
    /// The process that holds the directory now, by the `LOCK` file; nil when nobody does.
    ///
    /// The number in the file is only believed when that process has the very file open, as every holder has: a number
    /// may be left over from a process that is gone, and seen from outside of its container a process has another one.
    package func holder() throws(StorageError) -> Int32? {
        let path = "\(self.path)/LOCK"
        guard File.exists(path) else { return nil }
        let file = try File(opening: path, flags: O_RDONLY)
        let words = String(decoding: try File.contents(of: path), as: UTF8.self).split { $0 == " " || $0 == "\n" }
        guard words.count == 2, words[0] == "process", let process = Int32(words[1]), process > 0 else { return nil }
        return try Self.hasOpen(process, file) ? process : nil
    }

    /// Whether a process has the same file open; no when it must not be looked at.
    private static func hasOpen(_ process: Int32, _ file: borrowing File) throws(StorageError) -> Bool {
        var wanted = stat()
        // SAFETY: fstat fills the struct it is handed.
        guard unsafe fstat(file.descriptor, &wanted) == 0 else { return false }
        let folder = "/proc/\(process)/fd"
        guard File.exists(folder) else { return false }
        // Looking into the file opened it here as well.
        let own = process == getpid() ? "\(file.descriptor)" : nil
        for name in try File.names(in: folder) where name != own {
            var found = stat()
            // SAFETY: stat fills the struct it is handed; the path is NUL-terminated by the bridge.
            guard unsafe stat("\(folder)/\(name)", &found) == 0 else { continue }
            if found.st_ino == wanted.st_ino, found.st_dev == wanted.st_dev { return true }
        }
        return false
    }
}

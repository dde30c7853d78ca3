import Glibc

/// A file descriptor that closes itself, with the few calls the store needs; short counts and EINTR are handled.
struct File: ~Copyable {
    let descriptor: Int32
    let path: String

    init(opening path: String, flags: Int32, mode: mode_t = 0o600) throws(StorageError) {
        // SAFETY: the path is NUL-terminated by the bridge for the call.
        descriptor = unsafe Glibc.open(path, flags | O_CLOEXEC, mode)
        self.path = path
        if descriptor < 0 { throw .posix("open", path: path, errno: errno) }
    }

    deinit { close(descriptor) }

    func size() throws(StorageError) -> Int {
        var status = stat()
        // SAFETY: fstat fills the struct it is handed.
        guard unsafe fstat(descriptor, &status) == 0 else { throw .posix("fstat", path: path, errno: errno) }
        return Int(status.st_size)
    }

    func read(count: Int, at offset: Int) throws(StorageError) -> [UInt8] {
        try Self.read(descriptor, count: count, at: offset, path: path)
    }

    /// Reads up to `count` bytes, fewer only at the end of the file.
    static func read(
        _ descriptor: Int32,
        count: Int,
        at offset: Int,
        path: String
    ) throws(StorageError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            // SAFETY: the slice handed to pread is `count - done` bytes of a live buffer.
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe pread(descriptor, buffer.baseAddress?.advanced(by: done), count - done, offset + done)
            }
            if got < 0, errno == EINTR { continue }
            if got < 0 { throw .posix("read", path: path, errno: errno) }
            if got == 0 { break }
            done += got
        }
        bytes.removeLast(count - done)
        return bytes
    }

    func write(_ bytes: [UInt8], at offset: Int) throws(StorageError) {
        var done = 0
        while done < bytes.count {
            // SAFETY: the slice handed to pwrite is the rest of a live buffer.
            let put = unsafe bytes.withUnsafeBytes { buffer in
                unsafe pwrite(descriptor, buffer.baseAddress?.advanced(by: done), bytes.count - done, offset + done)
            }
            if put < 0, errno == EINTR { continue }
            if put < 0 { throw .posix("write", path: path, errno: errno) }
            done += put
        }
    }

    /// Whether the name it was opened by still leads to it.
    func isStillNamed() throws(StorageError) -> Bool {
        var (opened, named) = (stat(), stat())
        // SAFETY: fstat and stat fill the structs they are handed; the path is NUL-terminated by the bridge.
        guard unsafe fstat(descriptor, &opened) == 0 else { throw .posix("fstat", path: path, errno: errno) }
        guard unsafe stat(path, &named) == 0 else { return false }
        return opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
    }

    func sync() throws(StorageError) {
        guard fsync(descriptor) == 0 else { throw .posix("fsync", path: path, errno: errno) }
    }
}

extension File {
    /// Whether there is something at `path`.
    static func exists(_ path: String) -> Bool {
        // SAFETY: the path is NUL-terminated by the bridge for the call.
        unsafe access(path, F_OK) == 0
    }

    /// Makes a directory with mode 0700 unless it is there.
    static func makeDirectory(_ path: String) throws(StorageError) {
        // SAFETY: the path is NUL-terminated by the bridge for the call.
        if unsafe mkdir(path, 0o700) != 0, errno != EEXIST { throw .posix("mkdir", path: path, errno: errno) }
    }

    /// Syncs a directory, so that the names in it survive a power cut.
    static func syncDirectory(_ path: String) throws(StorageError) {
        try File(opening: path, flags: O_RDONLY | O_DIRECTORY).sync()
    }

    static func rename(_ path: String, to target: String) throws(StorageError) {
        // SAFETY: the paths are NUL-terminated by the bridge for the call.
        guard unsafe Glibc.rename(path, target) == 0 else { throw .posix("rename", path: path, errno: errno) }
    }

    static func remove(_ path: String) throws(StorageError) {
        // SAFETY: the path is NUL-terminated by the bridge for the call.
        if unsafe unlink(path) != 0, errno != ENOENT { throw .posix("remove", path: path, errno: errno) }
    }

    /// The names in a directory, without `.` and `..`, sorted.
    static func names(in path: String) throws(StorageError) -> [String] {
        // SAFETY: the stream is closed on every way out; d_name is NUL-terminated by readdir.
        guard let stream = unsafe opendir(path) else { throw .posix("opendir", path: path, errno: errno) }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Bytes that this process may still write on the file system of `path`.
    static func freeBytes(at path: String) throws(StorageError) -> Int {
        var status = statvfs()
        // SAFETY: statvfs fills the struct it is handed.
        guard unsafe statvfs(path, &status) == 0 else { throw .posix("statvfs", path: path, errno: errno) }
        return Int(status.f_bavail) * Int(status.f_frsize)
    }

    /// Reads a small file whole.
    static func contents(of path: String) throws(StorageError) -> [UInt8] {
        let file = try File(opening: path, flags: O_RDONLY)
        return try file.read(count: file.size(), at: 0)
    }

    /// What the name of a file ends in while `replace` writes it.
    static var temporarySuffix: String { ".new" }

    /// Writes a small file so that after a crash either the old or the new content is there.
    static func replace(_ path: String, with bytes: [UInt8], in directory: String) throws(StorageError) {
        let temporary = path + temporarySuffix
        try remove(temporary)
        do {
            let file = try File(opening: temporary, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
            try file.write(bytes, at: 0)
            try file.sync()
        }
        try rename(temporary, to: path)
        try syncDirectory(directory)
    }
}

/// Walks every page of the data file as LMDB laid them out, without LMDB: each page is used by exactly one tree or
/// is free, says its own number and kind, lies as deep as its tree says, and the trees' own counts are right.
///
/// This finds what checksums over values cannot: a pointer that leads to an old, once valid version of a page, a page
/// that is both in use and free (the next commit would overwrite it), pages that are lost.
///
/// Layout from mdb.c of LMDB 0.9.24, 64-bit little-endian. Page: number (8), pad (2), flags (2), lower (2), upper (2),
/// then one 2-byte offset per node; in an overflow run's first page the last four header bytes are its page count.
/// Node: low (2), high (2), flags (2), key size (2), key, data. Tree record (48): pad (4), flags (2), depth (2),
/// branch, leaf and overflow pages, entries, root (8 each).
struct PageWalk {
    /// Reads one page, by number, of the snapshot that is being walked.
    typealias PageReader = (UInt64) throws(StorageError) -> [UInt8]

    private enum Kind {
        static let branch: UInt16 = 1
        static let leaf: UInt16 = 2
        static let overflow: UInt16 = 4
    }
    private enum NodeFlag {
        static let overflow: UInt64 = 1
        static let tree: UInt64 = 2
    }
    private static let headerBytes = 16
    private static let noRoot = UInt64.max

    private let read: PageReader
    /// Who has a page: an index into `names`.
    private var owners: [UInt16]
    private var names = ["nothing", "the meta pages", "the free list"]
    private(set) var findings: Findings

    /// One tree's record, and what walking it counts.
    private struct Tree {
        var depth: Int
        var branches: UInt64
        var leaves: UInt64
        var overflows: UInt64
        var entries: UInt64
        var root: UInt64
    }

    /// What a leaf's entry is, for those who look inside.
    private struct Entry {
        var key: [UInt8]
        var data: [UInt8]
        var isTree: Bool
    }

    init(findings: Findings, pages: UInt64, read: @escaping PageReader) {
        self.findings = findings
        self.read = read
        owners = [UInt16](repeating: 0, count: Int(pages))
        (owners[0], owners[1]) = (1, 1)
    }

    /// Walks all trees from a meta page's bytes; afterwards `findings` says what is wrong.
    mutating func walk(meta: [UInt8]) throws(StorageError) {
        var freePages: [UInt64] = []
        try walk(Self.tree(meta, at: 40), owner: 2) { walk, entry in
            let count = Self.word(entry.data, 0)
            guard entry.data.count >= 8, count <= UInt64(entry.data.count / 8 - 1) else {
                return walk.findings.add("the free list has an entry that is not complete")
            }
            for index in 0..<Int(count) { freePages.append(Self.word(entry.data, 8 + 8 * index)) }
        }
        var tables: [(name: String, tree: Tree)] = []
        try walk(Self.tree(meta, at: 88), owner: own("the list of tables")) { walk, entry in
            let name = String(decoding: entry.key, as: UTF8.self)
            guard entry.isTree, entry.data.count == 48 else { return walk.findings.add("\(name) is not a table") }
            tables.append((name, Self.tree(entry.data, at: 0)))
        }
        for table in tables { try walk(table.tree, owner: own("table \(table.name)")) }
        let free = own("the free pages")
        for page in freePages { claim(page, for: free) }
        let lost = owners.lazy.count { $0 == 0 }
        if lost > 0 { findings.add("\(lost) pages are neither used nor free") }
    }

    private mutating func own(_ name: String) -> UInt16 {
        names.append(name)
        return UInt16(names.count - 1)
    }

    /// Notes who has a page; false when that cannot be, or when another one has it already.
    @discardableResult
    private mutating func claim(_ page: UInt64, for owner: UInt16) -> Bool {
        guard page < UInt64(owners.count) else {
            findings.add("\(names[Int(owner)]): page \(page) is behind the end of the file")
            return false
        }
        let other = owners[Int(page)]
        guard other == 0 else {
            findings.add("page \(page) belongs to \(names[Int(other)]) and to \(names[Int(owner)])")
            return false
        }
        owners[Int(page)] = owner
        return true
    }

    private mutating func walk(
        _ tree: Tree,
        owner: UInt16,
        _ visit: (inout PageWalk, Entry) -> Void = { _, _ in }
    ) throws(StorageError) {
        var counted = Tree(depth: tree.depth, branches: 0, leaves: 0, overflows: 0, entries: 0, root: tree.root)
        if tree.root == Self.noRoot {
            counted.depth = 0
        } else {
            try walk(page: tree.root, depth: 1, &counted, owner, visit)
        }
        for (what, recorded, found) in [
            ("levels", UInt64(tree.depth), UInt64(counted.depth)), ("branch pages", tree.branches, counted.branches),
            ("leaf pages", tree.leaves, counted.leaves), ("overflow pages", tree.overflows, counted.overflows),
            ("entries", tree.entries, counted.entries),
        ] where recorded != found {
            findings.add("\(names[Int(owner)]): \(recorded) \(what) recorded, \(found) found")
        }
    }

    private mutating func walk(
        page number: UInt64,
        depth: Int,
        _ tree: inout Tree,
        _ owner: UInt16,
        _ visit: (inout PageWalk, Entry) -> Void
    ) throws(StorageError) {
        guard claim(number, for: owner) else { return }
        let page = try read(number)
        let isLeaf = depth == tree.depth
        guard Self.word(page, 0) == number, Self.half(page, 10) == (isLeaf ? Kind.leaf : Kind.branch) else {
            return findings.add("\(names[Int(owner)]): page \(number) has a damaged header")
        }
        let (lower, upper) = (Int(Self.half(page, 12)), Int(Self.half(page, 14)))
        guard lower >= Self.headerBytes, lower % 2 == 0, lower <= upper, upper <= page.count else {
            return findings.add("\(names[Int(owner)]): page \(number) has damaged bounds")
        }
        if isLeaf { tree.leaves += 1 } else { tree.branches += 1 }
        for slot in stride(from: Self.headerBytes, to: lower, by: 2) {
            let offset = Int(Self.half(page, slot))
            guard offset >= upper, offset + 8 <= page.count, offset + 8 + Int(Self.half(page, offset + 6)) <= page.count
            else {
                findings.add("\(names[Int(owner)]): page \(number) has a damaged entry")
                continue
            }
            if isLeaf {
                tree.entries += 1
                if let entry = try entry(page, offset, &tree, owner) { visit(&self, entry) }
            } else {
                try walk(page: Self.word(page, offset) & 0xFFFF_FFFF_FFFF, depth: depth + 1, &tree, owner, visit)
            }
        }
    }

    private mutating func entry(
        _ page: [UInt8],
        _ offset: Int,
        _ tree: inout Tree,
        _ owner: UInt16
    ) throws(StorageError) -> Entry? {
        let head = Self.word(page, offset)
        let (size, flags) = (Int(head & 0xFFFF_FFFF), head >> 32 & 0xFFFF)
        let start = offset + 8 + Int(Self.half(page, offset + 6))
        let key = Array(page[(offset + 8)..<start])
        let inPage = flags & NodeFlag.overflow == 0 ? size : 8
        guard flags <= NodeFlag.tree, start + inPage <= page.count else {
            findings.add("\(names[Int(owner)]): an entry has damaged flags or sizes")
            return nil
        }
        if flags & NodeFlag.overflow == 0 {
            return Entry(key: key, data: Array(page[start..<(start + size)]), isTree: flags == NodeFlag.tree)
        }
        let data = try overflow(Self.word(page, start), size: size, &tree, owner)
        return data.map { Entry(key: key, data: $0, isTree: false) }
    }

    /// Claims the pages of a value that has its own; reads it only for the free list.
    private mutating func overflow(
        _ first: UInt64,
        size: Int,
        _ tree: inout Tree,
        _ owner: UInt16
    ) throws(StorageError) -> [UInt8]? {
        let count = UInt64((Self.headerBytes - 1 + size) / Limits.pageBytes + 1)
        guard first < UInt64(owners.count), count <= UInt64(owners.count) - first else {
            findings.add("\(names[Int(owner)]): a value lies behind the end of the file")
            return nil
        }
        let head = try read(first)
        guard Self.word(head, 0) == first, Self.half(head, 10) == Kind.overflow, Self.word(head, 8) >> 32 == count
        else {
            findings.add("\(names[Int(owner)]): page \(first) has a damaged header")
            return nil
        }
        tree.overflows += count
        for page in first..<(first + count) { claim(page, for: owner) }
        guard owner == 2 else { return [] }
        var bytes = head
        for page in (first + 1)..<(first + max(count, 1)) { bytes += try read(page) }
        return Array(bytes[Self.headerBytes..<(Self.headerBytes + size)])
    }

    private static func tree(_ bytes: [UInt8], at offset: Int) -> Tree {
        Tree(
            depth: Int(half(bytes, offset + 6)),
            branches: word(bytes, offset + 8),
            leaves: word(bytes, offset + 16),
            overflows: word(bytes, offset + 24),
            entries: word(bytes, offset + 32),
            root: word(bytes, offset + 40)
        )
    }

    private static func half(_ bytes: [UInt8], _ offset: Int) -> UInt16 {
        precondition(offset + 2 <= bytes.count, "the caller has checked the bounds")
        // SAFETY: both bytes lie inside of the array.
        return unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: offset, as: UInt16.self) }
    }

    /// Eight bytes, least significant first; zero when there are not as many.
    private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt64 {
        guard offset + 8 <= bytes.count else { return 0 }
        // SAFETY: all eight bytes lie inside of the array.
        return unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
    }
}

import Engine

/// Files of a folder, for working on the frontend without building.
enum FolderFiles {
    static func load(_ path: String, in folder: String) -> Asset? {
        let parts = path.split(separator: "/")
        guard !parts.isEmpty, parts.allSatisfy({ !$0.hasPrefix(".") }) else { return nil }
        return SmallFile.read("\(folder)/\(parts.joined(separator: "/"))").map { Asset(path, $0) }
    }
}

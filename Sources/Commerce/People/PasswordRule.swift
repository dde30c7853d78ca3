/// Which passwords are accepted.
package enum PasswordRule {
    /// The lengths allowed, in bytes of UTF-8; bcrypt ignores everything after byte 72.
    package static let byteRange = 8...72

    /// True for 8–72 bytes without a NUL, at which bcrypt would stop reading.
    package static func accepts(_ password: String) -> Bool {
        byteRange.contains(password.utf8.count) && !password.utf8.contains(0)
    }
}
